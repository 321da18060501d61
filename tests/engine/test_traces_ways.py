"""Hand-worked traces of waits, the horizon and the ledger.

The columns of the tables: case, what, line, person, ready, start, end, how, detail. The detail is
minutes of touch time done, the line that released a join (0: the limit, or nobody needed), or
whether a reply was in time. The hub starts on Monday 5 January 2026, in UTC, unless said otherwise.
"""

from __future__ import annotations

import numpy as np

from hubsim.caseload import draw_caseload
from hubsim.measures import Traces, Window
from hubsim.program import Part

from .by_hand import (
    AGENCIES,
    OUT,
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

# ----------------------------------------------------------------------- waits


def test_waits_on_hours_and_on_the_clock() -> None:
    """2 h on office hours from 16:00 are over at 10:00; what just fits is over at the close.

    Case 0 waits 2 h from 15:00: until 17:00. A question in transit (45 min, office hours of w) from
    16:30 is seen at 09:15.
    """
    hub = (
        calendar() + AGENCIES + one_role() + TWO_WAYS
        + "stages:\n  gate: {wait: 0 min, then: {x: {p: 100%}, y: {s: 100%}}}\n"
        "  p: {wait: 2 h, during: office, then: out}\n"
        "  s: {who: w, seen_after: 45 min, work: 10 min, then: out}\n" + OUT
    )  # fmt: skip
    cases = caseload_of([Contact("15:00", 0, 0), Contact("16:00", 0, 0), Contact("16:30", 0, 1)])
    run = run_by_hand(program_of(hub, 48), cases)
    assert table(run, without="gate") == expected("""
        0 p.wait 0 - Mon-15:00 Mon-15:00 Mon-17:00 done 0
        0 out    0 - Mon-17:00 Mon-17:00 Mon-17:00 done 0
        1 p.wait 0 - Mon-16:00 Mon-16:00 Tue-10:00 done 0
        1 out    0 - Tue-10:00 Tue-10:00 Tue-10:00 done 0
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
