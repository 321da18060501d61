"""The packaged numbers, laid under what a hub writes.

After that a number nobody wrote is like one that somebody did: it has a path that scenarios may
set, a place for messages, a grade, and a line in the register of assumptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path as File
from typing import Any

from hubsim.spec.places import Source, Spot, YamlPath
from hubsim.spec.source import read_source

FILE = "hubsim/spec/defaults.yaml"
"""As named in messages and reports."""

NEEDED_BY = {"working_together": "working_together", "recognition": "what_they_know"}
"""The sections with packaged numbers, and the section of a hub that brings each of them in."""

ONE_VALUE = {"value", "shape"}


@cache
def packaged() -> Source:
    """The packaged numbers with their places."""
    return read_source(File(__file__).with_name("defaults.yaml").read_bytes(), FILE)


def with_defaults(source: Source) -> Source:
    """Lay the packaged numbers under a hub; what it writes itself stands.

    A section is filled up entry by entry. One value with its range, grade and source is never mixed
    of two.
    """
    if source.filled or not isinstance(source.data, dict):
        return source
    data, spots = dict(source.data), dict(source.spots)
    for section, brought_by in NEEDED_BY.items():
        if brought_by in data and isinstance(data.get(section, {}), dict):
            below = packaged().data[section]
            data[section] = _filled(data.get(section, {}), below, (section,), spots)
    return replace(source, data=data, spots=spots, filled=True)


def _filled(
    written: Mapping[str, Any],
    below: Mapping[str, Any],
    path: YamlPath,
    spots: dict[YamlPath, Spot],
) -> dict[str, Any]:
    """Fill up one section; the order is that of the packaged one, then what is the hub's own."""
    found = dict(written)
    if path not in spots:
        spots[path] = packaged().spots[path]
    for key, value in below.items():
        here = (*path, key)
        if key not in written:
            found[key] = value
            inner = {at: s for at, s in packaged().spots.items() if at[: len(here)] == here}
            spots.update(inner)
        elif _is_section(value) and _is_section(written[key]):
            found[key] = _filled(written[key], value, here, spots)
    return found


def _is_section(value: Any) -> bool:
    return isinstance(value, dict) and not ONE_VALUE & set(value)
