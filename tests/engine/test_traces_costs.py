"""Hand-worked traces of what words and e-mails cost, and of what is lost or clarified on its way.

The columns of the tables: case, what, line, person, ready, start, end, how, detail. What travels is
told as ``stage.question.spoken``, ``stage.reply.spoken`` or ``stage.hand-over.spoken``, with the
channel. The detail is minutes of touch time done, the line that released a join, or whether a reply
was in time. The numbers of the channels are those of `NUMBERS` in ``by_hand``. Persons: 0 is sw of
the council, 1 is pc of the police, 2 is nurse of health. The hub starts on Monday 5 January 2026, in
UTC.
"""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.engine import Run
from hubsim.measures import Traces, Window
from hubsim.program import Part

from .by_hand import (
    APART,
    ON,
    POLICE_SIGNED,
    ROOM,
    SIGNED,
    SW_ALWAYS,
    Contact,
    caseload_of,
    expected,
    program_of,
    run_by_hand,
    table,
    together,
    uneventful,
)

HAND_OVER = (
    "  f: {who: sw, work: 0 min, then: s}\n"
    "  s: {who: pc, work: 10 min, then: out}\n"
)  # fmt: skip
ASK = (
    "  f:\n    ask: {police: {who: pc, work: 40 min}}\n    then: s\n"
    "  s: {who: sw, work: 60 min, then: out}\n"
)  # fmt: skip
ASKED = "stages.f.ask.police"


def ledger(run: Run, case: int = 0) -> dict[Part, int]:
    """Minutes of each part of the life of a case, without what is nothing."""
    t = Traces(run, Window(0, run.program.horizon))
    seconds = t.ledger(np.full(len(t.case), 10**9), working=False)[case]
    return {part: int(s) // 60 for part, s in zip(Part, seconds, strict=True) if s}


# ------------------------------------------------------------------ what a word costs


def test_a_word_costs_both_sides() -> None:
    """Police are asked by a word: their 40 min become 44, and collating becomes 2 + 4 + 60 = 66.

    A question owes 2 min each side and 2 min of entering to its own next work, and each side's 2 min
    to that of the case; a reply owes 2 + 2 to the case. Ties of 0.2 make words of 20% of routine
    matters in one room: draws of 0.1.
    """
    program = program_of(together(ASK, POLICE_SIGNED, ROOM, SW_ALWAYS), 24)
    given = uneventful(program, 1) | {
        f"{ASKED}.question.way": [[0.1]],
        f"{ASKED}.reply.way": [[0.1]],
    }
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert table(run) == expected("""
        0 f.ask             0 - Mon-09:00 Mon-09:00 Mon-09:48 done 1
        0 f.question.spoken 1 - Mon-09:00 Mon-09:00 Mon-09:02 done 0
        0 f                 1 1 Mon-09:02 Mon-09:02 Mon-09:46 done 44
        0 f.reply.spoken    1 - Mon-09:46 Mon-09:46 Mon-09:48 done 0
        0 f.reply           1 - Mon-09:48 Mon-09:48 Mon-09:48 done 1
        0 s                 0 0 Mon-09:48 Mon-09:48 Mon-10:54 done 66
        0 out               0 - Mon-10:54 Mon-10:54 Mon-10:54 done 0
    """)
    # Two words of 2 min in transit, 44 + 66 min worked: 114 min from 09:00 to 10:54.
    assert ledger(run) == {Part.WORKED: 110, Part.TRANSIT: 4}


def test_an_e_mail_costs_entering_it() -> None:
    """No minutes for each side, 2 min of entering: 40 + 2 for the police, 60 + 2 for the council."""
    program = program_of(together(ASK, POLICE_SIGNED, APART), 24)
    given = uneventful(program, 1) | {
        f"{ASKED}.question.way": [[0.9]],
        f"{ASKED}.reply.way": [[0.9]],
    }
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


def test_a_hand_over_owes_both_sides_minutes_to_the_work_it_leads_to() -> None:
    """By a word: 2 + 2 min for the two sides and 2 of entering make 16 of 10 min.

    Telling takes 2 min, from 09:00. By e-mail (from 09:02 on pc is busy until 09:18) it is 25 min
    and 10 + 2. Draws of 0.1 (20% of routine matters are told) and 0.9.
    """
    program = program_of(together(HAND_OVER, "", ROOM, SW_ALWAYS), 24)
    given = uneventful(program, 2) | {ON: [[0.1, 0.9]]}
    run = run_by_hand(program, caseload_of([Contact("09:00")] * 2), given)
    assert table(run, without=("f", "out")) == expected("""
        0 s.hand-over.spoken 0 - Mon-09:00 Mon-09:00 Mon-09:02 done 0
        0 s                  0 1 Mon-09:02 Mon-09:02 Mon-09:18 done 16
        1 s.hand-over.e-mail 0 - Mon-09:00 Mon-09:00 Mon-09:25 done 0
        1 s                  0 1 Mon-09:25 Mon-09:25 Mon-09:37 done 12
    """)


def test_what_is_owed_are_whole_seconds() -> None:
    """2.5 s for each side and 0.5 s of entering are 3 s and 1 s, rounded half up: 10 min and 7 s."""
    program = program_of(
        together(HAND_OVER, "", ROOM), 24,
        "working_together.channels.spoken.each_side=2.5 s",
        "working_together.channels.spoken.rekeyed=0.5 s",
    )  # fmt: skip
    given = uneventful(program, 1) | {ON: [[0.1]]}
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert "0 s 0 1 Mon-09:02 Mon-09:02 Mon-09:12:07 done 10.1167" in table(run)


def test_what_comes_later_waits_for_the_work_after() -> None:
    """Two are asked by a word, and one reply is enough: 2 + 2 min for the two questions.

    Police: 09:02, 20 + 4 min, a word: in at 09:28, which owes 4. So s takes 10 + 8 min, 09:28 to
    09:46. Health: 09:02, 30 + 4 min, a word: in at 09:38, late, while s is in hand: its 4 min are
    done with t, 10 + 4 min. The third stage takes its plain 10 min.
    """
    stages = (
        "  f:\n    ask: {police: {who: pc, work: 20 min}, health: {who: nurse, work: 30 min}}\n"
        "    go_on_when: {and_at_least: 1}\n    then: s\n"
        "  s: {who: sw, work: 10 min, then: t}\n  t: {who: sw, work: 10 min, then: u}\n"
        "  u: {who: sw, work: 10 min, then: out}\n"
    )
    room = ", ".join(f"{name}: {{sits: hall / hub}}" for name in ("council", "police", "health"))
    program = program_of(together(stages, SIGNED, room), 24)
    given = uneventful(program, 1)
    for agency in ("police", "health"):
        for way in ("question", "reply"):
            given[f"stages.f.ask.{agency}.{way}.way"] = [[0.1]]
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert table(run) == expected("""
        0 f.ask             0 - Mon-09:00 Mon-09:00 Mon-09:28 done 1
        0 f.question.spoken 1 - Mon-09:00 Mon-09:00 Mon-09:02 done 0
        0 f                 1 1 Mon-09:02 Mon-09:02 Mon-09:26 done 24
        0 f.reply.spoken    1 - Mon-09:26 Mon-09:26 Mon-09:28 done 0
        0 f.reply           1 - Mon-09:28 Mon-09:28 Mon-09:28 done 1
        0 f.question.spoken 2 - Mon-09:00 Mon-09:00 Mon-09:02 done 0
        0 f                 2 2 Mon-09:02 Mon-09:02 Mon-09:36 done 34
        0 f.reply.spoken    2 - Mon-09:36 Mon-09:36 Mon-09:38 done 0
        0 f.reply           2 - Mon-09:38 Mon-09:38 Mon-09:38 done 0
        0 s                 0 0 Mon-09:28 Mon-09:28 Mon-09:46 done 18
        0 t                 0 0 Mon-09:46 Mon-09:46 Mon-10:00 done 14
        0 u                 0 0 Mon-10:00 Mon-10:00 Mon-10:10 done 10
        0 out               0 - Mon-10:10 Mon-10:10 Mon-10:10 done 0
    """)


ONE_OF_TWO = (
    "  f:\n    ask: {police: {reply_takes: 10 min}, health: {who: nurse, work: WORK}}\n"
    "    go_on_when: {and_at_least: 1}\n    then: s\n"
    "  s: {who: sw, work: 46 min, then: t}\n  t: {who: sw, work: 10 min, then: out}\n"
)  # fmt: skip
HEALTH_SIGNED = (
    "  information: {health: {agreement: signed, reached_by: navigator}, "
    "police: {agreement: signed, reached_by: e-mail}}\n"
)


def test_what_is_owed_in_the_second_in_which_work_becomes_ready_counts() -> None:
    """The police reply at 09:10; s takes 46 min and 2 for the word to health: until 09:58.

    Health looks for 50 + 4 min from 09:02 and has a word at 09:56, which ends at 09:58. In that
    second s ends (1), t becomes ready, and the reply is in (4): its 4 min are done with t.
    """
    hub = together(
        ONE_OF_TWO.replace("WORK", "50 min"), HEALTH_SIGNED,
        "council: {sits: hall / hub}, police: {}, health: {sits: hall / hub}",
    )  # fmt: skip
    program = program_of(hub, 24)
    given = uneventful(program, 1)
    given |= {f"stages.f.ask.health.{way}.way": [[0.1]] for way in ("question", "reply")}
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert "0 f.reply.spoken 2 - Mon-09:56 Mon-09:56 Mon-09:58 done 0" in table(run)
    assert "0 s 0 0 Mon-09:10 Mon-09:10 Mon-09:58 done 48" in table(run)
    assert "0 t 0 0 Mon-09:58 Mon-09:58 Mon-10:12 done 14" in table(run)


def test_what_was_begun_before_in_that_second_is_not_made_longer() -> None:
    """sw and nurse come at 09:40, and a dispatch (7) lets both begin: sw on s, nurse looks in no time.

    The nurse's word, which here takes no time either, is in at 09:40 (4, the second time round). s
    is in hand: its 46 min stay, and the 4 min are done with t.
    """
    roles = (
        "  sw: {agency: council, people: 1, hours: late}\n"
        "  nurse: {agency: health, people: 1, hours: late}\n"
    )
    stages = ONE_OF_TWO.replace("work: WORK", "work: 0 min, seen_after: 0 min")
    agencies = "council: {sits: hall / hub}, police: {}, health: {sits: hall / hub}"
    hub = together(stages, HEALTH_SIGNED, agencies, roles, late="Mon-Fri 09:40-17:00")
    program = program_of(hub, 24, "working_together.channels.spoken.takes=0 min")
    given = uneventful(program, 1) | {"stages.f.ask.health.reply.way": [[0.1]]}
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert "0 f.reply.spoken 2 - Mon-09:40 Mon-09:40 Mon-09:40 done 0" in table(run)
    assert "0 s 0 0 Mon-09:10 Mon-09:40 Mon-10:26 done 46" in table(run)
    assert "0 t 0 0 Mon-10:26 Mon-10:26 Mon-10:40 done 14" in table(run)


def test_a_discussion_in_a_meeting_takes_what_is_owed_too() -> None:
    """A question and a reply by a word owe 2 + 4 min to the case: it is heard for 20 + 6 min."""
    stages = (
        "  f:\n    ask: {police: {who: pc, work: 10 min}}\n    asked_by: sw\n    then: m\n"
        '  m: {meeting: {needs: {sw: 1, pc: 1}, at: "Mon-Fri 10:00", each_case: 20 min}, then: out}\n'
    )
    program = program_of(together(stages, POLICE_SIGNED, ROOM), 24)
    given = uneventful(program, 1)
    given |= {f"{ASKED}.{way}.way": [[0.1]] for way in ("question", "reply")}
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert table(run, without=("f", "out")) == expected("""
        0 m 0  0 Mon-09:18 Mon-10:00 Mon-10:26 done 26
        0 m -1 1 Mon-09:18 Mon-10:00 Mon-10:26 done 26
    """)


# ------------------------------------------------------------------------------- lost


def test_what_is_lost_lies_until_it_is_noticed() -> None:
    """A case handed on by e-mail is opened at 09:25 and then lost (2%: a draw of 0.019) for 2 h.

    The council leads, clearly: it notices after 2 h of the working day, at 11:25. The second case
    (0.021) is not lost. Lost cases belong to nobody: 120 min are *dropped*.
    """
    program = program_of(together(HAND_OVER, "  led_by: council\n", APART), 24)
    given = uneventful(program, 2) | {ON: [[0.9, 0.9]], f"{ON}.dropped": [[0.019, 0.021]]}
    run = run_by_hand(program, caseload_of([Contact("09:00")] * 2), given)
    assert table(run, without=("f", "out")) == expected("""
        0 s.hand-over.e-mail      0 - Mon-09:00 Mon-09:00 Mon-09:25 done 0
        0 s.hand-over.e-mail.lost 0 - Mon-09:25 Mon-09:25 Mon-11:25 done 0
        0 s                       0 1 Mon-11:25 Mon-11:25 Mon-11:37 done 12
        1 s.hand-over.e-mail      0 - Mon-09:00 Mon-09:00 Mon-09:25 done 0
        1 s                       0 1 Mon-09:25 Mon-09:25 Mon-09:37 done 12
    """)
    assert ledger(run) == {Part.WORKED: 12, Part.TRANSIT: 25, Part.DROPPED: 120}


# -------------------------------------------------------------------------- clarifying


@pytest.mark.parametrize(
    ("ties", "share"),
    # 15% × (1 − 50% × ties): 15%, 13.5%, 7.5%.
    [("0", 0.15), ("0.2", 0.135), ("1", 0.075)],
)
def test_how_much_must_be_clarified(ties: str, share: float) -> None:
    """Of calls and of e-mails alike, a share 15% × (1 − 50% × ties) is clarified."""
    program = program_of(
        together(HAND_OVER, "", APART), 24, f"working_together.ties.default={ties}"
    )
    for way, channel in ((0.05, "telephone"), (0.9999, "e-mail")):
        given = uneventful(program, 2) | {
            ON: [[way, way]],
            f"{ON}.clarified": [[share - 1e-9, share + 1e-9]],
        }
        run = run_by_hand(program, caseload_of([Contact("09:00")] * 2), given)
        told = [row for row in table(run) if ".clarified" in row]
        assert told
        assert all(row.startswith(f"0 s.hand-over.{channel}.clarified") for row in told)


def test_clarifying_on_the_spot_is_owed_to_both_sides() -> None:
    """A spoken question is clarified (0.13 < 13.5%): 5 min at once, owed to police and council.

    Police: 40 + 2 + 2 + 5 = 49 min. The reply comes by a word and is clarified too, 5 min, which the
    council owes: 60 + 2 + 5 (question) + 4 + 5 (reply) = 76 min. Ten min are *clarified*. The side
    that replies has no more work that its 5 min could be added to.
    """
    program = program_of(together(ASK, POLICE_SIGNED, ROOM, SW_ALWAYS), 24)
    given = uneventful(program, 1)
    for way in ("question", "reply"):
        given[f"{ASKED}.{way}.way"] = [[0.1]]
        given[f"{ASKED}.{way}.way.clarified"] = [[0.13]]
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert table(run) == expected("""
        0 f.ask                       0 - Mon-09:00 Mon-09:00 Mon-10:03 done 1
        0 f.question.spoken           1 - Mon-09:00 Mon-09:00 Mon-09:02 done 0
        0 f.question.spoken.clarified 1 - Mon-09:02 Mon-09:02 Mon-09:07 done 0
        0 f                           1 1 Mon-09:07 Mon-09:07 Mon-09:56 done 49
        0 f.reply.spoken              1 - Mon-09:56 Mon-09:56 Mon-09:58 done 0
        0 f.reply.spoken.clarified    1 - Mon-09:58 Mon-09:58 Mon-10:03 done 0
        0 f.reply                     1 - Mon-10:03 Mon-10:03 Mon-10:03 done 1
        0 s                           0 0 Mon-10:03 Mon-10:03 Mon-11:19 done 76
        0 out                         0 - Mon-11:19 Mon-11:19 Mon-11:19 done 0
    """)
    assert ledger(run) == {Part.WORKED: 125, Part.TRANSIT: 4, Part.REDONE: 10}


def test_a_question_that_is_sent_back() -> None:
    """By e-mail: opened at 09:25, back to the asker by 09:50, work of sw, and there by 10:27.

    Clarifying is the next work on the question, so the 2 min of entering it are done with it: 10 + 2
    min. Then the police work 40 min, until 11:07. The reply is clarified as well: opened by 11:32,
    back to the police by 11:57, who sent it, 10 min of pc, and there by 12:32. Entering the reply is
    owed to the case: 60 + 2 min.
    """
    program = program_of(together(ASK, POLICE_SIGNED, APART), 24)
    given = uneventful(program, 1)
    for way in ("question", "reply"):
        given[f"{ASKED}.{way}.way"] = [[0.9]]
        given[f"{ASKED}.{way}.way.clarified"] = [[0.13]]
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert table(run) == expected("""
        0 f.ask                       0 - Mon-09:00 Mon-09:00 Mon-12:32 done 1
        0 f.question.e-mail           1 - Mon-09:00 Mon-09:00 Mon-09:25 done 0
        0 f.question.e-mail.clarified 1 - Mon-09:25 Mon-09:25 Mon-09:50 done 0
        0 f.question.e-mail.clarified 1 0 Mon-09:50 Mon-09:50 Mon-10:02 done 12
        0 f.question.e-mail.clarified 1 - Mon-10:02 Mon-10:02 Mon-10:27 done 0
        0 f                           1 1 Mon-10:27 Mon-10:27 Mon-11:07 done 40
        0 f.reply.e-mail              1 - Mon-11:07 Mon-11:07 Mon-11:32 done 0
        0 f.reply.e-mail.clarified    1 - Mon-11:32 Mon-11:32 Mon-11:57 done 0
        0 f.reply.e-mail.clarified    1 1 Mon-11:57 Mon-11:57 Mon-12:07 done 10
        0 f.reply.e-mail.clarified    1 - Mon-12:07 Mon-12:07 Mon-12:32 done 0
        0 f.reply                     1 - Mon-12:32 Mon-12:32 Mon-12:32 done 1
        0 s                           0 0 Mon-12:32 Mon-12:32 Mon-13:34 done 62
        0 out                         0 - Mon-13:34 Mon-13:34 Mon-13:34 done 0
    """)
    # Clarified for 25 + 12 + 25 min and for 25 + 10 + 25 min.
    assert ledger(run) == {Part.WORKED: 102, Part.TRANSIT: 50, Part.REDONE: 122}


def test_a_hand_over_is_sent_back_to_who_handed_it_on() -> None:
    """sw clarifies, in the hours of the council: the e-mail back is opened when sw is there.

    sw works 12:00-12:30 on Monday and 12:00-12:40 on Tuesday. Handed on at 12:00 and opened by the
    police at 12:25, it is sent back: 5 min of Monday, 20 of Tuesday. 10 + 2 min of sw, the next work
    on the case; and, on the hours of the police, with them by 12:57. pc then works 10 min.
    """
    roles = (
        "  sw: {agency: council, people: 1, hours: noon}\n"
        "  pc: {agency: police, people: 1, hours: office}\n"
    )
    hub = together(HAND_OVER, "", APART, roles, noon="Mon 12:00-12:30, Tue 12:00-12:40")
    program = program_of(hub, 48)
    given = uneventful(program, 1) | {ON: [[0.9]], f"{ON}.clarified": [[0.13]]}
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert table(run) == expected("""
        0 f                            0 0 Mon-09:00 Mon-12:00 Mon-12:00 done 0
        0 s.hand-over.e-mail           0 - Mon-12:00 Mon-12:00 Mon-12:25 done 0
        0 s.hand-over.e-mail.clarified 0 - Mon-12:25 Mon-12:25 Tue-12:20 done 0
        0 s.hand-over.e-mail.clarified 0 0 Tue-12:20 Tue-12:20 Tue-12:32 done 12
        0 s.hand-over.e-mail.clarified 0 - Tue-12:32 Tue-12:32 Tue-12:57 done 0
        0 s                            0 1 Tue-12:57 Tue-12:57 Tue-13:07 done 10
        0 out                          0 - Tue-13:07 Tue-13:07 Tue-13:07 done 0
    """)
