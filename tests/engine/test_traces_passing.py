"""Hand-worked traces of who asks, replies and hands on: between whom something travels at all.

The columns of the tables: case, what, line, person, ready, start, end, how, detail. What travels is
told as ``stage.question.spoken``, ``stage.reply.spoken`` or ``stage.hand-over.spoken``, with the
channel. The detail is minutes of touch time done, the line that released a join, or whether a reply
was in time. The numbers of the channels are those of `NUMBERS` in ``by_hand``. Persons: 0 is sw of
the council, 1 is pc of the police, 2 is nurse of health. The hub starts on Monday 5 January 2026, in
UTC.
"""

from __future__ import annotations

from hubsim.engine import Run
from hubsim.program.layout import Cause

from .by_hand import (
    APART,
    ON,
    POLICE_SIGNED,
    ROOM,
    SIGNED,
    SW_ALWAYS,
    TWO_WAYS,
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


def channels(run: Run) -> list[str]:
    """The channel by which each case was handed on, by case."""
    way = run.program.nodes.cause[run.log.node] == Cause.WAY
    names = [run.program.channels[c] for c in run.program.nodes.channel[run.log.node[way]]]
    return [name for _, name in sorted(zip(run.log.case[way].tolist(), names, strict=True))]


# -------------------------------------------------------------- who passes on to whom


def test_inside_one_agency_things_are_there_at_once() -> None:
    """sw and the manager are both of the council: no way between them."""
    roles = SW_ALWAYS + "  manager: {agency: council, people: 1, hours: office}\n"
    stages = HAND_OVER.replace("who: pc", "who: manager")
    program = program_of(together(stages, "", APART, roles), 24)
    assert table(run_by_hand(program, caseload_of([Contact("09:00")]))) == expected("""
        0 f   0 0 Mon-09:00 Mon-09:00 Mon-09:00 done 0
        0 s   0 2 Mon-09:00 Mon-09:00 Mon-09:10 done 10
        0 out 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 0
    """)


def test_a_hub_that_says_nothing_of_working_together_has_no_ways() -> None:
    """Without that section, the police have at once what the council hands on."""
    hub = together(HAND_OVER, "", APART)
    start, end = hub.index("working_together:\n"), hub.index("starts_at:")
    program = program_of(hub[:start] + hub[end:], 24)
    assert not program.passages
    assert not program.channels
    run = run_by_hand(program, caseload_of([Contact("09:00")]))
    assert "0 s 0 1 Mon-09:00 Mon-09:00 Mon-09:10 done 10" in table(run)


def test_what_is_said_at_a_stage_or_question_stands_instead() -> None:
    """``seen_after`` and ``reply_seen_after`` stand instead of the way, with nothing owed.

    The question is seen after 5 min, on the police's hours, 40 min of work, the reply seen after
    7 min: in at 09:52. The case is then handed on to health, which sees it after 9 min.
    """
    stages = (
        "  f:\n    ask: {police: {who: pc, work: 40 min, seen_after: 5 min, "
        "reply_seen_after: 7 min}}\n    then: s\n"
        "  s: {who: sw, work: 10 min, then: t}\n"
        "  t: {who: nurse, work: 10 min, seen_after: 9 min, then: out}\n"
    )
    program = program_of(together(stages, POLICE_SIGNED), 24)
    assert not program.passages
    run = run_by_hand(program, caseload_of([Contact("09:00")]), uneventful(program, 1))
    assert table(run) == expected("""
        0 f.ask   0 - Mon-09:00 Mon-09:00 Mon-09:52 done 1
        0 f.wait  1 - Mon-09:00 Mon-09:00 Mon-09:05 done 0
        0 f       1 1 Mon-09:05 Mon-09:05 Mon-09:45 done 40
        0 f.wait  1 - Mon-09:45 Mon-09:45 Mon-09:52 done 0
        0 f.reply 1 - Mon-09:52 Mon-09:52 Mon-09:52 done 1
        0 s       0 0 Mon-09:52 Mon-09:52 Mon-10:02 done 10
        0 t.wait  0 - Mon-10:02 Mon-10:02 Mon-10:11 done 0
        0 t       0 2 Mon-10:11 Mon-10:11 Mon-10:21 done 10
        0 out     0 - Mon-10:21 Mon-10:21 Mon-10:21 done 0
    """)


def test_who_hands_on_after_a_wait_is_who_worked_before_it() -> None:
    """sw of the council works, the case waits 30 min, and the police get it from the council."""
    stages = (
        "  f: {who: sw, work: 10 min, then: p}\n  p: {wait: 30 min, then: s}\n"
        "  s: {who: pc, work: 10 min, then: out}\n"
    )
    program = program_of(together(stages, "", APART), 24)
    given = uneventful(program, 1) | {ON: [[0.9]]}
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert table(run) == expected("""
        0 f                  0 0 Mon-09:00 Mon-09:00 Mon-09:10 done 10
        0 p.wait             0 - Mon-09:10 Mon-09:10 Mon-09:40 done 0
        0 s.hand-over.e-mail 0 - Mon-09:40 Mon-09:40 Mon-10:05 done 0
        0 s                  0 1 Mon-10:05 Mon-10:05 Mon-10:17 done 12
        0 out                0 - Mon-10:17 Mon-10:17 Mon-10:17 done 0
    """)


def test_who_asks_is_named_or_works_next() -> None:
    """Named: the nurse asks the police, gets the reply, and hands the case on to the council.

    Question and reply go between health and the police (e-mail, 25 min each), then the case goes
    from health to the council by e-mail: 60 + 2 min of sw for it, and 2 for entering the reply.
    """
    stages = ASK.replace("    then: s\n", "    asked_by: nurse\n    then: s\n")
    program = program_of(together(stages, POLICE_SIGNED), 24)
    names = [
        (each.kind, program.agencies[each.of], program.agencies[each.to])
        for each in program.passages
    ]
    assert set(names) == {
        ("question", "health", "police"),
        ("reply", "police", "health"),
        ("hand-over", "health", "council"),
    }
    on = "stages.s.from.health.hand_over.way"
    given = uneventful(program, 1) | {on: [[0.9]]}
    given |= {f"{ASKED}.{way}.way": [[0.9]] for way in ("question", "reply")}
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert table(run, without=("f.reply ", "out")) == expected("""
        0 f.ask              0 - Mon-09:00 Mon-09:00 Mon-10:32 done 1
        0 f.question.e-mail  1 - Mon-09:00 Mon-09:00 Mon-09:25 done 0
        0 f                  1 1 Mon-09:25 Mon-09:25 Mon-10:07 done 42
        0 f.reply.e-mail     1 - Mon-10:07 Mon-10:07 Mon-10:32 done 0
        0 f.reply            1 - Mon-10:32 Mon-10:32 Mon-10:32 done 1
        0 s.hand-over.e-mail 0 - Mon-10:32 Mon-10:32 Mon-10:57 done 0
        0 s                  0 0 Mon-10:57 Mon-10:57 Mon-12:01 done 64
    """)


def test_questions_move_the_case_to_who_asks() -> None:
    """The council screens; the police ask health and decide: the case goes to them before they ask.

    Handed on by e-mail, 09:10 to 09:35; health is asked by the police, 09:35 to 10:00, looks for
    20 + 2 min, and replies to them by 10:47. Deciding takes 10 min, and 2 for each of the two
    things to enter: the case and the reply.
    """
    stages = (
        "  f: {who: sw, work: 10 min, then: g}\n"
        "  g: {ask: {health: {who: nurse, work: 20 min}}, then: s}\n"
        "  s: {who: pc, work: 10 min, then: out}\n"
    )
    program = program_of(together(stages, SIGNED), 24)
    given = uneventful(program, 1) | {
        "stages.g.from.council.hand_over.way": [[0.9]],
        "stages.g.ask.health.question.way": [[0.9]],
        "stages.g.ask.health.reply.way": [[0.9]],
    }
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert table(run) == expected("""
        0 f                  0 0 Mon-09:00 Mon-09:00 Mon-09:10 done 10
        0 g.hand-over.e-mail 0 - Mon-09:10 Mon-09:10 Mon-09:35 done 0
        0 g.ask              0 - Mon-09:35 Mon-09:35 Mon-10:47 done 1
        0 g.question.e-mail  1 - Mon-09:35 Mon-09:35 Mon-10:00 done 0
        0 g                  1 2 Mon-10:00 Mon-10:00 Mon-10:22 done 22
        0 g.reply.e-mail     1 - Mon-10:22 Mon-10:22 Mon-10:47 done 0
        0 g.reply            1 - Mon-10:47 Mon-10:47 Mon-10:47 done 1
        0 s                  0 1 Mon-10:47 Mon-10:47 Mon-11:01 done 14
        0 out                0 - Mon-11:01 Mon-11:01 Mon-11:01 done 0
    """)


def test_to_meetings_and_joint_work_cases_come_at_once() -> None:
    """What several agencies do together is nobody's inbox: no way there, but one from there.

    A list of roles is of the agency of its first: the meeting of pc and sw hands on as the police.
    """
    stages = (
        "  f: {who: sw, work: 10 min, then: m}\n"
        '  m: {meeting: {needs: {pc: 1, sw: 1}, at: "Mon-Fri 10:00", each_case: 20 min}, then: s}\n'
        "  s: {who: sw, work: 10 min, then: out}\n"
    )
    program = program_of(together(stages, "", APART), 24)
    given = uneventful(program, 1) | {"stages.s.from.police.hand_over.way": [[0.9]]}
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert table(run) == expected("""
        0 f                  0  0 Mon-09:00 Mon-09:00 Mon-09:10 done 10
        0 m                  0  1 Mon-09:10 Mon-10:00 Mon-10:20 done 20
        0 m                  -1 0 Mon-09:10 Mon-10:00 Mon-10:20 done 20
        0 s.hand-over.e-mail 0  - Mon-10:20 Mon-10:20 Mon-10:45 done 0
        0 s                  0  0 Mon-10:45 Mon-10:45 Mon-10:57 done 12
        0 out                0  - Mon-10:57 Mon-10:57 Mon-10:57 done 0
    """)


def test_a_loop_draws_anew_at_each_visit() -> None:
    """A case that comes back is handed on again, with draws of its own: a call, then an e-mail.

    Visits are counted for each channel: the e-mail is the first of its kind.
    """
    stages = HAND_OVER.replace("then: out", "then: {f: 50%, out: 50%}")
    program = program_of(together(stages, "", APART), 24)
    back = "stages.f.from.police.hand_over.way"
    given = uneventful(program, 1) | {
        ON: [[0.05], [0.9]],
        back: [[0.9], [0.9]],
        "stages.s.then": [[0.1], [0.9]],
    }
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert channels(run) == ["e-mail", "e-mail", "telephone"]
    assert "0 s.hand-over.telephone 0 - Mon-09:00 Mon-09:00 Mon-09:02 done 0" in table(run)
    # Called: 10 + 6 min until 09:18; back by 09:43; 2 min of entering; on by 10:10; 10 + 2 min.
    assert "0 f.hand-over.e-mail 0 - Mon-09:18 Mon-09:18 Mon-09:43 done 0" in table(run)
    assert "0 f#1 0 0 Mon-09:43 Mon-09:43 Mon-09:45 done 2" in table(run)
    assert "0 s.hand-over.e-mail 0 - Mon-09:45 Mon-09:45 Mon-10:10 done 0" in table(run)
    assert "0 s#1 0 1 Mon-10:10 Mon-10:10 Mon-10:22 done 12" in table(run)


def test_talk_slows_the_room_where_the_hub_says_so() -> None:
    """2.5% more for all work of roles that share a room: a pace of 1000 / 1.025 = 975.6, so 976.

    10 min of sw take ceil(600,000 / 976) = 615 s; sat apart, 600 s.
    """
    stages = "  f: {who: sw, work: 10 min, then: out}\n"
    for seats, end in ((ROOM, "Mon-09:10:15"), (APART, "Mon-09:10")):
        hub = together(stages, "", seats)
        program = program_of(hub, 24, "working_together.talk_slows_the_room=2.5%")
        run = run_by_hand(program, caseload_of([Contact("09:00")]))
        assert table(run, without="out") == [f"0 f 0 0 Mon-09:00 Mon-09:00 {end} done 10"]


def test_ways_of_two_sources_go_by_rows_of_their_own() -> None:
    """What is handed on to one stage from two agencies has two ways, each with its own tie."""
    stages = (
        "  f: {wait: 0 min, then: {x: {g: 100%}, y: {h: 100%}}}\n"
        "  g: {who: pc, work: 0 min, then: s}\n  h: {who: nurse, work: 0 min, then: s}\n"
        "  s: {who: sw, work: 10 min, then: out}\n"
    )
    more = TWO_WAYS.replace("starts_at: gate\n", "")
    program = program_of(
        together(stages, "", more=more), 24, "working_together.ties.council and health=1"
    )
    # Ties of 0.2: a call for 19.9%. One team: 0.1 + 0.9 × 0.55 = 59.5%. Draws of 0.5.
    given = uneventful(program, 2) | {
        f"stages.s.from.{agency}.hand_over.way": [[0.5, 0.5]] for agency in ("police", "health")
    }
    cases = caseload_of([Contact("09:00", 0, 0), Contact("09:00", 0, 1)])
    assert channels(run_by_hand(program, cases, given)) == ["e-mail", "telephone"]


# ----------------------------------------------------------------- going elsewhere


def test_a_case_that_has_been_there_often_enough_goes_on_without_a_passage() -> None:
    """s may be visited once. Handed on to it again (opened 10:29), the case goes on to t at once.

    The police hand back by e-mail (09:37 to 10:02); sw enters it, in 2 min, and hands on. What is
    owed for the way to s, 2 min, is done at t, by the nurse: nothing travels from s to t.
    """
    stages = (
        "  f: {who: sw, work: 0 min, then: s}\n"
        "  s: {who: pc, work: 10 min, at_most: {times: 1, then: t}, then: {f: 50%, out: 50%}}\n"
        "  t: {who: nurse, work: 10 min, then: out}\n"
    )
    program = program_of(together(stages, "", APART), 24)
    given = uneventful(program, 1) | {
        ON: [[0.9], [0.9]],
        "stages.f.from.police.hand_over.way": [[0.9]],
        "stages.s.then": [[0.1]],
    }
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    assert table(run) == expected("""
        0 f                    0 0 Mon-09:00 Mon-09:00 Mon-09:00 done 0
        0 s.hand-over.e-mail   0 - Mon-09:00 Mon-09:00 Mon-09:25 done 0
        0 s                    0 1 Mon-09:25 Mon-09:25 Mon-09:37 done 12
        0 f.hand-over.e-mail   0 - Mon-09:37 Mon-09:37 Mon-10:02 done 0
        0 f#1                  0 0 Mon-10:02 Mon-10:02 Mon-10:04 done 2
        0 s.hand-over.e-mail#1 0 - Mon-10:04 Mon-10:04 Mon-10:29 done 0
        0 t                    0 2 Mon-10:29 Mon-10:29 Mon-10:41 done 12
        0 out                  0 - Mon-10:41 Mon-10:41 Mon-10:41 done 0
    """)


def test_a_case_that_nobody_has_begun_on_goes_elsewhere_without_a_passage() -> None:
    """pc is busy with case 0 from 09:25 to 10:07. Case 1, ready at 09:25, gives up after 30 min.

    At 09:55 it is with the nurse at once, for 10 min: the 2 min of entering the e-mail belonged to
    the work at s, and are gone with it.
    """
    stages = (
        "  f: {who: sw, work: 0 min, then: s}\n"
        "  s: {who: pc, work: 40 min, gives_up: {after: 30 min, then: t}, then: out}\n"
        "  t: {who: nurse, work: 10 min, then: out}\n"
    )
    program = program_of(together(stages, "", APART), 24)
    given = uneventful(program, 2) | {ON: [[0.9, 0.9]]}
    run = run_by_hand(program, caseload_of([Contact("09:00")] * 2), given)
    assert table(run, without=("f", "out", "s.hand-over")) == expected("""
        0 s 0 1 Mon-09:25 Mon-09:25 Mon-10:07 done 42
        1 s 0 - Mon-09:25 -         Mon-09:55 given_up 0
        1 t 0 2 Mon-09:55 Mon-09:55 Mon-10:05 done 10
    """)
