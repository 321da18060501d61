"""Other looks at a trial: the process map, one case's journey, hour by hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from hubsim.charts.hours import MEASURE, hours_chart, hours_frame, hours_title
from hubsim.charts.journey import (
    journey_about,
    journey_alt,
    journey_chart,
    journey_table,
    journey_title,
    parts_chart,
    parts_table,
)
from hubsim.charts.process_map import (
    PICKED,
    ProcessMap,
    map_about,
    map_alt,
    map_chart,
    map_table,
    map_title,
    numbers_of,
    process_map,
)
from hubsim.charts.trial import LOOKED_AT, made_by
from hubsim.dashboard import blocks, cache, exploring, runs, waiting
from hubsim.dashboard.jobs import Cancelled, Told
from hubsim.engine import simulate
from hubsim.errors import InputError
from hubsim.floor import Journey, journeys_of, worth_following
from hubsim.measures import Traces
from hubsim.spec.people import Role
from hubsim.story import story
from hubsim.structure.hub_map import map_hub
from hubsim.study import Design, Results, Study
from hubsim.study.results import hub_hash

EVERYTHING = "everything"
BESIDE = 72
"""Letters of a line where two stories stand beside each other on a screen of 1366."""
BEYOND = (
    "This hub does not keep up with its contacts: cases and questions a week are those that come, "
    "and would pass if it did. In the runs fewer pass."
)
FEW = 5
"""Replications that are enough for shares by hour of the week."""


def _which(study: Study) -> Design:
    """Ask whether the hub is shown as it is, or with the changes."""
    if len(study.designs) == 1:
        return study.designs[0]
    labels = [design.label for design in study.designs]
    label = st.segmented_control(
        "Hub", labels, required=True, **exploring.chosen("shown", labels, labels[-1])
    )
    return study.designs[labels.index(label)]


# ------------------------------------------------------------------ process map


def process(study: Study, results: Results) -> None:
    """Show the map with times and loads; a click on a box shows what passes there."""
    design = _which(study)
    laid, spec = _map(f"{runs.study_key(study, LOOKED_AT)} {design.label}", design, results)
    st.html(blocks.block(
        blocks.heading("Process map"), blocks.sentence(map_title(laid), "finding"),
        blocks.sentence(f"{map_about(laid)} Click a box to see below what passes there.", "quiet"),
        *([blocks.sentence(BEYOND, "quiet")] if design.overload >= 1 else []),
    ))  # fmt: skip
    with st.container(key="process_map"):
        st.vega_lite_chart(
            spec, width="content", theme=None, key="explore map", alt=map_alt(laid),
            on_select=_picked(laid), selection_mode=PICKED,
        )  # fmt: skip
    frame = map_table(laid)
    places = [EVERYTHING, *dict.fromkeys([*frame["From"], *frame["To"]])]
    box = st.selectbox("Show what passes at", places, **exploring.chosen("box", places, EVERYTHING))
    if box != EVERYTHING:
        frame = frame[(frame["From"] == box) | (frame["To"] == box)]
    caption = "What passes from stage to stage, and between agencies"
    blocks.with_csv("process_map", frame, caption)
    st.html(blocks.block(blocks.sentence(made_by(study), "quiet")))


@st.cache_resource(max_entries=32, show_spinner=False)
def _map(key: str, _design: Design, _results: Results) -> tuple[ProcessMap, dict[str, Any]]:
    del key  # names the others
    laid = process_map(map_hub(_design.file), numbers_of(_results, _design.label))
    return laid, map_chart(laid).to_dict()


def _picked(laid: ProcessMap) -> Any:
    def picked() -> None:
        state = st.session_state.get("explore map") or {}
        points = (state.get("selection") or {}).get(PICKED) or []
        name = ""
        for point in points if isinstance(points, list) else [points]:
            for box in laid.boxes:
                if all(point.get(k) == getattr(box, k) for k in ("kind", "stage", "agency")):
                    name = box.called
        exploring.put(replace(exploring.now(), box=name))

    return picked


# ------------------------------------------------------------------ one case


def case(study: Study, state: exploring.Exploring) -> None:
    """Show one case's way through the hub as it is, and with the changes, and tell it."""
    st.html(blocks.block(
        blocks.heading("One case's way through the hub"),
        blocks.sentence("One case of one run: a story, not evidence. The same contact, with the "
                        "same true need, meets the hub as it is and with the changes.", "quiet"),
    ))  # fmt: skip
    case = state.case or _telling(study, state.replication)
    if case is None:
        return
    state = replace(state, case=case)
    which, run = st.columns(2)
    which.number_input(
        "Case, in the order of arrival", min_value=1, step=1,
        key=exploring.held("case", state.case), on_change=exploring.kept("case"),
    )  # fmt: skip
    run.number_input(
        "Replication, from 0", min_value=0, max_value=999, step=1,
        key=exploring.held("replication", state.replication),
        on_change=exploring.kept("replication"),
    )  # fmt: skip
    found = []
    for design in study.designs:
        try:
            followed = _followed(design, study, state)
        except InputError as error:
            st.info("This run has no such case.")
            st.code(blocks.problems(error.problems), language=None, wrap_lines=True)
            return
        if followed is None:
            return
        found.append((design.label, *followed))
    with st.container(horizontal=True):
        for said, number in found[0][3].items():
            st.button(said, key=f"explore {said}", on_click=_follow, args=(number,),
                      help=f"Case {number}, of {found[0][0]}")  # fmt: skip
    show_journeys([(label, j) for label, mine, *_ in found for j in mine], "explore")
    with st.expander("Told minute by minute"):
        for column, (label, _, text, _) in zip(st.columns(len(found)), found, strict=True):
            column.html(blocks.block(
                blocks.strong(label), blocks.told(text, f"Case {state.case}: {label}")
            ))  # fmt: skip
    st.html(blocks.block(blocks.sentence(made_by(study, state.replication), "quiet")))


def show_journeys(journeys: Sequence[tuple[str, Journey]], key: str) -> None:
    """Show journeys, each under its label, and where the time of all of them went.

    Of a case that comes back it is said which time is told.
    """
    times = Counter(label for label, _ in journeys)
    journeys = [
        (f"{label}, time {j.episode + 1} in the hub" if times[label] > 1 else label, j)
        for label, j in journeys
    ]
    for number, (label, j) in enumerate(journeys):
        title = journey_title(j)
        with st.container(key=f"{blocks.TOGETHER}{key}_journey_{number}"):
            st.html(blocks.block(
                blocks.strong(label), blocks.sentence(title, "finding"),
                *([] if number else [blocks.sentence(journey_about(j), "quiet")]),
            ))  # fmt: skip
            blocks.chart(f"{key}_journey_{number}", journey_chart(j).to_dict(validate=False),
                         journey_alt(j), journey_table(j), f"Case {j.case}: {label}")  # fmt: skip
    frame = parts_table(journeys)
    said = "Where its time went, to scale"
    st.html(blocks.block(blocks.strong(said)))
    blocks.chart(f"{key}_parts", parts_chart(journeys).to_dict(validate=False),
                 f"{said}. The table behind this chart holds every number, and their sum.", frame,
                 said, seen=False)  # fmt: skip


def _follow(number: int) -> None:
    exploring.put(replace(exploring.now(), case=number))


def _telling(study: Study, replication: int) -> int | None:
    """Give the case that is shown where nobody has chosen one; None until it is known."""
    design, seed = study.designs[0], study.seed

    def work(told: Told, cancelled: Cancelled) -> int:
        del told, cancelled  # one run is soon over
        run = simulate(design.program, seed=seed, replication=replication)
        return next(iter(worth_following(Traces(run, design.window)).values()), 1)

    key = f"telling {hub_hash(design.file.source.data)} {study.length} {seed} {replication}"
    return waiting.result_of(key, "A case that tells something", work, at_once=1.5)


def _followed(
    design: Design, study: Study, state: exploring.Exploring
) -> tuple[tuple[Journey, ...], str, dict[str, int]] | None:
    """Run the hub once: the journeys of the case, its story, and cases worth following."""
    seed, number, replication = study.seed, state.case, state.replication

    def work(told: Told, cancelled: Cancelled) -> tuple[tuple[Journey, ...], str, dict[str, int]]:
        del told, cancelled  # one run is soon over
        run = simulate(design.program, seed=seed, replication=replication)
        t, hub = Traces(run, design.window), design.file.hub
        return journeys_of(t, hub, number), story(t, hub, number, BESIDE), worth_following(t)

    key = f"story {hub_hash(design.file.source.data)} {study.length} {seed} {replication} {number}"
    return waiting.result_of(key, f"Case {number}: {design.label}", work, at_once=1.5)


# ------------------------------------------------------------------ hour by hour


def _alone(study: Study, role: str) -> list[str]:
    """Say, where one person alone has a role, that the post is meant."""
    roles = [design.file.hub.roles[role] for design in study.designs]
    if all(_persons(each) != 1 for each in roles):
        return []
    return [blocks.sentence(
        "One person alone has this role: read it as the load of the post. Whoever fills it in this "
        "model is invented.", "quiet",
    )]  # fmt: skip


def _persons(role: Role) -> int:
    return (role.people.value if role.people is not None else 0) + len(role.part_time)


def hours(study: Study) -> None:
    """Show how busy a role is by hour of the week."""
    few = replace(study, replications=min(FEW, study.replications))
    key = f"hours {runs.study_key(few, (MEASURE,))}"
    what = "Runs for each hour of the week"
    results = waiting.result_of(key, what, runs.work(few, cache.kept(), (MEASURE,)), at_once=1.5)
    if results is None:
        return
    hub = study.designs[-1].file.hub
    roles = list(hub.roles)
    role = st.selectbox(
        "Role", roles, format_func=lambda name: hub.label("roles", name),
        **exploring.chosen("role", roles, roles[0]),
    )  # fmt: skip
    st.html(blocks.block(
        blocks.heading("When is a role busy?"),
        blocks.sentence(
            "Share of time on duty with a case in hand, in per cent, mean of the replications; of "
            "the role, never of a person. Empty: nobody is on duty.", "quiet",
        ),
        *_alone(study, role),
    ))  # fmt: skip
    for number, design in enumerate(study.designs):
        frame = hours_frame(results, design.label, role)
        title = hours_title(frame, hub.label("roles", role))
        st.html(blocks.block(blocks.strong(design.label), blocks.sentence(title, "finding")))
        if not len(frame):
            continue
        table = pd.DataFrame({
            "Day": frame["day"], "Hour": [f"{hour:02}:00" for hour in frame["hour"]],
            "Busy": frame["words"],
        })  # fmt: skip
        blocks.chart(f"hours_{number}", hours_chart(frame).to_dict(),
                     f"{title}. The table behind it holds every hour.", table,
                     f"Busy by hour of the week: {design.label}")  # fmt: skip
    st.html(blocks.block(blocks.sentence(made_by(few), "quiet")))
