"""What findings say, worked by hand on one small hub; that each is found at its place is in
test_plants.py."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from hubsim.structure.findings import Finding, Weight, findings
from hubsim.structure.findings.finding import listed, weekly
from hubsim.structure.hub_map import map_hub
from hubsim.structure.staffing import Staffing
from hubsim.structure.survey import survey
from tests.structure.sound import Data, read

HUB: Data = {
    "hubsim": 1,
    "name": "Small",
    "calendar": {
        "starts": "2026-01-05",
        "holidays": "none",
        "hours": {"office": "Mon-Fri 09:00-17:00", "late": "Mon-Fri 15:00-19:00"},
    },
    "agencies": {"council": {}, "health": {}, "police": {}},
    "roles": {
        "clerk": {"agency": "council", "people": 3, "hours": "office"},
        "nurse": {"agency": "health", "people": 2, "hours": "office"},
        "officer": {"agency": "police", "people": 2, "hours": "office"},
    },
    "ratings": {"red": {}, "green": {}},
    "contacts": {
        "phone": {
            "volume": "20 per week",
            "arrives": "always",
            "first_seen_as": {"low": {"red": "25%", "green": "75%"}},
        }
    },
    "what_they_know": {"health": {"for": {"high": "60%", "moderate": "30%"}, "reveals": "40%"}},
    "working_together": {
        "information": {
            "default": {"agreement": "signed", "reached_by": "navigator"},
            "police": {"agreement": "signed", "reached_by": "navigator"},
        },
        "ties": {"default": 0.5},
        "led_by": {"default": {"who": "clerk"}},
    },
    "starts_at": "log",
    "stages": {
        "log": {"who": "clerk", "work": "5 min", "then": {"red": "ask", "green": {"ask": "40%", "out": "60%"}}},
        "ask": {
            "asked_by": "clerk",
            "ask": {
                "health": {"who": "nurse", "work": "10 min"},
                "police": {"who": "officer", "work": "10 min", "share_asked": "50%"},
            },
            "go_on_when": {"all_of": ["police"], "and_at_least": 1},
            "at_the_latest": "6 h",
            "then": "decide",
        },
        "decide": {"who": "clerk", "work": "5 min", "decides_from": ["health"], "then": {"meet": "50%", "out": "50%"}},
        "meet": {
            "meeting": {"needs": {"clerk": 1, "officer": 1}, "at": "Mon-Fri 10:00", "each_case": "10 min"},
            "then": "out",
        },
    },
    "outcomes": {"out": {}},
}  # fmt: skip
"""Of 20 a week 5 are red; 5 + 15 x 0.4 = 11 are asked about and decided, 5.5 are heard in a meeting."""


def found_in(**paths: Any) -> tuple[Finding, ...]:
    """The findings with some values set; two underscores part the names of a path, None deletes."""
    data = copy.deepcopy(HUB)
    for path, value in paths.items():
        *above, last = path.split("__")
        here = data
        for step in above:
            here = here.setdefault(step, {})
        here[last] = value
        if value is None:
            del here[last]
    return map_hub(read(data)).findings


def only(code: str, **paths: Any) -> Finding:
    (found,) = (each for each in found_in(**paths) if each.code == code)
    return found


def test_there_is_nothing_to_find():
    assert found_in() == ()


def test_a_person_by_whom_every_way_goes_is_the_worst_that_can_be():
    found = only("F021", roles__clerk__people=1, working_together__led_by={"default": "council"})
    assert found.weight is Weight.STOPS
    assert found.follows == "while they are away no case comes to a decision: every way passes them"
    assert found.cases == pytest.approx(20)


def test_a_person_by_whom_some_ways_go_says_how_many():
    """Police are critical and asked about half of 11: 5.5 of 20 wait on their way (28%)."""
    found = only("F021", roles__officer__people=1, stages__decide__then="out", stages__meet={
        "who": "clerk", "work": "5 min", "then": "out"})  # fmt: skip
    assert found.weight is Weight.HARMS
    assert found.follows == "while they are away 28% of contacts are not decided"
    assert found.cases == pytest.approx(5.5)


SETTLED = {
    "default": {"who": "clerk"},
    "decide": {
        "who": ["council", "police"],
        "how": "disputed",
        "settled_by": "chief",
        "settling": "20 min",
    },
}
CHIEF = {"agency": "council", "people": 1, "hours": "office"}


def test_a_person_who_alone_settles_disputes_is_one_on_whom_it_hangs():
    """11 of 20 are decided; the lead is disputed in 20% of them: 2.2 of 20 lie meanwhile (11%)."""
    numbers = {"unclear": {"disputes": "20%"}}
    changes = {
        "roles__chief": CHIEF,
        "working_together__led_by": SETTLED,
        "working_together__leads": numbers,
    }
    found = only("F021", **changes)
    assert found.follows == "while they are away 11% of contacts are not decided"
    assert found.cases == pytest.approx(2.2)
    disputed = only("F002", **changes)
    assert disputed.follows.startswith(
        'in about 2 cases a week it is argued who decides, and all work lies until "chief" has settled it'
    )
    assert disputed.problem.help == "agree on one of them"


def test_days_without_anybody_who_settles_disputes():
    chief = {**CHIEF, "people": 2, "present": "Mon-Thu"}
    found = only("F022", roles__chief=chief, working_together__led_by=SETTLED)
    assert found.problem.message == 'nobody of "chief" is there on Fri, when the hub is open'
    assert found.problem.place.line


def test_a_person_for_whom_cases_wait_in_vain_says_where():
    """A chief decides alone; after two hours a clerk does it instead: nobody waits for ever."""
    decide = {**HUB["stages"]["decide"], "who": "chief"}
    found = only(
        "F021",
        roles__chief={"agency": "council", "people": 1, "hours": "office"},
        stages__decide={**decide, "gives_up": {"after": "2 h", "then": "second"}},
        stages__second=HUB["stages"]["decide"],
    )
    assert found.follows == (
        'while they are away what comes to "decide" waits in vain, and then goes elsewhere'
    )
    assert found.weight is Weight.HARMS
    assert found.cases == pytest.approx(11)


def test_a_person_whom_nobody_waits_for_is_not_heard():
    found = only("F021", roles__nurse__people=1)
    assert found.follows == (
        'while they are away decisions are made without hearing "health" (about 11 questions a week)'
    )


@pytest.mark.parametrize(
    "more",
    [
        {"absence": "4%", "cover": "50%"},
        {"part_time": ["Mon-Wed"]},
        {"people": None, "posts": 1},
    ],
)
def test_one_person_for_whom_somebody_stands_in_is_no_finding(more: Data):
    role = {"agency": "health", "people": 1, "hours": "office", **more}
    assert (
        found_in(roles__nurse={key: each for key, each in role.items() if each is not None}) == ()
    )


def test_two_roles_of_one_person_who_may_both_do_it_are_no_finding():
    found = found_in(
        roles__nurse__people=1,
        roles__doctor={"agency": "health", "people": 1, "hours": "office"},
        stages__ask__ask__health__who=["nurse", "doctor"],
    )
    assert found == ()


def test_roles_that_look_things_up_for_themselves_are_not_waited_for():
    """Reached directly, nobody of health is needed: their one nurse may be away."""
    found = found_in(
        roles__nurse__people=1,
        working_together__information__health={"agreement": "signed", "reached_by": "direct"},
        stages__ask__ask__health={},
    )
    assert found == ()


def test_a_meeting_of_everybody_there_has_nobody_to_spare():
    found = only("F023", stages__meet__meeting__needs={"clerk": 3, "officer": 1})
    assert found.problem.message == '"meet" needs 3 people of "clerk", and there are never more'
    assert found.follows == (
        "when one of them is away the slot is lost; it is needed for about 6 cases a week"
    )


def test_a_meeting_that_may_do_without_them_has():
    meeting = {**HUB["stages"]["meet"]["meeting"], "needs": {"clerk": 1, "officer": 2}}
    assert [each.code for each in found_in(stages__meet__meeting=meeting)] == ["F023"]
    waived = {**meeting, "without": {"officer": "after 1 working day"}}
    assert found_in(stages__meet__meeting=waived) == ()


def test_an_agenda_nearly_full_and_too_short():
    """5.5 cases a week; a slot on three days hears 2 each (6 a week: 92%), or 5 in all."""
    meeting = {**HUB["stages"]["meet"]["meeting"], "at": "Mon 10:00"}
    assert found_in(stages__meet__meeting={**meeting, "cases_at_most": 6}) == ()
    # 21 per week: 5.775 of 6 is 96%.
    full = only(
        "F044", stages__meet__meeting={**meeting, "cases_at_most": 6},
        contacts__phone__volume="21 per week",
    )  # fmt: skip
    assert full.weight is Weight.STRAINS
    short = only("F043", stages__meet__meeting={**meeting, "cases_at_most": 5})
    assert short.weight is Weight.STOPS
    assert (
        short.problem.message == '"meet" gets about 6 cases a week, and its slots have room for 5.0'
    )


def test_more_work_than_time_says_how_much():
    """11 questions a week of 8 h for 2 x 40 h: 88 of 80 h, 110%. Of 7 h: 96%.

    Nothing is refused, lost or entered twice where a hub says nothing of working together.
    """
    nothing: Data = {"working_together": None, "stages__ask__asked_by": None}
    found = only("F041", stages__ask__ask__health__work="8 h", **nothing)
    assert found.problem.message == (
        '"nurse" has more work than time: 88.0 hours of work a week in 80.0 hours there (110%)'
    )
    nearly = only("F042", stages__ask__ask__health__work="7 h", **nothing)
    assert nearly.weight is Weight.STRAINS
    assert "96% of the time" in nearly.problem.message


def test_people_who_share_half_an_hour_share_an_hour():
    """From 15:00 on both are there; one who begins at 17:00 meets nobody."""
    assert found_in(roles__nurse__hours="late") == ()
    found = only(
        "F032", roles__nurse__hours="evening", calendar__hours__evening="Mon-Fri 17:00-21:00",
        calendar__working_day="Mon-Fri 09:00-21:00",
    )  # fmt: skip
    assert found.problem.message == '"clerk" asks "nurse", and they never share an hour'


def test_of_ratings_asked_about_and_chased_only_some_wait_for_ever():
    """Police, critical, are asked about 5.5 a week; 20% never answer and a clear lead asks again in
    90%: 5.5 x 0.2 x 0.1 = 0.11 a week, about 6 a year."""
    found = only("F015", stages__ask__ask__police__never="20%")
    assert found.cases == pytest.approx(0.11)
    assert found.follows == "for about 6 cases a year the wait never ends"
    assert found.weight is Weight.STOPS
    stages = {"after": "1 h", "done": "100%"}
    assert found_in(stages__ask__ask__police__never="20%", stages__ask__chase=stages) == ()


def test_an_agency_whose_people_work_on_the_case_is_heard():
    """Police hold facts. Unasked, they are heard if an officer logs, not if one meets afterwards."""
    ask = {"health": {"who": "nurse", "work": "10 min"}}
    known = {"police": {"for": {"high": "50%"}, "reveals": "20%"}}
    changes = {
        "what_they_know": known, "stages__ask__ask": ask, "stages__ask__go_on_when": "all",
        "working_together__information": {"default": {"agreement": "signed", "reached_by": "navigator"}},
    }  # fmt: skip
    found = only("F014", **changes)
    assert found.problem.message == '"decide" is decided without ever asking "police"'
    assert "holds (50% of high need)" in found.follows
    assert [note for _, note in found.problem.also] == ["what it knows is said here"]
    assert "F014" not in {
        each.code for each in found_in(**changes, stages__log__who=["officer", "clerk"])
    }


def test_a_fact_that_nobody_holds_is_not_missed():
    none = {"police": {"for": {"high": "0%"}, "reveals": "20%"}}
    ask = {"health": {"who": "nurse", "work": "10 min"}}
    codes = {
        each.code
        for each in found_in(
            what_they_know=none, stages__ask__ask=ask, stages__ask__go_on_when="all"
        )
    }
    assert "F014" not in codes


def test_what_is_disputed_counts_where_it_may_be():
    """Disputes happen at the decision, to which 11 a week come: 10% of them."""
    found = only("F002", working_together__led_by="disputed between council and police")
    assert found.follows.startswith(
        "in about 1 case a week it is argued who decides, and all work lies meanwhile"
    )


def test_a_lead_and_deputies_away_together():
    """The chief leads alone; with a clerk as deputy somebody is there."""
    chief = {"agency": "council", "people": 1, "hours": "office"}
    codes = [
        each.code
        for each in found_in(roles__chief=chief, working_together__led_by={"default": "chief"})
    ]
    assert codes == ["F004"]
    lead = {"who": "chief", "deputies": ["clerk"]}
    assert found_in(roles__chief=chief, working_together__led_by={"default": lead}) == ()


def test_stages_that_no_case_comes_to_need_no_lead():
    stage = {"who": "clerk", "work": "5 min", "then": "out"}
    lead = dict.fromkeys(HUB["stages"], "council")
    assert found_in(stages__unused=stage, working_together__led_by=lead) == ()


def test_a_stage_reached_only_by_cases_that_came_too_often_needs_one():
    stage = {"who": "clerk", "work": "5 min", "then": "out"}
    lead = dict.fromkeys(HUB["stages"], "council")
    (found,) = found_in(
        stages__unused=stage, working_together__led_by=lead,
        stages__log__at_most={"times": 1, "then": "unused"},
    )  # fmt: skip
    assert found.problem.message == 'nobody leads at the stage "unused"'


def test_worst_comes_first():
    found = found_in(
        roles__nurse__people=1,
        roles__clerk__people=1,
        working_together__information__police__agreement="none",
        stages__ask__ask__health__work="4 h",
    )
    weights = [each.weight for each in found]
    assert weights == sorted(weights)
    for weight in Weight:
        touched = [each.cases for each in found if each.weight is weight]
        assert touched == sorted(touched, reverse=True)
    assert len(set(weights)) > 1


def test_a_loop_of_three_is_placed_where_it_sends_back():
    """log > ask > decide > log: of those decided 40% are logged again, so in a way 40% x … of log."""
    then = {"log": "60%", "out": "40%"}
    found = only("F051", stages__decide__then=then, stages__log__then="ask", stages__meet={
        "who": "clerk", "work": "5 min", "then": "out"})  # fmt: skip
    assert found.problem.message == (
        'cases come back to "log" from "decide", and nothing says how often'
    )
    assert found.follows.startswith('each case that comes to "log" comes back there 1.5 times')
    assert found.place.text.strip().startswith("then:")


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        (12.4, "about 12 cases a week"),
        (1.2, "about 1 case a week"),
        (0.96, "about 1 case a week"),
        (0.5, "about 26 cases a year"),
        (0.001, "about 1 case a year"),
        (1234, "about 1,234 cases a week"),
    ],
)
def test_numbers_of_cases_are_said_in_round_numbers(cases: float, said: str):
    assert weekly(cases) == said


def test_names_are_listed_as_in_a_sentence():
    assert listed(["a"]) == '"a"'
    assert listed(["a", "b", "c"], "or") == '"a", "b" or "c"'


def test_days_without_anybody_are_of_the_hub():
    """The hub is open Mon-Fri; whoever works Tue and Sat is missing on the four others."""
    data = copy.deepcopy(HUB)
    data["calendar"]["hours"]["odd"] = "Tue, Sat 10:00-12:00"
    data["roles"]["nurse"]["hours"] = "odd"
    staffing = Staffing(read(data).hub)
    assert staffing.days_without(["nurse"]) == ("Mon", "Wed", "Thu", "Fri")
    assert staffing.days_without(["nurse", "clerk"]) == ()
    assert staffing.hours_shared(["nurse"], ["clerk"]) == 2
    assert staffing.at("nurse", 24 * 60 + 10 * 60) == 2
    assert staffing.persons("nurse") == 2


def test_an_evening_of_the_hub_alone_is_no_day_without_anybody():
    """Somebody is there on every day, if not all day: waiting until the morning is what hours do."""
    assert found_in(calendar__working_day="Mon-Fri 06:00-22:00") == ()


def test_findings_are_a_function_of_the_survey():
    looked = survey(read(HUB), 4)
    assert findings(looked) == findings(looked) == ()
