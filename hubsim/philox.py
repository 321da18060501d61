"""Random bits by key and place: Philox-4x64 with ten rounds, of any places of many streams at once.

A block of four words follows from the key of its stream and its own number alone, so nothing before
it has to be drawn. NumPy promises the bit stream of a named bit generator for good, but not its
distribution methods, so uniforms are made from the raw bits here. The compiled loop gives the bits
that NumPy gives, and draws on several threads at once, which NumPy does not.

References
----------
Salmon, Moraes, Dror and Shaw (2011), *Parallel random numbers: as easy as 1, 2, 3*.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Floats, Ints
from hubsim.jit import COMPILES, digest_of, entered, high_half, inlined, kept

Words = NDArray[np.uint64]
Places = NDArray[np.uint32]

SOURCES = digest_of("philox.py", "jit.py")
ZERO, ONE, TWO, THREE = (np.uint32(number) for number in range(4))
TIMES_0, TIMES_2 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
PLUS_0, PLUS_1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)


def _block(low: Any, high: Any, number: Any) -> tuple[Any, Any, Any, Any]:
    """Give the words 4 n, 4 n + 1, … of the stream of a key."""
    a, b, c, d = np.uint64(number) + np.uint64(1), np.uint64(0), np.uint64(0), np.uint64(0)
    for _ in range(10):
        a, b, c, d = (
            high_half(TIMES_2, c) ^ b ^ low, TIMES_2 * c,
            high_half(TIMES_0, a) ^ d ^ high, TIMES_0 * a,
        )  # fmt: skip
        low, high = low + PLUS_0, high + PLUS_1
    return a, b, c, d


def _real(word: Any) -> Any:
    return np.float64(word >> np.uint64(11)) * 2.0**-53 + 2.0**-54


block, real = kept(_block, inlined, SOURCES), kept(_real, inlined, SOURCES)


def _fill(keys: Words, ends: Ints, number: Places, to: Places, found: Floats) -> None:
    i = np.int64(0)
    for stream in range(len(ends)):
        low, high, end = keys[stream, 0], keys[stream, 1], ends[stream]
        while i < end:
            this = number[i] >> TWO
            a, b, c, d = block(low, high, this)
            if i + 3 < end and number[i] & THREE == ZERO and number[i + 3] >> TWO == this:
                found[to[i]], found[to[i + 1]] = real(a), real(b)
                found[to[i + 2]], found[to[i + 3]] = real(c), real(d)
                i += 4
                continue
            while i < end and number[i] >> TWO == this:
                lane = number[i] & THREE
                word = a if lane == ZERO else b if lane == ONE else c if lane == TWO else d
                found[to[i]] = real(word)
                i += 1


def fill_by_numpy(keys: Words, ends: Ints, number: Places, to: Places, found: Floats) -> None:
    """Do what `fill` does, where nothing is compiled."""
    begin = 0
    for (low, high), end in zip(keys.tolist(), ends.tolist(), strict=True):
        some = slice(begin, end)
        begin = end
        bits = np.random.Philox(key=low | high << 64)
        raw = bits.random_raw(int(number[some].max(initial=0)) + 1)[number[some]]
        found[to[some]] = (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53 + 2.0**-54


_compiled = kept(_fill, entered, SOURCES)


def fill(keys: Words, ends: Ints, number: Places, to: Places, found: Floats) -> None:
    """Draw uniforms, strictly between 0 and 1, on a grid of 2**-53.

    Parameters
    ----------
    keys : array of uint64
        Lower and upper half of the key of each stream, shape (n_streams, 2).
    ends : Ints
        Where the places of each stream end, shape (n_streams,).
    number : array of uint32
        Places in the streams, ascending within each, shape (n,).
    to : array of uint32
        Where each is put, shape (n,).
    found : Floats
        Written; shape (n,).
    """
    way = _compiled if COMPILES and _compiled is not _fill else fill_by_numpy
    way(keys, ends, number, to, found)


__all__ = ["Places", "Words", "fill", "fill_by_numpy"]
