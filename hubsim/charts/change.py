"""Paired changes of a hub from the hub as it is, row by row: in words, drawn, and as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence

import altair as alt
import pandas as pd

from hubsim.analysis import Difference, Estimate
from hubsim.charts.rows import NARROW, room_beside, rows_of, step_of, y_of
from hubsim.charts.theme import DARK_BLUE, TEXT, finished, of_rows
from hubsim.charts.times import NO_CASES, NOT_SETTLED
from hubsim.charts.words import changed, in_words, number_like, valued, with_sign
from hubsim.measures import MEASURES
from hubsim.study import Results
from hubsim.text.words import hours_in

AS_IT_IS, CHANGED = "As it is", "With the changes"
"""Labels of the two designs."""
SAME, UNCLEAR, NOT_KNOWN = "exactly the same", "no clear difference", "n/a"
TRIFLING = "no difference that matters"

Place = tuple[str, str, str, str]
"""How a row is called, then measure, kind of group, and group."""


def change_frame(results: Results, places: Sequence[Place]) -> pd.DataFrame:
    """Paired differences of the changed hub from the hub as it is.

    Parameters
    ----------
    results : Results
        Of `AS_IT_IS` and `CHANGED`.
    places : sequence of (str, str, str, str)
        Name of the row, measure, by, group. Changes of shares are told in points; times have
        their unit, less than an hour in minutes.

    Returns
    -------
    DataFrame
        ``model`` (the row), ``mean``, ``low``, ``high`` of the difference, ``was``, ``is``,
        ``said`` of the difference alone, and ``words`` of all.
    """
    rows = []
    for name, *key in places:
        found, unit = results.difference(AS_IT_IS, CHANGED, *key), MEASURES[key[0]].unit
        was, now = (_alone(e.mean, found.base.mean, unit) for e in (found.base, found.rival))
        told, ends = _words(found, was, now, unit, bool(results.unsettled))
        c = found.change
        rows.append((name, c.mean, c.low, c.high, was, now, told, told + ends))
    columns = ["model", "mean", "low", "high", "was", "is", "said", "words"]
    return pd.DataFrame(rows, columns=columns)


def _alone(value: float, like: float, unit: str) -> str:
    """Say what a change is from, or to."""
    if unit.startswith("share") or hours_in(unit):
        return valued(Estimate(value, math.nan, math.nan, 1), unit)
    return number_like(like)(value)


def _words(found: Difference, was: str, now: str, unit: str, unsettled: bool) -> tuple[str, str]:
    """Say a difference, and what it is between."""
    c = found.change
    if math.isnan(c.mean) and unsettled and {was, now} != {NOT_KNOWN}:
        one = "as it is it does not settle" if was == NOT_KNOWN else f"as it is {was}"
        other = "it does not settle" if now == NOT_KNOWN else now
        return f"{one}; with the changes {other}", ""
    if math.isnan(c.mean):
        return (NOT_SETTLED if unsettled else NO_CASES), ""
    if found.verdict == "the same":
        return SAME, f", {was}"
    if found.verdict == UNCLEAR or found.trifling:
        none = TRIFLING if found.trifling else UNCLEAR
        c, behind = in_words(c, unit)
        signed = with_sign(max(abs(c.low), abs(c.high)))  # the mean may be next to nothing
        return f"{none} ({f'{signed(c.low)} to {signed(c.high)} {behind}'.rstrip()})", ""
    ends = f"; {was} → {now}" if was != now else f"; {was}"
    return changed(c, unit), ends


def change_chart(frame: pd.DataFrame, title: str, *, share: bool = False) -> alt.LayerChart:
    """Draw each difference as a point with its interval around a line at no difference.

    Parameters
    ----------
    frame : DataFrame
        Of `change_frame`; with ``group``, rows stand under headings.
    title : str
        Of the axis.
    share : bool
        Whether the axis is in points.
    """
    if share:
        frame = frame.assign(**{end: 100 * frame[end] for end in ("mean", "low", "high")})
    rows = rows_of(frame, "group" if "group" in frame else "", width=NARROW)
    ends = frame[["mean", "low", "high"]].to_numpy(dtype=float).ravel()
    room = room_beside(
        rows, ends, frame["words"], NARROW, format="+~r",
        labelExpr="datum.value === 0 ? '0' : datum.label",
    )  # fmt: skip
    rows["end"] = room.end
    y = y_of(rows)

    def x(column: str) -> alt.X:
        return alt.X(f"{column}:Q", title=title, axis=room.axis, scale=room.scale)

    drawn = rows.dropna(subset=["mean"])
    return finished(
        of_rows(pd.DataFrame({"at": [0.0]})).mark_rule(strokeWidth=1.5, color=TEXT).encode(
            x=x("at")
        ),
        of_rows(drawn.dropna(subset=["low"])).mark_rule(strokeWidth=3, color=DARK_BLUE).encode(
            x=x("low"), x2=alt.X2("high:Q"), y=y
        ),
        of_rows(drawn).mark_point(filled=True, size=110, opacity=1, color=DARK_BLUE).encode(
            x=x("mean"), y=y
        ),
        of_rows(rows[rows["kind"] == "R"]).mark_text(align="left").encode(
            x=x("end"), y=y, text=alt.Text("words:N")
        ),
        height=step_of(rows),
    )  # fmt: skip


def change_table(frame: pd.DataFrame, first: str) -> pd.DataFrame:
    """Put what was, what is and the change beside each row of `change_frame`; text.

    Parameters
    ----------
    frame : DataFrame
    first : str
        What the rows are.
    """
    found = frame[["model", "was", "is", "said"]]
    return found.set_axis([first, AS_IT_IS, CHANGED, "Change"], axis=1)
