"""Numbers with what is known about them.

Every number in a hub may be bare (``30 min``) or say what it rests on: ``{value: 30 min, low: 15
min, high: 75 min, grade: published, source: "..."}``. A number with low and high is an uncertain
input; one without a grade takes the `Basis` of its section, else it counts as assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Generic, Literal, TypeVar, cast, get_args

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from hubsim import units
from hubsim.errors import did_you_mean, nearest
from hubsim.spec.parts import Parts, found, text_of
from hubsim.spec.spread import BY_MEDIAN, SHAPES, Shape, Spread, spread
from hubsim.units import Span, UnitError, said

Grade = Literal["measured", "published", "derived", "calibrated", "assumed"]
GRADES: tuple[str, ...] = get_args(Grade)
"""From best to least: measured locally; published; derived by arithmetic from published figures;
calibrated (chosen so that a published result is met); assumed."""

T = TypeVar("T")


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
    unit : str
        What kind of number it is, such as ``share`` or ``contacts per week``.
    """

    value: T
    low: T | None = None
    high: T | None = None
    grade: Grade | None = None
    source: str = ""
    text: str = ""
    unit: str = ""


class Field(Generic[T]):
    """A pydantic annotation: a quantity read by one parser, bare or with what is known about it.

    Parameters
    ----------
    parse : callable
        From text (or a mapping, for a `Spread`) to the value; raises `UnitError`.
    form : str
        What is written, for messages and the JSON Schema, such as ``a percentage: 15%``.
    unit : str
        Of `Quantity`.
    by : str
        ``rating`` where the value may be given by rating as a mapping, else empty.
    """

    def __init__(self, parse: Callable[[Any], T], form: str, unit: str, by: str = "") -> None:
        self.parse, self.form, self.unit, self.by = parse, form, unit, by

    def read(self, given: Any) -> Quantity[T] | Mapping[str, Quantity[T]]:
        """Read what the file says.

        Raises
        ------
        UnitError
            With everything that is wrong inside, each with its path there.
        """
        if not (isinstance(given, Mapping) and self.by) or self._known(given):
            return self.one(given)
        parts = Parts()
        if not given:
            raise UnitError("nothing stands between the braces", f"write {self.form}")
        if len(given) > MOST_RATINGS:
            message = f"{len(given):,} entries are more ratings than a hub can have"
            raise UnitError(message, f"the largest number allowed is {MOST_RATINGS}")
        read = {str(key): parts.read(key, self.one, value) for key, value in given.items()}
        parts.done()
        return {key: value for key, value in read.items() if value is not None}

    def _known(self, given: Mapping[str, Any]) -> bool:
        """Whether a mapping is one quantity (graded or a shape), not one for each rating."""
        if ONE_QUANTITY & set(given):
            return True  # ratings may well be called low and high, but not value or shape
        ranged = {"low", "high"} & set(given)
        return bool(ranged) and any(nearest(key[:60], ("value", "grade")) for key in given)

    def one(self, given: Any) -> Quantity[T]:
        """Read a single quantity, bare or graded."""
        if isinstance(given, Quantity):
            return replace(given, unit=self.unit)
        if not isinstance(given, Mapping) or (self.parse is spread and "shape" in given):
            return Quantity(self._value(given), text=_text(given), unit=self.unit)
        if not set(given) & set(GRADED):
            if self.parse is spread and given:
                spread(given)  # it says that the shape is missing
            raise UnitError("a section stands where one value belongs", f"write {self.form}")
        parts, meant = Parts(), set[str | None]()
        for key in given:
            if key not in GRADED:
                meant.add(nearest(key[:60], GRADED))
                advice = did_you_mean(key[:60], GRADED)
                parts.wrong(key, UnitError(f"unknown field {said(key)}", advice, at_name=True))
        if "value" not in given and "value" not in meant:
            raise UnitError('the number itself is missing ("value")', f"value: {self.form}")
        read = {
            key: parts.read(key, self._value, given[key])
            for key in ("value", "low", "high")
            if key in given
        }
        grade = parts.read("grade", _grade, given["grade"]) if "grade" in given else None
        source = parts.read("source", text_of, given["source"]) if "source" in given else ""
        there, missing = ("high", "low") if "high" in given else ("low", "high")
        if there in given and missing not in given and missing not in meant:
            message = f'a range needs both low and high, and "{missing}" is missing'
            advice = f'write "{missing}" too, or delete "{there}"'
            parts.wrong(there, UnitError(message, advice, at_name=True))
        parts.done()
        value, low, high = (read.get(key) for key in ("value", "low", "high"))
        if value is None:  # pragma: no cover - done() has raised
            raise UnitError("nothing is written here")
        if low is not None and not _size(low) <= _size(value) <= _size(high):
            message = (
                f"{_text(given['value'])} does not lie between low {_text(given['low'])} and "
                f"high {_text(given['high'])}"
            )
            wrong = UnitError(message, "write low, the value and high in rising order")
            raise wrong.inside("value")
        return Quantity(value, low, high, grade, source or "", _text(given["value"]), self.unit)

    def _value(self, given: Any) -> T:
        if isinstance(given, str) or (self.parse is spread and isinstance(given, Mapping)):
            return self.parse(given)
        raise UnitError(
            f"one value belongs here, and {found(given)} is written", f"write {self.form}"
        )

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        """Validate with `read`."""
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe the bare and the graded form to editors."""
        bare: dict[str, Any] = {"type": ["string", "number"], "description": self.form}
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


MOST_RATINGS = 20
GRADED = ("value", "low", "high", "grade", "source")
ONE_QUANTITY = {"value", "grade", "source", "shape", "mean", "usual", "cv", *BY_MEDIAN}


def _grade(given: Any) -> Grade:
    word = text_of(given, f"grades: {', '.join(GRADES)}")
    if word not in GRADES:
        raise UnitError(f"{said(word)} is no grade", did_you_mean(word[:60], GRADES, "grades"))
    return cast(Grade, word)


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


_TIME = "a length of time: 30 min or 30 min (15 to 75)"
_LIMIT = "a length of time: 4 h, 6 working hours or 1 working day"
_PERCENT = "a percentage: 15%"
_BY_RATING = ", or one for each rating"


def _one_or_more(text: str) -> int:
    count = units.count(text)
    if not count:
        raise UnitError(f"{said(text)} is too few", "the smallest allowed is 1")
    return count


Duration = Annotated[Quantity[Spread], Field(spread, _TIME, "time")]
DurationByRating = Annotated[
    Quantity[Spread] | Mapping[str, Quantity[Spread]],
    Field(spread, _TIME + _BY_RATING, "time", "rating"),
]
Limit = Annotated[Quantity[Span], Field(units.span, _LIMIT, "time")]
LimitByRating = Annotated[
    Quantity[Span] | Mapping[str, Quantity[Span]],
    Field(units.span, _LIMIT + _BY_RATING, "time", "rating"),
]
_SHARE = Field(units.share, _PERCENT, "share")
share_of = _SHARE.one
"""Read one share, bare or graded."""
Share = Annotated[Quantity[float], _SHARE]
ShareByRating = Annotated[
    Quantity[float] | Mapping[str, Quantity[float]],
    Field(units.share, _PERCENT + _BY_RATING, "share", "rating"),
]


def _cover(text: str) -> float:
    return 0.0 if text.strip().lower() == "none" else units.share(text)


Cover = Annotated[Quantity[float], Field(_cover, _PERCENT, "share")]
Number = Annotated[Quantity[float], Field(units.number, "a number: 1.2", "multiple")]
Count = Annotated[Quantity[int], Field(units.count, "a whole number: 7", "count")]
AtLeastOne = Annotated[Quantity[int], Field(_one_or_more, "a whole number: 1", "count")]
Volume = Annotated[Quantity[float], Field(units.per_week, "a volume: 310 per week", "volume")]
Wage = Annotated[
    Quantity[tuple[float, str]],
    Field(units.money_per_hour, "a cost: 24 GBP per hour", "cost per hour"),
]
Leave = Annotated[Quantity[float], Field(units.weeks_a_year, "leave: 6 weeks a year", "leave")]
DurationFixed = Annotated[
    Quantity[float], Field(units.work_seconds, "a length of time: 5 min", "time")
]


def _after(text: str) -> Span:
    """Read ``after 1 working day``; the word may be left out."""
    return units.span(text.strip().removeprefix("after "))


After = Annotated[Quantity[Span], Field(_after, "after 1 working day", "time")]

__all__ = [
    "GRADES", "SHAPES", "After", "AtLeastOne", "Count", "Cover", "Duration", "DurationByRating",
    "DurationFixed", "Field", "Grade", "Leave", "Limit", "LimitByRating", "Number", "Quantity",
    "Shape", "Share", "ShareByRating", "Spread", "Volume", "Wage", "share_of", "spread",
]  # fmt: skip
