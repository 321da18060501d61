"""The rows of a study, run by run: what they are called once for all runs alike, and numbers.

A *run* is one replication of one design. Nearly all runs have rows of the same names, so a run is
kept as its numbers and a reference to their names: eight bytes for a row, wherever these lie.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa

from hubsim.measures import Measured, Names, Row

Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

SCHEMA = pa.schema(
    {
        "design": pa.string(), "replication": pa.int64(), "measure": pa.string(),
        "by": pa.string(), "group": pa.string(), "value": pa.float64(), "unit": pa.string(),
    }
)  # fmt: skip
COLUMNS = tuple(SCHEMA.names)
TOGETHER = 100_000
"""Rows of a table at least, where all of them are given in tables."""


@lru_cache(maxsize=64)
def texts(names: Names) -> dict[str, pa.Array]:
    """What rows are called, by column."""
    parts = zip(*names.keys, strict=True) if names.keys else ((),) * 4
    columns = ("measure", "by", "group", "unit")
    return {name: pa.array(part, pa.string()) for name, part in zip(columns, parts, strict=True)}


@dataclass(frozen=True, slots=True, eq=False)
class Ran:
    """One run: its design, its replication, what its rows are called, and their values."""

    design: str
    replication: int
    names: Names
    values: Floats


class Rows:
    """Rows of a study in the order of its runs."""

    def __init__(self) -> None:
        self.runs: list[Ran] = []
        self._names: dict[Names, Names] = {}
        self._of: dict[str, list[Ran]] = {}

    @staticmethod
    def of(rows: Iterable[tuple[Any, ...]]) -> Rows:
        """Gather tidy rows: columns `COLUMNS`, those of a run together."""
        found = Rows()
        for (design, replication), run in groupby(rows, lambda row: row[:2]):
            found.add(design, replication, Measured.of(Row(*row[2:]) for row in run))
        return found

    @staticmethod
    def read(tables: Iterable[pa.Table], folder: Path) -> Rows:
        """Gather rows that lie in tables one after the other, with the numbers on disk.

        Parameters
        ----------
        tables : iterable of Table
            As `table_of` makes them; only one is in memory at a time.
        folder : Path
            Where a file without a name holds the numbers for as long as they are wanted.
        """
        found, runs = Rows(), list[tuple[str, int, Names]]()
        with TemporaryFile(dir=folder) as file:
            for table in tables:
                columns = [table[name].to_pylist() for name in COLUMNS]
                for key, run in groupby(zip(*columns, strict=True), lambda row: row[:2]):
                    rows = Measured.of(Row(*row[2:]) for row in run)
                    runs.append((*key, found._known(rows.names)))
                    file.write(rows.values.tobytes())
            file.flush()
            size = file.tell()
            numbers = np.asarray(np.memmap(file, np.float64, "r")) if size else np.empty(0)
        first = 0
        for design, replication, names in runs:
            last = first + len(names.keys)
            found._put(Ran(design, replication, names, numbers[first:last]))
            first = last
        return found

    def add(self, design: str, replication: int, rows: Measured) -> None:
        """Add the run that follows."""
        self._put(Ran(design, replication, self._known(rows.names), rows.values))

    def _put(self, run: Ran) -> None:
        self.runs.append(run)
        self._of.setdefault(run.design, []).append(run)

    def _known(self, names: Names) -> Names:
        """The same names, as they are kept once."""
        return self._names.setdefault(names, names)

    def __len__(self) -> int:
        return sum(len(run.values) for run in self.runs)

    def upto(self, replications: int) -> Rows:
        """Give those of the first replications."""
        found = Rows()
        for run in self.runs:
            if run.replication < replications:
                found._put(run)
        return found

    def values(self, design: str, measure: str, by: str, group: str) -> Floats:
        """Values by replication; NaN in a run that has no such row."""
        key = (measure, by, group)
        return np.array(
            [
                np.nan if (at := run.names.at.get(key)) is None else run.values[at]
                for run in self._of.get(design, ())
            ],
            dtype=np.float64,
        )

    def called(self, design: str | None = None) -> list[tuple[str, str, str, str]]:
        """What rows are called, of one design or of any, in order of appearance."""
        runs = self.runs if design is None else self._of.get(design, [])
        names = {id(run.names): run.names for run in runs}
        return list(dict.fromkeys(key for each in names.values() for key in each.keys))

    def tables(self) -> Iterator[pa.Table]:
        """Give all rows as tables that follow each other, whole runs in each."""
        some, size = list[Ran](), 0
        for run in self.runs:
            some.append(run)
            size += len(run.values)
            if size >= TOGETHER:
                yield _table(some)
                some, size = [], 0
        if some or not self.runs:
            yield _table(some)

    def frame(self) -> pd.DataFrame:
        """Give all rows as one table, columns `COLUMNS`."""
        found: pd.DataFrame = pa.concat_tables(self.tables()).to_pandas()
        return found


def _table(runs: Sequence[Ran]) -> pa.Table:
    """Give the rows of some runs."""
    parts = {field.name: [pa.array([], field.type)] for field in SCHEMA}
    for run in runs:
        size = len(run.values)
        parts["design"].append(pa.repeat(pa.scalar(run.design, pa.string()), size))
        parts["replication"].append(pa.repeat(pa.scalar(run.replication, pa.int64()), size))
        parts["value"].append(pa.array(run.values, pa.float64()))
        for name, column in texts(run.names).items():
            parts[name].append(column)
    return pa.table([pa.concat_arrays(arrays) for arrays in parts.values()], schema=SCHEMA)
