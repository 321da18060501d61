"""Hand-worked traces of meetings in slots.

The columns of the tables: case, what, line, person, ready, start, end, how, minutes. A slot in which
cases could not be heard has a row for each missing role, with no case, the role instead of a person,
and how many were heard all the same. The hub starts on Monday 5 January 2026, in UTC.
"""

from __future__ import annotations

import pytest

from .by_hand import (
    AGENCIES,
    HOUR,
    OUT,
    Contact,
    calendar,
    caseload_of,
    expected,
    program_of,
    run_by_hand,
    table,
)

RATED = "ratings: {red: {interrupts: [green]}, green: {}}\n"
RED, GREEN = 0, 1
WORK, MEET = 0, 1
"""Sources: to the stage s, to the meeting m."""


def hub_of(meeting: str, roles: str = "", stage: str = "who: w, work: 1 min", **hours: str) -> str:
    """A stage s and a meeting m, each with a source."""
    seen = "{every: 100 days, first_seen_as: {low: {red: 100%}}}"
    people = roles or "  w: {agency: a, people: 1, hours: office}\n"
    return (
        calendar(**hours) + AGENCIES + "roles:\n" + people + RATED
        + f"contacts: {{work: {seen}, meet: {seen}}}\n"
        f"starts_at: {{work: s, meet: m}}\nstages:\n  s: {{{stage}, then: out}}\n"
        f"  m: {{meeting: {{{meeting}}}, then: out}}\n" + OUT
    )  # fmt: skip


def told(hub: str, cases: list[tuple[Contact, float]], hours: float = 24) -> list[str]:
    """Run contacts, each with its minutes of work or discussion."""
    minutes = [[length for _, length in cases]]
    program = program_of(hub, hours)
    names = {draw.name for draw in program.draws}
    streams = {"stages.s.work", "stages.m.meeting.each_case", "stages.n.meeting.each_case"}
    given = dict.fromkeys(streams & names, minutes)
    run = run_by_hand(program, caseload_of([c for c, _ in cases]), given)
    return table(run, without="out")


def test_public_panel_01() -> None:
    """PUB-PANEL-01: daily at minute 600 (10:00), at most 3 cases; nobody is needed.

    The case of 10:00 on Monday is ready in time, but fourth. Tuesday hears those of 10:00, 11:40
    and 09:59; the one of Tuesday 10:00 exactly would be heard, but is fourth again.
    """
    at = ["00:00", "01:40", "03:20", "10:00", "11:40", "Tue 09:59", "Tue 10:00"]
    at += ["Tue 10:01", "Tue 10:01"]
    hub = hub_of("at: every day 10:00, each_case: 0 min, cases_at_most: 3")
    assert told(hub, [(Contact(each, 0, MEET), 0) for each in at], 72) == expected("""
        0 m 0 - Mon-00:00 Mon-10:00 Mon-10:00 done 0
        1 m 0 - Mon-01:40 Mon-10:00 Mon-10:00 done 0
        2 m 0 - Mon-03:20 Mon-10:00 Mon-10:00 done 0
        3 m 0 - Mon-10:00 Tue-10:00 Tue-10:00 done 0
        4 m 0 - Mon-11:40 Tue-10:00 Tue-10:00 done 0
        5 m 0 - Tue-09:59 Tue-10:00 Tue-10:00 done 0
        6 m 0 - Tue-10:00 Wed-10:00 Wed-10:00 done 0
        7 m 0 - Tue-10:01 Wed-10:00 Wed-10:00 done 0
        8 m 0 - Tue-10:01 Wed-10:00 Wed-10:00 done 0
    """)


def test_ready_in_the_instant_of_the_slot_but_not_after_its_dispatch() -> None:
    """Work that ends (1), and cases that come (4), are before meetings open (6): cases 0 and 1.

    Case 2 comes at 10:00 too, but passes v without any work: that is a dispatch (7), after the slot
    opened. It is heard on Tuesday.
    """
    hub = hub_of(
        "needs: {w: 1}, at: Mon-Fri 10:00, each_case: 10 min",
        "  w: {agency: a, people: 1, hours: office}\n  v: {agency: a, people: 2, hours: office}\n",
    ).replace("{who: w, work: 1 min, then: out}", "{who: v, work: 1 min, then: m}")
    cases = caseload_of([Contact("09:30"), Contact("10:00", 0, MEET), Contact("10:00")])
    run = run_by_hand(program_of(hub, 48), cases, {"stages.s.work": [[30, 0, 0]]})
    assert table(run, without=("out", "s")) == expected("""
        0 m 0 0 Mon-10:00 Mon-10:00 Mon-10:10 done 10
        1 m 0 0 Mon-10:00 Mon-10:10 Mon-10:20 done 10
        2 m 0 0 Mon-10:00 Tue-10:00 Tue-10:10 done 10
    """)


@pytest.mark.parametrize(
    ("after", "lost", "heard"),
    [
        ("1 working day", ["Mon-10:00", "Tue-10:00"], "Wed-10:00 Wed-10:20"),
        ("24 h", ["Mon-10:00"], "Tue-10:00 Tue-10:20"),
        ("9 working hours", ["Mon-10:00", "Tue-10:00"], "Wed-10:00 Wed-10:20"),
        ("8 working hours 30 min", ["Mon-10:00"], "Tue-10:00 Tue-10:20"),
    ],
)
def test_a_slot_is_lost_until_the_missing_role_is_waived(
    after: str, lost: list[str], heard: str
) -> None:
    """Health is there on Fridays only. The case is there since Monday 09:30.

    A working day is over at the close of Tuesday; 24 h on Tuesday at 09:30; 9 working hours on
    Tuesday at 10:30; 8.5 on Tuesday at 10:00, and exactly then counts.
    """
    if "30 min" in after:
        after = "8.5 working hours"
    hub = hub_of(
        f"needs: {{w: 1, health: 1}}, at: Mon-Fri 10:00, each_case: 20 min, "
        f"without: {{health: after {after}}}",
        "  w: {agency: a, people: 1, hours: office}\n"
        "  health: {agency: health, people: 1, hours: friday}\n",
        friday="Fri 09:00-17:00",
    )
    rows = "\n".join(f"- m.lost 0 health {at} - {at} lost 0" for at in lost)
    assert told(hub, [(Contact("09:30", 0, MEET), 20)], 72) == expected(f"""
        0 m 0 0 Mon-09:30 {heard} done 20
        {rows}
    """)


def test_a_slot_with_nothing_to_hear_is_not_lost() -> None:
    """The hub starts on Saturday 10 January. Nobody is there at 10:00, but nobody waits either.

    On Sunday somebody waits, and w is missing; on Monday the case is heard.
    """
    hub = hub_of("needs: {w: 1}, at: every day 10:00, each_case: 20 min")
    program = program_of(hub.replace("2026-01-05", "2026-01-10"), 72)
    cases = caseload_of([Contact("Sat 11:00", 0, MEET)], first="Sat")
    assert table(run_by_hand(program, cases), without="out") == expected("""
        0 m      0 0 Sat-11:00 Mon-10:00 Mon-10:20 done 20
        - m.lost 0 w Sun-10:00 -         Sun-10:00 lost 0
    """)


def test_two_tables_at_once() -> None:
    """Two of w sit at each table: persons 0 and 1, then 2 and 3. Cases go to the table free soonest.

    30 min at the first, 10 at the second; the next (20) at the second, until 10:30. Both are free at
    10:30 then: the last goes to the first table.
    """
    hub = hub_of(
        "needs: {w: 2}, at: Mon-Fri 10:00, each_case: 1 min, at_once: 2",
        "  w: {agency: a, people: 5, hours: office}\n",
    )
    cases = [(Contact("09:30", 0, MEET), minutes) for minutes in (30, 10, 20, 15)]
    assert told(hub, cases) == expected("""
        0 m  0 0 Mon-09:30 Mon-10:00 Mon-10:30 done 30
        0 m -1 1 Mon-09:30 Mon-10:00 Mon-10:30 done 30
        1 m  0 2 Mon-09:30 Mon-10:00 Mon-10:10 done 10
        1 m -1 3 Mon-09:30 Mon-10:00 Mon-10:10 done 10
        2 m  0 2 Mon-09:30 Mon-10:10 Mon-10:30 done 20
        2 m -1 3 Mon-09:30 Mon-10:10 Mon-10:30 done 20
        3 m  0 0 Mon-09:30 Mon-10:30 Mon-10:45 done 15
        3 m -1 1 Mon-09:30 Mon-10:30 Mon-10:45 done 15
    """)


def test_a_second_table_for_which_people_are_missing_loses_nothing() -> None:
    """Three people, two for each table: one table hears both cases, and no slot is lost."""
    hub = hub_of(
        "needs: {w: 2}, at: Mon-Fri 10:00, each_case: 1 min, at_once: 2",
        "  w: {agency: a, people: 3, hours: office}\n",
    )
    cases = [(Contact("09:30", 0, MEET), 10), (Contact("09:30", 0, MEET), 10)]
    assert told(hub, cases) == expected("""
        0 m  0 0 Mon-09:30 Mon-10:00 Mon-10:10 done 10
        0 m -1 1 Mon-09:30 Mon-10:00 Mon-10:10 done 10
        1 m  0 0 Mon-09:30 Mon-10:10 Mon-10:20 done 10
        1 m -1 1 Mon-09:30 Mon-10:10 Mon-10:20 done 10
    """)


@pytest.mark.parametrize(
    ("unfinished", "how", "again"),
    [("keep", "put_down", 30), ("finish", "put_down", 30), ("hand back", "handed_back", 35)],
)
def test_people_are_called_from_their_work_free_ones_first(
    unfinished: str, how: str, again: int
) -> None:
    """Two of three are needed. Person 2 is free; of the busy ones person 0 has the lowest number.

    Case 0 is put down at 10:00 by the rule of the role (finishing is for the end of a shift) and
    taken up again when the meeting is over, at 10:20. Handed back, it needs 5 min more; persons 0
    and 2 are free then, and the lowest number takes it.
    """
    hub = hub_of(
        "needs: {w: 2}, at: Mon-Fri 10:00, each_case: 1 min",
        f"  w: {{agency: a, people: 3, hours: office, unfinished: {unfinished}, reread: 5 min}}\n",
    )
    cases = [(Contact("09:30"), 60), (Contact("09:40"), 60), (Contact("09:50", 0, MEET), 20)]
    end = {30: "Mon-10:50", 35: "Mon-10:55"}[again]
    assert told(hub, cases) == expected(f"""
        0 s  0 0 Mon-09:30 Mon-09:30 Mon-10:00 {how} 30
        0 s  0 0 Mon-10:00 Mon-10:20 {end}     done {again}
        1 s  0 1 Mon-09:40 Mon-09:40 Mon-10:40 done 60
        2 m  0 2 Mon-09:50 Mon-10:00 Mon-10:20 done 20
        2 m -1 0 Mon-09:50 Mon-10:00 Mon-10:20 done 20
    """)


@pytest.mark.parametrize(
    ("must_fit", "second"), [("no", "Mon-17:00 Mon-17:15"), ("yes", "Tue-16:45 Tue-17:00")]
)
def test_meetings_run_over_unless_they_must_fit(must_fit: str, second: str) -> None:
    """Two discussions of 15 min from 16:45: the first just fits, the second would run over."""
    hub = hub_of(f"needs: {{w: 1}}, at: Mon-Fri 16:45, each_case: 1 min, must_fit: {must_fit}")
    cases = [(Contact("16:00", 0, MEET), 15), (Contact("16:00", 0, MEET), 15)]
    assert told(hub, cases, 48) == expected(f"""
        0 m 0 0 Mon-16:00 Mon-16:45 Mon-17:00 done 15
        1 m 0 0 Mon-16:00 {second}            done 15
    """)


def test_a_shorter_case_behind_one_that_does_not_fit_is_heard() -> None:
    """Of 40 and 10 min from 16:45 only the 10 fit: a case is passed over for its own length."""
    hub = hub_of("needs: {w: 1}, at: Mon-Fri 16:45, each_case: 1 min, must_fit: yes")
    cases = [(Contact("16:00", 0, MEET), 40), (Contact("16:00", 0, MEET), 10)]
    assert told(hub, cases) == expected("""
        0 m 0 - Mon-16:00 -         horizon   waiting 0
        1 m 0 0 Mon-16:00 Mon-16:45 Mon-16:55 done    10
    """)


def test_slots_of_every_second_week() -> None:
    """The first week counts: Wednesday 7 and 21 January, 10:00."""
    hub = hub_of("needs: {w: 1}, at: Wed 10:00, every: 2, each_case: 1 min")
    slots = program_of(hub, 4 * 168).meetings[0].slots
    assert slots.tolist() == [58 * HOUR, (14 * 24 + 58) * HOUR]


def test_no_slot_on_a_bank_holiday() -> None:
    """Mondays from 30 March 2026: not on 6 April, Easter Monday; on 13 April again.

    The clocks went forward on 29 March, before the run, so 10:00 is 10 h after midnight.
    """
    hub = hub_of("needs: {w: 1}, at: Mon 10:00, each_case: 1 min")
    hub = hub.replace("2026-01-05", "2026-03-30").replace("none", "England")
    assert program_of(hub, 3 * 168).meetings[0].slots.tolist() == [10 * HOUR, (14 * 24 + 10) * HOUR]


TWO_MEETINGS = "  n: {meeting: {needs: {w: 1}, at: Mon-Fri TIME, each_case: 1 min}, then: out}\n"


@pytest.mark.parametrize("time", ["10:00", "10:20"])
def test_who_is_in_another_meeting_cannot_come(time: str) -> None:
    """m hears case 0 from 10:00 to 10:40. The slot of n is lost to case 1, at 10:00 and at 10:20.

    Of two meetings that open in one instant the stage written first calls first. Red case 2 of
    10:10 may interrupt green work, but no meeting: 10:40.
    """
    hub = hub_of("needs: {w: 1}, at: Mon-Fri 10:00, each_case: 1 min")
    hub = hub.replace("outcomes", TWO_MEETINGS.replace("TIME", time) + "outcomes")
    hub = hub.replace("{work: s, meet: m}", "{work: first, meet: m}").replace(
        "stages:\n", "stages:\n  first: {wait: 0 min, then: {red: {s: 100%}, green: {n: 100%}}}\n"
    )
    cases = caseload_of(
        [Contact("09:00", GREEN, 1), Contact("09:30", GREEN), Contact("10:10", RED)]
    )
    given = {"stages.m.meeting.each_case": [[40, 0, 0]], "stages.s.work": [[0, 0, 10]]}
    run = run_by_hand(program_of(hub, 24), cases, given)
    assert table(run, without=("out", "first")) == expected(f"""
        0 m      0 0 Mon-09:00 Mon-10:00 Mon-10:40  done    40
        1 n      0 - Mon-09:30 -         horizon    waiting 0
        - n.lost 0 w Mon-{time} -         Mon-{time} lost    0
        2 s      0 0 Mon-10:10 Mon-10:40 Mon-10:50  done    10
    """)


def test_who_is_held_for_joint_work_is_called_to_a_meeting() -> None:
    """w is held from 09:00 for case 0; v, who is needed too, comes at 10:30. Meeting 10:00 to 10:10.

    w is held again after it, and the joint work begins at 10:30.
    """
    hub = hub_of(
        "needs: {w: 1}, at: Mon-Fri 10:00, each_case: 10 min",
        "  w: {agency: a, people: 1, hours: office}\n  v: {agency: a, people: 1, hours: late}\n",
        "needs: {w: 1, v: 1}, work: 20 min",
        late="Mon-Fri 10:30-17:00",
    )
    cases = caseload_of([Contact("09:00"), Contact("09:30", 0, MEET)])
    assert table(run_by_hand(program_of(hub, 24), cases), without="out") == expected("""
        0 s  0 0 Mon-09:00 Mon-10:30 Mon-10:50 done 20
        0 s -1 1 Mon-09:00 Mon-10:30 Mon-10:50 done 20
        1 m  0 0 Mon-09:30 Mon-10:00 Mon-10:10 done 10
    """)


def test_an_agenda_at_the_horizon() -> None:
    """At 10:05 the first of two discussions is under way; the second has not begun."""
    hub = hub_of("needs: {w: 1}, at: Mon-Fri 10:00, each_case: 10 min")
    cases = caseload_of([Contact("09:00", 0, MEET), Contact("09:00", 0, MEET)])
    run = run_by_hand(program_of(hub, 10 + 5 / 60), cases)
    assert table(run, without="out") == expected("""
        0 m 0 0 Mon-09:00 Mon-10:00 horizon open    5
        1 m 0 - Mon-09:00 -         horizon waiting 0
    """)


def test_a_case_not_heard_behind_one_that_was_loses_the_slot_for_it() -> None:
    """Red case 0 may be heard without health after a day, green case 1 too, but is there later.

    At Tuesday 10:00 case 0 is heard without health. Case 1 is not, because health is missing: the
    slot is lost for it, and one case was heard all the same.
    """
    hub = hub_of(
        "needs: {w: 1, health: 1}, at: Mon-Fri 10:00, each_case: 20 min, without: {health: after 24 h}",
        "  w: {agency: a, people: 1, hours: office}\n"
        "  health: {agency: health, people: 1, hours: friday}\n",
        friday="Fri 09:00-17:00",
    )
    cases = [(Contact("09:30", RED, MEET), 20), (Contact("15:00", GREEN, MEET), 20)]
    assert told(hub, cases, 48) == expected("""
        0 m      0 0      Mon-09:30 Tue-10:00 Tue-10:20 done    20
        1 m      0 -      Mon-15:00 -         horizon   waiting 0
        - m.lost 0 health Mon-10:00 -         Mon-10:00 lost    0
        - m.lost 0 health Tue-10:00 -         Tue-10:00 lost    1
    """)
