"""From a Hub to a Program: every convenience of the YAML ends here.

A stage becomes a short chain of nodes (a delay in transit, then work, a wait or a fork, then a
route); a question to an agency becomes a chain from the fork to a reply.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from hubsim.hours import Clock, Windows
from hubsim.program.demand import demand_of
from hubsim.program.layout import (
    NONE,
    Branch,
    Draw,
    Fork,
    Ints,
    Kind,
    Nodes,
    Part,
    Program,
    RouteTable,
    Target,
)
from hubsim.program.opening import hours_named, laid_out
from hubsim.spec.checks import row_for
from hubsim.spec.hub import NEEDS, Hub, Request, Route, Stage
from hubsim.spec.quantity import Quantity, Spread
from hubsim.units import DAY, Span, WeekHours

T = TypeVar("T")
Given = Quantity[Spread] | Mapping[str, Quantity[Spread]]

BEYOND = 120 * DAY
"""Hours are laid out this far past the horizon, so that limits and targets fall somewhere."""

MEANS = {
    "waiting": Part.WAITING,
    "transit": Part.TRANSIT,
    "reply": Part.REPLY,
    "redone": Part.REDONE,
    "dispute": Part.DISPUTE,
    "dropped": Part.DROPPED,
}


def lower(hub: Hub, horizon: int) -> Program:
    """Lower a hub for a run of `horizon` seconds.

    Parameters
    ----------
    hub : Hub
        Checked.
    horizon : int
        Seconds from the local midnight of the hub's first day.

    Raises
    ------
    ValueError
        If the horizon is not positive.
    """
    if horizon <= 0:
        raise ValueError(f"a run needs a positive length, not {horizon} s")
    return _Lowering(hub, horizon).program()


@dataclass(slots=True)
class _Lowering:
    hub: Hub
    horizon: int
    rows: list[dict[str, int]] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)
    queues: list[tuple[int, ...]] = field(default_factory=list)
    windows: list[Windows] = field(default_factory=list)
    forks: list[Fork] = field(default_factory=list)
    tables: list[Route] = field(default_factory=list)
    entries: dict[str, int] = field(default_factory=dict)
    clock: Clock = field(init=False)
    repeats: set[str] = field(init=False)

    def __post_init__(self) -> None:
        calendar = self.hub.calendar
        self.clock = Clock(calendar.timezone, calendar.starts)
        self.repeats = stages_in_loops(self.hub)

    def program(self) -> Program:
        hub = self.hub
        hub_hours = self.open_hours(hub.calendar.working_day, hub.calendar.holidays)
        role_hours = [self.role_hours(name) for name in hub.roles]
        for number, (name, stage) in enumerate(hub.stages.items()):
            self.stage(number, name, stage)
        for number, name in enumerate(hub.outcomes):
            self.entries[name] = self.node(Kind.LEAVE, NONE, item=number)
        nodes = self.finished_nodes()
        wages = [role.cost.value if role.cost else (0.0, "") for role in hub.roles.values()]
        people = [(role.people or role.posts or Quantity(0)).value for role in hub.roles.values()]
        agencies = list(hub.agencies)
        return Program(
            name=hub.name,
            clock=self.clock,
            horizon=self.horizon,
            agencies=tuple(hub.agencies),
            roles=tuple(hub.roles),
            role_agency=_ints([agencies.index(role.agency) for role in hub.roles.values()]),
            ratings=tuple(hub.ratings),
            sources=tuple(hub.contacts),
            stages=tuple(hub.stages),
            outcomes=tuple(hub.outcomes),
            hours=tuple(self.windows),
            hub_hours=hub_hours,
            role_hours=_ints(role_hours),
            role_pace=_ints(
                [round(1000 * role.time_for_cases.value) for role in hub.roles.values()]
            ),
            role_cost=np.array([wage[0] for wage in wages]),
            currency=next((wage[1] for wage in wages if wage[1]), ""),
            person_role=_ints([role for role, number in enumerate(people) for _ in range(number)]),
            queues=tuple(self.queues),
            nodes=nodes,
            entry=self.entries[hub.starts_at],
            forks=tuple(self.forks),
            routes=tuple(self.table(route) for route in self.tables),
            draws=tuple(self.draws),
            demand=tuple(demand_of(hub, name, self.clock, self.horizon) for name in hub.contacts),
            targets=tuple(
                _target(rating.decide_within, rating.clock) for rating in hub.ratings.values()
            ),
            decides=np.array([bool(stage.decides_from) for stage in hub.stages.values()]),
            knows=np.array([self.knows(agency) for agency in hub.agencies]),
        )

    def knows(self, agency: str) -> list[float]:
        """How often an agency holds a fact, for each need."""
        known = self.hub.what_they_know.get(agency)
        held = known.held_for if known else {}
        return [held[need].value if need in held else 0.0 for need in NEEDS]

    # ------------------------------------------------------------------ hours

    def open_hours(self, hours: WeekHours, region: str) -> int:
        """Lay out hours from the start to beyond the horizon; the same hours once."""
        windows = laid_out(hours, region, self.clock, self.horizon + BEYOND)
        if windows not in self.windows:
            self.windows.append(windows)
        return self.windows.index(windows)

    def named_hours(self, name: str, region: str) -> int:
        return self.open_hours(hours_named(self.hub, name), region)

    def role_hours(self, name: str) -> int:
        role = self.hub.roles[name]
        region = self.hub.agencies[role.agency].holidays or self.hub.calendar.holidays
        return self.named_hours(role.hours, region)

    def hours_of(self, who: tuple[str, ...]) -> int:
        """Hours during which somebody of these roles is on duty."""
        first, *others = [self.windows[self.role_hours(name)] for name in who]
        windows = first.union(*others)
        if windows not in self.windows:
            self.windows.append(windows)
        return self.windows.index(windows)

    def running(self, during: str) -> int:
        """Hours on which a wait runs; `NONE` for round the clock."""
        return NONE if during == "always" else self.named_hours(during, self.hub.calendar.holidays)

    # ------------------------------------------------------------------ nodes

    def node(self, kind: Kind, stage: int, **columns: int) -> int:
        """Add a node; it is followed by the next one added, unless said otherwise."""
        self.rows.append({"kind": kind, "stage": stage, **columns})
        return len(self.rows) - 1

    def chain(self, nodes: list[int], then: int) -> int:
        """Let nodes follow one another; give the first."""
        for node, following in zip(nodes, [*nodes[1:], then], strict=True):
            self.rows[node]["next"] = following
        return nodes[0] if nodes else then

    def stage(self, number: int, name: str, stage: Stage) -> None:
        path = f"stages.{name}"
        nodes = self.transit(number, path, stage.seen_after, stage.who)
        if stage.work is not None:
            nodes.append(self.work(number, path, stage.who, stage.work))
        elif stage.wait is not None:
            draw = self.length(f"{path}.wait", stage.wait, name in self.repeats)
            hours, part = self.running(stage.during), MEANS[stage.means]
            nodes.append(self.node(Kind.DELAY, number, draw=draw, hours=hours, part=part))
        else:
            nodes.append(self.node(Kind.FORK, number, item=len(self.forks)))
            self.fork(number, path, stage)
        route = self.node(Kind.ROUTE, number, item=len(self.tables))
        self.rows[route]["draw"] = self.uniform(f"{path}.then", name in self.repeats)
        self.tables.append(stage.then)
        self.entries[name] = self.chain(nodes, route)

    def work(self, number: int, path: str, who: tuple[str, ...], work: Given) -> int:
        roles = tuple(list(self.hub.roles).index(name) for name in who)
        if roles not in self.queues:
            self.queues.append(roles)
        draw = self.length(f"{path}.work", work, list(self.hub.stages)[number] in self.repeats)
        return self.node(Kind.WORK, number, draw=draw, queue=self.queues.index(roles))

    def transit(
        self, number: int, path: str, seen_after: Given | None, who: tuple[str, ...]
    ) -> list[int]:
        """Time until it is seen, on the hours of whoever is to see it."""
        if seen_after is None:
            return []
        repeats = list(self.hub.stages)[number] in self.repeats
        draw = self.length(f"{path}.seen_after", seen_after, repeats)
        on = self.hours_of(who) if who else NONE
        return [self.node(Kind.DELAY, number, draw=draw, hours=on, part=Part.TRANSIT)]

    def fork(self, number: int, path: str, stage: Stage) -> None:
        asked = stage.ask or {}
        needed = stage.go_on_when.and_at_least
        place = len(self.forks)
        # Who is named as critical but no count: those alone are waited for.
        every = not stage.go_on_when.all_of
        at_least = needed.value if needed is not None else NONE if every else 0
        limit, clock = self.limit(stage.at_the_latest)
        self.forks.append(Fork((), at_least, limit, clock))
        branches = tuple(
            self.branch(number, f"{path}.ask.{agency}", stage, agency, request)
            for agency, request in asked.items()
        )
        self.forks[place] = Fork(branches, at_least, limit, clock)

    def branch(self, number: int, path: str, stage: Stage, agency: str, request: Request) -> Branch:
        repeats = list(self.hub.stages)[number] in self.repeats
        nodes = self.transit(number, path, request.seen_after, request.who)
        if request.work is not None:
            nodes.append(self.work(number, path, request.who, request.work))
        elif request.reply_takes is not None:
            draw = self.length(f"{path}.reply_takes", request.reply_takes, repeats)
            hours = self.running(request.during)
            nodes.append(self.node(Kind.DELAY, number, draw=draw, hours=hours, part=Part.REPLY))
        if request.reply_seen_after is not None:
            draw = self.length(f"{path}.reply_seen_after", request.reply_seen_after, repeats)
            hours = self.named_hours("working_day", self.hub.calendar.holidays)
            nodes.append(self.node(Kind.DELAY, number, draw=draw, hours=hours, part=Part.TRANSIT))
        reply = self.node(Kind.REPLY, number, item=list(stage.ask or {}).index(agency))
        shares = _by_rating(request.share_asked, self.hub)
        return Branch(
            agency=list(self.hub.agencies).index(agency),
            entry=self.chain(nodes, reply),
            draw=self.uniform(f"{path}.share_asked", repeats) if min(shares) < 1 else NONE,
            share=np.array(shares),
            critical=agency in stage.go_on_when.all_of,
        )

    def limit(
        self, given: Quantity[Span] | Mapping[str, Quantity[Span]] | None
    ) -> tuple[Ints, tuple[str, ...]]:
        if given is None:
            return _ints([NONE] * len(self.hub.ratings)), ("elapsed",) * len(self.hub.ratings)
        spans = _by_rating(given, self.hub)
        amounts = [int(s.amount) if s.clock == "working days" else s.seconds for s in spans]
        return _ints(amounts), tuple(span.clock for span in spans)

    def table(self, route: Route) -> RouteTable:
        """Cumulative shares for every source and rating; one column for each target in use."""
        names = list(dict.fromkeys(name for row in route.rows.values() for name in row))
        shares = np.zeros((len(self.hub.contacts), len(self.hub.ratings), len(names)))
        for s, source in enumerate(self.hub.contacts):
            for r, rating in enumerate(self.hub.ratings):
                for name, share in (row_for(route, source, rating) or {}).items():
                    shares[s, r, names.index(name)] = share.value
        cumulative = np.cumsum(shares, axis=2)
        # A uniform lies below 1; from the last target in use on, so does no sum of shares.
        cumulative[cumulative > 1 - 1e-9] = 1.0
        return RouteTable(cumulative, _ints([self.entries[name] for name in names]))

    # ------------------------------------------------------------------ draws

    def length(self, name: str, given: Given, repeats: bool) -> int:
        return self.add(Draw(name, tuple(_by_rating(given, self.hub, short=True)), repeats))

    def uniform(self, name: str, repeats: bool) -> int:
        return self.add(Draw(name, (), repeats))

    def add(self, draw: Draw) -> int:
        self.draws.append(draw)
        return len(self.draws) - 1

    def finished_nodes(self) -> Nodes:
        """Make columns of the rows."""
        for row in self.rows:
            row["repeats"] = int(
                row["stage"] != NONE and list(self.hub.stages)[row["stage"]] in self.repeats
            )
        columns = {
            name: _ints([row.get(name, NONE) for row in self.rows])
            for name in ("kind", "stage", "next", "queue", "draw", "hours", "part", "item")
        }
        return Nodes(**columns, repeats=np.array([bool(row["repeats"]) for row in self.rows]))


def stages_in_loops(hub: Hub) -> set[str]:
    """Find the stages to which a case can come back."""
    after = {
        name: {
            to for row in stage.then.rows.values() for to, share in row.items() if share.value > 0
        }
        & set(hub.stages)
        for name, stage in hub.stages.items()
    }
    return {name for name in hub.stages if name in _reached(after[name], after)}


def _reached(start: set[str], after: Mapping[str, set[str]]) -> set[str]:
    """Every stage on a way from these."""
    seen, edge = set(start), list(start)
    while edge:
        fresh = after[edge.pop()] - seen
        seen |= fresh
        edge += fresh
    return seen


def _by_rating(
    given: Quantity[T] | Mapping[str, Quantity[T]], hub: Hub, *, short: bool = False
) -> list[T]:
    """Give the value of each rating; with `short`, one value where all share it."""
    if isinstance(given, Mapping):
        return [given[rating].value for rating in hub.ratings]
    return [given.value] * (1 if short else len(hub.ratings))


def _target(limit: Quantity[Span] | None, clock: str | None) -> Target:
    if limit is None:
        return Target(NONE, "elapsed")
    span = limit.value
    amount = int(span.amount) if span.clock == "working days" else span.seconds
    return Target(amount, clock or span.clock)


def _ints(values: list[int]) -> Ints:
    array = np.array(values, dtype=np.int64)
    array.setflags(write=False)
    return array
