"""What has been run so far, in parts: kept in memory, or in a folder from which a study goes on.

A *run* is one replication of one design. Runs come in the order of the study, every design in
replication 0, then in 1, and so on; a part holds some that follow each other, and is named by the
first and the last. Each is written whole beside its place and moved there. What is in the folder
is thus always the beginning of the study, however it ended; where one part ends and the next
begins has no effect on the results.
"""

from __future__ import annotations

import io
import json
import math
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hubsim.errors import InputError, Place, Problem
from hubsim.measures import Measured
from hubsim.study.files import put, unwritten
from hubsim.study.rows import Rows

ABOUT = "study.json"
OFTEN = 2.0
"""Seconds of work that are lost at most when a machine fails."""
MOST = 200
"""Runs of a part at most, so that what waits to be written stays small."""


class Parts:
    """The runs of a study that are done.

    Parameters
    ----------
    folder : Path, optional
        Where parts are written, and where those of an earlier attempt are found; they stay in
        memory if left out.
    about : mapping
        Everything that the rows depend on. Parts of something else are not gone on with.

    Raises
    ------
    InputError
        When the folder holds parts of another study, or cannot be used.
    """

    def __init__(self, folder: Path | None, about: dict[str, Any]) -> None:
        self.folder = folder
        self.runs = 0
        """Runs that are done, from the first on."""
        self._rows = Rows()
        """Those that are not written; without a folder, all of them."""
        self._first, self._since = 0, -math.inf  # the first run is kept at once
        self._about = json.dumps(about, indent=1, ensure_ascii=False)
        if folder is not None and (folder / ABOUT).exists():
            self._go_on(folder)

    def _go_on(self, folder: Path) -> None:
        """Take up the parts of the same study that follow each other from the first run on."""
        file, about = folder / ABOUT, json.loads(self._about)
        told = json.loads(file.read_text(encoding="utf-8"))
        if told != about:
            raise InputError([_other(file, told, about)])
        for part in sorted(folder.glob("part_*.parquet")):
            first, last = _numbers(part)
            if first != self.runs:
                part.unlink()
                continue
            self.runs = last + 1
        self._first = self.runs

    def add(self, design: str, replication: int, rows: Measured) -> None:
        """Add the run that follows."""
        self._rows.add(design, replication, rows)
        self.runs += 1
        if self.folder is None:
            return
        if self.runs - self._first >= MOST or time.monotonic() - self._since > OFTEN:
            self.flush()

    def flush(self) -> None:
        """Write what is not written yet.

        Raises
        ------
        InputError
            When it cannot be written.
        """
        if self.folder is not None and self.runs > self._first:
            try:
                self._write(self.folder)
            except OSError as error:
                raise unwritten(self.folder, error, "what is done") from None
            self._rows, self._first = Rows(), self.runs
        self._since = time.monotonic()

    def _write(self, folder: Path) -> None:
        if not (folder / ABOUT).exists():
            folder.mkdir(parents=True, exist_ok=True)
            put(folder / ABOUT, self._about.encode())
        file = io.BytesIO()
        pq.write_table(pa.concat_tables(self._rows.tables()), file, compression="zstd")
        put(folder / f"part_{self._first:07d}_{self.runs - 1:07d}.parquet", file.getvalue())

    def whole(self) -> Rows:
        """Give all rows in the order of the study, their numbers where the parts are."""
        self.flush()
        if self.folder is None or not self.runs:
            return self._rows
        try:
            return Rows.read(
                map(pq.read_table, sorted(self.folder.glob("part_*.parquet"))), self.folder
            )
        except OSError as error:
            raise unwritten(self.folder, error) from None


def runs_in(folder: Path) -> int:
    """Count the runs that are kept in a folder."""
    numbers = (_numbers(part) for part in folder.glob("part_*.parquet"))
    return sum(last - first + 1 for first, last in numbers)


def _numbers(part: Path) -> tuple[int, int]:
    first, last = part.stem.split("_")[1:]
    return int(first), int(last)


def _other(file: Path, told: dict[str, Any], about: dict[str, Any]) -> Problem:
    """Name what differs between the study in a folder and the one that is asked for."""
    differs = []
    for name in dict.fromkeys([*told, *about]):
        there, wanted = told.get(name), about.get(name)
        if there != wanted:
            said = isinstance(there, int | str) and isinstance(wanted, int | str)
            differs.append(f"{name} (there {there}, now {wanted})" if said else name)
    message = f"the study begun here differs in: {', '.join(differs)}"
    help = "ask for the same study again, or choose another folder with --out"
    return Problem("E506", message, Place(str(file)), help)
