"""How many cases come where in a week: the traffic equations, stage by stage.

A case that comes to a stage leaves it by one of its ways, so stages and ratings make a Markov chain
whose expected visits follow from one set of linear equations. Limits on the number of visits
(`at_most`) and on patience (`gives_up`) are not counted: what they turn away is counted as if it
stayed. Cases that come back to the hub later are not counted either.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Floats
from hubsim.program import Kind, Program
from hubsim.program.layout import Cause
from hubsim.spec.hub import OTHERWISE, Hub
from hubsim.structure.chances import Chances
from hubsim.structure.visits import kinds_of_cases, visits_between
from hubsim.units import WEEK

KindOfCase = tuple[int, int]
"""Source and first rating."""


class Traffic:
    """Expected flows of one hub in an average week of its program.

    Parameters
    ----------
    hub : Hub
        Checked.
    program : Program
        Lowered from it; its length is what is averaged over.

    References
    ----------
    Kemeny and Snell, *Finite Markov chains* (1960), theorem 3.2.4 (expected visits) and 3.5.4
    (chances of ever coming somewhere).
    """

    def __init__(self, hub: Hub, program: Program) -> None:
        self.hub, self.program = hub, program
        self.weeks = program.horizon / WEEK
        self.stages, self.ratings = list(hub.stages), list(hub.ratings)
        self._chances = Chances(program)
        self._chains: dict[tuple[int, int], Floats] = {}
        routes = np.flatnonzero(program.nodes.kind == Kind.ROUTE)
        named = {program.draws[program.nodes.draw[node]].name: int(node) for node in routes}
        self._tables = [program.nodes.item[named[f"stages.{name}.then"]] for name in self.stages]
        rates = np.flatnonzero(program.nodes.kind == Kind.RATE)
        self._rates = {int(program.nodes.stage[n]): int(program.nodes.item[n]) for n in rates}

    @cached_property
    def kinds(self) -> dict[KindOfCase, float]:
        """Contacts a week by source and first rating; sources that go the same ways are one."""
        found = kinds_of_cases(self.program, 0, self.program.horizon)
        return {kind: cases / self.weeks for kind, cases in found.items()}

    @cached_property
    def contacts(self) -> float:
        """Contacts a week."""
        return sum(self.kinds.values())

    @cached_property
    def nodes(self) -> Floats:
        """Visits a week to every node of the program, shape (n_nodes, n_ratings)."""
        return visits_between(self.program, 0, self.program.horizon) / self.weeks

    @cached_property
    def disputes(self) -> Floats:
        """Disputes a week about who leads, shape (n_stages, n_ratings)."""
        nodes, found = self.program.nodes, np.zeros((len(self.stages), len(self.ratings)))
        for node in np.flatnonzero(nodes.cause == Cause.DISPUTE):
            found[nodes.stage[node]] += self.nodes[node]
        return found

    def disputed(self, stage: str) -> float:
        """Disputes a week about who leads at a stage."""
        return float(self.disputes[self.stages.index(stage)].sum())

    @cached_property
    def visits(self) -> Floats:
        """Visits a week to every stage, by the rating then, shape (n_stages, n_ratings)."""
        return self.total(self.visits_of)

    def total(self, of: Callable[[KindOfCase], Floats]) -> Floats:
        """Add something up over all kinds of cases, weighted by how many come in a week."""
        found = np.zeros((len(self.stages), len(self.ratings)))
        for kind, cases in self.kinds.items():
            found += cases * of(kind)
        return found

    def visits_of(
        self,
        kind: KindOfCase,
        *,
        until: Collection[str] = (),
        held: Floats | None = None,
        instead: Mapping[str, str] | None = None,
    ) -> Floats:
        """Solve for the visits of one case to every stage.

        Parameters
        ----------
        kind : KindOfCase
        until : names of stages
            Where following a case ends: visits there are then chances of ever coming there.
        held : Floats or None
            Share of visits that go no further, shape (n_stages, n_ratings).
        instead : mapping of str to str, or None
            Stages from which all cases go somewhere else than they usually do. Who would go round
            for ever then is counted once.

        Returns
        -------
        Floats
            Shape (n_stages, n_ratings), by the rating with which it comes.
        """
        source, first = kind
        size, ratings = len(self.stages), self._ratings_of(first)
        on = np.ones((size, len(self.ratings)))
        for name in until:
            on[self.stages.index(name)] = 0.0
        if held is not None:
            on = on * (1.0 - held)
        chain = self._chain(source, first) * on[:, ratings].T.reshape(-1)[:, None]
        for name, to in (instead or {}).items():
            here = self.stages.index(name)
            chain[here::size] = 0.0
            if to in self.hub.stages:
                rows = np.arange(here, len(chain), size)
                chain[rows, rows - here + self.stages.index(to)] = on[here, ratings]
        if instead:
            chain[_stuck(chain)] = 0.0
        start = np.zeros(len(chain))
        start[size * ratings.index(first) + self.stages.index(self.start_of(source))] = 1.0
        solved = np.linalg.solve(np.eye(len(chain)) - chain.T, start).reshape(len(ratings), size)
        found = np.zeros((size, len(self.ratings)))
        found[:, ratings] = solved.T
        return found

    def start_of(self, source: int) -> str:
        """The stage where contacts of a source begin."""
        name = self.program.sources[source]
        return self.hub.starts_at.get(name) or self.hub.starts_at[OTHERWISE]

    def ways_on(self, source: int, rating: int, stage: str) -> Mapping[str, Floats]:
        """Where cases go from a stage: shares by target and rating on leaving, (n_ratings,)."""
        number, names = self.stages.index(stage), self.targets(stage)
        anew = np.eye(len(self.ratings))[rating]
        if number in self._rates:
            anew = self._chances.shares(self.program.rates[self._rates[number]], source, rating)
        found = {name: np.zeros(len(self.ratings)) for name in names}
        table = self.program.routes[self._tables[number]]
        for after in np.flatnonzero(anew):
            shares = self._chances.shares(table, source, int(after))
            for name, share in zip(names, shares, strict=True):
                found[name][after] += anew[after] * share
        return found

    def targets(self, stage: str) -> list[str]:
        """Stages and outcomes named by a stage, in the order of its table."""
        rows = self.hub.stages[stage].then.rows.values()
        return list(dict.fromkeys(to for row in rows for to in row))

    @cached_property
    def flows(self) -> dict[tuple[str, str], float]:
        """Cases a week from each stage to each of its targets."""
        found: dict[tuple[str, str], float] = {}
        for kind, cases in self.kinds.items():
            for each, flow in self.flows_of(kind, self.visits_of(kind)).items():
                found[each] = found.get(each, 0.0) + cases * flow
        return found

    def flows_of(self, kind: KindOfCase, visits: Floats) -> dict[tuple[str, str], float]:
        """Expected times that one case goes from each stage to each target, given its visits."""
        found: dict[tuple[str, str], float] = {}
        for stage, rating in zip(*np.nonzero(visits), strict=True):
            name = self.stages[stage]
            for to, shares in self.ways_on(kind[0], int(rating), name).items():
                flow = float(visits[stage, rating] * shares.sum())
                if flow:
                    found[name, to] = found.get((name, to), 0.0) + flow
        return found

    def _ratings_of(self, first: int) -> list[int]:
        """Ratings that a case of this first rating may have on its way."""
        return list(range(len(self.ratings))) if self._rates else [first]

    def _chain(self, source: int, first: int) -> Floats:
        """Chances from stage and rating to stage and rating; row size·rating + stage."""
        key = (source, -1 if self._rates else first)
        if key not in self._chains:
            size, ratings = len(self.stages), self._ratings_of(first)
            chain = np.zeros((size * len(ratings),) * 2)
            for here, rating in enumerate(ratings):
                for number, name in enumerate(self.stages):
                    for to, shares in self.ways_on(source, rating, name).items():
                        if to in self.hub.stages:
                            at = self.stages.index(to)
                            chain[here * size + number, at::size] += shares[ratings]
            self._chains[key] = chain
        return self._chains[key]


def _stuck(chain: Floats) -> NDArray[np.bool_]:
    """States from which no way leads out of the chain."""
    out = chain.sum(axis=1) < 1 - 1e-12
    while (more := out | (chain[:, out].sum(axis=1) > 0)).sum() > out.sum():
        out = more
    return np.asarray(~out)


__all__ = ["KindOfCase", "Traffic"]
