"""A study as somebody writes it: what is compared, for how long, how often, and what for.

Here stands the form alone. Which models, scenarios and measures are meant is found out where they
are known, in `hubsim.study`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ValidationError, WithJsonSchema
from pydantic import Field as About

from hubsim.errors import InputError, Place, Problem
from hubsim.spec.names import Text, Title
from hubsim.spec.parts import Parts, found, text_of
from hubsim.spec.scenario import Change, changes_in
from hubsim.spec.section import Section
from hubsim.spec.source import Source, YamlPath, read_file
from hubsim.spec.wording import empty_entries, findings
from hubsim.units import UnitError, count, said, share

Horizon = Literal["these weeks", "long run"]
"""What the answer is about: these very weeks (terminating), or the hub once it has settled, year
after year (steady state)."""

FOUND = "found"
"""As the warm-up: find it from the runs themselves."""


def _version(given: Any) -> str:
    if given == "1":
        return "1"
    what = said(given) if isinstance(given, str) else found(given)
    raise UnitError(f"this hubsim reads studies of format 1, and {what} is written", "write 1")


def _texts(given: Any) -> tuple[str, ...]:
    """Read one text or a list of texts, each once."""
    if isinstance(given, str):
        return (_filled(given),)
    if not isinstance(given, list | tuple):
        message = f"a name or a list of names belongs here, and {found(given)} is written"
        raise UnitError(message, "write one name, or [one, another]")
    parts, names = Parts(), list[str]()
    for number, each in enumerate(given):
        name = parts.read(number, _filled, each)
        if name in names:
            parts.wrong(number, UnitError(f"{said(name)} stands here twice", "keep one of the two"))
        elif name is not None:
            names.append(name)
    parts.done()
    return tuple(names)


def _filled(given: Any) -> str:
    text = text_of(given, "write one name")
    if not text.strip():
        raise UnitError("nothing stands between the quotes", "write a name")
    return text.strip()


def _paths(given: Any) -> Mapping[str, Any]:
    if isinstance(given, Mapping):
        return given
    message = f"paths with values belong here, and {found(given)} is written"
    raise UnitError(message, "write lines such as\nset:\n  roles.screener.people: 5")


def _number(given: Any, advice: str = "write a whole number") -> int:
    if isinstance(given, int):
        return given
    try:
        return count(text_of(given, advice))
    except UnitError as error:
        raise UnitError(error.message, advice) from None


def _warm_up(given: Any) -> int | str:
    return FOUND if given == FOUND else _number(given, "write whole weeks, 0 for none, or found")


def _within(given: Any) -> float:
    """Read how narrow an interval must be, as a share of the mean."""
    value = given if isinstance(given, float) else share(text_of(given, "write 5%"))
    if not 0.001 <= value <= 0.5:
        raise UnitError(
            f"{value:.3g} of the mean is no precision to stop at", "write 0.1% to 50%, usually 5%"
        )
    return value


def _size(given: Any) -> float:
    """Read a difference that does not matter: in the unit of a measure, or in points of a share."""
    if isinstance(given, float):
        return given
    advice = "write 0.5, in the unit of the measure, or 2%, in points of a share"
    text = text_of(given, advice).strip()
    number, per = (text[:-1], 100) if text.endswith("%") else (text, 1)
    try:
        size = float(number) / per
    except ValueError:
        raise UnitError(f"{said(text)} is no size of a difference", advice) from None
    if not 0 < size < math.inf:
        raise UnitError(f"a difference of {text} is none", advice)
    return size


def _sure(given: Any) -> float:
    value = given if isinstance(given, float) else share(text_of(given, "write 95%"))
    if not 0.5 <= value <= 0.999:
        raise UnitError(f"{value:.3g} is no probability to choose at", "write 50% to 99.9%")
    return value


def _form(kind: str | list[str], example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": kind, "examples": [example]})


Texts = Annotated[
    tuple[str, ...],
    BeforeValidator(_texts),
    WithJsonSchema({"type": ["string", "array"], "items": {"type": "string"}}),
]
Whole = Annotated[int, BeforeValidator(_number), _form(["integer", "string"], "20")]
WarmUp = Annotated[int | str, BeforeValidator(_warm_up), _form(["integer", "string"], FOUND)]
Within = Annotated[float, BeforeValidator(_within), _form("string", "5%")]
Size = Annotated[float, BeforeValidator(_size), _form(["number", "string"], "0.5")]
Sure = Annotated[float, BeforeValidator(_sure), _form("string", "95%")]
Paths = Annotated[
    Mapping[str, Any],
    BeforeValidator(_paths),
    WithJsonSchema({"type": "object", "examples": [{"roles.screener.people": 5}]}),
]


class DesignRow(Section):
    """One of the designs: a hub, with scenarios and changes."""

    hub: Text = About("", description="a model; the first of hubs if left out")
    with_: Texts = About(
        (), alias="with", description="scenarios, files or shipped ones, applied in this order"
    )
    set: Paths = About(
        {}, description="paths and what shall stand there, applied last", examples=[{}]
    )


class Until(Section):
    """Replications are added until the interval of a measure is narrow enough."""

    measure: Text = About(
        description="a measure of docs/measures.md", examples=["asked_hours_to_decision_mean"]
    )
    within: Within = About(
        0.05,
        description="half of the 95% interval, as a share of the mean, in every design",
        examples=["5%"],
    )
    at_most: Whole = About(100, description="replications after which no more are added")


class Choose(Section):
    """Replications are added until the best design is chosen with a stated probability."""

    measure: Text = About(
        description="a measure of docs/measures.md", examples=["asked_hours_to_decision_mean"]
    )
    indifference: Size = About(
        description="a difference so small that it does not matter, in the unit of the measure",
        examples=["0.5"],
    )
    confidence: Sure = About(
        0.95, description="the probability with which the best is chosen, if it is better by more"
    )
    at_most: Whole = About(100, description="replications after which no more are added")


def choose_from_text(text: str, at_most: int) -> Choose:
    """Read ``hours_to_decision_mean=0.5`` as given to ``--choose``.

    Raises
    ------
    InputError
        Without a measure and a size.
    """
    help = "write a measure and a difference that does not matter: hours_to_decision_mean=0.5"
    with _told_at("--choose", help):
        measure, size = _parted(text)
        return Choose(measure=measure, indifference=_size(size), at_most=at_most)


def until_from_text(text: str, at_most: int) -> Until:
    """Read ``hours_to_decision_mean=5%`` as given to ``--until``.

    Raises
    ------
    InputError
        Without a measure and a percentage.
    """
    with _told_at("--until", "write a measure and a percentage: hours_to_decision_mean=5%"):
        measure, width = _parted(text)
        return Until(measure=measure, within=_within(width or "5%"), at_most=at_most)


def _parted(text: str) -> tuple[str, str]:
    """Part a measure from what is asked of it."""
    measure, _, asked = (part.strip() for part in text.partition("="))
    if not measure:
        raise UnitError("no measure is named", "")
    return measure, asked


@contextmanager
def _told_at(option: str, help: str) -> Iterator[None]:
    """Tell what is wrong with the value of an option, and how it is written."""
    try:
        yield
    except UnitError as error:
        problem = Problem("E408", error.message, Place(option), error.advice or help)
        raise InputError([problem]) from None


class StudyFile(Section):
    """A whole study."""

    hubsim_study: Annotated[str, BeforeValidator(_version), WithJsonSchema({"const": 1})] = About(
        description="version of this format", examples=["1"]
    )
    name: Title = About(description="name of the study, shown to people", examples=["My question"])
    about: Text = About("", description="what is to be decided, in a sentence or two")
    hubs: Texts = About(
        description="models, files or shipped ones; the first as it is means doing nothing, and "
        "everything is compared with it",
        examples=["county_separate"],
    )
    scenarios: Texts = About((), description="scenarios, each by itself on each of the hubs")
    designs: Mapping[Title, DesignRow] = About(
        {},
        description="further designs by name, each a hub with scenarios and changes",
        examples=[{"One room": {"with": "[ladder_same_room]"}}],
    )
    circumstances: Texts = About(
        (), description="scenarios that hold for every design, also for doing nothing"
    )
    set: Paths = About(
        {}, description="changes that hold for every design, also for doing nothing", examples=[{}]
    )
    horizon: Horizon = About(
        "these weeks",
        description="what the answer is about: these weeks (in the terms of simulation, "
        "terminating), or the long run (steady state)",
    )
    weeks: Whole = About(52, description="weeks measured")
    warm_up: WarmUp = About(
        8,
        description="weeks before them, left out because the hub starts empty; found: as many as "
        "the runs themselves show to be needed",
    )
    run_off: Whole = About(
        4, description="weeks after them, in which the last measured cases are decided"
    )
    replications: Whole = About(20, description="independent repetitions of that time")
    until: Until | None = About(
        None, description="instead of a fixed number of replications: until an answer is precise"
    )
    choose: Choose | None = About(
        None, description="instead: until the best design is chosen with a stated probability"
    )
    seed: Whole = About(1, description="another seed, other cases")
    measures: Texts = About(
        (), description="measures of interest, told first and tested together; see hubsim measures"
    )
    contacts: Text = About("", description="a CSV of real contacts, for every design")
    waiting: Text = About("", description="a CSV of what is waiting at the beginning")


def read_study_file(file: Path | str) -> tuple[StudyFile, Source]:
    """Read the form of a study, and where everything in it is written.

    Raises
    ------
    InputError
        With every problem found in it.
    """
    source = read_file(file, go_on=True)
    wrong = [problem for _, problem in source.doubled]
    for other, what in (("hubsim", "hub"), ("hubsim_scenario", "scenario")):
        if isinstance(source.data, Mapping) and other in source.data:
            place = source.key_place((other,))
            help = f"run a hub with hubsim run {source.file}" if other == "hubsim" else ""
            raise InputError([Problem("E101", f"this file is a {what}, not a study", place, help)])
    empty = [each for each in empty_entries(source, StudyFile) if "set" not in each.path[:-1]]
    wrong += [each.problem for each in empty]
    read = None
    try:
        read = StudyFile.model_validate(source.data)
    except ValidationError as error:
        known = {each.path for each in empty}
        wrong += [
            each.problem for each in findings(error, source, StudyFile) if each.path not in known
        ]
    for at in _settings(source):
        try:
            changes_in(source, at)
        except InputError as error:
            wrong += error.problems
    if read is None or wrong:
        raise InputError(wrong)
    return read, source


def changes_at(source: Source, at: YamlPath) -> tuple[Change, ...]:
    """Give the changes below ``set`` of a part of a study."""
    return changes_in(source, (*at, "set"))


def _settings(source: Source) -> list[YamlPath]:
    """Give the paths at which changes are written."""
    found = [path for path in source.spots if path[-1:] == ("set",) and len(path) in {1, 3}]
    return [path for path in found if len(path) == 1 or path[0] == "designs"]
