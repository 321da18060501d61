"""Estimates and changes in words."""

from __future__ import annotations

import math
from collections.abc import Callable

from hubsim.analysis import Difference, Estimate
from hubsim.plain import number

Said = Callable[[float], str]

ONE_REPLICATION = "interval not available: needs at least 2 replications"


def in_minutes(e: Estimate, hours: float = 1.0) -> Estimate | None:
    """Give a time in minutes where all of it is less than an hour; None where it is not, or 0.

    Parameters
    ----------
    e : Estimate
    hours : float
        In one of its unit: 24 for days.
    """
    mean, low, high = (60 * hours * each for each in (e.mean, e.low, e.high))
    size = max(abs(mean), abs(low), abs(high)) if e.known else abs(mean)
    return Estimate(mean, low, high, e.replications) if 0 < size < 60 else None


def hours_in(unit: str) -> float | None:
    """Hours in one of a unit of time; None of any other unit."""
    return 24.0 if unit == "days" else 1.0 if unit.endswith("hours") else None


def timed(e: Estimate, hours: float = 1.0) -> str:
    """Say a time and its 95 % interval: less than an hour in minutes."""
    minutes = in_minutes(e, hours)
    if minutes is None:
        return interval(e)
    mean, low, high = (number(each, 2) for each in (minutes.mean, minutes.low, minutes.high))
    return f"{mean} min{f' ({low} to {high})' * e.known}"


def time(value: float, hours: float = 1.0) -> str:
    """Say a time without an interval: less than an hour in minutes."""
    return timed(Estimate(value, math.nan, math.nan, 1), hours)


def changed_time(e: Estimate, hours: float | None, said: Said = number) -> str:
    """Say a change with its interval, of a time less than an hour in minutes."""
    minutes = in_minutes(e, hours) if hours else None
    if minutes is not None:
        e, unit, said = minutes, " min", lambda value: number(value, 2)
    else:
        unit = ""
    ends = f" ({signed(e.low, said)} to {signed(e.high, said)})" * e.known
    return f"{signed(e.mean, said)}{unit}{ends}"


def interval(e: Estimate, said: Said = number) -> str:
    """Say a mean and its 95 % interval."""
    return f"{said(e.mean)} ({said(e.low)} to {said(e.high)})" if e.known else said(e.mean)


def doubt(d: Difference) -> str:
    """Mark a change that is not clear, or clear and too small to matter."""
    return " ?" if d.verdict == "no clear difference" else " ~" if d.trifling else ""


MARKS = (
    "? means no clear difference; ~ a clear one too small to matter (less than a minute, or a "
    "tenth of a point)"
)


def signed(value: float, said: Said) -> str:
    """Say a change with its sign."""
    text = said(value)
    return f"+{text}" if value > 0 else text
