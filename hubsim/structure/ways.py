"""The ways of a case to a decision: the shortest, the longest, and what is to be expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx
import numpy as np

from hubsim.arrays import Floats
from hubsim.program import Kind
from hubsim.spec.hub import Hub
from hubsim.spec.reaching import senders
from hubsim.structure.traffic import KindOfCase, Traffic

MOST_STEPS = 300_000
"""Stages looked at in the search for the longest way; thirty stages need some hundreds."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way through the hub.

    Parameters
    ----------
    stages : tuple of str
        From where contacts begin to the decision, or to the last stage in a hub without one.
    changes : int
        How often the case passes to people of another agency.
    exact : bool
        Whether nothing longer can exist; False where the search was ended.
    """

    stages: tuple[str, ...]
    changes: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Expected:
    """What is to be expected of a case on its way to a decision.

    Parameters
    ----------
    contacts : float
        Cases a week.
    decided : float
        Share that comes to a decision; the others leave before.
    stages, changes, questions : float
        Visits to stages, changes of agency, and questions to agencies, up to the decision or to
        leaving without one.
    """

    contacts: float
    decided: float
    stages: float
    changes: float
    questions: float


@dataclass(frozen=True, slots=True)
class Ways:
    """All that is said of ways.

    Parameters
    ----------
    decisions : tuple of str
        Stages that decide; the ways end there, or at leaving where there is none.
    shortest, longest : Way or None
        The one with the fewest stages, and with the most without coming to a stage twice; None
        where no case comes to a decision.
    passed_by_all : tuple of str
        Stages that no case can go round on its way to a decision.
    by_rating : mapping of str to Expected
        By rating at first sight; only those that occur.
    everyone : Expected
    """

    decisions: tuple[str, ...]
    shortest: Way | None
    longest: Way | None
    passed_by_all: tuple[str, ...]
    by_rating: Mapping[str, Expected]
    everyone: Expected


def ways(traffic: Traffic) -> Ways:
    """Find the ways to a decision.

    Parameters
    ----------
    traffic : Traffic
    """
    hub = traffic.hub
    decisions = decision_stages(hub)
    graphs = [_graph(traffic, kind, decisions) for kind in traffic.kinds]
    several = {tuple(sorted(graph.edges)): graph for graph in graphs}.values()
    shortest = [way for graph in several if (way := _shortest(hub, graph)) is not None]
    longest = [way for graph in several if (way := _longest(hub, graph)) is not None]
    ratings = {kind[1] for kind in traffic.kinds}
    return Ways(
        decisions=decisions,
        shortest=min(shortest, key=lambda way: len(way.stages), default=None),
        longest=max(longest, key=lambda way: len(way.stages), default=None),
        passed_by_all=_passed_by_all(hub, list(several)),
        by_rating={
            traffic.ratings[rating]: _expected(
                traffic, [kind for kind in traffic.kinds if kind[1] == rating], decisions
            )
            for rating in sorted(ratings)
        },
        everyone=_expected(traffic, list(traffic.kinds), decisions),
    )


def decision_stages(hub: Hub) -> tuple[str, ...]:
    """Stages at which a case is decided."""
    return tuple(name for name, stage in hub.stages.items() if stage.decides)


def stage_graph(hub: Hub) -> nx.DiGraph:
    """All stages and where cases may go: on their way, too often there, or out of patience."""
    graph = nx.DiGraph()
    graph.add_nodes_from(hub.stages)
    for name, stage in hub.stages.items():
        for row in stage.then.rows.values():
            for to, share in row.items():
                if share.value > 0 and to in hub.stages:
                    graph.add_edge(name, to)
        for other in (stage.at_most, stage.gives_up):
            if other is not None and other.then in hub.stages:
                graph.add_edge(name, other.then)
    return graph


def changes_of(hub: Hub, stages: Sequence[str]) -> int:
    """How often a case passes to people of another agency on a way."""
    agencies = _agencies(hub)
    who = [agencies[name] for name in stages if agencies[name]]
    return sum(one != other for one, other in pairwise(who))


START, END = "", "\n"
"""Nodes before the first and after the last stage; no stage is called so."""


def _agencies(hub: Hub) -> dict[str, str]:
    """The agency that has a case at each stage; nothing where nobody does."""
    return {
        name: hub.roles[roles[0]].agency if roles else "" for name, roles in senders(hub).items()
    }


def _graph(traffic: Traffic, kind: KindOfCase, decisions: Sequence[str]) -> nx.DiGraph:
    """What one kind of cases can do, from `START` to `END`, with the shares of ways."""
    hub, visits = traffic.hub, traffic.visits_of(kind)
    graph = nx.DiGraph()
    graph.add_edge(START, traffic.start_of(kind[0]), share=1.0)
    flows = traffic.flows_of(kind, visits)
    for name in traffic.stages:
        here = visits[traffic.stages.index(name)].sum()
        if not here:
            continue
        if name in decisions:
            graph.add_edge(name, END, share=1.0)
            continue
        for to in traffic.targets(name):
            share = flows.get((name, to), 0.0) / here
            if share and (to in hub.stages or not decisions):
                graph.add_edge(name, to if to in hub.stages else END, share=share)
    reaching = nx.ancestors(graph, END) | {END} if END in graph else set()
    return graph.subgraph(reaching).copy()


def _shortest(hub: Hub, graph: nx.DiGraph) -> Way | None:
    """The way with the fewest stages; of several the one that more cases go."""
    if START not in graph:
        return None

    def cost(_one: str, _other: str, edge: Mapping[str, float]) -> float:
        return 1.0 + 1e-6 * (1.0 - edge["share"])

    stages = tuple(nx.dijkstra_path(graph, START, END, weight=cost)[1:-1])
    return Way(stages, changes_of(hub, stages))


def _longest(hub: Hub, graph: nx.DiGraph) -> Way | None:
    """The way with the most stages that comes to none twice.

    A search in depth that turns back where even all stages that can still be reached would not make
    the way longer than the best one known.
    """
    if START not in graph:
        return None
    best: list[str] = []
    way, steps = [START], 0
    waiting = [iter(sorted(graph.successors(START)))]
    while waiting and steps < MOST_STEPS:
        to = next(waiting[-1], None)
        steps += 1
        if to is None:
            waiting.pop()
            way.pop()
        elif to == END:
            best = max(best, way[1:], key=len)
        elif to not in way:
            more = _at_most(graph, way, to)
            steps += more
            if len(way) + more > len(best) + 1:
                way.append(to)
                waiting.append(iter(sorted(graph.successors(to))))
    return Way(tuple(best), changes_of(hub, best), exact=not waiting)


def _at_most(graph: nx.DiGraph, way: Sequence[str], to: str) -> int:
    """How many stages a way can still come to, the next one counted."""
    seen, edge = {*way, to, END}, [to]
    while edge:
        fresh = set(graph.successors(edge.pop())) - seen
        seen |= fresh
        edge += fresh
    return len(seen) - len(way) - 1


def _passed_by_all(hub: Hub, graphs: Sequence[nx.DiGraph]) -> tuple[str, ...]:
    """Stages on every way: what dominates the end in the graph of every kind of case."""
    common: set[str] | None = None
    for graph in graphs:
        if START not in graph:
            continue
        above, here = nx.immediate_dominators(graph, START), END
        passed = set()
        while above.get(here, here) != here:
            here = above[here]
            passed.add(here)
        common = passed if common is None else common & passed
    return tuple(name for name in hub.stages if name in (common or ()))


def _expected(traffic: Traffic, kinds: Sequence[KindOfCase], decisions: Sequence[str]) -> Expected:
    """Weigh what is to be expected over kinds of cases."""
    agencies, questions = _agencies(traffic.hub), _questions(traffic)
    contacts = decided = stages = changes = asked = 0.0
    at = [traffic.stages.index(name) for name in decisions]
    for kind in kinds:
        cases = traffic.kinds[kind]
        visits = traffic.visits_of(kind, until=decisions)
        contacts += cases
        decided += cases * (float(visits[at].sum()) if at else 1.0)
        stages += cases * float(visits.sum())
        asked += cases * float((visits * questions).sum())
        on = visits.copy()
        on[at] = 0.0
        for (name, to), flow in traffic.flows_of(kind, on).items():
            if to in agencies and agencies[to] and agencies[name] not in {"", agencies[to]}:
                changes += cases * flow
    if not contacts:
        return Expected(0.0, 0.0, 0.0, 0.0, 0.0)
    return Expected(
        contacts, decided / contacts, stages / contacts, changes / contacts, asked / contacts
    )


def _questions(traffic: Traffic) -> Floats:
    """Questions put at a visit to each stage, by rating."""
    program, found = traffic.program, np.zeros((len(traffic.stages), len(traffic.ratings)))
    for node in np.flatnonzero(program.nodes.kind == Kind.FORK):
        for branch in program.forks[program.nodes.item[node]].branches:
            found[program.nodes.stage[node]] += branch.share
    return found


__all__ = ["Expected", "Way", "Ways", "changes_of", "decision_stages", "stage_graph", "ways"]
