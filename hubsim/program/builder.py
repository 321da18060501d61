"""Building a program: nodes, draws, queues and hours, each added once and known by its number."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np

from hubsim.arrays import Floats, Ints
from hubsim.hours import Clock, Windows
from hubsim.program.layout import (
    NONE,
    Band,
    Draw,
    Fork,
    Joint,
    Kind,
    Meeting,
    Nodes,
    Passage,
    RouteTable,
)
from hubsim.program.opening import hours_named, laid_out
from hubsim.spec.checks import targets_of
from hubsim.spec.hub import Hub
from hubsim.spec.quantity import Quantity, Spread
from hubsim.units import DAY, Span, WeekHours

T = TypeVar("T")
Given = Quantity[Spread] | Mapping[str, Quantity[Spread]]

BEYOND = 120 * DAY
"""Hours are laid out this far past the horizon, so that limits and targets fall somewhere."""

COLUMNS = (
    "kind", "stage", "next", "queue", "draw", "hours", "part", "item", "most", "beyond", "patience",
    "gives_up", "second", "brings", "owes", "owes_case", "cause", "passage", "channel",
)  # fmt: skip

ZERO = ("owes", "owes_case", "cause")
"""Columns in which nothing is 0, not `NONE`."""


@dataclass(slots=True)
class Place:
    """Where nodes are being added: at which stage, and under which path their draws are named.

    Parameters
    ----------
    stage : int
    path : str
    again : bool
        Whether a case may come here more than once.
    led : str
        The stage whose lead notices what gets lost, if it is another.
    """

    stage: int
    path: str
    again: bool
    led: str = ""


@dataclass
class Builder:
    """Collects the parts of a program.

    Parameters
    ----------
    hub : Hub
        Checked.
    horizon : int
        Seconds.
    """

    hub: Hub
    horizon: int
    rows: list[dict[str, int]] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)
    named: dict[str, int] = field(default_factory=dict)
    queues: list[tuple[int, ...]] = field(default_factory=list)
    windows: list[Windows] = field(default_factory=list)
    numbered: dict[Windows, int] = field(default_factory=dict)
    there: list[tuple[int, ...]] = field(default_factory=list)
    waits_for: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    forks: list[Fork] = field(default_factory=list)
    tables: list[Callable[[], RouteTable]] = field(default_factory=list)
    rates: list[RouteTable] = field(default_factory=list)
    joints: list[Joint] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    entries: dict[str, int] = field(default_factory=dict)
    laid: dict[tuple[WeekHours, str], int] = field(default_factory=dict)

    @cached_property
    def clock(self) -> Clock:
        """Local time."""
        return Clock(self.hub.calendar.timezone, self.hub.calendar.starts)

    @cached_property
    def repeats(self) -> set[str]:
        """Stages to which a case can come back."""
        return stages_in_loops(self.hub)

    @cached_property
    def roles(self) -> list[str]:
        """Names of roles, by number."""
        return list(self.hub.roles)

    @cached_property
    def agencies(self) -> list[str]:
        """Names of agencies, by number."""
        return list(self.hub.agencies)

    @cached_property
    def stages(self) -> list[str]:
        """Names of stages, by number."""
        return list(self.hub.stages)

    @cached_property
    def ratings(self) -> list[str]:
        """Names of ratings, by number."""
        return list(self.hub.ratings)

    @cached_property
    def channels(self) -> list[str]:
        """Names of channels, by number."""
        together = self.hub.working_together
        return list(together.channels) if together else []

    def place(self, name: str) -> Place:
        """Where the nodes of a stage are added."""
        return Place(self.stages.index(name), f"stages.{name}", name in self.repeats)

    # ------------------------------------------------------------------ hours

    @cached_property
    def hub_hours(self) -> int:
        """The hub's own working day among the hours."""
        return self.open_hours(self.hub.calendar.working_day, self.hub.calendar.holidays)

    def open_hours(self, hours: WeekHours, region: str) -> int:
        """Lay out hours from the start to beyond the horizon; the same hours once."""
        if (hours, region) not in self.laid:
            windows = laid_out(hours, region, self.clock, self.horizon + BEYOND)
            self.laid[hours, region] = self.add_windows(windows)
        return self.laid[hours, region]

    def add_windows(self, windows: Windows) -> int:
        """Number these stretches; the same ones once."""
        number = self.numbered.setdefault(windows, len(self.windows))
        if number == len(self.windows):
            self.windows.append(windows)
        return number

    def named_hours(self, name: str, region: str) -> int:
        """Lay out the hours of a name."""
        return self.open_hours(hours_named(self.hub, name), region)

    def running(self, during: str) -> int:
        """Hours on which a wait runs; `NONE` for round the clock."""
        return NONE if during == "always" else self.named_hours(during, self.hub.calendar.holidays)

    # ------------------------------------------------------------------ nodes

    def node(self, kind: Kind, stage: int, **columns: int) -> int:
        """Add a node; columns that are left out hold nothing."""
        self.rows.append({"kind": kind, "stage": stage, **columns})
        return len(self.rows) - 1

    def chain(self, nodes: Sequence[int], then: int) -> int:
        """Let nodes follow one another; give the first, or `then` without any."""
        for node, following in zip(nodes, [*nodes[1:], then], strict=True):
            self.rows[node]["next"] = following
        return nodes[0] if nodes else then

    def queue(self, who: Sequence[str]) -> int:
        """The queue of a list of roles, in order of preference."""
        roles = tuple(self.roles.index(name) for name in who)
        if roles not in self.queues:
            self.queues.append(roles)
        return self.queues.index(roles)

    def delay_while_there(self, place: Place, roles: Sequence[str], **columns: int) -> int:
        """Add a wait that runs while somebody of these roles is there, leave counted."""
        node = self.node(Kind.DELAY, place.stage, **columns)
        self.waits_for.append((node, tuple(self.roles.index(name) for name in roles)))
        return node

    def route(
        self,
        place: Place,
        name: str,
        shares: Sequence[tuple[Floats, int]],
        band: int = NONE,
        **columns: int,
    ) -> int:
        """Add a choice between nodes.

        Parameters
        ----------
        place : Place
        name : str
            Of the draw, below the path of the place.
        shares : sequence of (Floats, int)
            Shares by rating, shape (n_ratings,), or by rating and band, (n_ratings, n_bands), and
            the node. Ways that nobody goes are left out; where all go one way there is no choice.
        band : int
            What the second axis goes by.
        """
        used = [(share, to) for share, to in shares if np.any(share > 0)]
        if len(used) == 1:
            return used[0][1]
        table = np.stack([share for share, _ in used], axis=-1)
        if table.ndim == 2:
            table = table[:, None, :]
        targets = ints([to for _, to in used])
        found = RouteTable(cumulative(table)[None, :, None, :, :], targets, band)
        self.tables.append(lambda: found)
        draw = self.uniform(f"{place.path}.{name}", place.again)
        return self.node(Kind.ROUTE, place.stage, draw=draw, item=len(self.tables) - 1, **columns)

    # ------------------------------------------------------------------ draws

    def by_rating(
        self, given: Quantity[T] | Mapping[str, Quantity[T]], *, short: bool = False
    ) -> list[T]:
        """Give the value of each rating; with `short`, one value where all share it.

        What is said by rating is said by its name, or by how urgent it is.
        """
        if isinstance(given, Mapping):
            hub = self.hub
            return [
                (given[rating] if rating in given else given[hub.urgency(rating)]).value
                for rating in hub.ratings
            ]
        return [given.value] * (1 if short else len(self.ratings))

    def shares(self, given: Quantity[float] | Mapping[str, Quantity[float]]) -> Floats:
        """Shares by rating, shape (n_ratings,)."""
        return np.array(self.by_rating(given))

    def length(self, name: str, given: Given, repeats: bool) -> int:
        """Add the draw of a length of time."""
        return self.add(Draw(name, tuple(self.by_rating(given, short=True)), repeats))

    def fixed(self, name: str, seconds: float, repeats: bool) -> int:
        """Add the draw of a length of time that is always the same."""
        return self.add(Draw(name, (Spread("constant", seconds),), repeats))

    def uniform(self, name: str, repeats: bool) -> int:
        """Add the draw of a uniform."""
        return self.add(Draw(name, (), repeats))

    def add(self, draw: Draw) -> int:
        """Number a draw; those of one name are one."""
        if draw.name not in self.named:
            self.named[draw.name] = len(self.draws)
            self.draws.append(draw)
        return self.named[draw.name]

    # ------------------------------------------------------------------ the end

    def finished_nodes(self) -> Nodes:
        """Make columns of the rows."""
        for node, roles in self.waits_for:
            if roles not in self.there:
                self.there.append(roles)
            self.rows[node]["hours"] = len(self.windows) + self.there.index(roles)
        for row in self.rows:
            row["repeats"] = int(row["stage"] != NONE and self.stages[row["stage"]] in self.repeats)
        columns = {
            name: ints([row.get(name, 0 if name in ZERO else NONE) for row in self.rows])
            for name in COLUMNS
        }
        return Nodes(**columns, repeats=np.array([bool(row["repeats"]) for row in self.rows]))


def whole(seconds: float) -> int:
    """Whole seconds, rounded half up as everywhere."""
    return math.floor(seconds + 0.5)


def amount(span: Span) -> int:
    """Seconds, or days for working days."""
    return int(span.amount) if span.clock == "working days" else span.seconds


def cumulative(shares: Floats) -> Floats:
    """Add up shares along the last axis; a uniform lies below 1, and so does no whole sum."""
    found = np.cumsum(shares, axis=-1)
    found[found > 1 - 1e-9] = 1.0
    return found


def ints(values: Sequence[int]) -> Ints:
    """A column of whole numbers that nobody changes."""
    array = np.array(values, dtype=np.int64)
    array.setflags(write=False)
    return array


def stages_in_loops(hub: Hub) -> set[str]:
    """Find the stages to which a case can come back."""
    after = {name: set(targets_of(stage)) & set(hub.stages) for name, stage in hub.stages.items()}
    return {name for name in hub.stages if name in _reached(after[name], after)}


def _reached(start: set[str], after: Mapping[str, set[str]]) -> set[str]:
    """Every stage on a way from these."""
    seen, edge = set(start), list(start)
    while edge:
        fresh = after[edge.pop()] - seen
        seen |= fresh
        edge += fresh
    return seen
