"""Numbers with what is known about them.

Every number in a hub may be bare (``30 min``) or say what it rests on: ``{value: 30 min, low: 15
min, high: 75 min, grade: published, source: "..."}``. A number with low and high is an uncertain
input; one without a grade takes the `Basis` of its section, else it counts as assumed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, TypeVar, get_args

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from hubsim import units
from hubsim.errors import did_you_mean
from hubsim.units import Span, UnitError

Grade = Literal["measured", "published", "derived", "calibrated", "assumed"]
GRADES: tuple[str, ...] = get_args(Grade)
"""From best to least: measured locally; published; derived by arithmetic from published figures;
calibrated (chosen so that a published result is met); assumed."""

T = TypeVar("T")

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


@dataclass(frozen=True, slots=True)
class Quantity(Generic[T]):
    """A number of the hub and what is known about it.

    Parameters
    ----------
    value : T
        In the unit of its field.
    low, high : T or None
        The range in which the truth may lie; None if nobody said.
    grade : str or None
        One of `GRADES`, or None where the section's basis speaks for it.
    source : str
        Where it is from.
    text : str
        As written.
    """

    value: T
    low: T | None = None
    high: T | None = None
    grade: Grade | None = None
    source: str = ""
    text: str = ""


class Field(Generic[T]):
    """A pydantic annotation: a quantity read by one parser, bare or with what is known about it.

    Parameters
    ----------
    parse : callable
        From text (or a mapping, for a `Spread`) to the value; raises `UnitError`.
    unit : str
        What is written, for the JSON Schema.
    by : str
        ``rating`` where the value may be given by rating as a mapping, else empty.
    """

    def __init__(self, parse: Callable[[Any], T], unit: str, by: str = "") -> None:
        self.parse, self.unit, self.by = parse, unit, by

    def read(self, given: Any) -> Quantity[T] | Mapping[str, Quantity[T]]:
        """Read what the file says.

        Raises
        ------
        UnitError
            With the path inside the value.
        """
        if isinstance(given, Quantity):
            return given
        if isinstance(given, Mapping) and self.by and not {"value", "shape"} & set(given):
            return {str(key): _at(key, lambda v: self.one(v), value) for key, value in given.items()}
        return self.one(given)

    def one(self, given: Any) -> Quantity[T]:
        """Read a single quantity, bare or graded."""
        if isinstance(given, Quantity):
            return given
        if not (isinstance(given, Mapping) and "value" in given):
            return Quantity(self._value(given), text=_text(given))
        known = ("value", "low", "high", "grade", "source")
        for key in given:
            if key not in known:
                raise _inside(key, UnitError(f'unknown field "{key}"', did_you_mean(key, known)))
        value = _at("value", self._value, given["value"])
        low, high = (
            _at(key, self._value, given[key]) if key in given else None for key in ("low", "high")
        )
        grade = given.get("grade")
        if grade is not None and grade not in GRADES:
            raise _inside("grade", UnitError(f'"{grade}" is no grade', did_you_mean(grade, GRADES)))
        if (low is None) != (high is None):
            missing = "low" if low is None else "high"
            raise UnitError(f'a range needs both low and high, and "{missing}" is missing')
        if low is not None and not _size(low) <= _size(value) <= _size(high):
            raise UnitError(
                f'the value {_text(given["value"])} does not lie between '
                f'low {_text(given["low"])} and high {_text(given["high"])}'
            )
        source = given.get("source") or ""
        return Quantity(value, low, high, grade, source, _text(given["value"]))

    def _value(self, given: Any) -> T:
        if given is None:
            raise UnitError("nothing is written here", f"write {self.unit}")
        if isinstance(given, list):
            raise UnitError("a list stands where one value belongs", f"write {self.unit}")
        return self.parse(given)

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        """Validate with `read`."""
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe the bare and the graded form to editors."""
        bare: dict[str, Any] = {"type": ["string", "number"], "description": self.unit}
        if self.parse is spread:
            bare = {"anyOf": [bare, {"type": "object", "required": ["shape"]}]}
        graded = {
            "type": "object",
            "required": ["value"],
            "additionalProperties": False,
            "properties": {
                "value": bare,
                "low": bare,
                "high": bare,
                "grade": {"enum": list(GRADES)},
                "source": {"type": "string"},
            },
        }
        forms: list[dict[str, Any]] = [bare, graded]
        if self.by:
            forms.append({"type": "object", "additionalProperties": {"anyOf": [bare, graded]}})
        return {"anyOf": forms}


def _inside(key: object, error: UnitError) -> UnitError:
    error.path = (str(key), *error.path)
    return error


def _at(key: object, parse: Callable[[Any], T], given: Any) -> T:
    try:
        return parse(given)
    except UnitError as error:
        raise _inside(key, error) from None


def _text(given: Any) -> str:
    if isinstance(given, Mapping):
        return ", ".join(f"{key} {value}" for key, value in given.items())
    return str(given)


def _size(value: Any) -> float:
    if isinstance(value, Spread):
        return value.mean
    if isinstance(value, Span):
        return value.amount
    return float(value[0] if isinstance(value, tuple) else value)


def _needs_text(parse: Callable[[str], T], what: str) -> Callable[[Any], T]:
    def read(given: Any) -> T:
        if not isinstance(given, str):
            raise UnitError(f"several values stand where {what} belongs", f"write {what}")
        return parse(given)

    return read


def spread(given: Any) -> Spread:
    """Read a length of time that varies: ``30 min``, ``30 min (15 to 75)`` or a named shape.

    Raises
    ------
    UnitError
        For an unknown shape, a missing or superfluous setting, or a value out of range.
    """
    if isinstance(given, str):
        ranged = units.usual_and_range(given)
        return Spread.triangular(*ranged) if ranged else Spread("constant", units.work_seconds(given))
    shape = given.get("shape")
    if shape not in SHAPES:
        raise UnitError(
            f'"{shape}" is no shape' if shape else "a shape is missing",
            did_you_mean(str(shape or ""), SHAPES, "shapes"),
        )
    if shape == "lognormal" and "median" in given:
        median, top = _settings(given, ("median", "nine_in_ten"))
        if not 0 < median < top:
            raise UnitError("nine_in_ten must lie above the median, and the median above 0")
        return Spread.lognormal_by_median(median, top)
    if shape == "triangular":
        usual, low, high = _settings(given, ("usual", "low", "high"))
        if not low <= usual <= high:
            raise UnitError("usual must lie between low and high")
        return Spread.triangular(usual, low, high)
    if shape in {"lognormal", "gamma"}:
        mean, cv = _settings(given, ("mean", "cv"))
        return Spread.around(shape, mean, cv)
    (mean,) = _settings(given, ("mean",))
    return Spread(shape, mean, 1.0 if shape == "exponential" else 0.0)


def _settings(given: Mapping[str, Any], names: tuple[str, ...]) -> list[float]:
    for key in given:
        if key not in ("shape", *names):
            raise _inside(key, UnitError(f'unknown field "{key}"', did_you_mean(key, names)))
    for name in names:
        if given.get(name) is None:
            raise UnitError(f'a {given["shape"]} shape needs "{name}"', f"settings: {', '.join(names)}")
    parsers = {"cv": units.number}
    return [_at(name, parsers.get(name, units.work_seconds), given[name]) for name in names]


Duration = Annotated[Quantity[Spread], Field(spread, "a length of time: 30 min or 30 min (15 to 75)")]
DurationByRating = Annotated[
    Quantity[Spread] | Mapping[str, Quantity[Spread]],
    Field(spread, "a length of time: 30 min or 30 min (15 to 75), or one for each rating", "rating"),
]
Limit = Annotated[Quantity[Span], Field(_needs_text(units.span, "a length of time"), "4 h, 6 working hours, 1 working day")]
LimitByRating = Annotated[
    Quantity[Span] | Mapping[str, Quantity[Span]],
    Field(_needs_text(units.span, "a length of time"), "4 h, 6 working hours, 1 working day, or one for each rating", "rating"),
]
_SHARE = Field(_needs_text(units.share, "a percentage"), "a percentage: 15%")
share_of = _SHARE.one
"""Read one share, bare or graded."""
Share = Annotated[Quantity[float], _SHARE]
ShareByRating = Annotated[
    Quantity[float] | Mapping[str, Quantity[float]],
    Field(_needs_text(units.share, "a percentage"), "a percentage, or one for each rating", "rating"),
]
Number = Annotated[Quantity[float], Field(_needs_text(units.number, "a number"), "a number: 1.2")]
Count = Annotated[Quantity[int], Field(_needs_text(units.count, "a whole number"), "a whole number: 7")]
Volume = Annotated[Quantity[float], Field(_needs_text(units.per_week, "a volume"), "a volume: 310 per week")]
Wage = Annotated[
    Quantity[tuple[float, str]],
    Field(_needs_text(units.money_per_hour, "a cost per hour"), "a cost: 24 GBP per hour"),
]
Leave = Annotated[
    Quantity[float], Field(_needs_text(units.weeks_a_year, "leave"), "leave: 6 weeks a year")
]
DurationFixed = Annotated[
    Quantity[float], Field(_needs_text(units.work_seconds, "a length of time"), "a length of time: 5 min")
]


def _after(text: str) -> Span:
    return units.span(text.removeprefix("after ").strip())


After = Annotated[
    Quantity[Span], Field(_needs_text(_after, "a length of time"), "after 1 working day")
]
