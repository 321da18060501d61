"""What holds of every run in which agencies work together, and what one lever leaves alone.

What is expected here is worked out from what the hub says, by its names, and from the log: not from
the tables that the hub is lowered to.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from math import prod
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hubsim.measures import Traces
from hubsim.program import Kind, Program
from hubsim.program.kinds import NONE, Cause
from hubsim.runlog import COLUMNS, How
from hubsim.spec.hub import Hub
from hubsim.spec.quantity import Quantity
from hubsim.spec.reaching import asker_of, reached_by
from hubsim.variates import Variates

from .random_hubs import Trial, as_yaml, hubs, is_sound, thorough
from .test_invariants import possible_ratings, traces

EXAMPLES = 50
Found = tuple[dict[str, Any], int, int, int]
"""A hub as mappings, with days, seed and grid."""

# ------------------------------------------------------------- what a hub says, by name


def share_for(hub: Hub, given: Any, rating: str) -> float:
    """What is said for a rating: for all, by its name, or by how urgent it is."""
    if isinstance(given, Mapping):
        given = given[rating] if rating in given else given[hub.urgency(rating)]
    assert isinstance(given, Quantity)
    return float(given.value)


def tie_of(hub: Hub, one: str, other: str) -> float:
    """How two agencies are tied."""
    assert hub.working_together
    ties = hub.working_together.ties
    for name in (f"{one} and {other}", f"{other} and {one}"):
        if name in ties:
            return ties[name].value
    return ties["default"].value


def sits(hub: Hub, role: str, weekday: int) -> tuple[str, ...]:
    """The path of a seat on a day of the week."""
    said = hub.roles[role].sits or hub.agencies[hub.roles[role].agency].sits
    return said.by_day[weekday]


def shares_a_building(hub: Hub, one: str, other: str, weekday: int) -> bool:
    """Whether two roles sit at one site, and neither at home."""
    here, there = sits(hub, one, weekday), sits(hub, other, weekday)
    return bool(here) and here[:1] == there[:1] and here[0] != "home"


# ------------------------------------------------------------------- one run, all of it


def uniform(t: Traces, name: str, case: int, episode: int, visit: int) -> float:
    """What was drawn for a case from a stream."""
    number = [draw.name for draw in t.program.draws].index(name)
    column = int(np.searchsorted(t.run.variates.cases[number][episode], case))
    return float(t.run.variates.values[number][episode][visit][0][column])


def who_is_asked_is_asked(t: Traces, hub: Hub) -> None:
    """A question is under way for who is asked, and for who speaks up: by one draw, by rating."""
    log, program, rating = t.log, t.program, possible_ratings(t)
    names = {draw.name for draw in program.draws}
    lines: dict[tuple[int, ...], set[int]] = {}
    for row in np.flatnonzero(log.line > 0).tolist():
        place = log.case[row], log.episode[row], t.stage[row], log.visit[row]
        lines.setdefault(tuple(map(int, place)), set()).add(int(log.line[row]))
    for row in np.flatnonzero(t.kind == Kind.FORK).tolist():
        case, episode, visit = (int(c[row]) for c in (log.case, log.episode, log.visit))
        stage = program.stages[t.stage[row]]
        expected = []
        for number in rating[row]:
            asked = set()
            for line, (agency, request) in enumerate((hub.stages[stage].ask or {}).items(), 1):
                share = share_for(hub, request.share_asked, program.ratings[number])
                share += (1 - share) * speaks_up(hub, stage, agency)
                name = f"stages.{stage}.ask.{agency}.share_asked"
                u = uniform(t, name, case, episode, visit) if name in names else 0.5
                if u < share:
                    asked.add(line)
            expected.append(asked)
        assert lines.get((case, episode, int(t.stage[row]), visit), set()) in expected


def speaks_up(hub: Hub, stage: str, agency: str) -> float:
    """The share of cases on which an agency looks though it is not asked."""
    together, request = hub.working_together, (hub.stages[stage].ask or {})[agency]
    if together is None or reached_by(hub, agency, request) != "navigator":
        return 0.0
    asker = hub.roles[asker_of(hub, stage)[0]].agency
    return together.volunteers.value * tie_of(hub, asker, agency)


def channels_have_what_they_need(t: Traces, hub: Hub) -> None:
    """A word needs somebody in the building, a call somebody there, a record both who work in it."""
    together, log, program = hub.working_together, t.log, t.program
    if together is None:
        return
    nodes, duty = program.nodes, t.run.variates.duty
    again = {
        (log.case[r], log.episode[r], log.line[r], log.end[r])
        for r in np.flatnonzero(nodes.cause[log.node] == Cause.TRY_AGAIN)
    }
    for row in np.flatnonzero(nodes.cause[log.node] == Cause.WAY).tolist():
        node, second = log.node[row], int(log.ready[row])
        passage = program.passages[nodes.passage[node]]
        channel = together.channels[program.channels[nodes.channel[node]]]
        of, to = program.agencies[passage.of], program.agencies[passage.to]
        assert of != to
        if channel.needs == "one record":
            assert {of, to} <= set(together.one_record)
        tried = (log.case[row], log.episode[row], log.line[row], log.ready[row]) in again
        if channel.needs in {"one record", "nothing"} or tried:
            continue  # who was there when it was first tried may be gone
        people = np.flatnonzero(np.isin(program.person_role, passage.receiver))
        assert any(duty[person].is_open(np.array([second]))[0] for person in people)
        if channel.needs == "same room":
            sender, receiver = (program.roles[r[0]] for r in (passage.sender, passage.receiver))
            weekday = program.clock.local(second).weekday()
            assert shares_a_building(hub, sender, receiver, weekday)


def need_is_seen_by_what_was_heard(t: Traces, hub: Hub) -> None:
    """Need is seen with the chance that the formula of the semantics gives for what was heard."""
    log, program, cases = t.log, t.program, t.run.caseload
    for row in np.flatnonzero(t.kind == Kind.SEE).tolist():
        case, episode, visit = (int(c[row]) for c in (log.case, log.episode, log.visit))
        stage, second = program.stages[t.stage[row]], int(log.end[row])
        begun, alone = when_begun(t, row)
        heard, sure = agencies_heard(t, row, begun)
        if not sure:
            continue
        facts = {name for name in heard if cases.knows[case] >> program.agencies.index(name) & 1}
        turning = int(cases.turns_on[case])
        fact = program.agencies[turning] if turning != NONE else ""
        u, v = (
            uniform(t, f"stages.{stage}.{what}", case, episode, visit)
            for what in ("recognised", "mistaken")
        )
        need = int(cases.need[episode, case])
        # How much was waiting when it was begun, a log does not say.
        paces = [1.0]
        if alone and hub.under_pressure and hub.under_pressure.overloaded:
            paces.append(hub.under_pressure.overloaded.sees.value)
        expected = {seen_as(hub, need, u, v, heard, facts, fact, sees) for sees in paces}
        assert log.detail[row] in expected, (case, second)


def when_begun(t: Traces, row: int) -> tuple[int, bool]:
    """When the work after which need is seen was first begun, and whether by one person."""
    log, second = t.log, int(t.log.end[row])
    mine = (log.case == log.case[row]) & (log.episode == log.episode[row]) & (log.line == 0)
    work = mine & (t.stage == t.stage[row]) & t.working
    work &= t.program.nodes.part[log.node] == NONE
    last = np.flatnonzero(work & (log.end == second) & (log.how == How.DONE))
    if not len(last):
        return second, False
    final = last[np.argmax(log.visit[last])]
    spells = work & (log.node == log.node[final]) & (log.visit == log.visit[final])
    return int(log.start[spells].min()), bool(t.kind[final] == Kind.WORK)


def agencies_heard(t: Traces, row: int, begun: int) -> tuple[set[str], bool]:
    """Who was heard by then; and whether that is sure, because nothing else was in that second."""
    log, program, nodes = t.log, t.program, t.program.nodes
    second = int(log.end[row])
    mine = (log.case == log.case[row]) & (log.episode == log.episode[row])
    replies = mine & (t.kind == Kind.REPLY) & (nodes.brings[log.node] != NONE)
    heard = {program.agencies[nodes.brings[n]] for n in log.node[replies & (log.end <= begun)]}
    work = mine & t.working & (log.line <= 0) & (nodes.part[log.node] == NONE)
    for last in np.flatnonzero(work & (log.how == How.DONE) & (log.person != NONE)).tolist():
        same = work & (log.node == log.node[last]) & (log.visit == log.visit[last])
        if log.end[last] <= second and log.start[same].min() <= begun:
            heard.add(program.agencies[program.role_agency[log.role[last]]])
    at_once = second == begun  # what comes later in that second comes too late
    return heard, not (at_once and (log.end[replies | work] == second).sum() > 0)


def seen_as(  # noqa: PLR0917 - what the formula is made of
    hub: Hub,
    need: int,
    u: float,
    v: float,
    heard: set[str],
    facts: set[str],
    fact: str,
    sees: float,
) -> int:
    """Need as it is seen: 0 high, 1 moderate, 2 low."""
    numbers, known = hub.recognition, hub.what_they_know
    assert numbers
    base = numbers.without_facts.value
    chance = 1 - (1 - base) * prod(1 - known[name].reveals.value for name in facts if name in known)
    if fact:
        chance = numbers.by_that_fact.value if fact in facts else base
    chance *= sees
    mistaken = numbers.mistaken.value
    mistaken *= prod(1 - known[name].reveals.value for name in heard if name in known)
    if need > 0 and v < mistaken * numbers.mistaken_as_high.value:
        return 0
    if need == 2:
        return 1 if v < mistaken else 2
    if u < chance:
        return need
    partly = chance + (1 - chance) * numbers.missed_as_moderate.value
    return 1 if need == 0 and u < partly else 2


@thorough(80)
@given(hubs())
def test_what_holds_of_every_run_by_what_the_hub_says(found: Found) -> None:
    data, *rest = found
    trial = Trial(as_yaml(data), *rest)
    t, hub = traces(trial.run()), trial.hub()
    who_is_asked_is_asked(t, hub)
    channels_have_what_they_need(t, hub)
    need_is_seen_by_what_was_heard(t, hub)


# --------------------------------------------------- one lever, and what it leaves alone

Part = tuple[object, ...]


def parts_by_name(program: Program) -> dict[str, list[Part]]:
    """Everything that is drawn for, by the name of its stream: law, and the nodes that use it.

    A node is told by what it does, not by its number: hours and bands as stretches and steps.
    """
    found: dict[str, list[Part]] = {
        draw.name: [(repr(draw.spreads), draw.tries, draw.repeats)] for draw in program.draws
    }
    nodes = program.nodes
    columns = ("kind", "stage", "queue", "part", "owes", "owes_case", "cause", "channel")
    for node in range(len(nodes.kind)):
        if nodes.draw[node] == NONE:
            continue
        told: list[object] = [int(getattr(nodes, column)[node]) for column in columns]
        told[columns.index("queue")] = program.queues[q] if (q := nodes.queue[node]) >= 0 else ()
        hours = int(nodes.hours[node])
        if hours >= len(program.hours):
            told.append(program.there[hours - len(program.hours)])
        elif hours >= 0:
            told += [program.hours[hours].opens.tobytes(), program.hours[hours].closes.tobytes()]
        if nodes.kind[node] in {Kind.ROUTE, Kind.RATE}:
            tables = program.routes if nodes.kind[node] == Kind.ROUTE else program.rates
            table = tables[nodes.item[node]]
            told += [table.cumulative.shape, table.cumulative.tobytes()]
            if table.band != NONE:
                band = program.bands[table.band]
                told += [band.levels.times.tobytes(), band.levels.values.tobytes(), band.roles]
        found[program.draws[nodes.draw[node]].name].append(tuple(told))
    for node, kind in enumerate(nodes.kind):
        if kind == Kind.FORK:
            fork, stage = program.forks[nodes.item[node]], program.stages[nodes.stage[node]]
            path = f"stages.{stage}"
            found[f"{path}.chase"] = [
                (fork.chase_after.tobytes(), fork.chase_clock, fork.chase_done.tobytes())
            ]
            for branch in fork.branches:
                shares = (branch.share, branch.offered, branch.never)
                name = f"{path}.ask.{program.agencies[branch.agency]}.branch"
                found[name] = [tuple(share.tobytes() for share in shares)]
    return {name: sorted(parts, key=repr) for name, parts in found.items()}


def changed(before: Program, after: Program) -> set[str]:
    """Names of streams of which the law, or what is drawn for, is another."""
    one, other = parts_by_name(before), parts_by_name(after)
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def pairs_of_ways(program: Program) -> dict[str, frozenset[str]]:
    """Between which two agencies things travel, by the path of their streams."""
    found: dict[str, frozenset[str]] = {}
    for node in np.flatnonzero(program.nodes.cause == Cause.WAY):
        passage = program.passages[program.nodes.passage[node]]
        path = program.draws[program.nodes.draw[node]].name.split(".way.")[0]
        pair = frozenset({program.agencies[passage.of], program.agencies[passage.to]})
        assert found.setdefault(path, pair) == pair
    return found


def pairs_of_questions(hub: Hub) -> dict[str, frozenset[str]]:
    """Between whom each question is, by its path."""
    return {
        f"stages.{name}.ask.{agency}": frozenset({hub.roles[asker_of(hub, name)[0]].agency, agency})
        for name, stage in hub.stages.items()
        for agency in stage.ask or {}
    }


def with_and_without(
    found: Found, alter: Callable[[dict[str, Any]], None]
) -> Iterator[tuple[Trial, Trial]]:
    """The hub before and after a change; nothing where the change is refused."""
    data, *rest = found
    other = copy.deepcopy(data)
    alter(other)
    if is_sound(other):
        yield Trial(as_yaml(data), *rest), Trial(as_yaml(other), *rest)


def same_draws(before: Trial, after: Trial, names: set[str]) -> None:
    """Cases are the same, and so is all that is drawn for them in both, but for these streams."""
    program, other = before.program(), after.program()
    cases, same = before.caseload(program), after.caseload(other)
    for column in ("arrival", "source", "number", "need", "rating", "knows", "returns", "silence"):
        np.testing.assert_array_equal(getattr(cases, column), getattr(same, column))
    one, two = (
        _by_name(each, t.variates(each, c))
        for t, each, c in ((before, program, cases), (after, other, same))
    )
    for name in (one.keys() & two.keys()) - names:
        for (mine, visits), (others, again) in zip(one[name], two[name], strict=True):
            _, here, there = np.intersect1d(mine, others, return_indices=True)
            for visit, more in zip(visits, again, strict=True):
                np.testing.assert_array_equal(visit[:, here], more[:, there])


def _by_name(program: Program, variates: Variates) -> dict[str, Any]:
    """By stream, then episode: the cases it was drawn for, and what was drawn at each visit."""
    drawn = zip(program.draws, variates.cases, variates.values, strict=True)
    return {d.name: list(zip(cases, values, strict=True)) for d, cases, values in drawn}


@thorough(EXAMPLES)
@given(hubs(together=True), st.data())
def test_ties_of_one_pair_touch_only_ways_and_offers_between_them(
    found: Found, data: st.DataObject
) -> None:
    agencies = data.draw(st.permutations(list(found[0]["agencies"])))[:2]
    value = data.draw(st.sampled_from(["0", "1", "0.7"]))

    def alter(hub: dict[str, Any]) -> None:
        ties = hub["working_together"].setdefault("ties", {})
        for name in [" and ".join(agencies), " and ".join(reversed(agencies))]:
            ties.pop(name, None)
        ties[" and ".join(agencies)] = value

    for before, after in with_and_without(found, alter):
        program, other = before.program(), after.program()
        ways = pairs_of_ways(program) | pairs_of_ways(other)
        questions = pairs_of_questions(before.hub())
        for name in changed(program, other):
            path = name.split(".way")[0].removesuffix(".share_asked").removesuffix(".branch")
            assert frozenset(agencies) in {ways.get(path), questions.get(path)}, name
        same_draws(before, after, changed(program, other))
        if not changed(program, other):
            np.testing.assert_array_equal(before.run().log.rows(), after.run().log.rows())


@thorough(EXAMPLES)
@given(hubs(together=True), st.data())
def test_sharing_with_one_agency_touches_only_questions_to_it(
    found: Found, data: st.DataObject
) -> None:
    agency = data.draw(st.sampled_from(list(found[0]["agencies"])))
    agreed = data.draw(st.sampled_from(["signed", "none", "lapsed"]))
    reached = data.draw(st.sampled_from(["e-mail", "direct", "shared record", "navigator"]))

    def alter(hub: dict[str, Any]) -> None:
        sharing = hub["working_together"].setdefault("information", {})
        sharing[agency] = {"agreement": agreed, "reached_by": reached}

    for before, after in with_and_without(found, alter):
        names = changed(before.program(), after.program())
        assert all(f".ask.{agency}." in name for name in names)
        same_draws(before, after, names)


@thorough(EXAMPLES)
@given(hubs(together=True), st.data())
def test_where_one_agency_sits_touches_only_ways_from_it_and_to_it(
    found: Found, data: st.DataObject
) -> None:
    agency = data.draw(st.sampled_from(list(found[0]["agencies"])))
    place = data.draw(st.sampled_from(["civic / hub / A", "home", "moon / base"]))

    def alter(hub: dict[str, Any]) -> None:
        hub["agencies"][agency]["sits"] = place

    for before, after in with_and_without(found, alter):
        program, other = before.program(), after.program()
        ways = pairs_of_ways(program) | pairs_of_ways(other)
        names = changed(program, other)
        for name in names:
            assert agency in ways[name.split(".way")[0]], name
        same_draws(before, after, names)
        if before.hub().working_together.talk_slows_the_room.value == 0:
            np.testing.assert_array_equal(program.pace, other.pace)


@thorough(EXAMPLES)
@given(hubs(together=True), st.data())
def test_who_leads_one_stage_touches_only_what_is_led_there(
    found: Found, data: st.DataObject
) -> None:
    """What is in dispute there, chased for there, and noticed there or on the way on from there."""
    stage = data.draw(st.sampled_from(list(found[0]["stages"])))
    agencies = list(found[0]["agencies"])
    both = f"disputed between {agencies[0]} and {agencies[1]}"
    lead = data.draw(st.sampled_from([agencies[0], both, next(iter(found[0]["roles"]))]))

    def alter(hub: dict[str, Any]) -> None:
        hub["working_together"].setdefault("led_by", {})[stage] = lead

    for before, after in with_and_without(found, alter):
        program, other = before.program(), after.program()
        names = changed(program, other)
        for name in names:
            mine = name.startswith((f"stages.{stage}.dispute", f"stages.{stage}.chase"))
            noticed = name.startswith(f"stages.{stage}.ask.") and name.endswith("noticed_after")
            assert mine or noticed or name.endswith(f".noticed_after.{stage}"), name
        same_draws(before, after, names)
        for number, (one, two) in enumerate(zip(program.leads, other.leads, strict=True)):
            assert one == two or program.stages[number] == stage


@thorough(EXAMPLES)
@given(hubs(), st.data())
def test_cover_of_one_role_leaves_all_other_calendars_as_they_are(
    found: Found, data: st.DataObject
) -> None:
    roles = [name for name, role in found[0]["roles"].items() if "people" in role]
    if not roles:
        return
    role = data.draw(st.sampled_from(roles))

    def alter(hub: dict[str, Any]) -> None:
        hub["roles"][role] |= {"absence": "30%", "away": "10 weeks a year", "cover": "70%"}

    for before, after in with_and_without(found, alter):
        program, other = before.program(), after.program()
        assert not changed(program, other)
        same_draws(before, after, set())
        cases = before.caseload(program)
        one, two = before.variates(program, cases), after.variates(other, cases)
        mine = program.person_role == program.roles.index(role)
        for person in np.flatnonzero(~mine):
            assert one.duty[person] == two.duty[person]
        for number, band in enumerate(program.bands):
            if program.roles.index(role) not in band.roles:
                for column in ("times", "values"):
                    np.testing.assert_array_equal(
                        getattr(one.bands[number], column), getattr(two.bands[number], column)
                    )
        for number, there in enumerate(program.there, len(program.hours)):
            if program.roles.index(role) not in there:
                assert one.hours[number] == two.hours[number]


# ------------------------------------------------------------------- all levers at rest

AT_REST = {
    "takes": "0 min",
    "answered": "100%",
    "each_side": "0 min",
    "rekeyed": "0 min",
    "clarified": "0%",
    "dropped": "0%",
}
KEPT = {"agency", "posts", "people", "time_for_cases", "unfinished", "reread", "undivided"}


def at_rest(stages: dict[str, Any], roles: list[str]) -> dict[str, Any]:
    """Ways that take no time and lose nothing; nobody disputes, hesitates, chases or speaks up."""
    for stage in stages.values():
        if "ask" in stage:
            stage["asked_by"] = roles[0]
    never = {"hesitates": "0%", "refuses": "0%"}
    return {
        "channels": dict.fromkeys(("spoken", "telephone", "record", "e-mail"), AT_REST),
        "access": {how: {"nothing_found": "0%"} for how in ("navigator", "direct", "shared record")}
        | {"e-mail": {"nothing_found": "0%", "never": "0%", "at_the_table": "1"}},
        "agreements": dict.fromkeys(("signed", "lapsed", "none"), never),
        "leads": {how: {"disputes": "0%", "chases": "0%"} for how in ("clear", "joint", "unclear")},
        "volunteers": "0%",
    }


@thorough(EXAMPLES)
@given(hubs(together=False))
def test_working_together_with_every_lever_at_rest_changes_nothing(found: Found) -> None:
    """The same rows as without it, but for those of things on their way for no time at all.

    Somebody is always there, so nothing waits to be opened.
    """
    data, *rest = found
    alone = copy.deepcopy(data)
    for role in alone["roles"].values():
        for key in set(role) - KEPT:
            role.pop(key)
        role["posts"] = role.pop("people", role.get("posts"))
        role["hours"] = "always"
    if not is_sound(alone):
        return
    together = copy.deepcopy(alone)
    together["working_together"] = at_rest(together["stages"], list(together["roles"]))
    before, after = (Trial(as_yaml(each), *rest) for each in (alone, together))
    one, two = before.run(), after.run()
    places, number = [], []
    for program in (one.program, two.program):
        nodes = program.nodes
        # A way leaves no row; what is on its way belongs to a passage.
        added = (nodes.passage != NONE) | (nodes.cause == Cause.DISPUTE)
        own = np.flatnonzero((nodes.kind != Kind.ROUTE) & ~added)
        places.append([(int(nodes.kind[n]), int(nodes.stage[n])) for n in own])
        number.append({int(n): place for place, n in enumerate(own)})
    assert places[0] == places[1]
    rows = []
    for run, numbers in zip((one, two), number, strict=True):
        table = run.log.rows()
        assert not (run.program.nodes.cause[run.log.node] == Cause.DISPUTE).any()
        table = table[[node in numbers for node in table[:, COLUMNS.index("node")].tolist()]]
        column = table[:, COLUMNS.index("node")]
        column[:] = [numbers[node] for node in column.tolist()]
        rows.append(sorted(map(tuple, table.tolist())))
    assert rows[0] == rows[1]
