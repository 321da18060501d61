"""Where the time goes: every second of a case's life is exactly one thing."""

from __future__ import annotations

from hubsim.measures.registry import Found, measure
from hubsim.measures.spending import hours_of_each, spent
from hubsim.measures.traces import Traces
from hubsim.program import Part

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
PARTS = tuple(part.name.lower() for part in Part)


def _ledger(name: str, label: str, who: str, *, asked: bool) -> None:
    for suffix, unit, working in (("", "hours", False), ("_working", "working hours", True)):

        def function(t: Traces, working: bool = working) -> Found:
            seconds = t.once(spent).parts[int(asked), ..., int(working)].sum(axis=0)
            yield "part", PARTS, hours_of_each(t, seconds, asked=asked)

        clock = "hub working hours" if working else "hours on the clock"
        measure(
            f"{name}{suffix}",
            f"{label}, {clock}",
            unit,
            f"Mean {clock} of a case's life up to its decision, by what happened in them; {who}. "
            "The parts sum to the mean time to decision.",
        )(function)


_ledger("ledger", "Where the time goes", "all decided cases", asked=False)
_ledger(
    "asked_ledger", "Where the time goes where partners were asked",
    "cases about which other agencies were asked", asked=True,
)  # fmt: skip


@measure(
    "stage_hours", "Time spent at each stage", "working hours",
    "Mean hub working hours that a case of the measured time spends at a stage on its main line, "
    "visits added up, up to its decision; over all decided cases, whether they came there or not.",
)  # fmt: skip
def stage_hours(t: Traces) -> Found:
    """Sum the main line by stage."""
    seconds = t.once(spent).parts[0, 1:, :, 1].sum(axis=1)
    yield "stage", t.program.stages, hours_of_each(t, seconds, asked=False)
