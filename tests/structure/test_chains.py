"""Expected visits, by hand and against the linear equations solved as a whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.structure.chains import visits_from

Chain = dict[int, list[tuple[int, float]]]


def test_shares_along_a_way_multiply_and_ways_add_up():
    """0 goes to 1 (30%) or 2 (70%); half of 1 goes to 2: 0.3, then 0.7 + 0.15."""
    chain: Chain = {0: [(1, 0.3), (2, 0.7)], 1: [(2, 0.5)], 2: []}
    assert visits_from(0, chain.__getitem__) == pytest.approx({0: 1, 1: 0.3, 2: 0.85})


def test_a_loop_is_a_geometric_series():
    """A quarter of 1 goes round by 2 and a fifth of that comes back: 1 / (1 - 0.25 x 0.2)."""
    chain: Chain = {0: [(1, 1.0)], 1: [(2, 0.25), (3, 0.75)], 2: [(1, 0.2), (3, 0.8)], 3: []}
    found = visits_from(0, chain.__getitem__)
    assert found[1] == pytest.approx(1 / 0.95)
    assert found[2] == pytest.approx(0.25 / 0.95)
    assert found[3] == pytest.approx(1.0)


def test_a_state_that_leads_to_itself():
    chain: Chain = {0: [(0, 0.4), (1, 0.6)], 1: []}
    assert visits_from(0, chain.__getitem__) == pytest.approx({0: 1 / 0.6, 1: 1.0})


def test_what_splits_comes_more_than_once():
    """A case that asks three agencies is there once, and its questions three times."""
    chain: Chain = {0: [(1, 1.0), (2, 1.0), (2, 1.0), (2, 1.0)], 1: [], 2: []}
    assert visits_from(0, chain.__getitem__)[2] == 3.0


def test_what_cannot_be_reached_is_not_there():
    chain: Chain = {0: [(1, 1.0), (2, 0.0)], 1: [], 2: []}
    assert set(visits_from(0, chain.__getitem__)) == {0, 1}


def test_a_large_loop_is_solved_all_the_same():
    """Round a ring of 200 with 0.9 each step: 1 / (1 - 0.9^200) visits to the first, 0.9 of it next."""
    ring: Chain = {state: [((state + 1) % 200, 0.9)] for state in range(200)}
    found = visits_from(0, ring.__getitem__)
    first = 1 / (1 - 0.9**200)
    assert [found[state] for state in (0, 1, 150)] == pytest.approx(
        [first, 0.9 * first, 0.9**150 * first]
    )


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    """Up to twelve states that lead anywhere; at least a tenth leaves each of them."""
    size = draw(st.integers(1, 12))
    found: Chain = {}
    for state in range(size):
        to = draw(st.lists(st.integers(0, size - 1), max_size=4, unique=True))
        weights = [draw(st.integers(1, 9)) for _ in to]
        found[state] = [(t, 0.9 * w / sum(weights)) for t, w in zip(to, weights, strict=True)]
    return found


@settings(max_examples=300, derandomize=True, deadline=None)
@given(chains())
def test_it_is_what_the_equations_give_as_a_whole(chain: Chain):
    size = len(chain)
    flow = np.zeros((size, size))
    for state, leads in chain.items():
        for to, share in leads:
            flow[state, to] += share
    start = np.eye(size)[0]
    whole = np.linalg.solve(np.eye(size) - flow.T, start)
    found = visits_from(0, chain.__getitem__)
    assert [found.get(state, 0.0) for state in range(size)] == pytest.approx(whole.tolist())
