"""Which models can be chosen, and reading them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from hubsim.dashboard.state import MINE, desk
from hubsim.errors import InputError, Problem
from hubsim.models import files_of, name_of, source_from, source_of
from hubsim.shipped import names
from hubsim.spec.places import Source
from hubsim.study import Design, Length, designs_from

OWN = "HUBSIM_MODELS"
"""Environment variable with the reader's own files, given to ``hubsim dashboard``."""
FIRST = ("county_separate", "county_colocated", "county_integrated")
"""Shown at first, if they are shipped."""
MOST = 6
"""Models compared at once."""


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
    known = choices()
    there = [name for name in usual if name in known]
    return (own() or there or known)[:most]


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
    try:
        parts = (
            [desk().hubs.get(name, "").encode("utf-8", "surrogatepass")]
            if name != model
            else [file.read_bytes() for file in files_of(model)]
        )
    except (OSError, InputError):
        return ""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def in_address(key: str) -> list[str]:
    """Let an address name models by their files too; gives what it names that is not here.

    Parameters
    ----------
    key : str
        Of a widget that is bound to the address, which knows models by the names it shows.
    """
    given, known = st.query_params.get_all(key), choices()
    by_name = {called(name): name for name in known} | {name: name for name in known}
    if key not in st.session_state and any(name in known for name in given):
        here = dict.fromkeys(by_name[name] for name in given if name in by_name)
        st.session_state[key] = list(here)[:MOST]
    return [name[:80] for name in given if name not in by_name]


def called(model: str) -> str:
    """Name of a model as written in it; the file's own name where it cannot be read."""
    return _called(model, digest(model))


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
