"""Loops over the rows of a log, compiled where a compiler is there.

Each goes once over columns and writes into columns that it is given: it makes no arrays, holds
nobody up on another thread, and without a compiler is the same function, only slower.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Ints
from hubsim.jit import COMPILES, digest_of, entered, inlined, kept

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", bound=tuple[Any, ...])

SOURCES = digest_of("measures/*.py", "jit.py", "program/kinds.py", "runlog.py", "units.py")
"""Numbers of kinds and parts, and loops in other files, are built into what is compiled."""


def loop(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a loop on its first call and keep it."""
    return kept(function, entered, SOURCES) if COMPILES else _over_lists(function)


def step(function: Callable[P, R]) -> Callable[P, R]:
    """Compile what loops do with one row, written into them."""
    return kept(function, inlined, SOURCES)


def as_list(array: NDArray[Any]) -> list[Any] | NDArray[Any]:
    """What a loop that is not compiled goes through: a list for a column, else the array itself."""
    return array.tolist() if array.ndim == 1 else array


def _over_lists(function: Callable[P, R]) -> Callable[P, R]:
    """Run a loop that is not compiled over lists, which Python goes through far more quickly."""

    @wraps(function)
    def run(*given: P.args, **_: P.kwargs) -> R:
        lists: list[tuple[Any, list[Any]]] = []

        def listed(each: Any) -> Any:
            if isinstance(each, tuple):
                return type(each)(*map(listed, each))
            if not isinstance(each, np.ndarray):
                return each
            gone_through = as_list(each)
            if isinstance(gone_through, list):
                lists.append((each, gone_through))
            return gone_through

        found = function(*map(listed, given))  # type: ignore[call-arg]  # as given
        for array, column in lists:
            if array.flags.writeable:
                array[:] = column
        return found

    return run


DIGIT = 11
"""Bits by which numbers are put in order at a time."""
LAST = (1 << DIGIT) - 1
FEW = 128
"""Numbers that are sooner put in order without counting."""


def digits() -> Ints:
    """Room for `in_order` to count digits in."""
    return np.empty(1 << DIGIT, dtype=np.int64)


@step
def in_order(  # noqa: PLR0917 - columns of one table
    keys: Ints, room: Ints, some: int, place: int, most: int, count: Ints
) -> bool:
    """Put the first of some numbers in order, from a bit on; say whether in place, else in room.

    A few by putting one after the other where it belongs, many by counting, a digit at a time from
    the last: those that are equal stay as they were.
    """
    if some <= FEW:
        for n in range(1, some):
            key, at = keys[n], n
            while at > 0 and keys[at - 1] >> place > key >> place:
                keys[at] = keys[at - 1]
                at -= 1
            keys[at] = key
        return True
    here, there, in_place = keys, room, True
    while most >> place:
        for n in range(len(count)):
            count[n] = 0
        for n in range(some):
            count[here[n] >> place & LAST] += 1
        total = 0
        for n in range(len(count)):
            count[n], total = total, total + count[n]
        for n in range(some):
            digit = here[n] >> place & LAST
            there[count[digit]] = here[n]
            count[digit] += 1
        here, there, in_place, place = there, here, not in_place, place + DIGIT
    return in_place


def written(columns: T, count: int) -> T:
    """The first rows of some columns: a loop is given room for more than it may need."""
    return type(columns)(*(column[:count] for column in columns))


__all__ = ["digits", "in_order", "loop", "step", "written"]
