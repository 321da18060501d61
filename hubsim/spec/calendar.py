"""Time in the hub: zone, start, holidays, hours, and times of more contacts than usual."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field as About

from hubsim import units
from hubsim.spec.names import Date, Dates, Hours, Name, Names, Text
from hubsim.spec.quantity import Number
from hubsim.spec.section import Section

Region = Literal["England", "Wales", "Scotland", "Northern Ireland", "none"]


class Surge(Section):
    """A time of more (or fewer) contacts than usual."""

    dates: Dates = About(description="first and last day", examples=["2026-02-16 to 2026-02-20"])
    times: Number = About(
        description="volume during these days as a multiple of the usual volume", examples=["1.5"]
    )
    sources: Names = About((), description="sources it concerns; all if left out")


class Calendar(Section):
    """Time in the hub: zone, start, holidays, working day, named hours, school holidays, surges."""

    timezone: Text = About("Europe/London", description="IANA name of the time zone")
    starts: Date = About(
        description="first day of the simulated time, from local midnight", examples=["2026-01-05"]
    )
    holidays: Region = About("England", description="whose bank holidays the hub keeps")
    working_day: Hours = About(
        units.week_hours("Mon-Fri 09:00-17:00"),
        description="the hub's own clock: targets and results in working hours or days use it",
        validate_default=True,
    )
    hours: Mapping[Name, Hours] = About({}, description="named working hours, for roles")
    school_holidays: tuple[Dates, ...] = About((), description="stretches of days without school")
    surges: tuple[Surge, ...] = About((), description="times of more contacts than usual")
