"""Compiling, where a compiler is there: without one these are ordinary functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

try:
    from numba import config, njit

    COMPILES = not getattr(config, "DISABLE_JIT", 0)
except ImportError:  # no wheel for this platform
    COMPILES = False

if TYPE_CHECKING or not COMPILES:

    def compiled(function: Callable[P, R]) -> Callable[P, R]:
        """Compile a function on its first call, keep it on disk, run it without Python's lock."""
        return function

else:
    compiled = njit(cache=True, nogil=True)
