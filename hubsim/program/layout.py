"""The arrays that engines execute, and what each of them means.

A Program is a network of nodes. A case stands at one node at a time; a question to another agency
is a second walk through nodes of its own, from a fork to a reply. All names are gone: stages,
roles, agencies, ratings, sources and outcomes are their positions in the tuples of names.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from hubsim.hours import Clock, Windows
from hubsim.spec.quantity import Spread

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NONE = -1
"""Stands in an integer column where there is nothing to name."""


class Kind(IntEnum):
    """What happens at a node."""

    WORK = 0
    """A person works on the case."""
    DELAY = 1
    """Time passes, on the clock or on working hours."""
    FORK = 2
    """Agencies are asked at once; the case waits for their replies."""
    REPLY = 3
    """A reply is there: the end of a branch."""
    ROUTE = 4
    """The case takes one of several ways."""
    LEAVE = 5
    """The case leaves the hub."""
    TOGETHER = 6
    """Several people work on the case at once, as soon as they are all there."""
    MEET = 7
    """The case is heard at a slot of a meeting."""
    RATE = 8
    """The case is rated anew."""


class Unfinished(IntEnum):
    """What becomes of work in hand when its person goes, is interrupted or called to a meeting."""

    KEEP = 0
    """The same person takes it up again."""
    HAND_BACK = 1
    """It goes back to its queue."""
    FINISH = 2
    """At the end of a shift its person stays until it is done; otherwise as KEEP."""


class Part(IntEnum):
    """What a second of a case's life is. The time ledger has one entry for each."""

    WORKED = 0
    """In somebody's hands."""
    PERSON = 1
    """Waiting for a person who is there."""
    SHIFT = 2
    """Waiting for somebody to come on shift."""
    REPLY = 3
    """Waiting for a reply."""
    MEETING = 4
    """Waiting for a meeting."""
    TRANSIT = 5
    """In transit between agencies, not yet seen."""
    REDONE = 6
    """Being clarified or redone."""
    DISPUTE = 7
    """In dispute about who leads."""
    DROPPED = 8
    """Dropped: nobody has it and nobody has noticed."""
    WAITING = 9
    """Waiting for something else that the hub names as a wait."""


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """One column per property, one row per node; shape (n_nodes,) each.

    Parameters
    ----------
    kind : int
        `Kind`.
    stage : int
        The stage it belongs to, or `NONE` for leaving.
    next : int
        The node that follows, or `NONE` (ROUTE, REPLY, LEAVE).
    queue : int
        WORK: the queue that is joined.
    draw : int
        WORK, DELAY: the draw of its length. ROUTE: the draw of the way taken.
    hours : int
        DELAY: the hours on which it runs, or `NONE` for the clock.
    part : int
        DELAY: the `Part` of the ledger it counts as.
    item : int
        FORK: which fork. ROUTE: which table. REPLY: the branch within its fork, from 0.
        LEAVE: which outcome. TOGETHER: which joint work. MEET: which meeting. RATE: which table.
    most, beyond : int
        A case that has been here `most` times goes to the node `beyond` instead; `NONE` without.
    patience, gives_up : int
        WORK: the draw of how long a case waits to be begun, and the node it goes to then.
    repeats : bool
        Whether a case can come here more than once.
    """

    kind: Ints
    stage: Ints
    next: Ints
    queue: Ints
    draw: Ints
    hours: Ints
    part: Ints
    item: Ints
    most: Ints
    beyond: Ints
    patience: Ints
    gives_up: Ints
    repeats: NDArray[np.bool_]

    def meets(self, node: int) -> bool:
        """Whether a node is a meeting."""
        return int(self.kind[node]) == Kind.MEET


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """A question to one agency.

    Parameters
    ----------
    agency : int
    entry : int
        The first node of its way.
    draw, share : int, Floats
        Whether it is asked: the draw, and the share by rating, shape (n_ratings,).
    critical : bool
        Whether the case waits for it past the limit.
    never_draw, never : int, Floats
        Whether it would never be answered unless somebody asks again, by rating.
    nil_draw, nil : int, Floats
        Whether the reply brings nothing, by rating.
    lies : int
        The node at which an unanswered question lies.
    """

    agency: int
    entry: int
    draw: int
    share: Floats
    critical: bool
    never_draw: int
    never: Floats
    nil_draw: int
    nil: Floats
    lies: int


@dataclass(frozen=True, slots=True, eq=False)
class Fork:
    """Questions put at once, and the rule by which the case goes on.

    Parameters
    ----------
    branches : tuple of Branch
    at_least : int or NONE
        Replies needed in all, among those asked; `NONE` for every one.
    limit : Ints
        Longest wait by rating, shape (n_ratings,): seconds, or days for a limit in working days;
        `NONE` without one.
    clock : tuple of str
        ``elapsed``, ``working hours`` or ``working days`` by rating.
    kept_draw : int
        The draw of how many looks pass before the limit is kept; `NONE` if it always is.
    look_again, look_clock : Ints, tuple of str
        Time to the next look after one that did not end the wait, by rating; `NONE` for no look.
    chase_after, chase_clock, chase_draw, chase_done : Ints, tuple of str, int, Floats
        When somebody asks again, by rating (`NONE` for never), and how surely.
    withdraws : bool
        Whether questions nobody has begun on are taken back when the case goes on without them.
    """

    branches: tuple[Branch, ...]
    at_least: int
    limit: Ints
    clock: tuple[str, ...]
    kept_draw: int
    look_again: Ints
    look_clock: tuple[str, ...]
    chase_after: Ints
    chase_clock: tuple[str, ...]
    chase_draw: int
    chase_done: Floats
    withdraws: bool


@dataclass(frozen=True, slots=True)
class Joint:
    """Work that needs several people at once: how many of each role, and how they come together.

    Parameters
    ----------
    needs : tuple of (role, number)
    hold : bool
        Whether people who come free are held until all are there; else all must be free at once.
    must_fit : bool
        Whether it only begins if it will be over before anybody goes.
    """

    needs: tuple[tuple[int, int], ...]
    hold: bool
    must_fit: bool


@dataclass(frozen=True, slots=True, eq=False)
class Meeting:
    """A meeting in slots.

    Parameters
    ----------
    needs : tuple of (role, number)
        Who is needed at each table.
    slots : Ints
        Seconds at which it opens, ascending.
    width : int
        Cases heard at once.
    cap : int
        Cases heard in a slot; `NONE` for any number.
    waivers : tuple of (role, amount, clock)
        A case may be heard without this role once it has waited so long.
    must_fit : bool
        Whether a case is only heard if it will be over before anybody goes.
    """

    needs: tuple[tuple[int, int], ...]
    slots: Ints
    width: int
    cap: int
    waivers: tuple[tuple[int, int, str], ...]
    must_fit: bool


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


@dataclass(frozen=True, slots=True, eq=False)
class RouteTable:
    """Where cases go: cumulative shares, shape (n_sources, n_ratings, n_targets), and the nodes."""

    cumulative: Floats
    targets: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """A random number that a case needs at a node.

    Parameters
    ----------
    name : str
        The stream: the path in the YAML.
    spreads : tuple of Spread
        The law of a length of time, one for all or one per rating; empty for a plain uniform.
    repeats : bool
        Whether a case may need it more than once.
    """

    name: str
    spreads: tuple[Spread, ...]
    repeats: bool
    tries: tuple[float, ...] = ()
    """Instead of a length: by rating, the chance of each try; drawn is how many fail first."""


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


LEAVING = -2
"""As the stop of a target: leaving the hub."""

DECISION = "decision"
"""Name of the target that the ratings themselves set: from contact to decision."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """A hub lowered for execution over one length of time.

    Parameters
    ----------
    clock : Clock
        Local time.
    horizon : int
        Seconds; nothing at the horizon happens.
    hours : tuple of Windows
        All distinct opening hours.
    hub_hours : int
        The hub's own working day among them.
    presence : tuple of Presence
        When the people of each role are there.
    pace : Ints
        Thousandths of a second of touch time for each second in hand, shape (n_roles, n_ratings).
    role_unfinished, role_reread : Ints
        `Unfinished` of each role; seconds to read into work that was handed back. (n_roles,).
    interrupts : NDArray[np.bool_]
        Whether a rating may interrupt work on another, shape (n_ratings, n_ratings).
    by_due : bool
        Whether work of one rating goes by due time before it goes by waiting.
    person_role : Ints
        The role of each person or post, ascending. Shape (n_persons,).
    queues : tuple of tuple of int
        The roles able to serve each queue, in order of preference.
    decides : NDArray[np.bool_]
        Whether a stage is the decision, shape (n_stages,).
    knows : Floats
        Share of cases in which an agency holds a fact, shape (n_agencies, 3).
    """

    name: str
    clock: Clock
    horizon: int
    agencies: tuple[str, ...]
    roles: tuple[str, ...]
    role_agency: Ints
    ratings: tuple[str, ...]
    sources: tuple[str, ...]
    stages: tuple[str, ...]
    outcomes: tuple[str, ...]
    hours: tuple[Windows, ...]
    hub_hours: int
    presence: tuple[Presence, ...]
    pace: Ints
    role_unfinished: Ints
    role_reread: Ints
    interrupts: NDArray[np.bool_]
    by_due: bool
    role_cost: Floats
    currency: str
    person_role: Ints
    queues: tuple[tuple[int, ...], ...]
    nodes: Nodes
    entry: Ints
    """The first node of each source, shape (n_sources,)."""
    forks: tuple[Fork, ...]
    joints: tuple[Joint, ...]
    meetings: tuple[Meeting, ...]
    routes: tuple[RouteTable, ...]
    rates: tuple[Floats, ...]
    """Tables of rating anew: cumulative shares, shape (n_ratings before, n_ratings after)."""
    draws: tuple[Draw, ...]
    demand: tuple[Demand, ...]
    targets: tuple[Target, ...]
    decides: NDArray[np.bool_]
    knows: Floats
    protects: Ints
    """The most serious need that an outcome leaves open to return, shape (n_outcomes,): a case
    whose need (0 high, 1 moderate, 2 low) is below this number was missed."""
    returns: tuple[Return | None, ...]
    """By need: how what was missed comes back."""
    opening: tuple[Opening, ...]
