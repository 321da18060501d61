"""What is expected to come where, against how often it did in a simulated run.

The engine draws its ways and counts what passes; the map solves equations. They share the program and
nothing else. Counts of a year of cases lie within four standard errors of what is expected: counts
of independent cases vary by the square root of the count, times what one case adds (a case comes to a
stage, or asks, once or hardly more often).
"""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.engine import Run, simulate
from hubsim.models import read_model
from hubsim.program import Kind, lower
from hubsim.program.layout import NONE, Cause
from hubsim.structure.survey import Survey, survey
from hubsim.units import WEEK

WEEKS, RUN_OFF = 40, 6


@pytest.fixture(scope="module")
def both() -> tuple[Survey, Run]:
    """The borough's map over the weeks in which cases come, and a run that goes on until they left."""
    file = read_model("borough")
    program = lower(file.hub, (WEEKS + RUN_OFF) * WEEK)
    return survey(file, WEEKS), simulate(program, seed=11, replication=0)


def inside(run: Run) -> np.ndarray:
    """Rows of cases that came in the first weeks, in their first episode, done in one piece or more."""
    arrived = run.caseload.arrival[run.log.case] < WEEKS * WEEK
    return (run.log.case >= 0) & arrived & (run.log.episode == 0) & (run.log.part == 0)


def near(counted: int, expected: float) -> bool:
    """Whether a count lies within four standard errors of what is expected."""
    return abs(counted - expected) <= 4 * np.sqrt(expected)


@pytest.mark.slow
def test_cases_come_to_the_stages_as_often_as_expected(both: tuple[Survey, Run]):
    """Up to the decision; what follows goes by need as it is seen, which the map takes for certain."""
    looked, run = both
    nodes = run.program.nodes
    for name in ("logging", "screening", "ask_partners", "collating", "decision"):
        number = looked.traffic.stages.index(name)
        here = nodes.stage[run.log.node] == number
        kinds = np.isin(nodes.kind[run.log.node], (Kind.WORK, Kind.FORK))
        ordinary = nodes.ordinary[run.log.node]
        came = inside(run) & here & kinds & ordinary & (run.log.line == 0)
        expected = looked.cases_at(name) * WEEKS
        assert expected > 500
        assert near(int(came.sum()), expected), name


@pytest.mark.slow
def test_questions_pass_as_often_as_expected(both: tuple[Survey, Run]):
    looked, run = both
    nodes, program = run.program.nodes, run.program
    ways = inside(run) & (nodes.cause[run.log.node] == Cause.WAY)
    passage = nodes.passage[run.log.node]
    checked = 0
    for each in looked.passing:
        if each.kind != "question" or not each.channels:
            continue
        numbers = [
            number
            for number, way in enumerate(program.passages)
            if (way.kind, program.stages[way.stage]) == ("question", each.stage)
            and (program.agencies[way.of], program.agencies[way.to]) == (each.of, each.to)
        ]
        counted = int((ways & np.isin(passage, numbers)).sum())
        checked += 1
        assert near(counted, (each.per_week + _offered(looked, each.to)) * WEEKS), each
    assert checked >= 3


def _offered(looked: Survey, agency: str) -> float:
    """How often a week an agency that is not asked speaks up: it comes the way of a question."""
    found, nodes = 0.0, looked.program.nodes
    for node in np.flatnonzero(nodes.kind == Kind.FORK):
        visits = looked.traffic.visits[nodes.stage[node]]
        for branch in looked.program.forks[int(nodes.item[node])].branches:
            if looked.program.agencies[branch.agency] == agency:
                found += float(visits @ branch.offered)
    return found


@pytest.mark.slow
def test_cases_go_from_stage_to_stage_as_often_as_expected(both: tuple[Survey, Run]):
    """By the stage in which the next row of the main line stands."""
    looked, run = both
    log, nodes = run.log, run.program.nodes
    rows = np.flatnonzero(inside(run) & (log.line == 0) & (nodes.stage[log.node] != NONE))
    stages = nodes.stage[log.node[rows]]
    same = (log.case[rows][1:] == log.case[rows][:-1]) & (stages[1:] != stages[:-1])
    steps = list(zip(stages[:-1][same].tolist(), stages[1:][same].tolist(), strict=True))
    names = looked.traffic.stages
    for (one, other), flow in looked.traffic.flows.items():
        if other not in names or one in {"decision", "strategy_discussion"} or flow * WEEKS < 100:
            continue
        counted = steps.count((names.index(one), names.index(other)))
        assert near(counted, flow * WEEKS), (one, other)
