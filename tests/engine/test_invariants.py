"""What holds of every run of every hub, whatever the numbers."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from hubsim.caseload import Caseload, draw_caseload
from hubsim.engine import Run
from hubsim.hours import Windows
from hubsim.measures import Traces, Window
from hubsim.program import Kind, Part
from hubsim.program.kinds import Cause
from hubsim.program.layout import Unfinished
from hubsim.runlog import COLUMNS, How, RunLog
from hubsim.spec.route import SEEN_AS
from hubsim.variates import Variates, draw_variates

from .random_hubs import DAY, Trial, as_yaml, hubs, is_sound, take, thorough, trials

EXAMPLES = 50


def traces(run: Run) -> Traces:
    """The traces of a whole run."""
    return Traces(run, Window(0, run.program.horizon))


def main_ends(t: Traces) -> np.ndarray:
    """When each life in the hub ended, or the horizon."""
    return np.where(t.left >= 0, t.left, t.log.horizon)


def places(t: Traces) -> list[tuple[int, ...]]:
    """Of each row: case, episode, node, visit and line, which tell pieces of work apart."""
    columns = ("case", "episode", "node", "visit", "line")
    return list(zip(*(getattr(t.log, name).tolist() for name in columns), strict=True))


def possible_ratings(t: Traces) -> list[set[int]]:
    """Of each row, what its case may have been rated when it was ready.

    Rated anew in that very second it may be either: a log does not say what of it came first.
    """
    log = t.log
    anew: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for row in np.flatnonzero(t.kind == Kind.RATE).tolist():
        life = int(log.case[row]), int(log.episode[row])
        anew.setdefault(life, []).append((int(log.end[row]), int(log.detail[row])))
    asked_at = {
        (*places(t)[row][:2], int(t.stage[row]), int(log.visit[row])): int(log.ready[row])
        for row in np.flatnonzero(t.kind == Kind.FORK).tolist()
    }
    first = np.where(log.part > 0, -1, log.ready)
    begun = {
        place: int(first[row]) for row, place in enumerate(places(t)) if first[row] >= 0
    }  # a piece that was put down keeps its rating
    found = []
    for row, place in enumerate(places(t)):
        ready = begun[place]
        if log.line[row] > 0:
            ready = asked_at[*place[:2], int(t.stage[row]), int(log.visit[row])]
        before = t.run.caseload.rating[place[1], place[0]]
        ratings = anew.get((place[0], place[1]), [])
        earlier = [(at, n, rating) for n, (at, rating) in enumerate(ratings) if at < ready]
        last = max(at for at, _, _ in earlier) if earlier else None
        standing = {r for at, _, r in earlier if at == last} if earlier else {int(before)}
        found.append(standing | {rating for at, rating in ratings if at == ready})
    return found


# ------------------------------------------------------------------- ledger


def ledger_sums_to_the_whole_on_both_clocks(t: Traces) -> None:
    end = main_ends(t)
    parts = t.ledger(end + 1, working=False)
    working = t.ledger(end + 1, working=True)
    np.testing.assert_array_equal(parts.sum(axis=1), end - t.began)
    hub = t.program.hours[t.program.hub_hours]
    open_seconds = [_open_seconds(hub, a, b) for a, b in zip(t.began, end, strict=True)]
    np.testing.assert_array_equal(working.sum(axis=1), open_seconds)
    assert (parts >= 0).all()
    assert (working >= 0).all()
    assert (working <= parts).all()


def ledger_up_to_the_decision_sums_to_its_time(t: Traces) -> None:
    known = t.decided >= 0
    parts = t.ledger(t.decided, working=False)[known].sum(axis=1)
    np.testing.assert_array_equal(parts, (t.decided - t.began)[known])


def waits_are_split_by_who_is_there_second_by_second(t: Traces) -> None:
    """A wait for people is *off shift* in just those seconds in which nobody able is on duty.

    Kept work waits for its keeper, joint work for as many of each role as it needs.
    """
    log, program, duty = t.log, t.program, t.run.variates.duty
    there = np.zeros(len(t.case), dtype=np.int64)
    away = np.zeros(len(t.case), dtype=np.int64)
    how = {(*place, part): h for place, part, h in zip(places(t), log.part, log.how, strict=True)}
    of_role = [np.flatnonzero(program.person_role == role) for role in range(len(program.roles))]
    disputed = program.nodes.part[log.node] == Part.DISPUTE
    for_people = t.main_line & np.isin(t.kind, (Kind.WORK, Kind.TOGETHER)) & ~disputed
    for row in np.flatnonzero(for_people).tolist():
        node = log.node[row]
        if t.kind[row] == Kind.TOGETHER:
            groups = [(of_role[r], n) for r, n in program.joints[program.nodes.item[node]].needs]
        elif log.part[row] and how[*places(t)[row], log.part[row] - 1] == How.PUT_DOWN:
            groups = [(log.person[row : row + 1], 1)]
        else:
            able = program.queues[program.nodes.queue[node]]
            groups = [(np.concatenate([of_role[role] for role in able]), 1)]
        until = log.start[row] if log.start[row] >= 0 else log.end[row]
        # Duty changes every ten minutes at most: look that often.
        for a, b in _tens(int(log.ready[row]), int(until)):
            complete = all(
                sum(_on_duty(duty[person], a) for person in group) >= number
                for group, number in groups
            )
            (there if complete else away)[t.life_of[row]] += b - a
    ledger = t.ledger(main_ends(t) + 1, working=False)
    np.testing.assert_array_equal(ledger[:, Part.PERSON], there)
    np.testing.assert_array_equal(ledger[:, Part.SHIFT], away)


def disputes_last_until_they_are_settled(t: Traces) -> None:
    """A case is in dispute from when its lead is disputed, also while nobody is there to settle it."""
    disputed = t.program.nodes.part[t.log.node] == Part.DISPUTE
    assert (t.log.line[disputed] == 0).all()
    lasts = np.bincount(
        t.life_of[disputed], (t.log.end - t.log.ready)[disputed], minlength=len(t.case)
    )
    ledger = t.ledger(main_ends(t) + 1, working=False)
    np.testing.assert_array_equal(ledger[:, Part.DISPUTE], lasts)


def _tens(since: int, until: int) -> Iterator[tuple[int, int]]:
    edges = sorted({since, until, *range(since // 600 * 600 + 600, until, 600)})
    return itertools.pairwise(edges)


def _open_seconds(windows: Windows, a: int, b: int) -> int:
    pairs = zip(windows.opens.tolist(), windows.closes.tolist(), strict=True)
    return sum(max(0, min(closes, b) - max(opens, a)) for opens, closes in pairs)


def _on_duty(windows: Windows, second: int) -> bool:
    pairs = zip(windows.opens.tolist(), windows.closes.tolist(), strict=True)
    return any(opens <= second < closes for opens, closes in pairs)


# ------------------------------------------------------------------- people


def nobody_does_two_things(t: Traces) -> None:
    log = t.log
    work = t.working & (log.start >= 0)
    for person in range(len(t.run.variates.duty)):
        rows = np.flatnonzero(work & (log.person == person))
        spells = sorted(zip(log.start[rows].tolist(), log.end[rows].tolist(), strict=True))
        for (_, end), (start, _) in itertools.pairwise(spells):
            assert end <= start
        assert (log.role[rows] == t.program.person_role[person]).all()


def nobody_works_off_shift_except_to_finish(t: Traces) -> None:
    """All work begins on duty; past the end of a shift goes only what is finished or not put down."""
    log, program = t.log, t.program
    for row in np.flatnonzero(t.working & (log.start >= 0) & (log.person >= 0)).tolist():
        duty = t.run.variates.duty[log.person[row]]
        start, end = int(log.start[row]), int(log.end[row])
        within = _open_seconds(duty, start, end) == end - start
        item = int(program.nodes.item[log.node[row]])
        if t.kind[row] == Kind.WORK:
            assert log.role[row] in program.queues[program.nodes.queue[log.node[row]]]
            assert _on_duty(duty, start)
            assert within or program.role_unfinished[log.role[row]] == Unfinished.FINISH
        elif t.kind[row] == Kind.TOGETHER:
            assert _on_duty(duty, start)
            assert within or not program.joints[item].must_fit
        else:
            slots = program.meetings[item].slots
            assert _on_duty(duty, int(slots[slots <= start].max()))
            assert within or not program.meetings[item].must_fit


def teams_are_complete(t: Traces) -> None:
    """Joint work has everybody it needs; at a meeting only a role that may be waived is missing."""
    log, program = t.log, t.program
    teams: dict[tuple[int, ...], list[int]] = {}
    together = np.isin(t.kind, (Kind.TOGETHER, Kind.MEET)) & (log.start >= 0)
    for row in np.flatnonzero(together).tolist():
        teams.setdefault(places(t)[row][:4], []).append(row)
    for (*_, node, _), rows in teams.items():
        item = int(program.nodes.item[node])
        assert sorted(-log.line[rows]) == list(range(len(rows)))
        for column in (log.start, log.end, log.ready, log.how, log.detail):
            assert len(set(column[rows].tolist())) == 1
        there = [int((log.role[rows] == role).sum()) for role in range(len(program.roles))]
        if program.nodes.kind[node] == Kind.TOGETHER:
            assert sum(there) == len(rows)
            assert all(there[role] == number for role, number in program.joints[item].needs)
        else:
            meeting = program.meetings[item]
            may_lack = {role for role, _, _ in meeting.waivers}
            for role, number in meeting.needs:
                assert there[role] == number or (role in may_lack and there[role] < number)


def meetings_keep_their_width_and_cap(t: Traces) -> None:
    """Up to a slot no more cases are heard than all slots so far allow, and no more at once.

    A case that waits for its turn may be heard past the next slot, and the log does not say at
    which one it was called: so slots are counted together.
    """
    log, program = t.log, t.program
    heard = (t.kind == Kind.MEET) & (log.start >= 0) & (log.line == 0) & (log.end > log.start)
    for node in np.unique(log.node[heard]):
        meeting = program.meetings[program.nodes.item[node]]
        mine = heard & (log.node == node)
        starts = np.sort(log.start[mine])
        slots = (meeting.slots <= starts[:, None]).sum(axis=1)
        assert (slots > 0).all()
        if meeting.cap >= 0:
            assert (np.arange(1, len(starts) + 1) <= slots * meeting.cap).all()
        at_once = (log.start[mine] <= starts[:, None]) & (log.end[mine] > starts[:, None])
        assert (at_once.sum(axis=1) <= slots * meeting.width).all()


def nobody_is_idle_while_there_is_work_for_them(t: Traces) -> None:
    """At no moment between events is somebody free, on duty, and able to do waiting work.

    Whoever is held for joint work is not free: of each role no more than joint work that waits
    needs.
    """
    log, program, duty = t.log, t.program, t.run.variates.duty
    waiting = np.where(log.start >= 0, log.start, log.end)
    kept_by = np.where(t.kept, log.person, -1)
    work = np.flatnonzero(t.kind == Kind.WORK)
    waits = [(int(log.ready[r]), int(waiting[r]), r) for r in work]
    gathers = [
        (int(log.ready[r]), int(waiting[r]), program.joints[program.nodes.item[log.node[r]]])
        for r in np.flatnonzero((t.kind == Kind.TOGETHER) & (log.line == 0))
    ]
    held = [
        (int(log.start[r]), int(log.end[r]), int(log.person[r]))
        for r in np.flatnonzero(t.working & (log.start >= 0))
    ]
    moments = sorted({second for a, b, _ in waits + held for second in (a, b)})
    for now in moments:
        if now >= log.horizon:
            continue
        busy = {person for start, end, person in held if start <= now < end}
        free = [p for p in range(len(duty)) if p not in busy and _on_duty(duty[p], now)]
        needs: dict[int, int] = {}
        for since, until, joint in gathers:
            if since <= now < until and joint.hold:
                for role, number in joint.needs:
                    needs[role] = max(number, needs.get(role, 0))
        for since, until, row in waits:
            if since <= now < until:
                roles = program.queues[program.nodes.queue[log.node[row]]]
                if kept_by[row] >= 0:
                    role = int(program.person_role[kept_by[row]])
                    assert kept_by[row] not in free or role in needs
                    continue
                for role in roles:
                    idle = sum(int(program.person_role[p]) == role for p in free)
                    assert idle <= needs.get(role, 0)


# --------------------------------------------------------------------- work


def spells_of_a_piece_follow_one_another(t: Traces) -> None:
    """Each is ready when the one before was put down; its touch time is what its pace gives."""
    log, program = t.log, t.program
    rating = possible_ratings(t)
    pieces: dict[tuple[int, ...], list[int]] = {}
    for row in np.flatnonzero(t.kind == Kind.WORK).tolist():
        pieces.setdefault(places(t)[row], []).append(row)
    for rows in pieces.values():
        rows.sort(key=lambda row: log.part[row])
        assert log.part[rows].tolist() == list(range(len(rows)))
        assert np.isin(log.how[rows[:-1]], (How.PUT_DOWN, How.HANDED_BACK)).all()
        assert log.how[rows[-1]] not in {How.PUT_DOWN, How.HANDED_BACK}
        for before, after in itertools.pairwise(rows):
            assert log.end[before] == log.ready[after]
            keeps = program.role_unfinished[log.role[before]] != Unfinished.HAND_BACK
            assert keeps == (log.how[before] == How.PUT_DOWN)
            assert log.person[before] == log.person[after] or not keeps
            if log.start[after] >= 0:
                assert log.end[before] <= log.start[after]
        if log.how[rows[-1]] in {How.GIVEN_UP, How.WITHDRAWN}:
            assert len(rows) == 1
        for row in rows:
            if log.start[row] >= 0:
                assert any(touch_fits(t, row, pace) for pace in paces(t, row, rating[rows[0]]))


def paces(t: Traces, row: int, ratings: set[int]) -> set[int]:
    """Thousandths of work in a second with which a spell may have been taken up.

    How near its limit the case was then is known; how much was waiting, a log does not say.
    """
    log, program = t.log, t.program
    found, start = set(), int(log.start[row])
    for rating in ratings:
        usual = int(program.pace[log.role[row], rating])
        if program.pressure is None:
            found.add(usual)
            continue
        age = int((t.run.variates.pressing[:, rating, log.case[row]] <= start).sum())
        for multiple in program.pressure.pace[age].tolist():
            found.add(max(1, usual * multiple // 1000))
    return found


def touch_is_the_drawn_length_and_what_was_owed(t: Traces) -> None:
    """Work takes what was drawn, the reading in after being handed back, and what was owed, once.

    What is owed goes to the next work that becomes ready on the same line; what is owed in the very
    second goes to it too, unless it was begun before in that second, which a log does not say.
    """
    drawn, owed = pieces(t), debts(t)
    for line, mine in drawn.items():
        debt, left = owed.get(line, []), 0
        # Work of no length may be ready, and over, several times in a second: taken as one.
        for ready, group in itertools.groupby(sorted(mine), key=lambda piece: piece[0]):
            at_once = [*group]
            left += sum(seconds for at, seconds in debt if at < ready)
            perhaps = [seconds for at, seconds in debt if at == ready]
            debt = [(at, seconds) for at, seconds in debt if at > ready]
            lengths = {sum(some) for some in itertools.product(*(each[3] for each in at_once))}
            may_add = {left + sum(some) for some in _subsets(perhaps)}
            done = sum(each[1] for each in at_once)
            if not all(over for _, _, over, _ in at_once):
                assert done <= 1000 * (max(lengths) + max(may_add))
                break  # how much of it was owed, nobody can tell
            assert done in {1000 * (length + more) for length in lengths for more in may_add}
            if len(lengths) > 1:
                break
            left += sum(perhaps) - (done // 1000 - min(lengths))


def _subsets(values: list[int]) -> Iterator[tuple[int, ...]]:
    sizes = range(len(values) + 1)
    return itertools.chain.from_iterable(itertools.combinations(values, n) for n in sizes)


def line_of(t: Traces, row: int) -> tuple[int, ...]:
    """The main line of a life, or one question of one stage and visit."""
    log, line = t.log, int(t.log.line[row])
    life = int(log.case[row]), int(log.episode[row])
    return life if line <= 0 else (*life, int(t.stage[row]), int(log.visit[row]), line)


def debts(t: Traces) -> dict[tuple[int, ...], list[tuple[int, int]]]:
    """What passing by a channel owes to each line: second and seconds."""
    log, nodes = t.log, t.program.nodes
    found: dict[tuple[int, ...], list[tuple[int, int]]] = {}
    for row in np.flatnonzero((t.kind == Kind.DELAY) & (log.how == How.DONE)).tolist():
        node, line = log.node[row], line_of(t, row)
        for payer, seconds in ((line, nodes.owes[node]), (line[:2], nodes.owes_case[node])):
            if seconds:
                found.setdefault(payer, []).append((int(log.end[row]), int(seconds)))
    return found


Done = tuple[int, int, bool, tuple[int, ...]]
"""A piece of work: when it was ready, thousandths of a second done, whether it is over, lengths
that may have been drawn for it (one, unless its case was rated anew in the same second)."""


def pieces(t: Traces) -> dict[tuple[int, ...], list[Done]]:
    """All work, by line; reading in is taken off."""
    log, rating = t.log, possible_ratings(t)
    rows: dict[tuple[int, ...], list[int]] = {}
    for row in np.flatnonzero(t.working & (log.line >= 0)).tolist():
        rows.setdefault(places(t)[row], []).append(row)
    found: dict[tuple[int, ...], list[Done]] = {}
    for place, mine in rows.items():
        mine.sort(key=lambda row: log.part[row])
        back = log.role[mine][log.how[mine] == How.HANDED_BACK]
        reading = 1000 * int(t.program.role_reread[back].sum())
        first, last = mine[0], mine[-1]
        lengths = tuple(sorted(drawn_lengths(t, first, place, rating[first])))
        done = max(0, int(log.detail[mine].sum()) - reading)
        piece = int(log.ready[first]), done, bool(log.how[last] == How.DONE), lengths
        found.setdefault(line_of(t, first), []).append(piece)
    return found


def drawn_lengths(t: Traces, row: int, place: tuple[int, ...], ratings: set[int]) -> set[int]:
    """Seconds that may have been drawn for a piece of work."""
    case, episode, node, visit, _ = place
    draw = t.program.nodes.draw[node]
    block = t.run.variates.values[draw][episode][visit]
    column = int(np.searchsorted(t.run.variates.cases[draw][episode], case))
    return {int(block[rating if len(block) > 1 else 0][column]) for rating in ratings}


def touch_fits(t: Traces, row: int, pace: int) -> bool:
    """Whether the touch time of a spell is what its length gives at a pace."""
    spent = int(t.log.end[row] - t.log.start[row]) * int(pace)
    touch = int(t.log.detail[row])
    if t.log.how[row] in {How.PUT_DOWN, How.HANDED_BACK}:
        return touch == spent
    return touch <= spent < touch + pace or spent == 0 == touch


def joint_work_is_never_stretched(t: Traces) -> None:
    """Together nobody is slower, and nothing is put down."""
    log = t.log
    together = np.isin(t.kind, (Kind.TOGETHER, Kind.MEET))
    begun = together & (log.start >= 0)
    np.testing.assert_array_equal(log.detail[begun], 1000 * (log.end - log.start)[begun])
    assert (log.part[together] == 0).all()


def waits_take_their_length_on_their_hours(t: Traces) -> None:
    """A wait ends when the drawn time has passed on its hours, and not a second later.

    Hours are those of the hub, or those in which somebody of certain roles is on duty.
    """
    log, program, duty = t.log, t.program, t.run.variates.duty
    rating = possible_ratings(t)
    lying = {branch.lies for fork in program.forks for branch in fork.branches}
    for row in np.flatnonzero((t.kind == Kind.DELAY) & ~np.isin(log.node, [*lying])).tolist():
        ready, end = int(log.ready[row]), int(log.end[row])
        hours, passed = int(program.nodes.hours[log.node[row]]), end - ready
        last = passed > 0
        if 0 <= hours < len(program.hours):
            passed = _open_seconds(program.hours[hours], ready, end)
            last = passed > _open_seconds(program.hours[hours], ready, end - 1)
        elif hours >= 0:
            roles = program.there[hours - len(program.hours)]
            able = [duty[p] for p in np.flatnonzero(np.isin(program.person_role, roles))]
            passed = somebody_there(able, ready, end)
            last = passed > somebody_there(able, ready, end - 1)
        drawn = drawn_lengths(t, row, places(t)[row], rating[row])
        if log.how[row] == How.DONE:
            assert passed in drawn
            assert last or passed == 0
        else:
            assert passed <= max(drawn)


def somebody_there(duty: list[Windows], a: int, b: int) -> int:
    """Seconds in which one of several people is on duty, who come and go every ten minutes."""
    return sum(end - start for start, end in _tens(a, b) if any(_on_duty(d, start) for d in duty))


# -------------------------------------------------------------------- cases


def lives_in_are_lives_out_and_lives_open(t: Traces) -> None:
    """Every life has left once, or stands at just one place of the main line at the horizon."""
    log, number = t.log, len(t.case)
    gone = np.bincount(t.life_of[t.kind == Kind.LEAVE], minlength=number)
    open_ = np.isin(log.how, (How.WAITING, How.OPEN))
    stands = np.bincount(t.life_of[(log.line == 0) & open_], minlength=number)
    np.testing.assert_array_equal(gone + stands, 1)
    assert (log.end[open_] == log.horizon).all()
    assert (log.end[~open_] < log.horizon).all()


def who_was_missed_or_not_told_comes_back(t: Traces) -> None:
    """The lives of an episode are those of the one before that were missed or not told, as drawn.

    The sooner of the two counts, and the row of leaving says which.
    """
    cases, nodes = t.run.caseload, t.program.nodes
    silent, why = {}, {}
    for row in np.flatnonzero(t.kind == Kind.LEAVE).tolist():
        life = int(t.log.case[row]), int(t.log.episode[row])
        silent[life] = nodes.cause[t.log.node[row]] == Cause.SILENT
        why[life] = int(t.log.detail[row])
    came = {(int(c), int(e)): int(at) for c, e, at in zip(t.case, t.episode, t.began, strict=True)}
    expected = {(case, 0): max(0, int(at)) for case, at in enumerate(cases.arrival)}
    never = np.iinfo(np.int64).max
    for case, episode, left, outcome in zip(t.case, t.episode, t.left, t.outcome, strict=True):
        if left < 0:
            continue
        missed = silence = never
        if episode < len(cases.returns):
            if cases.need[episode, case] < t.program.protects[outcome]:
                missed = _after(cases.returns[episode, case], never)
            if silent[int(case), int(episode)]:
                silence = _after(cases.silence[episode, case], never)
        after = min(missed, silence)
        reason = 0 if after == never else 1 if missed <= silence else 2
        assert why[int(case), int(episode)] == reason
        if reason and left + after < t.log.horizon:
            expected[int(case), int(episode) + 1] = int(left) + after
    assert came == expected


def _after(drawn: np.int64, never: int) -> int:
    return int(drawn) if drawn >= 0 else never


def main_line_is_a_chain(t: Traces) -> None:
    """Each row is ready when the one before ended; the first when the case came."""
    log = t.log
    for life, began in enumerate(t.began):
        rows = np.flatnonzero((t.life_of == life) & (log.line == 0))
        chain = sorted(rows, key=lambda r: (log.ready[r], log.end[r], t.kind[r] == Kind.LEAVE))
        assert log.ready[chain[0]] == began
        for before, after in itertools.pairwise(chain):
            assert log.end[before] == log.ready[after]
        assert (log.ready[chain] <= log.end[chain]).all()


def no_stage_is_visited_more_often_than_allowed(t: Traces) -> None:
    most = t.program.nodes.most[t.log.node]
    assert (t.log.visit < most)[(most >= 0) & (t.log.line == 0)].all()


def questions_are_chains_from_their_fork(t: Traces) -> None:
    """A question begins with its fork and ends with a reply or is withdrawn when the case goes on."""
    log = t.log
    forks = {
        (*places(t)[r][:2], int(t.stage[r]), int(log.visit[r])): r
        for r in np.flatnonzero(t.kind == Kind.FORK)
    }
    lines: dict[tuple[int, ...], list[int]] = {}
    for row in np.flatnonzero(log.line > 0).tolist():
        name = *places(t)[row][:2], int(t.stage[row]), int(log.visit[row]), int(log.line[row])
        lines.setdefault(name, []).append(row)
    for (*place, line), rows in lines.items():
        fork = forks[*place]
        rows.sort(key=lambda r: (log.ready[r], log.end[r], t.kind[r] == Kind.REPLY, log.node[r]))
        assert log.ready[rows[0]] == log.ready[fork]
        for before, after in itertools.pairwise(rows):
            assert log.end[before] == log.ready[after]
        last = rows[-1]
        assert (t.kind[last] == Kind.REPLY) == (log.how[last] == How.DONE)
        if log.how[last] == How.WITHDRAWN:
            assert log.end[last] == log.end[fork]
        if t.kind[last] == Kind.REPLY and log.detail[last]:
            assert log.end[last] <= log.end[fork]
        if log.how[fork] == How.DONE and log.detail[fork] == line:
            assert t.kind[last] == Kind.REPLY
            assert log.end[last] == log.end[fork]


def littles_law_is_exact(t: Traces) -> None:
    """The times of all lives in the hub sum to the integral of the number of them."""
    end = main_ends(t)
    moments = np.unique(np.concatenate([[0, t.log.horizon], t.began, end]))
    number = t.open_at(moments)[1:]
    assert (number * np.diff(moments)).sum() == (end - t.began).sum()


# ------------------------------------------------------------- one run, all of it

OF_EVERY_RUN = (
    ledger_sums_to_the_whole_on_both_clocks,
    ledger_up_to_the_decision_sums_to_its_time,
    waits_are_split_by_who_is_there_second_by_second,
    disputes_last_until_they_are_settled,
    nobody_does_two_things,
    nobody_works_off_shift_except_to_finish,
    teams_are_complete,
    meetings_keep_their_width_and_cap,
    nobody_is_idle_while_there_is_work_for_them,
    spells_of_a_piece_follow_one_another,
    touch_is_the_drawn_length_and_what_was_owed,
    joint_work_is_never_stretched,
    waits_take_their_length_on_their_hours,
    lives_in_are_lives_out_and_lives_open,
    who_was_missed_or_not_told_comes_back,
    main_line_is_a_chain,
    no_stage_is_visited_more_often_than_allowed,
    questions_are_chains_from_their_fork,
    littles_law_is_exact,
)


@thorough(80)
@given(trials())
def test_what_holds_of_every_run(trial: Trial) -> None:
    t = traces(trial.run())
    for holds in OF_EVERY_RUN:
        holds(t)


# -------------------------------------------------------- same again, always


@thorough(EXAMPLES)
@given(trials())
def test_a_run_is_the_same_twice(trial: Trial) -> None:
    np.testing.assert_array_equal(trial.run().log.rows(), trial.run().log.rows())


def countdown() -> Iterator[int]:
    """Numbers of events that fall: within one order of one second, the last made comes first."""
    return itertools.count(0, -1)


def shuffled(seed: int) -> Callable[[], Iterator[int]]:
    """Numbers of events without any order."""
    lots = random.Random(seed)

    def numbers() -> Iterator[int]:
        return ((lots.getrandbits(60) << 40) + n for n in itertools.count())

    return numbers


@thorough(EXAMPLES)
@given(trials(), st.integers(0, 100))
def test_order_of_creation_within_an_instant_changes_nothing(trial: Trial, seed: int) -> None:
    """SimPy takes equal events in the order in which they were made; no row may depend on that.

    SimPy numbers events with `simpy.core.count`. Where the numbers fall instead of rising, equal
    events come last made first; where they are drawn at random, in any order.
    """
    program = trial.program()
    caseload = trial.caseload(program)
    usual = trial.run_of(program, caseload).log.rows()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simpy.core, "count", countdown)
        np.testing.assert_array_equal(trial.run_of(program, caseload).log.rows(), usual)
        patch.setattr(simpy.core, "count", shuffled(seed))
        np.testing.assert_array_equal(trial.run_of(program, caseload).log.rows(), usual)


def test_scrambling_scrambles() -> None:
    """The patch of the test before does what it says, or that test would be empty."""

    def order_of_two(make_numbers: Callable[[], Iterator[int]]) -> list[str]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(simpy.core, "count", make_numbers)
            env: Any = simpy.Environment()
            seen: list[str] = []

            def note(name: str, _: object) -> None:
                seen.append(name)

            for name in "ab":
                env.timeout(1).callbacks.append(partial(note, name))
            env.run()
        return seen

    assert order_of_two(itertools.count) == ["a", "b"]
    assert order_of_two(countdown) == ["b", "a"]
    assert {"".join(order_of_two(shuffled(seed))) for seed in range(20)} == {"ab", "ba"}


def digest(trials: list[Trial]) -> str:
    """A digest of all rows of some runs."""
    found = hashlib.sha256()
    for trial in trials:
        found.update(trial.run().log.rows().tobytes())
    return found.hexdigest()


@pytest.mark.parametrize("hash_seed", ["1", "4711"])
def test_a_run_is_the_same_under_another_hash_seed(hash_seed: str) -> None:
    """Python mixes hashes of text anew in each process: rows must not depend on sets of text."""
    some: list[Trial] = []

    @thorough(15)
    @given(trials())
    def collect(trial: Trial) -> None:
        some.append(trial)

    collect()
    some = some[:15]
    told = json.dumps([[t.text, t.days, t.seed, t.grid] for t in some])
    script = (
        "import json, sys; from tests.engine.random_hubs import Trial; "
        "from tests.engine.test_invariants import digest; "
        "print(digest([Trial(*each) for each in json.load(sys.stdin)]))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script],
        input=told,
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )
    assert answer.stdout.strip() == digest(some)


# ------------------------------------------------- what one change does not do


@thorough(EXAMPLES)
@given(hubs())
def test_what_is_not_used_changes_nothing(found: tuple[dict[str, Any], int, int, int]) -> None:
    """An agency, a role, a stage and a source that no case meets, written before all others.

    With working together there is also all that could be said of them, and a channel never taken.
    """
    data, *rest = found
    added = dict(data)
    added["agencies"] = {"new_agency": {}, **data["agencies"]}
    new_role = {"agency": "new_agency", "posts": 2, "hours": "always"}
    added["roles"] = {"new_role": new_role, **data["roles"]}
    new_stage = {
        "who": ["new_role", *data["roles"]],
        "seen_after": "5 min (1 to 10)",
        "work": "10 min",
        "then": next(iter(data["outcomes"])),
    }
    added["stages"] = {"new_stage": new_stage, **data["stages"]}
    added["contacts"] = {"new_source": _never(data), **data["contacts"]}
    added["what_they_know"] = {
        # No case turns on what it knows: where one does, the others' facts count for less.
        "new_agency": {"for": {"high": "50%"}, "reveals": "50%", "turns_on": "0%"},
        **data["what_they_know"],
    }
    if "working_together" in data:
        added["working_together"] = _with_what_nobody_uses(data)
    trial, more = Trial(as_yaml(data), *rest), Trial(as_yaml(added), *rest)
    program, larger = trial.program(), more.program()
    cases, same = trial.caseload(program), more.caseload(larger)
    for name in ("arrival", "number", "need", "rating"):
        np.testing.assert_array_equal(getattr(cases, name), getattr(same, name))
    np.testing.assert_array_equal(cases.source + 1, same.source)
    np.testing.assert_array_equal(cases.knows << 1, same.knows & ~1)
    run, rerun = trial.run_of(program, cases), more.run_of(larger, same)
    _assert_shared_draws_equal(run, rerun, np.arange(len(cases)))
    nodes = len(larger.nodes.kind) - len(program.nodes.kind)
    rows, shifted = run.log.rows(), rerun.log.rows()
    for name, shift in (("node", nodes), ("role", 1), ("person", 2)):
        column = rows[:, COLUMNS.index(name)]
        column[column >= 0] += shift
    np.testing.assert_array_equal(shifted, rows)


def _with_what_nobody_uses(data: dict[str, Any]) -> dict[str, Any]:
    """How the new agency would work with the others, and a channel that nobody takes."""
    said = data["working_together"]
    agency = next(iter(data["agencies"]))
    before: dict[str, dict[str, object]] = {
        "information": {"new_agency": {"agreement": "none", "reached_by": "e-mail"}},
        "ties": {f"{agency} and new_agency": "1"},
        "led_by": {"new_stage": f"disputed between {agency} and new_agency"},
    }
    channel = {"needs": "somebody there", "used": "0%", "takes": "1 h", "dropped": "50%"}
    return {
        **said,
        **{name: {**new, **said.get(name, {})} for name, new in before.items()},
        "one_record": ["new_agency", *said.get("one_record", [agency])],
        "channels": {**said.get("channels", {}), "semaphore": channel},
    }


def _never(data: dict[str, Any]) -> dict[str, Any]:
    ratings = list(data["ratings"])
    seen = {need: {ratings[0]: "100%"} for need in ("high", "moderate", "low")}
    return {"every": "300 days", "first_seen_as": seen}


def _assert_shared_draws_equal(run: Run, other: Run, cases: np.ndarray) -> None:
    """Every stream of the first is in the other, with the same draws for these cases of it."""
    names = {draw.name: number for number, draw in enumerate(other.program.draws)}
    for number, draw in enumerate(run.program.draws):
        _assert_draws_equal(run.variates, number, other.variates, names[draw.name], cases)


def _assert_draws_equal(
    variates: Variates, number: int, larger: Variates, other: int, cases: np.ndarray
) -> None:
    """The draws of some cases are those of the same cases among more."""
    both = zip(variates.values[number], larger.values[other], strict=True)
    for episode, (visits, more) in enumerate(both):
        mine, there = variates.cases[number][episode], larger.cases[other][episode]
        same = np.searchsorted(there, cases[mine])
        np.testing.assert_array_equal(there[same], cases[mine])
        for block, another in zip(visits, more, strict=False):
            np.testing.assert_array_equal(block, another[..., same])


@thorough(EXAMPLES)
@given(trials(), st.data())
def test_one_more_case_changes_no_draw_of_the_others(trial: Trial, data: st.DataObject) -> None:
    program = trial.program()
    cases = draw_caseload(program, seed=trial.seed, replication=0)
    if not len(cases):
        return
    without = np.delete(np.arange(len(cases)), data.draw(st.integers(0, len(cases) - 1)))
    fewer = take(cases, without)
    every, some = (
        draw_variates(program, each, seed=trial.seed, replication=0, visits=2)
        for each in (cases, fewer)
    )
    for number in range(len(program.draws)):
        _assert_draws_equal(some, number, every, number, without)
    assert some.duty == every.duty
    np.testing.assert_array_equal(some.due, every.due[:, without])


ALONE_NEEDS = {"agency", "people", "posts", "hours", "time_for_cases", "unfinished"}


@thorough(EXAMPLES)
@given(hubs(together=False), st.data())
def test_more_people_never_make_a_case_later_that_is_alone(
    found: tuple[dict[str, Any], int, int, int], data: st.DataObject
) -> None:
    """One more person of any role: a case that meets no other is never decided or gone later.

    Said of a whole hub this would be false. Another case may come sooner to somebody who is slow to
    come free; a preferred role may be the slower one; who begins just before the end of a shift and
    hands back has to read twice; and who does not give up waiting goes another way. What is ready
    sooner may travel by a slower channel, be decided before somebody was heard, or be begun before
    the limit is near and all go quicker. So here the case is alone, every queue has one role whose
    people are all there at the same times and keep what they begin, nobody gives up, is rated anew,
    is under pressure or goes by need as it is seen, and nothing is said of working together.
    """
    hub, *rest = found
    hub = json.loads(json.dumps(hub))
    for role in hub["roles"].values():
        for key in set(role) - ALONE_NEEDS:
            role.pop(key)
        if role["unfinished"] == "hand back":
            role["unfinished"] = "keep"
    for stage in hub["stages"].values():
        stage.pop("gives_up", None)
        stage.pop("rated_anew", None)
        if isinstance(stage["then"], dict):
            stage["then"] = _blind(stage["then"])
        for work in (stage, *stage.get("ask", {}).values()):
            if "who" in work:
                work["who"] = work["who"][:1]
    hub.pop("under_pressure", None)
    if not is_sound(hub):  # with those part-time posts it had enough people
        return
    few = Trial(as_yaml(hub), *rest)
    role = hub["roles"][data.draw(st.sampled_from(list(hub["roles"])))]
    kind = "people" if "people" in role else "posts"
    role[kind] += 1
    more = Trial(as_yaml(hub), *rest)
    cases = few.caseload(few.program())
    if not len(cases):
        return
    alone = take(cases, np.array([data.draw(st.integers(0, len(cases) - 1))]))
    before, after = (traces(trial.run_of(trial.program(), alone)) for trial in (few, more))
    for name in ("decided", "left"):
        late, soon = (
            np.where(getattr(t, name) < 0, t.log.horizon, getattr(t, name))[0]
            for t in (before, after)
        )
        assert soon <= late, name


def _blind(then: dict[str, Any]) -> Any:
    """Where cases go, whatever their need looks like: as those of whom nothing is said."""
    if any(name in SEEN_AS for name in then):
        return then["otherwise"]
    return {name: _blind(row) if isinstance(row, dict) else row for name, row in then.items()}


@thorough(EXAMPLES)
@given(hubs())
def test_another_length_of_run_and_volume_change_no_case(
    found: tuple[dict[str, Any], int, int, int],
) -> None:
    """A longer run has the same first cases; a louder source has the same cases, sooner."""
    data, days, seed, _ = found
    longer = Trial(as_yaml(data), days + 7, seed, 1)
    program, further = Trial(as_yaml(data), days, seed, 1).program(), longer.program()
    some = draw_caseload(program, seed=seed, replication=0)
    more = draw_caseload(further, seed=seed, replication=0)
    first = take(more, np.flatnonzero(more.arrival < days * DAY))
    for column in fields(Caseload):
        name = column.name
        np.testing.assert_array_equal(getattr(some, name), getattr(first, name))
    louder = dict(data)
    louder["contacts"] = {
        name: {**source, "volume": "500 per week"} if "volume" in source else source
        for name, source in data["contacts"].items()
    }
    loud = draw_caseload(Trial(as_yaml(louder), days, seed, 1).program(), seed=seed, replication=0)
    keys = {(s, n): row for row, (s, n) in enumerate(zip(loud.source, loud.number, strict=True))}
    for row, key in enumerate(zip(some.source, some.number, strict=True)):
        assert key in keys
        assert loud.arrival[keys[key]] <= some.arrival[row]
        for name in ("need", "rating", "knows"):
            there, here = getattr(loud, name)[..., keys[key]], getattr(some, name)[..., row]
            np.testing.assert_array_equal(there, here)


@thorough(EXAMPLES)
@given(hubs())
def test_cases_that_meet_nobody_of_the_others_change_no_row(
    found: tuple[dict[str, Any], int, int, int],
) -> None:
    """A source whose cases go a way of their own, with a role of their own, is as if not there."""
    data, *rest = found
    ratings = list(data["ratings"])
    hermits = {
        "every": "30 min",
        "true_need": {"high": "50%", "low": "50%"},
        "first_seen_as": {
            need: {ratings[0]: "50%", ratings[-1]: "50%"} for need in ("high", "low")
        },
    }
    if len(ratings) == 1:
        hermits.pop("first_seen_as")
    apart = dict(data)
    apart["contacts"] = {"hermits": hermits, **data["contacts"]}
    agency = next(iter(data["agencies"]))
    hermit = {"agency": agency, "posts": 1, "hours": "split"}
    hermit |= {"sits": "home"} if "working_together" in data else {}
    apart["roles"] = {"hermit": hermit, **data["roles"]}
    apart["stages"] = {
        "cave": {"who": "hermit", "work": "20 min (5 to 60)", "then": next(iter(data["outcomes"]))},
        **data["stages"],
    }
    others = data["starts_at"]
    others = others if isinstance(others, dict) else {"otherwise": others}
    apart["starts_at"] = {"hermits": "cave", **others}
    trial = Trial(as_yaml(apart), *rest)
    program = trial.program()
    everybody = trial.caseload(program)
    chosen = np.flatnonzero(everybody.source != 0)
    together, alone = (
        trial.run_of(program, everybody),
        trial.run_of(program, take(everybody, chosen)),
    )
    mine = together.log.rows()[np.isin(together.log.case, [-1, *chosen])]
    cases = mine[:, 0] >= 0
    mine[cases, 0] = np.searchsorted(chosen, mine[cases, 0])
    np.testing.assert_array_equal(mine, alone.log.rows())
    _assert_shared_draws_equal(alone, together, chosen)


@thorough(EXAMPLES)
@given(trials(), st.randoms(use_true_random=False))
def test_rows_may_be_written_in_any_order(trial: Trial, lots: random.Random) -> None:
    """A log puts its rows in an order of its own, so no engine has to."""
    log = trial.run().log
    order = list(range(len(log)))
    lots.shuffle(order)
    again = RunLog.from_rows(log.rows()[order], log.horizon)
    np.testing.assert_array_equal(again.rows(), log.rows())


@thorough(EXAMPLES)
@given(trials())
def test_a_shorter_run_is_the_beginning_of_a_longer_one(trial: Trial) -> None:
    """What was over before the shorter horizon is the same in both runs."""
    longer = Trial(trial.text, trial.days + 1, trial.seed, trial.grid)
    program = longer.program()
    cases: Caseload = longer.caseload(program)
    whole = longer.run_of(program, cases)
    short = trial.program()
    begun = take(cases, np.flatnonzero(cases.arrival < short.horizon))
    part = trial.run_of(short, begun)
    over = whole.log.rows()[whole.log.end < short.horizon]
    mine = part.log.rows()[~np.isin(part.log.how, (How.WAITING, How.OPEN))]
    np.testing.assert_array_equal(mine, over)
