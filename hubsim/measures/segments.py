"""The time ledger: every second of a case's life along the line that held it up, and what it was.

Whole seconds that sum to the whole for every case; laying them out checks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Ints
from hubsim.errors import RunError
from hubsim.measures.lives import Column, Marks, Rows, held_up, put_down_before
from hubsim.measures.loops import loop, step, written
from hubsim.measures.rotas import Rotas, Teams, open_between, open_by
from hubsim.program import Kind, Part, Program
from hubsim.program.layout import NONE

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

    @staticmethod
    def room(rows: int) -> Stretches:
        """Room for the stretches of so many rows: what is not written takes none."""
        most = 3 * rows
        row, seconds, working = (np.empty(most, dtype=np.int32) for _ in range(3))
        return Stretches(row, np.empty(most, dtype=np.int8), seconds, working)


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

    Raises
    ------
    RunError
        If the parts of a case do not sum to its life, to the second.
    """
    found = Stretches.room(len(t.log))
    total = np.zeros(len(t.case), dtype=np.int64)
    count = lay_out(t.rows, t.marks, t.table, t.hours, found, total)
    sums_to_lives(t, "time", total)
    return Segments(t.rows, t.program.nodes.stage, written(found, count))


@loop
def lay_out(  # noqa: PLR0917 - columns of one table
    rows: Rows, marks: Marks, table: Table, hours: Hours, found: Stretches, total: Ints
) -> int:
    """Cut each life into stretches; give the number of them."""
    count = 0
    for life in range(len(total)):
        count = cut(rows, marks, table, hours, life, found, count, total)
    return count


@step
def cut(  # noqa: PLR0917 - columns of one table
    rows: Rows, marks: Marks, table: Table, hours: Hours, life: int, found: Stretches, count: int,
    total: Ints,
) -> int:  # fmt: skip
    """Write the stretches of a life from a place on, and their sum; give the place after them.

    Each row on the line that held a case up is a wait until it is taken up, which may be for
    somebody to come on shift first, and the time in hand; a wait or a join is over when it ends.
    """
    hub, people, both = hours.hub, hours.people, hours.both
    first, stop = rows.begins[life], rows.begins[life + 1]
    now = rows.ready[first]
    worked = open_by(hub, 0, now)  # by the hub, until now
    for row in range(first, stop):
        at = rows.node[row]
        if not table.lasting[at] or not held_up(rows, marks, first, row):
            continue
        ready, start, end = rows.ready[row], rows.start[row], rows.end[row]
        if ready != now:
            now, worked = ready, open_by(hub, 0, ready)
        begun = marks.working[at] and start >= 0
        until, who = start if begun else end, table.asked_for[at]
        if until > now:
            before, there = worked, until - now
            worked = open_by(hub, 0, until)
            open_, away, open_away = worked - before, 0, 0
            if who != NONE:  # without them on shift it is a stretch of its own
                if put_down_before(rows, first, stop, row):
                    who = hours.persons + rows.person[row]
                on_shift, open_on_shift = open_between(people, who, now, until), 0
                if on_shift == there:
                    open_on_shift = open_
                elif on_shift > 0:
                    open_on_shift = open_between(both, who, now, until)
                away, open_away = there - on_shift, open_ - open_on_shift
                there, open_ = on_shift, open_on_shift
            if there > 0:
                count = put(found, count, row, table.waited_for[at], there, open_)
            if away > 0:
                count = put(found, count, row, SHIFT, away, open_away)
            total[life] += until - now
            now = until
        if begun and end > now:
            before, worked = worked, open_by(hub, 0, end)
            count = put(found, count, row, table.spent_on[at], end - now, worked - before)
            total[life] += end - now
            now = end
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
