"""Compiling, where a compiler is there: without one these are ordinary functions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
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


def is_kept(function: Callable[P, R], file: str) -> bool:
    """Whether what was compiled of a function of a file lies on disk, newer than the file."""
    stats = getattr(function, "stats", None)
    if stats is None:  # an ordinary function: nothing to compile
        return True
    source = Path(file)
    found = Path(stats.cache_path).glob(f"{source.stem}.*.nbi")
    written = source.stat().st_mtime
    return any(index.stat().st_mtime >= written for index in found)
