"""The packaged numbers, laid under what a hub writes.

After that a number nobody wrote is like one that somebody did: it has a path that scenarios may
set, a place for messages, a grade, and a line in the register of assumptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path as File
from typing import Any

from hubsim.errors import Place
from hubsim.spec.places import Source, Spot, YamlPath
from hubsim.spec.source import read_source
from hubsim.spec.working_together import DEFAULT, URGENCIES

FILE = "hubsim/spec/defaults.yaml"
"""As named in messages and reports."""

NEEDED_BY = {"working_together": "working_together", "recognition": "what_they_know"}
"""The sections with packaged numbers, and the section of a hub that brings each of them in."""

ONE_VALUE = {"value", "shape"}
"""A mapping with one of these is one number, never filled up from another."""

KNOWN_OF_ONE = {"low", "high", "grade", "source", *ONE_VALUE}
"""What may stand beside a number; a slip among these must not be taken for numbers by rating."""


@cache
def packaged() -> Source:
    """The packaged numbers with their places."""
    return read_source(File(__file__).with_name("defaults.yaml").read_bytes(), FILE)


def is_packaged(source: Source, path: YamlPath) -> bool:
    """Whether what stands at a path is a packaged number that nobody has written or changed.

    Parameters
    ----------
    source : Source
        With the packaged numbers laid under it.
    path : path
    """
    spot = source.spots.get(path)
    return spot is not None and spot.value.file == FILE


def blamed(source: Source, path: YamlPath, place: Place) -> Place:
    """Give the place of a change, where a packaged number is wrong because of one.

    Parameters
    ----------
    source : Source
    path : path
        Of what is wrong.
    place : Place
        Where it stands.
    """
    if place.file != FILE:
        return place
    for above in (path, path[:-1]):  # a part of a number is wrong because another part is
        changed = [at for at in source.changed if at[: len(above)] == above and above]
        if changed:
            return source.place(changed[-1])
    return place


def with_defaults(source: Source) -> Source:
    """Lay the packaged numbers under a hub; what it writes itself stands.

    A section is filled up entry by entry. One value with its range, grade and source is never mixed
    of two. One tie or one lead for the whole hub is what ``default`` says.
    """
    if source.filled or not isinstance(source.data, dict):
        return source
    data, spots = dict(source.data), dict(source.spots)
    _say_default(data, spots)
    ratings = data.get("ratings")
    fill = _Fill(spots, frozenset(ratings) if isinstance(ratings, dict) else frozenset())
    for section, brought_by in NEEDED_BY.items():
        given = data.get(section, {})
        if (brought_by in data or section in data) and isinstance(given, dict):
            data[section] = fill.up(given, packaged().data[section], (section,))
    return replace(source, data=data, spots=spots, filled=True)


def _say_default(data: dict[str, Any], spots: dict[YamlPath, Spot]) -> None:
    """Write one tie, or one lead, as the entry it stands for, so that it has a path like others."""
    together = data.get("working_together")
    if not isinstance(together, dict):
        return
    for key, is_one in (("ties", ONE_VALUE), ("led_by", {"who", "how"})):
        given = together.get(key)
        if given is None or (isinstance(given, dict) and not is_one & set(given)):
            continue
        above: YamlPath = ("working_together", key)
        inner = {path: spot for path, spot in spots.items() if path[:2] == above}
        for path, spot in inner.items():
            spots[(*above, DEFAULT, *path[2:])] = spot
            if len(path) > 2:
                del spots[path]
        together = {**together, key: {DEFAULT: given}}
    data["working_together"] = together


@dataclass(frozen=True)
class _Fill:
    """Fills up sections, and notes the places of what it adds.

    Parameters
    ----------
    spots : dict
    ratings : frozenset of str
        Names of the hub's ratings.
    """

    spots: dict[YamlPath, Spot]
    ratings: frozenset[str]

    def up(
        self, written: Mapping[str, Any], below: Mapping[str, Any], path: YamlPath
    ) -> dict[str, Any]:
        """Fill up one section; what is the hub's own comes first, in its order."""
        found = dict(written)
        if path not in self.spots:
            self.spots[path] = packaged().spots[path]
        for key, value in below.items():
            here = (*path, key)
            if key not in written:
                found[key] = value
                spots = packaged().spots
                self.spots.update({at: s for at, s in spots.items() if at[: len(here)] == here})
            elif self.go_together(written[key], value):
                found[key] = self.up(written[key], value, here)
        return found

    def go_together(self, written: Any, below: Any) -> bool:
        """Whether both are sections, or both numbers by rating, and neither is one number."""
        if not isinstance(written, dict) or not isinstance(below, dict) or ONE_VALUE & set(below):
            return False
        one = KNOWN_OF_ONE - self.ratings if set(below) <= set(URGENCIES) else ONE_VALUE
        return not one & set(written)
