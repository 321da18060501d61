"""Working hours of a week, moments of it, and dates: ``Mon-Fri 09:00-17:00``, ``2026-01-05``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hubsim.units.numbers import UnitError, brief, said

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Years for which bank holidays and time zones are known well enough."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


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


def date(text: str) -> dt.date:
    """Read a date, year first.

    Raises
    ------
    UnitError
        For other orders, for days that do not exist, and for years before 1990 or after 2100.
    """
    stripped = brief(text).strip()
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", stripped):
        raise UnitError(f"{said(text)} is not a date", "write year-month-day, such as 2026-01-05")
    try:
        day = dt.date.fromisoformat(stripped)
    except ValueError:
        raise UnitError(
            f"{said(text)}: there is no such day", "look at the month and day"
        ) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UnitError(
            f"{said(text)}: the year is out of range",
            f"write a year from {FIRST_YEAR} to {LAST_YEAR}",
        )
    return day


def dates(text: str) -> tuple[dt.date, dt.date]:
    """Read one date, or ``2026-02-16 to 2026-02-20`` with both ends included.

    Raises
    ------
    UnitError
        As `date`, and where the end lies before the start.
    """
    first, _, last = (part.strip() for part in brief(text).partition(" to "))
    start = date(first)
    end = date(last) if last else start
    if end < start:
        raise UnitError(f"{said(text)} ends before it starts", "write the earlier date first")
    return start, end


HOURS_HELP = (
    'write days and times, such as "Mon-Fri 09:00-17:00", "every day 07:00-23:00",\n'
    '"Mon-Thu 09:00-17:00, Fri 09:00-16:30" or "always"; days are Mon Tue Wed Thu Fri Sat Sun'
)
_DAY = f"(?:{'|'.join(WEEKDAYS)})"
_DAYS = re.compile(
    rf"^(?P<days>every day|{_DAY}(?:-{_DAY})?)\s+(?P<times>.+)$",
    re.IGNORECASE,
)
_DAYS_ALONE = re.compile(rf"^(?:every day|{_DAY}(?:-{_DAY})?)$", re.IGNORECASE)
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
    for part, days, times in _parts(body):
        if not times:
            raise UnitError(f"{_in(text, part)} is not days and times", HOURS_HELP)
        everyday &= "every day" in days
        for stretch in re.split(r"\s+and\s+", times):
            start, end = _stretch(text, stretch)
            spans += [(day, start, end) for named in days for day in _days(named)]
    spans.sort()
    _refuse_overlap(text, spans)
    return WeekHours(tuple(spans), everyday if holidays is None else holidays, text)


def moments(text: str) -> tuple[tuple[int, int], ...]:
    """Read moments of the week, such as ``Mon-Fri 10:00 and 14:00``, as (day, minute) pairs.

    24:00 is 00:00 of the next day.

    Raises
    ------
    UnitError
        Where days or times cannot be read.
    """
    found: list[tuple[int, int]] = []
    for _, days, times in _parts(brief(text)):
        if not times:
            raise UnitError(
                f"{said(text)} is not days and times", 'write "Mon-Fri 10:00 and 14:00"'
            )
        for moment in re.split(r"\s+and\s+", times):
            later, minute = divmod(_minute(text, moment), 24 * 60)
            found += [((day + later) % 7, minute) for named in days for day in _days(named)]
    return tuple(sorted(set(found)))


def weekdays(text: str) -> tuple[int, ...]:
    """Read days of the week, such as ``Mon-Wed`` or ``Mon, Wed, Fri``; Monday is 0.

    Raises
    ------
    UnitError
        For anything else.
    """
    found: set[int] = set()
    for part in brief(text).split(","):
        if not _DAYS_ALONE.match(part.strip()):
            advice = "write days, such as Mon-Wed or Mon, Wed, Fri: Mon Tue Wed Thu Fri Sat Sun"
            raise UnitError(f"{_in(text, part.strip())} is not days of the week", advice)
        found.update(_days(part.strip()))
    return tuple(sorted(found))


def _parts(text: str) -> Iterator[tuple[str, list[str], str]]:
    """Give each part between commas, its days and times; days without times take the next ones.

    What cannot be read has no times.
    """
    waiting: list[str] = []
    for part in (piece.strip() for piece in text.split(",")):
        match = _DAYS.match(part)
        if match:
            days = [named.lower() for named in (*waiting, match["days"])]
            yield part, days, match["times"].strip()
            waiting = []
        elif _DAYS_ALONE.match(part):
            waiting.append(part)
        else:
            yield part, [], ""
    if waiting:
        yield waiting[-1], [], ""


def _in(text: str, part: str) -> str:
    return said(text) if part == text.strip() else f"{said(text)}: {said(part)}"


def _holiday_suffix(text: str) -> tuple[str, bool | None]:
    body = brief(text).strip()
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
        raise UnitError(f"{_in(text, stretch)} is not a stretch of time", HOURS_HELP)
    start, end = _minute(text, start_text), _minute(text, end_text)
    if start == 24 * 60:
        raise UnitError(f"{said(text)}: a day cannot begin at 24:00", HOURS_HELP)
    if start == end:
        raise UnitError(
            f"{_in(text, stretch)} has no open minute", "write 00:00-24:00 for the whole day"
        )
    return start, end if end > start else end + 24 * 60


def _minute(text: str, moment: str) -> int:
    match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", moment.strip())
    if not match or int(match[2]) > 59 or int(match[1]) * 60 + int(match[2]) > 24 * 60:
        raise UnitError(
            f"{_in(text, moment)} is not a time of day", "write hours and minutes, such as 09:00"
        )
    return int(match[1]) * 60 + int(match[2])


def _refuse_overlap(text: str, spans: list[tuple[int, int, int]]) -> None:
    week = 7 * 24 * 60
    begun = [(day * 1440 + start, day * 1440 + end) for day, start, end in spans]
    for (_, end), (start, _) in zip(begun, [*begun[1:], (begun[0][0] + week, 0)], strict=True):
        if end > start:
            day, minute = divmod(start % week, 1440)
            raise UnitError(
                f"{said(text)}: two stretches overlap on {WEEKDAYS[day]} "
                f"at {minute // 60:02}:{minute % 60:02}",
                "write each stretch once",
            )
