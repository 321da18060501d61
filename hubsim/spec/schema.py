"""JSON Schemas of what may be written, for editors that complete and check while typing."""

from __future__ import annotations

from typing import Any

from hubsim.spec.hub import Hub


def hub_schema() -> dict[str, Any]:
    """JSON Schema of a hub file: every field with its meaning, form and default."""
    schema = Hub.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def scenario_schema() -> dict[str, Any]:
    """JSON Schema of a scenario file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario",
        "description": "A named set of changes to a hub, each addressed by its path.",
        "type": "object",
        "additionalProperties": False,
        "required": ["hubsim_scenario", "name", "set"],
        "properties": {
            "hubsim_scenario": {"const": 1, "description": "version of this format"},
            "name": {"type": "string", "description": "shown to people"},
            "about": {"type": "string", "default": "", "description": "what it stands for"},
            "set": {
                "type": "object",
                "description": "paths and what shall stand there: roles.screener.people: 5",
            },
        },
    }
