"""Ways, expected visits, and what stops when somebody is away: by hand, and against every way there is.

The second witness walks every way of a small hub without loops, one by one, with its chance, and adds
up. It reads the same mappings as the YAML and knows no equations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubsim.structure.hub_map import map_hub
from hubsim.structure.loops import loops
from hubsim.structure.stops import stops
from hubsim.structure.survey import Survey, survey
from hubsim.structure.traffic import Traffic
from hubsim.structure.ways import ways
from tests.structure.sound import Data, read
from tests.structure.test_plants import examples

ROLES = {"clerk": "council", "nurse": "health", "officer": "police", "chief": "council"}

BASE: Data = {
    "hubsim": 1,
    "name": "Ways",
    "calendar": {"starts": "2026-01-05", "holidays": "none", "hours": {"office": "Mon-Fri 09:00-17:00"}},
    "agencies": {"council": {}, "health": {}, "police": {}},
    "roles": {role: {"agency": agency, "people": 2, "hours": "office"} for role, agency in ROLES.items()},
    "ratings": {"red": {}, "green": {}},
    "contacts": {
        "phone": {
            "volume": "10 per week",
            "arrives": "always",
            "first_seen_as": {"low": {"red": "30%", "green": "70%"}},
        }
    },
    "outcomes": {"out": {}, "away": {}},
}  # fmt: skip


def work(who: Any, then: Any, **more: Any) -> Data:
    return {"who": who, "work": "10 min", "then": then, **more}


def surveyed(stages: Data, **more: Any) -> Survey:
    return survey(read({**BASE, "starts_at": next(iter(stages)), "stages": stages, **more}), 4)


# ------------------------------------------------------------------ by hand


def hand() -> Survey:
    """Red: log, ask (nurse), decide. Green: half leave, half are seen by the officer first.

    Of 100 red: 100 are decided. Of 100 green: 50 leave, 50 go to see, of whom 10 leave again and 40
    come to ask and decide.
    """
    return surveyed(
        {
            "log": work("clerk", {"red": "ask", "green": {"see": "50%", "away": "50%"}}),
            "see": work("officer", {"ask": "80%", "away": "20%"}),
            "ask": {
                "asked_by": "clerk",
                "ask": {
                    "health": {"who": "nurse", "work": "10 min", "share_asked": {"red": "100%", "green": "25%"}},
                    "police": {"reply_takes": "3 h"},
                },
                "go_on_when": {"all_of": ["health"]},
                "then": "decide",
            },
            "decide": work("chief", "out", decides_from=["health"]),
        }
    )  # fmt: skip


def test_the_shortest_and_the_longest_way():
    """Green goes by the officer: council, police, council, two changes."""
    found = hand().ways
    assert found.shortest is not None
    assert found.longest is not None
    assert found.shortest.stages == ("log", "ask", "decide")
    assert found.shortest.changes == 0
    assert found.longest.stages == ("log", "see", "ask", "decide")
    assert found.longest.changes == 2
    assert found.longest.exact
    assert found.passed_by_all == ("log", "ask", "decide")


def test_what_is_to_be_expected_of_a_case():
    """Red: 3 stages, 2 questions. Green: 1 + 0.5 + 0.4 + 0.4 = 2.3 stages, 0.4 x 1.25 questions.

    A case of green changes hands when it goes to the officer (0.5) and from there to ask (0.4).
    """
    found = hand().ways
    red, green = found.by_rating["red"], found.by_rating["green"]
    assert (red.decided, red.stages, red.questions, red.changes) == pytest.approx((1, 3, 2, 0))
    each = (green.decided, green.stages, green.questions, green.changes)
    assert each == pytest.approx((0.4, 2.3, 0.5, 0.9))
    assert found.everyone.contacts == pytest.approx(10)
    assert found.everyone.decided == pytest.approx(0.3 + 0.7 * 0.4)


def test_flows_are_cases_in_a_week():
    flows = hand().traffic.flows
    assert flows["log", "ask"] == pytest.approx(3)
    assert flows["log", "see"] == pytest.approx(3.5)
    assert flows["log", "away"] == pytest.approx(3.5)
    assert flows["see", "ask"] == pytest.approx(2.8)
    assert flows["decide", "out"] == pytest.approx(5.8)


def test_without_the_nurse_those_about_whom_health_is_asked_wait():
    """All red (3 a week) and a quarter of green that come to ask (0.7): 3.7 of 10, decided and not."""
    found = hand()
    away = stops(found.traffic, found.staffing, {"nurse"})
    assert away.before == pytest.approx(0.37)
    assert away.anywhere == pytest.approx(0.37)
    assert away.at == ("ask",)
    assert not away.every_way
    assert away.unheard == ()


def test_without_the_officer_only_some_wait_and_without_the_chief_nobody_is_decided():
    """To the officer come 3.5 of 10, of whom 2.8 would have been decided."""
    found = hand()
    officer = stops(found.traffic, found.staffing, {"officer"})
    assert (officer.every_way, officer.anywhere) == (False, pytest.approx(0.35))
    assert officer.before == pytest.approx(0.28)
    chief = stops(found.traffic, found.staffing, {"chief"})
    assert (chief.every_way, chief.before) == (True, pytest.approx(0.58))


def test_a_reply_that_nobody_waits_for_is_only_not_heard():
    """With a limit and police alone critical, cases go on without the nurse."""
    stages = {
        "log": work("clerk", "ask"),
        "ask": {
            "asked_by": "clerk",
            "ask": {"health": {"who": "nurse", "work": "10 min"}, "police": {"who": "officer", "work": "5 min"}},
            "go_on_when": {"all_of": ["police"], "and_at_least": 2},
            "at_the_latest": "2 h",
            "then": "decide",
        },
        "decide": work("chief", "out", decides_from=["health"]),
    }  # fmt: skip
    found = surveyed(stages)
    nurse = stops(found.traffic, found.staffing, {"nurse"})
    assert (nurse.anywhere, nurse.unheard) == (0, (("ask", "health"),))
    officer = stops(found.traffic, found.staffing, {"officer"})
    assert (officer.every_way, officer.unheard) == (True, ())


def test_a_meeting_waits_for_a_role_unless_it_may_do_without():
    stages = {
        "log": work("clerk", "talk"),
        "talk": {
            "meeting": {
                "needs": {"chief": 1, "nurse": 1}, "at": "Mon-Fri 10:00", "each_case": "10 min",
                "without": {"nurse": "after 1 h"},
            },
            "decides_from": ["health"],
            "then": "out",
        },
    }  # fmt: skip
    found = surveyed(stages)
    assert not stops(found.traffic, found.staffing, {"nurse"}).every_way
    assert stops(found.traffic, found.staffing, {"chief"}).every_way


def test_what_nobody_begins_on_goes_where_it_gives_up_to():
    """Without the chief, cases go to a clerk who decides as well; or out, and nothing is decided."""
    patient = {"after": "2 h", "then": "second"}
    stages = {
        "log": work("clerk", "decide"),
        "decide": work("chief", "out", decides_from=["health"], gives_up=patient),
        "second": work("clerk", "out", decides_from=["health"]),
    }
    found = surveyed(stages)
    away = stops(found.traffic, found.staffing, {"chief"})
    assert (away.every_way, away.before, away.anywhere, away.put_off) == (False, 0, 0, ("decide",))
    stages["decide"]["gives_up"] = {"after": "2 h", "then": "out"}
    del stages["second"]
    found = surveyed(stages)
    away = stops(found.traffic, found.staffing, {"chief"})
    assert (away.every_way, away.before, away.anywhere) == (True, pytest.approx(1), 0)


def test_what_gives_up_and_comes_back_to_the_same_goes_nowhere():
    """Without the chief a case waits, gives up, is logged again and waits again: nothing is decided."""
    stages = {
        "log": work("clerk", "decide"),
        "decide": work("chief", "out", decides_from=["health"], gives_up={"after": "2 h", "then": "log"}),
    }  # fmt: skip
    found = surveyed(stages)
    away = stops(found.traffic, found.staffing, {"chief"})
    assert (away.every_way, away.before, away.put_off) == (True, pytest.approx(1), ("decide",))


def test_a_hub_without_a_decision_has_ways_out():
    found = surveyed(
        {"log": work("clerk", {"see": "50%", "away": "50%"}), "see": work("nurse", "out")}
    )
    assert found.ways.decisions == ()
    assert found.ways.shortest is not None
    assert found.ways.shortest.stages == ("log",)
    assert found.ways.longest is not None
    assert found.ways.longest.stages == ("log", "see")
    assert found.ways.everyone.decided == pytest.approx(1)


def test_a_decision_that_rests_on_nobody_else_is_one():
    found = surveyed(
        {"log": work("clerk", "decide"), "decide": work("chief", "out", decides_from=[])}
    ).ways
    assert found.shortest is not None
    assert (found.shortest.stages, found.decisions) == (("log", "decide"), ("decide",))


def test_a_loop_is_gone_round_as_a_geometric_series():
    """A fifth goes back from the second stage: 0.2 / (1 - 0.2) = a quarter of a round for each."""
    stages = {
        "log": work("clerk", "see"),
        "see": work("nurse", {"log": "20%", "out": "80%"}),
        "never": work("chief", {"never": "50%", "out": "50%"}),
    }
    (one, other) = surveyed(stages).loops
    assert (one.stages, one.rounds, one.bounded) == (("log", "see"), (("log", "see"),), False)
    assert one.again == pytest.approx(0.25)
    assert one.cases == pytest.approx(10)
    assert (other.stages, other.cases, other.again) == (("never",), 0, 0)


def test_half_of_those_who_come_to_a_loop_come_later():
    """Green alone comes to the loop (7 a week) and comes back in half of all visits: once more each."""
    stages = {
        "log": work("clerk", {"red": "out", "green": "see"}),
        "see": work("nurse", {"see": "50%", "out": "50%"}, at_most={"times": 3, "then": "out"}),
    }
    (loop,) = surveyed(stages).loops
    assert (loop.at, loop.bounded) == ("see", True)
    assert (loop.cases, loop.again) == (pytest.approx(7), pytest.approx(1))


def test_a_case_rated_anew_goes_on_with_its_new_rating():
    """A tenth of green becomes red at log: of 10 a week, 3 + 0.7 go to ask and 6.3 leave."""
    stages = {
        "log": work("clerk", {"red": "see", "green": "away"}, rated_anew={"green": {"red": "10%", "green": "90%"}}),
        "see": work("nurse", "out"),
    }  # fmt: skip
    found = surveyed(stages)
    assert found.traffic.flows["log", "see"] == pytest.approx(3.7)
    assert found.traffic.visits[1].tolist() == pytest.approx([3.7, 0])


def test_the_longest_way_through_a_tangle_is_found_at_once():
    """Twelve stages that all lead to each other: all twelve, in some order, then the decision."""
    names = [f"s{number}" for number in range(12)]
    stages = {
        name: work("clerk", {to: "8%" for to in [*names, "decide"] if to != name} | {"away": "4%"})
        for name in names
    }
    stages["decide"] = work("chief", "out", decides_from=["health"])
    found = surveyed(stages).ways
    assert found.longest is not None
    assert len(found.longest.stages) == 13
    assert found.longest.exact


# ------------------------------------------------------------------ against every way there is


@dataclass(frozen=True)
class Walk:
    """One way of a case: stages, chance, and whether it was decided; followed to leaving."""

    stages: tuple[str, ...]
    chance: float


def walks(data: Data, rating: str, instead: Data | None = None) -> Iterator[Walk]:
    """Walk every way from the first stage to leaving."""
    edge = [Walk((data["starts_at"],), 1.0)]
    while edge:
        walk = edge.pop()
        then = (instead or {}).get(walk.stages[-1]) or data["stages"][walk.stages[-1]]["then"]
        row = then.get(rating, then) if isinstance(then, dict) else {then: "100%"}
        row = {row: "100%"} if isinstance(row, str) else row
        for to, share in row.items():
            chance = walk.chance * float(share[:-1]) / 100
            if to in data["stages"]:
                edge.append(Walk((*walk.stages, to), chance))
            elif chance:
                yield Walk(walk.stages, chance)


def until_decided(
    data: Data, stages: tuple[str, ...], instead: Data | None = None
) -> tuple[tuple[str, ...], bool]:
    """Cut a way off at its first decision, but for those that are not made."""
    for number, name in enumerate(stages):
        if "decides_from" in data["stages"][name] and name not in (instead or {}):
            return stages[: number + 1], True
    return stages, False


@st.composite
def row(draw: st.DrawFn, targets: list[str]) -> Data:
    """Shares of one to three targets."""
    chosen = draw(st.lists(st.sampled_from(targets), min_size=1, max_size=3, unique=True))
    cuts = {1: [100], 2: [70, 30], 3: [50, 30, 20]}[len(chosen)]
    return {to: f"{cut}%" for to, cut in zip(chosen, cuts, strict=True)}


@st.composite
def hubs(draw: st.DrawFn) -> Data:
    """Up to seven stages, each leading on; work by one role, by one of two, together, or a question."""
    names = [f"s{number}" for number in range(draw(st.integers(2, 7)))]
    stages: Data = {}
    for number, name in enumerate(names):
        onward = [*names[number + 1 :], "out", "away"]
        then: Any = draw(row(onward))
        if draw(st.booleans()):
            then = {"red": then, "green": draw(row(onward))}
        kind, roles = draw(st.integers(0, 5)), draw(st.permutations(list(ROLES)))
        if kind == 0:
            stages[name] = {"needs": {roles[0]: 1, roles[1]: 1}, "work": "10 min", "then": then}
        elif kind == 1:
            share = draw(st.sampled_from(["100%", "40%"]))
            ask = {"health": {"who": roles[0], "work": "5 min", "share_asked": share}}
            stages[name] = {"ask": ask, "go_on_when": {"all_of": ["health"]}, "then": then}
        else:
            who = [roles[0], roles[1]] if kind == 2 else roles[0]
            stages[name] = {"who": who, "work": "10 min", "then": then}
            if draw(st.integers(0, 2)) == 0:
                stages[name]["decides_from"] = ["health"]
            if draw(st.integers(0, 2)) == 0:
                gives_up = {"after": "1 h", "then": draw(st.sampled_from(onward))}
                stages[name]["gives_up"] = gives_up
    return {**BASE, "starts_at": "s0", "stages": stages}


SHARES = {"red": 0.3, "green": 0.7}


@examples(150)
@given(hubs())
def test_visits_and_ways_are_what_walking_every_way_gives(data: Data):
    hub = read(data).hub
    traffic = Traffic(hub, map_hub(read(data), 4).survey.program)
    found = ways(traffic)
    visits = dict.fromkeys(data["stages"], 0.0)
    ending: list[tuple[str, ...]] = []
    for rating, share in SHARES.items():
        decided = stages = 0.0
        for walk in walks(data, rating):
            for name in walk.stages:
                visits[name] += 10 * share * walk.chance
            way, is_decided = until_decided(data, walk.stages)
            decided += walk.chance * is_decided
            stages += walk.chance * len(way)
            if is_decided or not found.decisions:
                ending.append(way)
        assert found.by_rating[rating].stages == pytest.approx(stages)
        if found.decisions:
            assert found.by_rating[rating].decided == pytest.approx(decided)
    assert traffic.visits.sum(axis=1).tolist() == pytest.approx(list(visits.values()))
    if not ending:
        assert found.shortest is None
        return
    assert found.shortest is not None
    assert found.longest is not None
    assert found.shortest.stages in ending
    assert found.longest.stages in ending
    assert len(found.shortest.stages) == min(map(len, ending))
    assert len(found.longest.stages) == max(map(len, ending))
    on_all = set(data["stages"]).intersection(*ending)
    assert set(found.passed_by_all) == on_all
    assert not loops(traffic)


def needs_somebody(stage: Data, role: str) -> float:
    """Chance that a case at a stage needs a role whom nobody else can stand in for."""
    if "needs" in stage:
        return float(role in stage["needs"])
    if "ask" in stage:
        request = stage["ask"]["health"]
        return float(request["share_asked"][:-1]) / 100 if request["who"] == role else 0.0
    return float([role] == ([stage["who"]] if isinstance(stage["who"], str) else stage["who"]))


@examples(150)
@given(hubs(), st.sampled_from(list(ROLES)))
def test_what_stops_is_what_walking_every_way_gives(data: Data, role: str):
    found = survey(read(data), 4)
    away = stops(found.traffic, found.staffing, {role})
    instead = {
        name: stage["gives_up"]["then"]
        for name, stage in data["stages"].items()
        if "gives_up" in stage and needs_somebody(stage, role)
    }
    needed = {
        name: 0.0 if name in instead else needs_somebody(stage, role)
        for name, stage in data["stages"].items()
    }
    waits = usual = decided = 0.0
    free = some = False
    for rating, share in SHARES.items():
        for walk in walks(data, rating):
            is_decided = until_decided(data, walk.stages)[1]
            usual += share * walk.chance * is_decided
            some = some or is_decided or not found.ways.decisions
        for walk in walks(data, rating, instead):
            way, is_decided = until_decided(data, walk.stages, instead)
            waits += share * walk.chance * (1 - prod(1 - needed[name] for name in walk.stages))
            upto = prod(1 - needed[name] for name in way)
            decided += share * walk.chance * upto * is_decided
            free = free or (upto > 0 and (is_decided or not found.ways.decisions))
    assert away.anywhere == pytest.approx(waits)
    assert away.before == pytest.approx(max(0, usual - decided), abs=1e-12)
    assert away.every_way == (some and not free)
    used = {name for rating in SHARES for walk in walks(data, rating) for name in walk.stages}
    assert set(away.put_off) == set(instead) & used
