"""The handoff ledger: what passes between agencies and between roles, how, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from hubsim.arrays import Ints
from hubsim.measures.flow import by_rating, mean, share
from hubsim.measures.lives import Column, Marks, Rows
from hubsim.measures.loops import loop
from hubsim.measures.network import Network
from hubsim.measures.passing import KINDS, OUTSIDE, Reason, seconds_between_two
from hubsim.measures.registry import Found, measure
from hubsim.measures.traces import Mask, Traces
from hubsim.program import Kind
from hubsim.program.kinds import NONE, Cause
from hubsim.units import HOUR

Value = Callable[[Mask], float]


def _ledger(
    t: Traces, value: Value, *, by_channel: bool = False
) -> Iterator[tuple[str, str, float]]:
    """Give a value for all handoffs of the measured time and for those between each pair."""
    if not t.pairs.channels:
        return
    h = t.handoffs
    inside = (h.set_out >= t.window.start) & (h.set_out < t.window.stop)
    yield "all", "all", value(inside)
    for pair, channels in t.pairs.channels.items():
        mine, name = inside & (h.pair == pair), t.pairs.labels[pair]
        yield "pair", name, value(mine)
        for channel in channels if by_channel else ():
            said = OUTSIDE if channel == len(t.program.channels) else t.program.channels[channel]
            yield "pair and channel", f"{name}: {said}", value(mine & (h.channel == channel))


@measure(
    "handoffs", "Handoffs between agencies", "per week",
    "Questions, replies and cases that set out in the measured time from people of one agency to "
    "people of another, and questions to people outside the hub (each with its reply counted "
    "once), per week.",
    settles=False,
)  # fmt: skip
def handoffs(t: Traces) -> Found:
    """Count handoffs by pair, channel and kind."""
    weeks, h = t.window.weeks, t.handoffs

    def a_week(chosen: Mask) -> float:
        return float(chosen.sum()) / weeks

    yield from _ledger(t, a_week, by_channel=True)
    if t.pairs.channels:
        inside = (h.set_out >= t.window.start) & (h.set_out < t.window.stop)
        for number, name in enumerate(KINDS):
            yield "kind", name, a_week(inside & (h.kind == number))


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
    h = t.handoffs
    known = h.there != NONE
    hours = np.where(known, t.hub_seconds(h.set_out, h.there), 0) / HOUR
    return _ledger(t, lambda chosen: mean(hours[chosen & known]), by_channel=True)


@measure(
    "handoffs_clarified", "Handoffs that must be clarified", "share of handoffs",
    "Share of handoffs that set out in the measured time which had to be clarified before the run "
    "ended.",
    better="lower",
)  # fmt: skip
def handoffs_clarified(t: Traces) -> Found:
    """Share clarified by pair."""
    return _ledger(t, lambda chosen: share(t.handoffs.clarified, chosen))


@measure(
    "handoffs_lost", "Handoffs that get lost", "share of handoffs",
    "Share of handoffs that set out in the measured time which lay lost until somebody noticed.",
    better="lower",
)  # fmt: skip
def handoffs_lost(t: Traces) -> Found:
    """Share lost by pair."""
    return _ledger(t, lambda chosen: share(t.handoffs.lost, chosen))


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
    yield "all", "all", float(len(begins)) / t.window.weeks
    pair = t.pairs.of_stage[t.marks.stage[log.node[begins]]]
    for number in np.unique(t.pairs.of_stage[t.pairs.of_stage != NONE]):
        yield "pair", t.pairs.labels[number], float((pair == number).sum()) / t.window.weeks


@measure(
    "in_dispute", "Cases in dispute", "share of cases",
    "Share of cases of the measured time about which it was disputed who leads, before they left.",
    better="lower",
)  # fmt: skip
def in_dispute(t: Traces) -> Found:
    """Share of cases ever in dispute."""
    if len(t.network.nodes_of(Cause.DISPUTE)):
        yield from by_rating(t.arrived, lambda lives: mean(t.milestones.disputed[lives]))


def _between_two(prefix: str, where: str, who: str, chosen: Callable[[Traces], Mask]) -> None:
    """Register how long, and which share of the time to decision, lies between two agencies."""

    def cases_of(t: Traces) -> Mask:
        return t.settled & chosen(t)

    def seconds(t: Traces) -> Ints:
        return seconds_between_two(t, t.once(cases_of))

    def hours(t: Traces) -> Found:
        if not t.pairs.all:
            return
        sums, count = t.once(seconds), int(t.once(cases_of).sum())
        for pair, name in enumerate(t.pairs.labels):
            means = sums[pair] / HOUR / count if count else np.full(len(Reason), np.nan)
            yield "pair", name, float(means.sum())
            for reason in Reason:
                yield "pair and reason", f"{name}: {reason.name.lower()}", float(means[reason])

    def shares(t: Traces) -> Found:
        if not t.pairs.all:
            return
        sums = t.once(seconds).sum(axis=1)
        cases = np.flatnonzero(t.once(cases_of))
        whole = float(t.to_decision[1][:, cases].sum())
        yield "all", "all", float(sums.sum()) / whole if whole else float("nan")
        for name, mine in zip(t.pairs.labels, sums, strict=True):
            yield "pair", name, float(mine) / whole if whole else float("nan")

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


_between_two("", "", "all decided cases", lambda t: t.inside)
_between_two(
    "asked_", " where partners were asked", "decided cases about which other agencies were asked",
    lambda t: t.asked,
)  # fmt: skip


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
    found = HandOns(np.zeros((roles, roles), dtype=np.int64), np.zeros(len(t.life), dtype=np.int32))
    hand_on(t.rows, t.marks, t.window.start, t.window.stop, found)
    return found


@loop
def hand_on(rows: Rows, marks: Marks, since: int, until: int, found: HandOns) -> None:
    """Go through the work on each life in the order of time."""
    for life in range(len(found.lives)):
        before = NONE
        for row in range(rows.begins[life], rows.begins[life + 1]):
            at, role, start = rows.node[row], rows.role[row], rows.start[row]
            if (
                rows.line[row]
                or role < 0
                or start < 0
                or not (marks.working[at] and marks.plain[at])
            ):
                continue
            if before >= 0 and before != role:
                found.lives[life] += 1
                if since <= start < until:
                    found.pairs[before, role] += 1
            before = role


@lru_cache(maxsize=32)
def _role_pairs(network: Network) -> dict[int, str]:
    """Names of ordered pairs of roles that both work on the main line."""
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
    return {
        one * roles + other: f"{program.roles[one]} to {program.roles[other]}"
        for one in sorted(able)
        for other in sorted(able)
        if one != other
    }


@measure(
    "hand_ons", "A case passes to another role", "per week",
    "How often a case passes in the measured time from work by one role to work by another, per "
    "week; questions, clarifying and settling who leads are not counted.",
    settles=False,
)  # fmt: skip
def hand_ons(t: Traces) -> Found:
    """Count the times a case passes between roles."""
    names, counts = _role_pairs(t.network), t.once(hand_ons_of).pairs.ravel() / t.window.weeks
    if names:
        yield "all", "all", float(counts.sum())
    for number, name in names.items():
        yield "from and to", name, float(counts[number])


@measure(
    "hand_ons_per_case", "How often a case passes to another role", "per case",
    "Mean number of times that a case of the measured time passes from work by one role to work by "
    "another, up to the end of the run.",
)  # fmt: skip
def hand_ons_per_case(t: Traces) -> Found:
    """Mean number of changes of role, by rating."""
    if _role_pairs(t.network):
        counts = t.once(hand_ons_of).lives
        yield from by_rating(t.arrived, lambda lives: mean(counts[lives]))
