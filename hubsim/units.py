"""Quantities as people write them, understood in one place.

Lengths of time (``40 min``, ``1 h 30 min``, ``6 working hours``, ``1 working day``), shares
(``15%``), volumes (``310 per week``), money (``24 GBP per hour``), working hours (``Mon-Fri
09:00-17:00``), dates. Every parser takes the text of a file and gives a number in one fixed unit:
seconds, shares of one, contacts per week, money per hour, minutes after midnight.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import Literal

MINUTE, HOUR, DAY, WEEK = 60, 3600, 86_400, 604_800
"""Seconds."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

WEEKS_PER_MONTH = 365.25 / 7 / 12

LONGEST = 100 * 366 * DAY
"""A length of time beyond a century is a slip of the pen."""

ClockName = Literal["elapsed", "working hours", "working days"]


class UnitError(ValueError):
    """A quantity that cannot be understood.

    Parameters
    ----------
    message : str
        What is wrong with it.
    advice : str
        How to write it.
    path : tuple of str
        Where inside the value it stands, if the value has parts.
    """

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time and the clock it runs on.

    Parameters
    ----------
    amount : float
        Seconds for ``elapsed`` and ``working hours``; a whole number of days for ``working days``.
    clock : str
        ``elapsed`` (round the clock), ``working hours`` or ``working days``.
    """

    amount: float
    clock: ClockName = "elapsed"

    @property
    def seconds(self) -> int:
        """Whole seconds, rounded half up.

        Raises
        ------
        ValueError
            For working days, which have no fixed length.
        """
        if self.clock == "working days":
            raise ValueError("working days have no fixed length in seconds")
        return math.floor(self.amount + 0.5)


@dataclass(frozen=True, slots=True)
class WeekHours:
    """The open hours of an ordinary week.

    Parameters
    ----------
    spans : tuple of (day, start, end)
        Day 0 is Monday, the day on which the stretch begins; minutes after its midnight. A stretch
        that runs past midnight ends above 1440.
    on_bank_holidays : bool
        Whether these hours are kept on bank holidays.
    text : str
        As written.
    """

    spans: tuple[tuple[int, int, int], ...]
    on_bank_holidays: bool
    text: str


NUMBER = r"(?:\d+(?:\.\d+)?|\.\d+)"
_UNIT_SECONDS = {
    "s": 1, "sec": 1, "second": 1, "seconds": 1,
    "min": MINUTE, "mins": MINUTE, "minute": MINUTE, "minutes": MINUTE,
    "h": HOUR, "hr": HOUR, "hrs": HOUR, "hour": HOUR, "hours": HOUR,
    "d": DAY, "day": DAY, "days": DAY,
    "w": WEEK, "week": WEEK, "weeks": WEEK,
}  # fmt: skip
_PART = re.compile(rf"({NUMBER})\s*([A-Za-z]+)")
_WORKING = re.compile(rf"({NUMBER})\s*working\s+(hours?|h|days?|minutes?|min)", re.IGNORECASE)
_RANGE = re.compile(r"^(?P<usual>[^()]+)\((?P<low>.+?)\s+to\s+(?P<high>.+?)\)$")
DURATION_HELP = "write a number and a unit, such as 40 min, 2 h, 1 h 30 min, 3 days"


def number(text: str) -> float:
    """Read a plain, finite, non-negative decimal number.

    Raises
    ------
    UnitError
        For anything else: signs, commas, exponents, ``nan``.
    """
    stripped = text.strip()
    if re.fullmatch(NUMBER, stripped):
        return float(stripped)
    if re.fullmatch(rf"-\s*{NUMBER}.*", stripped):
        raise UnitError(f'"{text}" is negative', "the smallest allowed is 0")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", stripped):
        plain = stripped.replace(",", "")
        raise UnitError(f'"{text}" has a comma in it', f"write {plain}")
    if re.fullmatch(r"[+-]?\.?(nan|inf|infinity)", stripped, re.IGNORECASE):
        raise UnitError(f'"{text}" is not a finite number', "write a number, such as 12 or 0.5")
    raise UnitError(f'"{text}" is not a number', "write a number, such as 12 or 0.5")


def count(text: str) -> int:
    """Read a whole number of things, 0 or more.

    Raises
    ------
    UnitError
        For fractions (half a person is written as a part-time post) and for anything but digits.
    """
    value = number(text)
    if value != int(value):
        raise UnitError(f'"{text}" is not a whole number', f"write {int(value)} or {int(value) + 1}")
    if value > 10**9:
        raise UnitError(f'"{text}" is too large', "the largest allowed is 1000000000")
    return int(value)


def share(text: str) -> float:
    """Read a percentage as a share of one.

    Raises
    ------
    UnitError
        Without the ``%`` sign, or outside 0 % to 100 %.
    """
    stripped = text.strip()
    if not stripped.endswith("%"):
        value = number(stripped)
        meant = f"{value * 100:g}%" if value <= 1 else f"{value:g}%"
        raise UnitError(f'"{text}" is a share without a percent sign', f"write {meant}")
    value = number(stripped[:-1])
    if value > 100:
        raise UnitError(f'"{text}" is more than the whole', "a share lies between 0% and 100%")
    return value / 100


def span(text: str) -> Span:
    """Read a length of time.

    Raises
    ------
    UnitError
        Without a unit, with an unknown one, or of more than a century.
    """
    stripped = text.strip()
    working = _WORKING.fullmatch(stripped)
    if working:
        amount, unit = float(working[1]), working[2].lower()
        if not unit.startswith("d"):
            return Span(amount * (MINUTE if unit.startswith("min") else HOUR), "working hours")
        if amount != int(amount):
            raise UnitError(f'"{text}": working days are counted whole', "write working hours")
        return Span(amount, "working days")
    parts = _PART.findall(stripped)
    if not parts or _PART.sub("", stripped).strip():
        raise _span_error(text)
    total = 0.0
    for amount_text, unit in parts:
        if unit.lower() not in _UNIT_SECONDS:
            raise UnitError(f'"{text}": "{unit}" is not a unit of time', DURATION_HELP)
        total += float(amount_text) * _UNIT_SECONDS[unit.lower()]
    if total > LONGEST:
        raise UnitError(f'"{text}" is longer than a century', DURATION_HELP)
    return Span(total)


def _span_error(text: str) -> UnitError:
    if re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", text.strip()):
        return UnitError(f'"{text}" is a time of day, not a length of time', DURATION_HELP)
    try:
        value = number(text)
    except UnitError as error:
        finite = "finite" in error.message or "negative" in error.message or "comma" in error.message
        return error if finite else UnitError(f'"{text}" is not a length of time', DURATION_HELP)
    return UnitError(
        f'"{text}" has no unit of time', f"write {value:g} min, {value:g} h or {value:g} days"
    )


def work_seconds(text: str) -> float:
    """Read a length of time spent, in seconds; working days are no length of work.

    Raises
    ------
    UnitError
        As `span`, and for working hours or days.
    """
    length = span(text)
    if length.clock != "elapsed":
        raise UnitError(
            f'"{text}": a working {"day" if length.clock == "working days" else "hour"} is no '
            "length of work",
            "write hours or minutes; they are spent during the working hours of whoever does it",
        )
    return length.amount


def usual_and_range(text: str) -> tuple[float, float, float] | None:
    """Read ``30 min (15 to 75)`` as (usual, low, high) in seconds, or None where there is no range.

    Low and high take the unit of the usual value unless they have their own.

    Raises
    ------
    UnitError
        As `work_seconds`, and where low, usual and high are not in order.
    """
    match = _RANGE.match(text.strip())
    if not match:
        if "(" in text or ")" in text:
            raise UnitError(
                f'"{text}" is not a usual value with its range', "write 30 min (15 to 75)"
            )
        return None
    usual_text = match["usual"].strip()
    usual = work_seconds(usual_text)
    unit = re.sub(rf"^{NUMBER}\s*", "", usual_text)
    bounds = []
    for bound in (match["low"].strip(), match["high"].strip()):
        has_unit = re.search(r"[A-Za-z]", bound) is not None
        bounds.append(work_seconds(bound if has_unit else f"{bound} {unit}"))
    low, high = bounds
    if not low <= usual <= high:
        raise UnitError(
            f'"{text}": the usual value does not lie between the two others',
            "write usual (low to high), such as 30 min (15 to 75)",
        )
    return usual, low, high


def per_week(text: str) -> float:
    """Read a volume, such as ``310 per week``, as contacts per ordinary week of seven days.

    Raises
    ------
    UnitError
        Without a number, or without ``per hour``, ``day``, ``week``, ``month`` or ``year``.
    """
    match = re.fullmatch(r"(\S+)\s+(?:a|per|an)\s+(\w+)", text.strip())
    weeks = {"hour": 1 / 168, "day": 1 / 7, "week": 1.0, "month": WEEKS_PER_MONTH, "year": 365.25 / 7}
    if not match or match[2].lower() not in weeks:
        number(text.split()[0] if text.split() else text)
        raise UnitError(
            f'"{text}" does not say per what',
            "write 310 per week (or per hour, per day, per month, per year)",
        )
    return number(match[1]) / weeks[match[2].lower()]


def weeks_a_year(text: str) -> float:
    """Read leave, such as ``6 weeks a year``, as weeks in a year of 52.

    Raises
    ------
    UnitError
        Without weeks or days a year, or for more than a year.
    """
    match = re.fullmatch(r"(\S+)\s+(weeks?|days?)\s+(?:a|per)\s+year", text.strip())
    if not match:
        raise UnitError(f'"{text}" is not leave', "write 6 weeks a year")
    weeks = number(match[1]) / (1 if match[2].startswith("week") else 5)
    if weeks > 52:
        raise UnitError(f'"{text}" is more than a year', "write 6 weeks a year")
    return weeks


def money_per_hour(text: str) -> tuple[float, str]:
    """Read a wage, such as ``24 GBP per hour``, as (amount, currency).

    Raises
    ------
    UnitError
        Without an amount, a three-letter currency and ``per hour``.
    """
    match = re.fullmatch(r"(\S+)\s+([A-Z]{3})\s+(?:per|an)\s+hour", text.strip())
    if not match:
        raise UnitError(f'"{text}" is not a cost per hour', "write 24 GBP per hour")
    return number(match[1]), match[2]


def date(text: str) -> dt.date:
    """Read a date, year first.

    Raises
    ------
    UnitError
        For other orders and for days that do not exist.
    """
    stripped = text.strip()
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", stripped):
        raise UnitError(f'"{text}" is not a date', "write year-month-day, such as 2026-01-05")
    try:
        return dt.date.fromisoformat(stripped)
    except ValueError:
        raise UnitError(f'"{text}": there is no such day', "look at the month and day") from None


def dates(text: str) -> tuple[dt.date, dt.date]:
    """Read one date, or ``2026-02-16 to 2026-02-20`` with both ends included.

    Raises
    ------
    UnitError
        As `date`, and where the end lies before the start.
    """
    first, _, last = (part.strip() for part in text.partition(" to "))
    start = date(first)
    end = date(last) if last else start
    if end < start:
        raise UnitError(f'"{text}" ends before it starts', "write the earlier date first")
    return start, end


HOURS_HELP = (
    'write days and times, such as "Mon-Fri 09:00-17:00", "Mon-Thu 09:00-17:00, Fri 09:00-16:30",'
    ' "every day 07:00-23:00" or "always"'
)
_DAYS = re.compile(
    rf"^(?P<days>every day|(?:{'|'.join(WEEKDAYS)})(?:-(?:{'|'.join(WEEKDAYS)}))?)\s+(?P<times>.+)$",
    re.IGNORECASE,
)
_HOLIDAYS = {"bank holidays too": True, "not bank holidays": False, "except bank holidays": False}


def week_hours(text: str) -> WeekHours:
    """Read the open hours of a week.

    ``every day`` and ``always`` mean every day, bank holidays too; days that are named keep bank
    holidays free. Either can be said otherwise at the end: ``, bank holidays too`` or
    ``, not bank holidays``.

    Raises
    ------
    UnitError
        Where days or times cannot be read, where nothing is open, or where stretches overlap.
    """
    body, holidays = _holiday_suffix(text)
    if body.lower() in {"always", "24/7", "24x7"}:
        body = "every day 00:00-24:00"
    spans: list[tuple[int, int, int]] = []
    everyday = True
    for part in (piece.strip() for piece in body.split(",")):
        match = _DAYS.match(part)
        if not match:
            raise UnitError(f'"{text}": "{part}" is not days and times', HOURS_HELP)
        everyday &= match["days"].lower() == "every day"
        for stretch in re.split(r"\s+and\s+", match["times"].strip()):
            start, end = _stretch(text, stretch)
            spans += [(day, start, end) for day in _days(match["days"])]
    spans.sort()
    _refuse_overlap(text, spans)
    return WeekHours(tuple(spans), everyday if holidays is None else holidays, text)


def moments(text: str) -> tuple[tuple[int, int], ...]:
    """Read moments of the week, such as ``Mon-Fri 10:00 and 14:00``, as (day, minute) pairs.

    Raises
    ------
    UnitError
        Where days or times cannot be read.
    """
    found: list[tuple[int, int]] = []
    for part in (piece.strip() for piece in text.split(",")):
        match = _DAYS.match(part)
        if not match:
            raise UnitError(f'"{text}" is not days and times', 'write "Mon-Fri 10:00 and 14:00"')
        for moment in re.split(r"\s+and\s+", match["times"].strip()):
            found += [(day, _minute(text, moment)) for day in _days(match["days"])]
    return tuple(sorted(set(found)))


def _holiday_suffix(text: str) -> tuple[str, bool | None]:
    body = text.strip()
    for suffix, kept in _HOLIDAYS.items():
        match = re.fullmatch(rf"(.*?),?\s+{suffix}", body, re.IGNORECASE)
        if match:
            return match[1].strip(), kept
    return body, None


def _days(text: str) -> list[int]:
    if text.lower() == "every day":
        return list(range(7))
    names = [WEEKDAYS.index(name.capitalize()) for name in text.split("-")]
    first, last = names[0], names[-1]
    return [day % 7 for day in range(first, last + 1 if last >= first else last + 8)]


def _stretch(text: str, stretch: str) -> tuple[int, int]:
    start_text, dash, end_text = (part.strip() for part in stretch.partition("-"))
    if not dash:
        raise UnitError(f'"{text}": "{stretch}" is not a stretch of time', HOURS_HELP)
    start, end = _minute(text, start_text), _minute(text, end_text)
    if start == 24 * 60:
        raise UnitError(f'"{text}": a day cannot begin at 24:00', HOURS_HELP)
    if start == end:
        raise UnitError(
            f'"{text}": "{stretch}" has no open minute', 'write 00:00-24:00 for the whole day'
        )
    return start, end if end > start else end + 24 * 60


def _minute(text: str, moment: str) -> int:
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", moment.strip())
    if not match or int(match[2]) > 59 or int(match[1]) * 60 + int(match[2]) > 24 * 60:
        raise UnitError(
            f'"{text}": "{moment}" is not a time of day', "write hours and minutes, such as 09:00"
        )
    return int(match[1]) * 60 + int(match[2])


def _refuse_overlap(text: str, spans: list[tuple[int, int, int]]) -> None:
    week = 7 * 24 * 60
    begun = [(day * 1440 + start, day * 1440 + end) for day, start, end in spans]
    for (_, end), (start, _) in zip(begun, [*begun[1:], (begun[0][0] + week, 0)], strict=True):
        if end > start:
            day, minute = divmod(start % week, 1440)
            raise UnitError(
                f'"{text}": two stretches overlap on {WEEKDAYS[day]} '
                f"at {minute // 60:02}:{minute % 60:02}",
                "write each stretch once",
            )


def clock_time(seconds: float) -> str:
    """Say a length of time in the two largest units that fit, such as ``2 h 5 min``."""
    whole = math.floor(abs(seconds) + 0.5)
    sign = "-" if seconds < 0 else ""
    days, rest = divmod(whole, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, secs = divmod(rest, MINUTE)
    named = [(days, "d"), (hours, "h"), (minutes, "min"), (secs, "s")]
    parts = [f"{value} {unit}" for value, unit in named if value]
    return sign + " ".join(parts[:2]) if parts else "0 s"
