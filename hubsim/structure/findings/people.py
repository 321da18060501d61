"""Single points of failure: one person for whom nobody stands in, days without anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hubsim.errors import Place, Problem
from hubsim.plain import percent
from hubsim.spec.reaching import led_as, settlers
from hubsim.structure.findings.finding import Finding, Weight, listed, weekly
from hubsim.structure.stops import Stops, stops
from hubsim.structure.survey import Survey


def one_person(s: Survey) -> Iterator[Finding]:
    """Roles of one person, without cover, who alone can do some work or answer some question."""
    for role in s.hub.roles:
        if not s.staffing.alone([role]):
            continue
        found = stops(s.traffic, s.staffing, {role})
        alone_at = [
            name
            for name in found.at
            if s.hub.stages[name].who or s.hub.stages[name].ask or role in settlers(s.hub, name)
        ]
        if alone_at or found.unheard or found.put_off:
            yield _one_person(s, role, found)


def _one_person(s: Survey, role: str, found: Stops) -> Finding:
    source, path = s.file.source, ("roles", role, "people")
    agency = s.hub.roles[role].agency
    parts, cases = [], found.anywhere * s.traffic.contacts
    if found.every_way:
        parts.append("no case comes to a decision: every way passes them")
    elif found.before > 0:
        parts.append(f"{percent(found.before)} of contacts are not decided")
    if found.anywhere > 0 and not (found.every_way or found.before):
        parts.append(f"{percent(found.anywhere)} of contacts wait at {listed(found.at)}")
    if found.put_off:
        parts.append(
            f"what comes to {listed(found.put_off)} waits in vain, and then goes elsewhere"
        )
        cases = max(cases, *(s.cases_at(name) for name in found.put_off))
    if found.unheard:
        asked = {(name, holder) for name, holder in found.unheard}
        lying = sum(e.per_week for e in s.questions() if (e.stage, e.to) in asked)
        names = list(dict.fromkeys(holder for _, holder in found.unheard))
        parts.append(
            f"decisions are made without hearing {listed(names)} ({weekly(lying, 'question')})"
        )
        cases = max(cases, lying)
    problem = Problem(
        "F021",
        f'"{role}" of "{agency}" is one person, and nobody stands in',
        source.place(path) if path in source.spots else source.key_place(("roles", role)),
        "a second person, cover for days away (absence: 4%, cover: 80%), or another role that may "
        "do it too",
    )
    weight = Weight.STOPS if found.every_way else Weight.HARMS
    follows = f"while they are away {'; '.join(parts)}"
    return Finding("It hangs on one person", problem, follows, weight, cases)


@dataclass(frozen=True, slots=True)
class _Work:
    """Work that some roles are able to do: where they are named, how often it comes, what it is."""

    who: tuple[str, ...]
    path: tuple[str, ...]
    times: float
    what: str


def days_without_anybody(s: Survey) -> Iterator[Finding]:
    """Days on which the hub is open and nobody who could do some work is there."""
    by_people: dict[frozenset[str], list[_Work]] = {}
    for work in _all_work(s):
        able = frozenset(role for role in work.who if s.staffing.works(role))
        if able and work.times:
            by_people.setdefault(able, []).append(work)
    for able, listed_ in by_people.items():
        days = s.staffing.days_without(able)
        if days and s.staffing.minutes(able):
            yield _day_without(s, able, listed_, days)


def _all_work(s: Survey) -> Iterator[_Work]:
    for name in s.reached():
        stage = s.hub.stages[name]
        if stage.who:
            yield _Work(stage.who, ("stages", name, "who"), s.cases_at(name), "case")
        if settling := settlers(s.hub, name):
            lead = ("working_together", "led_by", led_as(s.hub, name), "settled_by")
            yield _Work(settling, lead, s.traffic.disputed(name), "dispute")
        for each in s.questions():
            if each.stage == name and each.receiver:
                asked = ("stages", name, "ask", each.to, "who")
                yield _Work(each.receiver, asked, each.per_week, "question")


def _day_without(
    s: Survey, able: frozenset[str], work: list[_Work], days: tuple[str, ...]
) -> Finding:
    who = tuple(role for role in work[0].who if role in able)
    problem = Problem(
        "F022",
        f"nobody of {listed(who, 'or')} is there on {', '.join(days)}, when the hub is open",
        _presence_place(s, who, work[0].path),
        "somebody on every day that the hub is open, or another role that may do it too",
    )
    times = sum(each.times for each in work)
    what = work[0].what if len({each.what for each in work}) == 1 else "matter"
    needed = f"they are needed for {weekly(times, what)}, on whatever day"
    follows = f"what comes up then waits for the next day ({needed})"
    return Finding("Days without anybody", problem, follows, Weight.HARMS, times)


def _presence_place(s: Survey, who: tuple[str, ...], path: tuple[str, ...]) -> Place:
    """Where the days of one role are written; of several, where they are named."""
    source = s.file.source
    if len(who) > 1:
        return source.place(path)
    present = ("roles", who[0], "present")
    return source.place(present if present in source.spots else ("roles", who[0], "hours"))


def nobody_to_spare(s: Survey) -> Iterator[Finding]:
    """Meetings and joint work that need as many of a role as there ever are."""
    for name in s.reached():
        stage, cases = s.hub.stages[name], s.cases_at(name)
        meeting = stage.meeting
        needs = meeting.needs if meeting else stage.needs
        for role, number in needs.items():
            if not cases or s.staffing.covered(role) or (meeting and role in meeting.without):
                continue
            there = s.staffing.most(role)
            if meeting:
                slots = [day * 1440 + minute for day, minute in meeting.at]
                there = max(s.staffing.at(role, minute) for minute in slots)
            if there > number.value:
                continue
            above = ("stages", name, "meeting") if meeting else ("stages", name)
            place = s.file.source.key_place((*above, "needs", role))
            yield _no_spare(s, name, role, number.value, place)


def _no_spare(s: Survey, name: str, role: str, number: int, place: Place) -> Finding:
    people = "one person" if number == 1 else f"{number} people"
    problem = Problem(
        "F023",
        f'"{name}" needs {people} of "{role}", and there are never more',
        place,
        f"one more person, cover for days away, or do without them after a time: without: "
        f"{{{role}: after 1 working day}}"
        if s.hub.stages[name].meeting
        else "one more person, or cover for days away",
    )
    lost = "the slot is lost" if s.hub.stages[name].meeting else "it cannot begin"
    cases = s.cases_at(name)
    follows = f"when one of them is away {lost}; it is needed for {weekly(cases)}"
    return Finding("Nobody to spare", problem, follows, Weight.HARMS, cases)


__all__ = ["days_without_anybody", "nobody_to_spare", "one_person"]
