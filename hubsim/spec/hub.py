"""The operating model as its author wrote it: agencies, roles, contacts, stages, outcomes.

These types are the schema: what may be written, in which unit, and what is taken when nothing is
written. They hold what the file says; whether its parts fit together is asked in `checks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, WithJsonSchema
from pydantic import Field as About

from hubsim.spec.asking import Chase, GoOnWhen, Request
from hubsim.spec.calendar import Calendar, Region, Surge
from hubsim.spec.demand import ComesBack, Feedback, Knowledge, Opening, Recognition, Source
from hubsim.spec.names import Name, Names, StartsAt, Text, Title
from hubsim.spec.parts import found
from hubsim.spec.people import Agency, CalledAway, Role
from hubsim.spec.pressure import UnderPressure
from hubsim.spec.quantity import Limit, LimitByRating, Quantity
from hubsim.spec.route import OTHERWISE, Route
from hubsim.spec.section import NEEDS, Basis, Need, Row, Section
from hubsim.spec.stage import AtMost, GivesUp, Meeting, Outcome, Stage
from hubsim.spec.working_together import URGENCIES, Urgency, WorkingTogether
from hubsim.units import ClockName, UnitError, said


class Rating(Section):
    """How urgent a case looks. The order in the file is the priority, most urgent first."""

    label: Text = About("", description="name shown to people")
    decide_within: Limit | None = About(None, description="target from contact to decision")
    clock: ClockName | None = About(
        None, description="clock of the target: elapsed, working hours or working days"
    )
    interrupts: Names = About((), description="less urgent ratings whose work it may interrupt")
    urgency: Urgency | None = About(
        None,
        description="urgent, prompt or routine; if left out, the first of several ratings is "
        "urgent, the last routine, and those between prompt",
    )
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


class Target(Section):
    """A clock of its own: how soon a case must have come from one point of its way to another."""

    label: Text = About("", description="name shown to people")
    since: Name = About(
        "contact", alias="from", description="contact, or a stage: when a case is first ready there"
    )
    to: Name = About(
        "decision", description="decision, leaving, or a stage: when work there is first done"
    )
    within: LimitByRating = About(description="how soon", examples=["4 working hours"])
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
    recognition: Recognition | None = About(
        None, description="how surely need is seen; packaged where what_they_know is written"
    )
    working_together: WorkingTogether | None = About(
        None,
        description="how agencies work together: what may be shared and how it is reached, ties, "
        "leads, one record, and the ways in which things travel",
    )
    under_pressure: UnderPressure | None = About(
        None, description="working quicker or slower near a limit or under load; off if left out"
    )
    feedback: Feedback | None = About(
        None, description="telling those who sent a contact what became of it"
    )
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

    def urgency(self, rating: str) -> Urgency:
        """How urgent a rating is, in the words of the packaged numbers."""
        said = self.ratings[rating].urgency
        if said is not None:
            return said
        place, last = list(self.ratings).index(rating), len(self.ratings) - 1
        return URGENCIES[2 if place == last else 0 if place == 0 else 1]

    def label(self, section: str, name: str) -> str:
        """The name shown to people of something in a section, such as ``roles`` or ``stages``."""
        item = getattr(self, section)[name]
        return item.label or name.replace("_", " ").capitalize()

    def called(self, path: str) -> str:
        """Say in plain words where a number stands: *Screeners, people*.

        Roles and stages are known by their names; other sections are said before what is in them.
        """
        section, *rest = path.split(".")
        items = getattr(self, section, None)
        first = [] if section in {"roles", "stages"} else [_spaced(section).capitalize()]
        if rest and isinstance(items, Mapping) and hasattr(items.get(rest[0]), "label"):
            first.append(self.label(section, rest.pop(0)))
        return ", ".join([*first, *map(_spaced, rest)])


def _spaced(name: str) -> str:
    return name.replace("_", " ")


__all__ = [
    "NEEDS", "OTHERWISE", "Agency", "AtMost", "Basis", "Calendar", "CalledAway", "Chase",
    "ComesBack", "Feedback", "GivesUp", "GoOnWhen", "Hub", "Knowledge", "Meeting", "Need",
    "Opening", "Outcome", "Quantity", "Rating", "Recognition", "Region", "Request", "Role", "Route",
    "Row", "Section", "Source", "Stage", "Surge", "Target", "UnderPressure", "WorkingTogether",
]  # fmt: skip
