"""Coordination that the work needs between two agencies, against what the hub gives them for it.

*Socio-technical congruence* asks whether those whose work depends on each other have the means to
coordinate. Cataldo, Herbsleb and Carley count the pairs that need to coordinate and have a means to
(the same team, place, task or conversation). Here both sides are weighed.

**Needed**, for a pair of agencies, is what passes between them in an average week: questions, their
replies, cases handed on, and cases on which both sit together; from the traffic equations.

**Provided** is the share of it for which the hub has means, the mean over all that passes:

==================================  ==============================================================
what passes                         provided
==================================  ==============================================================
a question or reply, by channels    reach × answers
a question or reply, by e-mail to   ties × answers
people outside the hub
a question looked up (direct        answers
access, a shared record)
a case handed on                    reach
a case on which both sit together   1
==================================  ==============================================================

*reach* = Σ over channels of (its share × 1 if it reaches a person who is there, or stands in one
record that both use; × ties if it lies until it is opened, such as e-mail). Which channels are
taken follows from seats, from who is on duty, from urgency and ties (docs/semantics.md 12.2). Where
the hub says itself how long the way takes, or nothing travels, reach = ties. *ties* are those of
the pair. *answers* = (1 − refuses) × (1 − hesitates), by the agreement that holds.

The **gap** of a pair is needed × (1 − provided): what passes in a week without a means for it. The
congruence of the hub is Σ needed × provided / Σ needed.

Grade: the need is derived from the hub's own numbers. That means are weighed in this way, and that
what lies in an inbox coordinates as far as two agencies are tied, is ours: **assumed**. It predicts
nothing by itself; it says where to look first.

References
----------
Cataldo, Herbsleb and Carley (2008), *Socio-technical congruence: a framework for assessing the
impact of technical and work dependencies on software development productivity*, ESEM 2008;
Cataldo, Wagstrom, Herbsleb and Carley (2006), *Identification of coordination requirements*, CSCW.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from hubsim.arrays import Floats
from hubsim.program.ways import seat_of, tie
from hubsim.spec.seats import Near, near
from hubsim.structure.exchange import Exchange, ExchangeKind
from hubsim.structure.sharing import Sharing, answers, sharing_of
from hubsim.structure.traffic import Traffic

LIES = "nothing"
"""A channel that needs nothing and nobody lies until it is opened."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two agencies that depend on each other.

    Parameters
    ----------
    one, other : str
        Agencies, in the order of the file.
    needed : mapping of str to float
        Times a week, by kind of exchange.
    provided : float or None
        Share for which there are means; None in a hub that says nothing of working together.
    seats : tuple of Near
        How near the nearest of them sit, by day of the week; empty where one sits outside the hub.
    ties : float or None
    sharing : mapping of str to Sharing
        By holder of information that is asked for.
    one_record : bool
    channels : mapping of str to float
        Times a week, by channel; ``outside`` for e-mail to people outside the hub, ``looked up``
        for direct access and shared records.
    """

    one: str
    other: str
    needed: Mapping[ExchangeKind, float]
    provided: float | None
    seats: tuple[Near, ...]
    ties: float | None
    sharing: Mapping[str, Sharing]
    one_record: bool
    channels: Mapping[str, float]

    @property
    def per_week(self) -> float:
        """All that passes in a week."""
        return sum(self.needed.values())

    @property
    def gap(self) -> float:
        """What passes in a week without a means for it; nothing where nobody can know."""
        return 0.0 if self.provided is None else self.per_week * (1 - self.provided)

    @property
    def most_used(self) -> str:
        """The way used most."""
        return max(self.channels, key=lambda name: self.channels[name], default="")


def pairs(traffic: Traffic, passing: Iterable[Exchange]) -> tuple[Pair, ...]:
    """Weigh what every pair of agencies needs against what it has, worst gaps first.

    Parameters
    ----------
    traffic : Traffic
    passing : iterable of Exchange
    """
    order = list(traffic.hub.agencies)
    between: dict[tuple[str, str], list[Exchange]] = {}
    for each in passing:
        if each.of != each.to:
            one, other = sorted((each.of, each.to), key=order.index)
            between.setdefault((one, other), []).append(each)
    found = [_pair(traffic, *ends, listed) for ends, listed in between.items()]
    return tuple(sorted(found, key=lambda pair: (-pair.gap, -pair.per_week)))


def congruence(found: Iterable[Pair]) -> float | None:
    """Σ needed × provided / Σ needed over all pairs; None where nobody can know."""
    known = [pair for pair in found if pair.provided is not None]
    needed = sum(pair.per_week for pair in known)
    return 1 - sum(pair.gap for pair in known) / needed if needed else None


def _pair(traffic: Traffic, one: str, other: str, listed: list[Exchange]) -> Pair:
    together = traffic.hub.working_together
    needed: dict[ExchangeKind, float] = {}
    channels: dict[str, float] = {}
    sharing: dict[str, Sharing] = {}
    provided = 0.0
    for each in _once(listed):
        needed[each.kind] = needed.get(each.kind, 0.0) + each.per_week
        for name, share in _ways(each).items():
            channels[name] = channels.get(name, 0.0) + share * each.per_week
        if together is None:
            continue
        if each.kind == "question":
            held = sharing_of(traffic, each.of, each.to)
            if held is not None:
                sharing[each.to] = held
        provided += float(_means(traffic, each) @ each.by_rating)
    total = sum(needed.values())
    return Pair(
        one=one,
        other=other,
        needed=needed,
        provided=provided / total if together is not None else None,
        seats=_seats(traffic, listed),
        ties=tie(together, one, other) if together is not None else None,
        sharing=sharing,
        one_record=together is not None and {one, other} <= set(together.one_record),
        channels=channels,
    )


def _once(listed: Iterable[Exchange]) -> Iterator[Exchange]:
    """Count two agencies that sit together once, by however many roles they do."""
    together = set[str]()
    for each in listed:
        if each.kind != "together":
            yield each
        elif each.stage not in together:
            together.add(each.stage)
            yield each


def _ways(each: Exchange) -> Mapping[str, float]:
    """Shares of the ways in which something passes."""
    if each.kind == "together":
        return {"together": 1.0}
    if each.reached in {"direct", "shared record"}:
        return {"looked up": 1.0}
    if each.reached == "e-mail":
        return {"outside": 1.0}
    return each.channels


def _means(traffic: Traffic, each: Exchange) -> Floats:
    """Share for which there are means, by rating."""
    together = traffic.hub.working_together
    one = np.ones(len(traffic.ratings))
    if together is None or each.kind == "together":
        return one
    ties = tie(together, each.of, each.to)
    reach = sum(
        share * (ties if together.channels[name].needs == LIES else 1.0)
        for name, share in each.channels.items()
    )
    if not each.channels:
        reach = 1.0 if each.reached in {"direct", "shared record"} else ties
    if each.kind == "hand-over":
        return reach * one
    asker, holder = (each.of, each.to) if each.kind == "question" else (each.to, each.of)
    held = sharing_of(traffic, asker, holder)
    return reach * (answers(traffic, held) if held is not None else one)


def _seats(traffic: Traffic, listed: list[Exchange]) -> tuple[Near, ...]:
    """How near the nearest of them sit on each day of the week."""
    ends = {
        (one, other) for each in listed for one in each.sender[:1] for other in each.receiver[:1]
    }
    found = [near(seat_of(traffic.hub, one), seat_of(traffic.hub, other)) for one, other in ends]
    return tuple(max(days) for days in zip(*found, strict=True)) if found else ()


__all__ = ["Pair", "congruence", "pairs"]
