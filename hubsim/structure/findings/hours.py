"""People who must meet, ask or hand on, and are never there at the same time."""

from __future__ import annotations

from collections.abc import Iterator

from hubsim.errors import Place, Problem
from hubsim.structure.exchange import Exchange
from hubsim.structure.findings.finding import Finding, Weight, listed, weekly
from hubsim.structure.survey import Survey


def never_at_the_table(s: Survey) -> Iterator[Finding]:
    """Roles that a meeting is to have, may do without, and never has at any of its slots."""
    for name in s.reached():
        meeting = s.hub.stages[name].meeting
        cases = s.cases_at(name)
        if meeting is None or not cases:
            continue
        slots = [day * 1440 + minute for day, minute in meeting.at]
        for role in meeting.without:
            needed = meeting.needs[role].value if role in meeting.needs else 0
            if not needed or any(s.staffing.at(role, minute) >= needed for minute in slots):
                continue
            problem = Problem(
                "F031",
                f'"{role}" is to come to "{name}" and is never there at any of its slots',
                s.file.source.key_place(("stages", name, "meeting", "without", role)),
                "slots within their hours, or hours that take them in",
            )
            follows = (
                f"every case waits until it may be heard without them, and is ({weekly(cases)})"
            )
            yield Finding("Never at the table", problem, follows, Weight.HARMS, cases)


def never_share_an_hour(s: Survey) -> Iterator[Finding]:
    """Questions and hand-overs between people who are never there at the same time."""
    said: set[tuple[str, frozenset[str], frozenset[str]]] = set()
    for each in s.passing:
        if each.kind not in {"question", "hand-over"} or not (each.sender and each.receiver):
            continue
        ends = frozenset(each.sender), frozenset(each.receiver)
        if (each.kind, *ends) in said or not all(map(s.staffing.minutes, ends)):
            continue
        if s.staffing.hours_shared(*ends) == 0:
            said.add((each.kind, *ends))
            yield _apart(s, each)


def _apart(s: Survey, each: Exchange) -> Finding:
    one = len(each.sender) == 1
    verb = "hands cases on to" if one else "hand cases on to"
    if each.kind == "question":
        verb = "asks" if one else "ask"
    problem = Problem(
        "F032",
        f"{listed(each.sender, 'or')} {verb} {listed(each.receiver, 'or')}, and they never share "
        "an hour",
        _place(s, each),
        "hours that overlap, if only by half an hour for a hand-over",
    )
    what = "question" if each.kind == "question" else "case"
    follows = (
        f"a word or a call is never possible; what is unclear comes back a shift later "
        f"({weekly(each.per_week, what)})"
    )
    return Finding("They never share an hour", problem, follows, Weight.HARMS, each.per_week)


def _place(s: Survey, each: Exchange) -> Place:
    source = s.file.source
    if each.kind == "question":
        return source.place(("stages", each.stage, "ask", each.to, "who"))
    for key in ("who", "asked_by"):
        if ("stages", each.stage, key) in source.spots:
            return source.place(("stages", each.stage, key))
    return source.key_place(("stages", each.stage))


__all__ = ["never_at_the_table", "never_share_an_hour"]
