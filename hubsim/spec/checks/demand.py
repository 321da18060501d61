"""Whether contacts, ratings and knowledge fit together, and shares of cases sum to the whole."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from hubsim import units
from hubsim.spec.checks.report import Report
from hubsim.spec.fields import Path
from hubsim.spec.hub import NEEDS, Hub, Need, Source
from hubsim.spec.quantity import Quantity
from hubsim.spec.route import OTHERWISE, SEEN_AS
from hubsim.units import said

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

MOST_TOGETHER = 50

FITS = {
    "elapsed": ("elapsed", "working hours"),
    "working hours": ("working hours",),
    "working days": ("working days",),
}
"""Clocks on which a target may run, by how its length is written."""


def ratings(report: Report) -> None:
    """Names that mean one thing, and targets whose length fits their clock."""
    for name, rating in report.hub.ratings.items():
        at: Path = ("ratings", name)
        _reserved(report, at, name)
        if name in report.hub.contacts:
            message = f'"{name}" is both a rating and a source; rows of "then" could mean either'
            report.at_key("E202", at, message, "rename one of them")
        if rating.clock is None:
            continue
        if rating.decide_within is None:
            message = "a clock without a target changes nothing"
            report.at_key("W221", (*at, "clock"), message, "add decide_within: 4 h, or delete it")
        elif rating.clock not in (fits := FITS[rating.decide_within.value.clock]):
            report.at_value(
                "E205",
                (*at, "clock"),
                f'"{rating.decide_within.text}" does not fit the clock "{rating.clock}"',
                f"write clock: {' or clock: '.join(fits)}, or another length of time",
            )


def _reserved(report: Report, at: Path, name: str) -> None:
    """Refuse names that stand for something else among the rows of a route."""
    what = "the names not listed" if name == OTHERWISE else "need as the hub has come to see it"
    if name == OTHERWISE or name in SEEN_AS:
        message = f'"{name}" has a meaning of its own: {what}'
        report.at_key("E202", at, message, "choose another name")


def contacts(report: Report) -> None:
    """Volumes, shares that sum, ratings that exist."""
    hub = report.hub
    for name, source in hub.contacts.items():
        at: Path = ("contacts", name)
        _reserved(report, at, name)
        _volume(report, at, name, source)
        _times(report, at, source)
        _seen_as(report, at, source)


def _volume(report: Report, at: Path, name: str, source: Source) -> None:
    if (source.volume is None) == (source.every is None):
        what = "neither a volume nor" if source.volume is None else "both a volume and"
        report.at_key(
            "E207",
            at,
            f'source "{name}" has {what} a regular interval',
            "write volume: 310 per week, or every: 15 min",
        )
    if source.every is not None:
        span = source.every.value
        if span.clock != "elapsed" or span.seconds < 1:
            message = f"{source.every.text} cannot be the time between contacts"
            help = "write a time of 1 second or more, such as every: 15 min"
            report.at_value("E207", (*at, "every"), message, help)
        written = source.model_fields_set & {"arrives", "by_month", "in_school_holidays"}
        for field in sorted(written if source.volume is None else ()):
            message = f"{field} changes nothing: contacts come every {source.every.text}"
            report.at_key("W221", (*at, field), message, "delete it, or write volume: instead")
    if source.volume is not None and source.volume.value == 0:
        message = f'source "{name}" never sends anything'
        report.at_value("W207", (*at, "volume"), message, "is that meant?")


def _times(report: Report, at: Path, source: Source) -> None:
    for text in source.arrives:
        try:
            units.week_hours(text)
        except units.UnitError as error:
            message = f"{'.'.join(map(str, at))}.arrives: {error.message}"
            path = (*at, "arrives", text)
            if path in report.text.spots:
                report.at_key("E103", path, message, error.advice)
            else:
                report.at_value("E103", (*at, "arrives"), message, error.advice)
    if len(source.arrives) > 1 or (*at, "arrives", next(iter(source.arrives))) in report.text.spots:
        whole(report, (*at, "arrives"), source.arrives)
    for month in source.by_month:
        report.known((*at, "by_month", month), month, MONTHS, "month")
    if "together" in source.model_fields_set:
        whole(report, (*at, "together"), source.together)
    for size in source.together:
        number = int(size) if size.isascii() and size.isdecimal() and len(size) < 9 else 0
        if not 1 <= number <= MOST_TOGETHER:
            report.at_key(
                "E103",
                (*at, "together", size),
                f"{said(size)} is not a number of children or adults in one contact",
                f"write whole numbers from 1 to {MOST_TOGETHER}, such as {{1: 60%, 2: 40%}}",
            )


def _seen_as(report: Report, at: Path, source: Source) -> None:
    whole(report, (*at, "true_need"), source.true_need)
    some = next(iter(report.hub.ratings), "")
    for need, share in source.true_need.items():
        missing = share.value > 0 and need not in source.first_seen_as
        known = report.intact("ratings") and report.concerns((*at, "first_seen_as"))
        if missing and known and len(report.hub.ratings) > 1:
            report.at_key(
                "E208",
                (*at, "true_need", need),
                f"nothing says how {need} need is rated at first sight",
                f"add first_seen_as: {{{need}: {{{some}: 100%}}}}",
            )
    for need in needs_of(report.hub, source):
        at_first = need in source.true_need and source.true_need[need].value > 0
        known = report.intact("ratings", "comes_back") and len(report.hub.ratings) > 1
        if not at_first and known and need not in source.first_seen_as:
            report.at_key(
                "E208",
                (*at, "first_seen_as"),
                f"less serious need comes back as {need}, and nothing says how {need} need is "
                "rated at first sight",
                f"add to first_seen_as: {need}: {{{some}: 100%}}",
            )
    for need, row in source.first_seen_as.items():
        path = (*at, "first_seen_as", need)
        for rating in row:
            report.known((*path, rating), rating, report.hub.ratings, "rating")
        whole(report, path, row)


def needs_of(hub: Hub, source: Source) -> list[Need]:
    """Give the needs that cases of a source have, at first or when they come back."""
    found = [need for need in NEEDS if need in source.true_need and source.true_need[need].value]
    for need in NEEDS[:0:-1]:  # the least serious first: what worsens may worsen again
        back = hub.comes_back.get(need)
        worse = NEEDS[NEEDS.index(need) - 1]
        grows = back is not None and back.share.value > 0 and back.worsens.value > 0
        if need in found and grows and worse not in found:
            found.append(worse)
    return found


def knowledge(report: Report) -> None:
    """Facts are held by agencies that exist."""
    for name in report.hub.what_they_know:
        report.known(("what_they_know", name), name, report.hub.agencies, "agency")


def whole(report: Report, path: Path, row: Mapping[Any, Quantity[float]]) -> None:
    """Report shares that do not sum to 100 %."""
    total = math.fsum(share.value for share in row.values())
    if not row:
        report.at_value(
            "E216",
            path,
            "no shares are given; they must sum to 100%",
            "write shares, such as {high: 10%, low: 90%}",
        )
    elif not math.isclose(total, 1.0, abs_tol=1e-9):
        listed = [f"{name} {percent(share.value)}" for name, share in row.items()]
        shown = " + ".join(listed[:12]) + (" + …" if len(listed) > 12 else "")
        gap = percent(abs(1 - total))
        report.at_key(
            "E216",
            path,
            f"shares sum to {percent(total)}, not 100%: {shown}",
            f"{gap} {'is missing' if total < 1 else 'is too much'}; nothing is filled up or cut "
            "for you",
        )


def percent(share: float) -> str:
    """Say a share in per cent, as many digits as it needs."""
    return f"{share * 100:.6g}%"
