"""Hand-worked traces of joint work: who is held, who waits, what starts.

The columns of the tables: case, what, line, person, ready, start, end, how, minutes of touch time.
The second, third, … person of joint work are on the lines -1, -2, … . The hub starts on Monday
5 January 2026, in UTC.
"""

from __future__ import annotations

import pytest

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

RATED = "ratings: {red: {interrupts: [amber, green]}, amber: {}, green: {}}\n"
RED, AMBER, GREEN = 0, 1, 2
ALONE, JOINT, OTHER = 0, 1, 2
"""Sources: work for a alone, work for a and b, something else."""


def hub_of(roles: str, stages: str, **hours: str) -> str:
    """Three sources, each with a stage of its name."""
    seen = "{every: 100 days, first_seen_as: {low: {red: 100%}}}"
    return (
        calendar(**hours) + AGENCIES + "roles:\n" + roles + RATED
        + f"contacts: {{alone: {seen}, joint: {seen}, other: {seen}}}\n"
        "starts_at: {alone: alone, joint: joint, other: other}\nstages:\n" + stages + OUT
    )  # fmt: skip


def role(name: str, more: str = "people: 1, hours: office") -> str:
    return f"  {name}: {{agency: a, {more}}}\n"


def stages(joint: str = "needs: {a: 1, b: 1}", other: str = "who: b") -> str:
    """Stages of the three sources."""
    return (
        "  alone: {who: a, work: 1 min, then: out}\n"
        f"  joint: {{{joint}, work: 1 min, then: out}}\n"
        f"  other: {{{other}, work: 1 min, then: out}}\n"
    )


def told(hub: str, cases: list[tuple[Contact, float]], hours: float = 24) -> list[str]:
    """Run contacts, each with its minutes of work at every stage."""
    minutes = [[length for _, length in cases]]
    given = {f"stages.{name}.work": minutes for name in ("alone", "joint", "other")}
    run = run_by_hand(program_of(hub, hours), caseload_of([c for c, _ in cases]), given)
    return table(run, without="out")


@pytest.mark.parametrize("joint", ["hold", "backfill"])
def test_public_joint_01(joint: str) -> None:
    """PUB-JOINT-01: a alone from 0 (30 min), a and b from 5 (20), b from 6 (10), a from 40 (15).

    Held: b is free at 5 and held for case 1 until a comes free at 30; so case 2 waits for b until
    50. Not held (*greedy backfill*): b does case 2 from 6 to 16 and is free again when a is.
    """
    posts = "posts: 1, hours: always"
    hub = hub_of(
        role("a", posts) + role("b", posts), stages(f"needs: {{a: 1, b: 1}}, joint: {joint}")
    )
    cases = [
        (Contact("00:00", 0, ALONE), 30),
        (Contact("00:05", 0, JOINT), 20),
        (Contact("00:06", 0, OTHER), 10),
        (Contact("00:40", 0, ALONE), 15),
    ]
    case_2 = {"hold": "Mon-00:50 Mon-01:00", "backfill": "Mon-00:06 Mon-00:16"}[joint]
    assert told(hub, cases) == expected(f"""
        0 alone  0 0 Mon-00:00 Mon-00:00 Mon-00:30 done 30
        1 joint  0 0 Mon-00:05 Mon-00:30 Mon-00:50 done 20
        1 joint -1 1 Mon-00:05 Mon-00:30 Mon-00:50 done 20
        2 other  0 1 Mon-00:06 {case_2} done 10
        3 alone  0 0 Mon-00:40 Mon-00:50 Mon-01:05 done 15
    """)


def test_joint_work_goes_before_single_work_of_its_rating() -> None:
    """At 09:00 joint case 1 goes before case 0, which is alone; two of a and one of b.

    The main line is the first role as written, its lowest number: a (persons 1, 2), then b (0).
    """
    hub = hub_of(role("b") + role("a", "people: 2, hours: office"), stages("needs: {a: 2, b: 1}"))
    cases = [(Contact("09:00", 0, ALONE), 10), (Contact("09:00", 0, JOINT), 30)]
    assert told(hub, cases) == expected("""
        0 alone  0 1 Mon-09:00 Mon-09:30 Mon-09:40 done 10
        1 joint  0 1 Mon-09:00 Mon-09:00 Mon-09:30 done 30
        1 joint -1 2 Mon-09:00 Mon-09:00 Mon-09:30 done 30
        1 joint -2 0 Mon-09:00 Mon-09:00 Mon-09:30 done 30
    """)


def test_who_goes_off_shift_while_held_is_lost_to_it() -> None:
    """b (until 12:00) is held from 11:30 and goes; a is held from 13:00 and goes at 17:00.

    So nothing starts on Monday, and case 2, which wants a alone from 14:00, waits behind the hold.
    On Tuesday at 09:00 both are there.
    """
    hub = hub_of(
        role("a") + role("b", "people: 1, hours: early"), stages(), early="Mon-Fri 09:00-12:00"
    )
    cases = [
        (Contact("11:00", 0, ALONE), 120),
        (Contact("11:30", 0, JOINT), 30),
        (Contact("14:00", 0, ALONE), 10),
    ]
    assert told(hub, cases, 48) == expected("""
        0 alone  0 0 Mon-11:00 Mon-11:00 Mon-13:00 done 120
        1 joint  0 0 Mon-11:30 Tue-09:00 Tue-09:30 done 30
        1 joint -1 1 Mon-11:30 Tue-09:00 Tue-09:30 done 30
        2 alone  0 0 Mon-14:00 Tue-09:30 Tue-09:40 done 10
    """)


def test_more_urgent_joint_work_takes_over_who_is_held() -> None:
    """a is held from 09:10 for green case 1, b is busy until 10:00. Red case 2 wants a and c.

    At 09:30 it is first of all joint work: a is let go, then held for it, c too; 09:30 to 09:50.
    Then case 1 is first again: a from 09:50, b from 10:00.
    """
    hub = hub_of(
        role("a") + role("b") + role("c"),
        "  alone: {who: b, work: 1 min, then: out}\n"
        "  joint: {needs: {a: 1, b: 1}, work: 1 min, then: out}\n"
        "  other: {needs: {a: 1, c: 1}, work: 1 min, then: out}\n",
    )
    cases = [
        (Contact("09:00", GREEN, ALONE), 60),
        (Contact("09:10", GREEN, JOINT), 30),
        (Contact("09:30", RED, OTHER), 20),
    ]
    assert told(hub, cases) == expected("""
        0 alone  0 1 Mon-09:00 Mon-09:00 Mon-10:00 done 60
        1 joint  0 0 Mon-09:10 Mon-10:00 Mon-10:30 done 30
        1 joint -1 1 Mon-09:10 Mon-10:00 Mon-10:30 done 30
        2 other  0 0 Mon-09:30 Mon-09:30 Mon-09:50 done 20
        2 other -1 2 Mon-09:30 Mon-09:30 Mon-09:50 done 20
    """)


def test_who_is_let_go_takes_the_best_of_all_work() -> None:
    """Nobody is there but a, who is held from 09:10 for green joint case 0 and not free for red
    case 1, which wants a alone.

    At 09:30 amber joint case 2 (a and c) is first of all joint work: a is let go. The best piece is
    now red case 1, until 09:40. Amber holds a then, but c is not there until Tuesday.
    """
    hub = hub_of(
        role("a") + role("b", "people: 1, hours: late") + role("c", "people: 1, hours: late"),
        stages(other="needs: {a: 1, c: 1}"),
        late="Tue-Fri 09:00-17:00",
    )
    cases = [
        (Contact("09:10", GREEN, JOINT), 10),
        (Contact("09:20", RED, ALONE), 10),
        (Contact("09:30", AMBER, OTHER), 10),
    ]
    assert told(hub, cases, 48) == expected("""
        0 joint  0 0 Mon-09:10 Tue-09:10 Tue-09:20 done 10
        0 joint -1 1 Mon-09:10 Tue-09:10 Tue-09:20 done 10
        1 alone  0 0 Mon-09:20 Mon-09:30 Mon-09:40 done 10
        2 other  0 0 Mon-09:30 Tue-09:00 Tue-09:10 done 10
        2 other -1 2 Mon-09:30 Tue-09:00 Tue-09:10 done 10
    """)


@pytest.mark.parametrize(
    ("must_fit", "start", "end"),
    [("no", "Mon-16:30", "Mon-17:30"), ("yes", "Tue-09:00", "Tue-10:00")],
)
def test_joint_work_runs_over_unless_it_must_fit(must_fit: str, start: str, end: str) -> None:
    """An hour from 16:30 would run over by half an hour."""
    hub = hub_of(role("a") + role("b"), stages(f"needs: {{a: 1, b: 1}}, must_fit: {must_fit}"))
    assert told(hub, [(Contact("16:30", 0, JOINT), 60)], 48) == expected(f"""
        0 joint  0 0 Mon-16:30 {start} {end} done 60
        0 joint -1 1 Mon-16:30 {start} {end} done 60
    """)


def test_joint_work_that_just_fits_begins() -> None:
    """An hour from 16:00 ends with the shift, at 17:00."""
    hub = hub_of(role("a") + role("b"), stages("needs: {a: 1, b: 1}, must_fit: yes"))
    assert told(hub, [(Contact("16:00", 0, JOINT), 60)]) == expected("""
        0 joint  0 0 Mon-16:00 Mon-16:00 Mon-17:00 done 60
        0 joint -1 1 Mon-16:00 Mon-16:00 Mon-17:00 done 60
    """)


def test_joint_work_is_neither_stretched_nor_interrupted() -> None:
    """a gives half the time to cases, but joint work takes its 60 min. Red case 1 of 09:10 could
    interrupt green work, but not joint work; its own 10 min take 20.
    """
    hub = hub_of(role("a", "people: 1, hours: office, time_for_cases: 50%") + role("b"), stages())
    cases = [(Contact("09:00", GREEN, JOINT), 60), (Contact("09:10", RED, ALONE), 10)]
    assert told(hub, cases) == expected("""
        0 joint  0 0 Mon-09:00 Mon-09:00 Mon-10:00 done 60
        0 joint -1 1 Mon-09:00 Mon-09:00 Mon-10:00 done 60
        1 alone  0 0 Mon-09:10 Mon-10:00 Mon-10:20 done 10
    """)


def test_joint_work_open_at_the_horizon() -> None:
    """At 09:30 case 0 is in hand for 30 of 60 min; case 1 waits, with nobody's name."""
    hub = hub_of(role("a") + role("b"), stages())
    cases = [(Contact("09:00", 0, JOINT), 60), (Contact("09:10", 0, JOINT), 10)]
    assert told(hub, cases, 9.5) == expected("""
        0 joint  0 0 Mon-09:00 Mon-09:00 horizon open    30
        0 joint -1 1 Mon-09:00 Mon-09:00 horizon open    30
        1 joint  0 - Mon-09:10 -         horizon waiting 0
    """)
