"""How agencies work together: ties, what may be shared and how it is reached, leads, channels.

Each lever has numbers of its own, and none of them is a bonus on a result. What a hub does not say
comes from the packaged `defaults.yaml`, graded like every other number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, WithJsonSchema
from pydantic import Field as About

from hubsim import units
from hubsim.spec.names import Date, Name, Names, OrText, Text, short_name
from hubsim.spec.parts import found
from hubsim.spec.quantity import (
    DurationByRating,
    DurationFixed,
    Field,
    LimitByRating,
    Number,
    Quantity,
    Share,
    ShareByRating,
)
from hubsim.spec.section import Basis, Section
from hubsim.units import UnitError, said

Urgency = Literal["urgent", "prompt", "routine"]
URGENCIES: tuple[Urgency, ...] = ("urgent", "prompt", "routine")
"""Kinds of ratings for which the packaged numbers are given, whatever a hub calls its ratings."""

DEFAULT = "default"
AND = " and "

Reached = Literal["direct", "navigator", "shared record", "e-mail"]
Agreed = Literal["signed", "lapsed", "none"]


REACHED: tuple[Reached, ...] = get_args(Reached)
ALSO_REACHED: Mapping[str, Reached] = {
    "navigator in the hub": "navigator",
    "email": "e-mail",
    "shared_record": "shared record",
}
"""Other words for the same ways."""


def _reached(given: Any) -> Any:
    return ALSO_REACHED.get(given, given) if isinstance(given, str) else given


class Information(Section):
    """Whether an agency may share what it knows, and how a question reaches it."""

    agreement: Agreed = About(description="signed, lapsed, or none", examples=["signed"])
    until: Date | None = About(
        None, description="last day of a signed agreement; after it, it has lapsed"
    )
    reached_by: Annotated[
        Reached,
        BeforeValidator(_reached),
        WithJsonSchema({"type": "string", "enum": [*REACHED, *ALSO_REACHED]}),
    ] = About(
        description="direct (the asker looks it up in the holder's system), navigator (people of "
        "the holder in the hub), shared record, or e-mail (to people outside the hub)",
        examples=["navigator"],
    )
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


def _tie(text: str) -> float:
    value = units.share(text) if text.strip().endswith("%") else units.number(text)
    if value > 1:
        raise UnitError(f"a tie of {said(text)} is above 1", TIE_HELP)
    return value


TIE_HELP = "0 is strangers, 1 is one team: write 0.3"
Tie = Annotated[
    Quantity[float], Field(_tie, "a tie from 0 (strangers) to 1 (one team): 0.3", "tie")
]

LEAD_HELP = (
    "write an agency or role, or: joint between council and police, or: disputed between council "
    "and police,\nor {who: manager, deputies: [senior]}"
)


class Lead(Section):
    """Who is accountable for a case at a stage."""

    who: Names = About(
        description="the agency or role that leads; several share or dispute it",
        examples=["council"],
    )
    how: Literal["clear", "joint", "disputed"] = About("clear", description="how clear that is")
    deputies: Names = About((), description="roles that stand in when nobody of the lead is there")
    settled_by: Names = About(
        (), description="role whose work settles a dispute, if not time alone"
    )
    settling: DurationByRating | None = About(
        None, description="with settled_by: the work of settling a dispute"
    )
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


def _leader(text: str) -> str:
    try:
        return short_name(text.strip())
    except UnitError:
        message = f"{said(text)} cannot say who leads"
        if AND in text:
            message = f"{said(text)} names more than one, and not whether they agree about it"
        raise UnitError(message, LEAD_HELP) from None


def _lead(given: Any) -> Any:
    """Read a lead written as one text."""
    if not isinstance(given, str):
        if isinstance(given, Mapping | Lead):
            return given
        raise UnitError(f"{found(given)} cannot say who leads", LEAD_HELP)
    match = re.fullmatch(r"(joint|disputed)(?: between)? (.+)", given.strip())
    if match is None:
        if given.strip() in {"joint", "disputed"}:
            raise UnitError(f"{said(given)} does not say between whom", LEAD_HELP)
        return {"who": (_leader(given),), "how": "clear"}
    names = tuple(_leader(part) for part in re.split(r",\s*| and ", match[2]))
    if len(set(names)) < 2:
        raise UnitError(f"{said(given)} names only one", LEAD_HELP)
    return {"who": names, "how": match[1]}


def _led_by(given: Any) -> Any:
    return (
        given
        if isinstance(given, Mapping) and not {"who", "how"} & set(given)
        else {DEFAULT: given}
    )


AnyLead = Annotated[Lead, BeforeValidator(_lead), OrText("council")]


def _ties(given: Any) -> Any:
    return given if isinstance(given, Mapping) else {DEFAULT: given}


def _tries(text: str) -> int:
    value = units.count(text)
    if not 1 <= value <= MOST_TRIES:
        help = f"write a whole number from 1 to {MOST_TRIES}"
        raise UnitError(f"nobody tries {said(text)} times", help)
    return value


MOST_TRIES = 20
Tries = Annotated[Quantity[int], Field(_tries, "a whole number: 3", "count")]


class Channel(Section):
    """A way in which a question, a reply or a case travels between people of two agencies."""

    label: Text = About("", description="name shown to people")
    needs: Literal["same room", "somebody there", "one record", "nothing"] = About(
        description="what it needs: seats in one room and somebody there, somebody there, a record "
        "that both use, or nothing",
        examples=["nothing"],
    )
    used: ShareByRating = About(
        description="how often it is used where it is possible, between strangers, by urgency",
        examples=["100%"],
    )
    with_ties: Share = About(
        Quantity(0.0, text="0%"), description="of the rest, the share used by one team (ties of 1)"
    )
    takes: DurationByRating = About(
        description="until it is seen, on the hours of whoever receives it", examples=["25 min"]
    )
    answered: Share = About(
        Quantity(1.0, text="100%"),
        description="where somebody must be there: share of tries that reach them",
    )
    tries: Tries = About(
        Quantity(1, text="1"), description="tries before what needs nobody is used instead"
    )
    try_again: DurationFixed | None = About(None, description="time to the next try")
    each_side: DurationFixed = About(
        Quantity(0.0, text="0 min"), description="minutes it costs the one and the other side"
    )
    rekeyed: DurationFixed = About(
        Quantity(0.0, text="0 min"), description="minutes to put it into the receiver's own system"
    )
    clarified: Share = About(
        Quantity(0.0, text="0%"), description="share that must be clarified, between strangers"
    )
    clarifying: DurationFixed = About(
        Quantity(0.0, text="0 min"), description="work of clarifying, by the one who asked or sent"
    )
    clarified_how: Literal["on the spot", "sent back"] = About(
        "sent back", description="on the spot, or by sending it back and forth in the same way"
    )
    dropped: Share = About(
        Quantity(0.0, text="0%"), description="share that gets lost until somebody notices"
    )
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


class Access(Section):
    """What it takes to get at the information of an agency that is reached in one way."""

    work: DurationByRating | None = About(None, description="the asker's work of looking it up")
    reply_takes: DurationByRating | None = About(
        None, description="time until the reply is there, their queue and work included, by urgency"
    )
    never: ShareByRating = About(
        Quantity(0.0, text="0%"), description="share never answered unless somebody asks again"
    )
    nothing_found: ShareByRating = About(
        Quantity(0.0, text="0%"), description="share of replies that bring nothing"
    )
    at_the_table: Number = About(
        Quantity(1.0, text="1"),
        description="reply time as a multiple where people of the agency come to a meeting",
    )
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


class Agreement(Section):
    """What holders of information do under an agreement, or without one."""

    hesitates: ShareByRating = About(
        Quantity(0.0, text="0%"), description="share of questions for which they take advice first"
    )
    advice_takes: DurationByRating | None = About(None, description="how long that takes")
    refuses: ShareByRating = About(
        Quantity(0.0, text="0%"), description="share of questions that they refuse to answer"
    )
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


class LeadNumbers(Section):
    """What follows from how clear it is who leads."""

    disputes: ShareByRating = About(
        description="share of cases in which the lead is disputed", examples=["2%"]
    )
    settled_after: DurationByRating = About(
        description="time until that is settled", examples=["90 min"]
    )
    noticed_after: DurationByRating = About(
        description="time until something lost is noticed", examples=["4 h"]
    )
    chases: ShareByRating = About(
        description="how surely somebody asks again after replies", examples=["90%"]
    )
    chases_at: Share = About(description="when: at this share of the limit", examples=["50%"])
    chases_after: LimitByRating = About(
        description="when: if there is no limit, or one in working days",
        examples=["3 working hours"],
    )
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


class WorkingTogether(Section):
    """How the agencies of a hub work together, each lever by itself."""

    information: Mapping[Name, Information] = About(
        {}, description="by agency, or default: may it share, and how is it reached"
    )
    ties: Annotated[Mapping[str, Tie], BeforeValidator(_ties), OrText("0.3")] = About(
        {}, description='how two agencies habitually work together: default, and "a and b"'
    )
    led_by: Annotated[Mapping[Name, AnyLead], BeforeValidator(_led_by), OrText("council")] = About(
        {}, description="who leads: default, and by stage"
    )
    one_record: Names = About((), description="agencies that work in one record")
    nearness: Mapping[Literal["bank", "room", "building"], Number] = About(
        {}, description="how much a seat so near lets a word be used, as a multiple of one room"
    )
    volunteers: Share = About(
        Quantity(0.0, text="0%"),
        description="share of cases that people of one team (ties of 1) speak up on unasked",
    )
    less_clarified: Share = About(
        Quantity(0.0, text="0%"), description="how much less one team (ties of 1) has to clarify"
    )
    talk_slows_the_room: Share = About(
        Quantity(0.0, text="0%"),
        description="how much longer all work takes for roles in a room with another agency",
    )
    channels: Mapping[Name, Channel] = About({}, description="the ways in which things travel")
    access: Mapping[Reached, Access] = About({}, description="what each way to information takes")
    agreements: Mapping[Agreed, Agreement] = About({}, description="what agreements do")
    leads: Mapping[Literal["clear", "joint", "unclear"], LeadNumbers] = About(
        {}, description="what clear, joint and unclear leads do"
    )
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


def pair_of(name: str) -> tuple[str, str] | None:
    """Read ``council and police``; None where it is no pair."""
    names = tuple(part.strip() for part in name.split(AND))
    return (names[0], names[1]) if len(names) == 2 and all(names) else None


__all__ = [
    "AND", "DEFAULT", "LEAD_HELP", "REACHED", "TIE_HELP", "URGENCIES", "Access", "Agreed",
    "Agreement", "Channel", "Information", "Lead", "LeadNumbers", "Reached", "Tie", "Urgency",
    "WorkingTogether", "pair_of",
]  # fmt: skip
