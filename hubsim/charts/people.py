"""Who is overloaded?"""

from __future__ import annotations

import math
from collections.abc import Mapping

import altair as alt
import pandas as pd

from hubsim.charts.rows import rows_of, y_of
from hubsim.charts.theme import DARK_BLUE, DARK_PINK, TEXT, WHITE, finished
from hubsim.charts.view import Names
from hubsim.study import Results
from hubsim.text import percent

BUSY = 0.85
"""From here on waits begin to grow fast: a rule of thumb, drawn as a line."""
FULL = 0.95
"""From here on waits are long and erratic."""


def state(busy: float, expected: float) -> str:
    """Say in words what a load means; empty where it is nothing to worry about."""
    if expected >= 1:
        return "overloaded: the queue never settles"
    if busy > FULL or expected > FULL:
        return "nearly full: long, erratic waits"
    if busy > BUSY:
        return "above 85%"
    if busy == 0 and expected == 0:
        return "no case comes here"
    return ""


def people_frame(
    results: Results, names: Names, loads: Mapping[str, Mapping[str, float]]
) -> pd.DataFrame:
    """Share of time on duty with a case in hand, by role and model, the busiest role first.

    Parameters
    ----------
    results : Results
    names : Names
    loads : mapping of str to mapping of str to float
        Expected load by design and role, from the inputs alone.

    Returns
    -------
    DataFrame
        ``group`` (role), ``model``, ``busy``, ``low``, ``high``, ``expected``, ``state``, ``words``.
    """
    found = []
    for role in results.groups("utilisation", "role"):
        for label in results.labels:
            if role not in loads[label]:
                continue
            e = results.estimate(label, "utilisation", "role", role)
            busy = 0.0 if math.isnan(e.mean) else e.mean
            said = state(busy, loads[label][role])
            told = percent(busy) + (f": {said}" if said else "")
            found.append(
                (
                    names.roles[role],
                    names.models[label],
                    busy,
                    e.low,
                    e.high,
                    loads[label][role],
                    said,
                    told,
                )
            )
    columns = ["group", "model", "busy", "low", "high", "expected", "state", "words"]
    frame = pd.DataFrame(found, columns=columns)
    top = frame[["busy", "expected"]].max(axis=1).groupby(frame["group"]).transform("max")
    return frame.assign(_top=top).sort_values(["_top", "group"], ascending=[False, True], kind="stable").drop(
        columns="_top"
    ).reset_index(drop=True)  # fmt: skip


def people_chart(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw bars by model under each role, a line at 85 %, a diamond for the expected load."""
    rows = rows_of(frame, "group")
    y = y_of(rows)
    bars = rows[rows["kind"] == "R"]
    bars = bars.assign(
        colour=[DARK_PINK if busy > FULL else DARK_BLUE for busy in bars["busy"]],
        end=bars[["busy", "expected"]].max(axis=1),
    )
    top = max(1.0, float(bars["end"].max()) if len(bars) else 1.0)
    title = "Share of time on duty with a case in hand"
    scale = alt.Scale(domain=[0, 1.32 * top], nice=False)
    axis = alt.Axis(values=[0, 0.25, 0.5, 0.75, BUSY, 1.0], format="%")
    chart = alt.layer(
        alt.Chart(bars).mark_bar(height=16).encode(
            x=alt.X("busy:Q", title=title, axis=axis, scale=scale), y=y,
            color=alt.Color("colour:N", scale=None, legend=None),
        ),
        alt.Chart(pd.DataFrame({"limit": [BUSY]})).mark_rule(
            strokeDash=[5, 4], strokeWidth=2, color=TEXT
        ).encode(x=alt.X("limit:Q", title=title, axis=axis, scale=scale)),
        alt.Chart(bars).mark_point(
            shape="diamond", filled=True, size=90, opacity=1, fill=WHITE, stroke=TEXT, strokeWidth=1.5
        ).encode(x=alt.X("expected:Q", title=title, axis=axis, scale=scale), y=y),
        alt.Chart(bars).mark_text(align="left", dx=12).encode(
            x=alt.X("end:Q", title=title, axis=axis, scale=scale), y=y, text="words:N"
        ),
    )  # fmt: skip
    return finished(chart.properties(height=alt.Step(25)))
