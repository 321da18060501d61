"""How much of the beginning to leave out when a run starts from an empty hub."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]

BATCH = 5
"""Observations of a batch: what the 5 of MSER-5 stands for."""
LAST = 5
"""Batches that are never all that is left: a few alike at the end would always win."""


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """Where the beginning of one series ends.

    Parameters
    ----------
    observations : int
        To leave out: whole batches.
    batches : Series
        Means of the batches.
    statistic : Series
        MSER-5 by the number of batches left out.
    """

    observations: int
    batches: Series
    statistic: Series

    @property
    def rejected(self) -> bool:
        """Whether it lies beyond half of the series, so that the series never settles, or late."""
        return 2 * self.observations > BATCH * len(self.batches)


def mser(series: Series) -> Cut:
    """Find the cut by MSER-5.

    What is left out is what makes the mean of the rest most certain: the number d of batches for
    which Σ (batch − mean of the rest)² over the rest, divided by the square of their number, is
    smallest.

    Parameters
    ----------
    series : Series
        Mean over replications of what was observed, in its order; NaN where there was nothing.

    Raises
    ------
    ValueError
        For a series of fewer than ten batches: nothing can be found in it.

    References
    ----------
    White, Cobb and Spratt, *A comparison of five steady-state truncation heuristics for
    simulation*, Winter Simulation Conference (2000) 755–760. Hoad, Robinson and Davies,
    *Automating warm-up length estimation*, Journal of the Operational Research Society 61 (2010)
    1389–1403.
    """
    number = len(series) // BATCH
    if number < 2 * LAST:
        raise ValueError(f"{len(series)} observations are too few to find a warm-up in")
    rows = series[: number * BATCH].reshape(number, BATCH)
    there = ~np.isnan(rows)
    counts = there.sum(axis=1)
    sums = np.where(there, rows, 0.0).sum(axis=1)
    batches = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    known = np.flatnonzero(counts > 0)
    statistic = np.full(number - LAST + 1, np.inf)
    for cut in range(len(statistic)):
        rest = batches[known[known >= cut]]
        if len(rest) >= LAST:
            statistic[cut] = float(np.sum((rest - rest.mean()) ** 2)) / len(rest) ** 2
    return Cut(BATCH * int(np.argmin(statistic)), batches, statistic)


def moving_mean(series: Series, window: int) -> Series:
    """Smooth a series as in Welch's plot: means over `window` to either side, fewer at its ends.

    Parameters
    ----------
    series : Series
    window : int
        Observations to either side.

    References
    ----------
    Welch, *The statistical analysis of simulation results* (1983), section 6.3.1.
    """
    size = len(series)
    found = np.full(size, np.nan)
    for at in range(size):
        wide = min(window, at, size - 1 - at)
        near = series[at - wide : at + wide + 1]
        if not np.isnan(near).all():
            found[at] = float(np.nanmean(near))
    return found
