"""What a consultant explores: a base hub, what was turned on it, how long it is run.

It is kept in the session, so that it is there after a page change, and written into the address, so
that a reload or somebody else's browser finds it again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from hubsim.dashboard import models
from hubsim.dashboard.state import MINE, PARAMETER, desk, went_back
from hubsim.drafting.levers import Trial
from hubsim.shipped import names
from hubsim.spec.places import Source
from hubsim.study import Design, Length
from hubsim.study.design import Wanted, lowered

KEPT = "exploring"
"""Name in the session."""
LOST = "explore lost"
"""What an address asks for that is not here, in a sentence."""
REFUSED = "explore refused"
"""What could not be taken over last: a sentence, and what is wrong."""
TRIED = "explore tried"
"""Name in the session of what was tried."""
MOST_TRIED = 50
FIRST = "borough"
"""Opens first, if it is shipped and nothing is given."""
WEEKS = (4, 13, 26, 52)
REPLICATIONS = (3, 5, 10, 20)
FEW = 20_000
"""Contacts in a run up to which it is quick enough to follow a lever."""
LOOKS = {
    "change": "What changes",
    "map": "Process map",
    "buys": "What each change buys",
    "turns": "What would turn it",
    "rests": "What it rests on",
    "case": "One case",
    "hours": "Hour by hour",
}

CHOSEN = ("group", "pair", "shown", "box", "number", "moved", "role")
"""What is chosen among things that depend on the hub or the look, by the name of its field."""
IN_ADDRESS = ("weeks", "replications", "seed", "case", "replication", "look", *CHOSEN)


@dataclass(frozen=True)
class Exploring:
    """The state of the page.

    Parameters
    ----------
    base : str
        A model.
    settings : mapping of str to tuple of str
        By base, what was turned on it, each as ``--set`` has it.
    past : tuple
        Bases and settings before, the latest last.
    weeks : int
        Measured; 0 for what suits the hub.
    replications, seed, replication : int
    case : int
        The one that is followed, from 1; 0 for the first that tells something.
    look : str
        What is looked at.
    asked : bool
        Cases where partners were asked, or all.
    group, pair : str
        Of what can be turned; here and below, empty for what is usual.
    shown, box : str
        On the map: as it is or with the changes, and where what passes is told.
    number, moved : str
        The number that is moved, and whether one is or all are.
    role : str
        Whose hours are shown.
    """

    base: str
    settings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    past: tuple[tuple[str, tuple[str, ...]], ...] = ()
    weeks: int = 0
    replications: int = 20
    seed: int = 1
    case: int = 0
    replication: int = 0
    look: str = "change"
    asked: bool = True
    group: str = ""
    pair: str = ""
    shown: str = ""
    box: str = ""
    number: str = ""
    moved: str = ""
    role: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What was turned on this base."""
        return self.settings.get(self.base, ())

    def turned(self, texts: tuple[str, ...]) -> Exploring:
        """The state after another lever was turned."""
        past = (*self.past[-200:], (self.base, self.texts))
        return replace(self, settings={**self.settings, self.base: texts}, past=past)

    def undone(self) -> Exploring:
        """The state before the last lever was turned."""
        if not self.past:
            return self
        base, texts = self.past[-1]
        return replace(
            self, base=base, settings={**self.settings, base: texts}, past=self.past[:-1]
        )

    def address(self) -> dict[str, Any]:
        """What stands in the address: only what is not usual."""
        usual = Exploring(self.base)
        found: dict[str, Any] = {"base": self.base, "set": list(self.texts)}
        for name in IN_ADDRESS:
            if getattr(self, name) != getattr(usual, name):
                found[name] = str(getattr(self, name))
        if not self.asked:
            found["cases"] = "all"
        return {key: value for key, value in found.items() if value}

    def link(self) -> str:
        """The address that brings all this back."""
        found = self.address()
        if self.base.startswith(MINE):
            found[PARAMETER] = desk().token
        return f"{st.context.url or ''}?{urlencode(found, doseq=True)}"


def now() -> Exploring:
    """Give the state: the session's, else the address's; so is going back a way to undo."""
    found = st.session_state.get(KEPT)
    if not isinstance(found, Exploring):
        found = _from_address()
        st.session_state[KEPT] = found
    elif went_back() and (there := _from_address()).address() != found.address():
        past = (*found.past[-200:], (found.base, found.texts))
        found = replace(there, settings={**found.settings, there.base: there.texts}, past=past)
        st.session_state[KEPT] = found
    return found


def open_base(model: str) -> str:
    """Explore a model from now on; gives the one that was explored before."""
    before = now()
    put(replace(before, base=model))
    return before.base


def put(state: Exploring) -> None:
    """Keep a state; what was lost on the way to it has been read."""
    st.session_state.pop(LOST, None)
    st.session_state[KEPT] = state


def tried(state: Exploring) -> dict[tuple[str, ...], dict[str, str]]:
    """What was tried on the base of a state with the same cases: a line for each set of changes."""
    cases = (state.base, models.digest(state.base), state.weeks, state.replications, state.seed)
    found: dict[tuple[str, ...], dict[str, str]] = st.session_state.setdefault(
        TRIED, {}
    ).setdefault((*cases, state.asked), {})
    while len(found) > MOST_TRIED:
        del found[next(iter(found))]
    return found


def write_address(state: Exploring) -> None:
    """Write the state into the address of the page."""
    wanted = state.address()
    for name in ("base", "set", *IN_ADDRESS, "cases"):
        if name not in wanted:
            if name in st.query_params:
                del st.query_params[name]
        elif st.query_params.get_all(name) != (
            wanted[name] if isinstance(wanted[name], list) else [wanted[name]]
        ):
            st.query_params[name] = wanted[name]


def _from_address() -> Exploring:
    params, known = st.query_params, models.choices()
    base = params.get("base", "")
    lost = []
    if base not in known:
        if base:
            left = " The changes in the address are of that hub, and left out."
            lost.append(
                f"There is no hub “{base[:80]}” here; another one is shown."
                + left * bool(params.get_all("set"))
            )
        base = next(iter(models.mine()), "") or first_base()

    def offered(name: str, options: Sequence[int], usual: int) -> int:
        text = params.get(name, str(usual))
        if text in map(str, options):
            return int(text)
        lost.append(f"{name}={text[:20]} in the address is none of what can be chosen.")
        return usual

    look = params.get("look", "change")
    of_hub: dict[str, Any] = {name: params.get(name, "")[:200] for name in CHOSEN}
    texts = tuple(params.get_all("set")) if base == params.get("base") else ()
    found = Exploring(
        base, {base: texts} if texts else {},
        weeks=offered("weeks", (0, *WEEKS), 0),
        replications=offered("replications", REPLICATIONS, 20),
        seed=_number("seed", 1), case=_number("case", 0),
        replication=_number("replication", 0), look=look if look in LOOKS else "change",
        asked=params.get("cases") != "all",
        **of_hub,
    )  # fmt: skip
    if lost:
        st.session_state[LOST] = " ".join(lost)
    return found


def first_base() -> str:
    """Give the base that opens where nobody has said one."""
    shipped = list(names("models"))
    return next(iter(models.own()), "") or (FIRST if FIRST in shipped else shipped[0])


def _number(name: str, usual: int) -> int:
    text = st.query_params.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 9 else usual


def kept(name: str) -> Callable[[], None]:
    """Make a callback that takes a field of the state from its widget."""

    def take() -> None:
        put(replace(now(), **{name: st.session_state[f"explore {name}"]}))

    return take


def held(name: str, value: Any) -> str:
    """Set a widget to what the state says, and give its key."""
    key = f"explore {name}"
    st.session_state[key] = value
    return key


def chosen(name: str, options: Sequence[str], usual: str) -> dict[str, Any]:
    """Set a widget that offers some texts to the one of the state, if it is among them.

    Parameters
    ----------
    name : str
        One of `CHOSEN`.
    options : sequence of str
    usual : str
        Where the state says nothing, or what is not offered.

    Returns
    -------
    dict
        For the widget.
    """
    value = getattr(now(), name)
    key = held(name, value if value in options else usual)

    def take() -> None:
        at = st.session_state[key]
        now_at: dict[str, Any] = {name: "" if at == usual else at}
        put(replace(now(), **now_at))

    return {"key": key, "on_change": take}


def length_for(weeks: int, per_week: float) -> Length:
    """Give how long a run is: as chosen, else a year, or less where the hub is large."""
    if not weeks:
        weeks = next((w for w in reversed(WEEKS) if w * per_week <= FEW), WEEKS[0])
    return Length(weeks, min(8, 2 * weeks), 4)


def source(model: str) -> Source:
    """Give what a base says, read once for each content.

    Raises
    ------
    InputError
        With every problem found.
    """
    return _source(model, models.digest(model))


@st.cache_resource(max_entries=64, show_spinner=False)
def _source(model: str, text: str) -> Source:
    del text  # part of the key
    return models.source(model)


def design(model: str, trial: Trial, length: Length, label: str) -> Design:
    """Give a base with changes, ready to run.

    Raises
    ------
    InputError
        With every problem found.
    """
    return _design(model, models.digest(model), tuple(trial.texts()), length, label, trial)


@st.cache_resource(max_entries=64, show_spinner=False)
def _design(
    model: str, text: str, texts: tuple[str, ...], length: Length, label: str, _trial: Trial
) -> Design:
    del model, text, texts  # parts of the key
    (found,) = lowered([Wanted(_trial.base, _trial.changes, (), label)], length)
    return found
