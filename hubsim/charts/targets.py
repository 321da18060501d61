"""How often the target is met."""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from hubsim.charts.rows import point_and_range, rows_of
from hubsim.charts.times import words
from hubsim.charts.view import Names
from hubsim.charts.words import ranged
from hubsim.study import Results
from hubsim.text import percent


def targets_frame(results: Results, names: Names) -> pd.DataFrame:
    """Share of cases decided by their own target, by rating and model.

    Returns
    -------
    DataFrame
        ``group`` (rating and its target), ``model``, ``mean``, ``low``, ``high``, ``words``; empty
        if no model has targets.
    """
    found = []
    for rating in names.ratings:
        targets = {
            label: names.targets[label, rating]
            for label in results.labels
            if (label, rating) in names.targets
        }
        same = len(set(targets.values())) == 1
        heading = names.ratings[rating] + (
            f": within {next(iter(targets.values()))}" if same else ""
        )
        for label, target in targets.items():
            e = results.estimate(label, "target_met", *group_of(results, rating))
            said = words(e.mean, ranged(e, percent), label in results.unsettled)
            if not same and not math.isnan(e.mean):
                said += f" within {target}"
            found.append((heading, names.models[label], e.mean, e.low, e.high, said))
    return pd.DataFrame(found, columns=["group", "model", "mean", "low", "high", "words"])


def group_of(results: Results, rating: str) -> tuple[str, str]:
    """Find the group of a rating; hubs with one rating measure all cases only."""
    known = rating in results.groups("target_met", "rating")
    return ("rating", rating) if known else ("all", "all")


def targets_chart(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw point and range from 0 to 100 %, one row per model, under each rating."""
    within = frame.assign(high=frame["high"].clip(upper=1.0))
    axis = {"values": [0, 0.2, 0.4, 0.6, 0.8, 1.0], "format": "%"}
    return point_and_range(rows_of(within, "group"), "Share of cases decided in time", 1.3, axis)
