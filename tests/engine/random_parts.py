"""Small pieces of random hubs: lengths of time, shares, one value or one for each rating."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st


@dataclass(frozen=True)
class Cast:
    """The names of a hub: who and what there is."""

    agencies: list[str]
    people: dict[str, dict[str, object]]
    ratings: list[str]
    sources: list[str]
    stages: list[str]
    days: int
    together: bool
    """Whether it says how its agencies work together."""

    @property
    def roles(self) -> list[str]:
        """Names of the roles."""
        return list(self.people)

    def of(self, agency: str) -> list[str]:
        """Roles of an agency."""
        return [name for name, role in self.people.items() if role["agency"] == agency]


MINUTES = (0, 30, 60, 1, 45, 90, 180, 10, 15, 5)


def one_length(zero: bool) -> st.SearchStrategy[object]:
    """A length of time, the same or not for all cases."""
    minutes = st.sampled_from(MINUTES if zero else MINUTES[1:])
    usual = st.sampled_from((60, 30, 10, 120))
    return st.one_of(
        minutes.map(lambda m: f"{m} min"),
        usual.map(lambda m: f"{m} min (5 to {3 * m})"),
        usual.map(lambda m: {"shape": "exponential", "mean": f"{m} min"}),
        usual.map(lambda m: {"shape": "lognormal", "mean": f"{m} min", "cv": "0.6"}),
    )


@st.composite
def lengths(draw: st.DrawFn, ratings: list[str], zero: bool = True) -> object:
    """A length of time, one for all or one for each rating."""
    if len(ratings) > 1 and draw(st.integers(0, 3)) == 0:
        return {rating: draw(one_length(zero)) for rating in ratings}
    return draw(one_length(zero))


SPLITS = {
    1: ((20,),),
    2: ((10, 10), (14, 6), (20, 0), (1, 19)),
    3: ((7, 7, 6), (4, 6, 10), (10, 0, 10), (0, 0, 20)),
}
"""Shares in twentieths."""


def shares(names: list[str]) -> st.SearchStrategy[dict[str, str]]:
    """Shares that sum to 100 %."""
    return st.sampled_from(SPLITS[len(names)]).map(
        lambda split: {n: f"{5 * part}%" for n, part in zip(names, split, strict=True)}
    )


def sometimes(one_in: int) -> st.SearchStrategy[bool]:
    """True once in so many."""
    return st.integers(0, one_in - 1).map(lambda number: number == 1)


LATER = ["30 min", "1 h", "6 h", "1 working hour", "1 working day"]


@st.composite
def by_rating(draw: st.DrawFn, values: list[str], ratings: list[str]) -> object:
    """One value for all, or one for each rating."""
    value = st.sampled_from(values)
    if len(ratings) > 1 and draw(st.integers(0, 2)) == 0:
        return {rating: draw(value) for rating in ratings}
    return draw(value)
