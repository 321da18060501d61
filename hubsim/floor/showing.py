"""From operating models to their floors: the same weeks and the same cases for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from hubsim.engine import simulate
from hubsim.errors import InputError, Place, Problem
from hubsim.floor.trace import MOST_WEEKS, Trace, floor_trace
from hubsim.measures import Traces
from hubsim.story import story
from hubsim.study import Design, Length, designs_from

BEFORE = 4
"""Weeks run before the floor is shown, because a hub starts empty."""


def floor_designs(
    models: Sequence[str],
    *,
    weeks: int = 1,
    scenarios: Iterable[str] = (),
    settings: Iterable[str] = (),
) -> tuple[Design, ...]:
    """Read the models whose floors are shown.

    Parameters
    ----------
    models : sequence of str
        One or two: files, or names of shipped models.
    weeks : int
        Shown; 1 to 4.
    scenarios, settings : iterable of str
        Applied to each.

    Raises
    ------
    InputError
        With every problem of every file.
    """
    if not 1 <= len(models) <= 2:
        message = f"{len(models)} models do not fit on the floor"
        raise InputError([Problem("E460", message, Place("floor"), "name one model, or two")])
    if not 1 <= weeks <= MOST_WEEKS:
        message = f"{weeks} weeks cannot be shown on the floor"
        help = f"write --weeks 1 to --weeks {MOST_WEEKS}"
        raise InputError([Problem("E460", message, Place("--weeks"), help)])
    length = Length(weeks, BEFORE, 0)
    return designs_from(models, scenarios=scenarios, settings=settings, length=length)


def shown(design: Design, seed: int = 1, replication: int = 0) -> Trace:
    """Run a design and look at its measured time on the floor.

    Parameters
    ----------
    design : Design
        From `floor_designs`.
    seed, replication : int

    Raises
    ------
    RunError
        When the run had to stop.
    """
    run = simulate(design.program, seed=seed, replication=replication, contacts=design.contacts)
    return floor_trace(Traces(run, design.window), design.file.hub, design.window)


def stories_of(trace: Trace) -> dict[int, str]:
    """Tell every case of a trace, by its number."""
    cases = np.unique(trace.t.case[trace.tokens.life]) + 1
    return {int(case): story(trace.t, trace.hub, int(case)) for case in cases}


__all__ = ["BEFORE", "floor_designs", "shown", "stories_of"]
