"""Who is accountable for each case at each second: the lead of the stage where it is, or nobody.

The rules are docs/semantics.md, 12.12. Whole seconds that sum to the life of every case; laying
them out checks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hubsim.arrays import Ints
from hubsim.measures.rotas import Rotas
from hubsim.measures.segments import sums_to_lives
from hubsim.program import Kind, Part
from hubsim.program.kinds import NONE, Cause

if TYPE_CHECKING:
    from hubsim.measures.traces import Mask, Traces

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


@dataclass(frozen=True, slots=True, eq=False)
class Ownership:
    """Stretches of cases' lives and who was accountable in them; shape (n_stretches,) each.

    Parameters
    ----------
    owners : tuple of Owner
    row, life : Ints
        The row of the log of which this is a stretch, and whose it is.
    owner : Ints
        A number of `owners`, or `NOBODY`.
    since, until : Ints
        Seconds.
    """

    owners: tuple[Owner, ...]
    row: Ints
    life: Ints
    owner: Ints
    since: Ints
    until: Ints

    def seconds(self, t: Traces, *, working: bool) -> Ints:
        """Length of each stretch on the clock, or in the hub's working time."""
        return t.once(_working if working else _elapsed)

    def unattended(self, t: Traces, *, working: bool) -> Ints:
        """Seconds of each stretch in which nobody of those accountable is on duty.

        None of what belongs to nobody.
        """
        found = np.zeros(len(self.life), dtype=np.int64)
        mine = np.flatnonzero(self.owner != NOBODY)
        there = Rotas.of([t.on_duty(owner.roles) for owner in self.owners])
        if working:
            there = there.within(t.hub_hours)
        found[mine] = self.seconds(t, working=working)[mine] - there.seconds_between(
            self.owner[mine], self.since[mine], self.until[mine]
        )
        return found


def _working(t: Traces) -> Ints:
    return t.hub_seconds(t.ownership.since, t.ownership.until)


def _elapsed(t: Traces) -> Ints:
    return t.ownership.until - t.ownership.since


def ownership(t: Traces) -> Ownership:
    """Lay out who is accountable for every case, from contact to leaving or the horizon.

    Raises
    ------
    RunError
        If the seconds of a case do not sum to its life.
    """
    log, book = t.log, _Book()
    rows = np.flatnonzero(log.line == 0)  # those of one life are in the order of time
    before, after = _owners(t, book, rows)
    begun = np.where(log.start[rows] >= 0, log.start[rows], log.end[rows])
    split = np.where(t.working[rows], begun, log.ready[rows])
    since = np.concatenate([log.ready[rows], split])
    until = np.concatenate([split, log.end[rows]])
    row, owner = np.concatenate([rows, rows]), np.concatenate([before, after])
    some = np.flatnonzero(until > since)
    row, owner, since, until = row[some], owner[some], since[some], until[some]
    found = Ownership(tuple(book.owners), row, t.life_of[row], owner, since, until)
    total = np.bincount(found.life, found.until - found.since, len(t.life)).astype(np.int64)
    sums_to_lives(t, "ownership", total)
    return found


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


def _owners(t: Traces, book: _Book, rows: Ints) -> tuple[Ints, Ints]:
    """Who is accountable while each row waits to be taken up, and from then on."""
    log, program = t.log, t.program
    clear = _of_leads(t, book)
    stage = np.maximum(t.stage[rows], 0)
    lead = np.where(t.stage[rows] == NONE, NOBODY, clear[stage])
    unclear = lead == NOBODY
    last, mine = _last_worker(t, book, rows)
    before = np.where(unclear & (log.part[rows] > 0), last, lead)
    after = np.where(unclear, mine, lead)
    # While replies are awaited, who asked keeps the case where nobody clearly leads.
    waits = unclear & (t.kind[rows] == Kind.FORK)
    asking = _of_askers(t, book, program.nodes.item[log.node[rows[waits]]])
    after[waits] = np.where(asking == NOBODY, last[waits], asking)
    # On the way the lead of the stage it comes from keeps it, or who hands it on.
    passage = program.nodes.passage[log.node[rows]]
    keeper = np.full(len(program.passages), NOBODY)
    for number in np.flatnonzero(np.bincount(passage + 1, minlength=len(keeper) + 1)[1:]):
        each = program.passages[number]
        kept = clear[each.led]
        keeper[number] = kept if kept != NOBODY else book.number((each.of,), each.sender)
    passing = np.flatnonzero(passage != NONE)
    before[passing] = after[passing] = keeper[passage[passing]]
    at = np.flatnonzero(_inbox(t, rows))
    after[at] = _sender(t, rows, at, lead, last)
    nobody = np.isin(t.cause[rows], (Cause.DROPPED, Cause.DISPUTE))
    before[nobody] = after[nobody] = NOBODY
    return before, after


def _of_leads(t: Traces, book: _Book) -> Ints:
    """The owner at each stage by its lead; nobody where that is unclear."""
    return np.array(
        [
            NOBODY if lead.how == "unclear" else book.number(lead.agencies, lead.roles)
            for lead in t.program.leads
        ],
        dtype=np.int64,
    )


def _of_askers(t: Traces, book: _Book, forks: Ints) -> Ints:
    """The owner while replies are awaited: the agency that asks."""
    agency = t.program.role_agency
    found = [
        book.number((int(agency[fork.asked_by[0]]),), fork.asked_by) if fork.asked_by else NOBODY
        for fork in t.program.forks
    ]
    return np.array(found or [NOBODY], dtype=np.int64)[forks]


def _last_worker(t: Traces, book: _Book, rows: Ints) -> tuple[Ints, Ints]:
    """Who worked last on each case before a row, and who works on it in that row.

    Clarifying and settling a dispute are no such work.
    """
    log, program = t.log, t.program
    owner_of = np.array(
        [
            book.number((int(program.role_agency[role]),), (role,))
            for role in range(len(program.roles))
        ]
    )
    work = t.working[rows] & (log.start[rows] >= 0) & (t.cause[rows] == Cause.NONE)
    work &= log.role[rows] >= 0
    mine = np.where(work, owner_of[np.maximum(log.role[rows], 0)], NOBODY)
    place = np.maximum.accumulate(np.where(work, np.arange(len(rows)), NONE))
    place = np.concatenate([[NONE], place])[:-1]
    same = (place != NONE) & (t.life_of[rows[np.maximum(place, 0)]] == t.life_of[rows])
    return np.where(same, mine[np.maximum(place, 0)], NOBODY), mine


def _inbox(t: Traces, rows: Ints) -> Mask:
    """Waits until a case is seen at a stage where something is done: not stages of waiting."""
    nodes = t.program.nodes
    done = np.isin(nodes.kind, (Kind.WORK, Kind.TOGETHER, Kind.MEET, Kind.FORK))
    stages = np.unique(nodes.stage[done & (nodes.cause == Cause.NONE)])
    node = t.log.node[rows]
    wait = (nodes.kind[node] == Kind.DELAY) & (nodes.part[node] == Part.TRANSIT)
    wait &= (nodes.passage[node] == NONE) & (nodes.cause[node] == Cause.NONE)
    return np.asarray(wait & np.isin(t.stage[rows], stages))


def _sender(t: Traces, rows: Ints, at: Ints, lead: Ints, last: Ints) -> Ints:
    """Who keeps a case until it is seen at the next stage.

    The lead of the stage before, or who worked on it last; of a case that has just come, the lead
    of that stage.
    """
    comes_from = np.maximum(at - 1, 0)
    same = (at > 0) & (t.life_of[rows[comes_from]] == t.life_of[rows[at]])
    kept = np.where(same, lead[comes_from], lead[at])
    return np.where(kept == NOBODY, last[at], kept)


__all__ = ["NOBODY", "Owner", "Ownership", "ownership"]
