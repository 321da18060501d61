"""Whose hands work lies in, second by second, and when they are on duty."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Ints
from hubsim.hours import Clock
from hubsim.measures.rotas import Rotas
from hubsim.measures.traces import Traces, Window
from hubsim.units import HOUR


@dataclass(frozen=True, slots=True, eq=False)
class Spells:
    """Spells of work in the hands of somebody of a role, of one block; shape (n_spells,) each.

    Parameters
    ----------
    row : array of int32
        Of the log.
    role : array of int16
        Whose hands.
    start, end : array of int32
        The seconds between which it lies in them.
    """

    row: NDArray[np.int32]
    role: NDArray[np.int16]
    start: NDArray[np.int32]
    end: NDArray[np.int32]


def spells(t: Traces) -> list[Spells]:
    """Gather the spells of work of a run, block by block."""
    log, found = t.log, []
    for block, _ in t.blocks:
        at = np.flatnonzero(t.begun[block] & (log.role[block] >= 0))
        found.append(
            Spells(
                (at + block.start).astype(np.int32), log.role[block][at].astype(np.int16),
                log.start[block][at].astype(np.int32), log.end[block][at].astype(np.int32),
            )
        )  # fmt: skip
    return found


def hand_seconds(t: Traces) -> Ints:
    """Seconds with a case in hand within the window, by role."""
    found = np.zeros(len(t.program.roles))
    for s in t.once(spells):
        a, b = (np.clip(each, t.window.start, t.window.stop) for each in (s.start, s.end))
        found += np.bincount(s.role, b - a, len(found))
    return found.astype(np.int64)


def duty_seconds(t: Traces) -> Ints:
    """Seconds on duty within the window, by role."""
    total = np.zeros(len(t.program.roles), dtype=np.int64)
    for role, windows in zip(t.program.person_role, t.run.variates.duty, strict=True):
        total[role] += int(windows.seconds_between(t.window.start, t.window.stop))
    return total


def hand_by_hour(t: Traces) -> Ints:
    """Seconds with a case in hand in each whole hour of the window, shape (n_roles, n_hours)."""
    roles, hours = len(t.program.roles), len(hours_of_week(t.program.clock, t.window))
    # What lies outside is at the ends. A start counts as in hand for ever, an end takes that away.
    number, inside = (np.zeros((roles, hours + 2), dtype=np.int64) for _ in range(2))
    for s in t.once(spells):
        if not len(s.row):
            continue
        for second, sign in ((s.start, 1), (s.end, -1)):
            hour = (second - t.window.start) // HOUR
            left = HOUR - (second - t.window.start - hour * HOUR)
            place = np.clip(hour, -1, hours) + 1
            low = int(place.min())
            width = int(place.max()) + 1 - low  # the cases of a block come one after another
            cell = s.role.astype(np.int64) * width + (place - low)
            some = slice(low, low + width)
            number[:, some] += sign * np.bincount(cell, minlength=roles * width).reshape(roles, -1)
            sums = np.bincount(cell, left, roles * width).astype(np.int64)
            inside[:, some] += sign * sums.reshape(roles, -1)
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
