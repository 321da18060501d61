"""Who works in the hub: agencies, roles, and when their people are there."""

from __future__ import annotations

from typing import Literal

from pydantic import Field as About

from hubsim.spec.calendar import Region
from hubsim.spec.names import Days, Name, Names, PartPost, Text
from hubsim.spec.quantity import (
    AtLeastOne,
    Count,
    Cover,
    Duration,
    DurationFixed,
    Leave,
    Quantity,
    Share,
    Wage,
)
from hubsim.spec.seats import Seat, Seats
from hubsim.spec.section import Basis, Section


class Agency(Section):
    """One of the organisations that make up the hub."""

    label: Text = About("", description="full name, shown to people; the short name if left out")
    holidays: Region | None = About(None, description="whose bank holidays; the hub's if left out")
    sits: Seats = About(
        Seat(), description="where its people sit: site / room / bank, all week or by weekday"
    )


class CalledAway(Section):
    """Being called away for other things, over and over, whether at work on a case or not."""

    after: Duration = About(description="how long somebody is there before", examples=["3 days"])
    lasts: Duration = About(description="how long it takes", examples=["2 h"])


class Role(Section):
    """People of one agency who can do the same work."""

    agency: Name = About(description="the agency they belong to", examples=["council"])
    label: Text = About("", description="full name, shown to people")
    sits: Seats | None = About(None, description="where they sit, if not where their agency does")
    people: Count | None = About(
        None, description="persons, each with the hours of the role (at most 48 a week)"
    )
    posts: Count | None = About(
        None, description="seats that a rota keeps filled during the hours, instead of people"
    )
    hours: Text = About(
        description="the name of hours in the calendar, or working_day, or always",
        examples=["working_day"],
    )
    part_time: tuple[PartPost, ...] = About(
        (),
        description="part posts beside the full ones: days of the role's hours, such as Mon-Wed, "
        "or hours of their own, such as Thu-Fri 09:00-12:00",
    )
    at_work_at_once: AtLeastOne | None = About(
        None, description="how many of the people are at work on one day; they take turns by day"
    )
    present: Days = About("", description="days on which they are there, such as Mon-Wed")
    away: Leave | None = About(None, description="leave in whole weeks, such as 6 weeks a year")
    absence: Share = About(
        Quantity(0.0, text="0%"), description="share of single days away: sickness, training"
    )
    cover: Cover = About(
        Quantity(0.0, text="0%"),
        description="share of days away on which somebody stands in; none is 0%",
    )
    called_away: CalledAway | None = About(
        None, description="being called away for other things, for a time at random"
    )
    unfinished: Literal["keep", "hand back", "finish"] = About(
        "keep",
        description="what becomes of work in hand at the end of a shift, at an interruption and at "
        "a call to a meeting; finish: at the end of a shift they stay until it is done",
    )
    reread: DurationFixed | None = About(
        None, description="time to read into work that was handed back"
    )
    undivided: Names = About(
        (), description="ratings for which everything else is put aside: work is not stretched"
    )
    time_for_cases: Share = About(
        Quantity(1.0, text="100%"), description="share of the time present that cases get"
    )
    cost: Wage | None = About(None, description="cost of one hour of presence")
    basis: Basis | None = About(None, description="what the bare numbers here rest on")
