"""Hand-worked traces of unfinished work, interruption, undivided work and order by due time.

The columns of the tables: case, what, line, person, ready, start, end, how, minutes of touch time.
The hub starts on Monday 5 January 2026, in UTC.
"""

from __future__ import annotations

import pytest

from hubsim.engine import Run

from .by_hand import (
    AGENCIES,
    OUT,
    Contact,
    calendar,
    caseload_of,
    expected,
    program_of,
    run_by_hand,
    table,
)

ONE = "roles: {w: {agency: a, people: 1, hours: office}}\n"
TWO = "roles: {w: {agency: a, people: 2, hours: office}}\n"
ALL = "contacts: {web: {every: 100 days, first_seen_as: {low: {red: 100%}}}}\n"
STAGE = "starts_at: s\nstages:\n  s: {who: w, work: 1 min, then: out}\n"
RED, AMBER, GREEN = 0, 1, 2


def rated(red: str = "[]", amber: str = "[]") -> str:
    """Three ratings, and which the first two may interrupt."""
    return f"ratings: {{red: {{interrupts: {red}}}, amber: {{interrupts: {amber}}}, green: {{}}}}\n"


def run_of(
    roles: str, contacts: list[Contact], minutes: list[float], ratings: str = "", hours: float = 48
) -> Run:
    """One stage, with given lengths of work."""
    hub = calendar() + AGENCIES + roles + (ratings or rated()) + ALL + STAGE + OUT
    return run_by_hand(program_of(hub, hours), caseload_of(contacts), {"stages.s.work": [minutes]})


# ----------------------------------------------------------------- handed back, finished


def test_work_handed_back_keeps_its_place_and_is_read_into_by_another() -> None:
    """m (until 12:00) hands case 0 back with 60 of 120 min to do; reading in adds 10.

    d comes at 12:00 and finds it before case 1: its place is that of 11:00, though it is ready
    again from 12:00. 70 min, until 13:10; then case 1.
    """
    hub = (
        calendar(early="Mon-Fri 09:00-12:00", late="Mon-Fri 12:00-17:00") + AGENCIES
        + "roles:\n  m: {agency: a, people: 1, hours: early, unfinished: hand back, reread: 10 min}\n"
        "  d: {agency: a, people: 1, hours: late}\n"
        + rated() + ALL + "starts_at: s\nstages:\n  s: {who: [m, d], work: 1 min, then: out}\n" + OUT
    )  # fmt: skip
    cases = caseload_of([Contact("11:00"), Contact("11:30")])
    run = run_by_hand(program_of(hub, 24), cases, {"stages.s.work": [[120, 15]]})
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-11:00 Mon-11:00 Mon-12:00 handed_back 60
        0 s 0 1 Mon-12:00 Mon-12:00 Mon-13:10 done        70
        1 s 0 1 Mon-11:30 Mon-13:10 Mon-13:25 done        15
    """)


def test_work_handed_back_in_the_evening_goes_to_the_lowest_number_in_the_morning() -> None:
    """Person 1 hands case 1 back at 17:00; on Tuesday person 0 takes it up, 60 + 10 min.

    It is handed back whenever a shift ends, and reading in comes on top each time.
    """
    role = (
        "roles: {w: {agency: a, people: 2, hours: office, unfinished: hand back, reread: 10 min}}\n"
    )
    run = run_of(role, [Contact("16:00"), Contact("16:00")], [30, 120])
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-16:00 Mon-16:00 Mon-16:30 done        30
        1 s 0 1 Mon-16:00 Mon-16:00 Mon-17:00 handed_back 60
        1 s 0 0 Mon-17:00 Tue-09:00 Tue-10:10 done        70
    """)


def test_who_finishes_stays_over_and_takes_nothing_more() -> None:
    """An hour begun at 16:30 ends at 17:30, in one spell; case 1, there since 16:45, waits."""
    role = "roles: {w: {agency: a, people: 1, hours: office, unfinished: finish}}\n"
    run = run_of(role, [Contact("16:30"), Contact("16:45")], [60, 10])
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-16:30 Mon-16:30 Mon-17:30 done 60
        1 s 0 0 Mon-16:45 Tue-09:00 Tue-09:10 done 10
    """)


def test_overtime_past_midnight_into_the_next_shift() -> None:
    """17 h begun at 16:30 end on Tuesday at 09:30, after the next shift has begun at 09:00.

    The person then goes on as if they had come at 09:00: case 1 begins at 09:30.
    """
    role = "roles: {w: {agency: a, people: 1, hours: office, unfinished: finish}}\n"
    run = run_of(role, [Contact("16:30"), Contact("Tue 09:10")], [17 * 60, 10])
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-16:30 Mon-16:30 Tue-09:30 done 1020
        1 s 0 0 Tue-09:10 Tue-09:30 Tue-09:40 done 10
    """)


def test_overtime_is_interrupted_only_once_the_next_shift_begins() -> None:
    """Only people on duty are interrupted. The red case of 07:00 waits until 09:00.

    At 09:00 the person, still at work on the green one (990 of 1020 min done), is on duty again and
    puts it down. Red 09:00 to 09:20, then the last 30 min.
    """
    role = "roles: {w: {agency: a, people: 1, hours: office, unfinished: finish}}\n"
    cases = [Contact("16:30", GREEN), Contact("Tue 07:00", RED)]
    run = run_of(role, cases, [17 * 60, 20], rated("[green]"))
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-16:30 Mon-16:30 Tue-09:00 put_down 990
        0 s 0 0 Tue-09:00 Tue-09:20 Tue-09:50 done     30
        1 s 0 0 Tue-07:00 Tue-09:00 Tue-09:20 done     20
    """)


# ---------------------------------------------------------------------- interruption

ALWAYS = "roles: {w: {agency: a, posts: 1, hours: always}}\n"


def test_public_trace_04_preemptive_resume() -> None:
    """PUB-TRACE-04: priority 1 interrupts 2 and 3, priority 2 interrupts 3; minutes of the night.

    Case 0 (10 min) is put down at 3 with 7 to do. Case 1 until 7, then case 2 until 13; case 0 goes
    on until 20. Case 3 comes at 20 and finds nobody at work.
    """
    at = [("00:00", GREEN), ("00:03", RED), ("00:05", AMBER), ("00:20", RED)]
    ratings = rated("[amber, green]", "[green]")
    run = run_of(ALWAYS, [Contact(*each) for each in at], [10, 4, 6, 5], ratings)
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-00:00 Mon-00:00 Mon-00:03 put_down 3
        0 s 0 0 Mon-00:03 Mon-00:13 Mon-00:20 done     7
        1 s 0 0 Mon-00:03 Mon-00:03 Mon-00:07 done     4
        2 s 0 0 Mon-00:05 Mon-00:07 Mon-00:13 done     6
        3 s 0 0 Mon-00:20 Mon-00:20 Mon-00:25 done     5
    """)


def test_public_trace_06_an_interrupted_case_keeps_its_place() -> None:
    """PUB-TRACE-06: case 0 (until 4) goes on at 7, before cases 1 (since 2) and 3 (since 6)."""
    at = [("00:00", AMBER), ("00:02", AMBER), ("00:04", RED), ("00:06", AMBER)]
    run = run_of(ALWAYS, [Contact(*each) for each in at], [10, 8, 3, 5], rated("[amber]"))
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-00:00 Mon-00:00 Mon-00:04 put_down 4
        0 s 0 0 Mon-00:04 Mon-00:07 Mon-00:13 done     6
        1 s 0 0 Mon-00:02 Mon-00:13 Mon-00:21 done     8
        2 s 0 0 Mon-00:04 Mon-00:04 Mon-00:07 done     3
        3 s 0 0 Mon-00:06 Mon-00:21 Mon-00:26 done     5
    """)


def test_the_least_urgent_work_is_interrupted() -> None:
    """Green of 09:00 is put down, not amber of 09:05: the rating counts before the time."""
    at = [("09:00", GREEN), ("09:05", AMBER), ("09:10", RED)]
    run = run_of(TWO, [Contact(*each) for each in at], [60, 60, 20], rated("[amber, green]"))
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-09:00 Mon-09:00 Mon-09:10 put_down 10
        0 s 0 0 Mon-09:10 Mon-09:30 Mon-10:20 done     50
        1 s 0 1 Mon-09:05 Mon-09:05 Mon-10:05 done     60
        2 s 0 0 Mon-09:10 Mon-09:10 Mon-09:30 done     20
    """)


def test_of_equally_urgent_work_the_last_in_line_is_interrupted_and_handed_back() -> None:
    """Both greens are since 09:00; case 1 is last by key, so person 1 hands it back at 09:10.

    Red is in hand until 10:10. Person 0 is free at 10:00 and takes case 1 up: 50 + 5 min.
    """
    role = (
        "roles: {w: {agency: a, people: 2, hours: office, unfinished: hand back, reread: 5 min}}\n"
    )
    at = [("09:00", GREEN), ("09:00", GREEN), ("09:10", RED)]
    run = run_of(role, [Contact(*each) for each in at], [60, 60, 60], rated("[green]"))
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-09:00 Mon-09:00 Mon-10:00 done        60
        1 s 0 1 Mon-09:00 Mon-09:00 Mon-09:10 handed_back 10
        1 s 0 0 Mon-09:10 Mon-10:00 Mon-10:55 done        55
        2 s 0 1 Mon-09:10 Mon-09:10 Mon-10:10 done        60
    """)


def test_work_of_a_rating_that_is_not_named_is_not_interrupted() -> None:
    """Red may interrupt green only; amber in hand until 10:00 is left alone."""
    at = [("09:00", AMBER), ("09:10", RED)]
    run = run_of(ONE, [Contact(*each) for each in at], [60, 20], rated("[green]"))
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-09:00 Mon-09:00 Mon-10:00 done 60
        1 s 0 0 Mon-09:10 Mon-10:00 Mon-10:20 done 20
    """)


def test_somebody_free_further_down_the_list_goes_before_an_interruption() -> None:
    """p has green work in hand, q is free: q takes the red case, and nobody is interrupted."""
    hub = (
        calendar() + AGENCIES
        + "roles:\n  p: {agency: a, people: 1, hours: office}\n"
        "  q: {agency: a, people: 1, hours: office}\n"
        + rated("[green]") + ALL
        + "starts_at: s\nstages:\n  s: {who: [p, q], work: 1 min, then: out}\n" + OUT
    )  # fmt: skip
    cases = caseload_of([Contact("09:00", GREEN), Contact("09:10", RED)])
    run = run_by_hand(program_of(hub, 24), cases, {"stages.s.work": [[60, 20]]})
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-09:00 Mon-09:00 Mon-10:00 done 60
        1 s 0 1 Mon-09:10 Mon-09:10 Mon-09:30 done 20
    """)


def test_work_interrupted_in_the_instant_it_was_taken_up_was_never_begun() -> None:
    """Green case 0 is taken up at 09:00. Red case 1 passes v, without any work, at 09:00 as well.

    So it comes to w in the second round of the instant, after green was taken up. Green goes back
    to its queue and has no row of that: it begins at 09:20.
    """
    hub = (
        calendar() + AGENCIES
        + "roles:\n  w: {agency: a, people: 1, hours: office}\n"
        "  v: {agency: a, people: 1, hours: office}\n"
        + rated("[green]")
        + "contacts:\n  x: {every: 100 days, first_seen_as: {low: {red: 100%}}}\n"
        "  y: {every: 100 days, first_seen_as: {low: {red: 100%}}}\n"
        "starts_at: {x: s, y: g}\n"
        "stages:\n  g: {who: v, work: 0 min, then: s}\n  s: {who: w, work: 1 min, then: out}\n" + OUT
    )  # fmt: skip
    cases = caseload_of([Contact("09:00", GREEN, 0), Contact("09:00", RED, 1)])
    run = run_by_hand(program_of(hub, 24), cases, {"stages.s.work": [[30, 20]]})
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-09:00 Mon-09:20 Mon-09:50 done 30
        1 g 0 1 Mon-09:00 Mon-09:00 Mon-09:00 done 0
        1 s 0 0 Mon-09:00 Mon-09:00 Mon-09:20 done 20
    """)


def test_who_has_just_interrupted_may_be_interrupted_in_the_same_second() -> None:
    """Red may interrupt amber, and amber green, but red not green. w is alone; x is not there yet.

    At 09:10 red case 2 (for w) finds green work in hand, which it may not interrupt, and amber case
    1 (for w or x) may. So amber takes w, and red takes w from amber at once: amber was never begun
    and waits until 09:20. Green, with 50 min to do, waits until 09:40.
    """
    seen = "{every: 100 days, first_seen_as: {low: {red: 100%}}}"
    hub = (
        calendar(late="Tue-Fri 09:00-17:00") + AGENCIES
        + "roles:\n  w: {agency: a, people: 1, hours: office}\n"
        "  x: {agency: a, people: 1, hours: late}\n"
        + rated(red="[amber]", amber="[green]")
        + f"contacts: {{first: {seen}, second: {seen}}}\n"
        "starts_at: {first: r, second: q}\nstages:\n  r: {who: w, work: 1 min, then: out}\n"
        "  q: {who: [w, x], work: 1 min, then: out}\n" + OUT
    )  # fmt: skip
    cases = [Contact("09:00", GREEN, 0), Contact("09:10", AMBER, 1), Contact("09:10", RED, 0)]
    minutes = [[60, 20, 10]]
    given = {"stages.r.work": minutes, "stages.q.work": minutes}
    run = run_by_hand(program_of(hub, 24), caseload_of(cases), given)
    assert table(run, without="out") == expected("""
        0 r 0 0 Mon-09:00 Mon-09:00 Mon-09:10 put_down 10
        0 r 0 0 Mon-09:10 Mon-09:40 Mon-10:30 done     50
        1 q 0 0 Mon-09:10 Mon-09:20 Mon-09:40 done     20
        2 r 0 0 Mon-09:10 Mon-09:10 Mon-09:20 done     10
    """)


# ----------------------------------------------------- undivided, by rating, by due time


def test_undivided_work_is_not_stretched() -> None:
    """Half the time goes to cases: 30 min of green take an hour, 30 min of red take 30 min."""
    role = (
        "roles: {w: {agency: a, people: 1, hours: office, time_for_cases: 50%, undivided: [red]}}\n"
    )
    run = run_of(role, [Contact("09:00", GREEN), Contact("11:00", RED)], [30, 30])
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-09:00 Mon-09:00 Mon-10:00 done 30
        1 s 0 0 Mon-11:00 Mon-11:00 Mon-11:30 done 30
    """)


def test_work_by_rating() -> None:
    """Each rating has a length of its own: 5, 10 and 20 min, one after the other."""
    hub = (
        calendar() + AGENCIES + ONE + rated() + ALL + "starts_at: s\nstages:\n"
        "  s: {who: w, work: {red: 5 min, amber: 10 min, green: 20 min}, then: out}\n" + OUT
    )
    cases = caseload_of([Contact("09:00", GREEN), Contact("09:00", AMBER), Contact("09:00", RED)])
    assert table(run_by_hand(program_of(hub, 24), cases), without="out") == expected("""
        0 s 0 0 Mon-09:00 Mon-09:15 Mon-09:35 done 20
        1 s 0 0 Mon-09:00 Mon-09:05 Mon-09:15 done 10
        2 s 0 0 Mon-09:00 Mon-09:00 Mon-09:05 done 5
    """)


@pytest.mark.parametrize(
    ("order", "limit", "first", "second"),
    [("arrival", "4 h", 2, 1), ("due", "4 h", 1, 2), ("due", "1 working day", 2, 1)],
)
def test_order_by_due_time(order: str, limit: str, first: int, second: int) -> None:
    """w is busy with case 0 until 10:30. Case 1 (contact 09:10) waits since 10:00, after a wait of
    50 min; case 2 (contact 09:30) since 09:30.

    By waiting, case 2 goes first. By due time case 1 does: 13:10 is before 13:30. With a limit of a
    working day both are due at the close of Tuesday, and the longer wait decides again.
    """
    hub = (
        calendar() + AGENCIES + ONE + f"work_order: {order}\n"
        f"ratings: {{red: {{decide_within: {limit}}}}}\n"
        "contacts: {x: {every: 100 days}, y: {every: 100 days}}\n"
        "starts_at: {x: s, y: p}\nstages:\n"
        "  p: {wait: 50 min, then: s}\n  s: {who: w, work: 1 min, then: out}\n" + OUT
    )
    cases = caseload_of([Contact("09:00"), Contact("09:10", 0, 1), Contact("09:30")])
    run = run_by_hand(program_of(hub, 24), cases, {"stages.s.work": [[90, 20, 20]]})
    since = {1: "Mon-10:00", 2: "Mon-09:30"}
    assert table(run, without=("out", "p")) == expected(f"""
        0 s 0 0 Mon-09:00 Mon-09:00 Mon-10:30 done 90
        {first} s 0 0 {since[first]} Mon-10:30 Mon-10:50 done 20
        {second} s 0 0 {since[second]} Mon-10:50 Mon-11:10 done 20
    """)
