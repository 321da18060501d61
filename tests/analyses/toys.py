"""Functions whose answers are known, in place of hubs: the analyses cannot tell the difference."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from hubsim.errors import Place
from hubsim.spec.scenario import Change, Scenario
from hubsim.spec.source import Spot
from hubsim.study.positions import Figure, Position, Progress, Values

TOY = Figure("toy")


def change(path: str, value: str) -> Change:
    return Change(path, value, Spot(None, Place("toy")), {})


def patch(name: str) -> Scenario:
    return Scenario(name, "", (change(name, "1"),))


class Toy:
    """Gives values of a function of what was set, one column per replication.

    `function` is given what was set (path to text), and the model, and gives the value without
    chance; `noise` has one number per replication, the same at every position unless it is given
    by position too.
    """

    def __init__(
        self, function: Callable[[str, dict[str, str]], float], noise: Sequence[float] = (0.0,)
    ):
        self.function, self.noise = function, noise
        self.asked: list[Position] = []

    def __call__(
        self,
        positions: Sequence[Position],
        measures: Sequence[str],
        progress: Progress | None = None,
    ) -> Values:
        self.asked += positions
        rows = []
        for p in positions:
            told = {c.path: c.value for c in p.changes}
            rows.append([self.function(p.model, told) + noise for noise in self.noise])
        if progress is not None:
            progress(len(rows), len(rows))
        return Values({TOY: np.array(rows)}, ("",) * len(rows))
