"""How it goes over the measured time: fortnight by fortnight, and day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from hubsim.arrays import Floats, Ints
from hubsim.hours import Clock, Windows
from hubsim.measures.flow import working_seconds
from hubsim.measures.groups import Groups
from hubsim.measures.registry import ALL, Found, measure
from hubsim.measures.traces import Mask, Traces, Window
from hubsim.units import HOUR


@lru_cache(maxsize=32)
def fortnights(clock: Clock, window: Window) -> tuple[tuple[str, ...], Ints]:
    """Give the first days of the whole fortnights of a window, and their bounds."""
    day = clock.local(window.start).date()
    days, bounds = list[str](), [window.start]
    while True:
        after = day + dt.timedelta(days=14)
        end = clock.second(dt.datetime.combine(after, dt.time()))
        if end > window.stop:
            return tuple(days), np.array(bounds)
        days.append(str(day))
        bounds.append(end)
        day = after


def by_fortnight(t: Traces) -> Groups:
    """Decided lives by the whole fortnight of the window in which they begin."""
    days, bounds = fortnights(t.program.clock, t.window)
    number = np.searchsorted(bounds, t.arrival, side="right") - 1
    return Groups.made_of("fortnight", days, number).among(t.settled & (number < len(days)))


def _fortnightly(prefix: str, who: str, chosen: Callable[[Traces], Mask]) -> None:
    """Register the mean of each fortnight and the highest of them, for a group of cases."""

    def means(t: Traces) -> Floats:
        return t.once(by_fortnight).among(chosen(t)).means(t.once(working_seconds), HOUR)

    def each(t: Traces) -> Found:
        return t.once(by_fortnight).told_apart(t.once(means))

    def worst(t: Traces) -> Found:
        yield "all", ALL, [np.fmax.reduce(t.once(means)[1:], initial=np.nan)]

    said = "Mean hub working hours from contact to decision"
    measure(
        f"{prefix}hours_by_fortnight",
        f"Time to decision by fortnight{' where partners were asked' if prefix else ''}",
        "working hours",
        f"{said}, by the whole fortnight of the measured time in which a case arrives; {who}, "
        "decided before the run ended.",
        better="lower",
    )(each)
    measure(
        f"{prefix}worst_fortnight",
        f"Worst fortnight{' where partners were asked' if prefix else ''}",
        "working hours",
        f"{said} in the fortnight of the measured time with the highest; {who}, decided before the "
        "run ended.",
        better="lower",
    )(worst)


_fortnightly("", "all cases", lambda t: t.inside)
_fortnightly("asked_", "cases about which other agencies were asked", lambda t: t.asked)


@lru_cache(maxsize=32)
def open_days(clock: Clock, hub_hours: Windows, window: Window) -> tuple[tuple[str, ...], Ints]:
    """Give the days of a window on which the hub is open, and when each ends."""
    days = clock.midnights(window.start, window.stop)
    starts = np.array([second for _, second in days], dtype=np.int64)
    is_open = hub_hours.seconds_between(starts[:-1], starts[1:]) > 0
    names = (str(day) for (day, _), there in zip(days[:-1], is_open, strict=True) if there)
    return tuple(names), starts[1:][is_open]


@measure(
    "open_by_day", "Open cases by day", "cases",
    "Cases in the hub at the end of each day on which it is open.", settles=False, usual=False,
)  # fmt: skip
def open_by_day(t: Traces) -> Found:
    """Open cases at midnight after each open day."""
    days, ends = open_days(t.program.clock, t.hub_hours, t.window)
    yield "day", days, t.open_at(ends)


@measure(
    "hours_by_day", "Time to decision by day of arrival", "working hours",
    "Mean hub working hours from contact to decision, by the day on which the hub is open on which "
    "a case arrives, or the next; cases decided before the run ended.",
    better="lower", usual=False,
)  # fmt: skip
def hours_by_day(t: Traces) -> Found:
    """Time to decision by open day."""
    days, ends = open_days(t.program.clock, t.hub_hours, t.window)
    day = ends.searchsorted(t.arrival, side="right")
    some = Groups.made_of("day", days, day).among(t.settled & (day < len(days)))
    return some.told_apart(some.means(t.once(working_seconds), HOUR))
