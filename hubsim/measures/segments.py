"""The time ledger: every second of a case's life along the line that held it up, and what it was.

Whole seconds that sum to the whole for every case; laying them out checks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hubsim.errors import RunError
from hubsim.hours import Windows
from hubsim.program import Joint, Kind, Part
from hubsim.program.layout import NONE, Ints

if TYPE_CHECKING:
    from hubsim.measures.traces import Traces

Stretches = tuple[Ints, Ints, Ints, Ints]
"""Row, part, seconds, working seconds."""


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Stretches of cases' lives; shape (n_segments,) each.

    Parameters
    ----------
    row : Ints
        The row of the log of which this is a stretch.
    case, stage, part : Ints
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
    stage: Ints
    part: Ints
    began: Ints
    seconds: Ints
    working: Ints


def laid_out(t: Traces) -> Segments:
    """Lay out every second of every case's life, from contact to leaving or the horizon.

    Raises
    ------
    RunError
        If the parts of a case do not sum to its life, to the second.
    """
    log, nodes = t.log, t.program.nodes
    lived = t.main_line & ~np.isin(t.kind, (Kind.LEAVE, Kind.REPLY, Kind.SEE, Kind.RATE))
    work = lived & t.working
    held = np.flatnonzero(work & (log.start >= 0))
    special = nodes.part[log.node[held]]
    part = np.where(special == NONE, int(Part.WORKED), special)
    parts = [_stretch(t, held, part, log.start[held], log.end[held])]
    parts += _waits(t, np.flatnonzero(work))
    delay = np.flatnonzero(lived & (t.kind == Kind.DELAY))
    parts.append(_stretch(t, delay, nodes.part[log.node[delay]], log.ready[delay], log.end[delay]))
    join = np.flatnonzero(lived & (t.kind == Kind.FORK))
    parts.append(_stretch(t, join, Part.REPLY, log.ready[join], log.end[join]))
    row, part, seconds, working = (np.concatenate(column) for column in zip(*parts, strict=True))
    some = seconds > 0
    row, part, seconds, working = row[some], part[some], seconds[some], working[some]
    segments = Segments(row, t.life_of[row], t.stage[row], part, log.ready[row], seconds, working)
    sums_to_lives(t, "time", segments.case, segments.seconds)
    return segments


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


def _stretch(t: Traces, row: Ints, part: int | Ints, a: Ints, b: Ints) -> Stretches:
    working = t.hub_hours.seconds_between(a, b)
    return row, np.broadcast_to(np.int64(part), row.shape), b - a, working


def _waits(t: Traces, rows: Ints) -> list[Stretches]:
    """Split waits for people into somebody able being there, and nobody being on shift."""
    log, nodes, found = t.log, t.program.nodes, list[Stretches]()
    begun = log.start[rows] >= 0
    until = np.where(begun, log.start[rows], log.end[rows])
    kind, kept = t.kind[rows], t.kept[rows]
    # A case in dispute is in dispute until it is settled, whoever is there to settle it.
    disputed = nodes.part[log.node[rows]] == Part.DISPUTE
    at = rows[disputed]
    found.append(_stretch(t, at, Part.DISPUTE, log.ready[at], until[disputed]))
    meets = kind == Kind.MEET
    found.append(_stretch(t, rows[meets], Part.MEETING, log.ready[rows[meets]], until[meets]))
    alone = (kind == Kind.WORK) & ~kept & ~disputed
    for queue, able in enumerate(_able(t)):
        mine = alone & (nodes.queue[log.node[rows]] == queue)
        found += _wait(t, rows[mine], until[mine], able)
    together = nodes.item[log.node[rows]]
    for number, joint in enumerate(t.program.joints):
        mine = (kind == Kind.TOGETHER) & (together == number)
        found += _wait(t, rows[mine], until[mine], _all_there(t, joint))
    kept &= ~disputed
    for person in np.unique(log.person[rows[kept]]):
        mine = kept & (log.person[rows] == person)
        found += _wait(t, rows[mine], until[mine], t.run.variates.duty[person])
    return found


def _wait(t: Traces, rows: Ints, until: Ints, duty: Windows) -> list[Stretches]:
    if not len(rows):
        return []
    since = t.log.ready[rows]
    there = duty.seconds_between(since, until)
    working = t.hub_hours.seconds_between(since, until)
    both = (duty & t.hub_hours).seconds_between(since, until)
    away = np.broadcast_to(np.int64(Part.SHIFT), rows.shape)
    person = np.broadcast_to(np.int64(Part.PERSON), rows.shape)
    return [(rows, person, there, both), (rows, away, until - since - there, working - both)]


def _able(t: Traces) -> tuple[Windows, ...]:
    """When somebody able to serve each queue is on duty."""
    return tuple(t.on_duty(queue) for queue in t.program.queues)


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
