"""The time ledger: every second of a case's life along the line that held it up, and what it was.

Whole seconds that sum to the whole for every case; laying them out checks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Floats, Ints
from hubsim.errors import RunError
from hubsim.measures.lives import Column, Rows
from hubsim.measures.loops import loop, step, written
from hubsim.measures.rotas import Rotas, Teams, open_between
from hubsim.program import Kind, Part, Program
from hubsim.program.layout import NONE
from hubsim.units import HOUR

if TYPE_CHECKING:
    from hubsim.measures.traces import Mask, Traces

SHIFT = int(Part.SHIFT)

WORK = (Kind.WORK, Kind.TOGETHER)
"""Work that waits for people, and not for a meeting."""


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Stretches of cases' lives, one life after another; shape (n_segments,) each.

    Parameters
    ----------
    rows : Rows
        Of the log.
    stages : Ints
        The stage of each node.
    columns : Stretches
    """

    rows: Rows
    stages: Ints
    columns: Stretches

    @property
    def row(self) -> Column:
        """The row of the log of which each is a stretch."""
        return self.columns.row

    @property
    def part(self) -> NDArray[np.int8]:
        """Which `Part` of the ledger."""
        return self.columns.part

    @property
    def seconds(self) -> Column:
        """Length on the clock."""
        return self.columns.seconds

    @property
    def working(self) -> Column:
        """Length in the hub's working time, seconds."""
        return self.columns.working

    @property
    def case(self) -> Ints:
        """Whose life each is part of."""
        return self.rows.begins.searchsorted(self.row, side="right") - 1

    @property
    def stage(self) -> Ints:
        """Where."""
        return self.stages[self.rows.node[self.row]]

    @property
    def began(self) -> Column:
        """Second at which the row began of which each is a stretch."""
        return self.rows.ready[self.row]


class Stretches(NamedTuple):
    """The columns of `Segments`."""

    row: Column
    part: NDArray[np.int8]
    seconds: Column
    working: Column


class Hours(NamedTuple):
    """Whose working times the time ledger looks at.

    Parameters
    ----------
    hub : Rotas
        The hub's working day alone.
    people : Rotas
        Those of `waited_for`, then each person.
    both : Rotas
        The same within the hub's working day.
    persons : int
        Where single persons begin among them.
    """

    hub: Rotas
    people: Rotas
    both: Rotas
    persons: int


def laid_out(t: Traces) -> Segments:
    """Lay out every second of every case's life, from contact to leaving or the horizon.

    Each row on the line that held a case up is a wait until it is taken up, which may be for
    somebody to come on shift first, and the time in hand; a wait or a join is over when it ends.

    Raises
    ------
    RunError
        If the parts of a case do not sum to its life, to the second.
    """
    most = 3 * len(t.log)  # what is not written takes no room
    row, seconds, working = (np.empty(most, dtype=np.int32) for _ in range(3))
    found = Stretches(row, np.empty(most, dtype=np.int8), seconds, working)
    total = np.zeros(len(t.life), dtype=np.int64)
    count = lay_out(t.rows, t.marks.working, t.table, t.main_line, t.kept, t.hours, found, total)
    sums_to_lives(t, "time", total)
    return Segments(t.rows, t.program.nodes.stage, written(found, count))


@loop
def lay_out(  # noqa: PLR0917 - columns of one table
    rows: Rows, works: Mask, table: Table, held_up: Mask, kept: Mask, hours: Hours,
    found: Stretches, total: Ints,
) -> int:  # fmt: skip
    """Cut each row on the line that held a case up; give the number of pieces."""
    hub, people, both = hours.hub, hours.people, hours.both
    count = 0
    for life in range(len(total)):
        for row in range(rows.begins[life], rows.begins[life + 1]):
            at = rows.node[row]
            if not held_up[row] or not table.lasting[at]:
                continue
            ready, start, end = rows.ready[row], rows.start[row], rows.end[row]
            begun = works[at] and start >= 0
            until, who = start if begun else end, table.asked_for[at]
            if until > ready:
                total[life] += until - ready
                there, open_ = until - ready, open_between(hub, 0, ready, until)
                away, open_away = 0, 0
                if who != NONE:  # without them on shift it is a stretch of its own
                    who = hours.persons + rows.person[row] if kept[row] else who
                    on_shift, open_on_shift = open_between(people, who, ready, until), 0
                    if on_shift == there:
                        open_on_shift = open_
                    elif on_shift > 0:
                        open_on_shift = open_between(both, who, ready, until)
                    away, open_away = there - on_shift, open_ - open_on_shift
                    there, open_ = on_shift, open_on_shift
                if there > 0:
                    count = put(found, count, row, table.waited_for[at], there, open_)
                if away > 0:
                    count = put(found, count, row, SHIFT, away, open_away)
            if begun and end > start:
                open_ = open_between(hub, 0, start, end)
                total[life] += end - start
                count = put(found, count, row, table.spent_on[at], end - start, open_)
    return count


@step
def put(  # noqa: PLR0917 - columns of one table
    found: Stretches, at: int, row: int, part: int, seconds: int, working: int
) -> int:
    """Write a stretch; give the place of the next."""
    found.row[at], found.part[at] = row, part
    found.seconds[at], found.working[at] = seconds, working
    return at + 1


@loop
def add_up(rows: Rows, some: Stretches, until: Ints, clock: Ints, working: Ints) -> None:
    """Sum the parts of each life up to a second, on the clock and in the hub's working time."""
    life = 0
    for n in range(len(some.row)):
        row = some.row[n]
        while row >= rows.begins[life + 1]:
            life += 1
        if rows.ready[row] < until[life]:
            clock[life, some.part[n]] += some.seconds[n]
            working[life, some.part[n]] += some.working[n]


@loop
def spend(  # noqa: PLR0917 - columns of one table
    rows: Rows, stage: Column, asked: Mask, some: Stretches, until: Ints, found: Ints
) -> None:
    """Sum the parts of all lives together, each up to a second.

    On the clock and in the hub's working time; apart where others were asked; by stage, none first.
    """
    life = 0
    for n in range(len(some.row)):
        row = some.row[n]
        while row >= rows.begins[life + 1]:
            life += 1
        if rows.ready[row] < until[life]:
            group, at = int(asked[life]), stage[rows.node[row]] + 1
            found[0, group, at, some.part[n]] += some.seconds[n]
            found[1, group, at, some.part[n]] += some.working[n]


def spent(t: Traces) -> Ints:
    """Seconds of all decided cases up to their decision, by what they went into.

    Returns
    -------
    Ints
        Shape (2, 2, n_stages + 1, n_parts): on the clock and in the hub's working time; of cases
        about which nobody else was asked, and of the others; at no stage first, then at each.
    """
    found = np.zeros((2, 2, 1 + len(t.program.stages), len(Part)), dtype=np.int64)
    until = np.where(t.settled, t.decided, NONE)
    spend(t.rows, t.marks.stage, t.asked, t.segments.columns, until, found)
    return found


def spent_by(t: Traces, *, asked: bool) -> Ints:
    """The same by clock, stage and part: of all, or of those about which others were asked."""
    found: Ints = t.once(spent)[:, int(asked) :].sum(axis=1)
    return found


def hours_of_each(t: Traces, seconds: Ints, *, asked: bool) -> Floats:
    """Mean hours of decided cases, or of those about which others were asked; NaN of none."""
    count = int(np.count_nonzero(t.settled & t.asked if asked else t.settled))
    return seconds / (HOUR * count) if count else np.full(seconds.shape, np.nan)


class Table(NamedTuple):
    """What time is of at each node; shape (n_nodes,) each.

    Parameters
    ----------
    lasting : bool
        Whether anything there takes time.
    spent_on : array of int8
        The part that time in hand is of.
    waited_for : array of int8
        The part that time before it is taken up is of; the whole of a wait or a join.
    asked_for : Ints
        Who work there waits for, a number of `waited_for`; `NONE` if for nobody.
    """

    lasting: Mask
    spent_on: NDArray[np.int8]
    waited_for: NDArray[np.int8]
    asked_for: Ints

    @staticmethod
    def of(program: Program) -> Table:
        """Say what time is of at each node of a program.

        A case in dispute is in dispute until it is settled, whoever is there to settle it.
        """
        nodes = program.nodes
        kind, part = nodes.kind, nodes.part
        disputed = part == Part.DISPUTE
        waited_for = np.where(kind == Kind.DELAY, part, int(Part.PERSON))
        waited_for[kind == Kind.FORK] = Part.REPLY
        waited_for[np.isin(kind, WORK) & disputed] = Part.DISPUTE
        waited_for[kind == Kind.MEET] = Part.MEETING
        asked_for = np.where(kind == Kind.WORK, nodes.queue, len(program.queues) + nodes.item)
        return Table(
            ~np.isin(kind, (Kind.LEAVE, Kind.REPLY, Kind.SEE, Kind.RATE)),
            np.where(part == NONE, int(Part.WORKED), part).astype(np.int8),
            waited_for.astype(np.int8),
            np.where(np.isin(kind, WORK) & ~disputed, asked_for, NONE),
        )


def waited_for(program: Program) -> Teams:
    """Those able to serve each queue, and all that each joint work needs."""
    queues = [[(people_of(program, queue), 1)] for queue in program.queues]
    joints = [
        [(people_of(program, (role,)), number) for role, number in joint.needs]
        for joint in program.joints
    ]
    return Teams.of([*queues, *joints])


def people_of(program: Program, roles: tuple[int, ...]) -> Ints:
    """People of some roles."""
    return np.flatnonzero(np.isin(program.person_role, roles))


def sums_to_lives(t: Traces, name: str, total: Ints) -> None:
    """Refuse a ledger whose parts do not sum to the whole, to the second, for every case.

    Parameters
    ----------
    t : Traces
    name : str
        Of the ledger.
    total : Ints
        What its parts sum to, shape (n_lives,).

    Raises
    ------
    RunError
        Naming the first case that is wrong.
    """
    wrong = np.flatnonzero(total != t.over - t.began)
    if len(wrong):
        first = int(wrong[0])
        raise RunError(
            f"the {name} ledger of case {t.case[first]} sums to {total[first]} s, but its life is "
            f"{t.over[first] - t.began[first]} s: a fault of hubsim, please report it"
        )
