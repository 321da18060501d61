"""Why a trial does what it does: attribution, flip point and sensitivity, as jobs with progress."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from hubsim.charts.attribution import attribution_chart, attribution_frame, attribution_title
from hubsim.charts.flip import flip_chart, flip_title
from hubsim.charts.tornado import tornado_chart, tornado_frame, tornado_title
from hubsim.dashboard import blocks, cache, runs, waiting
from hubsim.dashboard.jobs import Cancelled, Told
from hubsim.drafting.levers import Trial
from hubsim.plain import plural
from hubsim.spec.scenario import Scenario
from hubsim.study import Study
from hubsim.study.attribution import Attributed, attribute_patches
from hubsim.study.executors import processors, quickest, workers
from hubsim.study.flipping import Flipped, flip
from hubsim.study.positions import Bench, Position
from hubsim.study.runner import run_study
from hubsim.study.scanning import Placed, Scan, placed, scan

NAMES = "as it is", "with the changes"
MOST = 8
"""Changes divided here: 256 hubs."""
QUESTIONS = {
    "buys": "What does each change buy?",
    "turns": "What would turn it?",
    "rests": "Which numbers does it rest on?",
}
ABOUT = {
    "buys": "Every set of the changes is run, and what all of them do is divided among them: the "
    "share of each is what it adds, averaged over all orders in which they could be made. "
    f"{MOST} changes at most are divided here, since each one more doubles the hubs to run.",
    "turns": "One number that the hub rests on is moved through its range, the same in both, until "
    "the hub with the changes is no longer quicker (or no longer slower).",
    "rests": "Every number with a range is moved to both of its ends, one at a time, to see what "
    "becomes of the difference that the changes make.",
}


def show(look: str, study: Study, trial: Trial) -> None:
    """Show an analysis: ask for it, wait for it, or give what it found."""
    parts = blocks.heading(QUESTIONS[look]), blocks.sentence(ABOUT[look], "quiet")
    st.html(blocks.block(*parts))
    if not trial.settings:
        st.info("Turn something first: this looks at what the changes do.")
    elif look == "buys":
        _buys(study, trial)
    elif look == "turns":
        _turns(study, trial)
    else:
        _rests(study, trial)


def _bench(study: Study, told: Told, cancelled: Cancelled, executor: Any) -> Bench:
    del told
    run = partial(run_study, executor=executor)
    return Bench(study.length, study.replications, study.seed, run=run, cancelled=cancelled)


def _found(look: str, study: Study, more: str, runs_needed: int, do: Callable[..., Any]) -> Any:
    """Give what an analysis found; None while it is not asked for, or not over."""
    key = f"{look} {runs.study_key(study)} {more}"
    what = QUESTIONS[look].rstrip("?")

    def work(told: Told, cancelled: Cancelled) -> Any:
        with workers(quickest(), min(4, processors())) as executor:
            return do(_bench(study, told, cancelled, executor), told)

    if cache.jobs().find(key) is None:
        st.html(blocks.block(blocks.sentence(
            f"This takes about {plural(runs_needed, 'run')} of {study.length.weeks} weeks. It goes "
            "on while you look at other pages."
        )))  # fmt: skip
        if not st.button("Work it out", type="primary", key=f"explore do {look}"):
            return None
    return waiting.result_of(key, what, work)


def _positions(trial: Trial) -> tuple[Position, Position]:
    base = Position(trial.base)
    return base, base.with_changes(*trial.changes)


def _unit(figure: Any) -> str:
    return "points" if figure.share else figure.unit


def _with_unit(figure: Any) -> str:
    """Name a figure and its unit, unless its name has it."""
    unit = _unit(figure)
    return str(figure.label) if figure.label.endswith(unit) else f"{figure.label} ({unit})"


def _buys(study: Study, trial: Trial) -> None:
    parts = trial.by_lever(study.designs[0].file.hub)
    if len(parts) < 2:
        st.info("Change at least two things: with one there is nothing to divide.")
        return
    if len(parts) > MOST:
        st.info(f"{len(parts)} changes: an effect is divided among {MOST} here at most. Use "
                "hubsim attribute for more.")  # fmt: skip
        return
    patches = [Scenario(name, "", changes) for name, changes in parts]

    def do(bench: Bench, told: Told) -> Attributed:
        return attribute_patches(Position(trial.base), patches, bench, progress=told)

    found = _found("buys", study, "", 2 ** len(parts) * study.replications, do)
    if found is None:
        return
    figure = next(iter(found.found))
    frame = attribution_frame(found, figure)
    title = attribution_title(found, figure)
    st.html(blocks.block(blocks.sentence(title, "finding"), blocks.points(found.notes)))
    table = frame[["model", "words"]].set_axis(["Change", "Its share"], axis=1)
    label = f"Share of the change: {_with_unit(figure)}"
    blocks.chart("attribution", attribution_chart(frame, label).to_dict(),
                 f"{title}. The table holds every number.", table, label)  # fmt: skip
    blocks.save_csv("attribution all", "Download all of it as CSV", found.frame(),
                    "hubsim_attribution_all")  # fmt: skip


def _turns(study: Study, trial: Trial) -> None:
    numbers = placed(study.designs[0].file, study.designs[1].file)
    both = {each.assumption.path: each for each in numbers if each.where == "both"}
    if not both:
        st.info("No number of this hub has a range in which it may lie.")
        return
    path = st.selectbox("Number that is moved", list(both), key="explore number")
    assumption = both[path].assumption
    st.html(blocks.block(blocks.sentence(
        f"As written: {assumption.said(assumption.usual)}; from {assumption.said(assumption.low)} "
        f"to {assumption.said(assumption.high)}, {assumption.grade}.", "quiet",
    )))  # fmt: skip
    first, second = _positions(trial)

    def do(bench: Bench, told: Told) -> Flipped:
        return flip(first, second, assumption, bench, progress=told)

    found = _found("turns", study, path, 46 * study.replications, do)
    if found is None:
        return
    title = flip_title(found)
    st.html(blocks.block(blocks.sentence(title, "finding"), blocks.sentence(
        f"{found.figure.label}: the hub with the changes minus the hub as it is.", "quiet"
    )))  # fmt: skip
    alt = f"{title}. The table holds every number."
    blocks.chart("flip", flip_chart(found, NAMES).to_dict(), alt, _rounded(found.curve), title)


def _rests(study: Study, trial: Trial) -> None:
    numbers: list[Placed] = placed(study.designs[0].file, study.designs[1].file)
    if not numbers:
        st.info("No number of this hub has a range in which it may lie.")
        return
    first, second = _positions(trial)

    def do(bench: Bench, told: Told) -> Scan:
        return scan(first, second, numbers, bench, progress=told)

    hubs = 2 + 2 * sum(sum(each.sides) for each in numbers)
    found = _found("rests", study, "", hubs * study.replications, do)
    if found is None:
        return
    title = tornado_title(found)
    st.html(blocks.block(blocks.sentence(title, "finding")))
    frame = tornado_frame(found)
    label = f"{_with_unit(found.figure)}: {NAMES[1]} minus {NAMES[0]}"
    chart = tornado_chart(frame, found.as_it_is.mean, label).to_dict()
    alt = f"{title}. The table holds every number."
    blocks.chart("tornado", chart, alt, _rounded(found.frame()), title)


def _rounded(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.map(lambda cell: f"{cell:.3g}" if isinstance(cell, float) else cell)
