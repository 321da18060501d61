"""The hub that a reader designs: kept over pages and reloads, with every step to be undone.

Its text lies on the reader's desk, so that the other pages offer it; its history lies beside, under
the desk's name, which only the reader's address tells.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

import streamlit as st

from hubsim.dashboard.state import MINE, desk
from hubsim.drafting import NOTHING, Draft, History
from hubsim.errors import InputError, Place, Problem
from hubsim.shipped import find
from hubsim.spec.characters import decoded
from hubsim.spec.source import MOST_BYTES

OPEN = "draft open"
"""Name of the open draft in the session."""
MOST = 300
"""Histories kept in this process; the longest unused go first."""


class Histories:
    """The histories of all desks of this process."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._lock = most, threading.Lock()
        self._kept: OrderedDict[tuple[str, str], History] = OrderedDict()

    def get(self, desk_name: str, name: str) -> History | None:
        """Give a history; None if it is not kept."""
        with self._lock:
            found = self._kept.get((desk_name, name))
            if found is not None:
                self._kept.move_to_end((desk_name, name))
            return found

    def put(self, desk_name: str, name: str, history: History) -> None:
        """Keep a history."""
        with self._lock:
            self._kept[desk_name, name] = history
            self._kept.move_to_end((desk_name, name))
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


@st.cache_resource(show_spinner=False)
def _histories() -> Histories:
    return Histories()


def opened() -> str:
    """Give the name of the open draft: the session's, else the latest on the desk; or nothing."""
    name = st.session_state.get(OPEN, "")
    mine = desk()
    if name in mine.hubs or (name and _histories().get(mine.token, name)):
        return str(name)
    name = next(reversed(mine.hubs), "")
    if name:
        st.session_state[OPEN] = name
    return name


def history() -> History | None:
    """Give the open draft with its history; None where nothing is open."""
    name, mine = opened(), desk()
    if not name:
        return None
    text, kept = mine.hubs.get(name), _histories().get(mine.token, name)
    if kept is None or (text is not None and text != kept.present.text):
        if text is None:
            return None
        before = kept or History.of(Draft(text, f"{name}.yaml"))
        kept = before.to(Draft(text, f"{name}.yaml"), "a change on another page")
        _histories().put(mine.token, name, kept)
    return kept


def keep(found: History) -> None:
    """Keep the open draft, and lay its text on the desk."""
    name, mine = opened(), desk()
    _histories().put(mine.token, name, found)
    mine.put(name, found.present.text)


def step(draft: Draft, said: str) -> None:
    """Go on to another state of the open draft."""
    found = history()
    if found is not None:
        keep(found.to(draft, said))


def undo() -> None:
    """Take the last step back."""
    found = history()
    if found is not None:
        keep(found.undo())


def redo() -> None:
    """Make the last step again that was taken back."""
    found = history()
    if found is not None:
        keep(found.redo())


def begin(text: str, file: str) -> None:
    """Open what a file says as a draft, beside others on the desk; again if it lies there."""
    mine = desk()
    name = mine.add(file, text).removeprefix(MINE)
    st.session_state[OPEN] = name
    kept = _histories().get(mine.token, name)
    if kept is None or kept.present.text != text:
        _histories().put(mine.token, name, History.of(Draft(text, f"{name}.yaml")))


def begin_with_nothing() -> None:
    """Open the smallest hub that can be run."""
    begin(NOTHING, "new_hub")


def begin_with(model: str) -> tuple[Problem, ...]:
    """Open a model: a copy of a file, or again a hub of the reader's own.

    Returns
    -------
    tuple of Problem
        What is wrong, where it cannot be opened.
    """
    name = model.removeprefix(MINE)
    if name != model:
        st.session_state[OPEN] = name
        return ()
    try:
        path = find(model, "models")
        text = decoded(path.read_bytes(), path.name)
    except InputError as error:
        return error.problems
    except OSError:
        return (Problem("E002", "this file cannot be read", Place(model)),)
    begin(text.removeprefix("\ufeff"), model)
    return ()


def begin_with_file(data: bytes, name: str) -> tuple[Problem, ...]:
    """Open an uploaded file.

    Returns
    -------
    tuple of Problem
        What is wrong, where it is too large or no text.
    """
    try:
        begin(read(data, name), name)
    except InputError as error:
        return error.problems
    return ()


def read(data: bytes, name: str) -> str:
    """Give the text of an uploaded file.

    Raises
    ------
    InputError
        If it is too large or no text.
    """
    if len(data) > MOST_BYTES:
        message, help = "the file is larger than 1 MB", "a hub is far smaller"
        raise InputError([Problem("E001", message, Place(name[:80]), help)])
    return decoded(data, name[:80]).removeprefix("\ufeff")


__all__ = [
    "begin", "begin_with", "begin_with_file", "begin_with_nothing", "history", "keep", "opened",
    "read", "redo", "step", "undo",
]  # fmt: skip
