"""What-ifs: named sets of changes to a hub, each addressed by its path.

A `Change` is the only way to alter a hub. Scenario files, ``--set``, sliders, sweeps and points of
a sensitivity analysis all make the same thing: a path (``roles.screener.people``) and what shall
stand there. A path that leads nowhere is an error, with the nearest one that does.
"""

from __future__ import annotations

import copy
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path as File
from typing import Any

from hubsim.errors import InputError, Place, Problem, did_you_mean
from hubsim.spec.parts import found
from hubsim.spec.source import Source, Spot, YamlPath, read_file, read_source
from hubsim.units import NUMBER, said

Path = YamlPath


@dataclass(frozen=True, slots=True)
class Change:
    """One value of a hub, replaced.

    Parameters
    ----------
    path : str
        Names joined by dots; the items of a list are counted from 0.
    value : str, list, mapping or None
        As the reader gives it; None takes the entry away, and ``{more: 2}`` adds to the number
        that stands there.
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


MORE = "more"
KNOWN = ("hubsim_scenario", "name", "about", "set")
SET_HELP = "write lines such as\nset:\n  roles.screener.people: 5"
REMOVES = re.compile(r"(?:null|Null|NULL|~)(?![^\s,}\]])")


def read_scenario(file: File | str) -> Scenario:
    """Read a scenario file: ``hubsim_scenario: 1``, ``name``, ``about`` and ``set``.

    Raises
    ------
    InputError
        With every problem found in it.
    """
    return scenario_of(read_file(file))


def scenario_of(source: Source) -> Scenario:
    """Give the scenario that a file says, as `read_scenario` does.

    Raises
    ------
    InputError
        With every problem found in it.
    """
    wrong = list(_form(source))
    settings = source.data.get("set")
    if isinstance(settings, Mapping):
        wrong += [each for path in settings for each in _setting(source, ("set",), path)]
    if wrong:
        raise InputError(wrong)
    return Scenario(source.data["name"], source.data.get("about", ""), changes_in(source))


def changes_in(source: Source, at: Path = ("set",)) -> tuple[Change, ...]:
    """Give the changes below ``set`` of a file, or at another path, in the order written.

    Raises
    ------
    InputError
        For a value that is left empty.
    """
    settings: Any = source.data
    for step in at:
        settings = (settings or {}).get(step)
    if not isinstance(settings, Mapping):
        return ()
    wrong = [each for path in settings for each in _setting(source, at, path)]
    if wrong:
        raise InputError(wrong)
    deep = len(at) + 1
    return tuple(
        Change(
            path,
            value,
            source.spots[(*at, path)],
            {
                spot[deep:]: where
                for spot, where in source.spots.items()
                if spot[:deep] == (*at, path)
            },
        )
        for path, value in settings.items()
    )


def _form(source: Source) -> Iterator[Problem]:
    """Find what is wrong with the fields of a scenario file."""
    data = source.data
    if "hubsim" in data and "hubsim_scenario" not in data:
        place = source.key_place(("hubsim",))
        message = "this file is a hub, not a scenario"
        help = f"give it as the model: hubsim run {source.file}"
        yield Problem("E101", message, place, help)
        return
    for key in data:
        if key not in KNOWN:
            message = f'unknown field "{key}" in a scenario'
            help = did_you_mean(key[:60], KNOWN)
            if "." in key:
                help = f"changes stand below set:\n{SET_HELP}"
            yield Problem("E101", message, source.key_place((key,)), help)
    examples = {
        "hubsim_scenario": "1",
        "name": "Two more screeners",
        "set": "\n  roles.a.people: 5",
    }
    for key, example in examples.items():
        if key not in data:
            help = f"write, for example:\n{key}: {example}".replace(": \n", ":\n")
            yield Problem("E102", f'the scenario has no "{key}"', source.key_place(()), help)
    version = data.get("hubsim_scenario", "1")
    if version != "1":
        what = said(version) if isinstance(version, str) else found(version)
        message = f"this hubsim reads scenarios of format 1, and {what} is written"
        place = source.place(("hubsim_scenario",))
        yield Problem("E103", message, place, "write hubsim_scenario: 1")
    for key in ("name", "about"):
        value = data.get(key, "-")
        if not isinstance(value, str):
            message = f"{key}: one text belongs here, and {found(value)} is written"
            yield Problem("E104", message, source.place((key,)), f'write {key}: "some words"')
        elif not value.strip():
            message = f"{key}: nothing stands between the quotes"
            yield Problem("E103", message, source.place((key,)), "write some words")
    settings = data.get("set", {})
    if not isinstance(settings, Mapping):
        message = f"set: paths with values belong here, and {found(settings)} is written"
        yield Problem("E104", message, source.place(("set",)), SET_HELP)
    elif not settings and "set" in data:
        message = "set: nothing is set: the scenario changes nothing"
        yield Problem("E104", message, source.place(("set",)), SET_HELP)


def _setting(source: Source, at: Path, path: str) -> Iterator[Problem]:
    """Refuse a value that is left empty: only a written null takes an entry away."""
    here = (*at, path)
    value = source.spots[here].value
    entry: Any = source.data
    for step in here:
        entry = entry[step]
    if entry is None and not REMOVES.match(value.text[value.column - 1 :]):
        message = f'nothing is written after "{path}:"'
        help = "write the new value, or null to take the entry away"
        yield Problem("E107", message, source.key_place(here), help)


def change_from_text(setting: str) -> Change:
    """Read ``roles.screener.people=5`` as given to ``--set``; the value is YAML.

    Raises
    ------
    InputError
        Without an equals sign, without a value, or where the value cannot be read.
    """
    path, equals, text = setting.partition("=")
    key = Place("--set", 1, 1, len(path), setting)
    whole = replace(key, length=len(setting))
    example = "write a path, an equals sign and a value: --set roles.screener.people=5"
    if not equals or not path.strip():
        raise InputError([Problem("E105", f"{said(setting)} sets nothing", whole, example)])
    if not text.strip():
        help = "write the new value, or null to take the entry away"
        raise InputError([Problem("E105", f"{said(setting)} has no value", whole, help)])
    if len(text.splitlines()) > 1:
        raise InputError([Problem("E105", "a setting is one line long", whole, example)])
    shift = len(path) + 1 - len(BEFORE)

    def at(place: Place) -> Place:
        return replace(place, column=max(1, place.column + shift), text=setting)

    try:
        source = read_source(BEFORE + text, "--set")
    except InputError as error:
        moved = [replace(each, place=at(each.place), also=()) for each in error.problems]
        raise InputError(moved) from None
    if set(source.data) != {"value"}:
        raise InputError([Problem("E105", f"{said(setting)} has no value", whole, example)])
    inner = {
        spot[1:]: Spot(each.key and at(each.key), at(each.value))
        for spot, each in source.spots.items()
        if len(spot) > 1
    }
    spot = Spot(key, at(source.place(("value",))))
    return Change(path.strip(), source.data["value"], spot, inner)


BEFORE = "value: "


def apply(source: Source, changes: Iterable[Change]) -> Source:
    """Give the file as it would read with the changes made.

    What was known of a number (its range, grade and source) goes with the old value.

    Raises
    ------
    InputError
        For every path that leads nowhere.
    """
    changes = tuple(changes)
    if not changes:
        return source
    data, spots, changed = copy.deepcopy(source.data), dict(source.spots), dict(source.changed)
    wrong: list[Problem] = []
    for change in changes:
        at = _way(data, change.path.split("."))
        if at is None or (change.value is None and not _there(*at)):
            wrong.append(_nowhere(change, data))
            continue
        parent, steps = at
        _forget(spots, steps)
        _forget(changed, steps)
        if change.value is None:
            _remove(parent, steps, spots, changed)
            continue
        value, places = change.value, change.inner
        if adds(change):
            try:
                value, places = _more(change, parent, steps[-1])
            except InputError as error:
                wrong += error.problems
                continue
        parent[steps[-1]] = copy.deepcopy(value)
        changed[steps] = change.spot.value.file
        for inner, spot in {**places, (): change.spot}.items():
            spots[(*steps, *inner)] = spot
    if wrong:
        raise InputError(wrong)
    return replace(source, data=data, spots=spots, changed=changed)


def already(source: Source, change: Change) -> bool:
    """Whether a file says what a change would make it say."""
    at = _way(source.data, change.path.split("."))
    if at is None or adds(change):
        return False
    parent, steps = at
    return _there(parent, steps) and bool(parent[steps[-1]] == change.value)


def adds(change: Change) -> bool:
    """Whether a change says how much more than what stands there, instead of what shall stand."""
    return isinstance(change.value, Mapping) and MORE in change.value


def _more(change: Change, parent: Any, last: Any) -> tuple[Any, Mapping[Path, Spot]]:
    """Add to the number that stands there; what is said beside ``more`` is of the sum.

    Raises
    ------
    InputError
        Where the two are no numbers of one unit.
    """
    stands = parent[last] if _there(parent, (last,)) else None
    before = stands.get("value") if isinstance(stands, Mapping) else stands
    given = change.value[MORE]
    here, more = (_number_of(each) for each in (before, given))
    place = change.inner[(MORE,)].value if (MORE,) in change.inner else change.spot.value

    def wrong(message: str, help: str) -> InputError:
        return InputError([Problem("E113", message, place, help)])

    if more is None:
        what = said(given) if isinstance(given, str) else found(given)
        raise wrong(f"more: a number belongs here, and {what} is written", "write more: 2, or -2")
    if here is None:
        stands_there = said(before) if isinstance(before, str) else found(before)
        message = f"{said(change.path)} is {stands_there}, and only to one number can more be added"
        raise wrong(message, "write what shall stand there instead")
    if here[1] != more[1]:
        unit = here[1].strip() or "a bare number"
        message = f"{said(given)} more than {said(str(before))}: these are not of one unit"
        raise wrong(message, f"write it as it stands there, in {unit}")
    number = here[0] + more[0]
    if number < 0:
        raise wrong(
            f"{said(given)} more than {said(str(before))} is less than nothing", "take away less"
        )
    rest = {key: value for key, value in change.value.items() if key != MORE}
    text = f"{number}{here[1]}"
    inner = {
        ("value", *path[1:]) if path[:1] == (MORE,) else path: spot
        for path, spot in change.inner.items()
        if rest or path[:1] != (MORE,)
    }
    return ({"value": text, **rest} if rest else text), inner


def _number_of(text: Any) -> tuple[Decimal, str] | None:
    """Part a text into its number and what stands behind it; None where it begins with none."""
    match = (
        re.fullmatch(rf"([-+]?{NUMBER})([^(]*)", text.strip()) if isinstance(text, str) else None
    )
    return (Decimal(match[1]), match[2]) if match else None


def _forget(places: dict[Path, Any], steps: Path) -> None:
    """Drop what stands at a path and below it."""
    for path in [path for path in places if path[: len(steps)] == steps]:
        del places[path]


def _way(data: Any, parts: list[str]) -> tuple[Any, Path] | None:
    """Find what holds the last step, and the steps; None if the way there does not exist."""
    here = data
    steps: list[str | int] = []
    for depth, part in enumerate(parts):
        last = depth == len(parts) - 1
        if isinstance(here, list):
            number = int(part) if re.fullmatch(r"[0-9]{1,6}", part) else len(here)
            if number >= len(here):
                return None
            steps.append(number)
        elif isinstance(here, dict) and part and (last or part in here):
            steps.append(part)
        else:
            return None
        if not last:
            here = here[steps[-1]]
    return here, tuple(steps)


def _there(parent: Any, steps: Path) -> bool:
    return isinstance(parent, list) or steps[-1] in parent


def _remove(parent: Any, steps: Path, *places: dict[Path, Any]) -> None:
    """Take an entry away; the later ones of a list move up, and their places with them."""
    last = steps[-1]
    if not isinstance(last, int):
        del parent[last]
        return
    del parent[last]
    above = steps[:-1]
    for each in places:
        later = [
            path
            for path in each
            if path[: len(above)] == above
            and len(path) > len(above)
            and int(path[len(above)]) > last
        ]
        moved = {
            (*above, int(path[len(above)]) - 1, *path[len(steps) :]): each.pop(path)
            for path in sorted(later, key=lambda path: int(path[len(above)]))
        }
        each.update(moved)


def _nowhere(change: Change, data: Any) -> Problem:
    known = [".".join(str(part) for part in path) for path in paths(data)]
    close = difflib.get_close_matches(change.path[:200], known, n=1, cutoff=0.6)
    help = f'did you mean "{close[0]}"?' if close else f"paths begin with: {', '.join(data)}"
    place = change.spot.key or change.spot.value
    return Problem("E106", f"the path {said(change.path)} leads nowhere in this hub", place, help)


def paths(data: Any, above: Path = ()) -> Iterator[Path]:
    """Give every path of plain data, top down."""
    entries: Iterable[tuple[str | int, Any]] = ()
    if isinstance(data, dict):
        entries = data.items()
    elif isinstance(data, list):
        entries = enumerate(data)
    for name, value in entries:
        yield (*above, name)
        yield from paths(value, (*above, name))
