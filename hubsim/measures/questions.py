"""Questions to agencies and what was heard of each, gathered once from the log of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hubsim.arrays import Ints
from hubsim.program import Kind, Program
from hubsim.program.kinds import NONE, Cause
from hubsim.runlog import How

if TYPE_CHECKING:
    from hubsim.measures.traces import Mask, Traces

HEALTH = "health"
"""The agency whose voice practitioners miss most: it is told of first where a hub has it."""


@dataclass(frozen=True, slots=True, eq=False)
class Questions:
    """Every question put to an agency, or taken up by it unasked; shape (n_questions,) each.

    Parameters
    ----------
    life, agency : Ints
        About whom, to whom.
    fork, line, visit : Ints
        Which fork of the program, which of its branches (from 1), and the how-many-eth visit.
    asked, replied : Ints
        Seconds; -1 while there is no reply.
    in_time : bool
        Whether the case was still waiting for replies when it came.
    brings : bool
        Whether the reply brought what the agency knows, or that it knows nothing; False where it
        was empty or refused, and while there is none.
    refused : bool
        Whether it was refused.
    advice : bool
        Whether the agency took advice first.
    """

    life: Ints
    agency: Ints
    fork: Ints
    line: Ints
    visit: Ints
    asked: Ints
    replied: Ints
    in_time: Mask
    brings: Mask
    refused: Mask
    advice: Mask


def gathered(t: Traces) -> Questions:
    """Gather the questions of a run from its log."""
    program, log = t.program, t.log
    rows = np.flatnonzero(log.line > 0)
    # Rows of one life are in the order of time already; a question is one line of one visit.
    most = int(log.line.max(initial=0)) + 1, int(log.visit.max(initial=0)) + 1
    stages = len(program.stages)
    key = ((t.life_of[rows] * stages + t.stage[rows]) * most[1] + log.visit[rows]) * most[0]
    key += log.line[rows]
    order = np.argsort(key, kind="stable")
    rows, key = rows[order], key[order]
    first = np.ones(len(rows), dtype=bool)
    first[1:] = key[1:] != key[:-1]
    group = np.cumsum(first) - 1
    begins = rows[first]
    fork = t.fork_of_stage[t.stage[begins]]
    line = log.line[begins]
    agency = t.agency_of_branch[fork, line - 1]
    replied = np.full(len(begins), NONE)
    in_time, brings, refused, advice = np.zeros((4, len(begins)), dtype=bool)
    reply = t.kind[rows] == Kind.REPLY
    at, of = rows[reply], group[reply]
    replied[of] = log.end[at]
    in_time[of] = log.detail[at] == 1
    brings[of] = program.nodes.brings[log.node[at]] != NONE
    refused[of] = t.cause[at] == Cause.REFUSED
    advice[group[t.cause[rows] == Cause.ADVICE]] = True
    return Questions(
        t.life_of[begins], agency, fork, line, log.visit[begins], log.ready[begins], replied,
        in_time, brings, refused, advice,
    )  # fmt: skip


def fork_of_stage(program: Program) -> Ints:
    """The fork of each stage, `NONE` for stages that ask nobody; shape (n_stages,)."""
    found = np.full(len(program.stages), NONE)
    forks = np.flatnonzero(program.nodes.kind == Kind.FORK)
    found[program.nodes.stage[forks]] = program.nodes.item[forks]
    return found


def agency_of_branch(program: Program) -> Ints:
    """The agency of each branch of each fork; shape (n_forks, most branches), `NONE` beyond."""
    most = max((len(fork.branches) for fork in program.forks), default=1)
    found = np.full((len(program.forks), most), NONE)
    for number, fork in enumerate(program.forks):
        found[number, : len(fork.branches)] = [branch.agency for branch in fork.branches]
    return found


def heard_by_decision(t: Traces) -> Mask:
    """Which agencies had been heard when work on each decision was first begun.

    An agency is heard when a reply of its own that brings something is there, and when its people
    begin work on the case themselves: from when that piece of work was first begun, by the agency
    of who ends it. Clarifying and settling a dispute are no such work.

    Returns
    -------
    Mask
        Shape (n_lives, n_agencies); False throughout where no decision was begun.
    """
    log, program, q = t.log, t.program, t.questions
    found = np.zeros((len(t.life), len(program.agencies)), dtype=bool)
    began = t.decision_began
    mine = q.brings & (q.replied <= began[q.life])
    found[q.life[mine], q.agency[mine]] = True
    done = t.working & (log.line <= 0) & (log.how == How.DONE) & (t.cause == Cause.NONE)
    rows = np.flatnonzero(done & (log.role >= 0))
    life = t.life_of[rows]
    # A piece that was put down was begun before the spell that ended it.
    mine = _first_begun(t, rows) <= began[life]
    found[life[mine], program.role_agency[log.role[rows[mine]]]] = True
    return found


def _first_begun(t: Traces, rows: Ints) -> Ints:
    """Second at which work was first begun of which each of these rows is the last spell."""
    log = t.log
    begun = log.start[rows].copy()
    again = np.flatnonzero(log.part[rows] > 0)
    if not len(again):
        return begun
    most = int(log.visit.max()) + 1
    nodes = len(t.program.nodes.kind)

    def key(of: Ints) -> Ints:
        return (t.life_of[of] * nodes + log.node[of]) * most + log.visit[of]

    spells = np.flatnonzero(t.working & (log.line == 0) & (log.part == 0) & (log.start >= 0))
    keys = key(spells)
    order = np.argsort(keys, kind="stable")
    place = np.searchsorted(keys[order], key(rows[again]))
    begun[again] = log.start[spells[order[place]]]
    return begun


def told_of(program: Program) -> list[int]:
    """Agencies whose being heard is told of: those asked, and those that know something.

    First the one on whose facts most cases turn; of equals health, where there is one of that name,
    then the order of the file. They do not depend on what happened in a run.
    """
    asked = {branch.agency for fork in program.forks for branch in fork.branches}
    knows, turns = program.knows.any(axis=1), np.zeros(len(program.agencies))
    if program.recognition is not None:
        knowing = program.recognition.bit != NONE
        knows |= knowing
        turns[knowing] = program.recognition.turns_on[program.recognition.bit[knowing]]
    found = asked | set(np.flatnonzero(knows).tolist())
    return sorted(
        found, key=lambda agency: (-turns[agency], program.agencies[agency] != HEALTH, agency)
    )


__all__ = [
    "HEALTH", "Questions", "agency_of_branch", "fork_of_stage", "gathered", "heard_by_decision",
    "told_of",
]  # fmt: skip
