"""Numbers of a hub that may lie anywhere in a range, and how each is set, in the units written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hubsim.errors import InputError, Place, Problem, did_you_mean
from hubsim.plain import plain_number
from hubsim.spec.read import HubFile
from hubsim.spec.register import ASSUMED, Entry, register
from hubsim.spec.scenario import Change, paths
from hubsim.spec.source import Spot
from hubsim.units import HOUR, MINUTE, NUMBER, UnitError, per_week, span, usual_and_range

COUNTED = ("hour", "day", "week", "minute")
"""Units that have a plural."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One number inside an assumption: at its low end, as it is, and at its high end.

    Parameters
    ----------
    low, usual, high : float
        In the unit of `suffix`.
    suffix : str
        What stands behind the number, such as ``%`` or `` working hours``.
    whole : bool
        Whether only whole numbers make sense.
    """

    low: float
    usual: float
    high: float
    suffix: str
    whole: bool = False

    def text(self, x: float) -> str:
        """Write a value as a hub has it."""
        number = str(round(x)) if self.whole else plain_number(x)
        plural = self.suffix.rsplit(" ", 1)[-1] in COUNTED and " per " not in self.suffix
        return f"{number}{self.suffix}{'s' if plural and number != '1' else ''}"


@dataclass(frozen=True, slots=True)
class Assumption:
    """A number of a hub with the range in which the truth may lie.

    Parameters
    ----------
    path : str
    grade, source : str
        What it rests on.
    setting : Setting
        The number itself; of a shape its first (median, mean or usual value).
    shape : str
        Empty for a plain number.
    name : str
        Of the setting, inside a shape.
    others : mapping of str to Setting
        What else the shape has; they keep their proportion to the first.
    unit : str
        The kind of number, as in the register.
    called : str
        What it is called on a page.
    """

    path: str
    grade: str
    source: str
    setting: Setting
    shape: str = ""
    name: str = ""
    others: tuple[tuple[str, Setting], ...] = ()
    unit: str = ""
    called: str = ""

    @property
    def low(self) -> float:
        """Lowest value."""
        return self.setting.low

    @property
    def usual(self) -> float:
        """The value that is written."""
        return self.setting.usual

    @property
    def high(self) -> float:
        """Highest value."""
        return self.setting.high

    @property
    def whole(self) -> bool:
        """Whether only whole numbers make sense."""
        return self.setting.whole

    def said(self, x: float) -> str:
        """Say a value for people."""
        told = self.setting.text(x)
        return f"{self.name} {told}" if self.shape else told

    def change(self, x: float) -> Change:
        """Set the number to a value, in the units in which it is written."""
        value: Any = self.setting.text(x)
        if self.shape:
            more = {name: other.text(self._beside(x, other)) for name, other in self.others}
            value = {"shape": self.shape, self.name: value, **more}
        place = Place(f"{self.path} = {self.said(x)}")
        return Change(self.path, value, Spot(place, place), {})

    def _beside(self, x: float, other: Setting) -> float:
        """Give another setting of the shape where the first is x."""
        at = (self.low, self.usual, self.high)
        values = (other.low, other.usual, other.high)
        if other.suffix and min(at) > 0:  # a time: it keeps its proportion, also beyond the range
            times = [value / first for value, first in zip(values, at, strict=True)]
            return x * float(np.interp(x, *_rising(at, times)))
        return float(np.interp(x, *_rising(at, values)))

    def between(self, low: str, high: str) -> Assumption:
        """Give the same number with another range.

        Raises
        ------
        UnitError
            If it is written in another unit.
        """
        given = _setting(low, _text(self.setting), high, self.whole)
        if given.high <= given.low:
            raise UnitError(f"{low} to {high} is no range", "write the lower value first")
        return replace(self, setting=given)


def _text(setting: Setting) -> str:
    return setting.text(setting.usual)


def _rising(at: Sequence[float], values: Sequence[float]) -> tuple[list[float], list[float]]:
    """Leave out what stands twice."""
    kept = dict(zip(at, values, strict=True))
    return list(kept), list(kept.values())


def assumptions_of(file: HubFile) -> tuple[Assumption, ...]:
    """List the numbers of a hub that have a range, in the order of its sections.

    Parameters
    ----------
    file : HubFile
    """
    found = (_assumption(file, entry) for entry in register(file) if entry.ranged)
    return tuple(each for each in found if each is not None and each.low < each.high)


def assumption_at(file: HubFile, path: str, low: str = "", high: str = "") -> Assumption:
    """Find one number by its path, with its own range or a given one.

    Raises
    ------
    InputError
        For a path that leads to no number, a number without a range, or a range in other units.
    """
    place = Place("--path")
    entries = {entry.path: entry for entry in register(file)}
    if path not in entries:
        below = [other for other in entries if other.startswith(f"{path}.")]
        if below:
            message = f'"{path}" is a section of several numbers'
            raise InputError([Problem("E413", message, place, f"name one: {', '.join(below[:6])}")])
        known = {".".join(map(str, each)) for each in paths(file.source.data)}
        message = f'"{path[:100]}" is no number of this hub'
        help = did_you_mean(path[:100], list(entries))
        if path in known:
            help = "only numbers can be moved; what is a name or a list is a change of its own"
        raise InputError([Problem("E413", message, place, help)])
    entry = entries[path]
    if not (low and high) and not entry.ranged:
        message = f'nobody said in which range "{path}" ({entry.text}) may lie'
        help = f"say it: --low and --high, in the unit of {entry.text}"
        raise InputError([Problem("E413", message, place, help)])
    try:
        found = _assumption(file, entry, (low, high))
    except UnitError as error:
        raise InputError([Problem("E413", error.message, place, error.advice)]) from None
    if found is None:
        message = f'"{path}" ({entry.text}) cannot be moved step by step'
        raise InputError([Problem("E413", message, place, "change it with a scenario instead")])
    return found


def _assumption(
    file: HubFile, entry: Entry, given: tuple[str, str] = ("", "")
) -> Assumption | None:
    written: Any = file.source.data
    for step in entry.path.split("."):
        written = written[int(step)] if isinstance(written, list) else written[step]
    graded = written if isinstance(written, Mapping) and "value" in written else {"value": written}
    value = graded["value"]
    low, high = (graded.get(end, value) for end in ("low", "high"))
    try:
        found = _read(entry, low, value, high)
    except UnitError:
        return None
    if found is None:
        return None
    found = replace(found, called=file.hub.called(entry.path))
    return found.between(*given) if all(given) else found


def _read(entry: Entry, low: Any, value: Any, high: Any) -> Assumption | None:
    """Read a number and its ends, plain or as settings of a shape."""
    head = (entry.path, entry.grade or ASSUMED, entry.source)
    if all(isinstance(each, str) for each in (low, value, high)):
        ranges = [usual_and_range(each) if "(" in each else None for each in (low, value, high)]
        if not any(ranges):
            plain = _setting(low, value, high, entry.unit == "count")
            return Assumption(*head, plain, unit=entry.unit)
        low, value, high = (_triangle(each) for each in (low, value, high))
    if not all(isinstance(each, Mapping) for each in (low, value, high)):
        return None
    if len({(frozenset(each), each["shape"]) for each in (low, value, high)}) > 1:
        return None
    names = [name for name in value if name != "shape"]
    settings = {name: _setting(low[name], value[name], high[name]) for name in names}
    first, *rest = names
    others = tuple((name, settings[name]) for name in rest)
    return Assumption(*head, settings[first], value["shape"], first, others, entry.unit)


def _triangle(text: str) -> dict[str, str]:
    """Write ``4 h (0 to 8)``, or a time without a range, as the settings of its shape."""
    seconds = usual_and_range(text) or (span(text).amount,) * 3
    minutes = [f"{plain_number(second / MINUTE)} min" for second in seconds]
    return {"shape": "triangular", **dict(zip(("usual", "low", "high"), minutes, strict=True))}


def _setting(low: str, value: str, high: str, whole: bool = False) -> Setting:
    """Bring three texts to one unit: that of the value where they share it.

    Raises
    ------
    UnitError
        Where no unit fits all three.
    """
    texts = [re.sub("(?i)^none$", "0%", text.strip()) for text in (low, value, high)]
    parted = [re.fullmatch(rf"({NUMBER})(.*)", text) for text in texts]
    suffixes = {_singular(match[2]) if match else None for match in parted}
    suffix = suffixes.pop()
    if not suffixes and suffix is not None:
        numbers = [float(match[1]) for match in parted if match]
        return _of(numbers, suffix, whole or suffix.endswith("working day"))
    for read in (_minutes, _hours, _weekly):
        try:
            return read(texts)
        except UnitError:
            continue
    raise UnitError(f"{low}, {value} and {high} have no unit in common", f"write them as {value}")


def _of(numbers: Sequence[float], suffix: str, whole: bool = False) -> Setting:
    low, usual, high = numbers
    return Setting(low, usual, high, suffix, whole)


def _singular(suffix: str) -> str:
    return re.sub(rf"\b({'|'.join(COUNTED)})s$", r"\1", suffix.rstrip())


def _minutes(texts: Sequence[str]) -> Setting:
    return _of(_on("elapsed", texts, MINUTE), " min")


def _hours(texts: Sequence[str]) -> Setting:
    return _of(_on("working hours", texts, HOUR), " working hour")


def _weekly(texts: Sequence[str]) -> Setting:
    return _of([per_week(text) for text in texts], " per week")


def _on(clock: str, texts: Sequence[str], unit: int) -> list[float]:
    spans = [span(text) for text in texts]
    if {each.clock for each in spans} != {clock}:
        raise UnitError("times on different clocks")
    return [each.amount / unit for each in spans]
