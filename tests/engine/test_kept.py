"""Draws that are kept are the draws that would be made anew, and only where they are the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from hubsim.caseload import draw_caseload
from hubsim.engine import simulate
from hubsim.engine.kept import Kept, caseload_of, size, variates_of
from hubsim.engine.run import rerun
from hubsim.program import Program
from hubsim.study import Length, designs_from
from hubsim.variates import draw_variates

MODEL = "county_separate"


def program_of(*settings: str, model: str = MODEL) -> Program:
    (design,) = designs_from([model], settings=settings, length=Length(3, 0, 1))
    return design.program


def assert_same(one: Any, other: Any) -> None:
    """Equal down to the last array."""
    if isinstance(one, np.ndarray):
        np.testing.assert_array_equal(one, other)
    elif isinstance(one, tuple):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            assert_same(a, b)
    elif hasattr(one, "__dataclass_fields__"):
        for field in fields(one):
            assert_same(getattr(one, field.name), getattr(other, field.name))
    else:
        assert one == other


SETTINGS = [
    "roles.screener.people=9",
    "roles.screener.absence=20%",
    "contacts.police.volume=90 per week",
    "contacts.police.true_need={high: 19%, moderate: 25%, low: 56%}",
    "stages.screening.work=55 min",
    "what_they_know.health.turns_on=28%",
]


@pytest.mark.parametrize("setting", SETTINGS)
def test_what_is_kept_is_what_would_be_drawn(setting: str) -> None:
    address = {"seed": 4, "replication": 2}
    first, other = program_of(), program_of(setting)
    variates_of(first, caseload_of(first, **address), **address, visits=4)
    cases = caseload_of(other, **address)
    assert_same(cases, draw_caseload(other, **address))
    assert_same(
        variates_of(other, cases, **address, visits=4), draw_variates(other, cases, **address)
    )


def test_the_same_cases_are_drawn_once() -> None:
    address = {"seed": 5, "replication": 0}
    cases = caseload_of(program_of(), **address)
    assert caseload_of(program_of("roles.screener.people=9"), **address) is cases
    assert caseload_of(program_of("contacts.police.volume=90 per week"), **address) is not cases
    assert caseload_of(program_of(), seed=5, replication=1) is not cases


def test_rows_are_the_same_with_and_without_what_is_kept_also_on_threads() -> None:
    programs = [program_of(), program_of("roles.screener.people=9"), program_of()]
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda p: simulate(p, seed=6, replication=3), programs))
    for program, run in zip(programs, runs, strict=True):
        cases = draw_caseload(program, seed=6, replication=3)
        fresh = rerun(program, cases, draw_variates(program, cases, seed=6, replication=3))
        np.testing.assert_array_equal(run.log.rows(), fresh.log.rows())
    np.testing.assert_array_equal(runs[0].log.rows(), runs[2].log.rows())


def test_no_more_is_kept_than_there_is_room_for() -> None:
    kept, made = Kept(3000), []

    def block(name: str, length: int) -> np.ndarray:
        return kept(name, lambda: made.append(name) or np.zeros(length))

    for name in "abcab":
        block(name, 125)  # 1,000 bytes and its own
    assert made == ["a", "b", "c", "a", "b"]  # two fit, and the longest unused goes
    block("b", 125)
    assert made[5:] == []
    assert len(block("larger than all", 1000)) == 1000
    block("b", 125)
    assert made[5:] == ["larger than all"]


def test_a_constant_takes_no_room() -> None:
    assert size(np.broadcast_to(np.zeros((1, 1)), (1, 10**9))) < 1000


def test_a_row_that_is_seen_as_a_table_takes_the_room_of_the_row() -> None:
    """Its first step is none, as that of a constant is; its numbers are there all the same."""
    row = np.arange(1000.0)
    assert size(row[None]) == size(row) == 200 + 8000
    assert size(np.broadcast_to(row[:1], (5, 1000))) == 200 + 8
