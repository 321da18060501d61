"""Changes written into the text of a hub, so that comments and everything else in it stay.

A `Change` says what shall stand at a path. Applied to a file's data it makes another hub; here it
makes another text, whose data are the same. That they are is looked at after every change: a text
that would say something else is never given.

Where a hub is based on another, changes go below its ``set:``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from hubsim.errors import InputError, Place, Problem
from hubsim.spec.defaults import with_defaults
from hubsim.spec.fields import same
from hubsim.spec.references import references
from hubsim.spec.scenario import Change, apply
from hubsim.spec.source import Source, Spot, YamlPath, read_source
from hubsim.spec.yaml_text import WIDTH, YamlText, block, scalar
from hubsim.units import said

Resolve = Callable[[str], Source]
"""From the text of a hub to what it says: bases applied, packaged numbers laid under it."""

OWN = ("name", "about")
"""What a hub that is based on another says of itself."""


def change(path: YamlPath | str, value: Any, by: str = "edit") -> Change:
    """Make a change that somebody made by hand.

    Parameters
    ----------
    path : str or path
    value : str, list, mapping or None
        None takes the entry away.
    by : str
        Named where the change stands in messages and in the register.
    """
    text = path if isinstance(path, str) else ".".join(map(str, path))
    place = Place(by, text=text)
    return Change(text, value, Spot(place, place), {})


def edited(text: str, changes: Iterable[Change], resolve: Resolve) -> str:
    """Write changes into the text of a hub.

    Parameters
    ----------
    text : str
        Readable YAML; the hub may be wrong otherwise.
    changes : iterable of Change
        In order.
    resolve : callable
        Reads such a text, as `hubsim.models.source_from` does.

    Returns
    -------
    str
        With its data as `apply` would make them; where nothing changes, the same text.

    Raises
    ------
    InputError
        For every path that leads nowhere, and for what a text cannot say: a packaged number can be
        changed and not taken away.
    """
    wrong: list[Problem] = []
    for each in changes:
        try:
            text = _written(text, each, resolve)
        except InputError as error:
            wrong += error.problems
    if wrong:
        raise InputError(wrong)
    return text


def _written(text: str, change: Change, resolve: Resolve) -> str:
    """Write one change; the first way of doing so that says what it should is taken."""
    raw = read_source(text, "", go_on=True)
    based = "based_on" in raw.data
    wanted: Any
    if not based and _leads(raw, change):
        before, wanted = raw.data, apply(raw, [change]).data

        def means(new: str) -> bool:
            return same(read_source(new, "", go_on=True).data, wanted, ())
    else:
        source = resolve(text)
        before, wanted = source.data, apply(source, [change]).data

        def means(new: str) -> bool:
            return bool(resolve(new).data == wanted)  # packaged names come after the hub's own

    if repr(before) == repr(wanted):  # names in the same order, too
        return text
    ways = _set_ways(text, raw, change, wanted) if based else _ways(text, change, wanted)
    for way in ways:
        try:
            if means(way):
                return way
        except InputError:
            continue
    if change.value is None:
        message = f"{said(change.path)} comes with hubsim, or from the hub this one is based on"
        help = "it can be changed, and not taken away"
    else:
        message = f"{said(change.path)} cannot be changed here"
        help = "change it in the text itself"
    raise InputError([Problem("E108", message, change.spot.key or change.spot.value, help)])


def _leads(raw: Source, change: Change) -> bool:
    """Whether a path leads somewhere in what the file itself says."""
    try:
        apply(raw, [change])
    except InputError:
        return False
    return True


def _ways(text: str, change: Change, wanted: Any) -> Iterator[str]:
    """Texts that may say it, from the least to the most that is written anew."""
    steps = _steps(change.path, wanted)
    if change.value is None:
        if not YamlText(text).along(steps)[1]:
            yield YamlText(text).removed(steps)
    else:
        yield YamlText(text).put(steps, change.value)
    for depth in range(len(steps) - 1, 0, -1):
        there = _at(wanted, steps[:depth])
        if there is not None:
            yield YamlText(text).put(steps[:depth], there)


def _set_ways(text: str, raw: Source, change: Change, wanted: Any) -> Iterator[str]:
    """Texts of a hub based on another that may say it, below ``set:`` or of itself."""
    if change.path in OWN:
        yield from _ways(text, change, wanted)
        return
    settings = raw.data.get("set") or {}
    yield from _within(text, settings, change)
    parts = change.path.split(".")
    for depth in range(len(parts), 0, -1):
        path = ".".join(parts[:depth])
        below = [each for each in settings if each == path or each.startswith(f"{path}.")]
        bare = text
        for each in below:
            bare = YamlText(bare).removed(("set", each))
        yield _tidy(bare)
        if depth == len(parts):
            value = change.value
        else:
            value = _at(wanted, _steps(path, wanted))
            if value is None:
                continue
        where = ("set", path)
        if path in below:  # keep its place among the others
            bare = text
            for each in below:
                bare = bare if each == path else YamlText(bare).removed(("set", each))
            yield YamlText(bare).put(where, value)
        yield _put_setting(_tidy(bare), path, value)


def _put_setting(text: str, path: str, value: Any) -> str:
    """Write a setting below the others; null takes an entry of the other hub away."""
    written = YamlText(text)
    if not written.along(("set",))[1]:
        return written.put(("set", path), value)
    lines = block({path: value}, 0, WIDTH)
    return f"{text.rstrip()}{written.newline}set:{lines.replace(chr(10), written.newline)}" + (
        written.newline
    )


def _within(text: str, settings: Mapping[str, Any], change: Change) -> Iterator[str]:
    """Change what a setting above the path says itself."""
    for path, value in settings.items():
        if change.path.startswith(f"{path}.") and isinstance(value, dict | list):
            inner = ("set", path, *change.path[len(path) + 1 :].split("."))
            if change.value is not None:
                yield YamlText(text).put(inner, change.value)
            elif not YamlText(text).along(inner)[1]:
                yield YamlText(text).removed(inner)


def _tidy(text: str) -> str:
    """Take an empty ``set`` away."""
    settings = read_source(text, "", go_on=True).data.get("set", "")
    return YamlText(text).removed(("set",)) if settings == {} else text


def _steps(path: str, data: Any) -> YamlPath:
    """Read a path; steps into lists are numbers."""
    steps: list[str | int] = []
    for part in path.split("."):
        if isinstance(data, list) and re.fullmatch(r"[0-9]{1,6}", part):
            steps.append(int(part))
            data = data[int(part)] if int(part) < len(data) else None
        else:
            steps.append(part)
            data = data.get(part) if isinstance(data, dict) else None
    return tuple(steps)


def _at(data: Any, path: YamlPath) -> Any:
    for step in path:
        inside = isinstance(data, dict) and step in data
        if not inside and not (isinstance(data, list) and isinstance(step, int)):
            return None
        data = data[step]
    return data


def renamed(text: str, section: str, old: str, new: str) -> str:
    """Give something another short name, there and wherever the hub names it.

    Parameters
    ----------
    text : str
        Readable YAML of a hub that is not based on another.
    section : str
        ``agencies``, ``roles``, ``ratings``, ``contacts``, ``stages``, ``outcomes`` or
        ``calendar.hours``.
    old, new : str
        Short names.

    Raises
    ------
    InputError
        Where the new name is taken, or the hub is based on another.
    """
    raw = read_source(text, "", go_on=True)
    place = Place("edit", text=f"{section}.{old}")
    if "based_on" in raw.data:
        message = "a hub that is based on another takes its short names from there"
        help = "change the label, or rename it in the other hub"
        raise InputError([Problem("E109", message, place, help)])
    taken = _at(raw.data, tuple(section.split("."))) or {}
    if new in taken:
        message = f"the short name {said(new)} is taken"
        raise InputError([Problem("E109", message, place, "choose another")])
    spans = sorted(_spans(text, raw.data, section, old, new), reverse=True)
    for start, end, name in spans:
        text = text[:start] + name + text[end:]
    return text


def _spans(
    text: str, data: Any, section: str, old: str, new: str
) -> Iterator[tuple[int, int, str]]:
    """Find every place where a name stands, and what stands there afterwards."""
    parsed = YamlText(text)
    for each in references(data, section, old):
        passed, rest = parsed.along(each.path)
        if rest:
            continue
        node = passed[-1]
        if each.at_key:
            entry = parsed.below(passed[-2], each.path[-1])
            if entry is None or entry.key is None:
                continue
            node = entry.key
        yield parsed.start(node), parsed.end(node), scalar(each.renamed(new), node.style or "")


def hub_text(text: str) -> Source:
    """Resolve the text of a hub that is based on no other."""
    return with_defaults(read_source(text, "", go_on=True))


__all__ = ["Resolve", "change", "edited", "hub_text", "renamed"]
