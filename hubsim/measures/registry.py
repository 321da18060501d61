"""The list of measures: each has a name, a unit, a sentence that defines it, and a function."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from hubsim.measures.traces import Traces

Found = Iterable[tuple[str, str, float]]
"""By what it is grouped (``all``, ``rating``, ``role`` …), the group, and the value."""


class Row(NamedTuple):
    """One value of one run, in tidy form."""

    measure: str
    by: str
    group: str
    value: float
    unit: str


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
