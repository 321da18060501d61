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
from hubsim.program.kinds import Cause
from hubsim.program.layout import Passage
from hubsim.program.reach import after, following


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
        return following(self.program)

    def after(self, starts: Iterable[int]) -> set[int]:
        """Every node that can be reached from some, they themselves among them."""
        return after(self.following, starts)

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
