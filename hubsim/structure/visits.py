"""How often cases come where: the traffic equations over the nodes of a program."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterator, Mapping
from threading import Lock
from typing import TypeAlias

import numpy as np
from cachetools import LRUCache, cached

from hubsim.arrays import Floats
from hubsim.program import Kind, Program
from hubsim.program.layout import NONE
from hubsim.spec.contacts import Contacts
from hubsim.structure.chains import visits_from
from hubsim.structure.chances import Chances

Cases: TypeAlias = Mapping[tuple[int, int], float]
"""How many, by the numbers of their source and of their first rating."""

KEPT = 32
"""Programs whose visits are kept."""


def expected_visits(program: Program, source: int, rating: int) -> Floats:
    """Solve the traffic equations: visits to each node by one case of a source and first rating.

    Where a stage rates anew, a case goes on with its new rating. Limits on the number of visits and
    on patience are not counted: what they turn away is counted as if it stayed.

    Parameters
    ----------
    program : Program
    source, rating : int
        Of the case.

    Returns
    -------
    Floats
        Shape (n_nodes, n_ratings): visits with each rating.

    References
    ----------
    Kemeny and Snell, *Finite Markov chains* (1960), theorem 3.2.4: the fundamental matrix
    (I − P)⁻¹ of an absorbing chain, of which one row is solved for.
    """
    return _visits(program, source, {(int(program.entry[source]), rating): 1.0}, Chances(program))


def _visits(
    program: Program, source: int, begins: dict[tuple[int, int], float], chances: Chances
) -> Floats:
    """Visits by cases that go the ways of a source, and begin at nodes with ratings."""
    size, outside = len(program.nodes.kind), -1

    def ways(state: int) -> Iterator[tuple[int, float]]:
        if state == outside:
            for (node, rated), cases in begins.items():
                yield rated * size + node, cases
            return
        rated, node = divmod(state, size)
        for to, share, anew in ways_on(program, source, rated, node, chances):
            yield anew * size + to, share

    visits = np.zeros((size, len(program.ratings)))
    for state, times in visits_from(outside, ways).items():
        if state != outside:
            visits[state % size, state // size] = times
    return visits


def ways_on(
    program: Program, source: int, rating: int, node: int, chances: Chances
) -> Iterator[tuple[int, float, int]]:
    """Where a case goes from a node: (node, expected times, rating)."""
    nodes = program.nodes
    kind, item, following = int(nodes.kind[node]), int(nodes.item[node]), int(nodes.next[node])
    if kind == Kind.ROUTE:
        table = program.routes[item]
        shares = chances.shares(table, source, rating)
        for to, share in zip(table.targets, shares, strict=True):
            yield int(to), float(share), rating
    elif kind == Kind.RATE:
        shares = chances.shares(program.rates[item], source, rating)
        for anew, share in enumerate(shares):
            yield following, float(share), anew
    elif following != NONE:
        yield following, 1.0, rating
    if kind == Kind.FORK:
        for branch in program.forks[item].branches:
            yield branch.entry, float(branch.share[rating] + branch.offered[rating]), rating


def arrivals(program: Program, source: int, start: int, stop: int) -> float:
    """Expected cases of a source in [start, stop)."""
    demand = program.demand[source]
    shares = np.diff(demand.sizes, prepend=0.0)
    size = float(np.arange(1, len(shares) + 1) @ shares) if len(shares) else 1.0
    if demand.interval:
        return size * (stop - start) / demand.interval
    expected = np.interp([start, stop], demand.times, demand.expected)
    return size * float(expected[1] - expected[0])


def visits_between(
    program: Program, start: int, stop: int, chances: Chances | None = None
) -> Floats:
    """Visits to every node by the cases that arrive in a stretch of the run.

    Parameters
    ----------
    program : Program
    start, stop : int
        Seconds.
    chances : Chances, optional
        Of the stretch, where they are known already.

    Returns
    -------
    Floats
        Shape (n_nodes, n_ratings).
    """
    found = np.zeros((len(program.nodes.kind), len(program.ratings)))
    for source, each in enumerate(_by_source(program, chances or Chances(program, start, stop))):
        found += arrivals(program, source, start, stop) * each
    return found


def cases_of(program: Program, contacts: Contacts, start: int, stop: int) -> Cases:
    """Count the real contacts of a stretch of the run by source and rating."""
    found: Counter[tuple[int, int]] = Counter()
    for received, source, rating in zip(
        contacts.received, contacts.source, contacts.rating, strict=True
    ):
        if start <= program.clock.second(received) < stop:
            found[program.sources.index(source), program.ratings.index(rating)] += 1
    return found


def visits_of(program: Program, cases: Cases, start: int, stop: int) -> Floats:
    """Visits to every node by so many cases of each source and first rating.

    Parameters
    ----------
    program : Program
    cases : mapping
        Of a stretch of the run.
    start, stop : int
        Its seconds.

    Returns
    -------
    Floats
        Shape (n_nodes, n_ratings).
    """
    chances = Chances(program, start, stop)
    found = np.zeros((len(program.nodes.kind), len(program.ratings)))
    for source in {source for source, _ in cases}:
        entry = int(program.entry[source])
        begins = {(entry, rating): float(n) for (of, rating), n in cases.items() if of == source}
        found += _visits(program, source, begins, chances)
    return found


def _named(program: Program, chances: Chances) -> bytes:
    """Everything that the visits of one case go by."""
    p = program
    tables = (*p.routes, *p.rates)
    bands = chances.bands if any(table.cumulative.shape[3] > 1 for table in tables) else ()
    mixes = [(each.need, each.rating) for each in p.demand]
    return pickle.dumps((
        p.nodes, p.entry, p.routes, p.rates, p.forks, bands, mixes, p.recognition, p.knows,
        p.decides, p.role_agency, p.queues, p.joints, p.meetings,
    ))  # fmt: skip


@cached(LRUCache(KEPT), key=_named, lock=Lock())
def _by_source(program: Program, chances: Chances) -> tuple[Floats, ...]:
    """Visits by one case of each source. Kept: what is turned on a hub seldom moves them."""
    solved: dict[bytes, Floats] = {}
    found = []
    for source, ways in enumerate(_ways_of_sources(program)):
        mix, entry = _first_ratings(program, source), int(program.entry[source])
        name = ways + mix.tobytes() + entry.to_bytes(8, "little")
        if name not in solved:
            begins = {(entry, first): share for first, share in enumerate(mix.tolist()) if share}
            solved[name] = _visits(program, source, begins, chances)
        found.append(solved[name])
    return tuple(found)


def _first_ratings(program: Program, source: int) -> Floats:
    """Share of each rating among the cases of a source when they come."""
    demand = program.demand[source]
    shares = np.diff(demand.need, prepend=0.0) @ np.diff(demand.rating, axis=1, prepend=0.0)
    return np.asarray(shares, dtype=np.float64)


def kinds_of_cases(program: Program, start: int, stop: int) -> dict[tuple[int, int], float]:
    """Expected cases of each source and rating, those that go the same ways put together."""
    cases: dict[tuple[int, int], float] = {}
    first: dict[tuple[int, int, bytes], int] = {}
    ways = _ways_of_sources(program)
    for source in range(len(program.sources)):
        number = arrivals(program, source, start, stop)
        for rating, share in enumerate(_first_ratings(program, source)):
            if number * share > 0:
                kind = (int(program.entry[source]), rating, ways[source])
                like = first.setdefault(kind, source)
                cases[like, rating] = cases.get((like, rating), 0.0) + number * float(share)
    return cases


def _ways_of_sources(program: Program) -> list[bytes]:
    """Name the ways of each source: the same name, the same chances everywhere."""
    ways = [
        b"".join(
            table.cumulative[source if len(table.cumulative) > 1 else 0].tobytes()
            for table in (*program.routes, *program.rates)
        )
        for source in range(len(program.sources))
    ]
    if any(table.cumulative.shape[2] > 1 for table in (*program.routes, *program.rates)):
        # Where ways go by need as it is seen, they go by how much need a source sends.
        needs = [each.need.tobytes() + each.rating.tobytes() for each in program.demand]
        ways = [way + need for way, need in zip(ways, needs, strict=True)]
    return ways


__all__ = [
    "Cases", "arrivals", "cases_of", "expected_visits", "kinds_of_cases", "visits_between",
    "visits_of", "ways_on",
]  # fmt: skip
