"""What must hold of every run: laws, invariants, and what a change of form must not change."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from zoneinfo import ZoneInfo

import numpy as np

from hubsim.caseload import Caseload, draw_caseload
from hubsim.engine import Run, rerun, simulate
from hubsim.measures import MEASURES, Traces, Window
from hubsim.program import Kind
from hubsim.program.layout import Floats, Ints
from hubsim.runlog import How
from hubsim.variates import draw_variates

from .hubs import given, hub, per_week, program
from .judge import interval, standard_error
from .observe import Findings, Seen, Trial, replicated, steady
from .queues import priority_hub
from .registry import Case, built, case_file

DAY, WEEK = 86_400, 604_800
MAIN = (Kind.WORK, Kind.DELAY, Kind.FORK)
"""Nodes at which a case spends time."""


def busy_hub(names: Sequence[str] = ("front", "deep", "ring", "desk", "night", "lab"), label: str = "") -> str:
    """Write a hub with a bit of everything: ratings, shifts, a loop, questions, a limit, siblings."""
    front, deep, ring, desk, night, lab = names
    said = f", label: {label}" if label else ""
    return hub(
        name=label or "a bit of everything",
        calendar="starts: 2026-03-16, timezone: Europe/London, holidays: England, "
        'hours: {days: "Mon-Fri 09:00-17:00", nights: "every day 22:00-06:00"}',
        agencies=["a", "p0", "p1"],
        ratings={"red": f"{{decide_within: 4 h{said}}}", "green": "{decide_within: 3 working days}"},
        contacts={
            "school": "{volume: 160 per week, arrives: Mon-Fri 08:00-18:00, true_need: {high: 30%, low: 70%}, "
            "first_seen_as: {high: {red: 60%, green: 40%}, low: {green: 100%}}}",
            "police": "{volume: 120 per week, together: {1: 60%, 2: 40%}, released: Mon-Fri 08:00-11:00, "
            "first_seen_as: {low: {red: 20%, green: 80%}}}",
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


def measures(run: Run, window: Window, name: str) -> dict[str, float]:
    """Give all groups of a measure."""
    return {group: value for _, group, value in MEASURES[name].function(Traces(run, window))}


def digest(run: Run) -> str:
    """Say in a few letters what a run came out as, to the last bit."""
    return hashlib.blake2b(run.log.rows().tobytes(), digest_size=12).hexdigest()


# ---------------------------------------------------------------- laws


@built("PUB-PROP-LITTLE")
def little(_: Case, trial: Trial) -> Findings:
    """Number = throughput x time, on a run that starts and ends empty."""
    lowered = program(busy_hub(), 12 * 7 * 1440)
    every = draw_caseload(lowered, seed=trial.seed, replication=0)
    number = int(np.searchsorted(every.arrival, 6 * WEEK))
    caseload = Caseload(*(getattr(every, name)[:number] for name in Caseload.__dataclass_fields__))
    run = rerun(lowered, caseload, draw_variates(lowered, caseload, seed=trial.seed, replication=0, visits=16))
    whole = Window(0, lowered.horizon)
    traces = Traces(run, whole)
    findings = Findings()
    findings.claim("the hub is empty at the end", bool((traces.left >= 0).all()), f"{number} cases")
    area = under_the_curve(caseload.arrival, traces.left) / lowered.horizon
    rate = measures(run, whole, "contacts")["all"] / lowered.horizon
    lived = DAY * measures(run, whole, "days_to_decision_mean")["all"]
    findings.claim("the whole hub", _close(area, rate * lived), f"{area:.6g} and {rate * lived:.6g}")
    counted = measures(run, whole, "open_cases")["all"]
    findings.claim("the measure of open cases", _close(counted, area), f"{counted:.6g}")
    log, segments = run.log, traces.segments
    for stage, name in enumerate(lowered.stages):
        rows = (traces.stage == stage) & (log.line == 0) & np.isin(traces.kind, MAIN)
        begins, ends = log.ready[rows & (log.part == 0)], log.end[rows & (log.how == How.DONE)]
        area = under_the_curve(begins, ends) / lowered.horizon
        # Of the same visits, but from the ledger, which goes by the branch that held a case up.
        spent = segments.seconds[segments.stage == stage].sum() / len(begins)
        said = len(begins) / lowered.horizon * spent
        findings.claim(f"the stage {name}", _close(area, said), f"{area:.6g} and {said:.6g}")
    return findings


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
        findings.claim(f"{what}: busy time is work done", touched == 1000 * traces.hand_seconds[0])
        pace = run.program.role_pace[log.role[work]]
        most = (log.end - log.start)[work] * pace
        findings.claim(f"{what}: other duties stretch it", bool(((most - log.detail[work]) < 1000).all()))
        spent = {role: DAY * days for role, days in zip(run.program.roles, on_duty(starts, 28), strict=True)}
        for number, role in enumerate(run.program.roles):
            duty = traces.duty_seconds[number]
            findings.claim(f"{what}: time on duty of {role}", duty == spent[role], f"{duty / 3600:g} h")
            use = measures(run, whole, "utilisation")[role]
            law = traces.hand_seconds[number] / spent[role]
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
    lowered = program(busy_hub(), 2 * 7 * 1440)
    found: dict[str, list[bool]] = {}
    for replication in range(trial.pick(5, 30)):
        run = simulate(lowered, seed=trial.seed, replication=replication)
        log, traces = run.log, Traces(run, Window(0, lowered.horizon))
        main = (log.line == 0) & np.isin(traces.kind, MAIN)
        left = traces.kind == Kind.LEAVE
        still = main & np.isin(log.how, (How.WAITING, How.OPEN))
        every = np.arange(len(run.caseload))
        once = np.array_equal(np.sort(np.concatenate([log.case[left], log.case[still]])), every)
        found.setdefault("each case left or is in one place", []).append(once)
        came, went = 0, 0
        for stage, name in enumerate(lowered.stages):
            rows = main & (traces.stage == stage)
            visits = {tuple(v) for v in np.column_stack([log.case, log.node, log.visit])[rows].tolist()}
            done, here = int((rows & (log.how == How.DONE)).sum()), int((rows & still).sum())
            found.setdefault(f"{name}: came = went on + is there", []).append(len(visits) == done + here)
            came, went = came + len(visits), went + done
        steps = came - len(every) == went - int(left.sum())
        found.setdefault("whoever went on came somewhere, or left", []).append(steps)
    return in_every_run(found)


def in_every_run(found: dict[str, list[bool]]) -> Findings:
    """Claim what must hold in each of several runs."""
    findings = Findings()
    for what, holds in found.items():
        findings.claim(what, all(holds), f"in {sum(holds)} of {len(holds)} runs")
    return findings


@built("PUB-PROP-NONNEG")
def sane(_: Case, trial: Trial) -> Findings:
    """Nothing begins before it is ready, ends before it begins, or happens out of order."""
    lowered = program(busy_hub(), 2 * 7 * 1440)
    found: dict[str, list[bool]] = {}
    for replication in range(trial.pick(5, 30)):
        run = simulate(lowered, seed=trial.seed, replication=replication)
        log, traces = run.log, Traces(run, Window(0, lowered.horizon))
        begun = log.start >= 0
        good = {
            "ready after arrival": log.ready >= run.caseload.arrival[log.case],
            "start after ready": (log.start >= log.ready) | ~begun,
            "end after start": (log.end >= log.start) & (log.end >= log.ready),
            "end by the horizon": log.end <= lowered.horizon,
            "no negative stretch": traces.segments.seconds >= 0,
            "one piece at a time": no_overlap(run, traces),
            "each row ready as the last ended": chained(run, traces),
        }
        for what, holds in good.items():
            found.setdefault(what, []).append(bool(np.all(holds)))
    return in_every_run(found)


def no_overlap(run: Run, traces: Traces) -> bool:
    """Whether nobody has two pieces of work in hand."""
    log = run.log
    rows = (traces.kind == Kind.WORK) & (log.start >= 0) & (log.end > log.start)
    order = np.lexsort((log.start[rows], log.person[rows]))
    person, start, end = (column[rows][order] for column in (log.person, log.start, log.end))
    return bool(((person[1:] != person[:-1]) | (start[1:] >= end[:-1])).all())


def chained(run: Run, traces: Traces) -> bool:
    """Whether the main line of each case has neither gap nor overlap."""
    log = run.log
    rows = (log.line == 0) & np.isin(traces.kind, (*MAIN, Kind.LEAVE))
    order = np.lexsort((log.end[rows], log.ready[rows], log.case[rows]))
    case, ready, end = (column[rows][order] for column in (log.case, log.ready, log.end))
    return bool(((case[1:] != case[:-1]) | (ready[1:] == end[:-1])).all())


# ---------------------------------------------------------------- the same in another form

AGAIN = """
import hashlib, sys
from hubsim.engine import simulate
from hubsim.program import lower
from hubsim.spec.read import hub_from
from hubsim.spec.source import read_source
program = lower(hub_from(read_source(sys.stdin.read(), "case.yaml")).hub, {horizon})
rows = simulate(program, seed={seed}, replication=3).log.rows()
print(hashlib.blake2b(rows.tobytes(), digest_size=12).hexdigest())
"""


def one_digest(text: str, horizon: int, seed: int, replication: int) -> str:
    """Run one replication and give its digest; for a process of its own."""
    return digest(simulate(program(text, horizon / 60), seed=seed, replication=replication))


@built("PUB-PROP-SEED")
def repeatable(_: Case, trial: Trial) -> Findings:
    """The same in any process, with any hash seed, in any order, on any number of workers."""
    text, horizon = busy_hub(), WEEK
    here = [one_digest(text, horizon, trial.seed, n) for n in range(4)]
    backwards = [one_digest(text, horizon, trial.seed, n) for n in reversed(range(4))][::-1]
    findings = Findings()
    findings.claim("replications in another order", here == backwards, here[0])
    findings.claim("replications and seeds differ", len({*here, one_digest(text, horizon, trial.seed + 1, 0)}) == 5)
    script = AGAIN.format(horizon=horizon, seed=trial.seed)
    for hash_seed in ("0", "1", "4242"):
        other = subprocess.run(
            [sys.executable, "-c", script],
            input=text, capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
        )  # fmt: skip
        findings.claim(f"another process, PYTHONHASHSEED={hash_seed}", other.stdout.strip() == here[3])
    if not trial.quick:
        with ProcessPoolExecutor(2) as pool:
            jobs = [pool.submit(one_digest, text, horizon, trial.seed, n) for n in range(4)]
            findings.claim("on two workers", [job.result() for job in jobs] == here)
    return findings


@built("PUB-PROP-RENAME")
def renamed(_: Case, trial: Trial) -> Findings:
    """Labels change nothing; short names are the addresses of draws and change nothing else."""
    lowered = program(busy_hub(), 7 * 1440)
    run = simulate(lowered, seed=trial.seed, replication=0)
    shown = simulate(program(busy_hub(label="Another Name"), 7 * 1440), seed=trial.seed, replication=0)
    findings = Findings()
    findings.claim("other labels, the same numbers", digest(shown) == digest(run), digest(run))
    other = program(busy_hub(("alpha", "beta", "gamma", "delta", "epsilon", "zeta")), 7 * 1440)
    same = rerun(other, run.caseload, run.variates)
    findings.claim("other short names on the same draws", digest(same) == digest(run))
    drawn = simulate(other, seed=trial.seed, replication=0)
    cases = all(
        np.array_equal(getattr(drawn.caseload, name), getattr(run.caseload, name))
        for name in Caseload.__dataclass_fields__
    )
    findings.claim("other names of stages and roles, the same cases", cases)
    findings.claim("their draws are others, as written", digest(drawn) != digest(run))
    return findings


@built("PUB-PROP-SCALE")
def scaled(_: Case, trial: Trial) -> Findings:
    """Minutes, hours or seconds: the same lengths of time."""
    texts = [
        hub(
            contacts={"c": f"{{volume: {volume}}}"}, roles={"w": "2"},
            stages={
                "s": f"{{who: w, work: {{shape: gamma, mean: {mean}, cv: 0.5}}, then: t}}",
                "t": f"{{wait: {wait}, then: {{out: 90%, s: 10%}}}}",
            },
        )
        for volume, mean, wait in (
            ("672 per week", "24 min", "30 min (15 to 90)"),
            ("4 per hour", "0.4 h", "0.5 h (0.25 to 1.5)"),
            ("96 per day", "1440 s", "1800 s (900 s to 90 min)"),
        )
    ]  # fmt: skip
    digests = [one_digest(text, 4 * WEEK, trial.seed, 0) for text in texts]
    findings = Findings()
    findings.claim("minutes, hours and seconds agree", len(set(digests)) == 1, digests[0])
    return findings


@built("PUB-PROP-EQUIV")
def equivalent(_: Case, trial: Trial) -> Findings:
    """Two roles of one are one role of two; a way of 0 % and a wait of 0 are nothing."""
    work = "work: {shape: exponential, mean: 12 min}"
    contacts = {"c": f"{{volume: {per_week(8)}}}"}

    def lefts(text: str, replication: int) -> Ints:
        lowered = program(text, 14 * 1440)
        run = simulate(lowered, seed=trial.seed, replication=replication)
        return Traces(run, Window(0, lowered.horizon)).left

    plain = hub(contacts=contacts, roles={"w": "2"}, stages={"s": f"{{who: w, {work}, then: out}}"})
    same = {
        "two roles of one post for one of two": hub(
            contacts=contacts, roles={"w": "1", "v": "1"}, stages={"s": f"{{who: [w, v], {work}, then: out}}"}
        ),
        "a wait of 0 min": hub(
            contacts=contacts, roles={"w": "2"},
            stages={"s": f"{{who: w, {work}, then: t}}", "t": "{wait: 0 min, then: out}"},
        ),
        "a wait of 0 min first": hub(
            contacts=contacts, roles={"w": "2"},
            stages={"t": "{wait: 0 min, then: s}", "s": f"{{who: w, {work}, then: out}}"},
        ),
        "a way that 0 % take": hub(
            contacts=contacts, roles={"w": "2"},
            stages={
                "s": f"{{who: w, {work}, then: {{never: 0%, out: 100%}}}}",
                "never": "{wait: 5 h, then: out}",
            },
        ),
    }  # fmt: skip
    findings = Findings()
    for what, text in same.items():
        equal = all(np.array_equal(lefts(plain, n), lefts(text, n)) for n in range(3))
        findings.claim(what, equal, "to the second")
    lowered = program(same["a way that 0 % take"], 14 * 1440)
    run = simulate(lowered, seed=trial.seed, replication=0)
    there = lowered.nodes.stage[run.log.node] == lowered.stages.index("never")
    findings.claim("and nobody is ever there", not there.any())
    return findings


@built("PUB-PROP-ROUND")
def rounding(_: Case, trial: Trial) -> Findings:
    """Ten thousand pieces of 0.1 min end at 1000 min, and not a second later."""
    text = hub(
        contacts={"c": "{volume: 1 per week}"}, roles={"w": "1"},
        stages={"s": "{who: w, work: 0.1 min, then: out}"},
    )  # fmt: skip
    run = given(program(text, 1440), [0] * 10_000)
    end = int(run.log.end[run.log.how == How.DONE].max()) / 60
    findings = Findings()
    findings.claim("10,000 x 0.1 min", end == 1000, f"{end} min")
    return findings


# ---------------------------------------------------------------- comparing runs


def day_of_queue(run: Run) -> dict[str, float]:
    """Mean and 95th percentile of the time in a run, over cases that are through."""
    left = Traces(run, Window(0, run.program.horizon)).left
    times = (left - run.caseload.arrival)[left >= 0] / 60
    return {"mean": float(times.mean()), "p95": float(np.quantile(times, 0.95))}


@built("PUB-PROP-AA")
def itself(_: Case, trial: Trial) -> Findings:
    """A hub against itself: exactly nothing on the same seed, hardly ever something on others."""
    text = hub(
        contacts={"c": f"{{volume: {per_week(15)}}}"}, roles={"w": "1"},
        stages={"s": "{who: w, work: {shape: exponential, mean: 12 min}, then: out}"},
    )  # fmt: skip
    trials, each = 200 * trial.times, 10
    first = replicated(text, Trial(trial.seed), day_of_queue, minutes=1440, replications=trials * each)
    other = replicated(text, Trial(trial.seed + 1), day_of_queue, minutes=1440, replications=trials * each)
    again = replicated(text, Trial(trial.seed), day_of_queue, minutes=1440, replications=each)
    findings = Findings()
    for name in ("mean", "p95"):
        nothing = first[name][:each] - again[name]
        findings.claim(f"{name}: exactly 0 on the same seed", bool((nothing == 0).all()), "0")
        share = covering(first[name] - other[name], each, 0.0)
        findings.claim(f"{name}: 95% intervals hold 0 in {trials} trials", 0.905 <= share <= 0.985, f"{share:.1%}")
    return findings


def covering(values: Floats, each: int, truth: float) -> float:
    """Share of trials, of so many replications each, whose interval holds the truth."""
    intervals = [interval(group) for group in values.reshape(-1, each)]
    return float(np.mean([low <= truth <= high for low, high in intervals]))


@built("PUB-PROP-COVERQ")
def covered(_: Case, trial: Trial) -> Findings:
    """Intervals for a 95th percentile hold the true one about as often as they say.

    The interval is Student's on the percentiles of independent replications, as everywhere in
    hubsim.
    """
    case = case_file()["PUB-MM1-02"]
    (truth,) = (e["value"] for e in case["expected"] if e["metric"] == "p95_time_in_system")
    text = hub(
        contacts={"c": f"{{volume: {per_week(60)}}}"}, roles={"w": "1"},
        stages={"s": "{who: w, work: {shape: exponential, mean: 18 min}, then: out}"},
    )  # fmt: skip
    each, cases, trials = 10, 1500, 200
    start, stop = 3600 * 100, 3600 * (100 + cases)

    def look(run: Run) -> dict[str, float]:
        return {"p95": float(np.quantile(Seen(run, Window(start, stop)).times(), 0.95))}

    values = replicated(text, trial, look, minutes=stop / 60 + 3000, replications=trials * each)
    share = covering(values["p95"], each, truth)
    findings = Findings()
    findings.claim(f"p95: 95% intervals hold the truth in {trials} trials", 0.9 <= share <= 0.99, f"{share:.1%}")
    return findings


@built("PUB-PROP-CRN")
def common(_: Case, trial: Trial) -> Findings:
    """On the same cases and lengths of work, the difference of two staffings varies far less.

    Both at 0.85, as the case says: a hub with more contacts meets the same ones sooner. On one and
    the same demand M/M/3 hardly queues; whatever its draws, it cannot take half of the variance of
    M/M/2 away, so there the claim is only that the difference is narrower.
    """
    replications = trial.pick(60, 200)

    def waits(posts: int, load: float, seed: int) -> Floats:
        gap = 12 / load
        text = hub(
            contacts={"c": f"{{volume: {per_week(gap)}}}"}, roles={"w": str(posts)},
            stages={"s": "{who: w, work: {shape: exponential, mean: 12 min}, then: out}"},
        )  # fmt: skip
        found = replicated(text, Trial(seed), day_of_queue, minutes=800 * gap, replications=replications)
        return found["mean"]

    two, findings = waits(2, 2 * 0.85, trial.seed), Findings()
    for load, what, most in ((3 * 0.85, "both at 0.85", 0.5), (2 * 0.85, "on one demand", 1.0)):
        three, strange = waits(3, load, trial.seed), waits(3, load, trial.seed + 1)
        ratio = (two - three).var(ddof=1) / (two - strange).var(ddof=1)
        findings.claim(f"variance of M/M/2 - M/M/3 {what}: < {most:g} of independent", ratio < most, f"{ratio:.2f}")
    findings.claim("more people are never slower on the same cases", bool((two >= three).all()))
    return findings


@built("PUB-PROP-DOMINANCE")
def conserving(_: Case, trial: Trial) -> Findings:
    """With one law of work, priorities only change who waits, not how long all wait on average."""
    case = case_file()["PUB-NPMMC-01"]
    waits = []
    for rated in (True, False):
        text, gap = priority_hub(case, rated=rated)
        # On the same lengths of work, whether they are written by rating or not.
        found = steady(text, trial, lambda seen: {"wait": float(seen.waits().mean())}, gap=gap,
                       effort=trial.pick(60_000, 300_000))  # fmt: skip
        waits.append(found.values["wait"])
    difference = waits[0] - waits[1]
    se = standard_error(difference)
    findings = Findings()
    findings.claim(
        "mean wait by priority less that in order of arrival: within 4 SE",
        abs(difference.mean()) <= 4 * se, f"{difference.mean():.3g} (SE {se:.2g})",
    )  # fmt: skip
    return findings

