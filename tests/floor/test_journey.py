"""One case's journey: worked by hand, and against the time ledger and the ledger of ownership."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.floor import floor_designs, journeys_of, shown, worth_following
from hubsim.floor.journey import Journey
from hubsim.program import Part
from hubsim.story import story
from hubsim.units import clock_time
from tests.engine.by_hand import Contact
from tests.floor.test_trace import clock, made


def followed(trace, case: int = 1) -> Journey:
    (found,) = journeys_of(trace.t, trace.hub, case)
    return found


def test_a_journey_by_hand() -> None:
    """The case of the trace: comes at 08:00, police asked from 09:30, health holds it up."""
    j = followed(made([Contact("08:00")]))
    assert [
        (each.of, clock(each.since), clock(each.until), each.doing.name, each.agency, each.held)
        for each in j.stretches
    ] == [
        ("case", "08:00", "09:00", "SHIFT", "Council", True),
        ("case", "09:00", "09:30", "WORKED", "Council", True),
        ("case", "09:30", "11:00", "REPLY", "Council", False),
        ("case", "11:00", "11:15", "WORKED", "Council", True),
        ("question", "09:30", "09:40", "TRANSIT", "Police", False),
        ("question", "09:40", "10:00", "WORKED", "Police", False),
        ("question", "09:30", "11:00", "OUTSIDE", "Health", True),
    ]  # fmt: skip
    assert {part.name: clock_time(seconds) for part, seconds in j.parts.items()} == {
        "WORKED": "45 min", "SHIFT": "1 h", "REPLY": "1 h 30 min",
    }  # fmt: skip
    assert j.agencies == ("Council", "Police", "Health")
    assert j.owned == ()
    assert [(m.what, clock(m.second)) for m in j.moments] == [
        ("comes", "08:00"), ("decided", "11:15"), ("leaves", "11:15"),
    ]  # fmt: skip
    assert [(clock(a), clock(b)) for a, b in j.closed] == [("08:00", "09:00")]
    assert journeys_of(made([Contact("08:00")]).t, made([Contact("08:00")]).hub, 2) == ()


@pytest.mark.parametrize("model", ["starter", "county_separate", "regional_hub", "marac"])
def test_a_journey_adds_up_to_the_time_ledger_and_the_ledger_of_ownership(model: str) -> None:
    (design,) = floor_designs([model])
    trace = shown(design)
    t = trace.t
    cases = np.unique(t.case)
    chosen = cases[:: len(cases) // 60 + 1]
    for case in [*chosen, *(number - 1 for number in worth_following(t).values())]:
        for j in journeys_of(t, trace.hub, int(case) + 1):
            life = int(np.flatnonzero((t.case == case) & (t.episode == j.episode))[0])
            until = np.where(np.arange(len(t.case)) == life, j.end, -1)
            ledger = t.ledger(until, working=False)[life]
            assert j.parts == {part: ledger[part] for part in Part if ledger[part]}
            assert sum(j.parts.values()) == j.end - j.began
            # What held it up follows without a gap, and so does who was accountable.
            held = sorted((e.since, e.until) for e in j.stretches if e.held)
            assert [a for a, _ in held] == [j.began, *(b for _, b in held[:-1])][: len(held)]
            if j.owned:
                assert sum(o.until - o.since for o in j.owned) == j.over - j.began
                o = t.ownership
                mine = (o.life == life) & (o.owner < 0)
                nobodys = sum(each.until - each.since for each in j.owned if not each.owner)
                assert nobodys == (o.until - o.since)[mine].sum()


def test_cases_worth_following_are_the_usual_the_slow_and_the_slowest() -> None:
    (design,) = floor_designs(["county_separate"])
    t = shown(design).t
    first, *others = worth_following(t).values()
    usual, slow, slowest = (journeys_of(t, design.file.hub, number)[0] for number in others)
    took = np.sort((t.decided - t.began)[t.settled])
    assert (usual.decided - usual.began) == took[len(took) // 2]
    assert (slow.decided - slow.began) == took[int(0.9 * len(took))]
    assert (slowest.decided - slowest.began) == took[-1]
    assert clock_time(slowest.decided - slowest.began) in story(t, design.file.hub, slowest.case)
    asked = [
        len(set(t.questions.agency[t.questions.life == life]))
        for life in np.flatnonzero(t.settled & (t.case < first) & (t.episode == 0))
    ]
    assert asked[-1] > 1, "it met several partners"
    assert max(asked[:-1], default=0) < 2, "none before it did"


def test_of_a_hub_that_asks_one_agency_the_first_that_met_it_is_told() -> None:
    (design,) = floor_designs(["starter"])
    said, number = next(iter(worth_following(shown(design).t).items()))
    assert said == "The first that met a partner"
    stretches = journeys_of(shown(design).t, design.file.hub, number)[0].stretches
    assert "question" in {each.of for each in stretches}
