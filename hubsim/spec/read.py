"""From a file, and changes to it, to a Hub: every problem at once, each at its place.

The reader knows positions and no meaning; pydantic knows the schema and no positions; the checks
know how parts must fit together. Here they are put in a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from hubsim.errors import InputError, Place, Problem, did_you_mean
from hubsim.spec import checks
from hubsim.spec.hub import Hub, Section, allowed, unknown_field
from hubsim.spec.scenario import Change, apply
from hubsim.spec.source import Source, read_file
from hubsim.units import UnitError

STARTER = "a minimal example: hubsim new my_hub.yaml"


@dataclass(frozen=True, slots=True)
class HubFile:
    """A hub, where everything in it is written, and what looks odd about it.

    Parameters
    ----------
    hub : Hub
        Checked.
    source : Source
        The file as plain data with positions, changes applied.
    warnings : tuple of Problem
        Nothing that stops a run; they go into every report.
    """

    hub: Hub
    source: Source
    warnings: tuple[Problem, ...]


def read_hub(file: Path | str, changes: Iterable[Change] = ()) -> HubFile:
    """Read an operating model, apply changes, check it.

    Parameters
    ----------
    file : path
        A YAML file.
    changes : iterable of Change
        From scenarios and ``--set``, in order.

    Raises
    ------
    InputError
        With every problem found.
    """
    return hub_from(apply(read_file(file), changes))


def hub_from(source: Source) -> HubFile:
    """Check plain data with positions and make a Hub of it.

    Raises
    ------
    InputError
        With every problem found.
    """
    try:
        hub = Hub.model_validate(source.data)
    except ValidationError as error:
        raise InputError(_problems(error, source)) from None
    found = checks.check(hub, source)
    if any(problem.severity == "error" for problem in found):
        raise InputError(found)
    return HubFile(hub, source, tuple(found))


def _problems(error: ValidationError, source: Source) -> list[Problem]:
    """Say pydantic's errors in plain words at their place in the file."""
    return [_problem(each, source) for each in error.errors(include_url=False)]


def _problem(each: Any, source: Source) -> Problem:
    path: tuple[str | int, ...] = tuple(part for part in each["loc"] if part != "[key]")
    kind = each["type"]
    name = str(path[-1]) if path else "the file"
    cause = each.get("ctx", {}).get("error")
    if kind == "extra_forbidden":
        fields = _section_at(path[:-1])
        where = f"in {_said(path[:-1])}" if path[:-1] else "at the top of the file"
        return Problem(
            "E101",
            f'unknown field "{name}" {where}',
            source.key_place(path),
            unknown_field(name, fields) if fields else "",
        )
    if kind == "missing":
        fields = _section_at(path[:-1])
        about = fields.model_fields.get(name) if fields else None
        place = source.key_place(path[:-1]) if path[:-1] else Place(source.file)
        what = f" ({about.description})" if about and about.description else ""
        return Problem("E102", f'{_said(path[:-1])} has no "{name}"{what}', place, STARTER)
    if isinstance(cause, UnitError):
        inner = (*path, *cause.path)
        keyed = "[key]" in each["loc"] or cause.message.startswith("unknown field")
        place = source.key_place(inner) if keyed else source.place(inner)
        return Problem("E103", f"{_said(path)}: {cause.message}", place, cause.advice)
    return Problem("E104", *_plain(kind, each, path, source))


def _plain(
    kind: str, each: Any, path: tuple[str | int, ...], source: Source
) -> tuple[str, Place, str]:
    place = source.place(path)
    given = each.get("input")
    if kind == "literal_error":
        expected = [word.strip("'\" ") for word in _expected(each)]
        if path and path[-1] in expected or "[key]" in each["loc"]:
            given = path[-1]
        keyed = "[key]" in each["loc"]
        return (
            f'{_said(path)}: "{given}" is not one of the allowed words',
            source.key_place(path) if keyed else place,
            did_you_mean(str(given), expected),
        )
    fields = _section_at(path)
    if kind in {"model_type", "model_attributes_type", "dict_type", "mapping_type"}:
        found = "nothing" if given is None else "a list" if isinstance(given, list) else f'"{given}"'
        inside = f"\nallowed there: {', '.join(allowed(fields))}" if fields else ""
        return (
            f"{_said(path)}: a section (names with values below them) belongs here, found {found}",
            place,
            f"write the fields below it, indented{inside}",
        )
    if kind in {"tuple_type", "list_type"}:
        return f"{_said(path)}: a list belongs here", place, "write [one, two] or lines with dashes"
    return f"{_said(path)}: {each['msg'].lower()}", place, ""


def _expected(each: Any) -> list[str]:
    text = each.get("ctx", {}).get("expected", "")
    return text.replace(" or ", ", ").split(", ")


def _said(path: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in path) or "the file"


def _section_at(path: tuple[str | int, ...]) -> type[Section] | None:
    """Find the section of the schema at a path: through fields, named entries and list items."""
    kind: Any = Hub
    for part in path:
        kind = _section_in(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            info = kind.model_fields.get(str(part)) or next(
                (each for each in kind.model_fields.values() if each.alias == part), None
            )
            kind = info.annotation if info else None
        elif get_origin(kind) in {dict, tuple, Mapping}:
            kind = get_args(kind)[-1 if get_origin(kind) is not tuple else 0]
        elif kind is not None and hasattr(get_origin(kind), "__getitem__"):
            kind = get_args(kind)[-1]
        else:
            return None
    kind = _section_in(kind)
    return kind if isinstance(kind, type) and issubclass(kind, Section) else None


def _section_in(kind: Any) -> Any:
    """Strip `Annotated` and `None |` from a type."""
    while hasattr(kind, "__metadata__"):
        kind = kind.__origin__
    parts = [part for part in get_args(kind) if part is not type(None)]
    is_optional = get_origin(kind) is not None and type(None) in get_args(kind)
    return _section_in(parts[0]) if is_optional and parts else kind
