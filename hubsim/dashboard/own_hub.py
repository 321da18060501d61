"""A hub of the reader's own, added where hubs are chosen.

It is laid on the reader's desk, which only their session has, and can then be chosen on every page
like a shipped model. One that cannot be run is not added: what is wrong with it is told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from hubsim.dashboard import blocks, drafts, models
from hubsim.dashboard.state import desk
from hubsim.drafting import Draft
from hubsim.errors import InputError
from hubsim.plain import plural
from hubsim.spec.places import Source

Choose: TypeAlias = Callable[[str], str]
"""Chooses a model on a page; gives the one in whose place it comes, or nothing."""
PRIVATE = (
    "It is kept while this server runs, for you alone, and can be chosen on every page. It goes "
    "with the address of the page: whoever you give that to gets a copy."
)


def ask(place: DeltaGenerator, page: str, choose: Choose) -> None:
    """Offer to add a hub of the reader's own, and say what became of the last one.

    Parameters
    ----------
    place : DeltaGenerator
        Where.
    page : str
        Of which this is a part.
    choose : callable
        What to do with it on this page.
    """
    with place.popover("Add your own hub", width="stretch"):
        # Another one each time, so that a file that has been mended can be given again.
        key = f"{page} own hub {st.session_state.setdefault(f'{page} own hubs', 0)}"
        st.file_uploader(
            "YAML file, up to 1 MB", type=["yaml", "yml"], max_upload_size=1, key=key,
            on_change=_given, args=(page, key, choose),
        )  # fmt: skip
        said, problems = st.session_state.get(f"{page} own hub said", ("", ""))
        st.html(blocks.block(
            blocks.sentence(said, "finding") if said else "",
            blocks.points(problems.split("\n\n") if problems else ()),
            blocks.sentence(PRIVATE, "quiet"),
        ))  # fmt: skip


def _given(page: str, key: str, choose: Choose) -> None:
    """Add a file, or keep what is wrong with it."""
    given = st.session_state[key]
    if given is not None:
        st.session_state[f"{page} own hubs"] += 1
        st.session_state[f"{page} own hub said"] = _added(given.name, given.getvalue(), choose)


def _added(file: str, data: bytes, choose: Choose) -> tuple[str, str]:
    """Add a file and choose it; gives what to say, and what is wrong."""
    name = file[:80]
    sources: list[Source] = []
    try:
        draft = Draft(drafts.read(data, name), name)
        wrong, warnings = draft.problems, draft.warnings
        sources += [draft.source] if draft.source else []
    except InputError as error:
        wrong, warnings = error.problems, ()
    if wrong:
        return (
            f"{name} is not added: {plural(len(wrong), 'thing')} must be mended. Mend the file, "
            "or open it under Design a hub and mend it there."
        ), blocks.problems(wrong, sources)
    model = desk().add(name, draft.text)
    before = choose(model)
    instead = f" in place of {models.called(before)}" if before else ""
    said = f"{models.called(model)} is added, and chosen{instead}."
    return said, blocks.problems(warnings, sources)


__all__ = ["ask"]
