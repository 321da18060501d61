"""The time ledger: every second of a case's life along the line that held it up, and what it was.

Whole seconds that sum to the whole for every case; laying them out checks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Ints
from hubsim.errors import RunError
from hubsim.hours import Windows
from hubsim.measures.rotas import Rotas
from hubsim.program import Joint, Kind, Part
from hubsim.program.layout import NONE

if TYPE_CHECKING:
    from hubsim.measures.traces import Mask, Small, Traces

WORK = (Kind.WORK, Kind.TOGETHER)
"""Work that waits for people, and not for a meeting."""


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Stretches of cases' lives; shape (n_segments,) each.

    Parameters
    ----------
    traces : Traces
    row : array of int32
        The row of the log of which this is a stretch.
    part : array of int8
        Which `Part` of the ledger.
    seconds : array of int32
        Length on the clock.
    working : array of int32
        Length in the hub's working time, seconds.
    """

    traces: Traces
    row: NDArray[np.int32]
    part: NDArray[np.int8]
    seconds: NDArray[np.int32]
    working: NDArray[np.int32]

    def chosen(self, some: Ints) -> Segments:
        """Some of them."""
        return Segments(
            self.traces, self.row[some], self.part[some], self.seconds[some], self.working[some]
        )

    @property
    def case(self) -> Ints:
        """Whose life each is part of."""
        return self.traces.life_of[self.row]

    @property
    def stage(self) -> Small:
        """Where."""
        return self.traces.stage[self.row]

    @property
    def began(self) -> Ints:
        """Second at which the row began of which each is a stretch."""
        return self.traces.log.ready[self.row]


def laid_out(t: Traces) -> list[Segments]:
    """Lay out every second of every case's life, from contact to leaving or the horizon.

    Each row on the line that held a case up is a wait until it is taken up, which may be for
    somebody to come on shift first, and the time in hand; a wait or a join is over when it ends.

    Returns
    -------
    list of Segments
        Those of each block of the traces.

    Raises
    ------
    RunError
        If the parts of a case do not sum to its life, to the second.
    """
    table, rotas = table_of(t), Rotas.of(people_waited_for(t))
    both = rotas.within(t.hub_hours)
    found, total = list[Segments](), np.zeros(len(t.life), dtype=np.int64)
    for rows, lives in t.blocks:
        some = _laid_out(t, rows, table, rotas, both)
        total[lives] = np.bincount(some.case - lives.start, some.seconds, lives.stop - lives.start)
        found.append(some)
    sums_to_lives(t, "time", total)
    return found


def together(t: Traces, blocks: list[Segments]) -> Segments:
    """Put the segments of all blocks into one table."""
    kinds = {"row": np.int32, "part": np.int8, "seconds": np.int32, "working": np.int32}
    columns: dict[str, Any] = {
        name: np.concatenate([np.zeros(0, kind), *(getattr(each, name) for each in blocks)])
        for name, kind in kinds.items()
    }
    return Segments(t, **columns)


def _laid_out(t: Traces, block: slice, table: Table, rotas: Rotas, both: Rotas) -> Segments:
    """Lay out the lives of one block."""
    node, ready, start, end = (
        getattr(t.log, name)[block] for name in ("node", "ready", "start", "end")
    )
    lived, begun = t.main_line[block] & table.lasting[node], t.begun[block]
    until = np.where(begun, start, end)
    held = np.flatnonzero(lived & begun & (end > start))
    waits = np.flatnonzero(lived & (until > ready))
    row = np.concatenate([waits, held])
    a, b = np.concatenate([ready[waits], start[held]]), np.concatenate([until[waits], end[held]])
    part = np.concatenate([table.waited_for[node[waits]], table.spent_on[node[held]]])
    seconds, working = b - a, t.hub_seconds(a, b)
    # Of a wait for people, the part without them on shift is a stretch of its own.
    who = table.asked_for[node[waits]]
    at = np.flatnonzero(who != NONE)
    who = who[at]
    kept = np.flatnonzero(t.kept[block][waits[at]])
    who[kept] = len(rotas.first) - 1 - len(t.run.variates.duty)
    who[kept] += t.log.person[block][waits[at[kept]]]
    there = rotas.seconds_between(who, a[at], b[at])
    there_working = both.seconds_between(who, a[at], b[at])
    away, away_working = seconds[at] - there, working[at] - there_working
    seconds[at], working[at] = there, there_working
    row = np.concatenate([row, row[at]]) + block.start
    part = np.concatenate([part, np.full(len(at), Part.SHIFT, dtype=np.int8)])
    seconds, working = np.concatenate([seconds, away]), np.concatenate([working, away_working])
    some = np.flatnonzero(seconds > 0)
    return Segments(
        t, row[some].astype(np.int32), part[some],
        seconds[some].astype(np.int32), working[some].astype(np.int32),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Table:
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
        Who work there waits for, a number of `people_waited_for`; `NONE` if for nobody.
    """

    lasting: Mask
    spent_on: NDArray[np.int8]
    waited_for: NDArray[np.int8]
    asked_for: Ints


def table_of(t: Traces) -> Table:
    """Say what time is of at each node of a program.

    A case in dispute is in dispute until it is settled, whoever is there to settle it.
    """
    nodes, program = t.program.nodes, t.program
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


def people_waited_for(t: Traces) -> list[Windows]:
    """When those able to serve each queue, all that joint work needs, and each person are there."""
    return [
        *(t.on_duty(queue) for queue in t.program.queues),
        *(_all_there(t, joint) for joint in t.program.joints),
        *t.run.variates.duty,
    ]


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


def _all_there(t: Traces, joint: Joint) -> Windows:
    """When everybody that joint work needs is on duty."""
    roles, duty = t.program.person_role, t.run.variates.duty
    there = Windows.always(0, t.log.horizon)
    for role, number in joint.needs:
        people = [duty[person] for person in np.flatnonzero(roles == role)]
        there &= _enough(people, number)
    return there


def _enough(people: list[Windows], number: int) -> Windows:
    """When at least so many of these people are on duty."""
    times = np.unique(
        np.concatenate([[0], *(w.opens for w in people), *(w.closes for w in people)])
    )
    there = np.zeros(len(times), dtype=np.int64)
    for windows in people:
        there += windows.is_open(times)
    open_ = there[:-1] >= number
    return Windows.merging(times[:-1][open_], times[1:][open_])
