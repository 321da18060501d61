"""What a reader has made, kept across pages and reloads.

Choices live in the address (widgets with ``bind="query-params"``), so that a link is a state. Hubs
that were uploaded or edited are too long for that: they lie on a desk of the server, which the
address names. Whoever opens the address while its owner is there gets a copy of the desk.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

PARAMETER = "desk"
MINE = "mine:"
"""What the name of a hub on the desk begins with, where a model is named."""
MOST_HUBS = 24
"""On one desk; the oldest goes first."""
MOST_DESKS = 300


@dataclass
class Desk:
    """The hubs that a reader has uploaded or edited.

    Parameters
    ----------
    token : str
        Names it in the address; nobody can guess it.
    hubs : dict of str to str
        YAML by a name of the reader's own, the latest last.
    """

    token: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    hubs: dict[str, str] = field(default_factory=dict)
    reader: str = ""
    """The session that has it."""

    def put(self, name: str, text: str) -> str:
        """Lay down a hub, in place of one of the same name; gives how a model picker names it."""
        self.hubs.pop(name, None)
        self.hubs[name] = text
        while len(self.hubs) > MOST_HUBS:
            del self.hubs[next(iter(self.hubs))]
        return f"{MINE}{name}"

    def add(self, file: str, text: str) -> str:
        """Lay down what a file says, beside hubs of other texts; gives how a picker names it.

        Parameters
        ----------
        file : str
            Its name; what a hub of the reader's own could not be called is left out.
        text : str
        """
        plain = re.sub(r"[^\w-]+", "_", Path(file).stem).strip("_")[:40] or "hub"
        free, number = plain, 2
        while self.hubs.get(free, text) != text:
            free, number = f"{plain}_{number}", number + 1
        return self.put(free, text)

    def drop(self, name: str) -> None:
        """Throw a hub away."""
        self.hubs.pop(name, None)


class Desks:
    """The desks of a server, each of one reader; the longest unused go first."""

    def __init__(self, most: int = MOST_DESKS) -> None:
        self._most, self._lock = most, threading.Lock()
        self._desks: OrderedDict[str, Desk] = OrderedDict()

    def take(self, token: str, reader: str, *, active: bool) -> Desk:
        """Give a reader a desk: a new one, their own again, or a copy of somebody's.

        Parameters
        ----------
        token : str
            From the address; empty or unknown for a new one.
        reader : str
            The session.
        active : bool
            Whether the session that has that desk is still there.
        """
        with self._lock:
            there = self._desks.get(token)
            if there is None:
                desk = Desk(reader=reader)
            elif active and there.reader != reader:
                desk = Desk(hubs=dict(there.hubs), reader=reader)
            else:
                desk, there.reader = there, reader
            self._desks[desk.token] = desk
            self._desks.move_to_end(desk.token)
            while len(self._desks) > self._most:
                self._desks.popitem(last=False)
            return desk

    def reader_of(self, token: str) -> str:
        """Give the session that has a desk; empty if there is none."""
        with self._lock:
            return self._desks[token].reader if token in self._desks else ""


@st.cache_resource(show_spinner=False)
def desks() -> Desks:
    """Give the desks of this process."""
    return Desks()


def reader() -> str:
    """Name the session of whoever looks at the page."""
    context = get_script_run_ctx()
    return context.session_id if context is not None else ""


def went_back() -> bool:
    """Whether the reader came by the browser's back or forward: the address says what is wanted."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def desk() -> Desk:
    """Give the reader's desk."""
    found = st.session_state.get(PARAMETER)
    if found is None:
        token = st.query_params.get(PARAMETER, "")
        other = desks().reader_of(token)
        found = desks().take(token, reader(), active=bool(other) and _there(other))
        st.session_state[PARAMETER] = found
    return found


def open_desk() -> None:
    """Take the desk that the address names, and name the one that is used in the address."""
    mine = desk()
    if mine.hubs:
        st.query_params[PARAMETER] = mine.token
    elif PARAMETER in st.query_params:
        del st.query_params[PARAMETER]


def _there(session: str) -> bool:
    """Whether a browser is still connected to a session."""
    return runtime.exists() and runtime.get_instance().is_active_session(session)
