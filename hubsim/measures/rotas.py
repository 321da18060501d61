"""Several working times side by side, and how much of each lies between two instants.

Measures ask this of every row of a log: it is what takes most of their time, and so it is compiled.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from hubsim.arrays import Ints
from hubsim.engine.compiled.jit import COMPILES, making
from hubsim.hours import Windows
from hubsim.runlog import Whole


class Rotas:
    """Open time of several people or groups of people, asked for many instants at once.

    Parameters
    ----------
    opens, closes : Ints
        The stretches of the first, in order, then those of the second, and so on; seconds.
    first : Ints
        Where those of each begin, and the end of all; shape (n_rotas + 1,).
    """

    def __init__(self, opens: Ints, closes: Ints, first: Ints) -> None:
        self.opens, self.closes, self.first = opens, closes, first
        total = np.concatenate([[0], np.cumsum(closes - opens)])
        self._worked = total[1:] - np.repeat(total[first[:-1]], np.diff(first))

    @staticmethod
    def of(windows: Sequence[Windows]) -> Rotas:
        """Put windows side by side."""
        none = np.zeros(0, dtype=np.int64)
        return Rotas(
            np.concatenate([none, *(each.opens for each in windows)]),
            np.concatenate([none, *(each.closes for each in windows)]),
            np.cumsum([0, *(len(each.opens) for each in windows)]),
        )

    def within(self, other: Windows) -> Rotas:
        """Each of them, as far as the other is open too."""
        begins = other.closes.searchsorted(self.opens, side="right")
        number = np.maximum(other.opens.searchsorted(self.closes) - begins, 0)
        mine = np.repeat(np.arange(len(number)), number)
        total = np.concatenate([[0], np.cumsum(number)])
        theirs = np.arange(len(mine)) - total[mine] + begins[mine]
        return Rotas(
            np.maximum(self.opens[mine], other.opens[theirs]),
            np.minimum(self.closes[mine], other.closes[theirs]),
            total[self.first],
        )

    def seconds_until(self, instants: Whole) -> Ints:
        """Count the open seconds of the only one of them before each instant, shape (n,)."""
        if not COMPILES:
            return Windows(self.opens, self.closes).seconds_until(instants.astype(np.int64))
        instants = np.require(instants, np.int64, ["C", "W"])
        return worked_until(self.opens, self.closes, self._worked, instants)

    def seconds_between(self, which: Whole | int, a: Whole, b: Whole) -> Ints:
        """Count the open seconds in ``[a, b)`` of one of them, for many.

        Parameters
        ----------
        which : whole numbers, or int
            The number of the one.
        a, b : whole numbers, shape (n,)
            Seconds since the start. It is quickest where neighbours ask for times near each other.

        Returns
        -------
        Ints
            Seconds, shape (n,).
        """
        if not COMPILES:
            return self.one_after_another(which, a, b)
        asked = np.full(len(a), which) if isinstance(which, int) else which
        return one_by_one(
            self.opens, self.closes, self._worked, self.first,
            *(np.require(column, np.int64, ["C", "W"]) for column in (asked, a, b)),
        )  # fmt: skip

    def one_after_another(self, which: Whole | int, a: Whole, b: Whole) -> Ints:
        """Do the same without a compiler: all of the first, all of the second, and so on."""
        found, asked = np.zeros(len(a), dtype=np.int64), np.broadcast_to(which, len(a))
        for number, (low, high) in enumerate(pairwise(self.first)):
            mine = np.flatnonzero(asked == number)
            if low < high and len(mine):
                windows = Windows(self.opens[low:high], self.closes[low:high])
                found[mine] = windows.seconds_between(
                    a[mine].astype(np.int64), b[mine].astype(np.int64)
                )
        return found


@making
def worked_until(opens: Ints, closes: Ints, worked: Ints, instants: Ints) -> Ints:
    """Open seconds of one rota before each instant, looked up beside the last one."""
    found = np.zeros(len(instants), dtype=np.int64)
    at, last = 0, len(opens) - 1
    if last >= 0:
        for n in range(len(instants)):
            t = instants[n]
            while at > 0 and opens[at] > t:
                at -= 1
            while at < last and opens[at + 1] <= t:
                at += 1
            found[n] = worked[at] - closes[at] + min(max(t, opens[at]), closes[at])
    return found


@making
def one_by_one(  # noqa: PLR0917 - columns of one table
    opens: Ints, closes: Ints, worked: Ints, first: Ints, which: Ints, a: Ints, b: Ints
) -> Ints:
    """Look each up beside where the last was found: neighbours lie near each other."""
    found = np.zeros(len(a), dtype=np.int64)
    places = first[:-1].copy()
    for n in range(len(a)):
        low, high, at = first[which[n]], first[which[n] + 1], places[which[n]]
        if low == high:
            continue
        t = a[n]
        while at > low and opens[at] > t:
            at -= 1
        while at + 1 < high and opens[at + 1] <= t:
            at += 1
        places[which[n]] = at
        before = worked[at] - closes[at] + min(max(t, opens[at]), closes[at])
        t = b[n]
        while at > low and opens[at] > t:
            at -= 1
        while at + 1 < high and opens[at + 1] <= t:
            at += 1
        found[n] = worked[at] - closes[at] + min(max(t, opens[at]), closes[at]) - before
    return found


__all__ = ["Rotas", "one_by_one", "worked_until"]
