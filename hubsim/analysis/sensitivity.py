"""Which uncertain numbers decide a result: screened by Morris, apportioned by Sobol.

Every number lies anywhere in its range, all values alike likely, and independently of the others.
Points are in the unit cube: 0 is the low end of a range, 1 the high end.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from hubsim.analysis.intervals import estimate

Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
At: TypeAlias = Callable[[Floats], Floats]
"""From points, shape (points, numbers), to values, shape (points, replications)."""

LEVELS = 4
"""Of the grid on which Morris steps; half of them are one step."""


@dataclass(frozen=True, slots=True, eq=False)
class Screening:
    """Elementary effects of every number, over its whole range.

    Parameters
    ----------
    importance : Floats
        Mean absolute effect of moving a number from one end of its range to the other, wherever the
        others are (μ*).
    margin : Floats
        Half-width of its 95 % interval, by Student's t over the paths.
    direction : Floats
        Mean effect with its sign (μ).
    bends : Floats
        Standard deviation of the effects (σ): large where the effect depends on the number itself,
        or on the others.
    paths : int
        That were gone.
    left_out, points : int
        Points at which a hub does not settle, and all of them. The steps to and from such a point
        are left out, and no others.
    """

    importance: Floats
    margin: Floats
    direction: Floats
    bends: Floats
    paths: int
    left_out: int
    points: int

    @property
    def known(self) -> bool:
        """Whether the effect of any number is known."""
        return bool(np.isfinite(self.importance).any())


@dataclass(frozen=True, slots=True, eq=False)
class Indices:
    """How much of the variance of a result comes from which number.

    Parameters
    ----------
    first, total : Floats
        What a number does by itself, and with the others, as shares of the variance.
    first_margin, total_margin : Floats
        Half-widths of their 95 % intervals, from resampling the points.
    values : Floats
        At independent points, shape (points, replications): what the result may be.
    left_out : int
        Blocks of points that met a hub that does not settle.
    """

    first: Floats
    first_margin: Floats
    total: Floats
    total_margin: Floats
    values: Floats
    left_out: int


@dataclass(frozen=True, slots=True)
class Variance:
    """Where the variance of one year's result comes from.

    Parameters
    ----------
    ignorance : float
        Of the inputs: nobody knows where in their ranges they lie. More replications do not help.
    years : float
        Chance that is the same wherever the inputs lie: a hard year is one for every hub.
    both : float
        Chance that depends on the inputs.
    replications : int
    """

    ignorance: float
    years: float
    both: float
    replications: int

    @property
    def noise(self) -> float:
        """What chance leaves in the mean of these replications."""
        return (self.years + self.both) / self.replications

    @property
    def known(self) -> float:
        """Share of ignorance in the variance of that mean; NaN if it does not vary."""
        whole = self.ignorance + self.noise
        return self.ignorance / whole if whole else math.nan


def screen(at: At, numbers: int, *, paths: int = 8, seed: int = 1) -> Screening:
    """Screen numbers by elementary effects.

    Parameters
    ----------
    at : At
    numbers : int
    paths : int
        Each goes through the ranges changing one number after another: numbers + 1 points.
    seed : int
        Of the paths.

    References
    ----------
    Morris, "Factorial sampling plans for preliminary computational experiments", *Technometrics* 33
    (1991); μ*: Campolongo, Cariboni and Saltelli, *Environmental Modelling & Software* 22 (2007).
    """
    from SALib.sample import morris as sampling  # noqa: PLC0415 - slow to import

    points = sampling.sample(_problem(numbers), paths, num_levels=LEVELS, seed=seed)
    values = at(points).mean(axis=1)
    # Each step of a path moves one number; a step is known where its two ends are.
    shape = (paths, numbers + 1)
    moved = np.diff(points.reshape(*shape, numbers), axis=1)
    steps = np.diff(values.reshape(shape), axis=1)
    which = np.abs(moved).argmax(axis=2)
    effects = np.full((numbers, paths), np.nan)
    for path in range(paths):
        sizes = moved[path, np.arange(numbers), which[path]]
        effects[which[path], path] = steps[path] / sizes
    found = [estimate(row[~np.isnan(row)]) for row in np.abs(effects)]
    known = (~np.isnan(effects)).sum(axis=1)
    direction, bends = np.full(numbers, np.nan), np.full(numbers, np.nan)
    direction[known > 0] = np.nanmean(effects[known > 0], axis=1)
    bends[known > 1] = np.nanstd(effects[known > 1], axis=1, ddof=1)
    return Screening(
        np.array([e.mean for e in found]), np.array([e.half_width for e in found]), direction,
        bends, paths, int(np.isnan(values).sum()), len(values),
    )  # fmt: skip


def apportion(at: At, numbers: int, *, size: int = 64, seed: int = 1) -> Indices:
    """Apportion the variance of a result to numbers.

    Parameters
    ----------
    at : At
    numbers : int
    size : int
        A power of 2; size × (numbers + 2) points are looked at.
    seed : int
        Of the points, and of resampling them.

    References
    ----------
    Sobol', *Mathematics and Computers in Simulation* 55 (2001); Saltelli et al., *Computer Physics
    Communications* 181 (2010), table 2.
    """
    from SALib.analyze import sobol as analysing  # noqa: PLC0415 - slow to import
    from SALib.sample import sobol as sampling  # noqa: PLC0415 - slow to import

    if not numbers:
        none = np.empty(0)
        return Indices(none, none, none, none, np.empty((0, 1)), 0)
    problem, block = _problem(numbers), numbers + 2
    points = sampling.sample(problem, size, calc_second_order=False, seed=seed)
    values = at(points)
    means = values.mean(axis=1)
    kept, left_out = _blocks(means, block)
    unknown = np.full(numbers, np.nan)
    # The first and the last point of a block are drawn by themselves; the others are made of them.
    ends = values[np.isin(np.arange(len(values)) % block, (0, block - 1))]
    if kept.sum() < 2 * block or not np.ptp(means[kept]):
        none = np.zeros(numbers) if kept.any() and not np.ptp(means[kept]) else unknown
        return Indices(none, none, none, none, ends, left_out)
    found = analysing.analyze(
        problem, means[kept], calc_second_order=False, num_resamples=500, seed=seed
    )
    shares = [np.asarray(found[key], float) for key in ("S1", "S1_conf", "ST", "ST_conf")]
    first, first_margin, total, total_margin = shares
    return Indices(first, first_margin, total, total_margin, ends, left_out)


def _problem(numbers: int) -> dict[str, Any]:
    names = [str(n) for n in range(numbers)]
    return {"num_vars": numbers, "names": names, "bounds": [[0.0, 1.0]] * numbers}


def _blocks(values: Floats, size: int) -> tuple[np.ndarray[Any, np.dtype[np.bool_]], int]:
    """Keep the points of blocks in which every value is known."""
    whole = ~np.isnan(values).reshape(-1, size).any(axis=1)
    return np.repeat(whole, size), int((~whole).sum())


def variance(values: Floats) -> Variance:
    """Tell ignorance of the inputs from the chance of years.

    The same years are run at every point, so the two are crossed.

    Parameters
    ----------
    values : Floats
        Shape (points, replications), at independent points; points with unknown values are left
        out.

    References
    ----------
    Searle, Casella and McCulloch, *Variance components* (1992), section 4.5: the two-way crossed
    classification without repeats, by analysis of variance.
    """
    known = values[~np.isnan(values).any(axis=1)]
    points, years = known.shape
    if points < 2 or years < 2:
        return Variance(math.nan, math.nan, math.nan, years)
    whole, rows, columns = known.mean(), known.mean(axis=1), known.mean(axis=0)
    between_points = years * float(((rows - whole) ** 2).sum()) / (points - 1)
    between_years = points * float(((columns - whole) ** 2).sum()) / (years - 1)
    rest = known - rows[:, None] - columns[None, :] + whole
    both = float((rest**2).sum()) / ((points - 1) * (years - 1))
    return Variance(
        max(0.0, (between_points - both) / years),
        max(0.0, (between_years - both) / points),
        both,
        years,
    )
