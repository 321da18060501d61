"""When people of a role are there in an ordinary week, minute by minute, and how many at once.

Leave, absence, bank holidays and being called away are left out: what cannot be in an ordinary
week never can.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import accumulate

from hubsim import units
from hubsim.spec.hub import Hub, Role
from hubsim.spec.quantity import Quantity

WEEK = 7 * 24 * 60
"""Minutes."""

Span = tuple[int, int, int]
"""Day on which it begins, start and end in minutes after its midnight."""

RESERVED_HOURS = ("working_day", "always")


def hours_known(hub: Hub, name: str) -> bool:
    """Whether hours of this name exist."""
    return name in hub.calendar.hours or name in RESERVED_HOURS


def week_of(hub: Hub, hours: str) -> tuple[Span, ...]:
    """Give the open stretches of named hours."""
    if hours == "always":
        return tuple((day, 0, 1440) for day in range(7))
    if hours == "working_day":
        return hub.calendar.working_day.spans
    return hub.calendar.hours[hours].spans


def spans_of(hub: Hub, role: Role) -> tuple[Span, ...]:
    """Give the stretches of a full post, on the days on which it is present."""
    return on_days(week_of(hub, role.hours), role.present)


def on_days(spans: Iterable[Span], days: str) -> tuple[Span, ...]:
    """Keep the stretches that begin on these days; all where no days are said."""
    kept = units.weekdays(days) if days else range(7)
    return tuple(span for span in spans if span[0] in kept)


def part_spans(hub: Hub, role: Role, text: str) -> tuple[Span, ...]:
    """Give the stretches of a part post: hours of its own, or days of the role's hours."""
    if re.search("[0-9]", text):
        return units.week_hours(text).spans
    return on_days(week_of(hub, role.hours), text)


def hours_in(spans: Iterable[Span]) -> float:
    """Add up stretches, in hours."""
    return sum(end - start for _, start, end in spans) / 60


def full_posts(role: Role) -> int:
    """How many persons or posts have the full hours."""
    count = role.people or role.posts or Quantity(0)
    return count.value


def at_once(role: Role) -> int:
    """How many of them are there on one day."""
    count = full_posts(role)
    return min(count, role.at_work_at_once.value) if role.at_work_at_once else count


def anybody(role: Role) -> bool:
    """Whether anybody of a role is ever there."""
    count = role.people or role.posts
    nobody = count is not None and not count.value and not role.part_time
    days_off = max(role.absence.value, role.away.value / 52 if role.away else 0.0)
    gone = days_off >= 1 and role.cover.value == 0
    return not nobody and not gone


def works(role: Role) -> bool:
    """Whether anybody of a role ever has time for cases."""
    return anybody(role) and role.time_for_cases.value > 0


class Presence:
    """How many people of each role are there, in every minute of an ordinary week."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self._there: dict[str, list[int]] = {}
        self._most: dict[str, int] = {}
        self._enough: dict[tuple[str, int], int] = {}

    def there(self, name: str) -> list[int]:
        """Count the people of a role in every minute from Monday, 00:00."""
        if name not in self._there:
            role = self.hub.roles[name]
            steps = [0] * (WEEK + 1)
            posts = [(spans_of(self.hub, role), at_once(role))] if works(role) else []
            posts += [(part_spans(self.hub, role, text), 1) for text in role.part_time]
            for spans, count in posts if works(role) else []:
                for day, start, end in spans:
                    _add(steps, day * 1440 + start, day * 1440 + end, count)
            self._there[name] = list(accumulate(steps[:WEEK]))
        return self._there[name]

    def most(self, name: str) -> int:
        """The most people of a role who are ever there at once."""
        if name not in self._most:
            self._most[name] = max(self.there(name))
        return self._most[name]

    def together(self, needs: Mapping[str, int]) -> int:
        """In which minutes of the week all who are needed are there: one bit for each."""
        minutes = (1 << WEEK) - 1
        for name, number in needs.items():
            if (name, number) not in self._enough:
                row = "".join("01"[count >= number] for count in reversed(self.there(name)))
                self._enough[name, number] = int(row, 2)
            minutes &= self._enough[name, number]
        return minutes


def longest(minutes: int) -> int:
    """Give the length of the longest open stretch of a week of minutes, in minutes."""
    row = f"{minutes:0{WEEK}b}"
    return min(WEEK, max(map(len, (row + row).split("0"))))


def left(minutes: int, start: int) -> int:
    """Say how many open minutes follow a minute of the week, itself counted."""
    row = f"{minutes:0{WEEK}b}"[::-1]
    end = (row + row).find("0", start)
    return WEEK if end < 0 else end - start


def _add(steps: list[int], start: int, end: int, count: int) -> None:
    """Note that so many come at a minute and go at another; what runs past Sunday begins it."""
    steps[start] += count
    steps[min(end, WEEK)] -= count
    if end > WEEK:
        steps[0] += count
        steps[end - WEEK] -= count


__all__ = [
    "RESERVED_HOURS", "WEEK", "Presence", "Span", "anybody", "at_once", "full_posts",
    "hours_in", "hours_known", "left", "longest", "on_days", "part_spans", "spans_of", "week_of",
    "works",
]  # fmt: skip
