"""Choosing the best of several designs with a stated probability of being right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

FIRST = 10
"""Replications from which differences are taken to vary as they do."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which designs may still be the best after some replications.

    Parameters
    ----------
    left : tuple of int
        Designs, the best mean first; one alone is chosen.
    replications : int
        Looked at: those after which one was left, or all.
    """

    left: tuple[int, ...]
    replications: int

    @property
    def chosen(self) -> int | None:
        """The best; None while several may be."""
        return self.left[0] if len(self.left) == 1 else None


def select(
    series: Sequence[Sequence[float]], indifference: float, *, lower: bool, level: float = 0.95,
    first: int = FIRST,
) -> Selection:  # fmt: skip
    """Leave out designs, replication by replication, until one is left.

    If the truly best design is better than every other by at least `indifference`, it is chosen
    with a probability of at least `level`. All designs meet the same cases in a replication, which
    the procedure allows; it takes means over replications to be normal.

    Parameters
    ----------
    series : sequence of sequence of float
        By design, one value per replication, in their order.
    indifference : float
        A difference so small that it does not matter; above 0.
    lower : bool
        Whether lower is better.
    level : float
        The probability.
    first : int
        Replications before any design is left out; the variances are taken from them.

    References
    ----------
    Kim and Nelson, "A fully sequential procedure for indifference-zone selection in simulation",
    *ACM Transactions on Modeling and Computer Simulation* 11 (2001) 251–273: procedure KN, c = 1.
    """
    values = np.array(series, dtype=np.float64) * (-1 if lower else 1)
    number, replications = values.shape
    if number == 1 or replications < first:
        return Selection(_best_first(values, range(number)), replications)
    begun = values[:, :first]
    variance = np.var(begun[:, None] - begun[None, :], axis=2, ddof=1)
    eta = ((2 * (1 - level) / (number - 1)) ** (-2 / (first - 1)) - 1) / 2
    most = 2 * eta * (first - 1) * variance / indifference**2  # replications a pair can need
    left = list(range(number))
    for r in range(first, replications + 1):
        means = values[:, :r].mean(axis=1)
        room = np.maximum(0.0, indifference / (2 * r) * (most - r))
        left = [i for i in left if all(means[i] >= means[j] - room[i, j] for j in left)]
        if not room[np.ix_(left, left)].any():  # no more replications are needed: exactly alike
            left = left[:1]
        if len(left) == 1:
            return Selection((left[0],), r)
    return Selection(_best_first(values, left), replications)


def _best_first(values: Floats, left: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted(left, key=lambda i: -float(values[i].mean())))
