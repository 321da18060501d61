"""Hand-worked traces of people and queues: shifts, kept work, who takes what.

The columns of the tables: case, what, line, person, ready, start, end, how, detail. The detail is
minutes of touch time done, the line that released a join (0: the limit, or nobody needed), or
whether a reply was in time. The hub starts on Monday 5 January 2026, in UTC, unless said otherwise.
"""

from __future__ import annotations

import pytest

from .by_hand import (
    AGENCIES,
    OUT,
    RATED,
    TWO_WAYS,
    WEB,
    Contact,
    calendar,
    caseload_of,
    expected,
    one_role,
    program_of,
    run_by_hand,
    table,
)

# ------------------------------------------------------- shifts and unfinished work


def test_work_that_ends_with_the_shift_ends_before_its_person_goes() -> None:
    """Work ends (1) before people go (2).

    30 min from 16:30 end at 17:00: done, not put down. The next piece is ready at 17:00, when the
    person goes home, and begins on Tuesday at 09:00.
    """
    hub = (
        calendar() + AGENCIES + one_role() + WEB + "starts_at: s\n"
        "stages:\n  s: {who: w, work: 30 min, then: t}\n  t: {who: w, work: 10 min, then: out}\n"
        + OUT
    )
    run = run_by_hand(program_of(hub, 48), caseload_of([Contact("16:30")]))
    assert table(run) == expected("""
        0 s   0 0 Mon-16:30 Mon-16:30 Mon-17:00 done 30
        0 t   0 0 Mon-17:00 Tue-09:00 Tue-09:10 done 10
        0 out 0 - Tue-09:10 Tue-09:10 Tue-09:10 done 0
    """)


def test_work_put_down_is_resumed_by_the_same_person_in_its_old_place() -> None:
    """Unfinished work is kept, with its key.

    Case 0 (2 h) is put down at 17:00 with 1 h to do, case 1 (1 h, begun 16:30) with 30 min. Case 2
    came after both, so at 09:00 both go on first, each in the same hands. Person 1 is free at 09:30
    and takes case 2, though person 0 began earlier.
    """
    hub = (
        calendar() + AGENCIES + one_role(2) + WEB + "starts_at: s\n"
        "stages:\n  s: {who: w, work: 1 min, then: out}\n" + OUT
    )
    cases = caseload_of([Contact("16:00"), Contact("16:30"), Contact("18:00")])
    run = run_by_hand(program_of(hub, 48), cases, {"stages.s.work": [[120, 60, 15]]})
    assert table(run) == expected("""
        0 s   0 0 Mon-16:00 Mon-16:00 Mon-17:00 put_down 60
        0 s   0 0 Mon-17:00 Tue-09:00 Tue-10:00 done     60
        0 out 0 - Tue-10:00 Tue-10:00 Tue-10:00 done     0
        1 s   0 1 Mon-16:30 Mon-16:30 Mon-17:00 put_down 30
        1 s   0 1 Mon-17:00 Tue-09:00 Tue-09:30 done     30
        1 out 0 - Tue-09:30 Tue-09:30 Tue-09:30 done     0
        2 s   0 1 Mon-18:00 Tue-09:30 Tue-09:45 done     15
        2 out 0 - Tue-09:45 Tue-09:45 Tue-09:45 done     0
    """)


def test_more_urgent_work_goes_before_kept_work() -> None:
    """At 09:00 the better of the head of the queue and the kept piece is taken: urgency first.

    The green case was put down with 1 h to do. The red one came at 18:00; it is taken first,
    09:00 to 09:20. Then the kept one goes on, before the green one of 16:30: it was put down later
    than that, but kept its place of 16:00.
    """
    hub = (
        calendar() + AGENCIES + one_role() + RATED + "starts_at: s\n"
        "stages:\n  s: {who: w, work: 1 min, then: out}\n" + OUT
    )
    times = ("16:00", 1), ("16:30", 1), ("18:00", 0)
    cases = caseload_of([Contact(*each) for each in times])
    run = run_by_hand(program_of(hub, 48), cases, {"stages.s.work": [[120, 5, 20]]})
    assert table(run) == expected("""
        0 s   0 0 Mon-16:00 Mon-16:00 Mon-17:00 put_down 60
        0 s   0 0 Mon-17:00 Tue-09:20 Tue-10:20 done     60
        0 out 0 - Tue-10:20 Tue-10:20 Tue-10:20 done     0
        1 s   0 0 Mon-16:30 Tue-10:20 Tue-10:25 done     5
        1 out 0 - Tue-10:25 Tue-10:25 Tue-10:25 done     0
        2 s   0 0 Mon-18:00 Tue-09:00 Tue-09:20 done     20
        2 out 0 - Tue-09:20 Tue-09:20 Tue-09:20 done     0
    """)


def test_work_in_hand_is_not_interrupted_by_more_urgent_work() -> None:
    """Nobody puts work down for a more urgent case; red goes to the head of the queue."""
    hub = (
        calendar() + AGENCIES + one_role() + RATED + "starts_at: s\n"
        "stages:\n  s: {who: w, work: 1 min, then: out}\n" + OUT
    )
    cases = caseload_of([Contact("09:00", 1), Contact("09:10", 1), Contact("09:20", 0)])
    run = run_by_hand(program_of(hub, 24), cases, {"stages.s.work": [[60, 20, 30]]})
    assert table(run) == expected("""
        0 s   0 0 Mon-09:00 Mon-09:00 Mon-10:00 done 60
        0 out 0 - Mon-10:00 Mon-10:00 Mon-10:00 done 0
        1 s   0 0 Mon-09:10 Mon-10:30 Mon-10:50 done 20
        1 out 0 - Mon-10:50 Mon-10:50 Mon-10:50 done 0
        2 s   0 0 Mon-09:20 Mon-10:00 Mon-10:30 done 30
        2 out 0 - Mon-10:30 Mon-10:30 Mon-10:30 done 0
    """)


def test_somebody_whose_shift_ends_while_free_takes_nothing_more() -> None:
    """People go (2) and come (3) before cases arrive (4).

    The morning person prefers nobody: at 09:00 exactly she is there, at 12:00 exactly she is gone
    and the other takes the case. At 11:59 she takes it and puts it down a minute later.
    """
    hub = (
        calendar(morning="Mon-Fri 09:00-12:00") + AGENCIES
        + "roles:\n  m: {agency: a, people: 1, hours: morning}\n"
        "  d: {agency: a, people: 1, hours: office}\n"
        + WEB + "starts_at: s\nstages:\n  s: {who: [m, d], work: 1 min, then: out}\n" + OUT
    )  # fmt: skip
    times = ["09:00", "11:59", "12:00"]
    cases = caseload_of([Contact(at) for at in times])
    run = run_by_hand(program_of(hub, 24), cases, {"stages.s.work": [[10, 10, 10]]})
    assert table(run) == expected("""
        0 s   0 0 Mon-09:00 Mon-09:00 Mon-09:10 done     10
        0 out 0 - Mon-09:10 Mon-09:10 Mon-09:10 done     0
        1 s   0 0 Mon-11:59 Mon-11:59 Mon-12:00 put_down 1
        1 s   0 0 Mon-12:00 -         horizon   waiting  0
        2 s   0 1 Mon-12:00 Mon-12:00 Mon-12:10 done     10
        2 out 0 - Mon-12:10 Mon-12:10 Mon-12:10 done     0
    """)


def test_adjoining_shifts_are_one_shift() -> None:
    """09:00-12:00 and 12:00-15:00: nobody goes at 12:00, and nothing is put down."""
    hub = (
        calendar(two="Mon-Fri 09:00-12:00 and 12:00-15:00") + AGENCIES + one_role(hours="two") + WEB
        + "starts_at: s\nstages:\n  s: {who: w, work: 60 min, then: out}\n" + OUT
    )  # fmt: skip
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("11:30")]))
    assert table(run) == expected("""
        0 s   0 0 Mon-11:30 Mon-11:30 Mon-12:30 done 60
        0 out 0 - Mon-12:30 Mon-12:30 Mon-12:30 done 0
    """)


def test_share_of_time_for_cases_stretches_work_and_rounds_up() -> None:
    """Of each second 0.7 s go to the case: 30 min take 1800 / 0.7 = 2571.4, so 2572 s = 42:52.

    From 16:45, 900 s give 630 s of touch time (10.5 min) until 17:00; the 1170 s left take
    1671.4, so 1672 s = 27:52. Touch time is told unstretched: 30, and 10.5 + 19.5 = 30.
    """
    hub = (
        calendar() + AGENCIES + one_role(more=", time_for_cases: 70%") + WEB + "starts_at: s\n"
        "stages:\n  s: {who: w, work: 30 min, then: out}\n" + OUT
    )
    run = run_by_hand(program_of(hub, 48), caseload_of([Contact("09:00"), Contact("16:45")]))
    assert table(run) == expected("""
        0 s   0 0 Mon-09:00    Mon-09:00    Mon-09:42:52 done     30
        0 out 0 - Mon-09:42:52 Mon-09:42:52 Mon-09:42:52 done     0
        1 s   0 0 Mon-16:45    Mon-16:45    Mon-17:00    put_down 10.5
        1 s   0 0 Mon-17:00    Tue-09:00    Tue-09:27:52 done     19.5
        1 out 0 - Tue-09:27:52 Tue-09:27:52 Tue-09:27:52 done     0
    """)


@pytest.mark.parametrize(
    ("starts", "rows"),
    [
        # Clocks go forward at 01:00 on Sunday: the night has 7 hours, 1 of the 8 is left.
        (
            "2026-03-28",
            """
            0 s   0 0 Sat-22:00 Sat-22:00 Sun-06:00 put_down 420
            0 s   0 0 Sun-06:00 Sun-22:00 Sun-23:00 done     60
            0 out 0 - Sun-23:00 Sun-23:00 Sun-23:00 done     0
            """,
        ),
        # Clocks go back at 02:00 on Sunday: the night has 9 hours, 8 are over at 05:00.
        (
            "2026-10-24",
            """
            0 s   0 0 Sat-22:00 Sat-22:00 Sun-05:00 done 480
            0 out 0 - Sun-05:00 Sun-05:00 Sun-05:00 done 0
            """,
        ),
    ],
)
def test_nights_over_clock_changes(starts: str, rows: str) -> None:
    """A night of 22:00-06:00 on the wall has seven or nine hours; 8 h of work begin at 22:00."""
    hub = (
        calendar(starts, "Europe/London", night="every day 22:00-06:00") + AGENCIES
        + "roles: {w: {agency: a, posts: 1, hours: night}}\n" + WEB
        + "starts_at: s\nstages:\n  s: {who: w, work: 8 h, then: out}\n" + OUT
    )  # fmt: skip
    cases = caseload_of([Contact("Sat 22:00")], first="Sat")
    run = run_by_hand(program_of(hub, 72), cases)
    assert table(run) == expected(rows)


# ---------------------------------------------------------------- who takes what


def test_first_role_able_and_lowest_number_first() -> None:
    """Of the free people of the first role able, the lowest number starts; then the next role.

    Three cases at 09:00: persons 0 and 1 of the preferred role, then person 2 of the other. At
    09:10 all are free again, and case 3 goes to person 0.
    """
    hub = (
        calendar() + AGENCIES
        + "roles:\n  p: {agency: a, people: 2, hours: office}\n"
        "  q: {agency: a, people: 1, hours: office}\n"
        + WEB + "starts_at: s\nstages:\n  s: {who: [p, q], work: 10 min, then: out}\n" + OUT
    )  # fmt: skip
    cases = caseload_of([Contact(at) for at in ("09:00", "09:00", "09:00", "09:10")])
    run = run_by_hand(program_of(hub, 24), cases)
    assert table(run) == expected("""
        0 s   0 0 Mon-09:00 Mon-09:00 Mon-09:10 done 10
        0 out 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 0
        1 s   0 1 Mon-09:00 Mon-09:00 Mon-09:10 done 10
        1 out 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 0
        2 s   0 2 Mon-09:00 Mon-09:00 Mon-09:10 done 10
        2 out 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 0
        3 s   0 0 Mon-09:10 Mon-09:10 Mon-09:20 done 10
        3 out 0 - Mon-09:20 Mon-09:20 Mon-09:20 done 0
    """)


def test_second_choice_work_comes_after_first_choice_work_of_the_same_urgency() -> None:
    """The key is (priority, position of the role, since when): position goes before waiting time.

    q is busy with case 0 until 10:00; p is away all day. Case 1 waits at x (p, else q) since 09:10,
    case 2 at y (q alone) since 09:20. At 10:00 q takes case 2, whose first choice she is.
    """
    hub = (
        calendar(weekend="Sat 09:00-17:00") + AGENCIES
        + "roles:\n  p: {agency: a, people: 1, hours: weekend}\n"
        "  q: {agency: a, people: 1, hours: office}\n"
        + TWO_WAYS + "stages:\n  gate: {wait: 0 min, then: {x: {sx: 100%}, y: {sy: 100%}}}\n"
        "  sx: {who: [p, q], work: 10 min, then: out}\n"
        "  sy: {who: q, work: 1 min, then: out}\n" + OUT
    )  # fmt: skip
    cases = caseload_of([Contact("09:00", 0, 1), Contact("09:10", 0, 0), Contact("09:20", 0, 1)])
    run = run_by_hand(program_of(hub, 24), cases, {"stages.sy.work": [[60, 0, 15]]})
    assert table(run, without="gate") == expected("""
        0 sy  0 1 Mon-09:00 Mon-09:00 Mon-10:00 done 60
        0 out 0 - Mon-10:00 Mon-10:00 Mon-10:00 done 0
        1 sx  0 1 Mon-09:10 Mon-10:15 Mon-10:25 done 10
        1 out 0 - Mon-10:25 Mon-10:25 Mon-10:25 done 0
        2 sy  0 1 Mon-09:20 Mon-10:00 Mon-10:15 done 15
        2 out 0 - Mon-10:15 Mon-10:15 Mon-10:15 done 0
    """)


def test_every_kept_piece_competes_by_priority_position_and_time() -> None:
    """Kept pieces are chosen by the same key as heads of queues.

    q is second choice for x (p is away) and first for y. Monday: case 0 at x is put down. Tuesday:
    case 1 at y (9 h) goes first by position, and is put down with 1 h to do; case 2 joins y at
    12:00. Wednesday at 09:00 q chooses between case 0 (position 1), case 1 (position 0, since
    Monday 18:00) and case 2 (position 0, since Tuesday 12:00): case 1, then 2, then 0.
    """
    hub = (
        calendar(weekend="Sat 09:00-17:00") + AGENCIES
        + "roles:\n  p: {agency: a, people: 1, hours: weekend}\n"
        "  q: {agency: a, people: 1, hours: office}\n"
        + TWO_WAYS + "stages:\n  gate: {wait: 0 min, then: {x: {sx: 100%}, y: {sy: 100%}}}\n"
        "  sx: {who: [p, q], work: 2 h, then: out}\n"
        "  sy: {who: q, work: 1 min, then: out}\n" + OUT
    )  # fmt: skip
    cases = caseload_of(
        [Contact("16:00", 0, 0), Contact("18:00", 0, 1), Contact("Tue 12:00", 0, 1)]
    )
    run = run_by_hand(program_of(hub, 72), cases, {"stages.sy.work": [[0, 540, 60]]})
    assert table(run, without="gate") == expected("""
        0 sx  0 1 Mon-16:00 Mon-16:00 Mon-17:00 put_down 60
        0 sx  0 1 Mon-17:00 Wed-11:00 Wed-12:00 done     60
        0 out 0 - Wed-12:00 Wed-12:00 Wed-12:00 done     0
        1 sy  0 1 Mon-18:00 Tue-09:00 Tue-17:00 put_down 480
        1 sy  0 1 Tue-17:00 Wed-09:00 Wed-10:00 done     60
        1 out 0 - Wed-10:00 Wed-10:00 Wed-10:00 done     0
        2 sy  0 1 Tue-12:00 Wed-10:00 Wed-11:00 done     60
        2 out 0 - Wed-11:00 Wed-11:00 Wed-11:00 done     0
    """)


def test_new_urgent_work_goes_to_the_lowest_number_though_she_has_kept_work() -> None:
    """Among free people the lowest number starts, whatever they keep.

    Person 0 keeps case 0 (green, 1 h to do). At 09:00 on Tuesday the red case is the best piece and
    goes to person 0. Person 1 has nothing to do: what is kept is resumed by the same person.
    """
    hub = (
        calendar() + AGENCIES + one_role(2) + RATED + "starts_at: s\n"
        "stages:\n  s: {who: w, work: 1 min, then: out}\n" + OUT
    )
    cases = caseload_of([Contact("16:00", 1), Contact("18:00", 0)])
    run = run_by_hand(program_of(hub, 48), cases, {"stages.s.work": [[120, 30]]})
    assert table(run) == expected("""
        0 s   0 0 Mon-16:00 Mon-16:00 Mon-17:00 put_down 60
        0 s   0 0 Mon-17:00 Tue-09:30 Tue-10:30 done     60
        0 out 0 - Tue-10:30 Tue-10:30 Tue-10:30 done     0
        1 s   0 0 Mon-18:00 Tue-09:00 Tue-09:30 done     30
        1 out 0 - Tue-09:30 Tue-09:30 Tue-09:30 done     0
    """)


# ------------------------------------------------------------- work of zero length


def test_work_of_no_length_begins_and_ends_in_one_instant() -> None:
    """After a dispatch the instant begins again, so what ended in it frees its person in it.

    Two cases at 09:00, one person, no work at s. Case 0 passes s at 09:00. Now its piece at t
    (since 09:00, case 0) goes before case 1's at s (since 09:00, case 1). Case 1 passes s at 09:10
    and begins t then.
    """
    hub = (
        calendar() + AGENCIES + one_role() + WEB + "starts_at: s\n"
        "stages:\n  s: {who: w, work: 0 min, then: t}\n  t: {who: w, work: 10 min, then: out}\n"
        + OUT
    )
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00"), Contact("09:00")]))
    assert table(run) == expected("""
        0 s   0 0 Mon-09:00 Mon-09:00 Mon-09:00 done 0
        0 t   0 0 Mon-09:00 Mon-09:00 Mon-09:10 done 10
        0 out 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 0
        1 s   0 0 Mon-09:00 Mon-09:10 Mon-09:10 done 0
        1 t   0 0 Mon-09:10 Mon-09:10 Mon-09:20 done 10
        1 out 0 - Mon-09:20 Mon-09:20 Mon-09:20 done 0
    """)


def test_work_of_no_length_needs_somebody_there() -> None:
    """It waits for the shift like any other work: 07:00 to 09:00, and not at 17:00 exactly."""
    hub = (
        calendar() + AGENCIES + one_role() + WEB + "starts_at: s\n"
        "stages:\n  s: {who: w, work: 0 min, then: out}\n" + OUT
    )
    run = run_by_hand(program_of(hub, 48), caseload_of([Contact("07:00"), Contact("17:00")]))
    assert table(run) == expected("""
        0 s   0 0 Mon-07:00 Mon-09:00 Mon-09:00 done 0
        0 out 0 - Mon-09:00 Mon-09:00 Mon-09:00 done 0
        1 s   0 0 Mon-17:00 Tue-09:00 Tue-09:00 done 0
        1 out 0 - Tue-09:00 Tue-09:00 Tue-09:00 done 0
    """)
