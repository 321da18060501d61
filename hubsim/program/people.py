"""When people are there and who meets: part posts, rotas, days present, slots of meetings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

import numpy as np

from hubsim import units
from hubsim.arrays import Ints
from hubsim.hours import Clock, Windows
from hubsim.program.layout import NONE, Meeting, Presence
from hubsim.program.opening import holidays, hours_named
from hubsim.spec import hub as written
from hubsim.spec.hub import Hub, Role
from hubsim.spec.quantity import Quantity
from hubsim.units import WeekHours


class Lays(Protocol):
    """What lays hours out over the run."""

    def open_hours(self, hours: WeekHours, region: str) -> int:
        """Give the number of these hours."""

    def add_windows(self, windows: Windows) -> int:
        """Give the number of these stretches."""

    windows: list[Windows]

    @property
    def clock(self) -> Clock:
        """Local time."""


def role_hours(hub: Hub, name: str, lays: Lays) -> int:
    """Hours of a role, on the days on which it is present."""
    role = hub.roles[name]
    return lays.open_hours(_on_days(hours_named(hub, role.hours), role.present), _region(hub, role))


def presence_of(hub: Hub, name: str, lays: Lays) -> Presence:
    """When the people of a role are there, one by one.

    Parameters
    ----------
    hub : Hub
    name : str
        Of the role.
    lays : Lays
        What lays hours out over the run.
    """
    role = hub.roles[name]
    hours = role_hours(hub, name, lays)
    count = (role.people or role.posts or Quantity(0)).value
    each = [hours] * count
    if role.at_work_at_once is not None:
        each = [
            _turns(lays, hours, person, count, role.at_work_at_once.value)
            for person in range(count)
        ]
    for text in role.part_time:
        part = part_hours(hours_named(hub, role.hours), text)
        each.append(lays.open_hours(part, _region(hub, role)))
    return Presence(
        hours=tuple(each),
        leave_weeks=role.away.value if role.away else 0.0,
        absence=role.absence.value,
        cover=role.cover.value,
        called_after=role.called_away.after.value if role.called_away else None,
        called_for=role.called_away.lasts.value if role.called_away else None,
    )


def part_hours(full: WeekHours, text: str) -> WeekHours:
    """Hours of a part post: days of the full hours (``Mon-Wed``), or hours of its own.

    Raises
    ------
    UnitError
        Where it is neither.
    """
    return units.week_hours(text) if re.search(r"\d", text) else _on_days(full, text)


def _region(hub: Hub, role: Role) -> str:
    return hub.agencies[role.agency].holidays or hub.calendar.holidays


def _on_days(hours: WeekHours, days: str) -> WeekHours:
    """Keep the stretches that begin on these days of the week."""
    if not days:
        return hours
    kept = {day for day, _ in units.moments(f"{days} 00:00")}
    spans = tuple(span for span in hours.spans if span[0] in kept)
    return replace(hours, spans=spans, on_bank_holidays=hours.on_bank_holidays)


def _turns(lays: Lays, hours: int, person: int, people: int, at_once: int) -> int:
    """Hours of one person of a rota: on day d the people d·k, d·k + 1, …, k of them, work."""
    windows, clock = lays.windows[hours], lays.clock
    midnights = [second for _, second in clock.midnights(0, int(windows.closes.max(initial=0)))]
    opens, closes = windows.shifts(np.array(midnights, dtype=np.int64))
    first = clock.starts.toordinal()
    days = np.array([clock.local(int(t)).date().toordinal() - first for t in opens], dtype=np.int64)
    mine = (person - days * at_once) % people < at_once
    return lays.add_windows(Windows.merging(opens[mine], closes[mine]))


def needs_of(hub: Hub, needs: Mapping[str, Quantity[int]]) -> tuple[tuple[int, int], ...]:
    """Roles and numbers of people, in the order written."""
    roles = list(hub.roles)
    return tuple((roles.index(name), number.value) for name, number in needs.items())


def meeting_of(hub: Hub, meeting: written.Meeting, clock: Clock, horizon: int) -> Meeting:
    """Lower a meeting: its slots over the run, on days that are no bank holidays of the hub."""
    roles = list(hub.roles)
    waivers = []
    for name, after in meeting.without.items():
        span = after.value
        amount = int(span.amount) if span.clock == "working days" else span.seconds
        waivers.append((roles.index(name), amount, span.clock))
    return Meeting(
        needs=needs_of(hub, meeting.needs),
        slots=_slots(hub, meeting, clock, horizon),
        width=meeting.at_once.value,
        cap=meeting.cases_at_most.value if meeting.cases_at_most else NONE,
        waivers=tuple(waivers),
        must_fit=meeting.must_fit,
    )


def _slots(hub: Hub, meeting: written.Meeting, clock: Clock, horizon: int) -> Ints:
    every_day = {day for day, _ in meeting.at} == set(range(7))
    closed = frozenset[dt.date]() if every_day else holidays(hub.calendar.holidays, clock, horizon)
    monday = clock.starts.toordinal() - clock.starts.weekday()
    at = [[minute for day, minute in meeting.at if day == each] for each in range(7)]
    seconds = sorted(
        clock.second(dt.datetime.combine(date, dt.time(minute // 60 % 24, minute % 60)))
        for date, _ in clock.midnights(0, horizon)
        if date not in closed and (date.toordinal() - monday) // 7 % meeting.every.value == 0
        for minute in at[date.weekday()]
    )
    return np.array([second for second in seconds if 0 <= second < horizon], dtype=np.int64)
