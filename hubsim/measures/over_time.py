"""How it goes over the measured time: fortnight by fortnight, and day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from hubsim.arrays import Ints
from hubsim.measures.flow import mean, working_hours
from hubsim.measures.registry import Found, measure
from hubsim.measures.traces import Mask, Traces


def fortnights(t: Traces) -> tuple[list[str], list[int]]:
    """Give the first days of the whole fortnights of the measured time, and their bounds."""
    clock = t.program.clock
    day = clock.local(t.window.start).date()
    days, bounds = list[str](), [t.window.start]
    while True:
        after = day + dt.timedelta(days=14)
        end = clock.second(dt.datetime.combine(after, dt.time()))
        if end > t.window.stop:
            return days, bounds
        days.append(str(day))
        bounds.append(end)
        day = after


def _means(t: Traces, chosen: Mask) -> list[tuple[str, float]]:
    days, bounds = t.once(fortnights)
    lives = np.flatnonzero(chosen & (t.decided >= 0))
    number = np.searchsorted(bounds, t.arrival[lives], side="right") - 1
    order = np.argsort(number, kind="stable")
    hours = t.once(working_hours)[lives[order]]
    first = np.searchsorted(number[order], np.arange(len(days) + 1))
    return [(day, mean(hours[a:b])) for day, (a, b) in zip(days, pairwise(first), strict=True)]


def _fortnightly(prefix: str, who: str, chosen: Callable[[Traces], Mask]) -> None:
    """Register the mean of each fortnight and the highest of them, for a group of cases."""

    def means(t: Traces) -> list[tuple[str, float]]:
        return _means(t, chosen(t))

    def each(t: Traces) -> Found:
        return (("fortnight", day, value) for day, value in t.once(means))

    def worst(t: Traces) -> Found:
        values = [value for _, value in t.once(means) if not np.isnan(value)]
        yield "all", "all", max(values, default=float("nan"))

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
_fortnightly("asked_", "cases about which other agencies were asked", lambda t: t.inside & t.asked)


def open_days(t: Traces) -> tuple[list[str], Ints]:
    """Give the days of the measured time on which the hub is open, and when each ends."""
    days = t.program.clock.midnights(t.window.start, t.window.stop)
    starts = np.array([second for _, second in days], dtype=np.int64)
    is_open = t.hub_hours.seconds_between(starts[:-1], starts[1:]) > 0
    names = [str(day) for (day, _), there in zip(days[:-1], is_open, strict=True) if there]
    return names, starts[1:][is_open]


@measure(
    "open_by_day", "Open cases by day", "cases",
    "Cases in the hub at the end of each day on which it is open.", settles=False, usual=False,
)  # fmt: skip
def open_by_day(t: Traces) -> Found:
    """Open cases at midnight after each open day."""
    days, ends = open_days(t)
    for day, number in zip(days, t.open_at(ends), strict=True):
        yield "day", day, float(number)


@measure(
    "hours_by_day", "Time to decision by day of arrival", "working hours",
    "Mean hub working hours from contact to decision, by the day on which the hub is open on which "
    "a case arrives, or the next; cases decided before the run ended.",
    better="lower", usual=False,
)  # fmt: skip
def hours_by_day(t: Traces) -> Found:
    """Time to decision by open day."""
    days, ends = open_days(t)
    known = t.inside & (t.decided >= 0)
    at = ends.searchsorted(t.arrival[known], side="right")
    hours = t.once(working_hours)[known]
    sums = np.bincount(at, hours, len(days) + 1)
    counts = np.bincount(at, minlength=len(days) + 1)
    for number, day in enumerate(days):
        yield "day", day, float(sums[number] / counts[number]) if counts[number] else float("nan")
