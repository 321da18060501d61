"""The time ledger: every second of a case's life along the line that held it up, and what it was.

Whole seconds that sum to the whole for every case; laying them out checks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hubsim.errors import RunError
from hubsim.hours import Windows
from hubsim.measures.rotas import Rotas
from hubsim.program import Joint, Kind, Part
from hubsim.program.layout import NONE, Ints

if TYPE_CHECKING:
    from hubsim.measures.traces import Small, Traces

WORK = (Kind.WORK, Kind.TOGETHER)
"""Work that waits for people, and not for a meeting."""


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Stretches of cases' lives; shape (n_segments,) each.

    Parameters
    ----------
    row : Ints
        The row of the log of which this is a stretch.
    case, stage, part : whole numbers
        Whose life, where, and which `Part` of the ledger.
    began : Ints
        Second at which the row began of which this is a stretch.
    seconds : Ints
        Length on the clock.
    working : Ints
        Length in the hub's working time, seconds.
    """

    row: Ints
    case: Ints
    stage: Small
    part: NDArray[np.int8]
    began: Ints
    seconds: Ints
    working: Ints


def laid_out(t: Traces) -> Segments:
    """Lay out every second of every case's life, from contact to leaving or the horizon.

    Each row on the line that held a case up is a wait until it is taken up, which may be for
    somebody to come on shift first, and the time in hand; a wait or a join is over when it ends.

    Raises
    ------
    RunError
        If the parts of a case do not sum to its life, to the second.
    """
    log, nodes = t.log, t.program.nodes
    timeless = np.isin(nodes.kind, (Kind.LEAVE, Kind.REPLY, Kind.SEE, Kind.RATE))
    lived = t.main_line & ~t.at(timeless)
    held = np.flatnonzero(lived & t.begun & (log.end > log.start))
    until = np.where(t.begun, log.start, log.end)
    waits = np.flatnonzero(lived & (until > log.ready))
    hub_until = np.where(t.begun, t.hub_start, t.hub_end)[waits]
    since, until = log.ready[waits], until[waits]
    at, there, both = _present(t, waits, since, until)
    seconds, working = until - since, hub_until - t.hub_ready[waits]
    # Of a wait for people, the part without them on shift is a stretch of its own.
    away, away_working = seconds[at] - there, working[at] - both
    seconds[at], working[at] = there, both
    row, part, seconds, working = (
        np.concatenate(column)
        for column in (
            (waits, held, waits[at]),
            (
                _waited_for(t)[log.node[waits]],
                _spent_on(t)[log.node[held]],
                np.full(len(at), Part.SHIFT, dtype=np.int8),
            ),
            (seconds, log.end[held] - log.start[held], away),
            (working, t.hub_end[held] - t.hub_start[held], away_working),
        )
    )
    some = np.flatnonzero(seconds > 0)
    row, part, seconds, working = row[some], part[some], seconds[some], working[some]
    segments = Segments(row, t.life_of[row], t.stage[row], part, log.ready[row], seconds, working)
    sums_to_lives(t, "time", segments.case, segments.seconds)
    return segments


def _spent_on(t: Traces) -> NDArray[np.int8]:
    """The part that time in hand is of, by node."""
    part = t.program.nodes.part
    return np.where(part == NONE, int(Part.WORKED), part).astype(np.int8)


def _waited_for(t: Traces) -> NDArray[np.int8]:
    """The part that time before it is taken up is of, by node; the whole of a wait or a join.

    A case in dispute is in dispute until it is settled, whoever is there to settle it.
    """
    kind, part = t.program.nodes.kind, t.program.nodes.part
    found = np.where(kind == Kind.DELAY, part, int(Part.PERSON))
    found[kind == Kind.FORK] = Part.REPLY
    found[np.isin(kind, WORK) & (part == Part.DISPUTE)] = Part.DISPUTE
    found[kind == Kind.MEET] = Part.MEETING
    return found.astype(np.int8)


def _present(t: Traces, rows: Ints, since: Ints, until: Ints) -> tuple[Ints, Ints, Ints]:
    """How long somebody able is on duty while work waits for people.

    Parameters
    ----------
    t : Traces
    rows : Ints
        Rows of the log that wait; shape (n_rows,).
    since, until : Ints
        Seconds.

    Returns
    -------
    at : Ints
        Which of the rows wait for people, shape (n,).
    there, both : Ints
        Seconds on the clock, and in the hub's working time; shape (n,).
    """
    log, nodes, program = t.log, t.program.nodes, t.program
    queues, joints = len(program.queues), len(program.joints)
    people = queues + joints
    # Who is waited for: those able to serve a queue, all that joint work needs, or one person.
    asked = np.where(nodes.kind == Kind.WORK, nodes.queue, queues + nodes.item)
    split = np.isin(nodes.kind, WORK) & (nodes.part != Part.DISPUTE)
    at = np.flatnonzero(split[log.node[rows]])
    who = asked[log.node[rows[at]]]
    kept = np.flatnonzero(t.kept[rows[at]])
    who[kept] = people + log.person[rows[at[kept]]]
    rotas = Rotas.of(
        [
            *(t.on_duty(queue) for queue in program.queues),
            *(_all_there(t, joint) for joint in program.joints),
            *t.run.variates.duty,
        ]
    )
    since, until = since[at], until[at]
    there = rotas.seconds_between(who, since, until)
    return at, there, rotas.within(t.hub_hours).seconds_between(who, since, until)


def sums_to_lives(t: Traces, name: str, life: Ints, seconds: Ints) -> None:
    """Refuse a ledger whose parts do not sum to the whole, to the second, for every case.

    Parameters
    ----------
    t : Traces
    name : str
        Of the ledger.
    life, seconds : Ints
        Whose, and how long; shape (n_stretches,).

    Raises
    ------
    RunError
        Naming the first case that is wrong.
    """
    total = np.bincount(life, seconds, len(t.life)).astype(np.int64)
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
