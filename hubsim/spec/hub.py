"""The operating model as its author wrote it: agencies, roles, contacts, stages, outcomes.

These types are the schema: what may be written, in which unit, and what is taken when nothing is
written. They hold what the file says; whether its parts fit together is asked in `checks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic import Field as About

from hubsim import units
from hubsim.spec.names import (
    Date,
    Dates,
    Hours,
    Moments,
    Name,
    Names,
    OrText,
    Releases,
    Shapes,
    StartsAt,
    Text,
    Title,
    YesNo,
)
from hubsim.spec.parts import found
from hubsim.spec.quantity import (
    After,
    Count,
    Duration,
    DurationByRating,
    DurationFixed,
    Grade,
    Leave,
    Limit,
    LimitByRating,
    Number,
    Quantity,
    Share,
    ShareByRating,
    Volume,
    Wage,
)
from hubsim.spec.route import OTHERWISE, Route, Then
from hubsim.units import ClockName, UnitError, said

Need = Literal["high", "moderate", "low"]
NEEDS: tuple[Need, ...] = ("high", "moderate", "low")
"""The true need of a child or adult, most serious first. The hub does not see it."""

Region = Literal["England", "Wales", "Scotland", "Northern Ireland", "none"]


Row = Mapping[Name, Share]
"""What cases are, in shares that sum to 100 %."""


class Section(BaseModel):
    """A part of the file: unknown fields are errors, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Basis(Section):
    """What the bare numbers of a section rest on."""

    grade: Grade = About(
        description="measured, published, derived, calibrated or assumed", examples=["assumed"]
    )
    source: Text = About("", description="where the numbers are from")


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


class Agency(Section):
    """One of the organisations that make up the hub."""

    label: Text = About("", description="full name, shown to people; the short name if left out")
    holidays: Region | None = About(None, description="whose bank holidays; the hub's if left out")
    sits: Text = About("", description="where its people sit: site / room / bank")


class CalledAway(Section):
    """Being called away for other things, over and over, whether at work on a case or not."""

    after: Duration = About(description="how long somebody is there before")
    lasts: Duration = About(description="how long it takes")


class Role(Section):
    """People of one agency who can do the same work."""

    agency: Name = About(description="the agency they belong to", examples=["council"])
    label: Text = About("", description="full name, shown to people")
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
    part_time: tuple[Text, ...] = About(
        (),
        description="part posts beside the full ones: hours of each, such as Mon-Wed 09:00-17:00",
    )
    at_work_at_once: Count | None = About(
        None, description="how many of the people are at work on one day; they take turns by day"
    )
    present: Text = About("", description="days on which they are there, such as Mon-Wed")
    away: Leave | None = About(None, description="leave in whole weeks, such as 6 weeks a year")
    absence: Share = About(
        Quantity(0.0, text="0%"), description="share of single days away: sickness, training"
    )
    cover: Share = About(
        Quantity(0.0, text="0%"), description="share of days away on which somebody stands in"
    )
    called_away: CalledAway | None = About(
        None, description="being called away for other things, for a time at random"
    )
    unfinished: Literal["keep", "hand back", "finish"] = About(
        "keep",
        description="what becomes of work in hand at the end of a shift, at an interruption and at a "
        "call to a meeting; finish: at the end of a shift they stay until it is done",
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


class Rating(Section):
    """How urgent a case looks. The order in the file is the priority, most urgent first."""

    label: Text = About("", description="name shown to people")
    decide_within: Limit | None = About(None, description="target from contact to decision")
    clock: ClockName | None = About(
        None, description="clock of the target: elapsed, working hours or working days"
    )
    interrupts: Names = About((), description="less urgent ratings whose work it may interrupt")
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


class Source(Section):
    """Where contacts come from, how many, when, and what they are."""

    label: Text = About("", description="name shown to people")
    volume: Volume | None = About(None, description="contacts in an ordinary week")
    every: Limit | None = About(None, description="instead of volume: one contact every so long")
    arrives: Annotated[Mapping[str, Share], Shapes, OrText("every day 08:00-20:00")] = About(
        {"always": Quantity(1.0, text="100%")},
        description="when contacts arise: hours of the week, or several with their shares",
    )
    released: Releases | None = About(
        None, description="when they reach the hub, if held back: hours or moments of the week"
    )
    in_school_holidays: Share = About(
        Quantity(1.0, text="100%"), description="volume in school holidays as a share of the usual"
    )
    by_month: Mapping[str, Number] = About(
        {}, description="volume by month (Jan … Dec) as a multiple of the usual; 1 if left out"
    )
    together: Mapping[str, Share] = About(
        {}, description="how many children or adults come in one contact, such as 1: 60%, 2: 40%"
    )
    true_need: Mapping[Need, Share] = About(
        {"low": Quantity(1.0, text="100%")},
        description="the truth, which the hub does not see: high, moderate, low",
    )
    first_seen_as: Mapping[Need, Row] = About(
        {}, description="rating at first sight, for each true need"
    )
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


class Knowledge(Section):
    """What one agency knows: how often it holds the fact that matters, and what that reveals."""

    held_for: Mapping[Need, Share] = About(
        alias="for",
        description="how often it holds a fact, for each true need",
        examples=[{"high": "60%"}],
    )
    reveals: Share = About(
        description="how much the fact adds to seeing the need", examples=["50%"]
    )
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


class Request(Section):
    """A question put to an agency that holds information, and how the answer comes about.

    Either people of a role look it up (``who`` and ``work``), or the answer simply takes a time
    (``reply_takes``) that contains the holder's own queue and work.
    """

    share_asked: ShareByRating = About(
        Quantity(1.0, text="100%"), description="share of cases for which this agency is asked"
    )
    never: ShareByRating = About(
        Quantity(0.0, text="0%"), description="share never answered unless somebody asks again"
    )
    nothing_found: ShareByRating = About(
        Quantity(0.0, text="0%"), description="share of replies that bring nothing"
    )
    seen_after: DurationByRating | None = About(
        None, description="time until the question is seen, on the hours of whoever looks it up"
    )
    who: Names = About((), description="role that looks it up, or roles in order of preference")
    work: DurationByRating | None = About(None, description="time spent on it")
    reply_takes: DurationByRating | None = About(
        None, description="instead of who and work: time until the reply is there"
    )
    during: Text = About(
        "always", description="hours on which reply_takes runs: working_day, named hours, always"
    )
    reply_seen_after: DurationByRating | None = About(
        None, description="time until the reply is seen, on the hub's working day"
    )
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


class Chase(Section):
    """Asking again after replies that are missing."""

    after: LimitByRating = About(description="how long after asking")
    done: ShareByRating = About(description="how surely somebody does it")


class Meeting(Section):
    """A meeting in slots, at which cases are heard."""

    needs: Mapping[Name, Count] = About({}, description="people of each role, for one case")
    at: Moments = About(description="when it opens, such as Mon-Fri 10:00 and 14:00")
    every: Count = About(
        Quantity(1, text="1"), description="in every week, every second week (2) and so on"
    )
    each_case: DurationByRating = About(description="length of one discussion")
    cases_at_most: Count | None = About(None, description="cases heard in a slot; any if left out")
    at_once: Count = About(Quantity(1, text="1"), description="discussions that run at once")
    without: Mapping[Name, After] = About(
        {}, description="roles without which a case may be heard, and after how long"
    )
    must_fit: YesNo = About(
        False, description="whether a case is only heard if it ends before anybody has to go"
    )


class AtMost(Section):
    """How often a case may come to a stage, and where it goes instead."""

    times: Count = About(description="visits allowed")
    then: Name = About(description="stage or outcome for the next one")


class GivesUp(Section):
    """How long a case waits for somebody to begin, and where it goes then."""

    after: DurationByRating = About(description="how long it waits")
    then: Name = About(description="stage or outcome")


class GoOnWhen(Section):
    """The rule by which the hub stops waiting for replies."""

    all_of: Names = About((), description="agencies without whose reply the case does not go on")
    and_at_least: Count | None = About(
        None,
        description="replies needed in all; if left out, everyone asked, or just those of all_of",
    )


def _go_on(given: Any) -> Any:
    if isinstance(given, Mapping | GoOnWhen):
        return given
    if given in ("all", "all of them"):
        return {}
    what = said(given) if isinstance(given, str) else found(given)
    raise UnitError(f"{what} is no rule", "write all, or {all_of: [police], and_at_least: 2}")


class Stage(Section):
    """A step of a case's way: work by somebody, a wait, or questions to other agencies."""

    label: Text = About("", description="name shown to people")
    who: Names = About((), description="role that does the work, or roles in order of preference")
    needs: Mapping[Name, Count] = About(
        {}, description="instead of who: people of each role who do the work together"
    )
    joint: Literal["hold", "backfill"] = About(
        "hold",
        description="how people come together: held as they come free, or only if all are free at once",
    )
    must_fit: YesNo = About(
        False, description="whether work together only begins if it ends before anybody has to go"
    )
    meeting: Meeting | None = About(
        None, description="instead of work: heard at a slot of a meeting"
    )
    at_most: AtMost | None = About(None, description="how often a case may come here")
    gives_up: GivesUp | None = About(None, description="how long a case waits to be begun")
    seen_after: DurationByRating | None = About(
        None, description="time in transit until it is seen, on the hours of whoever does the work"
    )
    work: DurationByRating | None = About(None, description="time spent on it, unstretched")
    wait: DurationByRating | None = About(None, description="instead of work: time that passes")
    during: Text = About(
        "always", description="hours on which the wait runs: working_day, named hours or always"
    )
    means: Literal["waiting", "transit", "reply", "redone", "dispute", "dropped"] = About(
        "waiting", description="what a wait stands for when time is accounted for"
    )
    ask: Mapping[Name, Request] | None = About(
        None, description="agencies asked at the same time, and how each answers"
    )
    go_on_when: Annotated[GoOnWhen, BeforeValidator(_go_on), OrText("all")] = About(
        GoOnWhen(), description="the rule by which the hub stops waiting for replies"
    )
    at_the_latest: LimitByRating | None = About(
        None, description="longest wait for replies (critical ones are waited for all the same)"
    )
    kept: ShareByRating = About(
        Quantity(1.0, text="100%"), description="how surely the limit is kept, at each look"
    )
    look_again: LimitByRating | None = About(
        None, description="time to the next look after one that did not end the wait"
    )
    chase: Chase | None = About(None, description="asking again after what is missing")
    withdraw: YesNo = About(
        False,
        description="whether questions nobody has begun on are taken back when the case goes on",
    )
    rated_anew: Mapping[Name, Row] = About(
        {}, description="rating after this stage, for each rating before it; others keep theirs"
    )
    decides_from: Names = About(
        (), description="this is the decision; agencies whose information it rests on"
    )
    then: Then = About(
        description="where cases go next: one name, shares that sum to 100%, or such shares by "
        "rating or by source of contact",
        examples=["closed"],
    )
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


class Outcome(Section):
    """A way in which a case leaves the hub."""

    label: Text = About("", description="name shown to people")
    protects: Need | None = About(None, description="the need that this outcome answers")


class Target(Section):
    """A clock of its own: how soon a case must have come from one point of its way to another."""

    label: Text = About("", description="name shown to people")
    since: Name = About(
        "contact", alias="from", description="contact, or a stage: when a case is first ready there"
    )
    to: Name = About(
        "decision", description="decision, leaving, or a stage: when work there is first done"
    )
    within: LimitByRating = About(description="how soon")
    clock: ClockName | None = About(
        None, description="elapsed, working hours or working days; as the limit says if left out"
    )
    pauses_at: Names = About((), description="stages at which the clock stands still")
    on_rerating: Literal["keep", "restart", "shorten only"] = About(
        "keep",
        description="what a new rating does: nothing, a new limit from then on, or a new limit if "
        "that is sooner",
    )
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


class ComesBack(Section):
    """How a need that was missed returns: the same case, in its next episode."""

    share: Share = About(description="share that comes back")
    after: Duration = About(description="how long after leaving")
    worsens: Share = About(
        Quantity(0.0, text="0%"), description="share that comes back more serious"
    )


class Opening(Section):
    """Cases that are in the hub when the simulated time begins."""

    stage: Name = About(description="where they are")
    source: Name = About(description="where they came from")
    rating: Name = About(description="how they are rated")
    cases: Count = About(description="how many")
    oldest: DurationFixed = About(description="how long ago the oldest arrived")


def _version(given: Any) -> str:
    if given == "1":
        return "1"
    what = said(given) if isinstance(given, str) else found(given)
    raise UnitError(f"this hubsim reads format 1, and {what} is written", "write hubsim: 1")


class Hub(Section):
    """A whole operating model."""

    hubsim: Annotated[str, BeforeValidator(_version), WithJsonSchema({"const": 1})] = About(
        description="version of this format", examples=["1"]
    )
    name: Title = About(description="name of the hub, shown to people", examples=["My hub"])
    about: Text = About("", description="what this model is, in a sentence or two")
    basis: Basis | None = About(None, description="what bare numbers rest on, unless said nearer")
    calendar: Calendar = About(description="time in the hub", examples=[{"starts": "2026-01-05"}])
    agencies: Mapping[Name, Agency] = About(
        description="organisations", examples=[{"council": {"label": "Council"}}]
    )
    roles: Mapping[Name, Role] = About(
        description="people who can do the same work",
        examples=[{"screener": {"agency": "council", "people": "4", "hours": "working_day"}}],
    )
    ratings: Mapping[Name, Rating] = About(
        {"all": Rating()}, description="urgency, most urgent first", validate_default=True
    )
    contacts: Mapping[Name, Source] = About(
        description="sources of contacts", examples=[{"police": {"volume": "90 per week"}}]
    )
    what_they_know: Mapping[Name, Knowledge] = About({}, description="facts held by agencies")
    targets: Mapping[Name, Target] = About(
        {}, description="clocks besides decide_within of the ratings"
    )
    work_order: Literal["arrival", "due"] = About(
        "arrival", description="order of work inside one rating: by waiting, or by due time"
    )
    comes_back: Mapping[Need, ComesBack] = About({}, description="what becomes of a missed need")
    opening: tuple[Opening, ...] = About((), description="cases in the hub at the beginning")
    starts_at: StartsAt = About(
        description="the stage where contacts begin: one name, or names by source",
        examples=["screening"],
    )
    stages: Mapping[Name, Stage] = About(
        description="the steps of a case's way",
        examples=[{"screening": {"who": "screener", "work": "30 min", "then": "closed"}}],
    )
    outcomes: Mapping[Name, Outcome] = About(
        description="the ways in which cases leave",
        examples=[{"closed": {"label": "No further action"}}],
    )

    def label(self, section: str, name: str) -> str:
        """The name shown to people of something in a section, such as ``roles`` or ``stages``."""
        item = getattr(self, section)[name]
        return item.label or name.replace("_", " ").capitalize()


__all__ = [
    "NEEDS", "OTHERWISE", "Agency", "Basis", "Calendar", "GoOnWhen", "Hub",
    "Knowledge", "Need", "Outcome", "Quantity", "Rating", "Request", "Role", "Route", "Row",
    "Section", "Source", "Stage", "Surge",
]  # fmt: skip
