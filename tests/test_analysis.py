"""Intervals and verdicts, worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hubsim.analysis import compare, estimate, largest, paired, verdict
from hubsim.analysis.intervals import Estimate


def test_a_t_interval_by_hand():
    """1, 2, 3, 4, 5: mean 3, sd sqrt(2.5), t(4, .975) = 2.776445 (tables): half-width 1.963243."""
    found = estimate([1, 2, 3, 4, 5])
    assert found.mean == 3
    assert found.half_width == pytest.approx(2.776445 * math.sqrt(2.5 / 5), rel=1e-6)


def test_one_replication_has_no_interval():
    found = estimate([7.0])
    assert (found.mean, found.known, found.replications) == (7.0, False, 1)


def test_what_is_not_available_is_left_out_and_counted():
    assert estimate([1.0, math.nan, 3.0]).replications == 2
    assert math.isnan(estimate([math.nan]).mean)
    assert estimate([]).replications == 0


def test_pairing_removes_what_both_have_in_common():
    """Years differ by hundreds, the designs by one hour every time: the change is exactly one hour."""
    base = [100.0, 400.0, 250.0]
    change = paired(base, [value - 1 for value in base])
    assert (change.mean, change.low, change.high) == (-1, -1, -1)


def test_a_design_compared_with_itself_is_exactly_the_same():
    found = compare([1.0, 2.0, 4.0], [1.0, 2.0, 4.0])
    assert (found.change.mean, found.change.low, found.change.high) == (0, 0, 0)
    assert found.verdict == "the same"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(-2, -1, "lower"), (1, 2, "higher"), (-1, 2, "no clear difference"), (0, 2, "no clear difference"),
     (math.nan, math.nan, "not known")],
)  # fmt: skip
def test_the_interval_decides_what_may_be_said(low, high, said):
    assert verdict(Estimate(1.0 if math.isnan(low) else (low + high) / 2, low, high, 5)) == said


def test_how_often_it_went_which_way_is_counted():
    found = compare([1, 2, 3, 4], [0, 1, 3, 5])
    assert (found.rival_lower, found.rival_higher) == (2, 1)
    assert found.relative == pytest.approx(-0.25 / 2.5)


def test_unequal_numbers_of_replications_cannot_be_paired():
    with pytest.raises(ValueError, match="cannot be paired"):
        compare([1, 2], [1, 2, 3])


def test_coverage_of_the_paired_interval_is_95_percent():
    """4,000 experiments of 8 pairs with a true change of 1; five standard errors around 0.95."""
    rng = np.random.Generator(np.random.PCG64(20260105))
    common = rng.normal(size=(4000, 8))
    a, b = common + rng.normal(size=(4000, 8)), 1 + common + rng.normal(size=(4000, 8))
    inside = [(p := paired(x, y)).low <= 1 <= p.high for x, y in zip(a, b, strict=True)]
    assert abs(np.mean(inside) - 0.95) < 5 * math.sqrt(0.95 * 0.05 / 4000)


def test_an_interval_is_cut_to_what_is_possible():
    """A share of 95 % with limits of 70 % and 120 %: nothing lies above the whole."""
    assert Estimate(0.95, 0.7, 1.2, 2).within(0, 1) == Estimate(0.95, 0.7, 1.0, 2)
    assert Estimate(1.05, 0.9, 1.2, 2).within(0, 1) == Estimate(1.05, 0.9, 1.05, 2)


def test_the_largest_is_the_one_that_is_clearly_larger_than_all_others():
    """Differences of 6, −2 and 3 lie around 2.33; of 4, 4.1 and 3.9 clearly above 0."""
    assert largest([[4, 6, 5], [10, 4, 8]]) == (1, 0)
    assert largest([[4, 4.1, 3.9], [0, 0, 0], [8, 8.2, 7.8]]) == (2,)
    assert largest([[1, 2], [1, 2]]) == (0, 1), "exactly the same"
    assert largest([[math.nan, math.nan], [1, 2]]) == (1,)
    assert largest([[3.0], [10.0]]) == (1,), "found in a single replication"
    assert largest([[math.nan]]) == ()


def test_what_is_largest_in_truth_is_among_those_that_may_be():
    """4,000 experiments of 5 replications of 6 parts, five of them equal but for one last hair."""
    rng = np.random.Generator(np.random.PCG64(20260105))
    means = np.array([1e-9, 0, 0, 0, 0, -3])[:, None]
    found = [largest(means + rng.normal(size=(6, 5))) for _ in range(4000)]
    kept = np.mean([0 in each for each in found])
    assert kept > 0.95 - 5 * math.sqrt(0.95 * 0.05 / 4000)
    assert np.mean([5 in each for each in found]) < 0.5


def test_of_many_claims_each_is_made_with_more_care():
    values = [[4.0, 4.5, 5.0], [6.0, 6.0, 7.2]]
    assert largest(values) == (1,)
    assert largest(values, claims=10) == (1, 0)
