"""Hand-worked traces of what deadlines and load do to people: quicker, slower, less surely.

The columns of the tables: case, what, line, person, ready, start, end, how, detail. The detail is
minutes of touch time: work done, at the usual pace. The hub starts on Monday 5 January 2026, in UTC.
"""

from __future__ import annotations

import pytest

from .by_hand import (
    AGENCIES,
    OUT,
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

HIGH, MODERATE, LOW = 0, 1, 2
NEAR = "near_the_limit: {last: 25%, pace: 120%}"
PAST = "past_the_limit: {pace: 90%}"
CROWDED = "overloaded: {waiting: 2, pace: 110%, sees: 80%}"
S = "  s: {who: w, work: 30 min, then: out}\n"
FOUR_HOURS = "ratings: {all: {decide_within: 4 h}}\n"


def pressed(
    pressure: str = f"{NEAR}, {PAST}",
    roles: str = "",
    stages: str = S,
    *,
    more: str = FOUR_HOURS + WEB,
    **hours: str,
) -> str:
    """A hub under pressure, in which cases begin at s and w works on them for 30 min."""
    under = f"under_pressure: {{{pressure}}}\n" if pressure else ""
    return (
        calendar(**hours) + AGENCIES + (roles or one_role()) + more + under
        + f"starts_at: s\nstages:\n{stages}{OUT}"
    )  # fmt: skip


# ------------------------------------------------------------------------- deadlines


@pytest.mark.parametrize(
    ("comes", "end"),
    [
        # A minute before: at the usual pace of 700, ceil(1,800,000 / 700) = 2,572 s.
        ("11:59", "Mon-12:41:52"),
        # From 12:00 on: 700 × 1.2 = 840, so ceil(1,800,000 / 840) = 2,143 s.
        ("12:00", "Mon-12:35:43"),
        ("12:59", "Mon-13:34:43"),
        # From 13:00, when it is due: 700 × 0.9 = 630, so ceil(1,800,000 / 630) = 2,858 s.
        ("13:00", "Mon-13:47:38"),
    ],
)
def test_near_the_limit_and_past_it(comes: str, end: str) -> None:
    """A contact of 09:00 is due at 13:00; the last quarter of the 4 h begins at 12:00.

    w gives 70% of the time to cases and takes it up on coming: that moment's pace counts, also if
    the limit passes meanwhile.
    """
    roles = one_role(1, "late", ", time_for_cases: 70%")
    hub = pressed(roles=roles, late=f"Mon-Fri {comes}-17:00")
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]))
    assert table(run, without="out") == [f"0 s 0 0 Mon-09:00 Mon-{comes} {end} done 30"]


@pytest.mark.parametrize(
    ("pressure", "end"),
    [
        ("", "Mon-13:00"),
        (NEAR, "Mon-12:55"),
        (PAST, "Mon-13:00"),
        (CROWDED, "Mon-13:00"),
    ],
)
def test_off_unless_said(pressure: str, end: str) -> None:
    """Taken up at 12:30, near the limit, with nothing else waiting: 30 min, or 30 / 1.2 = 25 min."""
    hub = pressed(pressure, one_role(1, "late"), late="Mon-Fri 12:30-17:00")
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]))
    assert table(run, without="out") == [f"0 s 0 0 Mon-09:00 Mon-12:30 {end} done 30"]


def test_the_product_is_rounded_down_to_thousandths() -> None:
    """33% of the time, 105% near the limit: 330 × 1.05 = 346.5, so 346: ceil(1,800,000 / 346) = 5,203 s."""
    roles = one_role(1, "late", ", time_for_cases: 33%")
    hub = pressed(NEAR.replace("120%", "105%"), roles, late="Mon-Fri 12:00-17:00")
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]))
    assert table(run, without="out") == ["0 s 0 0 Mon-09:00 Mon-12:00 Mon-13:26:43 done 30"]


def test_by_the_target_of_its_rating() -> None:
    """Red is due after 2 h, green after 8 h; amber has no target, and so is never near a limit.

    All are taken up at 10:45, in the last quarter of red's 2 h: 25 min for red, 30 for the others.
    """
    more = (
        "ratings: {red: {decide_within: 2 h}, amber: {}, green: {decide_within: 8 h}}\n"
        "contacts: {web: {every: 100 days, first_seen_as: {low: {red: 40%, amber: 30%, "
        "green: 30%}}}}\n"
    )
    hub = pressed(NEAR, one_role(3, "late"), more=more, late="Mon-Fri 10:45-17:00")
    cases = caseload_of([Contact("09:00", rating) for rating in range(3)])
    run = run_by_hand(program_of(hub, 24), cases)
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-09:00 Mon-10:45 Mon-11:10 done 30
        1 s 0 1 Mon-09:00 Mon-10:45 Mon-11:15 done 30
        2 s 0 2 Mon-09:00 Mon-10:45 Mon-11:15 done 30
    """)


def test_a_new_rating_has_its_own_limit_from_the_contact() -> None:
    """Green (no target) becomes red (2 h) at 10:40: due at 11:00, near from 10:30. 25 min, not 30."""
    more = (
        "ratings: {red: {decide_within: 2 h}, green: {}}\n"
        "contacts: {web: {every: 100 days, first_seen_as: {low: {red: 50%, green: 50%}}}}\n"
    )
    stages = "  s: {wait: 100 min, rated_anew: {green: {red: 100%}}, then: t}\n" + S.replace(
        "s:", "t:"
    )
    run = run_by_hand(
        program_of(pressed(NEAR, stages=stages, more=more), 24), caseload_of([Contact("09:00", 1)])
    )
    assert "0 t 0 0 Mon-10:40 Mon-10:40 Mon-11:05 done 30" in table(run)


@pytest.mark.parametrize(
    ("comes", "end"),
    [("Tue 09:14", "Tue-09:44"), ("Tue 09:15", "Tue-09:40"), ("Tue 17:00", "Tue-17:33:20")],
)
def test_the_last_part_of_a_limit_in_working_days(comes: str, end: str) -> None:
    """A contact of Monday 10:00, 1 working day, is due at the close of Tuesday, 31 h later.

    The last quarter is that of the time on the clock from the contact: 7 h 45 min, from 09:15. From
    17:00 on it is past: 30 / 0.9 = 33 1/3 min.
    """
    day, time = comes.split()
    more = "ratings: {all: {decide_within: 1 working day}}\n" + WEB
    hub = pressed(roles=one_role(1, "late"), more=more, late=f"{day} {time}-20:00")
    run = run_by_hand(program_of(hub, 48), caseload_of([Contact("Mon 10:00")]))
    assert table(run, without="out") == [f"0 s 0 0 Mon-10:00 {day}-{time} {end} done 30"]


def test_what_was_put_down_is_taken_up_at_the_pace_of_then() -> None:
    """An hour's work from 11:00, put down at 11:45: 45 min done, 15 left, at the usual pace.

    Taken up at 12:15, near the limit of 13:00: 15 / 1.2 = 12 min 30 s, which are 15 min of touch.
    """
    hub = pressed(
        NEAR, one_role(1, "late"), S.replace("30 min", "1 h"),
        late="Mon-Fri 11:00-11:45, Mon-Fri 12:15-17:00",
    )  # fmt: skip
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]))
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-09:00 Mon-11:00 Mon-11:45    put_down 45
        0 s 0 0 Mon-11:45 Mon-12:15 Mon-12:27:30 done     15
    """)


# ------------------------------------------------------------------------------ load


def test_too_much_is_waiting() -> None:
    """Two or more for each person there. w is alone: of three cases at 09:00, three are waiting.

    At 110% 30 min take ceil(1,800,000 / 1,100) = 1,637 s: until 09:27:17, when two are waiting; until
    09:54:34, when one is: 30 min.
    """
    hub = pressed(CROWDED)
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")] * 3))
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-09:00 Mon-09:00    Mon-09:27:17 done 30
        1 s 0 0 Mon-09:00 Mon-09:27:17 Mon-09:54:34 done 30
        2 s 0 0 Mon-09:00 Mon-09:54:34 Mon-10:24:34 done 30
    """)


def test_load_is_read_once_at_the_beginning_of_a_dispatch() -> None:
    """Two people and four cases: four are waiting, two for each. Both begin at 110%.

    When the second begins there are only three left in the queue, but that was not read again. At
    09:27:17 two are waiting for two: the usual pace. Who is busy counts as there: with case 4 at
    09:10, three are waiting for two at 09:27:17, which is less than two each.
    """
    hub = pressed(CROWDED, one_role(2))
    cases = [Contact("09:00")] * 4 + [Contact("09:10")]
    run = run_by_hand(program_of(hub, 24), caseload_of(cases))
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-09:00 Mon-09:00    Mon-09:27:17 done 30
        1 s 0 1 Mon-09:00 Mon-09:00    Mon-09:27:17 done 30
        2 s 0 0 Mon-09:00 Mon-09:27:17 Mon-09:57:17 done 30
        3 s 0 1 Mon-09:00 Mon-09:27:17 Mon-09:57:17 done 30
        4 s 0 0 Mon-09:10 Mon-09:57:17 Mon-10:27:17 done 30
    """)


def test_who_is_not_there_does_not_count_and_who_serves_it_in_another_role_does() -> None:
    """One w is there until 09:30, another w from 12:00. v, of another role, serves the queue too.

    Two cases at 09:00 wait for w and v: one each. Without v they would be two for w.
    """
    roles = (
        "roles:\n  w: {agency: a, people: 1, hours: office, part_time: [Mon 12:00-17:00]}\n"
        "  v: {agency: a, people: 1, hours: office}\n"
    )
    cases = caseload_of([Contact("09:00")] * 2)
    both = pressed(CROWDED, roles, S.replace("who: w", "who: [w, v]"))
    assert table(run_by_hand(program_of(both, 24), cases), without="out") == expected("""
        0 s 0 0 Mon-09:00 Mon-09:00 Mon-09:30 done 30
        1 s 0 2 Mon-09:00 Mon-09:00 Mon-09:30 done 30
    """)
    alone = pressed(CROWDED, roles)
    assert table(run_by_hand(program_of(alone, 24), cases), without="out") == expected("""
        0 s 0 0 Mon-09:00 Mon-09:00    Mon-09:27:17 done 30
        1 s 0 0 Mon-09:00 Mon-09:27:17 Mon-09:57:17 done 30
    """)


def test_work_that_is_kept_waits_in_no_queue() -> None:
    """Put down at 17:00, case 0 is kept. On Tuesday one case waits in the queue: not two.

    Case 0 (16:45) goes on first, 15 min; then case 1 (16:50), 30 min.
    """
    run = run_by_hand(
        program_of(pressed(CROWDED), 48), caseload_of([Contact("16:45"), Contact("16:50")])
    )
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-16:45 Mon-16:45 Mon-17:00 put_down 15
        0 s 0 0 Mon-17:00 Tue-09:00 Tue-09:15 done     15
        1 s 0 0 Mon-16:50 Tue-09:15 Tue-09:45 done     30
    """)


def test_deadline_and_load_multiply() -> None:
    """Near the limit and with two waiting: 700 × 1.2 × 1.1 = 924; then with one: 840.

    30 min take ceil(1,800,000 / 924) = 1,949 s from 12:00, and 2,143 s from 12:32:29.
    """
    roles = one_role(1, "late", ", time_for_cases: 70%")
    hub = pressed(f"{NEAR}, {CROWDED}", roles, late="Mon-Fri 12:00-17:00")
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")] * 2))
    assert table(run, without="out") == expected("""
        0 s 0 0 Mon-09:00 Mon-12:00    Mon-12:32:29 done 30
        1 s 0 0 Mon-09:00 Mon-12:32:29 Mon-13:08:12 done 30
    """)


@pytest.mark.parametrize(
    "stage",
    [
        "{needs: {w: 1, v: 1}, work: 30 min, then: out}",
        '{meeting: {needs: {w: 1}, at: "Mon-Fri 12:00", each_case: 30 min}, then: out}',
    ],
)
def test_joint_work_and_meetings_go_at_their_own_pace(stage: str) -> None:
    """Near the limit, with two waiting: 30 min each all the same."""
    roles = (
        "roles:\n  w: {agency: a, people: 1, hours: late}\n"
        "  v: {agency: a, people: 1, hours: late}\n"
    )
    hub = pressed(f"{NEAR}, {CROWDED}", roles, f"  s: {stage}\n", late="Mon-Fri 12:00-17:00")
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")] * 2))
    assert [row for row in table(run, without="out") if row.split()[2] == "0"] == expected("""
        0 s 0 0 Mon-09:00 Mon-12:00 Mon-12:30 done 30
        1 s 0 0 Mon-09:00 Mon-12:30 Mon-13:00 done 30
    """)


# ----------------------------------------------------------------- hurried decisions

SEEING = (
    "what_they_know:\n  police: {for: {high: 60%}, reveals: 30%}\n"
    "recognition: {without_facts: 18%, turns_on_one_fact: 10%, by_that_fact: 95%, "
    "missed_as_moderate: 50%, mistaken: 12%, mistaken_as_high: 30%}\n"
)
DECIDES = "  s: {who: w, work: 30 min, decides_from: [police], then: out}\n"


def test_a_hurried_decision_sees_need_less_surely() -> None:
    """Cases 0 and 1 are begun with two or more waiting: 0.8 × 18% = 14.4%. Case 2 is not: 18%.

    High need, draws of 0.15 and 0.17: cases 0 and 1 see it as moderate (below 14.4% + 85.6% × 50%),
    and with 0.143 as high. Case 2 sees it with 0.17. How need is mistaken for more does not change:
    low need with a second draw below 12% is mistaken for moderate.
    """
    hub = pressed(CROWDED, stages=DECIDES, more=WEB + SEEING)
    program = program_of(hub, 24)
    mistaken = "stages.s.mistaken"

    def sees(first: list[float], second: list[float], need: int = HIGH) -> list[int]:
        cases = caseload_of([Contact("09:00", need=need)] * 3)
        given = {"stages.s.recognised": [first], mistaken: [second]}
        rows = [row.split() for row in table(run_by_hand(program, cases, given))]
        return [int(row[8]) for row in sorted(rows) if row[1] == "s.seen"]

    never = [0.9999] * 3
    assert sees([0.143, 0.15, 0.17], never) == [HIGH, MODERATE, HIGH]
    assert sees([0.145, 0.571, 0.589], never) == [MODERATE, MODERATE, MODERATE]
    assert sees([0.572 + 1e-9, 0.589, 0.591], never) == [LOW, LOW, LOW]
    assert sees(never, [0.119, 0.121, 0.119], LOW) == [MODERATE, LOW, MODERATE]


def test_what_counts_is_when_the_decision_was_first_begun() -> None:
    """Case 0 is begun at 16:45 with two waiting, and put down at 17:00; then nothing else waits.

    It is taken up on Tuesday, without hurry, by w (case 1 has gone to the other w by then, who comes
    on Monday at 17:30): a draw of 0.15 sees high need as moderate all the same. At 110%: 16.5 min
    are done by 17:00, and 13.5 are left, at the usual pace.
    """
    roles = one_role(1, "office", ", part_time: [Mon 17:30-19:00]")
    hub = pressed(CROWDED, roles, DECIDES, more=WEB + SEEING)
    cases = caseload_of([Contact("16:45", need=HIGH)] * 2)
    given = {"stages.s.recognised": [[0.15, 0.15]], "stages.s.mistaken": [[0.9999] * 2]}
    run = run_by_hand(program_of(hub, 48), cases, given)
    assert table(run, without="out") == expected("""
        0 s      0 0 Mon-16:45    Mon-16:45 Mon-17:00    put_down 16.5
        0 s      0 0 Mon-17:00    Tue-09:00 Tue-09:13:30 done     13.5
        0 s.seen 0 - Tue-09:13:30 Tue-09:13:30 Tue-09:13:30 done  1
        1 s      0 1 Mon-16:45    Mon-17:30 Mon-18:00    done     30
        1 s.seen 0 - Mon-18:00    Mon-18:00 Mon-18:00    done     0
    """)
