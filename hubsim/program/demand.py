"""How one source sends contacts: its intensity over the whole run, second by second.

The intensity is piecewise constant. Its integral, the expected number of contacts up to a moment,
turns the arrivals of a Poisson process of rate one into those of the source (Çınlar 1975,
*Introduction to stochastic processes*, section 4.7): each draw belongs to a contact by its number,
so a louder source sends the same contacts sooner.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np

from hubsim import units
from hubsim.arrays import Floats, Ints
from hubsim.hours import Clock
from hubsim.program.layout import Demand
from hubsim.program.opening import holidays, laid_out
from hubsim.spec.checks import MONTHS
from hubsim.spec.hub import NEEDS, Hub, Source
from hubsim.units import WeekHours


def demand_of(hub: Hub, name: str, clock: Clock, horizon: int) -> Demand:
    """Lower one source of contacts.

    Parameters
    ----------
    hub : Hub
    name : str
        Of the source.
    clock : Clock
    horizon : int
        Seconds.
    """
    source = hub.contacts[name]
    sizes = _sizes(source)
    times, expected = np.zeros(0, np.int64), np.zeros(0)
    if source.volume is not None:
        times, expected = _expected(hub, name, clock, horizon, 1 / _mean_size(sizes))
    ratings = list(hub.ratings)
    rating = np.zeros((len(NEEDS), len(ratings)))
    for n, need in enumerate(NEEDS):
        row = source.first_seen_as.get(need)
        rating[n] = (
            [row[r].value if r in row else 0.0 for r in ratings]
            if row
            else [1.0] + [0.0] * (len(ratings) - 1)
        )
    return Demand(
        name=name,
        times=times,
        expected=expected,
        interval=source.every.value.seconds if source.every is not None else 0,
        sizes=sizes,
        release_at=_releases(hub, source, clock, horizon),
        need=_cumulative(
            [source.true_need[n].value if n in source.true_need else 0.0 for n in NEEDS]
        ),
        rating=np.vstack([_cumulative(row) for row in rating]),
    )


def _cumulative(shares: Sequence[float] | Floats) -> Floats:
    """Sum shares; the last one in use closes at 1 whatever rounding did."""
    total = np.cumsum(np.asarray(shares, dtype=np.float64))
    total[total > 1 - 1e-9] = 1.0
    return total


def _sizes(source: Source) -> Floats:
    if not source.together:
        return np.zeros(0)
    shares = np.zeros(max(int(size) for size in source.together))
    for size, share in source.together.items():
        shares[int(size) - 1] = share.value
    return _cumulative(shares)


def _mean_size(sizes: Floats) -> float:
    if not len(sizes):
        return 1.0
    return float(np.arange(1, len(sizes) + 1) @ np.diff(sizes, prepend=0.0))


def _expected(
    hub: Hub, name: str, clock: Clock, horizon: int, groups: float
) -> tuple[Ints, Floats]:
    """Integrate the intensity; breakpoints are openings, closings and midnights."""
    source = hub.contacts[name]
    weekly = (source.volume.value if source.volume is not None else 0.0) * groups
    parts = []
    for text, share in source.arrives.items():
        hours = units.week_hours(text)
        windows = laid_out(hours, hub.calendar.holidays, clock, horizon)
        open_seconds = sum(end - start for _, start, end in hours.spans) * units.MINUTE
        parts.append((windows, weekly * share.value / open_seconds))
    days = clock.midnights(0, horizon)
    midnights = np.array([second for _, second in days], dtype=np.int64)
    factors = np.array([_factor(hub, name, date) for date, _ in days])
    times = np.unique(
        np.clip(
            np.concatenate(
                [midnights, *(w.opens for w, _ in parts), *(w.closes for w, _ in parts)]
            ),
            0,
            horizon,
        )
    )
    starts = times[:-1]
    rate = np.zeros(len(starts))
    for windows, per_second in parts:
        rate += np.where(windows.is_open(starts), per_second, 0.0)
    rate *= factors[np.searchsorted(midnights, starts, side="right") - 1]
    return times, np.concatenate([[0.0], np.cumsum(rate * np.diff(times))])


def _factor(hub: Hub, name: str, date: dt.date) -> float:
    """How much more or less than usual a source sends on one day."""
    source, calendar = hub.contacts[name], hub.calendar
    factor = 1.0
    month = source.by_month.get(MONTHS[date.month - 1])
    if month is not None:
        factor *= month.value
    if any(first <= date <= last for first, last in calendar.school_holidays):
        factor *= source.in_school_holidays.value
    for surge in calendar.surges:
        if surge.dates[0] <= date <= surge.dates[1] and (
            not surge.sources or name in surge.sources
        ):
            factor *= surge.times.value
    return factor


def _releases(hub: Hub, source: Source, clock: Clock, horizon: int) -> Ints:
    """Opening and closing of each release, past the horizon so that the last are not lost early."""
    if source.released is None:
        return np.zeros((0, 2), dtype=np.int64)
    end = horizon + 40 * units.DAY
    if isinstance(source.released, WeekHours):
        windows = laid_out(source.released, hub.calendar.holidays, clock, end)
        return np.column_stack([windows.opens, windows.closes])
    every_day = {day for day, _ in source.released} == set(range(7))
    closed = frozenset() if every_day else holidays(hub.calendar.holidays, clock, end)
    seconds = sorted(
        clock.second(dt.datetime.combine(date, dt.time(minute // 60 % 24, minute % 60)))
        for date, _ in clock.midnights(0, end)
        if date not in closed
        for day, minute in source.released
        if date.weekday() == day
    )
    return np.array([[second, second] for second in seconds], dtype=np.int64).reshape(-1, 2)
