"""What somebody did in a table, as changes of the hub."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hubsim.drafting.cells import (
    WRONG,
    Row,
    at,
    blank,
    cell_problem,
    read_cell,
    written_lead,
)
from hubsim.drafting.sections import NAME, Column, Table
from hubsim.errors import Problem
from hubsim.spec.editing import change
from hubsim.spec.names import MOST_NAME, short_name
from hubsim.spec.places import YamlPath
from hubsim.spec.scenario import Change
from hubsim.units import UnitError


@dataclass(frozen=True, slots=True)
class Edits:
    """What somebody did in a table, as Streamlit's editor tells it.

    Parameters
    ----------
    edited : mapping of int to mapping
        By number of the row, the cells that were changed.
    added : sequence of mapping
        Rows that are new.
    deleted : sequence of int
        Numbers of rows taken away.
    """

    edited: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    added: Sequence[Mapping[str, Any]] = ()
    deleted: Sequence[int] = ()

    def __bool__(self) -> bool:
        return bool(self.edited or self.added or self.deleted)


@dataclass(frozen=True, slots=True)
class Done:
    """What edits mean for the hub.

    Parameters
    ----------
    changes : tuple of Change
        In order.
    renames : tuple of (str, str)
        Short names, old and new, to be changed wherever they stand, before the changes.
    problems : tuple of Problem
        Cells of which nothing can be made.
    """

    changes: tuple[Change, ...] = ()
    renames: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()


def changes_of(table: Table, rows: Sequence[Row], edits: Edits, data: Any, path: YamlPath) -> Done:
    """Make changes of what somebody did in a table.

    Parameters
    ----------
    table : Table
    rows : sequence of Row
        As they were shown.
    edits : Edits
    data : mapping
        What the hub said when they were shown.
    path : path
        Where the mapping stands.
    """
    changes: list[Change] = []
    renames: list[tuple[str, str]] = []
    problems: list[Problem] = []
    known = {str(row[NAME]): str(row[NAME]) for row in rows}
    for number, cells in sorted(edits.edited.items()):
        if number in edits.deleted or number >= len(rows):
            continue
        old = str(rows[number][NAME])
        name = old
        if NAME in cells and str(cells[NAME] or "").strip() not in {"", old}:
            name = str(cells[NAME]).strip()
            if name in known or not _can_be_a_name(table, name, problems):
                name = old if name not in known else _taken(name, old, problems)
            else:
                renames.append((old, name))
                known[name] = old
        entry = at(data, (*path, old))
        where = (*path, name)
        changes += _entry_changes(table, where, rows[number], cells, entry, problems=problems)
    for number in edits.deleted:
        if number < len(rows):
            changes.append(change((*path, str(rows[number][NAME])), None, "table"))
    fresh = [_added(table, cells, known, problems) for cells in edits.added]
    made = {name: entry for each in fresh if each is not None for name, entry in [each]}
    if made and not isinstance(at(data, path), Mapping):
        changes += [*_sections_for(path, data), change(path, made, "table")]
    else:
        changes += [change((*path, name), entry, "table") for name, entry in made.items()]
    return Done(tuple(changes), tuple(renames), tuple(problems))


def _sections_for(path: YamlPath, data: Any) -> list[Change]:
    """Make the sections above a new mapping that are not there yet."""
    return [
        change(path[:depth], {}, "table")
        for depth in range(1, len(path))
        if at(data, path[:depth]) is None
    ]


def _can_be_a_name(table: Table, name: str, problems: list[Problem]) -> bool:
    if table.section == "working_together.ties":
        return "." not in name
    try:
        short_name(name)
    except UnitError as error:
        problems.append(cell_problem(name, str(error), error.advice))
        return False
    return True


def _taken(name: str, old: str, problems: list[Problem]) -> str:
    problems.append(
        cell_problem(name, f'there is a row "{name[:60]}" already', "choose another name")
    )
    return old


def _entry_changes(
    table: Table, path: YamlPath, row: Row, cells: Mapping[str, Any], entry: Any,
    *, problems: list[Problem],
) -> list[Change]:  # fmt: skip
    """Changes of one row."""
    if table.section == "working_together.led_by":
        if not set(cells) - {NAME}:
            return []
        return [change(path, written_lead({**row, **cells}, entry), "table")]
    found = []
    for key, cell in cells.items():
        column = next((each for each in table.columns if each.field == key), None)
        if key == NAME or column is None:
            continue
        value = _value(column, cell, problems)
        if value is WRONG:
            continue
        if table.plain:
            if value is None:
                continue  # a row goes with the row, not with its only value
            found.append(change(path, value, "table"))
            continue
        there = entry.get(key) if isinstance(entry, Mapping) else None
        if not isinstance(entry, Mapping) and value is not None:
            found.append(change(path, {key: value}, "table"))
            entry = {key: value}
        elif value is not None or there is not None:
            found.append(change((*path, key), value, "table"))
    return found


def _value(column: Column, cell: Any, problems: list[Problem]) -> Any:
    """Read a cell; None for an empty one."""
    if column.kind == "some of":
        names = [str(each) for each in cell or () if str(each).strip()]
        if column.field == "decides_from":
            return names or None
        return None if not names else names[0] if len(names) == 1 else names
    return read_cell(cell, problems)


def _added(
    table: Table, cells: Mapping[str, Any], known: dict[str, str], problems: list[Problem]
) -> tuple[str, Any] | None:
    """Make an entry of a new row; None while it is empty."""
    filled = {
        key: cell for key, cell in cells.items()
        if not key.startswith("_") and not blank(cell)
    }  # fmt: skip
    if not filled:
        return None
    name = str(filled.get(NAME) or "").strip() or slug(
        str(filled.get("label") or table.thing), known
    )
    if name in known:
        _taken(name, "", problems)
        return None
    if not _can_be_a_name(table, name, problems):
        return None
    known[name] = name
    if table.section == "working_together.led_by":
        return name, written_lead(filled, None)
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.field != NAME and column.field in filled:
            value = _value(column, filled[column.field], problems)
            if value is not None and value is not WRONG:
                values[column.field] = value
    if table.plain:
        return (name, values[table.plain]) if table.plain in values else None
    return name, values


def slug(label: str, known: Iterable[str]) -> str:
    """Make a short name of a label, other than those there are."""
    plain = unicodedata.normalize("NFKD", label.casefold())
    text = re.sub(r"[^a-z0-9]+", "_", plain.encode("ascii", "ignore").decode()).strip("_")
    text = (text or "new")[: MOST_NAME - 4].strip("_")
    taken, name, number = set(known), text, 2
    while name in taken:
        name, number = f"{text}_{number}", number + 1
    return name


__all__ = ["Done", "Edits", "changes_of", "slug"]
