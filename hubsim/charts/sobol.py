"""How much of what a result may be each uncertain number explains, the most important first."""

from __future__ import annotations

import altair as alt
import pandas as pd

from hubsim.charts.rows import WIDE, room_beside, rows_of, step_of, y_of
from hubsim.charts.theme import DARK_BLUE, TEXT, TURQUOISE, finished, of_rows
from hubsim.charts.words import only_in
from hubsim.plain import percent
from hubsim.study.sensitivity import Sensitivity

SIDES = ("by itself", "with the others")


def sobol_frame(found: Sensitivity, names: tuple[str, str] = ("A", "B")) -> pd.DataFrame:
    """The numbers that were looked at closely, with their Sobol indices.

    Parameters
    ----------
    found : Sensitivity
    names : tuple of str
        Of the first and of the second design.

    Returns
    -------
    DataFrame
        ``model`` (what the number is called), ``low`` and ``high`` of its range as written,
        ``grade``; ``first`` and ``total``, shares of the variance, with the ends of their 95 %
        intervals, each where shares can be, though chance may take an estimate farther; ``words``.
        The largest total first; empty where nothing could be apportioned.
    """
    frame = found.frame().dropna(subset=["first", "total"])
    order = frame["total"].sort_values(ascending=False, kind="stable").index
    frame = frame.loc[order].reset_index(drop=True)
    frame["model"] = frame["called"] + frame["in"].map(only_in(names))
    for name in ("first", "total"):
        frame[f"{name}_low"] = frame[name] - frame[f"{name}_margin"]
        frame[f"{name}_high"] = frame[name] + frame[f"{name}_margin"]
    ends = [f"{name}{end}" for name in ("first", "total") for end in ("", "_low", "_high")]
    frame[ends] = frame[ends].clip(0.0, 1.0)
    frame["words"] = [
        f"{low} to {high}: {percent(alone)} by itself, {percent(whole)} in all"
        for low, high, alone, whole in zip(
            frame["low"], frame["high"], frame["first"], frame["total"], strict=True
        )
    ]
    return frame[["model", "low", "high", "grade", *ends, "words"]]


def sobol_chart(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw two bars for every number: what it explains by itself, and with the others.

    Parameters
    ----------
    frame : DataFrame
        Of `sobol_frame`.
    """
    rows = rows_of(frame)
    ends = frame.filter(regex="first|total").to_numpy(dtype=float).ravel()
    room = room_beside(rows, [*ends, 1.0], frame["words"], WIDE, format="%")
    rows["end"] = room.end
    y, title = y_of(rows), "Share of the variance of the result"
    sides = alt.Scale(domain=list(SIDES), range=[DARK_BLUE, TURQUOISE])

    def x(column: str) -> alt.X:
        return alt.X(f"{column}:Q", title=title, axis=room.axis, scale=room.scale)

    def bars(name: str, side: str, offset: int) -> list[alt.Chart]:
        base = of_rows(rows.assign(side=side))
        return [
            base.mark_bar(height=8, yOffset=offset).encode(
                x=x(name), y=y, color=alt.Color("side:N", scale=sides, title=None)
            ),
            base.mark_rule(strokeWidth=1.5, color=TEXT, yOffset=offset).encode(
                x=x(f"{name}_low"), x2=alt.X2(f"{name}_high:Q"), y=y
            ),
        ]

    return finished(
        *bars("first", SIDES[0], -5),
        *bars("total", SIDES[1], 5),
        of_rows(rows).mark_text(align="left").encode(x=x("end"), y=y, text=alt.Text("words:N")),
        height=step_of(rows),
    )


def sobol_title(found: Sensitivity, names: tuple[str, str] = ("A", "B")) -> str:
    """Say which number decides most, as far as that can be told, and whether chance hides it."""
    frame = sobol_frame(found, names)
    if frame.empty or not frame["total"].max() > 0:
        return "Not known: none of the numbers moves the result, or a queue never settles"
    first, share = frame.iloc[0], percent(frame["total"].iloc[0])
    hidden = "; chance still hides what the numbers do" if found.variance.known < 0.5 else ""
    rivals = frame.iloc[1:]
    tied = rivals[rivals["total_high"] >= first["total_low"]]
    if len(tied):
        return (
            f"No number clearly decides most: {first['model']} explains {share} of the variance, "
            f"and {len(tied)} may explain as much{hidden}"
        )
    return f"{first['model']} decides most: it explains {share} of the variance{hidden}"
