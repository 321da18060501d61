"""Every number of the hub that is designed, what it rests on, and how sure that is."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from hubsim.charts.rows import cut
from hubsim.dashboard import blocks, drafts, editors, table_sizes
from hubsim.drafting.assumptions import (
    Assumption,
    assumptions,
    changed_since,
    changes_of_numbers,
    filtered,
)
from hubsim.drafting.draft import Draft
from hubsim.errors import InputError
from hubsim.plain import percent, plural
from hubsim.spec.quantity import GRADES

TITLE = "What the numbers rest on"
MEANINGS = {
    "measured": " locally", "published": "", "derived": " from published figures",
    "calibrated": " (chosen so that a published result is met)", "assumed": "",
}  # fmt: skip
LONGEST = 62
"""Letters of a name in the table; what it differs by from its neighbours is at its end."""
WIDTHS = {"called": 430, "value": 140, "low": 115, "high": 115, "source": 330}
"""Of columns, pixels; what does not fit is told in full below."""
HIGH = 680
"""Pixels of the table."""
HOW = (
    "Type in a cell to change it. A new value is a new number: what was known of the old one does "
    "not hold for it, so say its grade and source too. A range needs both low and high."
)


def page() -> None:
    """Show the page."""
    found = drafts.history()
    st.html(blocks.block(blocks.title(TITLE)))
    if found is None:
        st.html(blocks.block(blocks.sentence(
            "Open a hub under Design a hub first; its numbers are listed here."
        )))  # fmt: skip
        return
    draft = found.present
    if draft.hub is None:
        st.html(blocks.block(blocks.sentence(
            "This hub cannot be run yet. Mend what is wrong under Design a hub; then its numbers "
            "are listed here."
        )))  # fmt: skip
        editors.told(draft, draft.problems[:20])
        return
    every = assumptions(draft.hub)
    changed = changed_since(draft, found.start)
    _count(draft, every, changed)
    rows = _chosen(every, changed)
    _table(draft, rows)
    blocks.save_csv(
        "assumptions csv", f"Download all {len(every)} as CSV", _frame(every), "hubsim_assumptions"
    )


def _count(draft: Draft, every: tuple[Assumption, ...], changed: list[str]) -> None:
    """Say how many numbers there are, and how many rest on nothing."""
    assert draft.hub is not None  # noqa: S101 - for the type checker; a page without it is not shown
    unsaid = sum(each.unsourced for each in every)
    weak = sum(each.grade in {"assumed", "calibrated"} for each in every)
    share = percent(weak / len(every)) if every else "none"
    nobody = f"For {unsaid} of them nobody says where they are from." if unsaid else (
        "Each of them says where it is from."
    )  # fmt: skip
    said = (
        f"{draft.hub.hub.name}: {plural(len(every), 'number')}. {nobody} {share} are assumed or "
        "chosen to fit."
    )
    counts = [(sum(each.grade == grade for each in every), grade) for grade in GRADES]
    points = [f"{count} {grade}{MEANINGS[grade]}" for count, grade in counts if count]
    parts = [blocks.sentence(said, "finding"), blocks.sentence("; ".join(points) + ".", "quiet")]
    if changed:
        parts.append(blocks.sentence(
            f"{plural(len(changed), 'change')} since this hub was opened: "
            f"{', '.join(changed[:8])}{' …' if len(changed) > 8 else ''}.", "quiet",
        ))  # fmt: skip
    st.html(blocks.block(*parts))


def _chosen(every: tuple[Assumption, ...], changed: list[str]) -> list[Assumption]:
    """Ask which numbers are looked for."""
    words, grades, kind = st.columns([4, 4, 4], vertical_alignment="bottom")
    text = words.text_input("Words in name, value or source", key="assumption words")
    wanted = grades.multiselect("Grades", GRADES, key="assumption grades", placeholder="All grades")
    which = kind.selectbox(
        "Which", ("All", "Without a source", "Changed since it was opened"), key="assumption which"
    )
    return filtered(
        every, text, wanted, only_unsourced=which == "Without a source",
        only=changed if which.startswith("Changed") else None,
    )  # fmt: skip


def _frame(rows: list[Assumption] | tuple[Assumption, ...]) -> pd.DataFrame:
    columns = ("called", "value", "low", "high", "grade", "source", "unit", "whose", "path")
    return pd.DataFrame(
        [[getattr(each, name) for name in columns] for each in rows], columns=list(columns)
    )


def _table(draft: Draft, rows: list[Assumption]) -> None:
    """Show numbers to change."""
    st.html(blocks.block(blocks.sentence(HOW, "quiet")))
    if not rows:
        st.html(blocks.block(blocks.sentence("No number is like that.")))
        return
    paths = hash(tuple(each.path for each in rows))
    epoch = editors.epoch_of(f"assumptions {paths}", draft)
    kept = f"kept {epoch.key}"
    if kept not in st.session_state:  # what somebody types stays where they typed it
        for old in [k for k in st.session_state if str(k).startswith("kept assumptions ")]:
            del st.session_state[old]
        st.session_state[kept] = rows
    frame = _frame(st.session_state[kept])
    told = st.column_config
    frame["called"] = [cut(name, LONGEST) for name in frame["called"]]
    st.data_editor(
        frame, key=epoch.key, hide_index=True, width="stretch",
        height=table_sizes.height(len(rows), HIGH), row_height=table_sizes.ROW, num_rows="fixed",
        disabled=["called", "unit", "whose", "path"], on_change=_commit,
        args=(epoch.name, epoch.number), alt="Table of the numbers of the hub",
        column_config={
            "called": told.TextColumn("Number", width=WIDTHS["called"], pinned=True),
            "value": told.TextColumn("Value", width=WIDTHS["value"]),
            "low": told.TextColumn("Low", width=WIDTHS["low"]),
            "high": told.TextColumn("High", width=WIDTHS["high"]),
            "grade": told.SelectboxColumn("Grade", options=list(GRADES), width=85),
            "source": told.TextColumn("Source", width=WIDTHS["source"]),
            "unit": told.TextColumn("Kind", width=100),
            "whose": told.TextColumn("Said by", width=80),
            "path": told.TextColumn("Path in the file", width=300),
        },
    )  # fmt: skip
    editors.in_full(
        (f"{each.called}, {name}" if name != "called" else "Number", getattr(each, name), width)
        for each in rows for name, width in WIDTHS.items()
    )  # fmt: skip
    editors.told(draft, (), epoch.refused)


def _commit(name: str, number: int) -> None:
    epoch = editors.current(name, number)
    source = epoch.base.source if epoch is not None else None
    if epoch is None or source is None:
        return
    rows = st.session_state[f"kept {epoch.key}"]
    try:
        draft = epoch.base.edited(
            changes_of_numbers(rows, editors.edits_of(epoch.key), source.data)
        )
    except InputError as error:
        epoch.refuse(error.problems)
        return
    if draft.problems:
        epoch.refuse(draft.problems)
    else:
        epoch.go_on(draft, (), "a change of a number")
