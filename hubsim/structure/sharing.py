"""Under what a question is put: whether the holder of information may share it, and how surely."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from hubsim.arrays import Floats
from hubsim.spec.hub import Hub
from hubsim.spec.quantity import Quantity
from hubsim.spec.reaching import information_of
from hubsim.structure.traffic import Traffic

State = Literal["own", "signed", "lapsing", "lapsed", "none", "nothing said"]


@dataclass(frozen=True, slots=True)
class Sharing:
    """Whether an agency may share what it knows with another.

    Parameters
    ----------
    state : str
        ``own`` for one's own information; ``signed``; ``lapsing`` for an agreement that ends while
        the hub is looked at; ``lapsed``, also before it begins; ``none``; ``nothing said``.
    until : date or None
        Last day of a signed agreement, where one is written.
    """

    state: State
    until: dt.date | None = None


def sharing_of(traffic: Traffic, asker: str, holder: str) -> Sharing | None:
    """Say whether a holder may share with who asks; None in a hub that says nothing of it.

    Parameters
    ----------
    traffic : Traffic
    asker, holder : str
        Agencies.
    """
    hub = traffic.hub
    if hub.working_together is None:
        return None
    if asker == holder:
        return Sharing("own")
    said = information_of(hub, holder)
    if said is None:
        return Sharing("nothing said")
    if said.agreement != "signed" or said.until is None:
        return Sharing(said.agreement)
    after = _end_of(traffic, said.until)
    if after <= 0:
        return Sharing("lapsed", said.until)
    return Sharing("lapsing" if after < traffic.program.horizon else "signed", said.until)


def answers(traffic: Traffic, sharing: Sharing) -> Floats:
    """How surely a holder answers at once, neither refusing nor taking advice; by rating.

    P = (1 − refuses) · (1 − hesitates), averaged over the times before and after one lapses.
    """
    hub = traffic.hub
    together = hub.working_together
    one = np.ones(len(traffic.ratings))
    if together is None or sharing.state == "own":
        return one

    def at_once(state: Literal["signed", "lapsed", "none"]) -> Floats:
        numbers = together.agreements[state]
        no, wonders = by_rating(hub, numbers.refuses), by_rating(hub, numbers.hesitates)
        return (1 - no) * (1 - wonders)

    if sharing.state == "nothing said":
        return at_once("none")
    if sharing.state == "lapsing" and sharing.until is not None:
        before = _end_of(traffic, sharing.until) / traffic.program.horizon
        return before * at_once("signed") + (1 - before) * at_once("lapsed")
    return at_once("signed" if sharing.state == "lapsing" else sharing.state)


def by_rating(hub: Hub, given: Quantity[float] | Mapping[str, Quantity[float]]) -> Floats:
    """Shares by rating, where they may be said by rating or by how urgent it is."""
    if not isinstance(given, Mapping):
        return np.full(len(hub.ratings), given.value)
    return np.array(
        [(given[name] if name in given else given[hub.urgency(name)]).value for name in hub.ratings]
    )


def _end_of(traffic: Traffic, last: dt.date) -> int:
    """The second at which a day is over."""
    midnight = dt.datetime.combine(last + dt.timedelta(days=1), dt.time())
    return traffic.program.clock.second(midnight)


__all__ = ["Sharing", "State", "answers", "by_rating", "sharing_of"]
