"""Intervals hold the truth as often as they say: a queue whose truth is known, through the whole way.

Contacts at random for one person whose work is exponential (M/M/1): on average ρ / (1 − ρ) cases are
in the hub. With one contact every 30 minutes and work of 12 or of 9 minutes these are 2/3 and 3/7, so
that the change is −5/21, exactly, also over a window of any length once the hub has filled (a week
is a thousand times as long as that takes).
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from hubsim.analysis import paired
from hubsim.study import Length, Study, designs_from, run_study, workers
from tests.verification.hubs import hub, per_week

TRUTH = 3 / 7 - 2 / 3
REPLICATIONS = 10
"""Of each experiment."""


def changes(folder: Path, experiments: int, weeks: int) -> list[tuple[list[float], list[float]]]:
    """The values of both designs in each of many experiments with replications of their own."""
    files = []
    for minutes in (12, 9):
        work = f"{{shape: exponential, mean: {minutes} min}}"
        text = hub(
            contacts={"c": f"{{volume: {per_week(30)}}}"},
            roles={"w": "1"},
            stages={"s": f"{{who: w, work: {work}, then: out}}"},
            name=f"{minutes} minutes",
        )
        file = folder / f"work_{minutes}.yaml"
        file.write_text(text, encoding="utf-8")
        files.append(str(file))
    span = Length(weeks, 1, 0)
    study = Study(designs_from(files, length=span), span, experiments * REPLICATIONS, seed=2026)
    with workers("threads", 2) as executor:
        results = run_study(study, executor=executor, measures=("open_cases", "backlog_growth"))
    base, rival = (
        results.values(label, "open_cases").reshape(experiments, REPLICATIONS).tolist()
        for label in results.labels
    )
    return list(zip(base, rival, strict=True))


def coverage(experiments: list[tuple[list[float], list[float]]], level: float = 0.95) -> float:
    """Share of the experiments whose paired interval holds the truth."""
    found = [paired(base, rival, level) for base, rival in experiments]
    return float(np.mean([each.low <= TRUTH <= each.high for each in found]))


def is_nominal(share: float, experiments: int, errors: float) -> bool:
    """Whether a share is 95 % within so many standard errors of so many experiments."""
    return abs(share - 0.95) <= errors * math.sqrt(0.95 * 0.05 / experiments)


def test_a_hundred_intervals_hold_the_truth_about_as_often_as_they_say(tmp_path):
    """And what holds it less often, intervals made at 80 %, would be found out."""
    found = changes(tmp_path, 100, weeks=8)
    assert is_nominal(coverage(found), 100, errors=3)
    assert not is_nominal(coverage(found, level=0.80), 100, errors=3)


@pytest.mark.long
def test_four_thousand_intervals_hold_the_truth_as_often_as_they_say(tmp_path):
    """80,000 runs of 17 weeks: about ten minutes."""
    experiments = changes(tmp_path, 4000, weeks=16)
    share = coverage(experiments)
    print(f"coverage of the 95% paired interval: {share:.2%} of 4,000")  # noqa: T201 - what -s shows
    assert is_nominal(share, 4000, errors=3)
    assert not is_nominal(coverage(experiments, level=0.93), 4000, errors=3)
