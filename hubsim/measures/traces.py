"""What each case and each person went through, worked out once from the log.

Everything here is exact: integer seconds, one row per piece of a case's life along the line that
held it up. The measures only select, sum and average.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hubsim.engine import Run
from hubsim.hours import Windows
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
from hubsim.measures.segments import Segments, laid_out
from hubsim.program import Kind, Part
from hubsim.program.kinds import Cause
from hubsim.program.layout import NONE, Ints
from hubsim.runlog import How
from hubsim.units import HOUR

Mask = NDArray[np.bool_]

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
        whole = run.log
        self.lost = whole.chosen(whole.case == NONE)
        """Slots of meetings that were lost."""
        self.log = log = whole.chosen(whole.case != NONE)
        self.kind = self.program.nodes.kind[log.node]
        self.stage = self.program.nodes.stage[log.node]
        self.cause = self.program.nodes.cause[log.node]
        self.working = np.isin(self.kind, WORKING)
        """Rows of work by people: alone, together or in a meeting."""

        # A life is one episode of one case: what is measured is how it goes through the hub once.
        episodes = len(self.caseload.need)
        key = log.case * episodes + log.episode
        first = np.ones(len(log), dtype=bool)
        first[1:] = key[1:] != key[:-1]
        self.life, self.life_of = key[first], np.cumsum(first) - 1
        self.case, self.episode = np.divmod(self.life, episodes)
        self.began = log.ready[first]
        """Second of the run in which each life begins in the hub."""
        self.arrival = np.where(self.episode == 0, self.caseload.arrival[self.case], self.began)
        """Second of the contact; negative for cases that were open when the run began."""
        self.rating = self.caseload.rating[self.episode, self.case]
        self.need = self.caseload.need[self.episode, self.case]
        self.source = self.caseload.source[self.case]

        self.network = Network(self.program)
        """What can happen at all, whatever happened here."""
        self.fork_of_stage = fork_of_stage(self.program)
        self.agency_of_branch = agency_of_branch(self.program)
        self.pairs = Pairs(self.program, self.network)
        """Between whom something can pass."""
        self._there: dict[tuple[int, ...], Windows] = {}

    @property
    def hub_hours(self) -> Windows:
        """The hub's working day."""
        return self.program.hours[self.program.hub_hours]

    def on_duty(self, roles: tuple[int, ...]) -> Windows:
        """When somebody of these roles is on duty, leave and absence taken off."""
        if roles not in self._there:
            people = np.flatnonzero(np.isin(self.program.person_role, roles))
            none = np.zeros(0, dtype=np.int64)
            duty = {self.run.variates.duty[person] for person in people}
            self._there[roles] = Windows(none, none).union(*duty)
        return self._there[roles]

    # --------------------------------------------------------------- cases

    @cached_property
    def inside(self) -> Mask:
        """Lives that begin in the window."""
        return (self.arrival >= self.window.start) & (self.arrival < self.window.stop)

    @cached_property
    def left(self) -> Ints:
        """Second at which each case left the hub, -1 for open ones."""
        gone = self.kind == Kind.LEAVE
        return self.last_of(gone, self.log.end)

    @cached_property
    def over(self) -> Ints:
        """Second at which each life ended: it left the hub, or the run was over."""
        return np.where(self.left >= 0, self.left, self.log.horizon)

    @cached_property
    def outcome(self) -> Ints:
        """How each case left, -1 for open ones."""
        gone = self.kind == Kind.LEAVE
        return self.last_of(gone, self.program.nodes.item[self.log.node])

    @cached_property
    def decided(self) -> Ints:
        """Second of each case's decision, -1 if there was none yet.

        It is when the case is first through with a stage that decides; for a case that leaves
        without coming to one, it is the leaving.
        """
        deciding = np.append(self.program.decides, False)[self.stage]
        came = np.zeros(len(self.life), dtype=bool)
        came[self.life_of[deciding]] = True
        return np.where(came, self._first(deciding & self.through, self.log.end), self.left)

    @cached_property
    def decision_began(self) -> Ints:
        """Second at which work on each life's decision first began, -1 if it has not."""
        deciding = np.append(self.program.decides, False)[self.stage]
        rows = deciding & self.working & (self.log.start >= 0) & (self.log.line == 0)
        rows &= self.cause == Cause.NONE
        return self._first(rows, self.log.start)

    def rating_at(self, life: Ints, second: Ints) -> Ints:
        """The rating that lives have just after a second, with what was rated anew by then."""
        rows = np.flatnonzero(self.kind == Kind.RATE)
        far = self.log.horizon + 1
        key = self.life_of[rows] * far + self.log.end[rows]
        order = np.argsort(key, kind="stable")
        if not len(rows):
            return self.rating[life]
        last = np.searchsorted(key[order], life * far + second, side="right") - 1
        row = rows[order][np.maximum(last, 0)]
        anew = (last >= 0) & (self.life_of[row] == life)
        return np.where(anew, self.log.detail[row], self.rating[life])

    def first_ready(self, stage: int) -> Ints:
        """Second at which each life is first ready at a stage, -1 if never."""
        return self._first((self.stage == stage) & (self.log.line == 0), self.log.ready)

    def first_done(self, stage: int) -> Ints:
        """Second at which each life is first through with a stage, -1 if never."""
        return self._first((self.stage == stage) & self.through, self.log.end)

    @cached_property
    def through(self) -> Mask:
        """Rows with whose end a life is through with its stage: its work, wait or replies."""
        over = (self.log.line == 0) & (self.log.how == How.DONE)
        lasting = self.working | np.isin(self.kind, (Kind.FORK, Kind.DELAY))
        transit = self.program.nodes.part[self.log.node] == Part.TRANSIT
        before = ((self.kind == Kind.DELAY) & transit) | (self.cause != Cause.NONE)
        through: Mask = over & lasting & ~before
        return through

    def _first(self, rows: Mask, values: Ints) -> Ints:
        first = np.full(len(self.life), np.iinfo(np.int64).max)
        np.minimum.at(first, self.life_of[rows], values[rows])
        return np.where(first < np.iinfo(np.int64).max, first, NONE)

    @cached_property
    def asked(self) -> Mask:
        """Cases about which other agencies were asked."""
        asked = np.zeros(len(self.life), dtype=bool)
        asked[self.life_of[self.kind == Kind.FORK]] = True
        return asked

    def last_of(self, rows: Mask, values: Ints) -> Ints:
        """The value of the last of these rows of each life, -1 without one."""
        column = np.full(len(self.life), NONE)
        column[self.life_of[rows]] = values[rows]
        return column

    # --------------------------------------------------- what becomes of cases

    @cached_property
    def questions(self) -> Questions:
        """Every question put to an agency."""
        return gathered(self)

    @cached_property
    def heard(self) -> Mask:
        """Which agencies were heard by each decision, shape (n_lives, n_agencies)."""
        return heard_by_decision(self)

    @cached_property
    def handoffs(self) -> Handoffs:
        """Every handoff between agencies."""
        return handoffs_of(self)

    @cached_property
    def between(self) -> Between:
        """The part of the time ledger that lies between two agencies."""
        return between(self)

    @cached_property
    def ownership(self) -> Ownership:
        """Who is accountable for every case, second by second."""
        return ownership(self)

    # ------------------------------------------------------------- segments

    @cached_property
    def main_line(self) -> Mask:
        """Rows on the line that held a case up; through a fork, the branch that released it."""
        log, stages = self.log, len(self.program.stages)
        fork = self.kind == Kind.FORK
        most = int(log.visit.max(initial=0)) + 1
        key = (self.life_of * stages + self.stage) * most + log.visit
        order = np.argsort(key[fork], kind="stable")
        fork_key, fork_line = key[fork][order], log.detail[fork][order]
        on_branch = np.zeros(len(log), dtype=bool)
        rows = np.flatnonzero(log.line > 0)
        if len(rows):
            found = np.searchsorted(fork_key, key[rows])
            found = np.minimum(found, len(fork_key) - 1)
            on_branch[rows] = (fork_key[found] == key[rows]) & (fork_line[found] == log.line[rows])
        waited = fork & (log.detail == 0)
        line: Mask = ((log.line == 0) & ~fork) | waited | on_branch
        return line

    @cached_property
    def segments(self) -> Segments:
        """Every second of every case's life, from contact to leaving or the horizon."""
        return laid_out(self)

    @cached_property
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
        s = self.segments
        chosen = s.began < until[s.case]
        flat = s.case[chosen] * len(Part) + s.part[chosen]
        seconds = (s.working if working else s.seconds)[chosen]
        sums = np.bincount(flat, seconds, len(self.life) * len(Part))
        return sums.astype(np.int64).reshape(-1, len(Part))

    # --------------------------------------------------------------- people

    @cached_property
    def duty_seconds(self) -> Ints:
        """Seconds on duty within the window, by role."""
        total = np.zeros(len(self.program.roles), dtype=np.int64)
        for person, windows in enumerate(self.run.variates.duty):
            seconds = windows.seconds_between(self.window.start, self.window.stop)
            total[self.program.person_role[person]] += int(seconds)
        return total

    @cached_property
    def hand_seconds(self) -> Ints:
        """Seconds with a case in hand within the window, by role."""
        log = self.log
        rows = self.working & (log.start >= 0) & (log.role >= 0)
        a = np.clip(log.start[rows], self.window.start, self.window.stop)
        b = np.clip(log.end[rows], self.window.start, self.window.stop)
        return np.bincount(log.role[rows], b - a, len(self.program.roles)).astype(np.int64)

    def busy_by_hour(self, role: int) -> tuple[Ints, NDArray[Any], NDArray[Any]]:
        """Hours in hand and on duty by hour of the local week.

        Returns
        -------
        hour : Ints
            0 to 167, Monday 00:00 first.
        hand, duty : Floats
            Person-hours in the window, shape (168,).
        """
        bounds = np.arange(self.window.start, self.window.stop + 1, HOUR)
        log = self.log
        rows = self.working & (log.start >= 0) & (log.role == role)
        hand = np.diff(_elapsed(log.start[rows], log.end[rows], bounds))
        duty = np.zeros(len(bounds) - 1)
        people = np.flatnonzero(self.program.person_role == role)
        counts: dict[Windows, int] = {}
        for person in people:
            windows = self.run.variates.duty[person]
            counts[windows] = counts.get(windows, 0) + 1
        for windows, number in counts.items():
            duty += number * np.diff(windows.seconds_until(bounds))
        hour = self.hour_of_week
        return (
            np.arange(168),
            np.bincount(hour, hand / HOUR, 168),
            np.bincount(hour, duty / HOUR, 168),
        )

    @cached_property
    def hour_of_week(self) -> Ints:
        """The local hour of the week in which each whole hour of the window begins."""
        clock = self.program.clock
        starts = np.arange(self.window.start, self.window.stop - HOUR + 1, HOUR)
        days = clock.midnights(self.window.start, self.window.stop)
        midnight = np.array([second for _, second in days])
        weekday = np.array([date.weekday() for date, _ in days])
        day = np.searchsorted(midnight, starts, side="right") - 1
        found = weekday[day] * 24 + (starts - midnight[day]) // HOUR
        # On the two days a year on which the clocks change, hours are not counted from midnight.
        long = np.diff(midnight, append=midnight[-1] + 24 * HOUR) != 24 * HOUR
        for n in np.flatnonzero(long[day]):
            local = clock.local(int(starts[n]))
            found[n] = local.weekday() * 24 + local.hour
        return np.asarray(found, dtype=np.int64)

    def open_at(self, moments: Ints) -> Ints:
        """Number of cases in the hub just before each moment."""
        arrived = np.searchsorted(np.sort(self.began), moments, side="left")
        gone = np.sort(self.left[self.left >= 0])
        return arrived - np.searchsorted(gone, moments, side="left")


def _elapsed(starts: Ints, ends: Ints, moments: Ints) -> Ints:
    """Seconds of all stretches [start, end) that lie before each moment."""
    return _before(starts, moments) - _before(ends, moments)


def _before(points: Ints, moments: Ints) -> Ints:
    """Sum of (moment - point) over the points before each moment."""
    ordered = np.sort(points)
    sums = np.concatenate([[0], np.cumsum(ordered)])
    number = np.searchsorted(ordered, moments, side="right")
    return np.asarray(number * moments - sums[number], dtype=np.int64)
