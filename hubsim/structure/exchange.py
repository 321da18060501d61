"""Who turns to whom, how often in a week, and how: questions, replies, hand-overs, meetings.

What the work needs is the same however people sit: a question is counted with its reply, a case
handed on once, a case heard together once for each pair of agencies there. How it travels is added
where the hub says how its agencies work together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

import numpy as np

from hubsim.arrays import Floats
from hubsim.program import Kind
from hubsim.program.layout import NONE, Cause, Fork
from hubsim.spec.hub import Hub, Stage
from hubsim.spec.reaching import asker_of, reached_by, senders, workers
from hubsim.structure.traffic import Traffic

ExchangeKind = Literal["question", "reply", "hand-over", "together"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """Something that passes between two sides, week after week.

    Parameters
    ----------
    kind : str
        ``question``, ``reply``, ``hand-over``, or ``together`` for work or a meeting of both.
    stage : str
        Where the question is put, the case is handed to, or the two come together.
    led : str
        The stage that asks or hands on.
    sender, receiver : tuple of str
        Roles; empty for people outside the hub.
    of, to : str
        Their agencies.
    by_rating : Floats
        Times a week, shape (n_ratings,).
    channels : mapping of str to float
        Share of each channel; empty where nothing travels, or where the hub says itself how long it
        takes.
    reached : str
        Of a question and its reply, the way to the information: ``navigator``, ``direct``, ``shared
        record`` or ``e-mail``.
    """

    kind: ExchangeKind
    stage: str
    led: str
    sender: tuple[str, ...]
    receiver: tuple[str, ...]
    of: str
    to: str
    by_rating: Floats
    channels: Mapping[str, float] = field(default_factory=dict)
    reached: str = ""

    @property
    def per_week(self) -> float:
        """Times a week."""
        return float(self.by_rating.sum())

    @property
    def most_used(self) -> str:
        """The channel used most, or nothing."""
        return max(self.channels, key=lambda name: self.channels[name], default="")


def exchanges(traffic: Traffic) -> tuple[Exchange, ...]:
    """Find everything that passes between roles or agencies, in the order of the stages.

    Work that stays with the same roles is left out; work that passes between roles of one agency is
    there.

    Parameters
    ----------
    traffic : Traffic
    """
    found: list[Exchange] = []
    handing = senders(traffic.hub)
    travelling = _channels(traffic)
    for name, stage in traffic.hub.stages.items():
        found += _questions(traffic, travelling, name, stage)
        found += _together(traffic, name, stage)
        found += _handed_on(traffic, travelling, handing, name)
    return tuple(each for each in found if each.per_week > 0)


def asking_roles(hub: Hub, stage: str) -> tuple[str, ...]:
    """Who asks at a stage: as said or who works next, else who had the case before."""
    asker = asker_of(hub, stage)
    if asker:
        return asker
    before = senders(hub)
    return next(
        (before[name] for name, each in hub.stages.items()
         if before[name] and any(stage in row for row in each.then.rows.values())),
        (),
    )  # fmt: skip


def holders(hub: Hub, stage: str, agency: str) -> tuple[str, ...]:
    """People of the hub who answer a question: those of the agency, or the asker who looks it up.

    Empty where it goes to people outside the hub.
    """
    request = (hub.stages[stage].ask or {})[agency]
    if hub.working_together is None:
        return request.who
    how = reached_by(hub, agency, request)
    if how == "navigator":
        return request.who
    return asking_roles(hub, stage) if how in {"direct", "shared record"} else ()


def fork_of(traffic: Traffic, name: str) -> Fork:
    """The questions of a stage that asks."""
    nodes, number = traffic.program.nodes, traffic.stages.index(name)
    (node,) = np.flatnonzero((nodes.kind == Kind.FORK) & (nodes.stage == number))
    return traffic.program.forks[int(nodes.item[node])]


def _questions(
    traffic: Traffic, travelling: _Travelling, name: str, stage: Stage
) -> Iterator[Exchange]:
    """Questions of a stage and their replies."""
    hub = traffic.hub
    if not stage.ask:
        return
    number = traffic.stages.index(name)
    fork = fork_of(traffic, name)
    asker = asking_roles(hub, name)
    if not asker:
        return
    of = hub.roles[asker[0]].agency
    for branch, (agency, request) in zip(fork.branches, stage.ask.items(), strict=True):
        times = traffic.visits[number] * branch.share
        how = reached_by(hub, agency, request) if hub.working_together else ""
        there = holders(hub, name, agency)
        looked_up = how in {"direct", "shared record"}
        to = () if looked_up else there
        for kind, sender, receiver, ends in (
            ("question", asker, to, (of, agency)),
            ("reply", to, asker, (agency, of)),
        ):
            shares = travelling.get((kind, name, name, *ends), {})
            yield Exchange(
                kind, name, name, sender, receiver, *ends, times, shares, how  # type: ignore[arg-type]  # texts that are kinds
            )  # fmt: skip


def _together(traffic: Traffic, name: str, stage: Stage) -> Iterator[Exchange]:
    """Each pair of roles who work on a case together, or meet on it."""
    needs = stage.meeting.needs if stage.meeting else stage.needs
    times = traffic.visits[traffic.stages.index(name)]
    for one, other in combinations(needs, 2):
        ends = traffic.hub.roles[one].agency, traffic.hub.roles[other].agency
        yield Exchange("together", name, name, (one,), (other,), *ends, times)


def _handed_on(
    traffic: Traffic,
    travelling: _Travelling,
    handing: Mapping[str, Sequence[str]],
    name: str,
) -> Iterator[Exchange]:
    """Cases handed from a stage to the next, where other people go on."""
    hub = traffic.hub
    sender = tuple(handing[name])
    if not sender:
        return
    of = hub.roles[sender[0]].agency
    for to in traffic.targets(name):
        if to not in hub.stages or hub.stages[to].needs or hub.stages[to].meeting:
            continue
        receiver = asking_roles(hub, to) if hub.stages[to].ask else workers(hub, to)
        if not receiver:
            continue
        ends = of, hub.roles[receiver[0]].agency
        if len(set(ends)) == 1 and set(receiver) & set(sender):
            continue  # it may well stay with the same people
        times = _flow(traffic, name, to)
        shares = travelling.get(("hand-over", to, name, *ends), {})
        yield Exchange("hand-over", to, name, sender, receiver, *ends, times, shares)


def _flow(traffic: Traffic, name: str, to: str) -> Floats:
    """Cases a week that go from one stage to another, by their rating then."""
    number, found = traffic.stages.index(name), np.zeros(len(traffic.ratings))
    for kind, cases in traffic.kinds.items():
        visits = traffic.visits_of(kind)[number]
        for rating in np.flatnonzero(visits):
            found += cases * visits[rating] * traffic.ways_on(kind[0], int(rating), name)[to]
    return found


_Travelling = Mapping[tuple[str, str, str, str, str], Mapping[str, float]]


def _channels(traffic: Traffic) -> _Travelling:
    """Shares of channels by kind, stage, leading stage, and agencies of sender and receiver."""
    program, nodes = traffic.program, traffic.program.nodes
    found: dict[tuple[str, str, str, str, str], dict[str, float]] = {}
    for node in np.flatnonzero((nodes.cause == Cause.WAY) & (nodes.passage != NONE)):
        way = program.passages[nodes.passage[node]]
        key = (
            way.kind, traffic.stages[way.stage], traffic.stages[way.led],
            program.agencies[way.of], program.agencies[way.to],
        )  # fmt: skip
        shares = found.setdefault(key, {})
        name = program.channels[nodes.channel[node]]
        shares[name] = shares.get(name, 0.0) + float(traffic.nodes[node].sum())
    return {
        key: {name: share / total for name, share in shares.items() if share}
        for key, shares in found.items()
        if (total := sum(shares.values())) > 0
    }


__all__ = ["Exchange", "ExchangeKind", "asking_roles", "exchanges", "fork_of", "holders"]
