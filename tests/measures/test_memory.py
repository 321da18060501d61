"""What is worked out about a run is gone with it: its memory is there for the next."""

from __future__ import annotations

import gc

import pytest

from hubsim.engine import simulate
from hubsim.engine.run import Run
from hubsim.measures import MEASURES, Traces, Window, measured
from hubsim.models import read_model
from hubsim.program import lower

from .measuring import DAY


def left() -> list[object]:
    """What is there of runs, and of what was made from them."""
    return [each for each in gc.get_objects() if type(each) in {Run, Traces}]


@pytest.mark.parametrize("model", ["county_integrated", "borough_disputed"])
def test_a_run_that_was_measured_is_gone_when_nobody_has_it(model: str) -> None:
    program = lower(read_model(model).hub, 6 * DAY)
    gc.collect()
    before = len(left())
    gc.disable()  # so that only what holds itself by a ring is left
    try:
        run = simulate(program, seed=4, replication=0)
        assert len(left()) == before + 1
        measured(run, Window(DAY, 5 * DAY), MEASURES)
        del run
        assert len(left()) == before
    finally:
        gc.enable()
