"""Where people sit: a path of site, room and bank, the same all week or by weekday."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from hubsim import units
from hubsim.spec.parts import Parts, found, text_of
from hubsim.units import UnitError, said

SEAT_HELP = (
    'write site / room / bank, such as "civic centre / hub room / bank A", or by weekday:\n'
    "sits: {Mon-Wed: civic centre / hub room / bank A, otherwise: home}"
)
OTHERWISE = "otherwise"
ALONE = ("home", "elsewhere", "remote")
"""Who sits here sits near nobody, not even others who do."""


class Near(IntEnum):
    """How near two seats are."""

    APART = 0
    """At different sites."""
    BUILDING = 1
    """At one site, in different rooms."""
    ROOM = 2
    """In one room."""
    BANK = 3
    """At one bank of desks."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat for each day of the week, Monday first, as a path; empty where nobody said."""

    by_day: tuple[tuple[str, ...], ...] = ((),) * 7
    text: str = ""

    @property
    def known(self) -> bool:
        """Whether anything is said of it."""
        return any(self.by_day)


def near(one: Seat, other: Seat) -> tuple[Near, ...]:
    """How near two seats are on each day of the week.

    Parameters
    ----------
    one, other : Seat
    """
    return tuple(_near(a, b) for a, b in zip(one.by_day, other.by_day, strict=True))


def _near(one: tuple[str, ...], other: tuple[str, ...]) -> Near:
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a.casefold() != b.casefold():
            break
        shared += 1
    return Near.APART if one[:1] and one[0].casefold() in ALONE else Near(shared)


def read_seat(given: Any) -> Seat:
    """Read one path, or paths by weekday.

    Raises
    ------
    UnitError
        For an empty part, too many parts, days that nothing is said of or that are said twice.
    """
    if isinstance(given, Seat):
        return given
    if not isinstance(given, Mapping):
        path = _path(text_of(given, SEAT_HELP))
        return Seat((path,) * 7, str(given))
    if not given:
        raise UnitError("nothing stands between the braces", SEAT_HELP)
    parts, by_day = Parts(), dict[int, tuple[str, ...]]()
    rest: tuple[str, ...] = ()
    for days, value in given.items():
        path = parts.read(days, _path, value) or ()
        if days == OTHERWISE:
            rest = path
            continue
        numbers = parts.read(days, _days, days) or ()
        for day in numbers:
            if day in by_day:
                message = f"{units.WEEKDAYS[day]} stands here twice"
                parts.wrong(days, UnitError(message, "keep one of the two", at_name=True))
            by_day[day] = path
    parts.done()
    if len(by_day) < 7 and OTHERWISE not in given:
        missing = ", ".join(name for day, name in enumerate(units.WEEKDAYS) if day not in by_day)
        raise UnitError(f"nothing says where they sit on {missing}", "add otherwise: home")
    text = ", ".join(f"{days}: {value}" for days, value in given.items())
    return Seat(tuple(by_day.get(day, rest) for day in range(7)), text)


def _days(text: str) -> tuple[int, ...]:
    try:
        return tuple(units.weekdays(text))
    except UnitError as error:
        error.at_name = True
        raise


def _path(given: Any) -> tuple[str, ...]:
    if not isinstance(given, str):
        raise UnitError(f"a seat belongs here, and {found(given)} is written", SEAT_HELP)
    if not given.strip():
        raise UnitError("nothing stands between the quotes", SEAT_HELP)
    parts = tuple(" ".join(part.split()) for part in given.split("/"))
    if not all(parts):
        raise UnitError(f"{said(given)} has an empty part", SEAT_HELP)
    if len(parts) > 3:
        message = f"{said(given)} has {len(parts)} parts: a seat is site / room / bank"
        raise UnitError(message, SEAT_HELP)
    return parts


Seats = Annotated[
    Seat,
    BeforeValidator(read_seat),
    WithJsonSchema(
        {"type": ["string", "object"], "examples": ["civic centre / hub room / bank A"]}
    ),
]
