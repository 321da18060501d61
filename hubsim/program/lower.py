"""From a Hub to a Program: every convenience of the YAML ends here.

A stage becomes a short chain of nodes (a delay in transit, then work, a wait or a fork, then a
route); a question to an agency becomes a chain from the fork to a reply.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from hubsim.hours import Clock, Windows
from hubsim.program.demand import demand_of
from hubsim.program.layout import (
    DECISION,
    LEAVING,
    NONE,
    Branch,
    Draw,
    Floats,
    Fork,
    Ints,
    Joint,
    Kind,
    Meeting,
    Nodes,
    Opening,
    Part,
    Program,
    Return,
    RouteTable,
    Target,
    Unfinished,
)
from hubsim.program.opening import hours_named, laid_out
from hubsim.program.people import meeting_of, needs_of, presence_of, role_hours
from hubsim.spec.checks import row_for, targets_of
from hubsim.spec.hub import NEEDS, OTHERWISE, Hub, Need, Request, Role, Route, Stage
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


COLUMNS = (
    "kind", "stage", "next", "queue", "draw", "hours", "part", "item", "most", "beyond", "patience",
    "gives_up",
)  # fmt: skip

UNFINISHED = {
    "keep": Unfinished.KEEP,
    "hand back": Unfinished.HAND_BACK,
    "finish": Unfinished.FINISH,
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
    rates: list[Floats] = field(default_factory=list)
    joints: list[Joint] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    beyond: list[tuple[int, str]] = field(default_factory=list)
    gives_up: list[tuple[int, str]] = field(default_factory=list)
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
        presence = tuple(presence_of(hub, name, self) for name in hub.roles)
        for number, (name, stage) in enumerate(hub.stages.items()):
            self.stage(number, name, stage)
        for number, name in enumerate(hub.outcomes):
            self.entries[name] = self.node(Kind.LEAVE, NONE, item=number)
        self.detours()
        wages = [role.cost.value if role.cost else (0.0, "") for role in hub.roles.values()]
        agencies, ratings = list(hub.agencies), list(hub.ratings)
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
            presence=presence,
            pace=np.array([[_pace(role, r) for r in ratings] for role in hub.roles.values()]),
            role_unfinished=_ints([UNFINISHED[role.unfinished] for role in hub.roles.values()]),
            role_reread=_ints(
                [round(role.reread.value) if role.reread else 0 for role in hub.roles.values()]
            ),
            interrupts=np.array(
                [
                    [other in rating.interrupts for other in ratings]
                    for rating in hub.ratings.values()
                ]
            ),
            by_due=hub.work_order == "due",
            role_cost=np.array([wage[0] for wage in wages]),
            currency=next((wage[1] for wage in wages if wage[1]), ""),
            person_role=_ints([r for r, there in enumerate(presence) for _ in there.hours]),
            queues=tuple(self.queues),
            nodes=self.finished_nodes(),
            entry=_ints([self.entries[_start(hub, source)] for source in hub.contacts]),
            forks=tuple(self.forks),
            joints=tuple(self.joints),
            meetings=tuple(self.meetings),
            routes=tuple(self.table(route) for route in self.tables),
            rates=tuple(self.rates),
            draws=tuple(self.draws),
            demand=tuple(demand_of(hub, name, self.clock, self.horizon) for name in hub.contacts),
            targets=(self.decision_target(), *map(self.target, hub.targets)),
            decides=np.array([bool(stage.decides_from) for stage in hub.stages.values()]),
            knows=np.array([self.knows(agency) for agency in hub.agencies]),
            protects=_ints(
                [
                    NEEDS.index(o.protects) if o.protects else len(NEEDS)
                    for o in hub.outcomes.values()
                ]
            ),
            returns=tuple(self.returning(need) for need in NEEDS),
            opening=tuple(
                Opening(
                    source=list(hub.contacts).index(each.source),
                    rating=ratings.index(each.rating),
                    node=self.entries[each.stage],
                    number=each.cases.value,
                    oldest=round(each.oldest.value),
                )
                for each in hub.opening
            ),
        )

    def decision_target(self) -> Target:
        """What the ratings themselves say: from contact to decision."""
        limits, clocks = [], []
        for rating in self.hub.ratings.values():
            span = rating.decide_within.value if rating.decide_within else None
            limits.append(NONE if span is None else _amount(span))
            clocks.append(rating.clock or (span.clock if span else "elapsed"))
        return Target(DECISION, NONE, NONE, tuple(limits), tuple(clocks))

    def target(self, name: str) -> Target:
        """A clock that the hub names."""
        written, stages = self.hub.targets[name], list(self.hub.stages)
        limit, clock = self.limit(written.within)
        ends = {"decision": NONE, "leaving": LEAVING}
        return Target(
            name=name,
            start=NONE if written.since == "contact" else stages.index(written.since),
            stop=ends[written.to] if written.to in ends else stages.index(written.to),
            limit=tuple(limit.tolist()),
            clock=tuple(written.clock or each for each in clock),
            pauses=tuple(stages.index(stage) for stage in written.pauses_at),
            on_rerating=written.on_rerating,
        )

    def returning(self, need: Need) -> Return | None:
        """How a missed need comes back."""
        found = self.hub.comes_back.get(need)
        return Return(found.share.value, found.after.value, found.worsens.value) if found else None

    def knows(self, agency: str) -> list[float]:
        """How often an agency holds a fact, for each need."""
        known = self.hub.what_they_know.get(agency)
        held = known.held_for if known else {}
        return [held[need].value if need in held else 0.0 for need in NEEDS]

    # ------------------------------------------------------------------ hours

    def open_hours(self, hours: WeekHours, region: str) -> int:
        """Lay out hours from the start to beyond the horizon; the same hours once."""
        return self.add_windows(laid_out(hours, region, self.clock, self.horizon + BEYOND))

    def add_windows(self, windows: Windows) -> int:
        """Number these stretches; the same ones once."""
        if windows not in self.windows:
            self.windows.append(windows)
        return self.windows.index(windows)

    def named_hours(self, name: str, region: str) -> int:
        return self.open_hours(hours_named(self.hub, name), region)

    def hours_of(self, who: tuple[str, ...]) -> int:
        """Hours during which somebody of these roles is on duty."""
        first, *others = [self.windows[role_hours(self.hub, name, self)] for name in who]
        return self.add_windows(first.union(*others))

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
        path, again = f"stages.{name}", name in self.repeats
        nodes = self.transit(number, path, stage.seen_after, stage.who or tuple(stage.needs))
        if stage.meeting is not None:
            draw = self.length(f"{path}.meeting.each_case", stage.meeting.each_case, again)
            nodes.append(self.node(Kind.MEET, number, draw=draw, item=len(self.meetings)))
            self.meetings.append(meeting_of(self.hub, stage.meeting, self.clock, self.horizon))
        elif stage.needs and stage.work is not None:
            draw = self.length(f"{path}.work", stage.work, again)
            nodes.append(self.node(Kind.TOGETHER, number, draw=draw, item=len(self.joints)))
            needs = needs_of(self.hub, stage.needs)
            self.joints.append(Joint(needs, stage.joint == "hold", stage.must_fit))
        elif stage.work is not None:
            nodes.append(self.work(number, path, stage.who, stage.work))
            if stage.gives_up is not None:
                patience = self.length(f"{path}.gives_up.after", stage.gives_up.after, again)
                self.rows[nodes[-1]]["patience"] = patience
                self.gives_up.append((nodes[-1], stage.gives_up.then))
        elif stage.wait is not None:
            draw = self.length(f"{path}.wait", stage.wait, again)
            hours, part = self.running(stage.during), MEANS[stage.means]
            nodes.append(self.node(Kind.DELAY, number, draw=draw, hours=hours, part=part))
        else:
            nodes.append(self.node(Kind.FORK, number, item=len(self.forks)))
            self.fork(number, path, stage)
        if stage.rated_anew:
            draw = self.uniform(f"{path}.rated_anew", again)
            nodes.append(self.node(Kind.RATE, number, draw=draw, item=len(self.rates)))
            self.rates.append(self.rating_table(stage.rated_anew))
        route = self.node(Kind.ROUTE, number, item=len(self.tables))
        self.rows[route]["draw"] = self.uniform(f"{path}.then", again)
        self.tables.append(stage.then)
        self.entries[name] = self.chain(nodes, route)
        if stage.at_most is not None:
            self.rows[self.entries[name]]["most"] = stage.at_most.times.value
            self.beyond.append((self.entries[name], stage.at_most.then))

    def rating_table(self, anew: Mapping[str, Mapping[str, Quantity[float]]]) -> Floats:
        """Cumulative shares of ratings after, by rating before."""
        ratings = list(self.hub.ratings)
        table = np.eye(len(ratings))
        for before, row in anew.items():
            table[ratings.index(before)] = [
                row[name].value if name in row else 0.0 for name in ratings
            ]
        cumulative = np.cumsum(table, axis=1)
        cumulative[cumulative > 1 - 1e-9] = 1.0
        return cumulative

    def detours(self) -> None:
        """Set where cases go that came too often or gave up waiting; all nodes are there now."""
        for node, name in self.beyond:
            self.rows[node]["beyond"] = self.entries[name]
        for node, name in self.gives_up:
            self.rows[node]["gives_up"] = self.entries[name]

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
        again = list(self.hub.stages)[number] in self.repeats
        self.forks.append(self.unasked(path, stage, at_least, again))
        branches = tuple(
            self.branch(number, f"{path}.ask.{agency}", stage, agency, request)
            for agency, request in asked.items()
        )
        self.forks[place] = replace(self.forks[place], branches=branches)

    def unasked(self, path: str, stage: Stage, at_least: int, again: bool) -> Fork:
        """The rule of a fork, its branches still to come."""
        limit, clock = self.limit(stage.at_the_latest)
        look_again, look_clock = self.limit(stage.look_again)
        chase_after, chase_clock = self.limit(stage.chase.after if stage.chase else None)
        kept = _by_rating(stage.kept, self.hub)
        done = _by_rating(stage.chase.done, self.hub) if stage.chase else [0.0] * len(limit)
        kept_draw = NONE
        if min(kept) < 1:
            kept_draw = self.add(Draw(f"{path}.kept", (), again, tuple(kept)))
        return Fork(
            branches=(),
            at_least=at_least,
            limit=limit,
            clock=clock,
            kept_draw=kept_draw,
            look_again=look_again,
            look_clock=look_clock,
            chase_after=chase_after,
            chase_clock=chase_clock,
            chase_draw=self.uniform(f"{path}.chase.done", again)
            if set(done) - {0.0, 1.0}
            else NONE,
            chase_done=np.array(done),
            withdraws=stage.withdraw,
        )

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
        asked = _by_rating(request.share_asked, self.hub)
        never = _by_rating(request.never, self.hub)
        nil = _by_rating(request.nothing_found, self.hub)

        def drawn(key: str, shares: list[float]) -> int:
            """A draw where it is not certain either way."""
            certain = set(shares) <= {0.0, 1.0} and len(set(shares)) == 1
            return NONE if certain else self.uniform(f"{path}.{key}", repeats)

        return Branch(
            agency=list(self.hub.agencies).index(agency),
            entry=self.chain(nodes, reply),
            draw=drawn("share_asked", asked),
            share=np.array(asked),
            critical=agency in stage.go_on_when.all_of,
            never_draw=drawn("never", never),
            never=np.array(never),
            nil_draw=drawn("nothing_found", nil),
            nil=np.array(nil),
            lies=self.node(Kind.DELAY, number, part=Part.REPLY),
        )

    def limit(
        self, given: Quantity[Span] | Mapping[str, Quantity[Span]] | None
    ) -> tuple[Ints, tuple[str, ...]]:
        if given is None:
            return _ints([NONE] * len(self.hub.ratings)), ("elapsed",) * len(self.hub.ratings)
        spans = _by_rating(given, self.hub)
        return _ints([_amount(span) for span in spans]), tuple(span.clock for span in spans)

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
        columns = {name: _ints([row.get(name, NONE) for row in self.rows]) for name in COLUMNS}
        return Nodes(**columns, repeats=np.array([bool(row["repeats"]) for row in self.rows]))


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


def _by_rating(
    given: Quantity[T] | Mapping[str, Quantity[T]], hub: Hub, *, short: bool = False
) -> list[T]:
    """Give the value of each rating; with `short`, one value where all share it."""
    if isinstance(given, Mapping):
        return [given[rating].value for rating in hub.ratings]
    return [given.value] * (1 if short else len(hub.ratings))


def _amount(span: Span) -> int:
    """Seconds, or days for working days."""
    return int(span.amount) if span.clock == "working days" else span.seconds


def _pace(role: Role, rating: str) -> int:
    """Thousandths of a second that a case gets for each second in hand."""
    return 1000 if rating in role.undivided else round(1000 * role.time_for_cases.value)


def _start(hub: Hub, source: str) -> str:
    """The stage where contacts of a source begin."""
    return hub.starts_at.get(source) or hub.starts_at[OTHERWISE]


def _ints(values: list[int]) -> Ints:
    array = np.array(values, dtype=np.int64)
    array.setflags(write=False)
    return array
