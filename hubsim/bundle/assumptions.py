"""The register of assumptions of a study: every number, what it rests on, and its range."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from hubsim.bundle.markdown import plain, table
from hubsim.plain import plural
from hubsim.spec.quantity import GRADES
from hubsim.spec.register import ASSUMED, Entry, register, unsourced
from hubsim.study import Study
from hubsim.study.design import Design

COLUMNS = ("design", "number", "value", "low", "high", "grade", "source", "kind", "packaged")
ABOUT = (
    "Every number that this study rests on, its grade, where it is from, and the range in which "
    "the truth may lie. A number that nobody has sourced is a guess, whatever the interval beside "
    "a result says."
)
HEAD = ("Number", "Value", "Lowest", "Highest", "Grade", "Source")


def entries_of(study: Study) -> list[tuple[Design, list[Entry]]]:
    """Give the numbers of the first design, and of each other design those that differ."""
    first = register(study.designs[0].file)
    known = set(first)
    differing = [
        (design, [entry for entry in register(design.file) if entry not in known])
        for design in study.designs[1:]
    ]
    return [(study.designs[0], list(first)), *differing]


def as_frame(study: Study) -> pd.DataFrame:
    """Give the register as a table, one row for each number."""
    rows = [
        (design.label, e.path, e.text, e.low, e.high, e.grade, e.source, e.unit, e.packaged)
        for design, entries in entries_of(study)
        for e in entries
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def counted(entries: Sequence[Entry]) -> str:
    """Say how many numbers nobody has measured, sourced or bounded."""
    total = len(entries)
    if not total:
        return "The hub has no numbers."
    grades = Counter(entry.grade for entry in entries)
    order = sorted(grades, key=GRADES.index)
    told = ", ".join(f"{grades[grade]} {grade}" for grade in order)
    bare, free = unsourced(entries), sum(not entry.ranged for entry in entries)
    packaged = sum(entry.packaged for entry in entries)
    return (
        f"**{grades[ASSUMED]} of {plural(total, 'number')} "
        f"{'is' if grades[ASSUMED] == 1 else 'are'} assumed: nobody has measured or published "
        f"them.** {bare} {'says' if bare == 1 else 'say'} nothing of a source. By grade: {told}. "
        f"{free} without a stated range. {packaged} packaged with hubsim and not set by the hub."
    )


def page(study: Study) -> str:
    """Write the register for people, the counts first."""
    (base, numbers), *others = entries_of(study)
    parts = [
        "# Assumptions",
        ABOUT,
        f"{plain(base.label)}: {counted(numbers)}",
    ]
    lacking = [entry for entry in numbers if not entry.source]
    if lacking:
        parts += ["## Not a word of a source", _table(lacking)]
    parts += [f"## All numbers of {plain(base.label)}", _table(numbers)]
    for design, differing in others:
        parts.append(f"## What is otherwise in {plain(design.label)}")
        parts.append(_table(differing) if differing else "No number.")
    return "\n\n".join(parts) + "\n"


def _table(entries: Sequence[Entry]) -> str:
    return table(
        HEAD,
        (
            (e.path, e.text, e.low, e.high, e.grade, e.source or "none")
            for e in entries
        ),
    )  # fmt: skip
