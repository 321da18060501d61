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
from hubsim.errors import RunError
from hubsim.hours import Windows
from hubsim.program import Joint, Kind, Part
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


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Stretches of cases' lives; shape (n_segments,) each.

    Parameters
    ----------
    row : Ints
        The row of the log of which this is a stretch.
    case, stage, part : Ints
        Whose life, where, and which `Part` of the ledger.
    began : Ints
        Second at which the row began of which this is a stretch.
    seconds : Ints
        Length on the clock.
    working : Ints
        Length in the hub's working time, seconds.
    """

    row: Ints
    case: Ints
    stage: Ints
    part: Ints
    began: Ints
    seconds: Ints
    working: Ints


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
        self.life, self.life_of = np.unique(log.case * episodes + log.episode, return_inverse=True)
        self.case, self.episode = np.divmod(self.life, episodes)
        first = np.full(len(self.life), np.iinfo(np.int64).max)
        np.minimum.at(first, self.life_of, log.ready)
        self.began = first
        """Second of the run in which each life begins in the hub."""
        self.arrival = np.where(self.episode == 0, self.caseload.arrival[self.case], first)
        """Second of the contact; negative for cases that were open when the run began."""
        self.rating = self.caseload.rating[self.episode, self.case]
        self.need = self.caseload.need[self.episode, self.case]
        self.source = self.caseload.source[self.case]

    @property
    def hub_hours(self) -> Windows:
        """The hub's working day."""
        return self.program.hours[self.program.hub_hours]

    # --------------------------------------------------------------- cases

    @cached_property
    def inside(self) -> Mask:
        """Lives that begin in the window."""
        return (self.arrival >= self.window.start) & (self.arrival < self.window.stop)

    @cached_property
    def left(self) -> Ints:
        """Second at which each case left the hub, -1 for open ones."""
        gone = self.kind == Kind.LEAVE
        return self._by_case(gone, self.log.end)

    @cached_property
    def outcome(self) -> Ints:
        """How each case left, -1 for open ones."""
        gone = self.kind == Kind.LEAVE
        return self._by_case(gone, self.program.nodes.item[self.log.node])

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

    def _by_case(self, rows: Mask, values: Ints) -> Ints:
        column = np.full(len(self.life), NONE)
        column[self.life_of[rows]] = values[rows]
        return column

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
        log, nodes = self.log, self.program.nodes
        lived = self.main_line & ~np.isin(self.kind, (Kind.LEAVE, Kind.REPLY, Kind.SEE))
        parts: list[tuple[Ints, Ints, Ints, Ints]] = []  # row, part, seconds, working seconds
        work = lived & self.working
        held = np.flatnonzero(work & (log.start >= 0))
        special = nodes.part[log.node[held]]
        part = np.where(special == NONE, int(Part.WORKED), special)
        parts.append(self._stretch(held, part, log.start[held], log.end[held]))
        parts += self._waits(np.flatnonzero(work))
        delay = np.flatnonzero(lived & (self.kind == Kind.DELAY))
        part = nodes.part[log.node[delay]]
        parts.append(self._stretch(delay, part, log.ready[delay], log.end[delay]))
        join = np.flatnonzero(lived & (self.kind == Kind.FORK))
        parts.append(self._stretch(join, Part.REPLY, log.ready[join], log.end[join]))
        row, part, seconds, working = (
            np.concatenate(column) for column in zip(*parts, strict=True)
        )
        some = seconds > 0
        row, part, seconds, working = row[some], part[some], seconds[some], working[some]
        segments = Segments(
            row, self.life_of[row], self.stage[row], part, log.ready[row], seconds, working
        )
        self._check(segments)
        return segments

    def _stretch(
        self, row: Ints, part: int | Ints, a: Ints, b: Ints
    ) -> tuple[Ints, Ints, Ints, Ints]:
        working = self.hub_hours.seconds_between(a, b)
        return row, np.broadcast_to(np.int64(part), row.shape), b - a, working

    def _waits(self, rows: Ints) -> list[tuple[Ints, Ints, Ints, Ints]]:
        """Split waits for people into somebody able being there, and nobody being on shift."""
        log, found = self.log, []
        begun = log.start[rows] >= 0
        until = np.where(begun, log.start[rows], log.end[rows])
        kind, kept = self.kind[rows], self.kept[rows]
        meets = kind == Kind.MEET
        found.append(self._stretch(rows[meets], Part.MEETING, log.ready[rows[meets]], until[meets]))
        alone = (kind == Kind.WORK) & ~kept
        for queue in range(len(self.program.queues)):
            mine = alone & (self.program.nodes.queue[log.node[rows]] == queue)
            found += self._wait(rows[mine], until[mine], self.able[queue])
        together = self.program.nodes.item[log.node[rows]]
        for number, joint in enumerate(self.program.joints):
            mine = (kind == Kind.TOGETHER) & (together == number)
            found += self._wait(rows[mine], until[mine], self.all_there(joint))
        for person in np.unique(log.person[rows[kept]]):
            mine = kept & (log.person[rows] == person)
            found += self._wait(rows[mine], until[mine], self.run.variates.duty[person])
        return found

    @cached_property
    def kept(self) -> Mask:
        """Rows of work whose spell before was put down and kept by the same person."""
        log = self.log
        order = np.lexsort((log.part, log.line, log.visit, log.node, self.life_of))
        kept = np.zeros(len(log), dtype=bool)
        same = log.part[order[1:]] == log.part[order[:-1]] + 1
        kept[order[1:]] = same & (log.how[order[:-1]] == How.PUT_DOWN)
        return kept & (log.part > 0)

    def all_there(self, joint: Joint) -> Windows:
        """When everybody that joint work needs is on duty."""
        roles, duty = self.program.person_role, self.run.variates.duty
        there = Windows.always(0, self.log.horizon)
        for role, number in joint.needs:
            people = [duty[person] for person in np.flatnonzero(roles == role)]
            there &= enough(people, number)
        return there

    def _wait(self, rows: Ints, until: Ints, duty: Windows) -> list[tuple[Ints, Ints, Ints, Ints]]:
        if not len(rows):
            return []
        since = self.log.ready[rows]
        there = duty.seconds_between(since, until)
        working = self.hub_hours.seconds_between(since, until)
        both = (duty & self.hub_hours).seconds_between(since, until)
        away = np.broadcast_to(np.int64(Part.SHIFT), rows.shape)
        person = np.broadcast_to(np.int64(Part.PERSON), rows.shape)
        return [(rows, person, there, both), (rows, away, until - since - there, working - both)]

    @cached_property
    def able(self) -> tuple[Windows, ...]:
        """When somebody able to serve each queue is on duty."""
        duty, roles = self.run.variates.duty, self.program.person_role
        distinct: dict[tuple[int, ...], Windows] = {}
        for queue in self.program.queues:
            windows = {duty[person] for person in np.flatnonzero(np.isin(roles, queue))}
            none = np.zeros(0, dtype=np.int64)
            distinct[queue] = Windows(none, none).union(*windows)
        return tuple(distinct[queue] for queue in self.program.queues)

    def _check(self, segments: Segments) -> None:
        """Refuse a ledger whose parts do not sum to the whole, to the second, for every case."""
        total = np.bincount(segments.case, segments.seconds, len(self.life)).astype(np.int64)
        end = np.where(self.left >= 0, self.left, self.log.horizon)
        wrong = np.flatnonzero(total != end - self.began)
        if len(wrong):
            life = int(wrong[0])
            raise RunError(
                f"the time ledger of case {self.case[life]} sums to {total[life]} s, but its life "
                f"is {end[life] - self.began[life]} s: a fault of hubsim, please report it"
            )

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


def enough(people: list[Windows], number: int) -> Windows:
    """When at least so many of these people are on duty."""
    times = np.unique(
        np.concatenate([[0], *(w.opens for w in people), *(w.closes for w in people)])
    )
    there = np.zeros(len(times), dtype=np.int64)
    for windows in people:
        there += windows.is_open(times)
    open_ = there[:-1] >= number
    return Windows.merging(times[:-1][open_], times[1:][open_])
