"""Real contacts from a CSV file: what is in it, what is wrong with it, what it says of the hub."""

from __future__ import annotations

from datetime import date

import streamlit as st

from hubsim.dashboard import blocks, drafts
from hubsim.drafting.draft import Draft
from hubsim.drafting.real_contacts import (
    by_rating,
    by_source,
    by_weekday,
    example,
    measured_volumes,
    preview,
    weeks_of,
    wrong,
)
from hubsim.drafting.telling import sentence
from hubsim.errors import MOST_SHOWN, InputError
from hubsim.plain import plural
from hubsim.spec.contacts import Contacts, contacts_from
from hubsim.spec.table import Table

TITLE = "Real contacts"
CARE = """
The file needs four columns at most: received (local date and time, such as 2026-03-02 09:15),
source and rating (by the short names of the hub), and need (high, moderate or low) where it is
known. Leave out everything else: no names, dates of birth, addresses or case numbers.

The file is read by the machine that shows this page, and goes nowhere else. It is not saved, and is
forgotten when you leave the page. Only what you put into the hub below stays: counts, with
the file's name and its first and last day as their source.

In a small place, when somebody was in touch can still tell who they are. Use such files as your
organisation's rules on personal data say.
""".strip().split("\n\n")
MOST_MB = 20
FEW_WEEKS = 8
"""Weeks below which a file says little of an ordinary week."""
FEW = 6
"""Problems that are told at once; the others when they are asked for."""


def day(which: date) -> str:
    """Say a date."""
    return f"{which.day} {which:%B %Y}"


def page() -> None:
    """Show the page."""
    found = drafts.history()
    st.html(blocks.block(
        blocks.title(TITLE),
        blocks.sentence("Look at contacts that a hub has really had, and take its volumes from "
                        "them."),
        blocks.points(CARE),
    ))  # fmt: skip
    if found is None or found.present.hub is None:
        st.html(blocks.block(blocks.sentence(
            "Open a hub that can be run under Design a hub first: the names of its sources and "
            "ratings say how the file is read.", "finding",
        )))  # fmt: skip
        return
    draft = found.present
    _names(draft)
    assert draft.hub is not None  # noqa: S101 - for the type checker; a page without it is not shown
    st.download_button(
        "Download a pattern of such a file", example(draft.hub.hub).encode("utf-8-sig"),
        file_name="contacts.csv", mime="text/csv", on_click="ignore", key="contacts pattern",
    )  # fmt: skip
    given = st.file_uploader(
        f"CSV file, up to {MOST_MB} MB", type=["csv"], max_upload_size=MOST_MB, key="contacts file"
    )
    if given is None:
        return
    try:
        contacts = contacts_from(Table(given.name[:80], given.getvalue()), draft.hub.hub)
    except InputError as error:
        count = len(error.problems)
        st.error(f"{plural(count, 'problem')} in this file; nothing of it is taken over.")
        frame = wrong(error.problems)
        st.html(blocks.block(blocks.table(frame[:FEW], "What is wrong, and where", seen=False)))
        if count > FEW:
            with st.expander(f"The other {plural(count - FEW, 'problem')}"):
                st.html(blocks.block(blocks.table(frame[FEW:MOST_SHOWN], "The others", seen=False)))
                if count > MOST_SHOWN:
                    st.html(blocks.block(blocks.sentence("The list as CSV has all of them.")))
        blocks.save_csv("wrong csv", "Download this list as CSV", frame, "hubsim_problems")
        return
    _show(draft, contacts, given.name)


def _names(draft: Draft) -> None:
    """Say how sources and ratings are called."""
    assert draft.hub is not None  # noqa: S101 - for the type checker; a page without it is not shown
    hub = draft.hub.hub
    st.html(blocks.block(
        blocks.sentence(f"The hub: {hub.name}, which begins on {day(hub.calendar.starts)}.",
                        "finding"),
        blocks.points([f"Sources: {', '.join(hub.contacts)}",
                       f"Ratings: {', '.join(hub.ratings)}"]),
    ))  # fmt: skip


def _show(draft: Draft, contacts: Contacts, file: str) -> None:
    """Show what was read, and offer to put it into the hub."""
    assert draft.hub is not None  # noqa: S101 - for the type checker; a page without it is not shown
    hub = draft.hub.hub
    weeks = weeks_of(contacts)
    days = sorted(moment.date() for moment in contacts.received)
    st.html(blocks.block(
        blocks.heading("What is in the file"),
        blocks.sentence(
            f"{plural(len(contacts.received), 'contact')} from {day(days[0])} to "
            f"{day(days[-1])}, {weeks:.1f} weeks.", "finding",
        ),
    ))  # fmt: skip
    blocks.with_csv("by_source", by_source(contacts, hub), "By source")
    care = [f"{sentence(p.message)} {sentence(p.help)}" for p in contacts.warnings]
    if weeks < FEW_WEEKS:
        little = f"{weeks:.1f} weeks say little of an ordinary week: use {FEW_WEEKS} or more."
        care.insert(0, little)
    if care:
        st.html(blocks.block(blocks.care(care)))
    left, right = st.columns(2)
    with left:
        blocks.with_csv("by_rating", by_rating(contacts, hub), "By rating")
    with right:
        blocks.with_csv("by_weekday", by_weekday(contacts), "By day of the week")
    blocks.with_csv("first_rows", preview(contacts), "The first rows, as they are understood")
    st.html(blocks.block(
        blocks.heading("Take the volumes into the hub"),
        blocks.sentence(
            "The volume of each source becomes the mean of the file, graded measured, with its "
            "95% interval as range (exact, if contacts come independently). It is the mean of all "
            "weeks in the file: where these lie in school holidays or a surge, an ordinary week "
            "differs. A source of which the file has none keeps what the hub says.",
        ),
        blocks.sentence(
            "Nothing else of the file goes into the hub: when contacts come in the week, how they "
            "are rated and what their true need is stay as the hub says.",
        ),
    ))  # fmt: skip
    if st.button("Take the volumes into the hub", type="primary", key="take volumes"):
        try:
            changes = measured_volumes(contacts, hub, file)
            drafts.step(draft.edited(changes), "volumes from a file of contacts")
        except InputError as error:
            st.code(blocks.problems(error.problems), language=None, wrap_lines=True)
            return
        st.success("Taken over. Undo under Design a hub takes it back.")
    st.html(blocks.block(blocks.sentence(
        "To run the hub on these very contacts instead of drawn ones: hubsim run MODEL --contacts "
        "FILE", "quiet",
    )))  # fmt: skip
