"""What each of several changes contributes to what all of them do together.

The value of a set of changes is a measure of the hub in which exactly these are made. A change is
worth what it adds, averaged over every order in which the changes could be made (Shapley): the
shares sum to the whole, whatever the changes do to one another.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np

from hubsim.analysis.intervals import Estimate, estimate, ratio

Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

MOST = 12
"""Changes: 4,096 sets of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Contribution:
    """What one change is worth, in the unit of the measure.

    Parameters
    ----------
    share : Estimate
        Of the whole: what it adds, averaged over all orders.
    part : Estimate
        The share divided by the whole; NaN where the whole is not clearly different from 0.
    alone : Estimate
        What it adds to the hub without any of the changes.
    last : Estimate
        What it adds to all the others; taking it away again costs as much.
    """

    share: Estimate
    part: Estimate
    alone: Estimate
    last: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """How the effect of several changes divides among them.

    Parameters
    ----------
    without, with_all : Estimate
        The measure with none of the changes, and with all.
    whole : Estimate
        with_all − without, on the same cases.
    each : tuple of Contribution
        In the order of the changes.
    pairs : mapping of (int, int) to Estimate
        What two changes do only together (the sign of the whole) or both do (the other sign).
    shares : Floats
        By change and replication; in every replication they sum to the whole.
    """

    without: Estimate
    with_all: Estimate
    whole: Estimate
    each: tuple[Contribution, ...]
    pairs: dict[tuple[int, int], Estimate]
    shares: Floats

    @property
    def clear(self) -> bool:
        """Whether there is an effect to divide: the interval of the whole leaves out 0."""
        return self.whole.known and (self.whole.low > 0 or self.whole.high < 0)


def subsets(size: int) -> Iterator[tuple[int, ...]]:
    """Give all sets of changes, the one with the changes i, j, … at place 2^i + 2^j + … of all."""
    for number in range(2**size):
        yield tuple(i for i in range(size) if number >> i & 1)


def attribute(values: Floats, level: float = 0.95) -> Attribution:
    """Divide the effect of all changes among them.

    Parameters
    ----------
    values : Floats
        Shape (2^n, replications): the measure for every set of changes, in the order of `subsets`.
    level : float
        Of confidence.

    Raises
    ------
    ValueError
        If there are not 2^n rows.

    References
    ----------
    Shapley, "A value for n-person games", *Contributions to the theory of games* II (1953).
    """
    size = len(values).bit_length() - 1
    if len(values) != 2**size or not 1 <= size <= MOST:
        raise ValueError(f"{len(values)} rows are not all sets of 1 to {MOST} changes")
    columns = [values[:, r].tolist() for r in range(values.shape[1])]
    shares = _by_replication([_floats(exact_shares, column, size) for column in columns])
    pairs = list(combinations(range(size), 2))
    joint = _by_replication([_floats(exact_pairs, column, len(pairs)) for column in columns])
    full = len(values) - 1
    whole = values[full] - values[0]
    total = estimate(whole, level)
    clear = total.known and (total.low > 0 or total.high < 0)
    unknown = Estimate(math.nan, math.nan, math.nan, 0)
    return Attribution(
        without=estimate(values[0], level),
        with_all=estimate(values[full], level),
        whole=total,
        each=tuple(
            Contribution(
                estimate(shares[i], level),
                ratio(shares[i], whole, level) if clear else unknown,
                estimate(values[1 << i] - values[0], level),
                estimate(values[full] - values[full ^ 1 << i], level),
            )
            for i in range(size)
        ),
        pairs={pair: estimate(joint[n], level) for n, pair in enumerate(pairs)},
        shares=shares,
    )


def _floats(exact: Any, column: list[float], size: int) -> list[float]:
    """Work exactly, and round once; NaN for all where a set of changes has no value."""
    if not all(map(math.isfinite, column)):
        return [math.nan] * size
    return [float(each) for each in exact([Fraction(value) for value in column])]


def _by_replication(found: list[list[float]]) -> Floats:
    return np.array(found, dtype=np.float64).T


def exact_shares(values: Sequence[Fraction]) -> list[Fraction]:
    """Shapley shares of one replication, without any rounding.

    Parameters
    ----------
    values : sequence of Fraction
        In the order of `subsets`.

    Returns
    -------
    list of Fraction
        They sum to the whole, exactly.
    """
    size = len(values).bit_length() - 1
    whole, scale = _integers(values)
    orders = [math.factorial(s) * math.factorial(size - s - 1) for s in range(size)]
    shares = []
    for i in range(size):
        added = (
            orders[s.bit_count()] * (whole[s | 1 << i] - whole[s])
            for s in range(len(whole))
            if not s >> i & 1
        )
        shares.append(Fraction(sum(added), scale * math.factorial(size)))
    if sum(shares) != values[-1] - values[0]:  # pragma: no cover - arithmetic would be wrong
        raise ArithmeticError("shares do not sum to the whole")
    return shares


def exact_pairs(values: Sequence[Fraction]) -> list[Fraction]:
    """Shapley interaction index of every pair, in the order of `combinations`, without rounding.

    What two changes do beyond the sum of what each does, averaged over what stands already.

    References
    ----------
    Grabisch and Roubens, "An axiomatic approach to the concept of interaction among players in
    cooperative games", *International Journal of Game Theory* 28 (1999), definition 3.
    """
    size = len(values).bit_length() - 1
    whole, scale = _integers(values)
    orders = [math.factorial(s) * math.factorial(size - s - 2) for s in range(size - 1)]
    found = []
    for i, j in combinations(range(size), 2):
        one, other = 1 << i, 1 << j
        joint = (
            orders[s.bit_count()]
            * (whole[s | one | other] - whole[s | one] - whole[s | other] + whole[s])
            for s in range(len(whole))
            if not s & (one | other)
        )
        found.append(Fraction(sum(joint), scale * math.factorial(size - 1)))
    return found


def _integers(values: Sequence[Fraction]) -> tuple[list[int], int]:
    """Bring fractions to one denominator."""
    scale = math.lcm(*(value.denominator for value in values))
    return [value.numerator * (scale // value.denominator) for value in values], scale
