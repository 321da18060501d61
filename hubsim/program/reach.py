"""What can follow what in a program, whatever happens in one run of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from weakref import WeakKeyDictionary

import numpy as np

from hubsim.program.kinds import NONE, Kind
from hubsim.program.layout import Program, RouteTable


def following(program: Program, source: int | None = None) -> list[set[int]]:
    """Find the nodes that may follow each node, questions apart.

    Parameters
    ----------
    program : Program
    source : int, optional
        Whose cases; those of all sources if left out.
    """
    nodes = program.nodes
    found = [
        {node for node in ways if node != NONE}
        for ways in zip(
            nodes.next.tolist(), nodes.beyond.tolist(), nodes.gives_up.tolist(), strict=True
        )
    ]
    for node in np.flatnonzero(nodes.kind == Kind.ROUTE).tolist():
        found[node].update(_targets(program, program.routes[nodes.item[node]], source))
    return found


def _targets(program: Program, table: RouteTable, source: int | None) -> list[int]:
    """Where a route leads at all: not where seats that are never near would let it."""
    shares = np.diff(table.cumulative, prepend=0.0, axis=-1)
    if source is not None and len(shares) > 1:
        shares = shares[source : source + 1]
    if table.band != NONE:
        band = program.bands[table.band]
        levels = np.unique(band.levels.values)
        shares = shares[..., np.append(levels + 1, 0) if band.roles else levels, :]
    ways = np.any(shares > 0, axis=tuple(range(shares.ndim - 1)))
    return [int(target) for target in table.targets[ways]]


def after(follows: Sequence[Iterable[int]], starts: Iterable[int]) -> set[int]:
    """Find every node that can be reached from some, they themselves among them.

    Parameters
    ----------
    follows : sequence of iterable of int
        The nodes that may follow each node.
    starts : iterable of int
    """
    seen, edge = set[int](), list(starts)
    while edge:
        node = edge.pop()
        if node not in seen:
            seen.add(node)
            edge += follows[node]
    return seen


def needed(program: Program) -> tuple[tuple[int, ...], ...]:
    """Say, for each draw, cases of which sources can come to where it is needed.

    Most of what is drawn for a hub with several front doors is drawn for cases that never come near
    it, unless this is asked first.

    Parameters
    ----------
    program : Program

    Returns
    -------
    tuple of tuple of int
        Sources, ascending, by draw.
    """
    if program not in _needed:
        found: list[list[int]] = [[] for _ in program.draws]
        for source in range(len(program.sources)):
            for draw in _draws_of(program, source):
                found[draw].append(source)
        _needed[program] = tuple(map(tuple, found))
    return _needed[program]


_needed: WeakKeyDictionary[Program, tuple[tuple[int, ...], ...]] = WeakKeyDictionary()


def _draws_of(program: Program, source: int) -> set[int]:
    """The draws that cases of a source can need, those about questions on them among them."""
    follows = following(program, source)
    for node in np.flatnonzero(program.nodes.kind == Kind.FORK).tolist():
        for branch in program.forks[program.nodes.item[node]].branches:
            if branch.share.any() or branch.offered.any():
                follows[node] |= {branch.entry, branch.lies} - {NONE}
    open_before = (each.node for each in program.opening if each.source == source)
    nodes = after(follows, [int(program.entry[source]), *open_before])
    return {draw for node in nodes for draw in _draws_at(program, node)} - {NONE}


def _draws_at(program: Program, node: int) -> Iterator[int]:
    nodes = program.nodes
    yield from (int(nodes.draw[node]), int(nodes.patience[node]), int(nodes.second[node]))
    if nodes.kind[node] == Kind.FORK:
        fork = program.forks[nodes.item[node]]
        yield from (fork.kept_draw, fork.chase_draw)
        for branch in fork.branches:
            yield from (branch.draw, branch.never_draw, branch.outside)
