"""The contacts of a run: when they come, from whom, what they truly are, how they first look.

They depend on the demand, the seed and the replication only. Every design of a hub meets the same
cases, and one more stage, role, agency or case changes none of the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.program import Demand, Program
from hubsim.program.layout import Floats, Ints
from hubsim.streams import uniforms


@dataclass(frozen=True, slots=True, eq=False)
class Caseload:
    """One row per case, by arrival, then source, then number; shape (n_cases,) each.

    Parameters
    ----------
    arrival : Ints
        Seconds since the start.
    source : Ints
        Position of the source in the program.
    number : Ints
        Number of the case within its source, from 0: with the source, its key for every draw.
    need : Ints
        The truth: 0 high, 1 moderate, 2 low.
    rating : Ints
        At first sight.
    knows : Ints
        Bit mask over agencies: who holds a fact about it.
    """

    arrival: Ints
    source: Ints
    number: Ints
    need: Ints
    rating: Ints
    knows: Ints

    def __len__(self) -> int:
        return len(self.arrival)


def draw_caseload(program: Program, *, seed: int, replication: int) -> Caseload:
    """Draw the contacts of one replication.

    Parameters
    ----------
    program : Program
        For its demand, its horizon and what its agencies know.
    seed, replication : int
        Of the study; the same ones give the same cases to every design.
    """
    parts = [
        _from_source(program, number, seed, replication) for number in range(len(program.demand))
    ]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    arrival, source, number = columns[:3]
    order = np.lexsort((number, source, arrival))
    return Caseload(*(column[order] for column in columns))


def _from_source(program: Program, source: int, seed: int, replication: int) -> tuple[Ints, ...]:
    demand = program.demand[source]

    def draw(stream: str, count: int) -> Floats:
        path = f"contacts.{demand.name}.{stream}"
        return uniforms(count, seed=seed, stream=path, replication=replication, source=demand.name)

    arrival = _arrivals(demand, program.horizon, draw)
    count = len(arrival)
    if len(demand.release_at):
        arrival = _released(demand.release_at, arrival, draw("released", count))
    need = np.searchsorted(demand.need, draw("true_need", count), side="right")
    seen = draw("first_seen_as", count)
    rating = (seen[:, None] >= demand.rating[need]).sum(axis=1)
    knows = np.zeros(count, dtype=np.int64)
    for agency, name in enumerate(program.agencies):
        if program.knows[agency].any():
            held = uniforms(
                count,
                seed=seed,
                stream=f"what_they_know.{name}",
                replication=replication,
                source=demand.name,
            )
            knows |= (held < program.knows[agency][need]).astype(np.int64) << agency
    columns = arrival, np.full(count, source), np.arange(count), need, rating, knows
    inside = arrival < program.horizon
    return tuple(np.asarray(column[inside], dtype=np.int64) for column in columns)


def _arrivals(demand: Demand, horizon: int, draw) -> Ints:  # type: ignore[no-untyped-def]
    """Seconds at which contacts arise, one entry per child or adult."""
    if demand.interval:
        moments = np.arange(demand.interval, horizon, demand.interval, dtype=np.int64)
    else:
        total = float(demand.expected[-1])
        enough = int(total + 8 * np.sqrt(total) + 30)
        while True:
            unit = np.cumsum(-np.log1p(-draw("volume", enough)))
            if unit[-1] > total:
                break
            enough *= 2
        unit = unit[unit < total]
        moments = np.floor(np.interp(unit, demand.expected, demand.times)).astype(np.int64)
    if not len(demand.sizes):
        return moments
    size = 1 + np.searchsorted(demand.sizes, draw("together", len(moments)), side="right")
    return np.repeat(moments, size)


def _released(release_at: Ints, arisen: Ints, u: Floats) -> Ints:
    """Hold contacts back until the next release that begins no earlier than they arose."""
    after = np.searchsorted(release_at[:, 0], arisen, side="left")
    last = np.iinfo(np.int64).max // 2  # past every horizon: dropped with what comes too late
    found = after < len(release_at)
    start, end = release_at[np.minimum(after, len(release_at) - 1)].T
    at = start + np.floor(u * (end - start)).astype(np.int64)
    return np.where(found, at, last)
