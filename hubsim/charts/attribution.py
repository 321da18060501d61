"""What each change buys: a bar for its share, and beside it what it does to what is heard."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from hubsim.analysis import Attribution, paired, verdict
from hubsim.charts.rows import WIDE, room_beside, rows_of, step_of, y_of
from hubsim.charts.theme import DARK_BLUE, DARK_PINK, TEXT, finished
from hubsim.charts.titles import with_sign
from hubsim.charts.words import number_like, ranged
from hubsim.study.attribution import Attributed
from hubsim.study.positions import Figure, voice_of
from hubsim.text import percent


def attribution_frame(attributed: Attributed, figure: Figure) -> pd.DataFrame:
    """Shares of one figure, the largest part of the whole first.

    Parameters
    ----------
    attributed : Attributed
    figure : Figure
        One that was divided.

    Returns
    -------
    DataFrame
        ``model`` (the change), ``mean``, ``low``, ``high``, ``helps`` (whether it changes the
        figure for the better) and ``words``.
    """
    found, voice = attributed.found[figure], attributed.heard.get(figure)
    heard = attributed.found[voice] if voice is not None else None
    agency = voice_of(voice)
    said = percent if figure.share else number_like(found.whole.mean)
    rows = []
    for n, patch in enumerate(attributed.patches):
        each = found.each[n]
        words = ranged(each.share, said)
        if found.clear:
            words += f", {percent(each.part.mean)}"
        if heard is not None:
            points = with_sign(100 * heard.each[n].share.mean)(100 * heard.each[n].share.mean)
            words += f"; {agency} heard {points} points"
        helps = (each.share.mean < 0) == (figure.better != "higher")
        rows.append((patch.name, each.share.mean, each.share.low, each.share.high, helps, words))
    frame = pd.DataFrame(rows, columns=["model", "mean", "low", "high", "helps", "words"])
    way = -1 if found.whole.mean > 0 else 1
    order = frame["mean"].mul(way).sort_values(kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def attribution_chart(frame: pd.DataFrame, title: str) -> alt.LayerChart:
    """Draw a bar for every change, with its interval, and the numbers beside it.

    Parameters
    ----------
    frame : DataFrame
        Of `attribution_frame`.
    title : str
        Of the axis: the figure and its unit.
    """
    known = frame.dropna(subset=["mean"])
    rows = rows_of(known)
    rows["colour"] = np.where(rows["helps"].astype(bool), DARK_BLUE, DARK_PINK)
    ends = known[["mean", "low", "high"]].to_numpy(dtype=float).ravel()
    room = room_beside(rows, ends, known["words"], WIDE)
    rows["end"] = room.end
    y = y_of(rows)

    def x(column: str) -> alt.X:
        return alt.X(f"{column}:Q", title=title, axis=room.axis, scale=room.scale)

    none = alt.Chart(pd.DataFrame({"at": [0.0]}))
    chart = alt.layer(
        alt.Chart(rows).mark_bar(height=16).encode(
            x=x("mean"), y=y, color=alt.Color("colour:N", scale=None, legend=None)
        ),
        alt.Chart(rows.dropna(subset=["low"])).mark_rule(strokeWidth=2, color=TEXT).encode(
            x=x("low"), x2="high:Q", y=y
        ),
        none.mark_rule(strokeWidth=1, color=TEXT).encode(x=x("at")),
        alt.Chart(rows).mark_text(align="left").encode(x=x("end"), y=y, text="words:N"),
    )  # fmt: skip
    return finished(chart, step_of(rows))


def attribution_title(attributed: Attributed, figure: Figure) -> str:
    """Say which change brings most, as far as that is clear."""
    found = attributed.found[figure]
    if not found.whole.known:
        return "Not known: some sets of changes never settle, or there is one replication"
    if not found.clear:
        return "No clear difference between the hub without any of the changes and with all"
    said = percent if figure.share else number_like(found.whole.mean)
    first, second, tied = _order(found)
    name = f"“{attributed.patches[first].name}”"
    whole = f"{said(found.whole.mean)} {'' if figure.share else figure.unit}".strip()
    part = percent(found.each[first].part.mean)
    if tied:
        other = f"“{attributed.patches[second].name}”"
        return f"{name} and {other} bring most of {whole}, with no clear difference between them"
    return f"{name} brings most: {part} of {whole}"


def _order(found: Attribution) -> tuple[int, int, bool]:
    """The two changes with the largest shares, and whether they cannot be told apart."""
    way = 1 if found.whole.mean > 0 else -1
    first, second, *_ = np.argsort([-way * each.share.mean for each in found.each], kind="stable")
    difference = paired(found.shares[second].tolist(), found.shares[first].tolist())
    clear = verdict(difference) == ("higher" if way > 0 else "lower")
    return int(first), int(second), not clear
