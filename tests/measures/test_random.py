"""What holds of the measures on every hub, and a witness that counts again, row by row."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import numpy as np
from hypothesis import given

from hubsim.measures import MEASURES, Traces, Window, measured
from hubsim.measures.ownership import led
from hubsim.measures.passing import Reason
from hubsim.program import Kind, Part
from hubsim.program.kinds import NONE, Cause
from hubsim.runlog import How
from tests.engine.random_hubs import Trial, thorough, trials

EXAMPLES = 60
NOBODY: tuple[int, ...] = ()
MAY_BE_NEGATIVE = {"backlog_growth"}


def traces(trial: Trial) -> Traces:
    """The traces of a whole run."""
    run = trial.run()
    return Traces(run, Window(0, run.program.horizon))


# --------------------------------------------------------------------------- what holds


@thorough(EXAMPLES)
@given(trials())
def test_what_holds_of_every_hub(trial: Trial) -> None:
    """One run of each hub, for all that is asked of it: running it costs most."""
    t = traces(trial)
    shares_are_shares_and_nothing_is_negative(t)
    every_owner_is_found_again_by_a_witness(t)
    those_accountable_and_nobody_make_up_the_mean_life(t)
    every_passage_is_one_handoff(t)
    what_lies_between_two_agencies_is_part_of_the_time_ledger(t)
    what_was_heard_explains_the_need_that_was_seen(t)
    risk_lies_between_a_contact_and_the_end(t)


def shares_are_shares_and_nothing_is_negative(t: Traces) -> None:
    for row in measured(t.run, t.window):
        if not math.isnan(row.value) and row.measure not in MAY_BE_NEGATIVE:
            assert row.value >= 0, row
            share = row.unit.startswith("share")
            assert row.value <= 1 or not share, row


def those_accountable_and_nobody_make_up_the_mean_life(t: Traces) -> None:
    for suffix in ("", "_elapsed"):
        rows = measured(t.run, t.window, [f"accountable_hours{suffix}"])
        if not rows or not t.inside.any():
            continue
        lives = t.over - t.began
        if not suffix:
            lives = t.hub_hours.seconds_between(t.began, t.over)
        np.testing.assert_allclose(
            sum(row.value for row in rows), lives[t.inside].mean() / 3600, atol=1e-9
        )
        # Nobody's hours are the same by why they are nobody's.
        whole, *why = (
            sum(row.value for row in measured(t.run, t.window, [name]) if row.by == by)
            for name, by in ((f"nobodys_hours{suffix}", "all"), (f"nobodys_hours{suffix}", "why"))
        )
        np.testing.assert_allclose(whole, why[0], atol=1e-9)


# ------------------------------------------------------------------------------ owners


def owner_of(  # noqa: PLR0911 - one rule after another
    t: Traces, row: int, before: list[int], last: tuple[int, ...]
) -> tuple:
    """Who is accountable while a row waits, and from then on, told from the rules of 12.12."""
    p, log = t.program, t.log
    node, stage, cause = log.node[row], t.stage[row], t.cause[row]
    kind, passage = t.kind[row], p.nodes.passage[log.node[row]]
    if cause in {Cause.DROPPED, Cause.DISPUTE}:
        return NOBODY, NOBODY
    if passage != NONE:
        each = p.passages[passage]
        sending = p.leads[each.led]
        kept = (each.of,) if sending.how == "unclear" else sending.agencies
        return kept, kept
    clear = stage != NONE and p.leads[stage].how != "unclear"
    here = p.leads[stage].agencies if clear else NOBODY
    if kind == Kind.DELAY and p.nodes.part[node] == Part.TRANSIT and works_at(t, stage):
        kept = here
        if before:
            sender = p.leads[t.stage[before[-1]]]
            kept = sender.agencies if sender.how != "unclear" else NOBODY
        return kept or last, kept or last
    if clear:
        return here, here
    if t.working[row]:
        begun = log.start[row] >= 0 and log.role[row] >= 0  # a meeting may have nobody in it
        mine = (int(p.role_agency[log.role[row]]),) if begun else NOBODY
        return (last if log.part[row] else NOBODY), mine
    if kind == Kind.FORK:
        fork = p.forks[p.nodes.item[node]]
        return NOBODY, (int(p.role_agency[fork.asked_by[0]]),) if fork.asked_by else last
    return NOBODY, NOBODY


def works_at(t: Traces, stage: int) -> bool:
    """Whether something is done at a stage, rather than waited for."""
    nodes = t.program.nodes
    there = (nodes.stage == stage) & (nodes.ordinary)
    return bool(np.isin(nodes.kind[there], (Kind.WORK, Kind.TOGETHER, Kind.MEET, Kind.FORK)).any())


def every_owner_is_found_again_by_a_witness(t: Traces) -> None:
    """Seconds of each life by who is accountable, walked through row by row."""
    if not led(t):
        return
    log, o = t.log, t.ownership
    rows_of: dict[int, list[int]] = {}
    for row in np.flatnonzero(log.line == 0).tolist():
        rows_of.setdefault(int(t.life_of[row]), []).append(row)
    expected = Counter[tuple]()
    for life, rows in rows_of.items():
        before: list[int] = []
        last = NOBODY
        for row in rows:
            waits, then = owner_of(t, row, before, last)
            begun = log.start[row] if t.working[row] and log.start[row] >= 0 else log.end[row]
            begun = begun if t.working[row] else log.ready[row]
            expected[life, waits] += int(begun - log.ready[row])
            expected[life, then] += int(log.end[row] - begun)
            worked = t.working[row] and log.start[row] >= 0 and t.cause[row] == Cause.NONE
            if worked and log.role[row] >= 0:
                last = (int(t.program.role_agency[log.role[row]]),)
            before.append(row)
    found = Counter[tuple]()
    for life, owner, since, until in zip(o.life, o.owner, o.since, o.until, strict=True):
        who = NOBODY if owner == NONE else o.owners[owner].agencies
        found[int(life), who] += int(until - since)
    assert +found == +expected


# ---------------------------------------------------------------------------- handoffs


def every_passage_is_one_handoff(t: Traces) -> None:
    """One handoff for each wait on the way, and one where the run ended before; none is lost twice.

    A handoff lasts as long as its rows together.
    """
    log, h = t.log, t.handoffs
    on_the_way = h.kind < 3
    way = (t.cause == Cause.WAY).sum()
    still_trying = ((t.cause == Cause.TRY_AGAIN) & (log.how == How.OPEN)).sum()
    assert on_the_way.sum() == way + still_trying
    assert h.lost.sum() == (t.cause == Cause.DROPPED).sum()
    passage = t.program.nodes.passage[log.node]
    rows = (passage != NONE) & (t.kind != Kind.REPLY)
    ends = np.where(h.there != NONE, h.there, t.log.horizon)
    if not (log.how[rows] == How.WITHDRAWN).any():
        assert (log.end - log.ready)[rows].sum() == (ends - h.set_out)[on_the_way].sum()
    assert (h.pair[on_the_way] != NONE).all()
    counts = Counter(t.pairs.of_passage[passage[t.cause == Cause.WAY]].tolist())
    for pair, count in counts.items():
        assert (on_the_way & (h.pair == pair)).sum() >= count


def what_lies_between_two_agencies_is_part_of_the_time_ledger(t: Traces) -> None:
    """Of every segment that lies between two agencies all of it does, and just those do that ought.

    All that is in transit, clarified, lost or in dispute lies between two agencies, but what a hub
    that says nothing of working together, a wait of its own or a lead of one agency has of it.
    """
    s, b, nodes = t.segments, t.between, t.program.nodes
    log, cause = t.log, t.cause[s.row]
    parts = np.bincount(b.segment, b.working, len(s.row)).astype(int)
    some = np.unique(b.segment)
    np.testing.assert_array_equal(parts[some], s.working[some])
    aside, leads, lies = log.line[s.row] > 0, t.program.leads, set(some.tolist())
    for n in range(len(s.row)):
        passed = nodes.passage[log.node[s.row[n]]] != NONE
        disputed = cause[n] == Cause.DISPUTE and len(set(leads[s.stage[n]].agencies)) > 1
        fork = t.fork_of_stage[s.stage[n]] if aside[n] else NONE
        asked_by = t.program.forks[fork].asked_by if fork != NONE else ()
        other = bool(asked_by) and (
            t.program.role_agency[asked_by[0]]
            != t.program.forks[fork].branches[log.line[s.row[n]] - 1].agency
        )
        theirs = other and not passed
        if theirs and t.kind[s.row[n]] == Kind.WORK:
            first = t.program.queues[nodes.queue[log.node[s.row[n]]]][0]
            agency = t.program.forks[fork].branches[log.line[s.row[n]] - 1].agency
            theirs = s.part[n] == Part.SHIFT and t.program.role_agency[first] == agency
        ought = s.working[n] > 0 and (passed or disputed or theirs)
        assert (n in lies) == bool(ought)
    for reason, known in ((Reason.LOST, Part.DROPPED), (Reason.DISPUTE, Part.DISPUTE)):
        assert b.working[b.reason == reason].sum() <= s.working[s.part == known].sum()


# --------------------------------------------------------------------- heard, and risk


def what_was_heard_explains_the_need_that_was_seen(t: Traces) -> None:
    """The need seen at a first decision follows from its draws and from who was heard by then."""
    p, tables, variates = t.program, t.program.recognition, t.run.variates
    if tables is None or not np.array_equal(*tables.seen):
        return
    first: dict[int, int] = {}
    for row in np.flatnonzero(t.kind == Kind.SEE).tolist():
        first.setdefault(int(t.life_of[row]), row)
    for life, row in first.items():
        done = (t.life_of == life) & t.working & (t.log.line == 0) & (t.log.end <= t.log.end[row])
        begun = t.log.start[done & (t.stage == t.stage[row]) & (t.cause == Cause.NONE)]
        if not len(begun) or begun.min() != t.decision_began[life]:
            continue  # seen at a stage without work, or where nothing is decided
        if begun.min() == t.log.end[row]:
            continue  # within one second a log does not say what had come before it was seen
        case, episode = int(t.case[life]), int(t.episode[life])
        node, visit = t.log.node[row], t.log.visit[row]
        u, v = (
            float(variates.values[draw][episode][visit][0][place])
            for draw in (p.nodes.draw[node], p.nodes.second[node])
            for place in [int(np.searchsorted(variates.cases[draw][episode], case))]
        )
        heard = facts = 0
        for agency in np.flatnonzero(t.heard[life]):
            if tables.bit[agency] != NONE:
                heard |= 1 << int(tables.bit[agency])
                if t.caseload.knows[case] >> int(agency) & 1:
                    facts |= 1 << int(tables.bit[agency])
        turns = int(t.caseload.turns_on[case])
        fact = 0 if turns == NONE else int(tables.bit[turns]) + 1
        need, seen = int(t.need[life]), 2
        if need < 2 and u < tables.seen[0][fact][facts]:
            seen = need
        elif need == 0 and u < tables.partly[0][fact][facts]:
            seen = 1
        if need and v < tables.mistaken_as_high[heard]:
            seen = 0
        elif need == 2 and v < tables.mistaken[heard]:
            seen = 1
        assert seen == t.log.detail[row]


def risk_lies_between_a_contact_and_the_end(t: Traces) -> None:
    """Hours at risk, case by case: from the first contact with high need, as long as it is open."""
    rows = {row.by: row.value for row in measured(t.run, t.window, ["risk_exposure_per_week"])}
    if not rows:
        assert not (t.program.protects == 0).any()
        return
    total = 0
    for case in range(len(t.caseload)):
        since, until = None, t.log.horizon
        for life in np.flatnonzero(t.case == case).tolist():
            if t.need[life] == 0:
                since = int(t.arrival[life]) if since is None else since
                if t.outcome[life] != NONE and t.program.protects[t.outcome[life]] == 0:
                    until = int(t.left[life])
                    break
        if since is not None:
            total += until - max(since, 0)
    np.testing.assert_allclose(rows["all"], total / 3600 / t.window.weeks, rtol=1e-12)


# ------------------------------------------------------------------------------ groups


@thorough(20)
@given(trials())
def test_rows_are_the_same_whatever_happens(trial: Trial) -> None:
    """Every run of a hub has the same measures and groups, or replications could not be paired.

    But for the hours of the week: those are told in which somebody is on duty, leave taken off.
    """
    names = [name for name in MEASURES if name != "utilisation_by_hour"]
    found = []
    for seed in (trial.seed, trial.seed + 1):
        run = replace(trial, seed=seed).run()
        rows = measured(run, Window(0, run.program.horizon), names)
        found.append([(row.measure, row.by, row.group) for row in rows])
    assert found[0] == found[1]
    assert len(set(found[0])) == len(found[0])


def test_every_measure_has_a_sentence_a_unit_and_a_direction() -> None:
    for measure in MEASURES.values():
        assert measure.definition.endswith("."), measure.name
        assert measure.unit
        assert measure.better in {"", "lower", "higher"}
