"""Hand-worked traces of one second: what is heard and owed in it counts, whatever came first.

SimPy takes equal events in the order in which they were made. Each trace is run in that order and
in the opposite one, and must be the same.

The columns of the tables: case, what, line, person, ready, start, end, how, minutes of touch time;
the detail of ``seen`` is the need as it is seen (0 high, 2 low). The hub starts on Monday 5 January
2026, in UTC.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
import simpy

from .by_hand import (
    AGENCIES,
    OUT,
    ROOM,
    WEB,
    Contact,
    calendar,
    caseload_of,
    expected,
    program_of,
    run_by_hand,
    table,
    together,
    uneventful,
)
from .test_invariants import countdown

BOTH_ORDERS = pytest.mark.parametrize("numbers", [itertools.count, countdown])


@BOTH_ORDERS
def test_a_reply_of_the_second_of_a_decision_of_no_length_is_heard(
    numbers: Callable[[], Iterator[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From 09:00 the decision waits for w, and the question for n. Both come at 10:00.

    Neither takes any time: at 10:00 both begin, and end together. The reply counts, for it came in
    the second in which the decision was begun. With health's fact need is seen surely (reveals
    100%), without it never (0%): 0.6 is not below 0 + 1 × 50% either, and it would be seen as low.
    """
    monkeypatch.setattr(simpy.core, "count", numbers)
    hub = (
        calendar(late="Mon-Fri 10:00-17:00") + AGENCIES
        + "roles:\n  w: {agency: a, people: 1, hours: late}\n"
        "  n: {agency: health, people: 1, hours: late}\n" + WEB
        + "what_they_know: {health: {for: {high: 60%}, reveals: 100%, turns_on: 0%}}\n"
        "recognition: {without_facts: 0%, missed_as_moderate: 50%}\n"
        "starts_at: f\nstages:\n"
        "  f: {ask: {health: {who: n, work: 1 min}}, go_on_when: {and_at_least: 0}, then: s}\n"
        "  s: {who: w, work: 1 min, decides_from: [health], then: out}\n" + OUT
    )  # fmt: skip
    given: dict[str, list[list[float]]] = {
        "stages.f.ask.health.work": [[0]], "stages.s.work": [[0]],
        "stages.s.recognised": [[0.6]], "stages.s.mistaken": [[0.9]],
    }  # fmt: skip
    case = caseload_of([Contact("09:00", need=0, knows=(2,))])
    run = run_by_hand(program_of(hub, 24), case, given)
    assert table(run, without="out") == expected("""
        0 f.ask   0 - Mon-09:00 Mon-09:00 Mon-09:00 done 0
        0 f       1  1 Mon-09:00 Mon-10:00 Mon-10:00 done 0
        0 s       0  0 Mon-09:00 Mon-10:00 Mon-10:00 done 0
        0 f.reply 1 - Mon-10:00 Mon-10:00 Mon-10:00 done 0
        0 s.seen  0 - Mon-10:00 Mon-10:00 Mon-10:00 done 0
    """)


@BOTH_ORDERS
def test_what_is_owed_in_the_second_in_which_work_becomes_ready_is_added_to_it(
    numbers: Callable[[], Iterator[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Police are asked by a word, which takes from 09:00 to 09:02 and 2 min of each side.

    The case goes on at once, waits until 09:02 too, and comes to its next work in that second: 10
    min become 12. The police have 40 min to do, 2 for the word and 2 to enter it.
    """
    monkeypatch.setattr(simpy.core, "count", numbers)
    hub = together(
        "  f:\n    ask: {police: {who: pc, work: 40 min}}\n    asked_by: sw\n"
        "    go_on_when: {and_at_least: 0}\n    then: w\n"
        "  w: {wait: 2 min, then: s}\n"
        "  s: {who: sw, work: 10 min, then: out}\n",
        agencies=ROOM,
    )  # fmt: skip
    program = program_of(hub, 24)
    given = uneventful(program, 1) | {
        "stages.f.ask.police.question.way": [[0.1]],  # below 20%: a word, by ties of 0.2
        "stages.f.ask.police.reply.way": [[0.9]],
    }
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    rows = [row for row in table(run, without="out") if row.split()[1] in {"w.wait", "s", "f"}]
    assert rows == expected("""
        0 w.wait 0 - Mon-09:00 Mon-09:00 Mon-09:02 done 0
        0 f      1  1 Mon-09:02 Mon-09:02 Mon-09:46 done 44
        0 s      0  0 Mon-09:02 Mon-09:02 Mon-09:14 done 12
    """)


def test_what_a_limit_lets_go_on_is_begun_before_its_patience_of_no_time_ends() -> None:
    """Police have not replied by 10:00. The case goes on, and is to wait for w for no time at all.

    The limit of the reply expires after all else of 10:00; then the instant goes round again: w,
    who is free, begins before the patience of the case ends. Case 1 of 09:30, at 10:30, finds w at
    work and gives up.
    """
    hub = (
        calendar() + AGENCIES + "roles: {w: {agency: a, people: 1, hours: office}}\n" + WEB
        + "starts_at: f\nstages:\n"
        "  f: {ask: {police: {reply_takes: 5 h}}, at_the_latest: 1 h, then: s}\n"
        "  s: {who: w, work: 40 min, gives_up: {after: 0 min, then: out}, then: out}\n" + OUT
    )  # fmt: skip
    run = run_by_hand(program_of(hub, 14), caseload_of([Contact("09:00"), Contact("09:30")]))
    rows = [row for row in table(run, without="out") if row.split()[1] == "s"]
    assert rows == expected("""
        0 s 0 0 Mon-10:00 Mon-10:00 Mon-10:40 done     40
        1 s 0 - Mon-10:30 -         Mon-10:30 given_up 0
    """)


def test_who_is_asked_again_at_the_limit_is_asked_again_though_the_case_asks_others_at_once() -> (
    None
):
    """At 10:00 the limit lets the case go on to ask health, and somebody asks the police again.

    Both are limits of one instant and expire together. The police, who would never have replied,
    reply an hour later, when the case has gone on: late.
    """
    hub = (
        calendar() + AGENCIES + "roles: {w: {agency: a, people: 1, hours: office}}\n" + WEB
        + "starts_at: f\nstages:\n"
        "  f:\n    ask: {police: {reply_takes: 1 h, never: 100%}}\n    at_the_latest: 1 h\n"
        "    chase: {after: 1 h, done: 100%}\n    then: g\n"
        "  g: {ask: {health: {reply_takes: 3 h}}, then: out}\n" + OUT
    )  # fmt: skip
    run = run_by_hand(program_of(hub, 14), caseload_of([Contact("09:00")]))
    assert table(run, without="out") == expected("""
        0 f.wait  1 - Mon-09:00 Mon-09:00 Mon-10:00 done 0
        0 f.ask   0 - Mon-09:00 Mon-09:00 Mon-10:00 done 0
        0 f.wait  1 - Mon-10:00 Mon-10:00 Mon-11:00 done 0
        0 f.reply 1 - Mon-11:00 Mon-11:00 Mon-11:00 done 0
        0 g.ask   0 - Mon-10:00 Mon-10:00 Mon-13:00 done 1
        0 g.wait  1 - Mon-10:00 Mon-10:00 Mon-13:00 done 0
        0 g.reply 1 - Mon-13:00 Mon-13:00 Mon-13:00 done 1
    """)


def test_who_was_taken_up_and_interrupted_in_the_second_of_its_patience_gives_up() -> None:
    """Green case 2 of 09:30 has half an hour of patience, and w is at work on green until 10:00.

    At 10:00 w takes it up, for nothing else is there. The limit of red case 0 ends too, and it goes
    on to w, whom it may interrupt: 10:00 to 10:20. Nobody has begun on case 2 in its half hour, so
    it gives up.
    """
    seen = "{every: 100 days, first_seen_as: {low: {red: 50%, green: 50%}}}"
    hub = (
        calendar() + AGENCIES + "roles: {w: {agency: a, people: 1, hours: office}}\n"
        "ratings: {red: {interrupts: [green]}, green: {}}\n"
        f"contacts: {{x: {seen}, y: {seen}}}\nstarts_at: {{x: f, y: s}}\nstages:\n"
        "  f: {ask: {police: {reply_takes: 5 h}}, at_the_latest: 1 h, then: r}\n"
        "  r: {who: w, work: 20 min, then: out}\n"
        "  s: {who: w, work: 1 min, gives_up: {after: 30 min, then: out}, then: out}\n" + OUT
    )  # fmt: skip
    red, green = 0, 1
    cases = [Contact("09:00", red, 0), Contact("09:00", green, 1), Contact("09:30", green, 1)]
    given = {"stages.s.work": [[0, 60, 10]]}
    run = run_by_hand(program_of(hub, 14), caseload_of(cases), given)
    rows = [row for row in table(run, without="out") if row.split()[1] in {"r", "s"}]
    assert rows == expected("""
        0 r 0 0 Mon-10:00 Mon-10:00 Mon-10:20 done     20
        1 s 0 0 Mon-09:00 Mon-09:00 Mon-10:00 done     60
        2 s 0 - Mon-09:30 -         Mon-10:00 given_up 0
    """)
