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
from hubsim.runlog import How, RunLog
from hubsim.variates import draw_variates

from .random_hubs import DAY, Trial, as_yaml, hubs, take, thorough, trials

EXAMPLES = 50


def traces(run: Run) -> Traces:
    """The traces of a whole run."""
    return Traces(run, Window(0, run.program.horizon))


def kind_of(run: Run) -> np.ndarray:
    """What each row is."""
    return run.program.nodes.kind[run.log.node]


def main_ends(run: Run) -> np.ndarray:
    """When each case left, or the horizon."""
    left = traces(run).left
    return np.where(left >= 0, left, run.program.horizon)


# ------------------------------------------------------------------- ledger


def ledger_sums_to_the_whole_on_both_clocks(run: Run) -> None:
    t, end = traces(run), main_ends(run)
    parts = t.ledger(end + 1, working=False)
    working = t.ledger(end + 1, working=True)
    arrival = run.caseload.arrival
    np.testing.assert_array_equal(parts.sum(axis=1), end - arrival)
    hub = run.program.hours[run.program.hub_hours]
    open_seconds = [_open_seconds(hub, a, b) for a, b in zip(arrival, end, strict=True)]
    np.testing.assert_array_equal(working.sum(axis=1), open_seconds)
    assert (parts >= 0).all()
    assert (working >= 0).all()
    assert (working <= parts).all()


def ledger_up_to_the_decision_sums_to_its_time(run: Run) -> None:
    t = traces(run)
    known = t.decided >= 0
    parts = t.ledger(t.decided, working=False)[known].sum(axis=1)
    np.testing.assert_array_equal(parts, (t.decided - run.caseload.arrival)[known])


def waits_are_split_by_who_is_there_second_by_second(run: Run) -> None:
    """A wait for a person is *off shift* in just those seconds in which nobody able is on duty."""
    t, log = traces(run), run.log
    there = np.zeros(len(run.caseload), dtype=np.int64)
    away = np.zeros(len(run.caseload), dtype=np.int64)
    for row in np.flatnonzero(t.main_line & (kind_of(run) == Kind.WORK)):
        queue = run.program.queues[run.program.nodes.queue[log.node[row]]]
        able = [p for p, role in enumerate(run.program.person_role) if role in queue]
        if log.part[row]:
            able = [int(log.person[row])]
        until = log.start[row] if log.start[row] >= 0 else log.end[row]
        # Duty changes every ten minutes at most: look that often.
        for a, b in _tens(int(log.ready[row]), int(until)):
            duty = any(_on_duty(run.variates.duty[p], a) for p in able)
            (there if duty else away)[log.case[row]] += b - a
    ledger = t.ledger(main_ends(run) + 1, working=False)
    np.testing.assert_array_equal(ledger[:, Part.PERSON], there)
    np.testing.assert_array_equal(ledger[:, Part.SHIFT], away)


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


def nobody_does_two_things_or_works_off_shift(run: Run) -> None:
    log = run.log
    work = (kind_of(run) == Kind.WORK) & (log.start >= 0)
    for person, windows in enumerate(run.variates.duty):
        rows = np.flatnonzero(work & (log.person == person))
        spells = sorted(zip(log.start[rows].tolist(), log.end[rows].tolist(), strict=True))
        for (_, end), (start, _) in itertools.pairwise(spells):
            assert end <= start
        for start, end in spells:
            assert _on_duty(windows, start)
            assert _open_seconds(windows, start, end) == end - start
        assert (log.role[rows] == run.program.person_role[person]).all()
    queue = run.program.nodes.queue[log.node[work]]
    for row_queue, role in zip(queue, log.role[work], strict=True):
        assert role in run.program.queues[row_queue]


def nobody_is_idle_while_there_is_work_for_them(run: Run) -> None:
    """At no moment between events is somebody free, on duty, and able to do waiting work."""
    log = run.log
    work = np.flatnonzero(kind_of(run) == Kind.WORK)
    waits = [
        (int(log.ready[r]), int(log.start[r] if log.start[r] >= 0 else log.end[r]), r) for r in work
    ]
    held = [
        (int(log.start[r]), int(log.end[r]), int(log.person[r])) for r in work if log.start[r] >= 0
    ]
    moments = sorted({second for a, b, _ in waits + held for second in (a, b)})
    for now in moments:
        if now >= run.program.horizon:
            continue
        busy = {person for start, end, person in held if start <= now < end}
        free = [
            p for p, duty in enumerate(run.variates.duty) if p not in busy and _on_duty(duty, now)
        ]
        for since, until, row in waits:
            if since <= now < until:
                roles = run.program.queues[run.program.nodes.queue[log.node[row]]]
                able = [p for p in free if run.program.person_role[p] in roles]
                assert not able or (log.part[row] and int(log.person[row]) not in able)


# --------------------------------------------------------------------- work


def spells_of_a_piece_follow_one_another_and_sum_to_the_drawn_length(run: Run) -> None:
    log, program = run.log, run.program
    pieces: dict[tuple[int, ...], list[int]] = {}
    for row in np.flatnonzero(kind_of(run) == Kind.WORK).tolist():
        piece = int(log.case[row]), int(log.node[row]), int(log.visit[row]), int(log.line[row])
        pieces.setdefault(piece, []).append(row)
    for (case, node, visit, _), rows in pieces.items():
        rows.sort(key=lambda row: log.part[row])
        assert log.part[rows].tolist() == list(range(len(rows)))
        assert (log.how[rows[:-1]] == How.PUT_DOWN).all()
        assert log.how[rows[-1]] != How.PUT_DOWN
        for before, after in itertools.pairwise(rows):
            assert log.end[before] == log.ready[after]
            assert log.person[before] == log.person[after]
            if log.start[after] >= 0:
                assert log.end[before] <= log.start[after]
        block = run.variates.values[program.nodes.draw[node]][visit]
        rating = int(run.caseload.rating[case]) if len(block) > 1 else 0
        drawn, done = 1000 * int(block[rating][case]), int(log.detail[rows].sum())
        assert done == drawn if log.how[rows[-1]] == How.DONE else done <= drawn
        for row in rows:
            if log.start[row] >= 0:
                pace = program.role_pace[log.role[row]]
                spent = (log.end[row] - log.start[row]) * pace
                assert (
                    log.detail[row] <= spent < log.detail[row] + pace
                    or spent == 0 == log.detail[row]
                )


# -------------------------------------------------------------------- cases


def cases_in_are_cases_out_and_cases_open(run: Run) -> None:
    """Every case has left once, or stands at just one place of the main line at the horizon."""
    log, number = run.log, len(run.caseload)
    gone = np.bincount(log.case[kind_of(run) == Kind.LEAVE], minlength=number)
    still = (log.line == 0) & np.isin(log.how, (How.WAITING, How.OPEN))
    stands = np.bincount(log.case[still], minlength=number)
    np.testing.assert_array_equal(gone + stands, 1)
    assert (log.end[np.isin(log.how, (How.WAITING, How.OPEN))] == run.program.horizon).all()
    assert (log.end[np.isin(log.how, (How.DONE, How.PUT_DOWN))] < run.program.horizon).all()


def main_line_is_a_chain(run: Run) -> None:
    """Each row is ready when the one before ended; the first when the case arrived."""
    log, kind = run.log, kind_of(run)
    for case, arrival in enumerate(run.caseload.arrival):
        rows = np.flatnonzero((log.case == case) & (log.line == 0))
        chain = sorted(rows, key=lambda r: (log.ready[r], log.end[r], kind[r] == Kind.LEAVE))
        assert log.ready[chain[0]] == arrival
        for before, after in itertools.pairwise(chain):
            assert log.end[before] == log.ready[after]
        assert (log.ready[chain] <= log.end[chain]).all()


def questions_are_chains_from_their_fork(run: Run) -> None:
    """A question begins with its fork and ends with a reply, a timely one before the release."""
    log, program = run.log, run.program
    kind = kind_of(run)
    stage = program.nodes.stage[log.node]
    forks = {
        (int(log.case[r]), int(stage[r]), int(log.visit[r])): r
        for r in np.flatnonzero(kind == Kind.FORK)
    }
    lines: dict[tuple[int, ...], list[int]] = {}
    for row in np.flatnonzero(log.line > 0).tolist():
        name = int(log.case[row]), int(stage[row]), int(log.visit[row]), int(log.line[row])
        lines.setdefault(name, []).append(row)
    for (*place, line), rows in lines.items():
        fork = forks[place[0], place[1], place[2]]
        rows.sort(key=lambda r: (log.ready[r], log.end[r], kind[r] == Kind.REPLY, log.node[r]))
        assert log.ready[rows[0]] == log.ready[fork]
        for before, after in itertools.pairwise(rows):
            assert log.end[before] == log.ready[after]
        last = rows[-1]
        assert (kind[last] == Kind.REPLY) == (log.how[last] == How.DONE)
        if kind[last] == Kind.REPLY and log.detail[last]:
            assert log.end[last] <= log.end[fork]
        if log.how[fork] == How.DONE and log.detail[fork] == line:
            assert kind[last] == Kind.REPLY
            assert log.end[last] == log.end[fork]


def littles_law_is_exact(run: Run) -> None:
    """The times of all cases in the hub sum to the integral of the number of them."""
    end = main_ends(run)
    moments = np.unique(np.concatenate([[0, run.program.horizon], run.caseload.arrival, end]))
    number = traces(run).open_at(moments)[1:]
    assert (number * np.diff(moments)).sum() == (end - run.caseload.arrival).sum()


# ------------------------------------------------------------- one run, all of it

OF_EVERY_RUN = (
    ledger_sums_to_the_whole_on_both_clocks,
    ledger_up_to_the_decision_sums_to_its_time,
    waits_are_split_by_who_is_there_second_by_second,
    nobody_does_two_things_or_works_off_shift,
    nobody_is_idle_while_there_is_work_for_them,
    spells_of_a_piece_follow_one_another_and_sum_to_the_drawn_length,
    cases_in_are_cases_out_and_cases_open,
    main_line_is_a_chain,
    questions_are_chains_from_their_fork,
    littles_law_is_exact,
)


@thorough(120)
@given(trials())
def test_what_holds_of_every_run(trial: Trial) -> None:
    run = trial.run()
    for holds in OF_EVERY_RUN:
        holds(run)


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
    """An agency, a role, a stage and a source that no case meets, written before all others."""
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
        "new_agency": {"for": {"high": "50%"}, "reveals": "50%"},
        **data["what_they_know"],
    }
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
    shift = np.array([0, nodes, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0])
    somebody = rows[:, [5]] >= 0
    expected = rows + np.where((np.arange(12) >= 5) & (np.arange(12) <= 6) & ~somebody, 0, shift)
    np.testing.assert_array_equal(shifted, expected)


def _never(data: dict[str, Any]) -> dict[str, Any]:
    ratings = list(data["ratings"])
    seen = {need: {ratings[0]: "100%"} for need in ("high", "moderate", "low")}
    return {"every": "300 days", "first_seen_as": seen}


def _assert_shared_draws_equal(run: Run, other: Run, cases: np.ndarray) -> None:
    """Every stream of the first is in the other, with the same draws for these cases of it."""
    names = {draw.name: number for number, draw in enumerate(other.program.draws)}
    for number, draw in enumerate(run.program.draws):
        blocks, others = run.variates.values[number], other.variates.values[names[draw.name]]
        for block, another in zip(blocks, others, strict=False):
            np.testing.assert_array_equal(block, another[..., cases])


@thorough(EXAMPLES)
@given(trials(), st.data())
def test_one_more_case_changes_no_draw_of_the_others(trial: Trial, data: st.DataObject) -> None:
    program = trial.program()
    cases = draw_caseload(program, seed=trial.seed, replication=0)
    if not len(cases):
        return
    without = np.delete(np.arange(len(cases)), data.draw(st.integers(0, len(cases) - 1)))
    fewer = take(cases, without)
    draws = [
        draw_variates(program, some, seed=trial.seed, replication=0, visits=2)
        for some in (cases, fewer)
    ]
    for all_blocks, some_blocks in zip(draws[0].values, draws[1].values, strict=True):
        for block, some in zip(all_blocks, some_blocks, strict=True):
            np.testing.assert_array_equal(block[..., without], some)


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
    for name in ("arrival", "source", "number", "need", "rating", "knows"):
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
            assert getattr(loud, name)[keys[key]] == getattr(some, name)[row]


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
    apart["roles"] = {"hermit": {"agency": agency, "posts": 1, "hours": "split"}, **data["roles"]}
    apart["stages"] = {
        "gate": {
            "wait": "0 min",
            "then": {"hermits": {"cave": "100%"}, "otherwise": {data["starts_at"]: "100%"}},
        },
        "cave": {"who": "hermit", "work": "20 min (5 to 60)", "then": next(iter(data["outcomes"]))},
        **data["stages"],
    }
    apart["starts_at"] = "gate"
    trial = Trial(as_yaml(apart), *rest)
    program = trial.program()
    everybody = trial.caseload(program)
    others = np.flatnonzero(everybody.source != 0)
    together, alone = (
        trial.run_of(program, everybody),
        trial.run_of(program, take(everybody, others)),
    )
    mine = together.log.rows()[np.isin(together.log.case, others)]
    mine[:, 0] = np.searchsorted(others, mine[:, 0])
    np.testing.assert_array_equal(mine, alone.log.rows())
    _assert_shared_draws_equal(alone, together, others)


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
    mine = part.log.rows()[np.isin(part.log.how, (How.DONE, How.PUT_DOWN))]
    np.testing.assert_array_equal(mine, over)
