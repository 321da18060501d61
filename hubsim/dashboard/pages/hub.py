"""Design a hub: tables, the text beside them, the map below; the page for a designer."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from hubsim.charts.process_map import (
    PICKED,
    map_about,
    map_alt,
    map_chart,
    map_table,
    map_title,
    process_map,
)
from hubsim.dashboard import blocks, drafts, editors, models, stage_panel
from hubsim.dashboard.state import MINE
from hubsim.drafting.cells import blank, by_label, labels_in, rows_of, shown
from hubsim.drafting.draft import Draft, History, path_of
from hubsim.drafting.sections import HUB_TITLES, PARTS, TABLES, Table
from hubsim.errors import InputError, Problem
from hubsim.plain import plural
from hubsim.spec.editing import change
from hubsim.spec.places import YamlPath

TITLE = "Design a hub"
FEW = 5
"""Problems that are told at the top; all of them are told below."""
TOO_BUSY = "F041"
"""The finding that a role has more work than time."""
NOT_TOGETHER = (
    "This hub says nothing of how its agencies work together, so that nothing of it is in its "
    "runs: questions and cases pass at once unless a stage says otherwise, nothing is refused or "
    "lost, and seats are only shown. "
    "With the first row of Sharing or Leads all of it comes in, by the numbers that hubsim assumes "
    "until you write your own."
)
TEXTS = ("This part", "All", "Change", "Hide")
HEIGHT = 560
KEPT = (
    "What you do here is kept while this server runs, under the address of this page: reload it, "
    "or go to another page and back, and it is there, with every step to undo. Keep the address to "
    "yourself, and download the hub to keep it for good."
)


def page() -> None:
    """Show the page."""
    found = drafts.history()
    st.html(blocks.block(blocks.title(TITLE), blocks.sentence(
        "Change a hub in tables or in its text, and see at once what is wrong or missing, before "
        "anything is run."
    )))  # fmt: skip
    if found is None:
        _start()
        return
    draft = found.present
    _bar(found)
    st.html(blocks.block(blocks.sentence(draft.name or drafts.opened(), "finding")))
    _state(draft)
    which, beside = st.columns([7, 5], gap="medium")
    with which:
        part = _part(draft)
    with beside:
        how = st.segmented_control("Its text", TEXTS, default=TEXTS[0], key="text how",
                                   required=True)  # fmt: skip
    if how == "Hide" and draft.source is not None:
        _tables(draft, part)
    else:
        left, right = st.columns([7, 5], gap="medium")
        with right:
            _text(draft, part, how)
        with left:
            _tables(draft, part)
    _map(found)
    _rest(draft)
    st.html(blocks.block(blocks.sentence(KEPT, "quiet")))


# ------------------------------------------------------------------ beginning


def _start(*, narrow: bool = False) -> None:
    """Ask what to begin with: side by side, or one below the other."""
    if narrow:
        model, upload, nothing = (st.container(border=True) for _ in range(3))
    else:
        model, upload, nothing = st.columns(3, gap="medium", border=True)
    with model:
        st.html(
            blocks.block(
                blocks.heading("A model that is there"),
                blocks.sentence(
                    "A copy of one that comes with hubsim; or a hub of your own, as you left it."
                ),
            )
        )
        known = models.choices()
        first = known.index(models.at_first(("starter",), 1)[0])
        chosen = st.selectbox("Model", known, first, format_func=models.picked, key="begin model")
        if st.button("Open this model", key="begin with model", type="primary"):
            _begun(drafts.begin_with(chosen))
    with upload:
        st.html(blocks.block(blocks.heading("A file of your own")))
        given = st.file_uploader(
            "YAML file, up to 1 MB", type=["yaml", "yml"], max_upload_size=1, key="begin upload"
        )
        if given is not None and st.button("Open this file", key="begin with file", type="primary"):
            _begun(drafts.begin_with_file(given.getvalue(), given.name))
    with nothing:
        st.html(blocks.block(
            blocks.heading("Nothing"),
            blocks.sentence("One agency, one role, one stage: the smallest hub that can be run."),
        ))  # fmt: skip
        if st.button("Begin with nothing", key="begin with nothing"):
            drafts.begin_with_nothing()
            st.rerun()


def _begun(problems: tuple[Problem, ...]) -> None:
    if problems:
        editors.told(Draft(""), (), problems)
    else:
        st.rerun()


def _bar(found: History) -> None:
    """Undo, redo, download, open another."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.button(
            "Undo", key="undo", disabled=not found.past, on_click=drafts.undo,
            help=f"Takes back: {found.undoes}" if found.past else None, shortcut="Ctrl+Alt+Z",
        )  # fmt: skip
        st.button(
            "Redo", key="redo", disabled=not found.future, on_click=drafts.redo,
            help=f"Makes again: {found.redoes}" if found.future else None, shortcut="Ctrl+Alt+Y",
        )  # fmt: skip
        st.download_button(
            "Download the hub (YAML)", found.present.text.encode("utf-8", "replace"),
            file_name=f"{drafts.opened()}.yaml", mime="text/yaml", on_click="ignore",
            key="download hub",
        )  # fmt: skip
        scenario = _scenario(found)
        st.download_button(
            "Download the changes as a scenario", (scenario or "").encode("utf-8", "replace"),
            file_name=f"{drafts.opened()}_changes.yaml", mime="text/yaml", on_click="ignore",
            key="download scenario", disabled=scenario is None,
            help="Makes this hub of the one you opened: hubsim run MODEL --scenario FILE",
        )  # fmt: skip
        with st.popover("Open another"):
            _start(narrow=True)


def _scenario(found: History) -> str | None:
    try:
        return found.present.scenario(found.start)
    except InputError:
        return None


def _state(draft: Draft) -> None:
    """Say in one line whether the hub can be run."""
    count = len(draft.problems)
    if count:
        said = f"{count} thing{'s' * (count != 1)} must be mended before this hub can be run."
        st.html(blocks.block(f'<p class="state wrong">{said}</p>'))
        editors.told(draft, _elsewhere(draft)[:FEW])
        return
    warnings, gaps = len(draft.warnings), len(draft.findings)
    extra = [f"{n} {word}{'s' * (n != 1)}" for n, word in
             ((warnings, "warning"), (gaps, "gap")) if n]  # fmt: skip
    said = "This hub can be run" + (f"; {' and '.join(extra)} to look at." if extra else ".")
    called = models.picked(f"{MINE}{drafts.opened()}")
    st.html(blocks.block(
        f'<p class="state right">{said}</p>',
        blocks.sentence(f"To run it, choose “{called}” on Compare or Explore.", "quiet"),
    ))  # fmt: skip


def _elsewhere(draft: Draft) -> list[Problem]:
    """Give what is wrong where no table shows it."""
    known = [("working_together", "one_record"), *(at for each in PARTS for at in _paths(each))]
    placed = ((path_of(each, draft.source), each) for each in draft.problems)
    return [
        each for at, each in placed
        if at is None or not any(at[: len(path)] == path for path in known)
    ]  # fmt: skip


# ------------------------------------------------------------------ tables


def _paths(title: str) -> list[YamlPath]:
    """Give where in the hub a part of it stands."""
    names = PARTS[title] or (*HUB_TITLES, "about")
    return [tuple(name.split(".")) for name in names]


def _part(draft: Draft) -> str:
    """Ask which part of the hub is shown, and say where something is to be mended."""
    st.session_state.setdefault("part", "Agencies")  # a click on the map sets it, too
    chosen = st.segmented_control(
        "Part of the hub", list(PARTS), key="part", required=True,
        format_func=lambda title: _with_count(draft, title),
    )  # fmt: skip
    return chosen or "Agencies"


def _tables(draft: Draft, chosen: str) -> None:
    """Show one group of tables."""
    if draft.source is None:
        st.info("The text cannot be read, so there are no tables of it. Mend the text first.")
        return
    if chosen == "Hub":
        _own(draft)
        return
    if draft.based_on:
        st.html(blocks.block(blocks.sentence(
            f"This hub is based on {draft.based_on}: what you change here is written below “set:” "
            "in its text.", "quiet",
        )))  # fmt: skip
    for section in PARTS[chosen]:
        table = TABLES[section]
        st.html(blocks.block(blocks.heading(table.title), blocks.sentence(table.about, "quiet")))
        if table.empty and not rows_of(table, draft.source.data):
            alone = _at(draft.source.data, "working_together") is None
            said = f"No row yet. {NOT_TOGETHER if alone else table.empty}"
            st.html(blocks.block(blocks.sentence(said)))
        stage = stage_panel.chosen(draft) if section == "stages" else None
        editors.table(table, draft, elsewhere=("stages", stage) if stage else None)
        if section in {"ratings", "stages"}:
            _order(draft, table)
    if chosen == "Sharing":
        _one_record(draft)
    if chosen == "Stages":
        stage_panel.show(draft)


def _order(draft: Draft, table: Table) -> None:
    """Let a row be moved up, where the order of rows means something."""
    assert draft.source is not None  # noqa: S101 - for the type checker; a page without it is not shown
    entries = _at(draft.source.data, table.section)
    if not isinstance(entries, dict) or len(entries) < 2:
        return
    names, called = list(entries), labels_in(draft.source.data, table.section)

    def up() -> None:
        at = names.index(st.session_state[f"move {table.section}"])
        order = [*names[: at - 1], names[at], names[at - 1], *names[at + 1 :]]
        made = change(table.section, {name: entries[name] for name in order}, "table")
        try:
            drafts.step(draft.edited([made]), f"the order of {table.title.lower()}")
        except InputError as error:
            st.session_state["order refused"] = error.problems

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            f"{table.thing.capitalize()} to move", names[1:], key=f"move {table.section}",
            width=360, format_func=by_label(called),
        )  # fmt: skip
        st.button(f"Move this {table.thing} up", key=f"up {table.section}", on_click=up)
    editors.told(draft, (), st.session_state.pop("order refused", ()))


def _with_count(draft: Draft, title: str) -> str:
    """Say how much is to be mended in a group."""
    paths = _paths(title)
    if draft.source is None or not draft.problems:
        return title
    at = [path_of(problem, draft.source) for problem in draft.problems]
    count = sum(any(each is not None and each[: len(p)] == p for p in paths) for each in at)
    return f"{title} ({count} to mend)" if count else title


def _own(draft: Draft) -> None:
    """Fields of the hub itself."""
    assert draft.source is not None  # noqa: S101 - for the type checker; a page without it is not shown
    data = draft.source.data

    def commit(base: Draft, after: pd.DataFrame) -> list[Any]:
        assert base.source is not None  # noqa: S101 - for the type checker
        cells = ("" if blank(cell) else str(cell).strip() for cell in after["value"])
        return [
            change(path, cell or None, "table")
            for path, cell in zip(HUB_TITLES, cells, strict=True)
            if (shown(_at(base.source.data, path)) or "") != cell
        ]

    rows = [
        {"field": title, "value": shown(_at(data, path)) or ""}
        for path, title in HUB_TITLES.items()
    ]
    columns = {
        "field": st.column_config.TextColumn("Field", disabled=True, width=215),
        "value": st.column_config.TextColumn("Value", width=435),
    }
    editors.frame("The hub itself", "own", draft, rows, columns, commit=commit, fixed=True)
    _about(draft)
    editors.told(draft, [
        each for path in _paths("Hub") for each in editors.problems_at(draft, path)
    ])  # fmt: skip


def _about(draft: Draft) -> None:
    """Ask what the hub is: a few sentences, too long for a cell."""
    assert draft.source is not None  # noqa: S101 - for the type checker; a page without it is not shown
    now = " ".join(str(_at(draft.source.data, "about") or "").split())
    key = f"about {hash(draft.text)}"

    def commit() -> None:
        said = " ".join(str(st.session_state[key]).split())
        if said != now:
            drafts.step(draft.edited([change("about", said or None, "table")]), "what the hub is")

    st.text_area("What it is", now, height=110, key=key, on_change=commit)


def _at(data: Any, path: str) -> Any:
    for step in path.split("."):
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _one_record(draft: Draft) -> None:
    """Ask who works in one record."""
    assert draft.source is not None  # noqa: S101 - for the type checker; a page without it is not shown
    data = draft.source.data
    given = _at(data, "working_together.one_record")
    now = [given] if isinstance(given, str) else [str(each) for each in given or ()]
    called = labels_in(data, "agencies")
    known = list(dict.fromkeys([*called, *now]))
    key = f"one record {hash(draft.text)}"

    def commit() -> None:
        chosen = list(st.session_state[key])
        path = ("working_together", "one_record")
        made = [] if _at(data, "working_together") is not None else [change(path[:1], {}, "table")]
        try:
            drafts.step(draft.edited([*made, change(path, chosen, "table")]), "one record")
        except InputError as error:
            st.session_state["one record refused"] = error.problems

    st.multiselect("Agencies that work in one record", known, default=now, key=key,
                   format_func=by_label(called), on_change=commit)  # fmt: skip
    editors.told(
        draft,
        editors.problems_at(draft, ("working_together", "one_record")),
        st.session_state.pop("one record refused", ()),
    )


# ------------------------------------------------------------------ text


def _text(draft: Draft, part: str, how: str) -> None:
    """Show the text, in step with the tables, to read or to change."""
    if how == "Change" or draft.source is None:
        key = f"text {hash(draft.text)}"
        with st.container(key="typed_yaml"):
            st.text_area(
                "The hub as YAML. Leave the field, or press Ctrl+Enter, to take it over.",
                draft.text, height=HEIGHT - 30, key=key, on_change=_typed, args=(draft, key),
            )  # fmt: skip
    else:
        sections = PARTS[part] if how == "This part" else ()
        lines = draft.lines([tuple(section.split(".")) for section in sections])
        wrong = {p.place.line for p in draft.problems if p.place.file == draft.file}
        if lines:
            st.html(blocks.block(blocks.yaml(lines, "The text of the hub", wrong)))
        else:
            nothing = (
                f"Nothing of this part is changed: it is as in {draft.based_on}."
                if draft.based_on
                else "Nothing is written of this part yet."
            )
            st.html(blocks.block(blocks.sentence(nothing, "quiet")))


def _typed(draft: Draft, key: str) -> None:
    drafts.step(Draft(str(st.session_state[key]), draft.file), "a change in the text")


# ------------------------------------------------------------------ map and what else there is


def _map(found: History) -> None:
    """Draw the process map, or the last one that could be drawn."""
    draft = found.present
    shown_ = draft
    if draft.map is None:
        before = [each for each, _ in reversed(found.past)][:12]
        shown_ = next((each for each in before if each.map is not None), draft)
    if shown_.map is None:
        return
    laid = process_map(shown_.map)
    parts = [blocks.heading("Process map"), blocks.sentence(map_title(laid), "finding"),
             blocks.sentence(map_about(laid), "quiet")]  # fmt: skip
    parts[1:1] = [blocks.sentence(each, "finding") for each in _too_busy(shown_)]
    if shown_ is not draft:
        parts.append(blocks.sentence(
            "It shows the hub as it last could be run; mend what is wrong to have it redrawn.",
            "finding",
        ))  # fmt: skip
    st.html(blocks.block(*parts))
    with st.container(key="process_map"):
        st.vega_lite_chart(
            _spec(shown_.text, shown_), width="content", theme=None, key="map",
            alt=map_alt(laid), on_select=_picked, selection_mode=PICKED,
        )  # fmt: skip
    with st.expander("Show as table"):
        blocks.with_csv(
            "process_map", map_table(laid), "What passes from stage to stage, and between agencies"
        )


def _too_busy(draft: Draft) -> list[str]:
    """Say how many roles are asked for more than they can do, if any."""
    count = sum(each.problem.code == TOO_BUSY for each in draft.findings)
    if not count:
        return []
    who = f"{plural(count, 'role')} {'has' if count == 1 else 'have'}"
    return [f"{who} more work than time: what waits for them grows week by week."]


@st.cache_data(max_entries=64, show_spinner=False)
def _spec(text: str, _draft: Draft) -> dict[str, Any]:
    del text  # part of the key
    assert _draft.map is not None  # noqa: S101 - for the type checker; a page without it is not shown
    spec: dict[str, Any] = map_chart(process_map(_draft.map)).to_dict(validate=False)
    return spec


def _picked() -> None:
    """Open the stage whose box was clicked."""
    state = st.session_state.get("map") or {}
    points = (state.get("selection") or {}).get(PICKED) or []
    for point in points if isinstance(points, list) else [points]:
        if point.get("kind") in {"stage", "joins", "goes on"} and point.get("stage"):
            st.session_state["part"] = "Stages"
            st.session_state[stage_panel.CHOSEN] = point["stage"]
        elif point.get("kind") == "asked":
            st.session_state["part"] = "Sharing"
        elif point.get("kind") == "outcome":
            st.session_state["part"] = "Contacts"


def _rest(draft: Draft) -> None:
    """List everything that is wrong or missing, in one place."""
    if not draft.everything:
        return
    with st.expander(f"Everything to mend or to look at ({len(draft.everything)})"):
        st.html(
            blocks.block(
                blocks.sentence(
                    "The same as hubsim check and hubsim map say of this file.", "quiet"
                )
            )
        )
        editors.told(draft, draft.everything)


if __name__ == "__main__":
    page()
