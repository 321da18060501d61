"""The hours of a hub, laid out over a run: named hours, weeks, bank holidays of a region."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from hubsim.hours import Clock, WeeklySpan, Windows, bank_holidays, open_windows
from hubsim.spec.hub import Hub
from hubsim.units import WeekHours


def hours_named(hub: Hub, name: str) -> WeekHours:
    """Find hours by the name a role or a wait gives: named ones, ``working_day`` or ``always``."""
    if name == "always":
        return WeekHours(tuple((day, 0, 1440) for day in range(7)), True, "always")
    return hub.calendar.working_day if name == "working_day" else hub.calendar.hours[name]


@lru_cache(maxsize=512)
def laid_out(hours: WeekHours, region: str, clock: Clock, end: int) -> Windows:
    """Lay out the hours of a week from the start to `end` seconds, bank holidays taken off."""
    closed = frozenset[dt.date]() if hours.on_bank_holidays else holidays(region, clock, end)
    spans = tuple(WeeklySpan(*span) for span in hours.spans)
    return open_windows(spans, clock, start=0, end=end, closed=closed)


@lru_cache(maxsize=64)
def holidays(region: str, clock: Clock, end: int) -> frozenset[dt.date]:
    """Bank holidays of a region from just before the start to `end` seconds."""
    years = range(clock.starts.year - 1, clock.local(end).year + 1)
    return frozenset(bank_holidays(region, years))
