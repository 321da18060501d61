"""Every number of a draft with what it rests on, to be read, filtered and changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FileName
from typing import Any

from hubsim.drafting.cells import at, read_cell, shown
from hubsim.drafting.draft import Draft
from hubsim.drafting.edits import Edits
from hubsim.errors import InputError, Problem
from hubsim.spec.between import changes_between
from hubsim.spec.editing import change
from hubsim.spec.places import YamlPath
from hubsim.spec.read import HubFile
from hubsim.spec.register import Entry, register
from hubsim.spec.scenario import Change

PARTS = ("value", "low", "high", "grade", "source")
"""What may be said of a number."""
UNSAID = "nobody says where it is from"


@dataclass(frozen=True, slots=True)
class Assumption:
    """One number of a draft.

    Parameters
    ----------
    path : str
    value, low, high, grade, source : str
        As written; the grade may be that of its section.
    unit : str
    whose : str
        ``the hub``, ``packaged``, or the file that changed it.
    called : str
        Where it stands, in plain words.
    """

    path: str
    value: str
    low: str
    high: str
    grade: str
    source: str
    unit: str
    whose: str
    called: str

    @property
    def unsourced(self) -> bool:
        """Whether nobody says where it is from."""
        return not self.source


def assumptions(file: HubFile) -> tuple[Assumption, ...]:
    """List every number of a hub, in the order of its sections."""
    return tuple(_assumption(each, file) for each in register(file))


def steps(path: str, data: Any) -> YamlPath:
    """Read a path of the register; numbers are steps into lists."""
    found: list[str | int] = []
    for part in path.split("."):
        here = at(data, tuple(found))
        found.append(int(part) if isinstance(here, list) and part.isdecimal() else part)
    return tuple(found)


def _assumption(entry: Entry, file: HubFile) -> Assumption:
    written = at(file.source.data, steps(entry.path, file.source.data))
    known: Mapping[str, Any] = written if _is_known(written) else {}
    return Assumption(
        entry.path,
        shown(written) or entry.text,
        shown(known.get("low")) or "",
        shown(known.get("high")) or "",
        entry.grade,
        entry.source,
        entry.unit,
        "packaged" if entry.packaged else _changed_by(entry.path, file) or "the hub",
        file.hub.called(entry.path),
    )


def _changed_by(path: str, file: HubFile) -> str:
    """Name the scenario or setting that changed a number; empty where none did."""
    at_ = steps(path, file.source.data)
    above = [at_[:length] for length in range(len(at_), 0, -1)]
    below = [each for each in file.source.changed if each[: len(at_)] == at_]
    found = next((each for each in (*below, *above) if each in file.source.changed), None)
    return FileName(file.source.changed[found]).name if found is not None else ""


def _is_known(written: Any) -> bool:
    return isinstance(written, Mapping) and "value" in written


def filtered(
    every: Sequence[Assumption], words: str = "", grades: Sequence[str] = (), *,
    only_unsourced: bool = False, only: Sequence[str] | None = None,
) -> list[Assumption]:  # fmt: skip
    """Keep the numbers somebody looks for.

    Parameters
    ----------
    every : sequence of Assumption
    words : str
        All of which stand in the name, path, value or source.
    grades : sequence of str
        None for all.
    only_unsourced : bool
    only : sequence of str, optional
        Paths at or below which they stand.
    """
    wanted = words.casefold().split()
    return [
        each
        for each in every
        if all(
            w in f"{each.called} {each.path} {each.value} {each.source}".casefold() for w in wanted
        )
        and (not grades or each.grade in grades)
        and (not only_unsourced or each.unsourced)
        and (only is None or any(each.path == p or each.path.startswith(f"{p}.") for p in only))
    ]


def changed_since(draft: Draft, start: Draft) -> list[str]:
    """Give the paths at which a draft differs from what was opened."""
    if draft.source is None or start.source is None:
        return []
    return [each.path for each in changes_between(start.source, draft.source)]


def changes_of_numbers(rows: Sequence[Assumption], edits: Edits, data: Any) -> list[Change]:
    """Make changes of what somebody typed beside numbers.

    A new value alone is a new number of which nothing is known. What else is typed in the same row
    is said of it; a range, grade or source typed beside an unchanged value is said of that.

    Raises
    ------
    InputError
        For cells that cannot be read.
    """
    wrong: list[Problem] = []
    found = []
    for number, cells in sorted(edits.edited.items()):
        path = steps(rows[number].path, data)
        written = at(data, path)
        kept = (
            dict(written)
            if _is_known(written) and "value" not in cells
            else {"value": written if not _is_known(written) else written["value"]}
        )
        for key in PARTS:
            if key in cells:
                value = read_cell(cells[key], wrong)
                kept[key] = value
        kept = {key: kept[key] for key in PARTS if kept.get(key) is not None}
        if "value" not in kept:
            continue  # a number is taken away in the table where it stands
        found.append(change(path, kept if len(kept) > 1 else kept["value"], "assumptions"))
    if wrong:
        raise InputError(wrong)
    return found


__all__ = [
    "UNSAID", "Assumption", "assumptions", "changed_since", "changes_of_numbers", "filtered",
    "steps",
]  # fmt: skip
