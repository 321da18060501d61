"""Which of all uncertain numbers move a result, moved together: sentences, a chart and a table."""

from __future__ import annotations

import math

import altair as alt
import numpy as np
import pandas as pd

from hubsim.analysis import Estimate, estimate
from hubsim.charts.rows import bar_and_range
from hubsim.charts.words import changed, headed, in_full, in_words, number_like
from hubsim.plain import percent, plural
from hubsim.study.sensitivity import Sensitivity

SHOWN = 12
"""Numbers drawn; all of them are in the table."""
ONE_WAY = 0.9
"""Share of the size of an effect from which on it goes one way wherever the other numbers lie."""
BENDS = 0.5
"""Spread of an effect, as a share of its size, from which on it depends on where one looks."""


def screening_frame(found: Sensitivity) -> pd.DataFrame:
    """The numbers that move the result most, moved from end to end wherever the others are.

    Parameters
    ----------
    found : Sensitivity

    Returns
    -------
    DataFrame
        ``model`` (the number), ``mean``, ``low``, ``high`` of the size of its effect, ``words``.
    """
    frame, size = found.frame(), 100.0 if found.figure.share else 1.0
    frame = frame[frame["importance"] > 0].head(SHOWN)
    rows = []
    for _, row in frame.iterrows():
        mean, margin = size * row["importance"], size * row["importance_margin"]
        told = f"{row['low']} to {row['high']}: {_effect(found, row)}, {_way(row)}"
        rows.append((row["called"], mean, max(0.0, mean - margin), mean + margin, told))
    return pd.DataFrame(rows, columns=["model", "mean", "low", "high", "words"])


def screening_chart(frame: pd.DataFrame, title: str) -> alt.LayerChart:
    """Draw a bar for the effect of every number, with its interval.

    Parameters
    ----------
    frame : DataFrame
        Of `screening_frame`.
    title : str
        Of the axis.
    """
    return bar_and_range(frame, title)


def screening_title(found: Sensitivity) -> str:
    """Say which number moves the result most, if one clearly does."""
    frame = screening_frame(found)
    every = plural(len(found.numbers), "number")
    if not found.screening.known:
        return f"Not known of {every}: everywhere one looks, a queue never settles"
    if frame.empty:
        return f"None of {every} moves it"
    first = frame.iloc[0]
    size = Estimate(float(found.frame()["importance"].iloc[0]), math.nan, math.nan, 1)
    by = f"by {in_full(size, found.figure.unit, signed=False)} over its range"
    alike = frame.iloc[1:]["high"] >= first["low"]
    if alike.any():
        many = f"{plural(int(alike.sum()), 'other')} may move it as much"
        return f"No number clearly moves it most: {first['model']} {by}, and {many}"
    return f"Of {every} {first['model']} moves it most, {by}"


def may_be(found: Sensitivity) -> str:
    """Say what the result may be as the most important numbers lie anywhere in their ranges."""
    unit, written = found.figure.unit, estimate(found.as_written)
    told = f"As written {in_full(written, unit)}"
    if math.isnan(written.mean):
        told = "With all numbers as written, a queue never settles"
    values = found.may_be
    if len(values) < 2:
        return f"{told}."
    low, high = (_alone(float(x), unit) for x in np.quantile(values, (0.05, 0.95)))
    return (
        f"{told}. With the {len(found.chosen)} most important numbers anywhere in their ranges, "
        f"nine times in ten from {low} to {high}; in {percent(found.other_way)} of "
        f"{len(values)} draws of them it is the other way round, always in these same periods: "
        "what chance may do comes on top."
    )


def ignorance(found: Sensitivity) -> str:
    """Say whether more runs would help, or only better numbers; empty where nothing is known."""
    known = found.variance.known
    if math.isnan(known) and len(found.may_be) < 2:
        return ""
    if math.isnan(known):
        return "Nothing varies, so there is nothing to explain."
    if 0.25 < known < 0.75:
        return (
            f"{percent(known)} of what is uncertain comes of not knowing these numbers, the rest "
            "of chance: better numbers would help, and so would more replications."
        )
    if known >= 0.5:
        return (
            f"{percent(known)} of what is uncertain comes of not knowing these numbers: more "
            "replications would not help, better numbers would."
        )
    return (
        f"Only {percent(known)} of what is uncertain comes of not knowing these numbers; the rest "
        "is chance, which more replications would take away."
    )


def screening_table(found: Sensitivity, first: str, second: str) -> pd.DataFrame:
    """Put every number in words, the most important first.

    Parameters
    ----------
    found : Sensitivity
    first, second : str
        What the two designs are called.

    Returns
    -------
    DataFrame
        Text.
    """
    where = {"both": "both", "first": first, "second": second}
    rows = []
    for _, row in found.frame().iterrows():
        rows.append((
            row["called"], where[row["in"]], row["usual"], f"{row['low']} to {row['high']}",
            row["grade"], _effect(found, row, margin=True), _meaning(row),
            _share(row["first"], row["first_margin"]), _share(row["total"], row["total_margin"]),
        ))  # fmt: skip
    columns = [
        "Assumption", "Set in", "As written", "May lie", "Rests on",
        headed("Effect over its range", found.figure.unit), "What that means", "Explains by itself",
        "Explains with the others",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _alone(value: float, unit: str) -> str:
    """Say a change without an interval."""
    return changed(Estimate(value, math.nan, math.nan, 1), unit)


def _effect(found: Sensitivity, row: pd.Series, *, margin: bool = False) -> str:
    """Say how far a number moves the result from end to end of its range."""
    size, most = row["importance"], row["importance"] + row["importance_margin"]
    effect, behind = in_words(Estimate(size, most, most, 2), found.figure.unit)
    said = number_like(effect.mean)
    ends = f" ± {said(effect.high - effect.mean)}" * margin
    return "n/a" if math.isnan(size) else f"{said(effect.mean)}{ends} {behind}".strip()


def _way(row: pd.Series) -> str:
    """Say which way a number moves the result."""
    if abs(row["direction"]) < ONE_WAY * row["importance"]:
        return "up or down"
    return "up" if row["direction"] > 0 else "down"


def _meaning(row: pd.Series) -> str:
    if math.isnan(row["importance"]):
        return "not known: a queue never settles"
    if not row["importance"] > 0:
        return "it does nothing here"
    told = {
        "up": "a higher number raises the difference",
        "down": "a higher number lowers the difference",
        "up or down": "which way it goes depends on the other numbers",
    }[_way(row)]
    bends = _way(row) != "up or down" and row["bends"] > BENDS * row["importance"]
    return f"{told}; how much depends on the other numbers" if bends else told


def _share(value: float, margin: float) -> str:
    """Say a share of the variance; small ones below zero are estimates of none."""
    if math.isnan(value):
        return "not looked at"
    return f"{percent(max(0.0, value))} ± {percent(margin)}"
