"""The kernel on arrays that refuse what the compiled one does not look for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from hubsim.engine.compiled import engine
from hubsim.jit import COMPILES


class Refusing(np.ndarray):
    """An array that does not count places from its end, as the compiled kernel does not."""

    def __getitem__(self, place: Any) -> Any:
        refuse(place)
        return super().__getitem__(place)

    def __setitem__(self, place: Any, value: Any) -> None:
        refuse(place)
        super().__setitem__(place, value)


def refuse(place: Any) -> None:
    """Raise an error for a place below zero."""
    for each in place if isinstance(place, tuple) else (place,):
        if not isinstance(each, slice) and each < 0:
            raise IndexError(f"a place below zero: {place}")


@pytest.fixture(autouse=True, scope="session")
def places_are_not_below_zero() -> Iterator[None]:
    """Where nothing is compiled, give the kernel arrays that refuse such places."""

    def refusing(arrays: Any) -> Any:
        return type(arrays)(*(each.view(Refusing) for each in arrays))

    with pytest.MonkeyPatch.context() as patch:
        if not COMPILES:
            patch.setattr(engine, "boxed", refusing)
        yield
