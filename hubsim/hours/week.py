"""The hours of a week, laid out over a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from hubsim.hours.clock import Clock
from hubsim.hours.windows import Windows

DAY = 1440
"""Minutes on the face of the clock from one midnight to the next."""


WEEK = 7 * DAY
"""Minutes of an ordinary week."""


class WeeklySpan(NamedTuple):
    """One open stretch of an ordinary week, in local wall-clock time.

    Parameters
    ----------
    day : int
        The day on which it begins; 0 is Monday.
    start : int
        Minutes after local midnight, 0 to 1439.
    end : int
        Minutes after midnight of the same day: 24:00 is 1440, and 22:00-06:00 is 1320 to 1800.
        At most a week after `start`.
    """

    day: int
    start: int
    end: int


def open_windows(
    spans: Sequence[WeeklySpan],
    clock: Clock,
    *,
    start: int,
    end: int,
    closed: frozenset[dt.date] = frozenset(),
) -> Windows:
    """Lay out a week's hours over a stretch of the calendar.

    Both ends of a shift are read off the wall clock, so a night of 22:00-06:00 has seven or nine
    hours when the clocks change.

    Parameters
    ----------
    spans : sequence of WeeklySpan
        The open hours of an ordinary week; they may overlap.
    clock : Clock
        Time zone and start.
    start, end : int
        Seconds since the start; what overlaps ``[start, end)`` is clipped to it.
    closed : frozenset of datetime.date
        Local dates on which no shift begins; one that began the evening before goes on.

    Returns
    -------
    Windows
        Shared between calls with the same hours.

    Raises
    ------
    ValueError
        If a span is not one of an ordinary week, or `end` is before `start`.
    """
    if end < start:
        raise ValueError(f"the end {end} is before the start {start}")
    return _laid_out(_checked(spans), clock, start, end, closed)


@lru_cache(maxsize=1024)
def _laid_out(
    spans: tuple[WeeklySpan, ...], clock: Clock, start: int, end: int, closed: frozenset[dt.date]
) -> Windows:
    longest = max((span.end for span in spans), default=0) // DAY
    # One date more: where clocks go back over midnight the next date has begun once already.
    first = clock.local(start).date().toordinal() - longest
    last = clock.local(end).date().toordinal() + 1
    dates = (dt.date.fromordinal(n) for n in range(first, last + 1))
    midnights = [dt.datetime.combine(date, dt.time()) for date in dates if date not in closed]
    shifts: list[list[tuple[dt.timedelta, dt.timedelta]]] = [[] for _ in range(7)]
    for day, begin, stop in spans:
        shifts[day].append((dt.timedelta(minutes=begin), dt.timedelta(minutes=stop)))
    found = [
        (clock.second(midnight + begin), clock.second(midnight + stop))
        for midnight in midnights
        for begin, stop in shifts[midnight.weekday()]
    ]
    # A span inside the hour that a clock change leaves out may end before it opens: `merging`
    # leaves it out.
    both = np.array(found, dtype=np.int64).reshape(-1, 2).clip(start, end)
    return Windows.merging(both[:, 0], both[:, 1])


def week_seconds(spans: Sequence[WeeklySpan]) -> int:
    """Count the open seconds of an ordinary week, overlapping spans once.

    Raises
    ------
    ValueError
        If a span is not one of an ordinary week.
    """
    begins = np.array([s.day * DAY + s.start for s in _checked(spans)], dtype=np.int64)
    ends = np.array([s.day * DAY + s.end for s in spans], dtype=np.int64)
    # What runs past Sunday midnight comes in again on Monday, from the week before.
    week = Windows.merging(np.append(begins, begins - WEEK), np.append(ends, ends - WEEK))
    return 60 * int(week.seconds_between(0, WEEK))


def _checked(spans: Sequence[WeeklySpan]) -> tuple[WeeklySpan, ...]:
    for span in spans:
        if not (0 <= span.day < 7 and 0 <= span.start < DAY):
            raise ValueError(f"{span} does not begin on a day of the week")
        if not span.start < span.end <= span.start + WEEK:
            raise ValueError(f"{span} must end after it begins, at most a week later")
    return tuple(spans)
