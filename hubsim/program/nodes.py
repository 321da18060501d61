"""The network that cases walk through: nodes, what stands at them, and what passes between them.

A case stands at one node at a time; a question to another agency is a second walk through nodes of
its own, from a fork to a reply.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Floats, Ints
from hubsim.program.kinds import NONE, NOT_SEEN, Cause, Kind
from hubsim.spec.quantity import Spread


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

    @property
    def ordinary(self) -> NDArray[np.bool_]:
        """What a hub's stages are for: neither passing things on nor settling who leads.

        Only ordinary work begins and ends a stage, and lets those who do it be heard.
        """
        return np.asarray(self.cause == Cause.NONE)

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
