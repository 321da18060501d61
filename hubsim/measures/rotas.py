"""Several working times side by side, and how much of each lies between two instants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from hubsim.arrays import Ints
from hubsim.hours import Windows
from hubsim.measures.loops import loop, step
from hubsim.runlog import Whole
from hubsim.units import DAY


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
    near : Ints
        A stretch near the beginning of each day, shape (n_rotas, n_days): where to look first.
    """

    opens: Ints
    closes: Ints
    worked: Ints
    first: Ints
    near: Ints

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
        days = int(closes.max(initial=0)) // DAY + 1
        near, worked = np.zeros((len(first) - 1, days), dtype=np.int64), np.zeros_like(opens)
        found = Rotas(opens, closes, worked, first, near)
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
    """Add up each rota, and note the stretch that is near the beginning of each day."""
    opens, closes, worked, first, near = rotas
    for which in range(len(first) - 1):
        total, at = 0, first[which]
        for n in range(first[which], first[which + 1]):
            total += closes[n] - opens[n]
            worked[n] = total
        for day in range(near.shape[1]):
            while at + 1 < first[which + 1] and opens[at + 1] <= day * DAY:
                at += 1
            near[which, day] = at


@step
def open_between(rotas: Rotas, which: int, a: int, b: int) -> int:
    """Count the open seconds of one rota in ``[a, b)``."""
    opens, closes, near = rotas.opens, rotas.closes, rotas.near
    low, last = rotas.first[which], rotas.first[which + 1] - 1
    if low > last:
        return 0
    days = near.shape[1] - 1
    at = near[which, min(max(a // DAY, 0), days)]
    if opens[at] <= min(a, b) and max(a, b) <= closes[at]:
        return int(b - a)
    while at > low and opens[at] > a:
        at -= 1
    while at < last and opens[at + 1] <= a:
        at += 1
    left = closes[at] - min(max(a, opens[at]), closes[at])
    if a <= b and (at == last or b <= opens[at + 1]):
        return int(left - (closes[at] - min(max(b, opens[at]), closes[at])))
    then = near[which, min(max(b // DAY, 0), days)]
    while then > low and opens[then] > b:
        then -= 1
    while then < last and opens[then + 1] <= b:
        then += 1
    over = closes[then] - min(max(b, opens[then]), closes[then])
    return int(left + rotas.worked[then] - rotas.worked[at] - over)


@loop
def look_up(rotas: Rotas, which: Ints, a: Ints, b: Ints, found: Ints) -> None:
    """Count the open seconds of one of them between two instants, for many."""
    for n in range(len(a)):
        found[n] = open_between(rotas, which[n], a[n], b[n])


__all__ = ["Rotas", "look_up", "open_between"]
