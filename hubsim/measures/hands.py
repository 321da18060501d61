"""Whose hands work lies in, second by second, and when they are on duty."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from hubsim.hours import Clock
from hubsim.measures.rotas import Rotas
from hubsim.measures.traces import Traces, Window
from hubsim.program.layout import Ints
from hubsim.units import HOUR


@dataclass(frozen=True, slots=True, eq=False)
class Spells:
    """Every spell of work in the hands of somebody of a role; shape (n_spells,) each.

    Parameters
    ----------
    row : Ints
        Of the log.
    role, start, end : Ints
        Whose hands, and the seconds between which it lies in them.
    """

    row: Ints
    role: Ints
    start: Ints
    end: Ints


def spells(t: Traces) -> Spells:
    """Gather the spells of work of a run."""
    log = t.log
    rows = np.flatnonzero(t.begun & (log.role >= 0))
    return Spells(rows, log.role[rows], log.start[rows], log.end[rows])


def hand_seconds(t: Traces) -> Ints:
    """Seconds with a case in hand within the window, by role."""
    s = t.once(spells)
    a = np.clip(s.start, t.window.start, t.window.stop)
    b = np.clip(s.end, t.window.start, t.window.stop)
    return np.bincount(s.role, b - a, len(t.program.roles)).astype(np.int64)


def duty_seconds(t: Traces) -> Ints:
    """Seconds on duty within the window, by role."""
    total = np.zeros(len(t.program.roles), dtype=np.int64)
    for role, windows in zip(t.program.person_role, t.run.variates.duty, strict=True):
        total[role] += int(windows.seconds_between(t.window.start, t.window.stop))
    return total


def hand_by_hour(t: Traces) -> Ints:
    """Seconds with a case in hand in each whole hour of the window, shape (n_roles, n_hours)."""
    s, shape = t.once(spells), (len(t.program.roles), len(hours_of_week(t.program.clock, t.window)))
    begun, over = (_after(s.role, each - t.window.start, shape) for each in (s.start, s.end))
    return begun - over


def _after(role: Ints, second: Ints, shape: tuple[int, int]) -> Ints:
    """Seconds of each hour that lie after some seconds, added up by role.

    None of the hours before, all of those after.
    """
    roles, hours = shape
    hour = second // HOUR
    left = HOUR - (second - hour * HOUR)
    cell = role * (hours + 2) + np.clip(hour, -1, hours) + 1  # what lies outside, at the ends
    number = np.bincount(cell, minlength=roles * (hours + 2)).reshape(roles, -1)
    inside = np.bincount(cell, left, roles * (hours + 2)).astype(np.int64).reshape(roles, -1)
    found = (np.cumsum(number, axis=1) - number) * HOUR + inside
    return np.asarray(found[:, 1:-1])


def duty_by_hour(t: Traces) -> Ints:
    """Seconds that people are on duty in each whole hour of the window, (n_roles, n_hours)."""
    hours = len(hours_of_week(t.program.clock, t.window))
    bounds = t.window.start + HOUR * np.arange(hours + 1)
    found = np.zeros((len(t.program.roles), hours), dtype=np.int64)
    alike = Counter(zip(t.program.person_role.tolist(), t.run.variates.duty, strict=True))
    for (role, windows), number in alike.items():
        found[role] += number * np.diff(Rotas.of([windows]).seconds_until(bounds))
    return found


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
    "Spells", "duty_by_hour", "duty_seconds", "hand_by_hour", "hand_seconds", "hours_of_week",
    "spells",
]  # fmt: skip
