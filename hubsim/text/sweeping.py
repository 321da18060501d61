"""The report of a sweep: one table for each figure, a row for each combination."""

from __future__ import annotations

import math
from collections.abc import Iterator

from hubsim.plain import columns, heading, wrapped
from hubsim.study import Study
from hubsim.study.positions import Figure
from hubsim.study.sweeping import Sweep
from hubsim.text.analyses import MODEL_ONLY, changed_between, level, named, opening

WIDTHS = (24, 27, 29)


def sweep_report(study: Study, swept: Sweep) -> str:
    """Report a grid of values.

    Parameters
    ----------
    study : Study
        Of the hub as it is.
    swept : Sweep
    """
    lines = opening(f"Sweep: {study.designs[0].label}", study)
    letters = "abcdefgh"
    for letter, axis in zip(letters, swept.axes, strict=False):
        lines.append(wrapped(f"{letter}: {axis.path}"))
    lines.append(wrapped(f"Changes: from the hub as written, on the same cases. {MODEL_ONLY}"))
    for figure in swept.figures:
        lines += _table(swept, figure, letters[: len(swept.axes)])
    for number, reason in enumerate(swept.values.unsettled):
        if reason:
            told = ", ".join(swept.points[number]) or "as written"
            lines.append(wrapped(f"NOT SETTLED with {told}: {reason}. Its averages are not shown."))
    return "\n".join(lines)


def _table(swept: Sweep, figure: Figure, letters: str) -> Iterator[str]:
    yield heading(named(figure))
    yield from columns(
        [(", ".join(letters), "mean (95% interval)", "change (95% interval)")], WIDTHS
    )
    for number, point in enumerate(swept.points):
        change = swept.change(number, figure)
        name = ", ".join(point) or "as written"
        if len(name) >= WIDTHS[0]:
            yield wrapped(name)
            name = ""
        told = changed_between(change, figure) if number and not math.isnan(change.mean) else ""
        yield from columns([(name, level(swept.estimate(number, figure), figure), told)], WIDTHS)
