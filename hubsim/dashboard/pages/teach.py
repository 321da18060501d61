"""Teach: the floor of one hub or two on one clock, and the lesson *co-location is not enough*."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from hubsim.dashboard import blocks, models, own_hub, runs, waiting
from hubsim.dashboard.floor import show_floor, show_lesson
from hubsim.dashboard.jobs import Cancelled, Told
from hubsim.dashboard.looks import show_journeys
from hubsim.errors import InputError, RunError
from hubsim.floor import MOST_WEEKS, Trace, floor_page, journeys_of, payload, shown, stories_of
from hubsim.floor.showing import BEFORE
from hubsim.lesson import Course, course_run, ladder_study, lesson_page, lesson_payload
from hubsim.lesson.course import BASE, LESSON, MOVED
from hubsim.lesson.page import lesson_floors
from hubsim.story import story
from hubsim.study import Design, Length
from hubsim.study.executors import processors, quickest, workers
from hubsim.study.results import hub_hash

FLOOR, LESSON_PART = "The floor", "The lesson: is co-location enough?"
FIRST = (BASE, MOVED)
YOURS = (
    "To teach it with a hub of your own, take such steps on Explore, one by one: let the class "
    "guess, seat agencies elsewhere and in one room, change their agreements, ties and who leads, "
    "and keep each to see them side by side."
)
ADDRESS = (
    "The address of this page brings back what is shown when you pause: the hubs and weeks, how "
    "seats are shown, and the time."
)
STEP = (
    "The address of this page brings back the step. What was guessed and shown is not in it: "
    "whoever you send it to guesses first."
)
STORY = "One run, a story and not a result. What is sure is on the page Compare."


def page() -> None:
    """Show the page."""
    title, choice, own = st.columns([2, 5, 2], vertical_alignment="center")
    title.html(blocks.block(blocks.title("Teach")))
    part = choice.segmented_control(
        "What is shown", (FLOOR, LESSON_PART), default=FLOOR, key="taught", required=True,
        label_visibility="collapsed", bind="query-params", persist_state="session",
    )  # fmt: skip
    try:
        if part == LESSON_PART:
            _lesson()
        else:
            own_hub.ask(own, "teach", partial(models.choose, "hubs", most=2))
            _floor()
    except InputError as error:
        st.error("A model cannot be run. What is wrong, and where:")
        st.code(blocks.problems(error.problems), language=None, wrap_lines=True)
    except RunError as error:
        st.error("A run had to stop.")
        st.code(str(error), language=None, wrap_lines=True)


# ------------------------------------------------------------------------ floor


def _floor() -> None:
    chosen, weeks, seed = _settings()
    if not chosen:
        st.info("Choose one hub, or two to see them on one clock.")
        return
    designs = models.read(chosen, Length(weeks, BEFORE, 0))
    key = f"floor {[hub_hash(each.file.source.data) for each in designs]} {weeks} {seed}"
    found = waiting.result_of(
        key, "Running the hubs for the floor", lambda told, _: _traces(designs, seed, told)
    )
    if found is None:
        return
    traces, data = found
    picked = show_floor(data, key="floor")
    st.html(blocks.block(blocks.sentence(ADDRESS, "quiet")))
    _story(traces, key, picked)
    title = "The floor: " + " and ".join(trace.hub.name for trace in traces)
    st.download_button(
        "Download this floor as one file",
        lambda: floor_page(payload(traces, [stories_of(t) for t in traces]), title).encode(),
        file_name="hubsim_floor.html", mime="text/html", on_click="ignore",
        help="It plays in any current browser, without a network and with nothing installed.",
    )  # fmt: skip


def _settings() -> tuple[list[str], int, int]:
    which, how = st.columns([7, 2], vertical_alignment="bottom")
    chosen = models.ask(
        which, "Hubs on the floor, one or two", "hubs", FIRST, 2, label_visibility="collapsed"
    )
    with how.popover("Which weeks", width="stretch"):
        weeks = st.selectbox(
            "Weeks shown",
            range(1, MOST_WEEKS + 1),
            key="floor_weeks",
            bind="query-params",
            persist_state="session",
        )
        seed = st.number_input(
            "Seed: another one brings other cases",
            min_value=0,
            value=1,
            step=1,
            key="floor_seed",
            bind="query-params",
            persist_state="session",
        )
        st.caption(f"The hub has run for {BEFORE} weeks before, because it starts empty.")
    return chosen, weeks, int(seed)


def _traces(
    designs: tuple[Design, ...], seed: int, told: Told
) -> tuple[list[Trace], dict[str, Any]]:
    traces = []
    for number, design in enumerate(designs):
        told(number, len(designs))
        traces.append(shown(design, seed))
    told(len(designs), len(designs))
    return traces, {"hubs": payload(traces)}


def _story(traces: list[Trace], key: str, picked: tuple[int, int] | None) -> None:
    """Tell the case that was clicked last; it stays while the page is shown again."""
    if picked is not None:
        st.session_state["floor picked"] = (key, *picked)
    kept = st.session_state.get("floor picked")
    if kept is None or kept[0] != key:
        return
    _, hub, case = kept
    trace = traces[hub]
    st.html(blocks.block(
        blocks.heading(f"The story of case {case} in {trace.hub.name}"),
        blocks.sentence(STORY, "quiet"),
    ))  # fmt: skip
    show_journeys(
        [(trace.hub.name, journey) for journey in journeys_of(trace.t, trace.hub, case)], "floor"
    )
    with st.expander("Told minute by minute"):
        st.code(story(trace.t, trace.hub, case), language=None, wrap_lines=True)


# ----------------------------------------------------------------------- lesson


def _lesson() -> None:
    study = ladder_study(LESSON)

    def work(told: Told, cancelled: Cancelled) -> tuple[Course, list[dict[str, Any]]]:
        with workers(quickest(), min(4, processors())) as executor:
            course = course_run(study, told, cancelled, executor)
        return course, lesson_floors(stories=False)

    found = waiting.result_of(
        f"lesson {runs.study_key(study)}",
        f"Running {len(study.designs)} hubs, from agencies apart to integrated",
        work,
        blocks.sentence(
            f"Each runs for {study.length.weeks} weeks, {study.replications} times over, "
            "because one run is a story and not a result. It takes a minute or two, once.",
            "quiet",
        ),
    )
    if found is None:
        return
    course, hubs = found
    show_lesson(lesson_payload(course, hubs), key="lesson")
    st.html(blocks.block(blocks.sentence(STEP, "quiet"), blocks.sentence(YOURS, "quiet")))
    st.download_button(
        "Download the lesson as one file",
        lambda: lesson_page(lesson_payload(course, lesson_floors(stories=True))).encode(),
        file_name="hubsim_lesson.html", mime="text/html", on_click="ignore",
        help="It works in any current browser, without a network and with nothing installed.",
    )  # fmt: skip
