"""Which models can be chosen, and reading them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from hubsim.charts.rows import cut
from hubsim.dashboard import blocks
from hubsim.dashboard.state import MINE, desk, went_back
from hubsim.errors import InputError, Problem
from hubsim.models import files_of, name_of, source_from, source_of
from hubsim.plain import listed
from hubsim.shipped import names
from hubsim.spec.places import Source
from hubsim.study import Design, Length, designs_from

OWN = "HUBSIM_MODELS"
"""Environment variable with the reader's own files, given to ``hubsim dashboard``."""
FIRST = ("county_separate", "county_colocated", "county_integrated")
"""Shown at first, if they are shipped."""
MOST = 6
"""Models compared at once."""
LONGEST = 46
"""Letters that have room where a model is chosen."""


def own() -> list[str]:
    """Files given on the command line."""
    return [text for text in os.environ.get(OWN, "").split(os.pathsep) if text]


def mine() -> list[str]:
    """Hubs on the reader's desk, the latest first."""
    return [f"{MINE}{name}" for name in reversed(desk().hubs)]


def choices() -> list[str]:
    """Every model that can be chosen: the reader's own first, then the shipped ones."""
    return list(dict.fromkeys([*mine(), *own(), *names("models")]))


def at_first(usual: Sequence[str] = FIRST, most: int = MOST) -> list[str]:
    """Models chosen when a page opens: those of the command line, else usual ones that are here."""
    shipped = list(names("models"))
    there = [name for name in usual if name in shipped]
    return (own() or there or shipped)[:most]


def source(model: str) -> Source:
    """Read what a model says, from the reader's desk or a file.

    Raises
    ------
    InputError
        With every problem found.
    """
    name = model.removeprefix(MINE)
    if name == model:
        return source_of(model)
    return source_from(desk().hubs.get(name, ""), name)


def digest(model: str) -> str:
    """Hash of what a model is read from, so that a changed one is read again; empty if nothing."""
    name = model.removeprefix(MINE)
    if name != model:
        return _hash([desk().hubs.get(name, "").encode("utf-8", "surrogatepass")])
    known = _seen().get(model)
    if known is not None and known[0] == _stamps(path for path, *_ in known[0]):
        return known[1]
    try:
        files = list(files_of(model))
        stamps, found = _stamps(files), _hash([file.read_bytes() for file in files])
    except (OSError, InputError):
        return ""
    _seen()[model] = stamps, found
    return found


Stamps: TypeAlias = tuple[tuple[Path, int, int], ...]
"""Files, each with when it was last written and how long it is."""


@st.cache_resource(show_spinner=False)
def _seen() -> dict[str, tuple[Stamps, str]]:
    """What each model was last read from: to read all of them at each look takes half a second."""
    return {}


def _stamps(files: Iterable[Path]) -> Stamps:
    """Give what tells a file from what it was; nothing where one is gone."""
    try:
        return tuple((f, (at := f.stat()).st_mtime_ns, at.st_size) for f in files)
    except OSError:
        return ()


def _hash(parts: Iterable[bytes]) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def ask(
    place: DeltaGenerator, label: str, key: str, usual: Sequence[str] = FIRST, most: int = MOST,
    **shown: Any,
) -> list[str]:  # fmt: skip
    """Ask which models: what is chosen is kept over pages, and stands in the address.

    Parameters
    ----------
    place : DeltaGenerator
        Where.
    label : str
    key : str
        Of the widget, and its name in the address.
    usual, most
        As of `at_first`.
    shown
        More for the widget.
    """
    first, kept = at_first(usual, most), f"kept {key}"
    if key not in st.session_state or went_back():
        here, lost = _named(st.query_params.get_all(key))
        before = None if went_back() else st.session_state.get(kept)
        st.session_state[key] = here[:most] or before or first
        st.session_state[f"lost {key}"] = lost, list(st.session_state[key])
    lost, then = st.session_state.get(f"lost {key}", ([], []))
    if lost and st.session_state[key] == then:  # until something else is chosen
        st.warning(blocks.label(f"There is no model {listed(lost)} here; it is left out."))
    known = choices()
    if set(st.session_state[key]) - set(known):  # thrown away since
        st.session_state[key] = [name for name in st.session_state[key] if name in known]
    found = place.multiselect(
        label, known, format_func=picked, max_selections=most, key=key, select_all=False, **shown
    )
    st.session_state[kept] = found
    if found != first:
        st.query_params[key] = found
    elif key in st.query_params:
        del st.query_params[key]
    return found


def choose(key: str, model: str, most: int = MOST) -> str:
    """Choose a model too in an `ask` of this key; gives the one in whose place it comes, if any."""
    chosen = [name for name in st.session_state.get(key, ()) if name != model]
    st.session_state[key] = [*chosen[: most - 1], model]
    return chosen[most - 1] if len(chosen) >= most else ""


def _named(given: Sequence[str]) -> tuple[list[str], list[str]]:
    """Tell models that an address names, by file or by name, from what is not here."""
    known = choices()
    by_name = {called(name): name for name in known} | {name: name for name in known}
    here = dict.fromkeys(by_name[name] for name in given if name in by_name)
    return list(here), [name[:80] for name in given if name not in by_name]


def called(model: str) -> str:
    """Name of a model as written in it; the file's own name where it cannot be read."""
    return _called(model, digest(model))


def picked(model: str) -> str:
    """Name of a model where it is chosen: of a long one the middle is left out, not its end."""
    return cut(called(model), LONGEST)


@st.cache_data(max_entries=128, show_spinner=False)
def _called(model: str, text: str) -> str:
    del text  # part of the key
    name = model.removeprefix(MINE)
    if name != model:
        return f"{name} (mine)"
    try:
        return name_of(model)
    except (InputError, KeyError, TypeError):
        return Path(model).name


def read(models: Sequence[str], length: Length) -> tuple[Design, ...]:
    """Read and lower models, once for each content of their files.

    Raises
    ------
    InputError
        With every problem of every file.
    """
    return _read(tuple(models), tuple(digest(model) for model in models), length)


@st.cache_resource(max_entries=32, show_spinner=False)
def _read(models: tuple[str, ...], texts: tuple[str, ...], length: Length) -> tuple[Design, ...]:
    del texts  # part of the key
    found: list[str | Source] = []
    problems: list[Problem] = []
    for model in models:
        try:
            found.append(source(model) if model.startswith(MINE) else model)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return designs_from(found, length=length)
