"""The difference of two designs as one assumption moves, and where it turns."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import pandas as pd

from hubsim.analysis import Estimate, verdict
from hubsim.charts.theme import CONFIG, DARK_BLUE, DARK_GREY, DARK_PINK, TEXT
from hubsim.charts.words import changed, headed, valued
from hubsim.measures import MEASURES
from hubsim.plain import listed, plural
from hubsim.study.flipping import Flipped
from hubsim.study.positions import Figure

HEIGHT = 320
"""Pixels."""
FEW = 3
"""Values named in a sentence."""


def flip_chart(flipped: Flipped, names: tuple[str, str] = ("A", "B")) -> alt.LayerChart:
    """Draw the difference with its interval, the value as written, and the flip point.

    Parameters
    ----------
    flipped : Flipped
    names : tuple of str
        Of the first and of the second.
    """
    curve = flipped.curve.dropna(subset=["difference"])
    reach = flipped.reach
    curve = curve.assign(wanted=curve["first"] * reach.size if reach.relative else reach.size)
    unit = "points" if flipped.figure.share else flipped.figure.unit
    name = ", ".join(filter(None, (flipped.assumption.called, flipped.assumption.name)))
    x_title = f"{name} ({flipped.assumption.setting.suffix.strip() or 'number'})"
    # Over the chart and not along it, where a long title has no room.
    axis = alt.Axis(
        titleAngle=0, titleAlign="left", titleX=0, titleY=-8,
        format="%" if flipped.figure.share else alt.Undefined,
    )  # fmt: skip
    first, second = names

    def x(column: str) -> alt.X:
        return alt.X(
            f"{column}:Q", title=x_title, axis=alt.Axis(tickCount=8),
            scale=alt.Scale(zero=False, nice=False),
        )  # fmt: skip

    def y(column: str) -> alt.Y:
        return alt.Y(
            f"{column}:Q",
            title=f"{second[:1].upper()}{second[1:]} minus {first} ({unit})",
            axis=axis,
        )

    marks = [{"at": flipped.flips.usual, "said": "as written", "colour": DARK_GREY}]
    if flipped.flips.nearest is not None:
        at = flipped.flips.nearest.at
        marks.append({"at": at, "said": flipped.assumption.said(at), "colour": DARK_PINK})
    marked = alt.Chart(pd.DataFrame(marks))
    middle = (curve["value"].min() + curve["value"].max()) / 2
    texts = [
        alt.Chart(pd.DataFrame([mark])).mark_text(
            align="left" if mark["at"] <= middle else "right",  # inside the chart
            dx=5 if mark["at"] <= middle else -5, baseline="top",
        ).encode(x=x("at"), y=alt.value(2 + 18 * line), text=alt.Text("said:N"))
        for line, mark in enumerate(marks)
    ]  # fmt: skip
    colour: Any = alt.Color("colour:N", scale=None, legend=None)
    base = alt.Chart(curve)
    chart = alt.layer(
        base.mark_area(opacity=0.2, color=DARK_BLUE).encode(
            x=x("value"), y=y("difference_low"), y2=alt.Y2("difference_high:Q")
        ),
        base.mark_line(strokeWidth=2, color=TEXT, strokeDash=[5, 4]).encode(
            x=x("value"), y=y("wanted")
        ),
        base.mark_line(strokeWidth=3, color=DARK_BLUE).encode(x=x("value"), y=y("difference")),
        base.mark_point(filled=True, size=50, opacity=1, color=DARK_BLUE).encode(
            x=x("value"), y=y("difference")
        ),
        marked.mark_rule(strokeWidth=2).encode(x=x("at"), color=colour),
        *texts,
    )  # fmt: skip
    told: alt.LayerChart = chart.properties(width="container", height=HEIGHT).configure(**CONFIG)
    return told


def flip_table(flipped: Flipped, names: tuple[str, str], voice: str = "") -> pd.DataFrame:
    """Put the curve in words: at each value both designs, their difference, and who is better.

    Parameters
    ----------
    flipped : Flipped
    names : tuple of str
        Of the first and of the second.
    voice : str
        What the agency is called of which it is told how often it is heard.

    Returns
    -------
    DataFrame
        Text.
    """
    figure, (first, second) = flipped.figure, names
    rows = []
    for _, row in flipped.curve.iterrows():
        one, other, by, heard = (
            _estimate(row, name) for name in ("first", "second", "difference", "heard")
        )
        mark = " (as written)" if row["value"] == flipped.flips.usual else ""
        rows.append((
            f"{row['said']}{mark}", valued(one, figure.unit), valued(other, figure.unit),
            changed(by, figure.unit), _means(by, figure, first, second),
            changed(heard, MEASURES["heard"].unit),
        ))  # fmt: skip
    columns = [
        flipped.assumption.called, first[:1].upper() + first[1:], second[:1].upper() + second[1:],
        headed("Difference", figure.unit), "What that means",
        f"{voice or flipped.voice} heard, difference",
    ]  # fmt: skip
    found = pd.DataFrame(rows, columns=columns)
    return found if flipped.voice else found[columns[:-1]]


def _estimate(row: pd.Series, name: str) -> Estimate:
    mean, low, high = (float(row.get(f"{name}{end}", math.nan)) for end in ("", "_low", "_high"))
    return Estimate(mean, low, high, 2)


def _means(by: Estimate, figure: Figure, first: str, second: str) -> str:
    """Say in words what a difference means."""
    told = verdict(by)
    if told not in {"lower", "higher"}:
        return "a queue never settles" if math.isnan(by.mean) else told
    return f"{second if told == figure.better else first} is better" if figure.better else told


def flip_title(flipped: Flipped) -> str:
    """Say where the two designs change places, or that they do not."""
    a, flips = flipped.assumption, flipped.flips
    if not flips.known:
        return "Not known: everywhere in the range, a queue never settles"
    told = _turns(flipped)
    if flips.unknown:
        few = ", ".join(map(a.said, flips.unknown[:FEW])) + ", …" * (len(flips.unknown) > FEW)
        told += f"; not known at {few}, where a queue never settles"
    return told


def _turns(flipped: Flipped) -> str:
    """Say what is known of where the two change places."""
    a, flips = flipped.assumption, flipped.flips
    what = f"The effect is {flipped.reach.text}" if flipped.reach.size else "The ranking turns"
    if flips.nearest is not None:
        at = flips.nearest
        told = f"{what} at {a.said(at.at)}"
        if at.low < at.at - flips.tolerance or at.high > at.at + flips.tolerance:
            told += f"; no clear difference from {a.said(at.low)} to {a.said(at.high)}"
        return told
    known = [e for e in flips.readings.values() if not math.isnan(e.mean)]
    if all(verdict(e) in {"no clear difference", "the same"} for e in known):
        return "No clear difference anywhere in the range"
    if not flipped.reach.size and verdict(flips.as_it_is) not in {"lower", "higher"}:
        return "No clear difference as it is written, so there is no ranking to turn"
    looked = plural(len(flips.readings), "value")
    none = f"None of {looked} looked at, from {a.said(a.low)} to {a.said(a.high)},"
    if flipped.reach.size:
        return f"{none} makes the effect {flipped.reach.text}"
    unclear = f"; at {listed([a.said(x) for x in flips.may])} it is not clear" if flips.may else ""
    return f"{none} turns the ranking{unclear}"
