"""Loops over the rows of a log, compiled where a compiler is there.

Each goes once over columns and writes into columns that it is given: it makes no arrays, holds
nobody up on another thread, and without a compiler is the same function, only slowly.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from hubsim.engine.compiled.jit import digest_of, entered, forget_other_sources, inlined

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", bound=tuple[Any, ...])

SOURCES = digest_of("measures/*.py", "program/kinds.py", "runlog.py", "units.py")
"""Numbers of kinds and parts, and loops in other files, are built into what is compiled."""


def loop(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a loop on its first call and keep it."""
    return _kept(function, entered)


def step(function: Callable[P, R]) -> Callable[P, R]:
    """Compile what loops do with one row, written into them."""
    return _kept(function, inlined)


def _kept(function: Callable[P, R], compiler: Callable[..., Callable[P, R]]) -> Callable[P, R]:
    try:
        found = compiler(function)
    except RuntimeError:  # no folder to keep it in
        return function
    forget_other_sources(found, function.__code__.co_filename, SOURCES)
    return found


def written(columns: T, count: int) -> T:
    """The first rows of some columns: a loop is given room for more than it may need."""
    return type(columns)(*(column[:count] for column in columns))


__all__ = ["loop", "step", "written"]
