"""Operating models as somebody names them: a file, a shipped model, or one made from another.

A model may be *based on* another: the other, with scenarios applied and a name of its own. That is
how variants of one hub differ by what their files say, and by nothing else. On the command line
``county_separate+ladder_same_room`` is the same thing without a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from hubsim.changes import changes_from
from hubsim.errors import InputError, Place, Problem, did_you_mean
from hubsim.shipped import Folder, find, names
from hubsim.spec.defaults import with_defaults
from hubsim.spec.parts import found
from hubsim.spec.read import HubFile, hub_from
from hubsim.spec.scenario import Change, apply, changes_in
from hubsim.spec.source import Source, read_file, read_source
from hubsim.units import said

KNOWN = ("hubsim", "based_on", "name", "about", "with", "set")
BASED_HELP = "based_on: county_separate\nwith: [ladder_same_room]   # scenarios, in order"
MOST_DEEP = 5
"""Models based on models based on models."""


def read_model(model: str | Source, changes: Iterable[Change] = ()) -> HubFile:
    """Read an operating model, apply changes, check it.

    Parameters
    ----------
    model : str or Source
        A file, or the name of a shipped model; with ``+`` and scenarios behind it, these applied.
        Or what `source_from` has read already.
    changes : iterable of Change
        From scenarios and ``--set``, applied last.

    Raises
    ------
    InputError
        With every problem found.
    """
    source = source_of(model) if isinstance(model, str) else model
    return hub_from(apply(source, changes))


def read_models(wanted: Iterable[tuple[str | Source, Iterable[Change]]]) -> Iterator[HubFile]:
    """Read operating models with changes of their own one after the other, each model once.

    Parameters
    ----------
    wanted : iterable of (model, changes)
        As of `read_model`.

    Raises
    ------
    InputError
        At the end, with every problem of every one, each said once.
    """
    sources, wrong = dict[str, Source](), dict[Problem, None]()
    for model, changes in wanted:
        try:
            if isinstance(model, str) and model not in sources:
                sources[model] = source_of(model)
            source = sources[model] if isinstance(model, str) else model
            yield hub_from(apply(source, changes))
        except InputError as error:
            wrong |= dict.fromkeys(error.problems)
    if wrong:
        raise InputError(list(wrong))


def source_of(model: str) -> Source:
    """Give what a model says, bases and scenarios applied and the packaged numbers laid under.

    Raises
    ------
    InputError
        With every problem found.
    """
    name, scenarios = _parts(model)
    source = _resolved(find(name, "models"), ())
    if not scenarios:
        return source
    problems: list[Problem] = []
    changes, told = changes_from(scenarios, (), problems)
    if problems:
        raise InputError(problems)
    source = apply(source, changes)
    title = source.data.get("name")
    named = f"{title} + {' + '.join(told)}" if isinstance(title, str) else title
    return replace(source, data={**source.data, "name": named})


def name_of(model: str) -> str:
    """Give the name that a model shows to people.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    name, scenarios = _parts(model)
    title = str(read_file(find(name, "models")).data.get("name", name))
    if not scenarios:
        return title
    told = [read_file(find(each, "scenarios")).data.get("name", each) for each in scenarios]
    return f"{title} + {' + '.join(map(str, told))}"


def files_of(model: str) -> Iterator[Path]:
    """Give every file that a model is read from: itself, what it is based on, its scenarios.

    Raises
    ------
    InputError
        If one of them is missing or cannot be read.
    """
    name, scenarios = _parts(model)
    yield from _files(find(name, "models"), 0)
    for scenario in scenarios:
        yield find(scenario, "scenarios")


def _files(path: Path, depth: int) -> Iterator[Path]:
    yield path
    data = read_file(path, go_on=True).data
    if not isinstance(data.get("based_on"), str) or depth > MOST_DEEP:
        return
    given = data.get("with", ())
    for each in (given,) if isinstance(given, str) else given or ():
        yield _near(path, each, "scenarios")
    yield from _files(_near(path, data["based_on"], "models"), depth + 1)


def _parts(model: str) -> tuple[str, tuple[str, ...]]:
    """Part a model from the scenarios behind it; a file that is called so comes first."""
    if "+" not in model or Path(model).exists():
        return model, ()
    name, *scenarios = (part.strip() for part in model.split("+"))
    if not name or not all(scenarios):
        help = "write a model and scenarios: county_separate+ladder_same_room"
        message = f"{said(model)} lacks a name beside a plus sign"
        raise InputError([Problem("E110", message, Place(model), help)])
    return name, tuple(scenarios)


def source_from(text: str | bytes, file: str, beside: Path | None = None) -> Source:
    """Give what the text of a model says, as `source_of` does for a file.

    Parameters
    ----------
    text : str or bytes
    file : str
        The name to give in messages.
    beside : Path or None
        The file in whose folder other models and scenarios may be named; with None only what is
        shipped may be.

    Raises
    ------
    InputError
        With every problem found.
    """
    return _based(read_source(text, file, go_on=True), beside, ())


def _resolved(path: Path, above: tuple[Path, ...]) -> Source:
    """Read a file, and what it is based on, with the changes it makes."""
    return _based(read_file(path, go_on=True), path, above)


def _based(source: Source, path: Path | None, above: tuple[Path, ...]) -> Source:
    """Give what a file says, and what it is based on, with the changes it makes."""
    if "based_on" not in source.data:
        return with_defaults(source)
    wrong = list(_form(source))
    if wrong:
        raise InputError([*wrong, *(problem for _, problem in source.doubled)])
    here = (path.resolve(),) if path is not None else ()
    if set(here) & set(above) or len(above) >= MOST_DEEP:
        message = (
            "this model is based on itself"
            if set(here) & set(above)
            else (f"more than {MOST_DEEP} models are based on one another")
        )
        raise InputError([Problem("E112", message, source.place(("based_on",)), BASED_HELP)])
    problems: list[Problem] = []
    changes = _scenarios(path, source, problems)
    base = None
    try:
        base = _near(path, source.data["based_on"], "models")
    except InputError as error:
        place = source.place(("based_on",))
        problems += [replace(each, place=place) for each in error.problems]
    if problems or base is None:
        raise InputError(problems)
    below = apply(_resolved(base, (*above, *here)), [*changes, *changes_in(source)])
    data, spots = dict(below.data), dict(below.spots)
    for key in ("name", "about"):
        if key in source.data:
            data[key], spots[key,] = source.data[key], source.spots[key,]
    return replace(below, file=source.file, data=data, spots=spots)


def _form(source: Source) -> Iterator[Problem]:
    """Find what is wrong with the fields of a model based on another."""
    for key in source.data:
        if key not in KNOWN:
            message = f'"{key}" cannot be written in a model that is based on another'
            help = did_you_mean(key[:60], KNOWN)
            help += "\nwhat is changed stands below set:, as a path and a value"
            yield Problem("E110", message, source.key_place((key,)), help)
    base = source.data["based_on"]
    if not isinstance(base, str) or not base.strip():
        message = f"one model belongs here, and {found(base)} is written"
        yield Problem("E110", message, source.place(("based_on",)), BASED_HELP)
    given = source.data.get("with", ())
    fine = isinstance(given, str) or (
        isinstance(given, list | tuple) and all(isinstance(each, str) for each in given)
    )
    if not fine:
        message = f"names of scenarios belong here, and {found(given)} is written"
        yield Problem("E110", message, source.place(("with",)), BASED_HELP)
    settings = source.data.get("set", {})
    if not isinstance(settings, Mapping):
        message = f"paths with values belong here, and {found(settings)} is written"
        yield Problem("E110", message, source.place(("set",)), "set:\n  roles.a.people: 5")
    if source.data.get("hubsim", "1") != "1":
        message = f"this hubsim reads format 1, and {found(source.data['hubsim'])} is written"
        yield Problem("E103", message, source.place(("hubsim",)), "write hubsim: 1")
    for key in ("hubsim", "name"):
        if key not in source.data:
            message = f'the model has no "{key}"'
            yield Problem("E102", message, source.key_place(()), f"{key}: {HELP[key]}")


HELP = {"hubsim": "1", "name": "a name of its own"}


def _scenarios(path: Path | None, source: Source, problems: list[Problem]) -> list[Change]:
    """Read the scenarios of a model; what is wrong is said where they are named."""
    given = source.data.get("with", ())
    names = (given,) if isinstance(given, str) else tuple(given or ())
    changes: list[Change] = []
    for number, name in enumerate(names):
        try:
            file = _near(path, name, "scenarios")
        except InputError as error:
            at = ("with", number) if ("with", number) in source.spots else ("with",)
            problems += [replace(each, place=source.place(at)) for each in error.problems]
            continue
        changes += changes_from([str(file)], (), problems)[0]
    return changes


def _near(path: Path | None, name: str, of: Folder) -> Path:
    """Find a file beside another or below its folder, else a shipped one by its name.

    Nothing else is read: a model from elsewhere must not show what stands in other files.
    """
    if name in names(of):
        return find(name, of)
    if path is None:
        help = did_you_mean(name[:60], names(of), f"shipped {of}")
        message = f"there is no shipped {of.removesuffix('s')} {said(name)}"
        raise InputError([Problem("E002", message, Place(name), help)])
    folder, beside = path.resolve().parent, path.parent / name
    try:
        inside, there = beside.resolve().is_relative_to(folder), beside.is_file()
    except (OSError, ValueError):  # a name that no file can have
        inside, there = True, False
    if not inside:
        message = f"{said(name)} lies outside the folder of this model"
        help = f"put it into that folder, or name what is shipped: {', '.join(names(of)[:14])} …"
        raise InputError([Problem("E111", message, Place(name), help)])
    if not there:
        known = [each.name for each in folder.glob("*.yaml")] + names(of)
        message = f"there is no {of.removesuffix('s')} {said(name)}"
        raise InputError([Problem("E002", message, Place(name), did_you_mean(name[:60], known))])
    return beside
