"""When a run must stop: limits that turn an endless loop or an exploding queue into an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guards:
    """Limits of one run.

    Parameters
    ----------
    steps_per_instant : int
        Steps of cases within one second of simulated time; more is an endless loop.
    open_cases : int
        Cases in the hub at once.
    cancelled : callable or None
        Asked now and then; True stops the run.
    """

    steps_per_instant: int = 100_000
    open_cases: int = 300_000
    cancelled: Callable[[], bool] | None = None
