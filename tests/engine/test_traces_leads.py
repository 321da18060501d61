"""Hand-worked traces of what follows from how clear it is who leads.

The columns of the tables: case, what, line, person, ready, start, end, how, detail. The numbers are
those of `NUMBERS` in ``by_hand``: a clear lead, a joint one and an unclear one each dispute in 2%,
5% and 10% of cases, settle in 90 min (routine), 3 h and 5 h, notice after 2, 3 and 6 h, and chase in
90%, 60% and 35%, at 50%, 75% and 100% of a limit. The hub starts on Monday 5 January 2026, in UTC.
"""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.engine import Run
from hubsim.measures import Traces, Window
from hubsim.program import Part

from .by_hand import (
    ON,
    PEOPLE,
    SIGNED,
    THREE_RATINGS,
    Contact,
    caseload_of,
    expected,
    program_of,
    run_by_hand,
    table,
    together,
    uneventful,
)

RED, AMBER, GREEN = 0, 1, 2
DECIDING = "  f: {who: sw, work: 10 min, decides_from: [police], then: out}\n"
HAND_OVER = (
    "  f: {who: sw, work: 10 min, then: s}\n"
    "  s: {who: pc, work: 10 min, then: out}\n"
)  # fmt: skip
DISPUTED = "disputed between council and police"


# -------------------------------------------------------------------------- disputes


def test_where_the_lead_can_be_disputed() -> None:
    """Where something is decided, and where a lead is named for the stage; nowhere else.

    f decides; p (a wait) and q (questions) have leads of their own; s has the default's.
    """
    stages = (
        "  f: {who: sw, work: 10 min, decides_from: [police], then: p}\n"
        "  p: {wait: 10 min, then: q}\n"
        "  q: {ask: {police: {who: pc, work: 10 min}}, then: s}\n"
        "  s: {who: sw, work: 10 min, then: out}\n"
    )
    said = "  led_by: {default: council, p: police, q: council}\n"
    program = program_of(together(stages, said), 24)
    disputed = {draw.name for draw in program.draws if draw.name.endswith(".dispute")}
    assert disputed == {"stages.f.dispute", "stages.p.dispute", "stages.q.dispute"}


@pytest.mark.parametrize(
    ("led_by", "rating", "share", "settled"),
    [
        # One agency or one role leads: 2%, 30 min of urgent, 1 h of prompt, 90 min of routine.
        ("council", RED, 0.02, "Mon-09:30"),
        ("council", AMBER, 0.02, "Mon-10:00"),
        ("council", GREEN, 0.02, "Mon-10:30"),
        ("sw", GREEN, 0.02, "Mon-10:30"),
        # Two share the lead: 5%, 3 h.
        ("joint between council and police", GREEN, 0.05, "Mon-12:00"),
        ("joint between sw and pc", RED, 0.05, "Mon-12:00"),
        # Two dispute it, or nobody is named: 10%, 5 h.
        (DISPUTED, RED, 0.1, "Mon-14:00"),
        ("", GREEN, 0.1, "Mon-14:00"),
    ],
)
def test_how_often_and_how_long(led_by: str, rating: int, share: float, settled: str) -> None:
    """Draws just below and above the share: case 0 is in dispute until that is settled, case 1 not."""
    said = f"  led_by: {led_by}\n" if led_by else ""
    program = program_of(together(DECIDING, said, more=THREE_RATINGS), 24)
    given = uneventful(program, 2) | {"stages.f.dispute": [[share - 1e-9, share + 1e-9]]}
    cases = caseload_of([Contact("09:00", rating)] * 2)
    run = run_by_hand(program, cases, given)
    hour, minute = divmod(int(settled[4:6]) * 60 + int(settled[7:]) + 10, 60)
    end = f"Mon-{hour:02}:{minute:02}"
    assert table(run) == expected(f"""
        0 f.dispute 0 - Mon-09:00 Mon-09:00 {settled} done 0
        0 f         0 0 {settled} {settled} {end}     done 10
        0 out       0 - {end}     {end}     {end}     done 0
        1 f         0 0 Mon-09:00 Mon-09:00 Mon-09:10 done 10
        1 out       0 - Mon-09:10 Mon-09:10 Mon-09:10 done 0
    """)


@pytest.mark.parametrize(
    ("led_by", "settled"),
    [
        # An agency leads: on the hub's working day, 30 min of Monday and 60 of Tuesday.
        ("council", "Tue-10:00"),
        # The manager leads by name, 12:00-20:00: 90 min from 16:30.
        ("manager", "Mon-18:00"),
        # This one is called away from Monday 17:00 to Tuesday 13:00: 30 min and 60.
        ("chief", "Tue-14:00"),
        # With a deputy, who works 09:00-17:00: 30 min (both), then 60 from 09:00.
        ("{who: chief, deputies: [senior]}", "Tue-10:00"),
        # A role and an agency: not all lead by name, so 3 h of the hub's working day.
        ("joint between chief and police", "Tue-11:30"),
    ],
)
def test_on_whose_hours_it_is_settled(led_by: str, settled: str) -> None:
    """In dispute (0.01) from 16:30 on Monday, routine: 90 min where the lead is clear."""
    roles = (
        "  sw: {agency: council, posts: 1, hours: always}\n"
        "  pc: {agency: police, posts: 1, hours: always}\n"
        "  manager: {agency: council, people: 1, hours: late}\n"
        "  chief: {agency: council, people: 1, hours: late, "
        "called_away: {after: 17 h, lasts: 20 h}}\n"
        "  senior: {agency: council, people: 1, hours: office}\n"
    )
    hub = together(
        DECIDING, f"  led_by: {{f: {led_by}}}\n", roles=roles, late="Mon-Fri 12:00-20:00",
        agencies="council: {}, police: {}",
    )  # fmt: skip
    program = program_of(hub, 48)
    given = uneventful(program, 1) | {"stages.f.dispute": [[0.01]]}
    run = run_by_hand(program, caseload_of([Contact("16:30")]), given)
    assert f"0 f.dispute 0 - Mon-16:30 Mon-16:30 {settled} done 0" in table(run)


@pytest.mark.parametrize("after", ["9 h", "10 h"])
def test_what_nobody_comes_back_to_settle_stays_in_dispute(after: str) -> None:
    """The chief is called away for good, after an hour of the 90 min that it takes or before."""
    roles = PEOPLE + (
        "  chief: {agency: council, people: 1, hours: office, "
        f"called_away: {{after: {after}, lasts: 300 days}}}}\n"
    )
    program = program_of(together(DECIDING, "  led_by: {f: chief}\n", roles=roles), 48)
    given = uneventful(program, 1) | {"stages.f.dispute": [[0.01]]}
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert table(run) == expected("0 f.dispute 0 - Mon-09:00 Mon-09:00 horizon open 0")


def test_settled_by_the_work_of_a_role() -> None:
    """The manager settles it, for 15 min, when free: case 0 at 09:00, case 1 after that.

    A case is *in dispute* until that is settled, also while it waits for the manager. Case 1: 30 min
    in dispute, 15 of them in the manager's hands, and 10 min of work at 09:30.
    """
    roles = PEOPLE + "  manager: {agency: council, people: 1, hours: office}\n"
    led = "{who: [council, police], how: disputed, settled_by: manager, settling: 15 min}"
    program = program_of(together(DECIDING, f"  led_by: {{f: {led}}}\n", roles=roles), 24)
    given = uneventful(program, 2) | {"stages.f.dispute": [[0.09, 0.09]]}
    run = run_by_hand(program, caseload_of([Contact("09:00")] * 2), given)
    assert table(run, without="out") == expected("""
        0 f.dispute 0 3 Mon-09:00 Mon-09:00 Mon-09:15 done 15
        0 f         0 0 Mon-09:15 Mon-09:15 Mon-09:25 done 10
        1 f.dispute 0 3 Mon-09:00 Mon-09:15 Mon-09:30 done 15
        1 f         0 0 Mon-09:30 Mon-09:30 Mon-09:40 done 10
    """)
    ledger = Traces(run, Window(0, program.horizon)).ledger(np.full(2, 10**9), working=False)
    minutes = ledger[1, [Part.PERSON, Part.DISPUTE, Part.WORKED]] // 60
    assert minutes.tolist() == [0, 30, 10]
    assert ledger[1].sum() == 40 * 60


def test_each_visit_may_be_disputed() -> None:
    """A case that comes back to the stage draws anew: not in dispute at first, then for 90 min."""
    stages = DECIDING.replace("then: out", "then: {f: 50%, out: 50%}")
    program = program_of(together(stages, "  led_by: council\n"), 24)
    given = uneventful(program, 1) | {
        "stages.f.dispute": [[0.9], [0.01]],
        "stages.f.then": [[0.1], [0.9]],
    }
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert table(run, without="out") == expected("""
        0 f         0 0 Mon-09:00 Mon-09:00 Mon-09:10 done 10
        0 f.dispute 0 - Mon-09:10 Mon-09:10 Mon-10:40 done 0
        0 f#1       0 0 Mon-10:40 Mon-10:40 Mon-10:50 done 10
    """)


def test_in_a_hub_that_says_nothing_of_working_together_nobody_disputes() -> None:
    """Nor does anybody notice or chase: there are no such draws."""
    hub = together(DECIDING)
    start, end = hub.index("working_together:\n"), hub.index("starts_at:")
    program = program_of(hub[:start] + hub[end:], 24)
    assert {draw.name for draw in program.draws} == {"stages.f.work", "stages.f.then"}
    assert {lead.how for lead in program.leads} == {""}


# -------------------------------------------------------------------------- noticing


@pytest.mark.parametrize(
    ("led_by", "noticed"),
    [
        # Whose work it was before leads clearly: 2 h. Who leads next makes no difference.
        (f"{{f: council, s: {DISPUTED}}}", "Mon-11:35"),
        ("{f: joint between council and police, s: police}", "Mon-12:35"),
        (f"{{f: {DISPUTED}, s: police}}", "Mon-15:35"),
        ("{s: police}", "Mon-15:35"),
        # sw leads by name, and is called away from 10:05 to 13:05: 30 min, and 90 from 13:05.
        ("{f: sw, s: police}", "Mon-14:35"),
        # A deputy is there all day.
        ("{f: {who: sw, deputies: [senior]}, s: police}", "Mon-11:35"),
    ],
)
def test_the_lead_of_the_stage_that_handed_on_notices(led_by: str, noticed: str) -> None:
    """A case handed on at 09:10 is opened at 09:35 and lost: noticed after 2, 3 or 6 h."""
    roles = (
        "  sw: {agency: council, people: 1, hours: office, "
        "called_away: {after: 10 h 5 min, lasts: 3 h}}\n"
        "  pc: {agency: police, people: 1, hours: office}\n"
        "  senior: {agency: council, people: 1, hours: office}\n"
    )
    hub = together(HAND_OVER, f"  led_by: {led_by}\n", "council: {}, police: {}", roles)
    program = program_of(hub, 24)
    given = uneventful(program, 1) | {
        ON: [[0.9]],
        "stages.s.from.council.hand_over.way.dropped": [[0.01]],
    }
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert f"0 s.hand-over.e-mail.lost 0 - Mon-09:35 Mon-09:35 {noticed} done 0" in table(run)


@pytest.mark.parametrize(
    ("led_by", "hours"),
    [(f"{{f: council, s: {DISPUTED}}}", 2), (f"{{f: {DISPUTED}, s: council}}", 6)],
)
def test_the_lead_of_the_stage_that_asks_notices(led_by: str, hours: int) -> None:
    """What is lost of a question or of its reply is noticed by who leads where it was put.

    Both are lost: seen at 09:25, found 2 h (6 h) later; 10 + 2 min of pc; the reply's e-mail takes
    25 min and is found 2 h (6 h) after. With 6 h: 15:25, 15:37, 16:02, and on Tuesday at 14:02.
    """
    stages = (
        "  f:\n    ask: {police: {who: pc, work: 10 min}}\n    then: s\n"
        "  s: {who: sw, work: 10 min, then: out}\n"
    )
    program = program_of(together(stages, SIGNED + f"  led_by: {led_by}\n"), 48)
    given = uneventful(program, 1)
    for way in ("question", "reply"):
        given[f"stages.f.ask.police.{way}.way"] = [[0.9]]
        given[f"stages.f.ask.police.{way}.way.dropped"] = [[0.01]]
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    told = {
        2: """
        0 f.question.e-mail      1 - Mon-09:00 Mon-09:00 Mon-09:25 done 0
        0 f.question.e-mail.lost 1 - Mon-09:25 Mon-09:25 Mon-11:25 done 0
        0 f                      1 1 Mon-11:25 Mon-11:25 Mon-11:37 done 12
        0 f.reply.e-mail         1 - Mon-11:37 Mon-11:37 Mon-12:02 done 0
        0 f.reply.e-mail.lost    1 - Mon-12:02 Mon-12:02 Mon-14:02 done 0
        0 f.reply                1 - Mon-14:02 Mon-14:02 Mon-14:02 done 1
        """,
        6: """
        0 f.question.e-mail      1 - Mon-09:00 Mon-09:00 Mon-09:25 done 0
        0 f.question.e-mail.lost 1 - Mon-09:25 Mon-09:25 Mon-15:25 done 0
        0 f                      1 1 Mon-15:25 Mon-15:25 Mon-15:37 done 12
        0 f.reply.e-mail         1 - Mon-15:37 Mon-15:37 Mon-16:02 done 0
        0 f.reply.e-mail.lost    1 - Mon-16:02 Mon-16:02 Tue-14:02 done 0
        0 f.reply                1 - Tue-14:02 Tue-14:02 Tue-14:02 done 1
        """,
    }
    assert table(run, without=("s", "out", "f.ask")) == expected(told[hours])


# --------------------------------------------------------------------------- chasing

E_MAIL = "  information: {police: {agreement: signed, reached_by: e-mail}}\n"


def asked(limit: str = "") -> str:
    """The police are asked by e-mail (3 h of the working day where it is urgent)."""
    until = f"    at_the_latest: {limit}\n" if limit else ""
    return (
        f"  f:\n    ask: {{police: {{who: pc, work: 40 min}}}}\n{until}    then: s\n"
        "  s: {who: sw, work: 10 min, then: out}\n"
    )


@pytest.mark.parametrize(
    ("led_by", "limit", "rating", "chased"),
    [
        # At 50% of a limit of 6 h, on the clock it runs on.
        ("council", "6 h", RED, "Mon-12:00"),
        ("council", "6 working hours", GREEN, "Mon-12:00"),
        # At 75%, at 100%.
        ("joint between council and police", "6 h", RED, "Mon-13:30"),
        (DISPUTED, "6 h", RED, "Mon-15:00"),
        # Nobody is named: as where it is disputed.
        ("", "6 h", RED, "Mon-15:00"),
        # A limit in working days has no share: after 1, 3 and 4 working hours, by urgency.
        ("council", "1 working day", RED, "Mon-10:00"),
        ("council", "1 working day", AMBER, "Mon-12:00"),
        ("council", "1 working day", GREEN, "Mon-13:00"),
        # And without a limit.
        ("council", "", RED, "Mon-10:00"),
        ("joint between council and police", "", RED, "Mon-15:00"),
        (DISPUTED, "", RED, "Mon-16:00"),
        # Half of 5 s are whole seconds, rounded half up: 3 s.
        ("council", "5 s", RED, "Mon-09:00:03"),
        # By the lead of the stage.
        ("{default: police, f: joint between council and police}", "6 h", RED, "Mon-13:30"),
    ],
)
def test_when_somebody_asks_again(led_by: str, limit: str, rating: int, chased: str) -> None:
    """A question that is never answered (0.1 of 15%) lies until then, and goes its usual way."""
    said = E_MAIL + (f"  led_by: {led_by}\n" if led_by else "")
    program = program_of(together(asked(limit), said, more=THREE_RATINGS), 72)
    given = uneventful(program, 1) | {
        "stages.f.ask.police.never": [[0.1]],
        "stages.f.chase.done": [[0.0]],
    }
    run = run_by_hand(program, caseload_of([Contact("09:00", rating)]), given)
    rows = [row for row in table(run) if row.startswith("0 f.wait 1")]
    assert f"0 f.wait 1 - Mon-09:00 Mon-09:00 {chased} done 0" in rows
    assert len(rows) == 2  # it lies until it is asked for again, and then with people outside


@pytest.mark.parametrize(
    ("led_by", "share"),
    [("council", 0.9), ("joint between council and police", 0.6), (DISPUTED, 0.35)],
)
def test_how_surely_somebody_asks_again(led_by: str, share: float) -> None:
    """Draws just below and above the share: case 0 is chased after hours of its lead, case 1 never."""
    program = program_of(together(asked(), E_MAIL + f"  led_by: {led_by}\n"), 72)
    given = uneventful(program, 2) | {
        "stages.f.ask.police.never": [[0.1, 0.1]],
        "stages.f.chase.done": [[share - 1e-9, share + 1e-9]],
    }
    run = run_by_hand(program, caseload_of([Contact("09:00")] * 2), given)
    replied = [row.split()[0] for row in table(run) if " f.reply " in row]
    assert replied == ["0"]
    assert "1 f.wait 1 - Mon-09:00 Mon-09:00 horizon open 0" in table(run)


def test_a_chase_at_the_limit_itself_is_made() -> None:
    """An unclear lead chases at 100% of the limit. All limits of a second expire together.

    At 15:00 the case goes on, and the question is put again all the same: its reply comes late, at
    10:00 on Tuesday (3 h, 2 of them on Monday).
    """
    program = program_of(together(asked("6 h"), E_MAIL, more=THREE_RATINGS), 48)
    given = uneventful(program, 1) | {
        "stages.f.ask.police.never": [[0.1]],
        "stages.f.chase.done": [[0.1]],
    }
    run = run_by_hand(program, caseload_of([Contact("09:00", RED)]), given)
    assert table(run) == expected("""
        0 f.ask   0 - Mon-09:00 Mon-09:00 Mon-15:00 done 0
        0 f.wait  1 - Mon-09:00 Mon-09:00 Mon-15:00 done 0
        0 f.wait  1 - Mon-15:00 Mon-15:00 Tue-10:00 done 0
        0 f.reply 1 - Tue-10:00 Tue-10:00 Tue-10:00 done 0
        0 s       0 0 Mon-15:00 Mon-15:00 Mon-15:10 done 10
        0 out     0 - Mon-15:10 Mon-15:10 Mon-15:10 done 0
    """)


def test_a_chase_of_the_stage_stands_instead() -> None:
    """The stage says: after 30 min, in 100%. What its lead would do, at 50% of 6 h, is not asked."""
    stages = asked("6 h").replace(
        "    then: s", "    chase: {after: 30 min, done: 100%}\n    then: s"
    )
    program = program_of(together(stages, E_MAIL + "  led_by: council\n", more=THREE_RATINGS), 48)
    assert "stages.f.chase.done" not in [draw.name for draw in program.draws]
    given = uneventful(program, 1) | {"stages.f.ask.police.never": [[0.1]]}
    run = run_by_hand(program, caseload_of([Contact("09:00", RED)]), given)
    assert "0 f.wait 1 - Mon-09:00 Mon-09:00 Mon-09:30 done 0" in table(run)
    assert "0 f.ask 0 - Mon-09:00 Mon-09:00 Mon-12:30 done 1" in table(run)


@pytest.mark.parametrize("led_by", ["council", DISPUTED])
@pytest.mark.parametrize(("failed", "end"), [(0, "Mon-11:00"), (1, "Mon-13:00")])
def test_a_lead_does_not_call_time(led_by: str, failed: int, end: str) -> None:
    """Whether a limit is kept is said of the stage, and is the same whoever leads.

    The limit is 2 h, looked at again after 2 more; of the looks, none or one fails. The police take
    6 h (prompt), and nobody has to ask again.
    """
    stages = asked("2 h").replace("    then: s", "    kept: 50%\n    look_again: 2 h\n    then: s")
    program = program_of(together(stages, E_MAIL + f"  led_by: {led_by}\n", more=THREE_RATINGS), 24)
    given = uneventful(program, 1) | {"stages.f.kept": [[failed]]}
    run = run_by_hand(program, caseload_of([Contact("09:00", AMBER)]), given)
    assert f"0 f.ask 0 - Mon-09:00 Mon-09:00 {end} done 0" in table(run)


# ------------------------------------------------------------------------ speaking up


@pytest.mark.parametrize(
    ("ties", "shares"),
    # Asked about 60%. Of the other 40%, people of ties 0.2 speak up on 10% × 0.2: 0.8% of all.
    [("0.2", [0.6, 0.608]), ("1", [0.6, 0.64])],
)
def test_speaking_up_unasked(ties: str, shares: list[float]) -> None:
    """By the draw of asking: below 60% asked; up to 60.8% (one team: 64%) it looks all the same.

    The case waits for the asked one (09:00 + 25 + 22 + 25 min); for what is offered nobody waits.
    """
    stages = (
        "  f:\n    ask: {police: {share_asked: 60%, who: pc, work: 20 min}}\n    then: s\n"
        "  s: {who: sw, work: 1 min, then: out}\n"
    )
    roles = PEOPLE.replace("pc: {agency: police, people: 1", "pc: {agency: police, people: 9")
    program = program_of(
        together(stages, SIGNED, roles=roles), 24, f"working_together.ties.default={ties}"
    )
    asked_up_to, offered_up_to = shares
    draws = [asked_up_to - 1e-9, asked_up_to + 1e-9, offered_up_to - 1e-9, offered_up_to + 1e-9]
    given = uneventful(program, 4) | {"stages.f.ask.police.share_asked": [draws]}
    for way in ("question", "reply"):
        given[f"stages.f.ask.police.{way}.way"] = [[0.9999] * 4]
    run = run_by_hand(program, caseload_of([Contact("09:00")] * 4), given)
    told = [row.split() for row in table(run)]
    looked = {row[0] for row in told if row[1] == "f" and row[2] == "1"}
    assert looked == {"0", "1", "2"}
    waited = {row[0]: row[6] for row in told if row[1] == "f.ask"}
    assert waited == {"0": "Mon-10:12", "1": "Mon-09:00", "2": "Mon-09:00", "3": "Mon-09:00"}
    replies = {row[0]: row[8] for row in told if row[1] == "f.reply"}
    assert replies == {"0": "1", "1": "0", "2": "0"}


def test_only_navigators_speak_up() -> None:
    """Who is reached by e-mail, or looked up directly, is not there to speak up: one team, 10%."""
    stages = (
        "  f:\n    ask: {police: {share_asked: 60%, who: pc, work: 20 min}}\n    then: s\n"
        "  s: {who: sw, work: 1 min, then: out}\n"
    )
    for reached_by in ("e-mail", "direct", "shared record"):
        said = f"  information: {{police: {{agreement: signed, reached_by: {reached_by}}}}}\n"
        program = program_of(together(stages, said), 24, "working_together.ties.default=1")
        given = uneventful(program, 1) | {"stages.f.ask.police.share_asked": [[0.61]]}
        run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
        assert table(run) == expected("""
            0 f.ask 0 - Mon-09:00 Mon-09:00 Mon-09:00 done 0
            0 s     0 0 Mon-09:00 Mon-09:00 Mon-09:01 done 1
            0 out   0 - Mon-09:01 Mon-09:01 Mon-09:01 done 0
        """)


def test_what_is_offered_unasked_does_not_end_a_wait_for_others() -> None:
    """Health is asked and takes 8 h; the police offer what they know, at 10:12. One is needed.

    The offer is in time (the case is still waiting), and the case goes on waiting for health.
    """
    stages = (
        "  f:\n    ask: {police: {share_asked: 60%, who: pc, work: 20 min}, "
        "health: {reply_takes: 8 h}}\n"
        "    go_on_when: {and_at_least: 1}\n    then: s\n"
        "  s: {who: sw, work: 1 min, then: out}\n"
    )
    said = (
        "  information: {police: {agreement: signed, reached_by: navigator}, "
        "health: {agreement: signed, reached_by: e-mail}}\n"
    )
    program = program_of(together(stages, said), 24)
    given = uneventful(program, 1) | {"stages.f.ask.police.share_asked": [[0.605]]}
    for way in ("question", "reply"):
        given[f"stages.f.ask.police.{way}.way"] = [[0.9999]]
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert "0 f.reply 1 - Mon-10:12 Mon-10:12 Mon-10:12 done 1" in table(run)
    assert "0 f.ask 0 - Mon-09:00 Mon-09:00 Mon-17:00 done 2" in table(run)


# ------------------------------------------------------------------------ accountable


def owned(run: Run) -> list[str]:
    """Who was accountable for the one case, in stretches: agencies, or nobody, and until when."""
    t = Traces(run, Window(0, run.program.horizon))
    found = t.ownership
    stretches = sorted(zip(found.since, found.until, found.owner, strict=True))
    told: list[tuple[str, str]] = []
    for _, until, owner in stretches:
        agencies = found.owners[owner].agencies if owner >= 0 else ()
        who = " and ".join(run.program.agencies[each] for each in agencies) or "nobody"
        end = run.program.clock.local(int(until)).strftime("%a %H:%M")
        if told and told[-1][0] == who:
            told.pop()
        told.append((who, end))
    return [f"{who} until {end}" for who, end in told]


def unattended(run: Run) -> int:
    """Minutes in which nobody of those accountable was on duty."""
    t = Traces(run, Window(0, run.program.horizon))
    return int(t.ownership.unattended().sum()) // 60


LATE = """\
  sw: {agency: council, people: 1, hours: late}
  pc: {agency: police, people: 1, hours: office, called_away: {after: 9 h, lasts: 3 h}}
"""
"""sw comes at 09:30; pc is away from 09:00 to 12:00, within the hours of the role."""


def owning(stages: str, said: str, roles: str = LATE) -> str:
    """A hub of the council and the police."""
    agencies = "council: {}, police: {}"
    return together(stages, said, agencies, roles, late="Mon-Fri 09:30-17:00")


def test_who_is_accountable_where_leads_are_clear() -> None:
    """The council leads at f, from the contact on; the police at s.

    On its way the case is the council's: by e-mail 09:40 to 10:05, and, after it was lost for 2 h,
    while it is clarified: back by 12:30, 10 + 2 min of sw, at the police's by 13:07. Lost it is
    nobody's, and in dispute at s, for 90 min, too. From 14:37 it is the police's, for 10 min of work.
    Unattended is the half hour before sw comes.
    """
    program = program_of(owning(HAND_OVER, "  led_by: {f: council, s: police}\n"), 24)
    given = uneventful(program, 1) | {
        ON: [[0.9]],
        f"{ON}.dropped": [[0.01]],
        f"{ON}.clarified": [[0.13]],
        "stages.s.dispute": [[0.01]],
    }
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert table(run, without="out") == expected("""
        0 f                            0 0 Mon-09:00 Mon-09:30 Mon-09:40 done 10
        0 s.hand-over.e-mail           0 - Mon-09:40 Mon-09:40 Mon-10:05 done 0
        0 s.hand-over.e-mail.lost      0 - Mon-10:05 Mon-10:05 Mon-12:05 done 0
        0 s.hand-over.e-mail.clarified 0 - Mon-12:05 Mon-12:05 Mon-12:30 done 0
        0 s.hand-over.e-mail.clarified 0 0 Mon-12:30 Mon-12:30 Mon-12:42 done 12
        0 s.hand-over.e-mail.clarified 0 - Mon-12:42 Mon-12:42 Mon-13:07 done 0
        0 s.dispute                    0 - Mon-13:07 Mon-13:07 Mon-14:37 done 0
        0 s                            0 1 Mon-14:37 Mon-14:37 Mon-14:47 done 10
    """)
    assert owned(run) == [
        "council until Mon 10:05",
        "nobody until Mon 12:05",
        "council until Mon 13:07",
        "nobody until Mon 14:37",
        "police until Mon 14:47",
    ]
    assert unattended(run) == 30


def test_who_is_accountable_where_leads_are_joint() -> None:
    """Both are, all the way, and attended while somebody of either is there: not before 09:30."""
    program = program_of(owning(HAND_OVER, "  led_by: joint between council and police\n"), 24)
    given = uneventful(program, 1) | {ON: [[0.9]]}
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    # e-mail until 10:05, and 10 + 2 min of pc from 12:00.
    assert owned(run) == ["council and police until Mon 12:12"]
    assert unattended(run) == 30


def test_who_is_accountable_where_leads_are_unclear() -> None:
    """Nobody until sw begins at 09:30; then the council, also on the way; at s nobody until pc begins.

    Opened at 10:05, the case waits for pc until 12:00.
    """
    program = program_of(owning(HAND_OVER, f"  led_by: {DISPUTED}\n"), 24)
    given = uneventful(program, 1) | {ON: [[0.9]]}
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert owned(run) == [
        "nobody until Mon 09:30",
        "council until Mon 10:05",
        "nobody until Mon 12:00",
        "police until Mon 12:12",
    ]


def test_who_asks_keeps_the_case_while_replies_are_awaited() -> None:
    """Unclear leads: sw asks, so the council has it until the reply is in; questions move nothing.

    Seen by the police at 09:25, done by pc from 12:00 to 12:12, in at 12:37. The manager comes at
    13:00: until then nobody has the case. Under a clear lead of the police it is theirs throughout.
    """
    stages = (
        "  f:\n    ask: {police: {who: pc, work: 10 min}}\n    asked_by: sw\n    then: s\n"
        "  s: {who: manager, work: 10 min, then: out}\n"
    )
    roles = LATE + "  manager: {agency: council, people: 1, hours: noon}\n"
    agencies = "council: {}, police: {}"
    by_lead = {
        DISPUTED: [
            "council until Mon 12:37", "nobody until Mon 13:00", "council until Mon 13:12",
        ],
        "police": ["police until Mon 13:12"],
    }  # fmt: skip
    for led_by, owners in by_lead.items():
        said = SIGNED + f"  led_by: {led_by}\n"
        hub = together(
            stages, said, agencies, roles, late="Mon-Fri 09:30-17:00", noon="Mon-Fri 13:00-17:00"
        )
        program = program_of(hub, 24)
        given = uneventful(program, 1)
        given |= {f"stages.f.ask.police.{way}.way": [[0.9]] for way in ("question", "reply")}
        run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
        assert "0 f.ask 0 - Mon-09:00 Mon-09:00 Mon-12:37 done 1" in table(run)
        assert owned(run) == owners
