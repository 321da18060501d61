"""Hand-worked traces of questions, replies and limits.

The columns of the tables: case, what, line, person, ready, start, end, how, detail. The detail is
minutes of touch time done, the line that released a join (0: the limit, or nobody needed), or
whether a reply was in time. The hub starts on Monday 5 January 2026, in UTC, unless said otherwise.
"""

from __future__ import annotations

import numpy as np

from hubsim.measures import Traces, Window
from hubsim.program import Part

from .by_hand import (
    AGENCIES,
    OUT,
    RATED,
    WEB,
    Contact,
    asking,
    calendar,
    caseload_of,
    expected,
    one_role,
    program_of,
    run_by_hand,
    table,
)

# --------------------------------------------------------------- replies and limits


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
