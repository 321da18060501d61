"""The contacts of a run: when they come, from whom, what they truly are, how they first look.

They depend on the demand, the seed and the replication only. Every design of a hub meets the same
cases, and one more stage, role, agency or case changes none of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from hubsim.arrays import Floats, Ints
from hubsim.program import Demand, Program
from hubsim.program.layout import NONE
from hubsim.spec.contacts import Contacts
from hubsim.spec.hub import NEEDS
from hubsim.streams import Cases, Part, inverse, uniforms

Drawing = Callable[[str, int], Floats]
"""Draws uniforms for the first cases of one source: (stream, count)."""

NEED_NUMBER: dict[str, int] = {name: number for number, name in enumerate(NEEDS)}

MOST_RETURNS = 3
"""A case comes back at most so often."""


@dataclass(frozen=True, slots=True, eq=False)
class Caseload:
    """One row per case, by arrival, then source, then number; shape (n_cases,) unless said.

    Real contacts go by arrival, then row of the file.

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
    silence : Ints
        Seconds from leaving until the one who sent it sends it again, if nobody told them what
        became of it; `NONE` for never; shape (n_episodes - 1, n_cases).
    turns_on : Ints
        The agency on whose fact it turns, which holds it, or `NONE`; shape (n_cases,).
    """

    arrival: Ints
    source: Ints
    number: Ints
    need: Ints
    rating: Ints
    knows: Ints
    starts_at: Ints
    returns: Ints
    silence: Ints
    turns_on: Ints

    def __len__(self) -> int:
        return len(self.arrival)

    @staticmethod
    def of(  # noqa: PLR0917 - the columns, in their order
        arrival: Ints, source: Ints, number: Ints, need: Ints, rating: Ints, knows: Ints
    ) -> Caseload:
        """Cases that never come back and arrive from outside, one row each."""
        nowhere = np.full(len(arrival), NONE)
        never = np.zeros((0, len(arrival)), dtype=np.int64)
        return Caseload(
            arrival, source, number, need[None], rating[None], knows, nowhere, never, never, nowhere
        )


class Group(NamedTuple):
    """Cases of one source that are drawn alike: those that come, or those that are open already.

    Parameters
    ----------
    source : int
        Position in the program.
    name : str
        What they are called in the streams.
    arrival, number, starts_at, need, rating : Ints
        Columns of the caseload, of the first episode.
    key : Ints
        Their numbers in the streams.
    """

    source: int
    name: str
    arrival: Ints
    number: Ints
    starts_at: Ints
    need: Ints
    rating: Ints
    key: Ints


def draw_caseload(program: Program, *, seed: int, replication: int) -> Caseload:
    """Draw the contacts of one replication.

    Parameters
    ----------
    program : Program
        For its demand, its horizon, what its agencies know and how missed need returns.
    seed, replication : int
        Of the study; the same ones give the same cases to every design.
    """
    groups = list[Group]()
    for source in range(len(program.demand)):
        waiting = _waiting(program, source, seed, replication)
        groups += [waiting] if waiting else []
        groups.append(_coming(program, source, seed, replication))
    order = np.argsort(np.concatenate([group.arrival for group in groups]), kind="stable")
    return _told(program, groups, order, seed, replication)


def _drawing(source: str, seed: int, replication: int) -> Drawing:
    """Give the function that draws for the first cases of one source."""

    def draw(stream: str, count: int) -> Floats:
        return uniforms(count, seed=seed, stream=stream, replication=replication, source=source)

    return draw


def caseload_from(program: Program, contacts: Contacts, *, seed: int, replication: int) -> Caseload:
    """Take real contacts instead of drawn ones; what is not known of them is drawn.

    Every replication meets the same arrivals and ratings and differs in all else: an interval then
    says "these contacts again", not "another year". Draws are keyed by the row of the file.

    Parameters
    ----------
    program : Program
    contacts : Contacts
        Of this hub; those at or after the horizon are left out.
    seed, replication : int
        Of the study.
    """
    arrival = np.array(
        [program.clock.second(moment) for moment in contacts.received], dtype=np.int64
    )
    source = np.array([program.sources.index(name) for name in contacts.source], dtype=np.int64)
    rating = np.array([program.ratings.index(name) for name in contacts.rating], dtype=np.int64)
    need = np.array([NEED_NUMBER.get(name, NONE) for name in contacts.need], dtype=np.int64)
    groups = []
    for number, demand in enumerate(program.demand):
        row = np.flatnonzero((source == number) & (arrival < program.horizon))
        draw = _drawing(demand.name, seed, replication)
        u = draw(f"contacts.{demand.name}.true_need", len(arrival))[row]
        known = need[row]
        true = np.where(known == NONE, _need_given(demand, rating[row], u), known)
        nowhere = np.full(len(row), NONE)
        groups.append(
            Group(number, demand.name, arrival[row], row, nowhere, true, rating[row], row)
        )
    at, row = (np.concatenate([each[n] for each in groups]) for n in (2, 3))
    return _told(program, groups, np.lexsort((row, at)), seed, replication)


def _coming(program: Program, source: int, seed: int, replication: int) -> Group:
    """Draw the contacts of one source."""
    demand = program.demand[source]
    draw = _drawing(demand.name, seed, replication)
    path = f"contacts.{demand.name}"
    arrival = _arrivals(demand, program.horizon, lambda key, count: draw(f"{path}.{key}", count))
    if len(demand.release_at):
        arrival = _released(demand.release_at, arrival, draw(f"{path}.released", len(arrival)))
    number = np.flatnonzero(arrival < program.horizon)
    count = int(number.max(initial=-1)) + 1
    need = np.searchsorted(demand.need, draw(f"{path}.true_need", count), side="right")[number]
    rating = _seen_as(demand.rating, need, draw(f"{path}.first_seen_as", count)[number])
    nowhere = np.full(len(number), NONE)
    return Group(source, demand.name, arrival[number], number, nowhere, need, rating, number)


def _seen_as(tables: Floats, row: Ints, u: Floats) -> Ints:
    """Look up which rating each case is given: cumulative shares stand in its row of the tables."""
    found = np.zeros(row.shape, dtype=np.int64)
    for shares in np.ascontiguousarray(tables.T):
        found += u >= shares[row]
    return found


def _told(
    program: Program, groups: Sequence[Group], order: Ints, seed: int, replication: int
) -> Caseload:
    """Draw what belongs to cases of known need and rating: facts, and how they come back.

    What is drawn is put where a case stands in the caseload.
    """

    def column(of: Callable[[Group], Ints]) -> Ints:
        return np.concatenate([of(group) for group in groups], dtype=np.int64)[order]

    sizes = [len(group.key) for group in groups]
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    places = np.split(place, np.cumsum(sizes)[:-1])
    source = np.repeat([group.source for group in groups], sizes)[order]
    need = column(lambda group: group.need)

    def streams(*episodes: int) -> Cases:
        parts = [
            Part(group.name, episode, group.key, number * len(order) + to)
            for number, episode in enumerate(episodes)
            for group, to in zip(groups, places, strict=True)
        ]
        return Cases(parts, seed=seed, replication=replication)

    first = streams(0)
    turns_on = _turning(program, first, need)
    knows = np.where(turns_on == NONE, 0, np.int64(1) << np.maximum(turns_on, 0))
    for agency, name in enumerate(program.agencies):
        if program.knows[agency].any():
            held = first.uniforms(f"what_they_know.{name}") < program.knows[agency][need]
            np.bitwise_or(knows, np.int64(1) << agency, out=knows, where=held)
    episodes = range(MOST_RETURNS if any(program.returns) or program.feedback else 0)
    needs = np.empty((1 + len(episodes), len(order)), dtype=np.int64)
    ratings = np.empty_like(needs)
    needs[0], ratings[0] = need, column(lambda group: group.rating)
    returns = np.full((len(episodes), len(order)), NONE)
    silence = returns.copy()
    if episodes:
        again = streams(*episodes)

        def draw(stream: str) -> Floats:
            return again.uniforms(stream).reshape(returns.shape)

        worse = np.array([each.worsens if each else 0.0 for each in program.returns])
        worsens = draw("comes_back.worsens")
        for episode in episodes:
            before = needs[episode]
            needs[episode + 1] = np.maximum(before - (worsens[episode] < worse[before]), 0)
        shares = np.array([each.share if each else 0.0 for each in program.returns])
        comes = draw("comes_back.share") < shares[needs[:-1]]
        u = draw("comes_back.after")
        for number, each in enumerate(program.returns):
            if each is not None:
                some = comes & (needs[:-1] == number)
                returns[some] = np.floor(inverse(each.after, u[some]) + 0.5)
        if program.feedback is not None:
            some = draw("feedback.silence_repeats") < program.feedback.repeats
            u = draw("feedback.after")[some]
            silence[some] = np.floor(inverse(program.feedback.after, u) + 0.5)
        seen = streams(*(episode + 1 for episode in episodes)).uniforms(
            [f"contacts.{program.sources[group.source]}.first_seen_as" for group in groups]
            * len(episodes)
        )
        tables = np.concatenate([demand.rating for demand in program.demand])
        row = source * len(NEEDS) + needs[1:]
        ratings[1:] = _seen_as(tables, row, seen.reshape(row.shape))
    return Caseload(
        arrival=column(lambda group: group.arrival),
        source=source,
        number=column(lambda group: group.number),
        need=needs,
        rating=ratings,
        knows=knows,
        starts_at=column(lambda group: group.starts_at),
        returns=returns,
        silence=silence,
        turns_on=turns_on,
    )


def _turning(program: Program, streams: Cases, need: Ints) -> Ints:
    """Draw the agency on whose fact a case of high or moderate need turns, or `NONE`."""
    found = np.full(len(need), NONE)
    if program.recognition is None:
        return found
    least = np.where(need < len(NEEDS) - 1, 1.0, 0.0)
    for agency, bit in enumerate(program.recognition.bit):
        share = program.recognition.turns_on[bit] if bit != NONE else 0.0
        if share > 0:
            u = streams.uniforms(f"what_they_know.{program.agencies[agency]}.turns_on")
            turns = (u < share) & (u < least)
            np.copyto(found, agency, where=turns)
            np.copyto(least, u, where=turns)
    return found


def _waiting(program: Program, source: int, seed: int, replication: int) -> Group | None:
    """Draw the need of the cases of a source that are open at the start."""
    waiting = _opening(program, source)
    if waiting is None:
        return None
    arrival, number, node, rating = waiting
    demand = program.demand[source]
    name = f"opening {demand.name}"
    u = _drawing(name, seed, replication)(f"contacts.{demand.name}.true_need", len(number))
    need = _need_given(demand, rating, u)
    return Group(source, name, arrival, number, node, need, rating, -1 - number)


def _opening(program: Program, source: int) -> tuple[Ints, Ints, Ints, Ints] | None:
    """Cases of a source that are open at the start: arrival, number, node, rating."""
    found: list[tuple[int, int, int]] = []
    for each in program.opening:
        if each.source == source:
            ages = np.linspace(each.oldest, 0, each.number + 1)[:-1]
            found += [(-int(age), each.node, each.rating) for age in ages]
    if not found:
        return None
    arrival, node, rating = (
        np.array(column, dtype=np.int64) for column in zip(*found, strict=True)
    )
    return arrival, np.arange(-len(found), 0), node, rating


def _need_given(demand: Demand, rating: Ints, u: Floats) -> Ints:
    """Draw the need of cases whose rating is known (Bayes)."""
    need = np.diff(demand.need, prepend=0.0)
    joint = need[:, None] * np.diff(demand.rating, axis=1, prepend=0.0)
    total = joint.sum(axis=0)
    shares = np.where(total > 0, joint / np.where(total > 0, total, 1), need[:, None])
    cumulative = np.cumsum(shares, axis=0)[:, rating].T
    found = np.minimum((u[:, None] >= cumulative).sum(axis=1), len(need) - 1)
    return np.asarray(found, dtype=np.int64)


def _arrivals(demand: Demand, horizon: int, draw: Drawing) -> Ints:
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
