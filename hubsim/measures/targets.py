"""Targets: clocks with a start, a stop, a calendar, pauses, and a rule for a new rating."""

from __future__ import annotations

import numpy as np

from hubsim.hours import NEVER, due_after
from hubsim.measures.flow import by_rating, mean
from hubsim.measures.registry import Found, measure
from hubsim.measures.traces import Traces
from hubsim.program import Kind, Target
from hubsim.program.layout import DECISION, LEAVING, NONE, Ints


def started(t: Traces, target: Target) -> Ints:
    """Second at which the clock of each life starts, -1 if it has not."""
    return t.arrival if target.start == NONE else t.first_ready(target.start)


def stopped(t: Traces, target: Target) -> Ints:
    """Second at which the clock of each life stops, -1 if it has not."""
    if target.stop == NONE:
        return t.decided
    return t.left if target.stop == LEAVING else t.first_done(target.stop)


def due(t: Traces, target: Target) -> Ints:
    """Second by which each life must have come to the stop; `NEVER` without a limit.

    A pause moves what is due by its length on the clock of the target. A new rating gives a new
    limit from then on (``restart``), or if that is sooner (``shorten only``).
    """
    start = started(t, target)
    found = _due_from(t, target, np.maximum(start, 0), t.rating)
    if target.on_rerating != "keep":
        rows = np.flatnonzero(t.kind == Kind.RATE)
        for row in rows[np.argsort(t.log.end[rows], kind="stable")]:
            life, now = t.life_of[row : row + 1], t.log.end[row : row + 1]
            fresh = _due_from(t, target, now, t.log.detail[row : row + 1])
            sooner = target.on_rerating == "shorten only"
            found[life] = np.minimum(found[life], fresh) if sooner else fresh
    return found + _paused(t, target, start, found)


def _due_from(t: Traces, target: Target, start: Ints, rating: Ints) -> Ints:
    found = np.full(len(start), NEVER)
    for number, (limit, clock) in enumerate(zip(target.limit, target.clock, strict=True)):
        mine = np.flatnonzero(rating == number)
        found[mine] = due_after(start[mine], limit, clock, t.hub_hours, t.program.clock)
    return found


def _paused(t: Traces, target: Target, start: Ints, due: Ints) -> Ints:
    """How far pauses move what is due: seconds on the clock spent at stages that pause it."""
    moved = np.zeros(len(t.life), dtype=np.int64)
    s = t.segments
    for stage in target.pauses:
        mine = (s.stage == stage) & (s.began >= start[s.case]) & (start[s.case] >= 0)
        np.add.at(moved, s.case[mine], s.seconds[mine])
    return np.where(due < NEVER, moved, 0)


@measure(
    "target_met", "Target met", "share of cases",
    "Share of cases decided by the target of their rating, from contact to decision, on its own "
    "clock; exactly at the limit is met; undecided cases whose target lies past the end of the run "
    "are left out.",
    better="higher",
)  # fmt: skip
def target_met(t: Traces) -> Found:
    """The target that the ratings themselves set."""
    yield from _met(t, t.program.targets[0])


@measure(
    "other_target_met", "Other targets met", "share of cases",
    "Share of cases that came from the start to the stop of a named target in time, on its own "
    "clock; cases whose clock never started, and those not yet due at the end, are left out.",
    better="higher",
)  # fmt: skip
def other_target_met(t: Traces) -> Found:
    """The targets that the hub names."""
    for target in t.program.targets:
        if target.name != DECISION:
            for by, group, value in _met(t, target):
                said = target.name if by == "all" else f"{target.name}: {group}"
                yield "target" if by == "all" else "target and rating", said, value


def _met(t: Traces, target: Target) -> Found:
    start, stop, limit = started(t, target), stopped(t, target), due(t, target)
    judged = t.inside & (start >= 0) & (limit < NEVER) & ((stop >= 0) | (limit < t.log.horizon))
    met = (stop >= 0) & (stop <= limit)
    return by_rating(t, judged, lambda m: mean(met[m])) if judged.any() else ()

