"""When are people there: open hours, bank holidays and working days, in seconds since the start.

A week is written in local wall-clock time; a run counts whole seconds. This module is the only
place where one becomes the other, so it alone knows of time zones and clock changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple, overload
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

DAY = 1440
"""Minutes on the face of the clock from one midnight to the next."""

WEEK = 7 * DAY
"""Minutes of an ordinary week."""

REGIONS = MappingProxyType(
    {"England": "ENG", "Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR", "none": ""}
)
"""Whose bank holidays an agency keeps, and what the `holidays` package calls that region."""

Seconds = int | NDArray[np.int64]
"""One instant or many, in whole seconds since the start."""


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


@dataclass(frozen=True, slots=True)
class Clock:
    """Turns local dates and times into whole seconds since the start, and back.

    Parameters
    ----------
    timezone : str
        IANA name, such as ``Europe/London``.
    starts : datetime.date
        Local midnight of this date is second 0.

    Raises
    ------
    ValueError
        If there is no such time zone.
    """

    timezone: str
    starts: dt.date
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _origin: dt.datetime = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        try:
            zone = ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{self.timezone!r} is not the name of a time zone") from error
        origin = dt.datetime.combine(self.starts, dt.time(), tzinfo=zone).astimezone(dt.UTC)
        object.__setattr__(self, "_zone", zone)
        object.__setattr__(self, "_origin", origin)

    def second(self, local: dt.datetime) -> int:
        """Return the second at which clocks on the wall show `local`.

        A time that a clock change leaves out is counted on from before the change (01:30 becomes
        02:30); of a time that comes twice the first is meant. Fractions of a second are dropped.

        Parameters
        ----------
        local : datetime.datetime
            Naive local wall-clock time.

        Returns
        -------
        int
            Seconds since the start; negative before it.

        Raises
        ------
        ValueError
            If `local` carries a time zone.
        """
        if local.tzinfo is not None:
            raise ValueError(f"{local.isoformat()} carries a time zone; wall-clock time is wanted")
        # fold=0 is both rules at once: the offset before a gap, the first of two (PEP 495).
        since = local.replace(tzinfo=self._zone, fold=0) - self._origin
        return since.days * 86_400 + since.seconds

    def local(self, second: int) -> dt.datetime:
        """Return what the clock on the wall shows at `second`, with its time zone."""
        return (self._origin + dt.timedelta(seconds=int(second))).astimezone(self._zone)

    def midnights(self, start: int, end: int) -> list[tuple[dt.date, int]]:
        """List the local midnights that cover ``[start, end]``.

        Parameters
        ----------
        start, end : int
            Seconds since the start.

        Returns
        -------
        list of (datetime.date, int)
            Date and second, from the last midnight at or before `start` to the first at or after
            `end`, so that neighbours bound the days of the stretch.
        """
        date = self.local(start).date()
        found = [(date, self._midnight(date))]
        while found[-1][1] < end:
            date += dt.timedelta(days=1)
            found.append((date, self._midnight(date)))
        return found

    def _midnight(self, date: dt.date) -> int:
        return self.second(dt.datetime.combine(date, dt.time()))


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Open time: sorted stretches ``[opens[i], closes[i])`` that neither overlap nor touch.

    Equal and hashed by value; the arrays are copies and read-only.

    Parameters
    ----------
    opens, closes : NDArray[np.int64], shape (n,)
        Seconds since the start.

    Raises
    ------
    TypeError
        If the seconds are not whole numbers.
    ValueError
        If the stretches are empty, out of order, overlapping or touching; `merging` mends that.
    """

    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    _worked: NDArray[np.int64] = field(init=False, repr=False)  # open seconds up to each close

    def __post_init__(self) -> None:
        opens, closes = _whole(self.opens).copy(), _whole(self.closes).copy()
        if opens.ndim != 1 or opens.shape != closes.shape:
            raise ValueError(f"{opens.shape} opens and {closes.shape} closes do not make pairs")
        if np.any(opens >= closes) or np.any(closes[:-1] >= opens[1:]):
            raise ValueError("stretches must be in order and neither be empty, overlap nor touch")
        worked = np.cumsum(closes - opens, dtype=np.int64)
        for name, array in (("opens", opens), ("closes", closes), ("_worked", worked)):
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Windows):
            return NotImplemented
        same = np.array_equal(self.opens, other.opens)
        return bool(same and np.array_equal(self.closes, other.closes))

    def __hash__(self) -> int:
        return hash((self.opens.tobytes(), self.closes.tobytes()))

    def __reduce__(self) -> tuple[Callable[..., Windows], tuple[Any, ...]]:
        return Windows, (self.opens, self.closes)  # a plain pickle would come back writable

    @staticmethod
    def always(start: int, end: int) -> Windows:
        """Open from `start` to `end` without a break; never, if they are equal."""
        if end < start:
            raise ValueError(f"the end {end} is before the start {start}")
        return Windows.merging(_whole([start]), _whole([end]))

    @staticmethod
    def merging(opens: NDArray[np.int64], closes: NDArray[np.int64]) -> Windows:
        """Make windows of stretches in any order: overlapping or touching ones become one.

        Parameters
        ----------
        opens, closes : NDArray[np.int64], shape (n,)
            Seconds since the start; a stretch that does not end after it opens is left out.
        """
        opens, closes = _whole(opens), _whole(closes)
        some = opens < closes
        return _at_least(1, (opens[some], 1), (closes[some], -1))

    def seconds_until(self, t: Seconds) -> NDArray[np.int64]:
        """Count the open seconds from the first opening to `t` (not counted itself), per `t`."""
        t = _whole(t)
        if not self.opens.size:
            return np.zeros_like(t)
        last = np.maximum(self.opens.searchsorted(t, side="right") - 1, 0)
        closes = self.closes[last]
        return np.asarray(self._worked[last] - (closes - np.clip(t, self.opens[last], closes)))

    def seconds_between(self, a: Seconds, b: Seconds) -> NDArray[np.int64]:
        """Count the open seconds in ``[a, b)``.

        Parameters
        ----------
        a, b : int or NDArray[np.int64]
            Seconds since the start, shapes that broadcast; `a` not after `b` (the count is
            negative where it is).

        Returns
        -------
        NDArray[np.int64]
            Whole seconds, of the broadcast shape.
        """
        return np.asarray(self.seconds_until(b) - self.seconds_until(a))

    def is_open(self, t: Seconds) -> NDArray[np.bool_]:
        """Say of each `t` whether it is in open time; an instant of closing is not."""
        t = _whole(t)
        begun = self.opens.searchsorted(t, side="right")
        return np.asarray(begun > self.closes.searchsorted(t, side="right"))

    def next_open(self, t: int) -> int | None:
        """Return `t` itself if it is open, else the next opening, or None if there is none."""
        at = int(self.closes.searchsorted(t, side="right"))
        return max(t, int(self.opens[at])) if at < self.opens.size else None

    def after(self, t: int, work: int) -> int | None:
        """Return the instant at which `work` open seconds after `t` have passed.

        Work that just fits ends at the close itself: 30 minutes from 16:30 end at 17:00, not next
        morning. No work at all "ends" at the first open instant from `t` on.

        Parameters
        ----------
        t : int
            Seconds since the start.
        work : int
            Open seconds, not negative.

        Returns
        -------
        int or None
            Seconds since the start; None if the windows run out before.

        Raises
        ------
        ValueError
            If `work` is negative.
        """
        if work < 0:
            raise ValueError(f"work cannot be negative: {work} s")
        if work == 0:
            return self.next_open(t)
        at = int(self.closes.searchsorted(t, side="right"))
        if at == self.closes.size:
            return None
        left = int(self.closes[at]) - max(t, int(self.opens[at]))
        done = int(self._worked[at]) - left + work
        at = int(self._worked.searchsorted(done))
        if at == self.closes.size:
            return None
        return int(self.closes[at]) - (int(self._worked[at]) - done)

    def union(self, *others: Windows) -> Windows:
        """Open where any of them is; ``Windows.union(*many)`` works too."""
        return _at_least(1, *_edges((self, *others)))

    def intersection(self, *others: Windows) -> Windows:
        """Open where all of them are; ``Windows.intersection(*many)`` works too."""
        return _at_least(1 + len(others), *_edges((self, *others)))

    def minus(self, other: Windows) -> Windows:
        """Open where this one is and `other` is not."""
        return _at_least(1, *_edges([self]), (other.opens, -1), (other.closes, 1))

    __or__ = union
    __and__ = intersection


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


def bank_holidays(region: str, years: range) -> dict[dt.date, str]:
    """Name the bank holidays of a region, in the order of the calendar.

    Where a holiday falls on a weekend and is given on a weekday instead, both days are listed, the
    substitute as "(observed)": a team that works weekends is away on the day itself as well.

    Parameters
    ----------
    region : str
        One of `REGIONS`; with "none" there are no holidays.
    years : range
        Calendar years. In years not yet proclaimed, one-off holidays are not known.

    Returns
    -------
    dict of datetime.date to str
        Local dates and their names.

    Raises
    ------
    ValueError
        If the region is not one of `REGIONS`.
    """
    if region not in REGIONS:
        raise ValueError(f"{region!r} is not one of {', '.join(REGIONS)}")
    if region == "none" or not years:
        return {}
    import holidays  # noqa: PLC0415 - slow to import, and many hubs never ask

    known = holidays.country_holidays("GB", subdiv=REGIONS[region], years=years)
    return dict(sorted(known.items()))


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
    midnights, closes = _working_days(windows, clock)
    # A working day follows the day of receipt if its midnight is later than the receipt.
    nth = midnights.searchsorted(received, side="right") + (days - 1)
    if np.any(nth >= closes.size):
        raise ValueError(f"the hours end before {days} working days have passed; lay out more")
    due = closes[nth]
    return due if isinstance(received, np.ndarray) else int(due)


@lru_cache(maxsize=64)
def _working_days(windows: Windows, clock: Clock) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
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


def _checked(spans: Sequence[WeeklySpan]) -> tuple[WeeklySpan, ...]:
    for span in spans:
        if not (0 <= span.day < 7 and 0 <= span.start < DAY):
            raise ValueError(f"{span} does not begin on a day of the week")
        if not span.start < span.end <= span.start + WEEK:
            raise ValueError(f"{span} must end after it begins, at most a week later")
    return tuple(spans)


def _whole(seconds: Seconds | Sequence[int]) -> NDArray[np.int64]:
    """Take seconds as int64 and refuse floats, which would be cut off in silence."""
    array = np.asarray(seconds)
    if array.size and array.dtype.kind not in "iu":
        raise TypeError(f"seconds must be whole numbers, not {array.dtype}")
    return array.astype(np.int64, copy=False)


def _edges(many: Iterable[Windows]) -> list[tuple[NDArray[np.int64], int]]:
    return [edge for one in many for edge in ((one.opens, 1), (one.closes, -1))]


def _at_least(level: int, *edges: tuple[NDArray[np.int64], int]) -> Windows:
    """Sweep over instants and steps; open where the steps so far add up to `level` or more."""
    times = np.concatenate([instants for instants, _ in edges])
    steps = np.concatenate([np.full(instants.size, step) for instants, step in edges])
    order = np.argsort(times, kind="stable")
    times, height = times[order], np.cumsum(steps[order])
    # All steps of one instant count together: that is what merges stretches that touch.
    last = np.flatnonzero(np.diff(times, append=times[-1:] + 1))
    times, on = times[last], height[last] >= level
    flips = times[np.diff(on, prepend=False)]
    return Windows(flips[0::2], flips[1::2])
