"""How busy a role is by hour of the week: a table of hours in blue, never of one person."""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from hubsim.charts.people import BUSY
from hubsim.charts.theme import CONFIG, FONT_SIZE, ink_on
from hubsim.charts.words import ranged_share
from hubsim.study import Results
from hubsim.units import WEEKDAYS

MEASURE, BY = "utilisation_by_hour", "role and hour"
BLUES = ("#F3F8FD", "#CFE3F5", "#9CC5EA", "#6BA6D8", "#3F7FB6", "#205A8C", "#12436D")
"""From idle to always busy."""


def hours_frame(results: Results, label: str, role: str) -> pd.DataFrame:
    """Share of time on duty with a case in hand, by weekday and hour of one role.

    Returns
    -------
    DataFrame
        ``day``, ``hour`` (0 to 23), ``mean``, ``low``, ``high`` and ``words``; hours in which
        nobody is on duty are left out.
    """
    rows = []
    for group in results.groups(MEASURE, BY):
        name, day, clock = group.rsplit(" ", 2)
        if name != role:
            continue
        e = results.estimate(label, MEASURE, BY, group)
        if not math.isnan(e.mean):
            rows.append((day, int(clock[:2]), e.mean, e.low, e.high, ranged_share(e)))
    frame = pd.DataFrame(rows, columns=["day", "hour", "mean", "low", "high", "words"])
    frame["order"] = frame["day"].map(list(WEEKDAYS).index)
    ordered = frame.sort_values(["order", "hour"], kind="stable").drop(columns="order")
    return ordered.reset_index(drop=True)


def hours_chart(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw days as rows and hours as columns, each cell with its share.

    Parameters
    ----------
    frame : DataFrame
        Of `hours_frame`.
    """
    frame = frame.assign(
        at=[f"{hour:02}" for hour in frame["hour"]],
        fill=[_fill(mean) for mean in frame["mean"]],
        ink=[ink_on(_fill(mean)) for mean in frame["mean"]],
        told=[f"{100 * mean:.0f}" for mean in frame["mean"]],
    )
    days = [day for day in WEEKDAYS if day in set(frame["day"])]
    x = alt.X("at:O", title="Hour that begins at", axis=alt.Axis(orient="top"))
    y = alt.Y("day:N", title=None, sort=days)
    base = alt.Chart(frame)
    tips = [alt.Tooltip("day:N", title="Day"), alt.Tooltip("at:O", title="Hour"),
            alt.Tooltip("words:N", title="Busy")]  # fmt: skip
    chart = alt.layer(
        base.mark_rect(stroke="#FFFFFF", strokeWidth=1.5).encode(
            x=x, y=y, color=alt.Color("fill:N", scale=None, legend=None), tooltip=tips
        ),
        base.mark_text(fontSize=FONT_SIZE - 1).encode(
            x=x, y=y, text=alt.Text("told:N"), color=alt.Color("ink:N", scale=None, legend=None)
        ),
    )
    told: alt.LayerChart = chart.properties(width="container", height=alt.Step(30)).configure(
        **CONFIG
    )
    return told


def _fill(mean: float) -> str:
    return BLUES[min(len(BLUES) - 1, max(0, int(mean * len(BLUES))))]


def hours_title(frame: pd.DataFrame, role: str) -> str:
    """Say when a role is busiest, and in how many of its hours it is busy above 85 %."""
    if not len(frame):
        return f"{role}: nobody is on duty in the measured time"
    top = frame.iloc[int(frame["mean"].argmax())]
    full = int((frame["mean"].round(2) > BUSY).sum())
    alike = int((frame["words"] == top["words"]).sum())
    when = (
        f"on {top['day']} from {int(top['hour']):02}:00"
        if alike == 1
        else f"in {alike} hours alike"
    )
    above = f"above 85% in {full} of {len(frame)} hours of the week"
    return f"{role}: on average busiest {when}, {top['words']}, and {above}"
