"""From a CSV file to rows of text with the place of every value.

The file is as a spreadsheet writes it: values between commas, quotes around those that need them,
any line endings, a byte-order mark or none. Nothing is read as a number or a date.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hubsim.errors import InputError, Place, Problem
from hubsim.spec.characters import HIDDEN, decoded, lines_of

MOST_BYTES = 100_000_000
SAVE = 'in a spreadsheet choose "Save as" and "CSV UTF-8 (comma delimited)"'
WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How files of spreadsheets begin: .xlsx and .ods, .xls."""
OTHERS = {";": "semicolons", "\t": "tabs", "|": "bars"}
"""What some spreadsheets put between values instead of commas."""

CELL = re.compile(r'[ ]*"(?:[^"]|"")*"[^,\n]*|[^,\n]*')


@dataclass(frozen=True, slots=True)
class Record:
    """One row: the lines from which it was read, counted from 0 with the end left out."""

    cells: tuple[str, ...]
    first: int
    end: int


class Table:
    """The lines of a file and what they hold.

    Parameters
    ----------
    file : str
        The name to give in messages.
    data : bytes
        The whole file.

    Raises
    ------
    InputError
        Where it is not UTF-8.
    """

    def __init__(self, file: str, data: bytes) -> None:
        self.file = file
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            message = "this file is saved in another encoding (UTF-16) than UTF-8"
            raise InputError([Problem("E003", message, Place(file), SAVE)])
        if data.startswith(WORKBOOK):
            raise InputError(
                [Problem("E003", "this is a workbook, not a CSV file", Place(file), SAVE)]
            )
        self.lines = lines_of(decoded(data, file, SAVE))

    def records(self) -> Iterator[Record]:
        """Give every row that holds anything.

        Raises
        ------
        InputError
            Where quotes are not in order, or values stand between other signs than commas.
        """
        start = next((n for n, line in enumerate(self.lines) if line.strip()), len(self.lines))
        self._commas(start)
        reader = csv.reader((f"{line}\n" for line in self.lines[start:]), strict=True)
        first = start
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise InputError([self._quotes(first, str(error))]) from None
            if cells is None:
                return
            end = start + reader.line_num
            if any(cell.strip() for cell in cells):
                yield Record(tuple(cells), first, end)
            first = end

    def place(self, record: Record, column: int) -> Place:
        """Say where a value of a row begins; the row itself, if it has fewer values."""
        text = "\n".join(self.lines[record.first : record.end])
        at = 0
        for _ in range(column if column < len(record.cells) else 0):
            at = _cell_end(text, at) + 1
        length = len(text[at : _cell_end(text, at)].split("\n")[0])
        line = record.first + text.count("\n", 0, at)
        start = at - (text.rfind("\n", 0, at) + 1)
        return self.at(line, start, length)

    def at(self, line: int, column: int, length: int = 1) -> Place:
        """Make a place of a line and column counted from 0."""
        text = HIDDEN.sub("\ufffd", self.lines[line]) if line < len(self.lines) else ""
        return Place(self.file, line + 1, column + 1, max(1, length), text or " ")

    def _commas(self, start: int) -> None:
        """Refuse a header without a comma but with another sign."""
        header = self.lines[start] if start < len(self.lines) else ""
        for sign, name in OTHERS.items():
            if sign in header and "," not in header:
                message = f"the values of this file stand between {name}, not commas"
                place = self.at(start, header.index(sign))
                raise InputError([Problem("E611", message, place, SAVE)])

    def _quotes(self, first: int, error: str) -> Problem:
        """Say which quote is not in order; the library says only that one is not."""
        line = self.lines[first][:10_000] if first < len(self.lines) else ""
        if "field larger" in error:
            at, message = 0, "a value of this row has more than 100,000 characters"
            help = "is a quote missing, or is this another kind of file?"
        elif "expected after" in error:
            odd = re.search(r'(?:^|,)"(?:[^"]|"")*"(?=[^,"])', line)
            at = odd.end() if odd else max(0, line.find('"'))
            message = "something stands between a closing quote and the next comma"
            help = 'a quote inside a value is written twice: "a ""quoted"" word"'
        else:
            odd = re.search(r'(?:^|,)(")(?!(?:[^"]|"")*"(?:,|$))', line)
            at = odd.start(1) if odd else max(0, line.rfind('"'))
            message = "a quote is opened here and never closed"
            help = "write the closing quote, or delete the one that opens"
        return Problem("E612", message, self.at(first, at), help)


def _cell_end(text: str, start: int) -> int:
    """Find where the value ends that begins at a character."""
    match = CELL.match(text, start)
    return match.end() if match else start


def read_table(file: Path | str) -> Table:
    """Read a file.

    Raises
    ------
    InputError
        If it cannot be read, is larger than 100 MB or not UTF-8.
    """
    name, path = str(file), Path(file)

    def refused(message: str, help: str) -> InputError:
        return InputError([Problem("E601", message, Place(name), help)])

    try:
        if not path.exists():
            raise refused("there is no such file", "check its name and folder")
        if not path.is_file():
            raise refused("this is not an ordinary file", "give the name of one .csv file")
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or "no file can have this name").lower()
        raise refused(f"this file cannot be read ({why})", "check its name and folder") from None
    if len(data) > MOST_BYTES:
        raise refused("this file is larger than 100 MB", "split it by year")
    return Table(name, data)
