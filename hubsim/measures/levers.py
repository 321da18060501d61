"""Which lever is missing between two agencies: a small rule from where their time goes.

Each reason for which a case lies between two agencies has a lever that works on it. The lever that
is missing is that of the reason that takes most time among those whose lever the hub does not have.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from hubsim.measures.passing import Reason
from hubsim.program import Program
from hubsim.program.ways import seat_of, tie
from hubsim.spec.hub import Hub
from hubsim.spec.reaching import information_of
from hubsim.spec.seats import Near, near


class Lever(Enum):
    """What a hub can change between two agencies."""

    SEAT = "seats in one room"
    TIES = "ties between the people"
    ACCESS = "access to what they know"
    AGREEMENT = "a signed agreement"
    LEAD = "one clear lead"
    COVER = "cover for who is away"


WORKDAYS = 5
STRONG = 0.5
"""Ties from here on, and seats in one room on this share of working days, are there."""


@dataclass(frozen=True, slots=True)
class Has:
    """What a hub has between two agencies.

    Parameters
    ----------
    together : float
        Share of the days Monday to Friday on which those who pass things on sit in one room.
    ties : float
        0 strangers, 1 one team.
    one_record : bool
        Whether both work in one record.
    agreed : bool
        Whether an agreement is signed and has not lapsed.
    led : bool
        Whether a clear lead is named wherever something passes between them.
    """

    together: float
    ties: float
    one_record: bool
    agreed: bool
    led: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """The lever that is missing, and the reason of which it would take most."""

    reason: Reason
    lever: Lever


def missing_lever(hours: Mapping[Reason, float], has: Has) -> Missing | None:
    """Say which lever is missing most between two agencies.

    Parameters
    ----------
    hours : mapping of Reason to float
        Where their time goes.
    has : Has

    Returns
    -------
    Missing or None
        None where no time goes into anything whose lever is missing.
    """
    for reason in sorted(hours, key=lambda each: -hours[each] if hours[each] > 0 else math.inf):
        lever = _lever(reason, has)
        if lever is not None and hours[reason] > 0:
            return Missing(reason, lever)
    return None


def _lever(reason: Reason, has: Has) -> Lever | None:
    """The lever that works on a reason, if the hub does not have it."""
    seat = None if has.together >= STRONG else Lever.SEAT
    ties = None if has.ties >= STRONG else Lever.TIES
    record = None if has.one_record else Lever.ACCESS
    lead = None if has.led else Lever.LEAD
    return {
        Reason.WAY: seat or ties or record,
        Reason.ABSENT: Lever.COVER,
        Reason.OUTSIDE: Lever.ACCESS,
        Reason.ADVICE: None if has.agreed else Lever.AGREEMENT,
        Reason.UNANSWERED: lead or Lever.ACCESS,
        Reason.LOST: lead or record,
        Reason.CLARIFIED: ties or record,
        Reason.DISPUTE: lead,
    }[reason]


def what_it_has(hub: Hub, program: Program, pair: Sequence[str], on: dt.date) -> Has:
    """Gather what a hub has between two agencies.

    Parameters
    ----------
    hub : Hub
    program : Program
        The hub, lowered.
    pair : sequence of str
        The two agencies; of several that dispute a lead, the first two count.
    on : date
        The day on which an agreement must still hold.
    """
    one, other = pair[:2]
    numbers = {program.agencies.index(name) for name in (one, other)}
    together = hub.working_together
    passages = [each for each in program.passages if {each.of, each.to} == numbers]
    questions = [
        (fork, stage, agency)
        for fork, stage in zip(program.forks, _asking(hub), strict=True)
        for agency in hub.stages[stage].ask or {}
        if fork.asked_by
        and {int(program.role_agency[fork.asked_by[0]]), program.agencies.index(agency)} == numbers
    ]
    seats = [(program.roles[p.sender[0]], program.roles[p.receiver[0]]) for p in passages]
    stages = {each.led for each in passages}
    stages |= {program.stages.index(stage) for _, stage, _ in questions}
    stages |= {n for n, lead in enumerate(program.leads) if numbers <= set(lead.agencies)}
    return Has(
        together=_together(hub, list(dict.fromkeys(seats)), (one, other)),
        ties=tie(together, one, other) if together else 0.0,
        one_record=together is not None and {one, other} <= set(together.one_record),
        agreed=all(_agreed(hub, agency, on) for _, _, agency in questions),
        led=all(program.leads[stage].how == "clear" for stage in stages),
    )


def _asking(hub: Hub) -> list[str]:
    """Stages that ask, in the order of the forks of the program."""
    return [name for name, stage in hub.stages.items() if stage.ask is not None]


def _together(hub: Hub, roles: list[tuple[str, str]], agencies: tuple[str, str]) -> float:
    """Share of working days in one room, on average over those who pass things on."""
    pairs = [(seat_of(hub, one), seat_of(hub, other)) for one, other in roles]
    pairs = pairs or [(hub.agencies[agencies[0]].sits, hub.agencies[agencies[1]].sits)]
    days = [level >= Near.ROOM for a, b in pairs for level in near(a, b)[:WORKDAYS]]
    return sum(days) / len(days)


def _agreed(hub: Hub, agency: str, on: dt.date) -> bool:
    said = information_of(hub, agency)
    return (
        said is not None and said.agreement == "signed" and (said.until is None or said.until >= on)
    )


__all__ = ["Has", "Lever", "Missing", "missing_lever", "what_it_has"]
