"""How near a guess came."""

from __future__ import annotations

import math

BEST = 10


def points(guess: float, low: float, high: float, each: float) -> int:
    """Give points for a guess: all of them inside the run's interval, fewer the further away.

    Parameters
    ----------
    guess : float
    low, high : float
        The run's interval; a mean alone twice where there is none.
    each : float
        So far beyond the interval, one point less for each begun.

    Returns
    -------
    int
        From 0 to `BEST`.
    """
    far = max(low - guess, guess - high, 0.0)
    return max(0, BEST - math.ceil(far / each))


__all__ = ["BEST", "points"]
