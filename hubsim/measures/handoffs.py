"""The handoff ledger: what passes between agencies and between roles, how, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Ints
from hubsim.measures.groups import Groups
from hubsim.measures.lives import Column, Rows
from hubsim.measures.loops import loop
from hubsim.measures.network import Network
from hubsim.measures.passing import KINDS, OUTSIDE, Pairs, Reason
from hubsim.measures.registry import ALL, Found, measure
from hubsim.measures.spending import hours_of_each, spent
from hubsim.measures.traces import Mask, Traces
from hubsim.program import Kind
from hubsim.program.kinds import NONE, Cause
from hubsim.units import HOUR


class Apart(NamedTuple):
    """Handoffs that set out in the measured time, told apart.

    Parameters
    ----------
    pairs : Groups
        By the agencies between which they pass.
    ways : Groups
        By these and the channel.
    bounds : tuple of (int, int)
        Where the ways of each pair stand among all.
    kinds : Groups
    """

    pairs: Groups
    ways: Groups
    bounds: tuple[tuple[int, int], ...]
    kinds: Groups


def apart(t: Traces) -> Apart:
    """Tell the handoffs of the measured time apart."""
    h, way = t.handoffs, _ways(t.pairs)
    inside = (h.set_out >= t.window.start) & (h.set_out < t.window.stop)
    return Apart(
        Groups.made_of("pair", way.pairs, way.of_pair[h.pair]).among(inside),
        Groups.made_of("pair and channel", way.names, way.of[h.pair, h.channel]).among(inside),
        way.bounds,
        Groups.made_of("kind", KINDS, h.kind).among(inside),
    )


class _Ways(NamedTuple):
    """Names of pairs and of their channels, and their places by pair and channel."""

    pairs: tuple[str, ...]
    names: tuple[str, ...]
    bounds: tuple[tuple[int, int], ...]
    of_pair: Ints
    of: Ints


@lru_cache(maxsize=32)
def _ways(pairs: Pairs) -> _Ways:
    channels = (*pairs.program.channels, OUTSIDE)
    of_pair = np.full(len(pairs.all), NONE)
    of = np.full((len(pairs.all), len(channels)), NONE)
    names, bounds = list[str](), list[tuple[int, int]]()
    for place, (pair, some) in enumerate(pairs.channels.items()):
        of_pair[pair] = place
        of[pair, some] = len(names) + np.arange(len(some))
        bounds.append((len(names), len(names) + len(some)))
        names += [f"{pairs.labels[pair]}: {channels[each]}" for each in some]
    labels = tuple(pairs.labels[pair] for pair in pairs.channels)
    return _Ways(labels, tuple(names), tuple(bounds), of_pair, of)


def _by_way(t: Traces, figures: Callable[[Groups], NDArray[Any]]) -> Found:
    """Tell a statistic of all handoffs, of those between each pair, and by each channel."""
    some = t.once(apart)
    of_pairs, of_ways = figures(some.pairs), figures(some.ways)[1:]
    yield "all", ALL, of_pairs[:1]
    for name, value, (first, last) in zip(some.pairs.names, of_pairs[1:], some.bounds, strict=True):
        yield "pair", (name,), [value]
        yield "pair and channel", some.ways.names[first:last], of_ways[first:last]


@measure(
    "handoffs", "Handoffs between agencies", "per week",
    "Questions, replies and cases that set out in the measured time from people of one agency to "
    "people of another, and questions to people outside the hub (each with its reply counted "
    "once), per week.",
    settles=False,
)  # fmt: skip
def handoffs(t: Traces) -> Found:
    """Count handoffs by pair, channel and kind."""
    if t.pairs.channels:
        yield from _by_way(t, lambda some: some.counts() / t.window.weeks)
        kinds = t.once(apart).kinds
        yield from kinds.told_apart(kinds.counts() / t.window.weeks)


@measure(
    "handoff_hours", "Time a handoff takes", "working hours",
    "Mean hub working hours from setting out until it is there and clear, what was lost or had to "
    "be clarified included, of handoffs that set out in the measured time and were there before "
    "the run ended; outside the hub, until the reply is there. The queue and the work of looking "
    "it up are not part of it.",
    better="lower",
)  # fmt: skip
def handoff_hours(t: Traces) -> Found:
    """Time on the way by pair and channel."""
    if t.pairs.channels:
        h = t.handoffs
        known = h.there != NONE
        seconds = t.hub_seconds(h.set_out, np.where(known, h.there, h.set_out))
        yield from _by_way(t, lambda some: some.among(known).means(seconds, HOUR))


@measure(
    "handoffs_clarified", "Handoffs that must be clarified", "share of handoffs",
    "Share of handoffs that set out in the measured time which had to be clarified before the run "
    "ended.",
    better="lower",
)  # fmt: skip
def handoffs_clarified(t: Traces) -> Found:
    """Share clarified by pair."""
    if t.pairs.channels:
        pairs = t.once(apart).pairs
        yield from pairs.told(pairs.means(t.handoffs.clarified))


@measure(
    "handoffs_lost", "Handoffs that get lost", "share of handoffs",
    "Share of handoffs that set out in the measured time which lay lost until somebody noticed.",
    better="lower",
)  # fmt: skip
def handoffs_lost(t: Traces) -> Found:
    """Share lost by pair."""
    if t.pairs.channels:
        pairs = t.once(apart).pairs
        yield from pairs.told(pairs.means(t.handoffs.lost))


@measure(
    "disputes", "Disputes about who leads", "per week",
    "Disputes about who leads that begin in the measured time, per week: all of them, and those "
    "between named agencies.",
    better="lower", settles=False,
)  # fmt: skip
def disputes(t: Traces) -> Found:
    """Count disputes, of all cases and by pair."""
    if not len(t.network.nodes_of(Cause.DISPUTE)):
        return
    log = t.log
    rows = t.rows_at(t.marks.cause == Cause.DISPUTE)
    ready = log.ready[rows]
    begins = rows[(log.part[rows] == 0) & (ready >= t.window.start) & (ready < t.window.stop)]
    yield "all", ALL, [len(begins) / t.window.weeks]
    pair, labels = t.pairs.of_stage[t.marks.stage[log.node[begins]]], t.pairs.labels
    counts, some = Groups.made_of("pair", labels, pair).counts()[1:], t.pairs.disputing
    yield "pair", [labels[pair] for pair in some], counts[some] / t.window.weeks


@measure(
    "in_dispute", "Cases in dispute", "share of cases",
    "Share of cases of the measured time about which it was disputed who leads, before they left.",
    better="lower",
)  # fmt: skip
def in_dispute(t: Traces) -> Found:
    """Share of cases ever in dispute."""
    if len(t.network.nodes_of(Cause.DISPUTE)):
        yield from t.arrived.told(t.arrived.means(t.milestones.disputed))


def _between_two(prefix: str, where: str, who: str, *, asked: bool) -> None:
    """Register how long, and which share of the time to decision, lies between two agencies."""

    def hours(t: Traces) -> Found:
        seconds = t.once(spent).between[int(asked)]
        of_pairs = hours_of_each(t, seconds.sum(axis=1), asked=asked)
        of_reasons = hours_of_each(t, seconds, asked=asked)
        for name, reasons, whole, parts in zip(
            t.pairs.labels, _reasons(t.pairs), of_pairs, of_reasons, strict=True
        ):
            yield "pair", (name,), [whole]
            yield "pair and reason", reasons, parts

    def shares(t: Traces) -> Found:
        if t.pairs.all:
            found = t.once(spent)
            seconds = found.between[int(asked)].sum(axis=1)
            whole = int(found.parts[int(asked), ..., 1].sum())
            both = np.append(seconds.sum(), seconds)
            some = both / whole if whole else np.full(len(both), np.nan)
            yield "all", ALL, some[:1]
            yield "pair", t.pairs.labels, some[1:]

    measure(
        f"{prefix}pair_hours", f"Time between two agencies{where}", "working hours",
        "Mean hub working hours of a case's life up to its decision that lie between these two "
        f"agencies on the line that held it up, by what they go into; {who}. Looking something up, "
        "and the queue of those who do it, are not among them.",
        better="lower",
    )(hours)  # fmt: skip
    measure(
        f"{prefix}pair_share", f"Share of the time to decision between two agencies{where}",
        "share of time",
        "Hub working time that lies between these two agencies as a share of all the time from "
        f"contact to decision; {who}.",
        better="lower",
    )(shares)  # fmt: skip


_between_two("", "", "all decided cases", asked=False)
_between_two(
    "asked_", " where partners were asked", "decided cases about which other agencies were asked",
    asked=True,
)  # fmt: skip


@lru_cache(maxsize=32)
def _reasons(pairs: Pairs) -> tuple[tuple[str, ...], ...]:
    """Names of the reasons of each pair."""
    return tuple(
        tuple(f"{pair}: {reason.name.lower()}" for reason in Reason) for pair in pairs.labels
    )


class HandOns(NamedTuple):
    """How often cases pass to another role: work that clarifies or settles is left out.

    Parameters
    ----------
    pairs : Ints
        Within the measured time, from which role to which; shape (n_roles, n_roles).
    lives : array of int32
        Each life, up to the end of the run; shape (n_lives,).
    """

    pairs: Ints
    lives: Column


def hand_ons_of(t: Traces) -> HandOns:
    """Count the times that work by one role follows work by another on the main line."""
    roles = len(t.program.roles)
    found = HandOns(np.zeros((roles, roles), dtype=np.int64), np.zeros(len(t.case), dtype=np.int32))
    works = t.marks.working & t.marks.plain
    hand_on(t.rows, works, t.window.start, t.window.stop, found)
    return found


@loop
def hand_on(rows: Rows, works: Mask, since: int, until: int, found: HandOns) -> None:
    """Go through the work on each life in the order of time."""
    for life in range(len(found.lives)):
        before = NONE
        for row in range(rows.begins[life], rows.begins[life + 1]):
            at, role, start = rows.node[row], rows.role[row], rows.start[row]
            if not works[at] or rows.line[row] or role < 0 or start < 0:
                continue
            if before >= 0 and before != role:
                found.lives[life] += 1
                if since <= start < until:
                    found.pairs[before, role] += 1
            before = role


@lru_cache(maxsize=32)
def _role_pairs(network: Network) -> tuple[list[int], tuple[str, ...]]:
    """Numbers and names of ordered pairs of roles that both work on the main line."""
    program, nodes = network.program, network.program.nodes
    able = set[int]()
    for node in network.main_line:
        if nodes.kind[node] == Kind.WORK and nodes.ordinary[node]:
            able |= set(program.queues[nodes.queue[node]])
        elif nodes.kind[node] == Kind.TOGETHER:
            able.add(program.joints[nodes.item[node]].needs[0][0])
        elif nodes.kind[node] == Kind.MEET:
            able |= {role for role, _ in program.meetings[nodes.item[node]].needs}
    roles = len(program.roles)
    some = list(permutations(sorted(able), 2))
    names = tuple(f"{program.roles[one]} to {program.roles[other]}" for one, other in some)
    return [one * roles + other for one, other in some], names


@measure(
    "hand_ons", "A case passes to another role", "per week",
    "How often a case passes in the measured time from work by one role to work by another, per "
    "week; questions, clarifying and settling who leads are not counted.",
    settles=False,
)  # fmt: skip
def hand_ons(t: Traces) -> Found:
    """Count the times a case passes between roles."""
    numbers, names = _role_pairs(t.network)
    if names:
        counts = t.once(hand_ons_of).pairs.ravel()
        yield "all", ALL, [counts.sum() / t.window.weeks]
        yield "from and to", names, counts[numbers] / t.window.weeks


@measure(
    "hand_ons_per_case", "How often a case passes to another role", "per case",
    "Mean number of times that a case of the measured time passes from work by one role to work by "
    "another, up to the end of the run.",
)  # fmt: skip
def hand_ons_per_case(t: Traces) -> Found:
    """Mean number of changes of role, by rating."""
    if _role_pairs(t.network)[0]:
        yield from t.arrived.told(t.arrived.means(t.once(hand_ons_of).lives))
