"""Results and names that are made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hubsim.charts.view import Names
from hubsim.study import Results
from hubsim.study.rows import Rows

Values = Mapping[tuple[str, str, str, str], Sequence[float]]


def results_with(values: Values, unsettled: Mapping[str, str] | None = None) -> Results:
    """Make results from values by (design, measure, by, group)."""
    labels = tuple(dict.fromkeys(design for design, *_ in values))
    replications = len(next(iter(values.values())))
    rows = [
        (label, replication, measure, by, group, many[replication], "")
        for replication in range(replications)
        for label in labels
        for (design, measure, by, group), many in values.items()
        if design == label
    ]
    return Results(Rows.of(rows), labels, replications, dict(unsettled or {}), (), {})


def names_of(*labels: str) -> Names:
    """Names that are what they are called."""
    return Names(
        {label: label for label in labels}, "", {"red": "Red", "green": "Green"}, {}, {}, {}
    )
