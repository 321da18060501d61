"""What the reports of all analyses begin with, and how they say a figure."""

from __future__ import annotations

import math
import textwrap
from dataclasses import replace

from hubsim.analysis import Estimate
from hubsim.plain import WIDTH, number, percent, wrapped
from hubsim.study import Study
from hubsim.study.positions import Figure
from hubsim.study.results import possible
from hubsim.text.notes import stamp
from hubsim.text.words import (
    ONE_REPLICATION,
    Said,
    changed_time,
    hours_in,
    in_minutes,
    interval,
    time,
    timed,
)  # fmt: skip

MODEL_ONLY = (
    "An interval says how sure the model's average is, not how right the model is; ? means no "
    "clear difference."
)


def opening(title: str, study: Study) -> list[str]:
    """Give the title, how results were made, and what they rest on."""
    lines = [*wrapped(title).splitlines()]
    lines.append("=" * min(max(map(len, lines)), WIDTH))
    lines.append(stamp(study))
    if study.replications < 2:
        lines.append(wrapped(f"One replication: {ONE_REPLICATION}."))
    return lines


def who(study: Study) -> list[str]:
    """Say which designs are called A and B."""
    pairs = zip("AB", study.designs, strict=True)
    return [wrapped(f"{letter}: {design.label}") for letter, design in pairs]


def minus(study: Study) -> str:
    """Say which difference of two designs is told."""
    first, second = study.designs
    return f"{second.label} minus {first.label}"


def moved_in(where: str, study: Study) -> str:
    """Say in which of two designs a number is moved; nothing where that is both."""
    sides = {"first": 0, "second": -1}
    alone = where in sides and len(study.designs) > 1
    return f" (in {study.designs[sides[where]].label} only)" if alone else ""


def heard_line(voice: str, heard: Estimate | None, what: str) -> list[str]:
    """Say what is heard, so that no time is told alone; nothing where nobody is asked."""
    if heard is None:
        return []
    told = changed_between(heard, percent)
    return [wrapped(f"{what} in how often {voice} is heard before a decision: {told}, in points.")]


def said_of(figure: Figure) -> Said:
    """How values of a figure are told: shares in per cent."""
    return percent if figure.share else number


def value_of(figure: Figure) -> Said:
    """How one value of a figure is told: shares in per cent, less than an hour in minutes."""
    hours = hours_in(figure.unit)
    return (lambda value: time(value, hours)) if hours else said_of(figure)


def level(e: Estimate, figure: Figure) -> str:
    """Say a mean with its interval, cut to what is possible at all."""
    e, hours = possible(e, figure.measure), hours_in(figure.unit)
    return timed(e, hours) if hours else interval(e, said_of(figure))


def named(figure: Figure) -> str:
    """A figure and its unit, as a heading of one line or two."""
    unit = f" ({figure.unit})" * (figure.unit not in figure.label)
    return "\n".join(textwrap.wrap(f"{figure.label}{unit}", WIDTH))


def changed(e: Estimate, of: Said | Figure) -> str:
    """Say a change with its sign; a question mark where its interval does not leave out zero.

    Parameters
    ----------
    e : Estimate
    of : callable or Figure
        How numbers are told, or of what they are: less than an hour in minutes.
    """
    return _change(e, of, ends=False)


def changed_between(e: Estimate, of: Said | Figure) -> str:
    """Say a change with its interval."""
    return _change(e, of)


def changed_by(e: Estimate, figure: Figure) -> str:
    """Say a change with its interval and its unit."""
    return _change(e, figure, _unit(e, figure))


def level_in(e: Estimate, figure: Figure) -> str:
    """Say a mean with its interval and its unit; shares are in per cent."""
    return level(e, figure) + _unit(e, figure) * (not figure.share)


def _change(e: Estimate, of: Said | Figure, unit: str = "", *, ends: bool = True) -> str:
    if e.known and e.low == e.high == 0:
        return "0"
    said, hours = (said_of(of), hours_in(of.unit)) if isinstance(of, Figure) else (of, None)
    unclear = " ?" * (e.known and e.low <= 0 <= e.high)
    shown = e if ends else replace(e, low=math.nan, high=math.nan)
    return f"{changed_time(shown, hours, said)}{unit}{unclear}"


def _unit(e: Estimate, figure: Figure) -> str:
    """Unit to be said after a number; minutes have said theirs."""
    if (hours := hours_in(figure.unit)) and in_minutes(e, hours) is not None:
        return ""
    return ", in points" * figure.share or f" {figure.unit}"
