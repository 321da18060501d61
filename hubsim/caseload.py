"""The contacts of a run: when they come, from whom, what they truly are, how they first look.

They depend on the demand, the seed and the replication only. Every design of a hub meets the same
cases, and one more stage, role, agency or case changes none of the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.program import Demand, Program
from hubsim.program.layout import NONE, Floats, Ints
from hubsim.streams import inverse, uniforms


MOST_RETURNS = 3
"""A case comes back at most so often."""


@dataclass(frozen=True, slots=True, eq=False)
class Caseload:
    """One row per case, by arrival, then source, then number; shape (n_cases,) unless said.

    Parameters
    ----------
    arrival : Ints
        Seconds since the start; negative for cases that are open when the run begins.
    source : Ints
        Position of the source in the program.
    number : Ints
        Number of the case within its source, from 0: with the source, its key for every draw.
        Negative for cases that are open when the run begins.
    need : Ints
        The truth: 0 high, 1 moderate, 2 low; shape (n_episodes, n_cases).
    rating : Ints
        At first sight; shape (n_episodes, n_cases).
    knows : Ints
        Bit mask over agencies: who holds a fact about it.
    starts_at : Ints
        Node at which an open case is, `NONE` for those that arrive.
    returns : Ints
        Seconds from leaving until a missed need comes back, `NONE` for never; shape
        (n_episodes - 1, n_cases).
    """

    arrival: Ints
    source: Ints
    number: Ints
    need: Ints
    rating: Ints
    knows: Ints
    starts_at: Ints
    returns: Ints

    def __len__(self) -> int:
        return len(self.arrival)

    @staticmethod
    def of(arrival: Ints, source: Ints, number: Ints, need: Ints, rating: Ints, knows: Ints) -> Caseload:
        """Cases that never come back and arrive from outside, one row each."""
        nowhere = np.full(len(arrival), NONE)
        never = np.zeros((0, len(arrival)), dtype=np.int64)
        return Caseload(arrival, source, number, need[None], rating[None], knows, nowhere, never)


def draw_caseload(program: Program, *, seed: int, replication: int) -> Caseload:
    """Draw the contacts of one replication.

    Parameters
    ----------
    program : Program
        For its demand, its horizon, what its agencies know and how missed need returns.
    seed, replication : int
        Of the study; the same ones give the same cases to every design.
    """
    parts = [
        _from_source(program, number, seed, replication) for number in range(len(program.demand))
    ]
    columns = [np.concatenate(column, axis=-1) for column in zip(*parts, strict=True)]
    arrival, source, number = columns[:3]
    order = np.lexsort((number, source, arrival))
    return Caseload(*(column[..., order] for column in columns))


def _from_source(program: Program, source: int, seed: int, replication: int) -> tuple[Ints, ...]:
    demand = program.demand[source]

    def draw(stream: str, count: int, episode: int = 0) -> Floats:
        return uniforms(
            count, seed=seed, stream=stream, replication=replication, source=demand.name,
            episode=episode,
        )  # fmt: skip

    path = f"contacts.{demand.name}"
    arrival = _arrivals(demand, program.horizon, lambda key, count: draw(f"{path}.{key}", count))
    if len(demand.release_at):
        arrival = _released(demand.release_at, arrival, draw(f"{path}.released", len(arrival)))
    number = np.arange(len(arrival))[arrival < program.horizon]
    arrival = arrival[number]
    starts_at = np.full(len(arrival), NONE)
    opening = _opening(program, source)
    count = len(number) and int(number.max()) + 1
    need = np.searchsorted(demand.need, draw(f"{path}.true_need", count), side="right")[number]
    seen = draw(f"{path}.first_seen_as", count)[number]
    rating = (seen[:, None] >= demand.rating[need]).sum(axis=1)
    knows = np.zeros(len(number), dtype=np.int64)
    for agency, name in enumerate(program.agencies):
        if program.knows[agency].any():
            held = draw(f"what_they_know.{name}", count)[number]
            knows |= (held < program.knows[agency][need]).astype(np.int64) << agency
    if opening is not None:
        o_number, o_arrival, o_node, o_rating = opening
        o_need = _need_given(demand, o_rating, draw(f"opening.{demand.name}.true_need", len(o_rating)))
        number, arrival = np.append(o_number, number), np.append(o_arrival, arrival)
        starts_at, rating = np.append(o_node, starts_at), np.append(o_rating, rating)
        need, knows = np.append(o_need, need), np.append(np.zeros_like(o_number), knows)
    needs, ratings, returns = _episodes(program, number, need, rating, draw, demand)
    columns = arrival, np.full(len(number), source), number, needs, ratings, knows, starts_at, returns
    return tuple(np.asarray(column, dtype=np.int64) for column in columns)


def _episodes(program, number, need, rating, draw, demand):  # type: ignore[no-untyped-def]
    """Draw how missed need comes back: when, how much worse, and how it looks then."""
    needs, ratings, returns = [need], [rating], []
    if any(program.returns):
        key = number - number.min(initial=0)
        count = int(key.max(initial=-1)) + 1
        for episode in range(MOST_RETURNS):
            shares = np.array([each.share if each else 0.0 for each in program.returns])
            worse = np.array([each.worsens if each else 0.0 for each in program.returns])
            comes = draw("comes_back.share", count, episode)[key] < shares[needs[-1]]
            u, after = draw("comes_back.after", count, episode)[key], np.zeros(len(key))
            for n, each in enumerate(program.returns):
                if each is not None:
                    after = np.where(needs[-1] == n, inverse(each.after, u), after)
            returns.append(np.where(comes, np.floor(after + 0.5), NONE))
            worsens = draw("comes_back.worsens", count, episode)[key] < worse[needs[-1]]
            needs.append(np.maximum(needs[-1] - worsens, 0))
            seen = draw(f"contacts.{demand.name}.first_seen_as", count, episode + 1)[key]
            ratings.append((seen[:, None] >= demand.rating[needs[-1]]).sum(axis=1))
    empty = np.zeros((0, len(number)))
    return np.vstack(needs), np.vstack(ratings), np.vstack(returns) if returns else empty


def _opening(program: Program, source: int) -> tuple[Ints, Ints, Ints, Ints] | None:
    """Cases of a source that are open at the start: number, arrival, node, rating."""
    found: list[tuple[int, int, int]] = []
    for each in program.opening:
        if each.source == source:
            ages = np.linspace(each.oldest, 0, each.number + 1)[:-1]
            found += [(-int(age), each.node, each.rating) for age in ages]
    if not found:
        return None
    arrival, node, rating = (np.array(column, dtype=np.int64) for column in zip(*found, strict=True))
    return np.arange(-len(found), 0), arrival, node, rating


def _need_given(demand: Demand, rating: Ints, u: Floats) -> Ints:
    """Draw the need of cases whose rating is known (Bayes)."""
    need = np.diff(demand.need, prepend=0.0)
    joint = need[:, None] * np.diff(demand.rating, axis=1, prepend=0.0)
    total = joint.sum(axis=0)
    shares = np.where(total > 0, joint / np.where(total > 0, total, 1), need[:, None])
    cumulative = np.cumsum(shares, axis=0)[:, rating].T
    return np.minimum((u[:, None] >= cumulative).sum(axis=1), len(need) - 1)


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
