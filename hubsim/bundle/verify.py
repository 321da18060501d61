"""Running a study again from what it left behind, and comparing row for row."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hubsim.errors import InputError, Place, Problem
from hubsim.spec.contacts import read_contacts
from hubsim.spec.read import read_hub
from hubsim.spec.waiting import with_waiting
from hubsim.study import Design, Length, Results, Study, run_study
from hubsim.study.design import sha256
from hubsim.study.jobs import here
from hubsim.study.rows import COLUMNS, SCHEMA, TOGETHER
from hubsim.study.runner import Progress
from hubsim.study.store import MANIFEST

SHOWN = 5
"""Rows that differ, shown at most."""
KEYS = [name for name in COLUMNS if name != "value"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of running a study again.

    Parameters
    ----------
    rows : int
        Compared.
    differing : tuple of str
        What differs, in words; empty if nothing does.
    changed : tuple of str
        Files of the folder that are not as they were written.
    versions : tuple of str
        Of what the rows depend on, what is another version here.
    """

    rows: int
    differing: tuple[str, ...]
    changed: tuple[str, ...]
    versions: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every row and every file is as it was."""
        return not self.differing and not self.changed


def verify(
    folder: Path,
    *,
    contacts: Path | None = None,
    waiting: Path | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Verdict | None:
    """Run a study again from its manifest and the hubs stored beside it.

    Parameters
    ----------
    folder : Path
        As written by a run.
    contacts, waiting : Path, optional
        The CSV files that the study used, if it used any. They are not stored, since they may tell
        of real people; the manifest holds what they must be.
    executor, progress, cancelled
        As of `run_study`.

    Returns
    -------
    Verdict or None
        None if it was cancelled.

    Raises
    ------
    InputError
        When the folder holds no finished run, or not what is needed to repeat it.
    """
    manifest = _manifest(folder)
    tables = {"contacts": contacts, "waiting": waiting}
    _same_tables(manifest, tables)
    study = _study(folder, manifest, contacts, waiting)
    stored = _stored(folder)
    results = run_study(study, executor=executor, progress=progress, cancelled=cancelled)
    if results.missing:
        return None
    mine = here()
    versions = tuple(
        f"{name} {manifest.get(name)} then, {version} now"
        for name, version in mine.items()
        if str(manifest.get(name)) != version
    )
    return Verdict(
        stored.metadata.num_rows, _differing(stored, results), _changed(folder, manifest), versions
    )


def _problem(code: str, message: str, place: Path | str, help: str = "") -> InputError:
    return InputError([Problem(code, message, Place(str(place)), help)])


def _manifest(folder: Path) -> dict[str, Any]:
    file = folder / MANIFEST
    help = "name the folder that a run wrote with --out"
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = "there is no finished run here: its manifest is written last, and is missing"
        raise _problem("E510", message, folder, help) from None
    except (OSError, ValueError):
        raise _problem("E510", "the manifest cannot be read", file, help) from None
    needed = ("seed", "replications", "weeks", "warm_up_weeks", "run_off_weeks", "designs")
    lacking = [name for name in needed if name not in found]
    if lacking:
        message = f"the manifest does not say: {', '.join(lacking)}"
        raise _problem("E510", message, file, "it was changed, or written by an older hubsim")
    return dict(found)


def _same_tables(manifest: dict[str, Any], given: Mapping[str, Path | None]) -> None:
    """Make sure that the CSV files are those that the study used."""
    problems = []
    for what, file in given.items():
        wanted = manifest["designs"][0].get(what)
        option = Place(f"--{what}")
        if not isinstance(wanted, dict):
            if file is not None:
                problems.append(Problem("E511", f"this study used no {what} from a file", option))
        elif file is None:
            message = f"this study used {what} from a file, which is not stored with it"
            help = f"give it with --{what}: {wanted['file']}, SHA-256 {wanted['sha256']}"
            problems.append(Problem("E511", message, option, help))
        elif _sha256(file) != wanted["sha256"]:
            message = f"{file} is not the file that this study used"
            help = f"it was {wanted['file']}, SHA-256 {wanted['sha256']}"
            problems.append(Problem("E511", message, option, help))
    if problems:
        raise InputError(problems)


def _sha256(file: Path) -> str:
    try:
        return sha256(file)
    except OSError:
        raise _problem("E001", "this file cannot be read", file) from None


def _study(
    folder: Path, manifest: dict[str, Any], contacts: Path | None, waiting: Path | None
) -> Study:
    length = Length(
        manifest["weeks"], manifest["warm_up_weeks"], manifest["run_off_weeks"]
    )  # fmt: skip
    designs = []
    for number, told in enumerate(manifest["designs"], start=1):
        file = read_hub(folder / f"hub_{number}.yaml")
        real = read_contacts(contacts, file.hub) if contacts is not None else None
        if waiting is not None:
            hub = with_waiting(file.hub, waiting)
            file = type(file)(hub, file.source, file.warnings)
        designs.append(Design.of(file, length, told["label"], real))
    return Study(tuple(designs), length, manifest["replications"], manifest["seed"])


def _stored(folder: Path) -> pq.ParquetFile:
    file = folder / "results.parquet"
    try:
        return pq.ParquetFile(file)
    except (OSError, ValueError):
        message = "the stored results cannot be read"
        raise _problem("E510", message, file) from None


def _changed(folder: Path, manifest: dict[str, Any]) -> tuple[str, ...]:
    """Name the files that are not as they were written."""
    found = []
    for name, wanted in manifest.get("sha256", {}).items():
        file = folder / name
        if not file.is_file():
            found.append(f"{name} is missing")
        elif sha256(file) != wanted:
            found.append(f"{name} was changed")
    return tuple(found)


def _differing(stored: pq.ParquetFile, results: Results) -> tuple[str, ...]:
    """Say which rows differ, the first few of them one by one; some are in memory at a time."""
    size, other, told = stored.metadata.num_rows, 0, list[str]()
    for before, after in _side_by_side(_tables_of(stored), results.kept.tables()):
        keys = [list(zip(*(t[k].to_pylist() for k in KEYS), strict=True)) for t in (before, after)]
        if keys[0] != keys[1]:
            only = [set(keys[0]) - set(keys[1]), set(keys[1]) - set(keys[0])]
            told = [f"{size} rows are stored, {len(results.kept)} came now"]
            for rows, when in zip(only, ("only then", "only now"), strict=True):
                told += [f"{when}: {_row(row)}" for row in sorted(rows, key=str)[:SHOWN]]
            return tuple(told)
        then, now = (table["value"].to_numpy() for table in (before, after))
        differs = ~((then == now) | (np.isnan(then) & np.isnan(now)))
        other += int(differs.sum())
        for at in np.flatnonzero(differs)[: SHOWN - len(told)]:
            told.append(f"{_row(keys[0][at])}: {float(then[at])!r} then, {float(now[at])!r} now")
    return (f"{other} of {size} rows have another value", *told) if other else ()


def _tables_of(stored: pq.ParquetFile) -> Iterator[pa.Table]:
    for batch in stored.iter_batches(TOGETHER):
        yield pa.table(batch)


def _side_by_side(
    first: Iterator[pa.Table], second: Iterator[pa.Table]
) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Give two series of tables in pieces of the same length; at the end perhaps nothing of one."""
    none = SCHEMA.empty_table()
    a, b = next(first, none), next(second, none)
    while len(a) or len(b):
        size = min(len(a), len(b)) or max(len(a), len(b))
        yield a.slice(0, size), b.slice(0, size)
        a = a.slice(size) if len(a) > size else next(first, none)
        b = b.slice(size) if len(b) > size else next(second, none)


def _row(key: tuple[Any, ...]) -> str:
    design, replication, measure, by, group, _ = key
    where = "" if by == "all" else f" ({by} {group})"
    return f"{design}, replication {replication}, {measure}{where}"
