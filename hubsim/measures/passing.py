"""What passes between agencies: every handoff, and the time of a case that lies between two.

A handoff is a question, a reply or a case on its way from people of one agency to people of
another, or a question that lies with people outside the hub until they reply.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from hubsim.arrays import Ints
from hubsim.program import Kind, Part, Program
from hubsim.program.kinds import NONE, Cause
from hubsim.runlog import How

if TYPE_CHECKING:
    from hubsim.measures.network import Network
    from hubsim.measures.segments import Segments
    from hubsim.measures.traces import Mask, Traces

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

ON_THE_WAY = (Cause.WAY, Cause.TRY_AGAIN, Cause.DROPPED, Cause.CLARIFY)
"""What a passage is made of, in the order in which it happens (trying again comes first)."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Handoffs:
    """Every handoff of a run; shape (n_handoffs,) each.

    Parameters
    ----------
    pair : Ints
        Between whom, a number of `Pairs.all`.
    kind : Ints
        0 a question, 1 a reply, 2 a case, 3 a question to people outside the hub.
    channel : Ints
        By which channel it went in the end; the number of channels for people outside the hub.
    set_out, there : Ints
        Second at which it set out; at which it was there and clear, -1 if not before the end.
    clarified, lost : bool
        Whether it had to be clarified; whether it got lost.
    """

    pair: Ints
    kind: Ints
    channel: Ints
    set_out: Ints
    there: Ints
    clarified: Mask
    lost: Mask


KINDS = ("question", "reply", "hand-over", OUTSIDE)


def handoffs_of(t: Traces) -> Handoffs:
    """Gather every handoff from the rows of its passage."""
    log, nodes = t.log, t.program.nodes
    passage = nodes.passage[log.node]
    rows = np.flatnonzero((passage != NONE) & np.isin(t.cause, ON_THE_WAY))
    step = t.cause[rows] == Cause.WAY  # after trying again, before what may follow
    step = np.where(np.isin(t.cause[rows], (Cause.DROPPED, Cause.CLARIFY)), 2, step)
    # Of a question, line and visit say which it is; on the main line, each begins anew.
    aside = log.line[rows] > 0
    key = (t.life_of[rows] * (len(t.program.passages) + 1) + passage[rows]) * (
        int(log.visit.max(initial=0)) + 1
    ) + np.where(aside, log.visit[rows], 0)
    order = np.lexsort((log.end[rows], step, log.ready[rows], key))
    rows, step, key = rows[order], step[order], key[order]
    first = np.ones(len(rows), dtype=bool)
    first[1:] = (key[1:] != key[:-1]) | (step[1:] == 0) | ((step[1:] == 1) & (step[:-1] != 0))
    group, count = np.cumsum(first) - 1, int(first.sum())
    clarified, lost, open_ = np.zeros((3, count), dtype=bool)
    cause = t.cause[rows]
    clarified[group[cause == Cause.CLARIFY]] = True
    lost[group[cause == Cause.DROPPED]] = True
    open_[group[np.isin(log.how[rows], _NOT_THERE)]] = True
    channel, there = np.full((2, count), NONE)
    channel[group] = nodes.channel[log.node[rows]]
    np.maximum.at(there, group, log.end[rows])
    kinds = np.array([KINDS.index(each.kind) for each in t.program.passages] or [NONE])
    number = passage[rows[first]]
    outside = _outside(t)
    return Handoffs(
        *(
            np.concatenate([one, other])
            for one, other in zip(
                (
                    t.pairs.of_passage[number] if len(number) else number,
                    kinds[number],
                    channel,
                    log.ready[rows[first]],
                    np.where(open_, NONE, there),
                    clarified,
                    lost,
                ),
                outside,
                strict=True,
            )
        )
    )


_NOT_THERE = (How.WAITING, How.OPEN, How.WITHDRAWN)


def _outside(t: Traces) -> tuple[Ints | Mask, ...]:
    """Columns of the questions that lie with people outside the hub."""
    log = t.log
    rows = np.flatnonzero((t.cause == Cause.MAILBOX) & (log.line > 0))
    pair = t.pairs.of_question[t.fork_of_stage[t.stage[rows]], log.line[rows]]
    rows, pair = rows[pair != NONE], pair[pair != NONE]
    never = np.zeros(len(rows), dtype=bool)
    return (
        pair,
        np.full(len(rows), KINDS.index(OUTSIDE)),
        np.full(len(rows), len(t.program.channels)),
        log.ready[rows],
        np.where(log.how[rows] == How.DONE, log.end[rows], NONE),
        never,
        never,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Between:
    """Hub working seconds that cases spend between two agencies; shape (n,) each.

    Parameters
    ----------
    segment : Ints
        The segment of the time ledger of which it is a part.
    pair, reason : Ints
        Between whom, and what on (`Reason`).
    working : Ints
        Seconds.
    """

    segment: Ints
    pair: Ints
    reason: Ints
    working: Ints


def between(t: Traces) -> Between:
    """Lay out the part of the time ledger that lies between two agencies.

    Everything a case waits for along a passage, a dispute or a question belongs there, but the
    looking up itself and the queue of those who do it.
    """
    log, nodes = t.log, t.program.nodes
    passes = (nodes.passage != NONE) | (nodes.cause == Cause.DISPUTE)
    some = np.flatnonzero(
        ((log.line > 0) | t.at(passes))[t.segments.row] & (t.segments.working > 0)
    )
    s = t.segments.chosen(some)
    cause, passage = t.cause[s.row], nodes.passage[log.node[s.row]]
    pair = _pair_of_segments(t, s)
    reason = np.full(len(s.row), NONE)
    # What is on its way without a channel was said at the question itself: seen_after.
    way = np.isin(cause, (Cause.WAY, Cause.TRY_AGAIN)) | (
        (s.part == Part.TRANSIT) & (passage == NONE)
    )
    reason[way] = Reason.WAY
    reason[(s.part == Part.SHIFT) & _looked_up_by_them(t, s)] = Reason.ABSENT
    reason[(s.part == Part.REPLY) & (t.kind[s.row] == Kind.DELAY)] = Reason.UNANSWERED
    for known, said in _BY_CAUSE.items():
        reason[cause == known] = said
    chosen = np.flatnonzero((pair != NONE) & (reason != NONE))
    pair, reason, working = pair[chosen], reason[chosen], s.working[chosen].astype(np.int64)
    parts = [(chosen, pair, reason, working)]
    taken = np.unique(passage[way & (passage != NONE)])
    for roles in {t.program.passages[number].receiver for number in taken}:
        mine = np.flatnonzero((reason == Reason.WAY) & _received_by(t, passage[chosen], roles))
        row = s.row[chosen[mine]]
        there = (t.on_duty(roles) & t.hub_hours).seconds_between(log.ready[row], log.end[row])
        absent = np.full(len(mine), int(Reason.ABSENT))
        parts.append((chosen[mine], pair[mine], absent, working[mine] - there))
        working[mine] = there
    segment, pair, reason, working = (np.concatenate(each) for each in zip(*parts, strict=True))
    left = np.flatnonzero(working > 0)
    return Between(some[segment[left]], pair[left], reason[left], working[left])


_BY_CAUSE = {
    Cause.DROPPED: Reason.LOST,
    Cause.CLARIFY: Reason.CLARIFIED,
    Cause.ADVICE: Reason.ADVICE,
    Cause.MAILBOX: Reason.OUTSIDE,
    Cause.DISPUTE: Reason.DISPUTE,
}


def _received_by(t: Traces, passage: Ints, roles: tuple[int, ...]) -> Mask:
    """Whether passages go to these roles; False of what is no passage."""
    mine = np.array([each.receiver == roles for each in t.program.passages])
    return np.asarray((passage != NONE) & mine[np.maximum(passage, 0)])


def _looked_up_by_them(t: Traces, s: Segments) -> Mask:
    """Segments of work on a question by the agency that is asked, not by who asks."""
    log, program = t.log, t.program
    found = np.zeros(len(s.row), dtype=bool)
    aside = np.flatnonzero((log.line[s.row] > 0) & (t.kind[s.row] == Kind.WORK))
    row = s.row[aside]
    first = np.array([program.role_agency[queue[0]] for queue in program.queues] or [NONE])
    worked_by = first[program.nodes.queue[log.node[row]]]
    asked = t.agency_of_branch[t.fork_of_stage[t.stage[row]], log.line[row] - 1]
    found[aside] = worked_by == asked
    return found


def _pair_of_segments(t: Traces, s: Segments) -> Ints:
    """Between whom each segment of the time ledger lies, as far as it lies between two."""
    log, nodes = t.log, t.program.nodes
    pair = np.full(len(s.row), NONE)
    aside = log.line[s.row] > 0
    row = s.row[aside]
    pair[aside] = t.pairs.of_question[t.fork_of_stage[t.stage[row]], log.line[row]]
    disputed = t.cause[s.row] == Cause.DISPUTE
    pair[disputed] = t.pairs.of_stage[s.stage[disputed]]
    passage = nodes.passage[log.node[s.row]]
    passed = passage != NONE
    pair[passed] = t.pairs.of_passage[passage[passed]]
    return pair


__all__ = [
    "KINDS", "OUTSIDE", "REASON_LABELS", "Between", "Handoffs", "Pairs", "Reason", "between",
    "handoffs_of", "pair_of",
]  # fmt: skip
