"""Whose hands work lies in, second by second, and when they are on duty."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from hubsim.arrays import Ints
from hubsim.hours import Clock
from hubsim.measures.lives import Rows
from hubsim.measures.loops import loop
from hubsim.measures.rotas import open_between, stretch_at
from hubsim.measures.segments import Hours
from hubsim.measures.traces import Mask, Traces, Window
from hubsim.units import HOUR

WEEK = 168
"""Hours of a week."""


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
    open_, within = np.zeros((2, roles, len(hour) + 2), dtype=np.int64)
    take_in_hand(
        t.rows, t.marks.working, t.inside, t.hours, t.window.start, t.window.stop, open_, within,
        found,
    )  # fmt: skip
    fold(open_, within, hour, found.hourly)
    return found


@loop
def take_in_hand(  # noqa: PLR0917 - columns of one table
    rows: Rows, works: Mask, inside: Mask, hours: Hours, since: int, until: int, open_: Ints,
    within: Ints, found: InHand,
) -> None:  # fmt: skip
    """Add up what lies in whose hands.

    By the hour a start counts as in hand for ever, and an end takes that away: `open_` are those
    that begin in an hour, less those that end, and `within` their seconds in that hour. What lies
    before the window, and after, has a column of its own.
    """
    last, hub, people = open_.shape[1] - 2, hours.hub, hours.people
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
            found.seconds[role] += min(max(end, since), until) - min(max(start, since), until)
            if since < end <= until:
                found.touch[role] += work
            if rows.part[row] == 0 and since <= ready < until:
                found.waits[role] += 1
                found.waited[role] += open_between(hub, 0, ready, start)
            who, off = hours.persons + rows.person[row], end - start
            n = stretch_at(people, who, start)
            while n < people.first[who + 1] and people.opens[n] < end:
                a, b = max(start, people.opens[n]), min(end, people.closes[n])
                n += 1
                if a >= b:
                    continue
                off -= b - a
                found.on_duty[role] += min(max(b, since), until) - min(max(a, since), until)
                hour = (a - since) // HOUR
                if since <= a and b - since <= (hour + 1) * HOUR <= last * HOUR:
                    within[role, hour + 1] += b - a  # most often it is over within the hour
                    continue
                for second, sign in ((a, 1), (b, -1)):
                    hour = (second - since) // HOUR
                    at = min(max(hour, -1), last) + 1
                    open_[role, at] += sign
                    within[role, at] += sign * ((hour + 1) * HOUR - (second - since))
            if since <= start < until:
                found.late[role] += off


@loop
def fold(open_: Ints, within: Ints, hour: Ints, found: Ints) -> None:
    """Sum the seconds in each hour of a window by the hour of the week."""
    for role in range(found.shape[0]):
        before = open_[role, 0]
        for n in range(len(hour)):
            found[role, hour[n]] += before * HOUR + within[role, n + 1]
            before += open_[role, n + 1]


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
    """Seconds on duty within the window, by role and hour of the week; (n_roles, 168)."""
    found = np.zeros((len(t.program.roles), WEEK), dtype=np.int64)
    hour = hours_of_week(t.program.clock, t.window)
    come_and_go(t.hours, t.program.person_role, t.window.start, hour, found)
    return found


@loop
def come_and_go(hours: Hours, role: Ints, since: int, hour: Ints, found: Ints) -> None:
    """Spread the time on duty of each person over hours."""
    people, stop = hours.people, since + HOUR * len(hour)
    for person in range(len(role)):
        which = hours.persons + person
        for n in range(people.first[which], people.first[which + 1]):
            a, end = max(people.opens[n], since), min(people.closes[n], stop)
            while a < end:
                at = (a - since) // HOUR
                b = min(since + (at + 1) * HOUR, end)
                found[role[person], hour[at]] += b - a
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


__all__ = ["duty_by_hour", "duty_seconds", "hand_seconds", "hours_of_week", "in_hand"]
