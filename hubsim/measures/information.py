"""What was known when the decision was made: which agencies were heard, in time or late."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.measures.flow import mean
from hubsim.measures.registry import Found, measure
from hubsim.measures.traces import Mask, Traces
from hubsim.program import Kind
from hubsim.program.kinds import Cause
from hubsim.program.layout import NONE, Ints
from hubsim.units import HOUR


@dataclass(frozen=True, slots=True, eq=False)
class Questions:
    """Every question put to an agency; shape (n_questions,) each.

    Parameters
    ----------
    life, agency : Ints
        About whom, to whom.
    asked, replied : Ints
        Seconds; -1 while there is no reply.
    in_time : bool
        Whether the case was still waiting for replies when it came.
    brings : bool
        Whether the reply brought what the agency knows, or that it knows nothing; False where it
        was empty or refused, and while there is none.
    refused : bool
        Whether it was refused.
    heard : bool
        Whether it brought something before the first work of the decision began.
    """

    life: Ints
    agency: Ints
    asked: Ints
    replied: Ints
    in_time: Mask
    brings: Mask
    refused: Mask
    heard: Mask


def questions(t: Traces) -> Questions:
    """Gather the questions of a run from its log."""
    program, log = t.program, t.log
    fork_of = {int(program.nodes.stage[n]): int(program.nodes.item[n])
               for n in np.flatnonzero(program.nodes.kind == Kind.FORK)}  # fmt: skip
    rows = np.flatnonzero(log.line > 0)
    order = rows[
        np.lexsort(
            (log.ready[rows], log.line[rows], log.visit[rows], t.stage[rows], t.life_of[rows])
        )
    ]
    key = np.column_stack([t.life_of[order], t.stage[order], log.visit[order], log.line[order]])
    first = np.ones(len(order), dtype=bool)
    first[1:] = (key[1:] != key[:-1]).any(axis=1)
    group = np.cumsum(first) - 1
    begins = order[first]
    replied = np.full(len(begins), NONE)
    in_time = np.zeros(len(begins), dtype=bool)
    reply = t.kind[order] == Kind.REPLY
    replied[group[reply]] = log.end[order[reply]]
    in_time[group[reply]] = log.detail[order[reply]] == 1
    agency = np.zeros(len(begins), dtype=np.int64)
    for stage, number in fork_of.items():
        for b, branch in enumerate(program.forks[number].branches):
            agency[(t.stage[begins] == stage) & (log.line[begins] == b + 1)] = branch.agency
    brings, refused = (np.zeros(len(begins), dtype=bool) for _ in range(2))
    brings[group[reply]] = program.nodes.brings[log.node[order[reply]]] != NONE
    refused[group[reply]] = t.cause[order[reply]] == Cause.REFUSED
    life = t.life_of[begins]
    heard = brings & (replied <= t.decision_began[life])
    return Questions(life, agency, log.ready[begins], replied, in_time, brings, refused, heard)


@measure(
    "heard", "Heard before the decision", "share of decisions",
    "Share of decisions for which something this agency knew or could say arrived before work on "
    "the decision began; of all decisions at a stage that decides, whether it was asked or not.",
    better="higher",
)  # fmt: skip
def heard(t: Traces) -> Found:
    """Whether each agency was heard, by agency."""
    q = questions(t)
    decisions = t.inside & (t.decision_began >= 0)
    asked = np.unique(q.agency)
    for agency in asked:
        was = np.zeros(len(t.life), dtype=bool)
        was[q.life[(q.agency == agency) & q.heard]] = True
        yield "agency", t.program.agencies[agency], mean(was[decisions])


@measure(
    "reply_hours", "Time to a reply", "working hours",
    "Mean hub working hours from the question to the reply, of questions put in the measured time "
    "that were answered before the run ended.",
    better="lower",
)  # fmt: skip
def reply_hours(t: Traces) -> Found:
    """Time from question to reply, by agency."""
    q = questions(t)
    chosen = (q.asked >= t.window.start) & (q.asked < t.window.stop) & (q.replied >= 0)
    hours = t.hub_hours.seconds_between(q.asked[chosen], q.replied[chosen]) / HOUR
    for agency in np.unique(q.agency):
        yield "agency", t.program.agencies[agency], mean(hours[q.agency[chosen] == agency])


@measure(
    "late_replies", "Replies that came too late", "share of questions",
    "Share of questions put in the measured time whose reply came after the case had gone on, or "
    "not before the run ended.",
    better="lower",
)  # fmt: skip
def late_replies(t: Traces) -> Found:
    """Share of questions not answered while the case waited, by agency."""
    q = questions(t)
    chosen = (q.asked >= t.window.start) & (q.asked < t.window.stop)
    for agency in np.unique(q.agency):
        mine = chosen & (q.agency == agency)
        yield "agency", t.program.agencies[agency], mean(~q.in_time[mine])
