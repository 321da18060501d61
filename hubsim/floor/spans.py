"""A run as stretches of time: every case and every question, second by second, on the floor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hubsim.arrays import Ints
from hubsim.floor.doing import Doing
from hubsim.hours import Windows
from hubsim.measures import Traces
from hubsim.measures.owners import NOBODY
from hubsim.program import Kind
from hubsim.program.kinds import NONE, Cause, Part

BEFORE = -2
"""Stands for the agency where a case was before, until that is known."""

SPAN_COLUMNS = (
    "token", "since", "until", "doing", "agency", "stage", "person", "owner", "rating", "held",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """What moves on the floor; shape (n_tokens,) each.

    Parameters
    ----------
    life : Ints
        A row of the lives of `Traces`.
    line : Ints
        0 the case itself; above, a question on that branch; below, the second, third, … person of
        work that several do at once.
    """

    life: Ints
    line: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Stretches of tokens' lives, by token and time; shape (n_spans,) each.

    Parameters
    ----------
    token : Ints
    since, until : Ints
        Seconds.
    doing : Ints
        `Doing`.
    agency : Ints
        With whom it is, or with whom it lies; on its way, to whom. `NONE` where nobody can be said.
    stage : Ints
    person : Ints
        In whose hands, else `NONE`.
    owner : Ints
        Of a case: a number of the owners of `Ownership`, `NOBODY`; of others `NOBODY` too.
    rating : Ints
    held : Ints
        1 where it is this that holds the case up: what the time ledger counts.
    """

    token: Ints
    since: Ints
    until: Ints
    doing: Ints
    agency: Ints
    stage: Ints
    person: Ints
    owner: Ints
    rating: Ints
    held: Ints


def spans_of(t: Traces, of: int | None = None) -> tuple[Tokens, Spans]:
    """Lay out a whole run, or one life of it."""
    log = t.log
    rows = np.flatnonzero(t.working | np.isin(t.kind, (Kind.DELAY, Kind.FORK)))
    if of is not None:
        rows = rows[t.life_of[rows] == of]
    begun = t.working[rows] & (log.start[rows] >= 0)
    held = rows[begun]
    pieces = [
        *_waits(t, rows, np.where(begun, log.start[rows], log.end[rows])),
        (held, log.start[held], log.end[held], _in_hand(t)[log.node[held]]),
    ]
    row, since, until, doing = (np.concatenate(each) for each in zip(*pieces, strict=True))
    some = until > since
    row, since, until, doing = row[some], since[some], until[some], doing[some]

    life, line = t.life_of[row], log.line[row]
    # On the main line all rows of a life are one token; a question is one line of one visit; of
    # second persons each row stands by itself.
    aside = np.where(line != 0, t.stage[row] * (log.visit.max() + 1) + log.visit[row], 0)
    alone = np.where(line < 0, row, 0)
    order = np.lexsort((since, alone, line, aside, life))
    key = np.column_stack([life, aside, line, alone])[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.any(key[1:] != key[:-1], axis=1)
    token = np.cumsum(first) - 1
    row, since, until, doing = row[order], since[order], until[order], doing[order]

    in_hand = t.working[row] & (log.start[row] >= 0) & (since >= log.start[row])
    agency = _agencies(t, row, in_hand)
    _carry(agency, token)
    columns = Spans(
        token=token, since=since, until=until, doing=doing, agency=agency, stage=t.stage[row],
        person=np.where(in_hand, log.person[row], NONE),
        owner=_owners(t, row, since),
        rating=t.rating_at(t.life_of[row], since),
        held=t.main_line[row].astype(np.int64),
    )  # fmt: skip
    return Tokens(life[order][first], line[order][first]), columns


Piece = tuple[Ints, Ints, Ints, Ints]
"""Row, since, until, doing."""


def _waits(t: Traces, rows: Ints, until: Ints) -> Iterator[Piece]:
    """Lay out waits; those for people are cut where somebody able comes and goes."""
    since, doing = t.log.ready[rows], _waiting(t, rows)
    who, kept = t.table.asked_for[t.log.node[rows]], t.kept[rows]
    who = np.where((who != NONE) & kept, t.hours.persons + t.log.person[rows], who)
    whole = who == NONE
    yield rows[whole], since[whole], until[whole], doing[whole]
    for number in np.unique(who[~whole]):
        mine = np.flatnonzero(who == number)
        of, a, b, there = _cut(since[mine], until[mine], t.hours.people.shifts.windows(number))
        yield rows[mine][of], a, b, np.where(there, int(Doing.PERSON), int(Doing.SHIFT))


def _cut(since: Ints, until: Ints, windows: Windows) -> tuple[Ints, Ints, Ints, Ints]:
    """Cut stretches at every opening and closing.

    Returns
    -------
    number, since, until, there : Ints
        Of which stretch each piece is; its seconds; whether it is open.
    """
    edges = np.sort(np.concatenate([windows.opens, windows.closes]))
    low, high = edges.searchsorted(since, "right"), edges.searchsorted(until, "left")
    count = np.maximum(high - low, 0) + 1
    number: Ints = np.repeat(np.arange(len(since)), count)
    place = np.arange(len(number)) - np.repeat(np.cumsum(count) - count, count)
    edge = np.append(edges, 0)
    a = np.where(place == 0, since[number], edge[low[number] + place - 1])
    b = np.where(place == count[number] - 1, until[number], edge[low[number] + place])
    return number, a, b, windows.is_open(a).astype(np.int64)


def _in_hand(t: Traces) -> Ints:
    """What time in somebody's hands is, by node."""
    found, kind = t.table.spent_on.astype(np.int64), t.program.nodes.kind
    plain = found == Part.WORKED
    found[plain & (kind == Kind.MEET)] = Doing.MET
    found[plain & (kind == Kind.TOGETHER)] = Doing.TOGETHER
    return found


def _waiting(t: Traces, rows: Ints) -> Ints:
    """What time until something is taken up is, or the whole of a wait or a join."""
    found = t.table.waited_for.astype(np.int64)[t.log.node[rows]]
    lies = (found == Part.REPLY) & (t.kind[rows] == Kind.DELAY) & (t.log.line[rows] > 0)
    found[lies] = Doing.UNANSWERED
    found[t.cause[rows] == Cause.MAILBOX] = Doing.OUTSIDE
    found[t.cause[rows] == Cause.ADVICE] = Doing.ADVICE
    return found


def _agencies(t: Traces, row: Ints, in_hand: Ints) -> Ints:
    """With whom each stretch is; `BEFORE` where nothing says so."""
    log, program, nodes = t.log, t.program, t.program.nodes
    of_role = np.append(program.role_agency, NONE)
    found = np.full(len(row), BEFORE)
    delay, fork = t.kind[row] == Kind.DELAY, t.kind[row] == Kind.FORK
    # Work: whoever does it; while it waits, whoever comes first in the list of those able.
    queue = np.array([of_role[each[0]] for each in program.queues] or [NONE])
    wait = t.kind[row] == Kind.WORK
    found[wait] = queue[nodes.queue[log.node[row[wait]]]]
    for kind, each in ((Kind.TOGETHER, program.joints), (Kind.MEET, program.meetings)):
        first = np.array([of_role[some.needs[0][0]] if some.needs else NONE for some in each])
        here = t.kind[row] == kind
        found[here] = first[nodes.item[log.node[row[here]]]] if len(first) else NONE
    found[in_hand] = of_role[log.role[row[in_hand]]]
    # A question lies with who is asked, unless it is on its way.
    asked = delay & (log.line[row] > 0)
    branch = t.fork_of_stage[t.stage[row[asked]]], log.line[row[asked]] - 1
    found[asked] = t.agency_of_branch[branch]
    asker = np.array([of_role[each.asked_by[0]] if each.asked_by else BEFORE
                      for each in program.forks] or [BEFORE])  # fmt: skip
    found[fork] = asker[nodes.item[log.node[row[fork]]]]
    passage = nodes.passage[log.node[row]]
    passed = delay & (passage != NONE)
    to = np.array([each.to for each in program.passages] or [NONE])
    of = np.array([each.of for each in program.passages] or [NONE])
    again = t.cause[row] == Cause.TRY_AGAIN
    found[passed] = np.where(again, of[passage], to[passage])[passed]
    # Seen after a while, without a passage: it lies with who works next.
    unseen = delay & (nodes.part[log.node[row]] == Part.TRANSIT) & (found == BEFORE)
    nexts = np.flatnonzero(unseen)
    nexts = nexts[nexts + 1 < len(row)]
    same = t.life_of[row[nexts]] == t.life_of[row[nexts + 1]]
    found[nexts[same]] = found[nexts[same] + 1]
    return found


def _carry(agency: Ints, token: Ints) -> None:
    """Put where a token was before, else where it is next, in place of `BEFORE`."""
    for _ in range(2):
        known = agency != BEFORE
        place = np.maximum.accumulate(np.where(known, np.arange(len(agency)), -1))
        there = (place >= 0) & (token[np.maximum(place, 0)] == token)
        agency[:] = np.where(~known & there, agency[np.maximum(place, 0)], agency)
        agency, token = agency[::-1], token[::-1]
    agency[agency == BEFORE] = NONE


def _owners(t: Traces, row: Ints, since: Ints) -> Ints:
    """Whose each stretch of a case is; nobody's where nothing is on the main line."""
    o, log = t.ownership, t.log
    begun = np.where(log.start >= 0, log.start, log.end)
    split = np.where(t.working, begun, log.ready)
    found = np.full((2, len(log)), NOBODY)
    late = o.since >= split[o.row]
    found[0, o.row[~late]] = o.owner[~late]
    found[1, o.row[late]] = o.owner[late]
    return np.asarray(np.where(since >= split[row], found[1, row], found[0, row]))


__all__ = ["SPAN_COLUMNS", "Spans", "Tokens", "spans_of"]
