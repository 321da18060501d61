"""Who is accountable, worked out by hand by docs/semantics.md, 12.12.

The numbers are those of `NUMBERS` in ``tests/engine/by_hand.py``: an e-mail takes 25 min and 2 min to
enter, what is lost is noticed after 2 h (clear lead), 3 h (joint) and 6 h (unclear), a dispute is
settled after 90 min, 3 h and 5 h. The hub starts on Monday 5 January 2026, in UTC, and is open from
09:00 to 17:00. Hours are given in minutes.
"""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.engine import Run
from hubsim.errors import RunError
from hubsim.measures.segments import sums_to_lives
from hubsim.program import Part
from tests.engine.by_hand import (
    ON,
    Contact,
    caseload_of,
    program_of,
    run_by_hand,
    together,
    uneventful,
)

from .measuring import minutes, traces, value, values

MAIL, YES, NO = 0.5, 0.0, 0.9999
PEOPLE = (
    "  sw: {agency: council, people: 1, hours: office}\n"
    "  boss: {agency: council, people: 1, hours: office}\n"
    "  pc: {agency: police, people: 1, hours: office}\n"
)
HAND_OVER = (
    "  f: {who: sw, work: 10 min, then: s}\n"
    "  s: {who: pc, work: 10 min, then: out}\n"
)  # fmt: skip


def led(
    led_by: str,
    at: list[str],
    draws: dict[str, list[float]] | None = None,
    *,
    stages: str = HAND_OVER,
    roles: str = PEOPLE,
    hours: float = 48,
    said: str = "",
) -> Run:
    """Run cases of a hub with these leads; by e-mail and uneventfully, where nothing is said."""
    hub = together(stages, f"  led_by: {led_by}\n" + said, roles=roles)
    program = program_of(hub, hours)
    given = uneventful(program, len(at))
    names = {draw.name for draw in program.draws}
    given |= {name: [[MAIL] * len(at)] for name in (ON,) if name in names}
    given |= {name: [row] for name, row in (draws or {}).items()}
    return run_by_hand(program, caseload_of([Contact(time) for time in at]), given)


EACH = "{f: council, s: police}"


def test_the_lead_of_the_stage_and_on_the_way_the_sender() -> None:
    """09:00 work until 09:10, seen by the police at 09:35, their 12 min until 09:47.

    The council is accountable for 10 min of work and 25 on the way, the police for 12.
    """
    run = led(EACH, ["09:00"])
    expected = {"council": 35, "police": 12}
    assert minutes(run, "accountable_hours", "agencies") == expected
    assert minutes(run, "accountable_hours_elapsed", "agencies") == expected
    assert value(run, "nobodys_hours") == 0.0


def test_what_is_lost_belongs_to_nobody() -> None:
    """Due at 09:35, lost until 11:35 (the council, which sent it, leads clearly)."""
    run = led(EACH, ["09:00"], {f"{ON}.dropped": [YES]})
    assert minutes(run, "accountable_hours", "agencies") == {
        "council": 35, "police": 12, "nobody": 120,
    }  # fmt: skip
    assert minutes(run, "nobodys_hours", "why") == {"lost": 120}


def test_what_is_clarified_still_belongs_to_who_sent_it() -> None:
    """Sent back at 09:35 until 10:00, clarified by sw in 10 + 2 min, there again at 10:37, then 10."""
    run = led(EACH, ["09:00"], {f"{ON}.clarified": [YES]})
    assert minutes(run, "accountable_hours", "agencies") == {
        "council": 10 + 25 + 25 + 12 + 25, "police": 10,
    }  # fmt: skip


def test_a_case_in_dispute_belongs_to_nobody() -> None:
    """Seen at 09:35; the police lead s clearly, and yet it is disputed, for 90 min."""
    run = led(EACH, ["09:00"], {"stages.s.dispute": [YES]})
    assert minutes(run, "accountable_hours", "agencies") == {
        "council": 35, "police": 12, "nobody": 90,
    }  # fmt: skip
    assert minutes(run, "nobodys_hours", "why") == {"dispute": 90}


def test_waiting_to_settle_a_dispute_is_dispute_whoever_is_there() -> None:
    """boss settles in 20 min; she has the dispute of case 0 in hand from 09:00.

    Both are in dispute at f from 09:00: case 0 for 20 min, case 1 for 40, though for 20 of them it
    waits for somebody who is there. Then sw does 10 min for each.
    """
    stages = "  f: {who: sw, work: 10 min, decides_from: [police], then: out}\n"
    how = "{default: {who: council, settled_by: boss, settling: 20 min}}"
    run = led(how, ["09:00", "09:00"], {"stages.f.dispute": [YES, YES]}, stages=stages)
    assert minutes(run, "ledger", "part") == {"dispute": 30, "worked": 10}
    assert minutes(run, "accountable_hours", "agencies") == {"council": 10, "nobody": 30}


def test_with_an_unclear_lead_nobody_is_accountable_until_somebody_begins() -> None:
    """Disputed between both: sw takes the cases at f one after the other, 10 min each.

    Case 0 has nobody for no time at f: 10 min council. Case 1 waits for 10 min: nobody, then 10 min
    council. On the way, 25 min each, who hands it on keeps it. At s the police take case 0 at 09:35
    (12 min) and case 1 at 09:47 (2 min later than it was there, 12 min of work).
    """
    how = "disputed between council and police"
    run = led(how, ["09:00", "09:00"])
    assert minutes(run, "accountable_hours", "agencies") == {
        "council": 10 + 25, "police": 12, "nobody": (10 + 2) / 2,
    }  # fmt: skip
    assert minutes(run, "nobodys_hours", "why") == {"unclear lead": 6}


def test_where_nobody_is_named_it_is_the_same() -> None:
    """Of s nothing is said, so nobody leads there: case 1 waits for 2 min in nobody's hands."""
    run = led("{f: council}", ["09:00", "09:00"])
    assert minutes(run, "nobodys_hours", "why") == {"unclear lead": 1}


def test_who_began_keeps_a_case_that_is_put_down_overnight() -> None:
    """Begun at 16:55, put down at 17:00, taken up at 09:00: the council's, with nobody there at night.

    5 min of work on Monday and 5 on Tuesday, 16 h in between; then 25 + 12 min.
    """
    run = led("disputed between council and police", ["16:55"])
    assert minutes(run, "accountable_hours_elapsed", "agencies") == {
        "council": 10 + 16 * 60 + 25, "police": 12,
    }  # fmt: skip
    assert minutes(run, "accountable_hours", "agencies") == {"council": 35, "police": 12}
    assert minutes(run, "unattended_hours_elapsed") == {"all": 16 * 60}
    assert value(run, "unattended_hours") == 0.0


def test_joint_leads_are_told_together() -> None:
    run = led("joint between council and police", ["09:00"])
    assert minutes(run, "accountable_hours", "agencies") == {"council and police": 47}


ASKING = (
    "  f: {ask: {police: {who: pc, work: 40 min, seen_after: 5 min, reply_seen_after: 5 min}}, "
    "asked_by: sw, then: s}\n"
    "  s: {who: boss, work: 10 min, then: out}\n"
)


@pytest.mark.parametrize(
    ("led_by", "expected"),
    [
        # Who asked keeps it while replies are awaited; at s nobody until boss begins, at once.
        ("disputed between council and police", {"council": 60}),
        # Questions move nothing: the lead of f keeps it while the police look.
        ("{f: council, s: police}", {"council": 50, "police": 10}),
        ("{f: police, s: council}", {"police": 50, "council": 10}),
    ],
)
def test_while_replies_are_awaited(led_by: str, expected: dict[str, float]) -> None:
    """Seen after 5 min, looked up in 40, the reply seen 5 min later; then 10 min of work."""
    run = led(led_by, ["09:00"], stages=ASKING)
    assert minutes(run, "accountable_hours", "agencies") == expected


def test_until_a_case_is_seen_at_the_next_stage_the_sender_keeps_it() -> None:
    """seen_after is transit: 30 min of the council's; before the first stage of all, the police's.

    First 20 min until f sees it: f is the council's, and nobody sent it, so the council's.
    """
    stages = (
        "  f: {who: sw, seen_after: 20 min, work: 10 min, then: s}\n"
        "  s: {who: pc, seen_after: 30 min, work: 10 min, then: out}\n"
    )
    run = led(EACH, ["09:00"], stages=stages)
    assert minutes(run, "accountable_hours", "agencies") == {"council": 60, "police": 10}
    unclear = led("disputed between council and police", ["09:00"], stages=stages)
    assert minutes(unclear, "accountable_hours", "agencies") == {
        "council": 10 + 30, "police": 10, "nobody": 20,
    }  # fmt: skip


def test_a_stage_of_waiting_that_stands_for_transit_has_its_own_lead() -> None:
    stages = (
        "  f: {who: sw, work: 10 min, then: p}\n"
        "  p: {wait: 1 h, during: working_day, means: transit, then: s}\n"
        "  s: {who: sw, work: 10 min, then: out}\n"
    )
    run = led("{f: council, p: police, s: council}", ["09:00"], stages=stages)
    assert minutes(run, "accountable_hours", "agencies") == {"council": 20, "police": 60}


@pytest.mark.parametrize(
    ("led_by", "alone"),
    [
        # boss leads by name, and comes at 12:00; sw is there from 09:00.
        ("{default: boss}", 180),
        ("{default: {who: boss, deputies: [sw]}}", 0),
        # An agency leads: somebody of it is there.
        ("{default: council}", 0),
        ("{default: police}", 0),
    ],
)
def test_unattended_hours(led_by: str, alone: float) -> None:
    """A case of 09:00 waits for three hours at p, until boss works on it at 12:00."""
    roles = PEOPLE.replace(
        "boss: {agency: council, people: 1, hours: office}",
        "boss: {agency: council, posts: 1, hours: late}",
    )
    stages = (
        "  f: {wait: 3 h, during: working_day, then: s}\n"
        "  s: {who: boss, work: 10 min, then: out}\n"
    )
    hub = together(stages, f"  led_by: {led_by}\n", roles=roles, late="every day 12:00-17:00")
    program = program_of(hub, 24)
    run = run_by_hand(program, caseload_of([Contact("09:00")]), uneventful(program, 1))
    assert minutes(run, "unattended_hours") == ({"all": alone} if alone else {})
    assert sum(minutes(run, "accountable_hours", "agencies").values()) == 190


def test_leave_is_no_duty() -> None:
    """The one of the police is called away from 00:30 on: from 09:35 nobody of theirs is there."""
    roles = PEOPLE.replace(
        "pc: {agency: police, people: 1, hours: office}",
        "pc: {agency: police, people: 1, hours: office, called_away: {after: 30 min, lasts: 90 h}}",
    )
    run = led(EACH, ["09:00"], roles=roles, hours=24)
    # Until 17:00 7 h 25 min of the hub's time, until midnight 14 h 25 min on the clock.
    assert minutes(run, "unattended_hours") == {"all": 7 * 60 + 25}
    assert minutes(run, "unattended_hours_elapsed") == {"all": 14 * 60 + 25}
    assert minutes(run, "accountable_hours_elapsed", "agencies") == {
        "council": 35, "police": 14 * 60 + 25,
    }  # fmt: skip


def test_groups_do_not_depend_on_what_happens() -> None:
    """All who may come to be accountable are named, also if a run has none of it."""
    how = "{f: disputed between council and police, s: police}"
    assert set(values(led(how, ["09:00"]), "accountable_hours", "agencies")) == {
        "council", "police", "nobody",
    }  # fmt: skip


def test_a_ledger_that_does_not_sum_to_the_life_is_refused() -> None:
    t = traces(led(EACH, ["09:00"]))
    o = t.ownership
    total = np.bincount(o.life, o.until - o.since, len(t.case)).astype(np.int64)
    sums_to_lives(t, "ownership", total)
    with pytest.raises(RunError, match="the ownership ledger of case 0 sums to 2819 s, but its"):
        sums_to_lives(t, "ownership", total - np.eye(1, len(total), dtype=np.int64)[0])


def test_the_part_that_stands_for_dispute_is_not_waiting_for_people() -> None:
    """As in `test_waiting_to_settle_a_dispute_is_dispute_whoever_is_there`, second by second."""
    stages = "  f: {who: sw, work: 10 min, decides_from: [police], then: out}\n"
    how = "{default: {who: council, settled_by: boss, settling: 20 min}}"
    t = traces(led(how, ["16:50"], {"stages.f.dispute": [YES]}, stages=stages))
    parts = t.ledger(t.over + 1, working=False)[0]
    # 10 min on Monday, the night, 10 min on Tuesday: all in dispute. Then 10 min of work.
    assert parts[Part.DISPUTE] == 60 * (20 + 16 * 60)
    assert parts[Part.WORKED] == 600
    assert parts[Part.SHIFT] == parts[Part.PERSON] == 0
