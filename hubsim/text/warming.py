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

    One in which nothing could be told from chance is plotted too: there only the eye can judge.

    Parameters
    ----------
    study : Study
    """
    if not study.warming:
        return []
    longest = max(study.warming, key=lambda each: each.left_out)
    number_of, days = longest.left_out, len(longest.days)
    cut = "Nothing has to be left out."
    if longest.cut.rejected:
        cut = f"Not settled: the rule would leave out {number_of} of {days} days, more than half."
    elif number_of:
        cut = f"Left out: the first {number_of} of {days} days on which the hub is open."
    about = (
        f"{cut} Bars are means over replications; of {len(study.warming)} series this one needs "
        "the longest. If they still rise or fall below the line, do not believe the cut."
    )
    chance = (
        "Too little happens here to tell a beginning from chance. Bars are means over replications."
    )
    unseen = [(each, chance) for each in study.warming if not each.seen]
    told = [*([(longest, about)] if longest.seen else []), *unseen[:2]]
    return [line for each, said in told for line in _plot(each, said)]


def _plot(each: Warming, about: str) -> list[str]:
    label = MEASURES[each.measure].label
    title = heading(f"From an empty hub: {label.lower()}")
    return [title, wrapped(each.design), *_bars(each), wrapped(about)]


def _bars(each: Warming) -> list[str]:
    """Means of stretches of equal length, whole batches, with a line at the cut."""
    stretch = BATCH * math.ceil(len(each.days) / (ROWS * BATCH))
    starts = range(0, len(each.days), stretch)
    means = [_mean(each.mean[at : at + stretch]) for at in starts]
    highest = max((mean for mean in means if not math.isnan(mean)), default=0.0)
    lines, is_cut = list[str](), each.left_out == 0
    for at, mean in zip(starts, means, strict=True):
        if not is_cut and at >= each.left_out:
            lines.append(f"{'-' * 22} left out above this line {'-' * 22}")
            is_cut = True
        bar = "" if math.isnan(mean) or not highest else "#" * round(WIDE * mean / highest)
        lines += columns([(f"from {each.days[at]}", number(mean), f"  {bar}".ljust(WIDE + 2))],
                         (18, 10, WIDE + 2))  # fmt: skip
    return lines


def _mean(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan
