"""Fields that hold words: texts, short names, hours, dates, yes and no."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema

from hubsim import units
from hubsim.spec.parts import Parts, found, text_of
from hubsim.units import UnitError, WeekHours, said

MOST_NAME = 60
"""Characters of a short name; what is longer is a label."""

MOST_NAMES = 500
"""In one list."""

NAME_HELP = (
    "a short name has letters, digits, _ and -, begins with a letter or digit, and is at most\n"
    f'{MOST_NAME} characters long; put the full name beside it as label: "..."'
)


def short_name(given: Any) -> str:
    """Read the short name of something.

    Raises
    ------
    UnitError
        For spaces and signs, and for very long ones.
    """
    name = text_of(given, "write one short name")
    if len(name) > MOST_NAME or not re.fullmatch(r"[^\W_][\w-]*", name):
        what = "nothing between quotes" if not name else said(name)
        raise UnitError(f"{what} cannot be a short name", NAME_HELP)
    return name


def _title(given: Any) -> str:
    text = text_of(given, "write the name in quotes")
    if not text.strip():
        raise UnitError("nothing stands between the quotes", "write a name")
    return text


def short_names(given: Any) -> tuple[str, ...]:
    """Read one short name or a list of them, each once.

    Raises
    ------
    UnitError
        With everything that is wrong inside.
    """
    if isinstance(given, str):
        return (short_name(given),)
    if not isinstance(given, list | tuple):
        message = f"a name or a list of names belongs here, and {found(given)} is written"
        raise UnitError(message, "write one name, or [one, another]")
    if len(given) > MOST_NAMES:
        message = f"a list of {len(given):,} names is longer than any hub needs"
        raise UnitError(message, f"the largest number allowed is {MOST_NAMES}")
    parts, names = Parts(), list[str]()
    for number, each in enumerate(given):
        name = parts.read(number, short_name, each)
        if name in names:
            parts.wrong(number, UnitError(f'"{name}" stands here twice', "keep one of the two"))
        elif name is not None:
            names.append(name)
    parts.done()
    return tuple(names)


def _hours(given: Any) -> WeekHours:
    return (
        given
        if isinstance(given, WeekHours)
        else units.week_hours(text_of(given, units.HOURS_HELP))
    )


def _date(given: Any) -> dt.date:
    help = "write year-month-day, such as 2026-01-05"
    return given if isinstance(given, dt.date) else units.date(text_of(given, help))


def _dates(given: Any) -> tuple[dt.date, dt.date]:
    if isinstance(given, tuple):
        return given
    return units.dates(text_of(given, "write 2026-02-16 to 2026-02-20"))


def _releases(given: Any) -> WeekHours | tuple[tuple[int, int], ...]:
    if isinstance(given, WeekHours | tuple):
        return given
    text = text_of(
        given, 'write hours, "Mon-Fri 08:00-11:00", or moments, "Mon-Fri 10:00 and 14:00"'
    )
    is_hours = re.search(r"[0-9]\s*-\s*[0-9]", text) or text.strip().lower() == "always"
    return units.week_hours(text) if is_hours else units.moments(text)


def _shape(given: Any) -> Mapping[str, Any]:
    if given == {}:
        raise UnitError("nothing stands between the braces", units.HOURS_HELP)
    return given if isinstance(given, Mapping) else {text_of(given, units.HOURS_HELP): "100%"}


def _schema(example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "examples": [example]})


def _moments(given: Any) -> tuple[tuple[int, int], ...]:
    if isinstance(given, tuple):
        return given
    return units.moments(text_of(given, 'write moments, such as "Mon-Fri 10:00 and 14:00"'))


def _days(given: Any) -> str:
    advice = "write Mon-Wed, or Mon, Wed, Fri"
    text = text_of(given, advice)
    if not text.strip():
        raise UnitError("nothing stands between the quotes", advice)
    units.weekdays(text)
    return text


def _part_post(given: Any) -> str:
    advice = "write days, such as Mon-Wed, or hours, such as Mon-Wed 09:00-13:00"
    text = text_of(given, advice)
    if re.search("[0-9]", text):
        units.week_hours(text)
    else:
        _days(text)
    return text


def _yes_no(given: Any) -> bool:
    if isinstance(given, bool):
        return given
    word = text_of(given, "write yes or no").lower()
    if word not in {"yes", "no", "true", "false"}:
        raise UnitError(f"{said(word)} is neither yes nor no", "write yes or no")
    return word in {"yes", "true"}


def _starts(given: Any) -> Mapping[str, str]:
    if not isinstance(given, Mapping):
        return {"otherwise": short_name(given)}
    if not given:
        advice = "write one stage, or {police: triage, otherwise: screening}"
        raise UnitError("nothing stands between the braces", advice)
    parts = Parts()
    read = {key: parts.read(key, short_name, value) for key, value in given.items()}
    parts.done()
    return {key: value for key, value in read.items() if value is not None}


Text = Annotated[str, BeforeValidator(text_of)]
Title = Annotated[str, BeforeValidator(_title)]
Name = Annotated[str, BeforeValidator(short_name)]
Names = Annotated[
    tuple[str, ...],
    BeforeValidator(short_names),
    WithJsonSchema({"type": ["string", "array"], "items": {"type": "string"}}),
]
Hours = Annotated[WeekHours, BeforeValidator(_hours), _schema("Mon-Fri 09:00-17:00")]
Date = Annotated[dt.date, BeforeValidator(_date), _schema("2026-01-05")]
Moments = Annotated[
    tuple[tuple[int, int], ...], BeforeValidator(_moments), _schema("Mon-Fri 10:00 and 14:00")
]
Days = Annotated[str, BeforeValidator(_days), _schema("Mon-Wed")]
PartPost = Annotated[str, BeforeValidator(_part_post), _schema("Mon-Wed")]
YesNo = Annotated[bool, BeforeValidator(_yes_no), WithJsonSchema({"type": ["boolean", "string"]})]
StartsAt = Annotated[
    Mapping[str, str],
    BeforeValidator(_starts),
    WithJsonSchema({"type": ["string", "object"], "examples": ["screening"]}),
]
Dates = Annotated[
    tuple[dt.date, dt.date], BeforeValidator(_dates), _schema("2026-02-16 to 2026-02-20")
]
Releases = Annotated[
    WeekHours | tuple[tuple[int, int], ...],
    BeforeValidator(_releases),
    _schema("Mon-Fri 08:00-11:00"),
]


class OrText:
    """Tells editors that one text may stand for the whole."""

    def __init__(self, example: str) -> None:
        self.example = example

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Allow a text beside the full form."""
        kinds = ["string", "number"] if self.example[0].isdecimal() else "string"
        return {"anyOf": [{"type": kinds, "examples": [self.example]}, handler(schema)]}


Shapes = BeforeValidator(_shape)
"""One text stands for the whole: hours of the week become those hours with 100 %."""
