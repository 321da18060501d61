"""Cases with one right answer: traces worked by hand, and the calendar."""

from __future__ import annotations

import datetime as dt

import numpy as np

from hubsim.arrays import Ints
from hubsim.engine import Run
from hubsim.measures import Traces, Window, measured, targets
from hubsim.measures.hands import hand_seconds
from hubsim.program import Kind, Program
from hubsim.runlog import How

from .hubs import given, hours, hub, program, region, urgency
from .observe import Findings, Trial
from .registry import Case, built

PERIOD = 400 * 1440
"""Minutes of a run that covers 2026 and a bit."""


def measure(run: Run, name: str, window: Window, group: str = "all") -> float:
    """Give one measure of a run."""
    return {row.group: row.value for row in measured(run, window, [name])}[group]


def began_and_ended(run: Run) -> tuple[list[float], list[float]]:
    """Minutes at which each case's only piece of work was first taken up, and was over."""
    log = run.log
    work = np.isin(run.program.nodes.kind[log.node], (Kind.WORK, Kind.TOGETHER))
    first, done = work & (log.part == 0), work & (log.how == How.DONE)
    started, ended = np.full(len(run.caseload), -1), np.full(len(run.caseload), -1)
    started[log.case[first]] = log.start[first]
    ended[log.case[done]] = log.end[done]
    return (started / 60).tolist(), (ended / 60).tolist()


# ---------------------------------------------------------------- traces


@built(*(f"PUB-TRACE-0{number}" for number in range(1, 7)))
def trace(case: Case, _: Trial) -> Findings:
    """One queue on given arrivals and lengths of work, with or without interruptions."""
    rows, summary = case["rows"], case["summary"]
    levels = sorted({row.get("priority", 1) for row in rows})
    interrupted = case["params"]["discipline"] == "preemptive-resume"
    text = hub(
        ratings=urgency([f"level{level}" for level in levels], interrupting=interrupted),
        contacts={"c": "{volume: 1 per hour, first_seen_as: {low: {level1: 100%}}}"},
        roles={"w": str(case["params"]["servers"])},
        stages={"s": "{who: w, work: 10 min, then: out}"},
    )
    run = given(
        program(text, 1440),
        [row["arrive"] for row in rows],
        {"stages.s.work": [row["work_min"] for row in rows]},
        [levels.index(row.get("priority", 1)) for row in rows],
    )
    findings = Findings()
    started, ended = began_and_ended(run)
    for row, start, end in zip(rows, started, ended, strict=True):
        findings.compare(f"start of case {row['case']}", row["start"], start)
        findings.compare(f"finish of case {row['case']}", row["finish"], end)
        findings.compare(f"wait of case {row['case']}", row["wait"], start - row["arrive"])
    whole = Window(0, round(60 * max(ended)))
    busy = int(Traces(run, whole).once(hand_seconds)[0]) / 60
    # The wait is that to be taken up; in the ledger, work that is put down waits as well.
    taken_up = 60 * measure(run, "wait_for_role", whole, "w")
    findings.compare("mean wait", summary["mean_wait"], taken_up)
    put_down = sum(row["finish"] - row["start"] - row["work_min"] for row in rows) / len(rows)
    in_ledger = 60 * measure(run, "ledger", whole, "person")
    findings.compare("mean wait in the ledger", summary["mean_wait"] + put_down, in_ledger)
    findings.compare("makespan", summary["makespan"], max(ended))
    findings.compare("busy minutes", summary["busy_server_min"], busy)
    use = measure(run, "utilisation", whole, "w")
    findings.compare("utilisation", summary["utilisation_to_makespan"], use)
    return findings


@built("PUB-FORK-01")
def fork(case: Case, _: Trial) -> Findings:
    """Three agencies asked at once, one desk each."""
    partners = ("p0", "p1", "p2")
    lengths = dict(zip(partners, case["params"]["branch_work_min"], strict=True))
    asked = ", ".join(
        f"{name}: {{who: {name}_desk, work: {lengths[name]} min}}" for name in partners
    )
    text = hub(
        agencies=["a", *partners],
        contacts={"c": "{volume: 1 per hour}"},
        roles={f"{name}_desk": f"{{agency: {name}, posts: 1, hours: always}}" for name in partners},
        stages={"s": f"{{ask: {{{asked}}}, go_on_when: all, then: out}}"},
    )
    run = given(program(text, 1440), [row["arrive"] for row in case["rows"]])
    log, findings = run.log, Findings()
    kind = run.program.nodes.kind[log.node]
    for number, row in enumerate(case["rows"]):
        mine = log.case == number
        replies = {
            int(log.line[r]): log.end[r] / 60 for r in np.flatnonzero(mine & (kind == Kind.REPLY))
        }
        (join,) = log.end[mine & (kind == Kind.FORK)] / 60
        for line, finish in enumerate(row["branch_finish"], 1):
            findings.compare(f"reply {line} of case {number + 1}", finish, replies[line])
        findings.compare(f"join of case {number + 1}", row["join"], join)
        findings.compare(f"response of case {number + 1}", row["response"], join - row["arrive"])
    return findings


@built("PUB-DEADLINE-01")
def deadline(case: Case, _: Trial) -> Findings:
    """Replies of given lengths and a limit; one exactly at the limit is in time."""
    p = case["params"]
    text = hub(
        agencies=["a", "p0", "p1", "p2"],
        contacts={"c": "{volume: 1 per hour}"},
        stages={
            "s": "{ask: {p0: {reply_takes: 1 h}, p1: {reply_takes: 1 h}, p2: {reply_takes: 1 h}}, "
            f"go_on_when: all, at_the_latest: {p['deadline_min']} min, then: out}}"
        },
    )
    replies = list(zip(*p["replies"], strict=True))
    lengths = {f"stages.s.ask.p{n}.reply_takes": list(times) for n, times in enumerate(replies)}
    run = given(program(text, 1440), [0] * len(case["rows"]), lengths)
    log, findings = run.log, Findings()
    kind = run.program.nodes.kind[log.node]
    for number, row in enumerate(case["rows"]):
        mine = log.case == number
        in_time = int((mine & (kind == Kind.REPLY) & (log.detail == 1)).sum())
        (at,) = (log.end[mine & (kind == Kind.FORK)] / 60).tolist()
        findings.compare(f"case {number + 1} goes on at", row["proceed_at"], at)
        findings.compare(f"missing of case {number + 1}", row["missing"], len(replies) - in_time)
    return findings


def single_desk(minutes: float) -> Program:
    """One post with work of 15 minutes."""
    return program(
        hub(
            contacts={"c": "{every: 10 min}"}, roles={"w": "1"},
            stages={"s": "{who: w, work: 15 min, then: out}"},
        ),
        minutes,
    )  # fmt: skip


@built("PUB-CENSOR-01")
def censored(case: Case, _: Trial) -> Findings:
    """What is not over when the run ends is there, and counted."""
    expected, horizon = case["expected"], case["params"]["horizon_min"]
    run = given(single_desk(horizon), list(range(0, 200, 10)))
    log, whole = run.log, Window(0, 60 * horizon)
    work = run.program.nodes.kind[log.node] == Kind.WORK
    done, traces = work & (log.how == How.DONE), Traces(run, whole)
    observed = {
        "arrived": measure(run, "contacts", whole),
        "completed": int(done.sum()),
        "in_work_at_end": int((work & (log.how == How.OPEN)).sum()),
        "waiting_at_end": int((work & (log.how == How.WAITING)).sum()),
        "busy_min": int(traces.once(hand_seconds)[0]) / 60,
        "utilisation": measure(run, "utilisation", whole, "w"),
        "mean_wait_of_completed": float((log.start - log.ready)[done].mean()) / 60,
    }
    findings = Findings()
    for name, value in expected.items():
        findings.compare(name, value, observed[name])
    unfinished = expected["in_work_at_end"] + expected["waiting_at_end"]
    findings.compare(
        "the measure of unfinished cases", unfinished, measure(run, "undecided", whole)
    )
    return findings


@built("PUB-WARM-01")
def warm_up(case: Case, _: Trial) -> Findings:
    """A window counts the arrivals and the busy minutes inside it."""
    p = case["params"]
    start, stop = 60 * p["warmup_min"], 60 * (p["warmup_min"] + p["horizon_after_warmup_min"])
    run = given(single_desk(1440), list(range(0, 700, 20)))
    window, left = Window(start, stop), Traces(run, Window(start, stop)).left
    observed = {
        "arrivals_in_window": measure(run, "contacts", window),
        "utilisation": measure(run, "utilisation", window, "w"),
        "mean_queue_wait": 60 * measure(run, "ledger", window, "person"),
        "completed_in_window": int(((left >= start) & (left < stop)).sum()),
    }
    findings = Findings()
    for name, value in case["expected"].items():
        findings.compare(name, value, observed[name])
    return findings


# ---------------------------------------------------------------- the calendar


def calendar_hub(case: Case, stages: str, *, ratings: str = "{}") -> str:
    """Write a hub on the hours of a calendar case; its working day has them too."""
    weekly, where = hours(case["calendar"]), region(case["calendar"])
    return hub(
        calendar=f"starts: 2026-01-01, timezone: {case['timezone']}, holidays: {where}, "
        f'working_day: "{weekly}", hours: {{shift: "{weekly}"}}',
        ratings={"all": ratings},
        contacts={"c": "{volume: 1 per week}"},
        roles={"w": "{agency: a, posts: 1, hours: shift}"},
        stages={"s": stages},
    )


def minute(text: str) -> float:
    """Minutes from the start of 2026 to an instant, by plain arithmetic (1 January is on UTC)."""
    since = dt.datetime.fromisoformat(text) - dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return since / dt.timedelta(minutes=1)


@built("PUB-CAL-01", "PUB-CAL-02", "PUB-CAL-03", "PUB-CAL-04", "PUB-CAL-05")
def finish(case: Case, _: Trial) -> Findings:
    """Work that pauses at closing time, and a wait that runs on the same hours."""
    worked = program(calendar_hub(case, "{who: w, work: 10 min, then: out}"), PERIOD)
    waited = program(calendar_hub(case, "{wait: 10 min, during: shift, then: out}"), PERIOD)
    findings = Findings()
    for item in case["items"]:
        begin, end = minute(item["start"]), minute(item["finish"])
        for what, lowered in (("work", worked), ("wait", waited)):
            run = given(lowered, [begin], {f"stages.s.{what}": [item["work_min"]]})
            left = int(Traces(run, Window(0, 60 * PERIOD)).left[0])
            findings.compare(f"{what} from {item['start']}", end, left / 60)
            findings.compare(
                f"elapsed {what} from {item['start']}", item["elapsed_min"], left / 60 - begin
            )
            local = lowered.clock.local(left)
            wall = (local - dt.datetime.fromisoformat(item["finish"])) / dt.timedelta(minutes=1)
            findings.compare(f"wall clock, {what} from {item['start']}", 0, wall)
    return findings


@built("PUB-SHIFTQ-01")
def shift_queue(case: Case, _: Trial) -> Findings:
    """Several cases in one queue over a weekend; hubsim's rule is to pause and resume."""
    rows = case["expected_by_policy"]["pause_resume"]
    lowered = program(calendar_hub(case, "{who: w, work: 10 min, then: out}"), PERIOD)
    arrivals = [minute(row["arrive"]) for row in rows]
    run = given(lowered, arrivals, {"stages.s.work": [row["work_min"] for row in rows]})
    findings = Findings()
    for row, start, end in zip(rows, *began_and_ended(run), strict=True):
        findings.compare(f"start of {row['arrive']}", minute(row["start"]), start)
        findings.compare(f"finish of {row['arrive']}", minute(row["finish"]), end)
    return findings


@built("PUB-BMIN-01", "PUB-BMIN-02")
def working_minutes(case: Case, _: Trial) -> Findings:
    """Working time between contact and decision, as the measure tells it."""
    lowered = program(calendar_hub(case, "{wait: 10 min, then: out}"), PERIOD)
    findings = Findings()
    for item in case["items"]:
        begin, end = minute(item["frm"]), minute(item["to"])
        run = given(lowered, [begin], {"stages.s.wait": [end - begin]})
        found = 60 * measure(run, "hours_to_decision_mean", Window(0, 60 * PERIOD))
        findings.compare(f"from {item['frm']}", item["working_min"], found)
    return findings


@built("PUB-SLA-01", "PUB-SLA-02", "PUB-SLA-03")
def due(case: Case, _: Trial) -> Findings:
    """Targets in working days: met until the close of the day itself, not a second later."""
    closing = max(max(stretch) for stretch in case["calendar"]["windows"]["0"])
    findings, whole = Findings(), Window(0, 60 * PERIOD)
    for item in case["items"]:
        target = f"{{decide_within: {item['working_days']} working days}}"
        lowered = program(calendar_hub(case, "{wait: 10 min, then: out}", ratings=target), PERIOD)
        for time in ("00:00", "10:00", "23:59"):
            begin = (
                lowered.clock.second(dt.datetime.fromisoformat(f"{item['received']} {time}")) / 60
            )
            said = f"received {item['received']} {time}"
            by = due_second(given(lowered, [begin]), whole)
            close = lowered.clock.local(int(by[0]))
            findings.compare(f"due date, {said}", item["due_date"], close.date().isoformat())
            findings.compare(f"due time, {said}", closing, f"{close:%H:%M}")
            for late, met in ((0, 1.0), (1, 0.0)):
                run = given(lowered, [begin], {"stages.s.wait": [(by[0] + late) / 60 - begin]})
                findings.compare(
                    f"met {late} s after, {said}", met, measure(run, "target_met", whole)
                )
    return findings


def due_second(run: Run, window: Window) -> Ints:
    """Second by which each case is due."""
    return targets.due(Traces(run, window), run.program.targets[0])
