"""The arrays that engines execute, and what each of them means.

A Program is a network of nodes. A case stands at one node at a time; a question to another agency
is a second walk through nodes of its own, from a fork to a reply. All names are gone: stages,
roles, agencies, ratings, sources and outcomes are their positions in the tuples of names.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hubsim.hours import Clock, Windows
from hubsim.program.kinds import NONE, NOT_SEEN, Cause, Kind, Part, Unfinished
from hubsim.spec.quantity import Spread

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


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
        DELAY: the `Part` of the ledger it counts as. WORK: the same for time in hand, if it is not
        ordinary work, else `NONE`.
    item : int
        FORK: which fork. ROUTE: which table. REPLY: the branch within its fork, from 0.
        LEAVE: which outcome. TOGETHER: which joint work. MEET: which meeting. RATE: which table.
    second : int
        SEE: a second draw: whether need is mistaken for more than it is.
    brings : int
        REPLY: the agency of which something is heard, or `NONE` where the reply brings nothing.
    owes, owes_case : int
        DELAY: seconds added to the next work of whatever passes here, and to the next work on the
        main line of its case: what a word costs, and entering it into one's own system.
    cause : int
        `Cause`.
    passage, channel : int
        DELAY, WORK, REPLY: the passage it is part of, and the channel, or `NONE`.
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
    second: Ints
    brings: Ints
    owes: Ints
    owes_case: Ints
    cause: Ints
    passage: Ints
    channel: Ints
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
    offered : Floats
        Share, by rating, of cases on which it speaks up though it is not asked; the same draw. What
        is offered is not waited for.
    critical : bool
        Whether the case waits for it past the limit.
    never_draw, never : int, Floats
        Whether it would never be answered unless somebody asks again, by rating.
    lies : int
        The node at which an unanswered question lies.
    outside : int
        The draw of the work it takes people outside the hub, `NONE` where nobody is or nobody said.
    """

    agency: int
    entry: int
    draw: int
    share: Floats
    offered: Floats
    critical: bool
    never_draw: int
    never: Floats
    lies: int
    outside: int = NONE


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
    asked_by : tuple of int
        The roles that ask and get the replies; the first says of which agency they are. Empty in a
        hub that says nothing of working together.
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
    asked_by: tuple[int, ...] = ()


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
    """Where cases go, or how they are rated anew.

    Parameters
    ----------
    cumulative : Floats
        Cumulative shares, shape (n_sources or 1, n_ratings or 1, 4 or 1, n_bands or 1, n_targets):
        by source, rating, need as it is seen (0 high, 1 moderate, 2 low, 3 not judged yet) and band
        of the time; an axis of length 1 stands for all.
    targets : Ints
        Nodes, or ratings.
    band : int
        Which band of the program, or `NONE`.
    """

    cumulative: Floats
    targets: Ints
    band: int = NONE

    @property
    def strides(self) -> tuple[int, int, int, int]:
        """How far apart, in rows, the next source, rating, need as seen and band stand."""
        sizes, far, found = self.cumulative.shape[:4], 1, []
        for size in reversed(sizes):
            found.append(far if size > 1 else 0)
            far *= size
        source, rating, seen, band = reversed(found)
        return source, rating, seen, band

    @property
    def rows(self) -> Floats:
        """The rows one below the other, shape (n_rows, n_targets)."""
        return self.cumulative.reshape(-1, len(self.targets))

    def row(self, source: int, rating: int, seen: int = NOT_SEEN, band: int = 0) -> Floats:
        """Cumulative shares for a case."""
        far = self.strides
        at = source * far[0] + rating * far[1] + seen * far[2] + band * far[3]
        return np.asarray(self.rows[at], dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """A whole number that changes at known seconds.

    Parameters
    ----------
    times : Ints
        When it changes, ascending, the first 0; shape (n,).
    values : Ints
        What it is from then on, shape (n,).
    """

    times: Ints
    values: Ints

    def at(self, t: int | Ints) -> Ints:
        """What it is at a second, or at many."""
        return np.asarray(self.values[np.searchsorted(self.times, t, side="right") - 1])


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """What a route goes by, besides the case: how near two seats are today, or a date.

    Parameters
    ----------
    levels : Steps
        By the calendar.
    roles : tuple of int
        Where given: 0 while nobody of them is on duty, else the level and one more.
    size : int
        Number of values.
    """

    levels: Steps
    roles: tuple[int, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A question, a reply or a case on its way from people of one agency to another's.

    Parameters
    ----------
    kind : str
        ``question``, ``reply`` or ``hand-over``.
    stage : int
        Where the question is put, or where the case is handed to.
    sender, receiver : tuple of int
        Roles; empty for people outside the hub.
    of, to : int
        Agencies.
    led : int
        The stage that asks or hands on: its lead stays accountable on the way.
    """

    kind: str
    stage: int
    sender: tuple[int, ...]
    receiver: tuple[int, ...]
    of: int
    to: int
    led: int


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


@dataclass(frozen=True, slots=True)
class Feedback:
    """What silence does: the share of those not told who send it again, and how long after."""

    repeats: float
    after: Spread


@dataclass(frozen=True, slots=True)
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
    "Feedback", "Floats", "Fork", "Ints", "Joint", "Kind", "Lead", "Meeting", "Nodes", "Opening",
    "Part", "Passage", "Presence", "Pressure", "Program", "Recognition", "Return", "RouteTable",
    "Steps", "Target", "Unfinished",
]  # fmt: skip
