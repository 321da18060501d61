"""Whose hands work lies in, second by second, and when they are on duty."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from hubsim.arrays import Floats, Ints
from hubsim.hours import Clock
from hubsim.measures.lives import Column, Rows, set_apart
from hubsim.measures.loops import loop
from hubsim.measures.rotas import Rotas, open_between
from hubsim.measures.segments import Hours
from hubsim.measures.traces import Mask, Traces, Window
from hubsim.units import HOUR


class InHand(NamedTuple):
    """What lies in the hands of people of each role within a window.

    Parameters
    ----------
    seconds : Ints
        With a case in hand, shape (n_roles,).
    touch : Floats
        Seconds of work itself in spells that end in the window, shape (n_roles,).
    hourly : Ints
        With a case in hand in each whole hour, shape (n_roles, n_hours).
    """

    seconds: Ints
    touch: Floats
    hourly: Ints


def in_hand(t: Traces) -> InHand:
    """Go through the spells of work of a run."""
    roles, hours = len(t.program.roles), len(hours_of_week(t.program.clock, t.window))
    found = InHand(
        np.zeros(roles, dtype=np.int64), np.zeros(roles), np.zeros((roles, hours), dtype=np.int64)
    )
    open_, within = (np.zeros((roles, hours + 2), dtype=np.int64) for _ in range(2))
    take_in_hand(
        t.rows, t.marks.working, t.window.start, t.window.stop, found.seconds, found.touch, open_,
        within,
    )  # fmt: skip
    found.hourly[:] = ((np.cumsum(open_, axis=1) - open_) * HOUR + within)[:, 1:-1]
    return found


@loop
def take_in_hand(  # noqa: PLR0917 - columns of one table
    rows: Rows, works: Mask, since: int, until: int, seconds: Ints, touch: Floats, open_: Ints,
    within: Ints,
) -> None:  # fmt: skip
    """Add up time in hand and touch time by role.

    By the hour a start counts as in hand for ever, and an end takes that away: `open_` are those
    that begin in an hour, less those that end, and `within` their seconds in that hour. What lies
    before the window, and after, has a column of its own.
    """
    hours = open_.shape[1] - 2
    for row in range(len(rows.node)):
        role, start, end = rows.role[row], rows.start[row], rows.end[row]
        if role < 0 or start < 0 or not works[rows.node[row]]:
            continue
        seconds[role] += min(max(end, since), until) - min(max(start, since), until)
        if since < end <= until:
            touch[role] += rows.detail[row] / 1000
        for second, sign in ((start, 1), (end, -1)):
            hour = (second - since) // HOUR
            at = min(max(hour, -1), hours) + 1
            open_[role, at] += sign
            within[role, at] += sign * ((hour + 1) * HOUR - (second - since))


def overtime_seconds(t: Traces) -> Ints:
    """Seconds off duty of spells that begin in the window, by person."""
    found = np.zeros(len(t.program.person_role), dtype=np.int64)
    work_on(t.rows, t.marks.working, t.hours, t.window.start, t.window.stop, found)
    return found


@loop
def work_on(  # noqa: PLR0917 - columns of one table
    rows: Rows, works: Mask, hours: Hours, since: int, until: int, late: Ints
) -> None:
    """Add up what each person has in hand off duty."""
    people = hours.people
    for row in range(len(rows.node)):
        person, start, end = rows.person[row], rows.start[row], rows.end[row]
        if rows.role[row] >= 0 and since <= start < until and start >= 0 and works[rows.node[row]]:
            late[person] += end - start - open_between(people, hours.persons + person, start, end)


def waits(t: Traces) -> list[Column]:
    """Hub working seconds from ready to taken up, of work ready in the window, by role."""
    roles = len(t.program.roles)
    role, seconds = np.empty((2, len(t.log)), dtype=np.int32)
    count = wait(t.rows, t.marks.working, t.hub, t.window.start, t.window.stop, role, seconds)
    every, apart = np.empty((2, count), dtype=np.int32)
    ends = np.zeros(roles, dtype=np.int64)
    set_apart(np.ones(count, dtype=bool), role[:count], every, apart, ends)
    return np.split(seconds[apart], ends[:-1])


@loop
def wait(  # noqa: PLR0917 - columns of one table
    rows: Rows, works: Mask, hub: Rotas, since: int, until: int, role: Column, seconds: Column
) -> int:
    """Write down the role and the length of each wait; give the number of them."""
    count = 0
    for row in range(len(rows.node)):
        ready, start = rows.ready[row], rows.start[row]
        if (
            rows.role[row] >= 0 and start >= 0 and rows.part[row] == 0 and since <= ready < until
            and works[rows.node[row]]
        ):  # fmt: skip
            role[count], seconds[count] = rows.role[row], open_between(hub, 0, ready, start)
            count += 1
    return count


def touch_of_lives(t: Traces) -> Floats:
    """Seconds of work itself on each life, shape (n_lives,)."""
    found = np.zeros(len(t.life))
    touch(t.rows, t.marks.working, found)
    return found


@loop
def touch(rows: Rows, works: Mask, found: Floats) -> None:
    """Add up the work of each life."""
    for life in range(len(found)):
        for row in range(rows.begins[life], rows.begins[life + 1]):
            if works[rows.node[row]]:
                found[life] += rows.detail[row] / 1000


def hand_seconds(t: Traces) -> Ints:
    """Seconds with a case in hand within the window, by role."""
    return t.once(in_hand).seconds


def duty_seconds(t: Traces) -> Ints:
    """Seconds on duty within the window, by role."""
    person = t.hours.persons + np.arange(len(t.program.person_role))
    since, until = (np.full(len(person), second) for second in (t.window.start, t.window.stop))
    there = t.hours.people.seconds_between(person, since, until)
    return np.bincount(t.program.person_role, there, len(t.program.roles)).astype(np.int64)


def duty_by_hour(t: Traces) -> Ints:
    """Seconds that people are on duty in each whole hour of the window, (n_roles, n_hours)."""
    hours = len(hours_of_week(t.program.clock, t.window))
    found = np.zeros((len(t.program.roles), hours), dtype=np.int64)
    come_and_go(t.hours, t.program.person_role, t.window.start, found)
    return found


@loop
def come_and_go(hours: Hours, role: Ints, since: int, found: Ints) -> None:
    """Spread the time on duty of each person over hours."""
    people, stop = hours.people, since + HOUR * found.shape[1]
    for person in range(len(role)):
        which = hours.persons + person
        for n in range(people.first[which], people.first[which + 1]):
            a, end = max(people.opens[n], since), min(people.closes[n], stop)
            while a < end:
                hour = (a - since) // HOUR
                b = min(since + (hour + 1) * HOUR, end)
                found[role[person], hour] += b - a
                a = b


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


__all__ = [
    "duty_by_hour", "duty_seconds", "hand_seconds", "hours_of_week", "in_hand", "overtime_seconds",
    "touch_of_lives", "waits",
]  # fmt: skip
