"""What-ifs: named sets of changes to a hub, each addressed by its path.

A `Change` is the only way to alter a hub. Scenario files, ``--set``, sliders, sweeps and points of
a sensitivity analysis all make the same thing: a path (``roles.screener.people``) and what shall
stand there. A path that leads nowhere is an error, with the nearest one that does.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as File
from typing import Any

from hubsim.errors import InputError, Place, Problem, did_you_mean, nearest
from hubsim.spec.source import Source, Spot, read_file, read_source

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One value of a hub, replaced.

    Parameters
    ----------
    path : str
        Names joined by dots; the items of a list are counted from 0.
    value : str, list, mapping or None
        As the reader gives it; None takes the entry away.
    spot : Spot
        Where the path and the value are written.
    inner : mapping
        Places inside the value, relative to it.
    """

    path: str
    value: Any
    spot: Spot
    inner: Mapping[Path, Spot]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named set of changes.

    Parameters
    ----------
    name, about : str
        Shown to people.
    changes : tuple of Change
        In the order written.
    """

    name: str
    about: str
    changes: tuple[Change, ...]


NO_SCENARIO = Scenario("as written", "The hub as its file says, without changes.", ())


def read_scenario(file: File | str) -> Scenario:
    """Read a scenario file: ``hubsim_scenario: 1``, ``name``, ``about`` and ``set``.

    Raises
    ------
    InputError
        With every problem found in it.
    """
    source = read_file(file)
    known = ("hubsim_scenario", "name", "about", "set")
    found = [
        Problem(
            "E101",
            f'unknown field "{key}" in a scenario',
            source.key_place((key,)),
            did_you_mean(key, known),
        )
        for key in source.data
        if key not in known
    ]
    start = Place(source.file)
    found += [
        Problem("E102", f'the scenario has no "{key}"', start, f"fields: {', '.join(known)}")
        for key in ("hubsim_scenario", "name", "set")
        if key not in source.data
    ]
    if source.data.get("hubsim_scenario", "1") != "1":
        found.append(
            Problem("E103", "this version is not known", source.place(("hubsim_scenario",)), "write 1")
        )
    for key in ("name", "about"):
        if not isinstance(source.data.get(key, ""), str):
            found.append(Problem("E104", f"{key}: text belongs here", source.place((key,))))
    settings = source.data.get("set", {})
    if not isinstance(settings, Mapping):
        help = "write lines such as roles.screener.people: 5"
        found.append(Problem("E104", "set: paths with values belong here", source.place(("set",)), help))
    if found:
        raise InputError(found)
    changes = tuple(
        Change(
            path,
            value,
            source.spots["set", path],
            {spot[2:]: at for spot, at in source.spots.items() if spot[:2] == ("set", path)},
        )
        for path, value in settings.items()
    )
    return Scenario(source.data["name"], source.data.get("about", ""), changes)


def change_from_text(setting: str) -> Change:
    """Read ``roles.screener.people=5`` as given to ``--set``; the value is YAML.

    Raises
    ------
    InputError
        Without an equals sign, or where the value cannot be read.
    """
    path, equals, text = setting.partition("=")
    place = Place("--set", 1, 1, len(setting), setting)
    if not equals or not path.strip():
        help = "write a path, an equals sign and a value: --set roles.screener.people=5"
        raise InputError([Problem("E105", f'"{setting}" sets nothing', place, help)])
    try:
        value = read_source(f"value: {text}", "--set").data["value"]
    except InputError as error:
        raise InputError([replace(each, place=place) for each in error.problems]) from None
    return Change(path.strip(), value, Spot(place, place), {})


def apply(source: Source, changes: Iterable[Change]) -> Source:
    """Give the file as it would read with the changes made.

    Raises
    ------
    InputError
        For every path that leads nowhere.
    """
    changes = tuple(changes)
    if not changes:
        return source
    data, spots = copy.deepcopy(source.data), dict(source.spots)
    found: list[Problem] = []
    for change in changes:
        at = _way(data, change.path.split("."))
        if at is None:
            found.append(_nowhere(change, data))
            continue
        parent, steps = at
        if change.value is None:
            _remove(parent, steps[-1])
            continue
        # A bare number replaces the value; what was known of the old one no longer holds.
        parent[steps[-1]] = copy.deepcopy(change.value)
        for inner, spot in {**change.inner, (): change.spot}.items():
            spots[(*steps, *inner)] = spot
    if found:
        raise InputError(found)
    return Source(source.file, data, spots)


def _way(data: Any, parts: list[str]) -> tuple[Any, Path] | None:
    """Find what holds the last step, and the steps; None if the way there does not exist."""
    here = data
    steps: list[str | int] = []
    for depth, part in enumerate(parts):
        last = depth == len(parts) - 1
        if isinstance(here, list):
            if not part.isdecimal() or int(part) >= len(here):
                return None
            steps.append(int(part))
        elif isinstance(here, dict) and (last or part in here):
            steps.append(part)
        else:
            return None
        if not last:
            here = here[steps[-1]]
    return here, tuple(steps)


def _remove(parent: Any, step: str | int) -> None:
    if isinstance(parent, list):
        del parent[int(step)]
    else:
        parent.pop(step, None)


def _nowhere(change: Change, data: Any) -> Problem:
    known = [".".join(str(part) for part in path) for path in paths(data)]
    near = nearest(change.path, known)
    help = f'did you mean "{near}"?' if near else f"paths begin with: {', '.join(data)}"
    place = change.spot.key or change.spot.value
    return Problem("E106", f'the path "{change.path}" leads nowhere in this hub', place, help)


def paths(data: Any, above: Path = ()) -> Iterator[Path]:
    """Every path of plain data, top down."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in entries:
        yield (*above, name)
        yield from paths(value, (*above, name))
