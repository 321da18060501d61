"""The arrays that engines execute: a hub as a Program.

A Program is a network of nodes (`nodes`), the people who work in it (`staff`) and the cases that
come (`cases`). All names are gone: stages, roles, agencies, ratings, sources and outcomes are their
positions in the tuples of names.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Floats, Ints
from hubsim.hours import Clock, Windows
from hubsim.program.cases import DECISION, LEAVING, Demand, Feedback, Opening, Return, Target
from hubsim.program.kinds import NONE, NOT_SEEN, Cause, Kind, Part, Unfinished
from hubsim.program.nodes import (
    Band,
    Branch,
    Draw,
    Fork,
    Joint,
    Meeting,
    Nodes,
    Passage,
    RouteTable,
    Steps,
)
from hubsim.program.staff import Lead, Presence, Pressure, Recognition


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
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
    there : tuple of tuple of int
        Roles of which somebody must be there, leave and absence counted, for certain waits to run.
        A DELAY whose hours are `len(hours)` and more runs on these.
    bands : tuple of Band
        What routes go by.
    passages, channels : tuple of Passage, tuple of str
        What the ledger of hand-overs is kept by.
    leads : tuple of Lead
        Of each stage.
    recognition : Recognition or None
    pressure : Pressure or None
    feedback : Feedback or None
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
    rates: tuple[RouteTable, ...]
    """Tables of rating anew: their targets are ratings."""
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
    there: tuple[tuple[int, ...], ...] = ()
    bands: tuple[Band, ...] = ()
    passages: tuple[Passage, ...] = ()
    channels: tuple[str, ...] = ()
    leads: tuple[Lead, ...] = ()
    recognition: Recognition | None = None
    pressure: Pressure | None = None
    feedback: Feedback | None = None


__all__ = [
    "DECISION", "LEAVING", "NONE", "NOT_SEEN", "Band", "Branch", "Cause", "Demand", "Draw",
    "Feedback", "Fork", "Joint", "Kind", "Lead", "Meeting", "Nodes", "Opening",
    "Part", "Passage", "Presence", "Pressure", "Program", "Recognition", "Return", "RouteTable",
    "Steps", "Target", "Unfinished",
]  # fmt: skip
