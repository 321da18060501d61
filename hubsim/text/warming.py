"""How a hub fills from its first day, with the cut: the plot that a warm-up is judged by."""

from __future__ import annotations

import math

import numpy as np

from hubsim.analysis.warm_up import BATCH
from hubsim.measures import MEASURES
from hubsim.plain import columns, heading, number, wrapped
from hubsim.study import Study
from hubsim.study.design import Warming

ROWS = 12
"""Stretches of time that are told, at most."""
WIDE = 40


def warming_lines(study: Study) -> list[str]:
    """Plot the series that needs the longest warm-up; nothing where none was looked for.

    Parameters
    ----------
    study : Study
    """
    if not study.warming:
        return []
    longest = max(study.warming, key=lambda each: each.cut.observations)
    label = MEASURES[longest.measure].label
    lines = [heading(f"From an empty hub: {label.lower()}"), wrapped(longest.design)]
    lines += _bars(longest)
    number_of = longest.cut.observations
    cut = (
        f"Left out: the first {number_of} of {len(longest.days)} days on which the hub is open."
        if number_of
        else "Nothing has to be left out."
    )
    lines.append(
        wrapped(
            f"{cut} Bars are means over replications; of {len(study.warming)} series this one "
            "needs the longest. If they still rise or fall below the line, do not believe the cut."
        )
    )
    return lines


def _bars(each: Warming) -> list[str]:
    """Means of stretches of equal length, whole batches, with a line at the cut."""
    stretch = BATCH * math.ceil(len(each.days) / (ROWS * BATCH))
    starts = range(0, len(each.days), stretch)
    means = [_mean(each.mean[at : at + stretch]) for at in starts]
    highest = max((mean for mean in means if not math.isnan(mean)), default=0.0)
    lines, is_cut = list[str](), each.cut.observations == 0
    for at, mean in zip(starts, means, strict=True):
        if not is_cut and at >= each.cut.observations:
            lines.append(f"{'-' * 22} left out above this line {'-' * 22}")
            is_cut = True
        bar = "" if math.isnan(mean) or not highest else "#" * round(WIDE * mean / highest)
        lines += columns([(f"from {each.days[at]}", number(mean), f"  {bar}".ljust(WIDE + 2))],
                         (18, 10, WIDE + 2))  # fmt: skip
    return lines


def _mean(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan
