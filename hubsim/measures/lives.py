"""Lives: the rows of one episode of one case, how it went through the hub, and when it did what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Ints
from hubsim.measures.loops import loop, step
from hubsim.program import Kind, Part, Program
from hubsim.program.kinds import NONE, Cause
from hubsim.runlog import How, RunLog, kind_of

if TYPE_CHECKING:
    from hubsim.measures.traces import Mask

FORK, LEAVE, SEE = int(Kind.FORK), int(Kind.LEAVE), int(Kind.SEE)
DISPUTE = int(Cause.DISPUTE)
DONE, PUT_DOWN = int(How.DONE), int(How.PUT_DOWN)
LATE = np.iinfo(np.int64).max

WORKING = (Kind.WORK, Kind.TOGETHER, Kind.MEET)

Column = NDArray[np.int32]


class Rows(NamedTuple):
    """The columns of a log that loops go over, and where in it each life begins.

    Parameters
    ----------
    begins : Ints
        The first row of each life, and the end of all; shape (n_lives + 1,).
    node, visit, line, part, role, person, ready, start, end, how : array of int32
    detail : Ints
        As in a log.
    """

    begins: Ints
    node: Column
    visit: Column
    line: Column
    part: Column
    role: Column
    person: Column
    ready: Column
    start: Column
    end: Column
    how: Column
    detail: Ints

    @staticmethod
    def of(log: RunLog) -> Rows:
        """Take the columns of a log, and cut it into lives."""
        case, episode, *columns = (
            _plain(getattr(log, name), kind_of(name))
            for name in ("case", "episode", *Rows._fields[1:])
        )
        begins = np.empty(len(log) + 1, dtype=np.int64)
        return Rows(begins[: 1 + begin(case, episode, begins)], *columns)

    @property
    def longest(self) -> int:
        """Rows of the longest life."""
        return int(np.diff(self.begins).max(initial=0))


def _plain(column: Any, kind: type) -> Any:
    """Give a column as loops take it: as it is if it lies so."""
    lies = column.flags.carray and column.dtype == kind
    return column if lies else np.require(column, kind, ["C", "W"])


@loop
def begin(case: Column, episode: Column, found: Ints) -> int:
    """Write down where each life begins, and the end of all; give the number of lives."""
    count = 0
    for row in range(len(case)):
        if row == 0 or case[row] != case[row - 1] or episode[row] != episode[row - 1]:
            found[count] = row
            count += 1
    found[count] = len(case)
    return count


class Marks(NamedTuple):
    """What the nodes of a program are; shape (n_nodes,) each.

    Parameters
    ----------
    kind, cause, stage : array of int32
        As in a program.
    working : bool
        Whether people work there: alone, together or in a meeting.
    plain : bool
        Whether it is neither a detour nor a fault: nothing clarified, disputed, lost or on its way.
    through : bool
        Whether a life is through with its stage when it is over: work, a wait or replies.
    deciding : bool
        Whether its stage decides.
    """

    kind: Column
    cause: Column
    stage: Column
    working: Mask
    plain: Mask
    through: Mask
    deciding: Mask

    @staticmethod
    def of(program: Program) -> Marks:
        """Say what the nodes of a program are."""
        nodes = program.nodes
        working, plain = np.isin(nodes.kind, WORKING), nodes.ordinary
        transit = (nodes.kind == Kind.DELAY) & (nodes.part == Part.TRANSIT)
        lasting = working | np.isin(nodes.kind, (Kind.FORK, Kind.DELAY))
        kind, cause, stage = (
            each.astype(np.int32) for each in (nodes.kind, nodes.cause, nodes.stage)
        )
        through = lasting & ~transit & plain
        deciding = np.append(program.decides, False)[nodes.stage]
        return Marks(kind, cause, stage, working, plain, through, deciding)


class Milestones(NamedTuple):
    """What became of each life; shape (n_lives,) each.

    Parameters
    ----------
    leaving : Ints
        The row with which it leaves the hub, -1 while it is open.
    decided : Ints
        Second of its decision, -1 if there was none yet: when it is first through with a stage that
        decides; where it leaves without coming to one, when it leaves.
    decision_began : Ints
        Second at which work on its decision first began, -1 if it has not.
    asked : bool
        Whether other agencies were asked about it.
    disputed : bool
        Whether it was disputed who leads.
    seen : Ints
        The need as it was last seen, -1 if it was not judged.
    """

    leaving: Ints
    decided: Ints
    decision_began: Ints
    asked: Mask
    disputed: Mask
    seen: Ints

    @staticmethod
    def of(rows: Rows, marks: Marks) -> Milestones:
        """Follow every life."""
        lives = len(rows.begins) - 1
        leaving, decided, began, seen = np.empty((4, lives), dtype=np.int64)
        asked, disputed = np.empty((2, lives), dtype=bool)
        found = Milestones(leaving, decided, began, asked, disputed, seen)
        follow(rows, marks, found)
        return found


@loop
def follow(rows: Rows, marks: Marks, found: Milestones) -> None:
    """Go through each life, and note when it came to what."""
    for life in range(len(found.leaving)):
        leaving, seen, first, begun = NONE, NONE, LATE, LATE
        came = asked = disputed = False
        for row in range(rows.begins[life], rows.begins[life + 1]):
            at = rows.node[row]
            kind = marks.kind[at]
            if kind == LEAVE:
                leaving = row
            elif kind == SEE:
                seen = rows.detail[row]
            elif kind == FORK:
                asked = True
            if marks.cause[at] == DISPUTE:
                disputed = True
            if marks.deciding[at]:
                came = True
                if rows.line[row] == 0 and marks.plain[at]:
                    if marks.through[at] and rows.how[row] == DONE:
                        first = min(first, rows.end[row])
                    if marks.working[at] and rows.start[row] >= 0:
                        begun = min(begun, rows.start[row])
        if not came and leaving >= 0:
            first = rows.end[leaving]
        found.leaving[life], found.seen[life] = leaving, seen
        found.asked[life], found.disputed[life] = asked, disputed
        found.decided[life] = first if first < LATE else NONE
        found.decision_began[life] = begun if begun < LATE else NONE


@loop
def count_before(times: Ints, moments: Ints, found: Ints) -> None:
    """Count the times before each of some moments, both in about their order.

    Times that are not known are less than 0 and left out; moments ascend.
    """
    at = 0
    for n in range(len(times)):
        if times[n] >= 0:
            while at > 0 and moments[at - 1] > times[n]:
                at -= 1
            while at < len(moments) and moments[at] <= times[n]:
                at += 1
            if at < len(moments):
                found[at] += 1
    for n in range(1, len(found)):
        found[n] += found[n - 1]


@loop
def find_main_line(rows: Rows, marks: Marks, found: Mask) -> None:
    """Mark the rows on the line that held a case up."""
    for life in range(len(rows.begins) - 1):
        for row in range(rows.begins[life], rows.begins[life + 1]):
            found[row] = held_up(rows, marks, rows.begins[life], row)


@step
def held_up(rows: Rows, marks: Marks, first: int, row: int) -> bool:
    """Whether a row is on the line that held a case up: at a fork, the branch that released it.

    While no reply was needed, or the limit released it, the fork itself is on the line.
    """
    line = rows.line[row]
    if line == 0:
        return bool(marks.kind[rows.node[row]] != FORK or rows.detail[row] == 0)
    fork = row - 1 if line > 0 else first - 1
    while fork >= first and not (
        marks.kind[rows.node[fork]] == FORK  # it comes before the questions that were put there
        and rows.visit[fork] == rows.visit[row]
        and marks.stage[rows.node[fork]] == marks.stage[rows.node[row]]
    ):
        fork -= 1
    return bool(fork >= first and rows.detail[fork] == line)


@loop
def come_first(rows: Rows, nodes: Mask, through: bool, found: Ints) -> None:
    """Note when each life is first ready at some nodes of its main line, or first through."""
    for life in range(len(found)):
        for row in range(rows.begins[life], rows.begins[life + 1]):
            if nodes[rows.node[row]] and rows.line[row] == 0:
                if through and rows.how[row] != DONE:
                    continue
                second = rows.end[row] if through else rows.ready[row]
                if found[life] == NONE or second < found[life]:
                    found[life] = second


@loop
def find_at(rows: Rows, nodes: Mask, found: Ints) -> int:
    """List the rows at some nodes; give the number."""
    count = 0
    for row in range(len(rows.node)):
        if nodes[rows.node[row]]:
            found[count] = row
            count += 1
    return count


@loop
def find_kept(rows: Rows, found: Mask) -> None:
    """Mark rows of work whose spell before was put down and kept by the same person."""
    for life in range(len(rows.begins) - 1):
        first, stop = rows.begins[life], rows.begins[life + 1]
        for row in range(first, stop):
            found[row] = put_down_before(rows, first, stop, row)


@step
def put_down_before(rows: Rows, first: int, stop: int, row: int) -> bool:
    """Whether there was a spell before of the same piece of work, put down and not given back."""
    for n in range(stop - first if rows.part[row] > 0 else 0):
        before = row - n if row - n >= first else first + n  # it is near, and most often above
        if (
            rows.part[before] == rows.part[row] - 1
            and rows.node[before] == rows.node[row]
            and rows.visit[before] == rows.visit[row]
            and rows.line[before] == rows.line[row]
        ):
            return bool(rows.how[before] == PUT_DOWN)
    return False


__all__ = [
    "WORKING", "Column", "Marks", "Milestones", "Rows", "come_first", "count_before", "find_at",
    "find_kept", "find_main_line", "held_up", "put_down_before",
]  # fmt: skip
