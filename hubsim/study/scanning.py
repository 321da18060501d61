"""Which assumptions can turn the ranking of two designs: each by itself, at both ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd

from hubsim.analysis import Estimate, estimate, level_for
from hubsim.analysis.flip import Flips
from hubsim.spec.read import HubFile
from hubsim.study.assumptions import Assumption, assumptions_of
from hubsim.study.flipping import RANKING, Reach, flip
from hubsim.study.positions import Evaluate, Figure, Position, Progress, looked_at, voice_of

Turns = Literal["turns", "may turn", "holds", "not known"]
TURNS: tuple[Turns, ...] = ("turns", "may turn", "not known", "holds")
"""The most important first."""
FEW = 4
"""Replications of a first look at all numbers, where many more are asked for."""
MOST = 12
"""Numbers for which it is looked where in the range they turn the ranking."""
FINE = 25
"""Into how many parts a range is halved to find it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An assumption and the designs in which it is moved."""

    assumption: Assumption
    sides: tuple[bool, bool] = (True, True)

    @property
    def where(self) -> str:
        """``both``, ``first`` or ``second``."""
        return {(True, False): "first", (False, True): "second"}.get(self.sides, "both")

    @property
    def moves_times(self) -> bool:
        """Whether it can move a time: what is paid for a post does not."""
        return not self.assumption.unit.startswith("cost")


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
    flips : Flips or None
        Where in the range it does, if that was looked for.
    """

    placed: Placed
    low: Estimate
    high: Estimate
    turns: Turns
    flips: Flips | None = None

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

    @property
    def known(self) -> bool:
        """Whether there is a difference to turn: not where a queue never settles as it is."""
        return not np.isnan(self.as_it_is.mean)

    def frame(self) -> pd.DataFrame:
        """Tidy rows, one for each assumption."""
        return pd.DataFrame(_scan_rows(self), columns=list(SCAN_COLUMNS))


SCAN_COLUMNS = (
    "path", "called", "in", "grade", "usual", "low", "high", "at_low", "at_low_low", "at_low_high",
    "at_high", "at_high_low", "at_high_high", "turns", "turns_at",
)  # fmt: skip


def _scan_rows(scan: Scan) -> Iterator[tuple[Any, ...]]:
    for each in scan.found:
        a = each.placed.assumption
        ends = (n for e in (each.low, each.high) for n in (e.mean, e.low, e.high))
        yield (
            a.path,
            a.called,
            each.placed.where,
            a.grade,
            *map(a.said, (a.usual, a.low, a.high)),
            *ends,
            each.turns,
            a.said(each.flips.nearest.at) if each.flips and each.flips.nearest else "",
        )


def scan(
    first: Position, second: Position, assumptions: Sequence[Placed], evaluate: Evaluate, *,
    few: Evaluate | None = None, figure: Figure | None = None, reach: Reach = RANKING,
    progress: Progress | None = None,
) -> Scan:  # fmt: skip
    """Look at every assumption at both ends of its range, and say which can turn the ranking.

    Parameters
    ----------
    first, second : Position
    assumptions : sequence of Placed
        Such as `placed` gives.
    evaluate : Evaluate
    few : Evaluate, optional
        One of fewer replications, which looks at all of them first. What holds the ranking clearly
        even so, many comparisons allowed for, is looked at no more.
    figure, reach, progress
        As of `flip`.
    """
    look = partial(_at_ends, first, second, reach=reach, progress=progress)
    if few is None:
        return look(assumptions, evaluate, figure=figure)
    seen = look(assumptions, few, figure=figure, level=level_for(2 * len(assumptions) + 1))
    held = [each for each in seen.found if each.turns == "holds"]
    rest = [each.placed for each in seen.found if each.turns != "holds"]
    closer = look(rest, evaluate, figure=seen.figure)
    return replace(closer, found=_ordered([*closer.found, *held]))


def _at_ends(
    first: Position, second: Position, assumptions: Sequence[Placed], evaluate: Evaluate, *,
    figure: Figure | None, reach: Reach, progress: Progress | None, level: float = 0.95,
) -> Scan:  # fmt: skip
    """Look at both ends of each; whether one turns the ranking is told at a level of confidence."""
    positions = [first, second]
    at: list[tuple[tuple[int, int], tuple[int, int]]] = []
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
        at.append((ends[0], ends[1]))
    values, chosen, beside = looked_at(evaluate, positions, figure, progress)
    all_values = values.of(chosen)

    def short(pair: tuple[int, int], level: float = 0.95) -> Estimate:
        row = reach.short(all_values[pair[0]], all_values[pair[1]])
        return estimate([] if np.isnan(row).any() else row, level)

    def scanned(each: Placed, low: tuple[int, int], high: tuple[int, int]) -> Scanned:
        turns = _verdict(*(short(pair, level) for pair in ((0, 1), low, high)))
        return Scanned(each, short(low), short(high), turns)

    found = [scanned(each, *ends) for each, ends in zip(assumptions, at, strict=True)]
    heard = estimate(np.subtract(*values.of(beside)[[1, 0]])) if beside else None
    return Scan(chosen, reach, short((0, 1)), _ordered(found), voice_of(beside), heard)


def _ordered(found: Sequence[Scanned]) -> tuple[Scanned, ...]:
    """Put first what turns the ranking, then what moves it most."""
    return tuple(
        sorted(found, key=lambda each: (TURNS.index(each.turns), -np.nan_to_num(each.swing)))
    )


def located(
    scan: Scan, first: Position, second: Position, evaluate: Evaluate, *, most: int = MOST,
    progress: Progress | None = None,
) -> Scan:  # fmt: skip
    """Find where in its range each number that turns the ranking does so, by halving.

    Parameters
    ----------
    scan : Scan
        Of the two positions.
    first, second : Position
    evaluate : Evaluate
        What it has looked at already is best remembered (`Remembered`).
    most : int
        Numbers looked for, those that move it most first.
    progress : callable, optional
    """
    turning = [n for n, each in enumerate(scan.found) if each.turns == "turns"][:most]
    found = list(scan.found)
    for done, n in enumerate(turning):
        a = found[n].placed.assumption
        flipped = flip(
            first, second, a, evaluate, figure=scan.figure, reach=scan.reach, steps=2,
            tolerance=(a.high - a.low) / FINE, sides=found[n].placed.sides,
        )  # fmt: skip
        found[n] = replace(found[n], flips=flipped.flips)
        if progress is not None:
            progress(done + 1, len(turning))
    return replace(scan, found=tuple(found))


def _verdict(base: Estimate, *ends: Estimate) -> Turns:
    if any(np.isnan(e.mean) for e in (base, *ends)):
        return "not known"
    if not all(e.known for e in (base, *ends)):  # of a single replication
        return "may turn"
    signs = {(e.low > 0) - (e.high < 0) for e in (base, *ends)}
    if {-1, 1} <= signs:
        return "turns"
    return "may turn" if 0 in signs else "holds"
