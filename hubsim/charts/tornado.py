"""How much each assumption moves the difference of two designs, the strongest first."""

from __future__ import annotations

import altair as alt
import pandas as pd

from hubsim.analysis import verdict
from hubsim.charts.rows import WIDE, room_beside, rows_of, step_of, y_of
from hubsim.charts.theme import DARK_BLUE, ORANGE, TEXT, finished, of_rows
from hubsim.charts.words import only_in
from hubsim.plain import plural
from hubsim.study.scanning import Scan

SHOWN = 12
"""Assumptions drawn; all of them are in the frame."""


def tornado_frame(scan: Scan, names: tuple[str, str] = ("A", "B")) -> pd.DataFrame:
    """The assumptions that move most, with both ends of each.

    Parameters
    ----------
    scan : Scan
    names : tuple of str
        Of the first and of the second design.

    Returns
    -------
    DataFrame
        ``model`` (what the number is called), ``usual``, and the ``low`` and ``high`` values as
        written, with the difference there (``at_low``, ``at_high``), and ``turns``.
    """
    frame = scan.frame().dropna(subset=["at_low", "at_high"])
    order = (frame["at_high"] - frame["at_low"]).abs().sort_values(ascending=False, kind="stable")
    where = frame["in"].map(only_in(names))
    shown = frame.assign(model=frame["called"] + where).loc[order.index[:SHOWN]]
    return shown.reset_index(drop=True)


def tornado_chart(frame: pd.DataFrame, as_it_is: float, title: str) -> alt.LayerChart:
    """Draw a bar from the low end to the high end of each assumption around the value as written.

    Parameters
    ----------
    frame : DataFrame
        Of `tornado_frame`.
    as_it_is : float
        The difference with all numbers as written.
    title : str
        Of the axis.
    """
    rows = rows_of(frame)
    rows["start"] = as_it_is
    ends = frame[["at_low", "at_high"]].to_numpy()
    rows["words"] = rows["low"].astype(str) + " to " + rows["high"].astype(str)
    room = room_beside(rows, [as_it_is, *ends.ravel()], rows["words"], WIDE)
    rows["end"] = room.end
    y = y_of(rows)

    def x(column: str) -> alt.X:
        return alt.X(f"{column}:Q", title=title, axis=room.axis, scale=room.scale)

    sides = alt.Scale(domain=["low end", "high end"], range=[ORANGE, DARK_BLUE])

    # Where both ends lie on one side, the shorter bar is drawn over the longer one.
    both = pd.concat(
        [rows.assign(side=side, stop=rows[column])
         for column, side in (("at_low", "low end"), ("at_high", "high end"))]
    )  # fmt: skip
    both = both.assign(long=(both["stop"] - as_it_is).abs())
    both = both.sort_values("long", ascending=False, kind="stable")
    lines = pd.DataFrame({"at": [0.0, as_it_is], "dash": [1, 0]})
    return finished(
        of_rows(both).mark_bar(height=15).encode(
            x=x("start"), x2=alt.X2("stop:Q"), y=y, color=alt.Color("side:N", scale=sides)
        ),
        of_rows(lines[:1]).mark_rule(strokeWidth=2, strokeDash=[5, 4], color=TEXT).encode(
            x=x("at")
        ),
        of_rows(lines[1:]).mark_rule(strokeWidth=2, color=TEXT).encode(x=x("at")),
        of_rows(rows).mark_text(align="left").encode(x=x("end"), y=y, text=alt.Text("words:N")),
        height=step_of(rows),
    )  # fmt: skip


def tornado_title(scan: Scan) -> str:
    """Say whether any assumption can turn the ranking by itself."""
    count = len(scan.found)
    if not scan.known:
        return "Not known: with all numbers as written, a queue never settles"
    if verdict(scan.as_it_is) not in {"lower", "higher"}:
        return "No clear difference to begin with, so there is no ranking to turn"
    turning = [each.placed.assumption.called for each in scan.found if each.turns == "turns"]
    unclear = sum(each.turns == "may turn" for each in scan.found)
    unknown = sum(each.turns == "not known" for each in scan.found)
    beside = f"; {unclear} make it unclear" if unclear else ""
    beside += f"; with {unknown} a queue never settles" if unknown else ""
    if not turning:
        return f"None of {plural(count, 'number')} turns the ranking by itself{beside}"
    if len(turning) == 1:
        return f"{turning[0]} alone can turn the ranking, of {plural(count, 'number')}{beside}"
    return f"{len(turning)} of {plural(count, 'number')} turn the ranking, each by itself{beside}"
