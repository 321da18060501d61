"""The steps of a case's way: work, waits, questions, work together, meetings, and ways out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field as About

from hubsim.spec.asking import Chase, GoOnWhen, Request, Rule
from hubsim.spec.names import Moments, Name, Names, Text, YesNo
from hubsim.spec.quantity import (
    After,
    AtLeastOne,
    DurationByRating,
    LimitByRating,
    Quantity,
    ShareByRating,
)
from hubsim.spec.route import Then
from hubsim.spec.section import Basis, Need, Row, Section


class Meeting(Section):
    """A meeting in slots, at which cases are heard."""

    needs: Mapping[Name, AtLeastOne] = About({}, description="people of each role, for one case")
    at: Moments = About(description="when it opens", examples=["Mon-Fri 10:00 and 14:00"])
    every: AtLeastOne = About(
        Quantity(1, text="1"), description="in every week, every second week (2) and so on"
    )
    each_case: DurationByRating = About(description="length of one discussion", examples=["20 min"])
    cases_at_most: AtLeastOne | None = About(
        None, description="cases heard in a slot; any number if left out"
    )
    at_once: AtLeastOne = About(Quantity(1, text="1"), description="discussions that run at once")
    without: Mapping[Name, After] = About(
        {}, description="roles without which a case may be heard, and after how long"
    )
    must_fit: YesNo = About(
        False, description="whether a case is only heard if it ends before anybody has to go"
    )


class AtMost(Section):
    """How often a case may come to a stage, and where it goes instead."""

    times: AtLeastOne = About(description="visits allowed", examples=["2"])
    then: Name = About(description="stage or outcome for the next one", examples=["closed"])


class GivesUp(Section):
    """How long a case waits for somebody to begin, and where it goes then."""

    after: DurationByRating = About(description="how long it waits", examples=["2 days"])
    then: Name = About(description="stage or outcome", examples=["closed"])


class Stage(Section):
    """A step of a case's way: work by somebody, a wait, or questions to other agencies."""

    label: Text = About("", description="name shown to people")
    who: Names = About((), description="role that does the work, or roles in order of preference")
    needs: Mapping[Name, AtLeastOne] = About(
        {}, description="instead of who: people of each role who do the work together"
    )
    joint: Literal["hold", "backfill"] = About(
        "hold",
        description="how people come together: held as they come free, or only if all are free at "
        "once",
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
    asked_by: Name | None = About(
        None,
        description="role that asks and gets the replies; if left out, the one that works next",
    )
    go_on_when: Rule = About(
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
        {},
        description="rating after this stage, for each rating before it or each need as it is seen "
        "(seen_as_high …); others keep theirs",
    )
    decides_from: Names | None = About(
        None,
        description="this is the decision; agencies whose information it rests on, [] for none but "
        "its own",
    )
    then: Then = About(
        description="where cases go next: one name, shares that sum to 100%, or such shares by "
        "rating, by source of contact or by need as it is seen (seen_as_high …)",
        examples=["closed"],
    )
    basis: Basis | None = About(None, description="what the bare numbers here rest on")

    @property
    def decides(self) -> bool:
        """Whether a case is decided here."""
        return self.decides_from is not None

    @property
    def staff(self) -> tuple[str, ...]:
        """Roles that work on cases here: one able one, several together, or those who meet."""
        return self.who or tuple(self.needs) or tuple(self.meeting.needs if self.meeting else ())


class Outcome(Section):
    """A way in which a case leaves the hub."""

    label: Text = About("", description="name shown to people")
    protects: Need | None = About(None, description="the need that this outcome answers")
