"""Hand-worked traces of which channel is taken between two agencies, and how long it takes.

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
from hubsim.program.layout import Cause
from hubsim.streams import uniforms

from .by_hand import (
    APART,
    ON,
    ROOM,
    SW_ALWAYS,
    THREE_RATINGS,
    WEB,
    Contact,
    caseload_of,
    expected,
    program_of,
    run_by_hand,
    seated,
    table,
    together,
    uneventful,
)

RED, AMBER, GREEN = 0, 1, 2
HAND_OVER = (
    "  f: {who: sw, work: 0 min, then: s}\n"
    "  s: {who: pc, work: 10 min, then: out}\n"
)  # fmt: skip


def channels(run: Run) -> list[str]:
    """The channel by which each case was handed on, by case."""
    way = run.program.nodes.cause[run.log.node] == Cause.WAY
    names = [run.program.channels[c] for c in run.program.nodes.channel[run.log.node[way]]]
    return [name for _, name in sorted(zip(run.log.case[way].tolist(), names, strict=True))]


# ------------------------------------------------------------------- which channel

BANK = seated("town hall / hub / A", "town hall / hub / A")
BUILDING = seated("town hall / hub", "town hall / annexe")
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
    hub = together(HAND_OVER, "", seats, SW_ALWAYS, THREE_RATINGS)
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
    roles = SW_ALWAYS.replace(
        "people: 1, hours: office", "people: 1, hours: office, sits: hall / hub"
    )
    hub = together(HAND_OVER, "", seated("hall / hub", "station"), roles, THREE_RATINGS)
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
    roles = SW_ALWAYS.replace("people: 1, hours: office", f"people: 1, hours: office{away}")
    program = program_of(together(HAND_OVER, "", ROOM, roles, THREE_RATINGS), 48)
    at = ["Mon 08:59:59", "Mon 09:00", "Mon 16:59:59", "Mon 17:00", "Tue 12:59:59", "Tue 13:00"]
    given = uneventful(program, 6) | {ON: [[0.5] * 6]}
    run = run_by_hand(program, caseload_of([Contact(each) for each in at]), given)
    assert channels(run) == taken


def test_nobody_is_there_on_leave() -> None:
    """26 weeks a year are one week of two: of the draws of both, the one with the smaller draw.

    On the Monday of that week, within the hours of the role, a draw of 0.5 is no word but an e-mail.
    """
    roles = SW_ALWAYS.replace(
        "people: 1, hours: office", "people: 1, hours: office, away: 26 weeks a year"
    )
    program = program_of(together(HAND_OVER, "", ROOM, roles, THREE_RATINGS), 14 * 24)
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
    program = program_of(together(stages, "", ROOM, roles, THREE_RATINGS), 24)
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
    roles = SW_ALWAYS.replace("people: 1, hours: office", "posts: 1, hours: always")
    program = program_of(together(HAND_OVER, "", hybrid, roles, THREE_RATINGS), 72)
    at = ["Mon 00:00", "Mon 23:59:59", "Tue 00:00", "Tue 10:00", "Wed 10:00"]
    given = uneventful(program, 5) | {ON: [[0.1] * 5]}
    run = run_by_hand(program, caseload_of([Contact(each) for each in at]), given)
    assert channels(run) == ["spoken", "spoken", "telephone", "telephone", "telephone"]


@pytest.mark.parametrize("place", ["home", "elsewhere", "remote"])
def test_who_sits_at_home_or_elsewhere_is_near_nobody(place: str) -> None:
    """Two who are said to be at home are not in one place: no word (18% in one building), but a call."""
    program = program_of(
        together(HAND_OVER, "", seated(place, place), SW_ALWAYS, THREE_RATINGS), 24
    )
    given = uneventful(program, 1) | {ON: [[0.1]]}
    assert channels(run_by_hand(program, caseload_of([Contact("10:00")]), given)) == ["telephone"]


def test_channels_are_thought_of_by_what_they_need() -> None:
    """A hub's own channel that needs nothing comes before e-mail only if it is written before it.

    Messages (needs: nothing, used for 30%) are laid on top of the packaged e-mail, so first: draws
    of 0.29 and 0.31 of those who are not there (at night nothing else is possible).
    """
    said = "  channels: {messages: {needs: nothing, used: 30%, takes: 5 min}}\n"
    hub = together(HAND_OVER, "", APART, SW_ALWAYS, WEB)
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
        roles = SW_ALWAYS + (
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
