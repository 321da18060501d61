"""Hand-worked traces of ways: giving up, at most so often, rated anew, open at first, coming back.

The columns of the tables: case (``0.1``: in its first return), what, line, person, ready, start,
end, how, and minutes of touch time or the new rating. The hub starts on Monday 5 January 2026, UTC.
"""

from __future__ import annotations

import pytest

from hubsim.caseload import draw_caseload
from hubsim.engine import simulate
from hubsim.measures import Traces, Window
from hubsim.units import DAY

from .by_hand import (
    AGENCIES,
    OUT,
    RATED,
    WEB,
    Contact,
    calendar,
    caseload_of,
    coming_back,
    expected,
    one_role,
    program_of,
    run_by_hand,
    table,
)

WORK = "stages.s.work"
TWO_ENDS = "outcomes: {out: {}, gone: {}}\n"
RED, GREEN = 0, 1


def patient(after: str, then: str = "gone", roles: str = "", more: str = "") -> str:
    """One stage at which cases wait only so long."""
    return (
        calendar() + AGENCIES + (roles or one_role()) + RATED + "starts_at: s\nstages:\n"
        f"  s: {{who: w, work: 10 min, gives_up: {{after: {after}, then: {then}}}, then: out}}\n"
        + more + TWO_ENDS
    )  # fmt: skip


# -------------------------------------------------------------------------- giving up


def test_begun_exactly_at_the_limit_is_in_time() -> None:
    """w is busy until 09:30, the limit of cases 1 and 2. Dispatch (7) is before limits (8).

    So case 1 is begun at 09:30, and only case 2 gives up.
    """
    cases = caseload_of([Contact("09:00"), Contact("09:00"), Contact("09:00")])
    run = run_by_hand(program_of(patient("30 min"), 24), cases, {WORK: [[30, 10, 10]]})
    assert table(run) == expected("""
        0 s    0 0 Mon-09:00 Mon-09:00 Mon-09:30 done     30
        0 out  0 - Mon-09:30 Mon-09:30 Mon-09:30 done     0
        1 s    0 0 Mon-09:00 Mon-09:30 Mon-09:40 done     10
        1 out  0 - Mon-09:40 Mon-09:40 Mon-09:40 done     0
        2 s    0 - Mon-09:00 -         Mon-09:30 given_up 0
        2 gone 0 - Mon-09:30 Mon-09:30 Mon-09:30 done     0
    """)


def test_patience_by_rating() -> None:
    """Red waits 10 min, green an hour. w is busy until 10:00: red gives up, green does not."""
    cases = caseload_of([Contact("09:00"), Contact("09:05", RED), Contact("09:05", GREEN)])
    hub = patient("{red: 10 min, green: 1 h}")
    run = run_by_hand(program_of(hub, 24), cases, {WORK: [[60, 10, 10]]})
    assert table(run, without=("out", "gone")) == expected("""
        0 s 0 0 Mon-09:00 Mon-09:00 Mon-10:00 done     60
        1 s 0 - Mon-09:05 -         Mon-09:15 given_up 0
        2 s 0 0 Mon-09:05 Mon-10:00 Mon-10:10 done     10
    """)


@pytest.mark.parametrize(("rule", "how"), [("keep", "put_down"), ("hand back", "handed_back")])
def test_work_once_begun_is_waited_for(rule: str, how: str) -> None:
    """Begun at 16:50 and put down at 17:00: nobody gives up at 17:20."""
    hub = patient("30 min", roles=one_role(more=f", unfinished: {rule}"))
    run = run_by_hand(program_of(hub, 48), caseload_of([Contact("16:50")]), {WORK: [[20]]})
    assert table(run, without="out") == expected(f"""
        0 s 0 0 Mon-16:50 Mon-16:50 Mon-17:00 {how} 10
        0 s 0 0 Mon-17:00 Tue-09:00 Tue-09:10 done  10
    """)


def test_who_gives_up_may_come_again() -> None:
    """Case 1 gives up at 09:30, waits an hour and comes back: a second visit, with a length (20 min)
    and a patience of its own.
    """
    hub = patient("30 min", "p", more="  p: {wait: 1 h, then: s}\n")
    cases = caseload_of([Contact("09:00"), Contact("09:00")])
    run = run_by_hand(program_of(hub, 24), cases, {WORK: [[90, 10], [0, 20]]})
    assert table(run, without="out") == expected("""
        0 s      0 0 Mon-09:00 Mon-09:00 Mon-10:30 done     90
        1 s      0 - Mon-09:00 -         Mon-09:30 given_up 0
        1 p.wait 0 - Mon-09:30 Mon-09:30 Mon-10:30 done     0
        1 s#1    0 0 Mon-10:30 Mon-10:30 Mon-10:50 done     20
    """)


# ----------------------------------------------------------------- at most, rated anew


def test_at_most_so_often() -> None:
    """Case 0 would go back every time (0.25 of 50 %); the third visit is refused."""
    hub = (
        calendar() + AGENCIES + one_role() + WEB + "starts_at: s\nstages:\n"
        "  s: {who: w, work: 10 min, at_most: {times: 2, then: gone}, then: {s: 50%, out: 50%}}\n"
        + TWO_ENDS
    )
    draws = {"stages.s.then": [[0.25], [0.25]]}
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]), draws)
    assert table(run) == expected("""
        0 s    0 0 Mon-09:00 Mon-09:00 Mon-09:10 done 10
        0 s#1  0 0 Mon-09:10 Mon-09:10 Mon-09:20 done 10
        0 gone 0 - Mon-09:20 Mon-09:20 Mon-09:20 done 0
    """)


def test_a_new_rating_counts_for_work_that_becomes_ready_afterwards() -> None:
    """Both are green. Case 0 is rated red after t (0.2 of 50 %), case 1 stays green (0.7).

    At 09:10 case 0 at s, red since 09:10, goes before case 1 at t, green since 09:00.
    """
    hub = (
        calendar() + AGENCIES + one_role() + RATED + "starts_at: t\nstages:\n"
        "  t: {who: w, work: 10 min, rated_anew: {green: {red: 50%, green: 50%}}, then: s}\n"
        "  s: {who: w, work: 10 min, then: out}\n" + OUT
    )
    cases = caseload_of([Contact("09:00", GREEN), Contact("09:00", GREEN)])
    run = run_by_hand(program_of(hub, 24), cases, {"stages.t.rated_anew": [[0.2, 0.7]]})
    assert table(run, without="out") == expected("""
        0 t       0 0 Mon-09:00 Mon-09:00 Mon-09:10 done 10
        0 t.rated 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 0
        0 s       0 0 Mon-09:10 Mon-09:10 Mon-09:20 done 10
        1 t       0 0 Mon-09:00 Mon-09:20 Mon-09:30 done 10
        1 t.rated 0 - Mon-09:30 Mon-09:30 Mon-09:30 done 1
        1 s       0 0 Mon-09:30 Mon-09:30 Mon-09:40 done 10
    """)


def test_ratings_that_are_not_named_stay() -> None:
    """Nothing is said of red, so a red case stays red, whatever the draw."""
    hub = (
        calendar() + AGENCIES + one_role() + RATED + "starts_at: t\nstages:\n"
        "  t: {wait: 10 min, rated_anew: {green: {red: 100%}}, then: out}\n" + OUT
    )
    cases = caseload_of([Contact("09:00", RED), Contact("09:00", GREEN)])
    run = run_by_hand(program_of(hub, 24), cases, {"stages.t.rated_anew": [[0.99, 0.99]]})
    assert "0 t.rated 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 0" in table(run)
    assert "1 t.rated 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 0" in table(run)


# ------------------------------------------------------------------- open at the beginning


def test_cases_open_at_the_beginning() -> None:
    """Two green cases at t, the older since 2 days, so the other since 1; a red one at s since 12 h.

    They are ready at midnight, in order of their age where equally urgent. w works from 09:00: the
    red one first, then both at t, and what they then want at s.
    """
    hub = (
        calendar() + AGENCIES + one_role() + RATED + "opening:\n"
        "  - {stage: t, source: web, rating: green, cases: 2, oldest: 2 days}\n"
        "  - {stage: s, source: web, rating: red, cases: 1, oldest: 12 h}\n"
        "starts_at: t\nstages:\n  t: {who: w, work: 10 min, then: s}\n"
        "  s: {who: w, work: 10 min, then: out}\n" + OUT
    )
    program = program_of(hub, 24)
    cases = draw_caseload(program, seed=1, replication=0)
    assert cases.arrival.tolist() == [-2 * DAY, -DAY, -DAY // 2]
    run = simulate(program, seed=1, replication=0)
    assert table(run, without="out") == expected("""
        0 t 0 0 Mon-00:00 Mon-09:10 Mon-09:20 done 10
        0 s 0 0 Mon-09:20 Mon-09:30 Mon-09:40 done 10
        1 t 0 0 Mon-00:00 Mon-09:20 Mon-09:30 done 10
        1 s 0 0 Mon-09:30 Mon-09:40 Mon-09:50 done 10
        2 s 0 0 Mon-00:00 Mon-09:00 Mon-09:10 done 10
    """)
    traces = Traces(run, Window(0, run.program.horizon))
    assert not traces.inside.any()  # they did not come in the measured time


# ----------------------------------------------------------------------------- coming back


def test_a_missed_need_comes_back_as_the_next_episode() -> None:
    """All have a return in them, an hour after leaving.

    Case 0 (high need) leaves by out, which answers nothing: it is back at 10:10, for 5 min. Case 1
    (high need) leaves by helped, which answers high need. Case 2 (high) and case 3 (moderate) leave
    by eased, which answers moderate need: case 2 was missed, case 3 was not. The rows of leaving of
    cases 0 and 2 say that they will come back because they were missed (1).
    """
    seen = "{every: 100 days}"
    hub = (
        calendar() + AGENCIES + one_role(4)
        + f"contacts: {{x: {seen}, y: {seen}, z: {seen}}}\nstarts_at: s\nstages:\n"
        "  s: {who: w, work: 10 min, "
        "then: {x: {out: 100%}, y: {helped: 100%}, z: {eased: 100%}}}\n"
        "outcomes: {out: {}, helped: {protects: high}, eased: {protects: moderate}}\n"
    )  # fmt: skip
    high, moderate = 0, 1
    first = caseload_of(
        [
            Contact("09:00", 0, 0, high),
            Contact("09:00", 0, 1, high),
            Contact("09:00", 0, 2, high),
            Contact("09:00", 0, 2, moderate),
        ]
    )
    cases = coming_back(first, [60, 60, 60, 60], [high, high, high, moderate])
    run = run_by_hand(program_of(hub, 24), cases, {f"{WORK}@1": [[5, 6, 7, 8]]})
    assert table(run) == expected("""
        0   s      0 0 Mon-09:00 Mon-09:00 Mon-09:10 done 10
        0   out    0 - Mon-09:10 Mon-09:10 Mon-09:10 done 1
        0.1 s      0 0 Mon-10:10 Mon-10:10 Mon-10:15 done 5
        0.1 out    0 - Mon-10:15 Mon-10:15 Mon-10:15 done 0
        1   s      0 1 Mon-09:00 Mon-09:00 Mon-09:10 done 10
        1   helped 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 0
        2   s      0 2 Mon-09:00 Mon-09:00 Mon-09:10 done 10
        2   eased  0 - Mon-09:10 Mon-09:10 Mon-09:10 done 1
        2.1 s      0 1 Mon-10:10 Mon-10:10 Mon-10:17 done 7
        2.1 eased  0 - Mon-10:17 Mon-10:17 Mon-10:17 done 0
        3   s      0 3 Mon-09:00 Mon-09:00 Mon-09:10 done 10
        3   eased  0 - Mon-09:10 Mon-09:10 Mon-09:10 done 0
    """)


def test_a_case_comes_back_three_times_at_most() -> None:
    """Low need comes back worse each time, after a day: moderate, then high, then high again.

    Contact on day 5 at 00:00; an hour of work each time: 6 at 01:00, 7 at 02:00, 8 at 03:00.
    """
    hub = (
        calendar() + AGENCIES + "roles: {w: {agency: a, posts: 1, hours: always}}\n"
        "contacts: {web: {every: 5 days}}\n"
        "comes_back:\n  low: {share: 100%, after: 1 day, worsens: 100%}\n"
        "  moderate: {share: 100%, after: 1 day, worsens: 100%}\n"
        "  high: {share: 100%, after: 1 day}\n"
        "starts_at: s\nstages:\n  s: {who: w, work: 1 h, then: out}\n" + OUT
    )
    run = simulate(program_of(hub, 10 * 24), seed=1, replication=0)
    assert run.caseload.need[:, 0].tolist() == [2, 1, 0, 0]
    assert table(run, without="out") == expected("""
        0   s 0 0 Sat-00:00 Sat-00:00 Sat-01:00 done 60
        0.1 s 0 0 Sun-01:00 Sun-01:00 Sun-02:00 done 60
        0.2 s 0 0 Mon-02:00 Mon-02:00 Mon-03:00 done 60
        0.3 s 0 0 Tue-03:00 Tue-03:00 Tue-04:00 done 60
    """)
