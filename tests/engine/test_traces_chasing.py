"""Hand-worked traces of questions that are not answered: limits not kept, chasing, withdrawing.

The columns of the tables: case, what, line, person, ready, start, end, how, detail. The detail is
minutes of touch time done, the line that released a join (0: the limit), or whether a reply was in
time. The hub starts on Monday 5 January 2026, in UTC.
"""

from __future__ import annotations

import pytest

from .by_hand import (
    RATED,
    Contact,
    asking,
    caseload_of,
    expected,
    program_of,
    run_by_hand,
    table,
)

CHASE = "    chase: {after: 1 h, done: 50%}\n"
NEVER = "stages.f.ask.police.never"
DONE = "stages.f.chase.done"
KEPT = "stages.f.kept"


def test_a_question_never_answered_lies_until_somebody_asks_again() -> None:
    """Of half the questions nothing would ever come: of case 0 (0.2), not of case 1 (0.7).

    An hour after asking somebody asks again (0.4 of 50 %); the reply of case 0 then takes its
    20 min from 10:00.
    """
    hub = asking("police: {never: 50%, reply_takes: 20 min}", CHASE)
    cases = caseload_of([Contact("09:00"), Contact("09:00")])
    run = run_by_hand(program_of(hub, 24), cases, {NEVER: [[0.2, 0.7]], DONE: [[0.4, 0.4]]})
    assert table(run, without=("out", "s")) == expected("""
        0 f.wait  1 - Mon-09:00 Mon-09:00 Mon-10:00 done 0
        0 f.wait  1 - Mon-10:00 Mon-10:00 Mon-10:20 done 0
        0 f.reply 1 - Mon-10:20 Mon-10:20 Mon-10:20 done 1
        0 f.ask   0 - Mon-09:00 Mon-09:00 Mon-10:20 done 1
        1 f.wait  1 - Mon-09:00 Mon-09:00 Mon-09:20 done 0
        1 f.reply 1 - Mon-09:20 Mon-09:20 Mon-09:20 done 1
        1 f.ask   0 - Mon-09:00 Mon-09:00 Mon-09:20 done 1
    """)


def test_nobody_asks_again() -> None:
    """With a draw of 0.9 against 50 % nobody does: the question lies to the end, and the case with
    it. A chase needs no limit, and without either a case may wait for ever.
    """
    hub = asking("police: {never: 50%, reply_takes: 20 min}", CHASE)
    draws = {NEVER: [[0.2]], DONE: [[0.9]]}
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]), draws)
    assert table(run) == expected("""
        0 f.wait  1 - Mon-09:00 Mon-09:00 horizon open 0
        0 f.ask   0 - Mon-09:00 Mon-09:00 horizon open 0
    """)


@pytest.mark.parametrize(("health", "asked_again"), [(30, False), (60, False), (61, True)])
def test_nobody_asks_again_for_a_case_that_has_gone_on(health: int, asked_again: bool) -> None:
    """One reply is enough, and health's comes after 30, 60 or 61 min; the chase is after 60.

    A limit expires after everything else of its instant: with 60 min the case has gone on.
    """
    hub = asking(
        f"police: {{never: 100%, reply_takes: 20 min}}, health: {{reply_takes: {health} min}}",
        "    go_on_when: {and_at_least: 1}\n    chase: {after: 1 h, done: 100%}\n",
    )
    told = table(run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")])))
    assert ("0 f.wait 1 - Mon-09:00 Mon-09:00 horizon open 0" in told) != asked_again
    assert ("0 f.reply 1 - Mon-10:20 Mon-10:20 Mon-10:20 done 0" in told) == asked_again


def test_a_limit_that_is_not_kept_is_looked_at_again() -> None:
    """The limit is 1 h; somebody looks again every 30 min. Case 0 goes on at the first look, case 1
    at the third: 10:00, 10:30, 11:00.
    """
    hub = asking(
        "police: {reply_takes: 20 h}",
        "    at_the_latest: 1 h\n    kept: 60%\n    look_again: 30 min\n",
    )
    cases = caseload_of([Contact("09:00"), Contact("09:00")])
    run = run_by_hand(program_of(hub, 24), cases, {KEPT: [[0, 2]]})
    assert table(run, without=("out", "f.wait")) == expected("""
        0 f.ask 0 - Mon-09:00 Mon-09:00 Mon-10:00 done 0
        0 s     0 0 Mon-10:00 Mon-10:00 Mon-10:10 done 10
        1 f.ask 0 - Mon-09:00 Mon-09:00 Mon-11:00 done 0
        1 s     0 0 Mon-11:00 Mon-11:00 Mon-11:10 done 10
    """)


def test_a_limit_that_is_not_kept_and_never_looked_at_again_is_none() -> None:
    """One failed look and no other: the case waits for the reply of 12:00."""
    hub = asking("police: {reply_takes: 3 h}", "    at_the_latest: 1 h\n    kept: 60%\n")
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]), {KEPT: [[1]]})
    assert "0 f.ask 0 - Mon-09:00 Mon-09:00 Mon-12:00 done 1" in table(run)


@pytest.mark.parametrize(
    ("failed", "police", "end", "line"),
    [
        (0, 45, "10:00", 0),  # in before the limit: health is not waited for
        (
            0,
            150,
            "11:30",
            1,
        ),  # missing at 10:00 and 11:00, and waited for: on at once when it comes
        (1, 75, "11:00", 0),  # the limit was not kept: health is waited for until the next look
        (1, 150, "11:30", 1),
    ],
)
def test_limit_looks_and_a_critical_holder(failed: int, police: int, end: str, line: int) -> None:
    """Police is critical; health takes 20 h. The limit is 1 h, with a look every hour after it.

    From the first look that is kept only police is waited for, and no look goes on without it.
    """
    hub = asking(
        f"police: {{reply_takes: {police} min}}, health: {{reply_takes: 20 h}}",
        "    go_on_when: {all_of: police, and_at_least: 2}\n"
        "    at_the_latest: 1 h\n    kept: 60%\n    look_again: 1 h\n",
    )
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]), {KEPT: [[failed]]})
    assert f"0 f.ask 0 - Mon-09:00 Mon-09:00 Mon-{end} done {line}" in table(run)


def test_a_reply_late_in_the_instant_of_its_release() -> None:
    """One is enough: health's reply of 09:30 (4) releases the join (5). The question to police is
    seen at 09:30, and w looks it up in no time: that is a dispatch (7), after the release, so late.
    """
    hub = asking(
        "police: {seen_after: 30 min, who: w, work: 0 min}, health: {reply_takes: 30 min}",
        "    go_on_when: {and_at_least: 1}\n",
    )
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]))
    assert table(run, without=("out", "f.wait")) == expected("""
        0 f       1 0 Mon-09:30 Mon-09:30 Mon-09:30 done 0
        0 f.reply 1 - Mon-09:30 Mon-09:30 Mon-09:30 done 0
        0 f.reply 2 - Mon-09:30 Mon-09:30 Mon-09:30 done 1
        0 f.ask   0 - Mon-09:00 Mon-09:00 Mon-09:30 done 2
        0 s       0 0 Mon-09:30 Mon-09:30 Mon-09:40 done 10
    """)


WITHDRAW = "    go_on_when: {and_at_least: 1}\n    withdraw: yes\n"


def test_questions_nobody_has_begun_on_are_taken_back() -> None:
    """w looks case 0 up from 09:00 to 09:30; health's reply of 09:10 lets it go on. Begun is begun.

    Case 1 asks at 09:05. Health's reply of 09:15 is enough, and w has not begun: taken back.
    """
    hub = asking("police: {who: w, work: 30 min}, health: {reply_takes: 10 min}", WITHDRAW)
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00"), Contact("09:05")]))
    assert table(run, without="out") == expected("""
        0 f       1 0 Mon-09:00 Mon-09:00 Mon-09:30 done      30
        0 f.reply 1 - Mon-09:30 Mon-09:30 Mon-09:30 done      0
        0 f.wait  2 - Mon-09:00 Mon-09:00 Mon-09:10 done      0
        0 f.reply 2 - Mon-09:10 Mon-09:10 Mon-09:10 done      1
        0 f.ask   0 - Mon-09:00 Mon-09:00 Mon-09:10 done      2
        0 s       0 0 Mon-09:10 Mon-09:30 Mon-09:40 done      10
        1 f       1 - Mon-09:05 -         Mon-09:15 withdrawn 0
        1 f.wait  2 - Mon-09:05 Mon-09:05 Mon-09:15 done      0
        1 f.reply 2 - Mon-09:15 Mon-09:15 Mon-09:15 done      1
        1 f.ask   0 - Mon-09:05 Mon-09:05 Mon-09:15 done      2
        1 s       0 0 Mon-09:15 Mon-09:40 Mon-09:50 done      10
    """)


def test_what_was_put_down_or_is_on_its_way_is_not_taken_back() -> None:
    """Case 0: w begins on police at 16:45 and puts it down at 17:00; health's reply comes at 17:45.
    w ends on Tuesday what was begun.

    Case 1: health's reply comes at 10:00, and the question to police is in transit until 10:30; it
    is looked up all the same.
    """
    ask = "police: {seen_after: SEEN, who: w, work: 30 min}, health: {reply_takes: 60 min}"
    begun = program_of(asking(ask.replace("SEEN", "0 min"), WITHDRAW), 48)
    told = table(run_by_hand(begun, caseload_of([Contact("16:45")])), without=("out", "f.wait"))
    assert told == expected("""
        0 f       1 0 Mon-16:45 Mon-16:45 Mon-17:00 put_down 15
        0 f       1 0 Mon-17:00 Tue-09:00 Tue-09:15 done     15
        0 f.reply 1 - Tue-09:15 Tue-09:15 Tue-09:15 done     0
        0 f.reply 2 - Mon-17:45 Mon-17:45 Mon-17:45 done     1
        0 f.ask   0 - Mon-16:45 Mon-16:45 Mon-17:45 done     2
        0 s       0 0 Mon-17:45 Tue-09:15 Tue-09:25 done     10
    """)
    transit = program_of(asking(ask.replace("SEEN", "90 min"), WITHDRAW), 24)
    told = table(run_by_hand(transit, caseload_of([Contact("09:00")])))
    assert "0 f 1 0 Mon-10:30 Mon-10:30 Mon-11:00 done 30" in told


def test_a_question_keeps_the_rating_of_its_case_when_it_was_put() -> None:
    """No reply is needed, so the green case goes on at 09:00 and is rated red in the same instant.

    The question was put about a green case: its reply takes 20 min, not the 3 h of a red one.
    """
    hub = asking(
        "police: {reply_takes: {red: 3 h, green: 20 min}}",
        "    go_on_when: {and_at_least: 0}\n    rated_anew: {green: {red: 100%}}\n",
        RATED,
    )
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00", 1)]))
    assert "0 f.rated 0 - Mon-09:00 Mon-09:00 Mon-09:00 done 0" in table(run)
    assert "0 f.reply 1 - Mon-09:20 Mon-09:20 Mon-09:20 done 0" in table(run)
