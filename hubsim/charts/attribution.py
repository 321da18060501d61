"""What each change buys: a bar for its share, and beside it what it does to what is heard."""

from __future__ import annotations

import math

import altair as alt
import numpy as np
import pandas as pd

from hubsim.analysis import Attribution, Estimate, paired, verdict
from hubsim.charts.rows import bar_and_range, cut
from hubsim.charts.theme import DARK_BLUE, DARK_PINK
from hubsim.charts.words import changed, in_full, with_sign
from hubsim.plain import listed
from hubsim.study.attribution import Attributed
from hubsim.study.positions import Figure, voice_of
from hubsim.text import percent
from hubsim.text.attribution import pair_means

LETTERS = 30
"""Of the name of an agency beside a bar, at most; the table has all of it."""


def attribution_frame(attributed: Attributed, figure: Figure, voice: str = "") -> pd.DataFrame:
    """Shares of one figure, the largest part of the whole first.

    Parameters
    ----------
    attributed : Attributed
    figure : Figure
        One that was divided.
    voice : str
        What the agency is called of which it is told how often it is heard.

    Returns
    -------
    DataFrame
        ``model`` (the change), ``mean``, ``low``, ``high``, ``helps`` (whether it changes the
        figure for the better) and ``words``.
    """
    found, beside = attributed.found[figure], attributed.heard.get(figure)
    heard = attributed.found[beside] if beside is not None else None
    agency = cut(voice or voice_of(beside), LETTERS)
    rows = []
    for n, patch in enumerate(attributed.patches):
        each = found.each[n]
        words = changed(each.share, figure.unit)
        if found.clear:
            words += f", {_part(each.part.mean)}"
        if heard is not None:
            words += f"; {_heard(heard.each[n].share, agency)}"
        helps = (each.share.mean < 0) == (figure.better != "higher")
        rows.append((patch.name, each.share.mean, each.share.low, each.share.high, helps, words))
    frame = pd.DataFrame(rows, columns=["model", "mean", "low", "high", "helps", "words"])
    way = -1 if found.whole.mean > 0 else 1
    order = frame["mean"].mul(way).sort_values(kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def attribution_table(attributed: Attributed, figure: Figure, voice: str = "") -> pd.DataFrame:
    """Put beside the share of each change what it does alone, and last, and to what is heard.

    Parameters
    ----------
    attributed : Attributed
    figure : Figure
    voice : str
        What the agency is called of which it is told how often it is heard.

    Returns
    -------
    DataFrame
        Text, in the order of the changes, and a line for all together.
    """
    found, beside = attributed.found[figure], attributed.heard.get(figure)
    heard = attributed.found[beside] if beside is not None else None
    rows = [
        (
            patch.name,
            changed(each.share, figure.unit),
            _part(each.part.mean) if found.clear else "n/a",
            changed(each.alone, figure.unit),
            changed(each.last, figure.unit),
            *((changed(heard.each[n].share, beside.unit),) if heard and beside else ()),
        )
        for n, (patch, each) in enumerate(zip(attributed.patches, found.each, strict=True))
    ]
    whole = "100%" if found.clear else "n/a"
    rows.append(
        ("All together", changed(found.whole, figure.unit), whole, "", "",
         *((changed(heard.whole, beside.unit),) if heard and beside else ()))
    )  # fmt: skip
    columns = [
        "Change",
        "Its share",
        "Part of the whole",
        "Made alone",
        "Made last, after the others",
    ]
    more = [f"Share in how often {voice or voice_of(beside)} is heard"] if heard else []
    return pd.DataFrame(rows, columns=columns + more)


def pairs_table(attributed: Attributed, figure: Figure) -> pd.DataFrame:
    """Say of every two changes what they do together beyond what each does, the most first.

    Parameters
    ----------
    attributed : Attributed
    figure : Figure

    Returns
    -------
    DataFrame
        Text.
    """
    found, names = attributed.found[figure], [patch.name for patch in attributed.patches]
    order = sorted(found.pairs, key=lambda pair: -abs(np.nan_to_num(found.pairs[pair].mean)))
    rows = [
        (
            f"{names[i]} with {names[j]}",
            changed(found.pairs[i, j], figure.unit),
            pair_means(found, (i, j)),
        )
        for i, j in order
    ]
    return pd.DataFrame(rows, columns=["Two changes", "Together, beyond each", "What that means"])


def _part(share: float) -> str:
    """Say a part of the whole, which is below nothing for what works against it."""
    return percent(share).replace("-", "−")


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
    helps = known["helps"].astype(bool)
    return bar_and_range(known, title, np.where(helps, DARK_BLUE, DARK_PINK).tolist())


def attribution_title(attributed: Attributed, figure: Figure) -> str:
    """Say which change brings most, as far as that is clear."""
    found = attributed.found[figure]
    if not found.whole.known:
        if math.isnan(found.whole.mean):
            return "Not known: some sets of changes never settle"
        return "Not known: in a single replication there is no telling"
    if not found.clear:
        return "No clear difference between the hub without any of the changes and with all"
    first, tied = _order(found)
    name = f"“{attributed.patches[first].name}”"
    whole = in_full(found.whole, figure.unit)
    part = percent(found.each[first].part.mean)
    if tied:
        several = listed([name, *(f"“{attributed.patches[each].name}”" for each in tied)])
        bring = "bring" if len(found.each) == len(tied) + 1 else "have the largest shares of"
        return f"{several} {bring} {whole}, with no clear difference between them"
    return f"{name} brings most: {part} of {whole}"


def _order(found: Attribution) -> tuple[int, list[int]]:
    """The change with the largest share, and those that cannot be told apart from it."""
    way = 1 if found.whole.mean > 0 else -1
    first, *others = np.argsort([-way * each.share.mean for each in found.each], kind="stable")
    less = "higher" if way > 0 else "lower"
    apart = {
        int(each): verdict(paired(found.shares[each].tolist(), found.shares[first].tolist()))
        for each in others
    }
    return int(first), [each for each, told in apart.items() if told != less]


def _heard(share: Estimate, agency: str) -> str:
    """Say what a change does to how often an agency is heard, as far as that is clear."""
    points = 100 * share.mean
    if points == 0:
        return f"{agency} heard as often"
    if share.known and share.low <= 0 <= share.high:
        return f"no clear difference in how often {agency} is heard"
    return f"{agency} heard {with_sign(points)(points)} points"
