"""Estimates and paired changes in words."""

from __future__ import annotations

import math
from collections.abc import Callable

from hubsim.analysis import Difference, Estimate
from hubsim.plain import number, percent

Said = Callable[[float], str]

ONE_REPLICATION = "interval not available: needs at least 2 replications"


def interval(e: Estimate, said: Said = number) -> str:
    """Say a mean and its 95 % interval."""
    return f"{said(e.mean)} ({said(e.low)} to {said(e.high)})" if e.known else said(e.mean)


def change(d: Difference, said: Said, replications: int) -> str:
    """Say a paired change in words, with its interval and how often it went that way."""
    if d.verdict == "not known":
        return "no comparison: " + ("not settled" if math.isnan(d.change.mean) else ONE_REPLICATION)
    if d.verdict == "the same":
        return "exactly the same in every replication"
    limits = f"{signed(d.change.low, said)} to {signed(d.change.high, said)}"
    points = said is percent
    about = "" if points or math.isnan(d.relative) else f", {d.relative:+.1%}"
    up = d.change.mean > 0
    years = f"{'higher' if up else 'lower'} in {d.rival_higher if up else d.rival_lower}"
    return (
        f"{d.verdict}: {signed(d.change.mean, said)} ({limits}){' points' * points}{about}; "
        f"{years} of {replications} replications"
    )


def signed(value: float, said: Said) -> str:
    """Say a change with its sign."""
    text = said(value)
    return f"+{text}" if value > 0 else text
