"""Which of several parts may be the largest, where chance has its say in picking one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hubsim.analysis.intervals import level_for, paired


def largest(
    values: Sequence[Sequence[float]] | NDArray[np.float64], *, claims: int = 1
) -> tuple[int, ...]:
    """Give the rows whose mean may be the largest, the largest as found first.

    A row is left out where the one found largest is clearly larger: paired by replication, at a
    level at which, over all rows, the truly largest is left out in 5 % of cases at most. Of a
    single replication the row that was largest there is given alone; it is no more than that.

    Parameters
    ----------
    values : sequence of sequence of float
        By row, one value per replication; rows without any value are left out, then replications
        without a value in any row.
    claims : int
        How many such statements are made at once.

    References
    ----------
    Hsu (1984), constrained simultaneous confidence intervals for multiple comparisons with the
    best; for the truly largest only its differences from the other rows count.
    """
    table = np.asarray(values, dtype=np.float64)
    rows = [n for n, row in enumerate(table) if not np.isnan(row).all()]
    if not rows:
        return ()
    table = table[:, ~np.isnan(table[rows]).any(axis=0)]
    rows.sort(key=lambda n: -table[n].mean() if table.shape[1] else 0.0)
    first, *others = rows
    if table.shape[1] < 2:
        return (first,)
    level = level_for(claims * len(others))
    near = [n for n in others if paired(table[n].tolist(), table[first].tolist(), level).low <= 0]
    return (first, *near)
