"""What agencies know, and whether it can come: agreements, ways to ask, who is never heard."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx
import numpy as np

from hubsim.arrays import Floats
from hubsim.errors import Problem
from hubsim.plain import percent
from hubsim.program.layout import NONE, Fork
from hubsim.spec.working_together import DEFAULT
from hubsim.structure.exchange import Exchange, fork_of
from hubsim.structure.findings.finding import Finding, Weight, weekly
from hubsim.structure.sharing import Sharing, answers, sharing_of
from hubsim.structure.stops import waited_for
from hubsim.structure.survey import Survey
from hubsim.structure.ways import stage_graph

GIVEN = "by the shares this hub is given, whatever the law would allow"
"""Whether an agreement is needed to share is a question of law, which no finding answers."""


def agreements(s: Survey) -> Iterator[Finding]:
    """Agencies that are asked without an agreement, or of which nothing is said."""
    asked: dict[str, list[Exchange]] = {}
    for each in s.questions():
        if each.of != each.to:
            asked.setdefault(each.to, []).append(each)
    for agency, questions in asked.items():
        held = sharing_of(s.traffic, questions[0].of, agency)
        if held is None:
            return
        if held.state == "nothing said":
            yield _nothing_said(s, agency, questions)
        elif held.state in {"none", "lapsed"}:
            yield _without(s, agency, questions, held)
        elif held.state == "lapsing":
            yield _lapsing(s, agency, questions, held)


def _information(s: Survey, agency: str) -> tuple[str, ...]:
    """Where it is written how an agency shares."""
    together = s.hub.working_together
    said = together is not None and agency in together.information
    return ("working_together", "information", agency if said else DEFAULT)


def _times(questions: list[Exchange]) -> float:
    return sum(each.per_week for each in questions)


def _held_back(s: Survey, questions: list[Exchange], held: Sharing) -> float:
    """Questions a week that are refused or lie while advice is taken."""
    return sum(float((1 - answers(s.traffic, held)) @ each.by_rating) for each in questions)


def _nothing_said(s: Survey, agency: str, questions: list[Exchange]) -> Finding:
    place = s.file.source.key_place(("stages", questions[0].stage, "ask", agency))
    problem = Problem(
        "F012",
        f'"{agency}" is asked, and nothing is said of how it is reached or whether it may share',
        place,
        "say both, below working_together: information:\n"
        f"{agency}: {{agreement: signed, reached_by: navigator}}",
    )
    held = _held_back(s, questions, Sharing("nothing said"))
    follows = (
        f"it counts as without an agreement: of {weekly(_times(questions), 'question')}, "
        f"{percent(held / _times(questions))} are refused or lie while advice is taken, {GIVEN}"
    )
    return Finding("Asked without a way to ask", problem, follows, Weight.HARMS, _times(questions))


def _without(s: Survey, agency: str, questions: list[Exchange], held: Sharing) -> Finding:
    path = _information(s, agency)
    if held.until is not None:
        place = s.file.source.place((*path, "until"))
        message = f'"{agency}" is asked, and its agreement has lapsed before the hub begins'
    else:
        place = s.file.source.place((*path, "agreement"))
        lapsed = held.state == "lapsed"
        under = "under an agreement that has lapsed" if lapsed else "without an agreement"
        message = f'"{agency}" is asked {under}'
    problem = Problem("F011", message, place, "have it signed: agreement: signed")
    back = _held_back(s, questions, held)
    follows = (
        f"of {weekly(_times(questions), 'question')}, {percent(back / _times(questions))} are "
        f"refused or lie while advice is taken, {GIVEN}"
    )
    return Finding("Asked without an agreement", problem, follows, Weight.HARMS, back)


def _lapsing(s: Survey, agency: str, questions: list[Exchange], held: Sharing) -> Finding:
    problem = Problem(
        "F013",
        f'the agreement with "{agency}" lapses after {held.until}, while the hub is looked at',
        s.file.source.place((*_information(s, agency), "until")),
        "have it renewed before, or leave the date out if it will be",
    )
    back = _held_back(s, questions, Sharing("lapsed"))
    follows = f"from then on {weekly(back, 'question')} are refused or lie while advice is taken"
    return Finding("An agreement lapses", problem, follows, Weight.HARMS, back)


def never_heard(s: Survey) -> Iterator[Finding]:
    """Decisions for which an agency that holds facts is neither asked nor works on the case."""
    hub, graph = s.hub, stage_graph(s.hub)
    reached = set(s.reached())
    decisions = [name for name in s.ways.decisions if name in reached]
    for agency, known in hub.what_they_know.items():
        holds = max((share.value for share in known.held_for.values()), default=0.0)
        if holds <= 0:
            continue
        for decision in decisions or [""]:
            before = (nx.ancestors(graph, decision) | {decision}) if decision else set(graph)
            if any(_heard_at(s, name, agency) for name in before & reached):
                continue
            yield _unheard(s, agency, decision)


def _heard_at(s: Survey, name: str, agency: str) -> bool:
    """Whether an agency is asked, or its people work on the case, at a stage."""
    stage = s.hub.stages[name]
    if any(s.hub.roles[role].agency == agency and s.staffing.works(role) for role in stage.staff):
        return True
    if agency not in (stage.ask or {}):
        return False
    branch = fork_of(s.traffic, name).branches[list(stage.ask or {}).index(agency)]
    return bool(branch.share.any())


def _unheard(s: Survey, agency: str, decision: str) -> Finding:
    source, known = s.file.source, s.hub.what_they_know[agency]
    held = ", ".join(f"{share.text} of {need} need" for need, share in known.held_for.items())
    if decision:
        message = f'"{decision}" is decided without ever asking "{agency}"'
        place, cases = source.key_place(("stages", decision)), s.cases_at(decision)
        also = [(source.key_place(("what_they_know", agency)), "what it knows is said here")]
    else:
        message = f'"{agency}" is never asked'
        place, cases = source.key_place(("what_they_know", agency)), s.traffic.contacts
        also = []
    problem = Problem("F014", message, place, f"ask it before: ask: {{{agency}: …}}", tuple(also))
    follows = f"what it holds ({held}) never counts; need that turns on it is missed"
    return Finding("Decided without what is known", problem, follows, Weight.HARMS, cases)


def waits_for_ever(s: Survey) -> Iterator[Finding]:
    """Cases that wait for a reply which may never come, and that nobody asks for again."""
    for name in s.reached():
        stage = s.hub.stages[name]
        if not stage.ask:
            continue
        fork = fork_of(s.traffic, name)
        visits = s.traffic.visits[s.traffic.stages.index(name)]
        for number, agency in enumerate(stage.ask):
            waits = waited_for(s.program, fork, {number}).get(number)
            if waits is None:
                continue
            cases = float(visits @ (waits * _never(fork, number)))
            if cases > 0:
                yield _for_ever(s, name, agency, cases)


def _never(fork: Fork, number: int) -> Floats:
    """Share of cases, by rating, that wait for this reply for ever."""
    branch = fork.branches[number]
    chased = np.where(fork.chase_after != NONE, fork.chase_done, 0.0)
    return np.asarray(branch.share * branch.never * (1 - chased))


def _for_ever(s: Survey, name: str, agency: str, cases: float) -> Finding:
    source = s.file.source
    critical = list(s.hub.stages[name].go_on_when.all_of)
    path: tuple[str | int, ...] = ("stages", name, "ask", agency)
    place = source.key_place(path)
    if agency in critical:
        at = ("stages", name, "go_on_when", "all_of")
        item = (*at, critical.index(agency))
        place = source.place(item if item in source.spots else at)
    problem = Problem(
        "F015",
        f'cases at "{name}" wait for "{agency}", some of whose replies never come',
        place,
        "ask again for certain (chase: {after: 1 working day, done: 100%}), or do not wait for it: "
        "at_the_latest,\nand without all_of",
    )
    follows = f"for {weekly(cases)} the wait never ends"
    return Finding("A reply that may never come", problem, follows, Weight.STOPS, cases)


__all__ = ["agreements", "never_heard", "waits_for_ever"]
