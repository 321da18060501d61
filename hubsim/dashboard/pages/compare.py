"""Compare operating models on the same cases: the page for somebody who must defend a choice."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from typing import get_args

import pandas as pd
import streamlit as st

from hubsim import __version__
from hubsim.briefing import as_html, as_word, briefing_of
from hubsim.briefing.content import NOT_TOLD
from hubsim.briefing.pictures import HOW
from hubsim.charts.comparison import Comparison
from hubsim.charts.grades import assumed_share, said_grades
from hubsim.charts.titles import same_cases
from hubsim.charts.view import Clock, Statistic, View
from hubsim.dashboard import blocks, cache, models, own_hub, runs, turning, waiting
from hubsim.dashboard.jobs import Job, Work
from hubsim.engine import notice
from hubsim.errors import InputError, RunError
from hubsim.study import Length, Results, Study
from hubsim.study.turning import Turning
from hubsim.text import percent

TITLE = "Which way of working gets a case to a decision soonest?"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WEEKS = (12, 26, 52)
USUAL = 1
"""Which of them at first."""
REPLICATIONS = (5, 10, 20)
SEED = 1
COMPARED = "The models compared"
SAME = "Every model meets the same cases in every replication."
CLOCKS = {"hours": "Hub working hours", "days": "Elapsed days"}
CASES = {True: "Where partners were asked", False: "All cases"}
STATISTICS = {
    "mean": "Average",
    "median": "Half decided within",
    "p90": "Nine in ten decided within",
}


def page() -> None:
    """Show the page."""
    title, own = st.columns([7, 2], vertical_alignment="center")
    title.html(blocks.block(blocks.title(TITLE)))
    own_hub.ask(own, "compare", partial(models.choose, "models"))
    chosen, length, replications, seed = _settings()
    if len(chosen) < 2:
        st.info("Choose two models or more, then press Run.")
        return
    try:
        study = Study(models.read(chosen, length), length, replications, seed)
        results = _results(study)
    except InputError as error:
        told = blocks.problems(error.problems)
        _stopped("A model cannot be run. What is wrong, and where:", told)
    except RunError as error:
        _stopped("A run had to stop.", str(error))
    else:
        if results is None:
            return
        view = _view()
        said = cache.comparison(study, results, view)
        _headline(said, study)
        rivals = turning.rivals(study, results, view)
        _take_along(study, results, view, said, turning.known(study, rivals))
        for panel in said.panels:
            st.space("small")
            blocks.panel(panel)
        if rivals is not None:
            turning.section(study, rivals, same_cases(results, view))
        _made(study, results)


def in_advance() -> Job[Results]:
    """Begin to run what the page shows at first."""
    length = Length(WEEKS[USUAL])
    study = Study(models.read(models.at_first(), length), length, REPLICATIONS[0], SEED)
    return cache.jobs().start(*_asked(study))


def _stopped(said: str, why: str) -> None:
    st.error(said)
    st.code(why, language=None, wrap_lines=True)


def _settings() -> tuple[list[str], Length, int, int]:
    """Ask what is compared, for how long, how often, with which seed."""
    with st.form("settings", border=False):
        which, how, go = st.columns([7, 2, 1], vertical_alignment="bottom")
        chosen = models.ask(which, "Models compared", "models")
        with how.popover("Length and repeats", width="stretch"):
            weeks = st.selectbox(
                "Weeks measured",
                WEEKS,
                index=USUAL,
                key="compared_weeks",
                bind="query-params",
                persist_state="session",
            )
            replications = st.selectbox(
                "Replications: independent repetitions of that time",
                REPLICATIONS,
                key="compared_replications",
                bind="query-params",
                persist_state="session",
            )
            seed = st.number_input(
                "Seed: another one brings other cases",
                min_value=0,
                value=SEED,
                step=1,
                key="compared_seed",
                bind="query-params",
                persist_state="session",
            )
            st.caption(
                "A county model needs about 2 to 3 seconds for each replication of 26 weeks, "
                "longer for more weeks. What has been run is kept, so only new runs take time."
            )
        go.form_submit_button("Run", type="primary", width="stretch")
    return chosen, Length(weeks), replications, int(seed)


def _view() -> View:
    """Ask which times are shown; nothing has to be run again for another answer."""
    with st.container(horizontal=True, gap="large"):
        clock = st.segmented_control(
            "Clock", get_args(Clock), default="hours", format_func=CLOCKS.__getitem__, key="clock",
            bind="query-params", persist_state="session", required=True,
        )  # fmt: skip
        asked = st.segmented_control(
            "Cases", (True, False), default=True, format_func=CASES.__getitem__, key="asked",
            bind="query-params", persist_state="session", required=True,
        )  # fmt: skip
        statistic = st.segmented_control(
            "Time to decision", get_args(Statistic), default="mean",
            format_func=STATISTICS.__getitem__, key="statistic", bind="query-params",
            persist_state="session", required=True,
        )  # fmt: skip
    return View(clock, asked, statistic)


def _results(study: Study) -> Results | None:
    """Run what is missing, and say meanwhile how far it is and what is being done."""
    meanwhile = blocks.sentence(_meanwhile(study), "quiet")
    meanwhile += blocks.table(_about(study), COMPARED)
    return waiting.result_of(*_asked(study), meanwhile)


def _asked(study: Study) -> tuple[str, str, Work[Results]]:
    """Name the job, say what it is, and give its work."""
    what = notice() or f"Simulated runs of {study.length.weeks} weeks"
    return runs.study_key(study), what, runs.work(study, cache.kept())


def _meanwhile(study: Study) -> str:
    return (
        f"Each model is run through {study.length.weeks} weeks of invented contacts, "
        f"{study.replications} times over with other contacts each time, because one run is a "
        "story and not a result."
    )


def _about(study: Study) -> pd.DataFrame:
    """Say what each model is and what its numbers rest on."""
    hubs = [design.file.hub for design in study.designs]
    return pd.DataFrame(
        {
            "Model": [design.label for design in study.designs],
            "What it is": [hub.about or "–" for hub in hubs],
            "What its numbers rest on": [said_grades(design.file) for design in study.designs],
        }
    )


def _headline(said: Comparison, study: Study) -> None:
    parts = [blocks.lead(said.headline, filter(None, [said.sure]))]
    if said.shared:
        parts.insert(0, blocks.sentence(said.shared, "quiet"))
    at_a_glance = blocks.table(said.glance, said.glance_about)
    steps = blocks.points(said.steps)
    st.html(blocks.block(*parts, f'<div class="close">{at_a_glance}{steps}</div>'))
    if said.cautions:
        st.html(blocks.block(blocks.care(said.cautions)))
    hold = [
        SAME if said.same_cases else "",
        (
            "A 95% interval says how sure a model's average is, not how right the model is. It is "
            "for one comparison by itself, unless it says that it is for all together."
        ),
    ]
    assumed = max(assumed_share(design.file) for design in study.designs)
    if assumed > 0.5:
        hold.append(
            f"{'All' if assumed == 1 else f'{percent(assumed)} of the'} numbers behind this are "
            "assumed or fitted: see below."
        )
    st.html(blocks.block(blocks.sentence(" ".join(filter(None, hold)), "quiet")))


def _take_along(
    study: Study, results: Results, view: View, said: Comparison, screening: Turning | None
) -> None:
    """Offer the briefing as a document, and the table at a glance."""
    absent = [name for name in ("vl_convert", "docx") if find_spec(name) is None]
    with st.container(horizontal=True):
        if not absent:
            st.download_button(
                "Download briefing (one web page)",
                lambda: as_html(briefing_of(study, results, view, screening)),
                file_name="hubsim_briefing.html", mime="text/html", key="html", on_click="ignore",
            )  # fmt: skip
            st.download_button(
                "Download briefing (Word)",
                lambda: as_word(briefing_of(study, results, view, screening)),
                file_name="hubsim_briefing.docx", mime=WORD, key="word", on_click="ignore",
            )  # fmt: skip
        blocks.save_csv(
            "glance csv", "Download the table above as CSV", said.glance, "hubsim_glance"
        )
    if absent:
        st.caption(f"A briefing needs more. {HOW}")


def _made(study: Study, results: Results) -> None:
    """Say how the results were made, so that they can be made again."""
    length = study.length
    st.space("small")
    st.html(blocks.block(blocks.heading("What this does not tell you"), blocks.points(NOT_TOLD)))
    measured = (
        f"{length.weeks} weeks measured after {length.warm_up} weeks of warm-up, not counted; "
        f"contacts go on for {length.run_off} weeks more, so that late cases are decided."
    )
    facts = [
        measured,
        f"{study.replications} replications, seed {study.seed}, hubsim {__version__}.",
        "All contacts are synthetic. No real child, adult or worker is in them.",
    ]
    st.html(blocks.block(blocks.heading("How this was made"), blocks.points(facts)))
    blocks.with_csv("models_compared", _about(study), COMPARED)
    blocks.warnings(study, results)
    blocks.save_csv(
        "all", "Download all results of this page as CSV", results.summary, "hubsim_results"
    )
