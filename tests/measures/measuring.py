"""Measures of a small run, looked up by group."""

from __future__ import annotations

from hubsim.engine import Run
from hubsim.measures import Traces, Window, measured

DAY = 24 * 3600


def whole(run: Run) -> Window:
    """All of a run as the measured time."""
    return Window(0, run.program.horizon)


def traces(run: Run) -> Traces:
    """The traces of a whole run."""
    return Traces(run, whole(run))


def values(run: Run, name: str, by: str = "all", window: Window | None = None) -> dict[str, float]:
    """A measure by group, of one kind of groups; the whole run is measured."""
    rows = measured(run, window or whole(run), [name])
    return {row.group: row.value for row in rows if row.by == by}


def value(run: Run, name: str, window: Window | None = None) -> float:
    """A measure over everything."""
    return values(run, name, "all", window)["all"]


def minutes(run: Run, name: str, by: str = "all") -> dict[str, float]:
    """A measure in hours by group, in minutes; groups of no time left out."""
    return {group: round(60 * v, 6) for group, v in values(run, name, by).items() if v}
