"""What can still be checked of a file whose form is wrong in places.

The wrong places are mended in a copy (an entry is taken out, or an example put in its place), so
that the checks can look at the rest and everything is told in one go. The copy is never run.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from hubsim.spec.fields import Path, fields_along, section_at
from hubsim.spec.hub import Hub
from hubsim.spec.source import Source

ROUNDS = 6
"""Mending one thing may show another below it; the schema is that deep."""


def salvaged(source: Source, wrong: Iterable[Path]) -> tuple[Hub, frozenset[Path]] | None:
    """Mend a copy of the data.

    Parameters
    ----------
    source : Source
    wrong : iterable of path
        What is known to be wrong.

    Returns
    -------
    (Hub, frozenset of path) or None
        The hub, and the paths that were mended; None where that does not succeed.
    """
    data, mended, paths = copy.deepcopy(source.data), set[Path](), set(wrong)
    for _ in range(ROUNDS):  # nothing may be wrong with the form itself
        mended |= {_mend(data, path) for path in sorted(paths, key=len)}
        try:
            return Hub.model_validate(data), frozenset(mended)
        except ValidationError as error:
            errors = error.errors(include_url=False, include_input=False)
            paths = {tuple(part for part in each["loc"] if part != "[key]") for each in errors}
    return None


def _mend(data: Any, path: Path) -> Path:
    """Take out what is wrong, or put the example of its field there; say which path that is."""
    passed = [(at, info) for at, _, info in fields_along(path)]
    at, info = passed[-1] if passed else (path[:1], None)
    is_entry = section_at(path[:-1]) is not None or section_at(path) is not None
    if at != path and is_entry and isinstance(path[-1], str):
        at, info = path, None
    _put(data, at, copy.deepcopy(info.examples[0]) if info and info.examples else None)
    return at


def _put(data: Any, path: Path, value: Any) -> None:
    for step in path[:-1]:
        inside = isinstance(data, dict) and step in data
        if not inside and not (isinstance(data, list) and isinstance(step, int)):
            return  # what holds it has been mended already
        data = data[step]
    if isinstance(data, dict):
        data.pop(path[-1], None)
        if value is not None:
            data[path[-1]] = value
