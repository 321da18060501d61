"""Freed memory stays with the process for the next run, where the C library can be asked to.

Left to itself it gives large arrays back at once, and every page of the next run's must be cleared
again before it is written into: a quarter of the time of a run.
"""

from __future__ import annotations

import ctypes

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3
"""Numbers of the settings in glibc's ``malloc.h``."""

STAYS = 128 << 20
"""Bytes of freed memory that stay."""
LARGEST = 32 << 20
"""Bytes of the largest array that is taken from there; glibc allows no more."""


def keep_freed() -> bool:
    """Ask for it; say whether it is so. Other C libraries than glibc go on as they do."""
    try:
        ask = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    return bool(ask(MMAP_THRESHOLD, LARGEST) and ask(TRIM_THRESHOLD, STAYS))
