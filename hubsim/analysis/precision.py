"""How many replications are enough."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hubsim.analysis.intervals import estimate

FEWEST = 3
"""Replications before anything is asked."""
AHEAD = 5
"""Further replications over which an interval must stay narrow: it may be so by luck."""


def relative_half_width(values: Sequence[float], level: float = 0.95) -> float:
    """Half of the interval as a share of the mean; infinite where there is no interval.

    Parameters
    ----------
    values : sequence of float
        One value per replication.
    level : float
        Of confidence.
    """
    found = estimate(values, level)
    if not found.known:
        return math.inf
    if found.half_width == 0:
        return 0.0
    return found.half_width / abs(found.mean) if found.mean else math.inf


def enough(series: Sequence[Sequence[float]], within: float, level: float = 0.95) -> int | None:
    """Give the number of replications from which every interval is, and stays, narrow enough.

    It is the first number, from `FEWEST` on, at which half of each interval is at most `within` of
    the mean, and remains so for each of the next `AHEAD` numbers.

    Parameters
    ----------
    series : sequence of sequence of float
        By design, one value per replication, in their order.
    within : float
        Share of the mean.
    level : float
        Of confidence.

    Returns
    -------
    int or None
        None while that is not so, or the next replications are not there yet.

    References
    ----------
    Hoad, Robinson and Davies, *Automated selection of the number of replications for a
    discrete-event simulation*, Journal of the Operational Research Society 61 (2010) 1632–1644.
    """
    run = 0
    for number in range(FEWEST, min(map(len, series)) + 1):
        widest = max(relative_half_width(values[:number], level) for values in series)
        run = run + 1 if widest <= within else 0
        if run == AHEAD + 1:
            return number - AHEAD
    return None
