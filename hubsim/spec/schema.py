"""JSON Schemas of what may be written, for editors that complete and check while typing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hubsim.spec.hub import Hub
from hubsim.spec.quantity import ONE_QUANTITY

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_NAMED = {"properties", "$defs"}
"""Below these stand names, not words of JSON Schema."""


def hub_schema() -> dict[str, Any]:
    """JSON Schema of a hub file: every field with its meaning, form and default."""
    schema = _plain(Hub.model_json_schema(by_alias=True))
    return {"$schema": DRAFT, "title": "Hub", **schema}


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
