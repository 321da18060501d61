"""Too much for too few: people, agendas, loops, and pairs of agencies with little between them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from hubsim.errors import Place, Problem
from hubsim.plain import number, percent
from hubsim.program.layout import NONE
from hubsim.spec.defaults import FILE
from hubsim.spec.reaching import settlers
from hubsim.spec.working_together import pair_of
from hubsim.structure.congruence import Pair
from hubsim.structure.findings.finding import Finding, Weight, listed, weekly
from hubsim.structure.load import NEARLY_FULL, Load
from hubsim.structure.loops import Loop
from hubsim.structure.survey import Survey

MANY_ROUNDS = 0.5
"""Rounds more, for each case that comes to a loop without a limit, from which it is a finding."""

LITTLE = 0.15
"""Share of what passes between two agencies for which there are means, below which it is a finding.
Strangers who can only write to each other, under a signed agreement, have about as much as their
ties: 0.2 where nobody says otherwise."""


def too_much_work(s: Survey) -> Iterator[Finding]:
    """Roles to whom more work is offered than they can do, or nearly as much."""
    for role, load in s.loads.items():
        if load.load < NEARLY_FULL:
            continue
        place = s.file.source.key_place(("roles", role))
        weight = Weight.STOPS if load.load >= 1 else Weight.STRAINS
        yield Finding(
            *_words_of_load(role, load, place), weight, _cases_of(s, role)
        )  # fmt: skip


def _words_of_load(role: str, load: Load, place: Place) -> tuple[str, Problem, str]:
    """Title, problem and what follows of a load."""
    hours = f"{number(load.offered)} hours of work a week in {number(load.available)} hours there"
    if load.load >= 1:
        message = f'"{role}" has more work than time: {hours} ({percent(load.load)})'
        follows = "their queue grows without end, and no average over it means anything"
        help = "add people or hours, or take work away"
        return "More work than time", Problem("F041", message, place, help), follows
    message = f'"{role}" would be busy {percent(load.load)} of the time: {hours}'
    follows = "waits become long and vary much from week to week and year to year"
    help = "add people or hours, or take work away: below 85% waits stay short"
    return "Nearly full", Problem("F042", message, place, help), follows


def _cases_of(s: Survey, role: str) -> float:
    """Pieces of work a week that a role may be given."""
    hub = s.hub
    at_stages = sum(
        s.cases_at(name) * (role in stage.staff)
        + s.traffic.disputed(name) * (role in settlers(hub, name))
        for name, stage in hub.stages.items()
    )
    return at_stages + sum(each.per_week for each in s.questions() if role in each.receiver)


def full_agendas(s: Survey) -> Iterator[Finding]:
    """Meetings to which more cases come than their slots can hear, or nearly as many."""
    meetings = iter(s.program.meetings)
    for name, stage in s.hub.stages.items():
        if stage.meeting is None:
            continue
        meeting, cases = next(meetings), s.cases_at(name)
        if meeting.cap == NONE or not cases:
            continue
        room = meeting.cap * len(meeting.slots) / s.traffic.weeks
        share = cases / room if room else math.inf
        if share < NEARLY_FULL:
            continue
        place = s.file.source.place(("stages", name, "meeting", "cases_at_most"))
        message = f'"{name}" gets {weekly(cases)}, and its slots have room for {number(room, 2)}'
        help = "more slots, or more cases in each (cases_at_most)"
        if share >= 1:
            problem, weight = Problem("F043", message, place, help), Weight.STOPS
            title, follows = "The agenda is too short", "the agenda grows without end"
        else:
            problem, weight = Problem("F044", message, place, help), Weight.STRAINS
            title, follows = "The agenda is nearly full", "many cases are put off to a later slot"
        yield Finding(title, problem, follows, weight, cases)


def endless_loops(s: Survey) -> Iterator[Finding]:
    """Loops that cases go round many times, and that nothing ends."""
    for loop in s.loops:
        if loop.bounded or loop.again < MANY_ROUNDS:
            continue
        sender, to = _closing(s, loop)
        problem = Problem(
            "F051",
            f'cases come back to "{to}" from "{sender}", and nothing says how often',
            s.file.source.key_place(("stages", sender, "then")),
            f"a limit, and where cases go then: at_most: {{times: 2, then: …}} at one of "
            f"{listed(loop.stages, 'or')}",
        )
        follows = (
            f"each case that comes to {listed([loop.at])} comes back there {number(loop.again, 2)} "
            f"times on average: work done again, and time"
        )
        cases = loop.cases * loop.again
        yield Finding("Round and round", problem, follows, Weight.STRAINS, cases)


def _closing(s: Survey, loop: Loop) -> tuple[str, str]:
    """The stage that sends cases back in a round, and the stage they come back to."""
    order = s.traffic.stages.index
    free = [
        each for each in loop.rounds if all(s.hub.stages[name].at_most is None for name in each)
    ] or list(loop.rounds)
    through = [each for each in free if loop.at in each] or free

    def back(each: tuple[str, ...]) -> tuple[str, str]:
        ends = list(zip(each, (*each[1:], each[0]), strict=True))
        return max(ends, key=lambda end: order(end[0]) - order(end[1]))

    flows = s.traffic.flows
    return max((back(each) for each in through), key=lambda end: flows.get(end, 0.0))


def little_between(s: Survey) -> Iterator[Finding]:
    """Pairs of agencies that depend on each other and have next to nothing for it."""
    for pair in s.pairs:
        if pair.provided is None or pair.provided >= LITTLE or pair.per_week < 1:
            continue
        problem = Problem(
            "F052",
            f'"{pair.one}" and "{pair.other}" pass {weekly(pair.per_week, "matter")} and have '
            f"little for it ({percent(pair.provided)} of what they need)",
            _ties_place(s, pair),
            "nearer seats, working together until they know each other (ties), one record, or "
            "people of theirs\nin the hub (reached_by: navigator)",
        )
        follows = (
            "what passes between them lies, gets lost, or comes back unclear; where first to look, "
            "by an assumed measure"
        )
        yield Finding("Little between two agencies", problem, follows, Weight.STRAINS, pair.gap)


def _ties_place(s: Survey, pair: Pair) -> Place:
    """Where their ties are written; else the section on working together."""
    source, together = s.file.source, s.hub.working_together
    for name in together.ties if together else ():
        if set(pair_of(name) or ()) == {pair.one, pair.other}:
            return source.key_place(("working_together", "ties", name))
    place = source.key_place(("working_together", "ties", "default"))
    return source.key_place(("working_together",)) if place.file == FILE else place


__all__ = [
    "LITTLE", "MANY_ROUNDS", "endless_loops", "full_agendas", "little_between", "too_much_work",
]  # fmt: skip
