"""Explore a hub: turn what can be turned, and see what follows; the page for a consultant."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from hubsim.charts.change import AS_IT_IS, CHANGED
from hubsim.charts.trial import LOOKED_AT, WHAT, Tried, made_by, tried, tried_row
from hubsim.charts.view import View
from hubsim.dashboard import (
    analyses,
    blocks,
    cache,
    exploring,
    lever_panel,
    models,
    own_hub,
    runs,
    waiting,
)
from hubsim.dashboard import looks as other
from hubsim.dashboard.jobs import Job, Work
from hubsim.dashboard.state import reader
from hubsim.drafting.levers import Trial, levers
from hubsim.errors import InputError, RunError
from hubsim.plain import plural
from hubsim.spec.places import Source
from hubsim.study import Design, Length, Results, Study
from hubsim.text.diff import said_rows

TITLE = "What would change if …?"
PATIENCE = 2.5
"""Seconds that the charts before stay while new ones are made."""
JOB = "explore job"
BACK = "explore bring back"
TAKEN, HANDED_IN = "explore taken over", "explore handed in"
"""What was taken over from a file; how many files have been."""


def page() -> None:
    """Show the page."""
    title, own = st.columns([7, 2], vertical_alignment="center")
    title.html(blocks.block(blocks.title(TITLE)))
    own_hub.ask(own, "explore", exploring.open_base)
    state = exploring.now()
    if lost := st.session_state.get(exploring.LOST, ""):
        st.warning(blocks.label(lost))
    _choose(state)
    exploring.write_address(state)
    try:
        base = exploring.source(state.base)
        try:
            trial = Trial(base).with_texts(state.texts)
        except InputError as error:
            _refused(
                "A change in the address does not fit this hub, which is shown as it is.",
                error,
                base,
            )
            trial = Trial(base)
            state = state.turned(())
        as_it_is, length = _as_it_is(state)
    except InputError as error:
        _refused("This hub cannot be run. What is wrong, and where:", error)
        return
    hub = as_it_is.file.hub
    st.html(blocks.block(blocks.sentence(f"The hub: {models.called(state.base)}.", "paper")))
    _refusals()
    look = st.segmented_control(
        "Look at", list(exploring.LOOKS), format_func=exploring.LOOKS.__getitem__,
        key=exploring.held("look", state.look), on_change=exploring.kept("look"), required=True,
    )  # fmt: skip
    above = st.container()
    if look in {None, "change"}:
        with st.container(key="beside"):
            left, right = st.columns([5, 7], gap="medium")
    else:  # these need the width; what can be turned is above them
        said = f"What can be changed ({plural(len(trial.settings), 'change')})"
        left, right = st.expander(said), st.container()
    with left:
        with st.container(key="turned"):
            lever_panel.show(trial, levers(base, hub))
        _changed(state, trial, hub)
    with right:
        study = _study(state, trial, as_it_is, length)
        if study is not None:
            _shown(look or state.look, study, trial, state)
    if study is not None and look in {None, "change"}:
        with above:  # its many columns need the width
            _tried_so_far(state)


def _study(
    state: exploring.Exploring, trial: Trial, as_it_is: Design, length: Length
) -> Study | None:
    """Put the hub with its changes beside the hub as it is; None, and why, if it cannot be run."""
    designs = [as_it_is]
    if trial.settings:
        try:
            designs.append(exploring.design(state.base, trial, length, CHANGED))
        except InputError as error:
            said = "With these changes the hub cannot be run. What is wrong, and where:"
            _refused(said, error, trial.base)
            return None
    return Study(tuple(designs), length, state.replications, state.seed)


def _shown(look: str, study: Study, trial: Trial, state: exploring.Exploring) -> None:
    if look != "change" and trial.settings:
        said = f"What is changed: {_in_short(trial, study.designs[0].file.hub)}."
        st.html(blocks.block(blocks.sentence(said, "quiet")))
    try:
        _look(look, study, trial, state)
    except InputError as error:  # of a hub with some of the changes
        said = "One of the hubs that this needs cannot be run. What is wrong, and where:"
        if look == "buys":
            said = f"Each change is made without the others, too. {said}"
        _refused(said, error)
    except RunError as error:
        st.error("A run had to stop.")
        st.code(str(error), language=None, wrap_lines=True)


def in_advance() -> Job[Results]:
    """Begin to run what the page shows at first."""
    state = exploring.Exploring(exploring.first_base())
    as_it_is, length = _as_it_is(state)
    study = Study((as_it_is,), length, state.replications, state.seed)
    return cache.jobs().start(*_asked(study))


def _as_it_is(state: exploring.Exploring) -> tuple[Design, Length]:
    """Give the base hub, and how long it is run."""
    base = Trial(exploring.source(state.base))
    length = exploring.length_for(state.weeks, 0.0)
    found = exploring.design(state.base, base, length, AS_IT_IS)
    if not state.weeks:
        sources = found.file.hub.contacts.values()
        per_week = sum(each.volume.value for each in sources if each.volume is not None)
        length = exploring.length_for(0, per_week)
        found = exploring.design(state.base, base, length, AS_IT_IS)
    return found, length


def _refused(said: str, error: InputError, *hubs: Source) -> None:
    st.error(said)
    st.code(blocks.problems(error.problems, hubs), language=None, wrap_lines=True)


def _refusals() -> None:
    if taken := st.session_state.pop(TAKEN, ""):
        st.success(taken)
    said, problems = st.session_state.pop(exploring.REFUSED, ("", ()))
    if problems:
        _refused(said, InputError(problems))


# ------------------------------------------------------------------ what is explored


def _choose(state: exploring.Exploring) -> None:
    """Base hub, length, undo, and what can be taken along."""
    with st.container(key="chooser"):
        which, how, back, again, save, link = st.columns(
            [6, 2.4, 1.2, 1.8, 2.2, 1.6], vertical_alignment="bottom"
        )
    known = models.choices()
    which.selectbox(
        "Base hub", known, format_func=models.picked, key=exploring.held("base", state.base),
        on_change=exploring.kept("base"),
    )  # fmt: skip
    with how.popover("Length and repeats", width="stretch"):
        st.selectbox(
            "Weeks measured", (0, *exploring.WEEKS), key=exploring.held("weeks", state.weeks),
            format_func=lambda weeks: str(weeks) if weeks else "a year, or less for a large hub",
            on_change=exploring.kept("weeks"),
        )  # fmt: skip
        st.selectbox(
            "Replications: independent repetitions of that time", exploring.REPLICATIONS,
            key=exploring.held("replications", state.replications),
            on_change=exploring.kept("replications"),
        )  # fmt: skip
        st.number_input(
            "Seed: another one brings other cases", min_value=0, step=1,
            key=exploring.held("seed", state.seed), on_change=exploring.kept("seed"),
        )  # fmt: skip
    back.button("Undo", disabled=not state.past, on_click=_undo, key="explore undo",
                width="stretch")  # fmt: skip
    again.button("As it is", disabled=not state.texts, on_click=_reset, key="explore reset",
                 help="Takes all changes back", width="stretch")  # fmt: skip
    # Under another name it is another one, and closed: what is said of the file lies behind it.
    handed_in = f"explore scenario {st.session_state.get(HANDED_IN, 0)}"
    with save.popover("Scenario file", width="stretch", key=handed_in):
        _save(state)
        _load(state)
    with link.popover("Link", width="stretch"):
        st.html(blocks.block(blocks.sentence(
            "Whoever opens this address sees the same hub with the same changes."
        )))  # fmt: skip
        st.code(state.link(), language=None, wrap_lines=True)


def _save(state: exploring.Exploring) -> None:
    st.html(blocks.block(blocks.strong("Save what is changed")))
    try:
        trial = Trial(exploring.source(state.base)).with_texts(state.texts)
    except InputError:
        return
    if not trial.settings:
        st.html(blocks.block(blocks.sentence("Nothing is changed yet.", "quiet")))
        return
    name = st.text_input("Name of the scenario", "What I tried", max_chars=120,
                         key="explore name")  # fmt: skip
    st.download_button(
        "Download scenario (YAML)", trial.scenario(name or "What I tried"),
        file_name="scenario.yaml", mime="text/yaml", on_click="ignore", key="explore download",
    )  # fmt: skip
    st.html(blocks.block(blocks.sentence(
        "To run it: hubsim run MODEL --scenario scenario.yaml", "quiet"
    )))  # fmt: skip


def _load(state: exploring.Exploring) -> None:
    """Ask for a scenario file, whose changes stand in place of what was turned."""
    st.html(blocks.block(blocks.strong("Load a saved one")))
    given = st.file_uploader(
        "Scenario file (YAML), up to 1 MB", type=["yaml", "yml"], max_upload_size=1,
        key="explore upload",
    )  # fmt: skip
    if given is not None:
        st.button("Take its changes over", key="explore load", on_click=_loaded,
                  args=(state.base, given.getvalue(), given.name[:80]))  # fmt: skip


def _loaded(base: str, data: bytes, name: str) -> None:
    try:
        trial = Trial(exploring.source(base)).with_scenario(data, name)
    except InputError as error:
        st.session_state[exploring.REFUSED] = (
            f"{blocks.label(name)} is not taken over. What is wrong, and where:",
            error.problems,
        )
    else:
        exploring.put(exploring.now().turned(tuple(trial.texts())))
        changes = plural(len(trial.settings), "change")
        st.session_state[TAKEN] = (
            f"{blocks.label(name)} is taken over: {changes}. Undo takes it back."
        )
    st.session_state[HANDED_IN] = st.session_state.get(HANDED_IN, 0) + 1


def _undo() -> None:
    exploring.put(exploring.now().undone())


def _reset() -> None:
    exploring.put(exploring.now().turned(()))


def _changed(state: exploring.Exploring, trial: Trial, hub: Any) -> None:
    """Say what is changed."""
    if not trial.settings:
        st.html(blocks.block(blocks.sentence(
            "Nothing is changed yet. Change something, and what follows is shown beside it.",
            "quiet",
        )))  # fmt: skip
        return
    rows = said_rows(trial.base, trial.source, hub)
    frame = pd.DataFrame(rows, columns=["What", AS_IT_IS, CHANGED])
    st.html(blocks.block(blocks.heading("What is changed")))
    blocks.with_csv("changed", frame, models.called(state.base))


def _in_short(trial: Trial, hub: Any) -> str:
    rows = said_rows(trial.base, trial.source, hub)
    return "; ".join(f"{what}: {was}\u00a0→\u00a0{now}" for what, was, now in rows)


def _tried_so_far(state: exploring.Exploring) -> None:
    """Put beside each other what was tried on these cases, and offer to bring one back."""
    rows = exploring.tried(state)
    if not rows:
        return
    with st.expander(f"Tried so far ({len(rows)})"):
        st.selectbox(
            "Bring back", ["", *(row[WHAT] for row in rows.values())],
            format_func=lambda what: what or "choose one", key=BACK, on_change=_bring_back,
        )  # fmt: skip
        frame = pd.DataFrame(list(rows.values()))
        blocks.with_csv("tried", frame, "On the same cases, until this page is loaded anew")


def _bring_back() -> None:
    wanted, state = st.session_state[BACK], exploring.now()
    st.session_state[BACK] = ""
    for texts, row in exploring.tried(state).items():
        if row[WHAT] == wanted:
            exploring.put(state.turned(texts))


# ------------------------------------------------------------------ what is looked at


def _look(look: str, study: Study, trial: Trial, state: exploring.Exploring) -> None:
    if look == "case":
        other.case(study, state)
    elif look == "hours":
        other.hours(study)
    elif look in {"buys", "turns", "rests"}:
        analyses.show(look, study, trial)
    else:
        results = _results(study)
        if results is None:
            return
        if look == "map":
            other.process(study, results)
        else:
            _follows(study, results, trial, state)


def _results(study: Study) -> Results | None:
    """Run what is missing; what was asked for before, and is not over, is wanted no more."""
    key, what, work = _asked(study)
    before = st.session_state.get(JOB)
    if before != key:
        earlier = cache.jobs().find(before) if before else None
        if earlier is not None and not earlier.over:
            cache.jobs().stop(earlier.key, reader())
        cache.jobs().start(key, what, work, reader=reader(), again=True)
        st.session_state[JOB] = key
    return waiting.result_of(key, what, work, at_once=PATIENCE)


def _asked(study: Study) -> tuple[str, str, Work[Results]]:
    """Name the job, say what it is, and give its work."""
    what = f"Simulated runs of {study.length.weeks} weeks"
    key = f"explore {runs.study_key(study, LOOKED_AT)}"
    return key, what, runs.work(study, cache.kept(), LOOKED_AT)


def _follows(study: Study, results: Results, trial: Trial, state: exploring.Exploring) -> None:
    asked = st.toggle(
        "Only cases about which partners were asked", key=exploring.held("asked", state.asked),
        on_change=exploring.kept("asked"),
    )  # fmt: skip
    view = View("hours", asked)
    said = _tried(f"{runs.study_key(study, LOOKED_AT)} {asked}", study, results, view)
    if trial.settings:
        what = _in_short(trial, study.designs[0].file.hub)
        exploring.tried(state)[state.texts] = tried_row(study, results, view, what)
    st.html(blocks.block(blocks.lead(said.headline, said.steps)))
    if said.cautions:
        st.html(blocks.block(blocks.care(said.cautions)))
    for panel in said.panels:
        blocks.panel(panel)
    st.html(blocks.block(blocks.sentence(made_by(study), "quiet")))
    blocks.warnings(study, results)
    blocks.save_csv(
        "explore all", "Download all results of this page as CSV", results.summary,
        "hubsim_explored",
    )  # fmt: skip


@st.cache_data(max_entries=64, show_spinner=False)
def _tried(key: str, _study: Study, _results: Results, _view: View) -> Tried:
    del key  # names all of the others
    return tried(_study, _results, _view)


__all__ = ["page"]
