"""What a file of real contacts says of the volumes of a hub, as measured numbers."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import cycle
from string import ascii_uppercase

import pandas as pd
from scipy import stats

from hubsim.errors import Place, Problem, in_order
from hubsim.plain import plain_number
from hubsim.spec.characters import HIDDEN
from hubsim.spec.contacts import Contacts
from hubsim.spec.editing import change
from hubsim.spec.hub import NEEDS, Hub
from hubsim.spec.scenario import Change
from hubsim.units import WEEKDAYS

SHOWN = 8
"""Rows of a preview."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Contacts of one source in a file.

    Parameters
    ----------
    source : str
    contacts : int
    per_week, low, high : float
        The mean of a week, and its 95 % interval if contacts come independently of each other.
    """

    source: str
    contacts: int
    per_week: float
    low: float
    high: float


def wrong(problems: Iterable[Problem]) -> pd.DataFrame:
    """Say what is wrong with a file as whoever sees it in a spreadsheet finds it."""
    return pd.DataFrame(
        [(*_cell(p.place), p.message, p.help) for p in in_order(problems)],
        columns=["Row", "Column", "What is wrong", "What to do"],
    )


def _cell(place: Place) -> tuple[str, str]:
    """The row, and the letter over the column, in which a place of a file lies."""
    if not place.text:  # of the whole file
        return "–", "–"
    column = len(next(csv.reader([place.text[: place.column - 1] + "."]))) - 1
    before, letter = divmod(column, len(ascii_uppercase))  # after Z comes AA
    first = ascii_uppercase[before - 1] if before else ""
    return str(place.line), first + ascii_uppercase[letter]


def weeks_of(given: Contacts) -> float:
    """How many weeks a file covers, from its first day to its last."""
    days = [moment.date() for moment in given.received]
    return ((max(days) - min(days)).days + 1) / 7


def counted(given: Contacts) -> tuple[Counted, ...]:
    """Count contacts by source.

    References
    ----------
    Garwood, *Biometrika* 28 (1936): the exact interval of a Poisson mean.
    """
    weeks = weeks_of(given)
    found = []
    for source, number in Counter(given.source).items():
        low = float(stats.chi2.ppf(0.025, 2 * number)) / 2
        high = float(stats.chi2.ppf(0.975, 2 * number + 2)) / 2
        found.append(Counted(source, number, number / weeks, low / weeks, high / weeks))
    return tuple(found)


def measured_volumes(given: Contacts, hub: Hub, file: str) -> list[Change]:
    """Make the volumes of a hub what a file has: measured, with their range.

    Parameters
    ----------
    given : Contacts
    hub : Hub
    file : str
        Its name, as the source of the numbers.
    """
    days = sorted(moment.date() for moment in given.received)
    name = re.sub(HIDDEN, "", file)[:80]
    found = []
    for each in counted(given):
        if hub.contacts[each.source].every is not None:
            found.append(change(("contacts", each.source, "every"), None, "contacts"))
        known = {
            "value": _weekly(each.per_week),
            "low": _weekly(each.low),
            "high": _weekly(each.high),
            "grade": "measured",
            "source": f"{each.contacts} contacts in {name}, {days[0]} to {days[-1]}",
        }
        found.append(change(("contacts", each.source, "volume"), known, "contacts"))
    return found


def _weekly(number: float) -> str:
    return f"{plain_number(float(f'{number:.4g}'))} per week"


def by_source(given: Contacts, hub: Hub) -> pd.DataFrame:
    """Say for each source of a hub what the file has and what the hub says."""
    found = {each.source: each for each in counted(given)}
    rows = [
        {
            "Source": hub.label("contacts", source),
            "Contacts": f"{each.contacts:,}" if each else "none",
            "In a week": f"{each.per_week:.1f}" if each else "",
            "95% interval": f"{each.low:.1f} to {each.high:.1f}" if each else "",
            "The hub says": _said(hub, source),
        }
        for source in hub.contacts
        for each in [found.get(source)]
    ]
    return pd.DataFrame(rows)


def example(hub: Hub) -> str:
    """Write a file of a few contacts as a hub reads them, as a pattern."""
    start = dt.datetime.combine(hub.calendar.starts, dt.time(9, 15))
    pairs = zip(cycle(hub.contacts), cycle(hub.ratings), ("", *NEEDS), strict=False)
    lines = [
        f"{start + dt.timedelta(hours=5 * number):%Y-%m-%d %H:%M},{source},{rating},{need}"
        for number, (source, rating, need) in enumerate(pairs)
    ]
    return "\n".join(["received,source,rating,need", *lines]) + "\n"


def _said(hub: Hub, source: str) -> str:
    about = hub.contacts[source]
    said = about.volume or about.every
    return "" if said is None else said.text if about.volume else f"one every {said.text}"


def by_rating(given: Contacts, hub: Hub) -> pd.DataFrame:
    """Say how contacts are rated."""
    total, found = len(given.rating), Counter(given.rating)
    rows = [
        {"Rating": hub.label("ratings", name), "Contacts": f"{found[name]:,}",
         "Share": f"{found[name] / total:.0%}"}
        for name in hub.ratings
    ]  # fmt: skip
    return pd.DataFrame(rows)


def by_weekday(given: Contacts) -> pd.DataFrame:
    """Say on which days of the week contacts come."""
    total = len(given.received)
    found = Counter(moment.weekday() for moment in given.received)
    rows = [
        {"Day": name, "Contacts": f"{found[day]:,}", "Share": f"{found[day] / total:.0%}"}
        for day, name in enumerate(WEEKDAYS)
    ]
    return pd.DataFrame(rows)


def preview(given: Contacts) -> pd.DataFrame:
    """Give the first rows as they were understood."""
    rows = zip(given.received, given.source, given.rating, given.need, strict=True)
    return pd.DataFrame(
        [
            {"Received": f"{received:%a %d %b %Y %H:%M}", "Source": source, "Rating": rating,
             "Need": need or "drawn"}
            for (received, source, rating, need), _ in zip(rows, range(SHOWN), strict=False)
        ]
    )  # fmt: skip


__all__ = [
    "Counted", "by_rating", "by_source", "by_weekday", "counted", "example", "measured_volumes",
    "preview", "weeks_of",
]  # fmt: skip
