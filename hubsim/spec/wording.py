"""What is wrong with the form of a file, in plain words, each at its place.

pydantic knows the schema and no positions; the source knows positions and no meaning. Here its
findings become problems: what follows from another finding is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from hubsim.errors import MOST_SHOWN, Problem, did_you_mean
from hubsim.spec.defaults import blamed
from hubsim.spec.fields import (
    Path,
    allowed,
    example,
    field_of,
    fields_along,
    meant,
    section_at,
    unknown_field,
)
from hubsim.spec.hub import Hub, Section
from hubsim.spec.parts import found
from hubsim.spec.source import Source
from hubsim.spec.working_together import DEFAULT
from hubsim.units import UnitError, said

STARTER = "hubsim new my_hub.yaml writes a whole example"
ALL_HELP = 4 * MOST_SHOWN
"""Looking for the nearest name takes time; of more problems than this, the rest come without."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, and the path it concerns.

    Parameters
    ----------
    path : tuple
    problem : Problem
    meant : tuple, optional
        Of a field that does not exist: the path of the field that was probably meant.
    """

    path: Path
    problem: Problem
    meant: Path | None = None


def empty_entries(source: Source, root: type[Section] = Hub) -> list[Finding]:
    """Find entries after which nothing is written; an empty one is never taken for a default."""
    return [_empty(path, source, root) for path in _empty_paths(source.data, ())]


def _empty_paths(data: Any, above: Path) -> Iterator[Path]:
    entries: Iterable[tuple[str | int, Any]] = ()
    if isinstance(data, Mapping):
        entries = data.items()
    elif isinstance(data, list):
        entries = enumerate(data)
    for key, value in entries:
        if value is None:
            yield (*above, key)
        else:
            yield from _empty_paths(value, (*above, key))


def _empty(path: Path, source: Source, root: type[Section]) -> Finding:
    if isinstance(path[-1], int):
        problem = Problem("E107", "an entry of this list is empty", source.place(path), "delete it")
        return Finding(path, problem)
    help = _about(path, root)
    section = section_at(path, root)
    if section is not None:
        help = f"allowed below it: {', '.join(allowed(section))}"
    help = f"write a value, or delete the line\n{help}" if help else "write a value, or delete it"
    return Finding(
        path,
        Problem("E107", f'nothing is written after "{path[-1]}:"', source.key_place(path), help),
    )


def findings(error: ValidationError, source: Source, root: type[Section] = Hub) -> list[Finding]:
    """Say what pydantic found, in the order of the file.

    Parameters
    ----------
    error : ValidationError
        Of the hub, or of what else was read.
    source : Source
        For the places.
    root : type
        What was read.
    """
    details = [(_as_written(_path(each), source), each) for each in error.errors(include_url=False)]
    meanings = {
        path: _meant(path, root)
        for path, each in details[:ALL_HELP]
        if each["type"] == "extra_forbidden"
    }
    misnamed = {path for path, each in details if "[key]" in each["loc"]}
    told: list[Finding] = []
    details.sort(key=lambda pair: source.key_place(pair[0]))
    for number, (path, each) in enumerate(details):
        if each["type"] == "missing" and path in meanings.values():
            continue  # it is there, misspelt
        if any(path[:length] in misnamed for length in range(1, len(path))):
            continue  # what belongs below a name that cannot stand there, nobody knows
        told += _told(path, each, source, root, brief=number >= ALL_HELP)
    return [
        replace(finding, meant=meanings.get(finding.path), problem=_blamed(finding, source))
        for finding in told
    ]


def _blamed(finding: Finding, source: Source) -> Problem:
    """Put it where a change stands, if that made a packaged number wrong."""
    place = blamed(source, finding.path, finding.problem.place)
    return replace(finding.problem, place=place)


def _meant(path: Path, root: type[Section]) -> Path | None:
    section = section_at(path[:-1], root)
    name = meant(str(path[-1]), section) if section else None
    return (*path[:-1], name) if name else None


def _path(each: ErrorDetails) -> Path:
    return tuple(part for part in each["loc"] if part != "[key]")


def _as_written(path: Path, source: Source) -> Path:
    """Leave out a ``default`` that nobody wrote: one text stands for it."""
    return path[:-1] if path[-1:] == (DEFAULT,) and path not in source.spots else path


def _told(
    path: Path, each: ErrorDetails, source: Source, root: type[Section], *, brief: bool
) -> Iterator[Finding]:
    cause = each.get("ctx", {}).get("error")
    at_key = "[key]" in each["loc"]
    if isinstance(cause, UnitError):
        for wrong in (cause, *cause.others):
            inner = (*path, *wrong.path)
            place = source.key_place(inner) if at_key or wrong.at_name else source.place(inner)
            help = wrong.advice or ("" if brief else _about(path, root))
            yield Finding(inner, Problem("E103", f"{_said(inner)}: {wrong.message}", place, help))
    elif each["type"] == "extra_forbidden":
        yield Finding(path, _unknown(path, source, root, brief=brief))
    elif each["type"] == "missing":
        yield Finding(path, _missing(path, source, root))
    elif each["type"] == "literal_error":
        yield Finding(path, _word(path, each, at_key, source))
    else:
        yield Finding(path, _kind(path, each, source, root))


def _unknown(path: Path, source: Source, root: type[Section], *, brief: bool) -> Problem:
    section, name = section_at(path[:-1], root), str(path[-1])
    where = f"in {_said(path[:-1])}" if path[:-1] else "at the top of the file"
    help = unknown_field(name, section) if section and not brief else ""
    return Problem("E101", f'unknown field "{name}" {where}', source.key_place(path), help)


def _missing(path: Path, source: Source, root: type[Section]) -> Problem:
    section, name = section_at(path[:-1], root), str(path[-1])
    info = field_of(section, name) if section else None
    place = source.key_place(path[:-1])
    what = f" ({info.description})" if info else ""
    message = f'{_said(path[:-1])} has no "{name}"{what}'
    if info is None:
        return Problem("E102", message, place, STARTER if root is Hub else "")
    where = "below it" if path[:-1] else "at the top of the file, without spaces before it"
    lines = [f"write {where}, for example:", *example(name, info).splitlines()]
    if root is Hub and not path[:-1]:
        lines.append(STARTER)
    return Problem("E102", message, place, "\n".join(lines))


def _word(path: Path, each: ErrorDetails, at_key: bool, source: Source) -> Problem:
    given = path[-1] if at_key else each["input"]
    text = each.get("ctx", {}).get("expected", "")
    words = [word.strip("'\" ") for word in text.replace(" or ", ", ").split(", ")]
    place = source.key_place(path) if at_key else source.place(path)
    if not isinstance(given, str):
        message = f"{_said(path)}: one word belongs here, and {found(given)} is written"
        return Problem("E104", message, place, f"allowed here: {', '.join(words)}")
    message = f"{_said(path)}: {said(given)} is not one of the allowed words"
    return Problem("E104", message, place, did_you_mean(given[:60], words))


def _kind(path: Path, each: ErrorDetails, source: Source, root: type[Section]) -> Problem:
    """Say that a section or a list belongs here, and something else is written."""
    given, section = each["input"], section_at(path, root)
    what = said(given) if isinstance(given, str) else found(given)
    if each["type"] in {"tuple_type", "list_type"}:
        message = f"{_said(path)}: a list belongs here, and {what} is written"
        return Problem(
            "E104", message, source.place(path), "write [one, two], or lines that begin with a dash"
        )
    message = f"{_said(path)}: names with values below them belong here, and {what} is written"
    help = f"allowed below it: {', '.join(allowed(section))}" if section else _about(path, root)
    return Problem("E104", message, source.place(path), help)


def _about(path: Path, root: type[Section]) -> str:
    """Say what the field is that a path passes last."""
    passed = list(fields_along(path, root))
    if not passed:
        return ""
    at, _, info = passed[-1]
    return f"{at[-1]}: {info.description}" if info.description else ""


def _said(path: Path) -> str:
    text = ".".join(str(part) for part in path)
    return (text if len(text) <= 120 else f"…{text[-119:]}") or "the file"
