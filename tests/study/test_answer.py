"""The answer of a comparison, from values that are given, so that everything in it is known."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from scipy import stats

from hubsim.study import Length, Results, Study, designs_from
from hubsim.study.answer import answers
from hubsim.text.answer import answer_lines

SHORT = Length(52, 1, 1)
HOURS, HEARD = "hours_to_decision_mean", "heard"
Values = dict[str, Sequence[float]]


@pytest.fixture(scope="module")
def designs():
    return designs_from(["starter", "starter+two_more_screeners"], length=SHORT)


def study_of(designs, hours: Sequence[Sequence[float]], heard: Sequence[Sequence[float]] = ()):
    """A study whose rows are given by design, one value for each replication."""
    study = Study(designs, SHORT, len(hours[0]))
    rows = []
    for replication in range(study.replications):
        for number, design in enumerate(designs):
            told = (design.label, replication)
            rows.append((*told, "asked_share", "all", "all", 0.0, "share of cases"))
            rows.append((*told, HOURS, "all", "all", hours[number][replication], "working hours"))
            worst = 2 * hours[number][replication]
            rows.append((*told, "worst_fortnight", "all", "all", worst, "working hours"))
            if heard:
                share = heard[number][replication]
                rows.append((*told, HEARD, "agency", "police", share, "share of decisions"))
    return study, Results.of(study, rows)


def report(study: Study, results: Results) -> str:
    shown = "\n".join(answer_lines(study, results))
    assert max(map(len, shown.splitlines())) <= 80
    return " ".join(shown.split())


def test_years_in_which_it_was_better_and_the_worst_of_them(designs):
    """Twelve years, quicker by one hour in eleven of them, slower by 2.1 in the last."""
    base = [10.0 + year for year in range(12)]
    rival = [value - 1 for value in base[:-1]] + [base[-1] + 2.1]
    study, results = study_of(designs, [base, rival])
    (answer,) = answers(study, results)
    nothing, other = answer.standings
    assert (other.better_in, other.best_in, nothing.best_in) == (11, 11, 1)
    assert other.worst == pytest.approx(2.1)
    assert other.fortnight.mean == pytest.approx(2 * sum(rival) / 12)
    assert nothing.chance + other.chance == pytest.approx(1)
    told = report(study, results)
    assert "11 of 12" in told
    assert "+2.10" in told
    if other.chance >= 0.95:
        assert "at worst it was worse by 2.10 hub working hours" in told


def test_a_clear_difference_of_seconds_makes_no_design_the_best(designs):
    """Quicker by 18, 20, 16 and 18 seconds."""
    base = [10.0, 12.0, 11.0, 13.0]
    rival = [b - s / 3600 for b, s in zip(base, (18, 20, 16, 18), strict=True)]
    study, results = study_of(designs, [base, rival])
    (answer,) = answers(study, results)
    assert answer.best is None
    assert answer.trifling
    assert answer.standings[1].difference.verdict == "lower"
    assert not answer.clearly(answer.standings[1])
    told = report(study, results)
    assert "No difference that matters between" in told
    assert "-0.30 min (-0.34 to -0.26) ~" in told


def test_intervals_hold_together_for_all_comparisons(designs):
    """Two measures beside one rival: two comparisons, each at 97.5 %."""
    hours = [[10.0, 12.0, 11.0, 13.0], [9.0, 10.0, 10.0, 11.5]]
    heard = [[0.5, 0.6, 0.5, 0.6], [0.7, 0.8, 0.8, 0.7]]
    study, results = study_of(designs, hours, heard)
    first, second = answers(study, results)
    assert first.comparisons == second.comparisons == 2
    assert first.level == pytest.approx(0.975)
    changes = [-1.0, -2.0, -1.0, -1.5]
    half = stats.t.ppf(1 - 0.0125, 3) * stats.sem(changes)
    assert first.standings[1].difference.change.half_width == pytest.approx(half)
    assert (first.standings[1].better_in, second.standings[1].better_in) == (4, 4)
    assert second.standings[1].worst == pytest.approx(0.1)
    told = report(study, results)
    assert "for these 2 comparisons (1 design beside doing nothing, 2 measures)" in told
    assert "Only 4 replications" in told


def test_what_is_quicker_and_hears_less_is_doubted(designs):
    hours = [[10.0] * 12, [9.0 - year / 100 for year in range(12)]]
    heard = [[0.6] * 12, [0.4 - year / 100 for year in range(12)]]
    told = report(*study_of(designs, hours, heard))
    assert "and worse than doing nothing on Heard before the decision" in told
    assert "No design is better than doing nothing." in told  # on what is heard


def test_what_nobody_can_tell_apart_is_too_close_to_call(designs):
    hours = [[10.0, 11.0, 9.0, 10.0], [11.0, 10.0, 10.0, 9.0]]
    study, results = study_of(designs, hours)
    assert "Too close to call between" in report(study, results)
    assert "All designs are exactly the same." in report(*study_of(designs, [hours[0]] * 2))


def test_few_replications_do_not_make_a_winner_by_resampling_alone(designs):
    """Better in three of three, by 1, 2 and 6 h: t(2) = 4.303 gives −3 ± 6.57, not clear."""
    study, results = study_of(designs, [[10.0, 10.0, 10.0], [9.0, 8.0, 4.0]])
    (answer,) = answers(study, results)
    assert answer.standings[1].chance == 1
    assert [each.design for each in answer.near] == [designs[1].label, designs[0].label]
    assert answer.best is None
    told = report(study, results)
    assert "Too close to call between" in told
    assert "Best:" not in told


def test_one_replication_says_that_nobody_is_best(designs):
    study, results = study_of(designs, [[10.0], [9.0]])
    told = report(study, results)
    assert "One replication: nobody can be called best." in told
    assert "nan" not in told.lower()
    assert math.isnan(answers(study, results)[0].standings[1].difference.change.low)
