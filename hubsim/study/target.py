"""What must hold, and whether it surely does."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from hubsim.analysis import Estimate
from hubsim.errors import InputError, Place, Problem
from hubsim.study.positions import Figure, figure_from


@dataclass(frozen=True, slots=True)
class Target:
    """What must hold.

    Parameters
    ----------
    figure : Figure
    at : str
        ``least`` or ``most``.
    limit : float
    """

    figure: Figure
    at: Literal["least", "most"]
    limit: float

    @property
    def text(self) -> str:
        """Say it as written."""
        limit = f"{self.limit * 100:g}%" if self.figure.share else f"{self.limit:g}"
        group = "" if self.figure.group == "all" else f"/{self.figure.group}"
        return f"{self.figure.measure}{group} {'>=' if self.at == 'least' else '<='} {limit}"

    def short(self, e: Estimate) -> float:
        """How much the confident limit misses, as a share of the target; 0 where it is met."""
        if not e.known:
            return math.inf
        missed = self.limit - e.low if self.at == "least" else e.high - self.limit
        return max(0.0, missed / (abs(self.limit) or 1.0))


def target_from(text: str) -> Target:
    """Read ``target_met/red>=90%`` or ``hours_to_decision_mean<=8``.

    Raises
    ------
    InputError
        For anything else.
    """
    match = re.fullmatch(r"\s*([^<>=]+?)\s*(>=|<=)\s*([0-9.]+)\s*(%?)\s*", text)
    place = Place("--targets")
    if not match:
        help = "write a measure, >= or <=, and a number: target_met/red>=90%"
        raise InputError([Problem("E418", f'"{text[:60]}" is no target', place, help)])
    figure = figure_from(match[1])
    if figure.share and not match[4]:
        help = f"write {match[1]}{match[2]}90%"
        message = f"{match[1]} is a share, and the target has no percent sign"
        raise InputError([Problem("E418", message, place, help)])
    limit = float(match[3]) / (100 if match[4] else 1)
    return Target(figure, "least" if match[2] == ">=" else "most", limit)
