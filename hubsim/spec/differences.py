"""What differs between two operating models, as they stand once everything is applied to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hubsim.spec.defaults import FILE, ONE_VALUE
from hubsim.spec.places import Source, YamlPath

NAMED = (
    "agencies", "roles", "ratings", "contacts", "what_they_know", "targets", "comes_back", "stages",
    "outcomes",
)  # fmt: skip
"""Sections of things with names: one that only one of the two has is told as a whole."""

ORDERED = ("ratings",)
"""Sections in which the order says something: of ratings it is the priority."""

ABOUT = ("grade", "source", "low", "high")
"""What is known of a number beside its value."""

MISSING = None
"""What stands where one of the two says nothing."""


@dataclass(frozen=True, slots=True)
class Differs:
    """One thing in which two models differ.

    Parameters
    ----------
    path : tuple
        Where it stands in both.
    before, after : str, list, mapping or None
        As written in the first and in the second; None where nothing is.
    packaged : bool
        Whether it is a number that comes with hubsim and applies in one of the two only.
    """

    path: YamlPath
    before: Any
    after: Any
    packaged: bool = False

    @property
    def only_known(self) -> bool:
        """Whether the number itself is the same, and only what is known of it differs."""
        return bool(value_of(self.before) == value_of(self.after))


def value_of(given: Any) -> Any:
    """Give the value itself, without what is known of it."""
    if not isinstance(given, Mapping) or not ONE_VALUE & set(given):
        return given
    if "value" in given:
        return given["value"]
    return {key: value for key, value in given.items() if key not in ABOUT}


def differences(first: Source, second: Source) -> tuple[Differs, ...]:
    """Find everything in which two models differ, in the order of the first, then of the second.

    Models may be based on one another or on nothing in common, with scenarios and settings applied.
    Only what stands in the files counts, with the packaged numbers laid under both.

    Parameters
    ----------
    first, second : Source
        Read, everything applied.
    """
    return tuple(_below(first, second, (), first.data, second.data))


def _below(a: Source, b: Source, path: YamlPath, before: Any, after: Any) -> Iterator[Differs]:
    ordered = len(path) == 1 and path[0] in ORDERED
    if before == after and not (ordered and list(before) != list(after)):
        return
    whole = (len(path) == 2 and path[0] in NAMED) and (before is MISSING or after is MISSING)
    if whole or _one(before) or _one(after):
        yield Differs(path, before, after, _packaged(a, b, path, before, after))
        return
    mine, other = before or {}, after or {}
    if ordered and set(mine) == set(other) and list(mine) != list(other):
        yield Differs(path, list(mine), list(other))
    for name in dict.fromkeys([*mine, *other]):
        yield from _below(a, b, (*path, name), mine.get(name, MISSING), other.get(name, MISSING))


def _one(given: Any) -> bool:
    """Whether this is one value: a text, a list, a number with what is known of it."""
    if given is MISSING:
        return False
    return not isinstance(given, Mapping) or bool(ONE_VALUE & set(given))


def _packaged(a: Source, b: Source, path: YamlPath, before: Any, after: Any) -> bool:
    """Whether one side says nothing, and the other only what comes with hubsim."""
    if (before is MISSING) == (after is MISSING):
        return False
    source = b if before is MISSING else a
    spot = source.spots.get(path)
    return spot is not None and spot.value.file == FILE
