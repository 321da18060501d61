"""What each case and each person went through, worked out once from the log.

Everything here is exact: integer seconds, one row per piece of a case's life along the line that
held it up. The measures only select, sum and average.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Ints
from hubsim.engine import Run
from hubsim.hours import Windows
from hubsim.measures.lazy import lazy
from hubsim.measures.network import Network
from hubsim.measures.owners import Ownership, ownership
from hubsim.measures.passing import Between, Handoffs, Pairs, between, handoffs_of
from hubsim.measures.questions import (
    Questions,
    agency_of_branch,
    fork_of_stage,
    gathered,
    heard_by_decision,
)
from hubsim.measures.rotas import Rotas
from hubsim.measures.segments import Segments, laid_out, together
from hubsim.program import Kind, Part, Program
from hubsim.program.kinds import Cause
from hubsim.program.layout import NONE
from hubsim.runlog import COLUMNS, How, RunLog, Whole
from hubsim.units import HOUR

T = TypeVar("T")

Mask = NDArray[np.bool_]

Small = NDArray[np.int8] | NDArray[np.int16]
"""Small whole numbers, one for each row of a log."""

Seconds = NDArray[np.int32]

Groups = tuple[tuple[str, str, NDArray[np.int32]], ...]
"""By what cases are grouped, the name of the group, and the lives in it, ascending."""

WORKING = (Kind.WORK, Kind.TOGETHER, Kind.MEET)


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a run that is measured: cases that arrive in [start, stop), seconds."""

    start: int
    stop: int

    @property
    def weeks(self) -> float:
        """Length in weeks."""
        return (self.stop - self.start) / (168 * HOUR)


class Traces:
    """Derived tables of one run.

    Parameters
    ----------
    run : Run
    window : Window
        What is measured.
    """

    def __init__(self, run: Run, window: Window) -> None:
        self.run, self.window = run, window
        self.program, self.caseload = run.program, run.caseload
        nobodys = int(np.searchsorted(run.log.case, NONE, side="right"))  # they come first
        self.lost = _part(run.log, slice(nobodys))
        """Slots of meetings that were lost."""
        self.log = log = _part(run.log, slice(nobodys, None))

        # A life is one episode of one case: what is measured is how it goes through the hub once.
        first = np.ones(len(log), dtype=bool)
        first[1:] = (log.case[1:] != log.case[:-1]) | (log.episode[1:] != log.episode[:-1])
        begins = np.flatnonzero(first)
        self.life_of = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(log)))
        """Whose life each row is part of."""
        self.blocks = _blocks(begins, len(log))
        """Rows and lives in pieces that follow one another: what is made of one stays small."""
        self.case = log.case[begins].astype(np.int64)
        self.episode = log.episode[begins].astype(np.int64)
        self.life = self.case * len(self.caseload.need) + self.episode
        self.began = log.ready[begins].astype(np.int64)
        """Second of the run in which each life begins in the hub."""
        self.arrival = np.where(self.episode == 0, self.caseload.arrival[self.case], self.began)
        """Second of the contact; negative for cases that were open when the run began."""
        self.rating = self.caseload.rating[self.episode, self.case].astype(np.int8)
        self.need = self.caseload.need[self.episode, self.case].astype(np.int8)
        self.source = self.caseload.source[self.case].astype(np.int16)

        self.network, self.pairs = _structure(self.program)
        """What can happen at all, whatever happened here; between whom something can pass."""
        self._there: dict[tuple[int, ...], Windows] = {}
        self._kept: dict[Callable[..., object], object] = {}

    @lazy
    def kind(self) -> Small:
        """The `Kind` of each row."""
        return self.program.nodes.kind.astype(np.int8)[self.log.node]

    @lazy
    def cause(self) -> Small:
        """The `Cause` of each row."""
        return self.program.nodes.cause.astype(np.int8)[self.log.node]

    @lazy
    def stage(self) -> Small:
        """The stage of each row."""
        return self.program.nodes.stage.astype(np.int16)[self.log.node]

    @lazy
    def working(self) -> Mask:
        """Rows of work by people: alone, together or in a meeting."""
        return self.at(np.isin(self.program.nodes.kind, WORKING))

    def at(self, nodes: Mask) -> Mask:
        """Rows at some nodes, shape (n_nodes,)."""
        return nodes[self.log.node]

    @property
    def fork_of_stage(self) -> Ints:
        """The fork of each stage, `NONE` for stages that ask nobody."""
        return fork_of_stage(self.program)

    @property
    def agency_of_branch(self) -> Ints:
        """The agency of each branch of each fork, `NONE` beyond."""
        return agency_of_branch(self.program)

    def once(self, work_out: Callable[[Traces], T]) -> T:
        """Give what a function makes of these traces, worked out the first time it is asked for."""
        if work_out not in self._kept:
            self._kept[work_out] = work_out(self)
        return self._kept[work_out]  # type: ignore[return-value]

    @property
    def hub_hours(self) -> Windows:
        """The hub's working day."""
        return self.program.hours[self.program.hub_hours]

    @lazy
    def _hub(self) -> Rotas:
        return Rotas.of([self.hub_hours])

    def hub_seconds(self, a: Whole, b: Whole) -> Ints:
        """Count the hub working seconds between instants."""
        return self._hub.seconds_between(0, a, b)

    @lazy
    def begun(self) -> Mask:
        """Rows of work by people that was taken up."""
        return self.working & (self.log.start >= 0)

    def on_duty(self, roles: tuple[int, ...]) -> Windows:
        """When somebody of these roles is on duty, leave and absence taken off."""
        if roles not in self._there:
            people = np.flatnonzero(np.isin(self.program.person_role, roles))
            none = np.zeros(0, dtype=np.int64)
            duty = {self.run.variates.duty[person] for person in people}
            self._there[roles] = Windows(none, none).union(*duty)
        return self._there[roles]

    # --------------------------------------------------------------- cases

    @lazy
    def inside(self) -> Mask:
        """Lives that begin in the window."""
        return (self.arrival >= self.window.start) & (self.arrival < self.window.stop)

    def by_rating(self, chosen: Mask) -> Groups:
        """All the chosen lives, and those of each rating at first sight."""
        lives = np.flatnonzero(chosen).astype(np.int32)
        if len(self.program.ratings) == 1:
            return (("all", "all", lives),)
        rating = self.rating[lives]
        return (
            ("all", "all", lives),
            *(
                ("rating", name, lives[rating == number])
                for number, name in enumerate(self.program.ratings)
            ),
        )

    @lazy
    def arrived(self) -> Groups:
        """Lives that begin in the window, by rating."""
        return self.by_rating(self.inside)

    @lazy
    def settled(self) -> Mask:
        """Lives that begin in the window and were decided before the run ended."""
        return self.inside & (self.decided >= 0)

    @lazy
    def leaving(self) -> Ints:
        """The row with which each life leaves the hub, -1 for those still open."""
        rows = np.flatnonzero(self.kind == Kind.LEAVE)
        found = np.full(len(self.life), NONE)
        found[self.life_of[rows]] = rows
        return found

    @lazy
    def left(self) -> Ints:
        """Second at which each case left the hub, -1 for open ones."""
        return np.where(self.leaving >= 0, self.log.end[self.leaving].astype(np.int64), NONE)

    @lazy
    def over(self) -> Ints:
        """Second at which each life ended: it left the hub, or the run was over."""
        return np.where(self.left >= 0, self.left, self.log.horizon)

    @lazy
    def outcome(self) -> Ints:
        """How each case left, -1 for open ones."""
        item = self.program.nodes.item[self.log.node[self.leaving]]
        return np.where(self.leaving >= 0, item, NONE)

    @lazy
    def returned(self) -> Ints:
        """Why each life will come back, as its leaving says; -1 for open ones."""
        return np.where(self.leaving >= 0, self.log.detail[self.leaving], NONE)

    @lazy
    def decided(self) -> Ints:
        """Second of each case's decision, -1 if there was none yet.

        It is when the case is first through with a stage that decides; for a case that leaves
        without coming to one, it is the leaving.
        """
        came = np.zeros(len(self.life), dtype=bool)
        came[self.life_of[self.at(self._deciding)]] = True
        through = self._through(self._deciding)
        return np.where(came, self._first(through, self.log.end), self.left)

    @lazy
    def decision_began(self) -> Ints:
        """Second at which work on each life's decision first began, -1 if it has not."""
        nodes = self.program.nodes
        work = np.isin(nodes.kind, WORKING) & (nodes.cause == Cause.NONE)
        rows = np.flatnonzero(self.at(self._deciding & work))
        rows = rows[(self.log.start[rows] >= 0) & (self.log.line[rows] == 0)]
        return self._first(rows, self.log.start)

    @property
    def _deciding(self) -> Mask:
        return np.append(self.program.decides, False)[self.program.nodes.stage]

    def rating_at(self, life: Ints, second: Ints) -> Ints:
        """The rating that lives have just after a second, with what was rated anew by then."""
        rows = np.flatnonzero(self.kind == Kind.RATE)
        far = self.log.horizon + 1
        key = self.life_of[rows] * far + self.log.end[rows]
        order = np.argsort(key, kind="stable")
        if not len(rows):
            return self.rating[life].astype(np.int64)
        last = np.searchsorted(key[order], life * far + second, side="right") - 1
        row = rows[order][np.maximum(last, 0)]
        anew = (last >= 0) & (self.life_of[row] == life)
        return np.where(anew, self.log.detail[row], self.rating[life])

    def first_ready(self, stage: int) -> Ints:
        """Second at which each life is first ready at a stage, -1 if never."""
        rows = np.flatnonzero(self.stage == stage)
        return self._first(rows[self.log.line[rows] == 0], self.log.ready)

    def first_done(self, stage: int) -> Ints:
        """Second at which each life is first through with a stage, -1 if never."""
        return self._first(self._through(self.program.nodes.stage == stage), self.log.end)

    def _through(self, at: Mask) -> Ints:
        """Rows with whose end a life is through with its stage: its work, wait or replies.

        Parameters
        ----------
        at : Mask
            The nodes looked at, shape (n_nodes,).
        """
        nodes = self.program.nodes
        transit = (nodes.kind == Kind.DELAY) & (nodes.part == Part.TRANSIT)
        lasting = np.isin(nodes.kind, (*WORKING, Kind.FORK, Kind.DELAY)) & ~transit
        rows = np.flatnonzero(self.at(at & lasting & (nodes.cause == Cause.NONE)))
        return np.asarray(rows[(self.log.line[rows] == 0) & (self.log.how[rows] == How.DONE)])

    def _first(self, rows: Ints, values: Ints) -> Ints:
        """The least value of these rows of each life, -1 without one."""
        first = np.full(len(self.life), np.iinfo(np.int64).max)
        np.minimum.at(first, self.life_of[rows], values[rows])
        return np.where(first < np.iinfo(np.int64).max, first, NONE)

    @lazy
    def asked(self) -> Mask:
        """Cases about which other agencies were asked."""
        asked = np.zeros(len(self.life), dtype=bool)
        asked[self.life_of[self.kind == Kind.FORK]] = True
        return asked

    def last_of(self, kind: Kind, values: Ints) -> Ints:
        """The value of the last row of this kind of each life, -1 without one."""
        rows = np.flatnonzero(self.kind == kind)
        column = np.full(len(self.life), NONE)
        column[self.life_of[rows]] = values[rows]
        return column

    # --------------------------------------------------- what becomes of cases

    @lazy
    def questions(self) -> Questions:
        """Every question put to an agency."""
        return gathered(self)

    @lazy
    def heard(self) -> Mask:
        """Which agencies were heard by each decision, shape (n_lives, n_agencies)."""
        return heard_by_decision(self)

    @lazy
    def handoffs(self) -> Handoffs:
        """Every handoff between agencies."""
        return handoffs_of(self)

    @lazy
    def between(self) -> Between:
        """The part of the time ledger that lies between two agencies."""
        return between(self)

    @lazy
    def ownership(self) -> Ownership:
        """Who is accountable for every case, second by second."""
        return ownership(self)

    # ------------------------------------------------------------- segments

    @lazy
    def main_line(self) -> Mask:
        """Rows on the line that held a case up; through a fork, the branch that released it."""
        log = self.log
        line = log.line == 0
        fork = np.flatnonzero(self.kind == Kind.FORK)
        if len(fork):
            line[fork] = log.detail[fork] == 0  # else the branch that released it is on the line
            rows = np.flatnonzero(log.line > 0)
            key, asked = self._visit(fork), self._visit(rows)
            order = np.argsort(key, kind="stable")
            key, released = key[order], log.detail[fork][order]
            found = np.minimum(np.searchsorted(key, asked), len(key) - 1)
            line[rows] = (key[found] == asked) & (released[found] == log.line[rows])
        return np.asarray(line)

    def _visit(self, rows: Ints) -> Ints:
        """A number for the visit of a life to a stage that each of these rows is part of."""
        most = int(self.log.visit.max(initial=0)) + 1
        stage = self.life_of[rows] * len(self.program.stages) + self.stage[rows]
        return stage * most + self.log.visit[rows]

    @lazy
    def segments(self) -> Segments:
        """Every second of every case's life, from contact to leaving or the horizon."""
        return together(self, self.laid_out)

    @lazy
    def laid_out(self) -> list[Segments]:
        """The same, block by block."""
        return laid_out(self)

    @lazy
    def kept(self) -> Mask:
        """Rows of work whose spell before was put down and kept by the same person."""
        log = self.log
        kept = np.zeros(len(log), dtype=bool)
        rows = np.flatnonzero((log.part > 0) | np.isin(log.how, (How.PUT_DOWN, How.HANDED_BACK)))
        place = (log.part, log.line, log.visit, log.node, self.life_of)
        order = rows[np.lexsort([column[rows] for column in place])]
        same = log.part[order[1:]] == log.part[order[:-1]] + 1
        kept[order[1:]] = same & (log.how[order[:-1]] == How.PUT_DOWN)
        return kept & (log.part > 0)

    def ledger(self, until: Ints, *, working: bool) -> Ints:
        """Sum the parts of each case's life up to a second.

        Parameters
        ----------
        until : Ints
            Shape (n_cases,); the end of a main-line row, or -1 for cases to leave out.
        working : bool
            In the hub's working time instead of on the clock.

        Returns
        -------
        Ints
            Seconds, shape (n_cases, n_parts).
        """
        return self._ledgers(until)[int(working)].astype(np.int64)

    def _ledgers(self, until: Ints) -> tuple[Seconds, Seconds]:
        """The ledger up to a second, on the clock and in working time; (n_lives, n_parts)."""
        shape = len(self.life), len(Part)
        found = np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.int32)
        for (_, lives), some in zip(self.blocks, self.laid_out, strict=True):
            life, size = some.case, lives.stop - lives.start
            chosen = some.began < until[life]
            cell = (life - lives.start) * len(Part) + some.part
            for of, seconds in zip(found, (some.seconds, some.working), strict=True):
                sums = np.bincount(cell, seconds * chosen, size * len(Part))
                of[lives] = sums.reshape(size, len(Part))
        return found

    @lazy
    def to_decision(self) -> Seconds:
        """The ledger up to each decision on the clock, shape (n_lives, n_parts)."""
        return self._to_decision[0]

    @lazy
    def to_decision_working(self) -> Seconds:
        """The ledger up to each decision in the hub's working time, shape (n_lives, n_parts)."""
        return self._to_decision[1]

    @lazy
    def _to_decision(self) -> tuple[Seconds, Seconds]:
        return self._ledgers(self.decided)

    def open_at(self, moments: Ints) -> Ints:
        """Number of cases in the hub just before each moment."""
        arrived = np.searchsorted(np.sort(self.began), moments, side="left")
        gone = np.sort(self.left[self.left >= 0])
        return arrived - np.searchsorted(gone, moments, side="left")


BLOCK = 1 << 15
"""Rows from which on a block is full."""


def _blocks(begins: Ints, rows: int) -> list[tuple[slice, slice]]:
    """Cut a log into blocks of whole lives: the rows, and the lives, of each."""
    lives = [0]
    while lives[-1] < len(begins):
        lives.append(int(np.searchsorted(begins, begins[lives[-1]] + BLOCK)))
    row = [*begins[lives[:-1]].tolist(), rows]
    return [
        (slice(row[n], row[n + 1]), slice(lives[n], lives[n + 1])) for n in range(len(lives) - 1)
    ]


def _part(log: RunLog, rows: slice) -> RunLog:
    """Rows of a log that follow one another, without a copy."""
    columns = {name: getattr(log, name)[rows] for name in COLUMNS}
    return RunLog(**columns, horizon=log.horizon)


@lru_cache(maxsize=32)
def _structure(program: Program) -> tuple[Network, Pairs]:
    """What is the same in every run of a program."""
    network = Network(program)
    return network, Pairs(program, network)
