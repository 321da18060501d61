"""The page docs/format.md: everything that may be written in a hub, from the schema itself."""

from __future__ import annotations

from typing import Any, get_args

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from hubsim.spec.hub import Hub, Section
from hubsim.spec.quantity import Field, Quantity


def page() -> str:
    """The page, section by section, in the order of the file."""
    lines = [
        "# Everything that may be written in a hub",
        "",
        "Made by `hubsim schema --markdown` from the schema itself; a test keeps it in step.",
        "How to go about it, with examples, is in [How to write a hub](writing_a_hub.md). Every",
        "number may be bare, or `{value: …, low: …, high: …, grade: …, source: …}`.",
        "",
    ]
    for section in _sections(Hub, {}):
        title = "The file itself" if section is Hub else section.__name__
        about = (section.__doc__ or "").strip().splitlines()[0]
        lines += [
            f"## {title}",
            "",
            about,
            "",
            "| field | meaning | if left out |",
            "|---|---|---|",
        ]
        lines += [_row(info.alias or name, info) for name, info in section.model_fields.items()]
        lines.append("")
    return "\n".join(lines)


def _row(name: str, info: FieldInfo) -> str:
    form = next((part.form for part in _parts(info) if isinstance(part, Field)), "")
    meaning = (info.description or "").replace("|", "\\|") + (f" ({form})" if form else "")
    return f"| `{name}` | {meaning} | {_default(info)} |"


def _default(info: FieldInfo) -> str:
    given = info.default
    if given is PydanticUndefined:
        return "must be written"
    if isinstance(given, Quantity):
        return f"`{given.text}`"
    if given is False:
        return "`no`"
    text = getattr(given, "text", given)
    return f"`{text}`" if isinstance(text, str) and text else "–"


def _sections(section: type[Section], seen: dict[type[Section], None]) -> list[type[Section]]:
    """Sections in the order in which they are met."""
    seen[section] = None
    for info in section.model_fields.values():
        for part in _parts(info):
            if isinstance(part, type) and issubclass(part, Section) and part not in seen:
                _sections(part, seen)
    return list(seen)


def _parts(given: Any) -> list[Any]:
    """Everything that a field's type is made of."""
    found = [given]
    if isinstance(given, FieldInfo):
        found += [*given.metadata, *_parts(given.annotation)]
    found += [*getattr(given, "__metadata__", ())]
    for part in get_args(given):
        found += _parts(part)
    return found
