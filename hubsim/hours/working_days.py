"""Limits in working days, and when something is due that arrived now."""

from __future__ import annotations

from functools import lru_cache
from typing import overload

import numpy as np
from numpy.typing import NDArray

from hubsim.hours.clock import Clock
from hubsim.hours.windows import Seconds, Windows


@overload
def due_by_working_days(received: int, days: int, windows: Windows, clock: Clock) -> int: ...
@overload
def due_by_working_days(
    received: NDArray[np.int64], days: int, windows: Windows, clock: Clock
) -> NDArray[np.int64]: ...


def due_by_working_days(received: Seconds, days: int, windows: Windows, clock: Clock) -> Seconds:
    """Return the close of the n-th working day after the day of receipt.

    The day of receipt is day 0, also when it is not a working day; what ends exactly at the limit
    is in time. A working day is a local date on which a stretch of the windows begins, or which is
    open from midnight to midnight; it closes when the last stretch that begins on it does, or at
    the midnight at which a day open throughout follows.

    Parameters
    ----------
    received : int or NDArray[np.int64]
        Seconds since the start, not before the windows' own start.
    days : int
        Working days allowed, at least 1.
    windows : Windows
        Hours of the working-day calendar. They must go on past the last due day: one that is
        clipped closes where it was clipped.
    clock : Clock
        Says which local date a second belongs to.

    Returns
    -------
    int or NDArray[np.int64]
        Seconds since the start, of the shape of `received`.

    Raises
    ------
    ValueError
        If `days` is less than 1, or the windows end before the due day.
    """
    if days < 1:
        raise ValueError(f"a limit needs at least 1 working day, not {days}")
    midnights, closes = working_days(windows, clock)
    # A working day follows the day of receipt if its midnight is later than the receipt.
    nth = midnights.searchsorted(received, side="right") + (days - 1)
    if np.any(nth >= closes.size):
        raise ValueError(f"the hours end before {days} working days have passed; lay out more")
    due = closes[nth]
    return due if isinstance(received, np.ndarray) else int(due)


@lru_cache(maxsize=64)
def working_days(windows: Windows, clock: Clock) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return midnight and close of every working day, two arrays of shape (working days,)."""
    if not windows.opens.size:
        return windows.opens, windows.closes
    bounds = clock.midnights(int(windows.opens[0]), int(windows.closes[-1]))
    midnights = np.array([second for _, second in bounds], dtype=np.int64)
    # Round-the-clock hours are one stretch; they are cut at midnight, or they'd be one day.
    lengths = np.diff(midnights)
    whole = midnights[:-1][(windows.seconds_between(midnights[:-1], midnights[1:]) == lengths)]
    begins = np.union1d(windows.opens, whole)
    stretch = windows.opens.searchsorted(begins, side="right") - 1
    ends = np.minimum(windows.closes[stretch], np.append(begins[1:], windows.closes[-1]))
    day = midnights.searchsorted(begins, side="right") - 1
    last = np.flatnonzero(np.append(np.diff(day) != 0, True))
    return midnights[day[last]], ends[last]


def _due_or_never(received: int, days: int, windows: Windows, clock: Clock) -> int:
    try:
        return due_by_working_days(received, days, windows, clock)
    except ValueError:
        return NEVER


NEVER = int(np.iinfo(np.int64).max // 4)
"""Later than anything."""


def due_after(
    received: NDArray[np.int64], limit: int, kind: str, windows: Windows, clock: Clock
) -> NDArray[np.int64]:
    """The second by which what was received is due.

    Parameters
    ----------
    received : NDArray
        Seconds since the start, shape (n,).
    limit : int
        Seconds, or days for working days; negative for no limit.
    kind : str
        ``elapsed``, ``working hours`` or ``working days``.
    windows, clock : Windows, Clock
        The working day that the last two run on.

    Returns
    -------
    NDArray
        Shape (n,); `NEVER` without a limit.
    """
    if limit < 0:
        return np.full(len(received), NEVER)
    if kind == "elapsed":
        return received + limit
    if kind == "working days":
        try:
            return due_by_working_days(received, limit, windows, clock)
        except ValueError:  # some lie past the last working day laid out
            found = [_due_or_never(int(second), limit, windows, clock) for second in received]
            return np.array(found, dtype=np.int64)
    worked = windows.after_each(received, limit)
    return np.where(worked < 0, NEVER, worked)
