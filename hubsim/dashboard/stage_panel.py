"""One stage: what happens there, who is asked, and where cases go next."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from hubsim.charts.rows import cut
from hubsim.dashboard import blocks, drafts, editors
from hubsim.drafting.cells import at, blank, by_label, labels_in, names_in, read_cell, shown
from hubsim.drafting.draft import Draft
from hubsim.drafting.routes import then_of, ways_of, whom, whom_called
from hubsim.drafting.sections import ASK, NEEDS, STAGE_TITLES
from hubsim.drafting.telling import sentence
from hubsim.errors import InputError, Problem
from hubsim.spec.editing import change
from hubsim.spec.fields import field_of
from hubsim.spec.hub import Stage
from hubsim.spec.scenario import Change

CHOSEN = "stage chosen"
LONGEST = 40
"""Letters of a stage's name where one is chosen."""
WORK, ASKS, TOGETHER, MEETS, WAITS = (
    "Work by one role", "Questions to agencies", "Work by several roles together", "A meeting",
    "A wait",
)  # fmt: skip
FIELDS = {
    WORK: ("who", "work", "seen_after", "decides_from", "gives_up", "at_most", "rated_anew"),
    ASKS: ("asked_by", "go_on_when", "at_the_latest", "kept", "look_again", "chase", "withdraw"),
    TOGETHER: ("work", "joint", "must_fit", "decides_from", "at_most"),
    MEETS: ("meeting", "decides_from", "at_most"),
    WAITS: ("wait", "during", "means", "at_most"),
}
"""Fields that are offered by what happens there; others are shown where they are written."""
ELSEWHERE = ("label", "then", "ask", "needs", "basis")


def show(draft: Draft) -> None:
    """Show the chosen stage."""
    assert draft.source is not None  # noqa: S101 - for the type checker; a page without it is not shown
    data = draft.source.data
    stages = names_in(data, "stages")
    if chosen(draft) is None:
        return
    st.html(blocks.block(blocks.heading("One stage")))
    which, what = st.columns(2)
    name = which.selectbox(
        "Stage", stages, key=CHOSEN,
        format_func=lambda each: cut(str(at(data, ("stages", each, "label")) or each), LONGEST),
    )  # fmt: skip
    entry = at(data, ("stages", name))
    kind = kind_of(entry)
    key = f"stage kind {name} {hash(draft.text)}"
    what.selectbox(
        "What happens there", list(FIELDS), index=list(FIELDS).index(kind), key=key,
        on_change=_turned, args=(draft, name, key),
    )  # fmt: skip
    _fields(draft, name, entry, kind)
    if kind == ASKS:
        st.html(blocks.block(blocks.sentence(ASK.about, "quiet")))
        editors.table(ASK, draft, ("stages", name, "ask"))
    if kind == TOGETHER:
        st.html(blocks.block(blocks.sentence(NEEDS.about, "quiet")))
        editors.table(NEEDS, draft, ("stages", name, "needs"))
    _ways(draft, name)


def chosen(draft: Draft) -> str | None:
    """Give the stage that is shown; the first where none is chosen, None where there is none."""
    assert draft.source is not None  # noqa: S101 - for the type checker; a page without it is not shown
    stages = names_in(draft.source.data, "stages")
    if stages and st.session_state.get(CHOSEN) not in stages:
        st.session_state[CHOSEN] = stages[0]
    return str(st.session_state[CHOSEN]) if stages else None


def kind_of(entry: Any) -> str:
    """Say what happens at a stage, by what is written."""
    for field, kind in (("ask", ASKS), ("meeting", MEETS), ("needs", TOGETHER), ("wait", WAITS)):
        if isinstance(entry, Mapping) and entry.get(field) is not None:
            return kind
    return WORK


def _turned(draft: Draft, name: str, key: str) -> None:
    """Make another kind of stage of one."""
    assert draft.source is not None  # noqa: S101 - for the type checker; a page without it is not shown
    try:
        changed = turned(draft.source.data, name, str(st.session_state[key]))
        drafts.step(draft.edited(changed), "another kind of stage")
    except InputError as error:
        st.session_state["stage refused"] = error.problems


def turned(data: Any, name: str, kind: str) -> list[Change]:
    """Make another kind of stage of one: what it had of the old kind goes, an example comes."""
    entry = at(data, ("stages", name)) or {}
    role = next(iter(names_in(data, "roles")), "worker")
    agency = next(reversed(names_in(data, "agencies")), "agency")
    examples: dict[str, dict[str, Any]] = {
        WORK: {"who": entry.get("who") or role, "work": entry.get("work") or "30 min"},
        ASKS: {"ask": {agency: {"reply_takes": "1 day"}}},
        TOGETHER: {"needs": {role: "1"}, "work": entry.get("work") or "30 min"},
        MEETS: {"meeting": {"needs": {role: "1"}, "at": "Mon-Fri 10:00", "each_case": "20 min"}},
        WAITS: {"wait": "1 day"},
    }
    new = examples[kind]
    old = {"who", "work", "ask", "meeting", "needs", "wait"} | {
        field for fields in FIELDS.values() for field in fields if field not in FIELDS[kind]
    }
    gone = [change(("stages", name, each), None, "table") for each in old
            if each in entry and each not in new]  # fmt: skip
    return [change(("stages", name, each), value, "table") for each, value in new.items()] + gone


def _fields(draft: Draft, name: str, entry: Any, kind: str) -> None:
    """The fields of a stage, each with what it means."""
    written = [key for key in entry if key not in ELSEWHERE] if isinstance(entry, Mapping) else []
    fields = list(dict.fromkeys([*FIELDS[kind], *written]))

    def commit(base: Draft, after: pd.DataFrame) -> list[Change]:
        assert base.source is not None  # noqa: S101 - for the type checker; a page without it is not shown
        before = at(base.source.data, ("stages", name)) or {}
        found, wrong = [], list[Problem]()
        for field, cell in zip(fields, after["value"], strict=True):
            value = read_cell(cell, wrong)
            there = before.get(field)
            if (shown(there) or "") != ("" if cell is None else str(cell).strip()):
                found.append(change(("stages", name, field), value, "table"))
        if wrong:
            raise InputError(wrong)
        return found

    rows = [
        {
            "field": STAGE_TITLES.get(key, key.replace("_", " ").capitalize()),
            "value": shown(entry.get(key) if isinstance(entry, Mapping) else None) or "",
        }
        for key in fields
    ]
    columns = {
        "field": st.column_config.TextColumn("Field", disabled=True, width=170),
        "value": st.column_config.TextColumn("Value", width=480),
    }
    title = "Fields of the stage"
    editors.frame(title, f"stage {name} {kind}", draft, rows, columns, commit=commit, fixed=True)
    with st.expander("What the fields mean"):
        means = pd.DataFrame({
            "Field": [row["field"] for row in rows],
            "What it means": [sentence(_about(key)) for key in fields],
        })  # fmt: skip
        st.html(blocks.block(blocks.table(means, "Fields of a stage", seen=False)))
    editors.told(
        draft, editors.problems_at(draft, ("stages", name)),
        st.session_state.pop("stage refused", ()),
    )  # fmt: skip


def _about(key: str) -> str:
    info = field_of(Stage, key)
    return (info.description or "") if info is not None else ""


def _ways(draft: Draft, name: str) -> None:
    """Where cases go next."""
    assert draft.source is not None  # noqa: S101 - for the type checker; a page without it is not shown
    data = draft.source.data
    then = at(data, ("stages", name, "then"))
    rows = [dict(zip(("whom", "to", "share"), way, strict=True)) for way in ways_of(then)]
    targets = list(dict.fromkeys([*names_in(data, "stages outcomes"), *(r["to"] for r in rows)]))
    who = list(dict.fromkeys([*whom(data), *(r["whom"] for r in rows)]))

    def commit(base: Draft, after: pd.DataFrame) -> list[Change]:
        assert base.source is not None  # noqa: S101 - for the type checker; a page without it is not shown
        before = at(base.source.data, ("stages", name, "then"))
        ways = [
            tuple("" if blank(cell) else str(cell) for cell in row)
            for row in after.reindex(columns=["whom", "to", "share"]).itertuples(index=False)
        ]
        made = then_of(ways, before)  # type: ignore[arg-type]  # three cells in a row, by reindex
        return [] if made == before else [change(("stages", name, "then"), made, "table")]

    st.html(blocks.block(
        blocks.heading("Where cases go next"),
        blocks.sentence("The shares of each kind of case sum to 100%.", "quiet"),
    ))  # fmt: skip
    columns = {
        "whom": st.column_config.SelectboxColumn(
            "For whom",
            options=who,
            width="medium",
            format_func=partial(whom_called, labels_in(data, "ratings contacts")),
        ),
        "to": st.column_config.SelectboxColumn(
            "To",
            options=targets,
            width="medium",
            format_func=by_label(labels_in(data, "stages outcomes")),
        ),
        "share": st.column_config.TextColumn("Share", width="small"),
    }
    editors.frame("Ways of the stage", f"ways {name}", draft, rows, columns, commit=commit)
    editors.told(draft, editors.problems_at(draft, ("stages", name, "then")))


__all__ = ["CHOSEN", "chosen", "kind_of", "show", "turned"]
