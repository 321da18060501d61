"""Targets: clocks with a start, a stop, a calendar, pauses, and a rule for a new rating."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hubsim.arrays import Ints
from hubsim.hours import NEVER
from hubsim.hours.working_days import working_days
from hubsim.measures.loops import loop
from hubsim.measures.registry import Found, measure
from hubsim.measures.rotas import Rotas, open_for
from hubsim.measures.traces import Traces
from hubsim.program import Kind, Target
from hubsim.program.layout import DECISION, LEAVING, NONE
from hubsim.runlog import Whole

CLOCKS = ("elapsed", "working hours", "working days")
ELAPSED, WORKING_HOURS, _ = range(len(CLOCKS))


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

    The limit is that of the rating at the start. A new rating before the stop gives a new limit
    from then on (``restart``), or if that is sooner (``shorten only``). A pause before the stop
    moves what is due by its length on the clock of the target.
    """
    start, stop = started(t, target), stopped(t, target)
    until = np.where(stop >= 0, stop, NEVER)
    rows = t.rows_at(t.marks.kind == Kind.RATE)
    if not len(rows):
        found = _due_from(t, target, np.maximum(start, 0), t.rating)
        return _moved(t, target, found, t.rating, start, until)
    rows = rows[np.argsort(t.log.end[rows], kind="stable")]
    life, now, new = t.lives_of(rows), t.log.end[rows], t.log.detail[rows]
    rating, since = t.rating.astype(np.int64), start.copy()
    before = now <= start[life]
    rating[life[before]] = new[before]
    found = _due_from(t, target, np.maximum(start, 0), rating)
    if target.on_rerating != "keep":
        later = ~before & (start[life] >= 0) & (now < until[life])
        for one in _first_of_each(life[later], now[later], new[later]):
            mine, at, to = one
            fresh = _due_from(t, target, at, to)
            if target.on_rerating == "shorten only":
                so_far = until.copy()
                so_far[mine] = at
                sooner = fresh < _moved(t, target, found, rating, since, so_far)[mine]
                mine, at, to, fresh = mine[sooner], at[sooner], to[sooner], fresh[sooner]
            found[mine], rating[mine], since[mine] = fresh, to, at
    return _moved(t, target, found, rating, since, until)


def _first_of_each(life: Ints, now: Ints, new: Ints) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Give the first new rating of every life, then the second; rows are in time order."""
    while len(life):
        _, first = np.unique(life, return_index=True)
        yield life[first], now[first], new[first]
        life, now, new = (np.delete(column, first) for column in (life, now, new))


def _due_from(t: Traces, target: Target, start: Whole, rating: Whole) -> Ints:
    """Second by which lives are due that start at some seconds, by their rating."""
    none = np.zeros(0, dtype=np.int64)
    by_days = "working days" in target.clock
    midnights, closes = working_days(t.hub_hours, t.program.clock) if by_days else (none, none)
    clocks = np.array([CLOCKS.index(clock) for clock in target.clock])
    found = np.empty(len(start), dtype=np.int64)
    fall_due(
        start.astype(np.int64), rating.astype(np.int64), np.array(target.limit), clocks, t.hub,
        midnights, closes, found,
    )  # fmt: skip
    return found


@loop
def fall_due(  # noqa: PLR0917 - columns of one table
    start: Ints, rating: Ints, limit: Ints, clock: Ints, hub: Rotas, midnights: Ints, closes: Ints,
    found: Ints,
) -> None:  # fmt: skip
    """Say of each life by when it is due, as `hubsim.hours.due_after` does."""
    day = 0  # the first working day that begins later
    for life in range(len(start)):
        second, most, by = start[life], limit[rating[life]], clock[rating[life]]
        due = -1
        if most >= 0 and by == ELAPSED:
            due = second + most
        elif most >= 0 and by == WORKING_HOURS:
            due = open_for(hub, 0, second, most)
        elif most > 0:
            while day > 0 and midnights[day - 1] > second:
                day -= 1
            while day < len(midnights) and midnights[day] <= second:
                day += 1
            if day + most <= len(closes):
                due = closes[day + most - 1]
        found[life] = due if due >= 0 else NEVER


def _moved(  # noqa: PLR0917 - columns of one table
    t: Traces, target: Target, due: Ints, rating: Whole, since: Ints, until: Ints
) -> Ints:
    """Move what is due by the pauses that begin in [since, until), on its own clock."""
    if not target.pauses:
        return due
    s = t.segments
    mine = np.isin(s.stage, target.pauses) & (since[s.case] >= 0)
    mine &= (s.began >= since[s.case]) & (s.began < until[s.case])
    seconds, working = np.zeros_like(due), np.zeros_like(due)
    np.add.at(seconds, s.case[mine], s.seconds[mine])
    np.add.at(working, s.case[mine], s.working[mine])
    elapsed = np.array([clock == "elapsed" for clock in target.clock])[rating]
    moved = np.where((due < NEVER) & elapsed, due + seconds, due)
    lives = np.flatnonzero((due < NEVER) & ~elapsed & (working > 0))
    at = t.hub_hours.after_each(due[lives], working[lives])
    moved[lives] = np.where(at < 0, NEVER, at)
    return moved


@measure(
    "target_met", "Target met", "share of cases",
    "Share of cases decided by the target of their rating, from contact to decision, on its own "
    "clock; exactly at the limit is met; cases whose target lies past the end of the run are left "
    "out.",
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
            for by, groups, values in _met(t, target):
                if by == "all":
                    yield "target", (target.name,), values
                else:
                    said = [f"{target.name}: {group}" for group in groups]
                    yield "target and rating", said, values


def _met(t: Traces, target: Target) -> Found:
    start, stop, limit = started(t, target), stopped(t, target), due(t, target)
    # Judged by what is due, not by what was quick, or of the last only the quick would count.
    judged = t.inside & (start >= 0) & (limit < NEVER) & (limit < t.log.horizon)
    met = (stop >= 0) & (stop <= limit)
    some, limited = t.by_rating(judged), any(amount != NONE for amount in target.limit)
    return some.told(some.means(met)) if limited else ()
