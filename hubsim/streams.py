"""Random numbers addressed by name.

A number is a function of (seed, stream name, replication, source of the case, episode, visit) and
of the case's own number within its source: never of the order in which anything happens, and never
of what else is in the hub. The name of a stream is the path of what is drawn in the YAML, so two
hubs share every draw of every stream that both have.

The bits are Philox-4x64 (Salmon et al. 2011, *Parallel random numbers: as easy as 1, 2, 3*), keyed
by a BLAKE2b digest of the address. NumPy promises the bit stream of a named bit generator for good,
but not its distribution methods, so uniforms are made from the raw bits here.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from hubsim.spec.quantity import Spread


def uniforms(
    count: int,
    *,
    seed: int,
    stream: str,
    replication: int,
    source: str,
    episode: int = 0,
    visit: int = 0,
) -> NDArray[np.float64]:
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
    NDArray[np.float64]
        Shape (count,), strictly between 0 and 1, on a grid of 2**-53.
    """
    address = "\x1f".join(map(str, (seed, stream, replication, source, episode, visit)))
    key = int.from_bytes(hashlib.blake2b(address.encode(), digest_size=16).digest(), "little")
    raw = np.random.Philox(key=key).random_raw(count)
    return (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53 + 2.0**-54


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
        return -spread.mean * np.log1p(-u)
    if spread.shape == "lognormal":
        variance = np.log1p(spread.cv**2)
        return np.exp(np.log(spread.mean) - variance / 2 + np.sqrt(variance) * special.ndtri(u))
    if spread.shape == "gamma":
        k = 1 / spread.cv**2
        return special.gammaincinv(k, u) * spread.mean / k
    low, usual, high = spread.low, spread.usual, spread.high
    split = (usual - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (usual - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - usual))
    return np.where(u < split, rising, falling)
