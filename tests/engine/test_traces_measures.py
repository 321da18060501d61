"""Targets and information, worked out by hand from small runs.

The hub starts on Monday 5 January 2026, in UTC.
"""

from __future__ import annotations

import pytest

from hubsim.engine import Run
from hubsim.measures import Traces, Window, measured
from hubsim.measures.targets import due, started, stopped
from hubsim.units import HOUR

from .by_hand import (
    AGENCIES,
    OUT,
    Contact,
    asking,
    calendar,
    caseload_of,
    one_role,
    program_of,
    run_by_hand,
    seconds,
)

RED, GREEN = 0, 1
TWO = "ratings: {red: {}, green: {}}\n"
SEEN = "{every: 100 days, first_seen_as: {low: {red: 100%}}}"


def traces(run: Run) -> Traces:
    return Traces(run, Window(0, run.program.horizon))


def values(run: Run, name: str) -> dict[str, float]:
    """A measure by group; without its groups by agency and rating."""
    rows = measured(run, Window(0, run.program.horizon), [name])
    return {row.group: row.value for row in rows if row.by != "agency and rating"}


# -------------------------------------------------------------------------------- targets


def clocked(target: str, stages: str, ratings: str = TWO) -> str:
    """A hub with one named target and given stages; everybody is there round the clock."""
    return (
        calendar() + AGENCIES + "roles: {w: {agency: a, posts: 9, hours: always}}\n"
        + ratings + f"contacts: {{web: {SEEN}}}\ntargets: {{t: {{{target}}}}}\n"
        "starts_at: first\nstages:\n" + stages + OUT
    )  # fmt: skip


PLAIN = (
    "  first: {who: w, work: 1 h, then: break}\n"
    "  break: {wait: 3 h, then: last}\n  last: {who: w, work: 1 h, then: after}\n"
    "  after: {wait: 9 h, then: out}\n"
)


def judged(hub: str, contacts: list[Contact], hours: float = 72) -> tuple[list[int], ...]:
    """Start, stop and due second of the named target, by case."""
    t = traces(run_by_hand(program_of(hub, hours), caseload_of(contacts)))
    target = t.program.targets[1]
    return started(t, target).tolist(), stopped(t, target).tolist(), due(t, target).tolist()


@pytest.mark.parametrize(
    ("target", "start", "stop", "by"),
    [
        ("within: 4 h", "09:00", "Tue 00:00", "13:00"),  # from contact to decision: the leaving
        ("from: break, to: last, within: 4 h", "10:00", "14:00", "14:00"),  # met, exactly
        ("from: break, to: last, within: 1 h, pauses_at: [break]", "10:00", "14:00", "14:00"),
        ("from: break, to: break, within: 1 h, pauses_at: [last]", "10:00", "13:00", "11:00"),
        ("to: leaving, within: 4 h, pauses_at: [break, after]", "09:00", "23:00", "Tue 01:00"),
        ("from: last, to: leaving, within: 10 working hours", "13:00", "23:00", "Tue 15:00"),
        ("to: last, within: 1 working day", "09:00", "14:00", "Tue 17:00"),
    ],
)
def test_start_stop_and_pauses(target: str, start: str, stop: str, by: str) -> None:
    """Work 09:00-10:00, break until 13:00, work until 14:00, a wait until 23:00.

    A clock starts when the case is first ready at a stage and stops when it is first through. A
    pause counts if it begins before the stop: three hours of break move 1 h from 11:00 to 14:00,
    and break and after move 4 h by 12; a stage after the stop moves nothing.
    """
    stop = "23:00" if stop == "Tue 00:00" else stop
    starts, stops, dues = judged(clocked(target, PLAIN), [Contact("09:00")])
    assert (starts, stops, dues) == ([seconds(start)], [seconds(stop)], [seconds(by)])


def test_a_pause_on_working_hours_moves_the_due_time_by_working_hours() -> None:
    """4 working hours from Monday 15:00: by Tuesday 11:00. The break runs from 16:00 to 10:00 on the
    clock, 18 h, of which two are working hours: by Tuesday 13:00.
    """
    stages = PLAIN.replace("wait: 3 h", "wait: 18 h")
    target = "to: last, within: 4 working hours, pauses_at: [break]"
    _, stops, dues = judged(clocked(target, stages), [Contact("15:00")])
    assert (stops, dues) == ([seconds("Tue 11:00")], [seconds("Tue 13:00")])


RERATED = (
    "  first: {who: w, work: 1 h, rated_anew: {green: {red: 100%}}, then: last}\n"
    "  last: {who: w, work: 5 h, rated_anew: {red: {green: 100%}}, then: out}\n"
)


@pytest.mark.parametrize(
    ("rule", "red", "green", "by"),
    [
        ("keep", "2 h", "8 h", "17:00"),  # the limit of green from 09:00
        ("restart", "2 h", "8 h", "12:00"),  # the limit of red from 10:00
        ("restart", "24 h", "8 h", "Tue 10:00"),  # also if it is later
        ("shorten only", "2 h", "8 h", "12:00"),
        ("shorten only", "24 h", "8 h", "17:00"),  # Tuesday 10:00 would be later
    ],
)
def test_a_new_rating_and_the_clock(rule: str, red: str, green: str, by: str) -> None:
    """Green from 09:00, rated red at 10:00; last ends at 15:00 and then rates the case green again,
    in the instant in which the clock stops: that changes nothing.
    """
    target = f"to: last, within: {{red: {red}, green: {green}}}, on_rerating: {rule}"
    _, stops, dues = judged(clocked(target, RERATED), [Contact("09:00", GREEN)])
    assert (stops, dues) == ([seconds("15:00")], [seconds(by)])


@pytest.mark.parametrize("rule", ["keep", "restart", "shorten only"])
def test_a_clock_that_starts_after_a_new_rating_has_its_limit(rule: str) -> None:
    """Rated red at 10:00, in the instant in which last is ready: 2 h from 10:00 by any rule."""
    target = f"from: last, to: last, within: {{red: 2 h, green: 8 h}}, on_rerating: {rule}"
    starts, _, dues = judged(clocked(target, RERATED), [Contact("09:00", GREEN)])
    assert (starts, dues) == ([seconds("10:00")], [seconds("12:00")])


def test_share_of_named_targets_met() -> None:
    """Red work of 1 h by 10:00 exactly is met, the green one of 09:30 to 10:30 too; a green case
    that waits for the one busy person until 11:30 misses its 2 h; one at the horizon is not judged.
    """
    hub = (
        calendar() + AGENCIES + one_role(2) + TWO + f"contacts: {{web: {SEEN}}}\n"
        "targets: {t: {to: s, within: {red: 1 h, green: 2 h}}}\n"
        "starts_at: s\nstages:\n  s: {who: w, work: 1 min, then: out}\n" + OUT
    )
    times = ("09:00", RED), ("09:30", GREEN), ("09:31", GREEN), ("16:00", GREEN)
    cases = caseload_of([Contact(*each) for each in times])
    lengths = {"stages.s.work": [[60, 60, 130, 90]]}
    run = run_by_hand(program_of(hub, 17), cases, lengths)
    # Case 2 begins at 10:00 and ends at 12:10, due 11:31. Case 3 would be due at 18:00.
    assert values(run, "other_target_met") == {"t": 2 / 3, "t: red": 1.0, "t: green": 0.5}


# ---------------------------------------------------------------------------- information

ASKED = (
    "police: {reply_takes: 20 min}, "
    "health: {reply_takes: {red: 30 min, green: 90 min}, nothing_found: 50%}"
)


def informed() -> Run:
    """Questions at 09:00 and 10:00; one reply is enough, and w then has to decide.

    Case 0 (red): police 09:20, health 09:30 (0.9: it brings something); w decides from 09:20 to
    11:00. Case 1 (green): police 10:20, health 11:30 (0.9); decided from 11:10. Case 2 (red): police
    10:20, health 10:30, which brings nothing (0.1); decided from 11:00, before green case 1.
    """
    contacts = TWO + f"contacts: {{web: {SEEN}}}\n"
    hub = asking(ASKED, "    go_on_when: {and_at_least: 1}\n", contacts)
    hub = hub.replace("  s: {", "  s: {decides_from: [police, health], ")
    cases = [Contact("09:00", RED), Contact("10:00", GREEN), Contact("10:00", RED)]
    draws = {
        "stages.f.ask.health.nothing_found": [[0.9, 0.9, 0.1]],
        "stages.s.work": [[100, 10, 10]],
    }
    return run_by_hand(program_of(hub, 24), caseload_of(cases), draws)


def test_heard_before_the_decision() -> None:
    """Case 0 is begun at 09:20, when police's reply comes; health's of 09:30 is too late for it.

    Case 2 is begun at 11:00: police is heard, and health has replied, but with nothing. Case 1 is
    begun at 11:10: police is heard, health comes at 11:30.
    """
    run = informed()
    assert values(run, "heard") == {"police": 1.0, "health": 0.0}


def test_a_fact_that_comes_after_the_release_but_before_the_decision_is_heard() -> None:
    """The join lets the case go on at 09:20; w is off until 10:00, and health replies at 09:45."""
    hub = asking(
        "police: {reply_takes: 20 min}, health: {reply_takes: 45 min}",
        "    go_on_when: {and_at_least: 1}\n",
    ).replace("  s: {", "  s: {decides_from: [police, health], ")
    hub = hub.replace('office: "Mon-Fri 09:00-17:00"', 'office: "Mon-Fri 10:00-17:00"')
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]))
    assert values(run, "heard") == {"police": 1.0, "health": 1.0}
    assert values(run, "late_replies") == {"police": 0.0, "health": 1.0}


def test_time_to_a_reply_and_late_replies() -> None:
    """Police takes 20 min three times: a third of an hour. Health takes 30, 90 and 30 min: 50 min.

    The case had gone on by police each time, so all of health's replies are late.
    """
    run = informed()
    assert values(run, "reply_hours") == pytest.approx({"police": 1 / 3, "health": 50 / 60})
    assert values(run, "late_replies") == {"police": 0.0, "health": 1.0}


def test_reply_hours_are_hub_working_hours() -> None:
    """Asked at 16:30, answered 17 h later at 09:30: 30 min on Monday, 30 on Tuesday."""
    hub = asking("police: {reply_takes: 17 h}")
    run = run_by_hand(program_of(hub, 48), caseload_of([Contact("16:30")]))
    assert values(run, "reply_hours") == {"police": 1.0}
    assert run.log.horizon == 48 * HOUR


def test_questions_taken_back_or_never_answered_are_late_and_not_heard() -> None:
    """Police is never heard of, and the limit lets the case go on at 10:00."""
    hub = asking("police: {never: 100%, reply_takes: 1 min}", "    at_the_latest: 1 h\n")
    hub = hub.replace("  s: {", "  s: {decides_from: [police], ")
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("09:00")]))
    assert values(run, "heard") == {"police": 0.0}
    assert values(run, "late_replies") == {"police": 1.0}
