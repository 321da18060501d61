"""Who is on duty when, by hand: part posts, rotas, days present, leave, absence, called away.

The hub starts on Monday 5 January 2026, in UTC, unless said otherwise.
"""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.program import Program
from hubsim.streams import uniforms
from hubsim.units import DAY, HOUR
from hubsim.variates import draw_duty

from .by_hand import (
    AGENCIES,
    OUT,
    WEB,
    Contact,
    calendar,
    caseload_of,
    duty_of,
    expected,
    program_of,
    run_by_hand,
    table,
)

STAGE = "starts_at: s\nstages:\n  s: {who: ROLE, work: 1 h, then: out}\n"


def program(roles: dict[str, str], days: float, start: str = "", **hours: str) -> Program:
    """A hub with these roles."""
    written = "".join(f"  {name}: {{agency: a, {text}}}\n" for name, text in roles.items())
    stage = STAGE.replace("ROLE", next(iter(roles)))
    hub = calendar(**hours) + AGENCIES + "roles:\n" + written + WEB + stage + OUT
    return program_of(hub, 24 * days)


def duty(program: Program, seed: int = 1) -> list[list[str]]:
    """When everybody is on duty."""
    return [duty_of(windows, program) for windows in draw_duty(program, seed=seed, replication=0)]


def days_of(program: Program, person: int, seed: int = 1) -> list[int]:
    """Days, from 0, on which a shift of somebody begins."""
    windows = draw_duty(program, seed=seed, replication=0)[person]
    return [int(t) // DAY for t in windows.opens if t < program.horizon]


def test_part_posts_and_days_present() -> None:
    """A full post, present on two days; part posts on two days and on one morning.

    ``present`` is for the full posts; a part post says its own days.
    """
    hub = program(
        {"w": "people: 1, hours: office, present: Mon-Tue, part_time: [Tue-Wed, Fri 09:00-12:00]"},
        7,
    )
    assert duty(hub) == [
        ["Mon-09:00 to Mon-17:00", "Tue-09:00 to Tue-17:00"],
        ["Tue-09:00 to Tue-17:00", "Wed-09:00 to Wed-17:00"],
        ["Fri-09:00 to Fri-12:00"],
    ]


@pytest.mark.parametrize(
    ("people", "at_once", "mondays"),
    [
        (3, 1, [[0, 3, 6], [1, 4], [2, 5]]),
        (3, 2, [[0, 1, 3, 4, 6], [0, 2, 3, 5, 6], [1, 2, 4, 5]]),
    ],
)
def test_a_rota_by_day(people: int, at_once: int, mondays: list[list[int]]) -> None:
    """Day by day the next people of the list are at work, beginning with person 0.

    One of three: 0, 1, 2, 0, 1, 2, 0. Two of three: 01, 20, 12, 01, 20, 12, 01.
    """
    hub = program(
        {"w": f"people: {people}, at_work_at_once: {at_once}, hours: day"},
        7,
        day="every day 09:00-15:00",
    )
    assert [days_of(hub, person) for person in range(people)] == mondays


def test_a_rota_round_the_clock_changes_at_midnight() -> None:
    """One of four is there all day: hours without a gap are cut at midnight, or nobody would go."""
    hub = program({"w": "people: 4, at_work_at_once: 1, hours: day"}, 5, day="Mon-Sun 00:00-24:00")
    assert duty(hub) == [
        ["Mon-00:00 to Tue-00:00", "Fri-00:00 to Sat-00:00"],
        ["Tue-00:00 to Wed-00:00"],
        ["Wed-00:00 to Thu-00:00"],
        ["Thu-00:00 to Fri-00:00"],
    ]


# ------------------------------------------------------------------------- absence and leave


def drawn(key: str, person: int, number: int) -> np.ndarray:
    """Uniforms of one person of the role w."""
    return uniforms(
        number, seed=1, stream=f"roles.w.{key}", replication=0, source=f"person {person}"
    )


def test_absence_takes_days_one_by_one() -> None:
    """Away on a day whose draw lies below the share: each person has a draw for each day."""
    hub = program({"w": "people: 2, hours: office, absence: 30%"}, 28)
    weekdays = [day for day in range(28) if day % 7 < 5]
    for person in (0, 1):
        u = drawn("absence", person, 28)
        assert days_of(hub, person) == [day for day in weekdays if u[day] >= 0.3]


def test_a_night_off_is_the_whole_night() -> None:
    """A shift of 22:00-06:00 belongs to the day on which it begins, also if a call splits it.

    Called away for an hour after every 25 h there: on the first night from 01:00 to 02:00.
    """
    called = "called_away: {after: 25 h, lasts: 1 h}"
    role = f"people: 1, hours: night, absence: 40%, {called}"
    hub = program({"w": role}, 14, night="Mon-Fri 22:00-06:00")
    u = drawn("absence", 0, 14)
    there = draw_duty(hub, seed=1, replication=0)[0]
    for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11):
        night = there.seconds_between(day * DAY + 22 * HOUR, day * DAY + 30 * HOUR)
        assert (int(night) == 0) == (u[day] < 0.4)


def test_absence_in_a_rota_round_the_clock_is_a_day() -> None:
    """One of four is there on every fourth day; a day away is the 24 h of that day."""
    rota = "people: 4, at_work_at_once: 1, hours: day, absence: 40%"
    hub = program({"w": rota}, 28, day="Mon-Sun 00:00-24:00")
    for person in range(4):
        u = drawn("absence", person, 28)
        there = draw_duty(hub, seed=1, replication=0)[person]
        hours = [int(there.seconds_between(d * DAY, (d + 1) * DAY)) // HOUR for d in range(28)]
        assert hours == [24 if d % 4 == person and u[d] >= 0.4 else 0 for d in range(28)]


def test_leave_is_whole_weeks() -> None:
    """Six weeks in 52, those with the smallest draws, from Monday to Friday."""
    hub = program({"w": "people: 1, hours: office, away: 6 weeks a year"}, 52 * 7)
    u = drawn("away", 0, 52)
    away = set(np.argsort(u)[:6].tolist())
    assert days_of(hub, 0) == [d for d in range(364) if d % 7 < 5 and d // 7 not in away]


def test_cover_fills_days_away() -> None:
    """With full cover nobody is missed; with half, days whose draw of cover lies below it."""
    whole = program({"w": "people: 1, hours: office"}, 28)
    covered = program({"w": "people: 1, hours: office, absence: 30%, cover: 100%"}, 28)
    half = program({"w": "people: 1, hours: office, absence: 30%, cover: 50%"}, 28)
    assert days_of(covered, 0) == days_of(whole, 0)
    absent, cover = drawn("absence", 0, 28) < 0.3, drawn("cover", 0, 28) < 0.5
    assert days_of(half, 0) == [d for d in range(28) if d % 7 < 5 and (not absent[d] or cover[d])]


def test_a_lever_on_one_role_leaves_all_other_calendars_as_they_are() -> None:
    """Leave, absence and one more person of v change nobody of w and none of the others of v.

    And days away at 20 % are days away at 40 % too: the same draws, another share.
    """
    w = "people: 2, hours: office, absence: 20%, away: 5 weeks a year"
    base = program({"w": w, "v": "people: 1, hours: office, absence: 20%"}, 70)
    more = program({"w": w, "v": "people: 2, hours: office, absence: 40%"}, 70)
    assert duty(base)[:2] == duty(more)[:2]
    assert set(days_of(more, 2)) < set(days_of(base, 2))
    longer = program({"v": "people: 1, hours: office, absence: 20%", "w": w}, 70)
    assert duty(longer)[1:] == duty(base)[:2]  # nor does the order of the roles


# ------------------------------------------------------------------------------ called away


def test_called_away_by_turns() -> None:
    """There for 2 h, away for 30 min, from midnight on: away 02:00, 04:30, 07:00, 09:30, 12:00, …

    Work is put down by the rule of the role: 15 min of case 0 from 09:15, then from 10:00.
    """
    role = "people: 1, hours: office, called_away: {after: 2 h, lasts: 30 min}"
    hub = program({"w": role}, 1)
    assert duty(hub) == [
        [
            "Mon-09:00 to Mon-09:30",
            "Mon-10:00 to Mon-12:00",
            "Mon-12:30 to Mon-14:30",
            "Mon-15:00 to Mon-17:00",
        ]
    ]
    run = run_by_hand(hub, caseload_of([Contact("09:15")]))
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-09:15 Mon-09:15 Mon-09:30 put_down 15
        0 s 0 0 Mon-09:30 Mon-10:00 Mon-10:45 done     45
    """)


# ---------------------------------------------------------------------------- bank holidays


def test_bank_holidays_of_two_regions_in_one_hub() -> None:
    """Thursday 1 January 2026 is a holiday in both; Friday 2 January in Scotland only.

    The agency a keeps those of the hub (England), police those of Scotland.
    """
    text = (
        calendar("2025-12-29", "Europe/London").replace("holidays: none", "holidays: England")
        + "agencies: {a: {}, police: {holidays: Scotland}}\n"
        "roles:\n  e: {agency: a, people: 1, hours: office}\n"
        "  s: {agency: police, people: 1, hours: office}\n"
        + WEB + "starts_at: t\nstages:\n  t: {who: s, work: 1 h, then: u}\n"
        "  u: {who: e, work: 1 h, then: out}\n" + OUT
    )  # fmt: skip
    hub = program_of(text, 9 * 24)
    english, scottish = duty(hub)
    assert [each[:3] for each in english] == ["Mon", "Tue", "Wed", "Fri", "Mon", "Tue"]
    assert [each[:3] for each in scottish] == ["Mon", "Tue", "Wed", "Mon", "Tue"]
    cases = caseload_of([Contact("Wed 16:30")])
    assert table(run_by_hand(hub, cases), without="out") == expected("""
        0 t 0 1 Wed-16:30 Wed-16:30 Wed-17:00 put_down 30
        0 t 0 1 Wed-17:00 Mon-09:00 Mon-09:30 done     30
        0 u 0 0 Mon-09:30 Mon-09:30 Mon-10:30 done     60
    """)
