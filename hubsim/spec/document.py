"""The page docs/format.md: everything that may be written in a hub, from the schema itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from hubsim.spec.defaults import FILE, packaged
from hubsim.spec.hub import Hub, Section
from hubsim.spec.quantity import Field
from hubsim.spec.schema import BASED_ON, filled_sections

TOP = [
    "# Everything that may be written in a hub",
    "",
    "Made by `hubsim schema --markdown` from the schema itself; a test keeps it in step.",
    "How to go about it, with examples, is in [How to write a hub](writing_a_hub.md). Every",
    "number may be bare, or `{value: …, low: …, high: …, grade: …, source: …}`.",
    "",
]

SCENARIO = [
    "## A scenario",
    "",
    "A what-if: a file of its own that changes a hub. Below `set` stand paths, and what shall",
    "stand there: a value, `null` to take the entry away, or `{more: 2}` to add to the number that",
    "stands there (`{more: -2}` takes from it; of lengths in their unit: `{more: 10 min}`).",
    "What is added to is one number, no shape and no range. Beside `more`, and beside a value, may",
    "stand `low`, `high`, `grade` and `source` of what comes of it. The same may be written below",
    "`set` of a study and of a hub made from another, and with `--set`.",
    "",
    "| field | meaning | if left out |",
    "|---|---|---|",
    "| `hubsim_scenario` | version of this format | must be written |",
    "| `name` | shown to people | must be written |",
    "| `about` | what it is, in a sentence or two | – |",
    "| `set` | paths and what shall stand there | must be written |",
    "",
]

BASED = [
    "## A hub made from another",
    "",
    "A file with `based_on` is another hub with scenarios and changes applied, in this order:",
    "the other, `with`, `set`. Nothing else may stand in it.",
    "",
]

NUMBERS = [
    "## The packaged numbers",
    "",
    "What a hub that says how its agencies work together, or what they know, takes where it says",
    f"nothing itself. They stand in `{FILE}`; each may be written in a hub, at",
    "the same path, and set by a scenario. A length such as 25 min (90 min) has a long tail: half",
    "of all are below the first, nine in ten below the second.",
    "",
    "| path | value | range | grade | source |",
    "|---|---|---|---|---|",
]

TABLE = ["| field | meaning | if left out |", "|---|---|---|"]


def page() -> str:
    """The page, section by section, in the order of the file."""
    lines, filled = list(TOP), filled_sections()
    for section, path in _sections(Hub, "", {}).items():
        title = "The file itself" if section is Hub else _title(section.__name__)
        about = (section.__doc__ or "").strip().splitlines()[0]
        where = f" Below `{path}`." if path else ""
        lines += [f"## {title}", "", f"{about}{where}", "", *TABLE]
        is_filled = section.__name__ in filled
        lines += [
            _row(info.alias or name, info, is_filled) for name, info in section.model_fields.items()
        ]
        lines.append("")
    lines += [*SCENARIO, *BASED, *TABLE]
    for name, field in BASED_ON["properties"].items():
        left_out = "must be written" if name in BASED_ON["required"] else "–"
        lines.append(f"| `{name}` | {field['description']} | {left_out} |")
    return "\n".join([*lines, "", *NUMBERS, *map(_number, _numbers(packaged().data, ())), ""])


def _title(name: str) -> str:
    """Part the words of a section's name."""
    return re.sub("(?<!^)(?=[A-Z])", " ", name).capitalize()


def _row(name: str, info: FieldInfo, is_filled: bool) -> str:
    form = next((part.form for part in _parts(info) if isinstance(part, Field)), "")
    meaning = (info.description or "").replace("|", "\\|") + (f" ({form})" if form else "")
    return f"| `{name}` | {meaning} | {_default(info, is_filled)} |"


def _default(info: FieldInfo, is_filled: bool) -> str:
    """Say what holds where a field is left out; a packaged number holds first."""
    given = info.default
    text = getattr(given, "text", given)
    said = f"`{text}`" if isinstance(text, str) and text else "–"
    if given is PydanticUndefined:
        said = "must be written"
    elif given is False:
        said = "`no`"
    numbers = any(isinstance(part, Field) for part in _parts(info))
    if not is_filled or not numbers:
        return said
    return "the packaged number" if said == "–" else f"the packaged number, else {said}"


def _sections(
    section: type[Section], path: str, seen: dict[type[Section], str]
) -> dict[type[Section], str]:
    """Give sections in the order in which they are met, and where each first stands."""
    seen[section] = path
    for name, info in section.model_fields.items():
        parts = _parts(info)
        named = any(get_origin(part) is Mapping for part in parts)
        listed = any(get_origin(part) is tuple for part in parts)
        here = ".".join(filter(None, [path, info.alias or name]))
        here += ".<name>" if named else ".<number>" if listed else ""
        for part in parts:
            if isinstance(part, type) and issubclass(part, Section) and part not in seen:
                _sections(part, here, seen)
    return seen


def _parts(given: Any) -> list[Any]:
    """Everything that a field's type is made of."""
    found = [given]
    if isinstance(given, FieldInfo):
        found += [*given.metadata, *_parts(given.annotation)]
    found += [*getattr(given, "__metadata__", ())]
    for part in get_args(given):
        found += _parts(part)
    return found


def _numbers(data: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give every packaged number with its path."""
    if not isinstance(data, Mapping):
        return  # words, such as labels
    if "value" in data:
        yield ".".join(path), data
        return
    for name, value in data.items():
        yield from _numbers(value, (*path, name))


def _number(number: tuple[str, Mapping[str, Any]]) -> str:
    path, known = number
    span = f"{_said(known['low'])} to {_said(known['high'])}" if "low" in known else "–"
    source = known["source"].replace("|", "\\|")
    return f"| `{path}` | {_said(known['value'])} | {span} | {known['grade']} | {source} |"


def _said(given: Any) -> str:
    """Say a number, or a length with its shape, as short as it can be."""
    if isinstance(given, Mapping):
        return f"{given['median']} ({given['nine_in_ten']})"
    return str(given)


__all__ = ["page"]
