"""Hand-worked traces of what travels between people of two agencies: by which channel, at what cost.

The columns of the tables: case, what, line, person, ready, start, end, how, detail. What travels is
told as ``stage.question.spoken``, ``stage.reply.spoken`` or ``stage.hand-over.spoken``, with the
channel. The detail is minutes of touch time done, the line that released a join, or whether a reply
was in time. The numbers of the channels are those of `NUMBERS` in ``by_hand``. Persons: 0 is sw of
the council, 1 is pc of the police, 2 is nurse of health. The hub starts on Monday 5 January 2026, in
UTC.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hubsim.engine import Run
from hubsim.measures import Traces, Window
from hubsim.program import Part
from hubsim.program.layout import Cause
from hubsim.streams import uniforms

from .by_hand import (
    TWO_WAYS,
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
RATED = (
    "ratings: {red: {}, amber: {}, green: {}}\n"
    "contacts: {web: {every: 100 days, first_seen_as: {low: {red: 40%, amber: 30%, green: 30%}}}}\n"
)
HAND_OVER = (
    "  f: {who: sw, work: 0 min, then: s}\n"
    "  s: {who: pc, work: 10 min, then: out}\n"
)  # fmt: skip
ALWAYS = """\
  sw: {agency: council, posts: 1, hours: always}
  pc: {agency: police, people: 1, hours: office}
"""
"""Somebody of the council hands on at any hour; the police are there in the office's."""

POLICE_SIGNED = "  information: {police: {agreement: signed, reached_by: navigator}}\n"
SIGNED = (
    "  information: {default: {agreement: signed, reached_by: navigator}}\n"
)  # fmt: skip
ASKED = "stages.f.ask.police"
ON = "stages.s.from.council.hand_over.way"
"""What draws of a case handed on from the council to the stage s are named by."""


def seated(council: str, police: str) -> str:
    """Seats of two agencies; health sits somewhere else."""
    return f"council: {{sits: {council}}}, police: {{sits: {police}}}, health: {{}}"


def channels(run: Run) -> list[str]:
    """The channel by which each case was handed on, by case."""
    way = run.program.nodes.cause[run.log.node] == Cause.WAY
    names = [run.program.channels[c] for c in run.program.nodes.channel[run.log.node[way]]]
    return [name for _, name in sorted(zip(run.log.case[way].tolist(), names, strict=True))]


def ledger(run: Run, case: int = 0) -> dict[Part, int]:
    """Minutes of each part of the life of a case, without what is nothing."""
    t = Traces(run, Window(0, run.program.horizon))
    seconds = t.ledger(np.full(len(t.life), 10**9), working=False)[case]
    return {part: int(s) // 60 for part, s in zip(Part, seconds, strict=True) if s}


# ------------------------------------------------------------------- which channel

ROOM = seated("town hall / hub / A", "town hall / hub / B")
BANK = seated("town hall / hub / A", "town hall / hub / A")
BUILDING = seated("town hall / hub", "town hall / annexe")
APART = seated("town hall", "station")
NOBODY_SAID = "council: {}, police: {}, health: {}"


@pytest.mark.parametrize(
    ("seats", "rating", "settings", "shares"),
    [
        # A word 0.5 + 0.5 × 0.2 = 60%; of the 40% left a call 0.8 + 0.2 × 0.55 × 0.2 = 82.2%:
        # 0.6 + 0.4 × 0.822 = 92.88%.
        (ROOM, RED, [], {"spoken": 0.6, "telephone": 0.9288}),
        # A word 0.1 + 0.9 × 0.2 = 28%; a call 0.1 + 0.9 × 0.55 × 0.2 = 19.9% of 72%: 42.328%.
        (ROOM, AMBER, [], {"spoken": 0.28, "telephone": 0.42328}),
        # A word 0 + 1 × 0.2 = 20%; a call 19.9% of 80%: 35.92%.
        (ROOM, GREEN, [], {"spoken": 0.2, "telephone": 0.3592}),
        # A bank: 0.6 × 1.25 = 75%; a call 82.2% of 25%: 95.55%.
        (BANK, RED, [], {"spoken": 0.75, "telephone": 0.9555}),
        # One building: 0.6 × 0.3 = 18%; a call 82.2% of 82%: 85.404%.
        (BUILDING, RED, [], {"spoken": 0.18, "telephone": 0.85404}),
        # Different sites, or nobody said where: no word.
        (APART, RED, [], {"telephone": 0.822}),
        (NOBODY_SAID, RED, [], {"telephone": 0.822}),
        # Ties of 0.8 at one bank: (0.5 + 0.5 × 0.8) × 1.25 = 1.125, and never above 1.
        (BANK, RED, ["ties.default=0.8"], {"spoken": 1.0}),
        # Strangers with routine work: no word, a call for 10%.
        (ROOM, GREEN, ["ties.default=0"], {"telephone": 0.1}),
        # One team: a word in the room for certain.
        (ROOM, GREEN, ["ties.default=1"], {"spoken": 1.0}),
        # One team, apart: a call 0.1 + 0.9 × 0.55 = 59.5%.
        (APART, GREEN, ["ties.default=1"], {"telephone": 0.595}),
        # A tie of the pair stands before the default, in whatever order it is written.
        (APART, GREEN, ["ties.police and council=1"], {"telephone": 0.595}),
        # Both work in one record: all that is left of a call. If health does instead, nothing.
        (APART, RED, ["one_record=[council, police]"], {"telephone": 0.822, "record": 1.0}),
        (APART, RED, ["one_record=[council, health]"], {"telephone": 0.822}),
        # A record used for half of what is left: 0.822 + 0.178 × 0.5 = 91.1%.
        (APART, RED, ["one_record=[council, police]", "channels.record.used=50%"],
         {"telephone": 0.822, "record": 0.911}),
    ],
)  # fmt: skip
def test_shares_of_channels(
    seats: str, rating: int, settings: list[str], shares: dict[str, float]
) -> None:
    """A channel takes base + (1 − base) × with_ties × ties of what is left; e-mail takes the rest.

    The draws lie just inside the two ends of the stretch of each channel.
    """
    hub = together(HAND_OVER, "", seats, ALWAYS, RATED)
    program = program_of(hub, 24, *(f"working_together.{setting}" for setting in settings))
    ends = {**shares, "e-mail": 1.0} if 1.0 not in shares.values() else shares
    draws, taken, below = list[float](), list[str](), 0.0
    for channel, end in ends.items():
        draws += [below + 1e-9, end - 1e-9]
        taken += [channel, channel]
        below = end
    cases = caseload_of([Contact("10:00", rating)] * len(draws))
    given = uneventful(program, len(draws)) | ({ON: [draws]} if len(ends) > 1 else {})
    assert channels(run_by_hand(program, cases, given)) == taken


def test_a_seat_of_a_role_stands_before_that_of_its_agency() -> None:
    """The police sit at the station, but pc sits in the hub's room: a draw of 0.5 is a word (60%)."""
    roles = ALWAYS.replace("people: 1, hours: office", "people: 1, hours: office, sits: hall / hub")
    hub = together(HAND_OVER, "", seated("hall / hub", "station"), roles, RATED)
    program = program_of(hub, 24)
    given = uneventful(program, 1) | {ON: [[0.5]]}
    assert channels(run_by_hand(program, caseload_of([Contact("10:00")]), given)) == ["spoken"]


@pytest.mark.parametrize(
    ("away", "taken"),
    [
        # By the hours: who comes at 09:00 is there for a case of 09:00 (2 and 3 before 4), who goes
        # at 17:00 is not for one of 17:00. Nobody there: e-mail.
        ("", ["e-mail", "spoken", "spoken", "e-mail", "spoken", "spoken"]),
        # Away on every day, and on every day somebody stands in.
        (", absence: 100%, cover: 100%",
         ["e-mail", "spoken", "spoken", "e-mail", "spoken", "spoken"]),
        # Called away after 33 h, so from Tuesday 09:00, for 4 h: until Tuesday 13:00.
        (", called_away: {after: 33 h, lasts: 4 h}",
         ["e-mail", "spoken", "spoken", "e-mail", "e-mail", "spoken"]),
    ],
)  # fmt: skip
def test_near_only_while_somebody_of_the_role_is_there(away: str, taken: list[str]) -> None:
    """In one room a draw of 0.5 is a word (60%), while the one person of the police is there."""
    roles = ALWAYS.replace("people: 1, hours: office", f"people: 1, hours: office{away}")
    program = program_of(together(HAND_OVER, "", ROOM, roles, RATED), 48)
    at = ["Mon 08:59:59", "Mon 09:00", "Mon 16:59:59", "Mon 17:00", "Tue 12:59:59", "Tue 13:00"]
    given = uneventful(program, 6) | {ON: [[0.5] * 6]}
    run = run_by_hand(program, caseload_of([Contact(each) for each in at]), given)
    assert channels(run) == taken


def test_nobody_is_there_on_leave() -> None:
    """26 weeks a year are one week of two: of the draws of both, the one with the smaller draw.

    On the Monday of that week, within the hours of the role, a draw of 0.5 is no word but an e-mail.
    """
    roles = ALWAYS.replace(
        "people: 1, hours: office", "people: 1, hours: office, away: 26 weeks a year"
    )
    program = program_of(together(HAND_OVER, "", ROOM, roles, RATED), 14 * 24)
    cases = caseload_of([Contact("Mon 10:00"), Contact("Mon 10:00")])
    cases = replace(cases, arrival=cases.arrival + np.array([0, 7 * 24 * 3600]))
    given = uneventful(program, 2) | {ON: [[0.5, 0.5]]}
    weeks = uniforms(2, seed=1, stream="roles.pc.away", replication=0, source="person 0")
    taken = ["spoken", "spoken"]
    taken[int(weeks.argmin())] = "e-mail"
    assert channels(run_by_hand(program, cases, given)) == taken


def test_somebody_of_any_of_the_receiving_roles() -> None:
    """pc is away and a second role of the police is there: somebody is, and where pc sits counts.

    The first role of the list says where: pc sits in the room, the other at the station.
    """
    roles = (
        "  sw: {agency: council, posts: 1, hours: always}\n"
        "  pc: {agency: police, people: 1, hours: office, called_away: {after: 1 h, lasts: 9 days}}\n"
        "  sergeant: {agency: police, people: 1, hours: office, sits: station}\n"
    )
    stages = HAND_OVER.replace("who: pc", "who: [pc, sergeant]")
    program = program_of(together(stages, "", ROOM, roles, RATED), 24)
    given = uneventful(program, 1) | {ON: [[0.5]]}
    assert channels(run_by_hand(program, caseload_of([Contact("10:00")]), given)) == ["spoken"]


def test_seats_by_weekday() -> None:
    """The council is in the hub on Mondays, else at home; the police are there on Mondays to Tuesdays.

    A draw of 0.1 is a word where they share a room (60%), else a call (82.2%). On Wednesday both
    are at home, and so near nobody, not even each other (in one building 18% would be a word). A day begins at midnight: Tuesday 00:00 is
    no Monday any more.
    """
    hybrid = seated(
        "{Mon: hall / hub, otherwise: home}", "{Mon-Tue: hall / hub, otherwise: home}"
    )  # fmt: skip
    roles = ALWAYS.replace("people: 1, hours: office", "posts: 1, hours: always")
    program = program_of(together(HAND_OVER, "", hybrid, roles, RATED), 72)
    at = ["Mon 00:00", "Mon 23:59:59", "Tue 00:00", "Tue 10:00", "Wed 10:00"]
    given = uneventful(program, 5) | {ON: [[0.1] * 5]}
    run = run_by_hand(program, caseload_of([Contact(each) for each in at]), given)
    assert channels(run) == ["spoken", "spoken", "telephone", "telephone", "telephone"]


@pytest.mark.parametrize("place", ["home", "elsewhere", "remote"])
def test_who_sits_at_home_or_elsewhere_is_near_nobody(place: str) -> None:
    """Two who are said to be at home are not in one place: no word (18% in one building), but a call."""
    program = program_of(together(HAND_OVER, "", seated(place, place), ALWAYS, RATED), 24)
    given = uneventful(program, 1) | {ON: [[0.1]]}
    assert channels(run_by_hand(program, caseload_of([Contact("10:00")]), given)) == ["telephone"]


def test_channels_are_thought_of_by_what_they_need() -> None:
    """A hub's own channel that needs nothing comes before e-mail only if it is written before it.

    Messages (needs: nothing, used for 30%) are laid on top of the packaged e-mail, so first: draws
    of 0.29 and 0.31 of those who are not there (at night nothing else is possible).
    """
    said = "  channels: {messages: {needs: nothing, used: 30%, takes: 5 min}}\n"
    hub = together(HAND_OVER, "", APART, ALWAYS, WEB)
    start = hub.index("working_together:\n") + len("working_together:\n")
    end = hub.index("starts_at:")
    program = program_of(f"{hub[:start]}{said}{hub[end:]}", 24)
    given = uneventful(program, 2) | {ON: [[0.29, 0.31]]}
    given |= {f"{ON}.e-mail.takes": [[25, 25]]}
    run = run_by_hand(program, caseload_of([Contact("03:00")] * 2), given)
    assert channels(run) == ["messages", "e-mail"]


# ------------------------------------------------------------ how long until it is seen


def test_a_channel_takes_its_time_on_the_hours_of_the_receiving_roles() -> None:
    """An e-mail (25 min) of 16:50 has lain 10 min at 17:00: it is opened at 09:15 on Tuesday.

    pc works until 17:00, the sergeant of the same list from 16:00 to 17:05, on Mondays only: with
    both, 15 min pass until 17:05, and the last 10 on Tuesday from 09:00. What counts are the hours of
    the roles: that the sergeant has been called away makes no difference.
    """
    late = 'late: "Mon 16:00-17:05"'
    for who, opened in (("pc", "Tue-09:15"), ("[pc, sergeant]", "Tue-09:10")):
        roles = ALWAYS + (
            "  sergeant: {agency: police, people: 1, hours: late, "
            "called_away: {after: 1 h, lasts: 9 days}}\n"
            if "sergeant" in who
            else ""
        )
        stages = HAND_OVER.replace("who: pc", f"who: {who}")
        hub = together(stages, "", APART, roles, late="Mon 16:00-17:05")
        assert late in hub
        program = program_of(hub, 48)
        given = uneventful(program, 1) | {ON: [[0.99]]}
        run = run_by_hand(program, caseload_of([Contact("16:50")]), given)
        assert f"0 s.hand-over.e-mail 0 - Mon-16:50 Mon-16:50 {opened} done 0" in table(run)


@pytest.mark.parametrize(
    ("settings", "answered", "rows"),
    [
        # At once: 0.5 lies below 55%.
        ([], 0.5499, ["telephone 0 - Mon-09:00 Mon-09:00 Mon-09:02"]),
        # At the second try, 55% + 45% × 55% = 79.75%: one pause of 25 min.
        ([], 0.5501, ["telephone.again 0 - Mon-09:00 Mon-09:00 Mon-09:25",
                      "telephone 0 - Mon-09:25 Mon-09:25 Mon-09:27"]),
        ([], 0.7974, ["telephone.again 0 - Mon-09:00 Mon-09:00 Mon-09:25",
                      "telephone 0 - Mon-09:25 Mon-09:25 Mon-09:27"]),
        # At the third, up to 79.75% + 45%² × 55% = 90.8875%: two pauses.
        ([], 0.9088, ["telephone.again 0 - Mon-09:00 Mon-09:00 Mon-09:50",
                      "telephone 0 - Mon-09:50 Mon-09:50 Mon-09:52"]),
        # Never: after the third try, so after two pauses, an e-mail is sent.
        ([], 0.9090, ["telephone.again 0 - Mon-09:00 Mon-09:00 Mon-09:50",
                      "e-mail 0 - Mon-09:50 Mon-09:50 Mon-10:15"]),
        # Or the record that both use.
        (["one_record=[council, police]"], 0.9090,
         ["telephone.again 0 - Mon-09:00 Mon-09:00 Mon-09:50",
          "record 0 - Mon-09:50 Mon-09:50 Mon-10:10"]),
        # One try, and no pause.
        (["channels.telephone.tries=1"], 0.5501, ["e-mail 0 - Mon-09:00 Mon-09:00 Mon-09:25"]),
    ],
)  # fmt: skip
def test_calls_that_are_not_answered(settings: list[str], answered: float, rows: list[str]) -> None:
    """55% of tries are answered, 25 min apart, three times in all: one draw says which is first."""
    program = program_of(
        together(HAND_OVER, "", APART), 24, *(f"working_together.{each}" for each in settings)
    )
    given = uneventful(program, 1) | {ON: [[0.05]], f"{ON}.telephone.answered": [[answered]]}
    run = run_by_hand(program, caseload_of([Contact("09:00")]), given)
    told = [row for row in table(run) if "hand-over" in row]
    assert told == sorted(f"0 s.hand-over.{row} done 0" for row in rows)


def test_trying_again_goes_by_the_hours_of_who_is_called() -> None:
    """The first try is at 16:50, the second 25 min later: at 09:15 on Tuesday."""
    program = program_of(together(HAND_OVER, "", APART), 48)
    given = uneventful(program, 1) | {ON: [[0.05]], f"{ON}.telephone.answered": [[0.6]]}
    run = run_by_hand(program, caseload_of([Contact("16:50")]), given)
    assert table(run, without=("f", "out", "s 0")) == expected("""
        0 s.hand-over.telephone.again 0 - Mon-16:50 Mon-16:50 Tue-09:15 done 0
        0 s.hand-over.telephone       0 - Tue-09:15 Tue-09:15 Tue-09:17 done 0
        0 s                           0 1 Tue-09:17 Tue-09:17 Tue-09:33 done 16
    """)


# ------------------------------------------------------------------ what a word costs

ASK = (
    "  f:\n    ask: {police: {who: pc, work: 40 min}}\n    then: s\n"
    "  s: {who: sw, work: 60 min, then: out}\n"
)  # fmt: skip


def test_a_word_costs_both_sides() -> None:
    """Police are asked by a word: their 40 min become 44, and collating becomes 2 + 4 + 60 = 66.

    A question owes 2 min each side and 2 min of entering to its own next work, and each side's 2 min
    to that of the case; a reply owes 2 + 2 to the case. Ties of 0.2 make words of 20% of routine
    matters in one room: draws of 0.1.
    """
    program = program_of(together(ASK, POLICE_SIGNED, ROOM, ALWAYS), 24)
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
    program = program_of(together(HAND_OVER, "", ROOM, ALWAYS), 24)
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
    program = program_of(together(ASK, POLICE_SIGNED, ROOM, ALWAYS), 24)
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


# -------------------------------------------------------------- who passes on to whom


def test_inside_one_agency_things_are_there_at_once() -> None:
    """sw and the manager are both of the council: no way between them."""
    roles = ALWAYS + "  manager: {agency: council, people: 1, hours: office}\n"
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
