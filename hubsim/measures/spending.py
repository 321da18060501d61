"""What decided cases' time went into, up to their decision: the time ledger of all together.

Stretches are laid out for one life after another and added up at once, so that they take no room.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hubsim.arrays import Floats, Ints
from hubsim.measures.lives import Marks, Rows
from hubsim.measures.loops import loop
from hubsim.measures.passing import ABSENT, Lying, Reason, lies, receivers_there
from hubsim.measures.rotas import Rotas
from hubsim.measures.segments import Hours, Stretches, Table, cut, sums_to_lives
from hubsim.measures.traces import Mask, Traces
from hubsim.program import Part
from hubsim.program.kinds import NONE
from hubsim.units import HOUR


class Spent(NamedTuple):
    """Seconds of decided cases: of all, and of those about which others were asked.

    Parameters
    ----------
    parts : Ints
        At no stage first and then at each, by `Part`; on the clock, and in the hub's working time;
        shape (2, n_stages + 1, n_parts, 2).
    between : Ints
        In the hub's working time, of what lies between two agencies, by what on; shape
        (2, n_pairs, n_reasons).
    """

    parts: Ints
    between: Ints


def spent(t: Traces) -> Spent:
    """Add up the lives of all decided cases up to their decision.

    Raises
    ------
    RunError
        If the parts of a case do not sum to its life, to the second.
    """
    stages, pairs = len(t.program.stages), len(t.pairs.all)
    found = Spent(
        np.zeros((2, 1 + stages, len(Part), 2), dtype=np.int64),
        np.zeros((2, pairs, len(Reason)), dtype=np.int64),
    )
    total = np.zeros(len(t.case), dtype=np.int64)
    until = np.where(t.settled, t.decided, NONE)
    room = Stretches.room(t.rows.longest)
    spend(
        t.rows, t.marks, t.table, t.hours, t.lying, t.once(receivers_there), t.asked, until, room,
        total, found,
    )  # fmt: skip
    for each in found:
        each[0] += each[1]
    sums_to_lives(t, "time", total)
    return found


@loop
def spend(  # noqa: PLR0917 - columns of one table
    rows: Rows, marks: Marks, table: Table, hours: Hours, lying: Lying, there: Rotas, asked: Mask,
    until: Ints, room: Stretches, total: Ints, found: Spent,
) -> None:  # fmt: skip
    """Add up each life up to a second: those about which nobody else was asked first."""
    parts, between = found
    for life in range(len(total)):
        group = int(asked[life])
        for n in range(cut(rows, marks, table, hours, life, room, 0, total)):
            row, part, working = room.row[n], room.part[n], room.working[n]
            if rows.ready[row] >= until[life]:
                break
            stage = marks.stage[rows.node[row]] + 1
            parts[group, stage, part, 0] += room.seconds[n]
            parts[group, stage, part, 1] += working
            if between.shape[1] == 0:
                continue
            pair, reason, absent = lies(rows, marks.stage, lying, there, row, part, working)
            if pair != NONE:
                between[group, pair, reason] += working - absent
                between[group, pair, ABSENT] += absent


def hours_of_each(t: Traces, seconds: Ints, *, asked: bool) -> Floats:
    """Mean hours of decided cases, or of those about which others were asked; NaN of none."""
    count = int(np.count_nonzero(t.settled & t.asked if asked else t.settled))
    return seconds / (HOUR * count) if count else np.full(seconds.shape, np.nan)


__all__ = ["hours_of_each", "spent"]
