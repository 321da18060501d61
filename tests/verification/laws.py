"""What must hold of every run: laws of queues, nothing lost, nothing out of order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from hubsim.arrays import Ints
from hubsim.caseload import Caseload, draw_caseload
from hubsim.engine import Run, rerun, simulate
from hubsim.measures import Traces, Window, measured
from hubsim.measures.hands import duty_seconds, hand_seconds
from hubsim.program import Kind, Program
from hubsim.runlog import How
from hubsim.variates import draw_variates

from .hubs import hub, program
from .observe import Findings, Trial
from .registry import Case, built

DAY, WEEK = 86_400, 604_800
MAIN = (Kind.WORK, Kind.TOGETHER, Kind.MEET, Kind.DELAY, Kind.FORK)
"""Nodes at which a case spends time."""


def busy_hub(
    names: Sequence[str] = ("front", "deep", "ring", "desk", "night", "lab"), label: str = ""
) -> str:
    """Write a hub with a bit of everything: ratings, shifts, a loop, questions, siblings."""
    front, deep, ring, desk, night, lab = names
    said = f", label: {label}" if label else ""
    return hub(
        name=label or "a bit of everything",
        calendar="starts: 2026-03-16, timezone: Europe/London, holidays: England, "
        'hours: {days: "Mon-Fri 09:00-17:00", nights: "every day 22:00-06:00"}',
        agencies=["a", "p0", "p1"],
        ratings={
            "red": f"{{decide_within: 4 h{said}}}",
            "green": "{decide_within: 3 working days}",
        },
        contacts={
            "school": "{volume: 160 per week, arrives: Mon-Fri 08:00-18:00, "
            "true_need: {high: 30%, low: 70%}, "
            "first_seen_as: {high: {red: 60%, green: 40%}, low: {green: 100%}}}",
            "police": "{volume: 120 per week, together: {1: 60%, 2: 40%}, "
            "released: Mon-Fri 08:00-11:00, first_seen_as: {low: {red: 20%, green: 80%}}}",
        },
        roles={
            desk: f"{{agency: a, people: 4, hours: days{said}}}",
            night: "{agency: a, posts: 1, hours: nights, time_for_cases: 80%}",
            lab: "{agency: p0, people: 2, hours: days, time_for_cases: 70%}",
        },
        stages={
            front: f"{{who: [{desk}, {night}], seen_after: 5 min, work: 15 min (5 to 40), "
            f"then: {{red: {ring}, green: {{{ring}: 50%, {deep}: 20%, out: 30%}}}}}}",
            ring: f"{{ask: {{p0: {{who: {lab}, work: 30 min (10 to 60)}}, "
            "p1: {share_asked: 70%, reply_takes: {shape: exponential, mean: 3 h}, during: days}}, "
            f"go_on_when: all, at_the_latest: 6 working hours, then: {deep}}}",
            deep: f"{{who: {desk}, work: {{shape: lognormal, mean: 25 min, cv: 0.8}}, "
            f"then: {{out: 80%, {front}: 20%}}}}",
        },
    )  # fmt: skip


def crowded_hub() -> str:
    """Write a hub in which people are interrupted, meet, work together, are away, and wait enough.

    Cases give up, go round a loop at most twice, are rated anew, and are chased.
    """
    return hub(
        name="people together",
        calendar="starts: 2026-03-16, timezone: Europe/London, holidays: England, "
        'hours: {days: "Mon-Fri 09:00-17:00"}',
        agencies=["a", "p0"],
        ratings={
            "red": "{decide_within: 4 h, interrupts: [amber, green]}",
            "amber": "{decide_within: 1 working days, interrupts: [green]}",
            "green": "{decide_within: 3 working days}",
        },
        contacts={
            "school": "{volume: 150 per week, arrives: Mon-Fri 08:00-18:00, "
            "true_need: {high: 30%, low: 70%}, "
            "first_seen_as: {high: {red: 60%, green: 40%}, low: {amber: 40%, green: 60%}}}",
            "police": "{volume: 60 per week, together: {1: 60%, 2: 40%}, "
            "first_seen_as: {low: {red: 20%, green: 80%}}}",
        },
        roles={
            "desk": "{agency: a, people: 4, hours: days, absence: 10%, away: 6 weeks a year}",
            "lead": "{agency: a, people: 2, hours: days, unfinished: hand back, reread: 3 min, "
            "called_away: {after: {shape: exponential, mean: 5 h}, lasts: 20 min (10 to 60)}}",
            "lab": "{agency: p0, people: 2, hours: days, unfinished: finish, time_for_cases: 70%, "
            "undivided: [red]}",
        },
        stages={
            "front": "{who: [desk, lead], work: 15 min (5 to 40), gives_up: {after: 5 h (1 to 30), "
            "then: unheard}, then: {red: visit, amber: ring, green: {ring: 60%, panel: 40%}}}",
            "ring": "{ask: {p0: {who: lab, work: 25 min (10 to 60), never: 10%}}, go_on_when: all, "
            "at_the_latest: 6 working hours, chase: {after: 3 working hours, done: 80%}, "
            "withdraw: yes, rated_anew: {green: {amber: 30%, green: 70%}}, then: panel}",
            "visit": "{needs: {desk: 1, lab: 1}, work: 40 min (20 to 70), then: panel}",
            "panel": "{meeting: {needs: {lead: 1, desk: 1}, at: Mon-Fri 11:00 and 15:00, "
            "each_case: 8 min (3 to 20), cases_at_most: 30, at_once: 2}, "
            "then: {out: 70%, again: 30%}}",
            "again": "{who: lead, work: 10 min (5 to 20), at_most: {times: 2, then: out}, "
            "then: {panel: 70%, joint: 30%}}",
            "joint": "{needs: {lead: 1, desk: 2}, joint: backfill, work: 20 min (10 to 30), "
            "then: out}",
        },
        outcomes=["out", "unheard"],
    )  # fmt: skip


HUBS = {"a bit of everything": busy_hub, "people together": crowded_hub}
"""Hubs of which the laws must hold."""


def measures(run: Run, window: Window, name: str) -> dict[str, float]:
    """Give all groups of a measure."""
    return {row.group: row.value for row in measured(run, window, [name])}


@built("PUB-PROP-LITTLE")
def little(_: Case, trial: Trial) -> Findings:
    """Number = throughput x time, on a run that starts and ends empty."""
    findings = Findings()
    for what, text in HUBS.items():
        number_and_time(findings, what, program(text(), 12 * 7 * 1440), trial)
    return findings


def number_and_time(findings: Findings, what: str, lowered: Program, trial: Trial) -> None:
    """Claim Little's law of one hub."""
    every = draw_caseload(lowered, seed=trial.seed, replication=0)
    number = int(np.searchsorted(every.arrival, 6 * WEEK))
    columns = (getattr(every, name)[..., :number] for name in Caseload.__dataclass_fields__)
    caseload = Caseload(*columns)
    run = rerun(
        lowered,
        caseload,
        draw_variates(lowered, caseload, seed=trial.seed, replication=0, visits=16),
    )
    whole = Window(0, lowered.horizon)
    traces = Traces(run, whole)
    gone = bool((traces.left >= 0).all())
    findings.claim(f"{what}: empty at the end", gone, f"{number} cases")
    area = under_the_curve(caseload.arrival, traces.left) / lowered.horizon
    rate = measures(run, whole, "contacts")["all"] / lowered.horizon
    lived = DAY * measures(run, whole, "days_to_decision_mean")["all"]
    findings.claim(
        f"{what}: the whole hub", _close(area, rate * lived), f"{area:.6g} and {rate * lived:.6g}"
    )
    counted = measures(run, whole, "open_cases")["all"]
    findings.claim(f"{what}: the measure of open cases", _close(counted, area), f"{counted:.6g}")
    log, segments = traces.log, traces.segments
    for stage, name in enumerate(lowered.stages):
        rows = (traces.stage == stage) & (log.line == 0) & np.isin(traces.kind, MAIN)
        ways_out = np.isin(log.how, (How.DONE, How.GIVEN_UP))
        begins, ends = log.ready[rows & (log.part == 0)], log.end[rows & ways_out]
        area = under_the_curve(begins, ends) / lowered.horizon
        # Of the same visits, but from the ledger, which goes by the branch that held a case up.
        spent = segments.seconds[segments.stage == stage].sum() / len(begins)
        said = len(begins) / lowered.horizon * spent
        findings.claim(f"the stage {name}", _close(area, said), f"{area:.6g} and {said:.6g}")


def under_the_curve(begins: Ints, ends: Ints) -> float:
    """Integrate a number in the system, event by event."""
    at = np.concatenate([begins, ends])
    step = np.concatenate([np.ones(len(begins)), -np.ones(len(ends))])
    order = np.argsort(at, kind="stable")
    return float((np.cumsum(step[order])[:-1] * np.diff(at[order])).sum())


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-9 * max(1.0, abs(b))


@built("PUB-PROP-UTIL")
def busy(_: Case, trial: Trial) -> Findings:
    """Busy time is the work done; time on duty is that of the calendar, over both clock changes."""
    findings = Findings()
    for starts, what in (("2026-03-16", "spring"), ("2026-10-12", "autumn")):
        text = busy_hub().replace("starts: 2026-03-16", f"starts: {starts}")
        run = simulate(program(text, 4 * 7 * 1440), seed=trial.seed, replication=0)
        whole = Window(0, run.program.horizon)
        traces, log = Traces(run, whole), run.log
        work = (traces.kind == Kind.WORK) & (log.start >= 0)
        desk = work & (log.role == 0)
        touched = int(log.detail[desk].sum())
        findings.claim(
            f"{what}: busy time is work done", touched == 1000 * traces.once(hand_seconds)[0]
        )
        pace = run.program.pace[log.role[work], run.caseload.rating[0, log.case[work]]]
        most = (log.end - log.start)[work] * pace
        findings.claim(
            f"{what}: other duties stretch it", bool(((most - log.detail[work]) < 1000).all())
        )
        spent = {
            role: DAY * days
            for role, days in zip(run.program.roles, on_duty(starts, 28), strict=True)
        }
        for number, role in enumerate(run.program.roles):
            duty = traces.once(duty_seconds)[number]
            findings.claim(
                f"{what}: time on duty of {role}", duty == spent[role], f"{duty / 3600:g} h"
            )
            use = measures(run, whole, "utilisation")[role]
            law = traces.once(hand_seconds)[number] / spent[role]
            findings.claim(f"{what}: use of {role}", use == law and 0 < use <= 1, f"{use:.3f}")
    return findings


def on_duty(starts: str, days: int) -> list[float]:
    """Days on duty of the roles of the busy hub, minute by minute on the wall clock."""
    zone = ZoneInfo("Europe/London")
    begin = dt.datetime.fromisoformat(starts).replace(tzinfo=zone).astimezone(dt.UTC)
    easter = {dt.date(2026, 4, 3), dt.date(2026, 4, 6)}
    day = night = 0
    for n in range(days * 1440):  # a run is so many days of 24 hours, whatever the clocks do
        local = (begin + dt.timedelta(minutes=n)).astimezone(zone)
        day += local.weekday() < 5 and 9 <= local.hour < 17 and local.date() not in easter
        night += local.hour >= 22 or local.hour < 6
    return [4 * day / 1440, night / 1440, 2 * day / 1440]


@built("PUB-PROP-FLOW")
def conserved(_: Case, trial: Trial) -> Findings:
    """Nothing gets lost: arrived = left + still there, in the hub and at every stage."""
    found: dict[str, list[bool]] = {}
    for lowered, run in runs_of_all(trial):
        traces = Traces(run, Window(0, lowered.horizon))
        log = traces.log
        main = (log.line == 0) & np.isin(traces.kind, MAIN)
        left = traces.kind == Kind.LEAVE
        still = main & np.isin(log.how, (How.WAITING, How.OPEN))
        every = np.arange(len(run.caseload))
        once = np.array_equal(np.sort(np.concatenate([log.case[left], log.case[still]])), every)
        found.setdefault("each case left or is in one place", []).append(once)
        came, went = 0, 0
        for stage, name in enumerate(lowered.stages):
            rows = main & (traces.stage == stage)
            visits = {
                tuple(v) for v in np.column_stack([log.case, log.node, log.visit])[rows].tolist()
            }
            done = int((rows & np.isin(log.how, (How.DONE, How.GIVEN_UP))).sum())
            here = int((rows & still).sum())
            found.setdefault(f"{name}: came = went on + is there", []).append(
                len(visits) == done + here
            )
            came, went = came + len(visits), went + done
        steps = came - len(every) == went - int(left.sum())
        found.setdefault("whoever went on came somewhere, or left", []).append(steps)
    return in_every_run(found)


def runs_of_all(trial: Trial) -> Iterator[tuple[Program, Run]]:
    """Run two weeks of each hub, a few times."""
    for text in HUBS.values():
        lowered = program(text(), 2 * 7 * 1440)
        for replication in range(trial.pick(5, 30)):
            yield lowered, simulate(lowered, seed=trial.seed, replication=replication)


def in_every_run(found: dict[str, list[bool]]) -> Findings:
    """Claim what must hold in each of several runs."""
    findings = Findings()
    for what, holds in found.items():
        findings.claim(what, all(holds), f"in {sum(holds)} of {len(holds)} runs")
    return findings


@built("PUB-PROP-NONNEG")
def sane(_: Case, trial: Trial) -> Findings:
    """Nothing begins before it is ready, ends before it begins, or happens out of order."""
    found: dict[str, list[bool]] = {}
    for lowered, run in runs_of_all(trial):
        traces = Traces(run, Window(0, lowered.horizon))
        log = traces.log
        begun = log.start >= 0
        good: dict[str, Any] = {
            "ready after arrival": log.ready >= run.caseload.arrival[log.case],
            "start after ready": (log.start >= log.ready) | ~begun,
            "end after start": (log.end >= log.start) & (log.end >= log.ready),
            "end by the horizon": log.end <= lowered.horizon,
            "no negative stretch": traces.segments.seconds >= 0,
            "one piece at a time": no_overlap(traces),
            "each row ready as the last ended": chained(traces),
        }
        for what, holds in good.items():
            found.setdefault(what, []).append(bool(np.all(holds)))
    return in_every_run(found)


def no_overlap(traces: Traces) -> bool:
    """Whether nobody has two pieces of work in hand."""
    log = traces.log
    rows = traces.working & (log.person >= 0) & (log.start >= 0) & (log.end > log.start)
    order = np.lexsort((log.start[rows], log.person[rows]))
    person, start, end = (column[rows][order] for column in (log.person, log.start, log.end))
    return bool(((person[1:] != person[:-1]) | (start[1:] >= end[:-1])).all())


def chained(traces: Traces) -> bool:
    """Whether the main line of each case has neither gap nor overlap."""
    log = traces.log
    rows = (log.line == 0) & np.isin(traces.kind, (*MAIN, Kind.LEAVE))
    order = np.lexsort((log.end[rows], log.ready[rows], log.case[rows]))
    case, ready, end = (column[rows][order] for column in (log.case, log.ready, log.end))
    return bool(((case[1:] != case[:-1]) | (ready[1:] == end[:-1])).all())
