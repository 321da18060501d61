"""Numbers, shares, volumes and wages as people write them, and how a misread one is answered."""

from __future__ import annotations

import re

WEEKS_PER_MONTH = 365.25 / 7 / 12

MOST_CHARACTERS = 500
"""Of one quantity; working hours in a complicated week take some 150."""

MOST_COUNTED, MOST_PER_WEEK, LARGEST = 10_000, 1_000_000, 1_000_000_000.0
"""Limits of a number of people, of a volume, and of any other number."""


PERIODS = {
    "hour": 1 / 168, "day": 1 / 7, "week": 1.0, "month": WEEKS_PER_MONTH, "year": 365.25 / 7,
}  # fmt: skip
"""Lengths in weeks."""

SHARE_HELP = "a share lies between 0% and 100%"

NUMBER = r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"


class UnitError(ValueError):
    """A quantity that cannot be understood.

    Parameters
    ----------
    message : str
        What is wrong with it.
    advice : str
        How to write it.
    at_name : bool
        Whether it is the name of a part that is wrong, not what is written after it.

    Attributes
    ----------
    path : tuple of str or int
        Where inside the value it stands, if the value has parts.
    others : tuple of UnitError
        What else is wrong inside the same value.
    """

    def __init__(self, message: str, advice: str = "", *, at_name: bool = False) -> None:
        super().__init__(message)
        self.message, self.advice, self.at_name = message, advice, at_name
        self.path: tuple[str | int, ...] = ()
        self.others: tuple[UnitError, ...] = ()

    def inside(self, part: str | int) -> UnitError:
        """Say that it stands inside this part of a larger value."""
        for error in (self, *self.others):
            error.path = (part, *error.path)
        return self


def said(text: str) -> str:
    """Quote what is written, cut where it is long."""
    return f'"{text}"' if len(text) <= 60 else f'"{text[:57]}…"'


def brief(text: str) -> str:
    """Give back a text that is short enough to be a quantity.

    Raises
    ------
    UnitError
        Where it is longer than 500 characters: no quantity is, and patterns take long over it.
    """
    if len(text) > MOST_CHARACTERS:
        raise UnitError(
            f"a text of {len(text):,} characters stands where a quantity belongs",
            f"the longest allowed is {MOST_CHARACTERS}; is a quote missing?",
        )
    return text


def number(text: str) -> float:
    """Read a plain, finite, non-negative decimal number.

    Raises
    ------
    UnitError
        For anything else: signs, commas, exponents, ``nan``, and for more than a thousand million.
    """
    stripped = brief(text).strip()
    if re.fullmatch(NUMBER, stripped):
        if float(stripped) > LARGEST:
            raise UnitError(f"{said(text)} is too large", f"the largest allowed is {LARGEST:.0f}")
        return float(stripped)
    if not stripped:
        raise UnitError("nothing stands between the quotes", "write a number, such as 12 or 0.5")
    if re.fullmatch(rf"[-\u2212]\s*{NUMBER}.*", stripped):
        raise UnitError(f"{said(text)} is negative", "the smallest allowed is 0")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", stripped):
        plain = stripped.replace(",", "")
        raise UnitError(f"{said(text)} has a comma in it", f"write {plain}")
    if re.fullmatch(r"[+-]?\.?(nan|inf|infinity)", stripped, re.IGNORECASE):
        raise UnitError(f"{said(text)} is not a finite number", "write a number, such as 12 or 0.5")
    raise UnitError(f"{said(text)} is not a number", "write a number, such as 12 or 0.5")


def count(text: str) -> int:
    """Read a whole number of things, 0 or more.

    Raises
    ------
    UnitError
        For fractions (half a person is one person with half the hours), for more than 10,000, and
        for anything but digits.
    """
    value = number(text)
    if value > MOST_COUNTED:
        raise UnitError(f"{said(text)} is too many", f"the largest allowed is {MOST_COUNTED}")
    if value != int(value):
        raise UnitError(
            f"{said(text)} is not a whole number",
            f"write {int(value)} or {int(value) + 1}; for part of a person give fewer hours",
        )
    return int(value)


def share(text: str) -> float:
    """Read a percentage as a share of one.

    Raises
    ------
    UnitError
        Without the ``%`` sign, or outside 0 % to 100 %.
    """
    stripped = brief(text).strip()
    if not stripped.endswith("%"):
        try:
            value = number(stripped)
        except UnitError as error:
            is_number = "negative" in error.message or "finite" in error.message
            raise (
                error if is_number else UnitError(f"{said(text)} is not a percentage", "write 15%")
            ) from None
        if value > 100:
            raise UnitError(f"{said(text)} is more than the whole", SHARE_HELP)
        meant = f"{value * 100:g}%" if value <= 1 else f"{value:g}%"
        raise UnitError(f"{said(text)} is a share without a percent sign", f"write {meant}")
    try:
        value = number(stripped[:-1])
    except UnitError as error:
        if "negative" in error.message:
            raise UnitError(f"{said(text)} is negative", SHARE_HELP) from None
        raise UnitError(f"{said(text)} is not a percentage", "write 15%") from None
    if value > 100:
        raise UnitError(f"{said(text)} is more than the whole", SHARE_HELP)
    return value / 100


def per_week(text: str) -> float:
    """Read a volume, such as ``310 per week``, as contacts per ordinary week of seven days.

    Raises
    ------
    UnitError
        Without a number; without ``per hour``, ``day``, ``week``, ``month`` or ``year``; for more
        than a million a week.
    """
    match = re.fullmatch(r"(\S+)\s+(?:a|per|an)\s+(\w+)", brief(text).strip())
    if not match or match[2].lower() not in PERIODS:
        number(text.split(maxsplit=1)[0] if text.split() else text)
        raise UnitError(
            f"{said(text)} does not say per what",
            "write 310 per week (or per hour, per day, per month, per year)",
        )
    volume = number(match[1]) / PERIODS[match[2].lower()]
    if volume > MOST_PER_WEEK:
        raise UnitError(
            f"{said(text)} is too large", f"the largest allowed is {MOST_PER_WEEK} per week"
        )
    return volume


def weeks_a_year(text: str) -> float:
    """Read leave, such as ``6 weeks a year``, as weeks in a year of 52; five days are a week.

    Raises
    ------
    UnitError
        Without weeks or days a year, or for more than a year.
    """
    match = re.fullmatch(r"(\S+)\s+(weeks?|days?)\s+(?:a|per)\s+year", brief(text).strip())
    if not match:
        raise UnitError(f"{said(text)} is not leave", "write 6 weeks a year")
    weeks = number(match[1]) / (1 if match[2].startswith("week") else 5)
    if weeks > 52:
        raise UnitError(f"{said(text)} is more than a year", "write 6 weeks a year")
    return weeks


def money_per_hour(text: str) -> tuple[float, str]:
    """Read a wage, such as ``24 GBP per hour``, as (amount, currency).

    Raises
    ------
    UnitError
        Without an amount, a three-letter currency and ``per hour``.
    """
    match = re.fullmatch(r"(\S+)\s+([A-Z]{3})\s+(?:per|an)\s+hour", brief(text).strip())
    if not match:
        amount = re.search(NUMBER, text)
        raise UnitError(
            f"{said(text)} is not a cost per hour",
            f"write {amount[0] if amount else 24} GBP per hour",
        )
    return number(match[1]), match[2]
