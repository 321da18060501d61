"""Where the time goes: every second of a case's life is exactly one thing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from hubsim.measures.flow import mean
from hubsim.measures.registry import Found, measure
from hubsim.measures.segments import add_up_stages
from hubsim.measures.traces import Mask, Traces
from hubsim.program import Part
from hubsim.program.kinds import NONE
from hubsim.units import HOUR

PART_LABELS = {
    Part.WORKED: "Being worked on",
    Part.PERSON: "Waiting for a person who is there",
    Part.SHIFT: "Waiting for somebody to come on shift",
    Part.REPLY: "Waiting for a reply",
    Part.MEETING: "Waiting for a meeting",
    Part.TRANSIT: "In transit between agencies",
    Part.REDONE: "Being clarified or redone",
    Part.DISPUTE: "In dispute about who leads",
    Part.DROPPED: "Dropped, not yet noticed",
    Part.WAITING: "Waiting for something else",
}


def _ledger(name: str, label: str, who: str, chosen: Callable[[Traces], Mask]) -> None:
    for suffix, unit, working in (("", "hours", False), ("_working", "working hours", True)):

        def function(t: Traces, working: bool = working) -> Found:
            lives = np.flatnonzero(t.settled & chosen(t))
            for part, seconds in zip(Part, t.to_decision[int(working)], strict=True):
                yield "part", part.name.lower(), mean(seconds[lives] / HOUR)

        clock = "hub working hours" if working else "hours on the clock"
        measure(
            f"{name}{suffix}",
            f"{label}, {clock}",
            unit,
            f"Mean {clock} of a case's life up to its decision, by what happened in them; {who}. "
            "The parts sum to the mean time to decision.",
        )(function)


_ledger("ledger", "Where the time goes", "all decided cases", lambda t: t.inside)
_ledger(
    "asked_ledger", "Where the time goes where partners were asked",
    "cases about which other agencies were asked", lambda t: t.asked,
)  # fmt: skip


@measure(
    "stage_hours", "Time spent at each stage", "working hours",
    "Mean hub working hours that a case of the measured time spends at a stage on its main line, "
    "visits added up, up to its decision; over all decided cases, whether they came there or not.",
)  # fmt: skip
def stage_hours(t: Traces) -> Found:
    """Sum the main line by stage."""
    count, sums = int(t.settled.sum()), np.zeros(len(t.program.stages), dtype=np.int64)
    until = np.where(t.settled, t.decided, NONE)
    add_up_stages(t.rows, t.marks.stage, t.segments.columns, until, sums)
    for name, seconds in zip(t.program.stages, sums.tolist(), strict=True):
        yield "stage", name, seconds / HOUR / count if count else float("nan")
