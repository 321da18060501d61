"""When lives are due, against what is due one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hubsim.engine import simulate
from hubsim.hours import NEVER, due_after
from hubsim.measures import Traces, Window
from hubsim.measures.targets import _due_from
from hubsim.models import read_model
from hubsim.program import lower

from .measuring import DAY


@pytest.mark.parametrize(
    ("limits", "clocks"),
    [
        ((2 * 3600, 4 * 3600, -1), ("elapsed", "working hours", "elapsed")),
        ((1, 5, 40), ("working days", "working days", "working days")),
        ((0, 0, 3), ("working hours", "elapsed", "working days")),
        ((10**8, 10**6, 10**4), ("working hours", "working hours", "working days")),
    ],
)
def test_lives_are_due_when_each_of_them_is(
    limits: tuple[int, ...], clocks: tuple[str, ...]
) -> None:
    """Also in no order, and past the last hours laid out."""
    days = 21
    run = simulate(lower(read_model("borough").hub, days * DAY), seed=2, replication=0)
    t = Traces(run, Window(0, days * DAY))
    target = replace(run.program.targets[0], limit=limits, clock=clocks)
    start = np.random.default_rng(1).integers(0, 3 * 365 * DAY, 2000)
    rating = np.arange(len(start)) % len(limits)
    found = _due_from(t, target, start, rating)
    expected = [
        due_after(start[n : n + 1], limits[of], clocks[of], t.hub_hours, t.program.clock)[0]
        for n, of in enumerate(rating)
    ]
    assert found.tolist() == expected
    assert NEVER in expected
    assert min(expected) < NEVER
