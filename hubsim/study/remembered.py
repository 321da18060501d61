"""Positions that were looked at already are not run again."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from hubsim.study.positions import Evaluate, Figure, Floats, Position, Progress, Values


@dataclass(frozen=True, slots=True)
class Remembered:
    """An `Evaluate` that keeps the values it gave: a few numbers for each position.

    Parameters
    ----------
    evaluate : Evaluate
        Asked about what is new.
    """

    evaluate: Evaluate
    _seen: dict[Hashable, _Seen] = field(default_factory=dict)

    def __call__(
        self,
        positions: Sequence[Position],
        measures: Sequence[str],
        progress: Progress | None = None,
    ) -> Values:
        """Give the values of all groups of these measures, and of those asked for before."""
        keys = [_key(position) for position in positions]
        new = {
            key: position
            for key, position in zip(keys, positions, strict=True)
            if key not in self._seen or not self._seen[key].measures.issuperset(measures)
        }
        if new:
            values = self.evaluate(list(new.values()), measures, progress)
            for n, key in enumerate(new):
                found = {figure: rows[n] for figure, rows in values.found.items()}
                loads = values.loads[n] if values.loads else {}
                seen = _Seen(frozenset(measures), found, values.unsettled[n], loads)
                self._seen[key] = seen
        return _together([self._seen[key] for key in keys])


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one position gave."""

    measures: frozenset[str]
    found: Mapping[Figure, Floats]
    unsettled: str
    loads: Mapping[str, float]


def _key(position: Position) -> Hashable:
    model = position.model if isinstance(position.model, str) else id(position.model)
    return model, tuple((change.path, repr(change.value)) for change in position.changes)


def _together(some: Sequence[_Seen]) -> Values:
    none = np.full(max(len(row) for each in some for row in each.found.values()), np.nan)
    figures = dict.fromkeys(figure for each in some for figure in each.found)
    found = {
        figure: np.array([each.found.get(figure, none) for each in some]) for figure in figures
    }
    return Values(found, tuple(each.unsettled for each in some), tuple(each.loads for each in some))
