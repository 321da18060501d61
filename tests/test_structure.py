"""Offered load, worked by hand."""

from __future__ import annotations

import pytest

from hubsim.program import lower
from hubsim.structure import expected_visits, load_problems, offered_load, year_loads
from hubsim.units import WEEK

TEXT = """
hubsim: 1
name: Loads
calendar: {starts: 2026-01-05, timezone: UTC, holidays: none, hours: {office: "Mon-Fri 09:00-17:00"}}
agencies: {council: {label: Council}}
roles:
  adviser: {agency: council, people: 2, hours: office, time_for_cases: 50%}
  worker: {agency: council, people: 1, hours: office}
ratings: {red: {}, green: {}}
contacts:
  phone: {volume: 20 per week, first_seen_as: {low: {red: 25%, green: 75%}}}
starts_at: log
stages:
  log: {who: adviser, work: 30 min, then: {look: 50%, out: 50%}}
  look: {who: WHO, work: {red: 1 h, green: 2 h}, then: {look: 20%, out: 80%}}
outcomes: {out: {label: Out}}
"""


def loads(hub, who: str, volume: str = "20 per week") -> dict[str, float]:
    program = lower(hub(TEXT.replace("WHO", who).replace("20 per week", volume)).hub, 4 * WEEK)
    return {each.role: each.load for each in offered_load(program, 0, 4 * WEEK)}


def test_load_is_work_over_time_for_cases(hub):
    """Advisers: 20 x 0.5 h = 10 h a week; 2 x 40 h at 50 % = 40 h. Load 25 %.

    Worker: half of 20 cases come, each 1 / (1 - 0.2) = 1.25 times, for 0.25 x 1 + 0.75 x 2 = 1.75 h:
    10 x 1.25 x 1.75 = 21.875 h of 40 h.
    """
    assert loads(hub, "worker") == {
        "adviser": pytest.approx(0.25),
        "worker": pytest.approx(21.875 / 40),
    }


def test_work_that_two_roles_can_do_is_shared_as_evenly_as_possible(hub):
    """Together 10 + 21.875 h of 40 + 40 h: both at 39.84 %, since 10 h alone would be less for one."""
    both = pytest.approx(31.875 / 80)
    assert loads(hub, "[worker, adviser]") == {"adviser": both, "worker": both}


def test_work_that_only_one_role_can_do_is_not_given_to_the_other(hub):
    """Without second looks: advisers 40 x 0.5 = 20 h of 40 h; looking is 40 x 0.1 x 1.75 = 7 h.

    The worker takes all 7 h of 40 h and the advisers keep their own 20 h, since that is as even as
    the lists allow.
    """
    text = TEXT.replace("WHO", "[worker, adviser]").replace("20 per week", "40 per week")
    text = text.replace("look: 50%, out: 50%", "look: 10%, out: 90%")
    program = lower(hub(text.replace("look: 20%, out: 80%", "out: 100%")).hub, 4 * WEEK)
    found = {each.role: each.load for each in offered_load(program, 0, 4 * WEEK)}
    assert found == {"adviser": pytest.approx(20 / 40), "worker": pytest.approx(7 / 40)}


def test_expected_visits_count_loops_and_shares_asked(hub):
    program = lower(hub(TEXT.replace("WHO", "worker")).hub, WEEK)
    visits = expected_visits(program, 0, 0)
    look = program.nodes.stage == program.stages.index("look")
    assert visits[look, 0].tolist() == pytest.approx([0.5 / 0.8] * look.sum())
    assert not visits[:, 1].any()


def test_overload_is_said_with_its_size_and_place(hub):
    """200 a week: advisers 100 h of 40 h, two and a half times what they can do."""
    file = hub(TEXT.replace("WHO", "worker").replace("20 per week", "200 per week"))
    found = load_problems(year_loads(file.hub, lower(file.hub, WEEK)), file.source)
    assert [(p.code, p.place.line) for p in found] == [("W301", 7), ("W301", 8)]
    assert "exceeds what these people can do by 150.0%" in found[0].message


def test_nearly_full_is_a_warning_of_its_own(hub):
    """77 a week: advisers 38.5 h of 40 h."""
    file = hub(
        TEXT.replace("WHO", "adviser")
        .replace("look: 50%, out: 50%", "out: 100%")
        .replace("20 per week", "77 per week")
    )
    codes = [
        p.code for p in load_problems(year_loads(file.hub, lower(file.hub, 4 * WEEK)), file.source)
    ]
    assert codes == ["W302"]


def test_a_role_that_nothing_is_given_to_has_no_load(hub):
    assert loads(hub, "adviser")["worker"] == 0


@pytest.mark.parametrize(
    ("load", "code", "says"),
    [
        (0.996, "W302", "busy 99.6% of the time"),
        (1.0004, "W301", "by less than 0.1% over a year (100.0% of their time is asked for)"),
        (1.02, "W301", "by 2.0% over a year (102% of their time is asked for)"),
    ],
)
def test_a_load_near_all_of_the_time_is_told_with_a_decimal(hub, load, code, says):
    (problem,) = load_problems({"worker": load}, hub(TEXT.replace("WHO", "worker")).source)
    assert problem.code == code
    assert says in problem.message
