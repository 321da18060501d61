"""How long cases take, whether targets are met, and how many are open."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from hubsim.arrays import Floats, Ints
from hubsim.measures.groups import Groups
from hubsim.measures.registry import ALL, Found, measure
from hubsim.measures.traces import Mask, Traces
from hubsim.units import DAY, HOUR

DAYS_A_WEEK = 7


def working_seconds(t: Traces) -> Ints:
    """Hub working seconds from contact to decision, 0 for the undecided; shape (n_lives,)."""
    return t.hub_seconds(t.arrival, np.where(t.decided >= 0, t.decided, t.arrival))


def elapsed_seconds(t: Traces) -> Ints:
    """Seconds on the clock from contact to decision, 0 for the undecided; shape (n_lives,)."""
    return np.where(t.decided >= 0, t.decided - t.arrival, 0)


def sources(t: Traces) -> Groups:
    """All lives, by the source of the case."""
    return Groups.made_of("source", t.program.sources, t.caseload.source[t.case])


def _contacts(t: Traces, some: Mask) -> Found:
    """Count lives, by rating and by source."""
    by_rating = t.by_rating(some)
    yield from by_rating.told(by_rating.counts())
    if len(t.program.sources) > 1:
        by_source = t.once(sources).among(some)
        yield from by_source.told_apart(by_source.counts())


@measure("contacts", "Contacts", "cases", "Cases that arrive in the measured time.", settles=False)
def contacts(t: Traces) -> Found:
    """Count arrivals."""
    return _contacts(t, t.inside)


@measure(
    "new_contacts", "Contacts that are new", "cases",
    "Cases that arrive in the measured time for the first time: those that come back left out.",
    settles=False,
)  # fmt: skip
def new_contacts(t: Traces) -> Found:
    """Count arrivals that are no returns."""
    return _contacts(t, t.inside & (t.episode == 0))


@measure(
    "undecided", "Not decided by the end", "cases",
    "Cases of the measured time that had no decision when the run ended; means leave them out.",
    better="lower", settles=False,
)  # fmt: skip
def undecided(t: Traces) -> Found:
    """Count the undecided."""
    some = t.by_rating(t.inside & (t.decided < 0))
    return some.told(some.counts())


@measure("asked_share", "Partners asked", "share of cases",
         "Share of cases about which other agencies were asked.", settles=False)  # fmt: skip
def asked_share(t: Traces) -> Found:
    """Share of cases that came to a fork."""
    return t.arrived.told(t.arrived.means(t.asked))


def _times(prefix: str, label: str, who: str, chosen: Callable[[Traces], Mask]) -> None:
    """Register mean, median and 90th percentile on both clocks for a group of cases."""
    clocks = (
        ("hours", "working hours", "hub working hours", working_seconds, HOUR),
        ("days", "days", "elapsed days", elapsed_seconds, DAY),
    )
    kinds = (
        ("mean", "mean"),
        ("median", "median: half of the cases are quicker"),
        ("p90", "90th percentile: nine in ten cases are quicker"),
    )

    def groups(t: Traces) -> Groups:
        return t.by_rating(t.settled & chosen(t))

    for clock, unit, said, seconds, length in clocks:

        def figures(
            t: Traces, seconds: Callable[[Traces], Ints] = seconds, length: int = length
        ) -> list[Floats]:
            some, values = t.once(groups), t.once(seconds)
            return [some.means(values, length), *some.quantiles(values, (0.5, 0.9), length)]

        for place, (kind, told) in enumerate(kinds):

            def function(
                t: Traces,
                place: int = place,
                figures: Callable[[Traces], list[Floats]] = figures,
            ) -> Found:
                return t.once(groups).told(t.once(figures)[place])

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
    since, until = (np.clip(each, t.window.start, t.window.stop) for each in (t.began, t.over))
    seconds = t.ratings.sums(until - since)
    return t.ratings.told(seconds / (t.window.stop - t.window.start))


@measure(
    "open_at_end", "Open at the end", "cases", "Cases in the hub at the end of the measured time.",
    better="lower", settles=False,
)  # fmt: skip
def open_at_end(t: Traces) -> Found:
    """Count the open ones at the end of the window."""
    some = t.once(_open_at_stop)
    return some.told(some.counts())


@measure("oldest_open", "Age of the oldest open case", "days",
         "Days since contact of the oldest case open at the end of the measured time.",
         better="lower", settles=False)  # fmt: skip
def oldest_open(t: Traces) -> Found:
    """Age of the oldest open case at the end of the window."""
    some = t.once(_open_at_stop)
    return some.told(some.most(t.window.stop - t.arrival) / DAY)


def _open_at_stop(t: Traces) -> Groups:
    return t.by_rating((t.arrival < t.window.stop) & ((t.left < 0) | (t.left >= t.window.stop)))


@measure(
    "backlog_growth", "Growth of the backlog", "cases per week",
    "Slope of the straight line through the number of open cases at each midnight (least squares).",
    better="lower", settles=False,
)  # fmt: skip
def backlog_growth(t: Traces) -> Found:
    """Fit a line through the open cases at midnight."""
    moments = np.arange(t.window.start, t.window.stop + 1, DAY)
    slope = float("nan")
    if len(moments) >= 8:
        days, number = np.arange(len(moments)), t.open_at(moments)
        rise = len(days) * int(days @ number) - int(days.sum()) * int(number.sum())
        run = len(days) * int(days @ days) - int(days.sum()) ** 2
        slope = DAYS_A_WEEK * rise / run
    yield "all", ALL, [slope]


@measure("outcomes", "Outcomes", "share of cases",
         "Share of the cases that left which left in this way.", settles=False)  # fmt: skip
def outcomes(t: Traces) -> Found:
    """Shares of outcomes among the cases of the window that left."""
    gone = Groups.made_of("outcome", t.program.outcomes, t.outcome).among(t.inside)
    return gone.told_apart(gone.shares())
