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


LONGEST = 34
"""Letters of a name beside a chart; tables and sentences have the whole of it."""


def cut(name: str) -> str:
    """Shorten a long name in its middle, since names often differ at their ends."""
    if len(name) <= LONGEST:
        return name
    end = LONGEST // 2 - 3
    return f"{name[: LONGEST - end - 1].rstrip()}…{name[-end:].lstrip()}"


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
    for number in range(len(frame)):
        line = {str(key): value for key, value in frame.iloc[number].items()}
        if heading and line[heading] != last:
            last = line[heading]
            lines.append({"row": f"H{len(lines):03}{last}", "kind": "H"})
        lines.append({**line, "row": f"R{len(lines):03}{cut(line[name])}", "kind": "R"})
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


def point_and_range(
    rows: pd.DataFrame, title: str, top: float, axis: alt.Axis | None = None
) -> alt.LayerChart:
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
    axis : alt.Axis, optional
        Its ticks and their format.
    """
    y = y_of(rows)
    axis = axis or alt.Axis(tickCount=6)
    scale = alt.Scale(domain=[0, top], nice=False)

    def x(column: str) -> alt.X:
        return alt.X(f"{column}:Q", title=title, axis=axis, scale=scale)

    known = rows[(rows["kind"] == "R") & rows["mean"].notna()]
    ranged = known[known["low"].notna()].assign(low=lambda frame: frame["low"].clip(lower=0))
    unknown = rows[(rows["kind"] == "R") & rows["mean"].isna()].assign(mean=0.0)
    told = known.assign(end=known["high"].fillna(known["mean"]))
    chart = alt.layer(
        alt.Chart(ranged).mark_rule(strokeWidth=3, color=DARK_BLUE).encode(
            x=x("low"), x2="high:Q", y=y
        ),
        alt.Chart(known).mark_point(filled=True, size=110, opacity=1, color=DARK_BLUE).encode(
            x=x("mean"), y=y
        ),
        alt.Chart(told).mark_text(align="left", dx=12).encode(x=x("end"), y=y, text="words:N"),
        alt.Chart(unknown).mark_text(align="left", dx=4, fontStyle="italic").encode(
            x=x("mean"), y=y, text="words:N"
        ),
    )  # fmt: skip
    return finished(chart, alt.Step(STEP))
