"""Which assumption could turn the choice between the two best designs of a study: a screening."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hubsim.study.answer import answer
from hubsim.study.design import Length, Study
from hubsim.study.interest import Interest
from hubsim.study.positions import Bench, Evaluate, Figure, Position, Progress
from hubsim.study.results import Results
from hubsim.study.scanning import Placed, Scan, placed, scan

SHORT = Length(4, 2, 2)
"""Few weeks, since every number needs two more hubs."""
FEW = 3
"""Replications of each."""
AT_ONCE = 4
"""Hubs made ready at a time: nothing can be told of how far it is while that goes on."""


@dataclass(frozen=True, slots=True, eq=False)
class Rivals:
    """The two best designs of a study, and the numbers that could change their order.

    Parameters
    ----------
    first, second : str
        Labels, the better one first.
    positions : tuple of Position
        What they are.
    numbers : tuple of Placed
        Those with a range.
    figure : Figure
        By which they are compared.
    """

    first: str
    second: str
    positions: tuple[Position, Position]
    numbers: tuple[Placed, ...]
    figure: Figure

    @property
    def runs(self) -> int:
        """How many short runs a screening takes."""
        return FEW * (2 + sum(2 * sum(each.sides) for each in self.numbers))


@dataclass(frozen=True, slots=True, eq=False)
class Turning:
    """What a screening found.

    Parameters
    ----------
    rivals : Rivals
    scan : Scan
    """

    rivals: Rivals
    scan: Scan


def rivals_in(study: Study, results: Results, measure: str) -> Rivals | None:
    """Find the best design and the next that differs; None without one, or without any range.

    Parameters
    ----------
    study : Study
    results : Results
        Of that study.
    measure : str
        By which they are compared.
    """
    found = answer(results, Interest(measure))
    best = [
        each.design
        for place, each in enumerate(found.known)
        if place == 0 or found.beside[each.design].verdict != "the same"
    ][:2]
    if len(best) < 2:
        return None
    files = {design.label: design.file for design in study.designs}
    one, other = (files[label] for label in best)
    numbers = tuple(each for each in placed(one, other) if each.moves_times)
    if not numbers:
        return None
    positions = Position(one.source), Position(other.source)
    return Rivals(best[0], best[1], positions, numbers, Figure(measure))


def screening_bench(seed: int, **how: Any) -> Bench:
    """Give the bench of a screening: few short runs, enough to see where to look.

    Parameters
    ----------
    seed : int
        Of the study.
    **how
        As of `Bench`.
    """
    return Bench(SHORT, FEW, seed, at_once=AT_ONCE, **how)


def screened(rivals: Rivals, evaluate: Evaluate, progress: Progress | None = None) -> Turning:
    """Set each number to both ends of its range, one at a time, and see who is better.

    Parameters
    ----------
    rivals : Rivals
    evaluate : Evaluate
        Such as `screening_bench` gives.
    progress : callable, optional
    """
    first, second = rivals.positions
    found = scan(first, second, rivals.numbers, evaluate, figure=rivals.figure, progress=progress)
    return Turning(rivals, found)


__all__ = ["FEW", "SHORT", "Rivals", "Turning", "rivals_in", "screened", "screening_bench"]
