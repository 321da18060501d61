"""Lengths of time: ``40 min``, ``1 h 30 min``, ``30 min (15 to 75)``, ``6 working hours``."""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass
from typing import Literal

from hubsim.units.numbers import NUMBER, UnitError, brief, number, said

MINUTE, HOUR, DAY, WEEK = 60, 3600, 86_400, 604_800
"""Seconds."""

LONGEST = 100 * 366 * DAY
"""A length of time beyond a century is a slip of the pen."""

ClockName = Literal["elapsed", "working hours", "working days"]


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


def span(text: str) -> Span:
    """Read a length of time.

    Raises
    ------
    UnitError
        Without a unit, with an unknown one, or of more than a century.
    """
    stripped = brief(text).strip()
    working = _WORKING.fullmatch(stripped)
    if working:
        amount, unit = number(working[1]), working[2].lower()
        if amount * (DAY if unit.startswith("d") else HOUR) > LONGEST:
            raise UnitError(f"{said(text)} is longer than a century", "is the unit right?")
        if not unit.startswith("d"):
            return Span(amount * (MINUTE if unit.startswith("min") else HOUR), "working hours")
        if amount != int(amount):
            raise UnitError(
                f"{said(text)}: working days are counted whole",
                "write a whole number of working days, or working hours: 4 working hours",
            )
        if not amount:
            raise UnitError(
                f"{said(text)}: the day of receipt itself is no limit",
                "write 1 working day, which ends at the close of the next one, or hours: "
                "4 working hours",
            )
        return Span(amount, "working days")
    parts = _PART.findall(stripped)
    if not parts or _PART.sub("", stripped).strip():
        raise _span_error(text)
    total = 0.0
    for amount_text, unit in parts:
        if unit.lower() not in _UNIT_SECONDS:
            close = difflib.get_close_matches(unit.lower(), _UNIT_SECONDS, n=1)
            near = f'did you mean "{close[0]}"?\n' if close else ""
            raise UnitError(
                f"{said(text)}: {said(unit)} is not a unit of time", near + DURATION_HELP
            )
        total += float(amount_text) * _UNIT_SECONDS[unit.lower()]
    if total > LONGEST:
        raise UnitError(f"{said(text)} is longer than a century", "is the unit right?")
    return Span(total)


def _span_error(text: str) -> UnitError:
    if re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", text.strip()):
        return UnitError(f"{said(text)} is a time of day, not a length of time", DURATION_HELP)
    try:
        value = number(text)
    except UnitError as error:
        finite = (
            "finite" in error.message or "negative" in error.message or "comma" in error.message
        )
        return (
            error if finite else UnitError(f"{said(text)} is not a length of time", DURATION_HELP)
        )
    return UnitError(
        f"{said(text)} has no unit of time", f"write {value:g} min, {value:g} h or {value:g} days"
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
            f"{said(text)}: {length.clock} cannot be counted here",
            "write plain hours or minutes, such as 40 min or 8 h; the hours on which they run are "
            "said elsewhere",
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
        if "(" in brief(text) or ")" in text:
            raise UnitError(
                f"{said(text)} is not a usual value with its range", "write 30 min (15 to 75)"
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
            f"{said(text)}: the usual value does not lie between the two others",
            "write usual (low to high), such as 30 min (15 to 75)",
        )
    return usual, low, high


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
