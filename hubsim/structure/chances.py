"""The chances with which cases go their ways, as far as they can be known before a run.

Where a way depends on how near people are, or on a date, the hub's working time is divided among
the cases that there are. Where it depends on need as it is seen, everybody who is asked is taken to
answer in time, and who decides brings what their agency knows.
"""

from __future__ import annotations

from functools import cache, cached_property

import numpy as np

from hubsim.arrays import Floats
from hubsim.hours import Windows
from hubsim.program import Program
from hubsim.program.layout import NONE, NOT_SEEN, Kind, RouteTable
from hubsim.spec.hub import NEEDS


class Chances:
    """Expected shares of the ways of one program.

    Parameters
    ----------
    program : Program
    start, stop : int
        Seconds of the run whose working time counts; to its end if left out.
    """

    def __init__(self, program: Program, start: int = 0, stop: int | None = None) -> None:
        self.program = program
        self.start, self.stop = start, program.horizon if stop is None else stop
        self._seen = cache(self._seen_as)

    def shares(self, table: RouteTable, source: int, rating: int) -> Floats:
        """Expected shares of the targets of a table, for a source and rating.

        Parameters
        ----------
        table : RouteTable
        source, rating : int

        Returns
        -------
        Floats
            Shape (n_targets,).
        """
        sizes = table.cumulative.shape
        rows = table.cumulative[source if sizes[0] > 1 else 0, rating if sizes[1] > 1 else 0]
        shares = np.diff(rows, axis=-1, prepend=0.0)  # need as seen, band, target
        if sizes[3] > 1:
            shares = np.tensordot(self.bands[table.band], shares, axes=(0, 1))
        else:
            shares = shares[:, 0]
        if sizes[2] > 1:
            return np.asarray(self._seen(source, rating) @ shares[:NOT_SEEN], dtype=np.float64)
        return np.asarray(shares[0], dtype=np.float64)

    @cached_property
    def bands(self) -> tuple[Floats, ...]:
        """Of each band, the share of the hub's working time in which it has each value."""
        program, found = self.program, []
        hub = program.hours[program.hub_hours] & Windows.always(self.start, self.stop)
        for band in program.bands:
            hours = {program.hours[h] for role in band.roles for h in program.presence[role].hours}
            none = np.zeros(0, dtype=np.int64)
            there = Windows(none, none).union(*hours) if band.roles else hub
            both, edges = (
                hub & there,
                np.append(band.levels.times, max(self.stop, band.levels.times[-1])),
            )
            shares = np.bincount(
                band.levels.values + bool(band.roles),
                weights=both.seconds_between(edges[:-1], edges[1:]), minlength=band.size,
            )  # fmt: skip
            whole = int(hub.seconds_between(self.start, self.stop))
            if band.roles:
                shares[0] += whole - shares.sum()
            found.append(shares / whole if whole else np.eye(band.size)[0])
        return tuple(found)

    def _seen_as(self, source: int, rating: int) -> Floats:
        """Chances that a case of a source and first rating is seen as high, moderate, low need."""
        program, tables = self.program, self.program.recognition
        demand = program.demand[source]
        need = np.diff(demand.need, prepend=0.0)
        given = need * np.diff(demand.rating, axis=1, prepend=0.0)[:, rating]
        given = given / given.sum() if given.sum() else need
        if tables is None:
            return given
        heard = np.zeros(int(tables.bit.max(initial=-1)) + 1)
        for fork in program.forks:
            for branch in fork.branches:
                bit = tables.bit[branch.agency]
                if bit != NONE:
                    heard[bit] = max(heard[bit], branch.share[rating])
        for agency in self._deciding:
            if tables.bit[agency] != NONE:
                heard[tables.bit[agency]] = 1.0
        size = len(heard)
        holds = np.asarray((np.arange(2**size)[:, None] >> np.arange(size)) & 1, dtype=np.float64)
        said = np.prod(np.where(holds, heard, 1 - heard), axis=1)
        as_high, mistaken = said @ tables.mistaken_as_high, said @ tables.mistaken
        found = np.zeros(len(NEEDS))
        knows = np.array([program.knows[np.flatnonzero(tables.bit == b)[0]] for b in range(size)])
        turns = turning(tables.turns_on)
        for number, share in enumerate(given):
            if number == len(NEEDS) - 1:
                row = np.array([as_high, mistaken - as_high, 1 - mistaken])
            else:
                row = self._by_facts(number, heard * knows[:, number], heard, turns, holds)
                if number:
                    row = as_high * np.eye(3)[0] + (1 - as_high) * row
            found += share * row
        return found

    @cached_property
    def _deciding(self) -> set[int]:
        """Agencies whose people decide, so that they are heard; of several able roles the first."""
        program, nodes, found = self.program, self.program.nodes, set[int]()
        asking = set(nodes.stage[nodes.kind == Kind.FORK].tolist())
        for node in np.flatnonzero(nodes.ordinary & (nodes.stage != NONE)):
            stage, kind, item = nodes.stage[node], nodes.kind[node], nodes.item[node]
            if not program.decides[stage] or int(stage) in asking:
                continue
            if kind == Kind.WORK:
                found.add(int(program.role_agency[program.queues[nodes.queue[node]][0]]))
            elif kind in {Kind.TOGETHER, Kind.MEET}:
                needs = (program.joints if kind == Kind.TOGETHER else program.meetings)[item].needs
                found |= {int(program.role_agency[role]) for role, _ in needs}
        return found

    def _by_facts(
        self, need: int, arrive: Floats, heard: Floats, turns: Floats, holds: Floats
    ) -> Floats:
        """Chances of being seen as each need, over which facts arrive and which one it turns on."""
        tables, row = self.program.recognition, np.zeros(len(NEEDS))
        if tables is None:  # pragma: no cover - only asked where there are tables
            return row
        for fact, share in enumerate(turns):
            here = arrive.copy()
            if fact:
                here[fact - 1] = heard[fact - 1]  # who holds the fact it turns on holds it surely
            masks = np.prod(np.where(holds, here, 1 - here), axis=1)
            sure, partly = masks @ tables.seen[0, fact], masks @ tables.partly[0, fact]
            if need == 0:
                row += share * np.array([sure, partly - sure, 1 - partly])
            else:
                row += share * np.array([0.0, sure, 1 - sure])
        return row


def turning(shares: Floats) -> Floats:
    """Chances that a case turns on no single fact, and on that of each agency.

    Each agency is drawn by itself, and the smallest draw wins: P(a) is the integral from 0 to its
    share of the chance that no other drew less.

    Parameters
    ----------
    shares : Floats
        Shape (n,).

    Returns
    -------
    Floats
        Shape (n + 1,).
    """
    found = [float(np.prod(1 - shares))]
    for number, share in enumerate(shares):
        x = share * (np.arange(1000) + 0.5) / 1000
        others = np.delete(shares, number)
        found.append(float(share * np.prod(1 - np.minimum(x[:, None], others), axis=1).mean()))
    return np.array(found)


__all__ = ["Chances", "turning"]
