"""Numbers as words, an interval in the decimals of its mean."""

from __future__ import annotations

import math
from collections.abc import Callable

from hubsim.analysis import Estimate
from hubsim.plain import percent
from hubsim.text.words import hours_in, in_minutes

Said = Callable[[float], str]
Line = tuple[str, tuple[str, str, str], Callable[[Estimate], str]]
"""Of a table: what is said; its measure, kind of group and group; how its numbers are said."""


def number_like(like: float) -> Said:
    """Give a function that says numbers in as many decimals as one of this size needs.

    Two significant digits below 1, three from 1 on, so that a value and its limits look alike.
    """
    size = 0 if math.isnan(like) or like == 0 else math.floor(math.log10(abs(like)))
    places = 0 if like == 0 else min(3, max(0, 1 - size if size < 0 else 2 - size))

    def said(value: float) -> str:
        if math.isnan(value):
            return "n/a"
        text = f"{value:,.{places}f}"
        return text.lstrip("-") if float(text.replace(",", "")) == 0 else text.replace("-", "−")

    return said


def ranged(e: Estimate, said: Said | None = None) -> str:
    """Say a mean and its interval; the mean alone where both limits read the same."""
    said = said or number_like(e.mean)
    if not e.known or said(e.low) == said(e.high):
        return said(e.mean)
    return f"{said(e.mean)} ({said(e.low)} to {said(e.high)})"


def ranged_time(e: Estimate, hours: float = 1.0) -> str:
    """Say a time with its unit, and its interval: less than an hour in minutes.

    Parameters
    ----------
    e : Estimate
    hours : float
        In one of its unit: 24 for days.
    """
    return with_unit(*in_its_unit(e, hours))


def in_its_unit(e: Estimate, hours: float = 1.0) -> tuple[Estimate, str]:
    """Give a time and the unit it is told in: less than an hour in minutes."""
    minutes = in_minutes(e, hours)
    return (e, "h" if hours == 1 else "days") if minutes is None else (minutes, "min")


def with_unit(e: Estimate, unit: str, said: Said | None = None) -> str:
    """Say a number with its unit, and its interval; without one, where it is not known."""
    mean, *ends = ranged(e, said).partition(" ")
    behind = f" {unit}" * bool(unit and not math.isnan(e.mean))
    return f"{mean}{behind}{''.join(ends)}"


def with_sign(like: float) -> Said:
    """Give a function that says numbers with their sign, in the decimals that one needs."""
    said = number_like(like)
    return lambda value: f"+{said(value)}" if value > 0 else said(value)


def in_words(change: Estimate, unit: str) -> tuple[Estimate, str]:
    """Give a change as it is told, and what is said behind it.

    Parameters
    ----------
    change : Estimate
    unit : str
        Of the measure: a share is told in points, a time with its unit.
    """
    if unit.startswith("share"):
        size = 100.0
        low, high = size * change.low, size * change.high
        return Estimate(size * change.mean, low, high, change.replications), "points"
    hours = hours_in(unit)
    return in_its_unit(change, hours) if hours else (change, "")


def changed(change: Estimate, unit: str) -> str:
    """Say a change with its sign and its interval, as `in_words` has it."""
    told, behind = in_words(change, unit)
    return with_unit(told, behind, with_sign(told.mean))


def headed(name: str, unit: str) -> str:
    """Name a column of changes, with the unit where cells do not tell it."""
    told = not unit or unit.startswith("share") or hours_in(unit)
    return name if told else f"{name} ({unit})"


def in_full(change: Estimate, unit: str, *, signed: bool = True) -> str:
    """Say a change and its interval in a sentence: what it is measured in is told in full."""
    told, behind = in_words(change, unit)
    minutes = unit.replace("hours", "minutes") if unit.endswith("hours") else "minutes"
    full = {"min": minutes, "points": "points"}.get(behind, unit)
    said = with_sign(told.mean) if signed else None
    return f"{ranged(told, said)} {full}".rstrip()


def valued(e: Estimate, unit: str) -> str:
    """Say a value with its interval: a share in per cent, a time with its unit."""
    if unit.startswith("share"):
        return ranged_share(e)
    hours = hours_in(unit)
    return ranged_time(e, hours) if hours else ranged(e)


def ranged_share(e: Estimate) -> str:
    """Say a share and its interval in per cent."""
    return ranged(e, percent)


def ranged_whole(e: Estimate) -> str:
    """Say an amount and its interval in whole units."""
    return ranged(e, whole)


def within(c: Estimate, said: Said, comparisons: int = 1) -> str:
    """Say the interval of a difference whose direction has been said, by size.

    Parameters
    ----------
    c : Estimate
    said : callable
    comparisons : int
        For which it was made to hold together; more than one is told.
    """
    together = ", all comparisons together," if comparisons > 1 else ""
    low, high = (c.low, c.high) if c.mean >= 0 else (-c.high, -c.low)
    return f"95% interval{together} {said(low)} to {said(high)}"


def whole(value: float) -> str:
    """Say an amount in whole units."""
    return "n/a" if math.isnan(value) else f"{value:,.0f}".replace("-", "−")


def only_in(names: tuple[str, str]) -> dict[str, str]:
    """Say behind the name of a number in which of two designs it is moved, where not in both.

    Parameters
    ----------
    names : tuple of str
        Of the first and of the second.
    """
    first, second = names
    return {"both": "", "first": f" ({first} only)", "second": f" ({second} only)"}
