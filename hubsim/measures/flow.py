"""How long cases take, whether targets are met, and how many are open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hubsim.measures.registry import Found, measure
from hubsim.measures.traces import Mask, Traces
from hubsim.program.layout import Floats
from hubsim.units import DAY, HOUR, WEEK


def by_rating(
    t: Traces, chosen: Mask, value: Callable[[Mask], float]
) -> Iterator[tuple[str, str, float]]:
    """Give a value for all chosen cases, and for each rating at first sight."""
    yield "all", "all", value(chosen)
    if len(t.program.ratings) > 1:
        for number, name in enumerate(t.program.ratings):
            yield "rating", name, value(chosen & (t.rating == number))


def mean(values: NDArray[Any]) -> float:
    """Mean; NaN of nothing."""
    return float(np.mean(values)) if len(values) else float("nan")


def quantile(values: NDArray[Any], share: float) -> float:
    """Quantile by linear interpolation; NaN of nothing."""
    return float(np.quantile(values, share)) if len(values) else float("nan")


def working_hours(t: Traces) -> Floats:
    """Hub working hours from contact to decision, NaN for the undecided; shape (n_cases,)."""
    known = t.decided >= 0
    end = np.where(known, t.decided, t.arrival)
    hours = t.hub_hours.seconds_between(t.arrival, end) / HOUR
    return np.where(known, hours, np.nan)


def elapsed_days(t: Traces) -> Floats:
    """Days on the clock from contact to decision, NaN for the undecided; shape (n_cases,)."""
    return np.where(t.decided >= 0, (t.decided - t.arrival) / DAY, np.nan)


@measure("contacts", "Contacts", "cases", "Cases that arrive in the measured time.", settles=False)
def contacts(t: Traces) -> Found:
    """Count arrivals."""
    yield from by_rating(t, t.inside, lambda m: float(m.sum()))
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
    yield from by_rating(t, new, lambda m: float(m.sum()))
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
    yield from by_rating(t, t.inside & (t.decided < 0), lambda m: float(m.sum()))


@measure("asked_share", "Partners asked", "share of cases",
         "Share of cases about which other agencies were asked.", settles=False)  # fmt: skip
def asked_share(t: Traces) -> Found:
    """Share of cases that came to a fork."""
    yield from by_rating(t, t.inside, lambda m: mean(t.asked[m]))


def _times(prefix: str, label: str, who: str, chosen: Callable[[Traces], Mask]) -> None:
    """Register mean, median and 90th percentile on both clocks for a group of cases."""
    clocks = (
        ("hours", "working hours", "hub working hours", working_hours),
        ("days", "days", "elapsed days", elapsed_days),
    )
    kinds: tuple[tuple[str, str, Callable[[Floats], float]], ...] = (
        ("mean", "mean", mean),
        ("median", "median: half of the cases are quicker", lambda v: quantile(v, 0.5)),
        ("p90", "90th percentile: nine in ten cases are quicker", lambda v: quantile(v, 0.9)),
    )
    for clock, unit, said, times in clocks:
        for kind, told, summary in kinds:

            def function(
                t: Traces,
                times: Callable[[Traces], Floats] = times,
                summary: Callable[[Floats], float] = summary,
            ) -> Found:
                values = times(t)
                known = t.inside & chosen(t) & (t.decided >= 0)
                return by_rating(t, known, lambda m: summary(values[m]))

            measure(
                f"{prefix}{clock}_to_decision_{kind}",
                f"{label}, {kind}, {said}",
                unit,
                f"Time from contact to decision in {said}, {told}; {who}, decided before the run "
                "ended.",
                better="lower",
            )(function)


_times(
    "",
    "Time to decision",
    "all cases of the measured time",
    lambda t: np.ones(len(t.life), bool),
)
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
    yield from by_rating(t, np.ones(len(t.life), bool), lambda m: float((b - a)[m].sum()) / length)


@measure(
    "open_at_end", "Open at the end", "cases", "Cases in the hub at the end of the measured time.",
    better="lower", settles=False,
)  # fmt: skip
def open_at_end(t: Traces) -> Found:
    """Count the open ones at the end of the window."""
    yield from by_rating(t, _open_at_stop(t), lambda m: float(m.sum()))


@measure("oldest_open", "Age of the oldest open case", "days",
         "Days since contact of the oldest case open at the end of the measured time.",
         better="lower", settles=False)  # fmt: skip
def oldest_open(t: Traces) -> Found:
    """Age of the oldest open case at the end of the window."""
    age = (t.window.stop - t.arrival) / DAY
    yield from by_rating(t, _open_at_stop(t), lambda m: float(age[m].max()) if m.any() else 0.0)


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
