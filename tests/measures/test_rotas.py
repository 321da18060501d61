"""Shifts and rotas against windows asked one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.hours import Windows
from hubsim.measures.rotas import Rotas, Shifts, Teams
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
    for shifts, each in (
        (Shifts.of(many), many),
        (Shifts.of(many).within(hub), [one & hub for one in many]),
    ):
        rotas = Rotas.of(shifts)
        expected = [each[n].seconds_between(start, end) for n, start, end in asked]
        assert rotas.seconds_between(which, a, b).tolist() == expected
        first = [each[0].seconds_between(start, end) for _, start, end in asked]
        assert rotas.seconds_between(0, a, b).tolist() == first


NEEDS = st.lists(st.tuples(st.sets(st.integers(0, 3)), st.integers(1, 3)), min_size=1, max_size=3)


@settings(deadline=None)
@given(
    st.lists(windows(), min_size=4, max_size=4),
    st.lists(NEEDS, max_size=3),
    st.integers(0, 3 * DAY),
)
def test_a_team_is_together_while_as_many_as_it_needs_are_there(
    people: list[Windows], teams: list[list[tuple[set[int], int]]], until: int
) -> None:
    """Looked at between any two instants at which anybody comes or goes."""
    some = Teams.of([[(np.array(sorted(who), int), most) for who, most in team] for team in teams])
    singles = Shifts.of(people, until)
    shifts = singles.together(some).and_then(singles)
    edges = np.unique(
        np.concatenate([[0, until], *((w.opens, w.closes) for w in people)], axis=None)
    )
    moments = edges[edges < until]
    there = [each.is_open(moments) for each in people]
    for number, team in enumerate(teams):
        together = shifts.windows(number)  # in order, neither empty nor touching, or refused
        expected = [
            all(sum(there[person][n] for person in who) >= most for who, most in team)
            for n in range(len(moments))
        ]
        assert together.is_open(moments).tolist() == expected
    for person, each in enumerate(people):
        assert shifts.windows(len(teams) + person).is_open(moments).tolist() == (
            each.is_open(moments).tolist()
        )
