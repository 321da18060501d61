"""What can be known of a hub before any run: how much work is offered to whom.

Expected visits to every node say how much work there is, calendars how much time people have. Work
that several roles can do is shared between them as evenly as their lists allow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain, combinations

import numpy as np

from hubsim.arrays import Floats
from hubsim.errors import Problem
from hubsim.program import Kind, Program, lower
from hubsim.program.layout import NONE
from hubsim.spec.hub import Hub
from hubsim.spec.source import Source
from hubsim.structure.chances import Chances
from hubsim.structure.visits import visits_between, ways_on
from hubsim.units import HOUR, WEEK

YEAR = 52 * WEEK
"""An ordinary year, which says whether a hub settles."""
NEARLY_FULL = 0.95
"""From this load on, waits are long, change slowly and vary much from year to year."""


@dataclass(frozen=True, slots=True)
class Load:
    """Work offered to a role.

    Parameters
    ----------
    role : str
    offered, available : float
        Person-hours of presence a week: needed for the cases, and there.
    load : float
        Of the roles that share this work: offered over available. At 1 and above the queue grows
        without end.
    """

    role: str
    offered: float
    available: float
    load: float


def offered_load(
    program: Program, start: int, stop: int, visits: Floats | None = None
) -> list[Load]:
    """Compute the load of every role over a stretch of the run.

    Parameters
    ----------
    program : Program
    start, stop : int
        Seconds.
    visits : Floats, optional
        Of `visits_between`, where they are known already.

    Returns
    -------
    list of Load
        In the order of the roles.
    """
    weeks = (stop - start) / WEEK
    chances = Chances(program, start, stop)
    if visits is None:
        visits = visits_between(program, start, stop, chances)
    work = _touch(program, visits, chances)
    present = np.zeros(len(program.roles))
    for role, there in enumerate(program.presence):
        away = 1 - (1 - there.leave_weeks / 52) * (1 - there.absence)
        for hours in there.hours:
            seconds = float(program.hours[hours].seconds_between(start, stop))
            present[role] += seconds * (1 - away * (1 - there.cover))
    loads = _balanced(work, present * usual_pace(program))
    return [
        Load(
            name,
            float(loads[role] * present[role] / HOUR / weeks),
            float(present[role] / HOUR / weeks),
            float(loads[role]),
        )
        for role, name in enumerate(program.roles)
    ]


def _touch(
    program: Program, visits: Floats, chances: Chances
) -> list[tuple[tuple[int, ...], float]]:
    """Seconds of touch time, at the usual pace, that visits ask of each list of able roles."""
    wanted: dict[tuple[int, ...], float] = {}
    nodes, usual = program.nodes, usual_pace(program)
    for roles, each, seconds in _owed(program, chances):
        for rating in np.flatnonzero(visits[each] * seconds):
            pace = program.pace[roles[0], rating] / 1000
            more = float(visits[each, rating] * seconds[rating]) * usual[roles[0]] / pace
            wanted[roles] = wanted.get(roles, 0.0) + more
    for node in np.flatnonzero(np.isin(nodes.kind, (Kind.WORK, Kind.TOGETHER, Kind.MEET))):
        spreads = program.draws[nodes.draw[node]].spreads
        for rating in np.flatnonzero(visits[node]):
            mean = spreads[rating if len(spreads) > 1 else 0].mean
            for roles, number in _helpers(program, int(node)):
                # Where several roles can help, the pace of the first stands for all.
                alone = nodes.kind[node] == Kind.WORK
                pace = program.pace[roles[0], rating] / 1000 if alone else 1.0
                times = float(visits[node, rating]) * number
                wanted[roles] = wanted.get(roles, 0.0) + times * mean * usual[roles[0]] / pace
    return list(wanted.items())


def _owed(program: Program, chances: Chances) -> Iterator[tuple[tuple[int, ...], int, Floats]]:
    """What words and entering things cost: roles that pay, the node, seconds by rating.

    What is owed by whatever passes is paid by the role that takes it up; what is owed by its case,
    by whoever works on the case next, once it goes on.
    """
    nodes = program.nodes
    ratings = range(len(program.ratings))
    forks = {int(nodes.stage[n]): int(n) for n in np.flatnonzero(nodes.kind == Kind.FORK)}

    @cache
    def after(fork: int, rating: int) -> list[tuple[tuple[int, ...], float]]:
        return list(_work_after(program, fork, rating, chances))

    for node in np.flatnonzero((nodes.owes > 0) | (nodes.owes_case > 0)):
        each, of_case = program.passages[nodes.passage[node]], float(nodes.owes_case[node])
        if nodes.owes[node] and each.receiver:
            yield each.receiver, int(node), np.full(len(ratings), float(nodes.owes[node]))
        fork = forks.get(int(nodes.stage[node]))
        if each.kind == "hand-over" or fork is None:
            if of_case and each.receiver:
                yield each.receiver, int(node), np.full(len(ratings), of_case)
        elif of_case:
            found: dict[tuple[int, ...], Floats] = {}
            for rating in ratings:
                for roles, share in after(fork, rating):
                    found.setdefault(roles, np.zeros(len(ratings)))[rating] += share * of_case
            for roles, seconds in found.items():
                yield roles, int(node), seconds


def _work_after(
    program: Program, node: int, rating: int, chances: Chances
) -> Iterator[tuple[tuple[int, ...], float]]:
    """Who works on a case next after a node, with the share of cases; nobody where they leave."""
    nodes, edge, seen = program.nodes, {int(program.nodes.next[node]): 1.0}, set[int]()
    while edge:
        here, share = edge.popitem()
        if here == NONE or here in seen:
            continue
        if nodes.kind[here] in {Kind.WORK, Kind.TOGETHER, Kind.MEET}:
            for roles, number in _helpers(program, here):
                yield roles, share * number
            continue
        seen.add(here)
        for to, part, _ in ways_on(program, 0, rating, here, chances):
            if nodes.kind[here] != Kind.FORK or to == nodes.next[here]:
                edge[to] = edge.get(to, 0.0) + share * part


def usual_pace(program: Program) -> Floats:
    """Share of its time present that each role gives to cases for which nothing is put aside."""
    return np.asarray(program.pace.min(axis=1) / 1000, dtype=np.float64)


def _helpers(program: Program, node: int) -> list[tuple[tuple[int, ...], int]]:
    """Lists of roles of which somebody is needed at a node, with how many."""
    item, kind = int(program.nodes.item[node]), program.nodes.kind[node]
    if kind == Kind.WORK:
        return [(program.queues[program.nodes.queue[node]], 1)]
    needs = (program.joints if kind == Kind.TOGETHER else program.meetings)[item].needs
    return [((role,), number) for role, number in needs]


def _balanced(work: list[tuple[tuple[int, ...], float]], capacity: Floats) -> Floats:
    """Share work between roles as evenly as their lists allow.

    The set of roles with the highest ratio of work that only they can do to the time they have is
    fully described by that ratio; without it, the rest is balanced in the same way (the
    lexicographically optimal base of Fujishige 1980). The first ratio is above 1 exactly when no
    way of sharing the work could keep up with it.
    """
    loads = np.zeros(len(capacity))
    for component in sharing(len(capacity), [roles for roles, _ in work]):
        left = set(component)
        queues = [(set(roles), seconds) for roles, seconds in work if set(roles) <= left]
        while left:
            best, ratio = left, -1.0
            for chosen in _subsets(left):
                demanded = sum(seconds for roles, seconds in queues if roles & left <= chosen)
                there = float(capacity[list(chosen)].sum())
                density = demanded / there if there > 0 else float("inf") if demanded > 0 else 0.0
                if density > ratio:
                    best, ratio = chosen, density
            loads[list(best)] = ratio
            queues = [each for each in queues if not each[0] & left <= best]
            left = left - best
    return loads


def sharing(count: int, lists: list[tuple[int, ...]]) -> list[set[int]]:
    """Sets of roles that share work, directly or through others."""
    found = [{role} for role in range(count)]
    for roles in map(set, lists):
        touched = [each for each in found if each & roles]
        found = [each for each in found if not each & roles]
        found.append(set().union(*touched))
    return found


def _subsets(roles: set[int]) -> Iterator[set[int]]:
    """All non-empty subsets; of very many roles that share work, the whole and the single ones."""
    sizes = range(1, len(roles) + 1) if len(roles) <= 14 else (1, len(roles))
    return (set(s) for s in chain.from_iterable(combinations(sorted(roles), n) for n in sizes))


def ordinary_year(hub: Hub, program: Program) -> list[Load]:
    """Compute the load of every role over the first 52 weeks, without dated surges.

    It says whether a hub settles.

    Parameters
    ----------
    hub : Hub
    program : Program
        Of the hub: lowered anew only if it is shorter, or has surges.
    """
    if hub.calendar.surges or program.horizon < YEAR:
        calendar = hub.calendar.model_copy(update={"surges": ()})
        program = lower(hub.model_copy(update={"calendar": calendar}), YEAR)
    return offered_load(program, 0, YEAR)


def year_loads(hub: Hub, program: Program) -> dict[str, float]:
    """Give the loads of `ordinary_year` by role."""
    return {each.role: each.load for each in ordinary_year(hub, program)}


def _near_all(load: float) -> str:
    """Say a load; one decimal more where it would else read as all of the time, or as no more."""
    return f"{load:.1%}" if abs(load - 1) < 0.005 else f"{load:.0%}"


def load_problems(loads: Mapping[str, float], source: Source) -> list[Problem]:
    """Warn of roles that are nearly full or overloaded over an ordinary year.

    Parameters
    ----------
    loads : mapping of str to float
        By role, of `year_loads`.
    source : Source
        For the places in the file.
    """
    found = []
    for role, load in loads.items():
        if load < NEARLY_FULL:
            continue
        place = source.key_place(("roles", role))
        if load >= 1:
            beyond = f"{load - 1:.1%}" if load >= 1.0005 else "less than 0.1%"
            message = (
                f'"{role}": demand exceeds what these people can do by {beyond} over a year '
                f"({_near_all(load)} of their time is asked for); their queue never settles"
            )
            help = "no average over it means anything; add people or hours, or take work away"
        else:
            message = f'"{role}" would be busy {_near_all(load)} of the time over a year'
            help = "waits become long and vary much from year to year; results are unreliable"
        found.append(Problem("W301" if load >= 1 else "W302", message, place, help))
    return found
