"""Questions to agencies and what was heard of each, gathered once from the log of a run."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hubsim.arrays import Ints
from hubsim.measures.lives import Column, Marks, Rows
from hubsim.measures.loops import loop, step, written
from hubsim.program import Kind, Program
from hubsim.program.kinds import NONE, Cause
from hubsim.runlog import How

if TYPE_CHECKING:
    from hubsim.measures.traces import Mask, Small, Traces

ADVICE, DONE, REPLY = int(Cause.ADVICE), int(How.DONE), int(Kind.REPLY)

BITS = 20
"""For the number of a visit or a line."""

HEALTH = "health"
"""The agency whose voice practitioners miss most: it is told of first where a hub has it."""


class Questions(NamedTuple):
    """Every question put to an agency, or taken up by it unasked; shape (n_questions,) each.

    Parameters
    ----------
    life : array of int32
        About whom.
    agency : array of int16
        To whom.
    fork, line : array of int16
        Which fork of the program, and which of its branches (from 1).
    visit : array of int32
        The how-many-eth visit there.
    asked, replied : array of int32
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

    life: Column
    agency: Small
    fork: Small
    line: Small
    visit: Column
    asked: Column
    replied: Column
    in_time: Mask
    brings: Mask
    refused: Mask
    advice: Mask


class Asking(NamedTuple):
    """Who is asked where, and what replies bring.

    Parameters
    ----------
    fork : Ints
        Of each stage, `NONE` for stages that ask nobody.
    agency : Ints
        Of each branch of each fork, `NONE` beyond; shape (n_forks, most branches).
    brings, refuses : bool
        Whether the reply at a node brings something; whether it is a refusal.
    """

    fork: Ints
    agency: Ints
    brings: Mask
    refuses: Mask


@lru_cache(maxsize=32)
def asking(program: Program) -> Asking:
    """Say who is asked where in a program."""
    nodes = program.nodes
    refuses = nodes.cause == Cause.REFUSED
    return Asking(fork_of_stage(program), agency_of_branch(program), nodes.brings != NONE, refuses)


def gathered(t: Traces) -> Questions:
    """Gather the questions of a run from its log."""
    most = int(np.count_nonzero(t.rows.line > 0))
    life, visit, asked, replied = np.empty((4, most), dtype=np.int32)
    agency, fork, line = np.empty((3, most), dtype=np.int16)
    marks = np.empty((4, most), dtype=bool)
    found = Questions(life, agency, fork, line, visit, asked, replied, *marks)
    room = np.empty((2, t.rows.longest), dtype=np.int64)
    count = gather(t.rows, t.marks, asking(t.program), room, found) if most else 0
    return written(found, count)


@loop
def gather(rows: Rows, marks: Marks, asking: Asking, room: Ints, found: Questions) -> int:
    """Put the rows of each question together, one line of one visit; give the number of them."""
    count = -1
    order, which = room
    for life in range(len(rows.begins) - 1):
        some = 0
        for row in range(rows.begins[life], rows.begins[life + 1]):
            if rows.line[row] > 0:
                question = number(marks.stage[rows.node[row]], rows.visit[row], rows.line[row])
                at = some
                while at > 0 and which[at - 1] > question:
                    order[at], which[at] = order[at - 1], which[at - 1]
                    at -= 1
                order[at], which[at] = row, question
                some += 1
        for n in range(some):
            row = order[n]
            at = rows.node[row]
            if n == 0 or which[n] != which[n - 1]:
                count += 1
                fork, line = asking.fork[marks.stage[at]], rows.line[row]
                found.life[count], found.agency[count] = life, asking.agency[fork, line - 1]
                found.fork[count], found.line[count] = fork, line
                found.visit[count], found.asked[count] = rows.visit[row], rows.ready[row]
                found.replied[count], found.in_time[count] = NONE, False
                found.brings[count] = found.refused[count] = found.advice[count] = False
            if marks.kind[at] == REPLY:
                found.replied[count], found.in_time[count] = rows.end[row], rows.detail[row] == 1
                found.brings[count], found.refused[count] = asking.brings[at], asking.refuses[at]
            if marks.cause[at] == ADVICE:
                found.advice[count] = True
    return count + 1


@step
def number(stage: int, visit: int, line: int) -> int:
    """Number a question about a case, by stage, visit and line."""
    return (int(stage) << BITS | visit) << BITS | line


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
    found = np.zeros((len(t.case), len(program.agencies)), dtype=bool, order="F")
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
