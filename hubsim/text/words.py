"""Estimates and changes in words."""

from __future__ import annotations

from collections.abc import Callable

from hubsim.analysis import Estimate
from hubsim.plain import number

Said = Callable[[float], str]

ONE_REPLICATION = "interval not available: needs at least 2 replications"


def interval(e: Estimate, said: Said = number) -> str:
    """Say a mean and its 95 % interval."""
    return f"{said(e.mean)} ({said(e.low)} to {said(e.high)})" if e.known else said(e.mean)


def signed(value: float, said: Said) -> str:
    """Say a change with its sign."""
    text = said(value)
    return f"+{text}" if value > 0 else text
