"""Whose hands work lies in, second by second, and when they are on duty."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from hubsim.arrays import Ints
from hubsim.hours import Clock
from hubsim.measures.lives import Column, Rows
from hubsim.measures.loops import loop, step
from hubsim.measures.rotas import Shifts, open_by, stretch_at
from hubsim.measures.segments import Hours
from hubsim.measures.traces import Mask, Traces, Window
from hubsim.units import HOUR

WEEK = 168
"""Hours of a week."""
LONG = np.uint64(HOUR)


class InHand(NamedTuple):
    """What lies in people's hands, in seconds; of work itself, in thousandths of them.

    Parameters
    ----------
    seconds : Ints
        With a case in hand within the window, by role.
    on_duty : Ints
        Those of them within the hours of whoever has it, by role.
    touch : Ints
        Work itself in spells that end in the window, by role.
    late : Ints
        Off duty, in spells that begin in the window, by role.
    waits, waited : Ints
        Pieces of work ready in the window that were taken up, by the role that did; and the hub
        working time until then.
    on_cases : Ints
        Work itself on each life that begins in the window, all together; shape (1,).
    hourly : Ints
        With a case in hand on duty within the window, by role and hour of the week; shape
        (n_roles, 168).
    """

    seconds: Ints
    on_duty: Ints
    touch: Ints
    late: Ints
    waits: Ints
    waited: Ints
    on_cases: Ints
    hourly: Ints


def in_hand(t: Traces) -> InHand:
    """Go through the spells of work of a run."""
    roles, hour = len(t.program.roles), hours_of_week(t.program.clock, t.window)
    seconds, on_duty, touch, late, waits, waited = np.zeros((6, roles), dtype=np.int64)
    on_cases, hourly = np.zeros(1, dtype=np.int64), np.zeros((roles, WEEK), dtype=np.int64)
    found = InHand(seconds, on_duty, touch, late, waits, waited, on_cases, hourly)
    more = np.zeros((roles, len(hour) + 1, 2), dtype=np.int32)
    take_in_hand(
        t.rows, t.marks.working, t.inside, t.hours, t.window.start, t.window.stop, more, found
    )
    fold(more, hour, found.hourly)
    return found


@loop
def take_in_hand(  # noqa: PLR0917 - columns of one table
    rows: Rows, works: Mask, inside: Mask, hours: Hours, since: int, until: int, more: Column,
    found: InHand,
) -> None:  # fmt: skip
    """Add up what lies in whose hands.

    By role and hour of the window, `more` is how much more begins than ends, and how many seconds
    later than the hour.
    """
    hub, people, shifts = hours.hub, hours.people, hours.people.shifts
    for life in range(len(inside)):
        for row in range(rows.begins[life], rows.begins[life + 1]):
            if not works[rows.node[row]]:
                continue
            role, start, end = rows.role[row], rows.start[row], rows.end[row]
            ready, work = rows.ready[row], rows.detail[row]
            if inside[life]:
                found.on_cases[0] += work
            if role < 0 or start < 0:
                continue
            found.seconds[role] += within(end, since, until) - within(start, since, until)
            if since < end <= until:
                found.touch[role] += work
            if rows.part[row] == 0 and since <= ready < until:
                found.waits[role] += 1
                found.waited[role] += open_by(hub, 0, start) - open_by(hub, 0, ready)
            who, off = hours.persons + rows.person[row], end - start
            n = stretch_at(people, who, start)
            while n < shifts.first[who + 1] and shifts.opens[n] < end:
                a, b = max(start, shifts.opens[n]), min(end, shifts.closes[n])
                n += 1
                if a < b:
                    off -= b - a
                    a, b = within(a, since, until), within(b, since, until)
                    found.on_duty[role] += b - a
                    note(more, role, a - since, b - since)
            if since <= start < until:
                found.late[role] += off


@step
def within(second: int, since: int, until: int) -> int:
    """The nearest second of a window."""
    return min(max(second, since), until)


@step
def note(more: Column, role: int, a: int, b: int) -> None:
    """Note what begins at a second of the window, and ends at another."""
    hour = hour_of(a)
    more[role, hour, 0] += 1
    more[role, hour, 1] += a - hour * HOUR
    hour = hour_of(b)
    more[role, hour, 0] -= 1
    more[role, hour, 1] -= b - hour * HOUR


@step
def hour_of(second: int) -> int:
    """The hour of the window in which a second lies: what is never negative is divided sooner."""
    return int(np.int64(np.uint64(second) // LONG))


@loop
def fold(more: Column, hour: Ints, found: Ints) -> None:
    """Sum the seconds in each hour of a window by the hour of the week."""
    for role in range(found.shape[0]):
        going_on = 0
        for n in range(len(hour)):
            going_on += more[role, n, 0]
            found[role, hour[n]] += going_on * HOUR - more[role, n, 1]


def hand_seconds(t: Traces) -> Ints:
    """Seconds with a case in hand within the window, by role."""
    return t.once(in_hand).seconds


class OnDuty(NamedTuple):
    """Seconds on duty within the window.

    Parameters
    ----------
    seconds : Ints
        By role.
    hourly : Ints
        By role and hour of the week; shape (n_roles, 168).
    """

    seconds: Ints
    hourly: Ints


def on_duty(t: Traces) -> OnDuty:
    """Go through everybody's shifts."""
    roles, hour = len(t.program.roles), hours_of_week(t.program.clock, t.window)
    found = OnDuty(np.zeros(roles, dtype=np.int64), np.zeros((roles, WEEK), dtype=np.int64))
    since, until = t.window.start, t.window.stop
    come_and_go(t.duty, t.program.person_role, since, until, hour, found)
    return found


@loop
def come_and_go(  # noqa: PLR0917 - columns of one table
    duty: Shifts, role: Ints, since: int, until: int, hour: Ints, found: OnDuty
) -> None:
    """Spread the shifts of each person over hours."""
    for person in range(len(role)):
        of = role[person]
        for n in range(duty.first[person], duty.first[person + 1]):
            a, b = within(duty.opens[n], since, until), within(duty.closes[n], since, until)
            found.seconds[of] += b - a
            at = hour_of(a - since)
            end = since + (at + 1) * HOUR
            while a < b and at < len(hour):
                found.hourly[of, hour[at]] += min(b, end) - a
                a, end, at = end, end + HOUR, at + 1


def duty_seconds(t: Traces) -> Ints:
    """Seconds on duty within the window, by role."""
    return t.once(on_duty).seconds


@lru_cache(maxsize=32)
def hours_of_week(clock: Clock, window: Window) -> Ints:
    """The local hour of the week (0 is Monday 00:00) in which each hour of a window begins."""
    starts = np.arange(window.start, window.stop - HOUR + 1, HOUR)
    days = clock.midnights(window.start, window.stop)
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


__all__ = ["duty_seconds", "hand_seconds", "hours_of_week", "in_hand", "on_duty"]
