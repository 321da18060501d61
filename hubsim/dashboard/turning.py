"""Which assumption could turn the choice: asked for on Compare, worked out as a job."""

from __future__ import annotations

from functools import partial

import streamlit as st

from hubsim.charts.titles import same_cases
from hubsim.charts.turning import MOST, turning_table, turning_title
from hubsim.charts.view import Names, View
from hubsim.dashboard import blocks, cache, runs, waiting
from hubsim.dashboard.jobs import Cancelled, Told
from hubsim.plain import plural
from hubsim.study import Length, Results, Study
from hubsim.study.answer import answer
from hubsim.study.executors import processors, quickest, workers
from hubsim.study.interest import Interest
from hubsim.study.positions import Bench, Figure, Position
from hubsim.study.runner import run_study
from hubsim.study.scanning import Placed, Scan, placed, scan

QUESTION = "Which assumption could turn the choice?"
SHORT = Length(4, 2, 2)
"""Few weeks, since every number needs two more hubs."""
FEW = 3
"""Replications of each."""
AT_ONCE = 4
"""Hubs made ready at a time: nothing can be told of how far it is while that goes on."""


def section(study: Study, results: Results, view: View) -> None:
    """Offer a screening of the two quickest models; show what it found."""
    st.space("small")
    times = same_cases(results, view)
    best = [each.design for each in answer(results, Interest(times.times)).known[:2]]
    if len(best) < 2:
        return
    designs = {design.label: design for design in study.designs}
    files = [designs[label].file for label in best]
    # What is paid for a post moves no time.
    numbers = [p for p in placed(*files) if not p.assumption.unit.startswith("cost")]
    if not numbers:
        return
    first, second = (Names.of(study).models[label] for label in best)
    about = (
        f"A screening of the two quickest, {first} and {second}: each of "
        f"{plural(len(numbers), 'number')} with a range is set to both ends of it, one at a time, "
        f"and the models are run again. Only {SHORT.weeks} weeks after "
        f"{SHORT.warm_up} of warm-up, {FEW} times each: enough to see where to look, not to decide."
    )
    st.html(blocks.block(blocks.heading(QUESTION), blocks.sentence(about, "quiet")))
    found = _found(study, [Position(file.source) for file in files], numbers, times)
    if found is not None:
        _show(found, first, second, times)


def _found(
    study: Study, positions: list[Position], numbers: list[Placed], times: View
) -> Scan | None:
    key = f"turning {runs.study_key(study)} {times.times}"
    hubs = 2 + sum(2 * sum(each.sides) for each in numbers)
    if cache.jobs().find(key) is None:
        offer = st.empty()
        with offer.container():
            st.html(blocks.block(blocks.sentence(
                f"It takes {hubs * FEW} short runs: several minutes for a county model, while you "
                "look at other pages."
            )))  # fmt: skip
            if not st.button("Look for it", key="turning"):
                return None
        offer.empty()
    first, second = positions

    def work(told: Told, cancelled: Cancelled) -> Scan:
        with workers(quickest(), min(4, processors())) as executor:
            run = partial(run_study, executor=executor)
            bench = Bench(SHORT, FEW, study.seed, run=run, cancelled=cancelled, at_once=AT_ONCE)
            return scan(first, second, numbers, bench, figure=Figure(times.times), progress=told)

    return waiting.result_of(key, "Screening of the assumptions", work)


def _show(found: Scan, first: str, second: str, times: View) -> None:
    table = turning_table(found, first, second)
    st.html(blocks.block(blocks.sentence(turning_title(found, first, second), "finding")))
    caption = (
        f"Difference: {second} minus {first}, {times.unit}, {times.who}; 95% interval in brackets. "
        "Above zero: the first is quicker"
    )
    left = len(table) - MOST
    st.html(blocks.block(
        blocks.table(table.head(MOST), caption),
        blocks.sentence(f"{left} more are in the CSV." if left > 0 else "", "quiet"),
        blocks.sentence(
            "Numbers that turn the order only together, or only between the ends of a range, are "
            "not seen by this. To look closer: hubsim flip, with more weeks and replications.",
            "quiet",
        ),
    ))  # fmt: skip
    blocks.save_csv("turning csv", "Download this table as CSV", table, "hubsim_turning")
