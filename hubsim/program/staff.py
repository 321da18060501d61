"""What people do to the cases: when they are there, who leads, what they see, and their pace."""

from __future__ import annotations

from dataclasses import dataclass

from hubsim.arrays import Floats, Ints
from hubsim.spec.quantity import Spread


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """When the people of one role are there, besides the hours of the role.

    Parameters
    ----------
    hours : tuple of int
        The hours of each person.
    leave_weeks : float
        Whole weeks of leave in a year of 52.
    absence : float
        Share of single days away.
    cover : float
        Share of days away on which somebody stands in.
    called_after, called_for : Spread or None
        How long somebody is there before being called away, and for how long, over and over.
    """

    hours: tuple[int, ...]
    leave_weeks: float
    absence: float
    cover: float
    called_after: Spread | None
    called_for: Spread | None


@dataclass(frozen=True, slots=True)
class Lead:
    """Who is accountable at a stage.

    Parameters
    ----------
    how : str
        ``clear``, ``joint`` or ``unclear``; empty where the hub does not say who leads.
    agencies : tuple of int
        That lead, share or dispute the lead.
    roles : tuple of int
        Who does it for them, deputies included; all roles of the agency where none is named.
    """

    how: str
    agencies: tuple[int, ...]
    roles: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Recognition:
    """How surely need is seen, by which facts have arrived.

    Bits stand for the agencies of which the hub says what they know. P(seen) = 1 − (1 − base) ·
    Π(1 − weight) over the facts that arrived; where a case turns on one fact, that fact alone
    decides, and without it the base is all there is.

    Parameters
    ----------
    bit : Ints
        Of each agency, `NONE` where nothing is said of it; shape (n_agencies,).
    seen : Floats
        Shape (2, n_bits + 1, 2**n_bits): by whether the decision was begun under too much load, by
        the fact it turns on (0 for none, else bit + 1), by facts that arrived.
    partly : Floats
        The same for being seen at least as moderate, where the need is high.
    mistaken, mistaken_as_high : Floats
        Chance that lower need is seen as more, shape (2**n_bits,), by agencies heard.
    turns_on : Floats
        Shares of cases of high or moderate need that turn on the fact of each bit, shape (n_bits,),
        drawn one by one; where several would, the one with the smallest draw.
    """

    bit: Ints
    seen: Floats
    partly: Floats
    mistaken: Floats
    mistaken_as_high: Floats
    turns_on: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Pressure:
    """What deadlines and load do to the pace of work.

    Parameters
    ----------
    pace : Ints
        Thousandths, shape (3, 2): usual, near the limit, past it; usual load, too much.
    last : float
        The part of the time allowed that counts as near.
    waiting : int
        Thousandths of cases waiting for each person who is there from which load is too much;
        `NONE` for never.
    """

    pace: Ints
    last: float
    waiting: int
