"""Questions to agencies and what was heard of each, gathered once from the log of a run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from hubsim.arrays import Ints
from hubsim.measures.lives import Column, Marks, Rows
from hubsim.measures.loops import loop, step
from hubsim.program import Kind, Program
from hubsim.program.kinds import NONE, Cause
from hubsim.runlog import How

if TYPE_CHECKING:
    from hubsim.measures.traces import Mask, Traces

ADVICE, DONE, REPLY = int(Cause.ADVICE), int(How.DONE), int(Kind.REPLY)

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
    most = int(np.count_nonzero(t.rows.line > 0))
    life, begins, last = (np.empty(most, dtype=np.int64) for _ in range(3))
    advice = np.zeros(most, dtype=bool)
    room = np.empty(int(np.diff(t.rows.begins).max(initial=0)), dtype=np.int64)
    count = gather(t.rows, t.marks, room, life, begins, last, advice)
    life, begins, last = life[:count], begins[:count], last[:count]
    log, node = t.log, t.log.node[begins]
    fork, line = t.fork_of_stage[t.program.nodes.stage[node]], log.line[begins].astype(np.int64)
    there, node = last != NONE, log.node[last]
    return Questions(
        life,
        t.agency_of_branch[fork, line - 1],
        fork,
        line,
        log.visit[begins].astype(np.int64),
        log.ready[begins].astype(np.int64),
        np.where(there, log.end[last], NONE),
        there & (log.detail[last] == 1),
        there & (t.program.nodes.brings != NONE)[node],
        there & (t.program.nodes.cause == Cause.REFUSED)[node],
        advice[:count],
    )


@loop
def gather(  # noqa: PLR0917 - columns of one table
    rows: Rows, marks: Marks, order: Ints, life: Ints, begins: Ints, reply: Ints, advice: Mask
) -> int:
    """Put the rows of each question together, one line of one visit; give the number of them.

    Written down are its first row, the row of its reply, and whether advice was taken.
    """
    count = -1
    for one in range(len(rows.begins) - 1):
        some = 0
        for row in range(rows.begins[one], rows.begins[one + 1]):
            if rows.line[row] > 0:
                at = some
                while at > 0 and put_before(rows, marks.stage, row, order[at - 1]):
                    order[at] = order[at - 1]
                    at -= 1
                order[at] = row
                some += 1
        for n in range(some):
            row = order[n]
            if n == 0 or put_before(rows, marks.stage, order[n - 1], row):
                count += 1
                life[count], begins[count], reply[count] = one, row, NONE
            at = rows.node[row]
            if marks.kind[at] == REPLY:
                reply[count] = row
            if marks.cause[at] == ADVICE:
                advice[count] = True
    return count + 1


@step
def put_before(rows: Rows, stage: Column, row: int, other: int) -> bool:
    """Whether a row is of an earlier question about its case, by stage, visit and line."""
    mine, theirs = stage[rows.node[row]], stage[rows.node[other]]
    if mine != theirs:
        return bool(mine < theirs)
    if rows.visit[row] != rows.visit[other]:
        return bool(rows.visit[row] < rows.visit[other])
    return bool(rows.line[row] < rows.line[other])


@lru_cache(maxsize=32)
def fork_of_stage(program: Program) -> Ints:
    """The fork of each stage, `NONE` for stages that ask nobody; shape (n_stages,)."""
    found = np.full(len(program.stages), NONE)
    forks = np.flatnonzero(program.nodes.kind == Kind.FORK)
    found[program.nodes.stage[forks]] = program.nodes.item[forks]
    return found


@lru_cache(maxsize=32)
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
    program, q = t.program, t.questions
    found = np.zeros((len(t.life), len(program.agencies)), dtype=bool, order="F")
    mine = q.brings & (q.replied <= t.decision_began[q.life])
    found[q.life[mine], q.agency[mine]] = True
    hear(t.rows, t.marks, program.role_agency, t.decision_began, found)
    return found


@loop
def hear(rows: Rows, marks: Marks, agency: Ints, until: Ints, found: Mask) -> None:
    """Mark the agencies whose people had begun work on each life by a second."""
    for life in range(len(until)):
        first = rows.begins[life]
        for row in range(first, rows.begins[life + 1]):
            at, role = rows.node[row], rows.role[row]
            done = rows.line[row] <= 0 and rows.how[row] == DONE and role >= 0
            if done and marks.working[at] and marks.plain[at]:
                # A piece that was put down was begun before the spell that ended it.
                begun, before = rows.start[row], row - 1 if rows.part[row] > 0 else first - 1
                while before >= first:
                    if (
                        rows.part[before] == 0 and rows.node[before] == at
                        and rows.visit[before] == rows.visit[row] and rows.line[before] == 0
                        and rows.start[before] >= 0
                    ):  # fmt: skip
                        begun = rows.start[before]
                        break
                    before -= 1
                if begun <= until[life]:
                    found[life, agency[role]] = True


@lru_cache(maxsize=32)
def told_of(program: Program) -> tuple[int, ...]:
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
    return tuple(
        sorted(
            found, key=lambda agency: (-turns[agency], program.agencies[agency] != HEALTH, agency)
        )
    )


__all__ = [
    "HEALTH", "Questions", "agency_of_branch", "fork_of_stage", "gathered", "heard_by_decision",
    "told_of",
]  # fmt: skip
