"""From the log of a run to tidy rows: pure functions, each with a unit and a definition."""

from __future__ import annotations

from collections.abc import Iterable

from hubsim.engine import Run
from hubsim.measures import (
    flow,
    handoffs,
    in_hub,
    information,
    knowing,
    ledger,
    over_time,
    ownership,
    people,
    targets,
)
from hubsim.measures.ledger import PART_LABELS
from hubsim.measures.registry import MEASURES, Measure, Measured, Names, Row, gathered
from hubsim.measures.traces import Traces, Window

__all__ = [
    "MEASURES",
    "PART_LABELS",
    "Measure",
    "Measured",
    "Names",
    "Row",
    "Traces",
    "Window",
    "flow",
    "handoffs",
    "in_hub",
    "information",
    "knowing",
    "ledger",
    "measured",
    "over_time",
    "ownership",
    "people",
    "targets",
]


def measured(run: Run, window: Window, names: Iterable[str] | None = None) -> Measured:
    """Measure a run.

    Parameters
    ----------
    run : Run
    window : Window
        Which part of it counts.
    names : iterable of str, optional
        Measures wanted; all the usual ones if left out.

    Returns
    -------
    Measured
        Rows in the order of the measures; NaN where there was nothing to average.
    """
    traces = Traces(run, window)
    usual = [each for each in MEASURES.values() if each.usual]
    wanted = usual if names is None else [MEASURES[name] for name in names]
    return gathered(wanted, traces)
