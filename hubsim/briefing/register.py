"""Every number behind the models, folded so that it can be printed: no number is left out.

Numbers that stand side by side and rest on the same share a line, and a source is written once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

import pandas as pd

from hubsim.plain import plural
from hubsim.spec.quantity import GRADES
from hubsim.spec.register import Entry, register
from hubsim.study import Study

NOBODY = "nobody says"
"""In place of a source."""
DEPTH = 3
"""Steps of a path that numbers on one line have in common."""
COLUMNS = ("Where it stands", "Numbers as written [range]", "Rests on", "Source", "Models")

Held: TypeAlias = tuple[Entry, tuple[int, ...]]
"""A number, and the models that have it, counted from 1."""
Tree: TypeAlias = "dict[str, str | Tree]"
"""By the step of a path: the number there, or what stands below."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """The numbers of one section of the models.

    Parameters
    ----------
    name : str
    said : str
        How many there are, and what they rest on.
    lines : DataFrame
        Text, `COLUMNS`.
    """

    name: str
    said: str
    lines: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """The register of assumptions of several models.

    Parameters
    ----------
    said : str
        How many numbers there are, what they rest on, and what nobody says of them.
    unsourced : tuple of str
        Numbers of which nobody says where they are from.
    groups : tuple of Group
    sources : tuple of str
        By their number in the lines, from 1.
    """

    said: str
    unsourced: tuple[str, ...]
    groups: tuple[Group, ...]
    sources: tuple[str, ...]


def register_of(study: Study) -> Register:
    """List every number behind the models once, with what it rests on and which models have it.

    Parameters
    ----------
    study : Study
    """
    found: dict[Entry, list[int]] = {}
    for place, design in enumerate(study.designs, start=1):
        for entry in register(design.file):
            found.setdefault(entry, []).append(place)
    held = sorted(((e, tuple(p)) for e, p in found.items()), key=lambda each: each[0].path)
    sources = tuple(dict.fromkeys(entry.source for entry, _ in held if entry.source))
    number = {source: str(at) for at, source in enumerate(sources, start=1)}
    groups = []
    for name, some in groupby(held, key=lambda each: each[0].path.partition(".")[0]):
        mine = list(some)
        lines = pd.DataFrame(_lines(mine, number, len(study.designs)), columns=list(COLUMNS))
        groups.append(Group(name.replace("_", " ").capitalize(), _counted(mine), lines))
    unsourced = tuple(f"{e.path} {_value(e)}" for e, _ in held if not e.source)
    return Register(_said(held), unsourced, tuple(groups), sources)


def _lines(held: list[Held], number: dict[str, str], every: int) -> Iterator[tuple[str, ...]]:
    """Put numbers with a beginning, a grade, a source and models in common on one line."""
    lines: dict[tuple[str, str, str, tuple[int, ...]], Tree] = {}
    for entry, places in held:
        steps = entry.path.split(".")
        depth = min(DEPTH, len(steps) - 1)
        at = lines.setdefault((".".join(steps[:depth]), entry.grade, entry.source, places), {})
        for step in steps[depth:-1]:
            below = at.setdefault(step, {})
            assert isinstance(below, dict)  # noqa: S101 - a number has nothing below it
            at = below
        at[steps[-1]] = _value(entry)
    for (where, grade, source, places), tree in lines.items():
        models = "all" if len(places) == every else ", ".join(map(str, places))
        yield where, _folded(tree), grade, number.get(source, NOBODY), models


def _folded(tree: Tree) -> str:
    """Write what stands below one another once: ``red {close 3%; help 8%}; green 89%``."""
    return "; ".join(
        f"{name} {below}" if isinstance(below, str) else f"{name} {{{_folded(below)}}}"
        for name, below in tree.items()
    )


def _value(entry: Entry) -> str:
    said = entry.text.removeprefix("shape ")
    if not entry.ranged:
        return said
    return f"{said} [{entry.low.removeprefix('shape ')} to {entry.high.removeprefix('shape ')}]"


def _counted(held: list[Held]) -> str:
    grades = Counter(entry.grade for entry, _ in held)
    told = ", ".join(f"{grades[grade]} {grade}" for grade in GRADES if grades[grade])
    return f"{plural(len(held), 'number')}: {told}"


def _said(held: list[Held]) -> str:
    bare = sum(not entry.source for entry, _ in held)
    free = sum(not entry.ranged for entry, _ in held)
    return (
        f"{_counted(held)}. Nobody says where {_of(bare)} from, nor in which range the truth may "
        f"lie for {free}."
        if bare
        else f"{_counted(held)}. For {free} nobody says in which range the truth may lie."
    )


def _of(count: int) -> str:
    return f"{count} of them {'is' if count == 1 else 'are'}"


__all__ = ["COLUMNS", "NOBODY", "Group", "Register", "register_of"]
