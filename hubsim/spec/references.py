"""Where a hub names its own parts: every place in which the short name of something stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hubsim.spec.places import YamlPath
from hubsim.spec.route import by_name
from hubsim.spec.working_together import AND

ANY = "*"


@dataclass(frozen=True, slots=True)
class Reference:
    """One place where a name stands.

    Parameters
    ----------
    path : path
    at_key : bool
        Whether it is the name of an entry there, and not its value.
    text : str
        What is written.
    name : str
        The name in it.
    """

    path: YamlPath
    at_key: bool
    text: str
    name: str

    def renamed(self, new: str) -> str:
        """What shall be written for another name."""
        return re.sub(rf"(?<![\w-]){re.escape(self.name)}(?![\w-])", lambda _: new, self.text)


KEYS: dict[str, tuple[str, ...]] = {
    "agencies": (
        "agencies", "what_they_know", "working_together.information", "working_together.ties",
        "stages.*.ask",
    ),
    "roles": ("roles", "stages.*.needs", "stages.*.meeting.needs", "stages.*.meeting.without"),
    "ratings": (
        "ratings", "contacts.*.first_seen_as.*", "stages.*.rated_anew", "stages.*.rated_anew.*",
        "stages.*.then", "stages.*.then.*",
        "targets.*.within", "stages.*.work", "stages.*.wait", "stages.*.seen_after",
        "stages.*.at_the_latest", "stages.*.kept", "stages.*.look_again", "stages.*.chase.*",
        "stages.*.gives_up.after", "stages.*.meeting.each_case", "stages.*.ask.*.*",
        "working_together.led_by.*.settling", "working_together.channels.*.used",
        "working_together.channels.*.takes", "working_together.access.*.*",
        "working_together.agreements.*.*", "working_together.leads.*.*",
    ),
    "contacts": ("contacts", "starts_at", "stages.*.then", "stages.*.then.*"),
    "stages": ("stages", "working_together.led_by", "stages.*.then", "stages.*.then.*",
               "stages.*.then.*.*"),
    "outcomes": ("outcomes", "stages.*.then", "stages.*.then.*", "stages.*.then.*.*"),
    "calendar.hours": ("calendar.hours",),
}  # fmt: skip
"""Mappings whose entries have the names of something, by the section in which it is defined."""

VALUES: dict[str, tuple[str, ...]] = {
    "agencies": (
        "roles.*.agency", "working_together.led_by", "working_together.led_by.*",
        "working_together.led_by.*.who", "working_together.one_record",
        "stages.*.go_on_when.all_of", "stages.*.decides_from",
    ),
    "roles": (
        "working_together.led_by", "working_together.led_by.*", "working_together.led_by.*.who",
        "working_together.led_by.*.deputies", "working_together.led_by.*.settled_by",
        "stages.*.who", "stages.*.ask.*.who", "stages.*.asked_by",
    ),
    "ratings": ("ratings.*.interrupts", "roles.*.undivided", "opening.*.rating"),
    "contacts": ("calendar.surges.*.sources", "opening.*.source"),
    "stages": (
        "starts_at", "starts_at.*", "stages.*.then", "stages.*.then.*", "stages.*.then.*.*",
        "stages.*.at_most.then", "stages.*.gives_up.then", "targets.*.from", "targets.*.to",
        "targets.*.pauses_at", "opening.*.stage",
    ),
    "outcomes": (
        "stages.*.then", "stages.*.then.*", "stages.*.then.*.*", "stages.*.at_most.then",
        "stages.*.gives_up.then",
    ),
    "calendar.hours": ("roles.*.hours", "stages.*.during", "stages.*.ask.*.during"),
}  # fmt: skip
"""Texts, or lists of texts, that name something."""


def references(data: Any, section: str, name: str) -> Iterator[Reference]:
    """Find every place where a hub names something.

    Parameters
    ----------
    data : mapping
        The hub as plain data.
    section : str
        Where it is defined: one of `KEYS`.
    name : str
    """
    seen: set[tuple[YamlPath, bool]] = set()
    for pattern in KEYS[section]:
        for path, value in _matching(data, pattern):
            if not isinstance(value, dict):
                continue
            for key in value:
                if _is_it(section, pattern, value, key, name) and ((*path, key), True) not in seen:
                    seen.add(((*path, key), True))
                    yield Reference((*path, key), True, key, name)
    for pattern in VALUES[section]:
        for path, value in _matching(data, pattern):
            items = enumerate(value) if isinstance(value, list) else [(None, value)]
            for number, text in items:
                at = path if number is None else (*path, number)
                if (
                    isinstance(text, str)
                    and _names(pattern, text, name)
                    and (at, False) not in seen
                ):
                    seen.add((at, False))
                    yield Reference(at, False, text, name)


def _matching(data: Any, pattern: str) -> Iterator[tuple[YamlPath, Any]]:
    """Give every path of a pattern, and what stands there."""
    found: list[tuple[YamlPath, Any]] = [((), data)]
    for step in pattern.split("."):
        below: list[tuple[YamlPath, Any]] = []
        for path, value in found:
            if step != ANY:
                if isinstance(value, dict) and step in value:
                    below.append(((*path, step), value[step]))
            elif isinstance(value, dict):
                below += [((*path, key), each) for key, each in value.items()]
            elif isinstance(value, list):
                below += [((*path, key), each) for key, each in enumerate(value)]
        found = below
    yield from found


def _is_it(section: str, pattern: str, entries: dict[str, Any], key: str, name: str) -> bool:
    """Whether an entry has the name of the thing that is meant, not of another kind of thing."""
    if pattern == "working_together.ties":
        return name in [part.strip() for part in key.split(AND)]
    if key != name:
        return False
    if pattern.startswith("stages.*.then"):
        rows = by_name(entries)  # names of ratings and sources, else names of targets
        return rows if section in {"ratings", "contacts"} else not rows
    return True


def _names(pattern: str, text: str, name: str) -> bool:
    """Whether a text names something: by itself, or among those who share or dispute a lead."""
    if text == name:
        return True
    if not pattern.startswith("working_together.led_by"):
        return False
    found = re.fullmatch(r"(?:joint|disputed)(?: between)? (.+)", text.strip())
    return bool(found) and name in re.split(r",\s*| and ", found[1] if found else "")


__all__ = ["Reference", "references"]
