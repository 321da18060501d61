"""The compiled engine gives the same rows as the reference engine, column for column."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from hubsim.caseload import draw_caseload
from hubsim.engine import Guards, MoreVisits
from hubsim.engine.compiled import CompiledEngine
from hubsim.engine.reference import ReferenceEngine
from hubsim.errors import InputError
from hubsim.models import read_model
from hubsim.program import lower
from hubsim.runlog import COLUMNS, RunLog
from hubsim.shipped import find, names
from hubsim.spec.scenario import read_scenario
from hubsim.variates import draw_variates

from .random_hubs import DAY, Trial, thorough, trials


def assert_same(one: RunLog, other: RunLog) -> None:
    for column in COLUMNS:
        np.testing.assert_array_equal(getattr(one, column), getattr(other, column), column)


@thorough(500, lots=4)
@given(trials())
def test_the_same_rows_on_random_hubs(trial: Trial) -> None:
    program = trial.program()
    cases = trial.caseload(program)
    visits = 2
    while True:
        drawn = trial.variates(program, cases, visits)
        try:
            rows = ReferenceEngine().run(program, cases, drawn, Guards())
            break
        except MoreVisits:
            with pytest.raises(MoreVisits):
                CompiledEngine().run(program, cases, drawn, Guards())
            visits *= 2
    assert_same(rows, CompiledEngine().run(program, cases, drawn, Guards()))


@pytest.mark.parametrize("model", names("models"))
def test_the_same_rows_on_shipped_models(model: str) -> None:
    """Sixty days of each, with more draws where a case comes somewhere often."""
    program = lower(read_model(model).hub, 60 * DAY)
    cases, visits = draw_caseload(program, seed=3, replication=1), 4
    while True:
        drawn = draw_variates(program, cases, seed=3, replication=1, visits=visits)
        try:
            rows = ReferenceEngine().run(program, cases, drawn, Guards())
            break
        except MoreVisits:
            visits *= 2
    assert_same(rows, CompiledEngine().run(program, cases, replace(drawn), Guards()))


FITS = {
    "ladder": "county_separate", "borough": "borough", "worked": "borough_as_written",
    "discharge": "discharge_hub", "marac": "marac", "regional": "regional_hub",
    "small": "small_town_hub",
}  # fmt: skip
"""The model that the scenarios of a family are written for; others fit one of these or more."""


@pytest.mark.parametrize("scenario", names("scenarios"))
def test_the_same_rows_with_shipped_scenarios(scenario: str) -> None:
    """Three weeks of each on a model that it fits."""
    fits = FITS.get(scenario.split("_", maxsplit=1)[0])
    changes = read_scenario(find(scenario, "scenarios")).changes
    for model in [fits] if fits else names("models"):
        try:
            program = lower(read_model(model, changes).hub, 21 * DAY)
        except InputError:
            continue
        cases = draw_caseload(program, seed=2, replication=0)
        drawn = draw_variates(program, cases, seed=2, replication=0, visits=8)
        rows = ReferenceEngine().run(program, cases, drawn, Guards())
        assert len(rows)
        assert_same(rows, CompiledEngine().run(program, cases, drawn, Guards()))
        return
    pytest.fail("fits no shipped model")
