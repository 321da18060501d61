"""Where a path leads in the schema: which section, which field, what may stand there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from hubsim.errors import did_you_mean, nearest
from hubsim.spec.hub import Hub, Section

Path = tuple[str | int, ...]


def fields_along(
    path: Path, root: type[Section] = Hub
) -> Iterator[tuple[Path, type[Section], FieldInfo]]:
    """Give every field that a path passes: the path to it, its section, and what it is."""
    section: type[Section] | None = root
    at = 0
    while section is not None and at < len(path):
        info = field_of(section, str(path[at]))
        if info is None:
            return
        yield path[: at + 1], section, info
        section, named = _below(info.annotation)
        at += 2 if named else 1


def section_at(path: Path, root: type[Section] = Hub) -> type[Section] | None:
    """Give the section that stands at a path; None where something else does."""
    section: type[Section] | None = root
    at = 0
    while section is not None and at < len(path):
        info = field_of(section, str(path[at]))
        if info is None:
            return None
        section, named = _below(info.annotation)
        at += 2 if named else 1
    return section if at == len(path) else None


def field_of(section: type[Section], name: str) -> FieldInfo | None:
    """Give a field of a section by the name that is written."""
    fields = section.model_fields
    return next((info for key, info in fields.items() if (info.alias or key) == name), None)


def ordered(path: Path) -> bool:
    """Whether the order of entries may mean something: that of names may, that of fields not."""
    return section_at(path) is None


def same(old: Any, new: Any, path: Path) -> bool:
    """Whether two values at a path say the same, the order of names included."""
    if isinstance(old, dict) and isinstance(new, dict):
        if (list(old) != list(new) if ordered(path) else set(old) != set(new)) or old != new:
            return False
        return all(same(old[key], new[key], (*path, key)) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        pairs = enumerate(zip(old, new, strict=False))
        return len(old) == len(new) and all(same(a, b, (*path, n)) for n, (a, b) in pairs)
    return bool(old == new)


def _below(annotation: Any) -> tuple[type[Section] | None, bool]:
    """Find the section inside a type, and whether entries have names or numbers of their own."""
    parts = list(_parts(annotation))
    section = next((p for p in parts if isinstance(p, type) and issubclass(p, Section)), None)
    return section, any(get_origin(part) in {Mapping, tuple} for part in parts)


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def allowed(section: type[Section]) -> list[str]:
    """Names that may be written in a section, in order."""
    return [info.alias or name for name, info in section.model_fields.items()]


def meant(name: str, section: type[Section]) -> str | None:
    """Give the field that was probably meant by a name that is none."""
    known = allowed(section)
    return _synonym(name, known) or nearest(name, known)


def unknown_field(name: str, section: type[Section]) -> str:
    """Help for a field that does not exist: what was probably meant, and what is allowed."""
    known = allowed(section)
    synonym = _synonym(name, known)
    if synonym is None:
        return did_you_mean(name, known)
    how = f"\nwrite {INSTEAD[name]}" if name in INSTEAD else ""
    return f'did you mean "{synonym}"?{how}\nallowed here: {", ".join(known)}'


def _synonym(name: str, known: Sequence[str]) -> str | None:
    """Give what a word that people try first is called in this section."""
    return next((each for each in SYNONYMS.get(name.lower(), "").split() if each in known), None)


def example(name: str, info: FieldInfo) -> str:
    """Show how a field may be written, as lines of YAML."""
    (given,) = info.examples or [None]
    if not isinstance(given, Mapping):
        return f"{name}: {given}"
    if not any(isinstance(value, Mapping) for value in given.values()):
        return f"{name}: {_braces(given)}"
    return f"{name}:\n" + "\n".join(f"  {key}: {_braces(value)}" for key, value in given.items())


def _braces(given: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in given.items()) + "}"


INSTEAD = {"except": "in_school_holidays: 0%"}
"""How to write what is said in another form elsewhere."""

SYNONYMS = {
    "staff": "people", "headcount": "people", "hedcount": "people", "fte": "people",
    "heads": "people", "number": "people", "capacity": "people",
    "team": "who", "role": "who", "roles": "who", "duration": "work", "time": "work",
    "next": "then", "routes": "then", "goes_to": "then", "delay": "wait takes", "shift": "hours",
    "arrivals": "contacts", "sources": "contacts", "rate": "volume", "per_week": "volume",
    "priorities": "ratings", "exits": "outcomes", "start": "starts_at",
    "title": "label", "description": "about", "deadline": "at_the_latest", "price": "cost",
    "leave": "away", "holiday": "away", "sickness": "absence", "sick": "absence",
    "tables": "at_once", "slots": "at", "attendees": "needs", "opening_hours": "hours",
    "backlog": "opening", "returns": "comes_back", "patience": "gives_up", "due_by": "within",
    "organisations": "agencies", "teams": "roles", "steps": "stages", "held_for": "for",
    "except": "in_school_holidays", "at_end_of_shift": "unfinished",
    "seat": "sits", "desk": "sits", "seating": "sits", "location": "sits", "site": "sits",
    "sharing": "information agreement", "relationships": "ties", "trust": "ties",
    "lead": "led_by who", "leader": "led_by who", "owner": "led_by who", "owned_by": "led_by",
    "shared_record": "one_record", "record": "one_record", "same_record": "one_record",
    "reached": "reached_by", "access": "reached_by", "via": "reached_by", "by": "reached_by",
    "expires": "until", "ends": "until outcomes", "valid_until": "until", "asker": "asked_by",
    "asks": "asked_by", "facts": "what_they_know", "knowledge": "what_they_know",
    "pressure": "under_pressure", "share": "used told disputes", "probability": "used",
    "speed": "pace", "settle": "settling", "deputy": "deputies", "retries": "tries",
    "lost": "dropped", "minutes": "each_side", "chase": "chases", "proximity": "nearness",
}  # fmt: skip
"""Words that people try first, and what they are called here; the first that a section knows."""
