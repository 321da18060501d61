"""What the weeks of a run leave out, and when they are no ordinary ones: warnings before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from hubsim.errors import Place, Problem
from hubsim.hours import Clock
from hubsim.measures.traces import Window
from hubsim.program import Program
from hubsim.spec.contacts import Contacts
from hubsim.spec.read import HubFile
from hubsim.units import WEEK


def crowded(file: HubFile, loads: dict[str, float], year: dict[str, float]) -> tuple[Problem, ...]:
    """Warn where more comes in during the measured time than can be done, though not all year."""
    return tuple(
        Problem(
            "W304",
            f'"{role}": in the measured time {load - 1:.1%} more comes in than they can do; '
            "averages describe these weeks only",
            file.source.key_place(("roles", role)),
            "over a whole year they keep up; measure more weeks to see how they recover"
            if year
            else "of other weeks the contacts of the file say nothing",
        )
        for role, load in loads.items()
        if load >= 1 > year.get(role, 0)
    )


def not_covered(contacts: Contacts, program: Program, window: Window) -> Iterator[Problem]:
    """Warn of more than a week of a run in which a file of contacts has none."""
    place, clock = Place("--contacts"), program.clock
    first, last = min(contacts.received), max(contacts.received)
    begins, ends = clock.second(first), clock.second(last)

    def day(second: int) -> str:
        return str(clock.local(second).date())

    has = f"the file has contacts of {first.date()} to {last.date()}"
    if begins >= window.stop or ends < window.start:
        weeks = f"{day(window.start)} to {day(window.stop - 1)}"
        message = f"no contact of the file was received in the measured weeks, {weeks}"
        help = f"{has}: with --warm-up and --weeks choose some of these"
        yield Problem("W306", message, place, help)
        return
    if begins > WEEK:
        message = f"the first contact of the file comes on {first.date()}, and the hub begins on "
        help = "until then it stays empty: set calendar.starts to the first day of the contacts"
        yield Problem("W307", message + day(0), place, help)
    if ends < program.horizon - WEEK:
        message = f"the last contact of the file comes on {last.date()}, and the run goes on to "
        help = "without new ones what is left is decided sooner; choose --weeks and --run-off"
        yield Problem("W308", message + day(program.horizon - 1), place, help)


def missed_surges(file: HubFile, clock: Clock, window: Window) -> list[Problem]:
    """Warn of times of more contacts that lie outside the measured time."""
    found = []
    for number, surge in enumerate(file.hub.calendar.surges):
        first, last = surge.dates
        begins = clock.second(dt.datetime.combine(first, dt.time()))
        ends = clock.second(dt.datetime.combine(last + dt.timedelta(days=1), dt.time()))
        if ends <= window.start or begins >= window.stop:
            place = file.source.place(("calendar", "surges", number))
            days = " to ".join(str(clock.local(s).date()) for s in (window.start, window.stop))
            message = f"the surge of {first} to {last} lies outside the measured time, {days}"
            found.append(Problem("W303", message, place, "measure more weeks, or change its dates"))
    return found


__all__ = ["crowded", "missed_surges", "not_covered"]
