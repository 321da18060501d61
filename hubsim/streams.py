"""Random numbers addressed by name.

A number is a function of (seed, stream name, replication, source of the case, episode, visit) and
of the case's own number within its source: never of the order in which anything happens, and never
of what else is in the hub. The name of a stream is the path of what is drawn in the YAML, so two
hubs share every draw of every stream that both have.

The bits are Philox-4x64, keyed by a BLAKE2b digest of the address (`philox`); what they are turned
into is worked out here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from hubsim.arrays import Floats, Ints
from hubsim.philox import Places, Words, fill
from hubsim.spec.quantity import Spread

PARTED = "\x1f"
"""Stands between the parts of an address."""


def uniforms(
    count: int,
    *,
    seed: int,
    stream: str,
    replication: int,
    source: str,
    episode: int = 0,
    visit: int = 0,
) -> Floats:
    """Draw uniforms for the cases 0, 1, 2, … of one source.

    Parameters
    ----------
    count : int
        How many; the first ones do not depend on it.
    seed, replication, episode, visit : int
        Parts of the address.
    stream : str
        What is drawn, as its path in the YAML.
    source : str
        Source of the cases.

    Returns
    -------
    Floats
        Shape (count,), strictly between 0 and 1, on a grid of 2**-53.
    """
    keys = _keys([_address(seed, stream, replication, source, episode, visit)])
    found, number = np.empty(count), _first(count)
    fill(keys, np.array([count], dtype=np.int64), number, number, found)
    return found


def _address(*parts: object) -> bytes:
    return PARTED.join(map(str, parts)).encode()


def _keys(addresses: Iterable[bytes]) -> Words:
    digests = [blake2b(each, digest_size=16).digest() for each in addresses]
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64).reshape(-1, 2)


def _first(count: int) -> Places:
    """Give the first places."""
    return _counted(count.bit_length())[:count]


@cache
def _counted(bits: int) -> Places:
    return np.arange(2**bits, dtype=np.uint32)


class Part(NamedTuple):
    """Some cases of one source at one episode.

    Parameters
    ----------
    source : str
    episode : int
    number : Ints
        Their numbers within the source, each once.
    to : Ints
        Where what is drawn for each of them is put.
    """

    source: str
    episode: int
    number: Ints
    to: Ints


class Cases:
    """Draws for cases of several sources and episodes at once.

    Parameters
    ----------
    parts : sequence of Part
        Together they fill 0, 1, 2, ….
    seed, replication : int
        Parts of the address.
    """

    def __init__(self, parts: Sequence[Part], *, seed: int, replication: int) -> None:
        self._seed, self._replication = seed, replication
        self._tails = [_address("", part.source, part.episode, "") for part in parts]
        order = [np.argsort(part.number, kind="stable") for part in parts]
        self._ends = np.cumsum([len(each) for each in order], dtype=np.int64)
        self._number = _joined(part.number[o] for part, o in zip(parts, order, strict=True))
        self._to = _joined(part.to[o] for part, o in zip(parts, order, strict=True))

    def uniforms(self, stream: str | Sequence[str], visit: int = 0) -> Floats:
        """Draw the numbers of a stream at a visit, or of one for each part.

        Returns
        -------
        Floats
            Shape (number of cases,).
        """
        heads = [
            _address(self._seed, each, self._replication)
            for each in ([stream] if isinstance(stream, str) else stream)
        ]
        heads *= len(self._tails) // len(heads)
        last = str(visit).encode()
        keys = _keys([h + tail + last for h, tail in zip(heads, self._tails, strict=True)])
        found = np.empty(len(self._to))
        fill(keys, self._ends, self._number, self._to, found)
        return found


def _joined(parts: Iterable[Ints]) -> Places:
    none = np.zeros(0, dtype=np.int64)
    return np.concatenate([none, *parts], dtype=np.uint32, casting="unsafe")


def inverse(spread: Spread, u: NDArray[np.float64]) -> Any:
    """Invert the distribution function of a length of time, in seconds.

    References
    ----------
    Law, *Simulation modeling and analysis*, 5th ed., section 8.3; a lognormal law with mean m and
    coefficient of variation c has sigma² = ln(1 + c²) and mu = ln m − sigma²/2.
    """
    if spread.shape == "constant":
        return np.full(len(u), spread.mean)
    if spread.shape == "exponential":
        found = np.negative(u)
        np.log1p(found, out=found)
        found *= -spread.mean
        return found
    if spread.shape == "lognormal":
        variance, found = np.log1p(spread.cv**2), special.ndtri(u)
        found *= np.sqrt(variance)
        found += np.log(spread.mean) - variance / 2
        return np.exp(found, out=found)
    if spread.shape == "gamma":
        k = 1 / spread.cv**2
        return special.gammaincinv(k, u) * spread.mean / k
    low, usual, high = spread.low, spread.usual, spread.high
    split = (usual - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (usual - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - usual))
    return np.where(u < split, rising, falling)
