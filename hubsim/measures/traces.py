"""What each case and each person went through, worked out once from the log.

Everything here is exact: integer seconds, one row per piece of a case's life along the line that
held it up. The measures only select, sum and average.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Ints
from hubsim.engine import Run
from hubsim.hours import Windows
from hubsim.measures.groups import Groups
from hubsim.measures.lazy import lazy
from hubsim.measures.lives import (
    Marks,
    Milestones,
    Rows,
    come_first,
    count_before,
    find_at,
    find_kept,
    find_main_line,
)
from hubsim.measures.network import Network
from hubsim.measures.owners import Keepers, Owner, Ownership, ownership
from hubsim.measures.passing import Between, Handoffs, Lying, Pairs, between, handoffs_of
from hubsim.measures.questions import (
    Questions,
    agency_of_branch,
    fork_of_stage,
    gathered,
    heard_by_decision,
)
from hubsim.measures.rotas import Rotas, Shifts, Teams
from hubsim.measures.segments import (
    Hours,
    Segments,
    Table,
    add_up,
    laid_out,
    waited_for,
)
from hubsim.program import Kind, Part, Program
from hubsim.program.layout import NONE
from hubsim.runlog import COLUMNS, RunLog, Whole
from hubsim.units import HOUR

T = TypeVar("T")

Mask = NDArray[np.bool_]

Small = NDArray[np.int8] | NDArray[np.int16]
"""Small whole numbers, one for each row of a log."""


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
        self._nobodys = int(run.log.case.searchsorted(NONE, side="right"))  # they come first
        self.log = log = _part(run.log, self._nobodys, len(run.log))

        # A life is one episode of one case: what is measured is how it goes through the hub once.
        self.rows = Rows.of(log)
        """The same for loops, and where each life begins."""
        begins = self.rows.begins[:-1]
        self.case = log.case[begins].astype(np.int64)
        self.episode = log.episode[begins].astype(np.int64)
        self.began = log.ready[begins].astype(np.int64)
        """Second of the run in which each life begins in the hub."""
        self.arrival = np.where(self.episode == 0, self.caseload.arrival[self.case], self.began)
        """Second of the contact; negative for cases that were open when the run began."""
        self.rating = self.caseload.rating[self.episode, self.case].astype(np.int32)

        structure = _structure(self.program)
        self.network, self.pairs = structure.network, structure.pairs
        """What can happen at all, whatever happened here; between whom something can pass."""
        self.marks, self.table, self.lying = structure.marks, structure.table, structure.lying
        """What the nodes are; what time is of there; what of it lies between two agencies."""
        self.teams = structure.teams
        """Of people that work waits for."""
        self.hub = structure.hub
        """The hub's working day, for loops."""
        self.keepers = structure.keepers
        """Who may come to be accountable, and for what."""
        self._kept: dict[Callable[..., object], object] = {}
        self._firsts: dict[tuple[int, bool], Ints] = {}

    @property
    def lost(self) -> RunLog:
        """Slots of meetings that were lost."""
        return _part(self.run.log, 0, self._nobodys)

    @lazy
    def need(self) -> Small:
        """The need of each life."""
        return self.caseload.need[self.episode, self.case].astype(np.int8)

    @lazy
    def life_of(self) -> Ints:
        """Whose life each row is part of."""
        begins = self.rows.begins
        return np.repeat(np.arange(len(begins) - 1), np.diff(begins))

    def lives_of(self, rows: Ints) -> Ints:
        """Whose life some rows are part of, where they are few."""
        return self.rows.begins.searchsorted(rows, side="right") - 1

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
        return self.at(self.marks.working)

    def rows_at(self, nodes: Mask) -> Ints:
        """The rows at some nodes, ascending; nodes have shape (n_nodes,)."""
        if not nodes.any():
            return np.zeros(0, dtype=np.int64)
        found = np.empty(len(self.log), dtype=np.int64)
        return found[: find_at(self.rows, nodes, found)]

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
        return self._kept[work_out]  # type: ignore[return-value]  # what it makes is kept under it

    @property
    def hub_hours(self) -> Windows:
        """The hub's working day."""
        return self.program.hours[self.program.hub_hours]

    def hub_seconds(self, a: Whole, b: Whole) -> Ints:
        """Count the hub working seconds between instants."""
        return self.hub.seconds_between(0, a, b)

    @lazy
    def begun(self) -> Mask:
        """Rows of work by people that was taken up."""
        return self.working & (self.log.start >= 0)

    @lazy
    def duty(self) -> Shifts:
        """When each person is on duty, leave and absence taken off."""
        return Shifts.of(self.run.variates.duty, self.log.horizon)

    # --------------------------------------------------------------- cases

    @lazy
    def inside(self) -> Mask:
        """Lives that begin in the window."""
        return (self.arrival >= self.window.start) & (self.arrival < self.window.stop)

    @lazy
    def ratings(self) -> Groups:
        """All lives, by their rating at first sight."""
        names = self.program.ratings
        return Groups("rating" if len(names) > 1 else "", names, self.rating)

    def by_rating(self, chosen: Mask) -> Groups:
        """The chosen lives, by their rating at first sight."""
        return self.ratings.among(chosen)

    @lazy
    def arrived(self) -> Groups:
        """Lives that begin in the window, by rating."""
        return self.by_rating(self.inside)

    @lazy
    def settled(self) -> Mask:
        """Lives that begin in the window and were decided before the run ended."""
        return self.inside & (self.decided >= 0)

    @lazy
    def milestones(self) -> Milestones:
        """What became of each life, and when."""
        return Milestones.of(self.rows, self.marks)

    @property
    def leaving(self) -> Ints:
        """The row with which each life leaves the hub, -1 for those still open."""
        return self.milestones.leaving

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

    @property
    def decided(self) -> Ints:
        """Second of each case's decision, -1 if there was none yet.

        It is when the case is first through with a stage that decides; for a case that leaves
        without coming to one, it is the leaving.
        """
        return self.milestones.decided

    @property
    def decision_began(self) -> Ints:
        """Second at which work on each life's decision first began, -1 if it has not."""
        return self.milestones.decision_began

    @property
    def asked(self) -> Mask:
        """Cases about which other agencies were asked."""
        return self.milestones.asked

    @property
    def seen(self) -> Ints:
        """The need of each life as it was last seen, -1 where it was not judged."""
        return self.milestones.seen

    def rating_at(self, life: Whole, second: Whole) -> Ints:
        """The rating that lives have just after a second, with what was rated anew by then."""
        rows, life = self.rows_at(self.marks.kind == Kind.RATE), life.astype(np.int64)
        far = self.log.horizon + 1
        key = self.lives_of(rows) * far + self.log.end[rows]
        order = np.argsort(key, kind="stable")
        if not len(rows):
            return self.rating[life].astype(np.int64)
        last = np.searchsorted(key[order], life * far + second, side="right") - 1
        row = rows[order][np.maximum(last, 0)]
        anew = (last >= 0) & (self.lives_of(row) == life)
        return np.where(anew, self.log.detail[row], self.rating[life])

    def first_ready(self, stage: int) -> Ints:
        """Second at which each life is first ready at a stage, -1 if never."""
        return self._first(stage, through=False)

    def first_done(self, stage: int) -> Ints:
        """Second at which each life is first through with a stage, -1 if never."""
        return self._first(stage, through=True)

    def _first(self, stage: int, *, through: bool) -> Ints:
        if (stage, through) not in self._firsts:
            nodes = self.marks.stage == stage
            found = self._firsts[stage, through] = np.full(len(self.case), NONE)
            come_first(self.rows, nodes & self.marks.through if through else nodes, through, found)
        return self._firsts[stage, through]

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
        found = np.zeros(len(self.log), dtype=bool)
        find_main_line(self.rows, self.marks, found)
        return found

    @lazy
    def kept(self) -> Mask:
        """Rows of work whose spell before was put down and kept by the same person."""
        found = np.zeros(len(self.log), dtype=bool)
        find_kept(self.rows, found)
        return found

    @lazy
    def hours(self) -> Hours:
        """Whose working times the time ledger looks at."""
        teams = self.duty.together(self.teams)
        both = teams.and_then(self.duty)
        within = both.within(self.hub_hours)
        return Hours(self.hub, Rotas.of(both), Rotas.of(within), len(teams.first) - 1)

    @lazy
    def segments(self) -> Segments:
        """Every second of every case's life, from contact to leaving or the horizon."""
        return laid_out(self)

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
        clock, hub = np.zeros((2, len(self.case), len(Part)), dtype=np.int64)
        add_up(self.rows, self.segments.columns, until, clock, hub)
        return hub if working else clock

    def open_at(self, moments: Ints) -> Ints:
        """Number of cases in the hub just before each moment."""
        arrived, gone = np.zeros((2, len(moments)), dtype=np.int64)
        count_before(self.began, moments, arrived)
        count_before(self.left, moments, gone)
        return arrived - gone


def _part(log: RunLog, first: int, stop: int) -> RunLog:
    """Rows of a log that follow one another, without a copy."""
    if stop - first == len(log):
        return log
    columns = {name: getattr(log, name)[first:stop] for name in COLUMNS}
    return RunLog(**columns, horizon=log.horizon)


class Structure(NamedTuple):
    """What is the same in every run of a program."""

    network: Network
    pairs: Pairs
    marks: Marks
    table: Table
    lying: Lying
    teams: Teams
    hub: Rotas
    keepers: tuple[tuple[Owner, ...], Keepers]


@lru_cache(maxsize=32)
def _structure(program: Program) -> Structure:
    network = Network(program)
    pairs = Pairs(program, network)
    return Structure(
        network, pairs, Marks.of(program), Table.of(program), Lying.of(program, pairs),
        waited_for(program), Rotas.of(Shifts.of([program.hours[program.hub_hours]])),
        Keepers.of(program),
    )  # fmt: skip
