"""Numbers are drawn for cases that can come to where they are needed, and for no others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hubsim.caseload import draw_caseload
from hubsim.engine import Guards
from hubsim.engine.compiled import CompiledEngine
from hubsim.engine.reference import ReferenceEngine
from hubsim.errors import RunError
from hubsim.program import Program
from hubsim.program.reach import needed
from hubsim.variates import Variates, draw_variates

from .by_hand import AGENCIES, calendar, one_role, program_of

WEB, PHONE, LETTER = range(3)
DOORS = (
    calendar()
    + AGENCIES
    + one_role(2)
    + """\
contacts:
  web: {volume: 60 per week}
  phone: {volume: 40 per week}
  letter: {volume: 30 per week}
starts_at: {web: screen, phone: call, letter: gate}
stages:
  gate: {wait: 10 min, then: {web: {screen: 100%}, phone: {call: 100%}, letter: {call: 100%}}}
  screen: {who: w, work: 20 min (10 to 40), then: {check: 50%, out: 50%}}
  check:
    ask: {health: {share_asked: 60%, work: 30 min (20 to 60), who: w}}
    then: decide
  call: {who: w, work: 10 min (5 to 20), then: decide}
  decide: {who: w, work: 30 min (20 to 50), then: out}
outcomes: {out: {}}
"""
)


def drawn(program: Program, replication: int = 0) -> tuple[Any, Variates]:
    """Draw a run of some days."""
    cases = draw_caseload(program, seed=7, replication=replication)
    return cases, draw_variates(program, cases, seed=7, replication=replication)


def test_who_can_need_a_number_is_told_by_the_ways_there_are() -> None:
    program = program_of(DOORS, 24 * 28)
    names = [draw.name for draw in program.draws]
    found = dict(zip(names, needed(program), strict=True))
    assert found["stages.decide.work"] == (WEB, PHONE, LETTER)
    assert found["stages.call.work"] == (PHONE, LETTER)
    assert found["stages.screen.work"] == found["stages.screen.then"] == (WEB,)
    assert found["stages.gate.wait"] == (LETTER,)
    asked = [name for name in names if name.startswith("stages.check.ask.health")]
    assert len(asked) > 1
    assert {found[name] for name in asked} == {(WEB,)}


def test_numbers_are_drawn_for_cases_that_can_come_there_and_are_those_of_all() -> None:
    """What a case gets does not depend on for whom else is drawn."""
    program = program_of(DOORS, 24 * 28)
    cases, variates = drawn(program)
    assert set(cases.source.tolist()) == {WEB, PHONE, LETTER}
    everywhere = program_of(
        DOORS.replace("{web: screen, phone: call, letter: gate}", "screen"), 672
    )
    _, others = drawn(everywhere)
    there = {draw.name: number for number, draw in enumerate(everywhere.draws)}
    number = [draw.name for draw in program.draws].index("stages.call.work")
    (mine,), (block,) = variates.cases[number], variates.values[number]
    np.testing.assert_array_equal(mine, np.flatnonzero(cases.source != WEB))
    assert block[0].shape == (1, len(mine))
    number = [draw.name for draw in program.draws].index("stages.screen.work")
    (mine,), (block,) = variates.cases[number], variates.values[number]
    np.testing.assert_array_equal(mine, np.flatnonzero(cases.source == WEB))
    np.testing.assert_array_equal(
        block[0], others.values[there["stages.screen.work"]][0][0][:, mine]
    )


def test_both_engines_give_the_same_rows_where_sources_go_different_ways() -> None:
    program = program_of(DOORS, 24 * 28)
    for replication in range(5):
        cases, variates = drawn(program, replication)
        one = ReferenceEngine().run(program, cases, variates, Guards())
        other = CompiledEngine().run(program, cases, variates, Guards())
        assert len(one)
        np.testing.assert_array_equal(one.rows(), other.rows())


@pytest.mark.parametrize("engine", [ReferenceEngine(), CompiledEngine()])
@pytest.mark.parametrize("stream", ["stages.decide.work", "stages.screen.then"])
def test_a_number_that_was_not_drawn_is_never_made_up(engine: Any, stream: str) -> None:
    """As if it had been forgotten that cases from the web come there."""
    program = program_of(DOORS, 24 * 28)
    cases, variates = drawn(program)
    number = [draw.name for draw in program.draws].index(stream)
    (mine,), (blocks,) = variates.cases[number], variates.values[number]
    kept = np.flatnonzero(cases.source[mine] != WEB)
    everyone, values = list(variates.cases), list(variates.values)
    everyone[number] = (mine[kept],)
    values[number] = (tuple(block[:, kept] for block in blocks),)
    short = replace(variates, cases=tuple(everyone), values=tuple(values))
    with pytest.raises(RunError, match=r'"(decide|screen)" .* a fault of hubsim'):
        engine.run(program, cases, short, Guards())
