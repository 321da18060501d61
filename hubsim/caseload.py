"""The contacts of a run: when they come, from whom, what they truly are, how they first look.

They depend on the demand, the seed and the replication only. Every design of a hub meets the same
cases, and one more stage, role, agency or case changes none of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from hubsim.arrays import Floats, Ints
from hubsim.program import Demand, Program
from hubsim.program.layout import NONE
from hubsim.spec.contacts import Contacts
from hubsim.spec.hub import NEEDS
from hubsim.streams import inverse, uniforms

Drawing = Callable[..., Floats]
"""Draws uniforms for the cases of one source: (stream, count, episode)."""

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
    return _merged(parts)


def _merged(parts: Sequence[tuple[Ints, ...]], *, from_file: bool = False) -> Caseload:
    """Put the cases of all sources in the order of arrival, then source and number, or number."""
    columns = [np.concatenate(column, axis=-1) for column in zip(*parts, strict=True)]
    arrival, source, number = columns[:3]
    order = np.lexsort((source, number, arrival) if from_file else (number, source, arrival))
    return Caseload(*(column[..., order] for column in columns))


def _drawing(source: str, seed: int, replication: int) -> Drawing:
    """Give the function that draws for the cases of one source."""

    def draw(stream: str, count: int, episode: int = 0) -> Floats:
        return uniforms(
            count, seed=seed, stream=stream, replication=replication, source=source, episode=episode
        )

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
    row = np.arange(len(arrival))
    parts = []
    for number, demand in enumerate(program.demand):
        mine = np.flatnonzero((source == number) & (arrival < program.horizon))
        draw = _drawing(demand.name, seed, replication)
        u = draw(f"contacts.{demand.name}.true_need", len(row))[mine]
        known = need[mine]
        true = np.where(known == NONE, _need_given(demand, rating[mine], u), known)
        columns = _told(program, draw, demand, row[mine], true, rating[mine])
        nowhere = np.full(len(mine), NONE)
        parts.append((arrival[mine], source[mine], row[mine], *columns[:3], nowhere, *columns[3:]))
    return _merged(parts, from_file=True)


def _from_source(program: Program, source: int, seed: int, replication: int) -> tuple[Ints, ...]:
    """Draw the contacts of one source: columns of the caseload."""
    demand = program.demand[source]
    draw = _drawing(demand.name, seed, replication)
    path = f"contacts.{demand.name}"
    arrival = _arrivals(demand, program.horizon, lambda key, count: draw(f"{path}.{key}", count))
    if len(demand.release_at):
        arrival = _released(demand.release_at, arrival, draw(f"{path}.released", len(arrival)))
    number = np.flatnonzero(arrival < program.horizon)
    arrival, starts_at = arrival[number], np.full(len(number), NONE)
    count = int(number.max(initial=-1)) + 1
    need = np.searchsorted(demand.need, draw(f"{path}.true_need", count), side="right")[number]
    seen = draw(f"{path}.first_seen_as", count)[number]
    rating = (seen[:, None] >= demand.rating[need]).sum(axis=1)
    parts = [(arrival, number, *_told(program, draw, demand, number, need, rating), starts_at)]
    waiting = _opening(program, source)
    if waiting is not None:
        arrival, number, node, rating = waiting
        draw = _drawing(f"opening {demand.name}", seed, replication)
        need = _need_given(demand, rating, draw(f"{path}.true_need", len(number)))
        told = _told(program, draw, demand, -1 - number, need, rating)
        parts.insert(0, (arrival, number, *told, node))
    arrival, number, needs, ratings, knows, returns, silence, turns_on, starts_at = (
        np.concatenate(column, axis=-1) for column in zip(*parts, strict=True)
    )
    columns = (
        arrival,
        np.full(len(number), source),
        number,
        needs,
        ratings,
        knows,
        starts_at,
        returns,
        silence,
        turns_on,
    )
    return tuple(np.asarray(column, dtype=np.int64) for column in columns)


def _told(  # noqa: PLR0917 - what belongs to a case, in the order of the caseload
    program: Program, draw: Drawing, demand: Demand, key: Ints, need: Ints, rating: Ints
) -> tuple[Ints, ...]:
    """Draw what belongs to cases of known need and rating: facts, and how they come back.

    Returns
    -------
    needs, ratings : Ints
        Shape (n_episodes, n_cases).
    knows : Ints
        Shape (n_cases,).
    returns, silence : Ints
        Shape (n_episodes - 1, n_cases).
    turns_on : Ints
        Shape (n_cases,).
    """
    count = int(key.max(initial=-1)) + 1
    knows = np.zeros(len(key), dtype=np.int64)
    for agency, name in enumerate(program.agencies):
        if program.knows[agency].any():
            held = draw(f"what_they_know.{name}", count)[key]
            knows |= (held < program.knows[agency][need]).astype(np.int64) << agency
    turns_on = _turning(program, draw, key, need, count)
    knows |= np.where(turns_on == NONE, 0, np.int64(1) << np.maximum(turns_on, 0))
    needs, ratings, returns = [need], [rating], [np.zeros((0, len(key)))]
    silence, told = [np.zeros((0, len(key)))], program.feedback
    for episode in range(MOST_RETURNS if any(program.returns) or told else 0):
        before = needs[-1]
        shares = np.array([each.share if each else 0.0 for each in program.returns])
        worse = np.array([each.worsens if each else 0.0 for each in program.returns])
        comes = draw("comes_back.share", count, episode)[key] < shares[before]
        u, after = draw("comes_back.after", count, episode)[key], np.zeros(len(key))
        for number, each in enumerate(program.returns):
            if each is not None:
                after = np.where(before == number, inverse(each.after, u), after)
        returns.append(np.where(comes, np.floor(after + 0.5), NONE)[None])
        again = np.full(len(key), float(NONE))
        if told is not None:
            some = draw("feedback.silence_repeats", count, episode)[key] < told.repeats
            long = inverse(told.after, draw("feedback.after", count, episode)[key])
            again = np.where(some, np.floor(long + 0.5), NONE)
        silence.append(again[None])
        worsens = draw("comes_back.worsens", count, episode)[key] < worse[before]
        needs.append(np.maximum(before - worsens, 0))
        seen = draw(f"contacts.{demand.name}.first_seen_as", count, episode + 1)[key]
        ratings.append((seen[:, None] >= demand.rating[needs[-1]]).sum(axis=1))
    return (
        np.vstack(needs), np.vstack(ratings), knows, np.vstack(returns), np.vstack(silence),
        turns_on,
    )  # fmt: skip


def _turning(program: Program, draw: Drawing, key: Ints, need: Ints, count: int) -> Ints:
    """Draw the agency on whose fact a case of high or moderate need turns, or `NONE`."""
    found, least = np.full(len(key), NONE), np.ones(len(key))
    if program.recognition is None:
        return found
    for agency, bit in enumerate(program.recognition.bit):
        share = program.recognition.turns_on[bit] if bit != NONE else 0.0
        if share > 0:
            u = draw(f"what_they_know.{program.agencies[agency]}.turns_on", count)[key]
            turns = (need < len(NEEDS) - 1) & (u < share) & (u < least)
            found, least = np.where(turns, agency, found), np.where(turns, u, least)
    return np.asarray(found, dtype=np.int64)


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
