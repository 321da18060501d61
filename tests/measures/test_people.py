"""How busy people are, by hand: what is done after the end of a shift is no part of it."""

from __future__ import annotations

import pytest

from hubsim.measures import Window
from tests.engine.by_hand import Contact
from tests.engine.test_traces_urgency import run_of
from tests.measures.measuring import DAY, values


def test_work_after_a_shift_is_overtime_and_not_being_busy() -> None:
    """An hour begun at 16:30 on Monday, on duty from 09:00 to 17:00: half of it is on duty."""
    role = "roles: {w: {agency: a, people: 1, hours: office, unfinished: finish}}\n"
    run, monday = run_of(role, [Contact("16:30")], [60]), Window(0, DAY)
    assert values(run, "busy", "role", monday) == {"w": pytest.approx(30 / 480)}
    assert values(run, "utilisation", "role", monday) == {"w": pytest.approx(60 / 480)}
    assert values(run, "overtime", "role", monday) == {"w": pytest.approx(0.5 * 7)}  # a week
    hours = values(run, "utilisation_by_hour", "role and hour", monday)
    assert {hour: share for hour, share in hours.items() if share} == {"w Mon 16:00": 0.5}


def test_work_over_a_night_is_on_duty_at_both_ends() -> None:
    """17 h begun at 16:30: half an hour of Monday's shift, and half an hour of Tuesday's."""
    role = "roles: {w: {agency: a, people: 1, hours: office, unfinished: finish}}\n"
    run, two_days = run_of(role, [Contact("16:30")], [17 * 60]), Window(0, 2 * DAY)
    assert values(run, "busy", "role", two_days) == {"w": pytest.approx(60 / 960)}
    hours = values(run, "utilisation_by_hour", "role and hour", two_days)
    assert {hour: share for hour, share in hours.items() if share} == {
        "w Mon 16:00": 0.5, "w Tue 09:00": 0.5,
    }  # fmt: skip
