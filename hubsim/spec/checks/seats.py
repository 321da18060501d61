"""Whether seats that look like one place are one: a slip of the pen puts people apart."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from hubsim.spec.checks.report import Report
from hubsim.spec.fields import Path
from hubsim.spec.seats import ALONE, Seat
from hubsim.units import said

ALIKE = 0.8
"""From here on two words are one with a slip; north and south, left and right are less alike."""

MOST_SEATS = 200
"""Of more places than this, nobody compares each with each."""

KINDS = ("site", "room", "bank")


def seats(report: Report) -> None:
    """Warn of sites, rooms and banks whose names differ by a slip."""
    first: dict[tuple[str, ...], Path] = {}
    for at, seat in _seats(report):
        for path in dict.fromkeys(seat.by_day):
            if path and path[0].casefold() not in ALONE:
                for depth in range(1, len(path) + 1):
                    first.setdefault(tuple(part.casefold() for part in path[:depth]), at)
    if len(first) > MOST_SEATS:
        return
    places = list(first)
    for number, one in enumerate(places):
        for other in places[:number]:
            if one[:-1] == other[:-1] and _alike(one[-1], other[-1]):
                kind = KINDS[len(one) - 1]
                message = f"{said(other[-1])} and {said(one[-1])} are two {kind}s: is it one?"
                help = f"write it the same each time; who sits in another {kind} is less near"
                report.at_value("W240", first[one], message, help)


def _seats(report: Report) -> Iterator[tuple[Path, Seat]]:
    for name, agency in report.hub.agencies.items():
        yield ("agencies", name, "sits"), agency.sits
    for name, role in report.hub.roles.items():
        if role.sits is not None:
            yield ("roles", name, "sits"), role.sits


def _alike(one: str, other: str) -> bool:
    """Whether two names differ in one word, and in that by a letter or two."""
    pairs = list(zip(one.split(), other.split(), strict=False))
    differ = [(a, b) for a, b in pairs if a != b]
    if len(one.split()) != len(other.split()) or len(differ) != 1:
        return False
    a, b = differ[0]
    by_number = any(sign.isdigit() for sign in a + b)
    return not by_number and SequenceMatcher(None, a, b).ratio() >= ALIKE


__all__ = ["seats"]
