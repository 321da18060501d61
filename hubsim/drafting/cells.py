"""What stands in a hub as cells of a table, and a cell read back.

A cell holds what is written: ``30 min (15 to 75)``, or ``{red: 20 min, green: 15 min}``. A number
with its range, grade and source shows its value; typing another one in its place gives a new
number of which nothing is known yet, as everywhere in hubsim.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import combinations, permutations
from typing import Any

from hubsim.drafting.sections import NAME, PAIRS, Column, Table
from hubsim.errors import InputError, Place, Problem
from hubsim.spec.places import YamlPath
from hubsim.spec.scenario import change_from_text
from hubsim.spec.working_together import AND
from hubsim.spec.yaml_text import one_line

Row = dict[str, Any]
CELL = "table"
"""The file in which the problems of a cell are said to stand."""
TRIED = "A change made here"
"""The same of a lever that was turned, and of what an address changes."""
WRONG = object()
"""Given for a cell of which nothing can be made."""


def at(data: Any, path: YamlPath) -> Any:
    """Give what stands at a path; None where nothing does."""
    for step in path:
        inside = isinstance(data, Mapping) and step in data
        if not inside and not (
            isinstance(data, list) and isinstance(step, int) and step < len(data)
        ):
            return None
        data = data[step]
    return data


def names_in(data: Any, sections: str) -> list[str]:
    """Give the names of one or more sections."""
    found: list[str] = []
    for section in sections.split():
        if section == PAIRS:
            found += map(AND.join, combinations(names_in(data, "agencies"), 2))
            continue
        entries = at(data, tuple(section.split(".")))
        found += [str(key) for key in entries] if isinstance(entries, Mapping) else []
    return list(dict.fromkeys(found))


def labels_in(data: Any, sections: str) -> dict[str, str]:
    """Give what the entries of one or more sections are called, by their short names.

    Where several are called the same, each is told with its short name.
    """
    called: dict[str, str] = {}
    for section in sections.split():
        if section == PAIRS:  # in whichever order they are written
            agencies = labels_in(data, "agencies")
            called |= {AND.join(pair): AND.join(agencies[each] for each in pair)
                       for pair in permutations(agencies, 2)}  # fmt: skip
            continue
        for name in names_in(data, section):
            label = at(data, (*section.split("."), name, "label"))
            called.setdefault(name, " ".join(label.split()) if isinstance(label, str) else name)
    often = Counter(called.values())
    return {n: said if often[said] < 2 else f"{said} ({n})" for n, said in called.items()}


def by_label(labels: Mapping[str, str]) -> Callable[[Any], str]:
    """Give a function that says what a short name is called; a word without a name as it is."""
    return lambda name: labels.get(str(name), str(name))


def choices(column: Column, data: Any) -> list[str]:
    """What may be chosen in a column."""
    return [*names_in(data, column.names), *column.words]


def rows_of(table: Table, data: Any, path: YamlPath | None = None) -> list[Row]:
    """Give the rows of a table.

    Parameters
    ----------
    table : Table
    data : mapping
        What the hub says.
    path : path, optional
        Where the mapping stands, if not where the table says.
    """
    entries = at(data, path if path is not None else table.path)
    if not isinstance(entries, Mapping):
        return []
    return [
        {c.field: name if c.field == NAME else _cell(table, c, entry) for c in table.columns}
        for name, entry in entries.items()
    ]


def _cell(table: Table, column: Column, entry: Any) -> Any:
    if table.section == "working_together.led_by":
        entry = lead(entry)
    if table.plain:
        value = entry
    elif isinstance(entry, Mapping):
        value = entry.get(column.field)
    else:
        value = None
    if column.kind == "some of":
        return [str(each) for each in value] if isinstance(value, list | tuple) else (
            [value] if isinstance(value, str) else []
        )  # fmt: skip
    return shown(value)


def shown(value: Any) -> str | None:
    """Write a value into a cell; of a number with what is known of it, the value."""
    if isinstance(value, Mapping) and "value" in value:
        value = value["value"]
    if value is None or isinstance(value, str):
        return value
    return one_line(value)


def lead(entry: Any) -> dict[str, Any]:
    """Give who leads in its full form, whichever was written."""
    if isinstance(entry, Mapping):
        return {"how": "clear", **entry}
    text = str(entry or "").strip()
    match = re.fullmatch(r"(joint|disputed)(?: between)? (.+)", text)
    if match is None:
        return {"who": [text] if text else [], "how": "clear"}
    return {"who": re.split(r",\s*| and ", match[2]), "how": match[1]}


def blank(cell: Any) -> bool:
    """Whether nothing is in a cell."""
    return cell is None or cell in ("", []) or (isinstance(cell, float) and math.isnan(cell))


def read_cell(cell: Any, problems: list[Problem]) -> Any:
    """Read a text as it would be read in the file: in braces or brackets, it has parts.

    Parameters
    ----------
    cell : object
        Empty is None.
    problems : list of Problem
        What cannot be read is added to it.
    """
    text = "" if blank(cell) else str(cell).strip()
    if not text:
        return None
    if text[0] not in "[{":
        return text
    try:
        return change_from_text(f"cell={text}").value
    except InputError as error:
        problems += [cell_problem(text, each.message, each.help) for each in error.problems]
        return WRONG


def written_lead(row: Mapping[str, Any], before: Any) -> Any:
    """Write who leads, as short as it can be."""
    who = [str(each) for each in row.get("who") or ()]
    how = str(row.get("how") or "clear")
    rest = {
        key: [str(each) for each in row[key]] for key in ("deputies", "settled_by") if row.get(key)
    }
    kept = {}
    if isinstance(before, Mapping):
        kept = {k: v for k, v in before.items() if k not in {"who", "how", *rest, "deputies",
                                                              "settled_by"}}  # fmt: skip
    if not rest and not kept and how == "clear" and len(who) == 1:
        return who[0]
    if not rest and not kept and how in {"joint", "disputed"} and len(who) > 1:
        return f"{how} between {', '.join(who[:-1])}{AND}{who[-1]}"
    found: dict[str, Any] = {"who": who[0] if len(who) == 1 else who}
    if how != "clear":
        found["how"] = how
    return {**found, **rest, **kept}


def cell_problem(text: str, message: str, help: str) -> Problem:
    """Say what is wrong with a cell."""
    return Problem("E120", message, Place(CELL, text=text[:200]), help)


__all__ = [
    "CELL", "TRIED", "WRONG", "Row", "at", "blank", "by_label", "cell_problem", "choices",
    "labels_in", "lead", "names_in", "read_cell", "rows_of", "shown", "written_lead",
]  # fmt: skip
