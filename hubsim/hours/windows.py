"""Open time as stretches of seconds, and how much of it lies between two instants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Seconds = int | NDArray[np.int64]
"""One instant or many, in whole seconds since the start."""


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Open time: sorted stretches ``[opens[i], closes[i])`` that neither overlap nor touch.

    Equal and hashed by value; the arrays are copies and read-only.

    Parameters
    ----------
    opens, closes : NDArray[np.int64], shape (n,)
        Seconds since the start.

    Raises
    ------
    TypeError
        If the seconds are not whole numbers.
    ValueError
        If the stretches are empty, out of order, overlapping or touching; `merging` mends that.
    """

    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    _worked: NDArray[np.int64] = field(init=False, repr=False)  # open seconds up to each close

    def __post_init__(self) -> None:
        opens, closes = _whole(self.opens).copy(), _whole(self.closes).copy()
        if opens.ndim != 1 or opens.shape != closes.shape:
            raise ValueError(f"{opens.shape} opens and {closes.shape} closes do not make pairs")
        if np.any(opens >= closes) or np.any(closes[:-1] >= opens[1:]):
            raise ValueError("stretches must be in order and neither be empty, overlap nor touch")
        worked = np.cumsum(closes - opens, dtype=np.int64)
        for name, array in (("opens", opens), ("closes", closes), ("_worked", worked)):
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Windows):
            return NotImplemented
        same = np.array_equal(self.opens, other.opens)
        return bool(same and np.array_equal(self.closes, other.closes))

    def __hash__(self) -> int:
        return hash((self.opens.tobytes(), self.closes.tobytes()))

    def __reduce__(self) -> tuple[Callable[..., Windows], tuple[Any, ...]]:
        return Windows, (self.opens, self.closes)  # a plain pickle would come back writable

    @staticmethod
    def always(start: int, end: int) -> Windows:
        """Open from `start` to `end` without a break; never, if they are equal."""
        if end < start:
            raise ValueError(f"the end {end} is before the start {start}")
        return Windows.merging(_whole([start]), _whole([end]))

    @staticmethod
    def merging(opens: NDArray[np.int64], closes: NDArray[np.int64]) -> Windows:
        """Make windows of stretches in any order: overlapping or touching ones become one.

        Parameters
        ----------
        opens, closes : NDArray[np.int64], shape (n,)
            Seconds since the start; a stretch that does not end after it opens is left out.
        """
        opens, closes = _whole(opens), _whole(closes)
        some = opens < closes
        opens, closes = opens[some], closes[some]
        if (closes[:-1] < opens[1:]).all():  # there is nothing to merge
            return Windows(opens, closes)
        return _at_least(1, (opens, 1), (closes, -1))

    def seconds_until(self, t: Seconds) -> NDArray[np.int64]:
        """Count the open seconds from the first opening to `t` (not counted itself), per `t`."""
        t = _whole(t)
        if not self.opens.size:
            return np.zeros_like(t)
        last = np.maximum(self.opens.searchsorted(t, side="right") - 1, 0)
        closes = self.closes[last]
        return np.asarray(self._worked[last] - (closes - np.clip(t, self.opens[last], closes)))

    def seconds_between(self, a: Seconds, b: Seconds) -> NDArray[np.int64]:
        """Count the open seconds in ``[a, b)``.

        Parameters
        ----------
        a, b : int or NDArray[np.int64]
            Seconds since the start, shapes that broadcast; `a` not after `b` (the count is
            negative where it is).

        Returns
        -------
        NDArray[np.int64]
            Whole seconds, of the broadcast shape.
        """
        return np.asarray(self.seconds_until(b) - self.seconds_until(a))

    def is_open(self, t: Seconds) -> NDArray[np.bool_]:
        """Say of each `t` whether it is in open time; an instant of closing is not."""
        t = _whole(t)
        begun = self.opens.searchsorted(t, side="right")
        return np.asarray(begun > self.closes.searchsorted(t, side="right"))

    def next_open(self, t: int) -> int | None:
        """Return `t` itself if it is open, else the next opening, or None if there is none."""
        at = int(self.closes.searchsorted(t, side="right"))
        return max(t, int(self.opens[at])) if at < self.opens.size else None

    def after(self, t: int, work: int) -> int | None:
        """Return the instant at which `work` open seconds after `t` have passed.

        Work that just fits ends at the close itself: 30 minutes from 16:30 end at 17:00, not next
        morning. No work at all "ends" at the first open instant from `t` on.

        Parameters
        ----------
        t : int
            Seconds since the start.
        work : int
            Open seconds, not negative.

        Returns
        -------
        int or None
            Seconds since the start; None if the windows run out before.

        Raises
        ------
        ValueError
            If `work` is negative.
        """
        if work < 0:
            raise ValueError(f"work cannot be negative: {work} s")
        if work == 0:
            return self.next_open(t)
        at = int(self.closes.searchsorted(t, side="right"))
        if at == self.closes.size:
            return None
        left = int(self.closes[at]) - max(t, int(self.opens[at]))
        done = int(self._worked[at]) - left + work
        at = int(self._worked.searchsorted(done))
        if at == self.closes.size:
            return None
        return int(self.closes[at]) - (int(self._worked[at]) - done)

    def after_each(self, t: NDArray[np.int64], work: NDArray[np.int64] | int) -> NDArray[np.int64]:
        """Do as `after` does, for many at once.

        Parameters
        ----------
        t : NDArray[np.int64], shape (n,)
            Seconds since the start.
        work : int or NDArray[np.int64], shape (n,)
            Open seconds, not negative.

        Returns
        -------
        NDArray[np.int64], shape (n,)
            -1 where the windows run out before.
        """
        t, work, size = _whole(t), _whole(work), self.closes.size
        done = self.seconds_until(t) + work
        if not size:
            return np.full(done.shape, -1, dtype=np.int64)
        end = self._worked.searchsorted(done)
        last = np.minimum(end, size - 1)
        found = np.where(end < size, self.closes[last] - (self._worked[last] - done), -1)
        if not work.all():  # no work is over as soon as it can be begun
            end = self.closes.searchsorted(t, side="right")
            begun = np.maximum(t, self.opens[np.minimum(end, size - 1)])
            found = np.where(work > 0, found, np.where(end < size, begun, -1))
        return found

    def shifts(self, midnights: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give each shift as a stretch of its own; one longer than a day is cut at midnight.

        Parameters
        ----------
        midnights : NDArray[np.int64], shape (n,)
            Seconds at which days begin, ascending.

        Returns
        -------
        opens, closes : NDArray[np.int64]
        """
        long = self.closes - self.opens > 24 * 3600
        inside = self.is_open(midnights)
        stretch = np.maximum(self.opens.searchsorted(midnights, side="right") - 1, 0)
        cuts = midnights[inside & long[stretch]] if self.opens.size else midnights[:0]
        cuts = np.setdiff1d(cuts, self.opens)
        return np.sort(np.append(self.opens, cuts)), np.sort(np.append(self.closes, cuts))

    def union(self, *others: Windows) -> Windows:
        """Open where any of them is; ``Windows.union(*many)`` works too."""
        return _at_least(1, *_edges((self, *others))) if others else self

    def intersection(self, *others: Windows) -> Windows:
        """Open where all of them are; ``Windows.intersection(*many)`` works too."""
        return _at_least(1 + len(others), *_edges((self, *others)))

    def minus(self, other: Windows) -> Windows:
        """Open where this one is and `other` is not."""
        return _at_least(1, *_edges([self]), (other.opens, -1), (other.closes, 1))

    __or__ = union
    __and__ = intersection


def _whole(seconds: Seconds | Sequence[int]) -> NDArray[np.int64]:
    """Take seconds as int64 and refuse floats, which would be cut off in silence."""
    array = np.asarray(seconds)
    if array.size and array.dtype.kind not in "iu":
        raise TypeError(f"seconds must be whole numbers, not {array.dtype}")
    return array.astype(np.int64, copy=False)


def _edges(many: Iterable[Windows]) -> list[tuple[NDArray[np.int64], int]]:
    return [edge for one in many for edge in ((one.opens, 1), (one.closes, -1))]


def _at_least(level: int, *edges: tuple[NDArray[np.int64], int]) -> Windows:
    """Sweep over instants and steps; open where the steps so far add up to `level` or more."""
    times = np.concatenate([instants for instants, _ in edges])
    steps = np.concatenate([np.full(instants.size, step) for instants, step in edges])
    order = np.argsort(times, kind="stable")
    times, height = times[order], np.cumsum(steps[order])
    # All steps of one instant count together: that is what merges stretches that touch.
    last = np.flatnonzero(np.diff(times, append=times[-1:] + 1))
    times, on = times[last], height[last] >= level
    flips = times[np.diff(on, prepend=False)]
    return Windows(flips[0::2], flips[1::2])
