"""Charts that are lists of rows under headings: a name at the left, a value at the right.

A heading such as a rating stands on a row of its own, with the models below it. This keeps every
name horizontal and whole, and a single view that fills the width it is given.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from hubsim.charts.theme import DARK_BLUE, LETTER, TEXT, finished, of_rows

STEP, LINE, BETWEEN = 27, 16, 6
"""Height of a row, pixels; of each line where names are written in several; between two names."""
MARK = 4
"""Letters before the name in the key of a row: kind and number."""


WIDE, NARROW = 1180, 640
"""Of a chart, pixels: over a page, and beside something, on a screen of 1366."""
LONGEST = {WIDE: 40, NARROW: 24}
"""Letters of a line of a name beside a chart."""
LINES = {WIDE: 4, NARROW: 5}
"""That a name may have; one that is longer loses its middle, and tables have the whole of it."""
LONGEST_HEADING = {WIDE: 140, NARROW: 86}
"""Of a line of a heading; it may have two."""
SHORTEST = 24
"""Letters below which a name is cut at its end: two pieces of it would say nothing."""
WORDS = 6.6
"""Width of a usual letter of words beside a mark, most of which are figures, pixels."""


def cut(name: str, most: int) -> str:
    """Shorten a long name in its middle, at words, since names often differ at their ends."""
    if len(name) <= most:
        return name
    if most < SHORTEST:
        return f"{name[: most - 1].rstrip()}…"
    at = (most - 3) // 2
    start, end = name[: most - 3 - at], name[-at:]
    if " " in start[len(start) // 2 :]:
        start = start.rpartition(" ")[0]
    if " " in end[: len(end) // 2]:
        end = end.partition(" ")[2]
    return f"{start.strip()} … {end.strip()}"


def named(name: str, width: int = WIDE, lines: int = 0) -> str:
    """Write a name in as many lines as it needs; one that needs too many, without its middle.

    Parameters
    ----------
    name : str
    width : int
        Of the chart: `WIDE` or `NARROW`.
    lines : int
        That it may have; `LINES` of this width if left out.
    """
    most, lines = LONGEST[width], lines or LINES[width]
    told = textwrap.wrap(name, most)
    room = most * lines
    while len(told) > lines:
        told = textwrap.wrap(cut(name, room), most)
        room -= 1
    return "\n".join(told)


def rows_of(
    frame: pd.DataFrame, heading: str = "", name: str = "model", width: int = WIDE
) -> pd.DataFrame:
    """Add the key of its row to each line of a frame, and a line for every heading.

    Parameters
    ----------
    frame : DataFrame
        In the order of display.
    heading : str
        Column whose values become headings; none if empty.
    name : str
        Column with the name of the row.
    width : int
        Of the chart: `WIDE` or `NARROW`.

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
            most = LONGEST_HEADING[width]
            told = "\n".join(textwrap.wrap(cut(str(last), 2 * most - SHORTEST), most))
            lines.append({"row": f"H{len(lines):03}{told}", "kind": "H"})
        lines.append({**line, "row": f"R{len(lines):03}{named(line[name], width)}", "kind": "R"})
    columns = ["row", "kind", *frame.columns]
    return pd.DataFrame(lines, columns=columns)


def letters_of(rows: pd.DataFrame) -> int:
    """Letters of the longest line of a name."""
    names = rows.loc[rows["kind"] == "R", "row"].str.slice(MARK)
    return max((len(line) for name in names for line in name.split("\n")), default=0)


def step_of(rows: pd.DataFrame, usual: int = STEP) -> int:
    """Give the height of a row: more where a name is written in several lines."""
    lines = 1 + int(rows["row"].str.count("\n").max()) if len(rows) else 1
    return max(usual, LINE * lines + BETWEEN) if lines > 1 else usual


def y_of(rows: pd.DataFrame) -> alt.Y:
    """Names at the left, headings bold, and near to what is below them where rows are high.

    The names are data, never part of an expression: the key is cut, not looked up.
    """
    room = LETTER * letters_of(rows) + 12
    keys = list(dict.fromkeys(rows["row"]))
    down = max(0.0, (step_of(rows) - STEP) / 2 - LINE / 4)
    offset: Any = {
        "expr": rf"(datum.value[0] === 'H' ? {down:g} : 0) "
        rf"- {LINE / 2:g} * (length(split(datum.value, '\n')) - 1)"
    }
    weight: Any = {
        "condition": {"test": "datum.value[0] === 'H'", "value": "bold"},
        "value": "normal",
    }
    axis = dict[str, Any](
        labelExpr=rf"split(slice(datum.value, {MARK}), '\n')",
        labelAlign="left",
        labelBaseline="middle",
        labelLineHeight=LINE,
        labelOffset=offset,
        labelPadding=room,
        labelFontWeight=weight,
        labelOverlap=False,
        grid=False,
        description="; ".join(key[MARK:].replace("\n", " ") for key in keys),
    )
    return alt.Y("row:N", title=None, axis=axis, scale={"domain": keys}, sort=keys)


@dataclass(frozen=True, slots=True)
class Room:
    """An axis with room for words beside all marks.

    Parameters
    ----------
    scale, axis : dict
        With ticks where there are marks, none under the words.
    end : float
        Where the words begin.
    """

    scale: dict[str, Any]
    axis: dict[str, Any]
    end: float


def room_beside(
    rows: pd.DataFrame, ends: Iterable[float], words: Iterable[str], width: int,
    *, marks: Sequence[float] = (), format: str = "~r", **axis: Any,
) -> Room:  # fmt: skip
    """Leave as much of an axis free for words as they need.

    Parameters
    ----------
    rows : DataFrame
        Of `rows_of`.
    ends : iterable of float
        All that is marked; zero is as well.
    words : iterable of str
        To stand right of all marks.
    width : int
        Of the chart.
    marks : sequence of float
        Where ticks stand; at round values if left out.
    format : str
        Of its ticks.
    **axis
        What else is said of it.
    """
    known = [end for end in ends if not math.isnan(end)]
    low, high = min([0.0, *known]), max([0.0, *known])
    span = high - low or 1.0
    plot = width - LETTER * letters_of(rows) - 24
    # A fifth at least is for the marks; where words would need more, they are cut, not the marks.
    free = min(0.8, (WORDS * max((len(each) for each in words), default=0) + 24) / plot)
    whole = 1.05 * span / (1 - free)
    scale = {"domain": [low - 0.05 * span, low - 0.05 * span + whole], "nice": False}
    at = list(marks) or ticks_in(low, high)
    ticks = {"values": at, "titleAnchor": "start", "format": format, **axis}
    return Room(scale, ticks, high + 16 / plot * whole)


def ticks_in(low: float, high: float) -> list[float]:
    """Give round values from one end to the other, zero among them: four at most beside it."""
    if high - low <= 0:
        return [0.0]
    step = 10 ** math.floor(math.log10(high - low))
    step = next(step * by for by in (0.2, 0.5, 1, 2, 5) if (high - low) / (step * by) <= 4)
    first, last = math.ceil(low / step), math.floor(high / step)
    return [round(n * step, 10) for n in range(min(first, 0), max(last, 0) + 1)]


def point_and_range(
    rows: pd.DataFrame, title: str, top: float, axis: dict[str, Any] | None = None
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
    axis : dict, optional
        Its ticks and their format.
    """
    y = y_of(rows)
    axis = axis or {"tickCount": 6}
    if rows["mean"].isna().all():  # words only
        axis, title = {"labels": False, "grid": False}, ""
    scale = {"domain": [0, top], "nice": False}

    def x(column: str) -> alt.X:
        return alt.X(f"{column}:Q", title=title, axis=axis, scale=scale)

    known = rows[(rows["kind"] == "R") & rows["mean"].notna()]
    ranged = known[known["low"].notna()].assign(low=lambda frame: frame["low"].clip(lower=0))
    unknown = rows[(rows["kind"] == "R") & rows["mean"].isna()].assign(mean=0.0)
    told = known.assign(end=known["high"].fillna(known["mean"]))
    return finished(
        of_rows(ranged).mark_rule(strokeWidth=3, color=DARK_BLUE).encode(
            x=x("low"), x2=alt.X2("high:Q"), y=y
        ),
        of_rows(known).mark_point(filled=True, size=110, opacity=1, color=DARK_BLUE).encode(
            x=x("mean"), y=y
        ),
        of_rows(told).mark_text(align="left", dx=12).encode(
            x=x("end"), y=y, text=alt.Text("words:N")
        ),
        of_rows(unknown).mark_text(align="left", dx=4, fontStyle="italic").encode(
            x=x("mean"), y=y, text=alt.Text("words:N")
        ),
        height=step_of(rows),
    )  # fmt: skip


def bar_and_range(frame: pd.DataFrame, title: str, colours: Sequence[str] = ()) -> alt.LayerChart:
    """Draw an effect as a bar from zero, its interval as a line, and what is said of it beside.

    Parameters
    ----------
    frame : DataFrame
        ``model`` (what has the effect), ``mean``, ``low``, ``high`` and ``words``.
    title : str
        Of the axis.
    colours : sequence of str
        Of the bars, one for each; all alike if left out.
    """
    rows = rows_of(frame)
    rows["colour"] = list(colours) or DARK_BLUE
    ends = frame[["mean", "low", "high"]].to_numpy(dtype=float).ravel()
    room = room_beside(rows, ends, frame["words"], WIDE)
    rows["end"] = room.end
    y = y_of(rows)

    def x(column: str) -> alt.X:
        return alt.X(f"{column}:Q", title=title, axis=room.axis, scale=room.scale)

    none = of_rows(pd.DataFrame({"at": [0.0]}))
    return finished(
        of_rows(rows).mark_bar(height=16).encode(
            x=x("mean"), y=y, color=alt.Color("colour:N", scale=None, legend=None)
        ),
        of_rows(rows.dropna(subset=["low"])).mark_rule(strokeWidth=2, color=TEXT).encode(
            x=x("low"), x2=alt.X2("high:Q"), y=y
        ),
        none.mark_rule(strokeWidth=1, color=TEXT).encode(x=x("at")),
        of_rows(rows).mark_text(align="left").encode(x=x("end"), y=y, text=alt.Text("words:N")),
        height=step_of(rows),
    )  # fmt: skip
