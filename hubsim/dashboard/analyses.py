"""Why a trial does what it does: attribution, flip point and sensitivity, as jobs with progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from hubsim.charts.attribution import (
    attribution_chart,
    attribution_frame,
    attribution_table,
    attribution_title,
    pairs_table,
)
from hubsim.charts.flip import flip_chart, flip_table, flip_title
from hubsim.charts.screening import (
    ignorance,
    may_be,
    screening_chart,
    screening_frame,
    screening_table,
    screening_title,
)
from hubsim.charts.sobol import sobol_chart, sobol_frame, sobol_title
from hubsim.charts.tornado import SHOWN as MOST_DRAWN
from hubsim.charts.tornado import tornado_chart, tornado_frame, tornado_title
from hubsim.charts.trial import made_by, overloaded
from hubsim.charts.turning import scan_table
from hubsim.dashboard import blocks, exploring, runs, waiting
from hubsim.dashboard.jobs import Cancelled, Told
from hubsim.drafting.levers import Trial
from hubsim.spec.scenario import Scenario
from hubsim.study import Study
from hubsim.study.attribution import Attributed, attribute_patches
from hubsim.study.executors import processors, quickest, workers
from hubsim.study.flipping import Flipped, flip
from hubsim.study.positions import Bench, Position, voice_of
from hubsim.study.runner import run_study
from hubsim.study.scanning import Placed, Scan, placed, scan
from hubsim.study.sensitivity import Sensitivity, sensitivity
from hubsim.study.turning import FEW, SHORT, screening_bench

NAMES = "as it is", "with the changes"
MOVED = {"one": "One number at a time", "all": "All numbers at once"}
PATHS, CLOSELY, SIZE = 4, 4, 16
"""Of a sensitivity analysis: paths of the screening, how many numbers are looked at closely, and at
how many points of each."""
NO_RANGE = (
    "No number of this hub has a range in which it may lie. Ranges are written under Hub, What the "
    "numbers rest on."
)
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
    "rests": "Every number with a range is moved, to see what becomes of the difference that the "
    "changes make: to both of its ends one at a time, or all of them at once.",
}


def show(look: str, study: Study, trial: Trial) -> None:
    """Show an analysis: ask for it, wait for it, or give what it found."""
    parts = blocks.heading(QUESTIONS[look]), blocks.sentence(ABOUT[look], "quiet")
    st.html(blocks.block(*parts))
    if found := overloaded(study):
        st.html(blocks.block(blocks.care(found)))
    if not trial.settings:
        st.info("Change something first: this looks at what the changes do.")
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


def _found(
    look: str, study: Study, more: str, runs_needed: int, do: Callable[..., Any], *, weeks: int = 0
) -> Any:
    """Give what an analysis found; None while it is not asked for, or not over."""
    key = f"{look} {runs.study_key(study)} {more}"
    what = QUESTIONS[look].rstrip("?")

    def work(told: Told, cancelled: Cancelled) -> Any:
        with workers(quickest(), min(4, processors())) as executor:
            return do(_bench(study, told, cancelled, executor), told)

    said = (
        f"This takes about {runs_needed:,} runs of {weeks or study.length.weeks} weeks. It goes on "
        "while you look at other pages."
    )
    if not waiting.wanted(key, said, "Work it out", f"explore do {look}", "primary"):
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


def _called(study: Study, agency: str) -> str:
    """Give the name of an agency as people know it."""
    return study.designs[0].file.hub.label("agencies", agency) if agency else ""


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
    voice = _called(study, voice_of(found.heard.get(figure)))
    frame = attribution_frame(found, figure, voice)
    title = attribution_title(found, figure)
    st.html(blocks.block(blocks.sentence(title, "finding"), blocks.points(found.notes)))
    table = attribution_table(found, figure, voice)
    label = f"Share of the change: {_with_unit(figure)}"
    drawn = None if frame["mean"].isna().all() else attribution_chart(frame, label).to_dict()
    blocks.chart("attribution", drawn, f"{title}. The table holds every number.", table, label)
    st.html(blocks.block(blocks.heading("What comes only of two together"), blocks.sentence(
        "What two changes do together beyond what each does, averaged over all others. Where it "
        "has the direction of the whole it comes only of both; where it has the other, either of "
        "them brings it.", "quiet",
    )))  # fmt: skip
    blocks.with_csv(
        "pairs", pairs_table(found, figure), f"Together, beyond each: {_with_unit(figure)}"
    )
    blocks.save_csv("attribution all", "Download all of it as CSV", found.frame(),
                    "hubsim_attribution_all")  # fmt: skip
    _made(study)


def _moving(study: Study) -> list[Placed]:
    """Give the numbers with a range that may move a time, which what a post costs does not."""
    found = placed(study.designs[0].file, study.designs[1].file)
    return [each for each in found if each.moves_times]


def _turns(study: Study, trial: Trial) -> None:
    numbers = _moving(study)
    both = {each.assumption.path: each for each in numbers if each.where == "both"}
    if not both:
        st.info(NO_RANGE)
        return
    path = st.selectbox(
        "Number that is moved", list(both), format_func=lambda path: both[path].assumption.called,
        **exploring.chosen("number", list(both), next(iter(both))),
    )  # fmt: skip
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
    label, table = (
        f"{found.figure.label}, as {assumption.called} moves",
        flip_table(found, NAMES, _called(study, found.voice)),
    )
    if found.flips.known:
        alt = f"{title}. The table holds every number."
        blocks.chart("flip", flip_chart(found, NAMES).to_dict(), alt, table, label)
    else:
        blocks.folded("flip", table, label)
    _made(study)


def _rests(study: Study, trial: Trial) -> None:
    numbers = _moving(study)
    if not numbers:
        st.info(NO_RANGE)
        return
    how = st.segmented_control(
        "How the numbers are moved", tuple(MOVED), format_func=MOVED.__getitem__, required=True,
        **exploring.chosen("moved", tuple(MOVED), "one"),
    )  # fmt: skip
    if how == "one":
        _one_at_a_time(study, trial, numbers)
    else:
        _all_at_once(study, trial, numbers)


def _one_at_a_time(study: Study, trial: Trial, numbers: list[Placed]) -> None:
    first, second = _positions(trial)

    def do(bench: Bench, told: Told) -> Scan:
        return scan(first, second, numbers, bench, progress=told)

    hubs = 2 + 2 * sum(sum(each.sides) for each in numbers)
    found = _found("rests", study, "", hubs * study.replications, do)
    if found is None:
        return
    title = tornado_title(found)
    how = (
        f"Those that move it most are drawn, {MOST_DRAWN} at most; all are in the table. Beside "
        "each bar is its range. Solid line: all numbers as written; dashed line: no difference."
    )
    st.html(blocks.block(
        blocks.sentence(title, "finding"), blocks.sentence(how if found.known else "", "quiet")
    ))  # fmt: skip
    frame = tornado_frame(found, NAMES)
    label = f"{_with_unit(found.figure)}: {NAMES[1]} minus {NAMES[0]}"
    table = scan_table(found, *NAMES)
    if found.known:
        alt = f"{title}. The table holds every number."
        chart = tornado_chart(frame, found.as_it_is.mean, label).to_dict()
        blocks.chart("tornado", chart, alt, table, label)
    else:
        blocks.folded("tornado", table, label)
    _made(study)


def _all_at_once(study: Study, trial: Trial, numbers: list[Placed]) -> None:
    closely = min(CLOSELY, len(numbers))
    st.html(blocks.block(blocks.sentence(
        f"All numbers are moved together, each anywhere in its range. First each is screened "
        f"(Morris: {PATHS} paths through all ranges); then the {closely} most important are looked "
        "at closely (Sobol): how much of what the result may be does each explain? Runs are short: "
        f"{SHORT.weeks} weeks after {SHORT.warm_up} of warm-up, {FEW} times each.", "quiet",
    )))  # fmt: skip
    designs = _positions(trial)

    def do(bench: Bench, told: Told) -> Sensitivity:
        short = screening_bench(study.seed, run=bench.run, cancelled=bench.cancelled)
        return sensitivity(
            designs, numbers, short, paths=PATHS, closely=closely, size=SIZE, progress=told
        )

    hubs = 2 * (1 + PATHS * (len(numbers) + 1) + SIZE * (closely + 2))
    found = _found("rests", study, "all", hubs * FEW, do, weeks=SHORT.weeks)
    if found is None:
        return
    title = screening_title(found)
    st.html(blocks.block(
        blocks.sentence(f"{title}.", "finding"),
        *(blocks.sentence(said) for said in (may_be(found), ignorance(found)) if said),
    ))  # fmt: skip
    label = f"Effect over its range: {_with_unit(found.figure)}, {NAMES[1]} minus {NAMES[0]}"
    frame, table = screening_frame(found), screening_table(found, *NAMES)
    if frame.empty:
        blocks.folded("screening", table, label)
    else:
        alt = f"{title}. The table holds every number."
        blocks.chart("screening", screening_chart(frame, label).to_dict(), alt, table, label)
    close = sobol_frame(found, NAMES)
    if not close.empty:
        _closely(found, close)
    _made(replace(study, length=SHORT, replications=FEW))


def _closely(found: Sensitivity, close: pd.DataFrame) -> None:
    title = sobol_title(found, NAMES)
    st.html(blocks.block(
        blocks.heading("How much of what it may be does each explain?"),
        blocks.sentence(title, "finding"), blocks.sentence(
            "By itself: so much of the variance would go if this number were known. With the "
            "others: so much would stay if all others were known. What chance takes below 0% or "
            "above 100% is drawn at that end.", "quiet",
        ),
    ))  # fmt: skip
    table = pd.DataFrame({
        "Assumption": close["model"], "Rests on": close["grade"], "In words": close["words"],
    })  # fmt: skip
    alt = f"{title}. The table holds every number."
    blocks.chart("sobol", sobol_chart(close).to_dict(), alt, table, "Share of the variance")


def _made(study: Study) -> None:
    st.html(blocks.block(blocks.sentence(made_by(study), "quiet")))
