"""Arrays and lists that refuse what compiled functions do not look for: a place below zero.

Python counts such a place from the end; what is compiled takes every place as it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np


class _Refuses:
    """Counts no places from its end; stands before what it is made for."""

    def __getitem__(self, place: Any) -> Any:
        refuse(place)
        return super().__getitem__(place)

    def __setitem__(self, place: Any, value: Any) -> None:
        refuse(place)
        super().__setitem__(place, value)


class Refusing(_Refuses, np.ndarray):
    """An array that does not count places from its end."""


class RefusingList(_Refuses, list[Any]):
    """A list that does not count places from its end."""


def refuse(place: Any) -> None:
    """Raise an error for a place below zero."""
    for each in place if isinstance(place, tuple) else (place,):
        if not isinstance(each, slice) and each < 0:
            raise IndexError(f"a place below zero: {place}")


def refusing_list(array: np.ndarray) -> RefusingList | Refusing:
    """A list for a column, else the array; both refuse."""
    return RefusingList(array.tolist()) if array.ndim == 1 else array.view(Refusing)
