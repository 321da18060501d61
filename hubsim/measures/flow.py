"""How long cases take, whether targets are met, and how many are open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Floats
from hubsim.measures.registry import Found, measure
from hubsim.measures.traces import Groups, Mask, Traces
from hubsim.runlog import Whole
from hubsim.units import DAY, HOUR, WEEK


def by_rating(groups: Groups, value: Callable[[Whole], float]) -> Iterator[tuple[str, str, float]]:
    """Give a value for the lives of each group."""
    for by, group, lives in groups:
        yield by, group, float(value(lives))


def mean(values: NDArray[Any]) -> float:
    """Mean; NaN of nothing."""
    if not len(values):
        return float("nan")
    if values.dtype == bool:
        return int(np.count_nonzero(values)) / len(values)
    return float(np.add.reduce(values, dtype=np.float64)) / len(values)


def share(holds: Mask, among: Mask) -> float:
    """Share of some of whom something holds; NaN of nobody."""
    number = int(np.count_nonzero(among))
    return int(np.count_nonzero(holds & among)) / number if number else float("nan")


def summary(values: Floats) -> tuple[float, float, float]:
    """Mean, median and 90th percentile; NaN of nothing."""
    if not len(values):
        return (float("nan"),) * 3
    places = [share * (len(values) - 1) for share in (0.5, 0.9)]
    around = {min(int(place) + more, len(values) - 1) for place in places for more in (0, 1)}
    ordered = np.partition(values, sorted(around))
    median, high = (quantile(ordered, place) for place in places)
    return mean(values), median, high


def quantile(ordered: Floats, place: float) -> float:
    """The value at a place between those in order, by linear interpolation as NumPy does it."""
    below = int(place)
    a, b = float(ordered[below]), float(ordered[min(below + 1, len(ordered) - 1)])
    part = place - below
    return b - (b - a) * (1 - part) if part >= 0.5 else a + (b - a) * part


def working_hours(t: Traces) -> Floats:
    """Hub working hours from contact to decision, NaN for the undecided; shape (n_cases,)."""
    known = t.decided >= 0
    end = np.where(known, t.decided, t.arrival)
    hours = t.hub_seconds(t.arrival, end) / HOUR
    return np.where(known, hours, np.nan)


def elapsed_days(t: Traces) -> Floats:
    """Days on the clock from contact to decision, NaN for the undecided; shape (n_cases,)."""
    return np.where(t.decided >= 0, (t.decided - t.arrival) / DAY, np.nan)


@measure("contacts", "Contacts", "cases", "Cases that arrive in the measured time.", settles=False)
def contacts(t: Traces) -> Found:
    """Count arrivals."""
    yield from by_rating(t.arrived, len)
    if len(t.program.sources) > 1:
        for number, name in enumerate(t.program.sources):
            yield "source", name, float((t.inside & (t.source == number)).sum())


@measure(
    "new_contacts", "Contacts that are new", "cases",
    "Cases that arrive in the measured time for the first time: those that come back left out.",
    settles=False,
)  # fmt: skip
def new_contacts(t: Traces) -> Found:
    """Count arrivals that are no returns."""
    new = t.inside & (t.episode == 0)
    yield from by_rating(t.by_rating(new), len)
    if len(t.program.sources) > 1:
        for number, name in enumerate(t.program.sources):
            yield "source", name, float((new & (t.source == number)).sum())


@measure(
    "undecided", "Not decided by the end", "cases",
    "Cases of the measured time that had no decision when the run ended; means leave them out.",
    better="lower", settles=False,
)  # fmt: skip
def undecided(t: Traces) -> Found:
    """Count the undecided."""
    yield from by_rating(t.by_rating(t.inside & (t.decided < 0)), len)


@measure("asked_share", "Partners asked", "share of cases",
         "Share of cases about which other agencies were asked.", settles=False)  # fmt: skip
def asked_share(t: Traces) -> Found:
    """Share of cases that came to a fork."""
    yield from by_rating(t.arrived, lambda lives: mean(t.asked[lives]))


def _times(prefix: str, label: str, who: str, chosen: Callable[[Traces], Mask]) -> None:
    """Register mean, median and 90th percentile on both clocks for a group of cases."""
    clocks = (
        ("hours", "working hours", "hub working hours", working_hours),
        ("days", "days", "elapsed days", elapsed_days),
    )
    kinds = (
        ("mean", "mean"),
        ("median", "median: half of the cases are quicker"),
        ("p90", "90th percentile: nine in ten cases are quicker"),
    )

    def groups(t: Traces) -> Groups:
        return t.by_rating(t.settled & chosen(t))

    for clock, unit, said, times in clocks:

        def summaries(
            t: Traces, times: Callable[[Traces], Floats] = times
        ) -> list[tuple[float, float, float]]:
            values = t.once(times)
            return [summary(values[lives]) for _, _, lives in t.once(groups)]

        for place, (kind, told) in enumerate(kinds):

            def function(
                t: Traces,
                place: int = place,
                summaries: Callable[[Traces], list[tuple[float, float, float]]] = summaries,
            ) -> Found:
                for (by, group, _), found in zip(t.once(groups), t.once(summaries), strict=True):
                    yield by, group, found[place]

            measure(
                f"{prefix}{clock}_to_decision_{kind}",
                f"{label}, {kind}, {said}",
                unit,
                f"Time from contact to decision in {said}, {told}; {who}, decided before the run "
                "ended.",
                better="lower",
            )(function)


_times("", "Time to decision", "all cases of the measured time", lambda t: t.inside)
_times(
    "asked_", "Time to decision where partners were asked",
    "cases about which other agencies were asked", lambda t: t.asked,
)  # fmt: skip


@measure("open_cases", "Open cases", "cases",
         "Cases in the hub, averaged over the measured time.", better="lower")  # fmt: skip
def open_cases(t: Traces) -> Found:
    """Average the number in the hub over time."""
    end = np.where(t.left >= 0, t.left, t.log.horizon)
    a = np.clip(t.began, t.window.start, t.window.stop)
    b = np.clip(end, t.window.start, t.window.stop)
    length = t.window.stop - t.window.start
    everyone = t.by_rating(np.ones(len(t.life), bool))
    yield from by_rating(everyone, lambda lives: float((b - a)[lives].sum()) / length)


@measure(
    "open_at_end", "Open at the end", "cases", "Cases in the hub at the end of the measured time.",
    better="lower", settles=False,
)  # fmt: skip
def open_at_end(t: Traces) -> Found:
    """Count the open ones at the end of the window."""
    yield from by_rating(t.by_rating(_open_at_stop(t)), len)


@measure("oldest_open", "Age of the oldest open case", "days",
         "Days since contact of the oldest case open at the end of the measured time.",
         better="lower", settles=False)  # fmt: skip
def oldest_open(t: Traces) -> Found:
    """Age of the oldest open case at the end of the window."""
    age = (t.window.stop - t.arrival) / DAY
    still_open = t.by_rating(_open_at_stop(t))
    yield from by_rating(still_open, lambda lives: float(age[lives].max(initial=0.0)))


def _open_at_stop(t: Traces) -> Mask:
    return (t.arrival < t.window.stop) & ((t.left < 0) | (t.left >= t.window.stop))


@measure(
    "backlog_growth", "Growth of the backlog", "cases per week",
    "Slope of the straight line through the number of open cases at each midnight (least squares).",
    better="lower", settles=False,
)  # fmt: skip
def backlog_growth(t: Traces) -> Found:
    """Fit a line through the open cases at midnight."""
    moments = np.arange(t.window.start, t.window.stop + 1, DAY)
    if len(moments) < 8:
        yield "all", "all", float("nan")
        return
    slope = np.polyfit(moments / WEEK, t.open_at(moments).astype(float), 1)[0]
    yield "all", "all", float(slope)


@measure("outcomes", "Outcomes", "share of cases",
         "Share of the cases that left which left in this way.", settles=False)  # fmt: skip
def outcomes(t: Traces) -> Found:
    """Shares of outcomes among the cases of the window that left."""
    gone = t.outcome[t.inside & (t.left >= 0)]
    for number, name in enumerate(t.program.outcomes):
        yield "outcome", name, mean(gone == number)
