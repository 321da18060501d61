"""How many people a role really has, whether anybody stands in, and when they are there."""

from __future__ import annotations

from collections.abc import Iterable

from hubsim.spec.checks.presence import WEEK, Presence, full_posts, works
from hubsim.spec.hub import Hub
from hubsim.units import WEEKDAYS

COVERED = 0.5
"""From this share of days away on which somebody stands in, a role counts as covered: on most."""

DAY = WEEK // 7
"""Minutes."""


class Staffing:
    """People of a hub in an ordinary week: no leave, no absence, no bank holidays.

    Parameters
    ----------
    hub : Hub
        Checked.
    """

    def __init__(self, hub: Hub) -> None:
        self.hub, self._presence = hub, Presence(hub)

    def works(self, role: str) -> bool:
        """Whether anybody of a role ever has time for cases."""
        return works(self.hub.roles[role])

    def persons(self, role: str) -> int:
        """How many persons or posts a role has, part posts counted; 0 if nobody ever works."""
        each = self.hub.roles[role]
        return full_posts(each) + len(each.part_time) if works(each) else 0

    def covered(self, role: str) -> bool:
        """Whether somebody stands in: a rota keeps a post filled, or most days away are covered."""
        each = self.hub.roles[role]
        return each.posts is not None or each.cover.value >= COVERED

    def alone(self, roles: Iterable[str]) -> bool:
        """Whether all these roles together are one person, for whom nobody stands in."""
        there = [role for role in roles if self.persons(role)]
        return sum(map(self.persons, there)) == 1 and not any(self.covered(role) for role in there)

    def most(self, role: str) -> int:
        """The most people of a role who are ever there at once."""
        return self._presence.most(role)

    def at(self, role: str, minute: int) -> int:
        """How many people of a role are there in a minute of the week, from Monday 00:00."""
        return self._presence.there(role)[minute % WEEK]

    def minutes(self, roles: Iterable[str]) -> int:
        """Minutes of the week in which somebody of these roles is there: one bit for each."""
        found = 0
        for role in roles:
            found |= self._presence.together({role: 1})
        return found

    def hub_minutes(self) -> int:
        """Minutes of the week in which the hub's own working day is open: one bit for each."""
        found = 0
        for day, start, end in self.hub.calendar.working_day.spans:
            for minute in range(day * DAY + start, day * DAY + end):
                found |= 1 << (minute % WEEK)
        return found

    def days_without(self, roles: Iterable[str]) -> tuple[str, ...]:
        """Days of the hub's working week on which nobody of these roles is there while it is open.

        Parameters
        ----------
        roles : iterable of str

        Returns
        -------
        tuple of str
            Short names of days, Monday first.
        """
        there, open_ = self.minutes(roles), self.hub_minutes()
        day = (1 << DAY) - 1
        return tuple(
            name
            for number, name in enumerate(WEEKDAYS)
            if (open_ >> number * DAY & day) and not (there & open_) >> number * DAY & day
        )

    def hours_shared(self, some: Iterable[str], others: Iterable[str]) -> float:
        """Hours of the week in which somebody of both is there."""
        return (self.minutes(some) & self.minutes(others)).bit_count() / 60


__all__ = ["COVERED", "Staffing"]
