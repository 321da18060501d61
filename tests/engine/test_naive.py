"""The engine and a naive witness, written apart, give the same rows on random hubs.

``HUBSIM_EXAMPLES=3000 pytest tests/engine/test_naive.py`` looks at more of them, fresh ones each
time; without it the examples are always the same 250.
"""

from __future__ import annotations

import numpy as np
from hypothesis import given

from .naive import Naive
from .random_hubs import Trial, thorough, trials


@thorough(250)
@given(trials())
def test_engine_and_naive_witness_give_equal_rows(trial: Trial) -> None:
    run = trial.run()
    expected = Naive(run.program, run.caseload, run.variates).run()
    np.testing.assert_array_equal(run.log.rows(), expected)
