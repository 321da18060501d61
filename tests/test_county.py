"""What each lever does in the county hub: signs and order, each beyond its paired interval.

No figure is asserted that was tuned. A lever must move what it should, desks alone far less than the
bundle, and nothing may move that has nothing to do with it.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from hubsim.analysis import Difference
from hubsim.caseload import draw_caseload
from hubsim.engine import simulate
from hubsim.models import read_model
from hubsim.program import Program, lower
from hubsim.study import Design, Length, Results, Study, run_study
from hubsim.variates import draw_duty
from tests.test_ladder import LADDER

SPAN = Length(16, 4, 4)
REPLICATIONS = 5
BASE, ROOM, ALL = "county_separate", "county_colocated", "county_integrated"
BANK = f"{BASE}+ladder_same_room+ladder_same_bank"

MEASURES = (
    "contacts", "asked_hours_to_decision_mean", "asked_ledger_working", "heard", "busy",
    "touch_hours", "handoffs_lost", "handoffs_clarified", "in_dispute", "nobodys_hours",
    "need_recognised", "wait_for_role",
)  # fmt: skip


def rung(name: str) -> str:
    return f"{BASE}+ladder_{name}"


@cache
def results() -> Results:
    models = (BASE, ROOM, ALL, BANK, *(rung(name) for name in LADDER))
    designs = tuple(Design.of(read_model(model), SPAN, model) for model in models)
    return run_study(Study(designs, SPAN, REPLICATIONS, 7), measures=MEASURES)


def change(model: str, measure: str, by: str = "all", group: str = "all") -> Difference:
    return results().difference(BASE, model, measure, by, group)


def falls(model: str, measure: str, by: str = "all", group: str = "all") -> bool:
    """Whether a measure is lower than in the separate hub, beyond the paired interval."""
    return change(model, measure, by, group).change.high < 0


def rises(model: str, measure: str, by: str = "all", group: str = "all") -> bool:
    return change(model, measure, by, group).change.low > 0


TIME = "asked_hours_to_decision_mean"


def relative(model: str, by: str = "all", group: str = "all") -> float:
    return change(model, TIME, by, group).relative


@pytest.mark.slow
def test_every_design_meets_the_same_contacts() -> None:
    """First contacts are the same; those that come back may differ by what was missed."""
    programs = [lower(read_model(m).hub, 60 * 86_400) for m in (BASE, ALL)]
    first, second = (draw_caseload(program, seed=7, replication=0) for program in programs)
    np.testing.assert_array_equal(first.arrival, second.arrival)
    np.testing.assert_array_equal(first.need, second.need)
    np.testing.assert_array_equal(first.turns_on, second.turns_on)


@pytest.mark.slow
def test_desks_alone_do_far_less_than_the_bundle() -> None:
    assert falls(ALL, TIME)
    assert abs(relative(ROOM)) < abs(relative(ALL)) / 5
    for rating in ("red", "amber", "green"):
        assert falls(ALL, TIME, "rating", rating), rating


@pytest.mark.slow
def test_urgent_work_gains_more_from_desks_than_routine_work() -> None:
    assert falls(ROOM, TIME, "rating", "red")
    assert relative(ROOM, "rating", "red") < relative(ROOM, "rating", "amber")
    assert relative(ROOM, "rating", "amber") < relative(ROOM, "rating", "green")


@pytest.mark.slow
def test_desks_cost_time_and_change_nothing_that_is_heard() -> None:
    for role in ("police_desk", "education_nav"):
        assert rises(ROOM, "touch_hours", "role", role), role
    for agency in ("health", "other"):
        assert abs(change(ROOM, "heard", "agency", agency).change.mean) < 0.01, agency


@pytest.mark.slow
def test_a_lead_settles_notices_and_does_not_call_time() -> None:
    """Less dispute, less lost time, less of nobody's, and health is heard no less."""
    one = rung("one_lead")
    for part in ("dispute", "dropped"):
        assert falls(one, "asked_ledger_working", "part", part), part
    assert falls(one, "in_dispute")
    assert falls(one, "nobodys_hours")
    assert falls(one, TIME)
    assert change(one, "heard", "agency", "health").change.low > -0.01


@pytest.mark.slow
def test_agreement_and_access_are_heard() -> None:
    for name in ("agreement_signed", "direct_access"):
        assert rises(rung(name), "heard", "agency", "health"), name
    more = change(rung("direct_access"), "heard", "agency", "health").change
    less = change(rung("agreement_signed"), "heard", "agency", "health").change
    assert more.low > less.high
    assert falls(rung("direct_access"), "asked_ledger_working", "part", "reply")


@pytest.mark.slow
def test_the_record_loses_less_and_is_read() -> None:
    record = rung("shared_record")
    assert falls(record, "handoffs_lost")
    assert rises(record, "heard", "agency", "other")


@pytest.mark.slow
def test_ties_and_cover_and_the_morning_meeting() -> None:
    assert falls(rung("ties_built"), "handoffs_clarified")
    assert falls(rung("cover"), "wait_for_role", "role", "education_nav")
    assert falls(rung("daily_meeting"), "asked_ledger_working", "part", "dispute")
    assert rises(rung("daily_meeting"), "busy", "role", "enquiry_sw")


@pytest.mark.slow
def test_health_at_the_table_walks_questions_to_its_trust() -> None:
    assert rises(rung("health_at_the_table"), "heard", "agency", "health")
    assert rises(ALL, "need_recognised", "need", "high")


@pytest.mark.slow
@pytest.mark.parametrize("name", LADDER)
def test_a_lever_leaves_alone_what_it_has_nothing_to_do_with(name: str) -> None:
    """Screening comes before all of it: how busy screeners are moves by less than a point."""
    assert abs(change(rung(name), "busy", "role", "screener").change.mean) < 0.01
    assert abs(change(rung(name), "heard", "agency", "police").change.mean) < 0.01


def duty(program: Program) -> list[object]:
    return list(draw_duty(program, seed=7, replication=0))


def test_cover_moves_no_other_calendar() -> None:
    base, covered = (lower(read_model(m).hub, 60 * 86_400) for m in (BASE, rung("cover")))
    same = [
        one == other
        for role, one, other in zip(base.person_role, duty(base), duty(covered), strict=True)
        if base.roles[role] not in ("education_nav", "health_nav")
    ]
    assert same
    assert all(same)


def test_every_lever_keeps_the_ledger_whole() -> None:
    """The measure itself refuses a ledger that does not sum to the second; here with all of them."""
    from hubsim.measures import Traces, Window  # noqa: PLC0415 - used here only

    program = lower(read_model(ALL).hub, 40 * 86_400)
    run = simulate(program, seed=7, replication=0)
    traces = Traces(run, Window(0, program.horizon))
    total = np.bincount(traces.segments.case, traces.segments.seconds)
    end = np.where(traces.left >= 0, traces.left, program.horizon)
    np.testing.assert_array_equal(total, end - traces.began)
