"""Which assumption could turn the choice between two models: a sentence, and a table in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from hubsim.analysis import Estimate, verdict
from hubsim.charts.titles import quoted
from hubsim.charts.view import Names
from hubsim.charts.words import changed
from hubsim.plain import plural
from hubsim.study.scanning import Scan, Scanned, Turns
from hubsim.study.turning import FEW, SHORT, Turning

IN_WORDS: dict[Turns, str] = {
    "turns": "Yes: the other model is clearly ahead at one end",
    "may turn": "Not clear, all numbers looked at together: neither is clearly ahead at an end",
    "not known": "Not known: at one end a model cannot keep up, and a queue never settles",
    "holds": "No: the order is the same at both ends",
}
SCREENED = (
    "with a range is set to both ends of it, one at a time, and the models are run again. Only "
    f"{SHORT.weeks} weeks after {SHORT.warm_up} of warm-up, {FEW} times each: enough to see where "
    "to look, not to decide."
)
"""What a screening is, after how many numbers it looks at."""
NAMED = 3
"""Numbers named in a sentence."""
MOST = 15
"""Numbers in the table on a page; the CSV has all."""


def turning_title(found: Turning, names: Names) -> str:
    """Say whether one number by itself can turn the order of two models.

    Parameters
    ----------
    found : Turning
    names : Names
    """
    scan, best, second = found.scan, *_called(found, names)
    if verdict(scan.as_it_is) not in {"lower", "higher"}:
        return (
            f"In runs as short as these, neither {quoted(best)} nor {quoted(second)} is clearly "
            "ahead, so they do not show what could turn the order"
        )
    if scan.as_it_is.mean < 0:  # of what the second takes beyond the first
        return (
            f"In runs as short as these {quoted(second)} is clearly ahead of {quoted(best)}, the "
            "other way round than in the results, so they do not show what could turn the order"
        )
    by_kind = {kind: [e for e in scan.found if e.turns == kind] for kind in IN_WORDS}
    turns, every = by_kind["turns"], plural(len(scan.found), "number")
    beside = ""
    if by_kind["may turn"]:
        beside += (
            f"; {len(by_kind['may turn'])} could make it unclear ({_few(by_kind['may turn'])})"
        )
    if by_kind["not known"]:
        beside += (
            f"; with {len(by_kind['not known'])} a model cannot keep up at one end of the range, "
            f"so that it is not known ({_few(by_kind['not known'])})"
        )
    if not turns:
        return (
            f"None of {every} clearly turns the order of {quoted(best)} and {quoted(second)} by "
            f"itself{beside}"
        )
    can = "can, each by itself," if len(turns) > 1 else "alone can"
    return (
        f"{len(turns)} of {every} {can} turn the order of {quoted(best)} and {quoted(second)} "
        f"({_few(turns)}){beside}"
    )


def _few(some: Sequence[Scanned]) -> str:
    """Name the first of some numbers."""
    told = [each.placed.assumption.called for each in some[:NAMED]]
    more = len(some) - len(told)
    return "; ".join([*told, f"and {more} more"] if more > 0 else told)


def turning_table(found: Turning, names: Names) -> pd.DataFrame:
    """Put the numbers in words, those that can turn the order first.

    Parameters
    ----------
    found : Turning
    names : Names

    Returns
    -------
    DataFrame
        Text, one row a number. Differences are the second model's value minus the best one's.
    """
    return scan_table(found.scan, *_called(found, names))


def scan_table(scan: Scan, first: str, second: str) -> pd.DataFrame:
    """Put the numbers that were set to both of their ends in words.

    Parameters
    ----------
    scan : Scan
    first, second : str
        What the two designs are called.

    Returns
    -------
    DataFrame
        Text, one row a number. Differences are the second design's value minus the first one's.
    """
    where = {"both": "both", "first": first, "second": second}
    rows = [
        (
            each.placed.assumption.called,
            where[each.placed.where],
            *_values(each),
            _rests_on(each),
            IN_WORDS[each.turns],
            _said(each.low, scan.figure.unit),
            _said(each.high, scan.figure.unit),
        )
        for each in scan.found
    ]
    columns = [
        "Assumption", "Set in", "As written", "May lie", "Rests on", "Can it turn the order?",
        "Difference at the low end", "Difference at the high end",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _called(found: Turning, names: Names) -> tuple[str, str]:
    return names.models[found.rivals.first], names.models[found.rivals.second]


def _rests_on(each: Scanned) -> str:
    a = each.placed.assumption
    return f"{a.grade}: {a.source}" if a.source else a.grade


def _values(each: Scanned) -> tuple[str, str]:
    a = each.placed.assumption
    return a.said(a.usual), f"{a.said(a.low)} to {a.said(a.high)}"


def _said(e: Estimate, unit: str) -> str:
    return "n/a" if math.isnan(e.mean) else changed(e, unit)
