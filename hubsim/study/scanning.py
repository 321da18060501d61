"""Which assumptions can turn the ranking of two designs: each by itself, at both ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from hubsim.analysis import Estimate, estimate
from hubsim.spec.read import HubFile
from hubsim.study.assumptions import Assumption, assumptions_of
from hubsim.study.flipping import RANKING, Reach
from hubsim.study.positions import USUAL, Evaluate, Figure, Position, Progress, voice_of
from hubsim.study.positions import beside as voice_beside

Turns = Literal["turns", "may turn", "holds", "not known"]
TURNS: tuple[Turns, ...] = ("turns", "may turn", "not known", "holds")
"""The most important first."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An assumption and the designs in which it is moved."""

    assumption: Assumption
    sides: tuple[bool, bool] = (True, True)

    @property
    def where(self) -> str:
        """``both``, ``first`` or ``second``."""
        return {(True, False): "first", (False, True): "second"}.get(self.sides, "both")


def placed(first: HubFile, second: HubFile) -> list[Placed]:
    """List the numbers with a range in two designs.

    What both write alike is one assumption, and is moved in both. What they write differently is
    part of what makes them two designs: each is moved by itself.
    """
    mine = {each.path: each for each in assumptions_of(first)}
    theirs = {each.path: each for each in assumptions_of(second)}
    found = []
    for path in dict.fromkeys((*mine, *theirs)):
        a, b = mine.get(path), theirs.get(path)
        if a is not None and b is not None and _same(a, b):
            found.append(Placed(a))
            continue
        if a is not None:
            found.append(Placed(a, (True, False)))
        if b is not None:
            found.append(Placed(b, (False, True)))
    return found


def _same(a: Assumption, b: Assumption) -> bool:
    return (a.setting, a.shape, a.others) == (b.setting, b.shape, b.others)


@dataclass(frozen=True, slots=True)
class Scanned:
    """One assumption at both ends of its range.

    Parameters
    ----------
    placed : Placed
    low, high : Estimate
        The difference of the designs (minus the size asked for) at each end.
    turns : str
        Whether it can turn the ranking.
    """

    placed: Placed
    low: Estimate
    high: Estimate
    turns: Turns

    @property
    def swing(self) -> float:
        """How much the difference changes from one end to the other."""
        return abs(self.high.mean - self.low.mean)


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """All assumptions, one by one, at both ends of their ranges.

    Parameters
    ----------
    figure : Figure
    reach : Reach
    as_it_is : Estimate
        The difference (minus the size asked for) with all numbers as written.
    found : tuple of Scanned
        Those that can turn the ranking first, then by how much they matter.
    voice : str
        The agency that matters most; empty if nobody is asked.
    heard : Estimate or None
        The difference in how often it is heard, with all numbers as written.
    """

    figure: Figure
    reach: Reach
    as_it_is: Estimate
    found: tuple[Scanned, ...]
    voice: str = ""
    heard: Estimate | None = None

    def frame(self) -> pd.DataFrame:
        """Tidy rows, one for each assumption."""
        return pd.DataFrame(_scan_rows(self), columns=list(SCAN_COLUMNS))


SCAN_COLUMNS = (
    "path", "in", "grade", "usual", "low", "high", "at_low", "at_low_low", "at_low_high", "at_high",
    "at_high_low", "at_high_high", "turns",
)  # fmt: skip


def _scan_rows(scan: Scan) -> Iterator[tuple[Any, ...]]:
    for each in scan.found:
        a = each.placed.assumption
        ends = (n for e in (each.low, each.high) for n in (e.mean, e.low, e.high))
        yield (
            a.path,
            each.placed.where,
            a.grade,
            *map(a.said, (a.usual, a.low, a.high)),
            *ends,
            each.turns,
        )


def scan(
    first: Position, second: Position, assumptions: Sequence[Placed], evaluate: Evaluate, *,
    figure: Figure | None = None, reach: Reach = RANKING, progress: Progress | None = None,
) -> Scan:  # fmt: skip
    """Look at every assumption at both ends of its range, and say which can turn the ranking.

    Parameters
    ----------
    first, second : Position
    assumptions : sequence of Placed
        Such as `placed` gives.
    evaluate : Evaluate
    figure, reach, progress
        As of `flip`.
    """
    positions = [first, second]
    at: list[tuple[tuple[int, int], ...]] = []
    for each in assumptions:
        ends = []
        for x in (each.assumption.low, each.assumption.high):
            moved = each.assumption.change(x)
            where = []
            for n, (side, move) in enumerate(zip((first, second), each.sides, strict=True)):
                where.append(len(positions) if move else n)
                if move:
                    positions.append(side.with_changes(moved))
            ends.append((where[0], where[1]))
        at.append(tuple(ends))
    names = USUAL if figure is None else (figure.measure,)
    values = evaluate(positions, (*names, "heard"), progress)
    (chosen,) = values.asked([figure] if figure else [])
    all_values = values.of(chosen)

    def short(pair: tuple[int, int]) -> Estimate:
        row = reach.short(all_values[pair[0]], all_values[pair[1]])
        return estimate([] if np.isnan(row).any() else row)

    base = short((0, 1))
    found = [
        Scanned(each, short(low), short(high), _verdict(base, short(low), short(high)))
        for each, (low, high) in zip(assumptions, at, strict=True)
    ]
    found.sort(key=lambda each: (TURNS.index(each.turns), -np.nan_to_num(each.swing)))
    beside = voice_beside(values, chosen)
    heard = estimate(np.subtract(*values.of(beside)[[1, 0]])) if beside else None
    return Scan(chosen, reach, base, tuple(found), voice_of(beside), heard)


def _verdict(base: Estimate, *ends: Estimate) -> Turns:
    if not all(e.known for e in (base, *ends)):
        return "not known"
    signs = {(e.low > 0) - (e.high < 0) for e in (base, *ends)}
    if {-1, 1} <= signs:
        return "turns"
    return "may turn" if 0 in signs else "holds"
