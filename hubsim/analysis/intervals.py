"""How sure a mean over replications is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications and its confidence interval.

    Parameters
    ----------
    mean : float
        NaN where no replication had a value.
    low, high : float
        Limits; NaN with fewer than two replications.
    replications : int
        With a value.
    """

    mean: float
    low: float
    high: float
    replications: int

    @property
    def half_width(self) -> float:
        """Half the length of the interval."""
        return (self.high - self.low) / 2

    def within(self, least: float, most: float) -> Estimate:
        """Cut the interval to what is possible at all: no share lies above 100 %."""
        if not self.known:
            return self
        low, high = max(self.low, min(least, self.mean)), min(self.high, max(most, self.mean))
        return Estimate(self.mean, low, high, self.replications)

    @property
    def known(self) -> bool:
        """Whether there is an interval at all."""
        return not math.isnan(self.low)


def estimate(
    values: Sequence[float] | np.ndarray[tuple[int], np.dtype[np.float64]], level: float = 0.95
) -> Estimate:
    """Estimate a mean from independent replications by Student's t.

    Parameters
    ----------
    values : sequence of float
        One value per replication; NaN where it had nothing to average.
    level : float
        Of confidence.

    References
    ----------
    Law, *Simulation modeling and analysis*, 5th ed., equation 4.12.
    """
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    n = len(known)
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, 0)
    mean = math.fsum(known) / n
    if n == 1:
        return Estimate(mean, math.nan, math.nan, 1)
    spread = math.sqrt(math.fsum((known - mean) ** 2) / (n - 1) / n)
    half = float(special.stdtrit(n - 1, 0.5 + level / 2)) * spread
    return Estimate(mean, mean - half, mean + half, n)


def paired(a: Sequence[float], b: Sequence[float], level: float = 0.95) -> Estimate:
    """Estimate the mean of b − a over replications that met the same cases.

    Parameters
    ----------
    a, b : sequence of float
        By replication, in the same order.
    level : float
        Of confidence.
    """
    return estimate(np.asarray(b, dtype=np.float64) - np.asarray(a, dtype=np.float64), level)


def level_for(comparisons: int, level: float = 0.95) -> float:
    """Give the level at which each of several intervals must be made, so that all hold together.

    With the chance `level` or more, every one of them then holds the truth (Bonferroni).

    Parameters
    ----------
    comparisons : int
        Made at once.
    level : float
        Of confidence, for all together.

    References
    ----------
    Law, *Simulation modeling and analysis*, 5th ed., section 10.3 (comparisons with a standard).
    """
    return 1 - (1 - level) / max(1, comparisons)


def ratio(
    part: Sequence[float] | np.ndarray[Any, np.dtype[np.float64]],
    whole: Sequence[float] | np.ndarray[Any, np.dtype[np.float64]],
    level: float = 0.95,
) -> Estimate:
    """Estimate mean part ÷ mean whole over replications in which both were seen.

    Parameters
    ----------
    part, whole : sequence of float
        By replication, in the same order; the mean of the whole lies clearly away from 0.
    level : float
        Of confidence.

    References
    ----------
    Cochran, *Sampling techniques*, 3rd ed., section 6.4: the ratio estimate and its variance.
    """
    a, b = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    known = ~(np.isnan(a) | np.isnan(b))
    a, b = a[known], b[known]
    if not len(b) or not math.fsum(b):
        return Estimate(math.nan, math.nan, math.nan, 0)
    times = math.fsum(a) / math.fsum(b)
    around = estimate((a - times * b) / (math.fsum(b) / len(b)), level)
    half = around.half_width
    return Estimate(times, times - half, times + half, len(b))
