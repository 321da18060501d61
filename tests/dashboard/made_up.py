"""Results and names that are made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from hubsim.charts.view import Names
from hubsim.study import Results
from hubsim.study.parts import COLUMNS

Values = Mapping[tuple[str, str, str, str], Sequence[float]]


def results_with(values: Values, unsettled: Mapping[str, str] | None = None) -> Results:
    """Make results from values by (design, measure, by, group)."""
    rows = [
        (design, replication, measure, by, group, value, "")
        for (design, measure, by, group), many in values.items()
        for replication, value in enumerate(many)
    ]
    labels = tuple(dict.fromkeys(design for design, *_ in values))
    replications = len(next(iter(values.values())))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return Results(table, labels, replications, dict(unsettled or {}), (), {})


def names_of(*labels: str) -> Names:
    """Names that are what they are called."""
    return Names(
        {label: label for label in labels}, "", {"red": "Red", "green": "Green"}, {}, {}, {}
    )
