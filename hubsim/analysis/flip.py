"""How far a number must move before a difference is another: found by looking, then by halving."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

from hubsim.analysis.intervals import Estimate, estimate

Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
Look: TypeAlias = Callable[[Sequence[float]], Floats]
"""From values of the number to differences, shape (values, replications), on the same cases."""


@dataclass(frozen=True, slots=True)
class Flip:
    """Where a difference changes its sign.

    Parameters
    ----------
    at : float
        The mean difference is 0 here, to the tolerance.
    low, high : float
        The stretch around it in which the interval of the difference does not leave out 0; it ends
        where the range ends if it is unclear up to there.
    rises : bool
        Whether the difference rises through 0 as the number rises.
    """

    at: float
    low: float
    high: float
    rises: bool


@dataclass(frozen=True, slots=True, eq=False)
class Flips:
    """What was found over a range.

    Parameters
    ----------
    usual : float
        The value that the number has.
    tolerance : float
        Two neighbours between which a change of sign was found lie no further apart.
    readings : mapping of float to Estimate
        The difference at every value that was looked at, in rising order.
    found : tuple of Flip
        The nearest to the usual value first.
    """

    usual: float
    tolerance: float
    readings: dict[float, Estimate]
    found: tuple[Flip, ...]

    @property
    def nearest(self) -> Flip | None:
        """The smallest change that does it; None if nothing that was looked at does."""
        return self.found[0] if self.found else None

    @property
    def as_it_is(self) -> Estimate:
        """The difference at the usual value."""
        return self.readings[self.usual]

    @property
    def unknown(self) -> tuple[float, ...]:
        """Values at which there is no difference to be known."""
        return tuple(x for x, e in self.readings.items() if math.isnan(e.mean))

    @property
    def known(self) -> bool:
        """Whether the difference is known anywhere."""
        return len(self.unknown) < len(self.readings)

    @property
    def may(self) -> tuple[float, ...]:
        """Values at which the interval does not leave out 0."""
        return tuple(x for x, e in self.readings.items() if e.known and e.low <= 0 <= e.high)


def find_flips(
    look: Look, low: float, usual: float, high: float, *, tolerance: float, steps: int = 8,
    whole: bool = False, level: float = 0.95,
) -> Flips:  # fmt: skip
    """Find where a difference changes its sign, over a range.

    First at evenly spaced values, because the response need not be monotone; then each pair of
    neighbours of different sign is halved, on the same cases, down to the tolerance; the ends of
    the stretch that is unclear likewise. A difference that changes its sign twice between two
    neighbours of the first look is not seen. One that becomes exactly 0 and goes no further (the
    two are then alike), or that changes its sign across values at which it is not known, is no
    change of places that was found. Between the ends only values of few digits are looked
    at, finer than the tolerance, so that each can be said as it was run.

    Parameters
    ----------
    look : Look
    low, usual, high : float
        The range, and the value that the number has; it may lie outside of the range.
    tolerance : float
    steps : int
        Of the first look.
    whole : bool
        Whether only whole numbers can be looked at; the tolerance is then 1.
    level : float
        Of confidence.
    """
    tolerance = max(1.0, float(round(tolerance))) if whole else tolerance
    digits = 0 if whole else -math.floor(math.log10(tolerance / 2))
    search = _Search(look, tolerance, digits, level)
    grid = (low + (high - low) * n / steps for n in range(1, steps))
    search.at(sorted({low, *(search.near(x) for x in grid), high, usual}))
    signed = [x for x in sorted(search.readings) if search.sign(x)]
    found = []
    for a, b in pairwise(signed):
        rises = search.sign(a) < 0
        if search.sign(a) != search.sign(b) and (at := search.root(a, b)) is not None:
            found.append(Flip(at, search.edge(at, -1, rises), search.edge(at, 1, rises), rises))
    found.sort(key=lambda flip: abs(flip.at - usual))
    return Flips(usual, tolerance, dict(sorted(search.readings.items())), tuple(found))


@dataclass(slots=True)
class _Search:
    """Looks once at each value, and halves stretches."""

    look: Look
    tolerance: float
    digits: int
    level: float
    readings: dict[float, Estimate] = field(default_factory=dict)

    def near(self, x: float) -> float:
        """Give the nearest value of few digits; a quarter of the tolerance away at most."""
        return float(round(x, self.digits))

    def at(self, values: Sequence[float]) -> list[Estimate]:
        new = [x for x in dict.fromkeys(values) if x not in self.readings]
        if new:
            for x, row in zip(new, self.look(new), strict=True):
                # A year that cannot be compared makes a value that cannot be compared.
                self.readings[x] = estimate([] if np.isnan(row).any() else row, self.level)
        return [self.readings[x] for x in values]

    def halved(self, a: float, b: float, like_a: Callable[[Estimate], bool]) -> tuple[float, float]:
        """Halve the stretch between a value and another that is not like it."""
        while abs(b - a) > self.tolerance * (1 + 1e-9):
            middle = self.near((a + b) / 2)
            a, b = (middle, b) if like_a(self.at([middle])[0]) else (a, middle)
        return a, b

    def sign(self, x: float) -> int:
        """Of the mean; 0 where it is exactly 0, or not known."""
        mean = self.readings[x].mean
        return (mean > 0) - (mean < 0)

    def root(self, a: float, b: float) -> float | None:
        """Where the mean changes its sign between two values at which it has different ones.

        None if what lies beside the last value of the first sign is not known.
        """
        negative = self.readings[a].mean < 0
        a, b = self.halved(a, b, lambda e: e.mean < 0 if negative else e.mean > 0)
        return None if math.isnan(self.readings[b].mean) else (a + b) / 2

    def edge(self, at: float, way: int, rises: bool) -> float:
        """Go outwards from a change of sign until the interval leaves out 0."""
        negative = rises == (way < 0)

        def unclear(e: Estimate) -> bool:
            return not (e.known and (e.high < 0 if negative else e.low > 0))

        outwards = sorted((x for x in self.readings if (x - at) * way > 0), key=lambda x: x * way)
        inner = outwards[0]
        for x in outwards:
            if not unclear(self.readings[x]):
                return x if x == inner else self.halved(inner, x, unclear)[1]
            inner = x
        return inner
