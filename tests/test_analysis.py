"""Intervals and verdicts, worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hubsim.analysis import compare, estimate, paired, verdict
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
