"""How far an assumption must move before two designs change places, or an effect has a size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from hubsim.analysis import Estimate, estimate, paired
from hubsim.analysis.flip import Flips, find_flips
from hubsim.errors import InputError, Place, Problem
from hubsim.plain import percent
from hubsim.study.assumptions import Assumption
from hubsim.study.positions import (
    Evaluate,
    Figure,
    Floats,
    Position,
    Progress,
    looked_at,
    voice_of,
)

LOOKS = 14
"""Values that are looked at after the first look, about: for telling how far it is."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What an effect is held against.

    Parameters
    ----------
    size : float
        Of the second design against the first: 0 asks for the ranking.
    relative : bool
        Whether the size is a share of the first design's value.
    """

    size: float = 0.0
    relative: bool = False

    def short(self, first: Floats, second: Floats) -> Floats:
        """How much the effect differs from the size; 0 where it has just this size."""
        wanted = self.size * first if self.relative else self.size
        return second - first - wanted

    @property
    def text(self) -> str:
        """As written."""
        told = percent(self.size) if self.relative else f"{self.size:g}"
        return f"+{told}" if self.size > 0 else told


RANKING = Reach()


def reach_from(text: str) -> Reach:
    """Read ``-10%``, of the first design's value, or ``-2``, in the unit of the measure.

    Raises
    ------
    InputError
        For anything else.
    """
    match = re.fullmatch(r"\s*([-+]?[0-9]*\.?[0-9]+)\s*(%|points?)?\s*", text.replace("−", "-"))
    if not match:
        message = f'"{text[:60]}" is no size of an effect'
        help = "write -10% (of the first design), -2 (in the unit of the measure) or 5 points"
        raise InputError([Problem("E414", message, Place("--reach"), help)])
    size = float(match[1]) / (100 if match[2] else 1)
    return Reach(size, match[2] == "%")


@dataclass(frozen=True, slots=True, eq=False)
class Flipped:
    """Where two designs change places as one assumption moves.

    Parameters
    ----------
    assumption : Assumption
    reach : Reach
    figure : Figure
        What they are compared by.
    flips : Flips
        Of the second design minus the first (minus the size asked for).
    curve : DataFrame
        By value of the assumption: both designs, their difference, and the difference in how often
        the agency that matters most was heard, each with its limits.
    voice : str
        That agency; empty if nobody is asked.
    differ : bool
        Whether the two designs write different values here, so that setting both alike takes away
        a part of what makes them differ.
    """

    assumption: Assumption
    reach: Reach
    figure: Figure
    flips: Flips
    curve: pd.DataFrame
    voice: str
    differ: bool = False


def flip(
    first: Position, second: Position, assumption: Assumption, evaluate: Evaluate, *,
    figure: Figure | None = None, reach: Reach = RANKING, tolerance: float = 0.0, steps: int = 8,
    sides: Sequence[bool] = (True, True), differ: bool = False, progress: Progress | None = None,
) -> Flipped:  # fmt: skip
    """Find the smallest change of an assumption that turns the ranking of two designs.

    Parameters
    ----------
    first, second : Position
        The assumption is set to the same value in both.
    assumption : Assumption
        Moved within its range.
    evaluate : Evaluate
        Such as a `Bench`.
    figure : Figure, optional
        What they are compared by; time to decision if left out.
    reach : Reach
        The size that the effect shall have; the ranking if left out.
    tolerance : float
        How exactly the flip point is found, in the unit of the assumption; a hundredth of the range
        if 0.
    steps : int
        Of the first look over the range.
    sides : pair of bool
        In which of the two designs it is moved.
    differ : bool
        Kept in the answer.
    progress : callable, optional
    """
    curve = _Curve(first, second, assumption, evaluate, reach, figure, tuple(sides), progress)
    curve.expected = 2 * (steps + 1 + LOOKS)
    flips = find_flips(
        curve.look, assumption.low, assumption.usual, assumption.high,
        tolerance=tolerance or (assumption.high - assumption.low) / 100, steps=steps,
        whole=assumption.whole,
    )  # fmt: skip
    assert curve.figure is not None  # noqa: S101 - it has looked
    return Flipped(assumption, reach, curve.figure, flips, curve.frame(), curve.voice, differ)


@dataclass(slots=True)
class _Curve:
    """Looks at both designs with the assumption at some values, and keeps what it saw."""

    first: Position
    second: Position
    assumption: Assumption
    evaluate: Evaluate
    reach: Reach
    figure: Figure | None
    sides: tuple[bool, ...]
    progress: Progress | None
    expected: int = 0
    voice: str = ""
    looked: int = 0
    rows: dict[float, tuple[Estimate, ...]] = field(default_factory=dict)

    def look(self, at: Sequence[float]) -> Floats:
        sides = tuple(zip((self.first, self.second), self.sides, strict=True))
        positions = [
            side.with_changes(self.assumption.change(x)) if moved else side
            for x in at
            for side, moved in sides
        ]
        telling = self._telling(len(positions))
        values, self.figure, heard = looked_at(self.evaluate, positions, self.figure, telling)
        self.looked += len(positions)
        both = values.of(self.figure)
        self.voice = voice_of(heard)
        for n, x in enumerate(at):
            a, b = both[2 * n], both[2 * n + 1]
            told = [estimate(a), estimate(b), paired(a.tolist(), b.tolist())]
            if heard is not None:
                told.append(estimate(np.subtract(*values.of(heard)[[2 * n + 1, 2 * n]])))
            self.rows[x] = tuple(told)
        return self.reach.short(both[0::2], both[1::2])

    def _telling(self, now: int) -> Progress | None:
        if self.progress is None:
            return None
        told, before, expected = self.progress, self.looked, max(self.expected, self.looked + now)

        def inside(done: int, of: int) -> None:
            each = of // now or 1  # replications
            told(before * each + done, expected * each)

        return inside

    def frame(self) -> pd.DataFrame:
        names = ("first", "second", "difference", "heard")
        rows = [
            {"value": x, "said": self.assumption.said(x)}
            | {
                f"{name}{end}": number
                for name, e in zip(names, told, strict=False)
                for end, number in (("", e.mean), ("_low", e.low), ("_high", e.high))
            }
            for x, told in sorted(self.rows.items())
        ]
        return pd.DataFrame(rows)
