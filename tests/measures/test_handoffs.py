"""The handoff ledger, worked out by hand on hubs of two or three people.

The numbers are those of `NUMBERS` in ``tests/engine/by_hand.py``: a call takes 2 min and costs each
side 2 min and 2 min to enter, an e-mail takes 25 min and 2 min to enter. There is one rating, so it
is routine: between strangers with ties of 0.2 a call is made below a draw of 0.1 + 0.9 × 0.55 × 0.2 =
19.9%, and an e-mail sent above. The hub starts on Monday 5 January 2026, in UTC, and is open from
09:00 to 17:00; a run lasts two days, 2/7 of a week.
"""

from __future__ import annotations

import math

import pytest

from hubsim.engine import Run
from hubsim.measures import Window
from tests.engine.by_hand import (
    ON,
    Contact,
    caseload_of,
    program_of,
    run_by_hand,
    seconds,
    together,
    uneventful,
)

from .measuring import minutes, traces, value, values

WEEK = 3.5
"""Times a week of something that happens once in two days."""
CALL, MAIL = 0.1, 0.5
YES, NO = 0.0, 0.9999
PEOPLE = (
    "  sw: {agency: council, people: 9, hours: office}\n"
    "  pc: {agency: police, people: 9, hours: office}\n"
)
HAND_OVER = (
    "  f: {who: sw, work: 0 min, then: s}\n"
    "  s: {who: pc, work: 10 min, then: out}\n"
)  # fmt: skip
LED = "  led_by: {default: council}\n"


def passed(draws: dict[str, list[float]], at: list[str], led: str = LED, hours: float = 48) -> Run:
    """Hand cases of the council on to the police; where nothing is said, by e-mail, uneventfully."""
    program = program_of(together(HAND_OVER, led, roles=PEOPLE), hours)
    count = len(at)
    given = uneventful(program, count) | {ON: [[MAIL] * count]}
    given |= {name: [row] for name, row in draws.items()}
    return run_by_hand(program, caseload_of([Contact(time) for time in at]), given)


@pytest.fixture(scope="module")
def three() -> Run:
    """One e-mail, one call that is clarified, one e-mail that gets lost.

    0: 09:00, seen 09:25; work 10 + 2 min, so over at 09:37.
    1: 10:00, a call, 10:02; gone over until 10:07; 10 min of work, 2 × 2 for the word and 2 to enter,
       2 × 5 for clarifying: 26 min, until 10:33.
    2: 11:00, e-mail, due 11:25, lost; the council leads and notices after 2 h, at 13:25; until 13:37.
    """
    draws = {
        ON: [MAIL, CALL, MAIL],
        f"{ON}.clarified": [NO, YES, NO],
        f"{ON}.dropped": [NO, NO, YES],
    }
    return passed(draws, ["09:00", "10:00", "11:00"])


def test_handoffs_are_counted_by_pair_channel_and_kind(three: Run) -> None:
    assert value(three, "handoffs") == 3 * WEEK
    assert values(three, "handoffs", "pair") == {"council and police": 3 * WEEK}
    channels = values(three, "handoffs", "pair and channel")
    assert {name.rpartition(": ")[2]: v for name, v in channels.items()} == {
        "telephone": WEEK,
        "e-mail": 2 * WEEK,
    }
    kinds = values(three, "handoffs", "kind")
    assert {name for name, v in kinds.items() if v} == {"hand-over"}
    assert kinds["hand-over"] == 3 * WEEK


def test_time_on_the_way(three: Run) -> None:
    """25 min, 7 min, and 25 min and two hours: 177 min in three, 7 by telephone, 170 by e-mail."""
    assert minutes(three, "handoff_hours") == {"all": 59}
    assert minutes(three, "handoff_hours", "pair and channel") == {
        "council and police: telephone": 7,
        "council and police: e-mail": 85,
    }


def test_shares_clarified_and_lost(three: Run) -> None:
    assert value(three, "handoffs_clarified") == pytest.approx(1 / 3)
    assert value(three, "handoffs_lost") == pytest.approx(1 / 3)
    assert values(three, "handoffs_lost", "pair") == {"council and police": pytest.approx(1 / 3)}


def test_time_between_two_agencies_and_its_share(three: Run) -> None:
    """On the way 25, 2 and 25 min, lost 120, clarified 5: 177 of 37 + 33 + 157 = 227 min of life."""
    reasons = minutes(three, "pair_hours", "pair and reason")
    assert reasons == pytest.approx(
        {
            "council and police: way": 52 / 3,
            "council and police: lost": 40,
            "council and police: clarified": 5 / 3,
        },
        abs=1e-5,
    )
    assert minutes(three, "pair_hours", "pair") == {"council and police": 59}
    assert value(three, "pair_share") == pytest.approx(177 / 227)
    assert math.isnan(value(three, "asked_pair_share"))  # nobody was asked about any case


def test_only_what_sets_out_in_the_measured_time_counts(three: Run) -> None:
    """From 10:00 to 11:00, the second not counted: the call."""
    window = Window(seconds("10:00"), seconds("11:00"))
    assert value(three, "handoffs", window) == pytest.approx(168)
    assert value(three, "handoffs_clarified", window) == 1.0


def test_what_is_not_there_at_the_end_is_counted_but_has_no_time() -> None:
    """Lost at 16:50, after 25 min on Tuesday at 09:15 and noticed 2 h later; the run ends at 11:00."""
    run = passed({f"{ON}.dropped": [YES]}, ["16:50"], hours=35)
    assert value(run, "handoffs") == pytest.approx(168 / 35)
    assert value(run, "handoffs_lost") == 1.0
    assert math.isnan(value(run, "handoff_hours"))


def test_a_loop_hands_on_anew_each_time() -> None:
    """f → s → f → s → out: to the police at 09:00 and 10:27, back to the council at 09:37+ .

    There 09:25, done 09:37; back 10:02, done 10:04 (2 min to enter); there 10:29.
    """
    stages = (
        "  f: {who: sw, work: 0 min, at_most: {times: 2, then: out}, then: s}\n"
        "  s: {who: pc, work: 10 min, then: {f: 50%, out: 50%}}\n"
    )
    back = "stages.f.from.police.hand_over.way"
    program = program_of(together(stages, LED, roles=PEOPLE), 48)
    given = uneventful(program, 1) | {
        ON: [[MAIL]] * 2, back: [[MAIL]] * 2, "stages.s.then": [[YES], [NO]],
    }  # fmt: skip
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    h = traces(run).handoffs
    assert h.set_out.tolist() == [seconds("09:00"), seconds("10:04"), seconds("09:37")]
    assert h.there.tolist() == [seconds("09:25"), seconds("10:29"), seconds("10:02")]
    assert value(run, "handoffs") == 3 * WEEK


# ------------------------------------------------------------------------------- questions

ASKING = (
    "  f: {{ask: {{{ask}}}, asked_by: sw, then: s}}\n"
    "  s: {{who: sw, work: 10 min, decides_from: [police], then: out}}\n"
)
THERE, BACK = (f"stages.f.ask.police.{way}.way" for way in ("question", "reply"))
SIGNED = "  information: {default: {agreement: signed, reached_by: navigator}}\n"


def asked(
    draws: dict[str, list[float]],
    at: list[str],
    *,
    said: str = SIGNED,
    ask: str = "police: {who: pc, work: 40 min}",
    roles: str = PEOPLE,
    hours: float = 48,
    **named: str,
) -> Run:
    """Ask the police about cases; where nothing is said, by e-mail, uneventfully."""
    hub = together(ASKING.format(ask=ask), LED + said, roles=roles, **named)
    program = program_of(hub, hours)
    count = len(at)
    given = uneventful(program, count)
    given |= {name: [[MAIL] * count] for name in (THERE, BACK) if name in drawn(program)}
    given |= {name: [row] for name, row in draws.items()}
    return run_by_hand(program, caseload_of([Contact(time) for time in at]), given)


def drawn(program: object) -> set[str]:
    return {draw.name for draw in program.draws}


@pytest.fixture(scope="module")
def questions() -> Run:
    """The police look at one, take advice on the next, and refuse the third.

    0: 09:00, question seen 09:25, looked up 40 + 2 min until 10:07, reply seen 10:32.
    1: 09:30, seen 09:55, advice for 1 h until 10:55, looked up until 11:37, reply seen 12:02.
    2: 10:00, seen 10:25, refused, the refusal seen 10:50.
    Refused below 1%, advice below 1% + 99% × 5%.
    """
    return asked({"stages.f.ask.police.agreement": [NO, 0.03, YES]}, ["09:00", "09:30", "10:00"])


def test_questions_and_replies_are_handoffs(questions: Run) -> None:
    kinds = values(questions, "handoffs", "kind")
    assert (kinds["question"], kinds["reply"]) == (3 * WEEK, 3 * WEEK)
    assert minutes(questions, "handoff_hours") == {"all": 25}


def test_advice_refusals_and_what_was_heard(questions: Run) -> None:
    third = pytest.approx(1 / 3)
    assert values(questions, "advice_taken", "agency") == {"police": third}
    assert values(questions, "refused_replies", "agency") == {"police": third}
    assert values(questions, "heard", "agency") == {"police": pytest.approx(2 / 3)}


def test_looking_up_is_not_time_between_two_agencies(questions: Run) -> None:
    """Of each life only the two ways of 25 min, and the hour of advice, lie between the two.

    Lives: 92 min + 10 + 4 (two e-mails to enter: the question by the police, so 2) …
    """
    reasons = minutes(questions, "asked_pair_hours", "pair and reason")
    assert reasons == {"council and police: way": 50, "council and police: advice": 20}
    lives = traces(questions).left - traces(questions).arrival
    # Until the reply is there 92, 152 and 50 min, then 10 min of work and 2 to enter the reply.
    assert lives.tolist() == [60 * (each + 12) for each in (92, 152, 50)]
    assert value(questions, "asked_pair_share") == pytest.approx((3 * 50 + 60) / (294 + 36))


def test_what_lies_while_nobody_is_there_to_receive_it() -> None:
    """The police go at 12:00. An e-mail of 11:50 is opened after 10 min of Monday and 15 of Tuesday.

    In between lie five hours of the hub's Monday. Looked up 09:15-09:57, seen by the council 10:22.
    """
    roles = PEOPLE.replace("pc: {agency: police, people: 9, hours: office}",
                           "pc: {agency: police, people: 9, hours: early}")  # fmt: skip
    run = asked({}, ["11:50"], roles=roles, early="Mon-Fri 09:00-12:00")
    assert minutes(run, "asked_pair_hours", "pair and reason") == {
        "council and police: way": 25 + 25,
        "council and police: absent": 5 * 60,
    }
    assert minutes(run, "handoff_hours", "pair") == {"council and police": (325 + 25) / 2}


def test_waiting_for_one_of_theirs_to_come_and_look_lies_between_the_two() -> None:
    """Seen at 11:55, when the only one of the police has another question in hand until 12:00.

    pc does case 0 from 11:18 (asked 10:53) for 42 min until 12:00 and goes; case 1 (asked 11:30,
    seen 11:55) waits 5 min for her, then from 12:00 to 17:00 of Monday for her to come.
    """
    roles = PEOPLE.replace("pc: {agency: police, people: 9, hours: office}",
                           "pc: {agency: police, people: 1, hours: early}")  # fmt: skip
    run = asked({}, ["10:53", "11:30"], roles=roles, early="Mon-Fri 09:00-12:00")
    reasons = minutes(run, "asked_pair_hours", "pair and reason")
    # Case 0: question 25, reply 25; case 1 too; the reply travels on the hours of the council.
    assert reasons == {"council and police: way": 50, "council and police: absent": 150}


def test_waiting_for_ones_own_people_lies_between_nobody() -> None:
    """What the police know is looked up by sw, who goes at 12:00: the hub waits from 12:30 for her."""
    said = "  information: {police: {agreement: signed, reached_by: direct}}\n"
    roles = PEOPLE.replace("sw: {agency: council, people: 9, hours: office}",
                           "sw: {agency: council, people: 9, hours: early}")  # fmt: skip
    run = asked(
        {}, ["12:30"], said=said, ask="police: {}", roles=roles, early="Mon-Fri 09:00-12:00"
    )
    assert minutes(run, "asked_ledger_working", "part") == {"shift": 4.5 * 60, "worked": 20}
    assert minutes(run, "asked_pair_hours", "pair and reason") == {}


def test_people_outside_the_hub() -> None:
    """Health replies by e-mail after 8 h; one question lies until somebody asks again after 4 h.

    Case 0: 09:00, the reply is there at 17:00. Case 1: 09:00, never answered unless asked again: the
    lead of the council is clear and chases after 4 working hours, at 13:00; then 8 h, until Tuesday
    13:00. The 20 min that each costs health are no time of the hub's.
    """
    said = "  information: {health: {agreement: signed, reached_by: e-mail}}\n"
    draws = {
        "stages.f.ask.health.never": [NO, YES],
        "stages.f.chase.done": [YES, YES],
    }
    ask = "health: {work: 20 min, during: working_day}"
    run = asked(draws, ["09:00", "09:00"], said=said, ask=ask)
    assert values(run, "handoffs", "pair and channel") == {
        "council and health: outside the hub": 2 * WEEK
    }
    assert minutes(run, "handoff_hours") == {"all": 8 * 60}
    assert minutes(run, "asked_pair_hours", "pair and reason") == {
        "council and health: outside": 8 * 60,
        "council and health: unanswered": 2 * 60,
    }
    assert values(run, "outside_hours", "agency") == {"health": pytest.approx(2 * WEEK / 3)}
    assert values(run, "touch_hours", "all")["all"] == pytest.approx(2 * WEEK / 6)  # only deciding


# ------------------------------------------------------------------------------- disputes


def test_disputes_between_two_agencies() -> None:
    """Disputed in two of three cases for 5 h from 09:00: until 14:00; that of 16:00 until Tuesday
    13:00, of which an hour lies on Monday and four on Tuesday.
    """
    stages = "  f: {who: sw, work: 10 min, decides_from: [police], then: out}\n"
    said = "  led_by: {default: council, f: disputed between council and police}\n"
    program = program_of(together(stages, said, roles=PEOPLE), 48)
    given = uneventful(program, 3) | {"stages.f.dispute": [[YES, NO, YES]]}
    cases = [Contact("09:00"), Contact("09:00"), Contact("16:00")]
    run = run_by_hand(program, caseload_of(cases), given)
    assert values(run, "disputes") == {"all": 2 * WEEK}
    assert values(run, "disputes", "pair") == {"council and police": 2 * WEEK}
    assert value(run, "in_dispute") == pytest.approx(2 / 3)
    assert minutes(run, "pair_hours", "pair and reason") == {"council and police: dispute": 200}
    assert values(run, "handoffs") == {}  # nothing passes between agencies here


def test_a_dispute_under_one_lead_is_between_no_pair() -> None:
    """The council leads f; 2% are disputed all the same, with whom is not said."""
    stages = "  f: {who: sw, work: 10 min, decides_from: [police], then: out}\n"
    program = program_of(together(stages, LED, roles=PEOPLE), 48)
    given = uneventful(program, 1) | {"stages.f.dispute": [[YES]]}
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert values(run, "disputes") == {"all": WEEK}
    assert values(run, "disputes", "pair") == {}
    assert values(run, "pair_hours", "pair") == {}


def test_a_hub_that_says_nothing_of_working_together_has_no_ledger() -> None:
    plain = together(HAND_OVER, roles=PEOPLE).partition("working_together:")[0]
    plain += f"starts_at: f\nstages:\n{HAND_OVER}outcomes: {{out: {{}}}}\n"
    run = run_by_hand(program_of(plain, 48), caseload_of([Contact("09:00")]))
    for name in (
        "handoffs", "handoff_hours", "handoffs_lost", "disputes", "in_dispute", "accountable_hours",
        "nobodys_hours", "unattended_hours", "advice_taken", "refused_replies",
    ):  # fmt: skip
        assert values(run, name) == {}
    for name in ("pair_hours", "pair_share", "handoffs"):
        assert values(run, name, "pair") == {}


# ------------------------------------------------------------------------------- roles


def test_a_case_passes_between_roles() -> None:
    """sw, pc, sw, sw, pc: four pieces of work after the first, three of them by another role.

    In a week: from sw to pc twice, from pc to sw once. Two cases of which the second is only begun:
    it passes once, from sw to pc.
    """
    stages = (
        "  f: {who: sw, work: 10 min, then: s}\n"
        "  s: {who: pc, work: 10 min, then: t}\n"
        "  t: {who: sw, work: 10 min, then: u}\n"
        "  u: {who: sw, work: 10 min, then: v}\n"
        "  v: {who: pc, work: 10 min, then: out}\n"
    )
    hub = together(stages, roles=PEOPLE).partition("working_together:")[0]
    hub += f"starts_at: f\nstages:\n{stages}outcomes: {{out: {{}}}}\n"
    program = program_of(hub, 48)
    cases = [Contact("09:00"), Contact("Tue 16:45")]
    run = run_by_hand(program, caseload_of(cases))
    assert values(run, "hand_ons", "from and to") == {"sw to pc": 3 * WEEK, "pc to sw": WEEK}
    assert value(run, "hand_ons") == 4 * WEEK
    assert value(run, "hand_ons_per_case") == 2.0


def test_clarifying_is_no_work_that_a_case_passes_on_to() -> None:
    """A case that was handed over is sent back: sw clarifies it, and then pc works on it."""
    draws = {f"{ON}.clarified": [YES]}
    run = passed(draws, ["09:00"])
    t = traces(run)
    assert int((t.working & (t.log.start >= 0)).sum()) == 3  # f, clarifying, s
    assert values(run, "hand_ons", "from and to") == {"sw to pc": WEEK, "pc to sw": 0.0}
    # 25 there, 25 back, 10 min of work, 25 forth; the 2 min to enter what came are done with the
    # next work on the case, which is the clarifying.
    assert minutes(run, "handoff_hours") == {"all": 87}
    assert minutes(run, "pair_hours", "pair and reason") == {
        "council and police: way": 25,
        "council and police: clarified": 62,
    }
