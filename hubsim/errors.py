"""What can go wrong, said so that somebody who does not program can mend it.

::

    HubsimError
    ├── InputError     a file, a setting or an option is wrong; carries every Problem found   exit 2
    └── RunError       a run had to stop (an endless loop, a queue without end)               exit 3

A *Problem* is one thing found in a file: where it stands, what is wrong in plain words, and what
would mend it. Problems are collected, never stopped at the first; warnings are problems too.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

MOST_SHOWN = 50
"""Problems listed in one go; of more, the number is said."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in a file.

    Parameters
    ----------
    file : str
        The file's name as the user gave it.
    line, column : int
        Counted from 1.
    length : int
        Characters to mark with the caret line.
    text : str
        The whole source line.
    """

    file: str
    line: int = 1
    column: int = 1
    length: int = 1
    text: str = ""

    def __str__(self) -> str:
        # An option stands in no file and has no line.
        return self.file if self.file.startswith("--") else f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or looks wrong, in what the user wrote.

    Parameters
    ----------
    code : str
        Stable name of this kind of problem (``E…`` stops, ``W…`` warns, ``F…`` is a finding).
    message : str
        What is wrong, in plain words.
    help : str
        What would mend it: allowed values, the nearest name, an example.
    place : Place
        The offending key or value itself.
    also : sequence of (Place, str)
        A second place that matters ("first defined here").
    """

    code: str
    message: str
    place: Place
    help: str = ""
    also: tuple[tuple[Place, str], ...] = field(default=())

    @property
    def severity(self) -> Literal["error", "warning", "finding"]:
        """What it does.

        ``error`` stops before anything runs; ``warning`` goes into every report; ``finding`` is a
        gap in a hub that can be run.
        """
        if self.code.startswith("F"):
            return "finding"
        return "warning" if self.code.startswith("W") else "error"

    def __str__(self) -> str:
        head = f"{self.place}: {self.severity}[{self.code}]: {self.message}"
        parts = [head, *_snippet(self.place)]
        for place, note in self.also:
            parts += [f"{place}: {note}", *_snippet(place)]
        if self.help:
            lines = self.help.splitlines()
            parts += [f"   = help: {lines[0]}", *(f"           {line}" for line in lines[1:])]
        return "\n".join(parts)


def _snippet(place: Place) -> list[str]:
    """Show the source line with a caret line under it; long lines are cut around the caret."""
    if not place.text.strip():
        return []
    text = place.text.replace("\t", " ")
    at = place.column - 1
    start = 0 if at < 60 else at - 30
    shown = (
        ("…" if start else "") + text[start : start + 90] + ("…" if len(text) > start + 90 else "")
    )
    under = at - start + (1 if start else 0)
    marks = "^" + "~" * max(0, min(place.length, len(shown) - under) - 1)
    number = f"{place.line:>4}"
    return [f"{number} | {shown}", f"     | {' ' * under}{marks}"]


def render(problems: Iterable[Problem]) -> str:
    """Write problems in the order of the file, errors and warnings together, not too many."""
    found = in_order(problems)
    shown = [str(problem) for problem in found[:MOST_SHOWN]]
    if len(found) > MOST_SHOWN:
        shown.append(f"… and {len(found) - MOST_SHOWN} more problems.")
    return "\n\n".join(shown)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by place and drop what is said twice."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.place, p.code, p.message)))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like `name`, or None if none is near (Ratcliff–Obershelp)."""
    by_fold = {word.casefold(): word for word in known}
    close = difflib.get_close_matches(name.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[close[0]] if close else None


def did_you_mean(name: str, known: Sequence[str], what: str = "allowed here") -> str:
    """Compose the help for an unknown name: the nearest one, and what is allowed."""
    near = nearest(name, known)
    listed = ", ".join(known[:14]) + (" …" if len(known) > 14 else "")
    allowed = f"{what}: {listed}" if known else ""
    return "\n".join(part for part in (f'did you mean "{near}"?' if near else "", allowed) if part)


class HubsimError(Exception):
    """Anything hubsim stops for that is not a fault of its own."""


class InputError(HubsimError):
    """What the user wrote cannot be used; carries every problem found.

    Parameters
    ----------
    problems : iterable of Problem
        Errors, and the warnings found beside them.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__(render(self.problems))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        """Travel between processes by the problems, not by their text."""
        return type(self), (self.problems,)


class RunError(HubsimError):
    """A run had to stop; the message says what happened, when and what would mend it."""
