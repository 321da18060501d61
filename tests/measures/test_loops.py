"""Loops over the log give the same rows whether they are compiled or not.

Those that are not compiled look for places below zero, which the compiled ones take as they are.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from hubsim.engine import simulate
from hubsim.jit import COMPILES
from hubsim.measures import MEASURES, Row, Window, loops, measured
from hubsim.models import read_model
from hubsim.program import lower
from tests.refusing import refusing_list

from .measuring import DAY

HUBS = {"county_integrated": 6, "borough_disputed": 10, "marac": 60, "regional_hub": 10}
"""Hubs that between them have everything that is measured, and days of each."""


def rows(model: str, days: int) -> list[Row]:
    """Every measure of a run, its first days and its last left out."""
    run = simulate(lower(read_model(model).hub, days * DAY), seed=4, replication=0)
    return list(measured(run, Window(DAY, (days - 1) * DAY), MEASURES))


@pytest.mark.skipif(not COMPILES, reason="nothing to compare with: numba is not installed")
def test_loops_give_the_same_rows_without_a_compiler() -> None:
    words = [sys.executable, "-m", "tests.measures.test_loops"]
    told = subprocess.check_output(words, env=os.environ | {"NUMBA_DISABLE_JIT": "1"})
    for model, found in json.loads(told).items():
        here = json.loads(json.dumps(rows(model, HUBS[model])))
        assert repr(found) == repr(here)  # nan stands for nan
        assert len(found) > 100


if __name__ == "__main__":
    assert not COMPILES
    loops.as_list = refusing_list
    sys.stdout.write(json.dumps({model: rows(model, days) for model, days in HUBS.items()}))
