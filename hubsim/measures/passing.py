"""What passes between agencies: every handoff, and the time of a case that lies between two.

A handoff is a question, a reply or a case on its way from people of one agency to people of
another, or a question that lies with people outside the hub until they reply.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Ints
from hubsim.measures.lives import Column, Rows
from hubsim.measures.loops import loop, step, written
from hubsim.measures.questions import agency_of_branch, fork_of_stage
from hubsim.measures.rotas import Rotas, Teams, open_between
from hubsim.measures.segments import Stretches, people_of
from hubsim.program import Kind, Part, Program
from hubsim.program.kinds import NONE, Cause
from hubsim.runlog import How

if TYPE_CHECKING:
    from hubsim.measures.network import Network
    from hubsim.measures.traces import Mask, Small, Traces

OUTSIDE = "outside the hub"
"""Stands for the channel of questions that lie with people outside the hub."""


class Reason(IntEnum):
    """What a second that a case spends between two agencies is spent on."""

    WAY = 0
    """On its way, while somebody who is to receive it is there."""
    ABSENT = 1
    """On its way, or waiting to be looked up, while nobody of theirs is there."""
    OUTSIDE = 2
    """Lying with people outside the hub, their queue and work included."""
    ADVICE = 3
    """They take advice on whether they may share."""
    UNANSWERED = 4
    """A question that nobody answers until somebody asks again."""
    LOST = 5
    """Lost on the way, not yet noticed."""
    CLARIFIED = 6
    """Being clarified, and waiting for it."""
    DISPUTE = 7
    """In dispute about who leads."""


REASON_LABELS = {
    Reason.WAY: "is on its way while somebody is there to receive it",
    Reason.ABSENT: "waits for somebody of theirs to be there",
    Reason.OUTSIDE: "lies with people outside the hub",
    Reason.ADVICE: "is for advice on whether they may share",
    Reason.UNANSWERED: "lies unanswered until somebody asks again",
    Reason.LOST: "lies lost",
    Reason.CLARIFIED: "is being clarified",
    Reason.DISPUTE: "is in dispute about who leads",
}
"""What each reason is, after *of their time so much …*."""

ON_THE_WAY = (Cause.TRY_AGAIN, Cause.WAY, Cause.DROPPED, Cause.CLARIFY)
"""What a passage is made of, in the order in which it happens."""
AGAIN, WAY, LYING, CLARIFYING = range(len(ON_THE_WAY))

DONE, NOT_THERE = int(How.DONE), (int(How.WAITING), int(How.OPEN), int(How.WITHDRAWN))


class Pairs:
    """The agencies between which something can pass in a program, whatever happens in a run.

    Parameters
    ----------
    program : Program
    network : Network
    """

    def __init__(self, program: Program, network: Network) -> None:
        self.program, self.network = program, network

    @cached_property
    def all(self) -> list[tuple[int, ...]]:
        """Pairs in the order of the file; more than two share a disputed lead."""
        found = {pair_of((each.of, each.to)) for each in self.network.passages}
        found |= {self.asked[fork][line] for fork, line, _, _ in self.network.branches}
        found |= {self.disputed[stage] for stage in self._may_dispute}
        return sorted(found - {()}, key=lambda pair: (len(pair), pair))

    @cached_property
    def number(self) -> dict[tuple[int, ...], int]:
        """The place of each pair in `all`, `NONE` for nobody."""
        return {(): NONE} | {pair: n for n, pair in enumerate(self.all)}

    @cached_property
    def asked(self) -> list[list[tuple[int, ...]]]:
        """Who asks and who is asked, by fork and line (from 1)."""
        agency = self.program.role_agency
        return [
            [
                (),
                *(
                    pair_of((int(agency[fork.asked_by[0]]), branch.agency)) if fork.asked_by else ()
                    for branch in fork.branches
                ),
            ]
            for fork in self.program.forks
        ]

    @cached_property
    def disputed(self) -> list[tuple[int, ...]]:
        """Between whom the lead may be in dispute, by stage."""
        return [pair_of(lead.agencies) for lead in self.program.leads]

    @cached_property
    def _may_dispute(self) -> list[int]:
        stages = self.program.nodes.stage[self.network.nodes_of(Cause.DISPUTE)]
        return [int(stage) for stage in np.unique(stages)]

    @cached_property
    def channels(self) -> dict[int, list[int]]:
        """The channels by which something can go between each pair, by its number."""
        nodes, found = self.program.nodes, dict[int, set[int]]()
        for node in self.network.nodes_of(Cause.WAY).tolist():
            pair = int(self.of_passage[nodes.passage[node]])
            found.setdefault(pair, set()).add(int(nodes.channel[node]))
        for fork, line, _, some in self.network.branches:
            pair = int(self.of_question[fork, line])
            if pair != NONE and np.any(nodes.cause[sorted(some)] == Cause.MAILBOX):
                found.setdefault(pair, set()).add(len(self.program.channels))
        return {pair: sorted(found[pair]) for pair in sorted(found)}

    @cached_property
    def labels(self) -> list[str]:
        """Names of the pairs: ``council and police``."""
        return [" and ".join(self.program.agencies[a] for a in pair) for pair in self.all]

    @cached_property
    def of_passage(self) -> Ints:
        """The number of each passage's pair, `NONE` for those that nothing takes."""
        return self._numbers(pair_of((each.of, each.to)) for each in self.program.passages)

    @cached_property
    def of_stage(self) -> Ints:
        """The number of the pair that may dispute the lead of each stage."""
        return self._numbers(self.disputed)

    @cached_property
    def disputing(self) -> list[int]:
        """Pairs that may dispute the lead of a stage."""
        return sorted(set(self.of_stage.tolist()) - {NONE})

    @cached_property
    def of_question(self) -> Ints:
        """The number of the pair of each question, shape (n_forks, most lines + 1)."""
        most = max((len(lines) for lines in self.asked), default=1)
        found = np.full((len(self.asked), most), NONE)
        for fork, lines in enumerate(self.asked):
            found[fork, : len(lines)] = self._numbers(lines)
        return found

    def _numbers(self, pairs: Iterable[tuple[int, ...]]) -> Ints:
        found = [self.number.get(pair, NONE) for pair in pairs]
        return np.array(found, dtype=np.int64)


def pair_of(agencies: Iterable[int]) -> tuple[int, ...]:
    """Make a pair of agencies in the order of the file; nothing of one with itself."""
    found = tuple(sorted(set(agencies)))
    return found if len(found) > 1 else ()


class Handoffs(NamedTuple):
    """Every handoff of a run; shape (n_handoffs,) each.

    Parameters
    ----------
    pair : array of int16
        Between whom, a number of `Pairs.all`.
    kind : array of int16
        0 a question, 1 a reply, 2 a case, 3 a question to people outside the hub.
    channel : array of int16
        By which channel it went in the end; the number of channels for people outside the hub.
    set_out, there : array of int32
        Second at which it set out; at which it was there and clear, -1 if not before the end.
    clarified, lost : bool
        Whether it had to be clarified; whether it got lost.
    """

    pair: Small
    kind: Small
    channel: Small
    set_out: Column
    there: Column
    clarified: Mask
    lost: Mask


KINDS = ("question", "reply", "hand-over", OUTSIDE)
OUTSIDE_KIND = KINDS.index(OUTSIDE)


class Passing(NamedTuple):
    """What passes at the nodes of a program.

    Parameters
    ----------
    step : Ints
        The place of a node in its passage, `NONE` of those on none.
    passage, channel : Ints
        Which passage a node is on, and by which channel.
    pair, kind : Ints
        Of each passage.
    outside : bool
        Whether what is at a node lies with people outside the hub.
    """

    step: Ints
    passage: Ints
    channel: Ints
    pair: Ints
    kind: Ints
    outside: Mask


@lru_cache(maxsize=32)
def passing(pairs: Pairs) -> Passing:
    """Say what passes at the nodes of a program."""
    program, nodes = pairs.program, pairs.program.nodes
    step = np.full(len(nodes.kind), NONE)
    for place, cause in enumerate(ON_THE_WAY):
        step[(nodes.cause == cause) & (nodes.passage != NONE)] = place
    kind = np.array([KINDS.index(each.kind) for each in program.passages], dtype=np.int64)
    outside = nodes.cause == Cause.MAILBOX
    return Passing(step, nodes.passage, nodes.channel, pairs.of_passage, kind, outside)


def handoffs_of(t: Traces) -> Handoffs:
    """Gather every handoff: passages life by life, then what lies outside the hub."""
    passes = passing(t.pairs)
    most = len(t.rows_at((passes.step != NONE) | passes.outside))
    pair, kind, channel = np.empty((3, most), dtype=np.int16)
    set_out, there = np.empty((2, most), dtype=np.int32)
    clarified, lost = np.empty((2, most), dtype=bool)
    found = Handoffs(pair, kind, channel, set_out, there, clarified, lost)
    count = gather(t.rows, passes, np.empty(t.rows.longest, dtype=np.int64), found)
    channels = len(t.program.channels)
    count = lie_outside(t.rows, t.marks.stage, passes, t.lying.asked, channels, found, count)
    return written(found, count)


@loop
def gather(rows: Rows, passes: Passing, order: Ints, found: Handoffs) -> int:
    """Put the rows of each passage of each life together; give the number of passages."""
    count, node, step, passage = -1, rows.node, passes.step, passes.passage
    there, open_ = NONE, False
    for life in range(len(rows.begins) - 1):
        some = 0
        for row in range(rows.begins[life], rows.begins[life + 1]):
            if step[node[row]] != NONE:
                at = some
                while at > 0 and comes_before(rows, passes, row, order[at - 1]):
                    order[at] = order[at - 1]
                    at -= 1
                order[at] = row
                some += 1
        for n in range(some):
            row, last = order[n], order[max(n - 1, 0)]
            which, now = passage[node[row]], step[node[row]]
            anew = now == AGAIN or (now == WAY and step[node[last]] != AGAIN)
            other = which != passage[node[last]] or asked(rows, row) != asked(rows, last)
            if n == 0 or anew or other:
                count += 1
                found.pair[count], found.kind[count] = passes.pair[which], passes.kind[which]
                found.set_out[count], there, open_ = rows.ready[row], NONE, False
                found.clarified[count] = found.lost[count] = False
            there, open_ = max(there, rows.end[row]), open_ or rows.how[row] in NOT_THERE
            found.channel[count] = passes.channel[node[row]]
            found.there[count] = NONE if open_ else there
            found.clarified[count] |= now == CLARIFYING
            found.lost[count] |= now == LYING
    return count + 1


@step
def comes_before(rows: Rows, passes: Passing, row: int, other: int) -> bool:
    """Whether a row is part of an earlier passage of its life, or an earlier part of one."""
    mine, theirs = rows.node[row], rows.node[other]
    if passes.passage[mine] != passes.passage[theirs]:
        return bool(passes.passage[mine] < passes.passage[theirs])
    if asked(rows, row) != asked(rows, other):
        return asked(rows, row) < asked(rows, other)
    if rows.ready[row] != rows.ready[other]:
        return bool(rows.ready[row] < rows.ready[other])
    # What may follow the way has no order but that of time.
    if min(passes.step[mine], LYING) != min(passes.step[theirs], LYING):
        return bool(passes.step[mine] < passes.step[theirs])
    return bool(rows.end[row] < rows.end[other])


@step
def asked(rows: Rows, row: int) -> int:
    """Which question a row is of; on the main line, each passage begins anew."""
    return int(rows.visit[row]) if rows.line[row] > 0 else 0


@loop
def lie_outside(  # noqa: PLR0917 - columns of one table
    rows: Rows, stage: Column, passes: Passing, pair: Ints, channel: int, found: Handoffs,
    count: int,
) -> int:  # fmt: skip
    """Write questions that lie with people outside the hub; give the place after them."""
    for row in range(len(rows.node)):
        at, line = rows.node[row], rows.line[row]
        if passes.outside[at] and line > 0 and pair[stage[at], line] != NONE:
            found.pair[count], found.kind[count] = pair[stage[at], line], OUTSIDE_KIND
            found.channel[count], found.set_out[count] = channel, rows.ready[row]
            found.there[count] = rows.end[row] if rows.how[row] == DONE else NONE
            found.clarified[count] = found.lost[count] = False
            count += 1
    return count


class Between(NamedTuple):
    """Hub working seconds that cases spend between two agencies; shape (n,) each.

    Parameters
    ----------
    segment : array of int32
        The segment of the time ledger of which it is a part.
    pair, reason : array of int16
        Between whom, and what on (`Reason`).
    working : array of int32
        Seconds.
    """

    segment: Column
    pair: NDArray[np.int16]
    reason: NDArray[np.int16]
    working: Column


class Lying(NamedTuple):
    """What of a case's life at the nodes of a program lies between which two agencies.

    Parameters
    ----------
    pair : Ints
        By node; of a question that of `asked`.
    asked : Ints
        Of a question that of its stage and line, shape (n_stages, most lines + 1).
    reason : Ints
        By node and part of the time ledger, shape (n_nodes, n_parts).
    works, answers : Ints
        Who looks something up at a node; who is asked by stage and line.
    receiver : Ints
        Who is to receive what is on its way at a node, a number of `receivers`; `NONE` where that
        was said at the question itself.
    """

    pair: Ints
    asked: Ints
    reason: Ints
    works: Ints
    answers: Ints
    receiver: Ints

    @staticmethod
    def of(program: Program, pairs: Pairs) -> Lying:
        """Say what lies between two agencies in a program.

        Everything a case waits for along a passage, a dispute or a question belongs there, but the
        looking up itself and the queue of those who do it.
        """
        nodes, fork = program.nodes, fork_of_stage(program)
        passed, disputed = nodes.passage != NONE, nodes.cause == Cause.DISPUTE
        pair = np.full(len(nodes.kind), NONE)
        pair[disputed] = pairs.of_stage[nodes.stage[disputed]]
        pair[passed] = pairs.of_passage[nodes.passage[passed]]
        pair[~passed & ~disputed] = OF_QUESTION
        reason = np.full((len(nodes.kind), len(Part)), NONE)
        reason[np.isin(nodes.cause, (Cause.WAY, Cause.TRY_AGAIN))] = Reason.WAY
        reason[~passed, Part.TRANSIT] = Reason.WAY
        reason[nodes.kind == Kind.DELAY, Part.REPLY] = Reason.UNANSWERED
        for cause, said in _BY_CAUSE.items():
            reason[nodes.cause == cause] = said
        first = np.array([program.role_agency[queue[0]] for queue in program.queues] or [NONE])
        looked_up = (nodes.kind == Kind.WORK) & ~np.isin(nodes.cause, tuple(_BY_CAUSE))
        lines = pairs.of_question.shape[1]
        asked, answers = np.full((2, len(fork), lines), NONE)
        asked[fork != NONE] = pairs.of_question[fork[fork != NONE]]
        answers[fork != NONE, 1:] = agency_of_branch(program)[fork[fork != NONE], : lines - 1]
        who = receivers(program)
        number = [who.index(each.receiver) for each in program.passages]
        return Lying(
            pair, asked, reason, np.where(looked_up, first[nodes.queue], NONE), answers,
            np.append(np.array(number, dtype=np.int64), NONE)[nodes.passage],
        )  # fmt: skip


OF_QUESTION = NONE - 1
"""Stands for the pair of a question where a node has none of its own."""

_BY_CAUSE = {
    Cause.DROPPED: Reason.LOST,
    Cause.CLARIFY: Reason.CLARIFIED,
    Cause.ADVICE: Reason.ADVICE,
    Cause.MAILBOX: Reason.OUTSIDE,
    Cause.DISPUTE: Reason.DISPUTE,
}
ON_WAY, ABSENT, SHIFT = int(Reason.WAY), int(Reason.ABSENT), int(Part.SHIFT)


def receivers(program: Program) -> list[tuple[int, ...]]:
    """All roles that receive something together."""
    return list(dict.fromkeys(each.receiver for each in program.passages))


@lru_cache(maxsize=32)
def _receiving(program: Program) -> Teams:
    """Those who receive something: somebody of them is to be there."""
    return Teams.of([[(people_of(program, roles), 1)] for roles in receivers(program)])


def receivers_there(t: Traces) -> Rotas:
    """When somebody of each of `receivers` is there, within the hub's working day."""
    return Rotas.of(t.duty.together(_receiving(t.program)).within(t.hub_hours))


def between(t: Traces) -> Between:
    """Lay out the part of the time ledger that lies between two agencies."""
    some, most = t.segments.columns, 2 * len(t.segments.row)
    pair, reason = (np.empty(most, dtype=np.int16) for _ in range(2))
    found = Between(np.empty(most, np.int32), pair, reason, np.empty(most, np.int32))
    count = lie_between(t.rows, t.marks.stage, some, t.lying, t.once(receivers_there), found)
    return written(found, count)


@loop
def lie_between(  # noqa: PLR0917 - columns of one table
    rows: Rows, stage: Column, some: Stretches, lying: Lying, there: Rotas, found: Between
) -> int:
    """Write down which segments lie between two agencies; give the number."""
    count = 0
    for n in range(len(some.row)):
        working = some.working[n]
        pair, reason, absent = lies(rows, stage, lying, there, some.row[n], some.part[n], working)
        if absent > 0:
            count = note(found, count, n, pair, ABSENT, absent)
        if pair != NONE and working > absent:
            count = note(found, count, n, pair, reason, working - absent)
    return count


@step
def lies(  # noqa: PLR0917 - columns of one table
    rows: Rows, stage: Column, lying: Lying, there: Rotas, row: int, part: int, working: int
) -> tuple[int, int, int]:
    """Say between whom a stretch of a row lies, and what on; in how much of it nobody is there."""
    at, line = rows.node[row], rows.line[row]
    pair, reason, absent = lying.pair[at], lying.reason[at, part], 0
    if pair == OF_QUESTION:
        pair = lying.asked[stage[at], line] if line > 0 else NONE
    if pair == NONE:
        return NONE, NONE, 0
    worker = lying.works[at] if part == SHIFT and line > 0 else NONE
    if worker != NONE and worker == lying.answers[stage[at], line]:
        reason = ABSENT  # looked up by those who are asked
    if reason == NONE:
        return NONE, NONE, 0
    if reason == ON_WAY and working > 0 and lying.receiver[at] != NONE:
        absent = working - open_between(there, lying.receiver[at], rows.ready[row], rows.end[row])
    return pair, reason, absent


@step
def note(  # noqa: PLR0917 - columns of one table
    found: Between, at: int, segment: int, pair: int, reason: int, working: int
) -> int:
    """Write down a part of a segment; give the place of the next."""
    found.segment[at], found.pair[at] = segment, pair
    found.reason[at], found.working[at] = reason, working
    return at + 1


__all__ = [
    "ABSENT", "KINDS", "OUTSIDE", "REASON_LABELS", "Between", "Handoffs", "Lying", "Pairs",
    "Reason", "between", "handoffs_of", "lies", "pair_of", "receivers_there",
]  # fmt: skip
