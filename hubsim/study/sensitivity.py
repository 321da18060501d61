"""Which of a hub's uncertain numbers decide a result, or the difference of two designs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hubsim.analysis.sensitivity import Indices, Screening, Variance, apportion, screen, variance
from hubsim.study.positions import (
    Evaluate,
    Figure,
    Floats,
    Position,
    Progress,
    looked_at,
    voice_of,
)
from hubsim.study.scanning import Placed

COLUMNS = (
    "path", "called", "in", "grade", "usual", "low", "high", "importance", "importance_margin",
    "direction", "bends", "first", "first_margin", "total", "total_margin",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """What a result rests on.

    Parameters
    ----------
    figure : Figure
        Of one design, or of the second minus the first.
    numbers : tuple of Placed
    screening : Screening
        Of all numbers.
    chosen : tuple of int
        Numbers that were looked at closely, the most important first.
    indices : Indices
        Of the chosen ones, the others as written.
    variance : Variance
        Of what the result may be as the chosen numbers lie anywhere in their ranges.
    as_written : Floats
        The result with all numbers as written, by replication.
    voice : str
        The agency that matters most; empty if nobody is asked.
    heard : Floats or None
        How often it is heard, or the difference, with all numbers as written, by replication.
    """

    figure: Figure
    numbers: tuple[Placed, ...]
    screening: Screening
    chosen: tuple[int, ...]
    indices: Indices
    variance: Variance
    as_written: Floats
    voice: str = ""
    heard: Floats | None = None

    @property
    def may_be(self) -> Floats:
        """The result at independent points, mean over replications; only where it is known."""
        means = self.indices.values.mean(axis=1)
        found: Floats = means[~np.isnan(means)]
        return found

    @property
    def other_way(self) -> float:
        """Share of points at which the result has the other sign than as written."""
        sign = np.sign(np.mean(self.as_written))
        found = self.may_be
        return float(np.mean(np.sign(found) == -sign)) if len(found) else float("nan")

    def frame(self) -> pd.DataFrame:
        """Tidy rows, one for each number, the most important first."""
        return pd.DataFrame(self._rows(), columns=list(COLUMNS))

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        s, close = self.screening, {n: at for at, n in enumerate(self.chosen)}
        i = self.indices
        for n in _in_order(s):
            a, where = self.numbers[n].assumption, self.numbers[n].where
            at = close.get(n)
            columns = (i.first, i.first_margin, i.total, i.total_margin)
            shares = (float("nan") if at is None else float(column[at]) for column in columns)
            effects = (float(x[n]) for x in (s.importance, s.margin, s.direction, s.bends))
            texts = map(a.said, (a.usual, a.low, a.high))
            yield (a.path, a.called, where, a.grade, *texts, *effects, *shares)


def _in_order(screening: Screening) -> list[int]:
    return [int(n) for n in np.argsort(-np.nan_to_num(screening.importance), kind="stable")]


def sensitivity(
    designs: Sequence[Position], numbers: Sequence[Placed], evaluate: Evaluate, *,
    figure: Figure | None = None, paths: int = 6, closely: int = 8, size: int = 64, seed: int = 1,
    progress: Progress | None = None,
) -> Sensitivity:  # fmt: skip
    """Screen all numbers that have a range, then apportion the variance to the important ones.

    Parameters
    ----------
    designs : sequence of Position
        One: its result. Two: the second minus the first, on the same cases.
    numbers : sequence of Placed
        In which of the designs each is moved.
    evaluate : Evaluate
        Such as a `Bench`.
    figure : Figure, optional
        Time to decision if left out.
    paths : int
        Of the screening; paths × (numbers + 1) points for each design.
    closely : int
        How many numbers are looked at closely.
    size : int
        A power of 2; size × (closely + 2) points for each design.
    seed : int
        Of the points.
    progress : callable, optional

    """
    closely = min(closely, len(numbers))
    points = _Points(tuple(designs), tuple(numbers), evaluate, figure, progress)
    points.expected = 1 + paths * (len(numbers) + 1) + size * (closely + 2)
    as_written = points.at(np.zeros((1, 0)), ())[0]
    everything = tuple(range(len(numbers)))
    screened = screen(lambda at: points.at(at, everything), len(numbers), paths=paths, seed=seed)
    known = [n for n in _in_order(screened) if not np.isnan(screened.importance[n])]
    chosen = tuple(known[:closely])  # none where a queue never settles, wherever they lie
    found = apportion(lambda at: points.at(at, chosen), len(chosen), size=size, seed=seed)
    assert points.figure is not None  # noqa: S101 - it has looked
    return Sensitivity(
        points.figure, tuple(numbers), screened, chosen, found, variance(found.values), as_written,
        points.voice, points.heard,
    )  # fmt: skip


@dataclass(slots=True)
class _Points:
    """Looks at designs with some numbers anywhere in their ranges."""

    designs: tuple[Position, ...]
    numbers: tuple[Placed, ...]
    evaluate: Evaluate
    figure: Figure | None
    progress: Progress | None
    expected: int = 0
    looked: int = 0
    voice: str = ""
    heard: Floats | None = None
    """Of the first look."""

    def at(self, points: Floats, which: Sequence[int]) -> Floats:
        """Values at points of the unit cube of some numbers, shape (points, replications)."""
        positions = [
            self._position(side, point, which)
            for point in points
            for side in range(len(self.designs))
        ]
        telling = self._telling(len(points))
        values, self.figure, other = looked_at(self.evaluate, positions, self.figure, telling)
        if not self.looked and other is not None:
            self.voice, self.heard = voice_of(other), self._told(values.of(other))[0]
        self.looked += len(points)
        return self._told(values.of(self.figure))

    def _told(self, found: Floats) -> Floats:
        every = len(self.designs)
        return found if every == 1 else found[1::every] - found[0::every]

    def _position(self, side: int, point: Floats, which: Sequence[int]) -> Position:
        moved = [
            a.change(a.low + float(x) * (a.high - a.low))
            for n, x in zip(which, point, strict=True)
            if self.numbers[n].sides[min(side, 1)]
            for a in [self.numbers[n].assumption]
        ]
        return self.designs[side].with_changes(*moved)

    def _telling(self, now: int) -> Progress | None:
        if self.progress is None:
            return None
        told, before, expected = self.progress, self.looked, self.expected
        return lambda done, of: told(before * of // now + done, expected * of // now)
