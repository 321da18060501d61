"""How a length of time varies: its shape, and how people write it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from hubsim import units
from hubsim.errors import did_you_mean
from hubsim.spec.parts import Parts, text_of
from hubsim.units import UnitError, said

Z90 = 1.2815515655446004
"""Nine tenths of a normal distribution lie below this many standard deviations above its mean."""

Shape = Literal["constant", "triangular", "exponential", "lognormal", "gamma"]
SHAPES: tuple[str, ...] = get_args(Shape)


@dataclass(frozen=True, slots=True)
class Spread:
    """How a length of time varies from one case to the next; all in seconds.

    Parameters
    ----------
    shape : str
        ``constant``, ``triangular`` (usual, low, high), ``exponential`` (mean), ``lognormal`` or
        ``gamma`` (mean and cv of the time itself, not of its logarithm).
    mean : float
        Mean, seconds.
    cv : float
        Standard deviation divided by the mean.
    low, usual, high : float
        Of a triangular shape; otherwise 0.
    """

    shape: Shape
    mean: float
    cv: float = 0.0
    low: float = 0.0
    usual: float = 0.0
    high: float = 0.0

    @staticmethod
    def triangular(usual: float, low: float, high: float) -> Spread:
        """Usual value and limits; mean = (low + usual + high) / 3."""
        mean = (low + usual + high) / 3
        if high == low:
            return Spread("constant", usual)
        squares = low**2 + usual**2 + high**2 - low * usual - low * high - usual * high
        return Spread("triangular", mean, math.sqrt(squares / 18) / mean, low, usual, high)

    @staticmethod
    def around(shape: Shape, mean: float, cv: float) -> Spread:
        """Mean and cv; no variation, or no time at all, is a constant."""
        return Spread("constant", mean) if cv == 0 or mean == 0 else Spread(shape, mean, cv)

    @staticmethod
    def lognormal_by_median(median: float, nine_in_ten: float) -> Spread:
        """Lognormal with this median and 90th percentile, seconds."""
        sigma = math.log(nine_in_ten / median) / Z90
        return Spread.around(
            "lognormal", median * math.exp(sigma**2 / 2), math.sqrt(math.expm1(sigma**2))
        )


SETTINGS: dict[str, tuple[str, ...]] = {
    "constant": ("mean",),
    "triangular": ("usual", "low", "high"),
    "exponential": ("mean",),
    "lognormal": ("mean", "cv"),
    "gamma": ("mean", "cv"),
}
BY_MEDIAN = ("median", "nine_in_ten")

MOST_CV = 20.0
"""A time this uneven is no more than rare giants; beyond it, a slip of the pen."""

SPREAD_HELP = "write 30 min, or 30 min (15 to 75), or {shape: lognormal, mean: 30 min, cv: 0.5}"


def spread(given: Any) -> Spread:
    """Read a length of time that varies: ``30 min``, ``30 min (15 to 75)`` or a named shape.

    Raises
    ------
    UnitError
        For an unknown shape, a missing or superfluous setting, or a value out of range; with
        everything that is wrong inside.
    """
    if isinstance(given, Mapping):
        return _shaped(given)
    text = text_of(given, SPREAD_HELP)
    ranged = units.usual_and_range(text)
    return Spread.triangular(*ranged) if ranged else Spread("constant", units.work_seconds(text))


def _shaped(given: Mapping[str, Any]) -> Spread:
    parts = Parts()
    if "shape" not in given:
        raise UnitError("a length of time belongs here, and it does not say its shape", SPREAD_HELP)
    shape = parts.read("shape", _shape, given["shape"])
    names = SETTINGS.get(shape or "", ())
    if shape == "lognormal" and set(BY_MEDIAN) & set(given):
        names = BY_MEDIAN
    if shape is not None:
        _names(parts, given, shape, names)
    read = {name: parts.read(name, _setting(name), given[name]) for name in names if name in given}
    parts.done()
    known = [value for value in read.values() if value is not None]
    match shape:
        case "lognormal" if names == BY_MEDIAN:
            median, top = known
            if not 0 < median < top:
                raise UnitError(
                    "nine_in_ten must lie above the median, and the median above 0",
                    "nine times in ten it takes less than nine_in_ten, half of the time less than "
                    "the median",
                )
            return Spread.lognormal_by_median(median, top)
        case "triangular":
            usual, low, high = known
            if not low <= usual <= high:
                raise UnitError("usual must lie between low and high", "look at their order")
            return Spread.triangular(usual, low, high)
        case "lognormal" | "gamma":
            mean, cv = known
            return Spread.around("gamma" if shape == "gamma" else "lognormal", mean, cv)
        case "exponential":
            return Spread.around("exponential", known[0], 1.0)
        case _:
            return Spread("constant", known[0])


def _names(parts: Parts, given: Mapping[str, Any], shape: str, names: tuple[str, ...]) -> None:
    """Refuse settings that the shape has not, and miss those that it needs."""
    unknown = [name for name in given if name != "shape" and name not in names]
    for name in unknown:
        advice = did_you_mean(name, names, f"settings of {shape}")
        parts.wrong(name, UnitError(f"unknown setting {said(name)}", advice, at_name=True))
    missing = [name for name in names if name not in given]
    if missing and not unknown:
        advice = f"settings of {shape}: {', '.join(names)}"
        named = " and ".join(f'"{name}"' for name in missing)
        parts.wrong("shape", UnitError(f"the shape {shape} needs {named} beside it", advice))


def _shape(given: Any) -> str:
    word = text_of(given, f"shapes: {', '.join(SHAPES)}")
    if word not in SHAPES:
        raise UnitError(f"{said(word)} is no shape", did_you_mean(word[:60], SHAPES, "shapes"))
    return word


def _setting(name: str) -> Any:
    def read(given: Any) -> float:
        text = text_of(given, "write a number" if name == "cv" else "write 30 min")
        if name != "cv":
            return units.work_seconds(text)
        value = units.number(text)
        if value > MOST_CV:
            raise UnitError(f"{said(text)} is too uneven", f"the largest cv allowed is {MOST_CV:g}")
        return value

    return read
