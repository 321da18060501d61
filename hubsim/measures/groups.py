"""Things in groups, and what is told of each group: how many, how much, on average, below what.

What is added up are whole numbers, such as seconds. Their sums are exact in whatever order they
are made, and a mean is such a sum divided once: the nearest number there is to the true one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Floats, Ints
from hubsim.measures.lives import Column
from hubsim.measures.loops import digits, in_order, loop, step
from hubsim.measures.registry import ALL, Found
from hubsim.program.kinds import NONE

GROUP = 16
"""Bits for the number of a group."""
LEFT_OUT = np.int32(NONE)

Values = NDArray[np.signedinteger[Any]] | NDArray[np.bool_]
"""Whole numbers, or whether something holds; one for each thing."""


class Groups(NamedTuple):
    """Things in groups; some may be left out.

    Every statistic is an array of shape (1 + n_groups,): of all of them together, then of each
    group. Where there is nothing in a group, a mean is NaN.

    Parameters
    ----------
    by : str
        What they are told apart by; empty where they are not, and all are of one group.
    names : tuple of str
        Of the groups.
    of : array of int32
        The number of the group of each thing; `NONE` for those left out.
    """

    by: str
    names: tuple[str, ...]
    of: Column

    @staticmethod
    def made_of(by: str, names: Sequence[str], of: Any) -> Groups:
        """Take numbers of any kind."""
        return Groups(by, tuple(names), np.require(of, np.int32, ["C", "W"]))

    def among(self, some: NDArray[np.bool_]) -> Groups:
        """Leave out all others."""
        return Groups(self.by, self.names, np.where(some, self.of, LEFT_OUT))

    def counts(self) -> Ints:
        """How many there are."""
        found = np.zeros(1 + len(self.names), dtype=np.int64)
        count(self.of, found)
        return found

    def shares(self) -> Floats:
        """Which share of all there are."""
        counts = self.counts()
        return ratios(counts, np.full_like(counts, counts[0]))

    def sums(self, values: Values) -> Ints:
        """How much it is."""
        found = np.zeros(1 + len(self.names), dtype=np.int64)
        add_up(self.of, np.ascontiguousarray(values), found)
        return found

    def means(self, values: Values, unit: int = 1) -> Floats:
        """How much it is on average, in a unit of so many."""
        room = np.zeros((2, 1 + len(self.names)), dtype=np.int64)
        found = np.empty(1 + len(self.names))
        average(self.of, np.ascontiguousarray(values), room, unit, found)
        return found

    def most(self, values: Values) -> Ints:
        """The largest, at least 0."""
        found = np.zeros(1 + len(self.names), dtype=np.int64)
        take_most(self.of, np.ascontiguousarray(values), found)
        return found

    def quantiles(self, values: Values, shares: Sequence[float], unit: int = 1) -> Floats:
        """Values, none less than 0, below which shares of them lie; shape (n_shares, 1 + n_groups).

        Between two values by linear interpolation, as NumPy does it.
        """
        counts = self.counts()
        every, apart = np.empty((2, counts[0]), dtype=np.int64)
        room, ends = digits(), np.cumsum(counts[1:])
        put_in_order(self.of, np.ascontiguousarray(values), every, apart, room, ends - counts[1:])
        found = np.empty((len(shares), len(counts)))
        for share, row in zip(shares, found, strict=True):
            find(every, apart, ends, counts, share, unit, row)
        return found

    def told(self, figures: NDArray[Any]) -> Found:
        """Tell a statistic of all together, and of each group."""
        yield "all", ALL, figures[:1]
        if self.by:
            yield self.by, self.names, figures[1:]

    def told_apart(self, figures: NDArray[Any]) -> Found:
        """Tell a statistic of each group alone."""
        yield self.by, self.names, figures[1:]


def ratios(sums: Ints, counts: Ints, unit: int = 1) -> Floats:
    """Divide whole numbers by others, in a unit of so many; NaN where there is nothing."""
    found = np.empty(len(sums))
    divide(sums, counts, unit, found)
    return found


@loop
def count(of: Column, counts: Ints) -> None:
    """Count the things in each group, and all."""
    for n in range(len(of)):
        counts[of[n] + 1] += 1
    add_groups(counts)


@loop
def add_up(of: Column, values: Any, sums: Ints) -> None:
    """Sum the values of the things in each group, and of all."""
    for n in range(len(of)):
        sums[of[n] + 1] += values[n]
    add_groups(sums)


@loop
def average(of: Column, values: Any, room: Ints, unit: int, found: Floats) -> None:
    """Divide the sum of each group, and of all, by the number of things in it."""
    counts, sums = room
    for n in range(len(of)):
        counts[of[n] + 1] += 1
        sums[of[n] + 1] += values[n]
    add_groups(counts)
    add_groups(sums)
    for n in range(len(found)):
        found[n] = sums[n] / (counts[n] * unit) if counts[n] else np.nan


@step
def add_groups(figures: Ints) -> None:
    """Write the sum of all groups before them, where there was what is left out."""
    total = 0
    for n in range(1, len(figures)):
        total += figures[n]
    figures[0] = total


@loop
def divide(sums: Ints, counts: Ints, unit: int, found: Floats) -> None:
    """Divide each sum once, NaN where there is nothing."""
    for n in range(len(found)):
        found[n] = sums[n] / (counts[n] * unit) if counts[n] else np.nan


@loop
def take_most(of: Column, values: Any, found: Ints) -> None:
    """Take the largest of each group, and of all."""
    for n in range(len(of)):
        if of[n] >= 0:
            found[of[n] + 1] = max(found[of[n] + 1], values[n])
            found[0] = max(found[0], values[n])


@loop
def put_in_order(  # noqa: PLR0917 - columns of one table
    of: Column, values: Any, every: Ints, apart: Ints, room: Ints, begins: Ints
) -> None:
    """Put the values in order: of all things, and of one group after another.

    The group stands behind each value meanwhile.
    """
    count, most = 0, 0
    for n in range(len(of)):
        if of[n] >= 0:
            every[count] = values[n] << GROUP | of[n]
            most = max(most, every[count])
            count += 1
    if not in_order(every, apart, count, GROUP, most, room):
        for n in range(count):
            every[n] = apart[n]
    for n in range(count):
        group = every[n] & (1 << GROUP) - 1
        every[n] >>= GROUP
        apart[begins[group]] = every[n]
        begins[group] += 1


@loop
def find(  # noqa: PLR0917 - columns of one table
    every: Ints, apart: Ints, ends: Ints, counts: Ints, share: float, unit: int, found: Floats
) -> None:
    """Find the value below which a share lies, of all and of each group."""
    for n in range(len(counts)):
        if not counts[n]:
            found[n] = np.nan
            continue
        place = share * (counts[n] - 1)
        below, part = int(place), place - int(place)
        above = min(below + 1, counts[n] - 1)
        if n:
            first = ends[n - 1] - counts[n]
            a, b = apart[first + below] / unit, apart[first + above] / unit
        else:
            a, b = every[below] / unit, every[above] / unit
        found[n] = b - (b - a) * (1 - part) if part >= 0.5 else a + (b - a) * part


__all__ = ["Groups", "Values", "ratios"]
