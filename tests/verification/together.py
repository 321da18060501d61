"""Meetings in slots, and work that needs several people at once."""

from __future__ import annotations

import itertools

import numpy as np

from hubsim.engine import Run, simulate
from hubsim.errors import InputError
from hubsim.measures import Traces, Window
from hubsim.measures.hands import hand_seconds
from hubsim.program import Kind

from .hubs import given, hub, per_week, program
from .observe import Findings, Metrics, Seen, Trial, steady
from .registry import Case, built
from .traces import began_and_ended, measure

WEEK_MINUTES, DAY_MINUTES = 7 * 1440, 1440

# ---------------------------------------------------------------- meetings


def panel(every: int, first: int, agenda: int | str) -> str:
    """Write a meeting that opens every day or every week and needs nobody; its cases take no time.

    Parameters
    ----------
    every, first : int
        Minutes between two meetings, and from the start (a Monday) to the first.
    agenda : int or "unlimited"
        Cases heard at most.
    """
    if every not in (DAY_MINUTES, WEEK_MINUTES):
        raise ValueError(f"no slots every {every} min")
    days = "every day" if every == DAY_MINUTES else "Mon"
    at_most = "" if agenda == "unlimited" else f", cases_at_most: {agenda}"
    return (
        f"{{meeting: {{at: {days} {first // 60:02}:{first % 60:02}, each_case: 0 min{at_most}}}, "
        "then: out}"
    )


@built("PUB-MEET-01", "PUB-MEET-02")
def meetings(case: Case, trial: Trial) -> Findings:
    """Cases wait for the next meeting, or for one after it if its agenda is full."""
    p, every = case["params"], case["params"]["meeting_every_min"]
    arrivals = p["arrivals"]
    gap = arrivals.get("mean_interarrival_min") or every / arrivals["mean_per_interval"]
    first = 12 * 60
    text = hub(
        contacts={"c": f"{{volume: {per_week(gap)}}}"},
        stages={"s": panel(every, first, p["agenda_max"])},
    )

    def look(seen: Seen) -> Metrics:
        log, window = seen.log, seen.window
        meets = seen.traces.kind == Kind.MEET
        waits = (log.start - log.ready)[meets & seen.traces.inside[seen.traces.life_of]] / 60
        mean = float(waits.mean())
        said = 60 * seen.measure("ledger", "meeting")
        if not np.isclose(said, mean):
            raise ValueError(f"the ledger says {said} min of the waits, the log {mean}")
        slots = 60 * np.arange(first, seen.run.program.horizon / 60, every, dtype=np.int64)
        slots = slots[(slots >= window.start) & (slots < window.stop)]
        # After a slot there are those that were ready by then and are heard later.
        came = np.searchsorted(np.sort(log.ready[meets]), slots, side="right")
        heard = np.searchsorted(np.sort(log.start[meets & (log.start >= 0)]), slots, side="right")
        return {
            "mean_wait_to_meeting": mean,
            "p95_wait_to_meeting": float(np.quantile(waits, 0.95)),
            "mean_left_over_after_meeting": float((came - heard).mean()),
        }

    # The file gives no effort for a full agenda: what is left over hangs together for weeks.
    return steady(text, trial, look, gap=gap, effort=case.get("effort", 600_000))


@built("PUB-PANEL-01")
def agenda(case: Case, _: Trial) -> Findings:
    """Who is heard when; a case that is ready in the minute of a meeting is heard there."""
    p, rows = case["params"], case["rows"]
    slots = panel(p["every_min"], p["first_meeting_min"], p["agenda_max"])
    lowered = program(hub(contacts={"c": "{volume: 1 per hour}"}, stages={"s": slots}), 5 * 1440)
    run = given(lowered, [row["arrive"] for row in rows])
    findings = Findings()
    meets = run.program.nodes.kind[run.log.node] == Kind.MEET
    heard = dict(zip(run.log.case[meets].tolist(), run.log.start[meets] / 60, strict=True))
    for number, row in enumerate(rows):
        findings.compare(f"case {number} is heard", row["heard_at"], heard[number])
        findings.compare(f"wait of case {number}", row["wait"], heard[number] - row["arrive"])
    whole = Window(0, lowered.horizon)
    mean = sum(row["wait"] for row in rows) / len(rows)
    findings.compare("mean wait", mean, 60 * measure(run, "ledger", whole, "meeting"))
    alone = given(lowered, [p["first_meeting_min"]])
    findings.compare(
        "ready in the minute of a meeting, alone",
        p["first_meeting_min"], int(Traces(alone, whole).left[0]) / 60,
    )  # fmt: skip
    return findings


# ---------------------------------------------------------------- several people at once

POLICIES = {"strict_fifo_no_overtaking": "hold", "greedy_backfill": "backfill"}
"""How hubsim calls the rules of the case."""


@built("PUB-JOINT-01")
def joint(case: Case, _: Trial) -> Findings:
    """Two people, work for one of them and work for both."""
    people = {name: str(number) for name, number in case["params"]["people"].items()}
    findings = Findings()
    for policy, rule in POLICIES.items():
        rows = case["expected_by_policy"][policy]
        ways = sorted({tuple(row["needs"]) for row in rows})
        names = ["_and_".join(way) for way in ways]
        text = hub(
            contacts={f"for_{name}": "{volume: 1 per hour}" for name in names},
            roles=people,
            stages={
                "arrived": "{wait: 0 min, then: {"
                + ", ".join(f"for_{name}: {{s_{name}: 100%}}" for name in names)
                + "}}",
                **{
                    f"s_{name}": f"{{who: {way[0]}, work: 10 min, then: out}}"
                    if len(way) == 1
                    else f"{{needs: {{{', '.join(f'{role}: 1' for role in way)}}}, joint: {rule}, "
                    "work: 10 min, then: out}"
                    for name, way in zip(names, ways, strict=True)
                },
            },
        )
        run = given(
            program(text, 1440),
            [row["arrive"] for row in rows],
            {f"stages.s_{name}.work": [row["dur"] for row in rows] for name in names},
            sources=[ways.index(tuple(row["needs"])) for row in rows],
        )
        for number, (row, start, end) in enumerate(zip(rows, *began_and_ended(run), strict=True)):
            findings.compare(f"{rule}: start of case {number}", row["start"], start)
            findings.compare(f"{rule}: finish of case {number}", row["finish"], end)
        # Whoever is held for joint work is not busy: only working minutes count.
        use = Traces(run, Window(0, 1440 * 60)).once(hand_seconds) / 60
        for name, minutes in zip(run.program.roles, use.tolist(), strict=True):
            worked = sum(row["dur"] for row in rows if name in row["needs"])
            findings.compare(f"{rule}: busy minutes of {name}", worked, minutes)
    return findings


@built("PUB-DEADLOCK-01")
def deadlock(case: Case, trial: Trial) -> Findings:
    """Nobody can be kept from one stage to the next, and the nearest hub cannot lock.

    In the nearest hub each job has its own person first, and then needs both at once.
    """
    people = {name: str(number) for name, number in case["params"]["people"].items()}
    findings = Findings()
    try:
        program(two_jobs("hold", people).replace("who: A", "who: A, keeps: A"), 1440)
    except InputError as error:
        refused = 'unknown field "keeps"' in str(error)
    else:
        refused = False
    findings.claim("keeping a person for the next stage is refused", refused, "no such field")
    for rule, order in itertools.product(("hold", "backfill"), ("A first", "B first")):
        needs = {"A first": "{A: 1, B: 1}", "B first": "{B: 1, A: 1}"}[order]
        text = two_jobs(rule, people, needs)
        run = given(program(text, 1440), [0, 0], sources=[0, 1])
        left = (Traces(run, Window(0, 1440 * 60)).left / 60).tolist()
        seen = f"out at {left[0]:g} and {left[1]:g} min"
        findings.claim(f"{rule}, {order} for job 2: both get done", left == [15, 25], seen)
    # Under load: as many as came are gone when nobody has come for a while.
    for rule in ("hold", "backfill"):
        text = two_jobs(rule, people, "{B: 1, A: 1}", volume=per_week(100))
        lowered = program(text, 8 * WEEK_MINUTES)
        gone = [
            all_gone(simulate(lowered, seed=trial.seed, replication=n))
            for n in range(trial.pick(3, 10))
        ]
        seen = f"in {sum(gone)} of {len(gone)} runs"
        findings.claim(f"{rule}, under load: all of the first 7 weeks are gone", all(gone), seen)
    return findings


def two_jobs(
    rule: str, people: dict[str, str], needs: str = "{A: 1, B: 1}", volume: str = "1 per hour"
) -> str:
    """Write the hub of two jobs: each of them one person first, then both together."""
    return hub(
        contacts=dict.fromkeys(("job1", "job2"), f"{{volume: {volume}}}"),
        roles=people,
        stages={
            "arrived": "{wait: 0 min, then: {job1: {first1: 100%}, job2: {first2: 100%}}}",
            "first1": "{who: A, work: 5 min, then: both1}",
            "first2": "{who: B, work: 5 min, then: both2}",
            "both1": f"{{needs: {{A: 1, B: 1}}, joint: {rule}, work: 10 min, then: out}}",
            "both2": f"{{needs: {needs}, joint: {rule}, work: 10 min, then: out}}",
        },
    )


def all_gone(run: Run) -> bool:
    """Whether all cases of all weeks but the last have left."""
    traces = Traces(run, Window(0, run.program.horizon - 60 * WEEK_MINUTES))
    return bool((traces.left[traces.inside] >= 0).all()) and bool(traces.inside.any())
