"""The sections of a hub as tables that people change, and changes back from what they did there.

A cell holds what is written: ``30 min (15 to 75)``, or ``{red: 20 min, green: 15 min}``. A number
with its range, grade and source shows its value; typing another one in its place gives a new
number of which nothing is known yet, as everywhere in hubsim.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from hubsim.errors import InputError, Place, Problem
from hubsim.spec.editing import change
from hubsim.spec.fields import field_of, section_at
from hubsim.spec.names import MOST_NAME, short_name
from hubsim.spec.places import YamlPath
from hubsim.spec.scenario import Change, change_from_text
from hubsim.spec.working_together import AND, DEFAULT, REACHED
from hubsim.spec.yaml_text import one_line
from hubsim.units import UnitError

Kind = Literal["text", "one of", "some of"]
NAME = "name"
"""The column with the short name of a row."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Parameters
    ----------
    field : str
        What is written in the hub; `NAME` for the name of the entry itself.
    title : str
        Shown to people.
    kind : str
        Free text, one of a list, or some of a list.
    names : str
        The section whose names may be chosen, or empty.
    words : tuple of str
        Words that may be chosen besides.
    wide : bool
        Whether it needs much room.
    """

    field: str
    title: str
    kind: Kind = "text"
    names: str = ""
    words: tuple[str, ...] = ()
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One section as a table.

    Parameters
    ----------
    section : str
        Path of the mapping, such as ``roles`` or ``calendar.hours``.
    title, about : str
        Shown to people.
    thing : str
        What one row is.
    columns : tuple of Column
        The first one names the row.
    plain : str
        The field that stands for the whole entry, where an entry is one value.
    """

    section: str
    title: str
    about: str
    thing: str
    columns: tuple[Column, ...]
    plain: str = ""

    @property
    def path(self) -> YamlPath:
        """Where it stands."""
        return tuple(self.section.split("."))


def _label(title: str = "Name") -> Column:
    return Column("label", title, wide=True)


def _short(title: str = "Short name", kind: Kind = "text", names: str = "",
           words: tuple[str, ...] = ()) -> Column:  # fmt: skip
    return Column(NAME, title, kind, names, words)


REGIONS = ("England", "Wales", "Scotland", "Northern Ireland", "none")

TABLES = {
    "agencies": Table(
        "agencies", "Agencies", "The organisations in the hub, and where their people sit.",
        "agency",
        (_label(), _short(), Column("sits", "Sits at: site / room / bank", wide=True),
         Column("holidays", "Bank holidays", "one of", words=REGIONS)),
    ),
    "roles": Table(
        "roles", "Roles and people",
        "People who can do the same work. Hours are chosen by name from the table of shifts.",
        "role",
        (_label(), _short(), Column("agency", "Agency", "one of", "agencies"),
         Column("people", "People"), Column("hours", "Shift", "one of", "calendar.hours",
                                            ("working_day", "always")),
         Column("part_time", "Part posts", wide=True), Column("present", "Days there"),
         Column("time_for_cases", "Time for cases"), Column("away", "Leave"),
         Column("absence", "Absence"), Column("cover", "Cover"),
         Column("unfinished", "Work in hand at the end", "one of",
                words=("keep", "hand back", "finish")),
         Column("sits", "Sits elsewhere than its agency", wide=True),
         Column("posts", "Posts kept filled"), Column("cost", "Cost")),
    ),
    "calendar.hours": Table(
        "calendar.hours", "Shifts", "Named working hours of the week, for roles.", "shift",
        (_short(), Column("hours", "Hours of the week", wide=True)), plain="hours",
    ),
    "working_together.information": Table(
        "working_together.information", "Agreements and access",
        "Of each agency that is asked: may it share what it knows, and how does a question reach "
        "it? The row default holds for agencies without a row.",
        "agency",
        (_short("Agency", "one of", "agencies", (DEFAULT,)),
         Column("agreement", "Agreement", "one of", words=("signed", "lapsed", "none")),
         Column("until", "Signed until"),
         Column("reached_by", "Reached by", "one of", words=REACHED)),
    ),
    "working_together.ties": Table(
        "working_together.ties", "Ties",
        "How well two agencies know each other's ways: 0 is strangers, 1 is one team. The row "
        "default holds for pairs without a row.",
        "pair", (_short("Between"), Column("tie", "Tie, 0 to 1")), plain="tie",
    ),
    "working_together.led_by": Table(
        "working_together.led_by", "Leads",
        "Who is accountable for a case at a stage. The row default holds for stages without a row.",
        "stage",
        (_short("Stage", "one of", "stages", (DEFAULT,)),
         Column("who", "Led by", "some of", "agencies roles"),
         Column("how", "How clear", "one of", words=("clear", "joint", "disputed")),
         Column("deputies", "Deputies", "some of", "roles"),
         Column("settled_by", "Disputes settled by", "some of", "roles")),
    ),
    "stages": Table(
        "stages", "Stages", "The steps of a case's way. What happens at each is below.", "stage",
        (_label(), _short(), Column("who", "Done by, in order of preference", "some of", "roles"),
         Column("work", "Work", wide=True), Column("decides_from", "Decides from", "some of",
                                                   "agencies")),
    ),
    "contacts": Table(
        "contacts", "Contacts", "Where contacts come from, how many, and what they are.", "source",
        (_label(), _short(), Column("volume", "Volume"), Column("arrives", "Arises", wide=True),
         Column("released", "Reaches the hub"), Column("true_need", "True need", wide=True),
         Column("first_seen_as", "First seen as", wide=True)),
    ),
    "ratings": Table(
        "ratings", "Ratings", "Urgency, the most urgent first: the order is the priority.",
        "rating",
        (_label(), _short(), Column("decide_within", "Decide within"),
         Column("clock", "Clock", "one of", words=("elapsed", "working hours", "working days")),
         Column("interrupts", "May interrupt", "some of", "ratings")),
    ),
    "outcomes": Table(
        "outcomes", "Outcomes", "The ways in which cases leave the hub.", "outcome",
        (_label(), _short(), Column("protects", "Answers need", "one of",
                                    words=("high", "moderate", "low"))),
    ),
}  # fmt: skip
ASK = Table(
    "ask", "Questions", "Agencies that are asked at the same time. Either people of a role look it "
    "up, or the reply simply takes a time.", "agency",
    (_short("Agency", "one of", "agencies"), Column("share_asked", "Share of cases"),
     Column("who", "Looked up by", "some of", "roles"), Column("work", "Work"),
     Column("reply_takes", "Or: reply takes"), Column("never", "Never answered")),
)  # fmt: skip
NEEDS = Table(
    "needs", "People who work together", "How many people of each role one case needs.", "role",
    (_short("Role", "one of", "roles"), Column("people", "People")), plain="people",
)  # fmt: skip


def table_at(path: YamlPath) -> Table | None:
    """Give the table of a stage's own mapping, or of a section."""
    if len(path) == 3 and path[0] == "stages" and path[2] == "ask":
        return ASK
    if path[0] == "stages" and path[-1] == "needs":
        return NEEDS
    return TABLES.get(".".join(map(str, path)))


# ---------------------------------------------------------------------- from the hub to cells


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
        entries = at(data, tuple(section.split(".")))
        found += [str(key) for key in entries] if isinstance(entries, Mapping) else []
    return list(dict.fromkeys(found))


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


# ---------------------------------------------------------------------- from cells to changes


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
        problems.append(_problem(name, str(error), error.advice))
        return False
    return True


def _taken(name: str, old: str, problems: list[Problem]) -> str:
    problems.append(_problem(name, f'there is a row "{name[:60]}" already', "choose another name"))
    return old


def _problem(text: str, message: str, help: str) -> Problem:
    return Problem("E120", message, Place("table", text=text[:200]), help)


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
        if value is _WRONG:
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


_WRONG = object()


def _value(column: Column, cell: Any, problems: list[Problem]) -> Any:
    """Read a cell; None for an empty one."""
    if column.kind == "some of":
        names = [str(each) for each in cell or () if str(each).strip()]
        if column.field == "decides_from":
            return names or None
        return None if not names else names[0] if len(names) == 1 else names
    return read_cell(cell, problems)


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
        problems += [_problem(text, each.message, each.help) for each in error.problems]
        return _WRONG


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
            if value is not None and value is not _WRONG:
                values[column.field] = value
    if table.plain:
        return (name, values[table.plain]) if table.plain in values else None
    return name, values


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


def slug(label: str, known: Iterable[str]) -> str:
    """Make a short name of a label, other than those there are."""
    plain = unicodedata.normalize("NFKD", label.casefold())
    text = re.sub(r"[^a-z0-9]+", "_", plain.encode("ascii", "ignore").decode()).strip("_")
    text = (text or "new")[: MOST_NAME - 4].strip("_")
    taken, name, number = set(known), text, 2
    while name in taken:
        name, number = f"{text}_{number}", number + 1
    return name


def meaning(section: YamlPath, column: Column) -> str:
    """Say what a field means, from the schema."""
    if column.field == NAME:
        return "Used wherever the hub names it; letters, digits, _ and -."
    about = section_at((*section, "x"))
    info = field_of(about, column.field) if about is not None else None
    return (info.description or "") if info is not None else ""


__all__ = [
    "ASK", "NAME", "NEEDS", "TABLES", "Column", "Done", "Edits", "Row", "Table", "at", "blank",
    "changes_of", "choices", "lead", "meaning", "names_in", "read_cell", "rows_of", "shown", "slug",
    "table_at", "written_lead",
]  # fmt: skip
