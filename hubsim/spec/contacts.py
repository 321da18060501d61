"""Real contacts from a CSV file: when they were received, from whom, how they were rated.

Columns: ``received`` (local date and time), ``source``, ``rating``, and ``need`` if it is known. Rows
need not be sorted; rows of one second keep the order of the file. What cannot be used is an error
with its line and column, all at once; what had to be drawn or chosen is a warning.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from hubsim.errors import InputError, Place, Problem, did_you_mean
from hubsim.spec.hub import NEEDS, Hub

MOST_BYTES = 100_000_000
KNOWN = ("received", "source", "rating", "need")
TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?")


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
        UTF-8, with a header line.
    hub : Hub
        Whose sources, ratings and time zone the file must use.

    Raises
    ------
    InputError
        With every problem found.
    """
    name, path = str(file), Path(file)
    whole = Place(name)
    try:
        raw = path.read_bytes()
    except OSError as error:
        message = f"this file cannot be read ({(error.strerror or 'no access').lower()})"
        raise InputError([Problem("E601", message, whole)]) from None
    if len(raw) > MOST_BYTES:
        raise InputError([Problem("E601", "this file is larger than 100 MB", whole, "split it")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = f"byte {raw[error.start]:#04x} is not UTF-8"
        raise InputError(
            [Problem("E003", message, Place(name, line), "save it as UTF-8")]
        ) from None
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or not any(rows):
        raise InputError(
            [Problem("E602", "the file is empty", whole, f"columns: {', '.join(KNOWN)}")]
        )
    return _Reading(name, text.splitlines(), rows, hub).contacts()


class _Reading:
    """One pass over the rows, collecting problems with their places."""

    def __init__(
        self, name: str, lines: Sequence[str], rows: Sequence[Sequence[str]], hub: Hub
    ) -> None:
        self.name, self.lines, self.rows, self.hub = name, lines, rows, hub
        self.found: list[Problem] = []
        self.header = [cell.strip().lower() for cell in rows[0]]
        self.zone = ZoneInfo(hub.calendar.timezone)

    def contacts(self) -> Contacts:
        self.check_header()
        if self.found:
            raise InputError(self.found)
        records = [self.record(n, row) for n, row in enumerate(self.rows[1:], start=2) if any(row)]
        if not records:
            self.report(
                "E602", 1, 1, "there are no contacts in the file", "one line for each contact"
            )
        if any(problem.severity == "error" for problem in self.found):
            raise InputError(self.found)
        drawn = sum(not need for *_, need in records)
        if drawn:
            self.report(
                "W603", 1, 1, f"the need of {drawn} of {len(records)} contacts is not given and is drawn",
                "results that depend on need (recognised, missed, returns) rest on the hub's own shares",
            )  # fmt: skip
        received, source, rating, need = zip(*records, strict=True)
        return Contacts(received, source, rating, need, tuple(self.found))

    def check_header(self) -> None:
        for column, cell in enumerate(self.header, start=1):
            if cell not in KNOWN:
                help = did_you_mean(cell, KNOWN, "columns")
                self.report("E604", 1, column, f'unknown column "{cell}"', help)
            elif self.header.index(cell) != column - 1:
                self.report("E604", 1, column, f'the column "{cell}" is there twice', "remove one")
        for wanted in KNOWN[:3]:
            if wanted not in self.header:
                self.report(
                    "E604", 1, 1, f'there is no column "{wanted}"', f"columns: {', '.join(KNOWN)}"
                )

    def record(self, line: int, row: Sequence[str]) -> tuple[dt.datetime, str, str, str]:
        if len(row) != len(self.header):
            message = f"this line has {len(row)} values and the header has {len(self.header)}"
            self.report("E605", line, 1, message, "a comma inside a value needs quotes around it")
        cells = dict(zip(self.header, (cell.strip() for cell in row), strict=False))
        received = self.time(line, cells.get("received", ""))
        source = self.known(line, "source", cells, self.hub.contacts)
        rating = self.known(line, "rating", cells, self.hub.ratings)
        need = cells.get("need", "")
        if need and need not in NEEDS:
            help = did_you_mean(need, NEEDS, "needs")
            self.report("E606", line, self.column("need"), f'"{need}" is no need', help)
        return received, source, rating, need

    def time(self, line: int, text: str) -> dt.datetime:
        column, start = self.column("received"), self.hub.calendar.starts
        match = TIME.fullmatch(text)
        try:
            if match is None:
                raise ValueError
            moment = dt.datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3] or ':00'}")
        except ValueError:
            help = "write year-month-day and hours:minutes, such as 2026-03-02 09:15"
            self.report("E607", line, column, f'"{text}" is not a date and time', help)
            return dt.datetime.combine(start, dt.time())
        if moment.date() < start:
            help = "set calendar.starts to the first day of the contacts, or earlier"
            self.report(
                "E608", line, column, f"{text} lies before the hub's first day, {start}", help
            )
        aware = moment.replace(tzinfo=self.zone)
        there = aware.astimezone(dt.UTC).astimezone(self.zone).replace(tzinfo=None)
        if there != moment:
            help = "the clocks went forward over it"
            self.report(
                "E609", line, column, f"{text} does not exist in {self.hub.calendar.timezone}", help
            )
        elif aware.utcoffset() != aware.replace(fold=1).utcoffset():
            help = "the clocks went back over it; the first of the two is taken"
            self.report("W610", line, column, f"{text} exists twice", help)
        return moment

    def known(
        self, line: int, what: str, cells: Mapping[str, str], names: Mapping[str, object]
    ) -> str:
        given = cells.get(what, "")
        if given not in names:
            help = did_you_mean(given, list(names), f"known {what}s")
            self.report(
                "E606", line, self.column(what), f'there is no {what} "{given}" in the hub', help
            )
        return given

    def column(self, name: str) -> int:
        """Position of a column, from 1."""
        return self.header.index(name) + 1 if name in self.header else 1

    def report(self, code: str, line: int, column: int, message: str, help: str) -> None:
        """Note a problem at the beginning of a value of a line."""
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        cells = text.split(",")
        at = 1 + sum(len(cell) + 1 for cell in cells[: column - 1])
        length = len(cells[column - 1]) if column <= len(cells) else 1
        self.found.append(
            Problem(code, message, Place(self.name, line, at, max(1, length), text), help)
        )
