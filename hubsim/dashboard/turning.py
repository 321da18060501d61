"""Which assumption could turn the choice: asked for on Compare, worked out as a job."""

from __future__ import annotations

from functools import partial

import streamlit as st

from hubsim.charts.titles import quoted, same_cases
from hubsim.charts.turning import MOST, SCREENED, turning_table, turning_title
from hubsim.charts.view import Names, View
from hubsim.dashboard import blocks, cache, runs, waiting
from hubsim.dashboard.jobs import Cancelled, Told
from hubsim.errors import InputError, RunError
from hubsim.plain import plural
from hubsim.study import Results, Study
from hubsim.study.executors import processors, quickest, workers
from hubsim.study.runner import run_study
from hubsim.study.turning import Rivals, Turning, rivals_in, screened, screening_bench

QUESTION = "Which assumption could turn the choice?"


def rivals(study: Study, results: Results, view: View) -> Rivals | None:
    """Give the two quickest models, if there are two and a number that could change their order."""
    return rivals_in(study, results, same_cases(results, view).times)


def known(study: Study, rivals: Rivals | None) -> Turning | None:
    """Give what a screening found, if somebody has asked for one and it is over."""
    job = cache.jobs().find(_key(study, rivals)) if rivals is not None else None
    return job.result() if job is not None and job.over and not job.failed else None


def section(study: Study, rivals: Rivals, times: View) -> None:
    """Offer a screening of the two quickest models; show what it found."""
    names = Names.of(study)
    first, second = (quoted(names.models[each]) for each in (rivals.first, rivals.second))
    about = (
        f"A screening of the two quickest, {first} and {second}: each of "
        f"{plural(len(rivals.numbers), 'number')} {SCREENED}"
    )
    st.space("small")
    st.html(blocks.block(blocks.heading(QUESTION), blocks.sentence(about, "quiet")))
    try:
        found = _found(study, rivals)
    except (InputError, RunError) as error:  # of a hub at one end of a range
        st.error("One of the hubs that this needs cannot be run. What is wrong, and where:")
        told = blocks.problems(error.problems) if isinstance(error, InputError) else str(error)
        st.code(told, language=None, wrap_lines=True)
        return
    if found is not None:
        _show(found, names, times)


def _key(study: Study, rivals: Rivals) -> str:
    return f"turning {runs.study_key(study)} {rivals.figure.measure}"


def _found(study: Study, rivals: Rivals) -> Turning | None:
    key = _key(study, rivals)
    said = (
        f"It takes {rivals.runs:,} short runs: several minutes for a county model, while you look "
        "at other pages."
    )
    if not waiting.wanted(key, said, "Look for it", "turning"):
        return None

    def work(told: Told, cancelled: Cancelled) -> Turning:
        with workers(quickest(), min(4, processors())) as executor:
            run = partial(run_study, executor=executor)
            bench = screening_bench(study.seed, run=run, cancelled=cancelled)
            return screened(rivals, bench, told)

    return waiting.result_of(key, "Screening of the assumptions", work)


def _show(found: Turning, names: Names, times: View) -> None:
    table = turning_table(found, names)
    st.html(blocks.block(blocks.sentence(f"{turning_title(found, names)}.", "finding")))
    first, second = (names.models[each] for each in (found.rivals.first, found.rivals.second))
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
            "not seen by this. To look closer at one of them: Explore, What would turn it, "
            "with more weeks and replications.",
            "quiet",
        ),
    ))  # fmt: skip
    blocks.save_csv("turning csv", "Download this table as CSV", table, "hubsim_turning")
