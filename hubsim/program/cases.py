"""How cases come into the hub, how soon they must be done, and how they come back."""

from __future__ import annotations

from dataclasses import dataclass

from hubsim.arrays import Floats, Ints
from hubsim.spec.quantity import Spread

LEAVING = -2
"""As the stop of a target: leaving the hub."""

DECISION = "decision"
"""Name of the target that the ratings themselves set: from contact to decision."""


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """How one source sends contacts.

    Parameters
    ----------
    name : str
        Of the source; part of every draw's address.
    times : Ints
        Breakpoints in seconds since the start, shape (m,).
    expected : Floats
        Expected number of arrivals (of groups, where contacts come together) up to each breakpoint,
        shape (m,). Empty where contacts come at a regular interval.
    interval : int
        Seconds between contacts that come regularly, else 0.
    sizes : Floats
        Cumulative shares of groups of 1, 2, … ; empty where contacts come one by one.
    release_at : Ints
        Opening and closing seconds of the releases, shape (r, 2); empty if nothing is held back.
    need : Floats
        Cumulative shares of high, moderate and low need, shape (3,).
    rating : Floats
        Cumulative shares of ratings by need, shape (3, n_ratings).
    """

    name: str
    times: Ints
    expected: Floats
    interval: int
    sizes: Floats
    release_at: Ints
    need: Floats
    rating: Floats


@dataclass(frozen=True, slots=True)
class Target:
    """How soon a case must have come somewhere.

    Parameters
    ----------
    name : str
    start, stop : int
        Stages: from when it is first ready there, until work there is first done; as the start
        `NONE` is the contact, as the stop the decision, and `LEAVING` is leaving the hub.
    limit : tuple of int
        By rating: seconds, or days for a limit in working days; `NONE` without one.
    clock : tuple of str
        By rating: ``elapsed``, ``working hours`` or ``working days``.
    pauses : tuple of int
        Stages at which the clock stands still.
    on_rerating : str
        ``keep`` the first limit, ``restart`` with the new one, or ``shorten only``.
    """

    name: str
    start: int
    stop: int
    limit: tuple[int, ...]
    clock: tuple[str, ...]
    pauses: tuple[int, ...] = ()
    on_rerating: str = "keep"


@dataclass(frozen=True, slots=True)
class Return:
    """How a missed need comes back: with which share, after how long, and how often worse."""

    share: float
    after: Spread
    worsens: float


@dataclass(frozen=True, slots=True)
class Opening:
    """Cases that are in the hub when the run begins."""

    source: int
    rating: int
    node: int
    number: int
    oldest: int
    """Seconds before the start at which the oldest arrived; the others lie between, evenly."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What silence does: the share of those not told who send it again, and how long after."""

    repeats: float
    after: Spread
