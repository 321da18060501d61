"""Which assumption could turn the choice between two models: a sentence, and a table in words."""

from __future__ import annotations

import math

import pandas as pd

from hubsim.analysis import Estimate, verdict
from hubsim.charts.titles import quoted
from hubsim.charts.words import ranged
from hubsim.plain import plural
from hubsim.study.scanning import Scan, Scanned, Turns

IN_WORDS: dict[Turns, str] = {
    "turns": "Yes: the other model is clearly ahead at one end",
    "may turn": "Not clear: at one end or both, neither is clearly ahead",
    "not known": "Not known: at one end a queue never settles",
    "holds": "No: the order is the same at both ends",
}
MOST = 15
"""Numbers in the table on a page; the CSV has all."""


def turning_title(scan: Scan, best: str, second: str) -> str:
    """Say whether one number by itself can turn the order of two models.

    Parameters
    ----------
    scan : Scan
        Of the best model and the second, in this order.
    best, second : str
        What they are called.
    """
    if verdict(scan.as_it_is) not in {"lower", "higher"}:
        return (
            f"In runs as short as these, neither {quoted(best)} nor {quoted(second)} is clearly "
            "ahead, so they do not show what could turn the order"
        )
    count = {kind: sum(each.turns == kind for each in scan.found) for kind in IN_WORDS}
    every = plural(len(scan.found), "number")
    beside = f"; {count['may turn']} could make it unclear" if count["may turn"] else ""
    beside += f"; for {count['not known']} it is not known" if count["not known"] else ""
    if not count["turns"]:
        return (
            f"None of {every} clearly turns the order of {quoted(best)} and {quoted(second)} by "
            f"itself{beside}"
        )
    can = "can" if count["turns"] > 1 else "alone can"
    return (
        f"{count['turns']} of {every} {can} turn the order of {quoted(best)} and {quoted(second)}"
        f"{', each by itself' if count['turns'] > 1 else ''}{beside}"
    )


def turning_table(scan: Scan, best: str, second: str) -> pd.DataFrame:
    """Put the numbers in words, those that can turn the order first.

    Parameters
    ----------
    scan : Scan
    best, second : str

    Returns
    -------
    DataFrame
        Text, one row a number. Differences are the second model's value minus the best one's.
    """
    where = {"both": "both models", "first": best, "second": second}
    rows = [
        (
            in_words(each.placed.assumption.path),
            where[each.placed.where],
            *_values(each),
            each.placed.assumption.grade,
            IN_WORDS[each.turns],
            _said(each.low),
            _said(each.high),
        )
        for each in scan.found
    ]
    columns = [
        "Assumption", "Set in", "As written", "May lie", "Rests on", "Can it turn the order?",
        "Difference at the low end", "Difference at the high end",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def in_words(path: str) -> str:
    """Say where a number stands: the sections one after the other, without underscores."""
    said = ", ".join(path.replace("_", " ").split("."))
    return said[0].upper() + said[1:]


def _values(each: Scanned) -> tuple[str, str]:
    a = each.placed.assumption
    return a.said(a.usual), f"{a.said(a.low)} to {a.said(a.high)}"


def _said(e: Estimate) -> str:
    return "n/a" if math.isnan(e.mean) else ranged(e)
