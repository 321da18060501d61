"""Random bits at any places of any streams are those of NumPy's Philox, compiled or not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.arrays import Floats
from hubsim.philox import fill, fill_by_numpy

WAYS = (fill, fill_by_numpy)
PLACES = st.one_of(
    st.integers(0, 40).map(lambda count: list(range(count))),  # all of them, as nearly always
    st.sets(st.integers(0, 200), max_size=40).map(sorted),
)
STREAMS = st.lists(st.tuples(st.integers(0, 2**128 - 1), PLACES), max_size=5)


def by_numpy(key: int, places: list[int]) -> Floats:
    """Uniforms from the words of NumPy's generator."""
    words = np.random.Philox(key=key).random_raw(max(places, default=0) + 1)[places]
    return (words >> np.uint64(11)).astype(float) * 2.0**-53 + 2.0**-54


@pytest.mark.parametrize("way", WAYS)
@settings(deadline=None)
@given(streams=STREAMS, shuffle=st.randoms(use_true_random=False))
def test_uniforms_are_those_of_numpys_words(way, streams, shuffle):
    halves = [(key & (2**64 - 1), key >> 64) for key, _ in streams]
    number = np.array([place for _, places in streams for place in places], dtype=np.uint32)
    ends = np.cumsum([len(places) for _, places in streams], dtype=np.int64)
    to = np.array(shuffle.sample(range(len(number)), len(number)), dtype=np.uint32)
    found = np.full(len(number), np.nan)
    way(np.array(halves, dtype=np.uint64).reshape(-1, 2), ends, number, to, found)
    wanted = np.concatenate([np.zeros(0), *(by_numpy(*each) for each in streams)])
    assert np.array_equal(found[to], wanted)
