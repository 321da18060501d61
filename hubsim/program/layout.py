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
        LEAVE: which outcome.
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
    repeats: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """A question to one agency: where it begins, how often it is asked, whether it is critical."""

    agency: int
    entry: int
    draw: int
    share: Floats
    """Share asked by rating, shape (n_ratings,)."""
    critical: bool


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
    clock : str
        ``elapsed``, ``working hours`` or ``working days`` by rating.
    """

    branches: tuple[Branch, ...]
    at_least: int
    limit: Ints
    clock: tuple[str, ...]


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
    releases : Windows or None
        When held-back contacts reach the hub.
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
    """How soon a rating must be decided: seconds (or working days) on a clock, or `NONE`."""

    limit: int
    clock: str


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
    role_hours, role_pace : Ints
        Hours of each role; thousandths of its time present that cases get. Shape (n_roles,).
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
    role_hours: Ints
    role_pace: Ints
    role_cost: Floats
    currency: str
    person_role: Ints
    queues: tuple[tuple[int, ...], ...]
    nodes: Nodes
    entry: int
    forks: tuple[Fork, ...]
    routes: tuple[RouteTable, ...]
    draws: tuple[Draw, ...]
    demand: tuple[Demand, ...]
    targets: tuple[Target, ...]
    decides: NDArray[np.bool_]
    knows: Floats
