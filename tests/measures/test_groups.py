"""Statistics of groups, against exact arithmetic and against NumPy's quantiles."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.measures.groups import Groups, ratios

NAMES = ("red", "amber", "green")
SHARES = (0.0, 0.25, 0.5, 0.9, 1.0)

things = st.lists(
    st.tuples(
        st.integers(-1, len(NAMES) - 1),
        st.one_of(st.integers(0, 9), st.integers(0, 2**31 - 1), st.integers(0, 2**40)),
    ),
    max_size=60,
)


def parted(some: list[tuple[int, int]]) -> tuple[Groups, np.ndarray, list[list[int]]]:
    """Groups, the values of all things, and those of all together and of each group."""
    of, values = (np.array(column, dtype=np.int64) for column in zip(*some, strict=True))
    each = [[value for group, value in some if group == n] for n in range(len(NAMES))]
    every = [value for group, value in some if group >= 0]
    return Groups.made_of("rating", NAMES, of), values, [every, *each]


@settings(deadline=None)  # the first call compiles
@given(things.filter(bool))
def test_counts_sums_and_means_are_those_of_exact_arithmetic(some: list[tuple[int, int]]) -> None:
    groups, values, expected = parted(some)
    assert groups.counts().tolist() == [len(each) for each in expected]
    assert groups.sums(values).tolist() == [sum(each) for each in expected]
    assert groups.most(values).tolist() == [max(each, default=0) for each in expected]
    for found, each in zip(groups.means(values, 3600), expected, strict=True):
        if each:  # the nearest number there is
            assert found == float(Fraction(sum(each), 3600 * len(each)))
        else:
            assert np.isnan(found)


@settings(deadline=None)  # the first call compiles
@given(things.filter(bool))
def test_quantiles_are_those_of_numpy(some: list[tuple[int, int]]) -> None:
    groups, values, expected = parted(some)
    found = groups.quantiles(values, SHARES, 3600)
    for number, each in enumerate(expected):
        if each:
            there = np.quantile(np.array(each) / 3600, SHARES)
            np.testing.assert_allclose(found[:, number], there, rtol=1e-15, atol=0)
        else:
            assert np.isnan(found[:, number]).all()


@settings(deadline=None)  # the first call compiles
@given(things.filter(bool))
def test_what_holds_is_counted(some: list[tuple[int, int]]) -> None:
    groups, values, expected = parted(some)
    odd = [sum(value % 2 for value in each) for each in expected]
    assert groups.sums(values % 2 == 1).tolist() == odd
    few = groups.among(values % 2 == 1)
    assert few.counts().tolist() == odd
    shares = [number / odd[0] if odd[0] else float("nan") for number in odd]
    np.testing.assert_array_equal(few.shares(), shares)


def test_nothing_is_told_of_nobody() -> None:
    nobody = Groups.made_of("rating", NAMES, [])
    none = np.zeros(0, dtype=np.int64)
    assert nobody.counts().tolist() == [0] * 4
    assert np.isnan(nobody.means(none)).all()
    assert np.isnan(nobody.quantiles(none, (0.5,))).all()
    assert np.isnan(ratios(np.array([0]), np.array([0]))).all()


@pytest.mark.parametrize(("by", "told"), [("rating", ["all", "rating"]), ("", ["all"])])
def test_all_together_are_told_first_and_alone_where_nothing_is_told_apart(
    by: str, told: list[str]
) -> None:
    groups = Groups.made_of(by, NAMES, [0, 2, 2])
    blocks = list(groups.told(groups.counts()))
    assert [block[0] for block in blocks] == told
    assert [value for block in blocks for value in block[2]] == [3, 1, 0, 2][: 4 if by else 1]
