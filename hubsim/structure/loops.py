"""Where cases go round, how often that is to be expected, and whether anything ends it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import networkx as nx
import numpy as np

from hubsim.structure.traffic import Traffic
from hubsim.structure.ways import stage_graph

MOST_ROUNDS = 12
"""Rounds listed of one knot of loops; tangled ones have many thousands."""


@dataclass(frozen=True, slots=True)
class Loop:
    """Stages among which a case can go round.

    Parameters
    ----------
    stages : tuple of str
        All of them, in the order of the file.
    rounds : tuple of tuple of str
        The different rounds, shortest first, each from a stage until just before it comes again;
        not more than `MOST_ROUNDS`.
    at : str
        The stage to which cases come back most.
    again : float
        How often, on average, a case that comes to that stage comes back to it. Limits on visits
        are not counted, so with one it is less.
    cases : float
        Cases a week that come to that stage.
    bounded : bool
        Whether every round has a stage with a limit on visits.
    """

    stages: tuple[str, ...]
    rounds: tuple[tuple[str, ...], ...]
    at: str
    again: float
    cases: float
    bounded: bool


def loops(traffic: Traffic) -> tuple[Loop, ...]:
    """Find all loops, those with the most expected rounds first.

    Loops that share a stage are one: a case may go from the one into the other.

    Parameters
    ----------
    traffic : Traffic
    """
    graph = stage_graph(traffic.hub)
    found = [
        _loop(traffic, graph.subgraph(knot).copy())
        for knot in nx.strongly_connected_components(graph)
        if len(knot) > 1 or graph.has_edge(*(2 * list(knot)))
    ]
    return tuple(sorted(found, key=lambda loop: (-loop.again * loop.cases, loop.stages)))


def _loop(traffic: Traffic, knot: nx.DiGraph) -> Loop:
    order = [name for name in traffic.stages if name in knot]
    back = {name: _coming_back(traffic, name) for name in order}
    at = max(order, key=lambda name: back[name][1] * back[name][0])
    limited = [name for name in order if traffic.hub.stages[name].at_most is not None]
    free = knot.copy()
    free.remove_nodes_from(limited)
    cycles = islice(nx.simple_cycles(knot), MOST_ROUNDS)
    rounds = [_from_first(order, cycle) for cycle in cycles]
    return Loop(
        stages=tuple(order),
        rounds=tuple(sorted(rounds, key=lambda each: (len(each), each))),
        at=at,
        again=back[at][0],
        cases=back[at][1],
        bounded=nx.is_directed_acyclic_graph(free),
    )


def _coming_back(traffic: Traffic, name: str) -> tuple[float, float]:
    """How often a case that comes to a stage comes back, and how many ever come in a week.

    Of a Markov chain: expected visits are the chance of ever coming times the visits of who came.
    """
    number = traffic.stages.index(name)
    ever = float(traffic.total(lambda kind: traffic.visits_of(kind, until=[name]))[number].sum())
    all_ = float(np.sum(traffic.visits[number]))
    return (all_ / ever - 1 if ever > 0 else 0.0), ever


def _from_first(order: list[str], cycle: list[str]) -> tuple[str, ...]:
    """A round from the stage that stands first in the file."""
    first = min(range(len(cycle)), key=lambda at: order.index(cycle[at]))
    return (*cycle[first:], *cycle[:first])


__all__ = ["Loop", "loops"]
