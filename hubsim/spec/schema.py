"""JSON Schemas of what may be written, for editors that complete and check while typing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hubsim.spec.defaults import packaged
from hubsim.spec.fields import section_at
from hubsim.spec.hub import Hub
from hubsim.spec.quantity import ONE_QUANTITY
from hubsim.spec.study import StudyFile

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_NAMED = {"properties", "$defs"}
"""Below these stand names, not words of JSON Schema."""


def hub_schema() -> dict[str, Any]:
    """JSON Schema of a hub file: every field with its meaning, form and default.

    A file with ``based_on`` is one made from another hub, and has a form of its own. In sections
    with packaged numbers nothing must be written.
    """
    hub = _plain(Hub.model_json_schema(by_alias=True))
    sections = hub.pop("$defs")
    for name in filled_sections():
        sections[name].pop("required", None)
    return {
        "$schema": DRAFT,
        "title": "Hub",
        "if": {"type": "object", "required": ["based_on"]},
        "then": {"$ref": "#/$defs/BasedOn"},
        "else": {"$ref": "#/$defs/Hub"},
        "$defs": {"Hub": hub, "BasedOn": BASED_ON, **sections},
    }


def filled_sections() -> frozenset[str]:
    """Give the names of the sections for which numbers are packaged."""
    found = (section_at(path) for path in packaged().spots)
    return frozenset(each.__name__ for each in found if each not in {None, Hub})


BASED_ON: dict[str, Any] = {
    "description": "A hub made from another: the other, with scenarios and changes applied.",
    "type": "object",
    "additionalProperties": False,
    "required": ["hubsim", "based_on", "name"],
    "properties": {
        "hubsim": {"const": 1, "description": "version of this format"},
        "based_on": {
            "type": "string", "minLength": 1,
            "description": "a file beside this one, or the name of a shipped model",
        },
        "name": {"type": "string", "minLength": 1, "description": "shown to people"},
        "about": {"type": "string", "description": "what it is, in a sentence or two"},
        "with": {
            "type": ["string", "array"], "items": {"type": "string"},
            "description": "scenarios, files or shipped ones, applied in this order",
        },
        "set": {
            "type": "object",
            "description": "paths and what shall stand there, such as roles.screener.people: 5",
        },
    },
}  # fmt: skip


def scenario_schema() -> dict[str, Any]:
    """JSON Schema of a scenario file."""
    return {
        "$schema": DRAFT,
        "title": "Scenario",
        "description": "A named set of changes to a hub, each addressed by its path.",
        "type": "object",
        "additionalProperties": False,
        "required": ["hubsim_scenario", "name", "set"],
        "properties": {
            "hubsim_scenario": {"const": 1, "description": "version of this format"},
            "name": {"type": "string", "minLength": 1, "description": "shown to people"},
            "about": {"type": "string", "description": "what it stands for"},
            "set": {
                "type": "object",
                "minProperties": 1,
                "description": "paths and what shall stand there, such as roles.screener.people: 5;"
                " null takes an entry away",
            },
        },
    }


def study_schema() -> dict[str, Any]:
    """JSON Schema of a study file."""
    return {
        "$schema": DRAFT,
        **_plain(StudyFile.model_json_schema(by_alias=True)),
        "title": "Study",
    }


def _plain(schema: Any) -> Any:
    """Leave out what says nothing to a reader, and say defaults as they would be written."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    plain = {
        key: {name: _plain(each) for name, each in value.items()}
        if key in _NAMED
        else _plain(value)
        for key, value in schema.items()
        if key not in {"title", "default"}
    }
    default = _as_written(schema.get("default"))
    if default not in (None, "", {}, [], ()):
        plain["default"] = default
    forms = [form for form in plain.get("anyOf", ()) if form != {"type": "null"}]
    if len(forms) == 1:
        return {**plain.pop("anyOf")[0], **plain, **forms[0], **_described(plain)}
    if forms:
        plain["anyOf"] = forms
    return plain


def _described(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what a field says of itself above what its type says."""
    return {key: plain[key] for key in ("description", "default", "examples") if key in plain}


def _as_written(default: Any) -> Any:
    """Give a default as the text that would be written."""
    if not isinstance(default, Mapping):
        return default
    if isinstance(default.get("text"), str) and {"spans", *ONE_QUANTITY} & set(default):
        return default["text"]
    written = {key: _as_written(value) for key, value in default.items()}
    return {key: value for key, value in written.items() if value is not None and value != ""}
