"""The list of measures: each has a name, a unit, a sentence that defines it, and a function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Floats

if TYPE_CHECKING:
    from hubsim.measures.traces import Traces

Found: TypeAlias = Iterable[tuple[str, Sequence[str], Sequence[float] | NDArray[Any]]]
"""What a measure found: by what it is grouped (``all``, ``rating``, ``role`` …), the names of the
groups, and the value of each; as often as there are things to group it by."""

ALL = ("all",)
"""The one group of everything together."""


class Row(NamedTuple):
    """One value of one run, in tidy form."""

    measure: str
    by: str
    group: str
    value: float
    unit: str


@dataclass(frozen=True)
class Names:
    """What the rows of a run are called: the same for nearly all runs of a hub.

    Parameters
    ----------
    keys : tuple of (measure, by, group, unit)
        In the order of the rows.
    """

    keys: tuple[tuple[str, str, str, str], ...]

    @cached_property
    def at(self) -> dict[tuple[str, str, str], int]:
        """Where a row stands, by measure, kind of group and group."""
        return {key[:3]: number for number, key in enumerate(self.keys)}


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The rows of a run: what they are called, and their values.

    Parameters
    ----------
    names : Names
    values : Floats
        NaN where there was nothing to average.
    """

    names: Names
    values: Floats

    @staticmethod
    def of(rows: Iterable[Row]) -> Measured:
        """Part rows into what they are called and their values."""
        some = list(rows)
        names = Names(tuple((row.measure, row.by, row.group, row.unit) for row in some))
        return Measured(names, np.array([row.value for row in some], dtype=np.float64))

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Row]:
        for (measure, by, group, unit), value in zip(
            self.names.keys, self.values.tolist(), strict=True
        ):
            yield Row(measure, by, group, value, unit)


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is measured.

    Parameters
    ----------
    name : str
        Short and stable; the first column of every table.
    label : str
        What people read.
    unit : str
        Of the values.
    definition : str
        One sentence.
    better : str
        ``lower``, ``higher`` or empty where neither is better.
    function : callable
        From the traces of a run to groups and values; NaN where there is nothing to average.
    settles : bool
        Whether it means something only while queues settle: not shown for an overloaded hub.
    usual : bool
        Whether it is measured when nobody names the measures wanted.
    """

    name: str
    label: str
    unit: str
    definition: str
    better: str
    function: Callable[[Traces], Found]
    settles: bool = True
    usual: bool = True

    @property
    def smallest(self) -> float:
        """The smallest difference that matters: a minute, or a tenth of a point; else any does."""
        if self.unit.endswith("hours"):
            return 1 / 60
        if self.unit == "days":
            return 1 / (24 * 60)
        return 0.001 if self.unit.startswith("share") else 0.0


MEASURES: dict[str, Measure] = {}
"""All measures by name, in the order of definition."""


def measure(
    name: str,
    label: str,
    unit: str,
    definition: str,
    *,
    better: str = "",
    settles: bool = True,
    usual: bool = True,
) -> Callable[[Callable[[Traces], Found]], Callable[[Traces], Found]]:
    """Register a function as a measure."""

    def register(function: Callable[[Traces], Found]) -> Callable[[Traces], Found]:
        MEASURES[name] = Measure(name, label, unit, definition, better, function, settles, usual)
        return function

    return register


def gathered(measures: Iterable[Measure], traces: Traces) -> Measured:
    """Give what measures find, one after the other."""
    called, values = list[tuple[str, str, tuple[str, ...], str]](), list[float]()
    for each in measures:
        for by, groups, some in each.function(traces):
            called.append((each.name, by, tuple(groups), each.unit))
            values.extend(some.tolist() if isinstance(some, np.ndarray) else some)
    return Measured(_named(tuple(called)), np.array(values, dtype=np.float64))


@lru_cache(maxsize=64)
def _named(called: tuple[tuple[str, str, tuple[str, ...], str], ...]) -> Names:
    return Names(
        tuple((name, by, group, unit) for name, by, groups, unit in called for group in groups)
    )
