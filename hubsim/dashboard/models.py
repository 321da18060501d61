"""Which models can be chosen, and reading them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from hubsim.errors import InputError
from hubsim.models import files_of, name_of
from hubsim.shipped import names
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


def choices() -> list[str]:
    """Every model that can be chosen: the reader's own files first, then the shipped ones."""
    return list(dict.fromkeys([*own(), *names("models")]))


def at_first() -> list[str]:
    """Models chosen when the page opens."""
    known = choices()
    county = [name for name in FIRST if name in known]
    return (own() or county or known)[:MOST]


def digest(model: str) -> str:
    """Hash of a model's files, so that changed ones are read again; empty if there are none."""
    try:
        return hashlib.sha256(b"".join(f.read_bytes() for f in files_of(model))).hexdigest()
    except (OSError, InputError):
        return ""


def called(model: str) -> str:
    """Name of a model as written in its file; the file's own name where it cannot be read."""
    return _called(model, digest(model))


@st.cache_data(max_entries=64, show_spinner=False)
def _called(model: str, text: str) -> str:
    del text  # part of the key
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


@st.cache_resource(max_entries=16, show_spinner=False)
def _read(models: tuple[str, ...], texts: tuple[str, ...], length: Length) -> tuple[Design, ...]:
    del texts  # part of the key
    return designs_from(models, length=length)
