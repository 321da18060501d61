"""What was known, what need was seen and missed, risk and returns, worked out by hand.

Agencies: 0 is a, whose w decides, 1 is police, 2 is health. The hub starts on Monday 5 January 2026,
in UTC, and is open from 09:00 to 17:00.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from hubsim.engine import Run
from hubsim.measures import Window
from tests.engine.by_hand import (
    AGENCIES,
    HOUR,
    Contact,
    calendar,
    caseload_of,
    coming_back,
    one_role,
    program_of,
    run_by_hand,
    seconds,
    sent_again,
)

from .measuring import traces, value, values

HIGH, MODERATE, LOW = 0, 1, 2
POLICE, HEALTH = 1, 2
KNOWN = (
    "what_they_know:\n"
    "  police: {for: {high: 60%}, reveals: 30%}\n"
    "  health: {for: {high: 60%}, reveals: 35%}\n"
)
SEEING = (
    "recognition: {without_facts: 18%, turns_on_one_fact: 10%, by_that_fact: 95%, "
    "missed_as_moderate: 50%, mistaken: 12%, mistaken_as_high: 30%}\n"
)
NEEDS = "true_need: {high: 40%, moderate: 30%, low: 30%}"
WEB = f"contacts: {{web: {{every: 100 days, {NEEDS}}}}}\n"
BOTH = "police: {reply_takes: 10 min}, health: {reply_takes: 20 min}"
FOUR_WAYS = (
    "outcomes: {closed: {}, help: {protects: low}, assessment: {protects: moderate}, "
    "enquiry: {protects: high}}\n"
)


def deciding(
    then: str = "closed",
    *,
    ask: str = BOTH,
    more: str = "",
    roles: str = "",
    known: str = KNOWN + SEEING,
    stage: str = "",
) -> str:
    """A hub that asks both, waits for both, decides in 10 min, and sends cases on."""
    return (
        calendar() + AGENCIES + (roles or one_role(9)) + WEB + known + more
        + f"starts_at: f\nstages:\n  f:\n    ask: {{{ask}}}\n{stage}    then: s\n"
        f"  s: {{who: w, work: 10 min, decides_from: [police, health], then: {then}}}\n"
        + FOUR_WAYS
    )  # fmt: skip


def seen_and_left() -> Run:
    """Six cases with given needs, needs as they are seen, and outcomes.

    need      seen      left by       so
    high      high      enquiry       recognised, answered
    high      moderate  assessment    missed by both
    moderate  moderate  assessment    recognised, answered
    moderate  high      enquiry       recognised (as more), escalated
    low       high      assessment    overestimated, escalated
    low       low       closed        neither
    """
    then = (
        "{seen_as_high: {enquiry: 60%, assessment: 40%}, seen_as_moderate: {assessment: 100%}, "
        "seen_as_low: {closed: 100%}}"
    )
    needs = [HIGH, HIGH, MODERATE, MODERATE, LOW, LOW]
    # Nothing is known: need is seen below 18%, high need as moderate below 59%; both are heard, so
    # it is mistaken for high below 0.12 × 0.7 × 0.65 × 0.3 = 1.638%.
    draws = {
        "stages.s.recognised": [[0.1, 0.5, 0.1, 0.1, 0.9, 0.9]],
        "stages.s.mistaken": [[0.9, 0.9, 0.9, 0.01, 0.01, 0.9]],
        "stages.s.then": [[0.5, 0.5, 0.5, 0.5, 0.7, 0.5]],
    }
    cases = caseload_of([Contact("10:00", need=need) for need in needs])
    return run_by_hand(program_of(deciding(then), 48), cases, draws)


def test_need_recognised_and_overestimated_as_it_was_seen() -> None:
    """Of two of high need one is seen as such; of two of moderate need both, one of them as more."""
    run = seen_and_left()
    assert values(run, "need_recognised", "need") == {"high": 0.5, "moderate": 1.0}
    assert value(run, "need_recognised") == 0.75
    assert values(run, "need_overestimated", "need") == {"moderate": 0.5, "low": 0.5}
    assert value(run, "need_overestimated") == 0.5


def test_need_missed_and_escalated_by_the_outcome() -> None:
    """By the outcome one of two of high need is missed, and none of moderate need."""
    run = seen_and_left()
    assert values(run, "need_missed", "need") == {"high": 0.5, "moderate": 0.0}
    assert value(run, "need_missed") == 0.25
    assert values(run, "escalated_without_need", "need") == {"moderate": 0.5, "low": 0.5}
    assert values(run, "missed_per_week", "need") == {"high": 3.5, "moderate": 0.0}


def test_what_is_not_judged_or_has_not_left_does_not_count() -> None:
    """At 10:25 the six are being decided, at 10:35 they have left: 20 min of questions, 10 of work."""
    run = seen_and_left()
    assert traces(run).left.tolist() == [seconds("10:30")] * 6
    early = run_by_hand(
        program_of(deciding("closed"), 10 + 25 / 60), caseload_of([Contact("10:00", need=HIGH)])
    )
    for name in ("need_recognised", "need_missed", "escalated_without_need", "need_overestimated"):
        assert math.isnan(value(early, name))
    assert values(early, "missed_per_week", "need") == {"high": 0.0, "moderate": 0.0}


def test_the_last_time_that_need_is_seen_counts() -> None:
    """Decided twice: high need is missed first, and recognised when it comes to s again."""
    then = "{seen_as_high: {enquiry: 100%}, otherwise: {s: 50%, closed: 50%}}"
    draws = {
        "stages.s.recognised": [[0.9], [0.1]],
        "stages.s.mistaken": [[0.9], [0.9]],
        "stages.s.then": [[0.1], [0.1]],
    }
    cases = caseload_of([Contact("10:00", need=HIGH)])
    run = run_by_hand(program_of(deciding(then), 48), cases, draws)
    assert value(run, "need_recognised") == 1.0
    assert value(run, "need_missed") == 0.0


def test_hubs_without_the_mechanism_have_no_rows() -> None:
    hub = deciding(known="").replace(FOUR_WAYS, "outcomes: {closed: {}}\n")
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("10:00")]))
    for name in (
        "need_recognised", "need_overestimated", "need_missed", "missed_per_week", "completeness",
        "escalated_without_need", "turning_facts", "risk_exposure", "risk_exposure_per_week",
        "returns", "failure_demand", "outside_hours", "empty_replies",
    ):  # fmt: skip
        for by in ("all", "need", "agency", "cause"):
            assert values(run, name, by) == {}


# ----------------------------------------------------------------------------- facts


def facts() -> Run:
    """Work on the decision begins at 10:10, when police replies; health replies at 10:30.

    Held: case 0 by both (turns on health's), case 1 by the police (and turns on it), case 2 by
    nobody, case 3 by health. Of four facts held those of the police arrive, two of four; of two
    single ones one.
    """
    ask = "police: {reply_takes: 10 min}, health: {reply_takes: 30 min}"
    hub = deciding(ask=ask, stage="    go_on_when: {all_of: [police]}\n")
    cases = [
        Contact("10:00", knows=(POLICE, HEALTH), turns_on=HEALTH, need=HIGH),
        Contact("10:00", knows=(POLICE,), turns_on=POLICE, need=HIGH),
        Contact("10:00", need=HIGH),
        Contact("10:00", knows=(HEALTH,), need=HIGH),
    ]
    return run_by_hand(program_of(hub, 24), caseload_of(cases))


def test_facts_that_had_arrived() -> None:
    run = facts()
    assert value(run, "completeness") == 0.5
    assert values(run, "completeness", "agency") == {"health": 0.0, "police": 1.0}


def test_single_facts_that_cases_turn_on() -> None:
    run = facts()
    assert value(run, "turning_facts") == 0.5
    assert values(run, "turning_facts", "agency") == {"health": 0.0, "police": 1.0}


def test_health_comes_first_then_the_order_of_the_file() -> None:
    run = facts()
    assert list(values(run, "heard", "agency")) == ["health", "police"]
    plain = deciding().replace("health", "nurses")
    run = run_by_hand(program_of(plain, 24), caseload_of([Contact("10:00")]))
    assert list(values(run, "heard", "agency")) == ["police", "nurses"]


def test_heard_of_all_decisions_and_of_those_where_it_was_asked() -> None:
    """Health is asked about one of two, and heard about that; the police about both."""
    ask = "police: {reply_takes: 10 min}, health: {share_asked: 50%, reply_takes: 20 min}"
    draws = {"stages.f.ask.health.share_asked": [[0.4, 0.6]]}
    cases = caseload_of([Contact("10:00"), Contact("10:00")])
    run = run_by_hand(program_of(deciding(ask=ask), 24), cases, draws)
    assert values(run, "heard", "agency") == {"health": 0.5, "police": 1.0}
    assert values(run, "heard_when_asked", "agency") == {"health": 1.0, "police": 1.0}


def test_who_works_on_a_case_is_heard() -> None:
    """An officer and w decide together from 10:20: the police are heard though nobody asked them."""
    roles = (
        "roles:\n  w: {agency: a, people: 1, hours: office}\n"
        "  pc: {agency: police, people: 1, hours: office}\n"
    )
    hub = deciding(ask="health: {reply_takes: 20 min}", roles=roles)
    hub = hub.replace("s: {who: w,", "s: {needs: {w: 1, pc: 1},")
    run = run_by_hand(program_of(hub, 24), caseload_of([Contact("10:00")]))
    assert values(run, "heard", "agency") == {"health": 1.0, "police": 1.0}
    assert values(run, "heard_when_asked", "agency") == {"health": 1.0}


TWO_DESKS = (
    "roles:\n  w: {agency: a, people: 1, hours: office, unfinished: hand back}\n"
    "  pc: {agency: police, people: 1, hours: early}\n"
)


def without_questions(first: str, after_p: str, after_s: str, who: str = "w") -> str:
    """A hub in which an officer works at p and w decides at s, in some order."""
    return (
        calendar(early="Mon-Fri 08:00-12:00") + AGENCIES + TWO_DESKS + WEB + KNOWN + SEEING
        + f"starts_at: {first}\nstages:\n"
        f"  p: {{who: pc, work: 20 min, then: {after_p}}}\n"
        f"  s: {{who: {who}, work: 10 min, decides_from: [police], then: {after_s}}}\n" + FOUR_WAYS
    )  # fmt: skip


@pytest.mark.parametrize(
    ("order", "heard"), [(("p", "s", "closed"), 1.0), (("s", "closed", "p"), 0.0)]
)
def test_work_before_the_decision_is_heard_and_work_after_it_is_not(
    order: tuple[str, str, str], heard: float
) -> None:
    hub = without_questions(*order)
    run = run_by_hand(program_of(hub, 48), caseload_of([Contact("10:00")]))
    assert values(run, "heard", "agency") == {"health": 0.0, "police": heard}


def test_who_ends_the_decision_is_heard_from_when_it_was_begun() -> None:
    """w begins it at 16:55 and hands it back at 17:00; the officer ends it on Tuesday from 08:00."""
    hub = without_questions("s", "closed", "closed", "[w, pc]").replace("  p:", "  q:")
    hub = hub.replace("  q: {who: pc, work: 20 min, then: closed}\n", "")
    run = run_by_hand(program_of(hub, 48), caseload_of([Contact("16:55")]))
    assert traces(run).log.start.tolist()[:2] == [seconds("16:55"), seconds("Tue 08:00")]
    assert values(run, "heard", "agency") == {"health": 0.0, "police": 1.0}


def test_empty_replies() -> None:
    """Health finds nothing about one of two, the police always find something."""
    ask = BOTH.replace("20 min", "20 min, nothing_found: 50%")
    draws = {"stages.f.ask.health.nothing_found": [[0.1, 0.9]]}
    cases = caseload_of([Contact("10:00"), Contact("10:00")])
    run = run_by_hand(program_of(deciding(ask=ask), 24), cases, draws)
    assert values(run, "empty_replies", "agency") == {"health": 0.5}
    assert values(run, "refused_replies", "agency") == {}


# ------------------------------------------------------------------------ risk, returns

BACK = "comes_back: {high: {share: 50%, after: 1 day}, moderate: {share: 50%, after: 1 day}}\n"
TOLD = "feedback: {told: 50%, silence_repeats: 50%, after: 1 day}\n"


def returning(more: str = BACK, hours: float = 120) -> Run:
    """Cases that leave half an hour after they come, by the way that the draw of ``then`` says.

    0: high, 10:00 Monday, closed at 10:30; back 20 h later, Tuesday 06:30, leaves by an enquiry at
       09:10 (asked at 06:30, replies by 06:50, w from 09:00).
    1: high, 11:00, enquiry at 11:30.
    2: moderate, 12:00, closed at 12:30; back 24 h later and now high; closed again on Tuesday 13:00.
    3: high, 13:00, closed at 13:30, and never seen again.
    4: low, 14:00, closed.
    """
    cases = caseload_of(
        [Contact(f"{10 + n}:00", need=need)
         for n, need in enumerate([HIGH, HIGH, MODERATE, HIGH, LOW])]
    )  # fmt: skip
    cases = coming_back(cases, [20 * 60, -1, 24 * 60, -1, -1], [HIGH, HIGH, HIGH, HIGH, LOW])
    draws = {
        "stages.s.then": [[0.1, 0.9, 0.1, 0.1, 0.1]],
        "stages.s.then@1": [[0.9, 0.1]],
    }
    return run_by_hand(
        program_of(deciding("{closed: 50%, enquiry: 50%}", more=more), hours), cases, draws
    )


def test_risk_runs_through_all_the_times_a_case_comes() -> None:
    """Until it is answered, or the end of the run at midnight after five days (120 h).

    0: Monday 10:00 to Tuesday 09:10, 23 h 10 min. 1: 30 min. 2: from Tuesday 12:30, when it is first
    high, 83.5 h. 3: from Monday 13:00, 107 h. Case 4 is not at risk. Mean 53.54 h.
    """
    run = returning()
    hours = [23 + 1 / 6, 0.5, 83.5, 107]
    assert value(run, "risk_exposure") == pytest.approx(sum(hours) / 4)
    week = 120 / 168
    assert value(run, "risk_exposure_per_week") == pytest.approx(sum(hours) / week)


def test_risk_of_those_whose_first_contact_with_high_need_is_measured() -> None:
    """On Tuesday: case 2 alone (83.5 h); hours that fall into Tuesday: 9 1/6, 0, 11.5 and 24."""
    run = returning()
    tuesday = Window(seconds("Tue 00:00"), seconds("Wed 00:00"))
    assert value(run, "risk_exposure", tuesday) == pytest.approx(83.5)
    inside = 9 + 1 / 6 + 11.5 + 24
    assert value(run, "risk_exposure_per_week", tuesday) == pytest.approx(7 * inside)


def test_risk_ends_with_the_first_outcome_that_answers_it() -> None:
    """Silence brings the case back at 15:30 after its enquiry, for another: risk ended at 11:30."""
    cases = caseload_of([Contact("11:00", need=HIGH)])
    draws = {"stages.s.then": [[0.9]], "stages.s.then@1": [[0.9]], "feedback.told": [[0.9]]}
    hub = deciding("{closed: 50%, enquiry: 50%}", more=TOLD)
    run = run_by_hand(program_of(hub, 48), sent_again(cases, [240]), draws)
    assert len(traces(run).case) == 2
    assert value(run, "risk_exposure") == 0.5


def test_returns_and_failure_demand_by_cause() -> None:
    """Five contacts and two missed needs that come back: 2 of 7 contacts, 2 in 120 h."""
    run = returning()
    assert value(run, "failure_demand") == pytest.approx(2 / 7)
    assert values(run, "failure_demand", "cause") == {
        "missed need": pytest.approx(2 / 7), "silence": 0.0,
    }  # fmt: skip
    assert value(run, "returns") == pytest.approx(2 * 168 / 120)
    tuesday = Window(seconds("Tue 00:00"), seconds("Wed 00:00"))
    assert value(run, "failure_demand", tuesday) == 1.0


def test_what_comes_back_after_the_end_of_the_run_has_not_come_back() -> None:
    """Case 0 will come back after three days, of a run of two; case 1 is a contact like any other."""
    cases = caseload_of([Contact("10:00", need=HIGH), Contact("11:00", need=LOW)])
    cases = coming_back(cases, [72 * 60, -1], [HIGH, LOW])
    run = run_by_hand(program_of(deciding(more=BACK), 48), cases)
    assert value(run, "failure_demand") == 0.0
    assert value(run, "returns") == 0.0


def test_silence_brings_cases_back_as_well() -> None:
    """Not told, case 0 is sent again after 2 h, before its missed need would come back after 20 h."""
    cases = caseload_of([Contact("10:00", need=HIGH), Contact("11:00", need=LOW)])
    cases = sent_again(coming_back(cases, [20 * 60, -1], [HIGH, LOW]), [120, 120])
    draws = {
        "feedback.told": [[0.9, 0.1]],
        "feedback.told@1": [[0.1, 0.1]],
        "stages.s.then": [[0.1, 0.1]],
        "stages.s.then@1": [[0.1, 0.1]],
    }
    hub = deciding("{closed: 50%, enquiry: 50%}", more=BACK + TOLD)
    run = run_by_hand(program_of(hub, 48), cases, draws)
    assert values(run, "returns", "cause") == {"missed need": 0.0, "silence": 3.5}
    assert value(run, "failure_demand") == pytest.approx(1 / 3)


def test_open_cases_at_the_start_count_from_the_beginning_of_the_run() -> None:
    """A case open for two days: its hours at risk inside the run count, it itself does not."""
    program = program_of(deciding("closed"), 24)
    cases = replace(
        caseload_of([Contact("10:00", need=HIGH)]),
        arrival=np.array([-48 * HOUR]),
        number=np.array([-1]),
        starts_at=np.array([int(program.entry[0])]),
    )
    run = run_by_hand(program, cases)
    assert math.isnan(value(run, "risk_exposure"))
    assert value(run, "risk_exposure_per_week") == pytest.approx(168)


# ----------------------------------------------------------------- work outside the hub


def test_work_outside_goes_by_rating_and_visit_and_leaves_refusals_out() -> None:
    """Asked twice about each: 20 and 30 min, 40 and 50; a refused question costs nobody anything."""
    stages = (
        "  f: {ask: {health: {work: {red: 1 min, green: 2 min}}}, asked_by: sw, then: s}\n"
        "  s: {who: sw, work: 1 min, then: {f: 50%, closed: 50%}}\n"
    )
    hub = (
        calendar() + "agencies: {council: {}, health: {}}\n"
        "roles: {sw: {agency: council, people: 9, hours: office}}\n"
        "ratings: {red: {}, green: {}}\n"
        "contacts: {web: {every: 100 days, first_seen_as: {low: {red: 50%, green: 50%}}}}\n"
        "working_together:\n"
        "  information: {health: {agreement: signed, reached_by: e-mail}}\n"
        "  access: {e-mail: {reply_takes: 1 h, never: 0%, nothing_found: 0%}}\n"
        "  agreements: {signed: {hesitates: 0%, refuses: 20%}}\n"
        "starts_at: f\nstages:\n" + stages + "outcomes: {closed: {}}\n"
    )  # fmt: skip
    program = program_of(hub, 48)
    cases = caseload_of([Contact("09:00", 0), Contact("09:00", 1)])
    draws = {
        "stages.f.ask.health.work": [[20, 40], [30, 50]],
        "stages.f.ask.health.agreement": [[0.9, 0.9], [0.1, 0.9]],
        "stages.s.then": [[0.1, 0.1], [0.9, 0.9]],
    }
    run = run_by_hand(program, cases, draws)
    assert value(run, "outside_hours") == pytest.approx(3.5 * (20 + 40 + 50) / 60)
    # Up to 10:30 only the first questions have been answered, at 10:00.
    early = Window(0, seconds("10:30"))
    assert value(run, "outside_hours", early) == pytest.approx(168 / 10.5)
