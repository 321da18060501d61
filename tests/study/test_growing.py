"""Replications are added until an answer is precise, and never drawn anew."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from hubsim.analysis import relative_half_width
from hubsim.cli import main
from hubsim.spec.study import Until
from hubsim.study import Length, Study, designs_from, run_study
from hubsim.study.growing import run_grown

SHORT = Length(2, 1, 1)
WHAT = "hours_to_decision_mean"


def starter(within: float, at_most: int, **settings: str) -> Study:
    words = [f"{path}={value}" for path, value in settings.items()]
    designs = designs_from(["starter"], settings=words, length=SHORT)
    return Study(designs, SHORT, 20, 4, until=Until(measure=WHAT, within=within, at_most=at_most))


def test_it_stops_where_the_rule_says_and_the_rows_are_those_of_so_many_replications():
    """The rule worked out again on a fixed number of replications, step by step."""
    study = starter(0.10, 40)
    grown, results = run_grown(study)
    fixed = run_study(replace(study, until=None, replications=grown.replications))
    pd.testing.assert_frame_equal(
        results.rows.reset_index(drop=True), fixed.rows.reset_index(drop=True), check_exact=True
    )
    values = fixed.values(fixed.labels[0], WHAT)
    narrow = [relative_half_width(values[:n].tolist()) <= 0.10 for n in range(3, len(values) + 1)]
    assert all(narrow[-6:])
    assert len(narrow) == 6 or not narrow[-7]
    runs = "".join("y" if each else "n" for each in narrow)
    assert runs.index("yyyyyy") == len(runs) - 6  # not before
    assert f"{grown.replications} replications, because" in grown.notes[-1]
    assert results.provenance["replications"] == grown.replications
    assert results.provenance["notes"] == list(grown.notes)


def test_it_gives_up_at_the_most_allowed_and_says_how_wide_it_is():
    grown, results = run_grown(starter(0.001, 10))
    assert grown.replications == results.replications == 10
    width = relative_half_width(results.values(results.labels[0], WHAT).tolist())
    assert "still NOT as precise as asked" in grown.notes[-1]
    assert f"it is {width:.0%}" in grown.notes[-1] or f"it is {width:.1%}" in grown.notes[-1]


def test_a_queue_that_never_settles_is_not_counted_and_that_is_said():
    grown, results = run_grown(starter(0.05, 9, **{"roles.screener.people": "1"}))
    assert "Not counted, because it does not settle" in grown.notes[-1]
    assert np.isnan(results.values(results.labels[0], WHAT)).all()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--until", "hours_to_decision_men=5%"], 'did you mean "hours_to_decision_mean"?'),
        (["--until", "open_cases=5"], "share without a percent sign"),
        (["--until", "=5%"], "no measure is named"),
    ],
)
def test_mistakes_in_the_rule(words, said, capsys):
    assert main(["run", "starter", *words]) == 2
    assert said in capsys.readouterr().err


def test_the_reason_is_in_the_report(capsys):
    words = ["run", "starter", "--weeks", "2", "--warm-up", "1", "--until", f"{WHAT}=30%"]
    assert main(words) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert re.search(
        r"(\d+) replications, because half .* in every design from \d+ replications on", told
    )
