"""Enough replications, warm-ups, the best of several: worked by hand or with a known truth."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hubsim.analysis import (
    best,
    compare,
    enough,
    level_for,
    moving_mean,
    mser,
    relative_half_width,
)


def test_half_width_as_a_share_of_the_mean_by_hand():
    """1 … 5: half-width 1.963243 (t-tables) around 3."""
    assert relative_half_width([1, 2, 3, 4, 5]) == pytest.approx(1.963243 / 3, rel=1e-6)
    assert relative_half_width([0, 0, 0]) == 0
    assert relative_half_width([-1, 1]) == math.inf
    assert relative_half_width([1]) == math.inf


def test_three_that_agree_are_enough_only_after_five_more():
    assert enough([[10.0] * 7], 0.05) is None
    assert enough([[10.0] * 8] * 2, 0.05) == 3


def test_a_wild_replication_within_the_look_ahead_begins_the_count_anew():
    """Three tens, then 14: with it the interval is 1 · t(3) = 3.18 around 11; later tens mend it."""
    values = [10.0, 10.0, 10.0, 14.0] + [10.0] * 60
    number = enough([[5.0] * len(values), values], 0.05)
    assert number is not None
    assert number > 4
    # One 14 among n: mean 10 + 4/n, standard error 4/n, half-width t(n-1) · 4/n.
    t = {29: 2.045230, 19: 2.093024, 15: 2.131450, 16: 2.119905}  # tables
    for n in (20, 30):
        assert relative_half_width(values[:n]) == pytest.approx(
            t[n - 1] * 4 / n / (10 + 4 / n), rel=1e-5
        )
    assert t[15] * 4 / 16 / (10 + 4 / 16) > 0.05 >= t[16] * 4 / 17 / (10 + 4 / 17)
    assert number == 17


def test_the_beginning_is_cut_where_it_ends():
    """25 observations at 0, then 10 on average with a little up and down: five batches go."""
    series = np.concatenate([np.zeros(25), 10 + np.tile([0.5, -0.5, 0.25, -0.25, 0.0], 15)])
    cut = mser(series)
    assert cut.observations == 25
    assert not cut.rejected


def test_mser_by_hand():
    """Batches 4, 1, 0 … 0 (eight): left out 0: Σ = 17 − 25/10 = 14.5, /100; 1: 8/9 /81; 2: 0."""
    cut = mser(np.repeat([4.0, 1.0, *[0.0] * 8], 5))
    assert cut.statistic[:3] == pytest.approx([14.5 / 100, (8 / 9) / 81, 0.0])
    assert cut.observations == 10


def test_a_series_that_settles_late_is_rejected_and_a_short_one_refused():
    series = np.concatenate([np.linspace(0, 100, 70), np.full(30, 100.0)])
    assert mser(series).rejected
    with pytest.raises(ValueError, match="too few"):
        mser(np.zeros(49))


def test_what_was_not_observed_counts_nothing():
    series = np.full(50, 3.0)
    series[:5] = np.nan
    series[7] = np.nan
    assert mser(series).observations == 0


def test_a_moving_mean_by_hand():
    assert moving_mean(np.array([1.0, 2.0, 6.0, 3.0, 8.0]), 1).tolist() == pytest.approx(
        [1, 3, 11 / 3, 17 / 3, 8]
    )


def test_many_intervals_hold_together():
    assert level_for(1) == 0.95
    assert level_for(5) == pytest.approx(0.99)


def test_a_design_that_is_always_best_is_best_for_sure():
    found = best([[3, 4, 5], [2, 3, 4], [9, 9, 9]])
    assert found.chance == (0, 1, 0)
    assert found.years == (0, 3, 0)
    assert found.first == 1
    assert best([[3, 4, 5], [2, 3, 4]], lower=False).first == 0


def test_equals_share_and_what_is_not_there_is_left_out():
    found = best([[1, 2, math.nan], [1, 2, 0]])
    assert found.chance == (0.5, 0.5)
    assert found.replications == 2
    assert best([[math.nan], [1.0]]).first is None


def test_the_chance_of_being_best_is_that_of_the_binomial():
    """One change of −3 and three of +1: the mean of a resampling is below 0 if −3 comes twice or more
    of four times, 0 if once: by Bin(4, 1/4) 0.26172 below and 0.42188 shared."""
    found = best([[0, 0, 0, 0], [-3, 1, 1, 1]])
    expected = 0.26171875 + 0.421875 / 2
    assert found.chance[1] == pytest.approx(expected, abs=4 * math.sqrt(0.25 / 2000))
    assert found.years == (3, 1)


def test_the_worst_year_of_a_rival():
    found = compare([1, 2, 3], [0, 4, 2])
    assert (found.lowest, found.highest) == (-1, 2)
