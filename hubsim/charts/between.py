"""Between agencies: which handoffs to mend first, and hours that are nobody's."""

from __future__ import annotations

from collections.abc import Collection

import altair as alt
import pandas as pd

from hubsim.charts.rows import point_and_range, rows_of
from hubsim.charts.times import top_for, words
from hubsim.charts.titles import quoted
from hubsim.charts.view import Names, View
from hubsim.charts.words import number_like, ranged_share, ranged_time, within
from hubsim.plain import either
from hubsim.study import Results, Study
from hubsim.study.answer import answer
from hubsim.study.interest import Interest
from hubsim.text.partners import NOTHING, lacking, pair_names, pairs_told

WORST = 3
"""Pairs of agencies told for each model, and those which may lie before them."""
SAID = ["Between", "And", "Share of the time", "What is missing"]
FEW = 2
"""Models up to which a sentence tells of each."""


def mend_frame(study: Study, results: Results, names: Names) -> pd.DataFrame:
    """Tell the pairs of agencies between which most time lies, and what is missing there.

    Returns
    -------
    DataFrame
        Text, and ``may``: whether there may be no pair with more; empty where nothing passes
        between agencies.
    """
    rows = [
        (
            names.models[design.label],
            *pair_names(design, told.pair),
            ranged_share(told.share),
            lacking(told),
            told.may_be_first,
        )
        for design in study.designs
        for n, told in enumerate(pairs_told(results, design))
        if n < WORST or told.may_be_first
    ]
    return pd.DataFrame(rows, columns=["Model", *SAID, "may"])


def mend_title(frame: pd.DataFrame, models: Collection[str]) -> str:
    """Say where most time lies between two agencies, and what is missing there.

    Parameters
    ----------
    frame : DataFrame
        From `mend_frame`.
    models : collection of str
        Names of those that are told of, if they are in it.
    """
    every = list(dict.fromkeys(frame["Model"]))
    spoken_of = [model for model in every if len(every) <= FEW or model in models]
    return "; ".join(
        f"{quoted(model)}: {_first(frame[frame['Model'] == model])}" for model in spoken_of
    )


def _first(frame: pd.DataFrame) -> str:
    """Say of one model between whom most time lies, or may lie."""
    may = frame[frame["may"]] if frame["may"].any() else frame[:1]
    told = [
        (_both(one, other), share, lacks if lacks.startswith(NOTHING) else f"missing: {lacks}")
        for one, other, share, lacks in may[SAID].itertuples(index=False, name=None)
    ]
    if len(told) == 1:
        return f"{told[0][0]}, {told[0][1]} of the time, {told[0][2]}"
    pairs = [f"{pair} ({lacks.split(' (')[0]})" for pair, _, lacks in told]
    return f"most time between {either(pairs, 'pairs')}"


def _both(one: str, other: str) -> str:
    """Say two names so that it is seen where the first ends."""
    if " and " in one + other:
        return f"{quoted(one)} and {quoted(other)}"
    return f"{one} and {other}"


def nobody_frame(results: Results, names: Names) -> pd.DataFrame:
    """Hours of a case in which no agency is accountable, by model.

    Returns
    -------
    DataFrame
        ``model``, ``mean``, ``low``, ``high``, ``words``; empty where none are measured.
    """
    found = []
    for label in results.labels:
        e = results.estimate(label, "nobodys_hours")
        said = words(e.mean, ranged_time(e), label in results.unsettled)
        found.append((names.models[label], e.mean, e.low, e.high, said))
    frame = pd.DataFrame(found, columns=["model", "mean", "low", "high", "words"])
    return frame if frame["mean"].fillna(0).any() else frame.iloc[:0]


def nobody_title(results: Results, names: Names) -> str:
    """Say in which model cases are least without anybody, and whether that is clear."""
    found = answer(results, Interest("nobodys_hours"))
    if not found.known:
        return "No average can be shown"
    if len(found.known) == 1:
        return f"An average can be shown of {quoted(names.models[found.known[0].design])} only"
    if found.alike:
        return "Hours that are nobody’s are exactly the same in each of these models"
    if found.best is None:
        single = "One replication: whether they differ in nobody’s hours is not known"
        none = "No difference that matters" if found.trifling else "No clear difference"
        unclear = f"{none} in nobody’s hours between the best of these models"
        return unclear if found.replications > 1 else single
    first, second = (each.design for each in found.known[:2])
    c, unit = View().readable(found.beside[second].change)
    said = number_like(c.mean)
    if float(said(c.mean)) == 0:
        return (
            f"{quoted(names.models[first])} has the fewest hours that are nobody’s, though hardly "
            "fewer than the next"
        )
    return (
        f"{quoted(names.models[first])} has the fewest hours that are nobody’s: {said(c.mean)} "
        f"{unit} less for each case than {quoted(names.models[second])} "
        f"({within(c, said, len(found.beside))})"
    )


def nobody_chart(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw point and range, one row a model: in minutes where all is less than an hour."""
    ends, what = ["mean", "low", "high"], "hours"
    if frame[ends].max().max() < 1:
        frame, what = frame.assign(**{end: 60 * frame[end] for end in ends}), "minutes"
    return point_and_range(rows_of(frame), f"Hub working {what} for each case", top_for(frame))
