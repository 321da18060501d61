"""Which of several designs is best, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLINGS = 2000
SEED = 20260105
"""Of the resampling: the same results always give the same answer."""


@dataclass(frozen=True, slots=True)
class Best:
    """How sure it is that each design is best.

    Parameters
    ----------
    chance : tuple of float
        By design: share of resamplings in which its mean is best; they sum to 1.
    years : tuple of float
        By design: replications in which it is best; equals share one.
    replications : int
        In which every design has a value.
    """

    chance: tuple[float, ...]
    years: tuple[float, ...]
    replications: int

    @property
    def first(self) -> int | None:
        """The design that is best most probably; None where nothing is known."""
        return int(np.argmax(self.chance)) if self.replications else None


def best(values: Sequence[Sequence[float]], *, lower: bool = True) -> Best:
    """Say how sure it is that each design is best on average.

    Whole replications are drawn with replacement, the same ones for every design, so that what
    designs have in common by meeting the same cases stays in common (the bootstrap over pairs).

    Parameters
    ----------
    values : sequence of sequence of float
        By design, one value per replication; a replication without a value in any of them is left
        out.
    lower : bool
        Whether lower is better.

    References
    ----------
    Efron and Tibshirani, *An introduction to the bootstrap* (1993), chapters 6 and 8.
    """
    table = np.asarray(values, dtype=np.float64)
    table = table[:, ~np.isnan(table).any(axis=0)]
    number = table.shape[1]
    if number == 0:
        return Best((0.0,) * len(table), (0.0,) * len(table), 0)
    signed = table if lower else -table
    drawn = np.random.Generator(np.random.PCG64(SEED)).multinomial(
        number, np.full(number, 1 / number), size=RESAMPLINGS
    )
    chance = _shares(drawn @ signed.T / number).mean(axis=0)
    years = _shares(signed.T).sum(axis=0)
    return Best(tuple(chance.tolist()), tuple(years.tolist()), number)


def _shares(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give each row to the smallest in it; equals share it."""
    least = rows.min(axis=1, keepdims=True)
    is_least = np.isclose(rows, least, rtol=1e-12, atol=0)
    return np.asarray(is_least / is_least.sum(axis=1, keepdims=True), dtype=np.float64)
