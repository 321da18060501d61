"""Who is accountable for each case at each second: the lead of the stage where it is, or nobody.

The rules are docs/semantics.md, 12.12. Whole seconds that sum to the life of every case; laying
them out checks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Ints
from hubsim.measures.lives import WORKING, Column, Marks, Rows
from hubsim.measures.loops import loop, step, written
from hubsim.measures.rotas import Rotas, Shifts, Teams, open_between, open_by
from hubsim.measures.segments import people_of, sums_to_lives
from hubsim.program import Kind, Part, Program
from hubsim.program.kinds import NONE, Cause

if TYPE_CHECKING:
    from hubsim.measures.traces import Mask, Traces

FORK = int(Kind.FORK)

NOBODY = NONE
"""Stands for the owner of what belongs to nobody."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody accountable.

    Parameters
    ----------
    agencies : tuple of int
        Several where they lead together.
    roles : tuple of int
        Who does it for them: somebody of these is to be there.
    """

    agencies: tuple[int, ...]
    roles: tuple[int, ...]


class Stretches(NamedTuple):
    """Stretches of cases' lives and who is accountable in them; shape (n_stretches,) each.

    Parameters
    ----------
    row, life : array of int32
        The row of the log of which this is a stretch, and whose it is.
    owner : array of int32
        A number of the owners, or `NOBODY`.
    since, until : array of int32
        Seconds.
    """

    row: Column
    life: Column
    owner: Column
    since: Column
    until: Column

    @staticmethod
    def room(rows: int) -> Stretches:
        """Room for the stretches of so many rows: what is not written takes none."""
        return Stretches(*(np.empty(2 * rows, dtype=np.int32) for _ in Stretches._fields))


class Ownership:
    """Who was accountable for every case, second by second, and whether anybody was there.

    Parameters
    ----------
    owners : tuple of Owner
    there : Rotas
        When somebody of each owner is on duty.
    stretches : Stretches
        One life after another, in the order of time.
    """

    def __init__(self, owners: tuple[Owner, ...], there: Rotas, stretches: Stretches) -> None:
        self.owners, self.there, self.stretches = owners, there, stretches
        self.row, self.life, self.owner, self.since, self.until = stretches

    def unattended(self) -> Ints:
        """Seconds of each stretch in which nobody of those accountable is on duty.

        None of what belongs to nobody.
        """
        found, mine = np.zeros(len(self.life), dtype=np.int64), self.owner != NOBODY
        since, until = self.since[mine], self.until[mine]
        there = self.there.seconds_between(self.owner[mine], since, until)
        found[mine] = until - since - there
        return found


@lru_cache(maxsize=32)
def _teams(program: Program, owners: tuple[Owner, ...]) -> Teams:
    """Those accountable: somebody of them is to be there."""
    return Teams.of([[(people_of(program, owner.roles), 1)] for owner in owners])


class Sums(NamedTuple):
    """Seconds on the clock, and the hub's working seconds, in this order.

    Parameters
    ----------
    owned : Ints
        Of lives that begin in the measured time, nobody's first and then by owner; shape
        (2, n_owners + 1).
    nobodys : array of int32
        Nobody's, by why (`CAUSES`, then all others) and life; shape (2, n_whys, n_lives).
    unattended : array of int32
        In which nobody of those accountable is on duty, by life; shape (2, n_lives).
    """

    owned: Ints
    nobodys: NDArray[np.int32]
    unattended: NDArray[np.int32]


CAUSES = (Cause.DROPPED, Cause.DISPUTE)
"""Why a case belongs to nobody; otherwise because it is not clear who leads."""
LOST, DISPUTED = (int(cause) for cause in CAUSES)


@loop
def add_up(  # noqa: PLR0917 - columns of one table
    rows: Rows, marks: Marks, keepers: Keepers, inside: Mask, hub: Rotas, there: Rotas, both: Rotas,
    room: Stretches, total: Ints, found: Sums,
) -> None:  # fmt: skip
    """Add up what belongs to whom, life by life, and in how much of it they are not there."""
    for life in range(len(total)):
        now = rows.ready[rows.begins[life]]
        open_ = open_by(hub, 0, now)  # of the hub, until now
        for n in range(own(rows, marks, keepers, life, room, 0, total)):
            owner, since, until = room.owner[n], room.since[n], room.until[n]
            if since != now:
                open_ = open_by(hub, 0, since)
            now, worked = until, open_by(hub, 0, until)
            clock, working, open_ = until - since, worked - open_, worked
            if inside[life]:
                found.owned[0, owner + 1] += clock
                found.owned[1, owner + 1] += working
            if owner == NOBODY:
                said = marks.cause[rows.node[room.row[n]]]
                why = 0 if said == LOST else 1 if said == DISPUTED else 2
                found.nobodys[0, why, life] += clock
                found.nobodys[1, why, life] += working
                continue
            seconds = open_between(there, owner, since, until)
            if seconds < clock:
                found.unattended[0, life] += clock - seconds
                if seconds > 0:
                    working -= open_between(both, owner, since, until)
                found.unattended[1, life] += working


class Keepers(NamedTuple):
    """Who is accountable by what a row of the log is; numbers of the owners, or `NOBODY`.

    Parameters
    ----------
    lead : Ints
        At each node, the lead of its stage where that is clear.
    worker : Ints
        By role, who works.
    asker : Ints
        At each node where replies are awaited, who asks.
    sender : Ints
        At each node of a passage, who keeps it on the way.
    passing, inbox : bool
        Whether a node is of a passage; whether a case lies there until it is seen at a stage where
        something is done.
    nobodys : bool
        Whether what is there belongs to nobody.
    """

    lead: Ints
    worker: Ints
    asker: Ints
    sender: Ints
    passing: Mask
    inbox: Mask
    nobodys: Mask

    @staticmethod
    def of(program: Program) -> tuple[tuple[Owner, ...], Keepers]:
        """Give all who may come to be accountable in a program, and for what."""
        nodes, agency, book = program.nodes, program.role_agency, _Book()
        leads = [
            NOBODY if lead.how == "unclear" else book.number(lead.agencies, lead.roles)
            for lead in program.leads
        ]
        workers = [book.number((int(of),), (role,)) for role, of in enumerate(agency)]
        askers = [
            book.number((int(agency[fork.asked_by[0]]),), fork.asked_by)
            if fork.asked_by
            else NOBODY
            for fork in program.forks
        ]
        # On the way the lead of the stage it comes from keeps it, or who hands it on.
        senders = [
            leads[each.led] if leads[each.led] != NOBODY else book.number((each.of,), each.sender)
            for each in program.passages
        ]
        fork, passing = nodes.kind == Kind.FORK, nodes.passage != NONE
        wait = (nodes.kind == Kind.DELAY) & (nodes.part == Part.TRANSIT)
        wait &= ~passing & (nodes.ordinary)
        done = np.isin(nodes.kind, (*WORKING, Kind.FORK)) & (nodes.ordinary)
        return tuple(book.owners), Keepers(
            _numbered(leads, nodes.stage),
            np.array(workers, dtype=np.int64),
            _numbered(askers, np.where(fork, nodes.item, NONE)),
            _numbered(senders, nodes.passage),
            passing,
            wait & np.isin(nodes.stage, nodes.stage[done]),
            np.isin(nodes.cause, CAUSES),
        )


def _numbered(owners: list[int], of: Ints) -> Ints:
    """The owner at each place of a list, `NOBODY` at `NONE`."""
    return np.array([*owners, NOBODY], dtype=np.int64)[of]


class _Book:
    """Numbers owners."""

    def __init__(self) -> None:
        self.owners: list[Owner] = []

    def number(self, agencies: tuple[int, ...], roles: tuple[int, ...]) -> int:
        """The number of an owner; nobody without an agency."""
        if not agencies:
            return NOBODY
        owner = Owner(agencies, roles)
        if owner not in self.owners:
            self.owners.append(owner)
        return self.owners.index(owner)


def duty(t: Traces) -> Shifts:
    """When somebody of those accountable is on duty, by owner."""
    return t.duty.together(_teams(t.program, t.keepers[0]))


def ownership(t: Traces) -> Ownership:
    """Lay out who is accountable for every case, from contact to leaving or the horizon.

    Raises
    ------
    RunError
        If the seconds of a case do not sum to its life.
    """
    owners, keepers = t.keepers
    found, total = Stretches.room(len(t.log)), np.zeros(len(t.case), dtype=np.int64)
    count = lay_out(t.rows, t.marks, keepers, found, total)
    sums_to_lives(t, "ownership", total)
    return Ownership(owners, Rotas.of(t.once(duty)), written(found, count))


def added_up(t: Traces) -> Sums:
    """Add up the seconds of all stretches, which take no room.

    Raises
    ------
    RunError
        If the seconds of a case do not sum to its life.
    """
    (owners, keepers), lives = t.keepers, len(t.case)
    found = Sums(
        np.zeros((2, len(owners) + 1), dtype=np.int64),
        np.zeros((2, len(CAUSES) + 1, lives), dtype=np.int32),
        np.zeros((2, lives), dtype=np.int32),
    )
    there, both = (Rotas.of(each) for each in (t.once(duty), t.once(duty).within(t.hub_hours)))
    room, total = Stretches.room(t.rows.longest), np.zeros(lives, dtype=np.int64)
    add_up(t.rows, t.marks, keepers, t.inside, t.hub, there, both, room, total, found)
    sums_to_lives(t, "ownership", total)
    return found


@loop
def lay_out(rows: Rows, marks: Marks, keepers: Keepers, found: Stretches, total: Ints) -> int:
    """Say whose each life is; give the number of stretches."""
    count = 0
    for life in range(len(total)):
        count = own(rows, marks, keepers, life, found, count, total)
    return count


@step
def own(  # noqa: PLR0917 - columns of one table
    rows: Rows, marks: Marks, keepers: Keepers, life: int, found: Stretches, count: int, total: Ints
) -> int:
    """Write whose a life is from a place on, and the sum of it; give the place after.

    Each row of its main line is somebody's until it is taken up, and from then on.
    """
    last = NOBODY  # who worked on it last; clarifying and settling a dispute are no such work
    came_from, comes = NOBODY, True  # the lead of the stage before
    for row in range(rows.begins[life], rows.begins[life + 1]):
        if rows.line[row] != 0:
            continue
        at, role = rows.node[row], rows.role[row]
        ready, start, end = rows.ready[row], rows.start[row], rows.end[row]
        lead, begun = keepers.lead[at], start >= 0
        if comes:  # it has just come: of this stage
            came_from, comes = lead, False
        works = marks.working[at]
        worker = NOBODY
        if works and begun and marks.plain[at] and role >= 0:
            worker = keepers.worker[role]
        before = after = lead
        if lead == NOBODY:
            before = last if rows.part[row] > 0 else NOBODY
            after = worker
            if marks.kind[at] == FORK:  # who asks keeps the case while replies are awaited
                after = keepers.asker[at] if keepers.asker[at] != NOBODY else last
        if keepers.passing[at]:
            before = after = keepers.sender[at]
        elif keepers.inbox[at]:  # whoever had it keeps it until it is seen
            after = came_from if came_from != NOBODY else last
        if keepers.nobodys[at]:
            before = after = NOBODY
        split = (start if begun else end) if works else ready
        if split > ready:
            total[life] += split - ready
            count = note(found, count, row, life, before, ready, split)
        if end > split:
            total[life] += end - split
            count = note(found, count, row, life, after, split, end)
        came_from = lead
        last = worker if worker != NOBODY else last
    return count


@step
def note(  # noqa: PLR0917 - columns of one table
    found: Stretches, at: int, row: int, life: int, owner: int, since: int, until: int
) -> int:
    """Write down a stretch; give the place of the next."""
    found.row[at], found.life[at], found.owner[at] = row, life, owner
    found.since[at], found.until[at] = since, until
    return at + 1


__all__ = ["NOBODY", "Keepers", "Owner", "Ownership", "ownership"]
