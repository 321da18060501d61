"""Rotas against windows asked one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.hours import Windows
from hubsim.measures.rotas import Rotas
from hubsim.units import DAY

SECONDS = st.integers(-DAY // 2, 3 * DAY)


@st.composite
def windows(draw: st.DrawFn) -> Windows:
    """Up to six stretches within two and a half days, or none."""
    edges = draw(st.lists(st.integers(0, 5 * DAY // 2), unique=True, max_size=12).map(sorted))
    edges = edges[: len(edges) // 2 * 2]
    return Windows(np.array(edges[0::2], dtype=np.int64), np.array(edges[1::2], dtype=np.int64))


ASKED = st.lists(st.tuples(st.integers(0, 3), SECONDS, SECONDS), max_size=30)


@settings(deadline=None)  # the first call compiles
@given(st.lists(windows(), min_size=4, max_size=4), windows(), ASKED)
def test_rotas_are_windows_side_by_side(
    many: list[Windows], hub: Windows, asked: list[tuple[int, int, int]]
) -> None:
    which, a, b = np.array(asked, dtype=np.int64).reshape(-1, 3).T
    for rotas, each in (
        (Rotas.of(many), many),
        (Rotas.of(many).within(hub), [one & hub for one in many]),
    ):
        expected = [each[n].seconds_between(start, end) for n, start, end in asked]
        assert rotas.seconds_between(which, a, b).tolist() == expected
        first = [each[0].seconds_between(start, end) for _, start, end in asked]
        assert rotas.seconds_between(0, a, b).tolist() == first
