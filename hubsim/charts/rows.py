"""Charts that are lists of rows under headings: a name at the left, a value at the right.

A heading such as a rating stands on a row of its own, with the models below it. This keeps every
name horizontal and whole, and a single view that fills the width it is given.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from hubsim.charts.theme import DARK_BLUE, LETTER, finished

STEP = 27
"""Height of a row, pixels."""
MARK = 4
"""Letters before the name in the key of a row: kind and number."""


def rows_of(frame: pd.DataFrame, heading: str = "", name: str = "model") -> pd.DataFrame:
    """Add the key of its row to each line of a frame, and a line for every heading.

    Parameters
    ----------
    frame : DataFrame
        In the order of display.
    heading : str
        Column whose values become headings; none if empty.
    name : str
        Column with the name of the row.

    Returns
    -------
    DataFrame
        With ``row``, unique, and ``kind``: ``H`` for headings, ``R`` for rows.
    """
    lines: list[dict[str, Any]] = []
    last = None
    for line in frame.to_dict("records"):
        if heading and line[heading] != last:
            last = line[heading]
            lines.append({"row": f"H{len(lines):03}{last}", "kind": "H"})
        lines.append({**line, "row": f"R{len(lines):03}{line[name]}", "kind": "R"})
    columns = ["row", "kind", *frame.columns]
    return pd.DataFrame(lines, columns=columns)


def y_of(rows: pd.DataFrame) -> alt.Y:
    """Names at the left, headings bold.

    The names are data, never part of an expression: the key is cut, not looked up.
    """
    names = rows.loc[rows["kind"] == "R", "row"].str.slice(MARK)
    room = LETTER * max((len(name) for name in names), default=0) + 12
    weight: Any = {
        "condition": {"test": "datum.value[0] === 'H'", "value": "bold"},
        "value": "normal",
    }
    axis = alt.Axis(
        labelExpr=f"slice(datum.value, {MARK})",
        labelAlign="left",
        labelPadding=room,
        labelFontWeight=weight,
        labelOverlap=False,
        grid=False,
    )
    keys = list(dict.fromkeys(rows["row"]))
    return alt.Y("row:N", title=None, axis=axis, scale=alt.Scale(domain=keys), sort=keys)


def point_and_range(rows: pd.DataFrame, title: str, top: float, form: str = "") -> alt.LayerChart:
    """Draw a mean as a point, its interval as a line, and both as words.

    Parameters
    ----------
    rows : DataFrame
        From `rows_of`, with ``mean``, ``low``, ``high`` and ``words``; NaN where nothing is known,
        and only the words are shown.
    title : str
        Of the axis.
    top : float
        End of the axis.
    form : str
        Format of the axis, such as ``%``.
    """
    y = y_of(rows)
    axis = alt.Axis(tickCount=6, format=form) if form else alt.Axis(tickCount=6)
    scale = alt.Scale(domain=[0, top], nice=False)
    x = alt.X("mean:Q", title=title, axis=axis, scale=scale)
    known = rows[(rows["kind"] == "R") & rows["mean"].notna()]
    ranged = known[known["low"].notna()].assign(low=lambda frame: frame["low"].clip(lower=0))
    unknown = rows[(rows["kind"] == "R") & rows["mean"].isna()].assign(mean=0.0)
    told = known.assign(end=known["high"].fillna(known["mean"]))
    chart = alt.layer(
        alt.Chart(ranged).mark_rule(strokeWidth=3, color=DARK_BLUE).encode(
            x=alt.X("low:Q", title=title, axis=axis, scale=scale), x2="high:Q", y=y
        ),
        alt.Chart(known).mark_point(filled=True, size=110, opacity=1, color=DARK_BLUE).encode(x=x, y=y),
        alt.Chart(told).mark_text(align="left", dx=12).encode(
            x=alt.X("end:Q", title=title, axis=axis, scale=scale), y=y, text="words:N"
        ),
        alt.Chart(unknown).mark_text(align="left", dx=4, fontStyle="italic").encode(
            x=x, y=y, text="words:N"
        ),
    )  # fmt: skip
    return finished(chart.properties(height=alt.Step(STEP)))
