"""A problem in the words of a page: tables, rows and columns by their names, and no paths.

``hubsim check`` says the same of a file: its code, its line and its path stand at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from hubsim.drafting.cells import TRIED
from hubsim.drafting.cells import at as value_at
from hubsim.drafting.draft import path_of
from hubsim.drafting.sections import (
    HUB_TITLES,
    NAME,
    PARTS,
    STAGE_TITLES,
    TABLES,
    table_at,
    title_at,
)
from hubsim.errors import Problem
from hubsim.spec.places import Source, YamlPath

NAMED = {
    "agency": "agencies", "role": "roles", "stage": "stages", "source": "contacts",
    "rating": "ratings", "outcome": "outcomes",
}  # fmt: skip
"""What has a name besides its short name, and the section it stands in; of things with one short
name, the first is meant where nothing else is said."""
PLACED = {each.split(".")[0] for each in TABLES}
TITLES = {
    column.field: column.title
    for table in TABLES.values()
    for column in table.columns
    if column.field != NAME
} | STAGE_TITLES  # fmt: skip
MISSING = re.compile(r'this has no "(\w+)"(.*)')
"""What is said of a field that is not there."""
FORM = ("E0", "E1")
"""Problems of the form of the text, whose fields are told as they are written."""
AS_WRITTEN = (*FORM, "E201", "E202", "E237", "E239")
"""Problems of what is written itself: its short names are not told by the names they stand for."""
QUOTED = re.compile(r'((?:\b\w+ )?)"([\w-]+)"')
LONG = re.compile(r"(?<!\")\b[a-z]+(?:_[a-z]+)+\b(?!\")")
"""A short name or a field outside quotes; of one word, it reads as it is."""
DOTTED = re.compile(r"\b[a-z_]+(?:\.[\w-]+)+")
BETWEEN = " › "


@dataclass(frozen=True, slots=True)
class Told:
    """A problem as a page tells it.

    Parameters
    ----------
    where : str
        On the page: the part, the table, the row and the column, as they are called there.
    what, help : str
        Sentences.
    aside : str
        Code, line and path, for ``hubsim check`` and whoever edits the text.
    """

    where: str
    what: str
    help: str
    aside: str

    def __str__(self) -> str:
        said = f"{self.where}: {self.what} {self.help}".strip()
        return f"{said} ({self.aside})"


def told(problem: Problem, source: Source | None = None, own: str = "") -> Told:
    """Tell a problem in the words of a page.

    Parameters
    ----------
    problem : Problem
    source : Source, optional
        In whose places it was found; without it, names are as short as they are written.
    own : str
        The file that the page is about, where there is no source: its name need not be told.
    """
    path, message, place = path_of(problem, source), problem.message, problem.place
    help = problem.help
    data = source.data if source is not None else None
    dotted = ".".join(map(str, path or ()))
    if message.startswith("the file has no "):
        path, message = (), message.replace("file", "hub", 1)
    elif path:
        message = message.removeprefix(f"{dotted}: ")
        message = message.replace(dotted, "this") if len(path) > 1 else message
    elif found := re.match(rf"({DOTTED.pattern}): ", message):
        dotted, message = found[1], message[found.end() :]
        path = tuple(dotted.split("."))
    ours = place.file == (source.file if source is not None else own)
    short = place if place.file.startswith("--") else replace(place, file=Path(place.file).name)
    line = f"line {place.line}" if ours else TRIED if place.file == TRIED else str(short)
    titles = {} if problem.code.startswith(FORM) else TITLES
    names = {} if problem.code.startswith(AS_WRITTEN) else _names(data)
    if found := MISSING.match(message):
        title = title_at((*(path or ()), found[1]))
        if title is not None:  # a cell that is empty, and what could stand in it
            path, message = (*(path or ()), found[1]), f"nothing is chosen or written{found[2]}"
            help = re.sub(rf"^write .*\n{found[1]}: ", "for example: ", help)
    aside = [problem.code] if path is None else [problem.code, line, dotted]
    return Told(
        where(path, data) if path is not None else f"Text, {line}" if ours else line,
        sentence(_in_words(message, data, titles, names)),
        sentence(_in_words(help, data, titles)) if help else "",
        ", ".join(part for part in aside if part),
    )


def by_file(sources: Iterable[Source]) -> dict[str, Source]:
    """Give for each file the hub that it is, or that has something from it: the first of several.

    A problem of a hub may stand in the file that it is based on, or in a scenario's.
    """
    every = list(sources)
    found: dict[str, Source] = {TRIED: every[0]} if every else {}
    for source in every:
        found.setdefault(source.file, source)
    for source in every:
        for spot in source.spots.values():
            found.setdefault(spot.value.file, source)
    return found


def where(path: YamlPath, data: Any = None) -> str:
    """Say where on the page something stands: part, table, row and column.

    Parameters
    ----------
    path : path
    data : mapping, optional
        What the hub says, for names.
    """
    dotted = ".".join(map(str, path))
    if dotted in HUB_TITLES or not path:
        return BETWEEN.join(["Hub", *([HUB_TITLES[dotted]] if path else [])])
    part = next(
        (title for title, tables in PARTS.items() for each in tables
         if f"{dotted}.".startswith(f"{each}.")), "Text",
    )  # fmt: skip
    steps = [part]
    for depth, step in enumerate(path, start=1):
        table, above = table_at(path[:depth]), path[: depth - 1]
        if table is not None:
            steps.append(table.title)
        elif isinstance(step, int):
            steps.append(f"no. {step + 1}")
        elif part == "Text" or table_at(above) is not None or depth > 2:
            steps.append(_step(above, step, data))
    return BETWEEN.join(step for step, _ in groupby(steps))


def _step(above: YamlPath, step: str, data: Any) -> str:
    """Call one step of a path by its name: a row's, or a column's."""
    if (table := table_at(above)) is not None:
        names = _names(data)
        kinds = [above[0]] if table.section == above[0] else table.columns[0].names.split()
        return next((name for kind in kinds if (name := names.get(kind, {}).get(step))), step)
    return title_at((*above, step)) or TITLES.get(step) or step.replace("_", " ")


def _names(data: Any) -> dict[str, dict[str, str]]:
    """Give the names of agencies, roles and so on, each by its short name."""
    return {
        section: {
            short: " ".join(name.split()) for short, entry in entries.items()
            if isinstance(name := value_at(entry, ("label",)), str)
        }
        for section in NAMED.values()
        for entries in [value_at(data, (section,))]
        if isinstance(entries, Mapping)
    }  # fmt: skip


def _in_words(
    text: str, data: Any, titles: Mapping[str, str], names: Mapping[str, Mapping[str, str]] = {}
) -> str:
    """Put names for short names, titles for fields, and places for paths."""
    every = {short: name for those in reversed([*names.values()]) for short, name in those.items()}

    def place(found: re.Match[str]) -> str:
        path = tuple(found[0].split("."))
        return where(path, data) if path[0] in (data or PLACED) else found[0]

    def name(found: re.Match[str]) -> str:
        those = names.get(NAMED.get(found[1].strip(), ""), every)
        return f'{found[1]}"{those.get(found[2], found[2])}"'

    def title(found: re.Match[str]) -> str:
        said = every.get(found[0]) or titles.get(found[0])
        return f'"{said}"' if said else found[0]

    return LONG.sub(title, QUOTED.sub(name, DOTTED.sub(place, text)))


def sentence(text: str) -> str:
    """Make a sentence of what is said in a problem or of a field."""
    plain = " ".join(text.split())
    first = plain.split(" ", 1)[0]
    if first.isalpha():  # and no path or name
        plain = f"{plain[:1].upper()}{plain[1:]}"
    plain = re.sub(r'(?<=\w"\? )[a-z]', lambda found: found[0].upper(), plain)
    return plain + ("" if plain.endswith((".", "?", "…")) else ".")


__all__ = ["Told", "by_file", "sentence", "told", "where"]
