"""Every other random number of a run, drawn before it: lengths of work, waits, ways taken.

An engine only looks them up, by case and visit. Lengths become whole seconds here, once, so that
no engine rounds. A visit that was not drawn is no fault of the run: it asks for more and begins
again, and since draws are addressed by visit, what was drawn before stays as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from hubsim.caseload import Caseload
from hubsim.hours import Windows
from hubsim.program import Program
from hubsim.program.layout import Floats, Ints
from hubsim.spec.quantity import Spread
from hubsim.streams import uniforms

FIRST_VISITS = 4
"""Visits drawn at first where a case can come back."""

MOST_VISITS = 64
"""Beyond this, a case goes round a loop that hardly ever ends."""


@dataclass(frozen=True, slots=True, eq=False)
class Variates:
    """Draws of one replication.

    Parameters
    ----------
    values : tuple of tuple of array
        By draw, then visit. Seconds as int64 of shape (1 or n_ratings, n_cases) for a length of
        time, uniforms as float64 of shape (n_cases,) otherwise.
    duty : tuple of Windows
        When each person is on duty.
    visits : int
        Visits drawn where a case can come back.
    """

    values: tuple[tuple[Ints | Floats, ...], ...]
    duty: tuple[Windows, ...]
    visits: int


def draw_variates(
    program: Program, caseload: Caseload, *, seed: int, replication: int, visits: int = FIRST_VISITS
) -> Variates:
    """Draw everything but the caseload.

    Parameters
    ----------
    program : Program
    caseload : Caseload
        Whose cases need the draws.
    seed, replication : int
        As for the caseload.
    visits : int
        How many visits to draw where a case can come back.
    """
    places = [np.flatnonzero(caseload.source == source) for source in range(len(program.sources))]

    def uniform(stream: str, visit: int) -> Floats:
        values = np.empty(len(caseload))
        for name, place in zip(program.sources, places, strict=True):
            if len(place):
                numbers = caseload.number[place]
                values[place] = uniforms(
                    int(numbers.max()) + 1,
                    seed=seed,
                    stream=stream,
                    replication=replication,
                    source=name,
                    visit=visit,
                )[numbers]
        return values

    values: list[tuple[Ints | Floats, ...]] = []
    for draw in program.draws:
        times = visits if draw.repeats else 1
        if not draw.spreads:
            values.append(tuple(uniform(draw.name, visit) for visit in range(times)))
        elif all(spread.shape == "constant" for spread in draw.spreads):
            fixed = np.array([[whole_seconds(s.mean)] for s in draw.spreads], dtype=np.int64)
            values.append((np.broadcast_to(fixed, (len(fixed), len(caseload))),) * times)
        else:
            values.append(
                tuple(seconds(draw.spreads, uniform(draw.name, visit)) for visit in range(times))
            )
    duty = tuple(program.hours[program.role_hours[role]] for role in program.person_role)
    return Variates(tuple(values), duty, visits)


def whole_seconds(length: float) -> int:
    """Round a length of time to whole seconds, half up."""
    return int(np.floor(length + 0.5))


def seconds(spreads: Sequence[Spread], u: Floats) -> Ints:
    """Turn uniforms into lengths of time by the inverse of each law's distribution function.

    Parameters
    ----------
    spreads : sequence of Spread
        One for all cases, or one per rating.
    u : Floats
        Shape (n_cases,), strictly between 0 and 1.

    Returns
    -------
    Ints
        Whole seconds, shape (len(spreads), n_cases).
    """
    return np.floor(np.vstack([inverse(spread, u) for spread in spreads]) + 0.5).astype(np.int64)


def inverse(spread: Spread, u: Floats) -> Any:
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
