"""Which model is quickest, and how sure that is."""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from hubsim.charts.rows import point_and_range, rows_of
from hubsim.charts.view import Names, View
from hubsim.charts.words import ranged_time
from hubsim.study import Results

NOT_SETTLED = "does not settle: no average shown"
NO_CASES = "no such cases"
ALL = "All ratings"


def words(mean: float, told: str, unsettled: bool) -> str:
    """Say a value, or why there is none."""
    if not math.isnan(mean):
        return told
    return NOT_SETTLED if unsettled else NO_CASES


def times_frame(results: Results, names: Names, view: View) -> pd.DataFrame:
    """Time to decision by rating and model; a model that has no such rating is left out of it.

    Returns
    -------
    DataFrame
        ``group`` (rating), ``model``, ``mean``, ``low``, ``high``, ``words``, ``unit``.
    """
    found = []
    ratings = results.groups(view.times, "rating")
    groups = [("rating", name, names.ratings[name]) for name in names.ratings if name in ratings]
    for by, group, told in [*groups, ("all", "all", ALL)]:
        for label in results.labels:
            if by == "rating" and not results.has(label, view.times, by, group):
                continue
            e = results.estimate(label, view.times, by, group)
            said = words(e.mean, ranged_time(e, view.hours), label in results.unsettled)
            found.append((told, names.models[label], e.mean, e.low, e.high, said, view.unit))
    columns = ["group", "model", "mean", "low", "high", "words", "unit"]
    return pd.DataFrame(found, columns=columns)


def times_chart(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw point and range, one row per model, under each rating."""
    unit = frame["unit"].iloc[0] if len(frame) else ""
    title = unit[:1].upper() + unit[1:] + " from contact to decision"
    return point_and_range(rows_of(frame, "group"), title, top_for(frame))


def top_for(frame: pd.DataFrame) -> float:
    """End of an axis that leaves room for the words beside the longest bar."""
    highest = frame[["mean", "high"]].max().max()
    return 1.35 * float(highest) if highest > 0 else 1.0
