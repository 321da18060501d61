"""Every combination of some values at some paths, on the same cases, beside the hub as it is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import pandas as pd

from hubsim.analysis import Estimate, estimate, paired
from hubsim.errors import InputError, Place, Problem
from hubsim.spec.scenario import Change, change_from_text
from hubsim.study.positions import (
    USUAL,
    Evaluate,
    Figure,
    Position,
    Progress,
    Values,
    beside,
)

MOST = 2000
"""Designs of one sweep."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The values that one path takes.

    Parameters
    ----------
    path : str
    texts : tuple of str
        As written.
    changes : tuple of Change
        One for each.
    """

    path: str
    texts: tuple[str, ...]
    changes: tuple[Change, ...]


def axis_from(text: str) -> Axis:
    """Read ``roles.screener.people=4,5,6``; values part at commas outside of brackets.

    Raises
    ------
    InputError
        Without values, or where one cannot be read.
    """
    path, equals, values = text.partition("=")
    texts = tuple(part.strip() for part in _parts(values))
    if not (equals and path.strip() and all(texts)):
        help = "write a path and its values: --over roles.screener.people=4,5,6"
        message = f'"{text[:60]}" gives no values to a path'
        raise InputError([Problem("E415", message, Place("--over"), help)])
    problems, changes = list[Problem](), []
    for value in texts:
        try:
            changes.append(change_from_text(f"{path.strip()}={value}"))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return Axis(path.strip(), texts, tuple(changes))


def _parts(text: str) -> Iterator[str]:
    """Part at commas that stand in no brackets and no quotes."""
    depth, quote, part = 0, "", ""
    for letter in text:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        depth += (letter in "[{(") - (letter in ")}]")
        if letter == "," and not depth and not quote:
            yield part
            part = ""
        else:
            part += letter
    yield part


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """Values over a grid.

    Parameters
    ----------
    axes : tuple of Axis
    points : tuple of tuple of str
        The values of each design, one for every axis; the first, empty one is the hub as it is.
    values : Values
        In the order of the points.
    figures : tuple of Figure
        In the order asked for, each followed by what stands beside it.
    """

    axes: tuple[Axis, ...]
    points: tuple[tuple[str, ...], ...]
    values: Values
    figures: tuple[Figure, ...]

    def estimate(self, point: int, figure: Figure) -> Estimate:
        """Mean of one design with its interval."""
        return estimate(self.values.of(figure)[point])

    def change(self, point: int, figure: Figure) -> Estimate:
        """What differs from the hub as it is, on the same cases."""
        here = self.values.of(figure)
        return paired(here[0].tolist(), here[point].tolist())

    def frame(self) -> pd.DataFrame:
        """Tidy rows: a column for each path, then each figure: its mean and its change."""
        ends = ("mean", "low", "high", "change", "change_low", "change_high")
        columns = [
            *(axis.path for axis in self.axes),
            "measure",
            "by",
            "group",
            "unit",
            *ends,
            "note",
        ]
        return pd.DataFrame(self._rows(), columns=columns)

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        for number, point in enumerate(self.points):
            texts = point or ("as written",) * len(self.axes)
            for figure in self.figures:
                level, change = self.estimate(number, figure), self.change(number, figure)
                note = self.values.unsettled[number] if math.isnan(level.mean) else ""
                ends = (level.mean, level.low, level.high, change.mean, change.low, change.high)
                head = (figure.measure, figure.by, figure.group, figure.unit)
                yield (*texts, *head, *ends, note)


def sweep(
    hub: Position,
    axes: Sequence[Axis],
    evaluate: Evaluate,
    *,
    figures: Sequence[Figure] = (),
    progress: Progress | None = None,
) -> Sweep:
    """Run every combination of the values, and the hub as it is.

    Parameters
    ----------
    hub : Position
    axes : sequence of Axis
    evaluate : Evaluate
        Such as a `Bench`.
    figures : sequence of Figure
        Time to decision if left out. How often the agency that matters most was heard stands
        beside each.
    progress : callable, optional

    Raises
    ------
    InputError
        For more than `MOST` designs, or changes that do not fit.
    """
    size = math.prod(len(axis.texts) for axis in axes) + 1
    if size > MOST:
        message = f"{size:,} designs are more than one sweep can have"
        help = f"the most is {MOST:,}: give fewer values, or sweep in parts"
        raise InputError([Problem("E415", message, Place("--over"), help)])
    points = [(), *product(*(axis.texts for axis in axes))]
    changes = [(), *product(*(axis.changes for axis in axes))]
    names = [f.measure for f in figures] or list(USUAL)
    positions = [hub.with_changes(*some) for some in changes]
    values = evaluate(positions, (*names, "heard"), progress)
    asked = values.asked(figures)
    shown = [f for figure in asked for f in (figure, beside(values, figure)) if f is not None]
    return Sweep(tuple(axes), tuple(points), values, tuple(dict.fromkeys(shown)))
