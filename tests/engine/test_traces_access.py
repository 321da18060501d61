"""Hand-worked traces of getting at what an agency knows: by whom, how long, and whether it may be.

The columns of the tables: case, what, line, person, ready, start, end, how, detail. The detail is
minutes of touch time done, the line that released a join, or whether a reply was in time. The
numbers are those of `NUMBERS` in ``by_hand``. Persons: 0 is sw of the council, who asks and works
next, 1 is pc of the police, 2 is nurse of health. The hub starts on Monday 5 January 2026, in UTC.
"""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.engine import Run
from hubsim.measures import Traces, Window, measured
from hubsim.program import Part

from .by_hand import (
    THREE_RATINGS,
    WEB,
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
ASK = (
    "  f:\n    ask: {police: {who: pc, work: 40 min}}\n    then: s\n"
    "  s: {who: sw, work: 60 min, then: out}\n"
)  # fmt: skip
ASKED = "stages.f.ask.police"


def police(reached_by: str, agreement: str = "signed", until: str = "") -> str:
    """What a hub says of the police: whether they may share, and how they are reached."""
    last = f", until: {until}" if until else ""
    return (
        f"  information: {{police: {{agreement: {agreement}{last}, reached_by: {reached_by}}}}}\n"
    )


def outcomes(run: Run) -> list[str]:
    """What became of the question about each case: ``reply``, ``nothing`` or ``refused``."""
    rows = [row.split()[:2] for row in table(run)]
    found = {
        int(case): what.removeprefix("f.")
        for case, what in rows
        if what in {"f.reply", "f.nothing", "f.refused"}
    }
    return [found.get(case, "-") for case in range(len(run.caseload))]


# ------------------------------------------------------------------------------ ways


@pytest.mark.parametrize(
    ("reached_by", "end", "minutes"),
    [("direct", "Mon-09:10", 10), ("shared record", "Mon-09:12", 12)],
)
def test_looked_up_by_who_asks(reached_by: str, end: str, minutes: int) -> None:
    """sw looks it up, in 10 min or 12: nothing travels, and what the question says is not used."""
    program = program_of(together(ASK, police(reached_by)), 24)
    assert not program.passages
    run = run_by_hand(program, caseload_of([Contact("09:00")]), uneventful(program, 1))
    after = {"direct": "Mon-10:10", "shared record": "Mon-10:12"}[reached_by]
    assert table(run) == expected(f"""
        0 f.ask   0 - Mon-09:00 Mon-09:00 {end} done 1
        0 f       1 0 Mon-09:00 Mon-09:00 {end} done {minutes}
        0 f.reply 1 - {end}     {end}     {end} done 1
        0 s       0 0 {end}     {end}     {after} done 60
        0 out     0 - {after}   {after}   {after} done 0
    """)


def test_a_navigator_gets_it_by_a_passage_and_looks_it_up() -> None:
    """E-mails there and back (25 min each), 40 + 2 min of pc; 60 + 2 min of sw."""
    program = program_of(together(ASK, police("navigator")), 24)
    given = uneventful(program, 1) | {f"{ASKED}.{w}.way": [[0.9]] for w in ("question", "reply")}
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert table(run) == expected("""
        0 f.ask             0 - Mon-09:00 Mon-09:00 Mon-10:32 done 1
        0 f.question.e-mail 1 - Mon-09:00 Mon-09:00 Mon-09:25 done 0
        0 f                 1 1 Mon-09:25 Mon-09:25 Mon-10:07 done 42
        0 f.reply.e-mail    1 - Mon-10:07 Mon-10:07 Mon-10:32 done 0
        0 f.reply           1 - Mon-10:32 Mon-10:32 Mon-10:32 done 1
        0 s                 0 0 Mon-10:32 Mon-10:32 Mon-11:34 done 62
        0 out               0 - Mon-11:34 Mon-11:34 Mon-11:34 done 0
    """)


@pytest.mark.parametrize(
    ("rating", "end"),
    # 3, 6 and 8 h: 2 of them until 17:00 on Monday, the others from 09:00 on Tuesday.
    [(RED, "Tue-10:00"), (AMBER, "Tue-13:00"), (GREEN, "Tue-15:00")],
)
def test_by_e_mail_it_lies_on_the_working_day_of_the_hub(rating: int, end: str) -> None:
    """From 15:00 on Monday, by urgency. Nothing is owed, and nobody of the hub works on it."""
    program = program_of(together(ASK, police("e-mail"), more=THREE_RATINGS), 48)
    assert not program.passages
    run = run_by_hand(program, caseload_of([Contact("15:00", rating)]), uneventful(program, 1))
    assert table(run, without=("s", "out")) == expected(f"""
        0 f.ask   0 - Mon-15:00 Mon-15:00 {end} done 1
        0 f.wait  1 - Mon-15:00 Mon-15:00 {end} done 0
        0 f.reply 1 - {end}     {end}     {end} done 1
    """)


MEETING = (
    ASK.replace("then: out", "then: m")
    + '  m: {meeting: {needs: {sw: 1, WHO: 1}, at: "Mon-Fri 16:00", each_case: 20 min}, then: out}\n'
)


@pytest.mark.parametrize(
    ("who", "end"),
    # 3 h × 0.6 = 108 min where somebody of the police comes to a meeting; 3 h where health does.
    [("pc", "Mon-10:48"), ("nurse", "Mon-12:00")],
)
def test_at_the_table(who: str, end: str) -> None:
    """Who sits at the table walks the question to their own people: 0.6 times as long."""
    stages = MEETING.replace("WHO", who)
    program = program_of(together(stages, police("e-mail"), more=THREE_RATINGS), 24)
    run = run_by_hand(program, caseload_of([Contact("09:00", RED)]), uneventful(program, 1))
    assert f"0 f.wait 1 - Mon-09:00 Mon-09:00 {end} done 0" in table(run)


def test_a_representative_in_the_quorum() -> None:
    """The table, in one trace: the police's one person is needed in a meeting, and away on Monday.

    Asked by e-mail (red, 3 h × 0.6 = 1 h 48 min), replied at 10:48; sw works 60 min. The slot of
    16:00 on Monday is lost, for want of pc (on duty from Tuesday); on Tuesday the case is heard.
    """
    roles = (
        "  sw: {agency: council, people: 1, hours: office}\n"
        "  pc: {agency: police, people: 1, hours: office, present: Tue-Fri}\n"
    )
    stages = MEETING.replace("WHO", "pc")
    hub = together(stages, police("e-mail"), "council: {}, police: {}", roles, THREE_RATINGS)
    program = program_of(hub, 48)
    run = run_by_hand(program, caseload_of([Contact("09:00", RED)]), uneventful(program, 1))
    assert table(run) == expected("""
        0 f.ask   0  -  Mon-09:00 Mon-09:00 Mon-10:48 done 1
        0 f.wait  1  -  Mon-09:00 Mon-09:00 Mon-10:48 done 0
        0 f.reply 1  -  Mon-10:48 Mon-10:48 Mon-10:48 done 1
        0 s       0  0  Mon-10:48 Mon-10:48 Mon-11:48 done 60
        - m.lost  0  pc Mon-16:00 -         Mon-16:00 lost 0
        0 m       0  0  Mon-11:48 Tue-16:00 Tue-16:20 done 20
        0 m       -1 1  Mon-11:48 Tue-16:00 Tue-16:20 done 20
        0 out     0  -  Tue-16:20 Tue-16:20 Tue-16:20 done 0
    """)


def test_a_one_person_role_that_is_away() -> None:
    """Cover, in one trace: the police's one navigator is called away from 02:00 on Monday for 31 h.

    While pc is away nobody is there: no call, but an e-mail, opened on the hours of the role (25 min
    from 09:00). Then the question waits for pc, who is back on Tuesday at 09:00: 42 min. The reply
    goes to sw, who is there: a draw of 0.05 is a call (19.9% of routine matters), 2 min, and owes
    2 + 2 min. Of the wait for pc, 09:25 to 09:00, all is *waiting for somebody to come on shift*.
    """
    roles = (
        "  sw: {agency: council, people: 1, hours: office}\n"
        "  pc: {agency: police, people: 1, hours: office, called_away: {after: 2 h, lasts: 31 h}}\n"
    )
    hub = together(ASK, police("navigator"), "council: {}, police: {}", roles)
    program = program_of(hub, 48)
    given = uneventful(program, 1) | {f"{ASKED}.{w}.way": [[0.05]] for w in ("question", "reply")}
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert table(run) == expected("""
        0 f.ask             0 - Mon-09:00 Mon-09:00 Tue-09:44 done 1
        0 f.question.e-mail 1 - Mon-09:00 Mon-09:00 Mon-09:25 done 0
        0 f                 1 1 Mon-09:25 Tue-09:00 Tue-09:42 done 42
        0 f.reply.telephone 1 - Tue-09:42 Tue-09:42 Tue-09:44 done 0
        0 f.reply           1 - Tue-09:44 Tue-09:44 Tue-09:44 done 1
        0 s                 0 0 Tue-09:44 Tue-09:44 Tue-10:48 done 64
        0 out               0 - Tue-10:48 Tue-10:48 Tue-10:48 done 0
    """)
    t = Traces(run, Window(0, run.program.horizon))
    seconds = t.ledger(np.array([10**9]), working=False)[0]
    assert seconds[Part.SHIFT] == (23 * 60 + 35) * 60
    assert seconds[Part.PERSON] == 0


def test_what_a_question_says_itself_stands_instead_of_the_access() -> None:
    """``reply_takes`` of the question, on the clock, is not that of the access: 30 min from 16:50.

    A question that is never answered, or brings nothing, by its own shares: 0% and 100%.
    """
    own = "{police: {reply_takes: 30 min, never: 0%, nothing_found: 100%}}"
    stages = ASK.replace("{police: {who: pc, work: 40 min}}", own)
    program = program_of(together(stages, police("e-mail")), 24)
    assert not [d.name for d in program.draws if d.name.endswith(("never", "nothing_found"))]
    run = run_by_hand(program, caseload_of([Contact("16:50")]), uneventful(program, 1))
    assert table(run, without=("s", "out")) == expected("""
        0 f.ask     0 - Mon-16:50 Mon-16:50 Mon-17:20 done 1
        0 f.wait    1 - Mon-16:50 Mon-16:50 Mon-17:20 done 0
        0 f.nothing 1 - Mon-17:20 Mon-17:20 Mon-17:20 done 1
    """)


def test_its_own_time_is_shorter_too_at_the_table() -> None:
    """0.6 × 30 min = 18 min where somebody of the police comes to a meeting."""
    own = "{police: {reply_takes: 30 min}}"
    stages = MEETING.replace("{police: {who: pc, work: 40 min}}", own).replace("WHO", "pc")
    program = program_of(together(stages, police("e-mail")), 24)
    run = run_by_hand(program, caseload_of([Contact("09:00")]), uneventful(program, 1))
    assert "0 f.wait 1 - Mon-09:00 Mon-09:00 Mon-09:18 done 0" in table(run)


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("who: pc, work: 40 min", "0 f.question.e-mail 1 - Mon-09:00 Mon-09:00 Mon-09:25 done 0"),
        ("reply_takes: 30 min", "0 f.wait 1 - Mon-09:00 Mon-09:00 Mon-09:30 done 0"),
    ],
)
def test_where_nothing_is_said_of_an_agency(question: str, row: str) -> None:
    """Who is named to look it up is a navigator, else it is asked by e-mail; without an agreement.

    Routine matters are refused in 10% without one: 0.099 is, 0.101 is not (then, advice is taken).
    """
    stages = ASK.replace("who: pc, work: 40 min", question)
    program = program_of(together(stages), 72)
    given = uneventful(program, 2) | {f"{ASKED}.agreement": [[0.099, 0.101]]}
    if "who" in question:
        given |= {f"{ASKED}.{way}.way": [[0.9, 0.9]] for way in ("question", "reply")}
    run = run_by_hand(program, caseload_of([Contact("09:00")] * 2), given)
    assert row in table(run)
    assert outcomes(run) == ["refused", "reply"]


# --------------------------------------------------------------- nothing, and never


@pytest.mark.parametrize(
    ("reached_by", "share"),
    [("navigator", 0.05), ("direct", 0.05), ("shared record", 0.2), ("e-mail", 0.15)],
)
def test_what_brings_nothing(reached_by: str, share: float) -> None:
    """Each way has its share of replies that bring nothing. They are in for the join all the same."""
    program = program_of(together(ASK, police(reached_by)), 72)
    given = uneventful(program, 2) | {f"{ASKED}.nothing_found": [[share - 1e-9, share + 1e-9]]}
    if reached_by == "navigator":
        given |= {f"{ASKED}.{way}.way": [[0.9, 0.9]] for way in ("question", "reply")}
    run = run_by_hand(program, caseload_of([Contact("09:00")] * 2), given)
    assert outcomes(run) == ["nothing", "reply"]
    assert sum(row.split()[1] == "out" for row in table(run)) == 2


def test_what_is_never_answered() -> None:
    """By e-mail 15% are never answered unless somebody asks again, who here (0.9999) does not.

    Draws of 0.149 and 0.151: case 0 waits until the end, case 1 has its reply after 8 h.
    """
    program = program_of(together(ASK, police("e-mail")), 48)
    given = uneventful(program, 2) | {f"{ASKED}.never": [[0.149, 0.151]]}
    run = run_by_hand(program, caseload_of([Contact("09:00")] * 2), given)
    assert table(run, without=("s", "out")) == expected("""
        0 f.ask   0 - Mon-09:00 Mon-09:00 horizon   open 0
        0 f.wait  1 - Mon-09:00 Mon-09:00 horizon   open 0
        1 f.ask   0 - Mon-09:00 Mon-09:00 Mon-17:00 done 1
        1 f.wait  1 - Mon-09:00 Mon-09:00 Mon-17:00 done 0
        1 f.reply 1 - Mon-17:00 Mon-17:00 Mon-17:00 done 1
    """)


# ------------------------------------------------------------------------- agreement


@pytest.mark.parametrize(
    ("agreement", "rating", "refused", "advice"),
    [
        # Refused 1%; of the other 99%, 5% take advice: 1% + 4.95%.
        ("signed", GREEN, 0.01, 0.0595),
        # 5%; 20% of 95%: 24%.
        ("lapsed", GREEN, 0.05, 0.24),
        # Urgent 3%, and 30% of 97%: 32.1%. Others 10%, and 30% of 90%: 37%.
        ("none", RED, 0.03, 0.321),
        ("none", AMBER, 0.1, 0.37),
        ("none", GREEN, 0.1, 0.37),
    ],
)
def test_one_draw_refuses_takes_advice_or_looks(
    agreement: str, rating: int, refused: float, advice: float
) -> None:
    """Refusing comes first, then hesitating of the rest: draws just below and above each end."""
    program = program_of(together(ASK, police("direct", agreement), more=THREE_RATINGS), 200)
    near = 1e-9
    draws = [0.0, refused - near, refused + near, advice - near, advice + near, 1 - near]
    given = uneventful(program, 6) | {f"{ASKED}.agreement": [draws]}
    run = run_by_hand(program, caseload_of([Contact("09:00", rating)] * 6), given)
    assert outcomes(run) == ["refused"] * 2 + ["reply"] * 4
    advised = {int(row.split()[0]) for row in table(run) if " f.advice " in row}
    assert advised == {2, 3}


def test_advice_is_taken_on_the_hours_of_the_navigators() -> None:
    """pc works 12:00-20:00, and the e-mail is opened at 12:25. Advice of 1 h is there at 13:25.

    A second question, from 17:00, is opened at 17:25 and advised on by 18:25, when the hub's own
    working day is long over. pc works on it from 18:25: 42 min.
    """
    roles = (
        "  sw: {agency: council, people: 1, hours: office}\n"
        "  pc: {agency: police, people: 1, hours: late}\n"
    )
    agencies = "council: {}, police: {}"
    hub = together(ASK, police("navigator"), agencies, roles, late="Mon-Fri 12:00-20:00")
    program = program_of(hub, 48)
    given = uneventful(program, 2) | {f"{ASKED}.agreement": [[0.05, 0.05]]}
    given |= {f"{ASKED}.{way}.way": [[0.9, 0.9]] for way in ("question", "reply")}
    run = run_by_hand(program, caseload_of([Contact("09:00"), Contact("17:00")]), given)
    assert table(run, without=("s", "out", "f.ask", "f.reply")) == expected("""
        0 f.question.e-mail 1 - Mon-09:00 Mon-09:00 Mon-12:25 done 0
        0 f.advice          1 - Mon-12:25 Mon-12:25 Mon-13:25 done 0
        0 f                 1 1 Mon-13:25 Mon-13:25 Mon-14:07 done 42
        1 f.question.e-mail 1 - Mon-17:00 Mon-17:00 Mon-17:25 done 0
        1 f.advice          1 - Mon-17:25 Mon-17:25 Mon-18:25 done 0
        1 f                 1 1 Mon-18:25 Mon-18:25 Mon-19:07 done 42
    """)


def test_advice_is_else_taken_on_the_working_day_of_the_hub() -> None:
    """Looked up directly, or asked by e-mail: 1 h from 16:30 is over at 09:30 on Tuesday.

    Then sw looks for 10 min; by e-mail (routine) it lies for 8 h, until 09:30 on Wednesday.
    """
    rows = {
        "direct": "0 f      1 0 Tue-09:30 Tue-09:30 Tue-09:40 done 10",
        "e-mail": "0 f.wait 1 - Tue-09:30 Tue-09:30 Wed-09:30 done 0",
    }
    for reached_by, row in rows.items():
        program = program_of(together(ASK, police(reached_by)), 96)
        given = uneventful(program, 1) | {f"{ASKED}.agreement": [[0.05]]}
        run = run_by_hand(program, caseload_of([Contact("16:30")]), given)
        assert table(run, without=("s", "out", "f.ask", "f.reply")) == expected(f"""
            0 f.advice 1 - Mon-16:30 Mon-16:30 Tue-09:30 done 0
            {row}
        """)


ALL_DAY = "  sw: {agency: council, posts: 4, hours: always}\n  pc: {agency: police, posts: 1, hours: always}\n"


@pytest.mark.parametrize(
    ("until", "refused", "advice"),
    [
        # Monday is the last day of the agreement: on Tuesday from 00:00 it has lapsed.
        ("2026-01-05", ["reply", "refused"], ["10:00", "04:00"]),
        # It is signed for all of the time simulated.
        ("2026-01-06", ["reply", "reply"], ["10:00", "10:00"]),
        # It had lapsed before the first second.
        ("2026-01-04", ["refused", "refused"], ["13:00", "04:00"]),
    ],
)
def test_an_agreement_until_a_date(until: str, refused: list[str], advice: list[str]) -> None:
    """The last second of Monday and the first of Tuesday, by the same draws.

    A draw of 0.03 is refused under a lapsed agreement (5%) and advised on under a signed one (up to
    5.95%). One of 0.055 takes advice under both: 1 h of the hub's working day (until Tuesday 10:00),
    or 4 h (until 13:00).
    """
    hub = together(
        ASK, police("direct", "signed", until), "council: {}, police: {}", ALL_DAY
    )  # fmt: skip
    program = program_of(hub, 48)
    at = [Contact("23:59:59"), Contact("Tue 00:00")]
    given = uneventful(program, 2) | {f"{ASKED}.agreement": [[0.03, 0.03]]}
    assert outcomes(run_by_hand(program, caseload_of(at), given)) == refused
    given |= {f"{ASKED}.agreement": [[0.055, 0.055]]}
    run = run_by_hand(program, caseload_of(at), given)
    ends = [row.split()[6] for row in table(run) if " f.advice " in row]
    lapsed = {"reply": "Tue-10:00", "refused": "Tue-13:00"}
    assert ends == [lapsed[each] for each in refused]


def test_an_agreement_lapses_between_the_question_and_its_arrival() -> None:
    """Asked on Monday at 16:50 by e-mail, opened at 09:15 on Tuesday, after the last day: refused.

    What counts is the agreement when somebody would look, not when the question was put.
    """
    hub = together(ASK, police("navigator", "signed", "2026-01-05"))
    program = program_of(hub, 48)
    given = uneventful(program, 1) | {f"{ASKED}.agreement": [[0.03]]}
    given |= {f"{ASKED}.{way}.way": [[0.9]] for way in ("question", "reply")}
    run = run_by_hand(program, caseload_of([Contact("16:50")]), given)
    assert table(run, without=("s", "out")) == expected("""
        0 f.ask             0 - Mon-16:50 Mon-16:50 Tue-09:40 done 1
        0 f.question.e-mail 1 - Mon-16:50 Mon-16:50 Tue-09:15 done 0
        0 f.reply.e-mail    1 - Tue-09:15 Tue-09:15 Tue-09:40 done 0
        0 f.refused         1 - Tue-09:40 Tue-09:40 Tue-09:40 done 1
    """)


def test_a_refusal_goes_back_at_once() -> None:
    """The police open the question at 09:25 and refuse: nobody looks, the reply is in at 09:50.

    It is *in* for the join, which waits for everybody: the case goes on, for 60 + 2 min.
    """
    program = program_of(together(ASK, police("navigator", "none")), 24)
    given = uneventful(program, 1) | {f"{ASKED}.agreement": [[0.05]]}
    given |= {f"{ASKED}.{way}.way": [[0.9]] for way in ("question", "reply")}
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert table(run) == expected("""
        0 f.ask             0 - Mon-09:00 Mon-09:00 Mon-09:50 done 1
        0 f.question.e-mail 1 - Mon-09:00 Mon-09:00 Mon-09:25 done 0
        0 f.reply.e-mail    1 - Mon-09:25 Mon-09:25 Mon-09:50 done 0
        0 f.refused         1 - Mon-09:50 Mon-09:50 Mon-09:50 done 1
        0 s                 0 0 Mon-09:50 Mon-09:50 Mon-10:52 done 62
        0 out               0 - Mon-10:52 Mon-10:52 Mon-10:52 done 0
    """)


def test_by_e_mail_a_refusal_comes_after_it_has_lain_there() -> None:
    """Routine: 8 h from 09:00, as long as any other reply."""
    program = program_of(together(ASK, police("e-mail", "none")), 24)
    given = uneventful(program, 1) | {f"{ASKED}.agreement": [[0.05]]}
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert table(run, without=("s", "out")) == expected("""
        0 f.ask     0 - Mon-09:00 Mon-09:00 Mon-17:00 done 1
        0 f.wait    1 - Mon-09:00 Mon-09:00 Mon-17:00 done 0
        0 f.refused 1 - Mon-17:00 Mon-17:00 Mon-17:00 done 1
    """)


def test_a_refused_or_empty_reply_is_in_and_not_heard() -> None:
    """Three questions, looked up in 10 min each by one of three: refused, nothing, something.

    All are in in time; heard before the decision is only the last.
    """
    stages = ASK.replace("work: 60 min", "work: 60 min, decides_from: [police]")
    roles = "  sw: {agency: council, people: 3, hours: office}\n  pc: {agency: police, people: 1, hours: office}\n"
    hub = together(stages, police("direct"), "council: {}, police: {}", roles)
    program = program_of(hub, 24)
    given = uneventful(program, 3) | {
        f"{ASKED}.agreement": [[0.009, 0.9, 0.9]],
        f"{ASKED}.nothing_found": [[0.9, 0.01, 0.9]],
    }
    run = run_by_hand(program, caseload_of([Contact("09:00")] * 3), given)
    assert outcomes(run) == ["refused", "nothing", "reply"]
    told = [row.split() for row in table(run)]
    replies = [row for row in told if row[1] in {"f.refused", "f.nothing", "f.reply"}]
    assert [(row[0], row[-1]) for row in replies] == [("0", "1"), ("1", "1"), ("2", "1")]
    rows = measured(run, Window(0, program.horizon), ["heard"])
    assert {row.group: row.value for row in rows}["police"] == 1 / 3


def test_nobody_needs_an_agreement_with_themselves() -> None:
    """The council asks a colleague: nothing travels, nobody hesitates or refuses, whatever is said.

    The records officer looks for 20 min.
    """
    stages = ASK.replace(
        "{police: {who: pc, work: 40 min}}", "{council: {who: clerk, work: 20 min}}"
    )
    roles = (
        "  sw: {agency: council, people: 1, hours: office}\n"
        "  clerk: {agency: council, people: 1, hours: office}\n"
    )
    said = "  information: {default: {agreement: none, reached_by: navigator}}\n"
    program = program_of(together(stages, said, "council: {}", roles, WEB), 24)
    assert not program.passages
    assert not [draw.name for draw in program.draws if draw.name.endswith(".agreement")]
    run = run_by_hand(program, caseload_of([Contact("09:00")]), uneventful(program, 1))
    assert table(run) == expected("""
        0 f.ask   0 - Mon-09:00 Mon-09:00 Mon-09:20 done 1
        0 f       1 1 Mon-09:00 Mon-09:00 Mon-09:20 done 20
        0 f.reply 1 - Mon-09:20 Mon-09:20 Mon-09:20 done 1
        0 s       0 0 Mon-09:20 Mon-09:20 Mon-10:20 done 60
        0 out     0 - Mon-10:20 Mon-10:20 Mon-10:20 done 0
    """)
