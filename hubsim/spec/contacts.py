"""Real contacts from a CSV file: when they were received, from whom, how they were rated.

Columns: ``received`` (local date and time), ``source``, ``rating``, and ``need`` if it is known.
Rows need not be sorted; rows of one second keep the order of the file. What cannot be used is an
error with its line and column, all at once; what is wrong in the same way on many lines is told
once, with their number. What had to be drawn or chosen is a warning.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from hubsim.errors import MOST_SHOWN, InputError, Place, Problem, did_you_mean, nearest
from hubsim.spec.characters import HIDDEN
from hubsim.spec.hub import NEEDS, Hub
from hubsim.spec.table import Record, Table, read_table
from hubsim.units import said
from hubsim.units.week import FIRST_YEAR, LAST_YEAR

KNOWN = ("received", "source", "rating", "need")
MOST_COLUMNS = 100
FEW = 3
"""Unknown columns that are told of one by one; more are told of together."""
TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
TIME_HELP = "write year-month-day and hours:minutes, such as 2026-03-02 09:15"
CELLS = "in a spreadsheet format the column as yyyy-mm-dd hh:mm before you save it as CSV"


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts in the order of the file.

    Parameters
    ----------
    received : tuple of datetime
        Local wall-clock time without a zone; of a time that exists twice, the first.
    source, rating : tuple of str
        Names of the hub.
    need : tuple of str
        ``high``, ``moderate``, ``low``, or empty where it is to be drawn.
    warnings : tuple of Problem
    """

    received: tuple[dt.datetime, ...]
    source: tuple[str, ...]
    rating: tuple[str, ...]
    need: tuple[str, ...]
    warnings: tuple[Problem, ...]


def read_contacts(file: Path | str, hub: Hub) -> Contacts:
    """Read a CSV of contacts for a hub.

    Parameters
    ----------
    file : path
        UTF-8, values between commas, with a header line.
    hub : Hub
        Whose sources, ratings and time zone the file must use.

    Raises
    ------
    InputError
        With every problem found.
    """
    return contacts_from(read_table(file), hub)


def contacts_from(table: Table, hub: Hub) -> Contacts:
    """Read contacts for a hub from a table that is there already, such as an uploaded one.

    Raises
    ------
    InputError
        With every problem found.
    """
    return _Reading(table, hub).contacts()


class _Reading:
    """One pass over the rows, collecting problems with their places."""

    def __init__(self, table: Table, hub: Hub) -> None:
        self.table, self.hub = table, hub
        self.found: list[Problem] = []
        self.lines: dict[tuple[str, str], tuple[int, int]] = {}
        """By what is wrong and how: which problem tells it, and on how many lines it is so."""
        self.changes: dict[dt.date, bool] = {}
        """Days on which the clocks are changed, of those asked about."""
        self.zone = ZoneInfo(hub.calendar.timezone)
        self.header: list[str] = []

    def contacts(self) -> Contacts:
        records = self.table.records()
        first = next(records, None)
        if first is None:
            help = f"columns: {', '.join(KNOWN)}"
            raise InputError([Problem("E602", "the file is empty", Place(self.table.file), help)])
        self.read_header(first)
        if len(self.header) > MOST_COLUMNS:
            raise InputError(self.found)
        rows = [self.row(record) for record in records]
        if not rows:
            self.report("E602", first, 0, "there are no contacts in the file", "one line for each")
        self.count_lines()
        if any(problem.severity == "error" for problem in self.found):
            raise InputError(self.found)
        drawn = sum(not need for *_, need in rows)
        if drawn:
            self.report(
                "W603",
                first,
                0,
                f"the need of {drawn} of {len(rows)} contacts is not given and is drawn",
                "results that depend on need (recognised, missed, returns) rest on the hub's own "
                "shares",
            )
        if alike := len(rows) - len(set(rows)):
            self.report(
                "W614",
                first,
                0,
                f"{alike} of {len(rows)} contacts are alike in everything with one before them",
                "each counts: if rows were copied twice, delete them",
            )
        received, source, rating, need = zip(*rows, strict=True)
        return Contacts(received, source, rating, need, tuple(self.found))

    def read_header(self, record: Record) -> None:
        """Take the names of the columns."""
        self.header = [cell.strip().lower() for cell in record.cells]
        if len(self.header) > MOST_COLUMNS:
            message = f"{len(self.header):,} columns are more than a file of contacts can have"
            self.report("E604", record, 0, message, f"columns: {', '.join(KNOWN)}")
            return
        lacking = [name for name in KNOWN if name not in self.header]
        meant = [
            cell if cell in KNOWN else nearest(cell[:60], lacking) or "" for cell in self.header
        ]
        strange = [cell for cell, name in zip(self.header, meant, strict=True) if cell and not name]
        if len(strange) > FEW:
            named = ", ".join(map(_shown, strange[:FEW]))
            message = f"{len(strange)} columns are unknown: {named} and {len(strange) - FEW} more"
            help = f"delete all columns but {', '.join(KNOWN)}"
            self.report("E604", record, self.header.index(strange[0]), message, help)
        for column, cell in enumerate(self.header):
            if not cell:
                help = "write its name in the first line, or delete the column"
                self.report("E604", record, column, "a column has no name", help)
            elif cell in strange and len(strange) > FEW:
                continue
            elif cell not in KNOWN:
                near = meant[column]
                help = (
                    f'did you mean "{near}"?' if near else f"delete it; columns: {', '.join(KNOWN)}"
                )
                self.report("E604", record, column, f"unknown column {_shown(cell)}", help)
            elif self.header.index(cell) != column:
                message = f'the column "{cell}" is there twice'
                self.report("E604", record, column, message, "delete one of the two")
        for wanted in KNOWN[:3]:
            if wanted not in meant:
                help = f"columns: {', '.join(KNOWN)}"
                self.report("E604", record, 0, f'there is no column "{wanted}"', help)
        # Rows are judged by the columns that are meant, and not by two that mean the same.
        self.header = [cell if meant.count(cell) == 1 else "" for cell in meant]

    def row(self, record: Record) -> tuple[dt.datetime, str, str, str]:
        """Read one contact."""
        if len(record.cells) != len(self.header):
            count = len(record.cells)
            values = "1 value" if count == 1 else f"{count} values"
            message = f"this line has {values} and the header has {len(self.header)}"
            help = "a comma inside a value needs quotes around it"
            if missing := [name for name in self.header[count:] if name]:
                help = f"nothing stands there for {', '.join(missing)}"
            self.report("E605", record, 0, message, help, alike=("values", str(count)))
        cells = dict(zip(self.header, (cell.strip() for cell in record.cells), strict=False))
        received = self.time(record, cells["received"]) if "received" in cells else self.no_time
        source = self.known(record, "source", cells, self.hub.contacts)
        rating = self.known(record, "rating", cells, self.hub.ratings)
        need = cells.get("need", "")
        if need:
            self.known(record, "need", cells, dict.fromkeys(NEEDS))
        return received, source, rating, need

    def time(self, record: Record, text: str) -> dt.datetime:
        """Read when a contact was received."""
        column, start = self.header.index("received"), self.hub.calendar.starts
        match = TIME.fullmatch(text)
        try:
            if match is None:
                raise ValueError
            # The hub's own time, so without a zone; the zone argument is none of the parts.
            parts = [int(part or 0) for part in match.groups()]
            moment = dt.datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - as said
            if not FIRST_YEAR <= moment.year <= LAST_YEAR:
                raise ValueError
        except ValueError:
            what = f"{_shown(text)} is not a date and time" if text else "no date and time is given"
            form = text if match else re.sub(r"[0-9]+", "0", text)
            self.report("E607", record, column, what, _time_help(text), alike=("time", form))
            return self.no_time
        if moment.date() < start:
            message = f"{text} lies before the hub's first day, {start}"
            help = "let the hub begin on the first day of the contacts, or earlier: calendar.starts"
            self.report("E608", record, column, message, help, alike=("time", "early"))
        if self.changes_clocks(moment.date()):
            self.look_at_clocks(record, column, moment, text)
        return moment

    @property
    def no_time(self) -> dt.datetime:
        """Stand in for a time that cannot be read: nothing of such a file is used."""
        return dt.datetime.combine(self.hub.calendar.starts, dt.time())

    def changes_clocks(self, day: dt.date) -> bool:
        """Whether the clocks are changed on a day."""
        if day not in self.changes:
            midnight = dt.datetime.combine(day, dt.time(), self.zone)
            later = dt.datetime.combine(day + dt.timedelta(1), dt.time(), self.zone)
            self.changes[day] = midnight.utcoffset() != later.utcoffset()
        return self.changes[day]

    def look_at_clocks(self, record: Record, column: int, moment: dt.datetime, text: str) -> None:
        """Refuse a time that does not exist; warn of one that exists twice."""
        aware = moment.replace(tzinfo=self.zone)
        there = aware.astimezone(dt.UTC).astimezone(self.zone).replace(tzinfo=None)
        if there != moment:
            message = f"{text} does not exist in {self.hub.calendar.timezone}"
            self.report("E609", record, column, message, "the clocks went forward over it")
        elif aware.utcoffset() != aware.replace(fold=1).utcoffset():
            help = "the clocks went back over it; the first of the two is taken"
            self.report("W610", record, column, f"{text} exists twice", help)

    def known(
        self, record: Record, what: str, cells: Mapping[str, str], names: Mapping[str, object]
    ) -> str:
        """Read a name of the hub; one that does not exist is told where it first stands."""
        if what not in cells:  # the line is too short, as is said of all of it
            return ""
        given = cells[what]
        if given in names:
            return given
        message = f"there is no {what} {_shown(given)} in the hub"
        if what == "need":
            message = f"{_shown(given)} is no need"
        message = message if given else f"no {what} is given"
        brief = len(self.found) > 4 * MOST_SHOWN or (what, given) in self.lines
        help = "" if brief else did_you_mean(given[:60], list(names), f"{what}s")
        column = self.header.index(what)
        self.report("E606", record, column, message, help, alike=(what, given))
        return given

    def count_lines(self) -> None:
        """Say on how many lines something is wrong in the same way."""
        for (what, _), (number, lines) in self.lines.items():
            if lines > 1:
                told = self.found[number]
                others = f"{lines - 1:,} more line{'s' * (lines > 2)} like it"
                count = others if what in {"time", "values"} else f"on {lines:,} lines"
                self.found[number] = replace(told, message=f"{told.message} ({count})")

    def report(
        self, code: str, record: Record, column: int, message: str, help: str,
        *, alike: tuple[str, str] = ("", ""),
    ) -> None:  # fmt: skip
        """Note a problem at the beginning of a value of a row, counted from 0.

        Of those that are wrong in the same way, the first is noted and the lines are counted.
        """
        number, lines = self.lines.get(alike, (len(self.found), 0))
        if any(alike):
            self.lines[alike] = number, lines + 1
        if not lines:
            self.found.append(Problem(code, message, self.table.place(record, column), help))


def _shown(text: str) -> str:
    """Quote a value; what cannot be seen is shown as a mark, line breaks as a blank."""
    return said(HIDDEN.sub("\ufffd", re.sub(r"[\t\r\n]+", " ", text)))


def _time_help(text: str) -> str:
    if re.match(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}", text):
        return f"day and month could be taken for each other: {TIME_HELP}; {CELLS}"
    if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", text):  # days since 1900
        return f"{TIME_HELP}; {CELLS}"
    if re.search(r"(?:Z|[+-][0-9]{2}:?[0-9]{2})$", text) and TIME.match(text):
        return f"times are local and stand without a zone: {TIME_HELP}"
    return TIME_HELP
