"""Several working times side by side, and how much of each lies between two instants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Ints
from hubsim.hours import Windows
from hubsim.measures.loops import loop, step
from hubsim.runlog import Whole

SHORTEST, MOST = 12, 1 << 18
"""Strides last an hour or so; there are no more than fit into fast memory."""


class Rotas(NamedTuple):
    """Open time of several people or groups of people, asked for many instants.

    Parameters
    ----------
    opens, closes : Ints
        The stretches of the first, in order, then those of the second, and so on; seconds.
    worked : Ints
        Open seconds of each rota up to each of its closes.
    first : Ints
        Where the stretches of each begin, and the end of all; shape (n_rotas + 1,).
    near : array of int32
        The stretch at the beginning of each stride of time, shape (n_rotas, n_strides): where to
        look first.
    stride : int
        A stride has ``2 ** stride`` seconds: few where there are few rotas.
    """

    opens: Ints
    closes: Ints
    worked: Ints
    first: Ints
    near: NDArray[np.int32]
    stride: int

    @staticmethod
    def of(windows: Sequence[Windows]) -> Rotas:
        """Put windows side by side."""
        none = np.zeros(0, dtype=np.int64)
        return Rotas.made_of(
            np.concatenate([none, *(each.opens for each in windows)]),
            np.concatenate([none, *(each.closes for each in windows)]),
            np.cumsum([0, *(len(each.opens) for each in windows)]),
        )

    @staticmethod
    def made_of(opens: Ints, closes: Ints, first: Ints) -> Rotas:
        """Make rotas of their stretches."""
        number, end, stride = len(first) - 1, int(closes.max(initial=0)), SHORTEST
        while number * (end >> stride) > MOST:
            stride += 1
        near = np.zeros((number, (end >> stride) + 1), dtype=np.int32)
        found = Rotas(opens, closes, np.zeros_like(opens), first, near, stride)
        look_through(found)
        return found

    def within(self, other: Windows) -> Rotas:
        """Each of them, as far as the other is open too."""
        begins = other.closes.searchsorted(self.opens, side="right")
        number = np.maximum(other.opens.searchsorted(self.closes) - begins, 0)
        mine = np.repeat(np.arange(len(number)), number)
        total = np.concatenate([[0], np.cumsum(number)])
        theirs = np.arange(len(mine)) - total[mine] + begins[mine]
        return Rotas.made_of(
            np.maximum(self.opens[mine], other.opens[theirs]),
            np.minimum(self.closes[mine], other.closes[theirs]),
            total[self.first],
        )

    def seconds_between(self, which: Whole | int, a: Whole, b: Whole) -> Ints:
        """Count the open seconds in ``[a, b)`` of one of them, for many.

        Parameters
        ----------
        which : whole numbers, or int
            The number of the one.
        a, b : whole numbers, shape (n,)
            Seconds since the start.

        Returns
        -------
        Ints
            Seconds, shape (n,).
        """
        asked = np.full(len(a), which) if isinstance(which, int) else which
        found = np.zeros(len(a), dtype=np.int64)
        which, a, b = (np.require(column, np.int64, ["C", "W"]) for column in (asked, a, b))
        look_up(self, which, a, b, found)
        return found


@loop
def look_through(rotas: Rotas) -> None:
    """Add up each rota, and note the stretch at the beginning of each stride."""
    opens, closes, worked, first, near, stride = rotas
    for which in range(len(first) - 1):
        total, at = 0, first[which]
        for n in range(first[which], first[which + 1]):
            total += closes[n] - opens[n]
            worked[n] = total
        for n in range(near.shape[1]):
            while at + 1 < first[which + 1] and opens[at + 1] <= n << stride:
                at += 1
            near[which, n] = at


@step
def open_between(rotas: Rotas, which: int, a: int, b: int) -> int:
    """Count the open seconds of one rota in ``[a, b)``."""
    if rotas.first[which] == rotas.first[which + 1]:
        return 0
    return open_until(rotas, which, b) - open_until(rotas, which, a)


@step
def open_until(rotas: Rotas, which: int, second: int) -> int:
    """Count the open seconds of one rota up to an instant."""
    opens, last = rotas.opens, rotas.first[which + 1] - 1
    at = rotas.near[which, min(max(second, 0) >> rotas.stride, rotas.near.shape[1] - 1)]
    while at > rotas.first[which] and opens[at] > second:
        at -= 1
    while at < last and opens[at + 1] <= second:
        at += 1
    closes = rotas.closes[at]
    return int(rotas.worked[at] - (closes - min(max(second, opens[at]), closes)))


@loop
def look_up(rotas: Rotas, which: Ints, a: Ints, b: Ints, found: Ints) -> None:
    """Count the open seconds of one of them between two instants, for many."""
    for n in range(len(a)):
        found[n] = open_between(rotas, which[n], a[n], b[n])


__all__ = ["Rotas", "look_up", "open_between"]
