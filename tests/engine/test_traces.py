"""Hand-worked traces: every expected line follows from the rule in the docstring.

The columns of the tables: case, what, line, person, ready, start, end, how, detail. The detail is
minutes of touch time done, the line that released a join (0: the limit, or nobody needed), or
whether a reply was in time. The hub starts on Monday 5 January 2026, in UTC, unless said otherwise.
"""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.caseload import draw_caseload
from hubsim.measures import Traces, Window
from hubsim.program import Part

from .by_hand import Contact, calendar, caseload_of, expected, program_of, run_by_hand, table

AGENCIES = "agencies: {a: {}, police: {}, health: {}}\n"
OUT = "outcomes: {out: {}}\n"
WEB = "contacts: {web: {every: 100 days}}\n"
RATED = (
    "ratings: {red: {}, green: {}}\n"
    "contacts: {web: {every: 100 days, first_seen_as: {low: {red: 50%, green: 50%}}}}\n"
)
TWO_WAYS = (
    "contacts: {x: {every: 100 days}, y: {every: 100 days}}\n"
    "starts_at: gate\n"
)  # fmt: skip


def one_role(people: int = 1, hours: str = "office", more: str = "") -> str:
    return f"roles: {{w: {{agency: a, people: {people}, hours: {hours}{more}}}}}\n"


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
    times = ("16:00", 1), ("18:00", 0), ("16:30", 1)
    cases = caseload_of([Contact(*each) for each in times])
    run = run_by_hand(program_of(hub, 48), cases, {"stages.s.work": [[120, 20, 5]]})
    assert table(run) == expected("""
        0 s   0 0 Mon-16:00 Mon-16:00 Mon-17:00 put_down 60
        0 s   0 0 Mon-17:00 Tue-09:20 Tue-10:20 done     60
        0 out 0 - Tue-10:20 Tue-10:20 Tue-10:20 done     0
        1 s   0 0 Mon-18:00 Tue-09:00 Tue-09:20 done     20
        1 out 0 - Tue-09:20 Tue-09:20 Tue-09:20 done     0
        2 s   0 0 Mon-16:30 Tue-10:20 Tue-10:25 done     5
        2 out 0 - Tue-10:25 Tue-10:25 Tue-10:25 done     0
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


@pytest.mark.xfail(
    strict=True,
    raises=AssertionError,
    reason="of several kept pieces the engine looks at the first by key, not by position",
)
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


# --------------------------------------------------------------- replies and limits


def asking(ask: str, more: str = "", contacts: str = WEB) -> str:
    """A hub that asks and then works 10 min on it."""
    return (
        calendar() + AGENCIES + one_role() + contacts + "starts_at: f\n"
        f"stages:\n  f:\n    ask: {{{ask}}}\n{more}    then: s\n"
        "  s: {who: w, work: 10 min, then: out}\n" + OUT
    )  # fmt: skip


def test_a_reply_exactly_at_the_limit_is_in_time() -> None:
    """Limits expire (8) after everything else of the instant: the reply of 10:00 is in."""
    hub = asking("police: {reply_takes: 60 min}", "    at_the_latest: 1 h\n")
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]))
    assert table(run) == expected("""
        0 f.ask   0 - Mon-09:00 Mon-09:00 Mon-10:00 done 1
        0 f.wait  1 - Mon-09:00 Mon-09:00 Mon-10:00 done 0
        0 f.reply 1 - Mon-10:00 Mon-10:00 Mon-10:00 done 1
        0 s       0 0 Mon-10:00 Mon-10:00 Mon-10:10 done 10
        0 out     0 - Mon-10:10 Mon-10:10 Mon-10:10 done 0
    """)


def test_worked_reply_of_no_length_in_the_instant_of_the_limit_is_in_time() -> None:
    """Work of zero length that ends in the instant of the limit counts: dispatch (7) is before (8).

    The question is seen after 60 min and answered by work of no length, at 10:00, with the limit.
    """
    hub = asking("police: {seen_after: 60 min, who: w, work: 0 min}", "    at_the_latest: 1 h\n")
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]))
    assert table(run) == expected("""
        0 f.ask   0 - Mon-09:00 Mon-09:00 Mon-10:00 done 1
        0 f.wait  1 - Mon-09:00 Mon-09:00 Mon-10:00 done 0
        0 f       1 0 Mon-10:00 Mon-10:00 Mon-10:00 done 0
        0 f.reply 1 - Mon-10:00 Mon-10:00 Mon-10:00 done 1
        0 s       0 0 Mon-10:00 Mon-10:00 Mon-10:10 done 10
        0 out     0 - Mon-10:10 Mon-10:10 Mon-10:10 done 0
    """)


def test_limits_of_one_instant_expire_together_before_anybody_starts() -> None:
    """Both limits fall at 10:00; one dispatch follows, and it sees both cases: red goes first.

    If each limit were followed by a dispatch of its own, green case 0 would be taken first.
    """
    hub = asking("police: {reply_takes: 20 h}", "    at_the_latest: 1 h\n", RATED)
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00", 1), Contact("09:00", 0)]))
    assert table(run) == expected("""
        0 f.ask   0 - Mon-09:00 Mon-09:00 Mon-10:00 done 0
        0 f.wait  1 - Mon-09:00 Mon-09:00 horizon   open 0
        0 s       0 0 Mon-10:00 Mon-10:10 Mon-10:20 done 10
        0 out     0 - Mon-10:20 Mon-10:20 Mon-10:20 done 0
        1 f.ask   0 - Mon-09:00 Mon-09:00 Mon-10:00 done 0
        1 f.wait  1 - Mon-09:00 Mon-09:00 horizon   open 0
        1 s       0 0 Mon-10:00 Mon-10:00 Mon-10:10 done 10
        1 out     0 - Mon-10:10 Mon-10:10 Mon-10:10 done 0
    """)


def test_limits_in_working_time() -> None:
    """2 working hours from 16:00 end at 10:00 on Tuesday; 1 working day from Monday 16:00, with
    Monday as day 0, at the close of Tuesday, 17:00.
    """
    hours = asking("police: {reply_takes: 60 h}", "    at_the_latest: 2 working hours\n")
    days = asking("police: {reply_takes: 60 h}", "    at_the_latest: 1 working day\n")
    cases = caseload_of([Contact("16:00")])
    in_hours = run_by_hand(program_of(hours, 72), cases)
    in_days = run_by_hand(program_of(days, 72), cases)
    assert "0 f.ask 0 - Mon-16:00 Mon-16:00 Tue-10:00 done 0" in table(in_hours)
    assert "0 f.ask 0 - Mon-16:00 Mon-16:00 Tue-17:00 done 0" in table(in_days)


def test_of_two_replies_in_one_instant_the_lowest_line_released_the_join() -> None:
    """All replies of an instant count, whichever way they came.

    Line 1 (police) replies at 09:30 after a wait, line 2 (health) at 09:30 by work that ends before
    (step 1 before step 4). One is needed: health's would be enough, but of the instant the lowest
    number is taken, and both are in time.
    """
    hub = asking(
        "police: {reply_takes: 30 min}, health: {who: w, work: 30 min}",
        "    go_on_when: {and_at_least: 1}\n",
    )
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]))
    assert table(run) == expected("""
        0 f.ask   0 - Mon-09:00 Mon-09:00 Mon-09:30 done 1
        0 f.wait  1 - Mon-09:00 Mon-09:00 Mon-09:30 done 0
        0 f.reply 1 - Mon-09:30 Mon-09:30 Mon-09:30 done 1
        0 f       2 0 Mon-09:00 Mon-09:00 Mon-09:30 done 30
        0 f.reply 2 - Mon-09:30 Mon-09:30 Mon-09:30 done 1
        0 s       0 0 Mon-09:30 Mon-09:30 Mon-09:40 done 10
        0 out     0 - Mon-09:40 Mon-09:40 Mon-09:40 done 0
    """)


def test_a_critical_reply_of_the_same_instant_is_what_was_waited_for() -> None:
    """Police (line 1) and critical health (line 2) reply at 09:30; health was missing: line 2."""
    hub = asking(
        "police: {reply_takes: 30 min}, health: {reply_takes: 30 min}",
        "    go_on_when: {all_of: health, and_at_least: 2}\n",
    )
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]))
    assert "0 f.ask 0 - Mon-09:00 Mon-09:00 Mon-09:30 done 2" in table(run)


def test_the_last_needed_reply_released_the_join() -> None:
    """2 of 3 are needed, replies come at 09:20 (line 3), 09:40 (line 1), 10:00 (line 2): line 1."""
    hub = asking(
        "a: {reply_takes: 40 min}, police: {reply_takes: 60 min}, health: {reply_takes: 20 min}",
        "    go_on_when: {and_at_least: 2}\n",
    )
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]))
    assert table(run) == expected("""
        0 f.ask   0 - Mon-09:00 Mon-09:00 Mon-09:40 done 1
        0 f.wait  1 - Mon-09:00 Mon-09:00 Mon-09:40 done 0
        0 f.reply 1 - Mon-09:40 Mon-09:40 Mon-09:40 done 1
        0 f.wait  2 - Mon-09:00 Mon-09:00 Mon-10:00 done 0
        0 f.reply 2 - Mon-10:00 Mon-10:00 Mon-10:00 done 0
        0 f.wait  3 - Mon-09:00 Mon-09:00 Mon-09:20 done 0
        0 f.reply 3 - Mon-09:20 Mon-09:20 Mon-09:20 done 1
        0 s       0 0 Mon-09:40 Mon-09:40 Mon-09:50 done 10
        0 out     0 - Mon-09:50 Mon-09:50 Mon-09:50 done 0
    """)


def test_a_critical_holder_missing_at_the_limit_is_waited_for() -> None:
    """The limit of 10:00 lets go of health (line 2), but not of critical police (line 1).

    All are asked for. Police replies at 12:00 and releases the join; health comes at 14:00, late.
    """
    hub = asking(
        "police: {reply_takes: 3 h}, health: {reply_takes: 5 h}",
        "    go_on_when: {all_of: police, and_at_least: 2}\n    at_the_latest: 1 h\n",
    )
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]))
    assert table(run) == expected("""
        0 f.ask   0 - Mon-09:00 Mon-09:00 Mon-12:00 done 1
        0 f.wait  1 - Mon-09:00 Mon-09:00 Mon-12:00 done 0
        0 f.reply 1 - Mon-12:00 Mon-12:00 Mon-12:00 done 1
        0 f.wait  2 - Mon-09:00 Mon-09:00 Mon-14:00 done 0
        0 f.reply 2 - Mon-14:00 Mon-14:00 Mon-14:00 done 0
        0 s       0 0 Mon-12:00 Mon-12:00 Mon-12:10 done 10
        0 out     0 - Mon-12:10 Mon-12:10 Mon-12:10 done 0
    """)


def test_the_limit_releases_where_only_others_than_the_critical_are_missing() -> None:
    """Critical police replied at 09:30; health is missing at the limit of 10:00, which releases."""
    hub = asking(
        "police: {reply_takes: 30 min}, health: {reply_takes: 5 h}",
        "    go_on_when: {all_of: police, and_at_least: 2}\n    at_the_latest: 1 h\n",
    )
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]))
    assert "0 f.ask 0 - Mon-09:00 Mon-09:00 Mon-10:00 done 0" in table(run)


def test_critical_alone_is_waited_for_where_no_count_is_given() -> None:
    """Health (line 2) is critical and no count is written: police, at 09:10, is not enough."""
    hub = asking(
        "police: {reply_takes: 10 min}, health: {reply_takes: 30 min}",
        "    go_on_when: {all_of: health}\n",
    )
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]))
    assert "0 f.ask 0 - Mon-09:00 Mon-09:00 Mon-09:30 done 2" in table(run)


def test_where_nobody_is_asked_the_case_goes_on_at_once() -> None:
    """Shares of 60 % and draws of 0.7 and 0.9: nobody is asked, not even the critical holder."""
    hub = asking(
        "police: {share_asked: 60%, reply_takes: 1 h}, "
        "health: {share_asked: 60%, reply_takes: 1 h}",
        "    go_on_when: {all_of: police}\n",
    )
    draws = {"stages.f.ask.police.share_asked": [[0.7]], "stages.f.ask.health.share_asked": [[0.9]]}
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]), draws)
    assert table(run) == expected("""
        0 f.ask 0 - Mon-09:00 Mon-09:00 Mon-09:00 done 0
        0 s     0 0 Mon-09:00 Mon-09:00 Mon-09:10 done 10
        0 out   0 - Mon-09:10 Mon-09:10 Mon-09:10 done 0
    """)


def test_fewer_asked_than_needed_means_all_of_them() -> None:
    """Two replies are needed, but only health (line 2) is asked: its reply is enough."""
    hub = asking(
        "police: {share_asked: 60%, reply_takes: 1 h}, health: {reply_takes: 30 min}",
        "    go_on_when: {and_at_least: 2}\n",
    )
    draws = {"stages.f.ask.police.share_asked": [[0.7]]}
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]), draws)
    assert "0 f.ask 0 - Mon-09:00 Mon-09:00 Mon-09:30 done 2" in table(run)


def test_late_replies_use_people_and_change_nothing() -> None:
    """One of two is needed; police replies at 09:05. The case wants 10 min of w at 09:05.

    w is busy with health's look-up from 09:00 to 09:30, for a reply that nobody waits for any more;
    it is on no main line. The case itself begins at 09:30.
    """
    hub = asking(
        "police: {reply_takes: 5 min}, health: {who: w, work: 30 min}",
        "    go_on_when: {and_at_least: 1}\n",
    )
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]))
    assert table(run) == expected("""
        0 f.ask   0 - Mon-09:00 Mon-09:00 Mon-09:05 done 1
        0 f.wait  1 - Mon-09:00 Mon-09:00 Mon-09:05 done 0
        0 f.reply 1 - Mon-09:05 Mon-09:05 Mon-09:05 done 1
        0 f       2 0 Mon-09:00 Mon-09:00 Mon-09:30 done 30
        0 f.reply 2 - Mon-09:30 Mon-09:30 Mon-09:30 done 0
        0 s       0 0 Mon-09:05 Mon-09:30 Mon-09:40 done 10
        0 out     0 - Mon-09:40 Mon-09:40 Mon-09:40 done 0
    """)
    ledger = Traces(run, Window(0, run.program.horizon)).ledger(np.array([10**9]), working=False)
    # 5 min for the reply, 25 for a person who is there, 10 in hand.
    assert ledger[0, [Part.REPLY, Part.PERSON, Part.WORKED]].tolist() == [300, 1500, 600]
    assert ledger.sum() == 2400


def test_a_reply_to_an_earlier_visit_of_the_fork_is_late() -> None:
    """One of two is needed. First visit: police at 09:10 releases; the case comes back to the fork.

    Second visit, from 09:10: both take 100 min, until 10:50. Health's reply to the first visit
    comes at 10:00: the join is waiting for health again, but that reply is not to this question.
    """
    hub = (
        calendar() + AGENCIES + one_role() + WEB + "starts_at: f\n"
        "stages:\n  f:\n    ask: {police: {reply_takes: 1 min}, health: {reply_takes: 1 min}}\n"
        "    go_on_when: {and_at_least: 1}\n    then: {f: 50%, out: 50%}\n" + OUT
    )
    given: dict[str, list[list[float]]] = {
        "stages.f.ask.police.reply_takes": [[10], [100]],
        "stages.f.ask.health.reply_takes": [[60], [100]],
        "stages.f.then": [[0.25], [0.75]],
    }
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]), given)
    assert table(run) == expected("""
        0 f.ask     0 - Mon-09:00 Mon-09:00 Mon-09:10 done 1
        0 f.wait    1 - Mon-09:00 Mon-09:00 Mon-09:10 done 0
        0 f.reply   1 - Mon-09:10 Mon-09:10 Mon-09:10 done 1
        0 f.wait    2 - Mon-09:00 Mon-09:00 Mon-10:00 done 0
        0 f.reply   2 - Mon-10:00 Mon-10:00 Mon-10:00 done 0
        0 f.ask#1   0 - Mon-09:10 Mon-09:10 Mon-10:50 done 1
        0 f.wait#1  1 - Mon-09:10 Mon-09:10 Mon-10:50 done 0
        0 f.reply#1 1 - Mon-10:50 Mon-10:50 Mon-10:50 done 1
        0 f.wait#1  2 - Mon-09:10 Mon-09:10 Mon-10:50 done 0
        0 f.reply#1 2 - Mon-10:50 Mon-10:50 Mon-10:50 done 1
        0 out       0 - Mon-10:50 Mon-10:50 Mon-10:50 done 0
    """)


def test_a_wait_of_no_length_after_a_join_is_over_before_anybody_starts() -> None:
    """In an instant the first thing in the order that is due is done first, whenever it became due.

    Red case 0 is released from its join at 09:30 (5) and passes a wait of no length (4). Green case
    1 comes to s at 09:30. The dispatch (7) sees both: red goes first.
    """
    hub = (
        calendar() + AGENCIES + one_role() + RATED + "starts_at: gate\n"
        "stages:\n  gate: {wait: 0 min, then: {red: {f: 100%}, green: {s: 100%}}}\n"
        "  f: {ask: {police: {reply_takes: 30 min}}, then: pause}\n"
        "  pause: {wait: 0 min, then: s}\n  s: {who: w, work: 10 min, then: out}\n" + OUT
    )
    cases = caseload_of([Contact("09:00", 0), Contact("09:30", 1)])
    run = run_by_hand(program_of(hub, 24), cases)
    assert "0 s 0 0 Mon-09:30 Mon-09:30 Mon-09:40 done 10" in table(run)
    assert "1 s 0 0 Mon-09:30 Mon-09:40 Mon-09:50 done 10" in table(run)


# ----------------------------------------------------------------------- waits


def test_waits_on_hours_and_on_the_clock() -> None:
    """2 h on office hours from 16:00 are over at 10:00; what just fits is over at the close.

    Case 1 waits 2 h from 15:00: until 17:00. A question in transit (45 min, office hours of w) from
    16:30 is seen at 09:15.
    """
    hub = (
        calendar() + AGENCIES + one_role() + TWO_WAYS
        + "stages:\n  gate: {wait: 0 min, then: {x: {p: 100%}, y: {s: 100%}}}\n"
        "  p: {wait: 2 h, during: office, then: out}\n"
        "  s: {who: w, seen_after: 45 min, work: 10 min, then: out}\n" + OUT
    )  # fmt: skip
    cases = caseload_of([Contact("16:00", 0, 0), Contact("15:00", 0, 0), Contact("16:30", 0, 1)])
    run = run_by_hand(program_of(hub, 48), cases)
    assert table(run, without="gate") == expected("""
        0 p.wait 0 - Mon-16:00 Mon-16:00 Tue-10:00 done 0
        0 out    0 - Tue-10:00 Tue-10:00 Tue-10:00 done 0
        1 p.wait 0 - Mon-15:00 Mon-15:00 Mon-17:00 done 0
        1 out    0 - Mon-17:00 Mon-17:00 Mon-17:00 done 0
        2 s.wait 0 - Mon-16:30 Mon-16:30 Tue-09:15 done 0
        2 s      0 0 Tue-09:15 Tue-09:15 Tue-09:25 done 10
        2 out    0 - Tue-09:25 Tue-09:25 Tue-09:25 done 0
    """)


# ------------------------------------------------------------------------ horizon


def test_nothing_at_the_horizon_happens() -> None:
    """The run is half-open: with a contact every 30 min, an hour has one, at 30 min, not two.

    Work that would end at the horizon is open, with all of it done; a contact given at the horizon
    leaves no row.
    """
    hub = (
        calendar() + AGENCIES + "roles: {w: {agency: a, posts: 1, hours: always}}\n"
        "contacts: {web: {every: 30 min}}\nstarts_at: s\n"
        "stages:\n  s: {who: w, work: 30 min, then: out}\n" + OUT
    )
    program = program_of(hub, 1)
    assert draw_caseload(program, seed=1, replication=0).arrival.tolist() == [1800]
    run = run_by_hand(program, caseload_of([Contact("00:30"), Contact("01:00")]))
    assert table(run) == expected("0 s 0 0 Mon-00:30 Mon-00:30 horizon open 30")


def test_what_is_open_at_the_horizon_is_told() -> None:
    """At 17:30 case 0, put down at 17:00, is kept; case 1 waits in the queue, case 2 at a fork.

    The limit of case 2 (10 h) would fall after the horizon.
    """
    hub = (
        calendar() + AGENCIES + one_role() + TWO_WAYS
        + "stages:\n  gate: {wait: 0 min, then: {x: {s: 100%}, y: {f: 100%}}}\n"
        "  s: {who: w, work: 2 h, then: out}\n"
        "  f: {ask: {police: {reply_takes: 9 h}}, at_the_latest: 10 h, then: out}\n" + OUT
    )  # fmt: skip
    cases = caseload_of([Contact("16:00", 0, 0), Contact("16:10", 0, 0), Contact("16:20", 0, 1)])
    run = run_by_hand(program_of(hub, 17.5), cases)
    assert table(run, without="gate") == expected("""
        0 s      0 0 Mon-16:00 Mon-16:00 Mon-17:00 put_down 60
        0 s      0 0 Mon-17:00 -         horizon   waiting  0
        1 s      0 - Mon-16:10 -         horizon   waiting  0
        2 f.ask  0 - Mon-16:20 Mon-16:20 horizon   open     0
        2 f.wait 1 - Mon-16:20 Mon-16:20 horizon   open     0
    """)


def test_a_run_without_contacts_is_an_empty_log() -> None:
    """Nothing comes within a minute; nothing is written."""
    hub = (
        calendar() + AGENCIES + one_role() + WEB + "starts_at: s\n"
        "stages:\n  s: {who: w, work: 30 min, then: out}\n" + OUT
    )
    run = run_by_hand(program_of(hub, 1 / 60), caseload_of([]))
    assert len(run.log) == 0
    assert Traces(run, Window(0, 60)).ledger(np.zeros(0, np.int64), working=True).shape == (0, 10)


# ------------------------------------------------------------------------- ledger


def test_ledger_by_hand() -> None:
    """Two clocks, by who was there.

    Case 0 (16:00, 1 h) is in hand until 17:00. Case 1 comes at 16:30 and begins on Tuesday at
    09:00, for 20 min. It waited 30 min for a person who was there, 16 h for a shift; on the hub's
    own clock (Mon-Fri 09:00-17:00) the 16 h are nothing.
    """
    hub = (
        calendar() + AGENCIES + one_role() + WEB + "starts_at: s\n"
        "stages:\n  s: {who: w, work: 1 min, then: out}\n" + OUT
    )
    cases = caseload_of([Contact("16:00"), Contact("16:30")])
    run = run_by_hand(program_of(hub, 48), cases, {"stages.s.work": [[60, 20]]})
    t = Traces(run, Window(0, run.program.horizon))
    parts = [Part.WORKED, Part.PERSON, Part.SHIFT]
    for working, off_shift in ((False, 16 * 3600), (True, 0)):
        ledger = t.ledger(np.array([10**9, 10**9]), working=working)
        assert ledger[0, parts].tolist() == [3600, 0, 0]
        assert ledger[1, parts].tolist() == [1200, 1800, off_shift]
        assert ledger.sum() == 3600 + 1200 + 1800 + off_shift


def test_ledger_goes_by_the_branch_that_released_the_join() -> None:
    """Health (line 2) releases at 10:30: 20 min in transit, 40 behind other work, 30 worked.

    Police (line 1) replied at 09:10 and is not on the main line. The fork itself adds nothing: its
    90 min are told by the branch. w is busy until 10:00 with case 0.
    """
    hub = (
        calendar() + AGENCIES + one_role() + TWO_WAYS
        + "stages:\n  gate: {wait: 0 min, then: {x: {s: 100%}, y: {f: 100%}}}\n"
        "  s: {who: w, work: 1 h, then: out}\n"
        "  f: {ask: {police: {reply_takes: 10 min}, "
        "health: {seen_after: 20 min, who: w, work: 30 min}}, then: out}\n" + OUT
    )  # fmt: skip
    cases = caseload_of([Contact("09:00", 0, 0), Contact("09:00", 0, 1)])
    run = run_by_hand(program_of(hub, 24), cases)
    ledger = Traces(run, Window(0, run.program.horizon)).ledger(np.full(2, 10**9), working=False)
    assert ledger[1, [Part.TRANSIT, Part.PERSON, Part.WORKED, Part.REPLY]].tolist() == [
        1200,
        2400,
        1800,
        0,
    ]
    assert ledger[1].sum() == 5400
