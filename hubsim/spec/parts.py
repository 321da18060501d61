"""Reading values that have parts: everything that is wrong inside is told, not only the first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar

from hubsim.units import UnitError

T = TypeVar("T")

Part: TypeAlias = str | int | tuple[str | int, ...]
"""The name of a part, its number in a list, or the way to it."""


class Parts:
    """Reads the parts of one value, and remembers what was wrong with each."""

    def __init__(self) -> None:
        self._errors: list[UnitError] = []

    def read(self, part: Part, parse: Callable[[Any], T], given: Any) -> T | None:
        """Read one part; None where it cannot be read."""
        try:
            return parse(given)
        except UnitError as error:
            self.wrong(part, error)
            return None

    def wrong(self, part: Part, error: UnitError) -> None:
        """Note what is wrong with a part."""
        for step in reversed(part if isinstance(part, tuple) else (part,)):
            error.inside(step)
        others, error.others = error.others, ()
        self._errors += [error, *others]

    def done(self) -> None:
        """Stop here if anything was wrong.

        Raises
        ------
        UnitError
            The first, with the others beside it.
        """
        if self._errors:
            first, *others = self._errors
            first.others = tuple(others)
            raise first


def text_of(given: Any, advice: str = "") -> str:
    """Give back a text.

    Raises
    ------
    UnitError
        Where a list, a section or nothing is written.
    """
    if isinstance(given, str):
        return given
    raise UnitError(f"one text belongs here, and {found(given)} is written", advice)


def found(given: Any) -> str:
    """Say what kind of thing is written."""
    if given is None:
        return "nothing"
    if isinstance(given, list | tuple):
        return "a list"
    return "a section" if isinstance(given, Mapping) else f'"{given}"'
