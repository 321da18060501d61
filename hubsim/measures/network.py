"""What can happen in a program at all, whatever happens in one run of it.

Groups of measures are told by this, so that every replication has the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Ints
from hubsim.program import Branch, Kind, Program
from hubsim.program.kinds import NONE, Cause
from hubsim.program.layout import Passage, RouteTable


class Network:
    """The nodes of a program and which of them cases and questions can come to.

    Parameters
    ----------
    program : Program
    """

    def __init__(self, program: Program) -> None:
        self.program = program

    @cached_property
    def following(self) -> list[set[int]]:
        """The nodes that may follow each node, questions apart."""
        program, nodes = self.program, self.program.nodes
        found = [
            {node for node in ways if node != NONE}
            for ways in zip(
                nodes.next.tolist(), nodes.beyond.tolist(), nodes.gives_up.tolist(), strict=True
            )
        ]
        for node in np.flatnonzero(nodes.kind == Kind.ROUTE).tolist():
            found[node].update(self._targets(program.routes[nodes.item[node]]))
        return found

    def _targets(self, table: RouteTable) -> list[int]:
        """Where a route leads at all: not where seats that are never near would let it."""
        shares = np.diff(table.cumulative, prepend=0.0, axis=-1)
        if table.band != NONE:
            band = self.program.bands[table.band]
            levels = np.unique(band.levels.values)
            shares = shares[..., np.append(levels + 1, 0) if band.roles else levels, :]
        ways = np.any(shares > 0, axis=tuple(range(shares.ndim - 1)))
        return [int(target) for target in table.targets[ways]]

    def after(self, starts: Iterable[int]) -> set[int]:
        """Every node that can be reached from some, they themselves among them."""
        seen, edge = set[int](), list(starts)
        while edge:
            node = edge.pop()
            if node not in seen:
                seen.add(node)
                edge += self.following[node]
        return seen

    @cached_property
    def main_line(self) -> set[int]:
        """Nodes that cases can come to themselves."""
        starts = [*self.program.entry.tolist(), *(each.node for each in self.program.opening)]
        return self.after(starts)

    @cached_property
    def branches(self) -> list[tuple[int, int, Branch, set[int]]]:
        """Every question that can be put: fork, line, branch, and the nodes it can come to."""
        nodes = self.program.nodes
        forks = sorted(
            {int(nodes.item[node]) for node in self.main_line if nodes.kind[node] == Kind.FORK}
        )
        return [
            (fork, line, branch, self.after([branch.entry]) | {branch.lies})
            for fork in forks
            for line, branch in enumerate(self.program.forks[fork].branches, start=1)
            if branch.share.any() or branch.offered.any()
        ]

    @cached_property
    def reached(self) -> NDArray[np.bool_]:
        """Whether a case or a question can come to a node, shape (n_nodes,)."""
        found = np.zeros(len(self.program.nodes.kind), dtype=bool)
        for some in (self.main_line, *(each[3] for each in self.branches)):
            found[sorted(some)] = True
        return found

    @lru_cache(maxsize=256)  # noqa: B019 - networks are few, and kept with their programs
    def nodes_of(self, *causes: Cause) -> Ints:
        """Nodes with one of these causes that something can come to."""
        return np.flatnonzero(self.reached & np.isin(self.program.nodes.cause, causes))

    @cached_property
    def passages(self) -> list[Passage]:
        """Every passage that something can take."""
        used = np.unique(self.program.nodes.passage[self.nodes_of(Cause.WAY)])
        return [self.program.passages[number] for number in used]

    @lru_cache(maxsize=256)  # noqa: B019 - as above
    def asked(self, *causes: Cause) -> set[int]:
        """Agencies that can be asked; with causes, those whose questions can come to one."""
        cause = self.program.nodes.cause
        return {
            branch.agency
            for _, _, branch, some in self.branches
            if not causes or np.isin(cause[sorted(some)], causes).any()
        }


__all__ = ["Network"]
