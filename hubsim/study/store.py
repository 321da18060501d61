"""Results on disk: tables, the resolved hubs, and a manifest that is written last.

Every file is written beside its place and moved there whole, so that nothing half-written is ever
seen. A folder without a manifest is incomplete.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from hubsim.errors import InputError, Place, Problem
from hubsim.spec.write import to_yaml
from hubsim.study.design import Study, sha256
from hubsim.study.files import beside, put, unwritten
from hubsim.study.lock import LOCK, alone
from hubsim.study.results import Results
from hubsim.study.rows import SCHEMA
from hubsim.study.warned import as_text

MANIFEST = "manifest.json"
PARTS = "parts"
"""Folder of what is done of a study that is not finished."""
ASIDE = f".{MANIFEST}.new"
"""Where everything is written first: a run that fails to be written leaves the one before it."""
ENVIRONMENT = "environment.json"
"""When and on what a study was run: the only file that is not the same when it is run again."""
PAGES = (
    "stress_des.md", "assumptions.md", "assumptions.csv", "limits_of_use.md", "warm_up.csv",
    "warm_up.svg", ENVIRONMENT,
)  # fmt: skip
KNOWN = (
    MANIFEST, "results.csv", "results.parquet", "summary.csv", "warnings.txt", PARTS, *PAGES,
)  # fmt: skip


def check_folder(folder: Path) -> None:
    """Make sure before a run that its results can be written.

    Raises
    ------
    InputError
        If the folder cannot be made or written, or holds other things than a run.
    """
    place = Place(str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        message = (
            f"nothing can be written to this folder ({(error.strerror or 'no access').lower()})"
        )
        raise InputError([Problem("E501", message, place, "choose another with --out")]) from None
    names = (path.name for path in folder.iterdir())
    strange = [name for name in names if name != LOCK and not _ours(name)]
    if strange:
        help = "choose an empty folder, or one that holds an earlier run"
        message = f'this folder holds other things, such as "{sorted(strange)[0]}"'
        raise InputError([Problem("E502", message, place, help)])


def _ours(name: str) -> bool:
    """Whether a file belongs to a run; one that was not moved to its place begins with a dot."""
    name = name.removeprefix(".")
    return name.startswith(("hub_", *KNOWN))


@contextmanager
def opened(folder: Path, *, resume: bool = False) -> Iterator[Path]:
    """Keep a folder for one run, and give the place for what is done before it ends.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    resume : bool
        Go on with what an earlier attempt has left, instead of refusing to lose it.

    Raises
    ------
    InputError
        If the folder cannot be used, another run writes to it, or it holds an unfinished study.
    """
    check_folder(folder)
    with alone(folder):
        for left in folder.glob(".*.*"):  # of a run that was ended in the middle of writing
            if left.is_dir() and left.name == ASIDE:
                shutil.rmtree(left)
            elif _ours(left.name):
                left.unlink()
        parts = folder / PARTS
        if not resume and any(parts.glob("part_*")):
            message = "this folder holds a study that was stopped before its end"
            help = "add --resume to go on with it, choose another folder, or remove this one"
            raise InputError([Problem("E507", message, Place(str(folder)), help)])
        if not resume and parts.exists():
            shutil.rmtree(parts)
        yield parts


def write(
    study: Study,
    results: Results,
    folder: Path,
    pages: Mapping[str, bytes | Iterable[bytes]] | None = None,
) -> list[Path]:
    """Write results, resolved hubs and warnings; the manifest last.

    Parameters
    ----------
    study : Study
    results : Results
    folder : Path
        Exists; files of an earlier run are replaced.
    pages : mapping of str to bytes, or to pieces of them, optional
        More files by name, from `PAGES`.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    InputError
        When the disk is full or the folder went away.
    """
    written: dict[str, str] = {}
    aside = folder / ASIDE

    def add(name: str, content: bytes | Iterable[bytes]) -> None:
        put(aside / name, content)
        written[name] = sha256(aside / name)

    try:
        aside.mkdir(exist_ok=True)
        add("results.csv", csv_of(table.to_pandas() for table in results.kept.tables()))
        with beside(aside / "results.parquet") as file:
            _to_parquet(results.kept.tables(), file)
        written["results.parquet"] = sha256(aside / "results.parquet")
        add("summary.csv", csv_of(map(results.summary_of, results.labels)))
        for number, design in enumerate(study.designs, start=1):
            head = f"# {design.label}, as it was run: scenarios and settings applied.\n"
            add(f"hub_{number}.yaml", (head + to_yaml(design.file.source.data)).encode())
        if results.warnings:
            add("warnings.txt", as_text(study.designs, results.warnings).encode())
        for name, content in (pages or {}).items():
            add(name, content)
        put(aside / MANIFEST, _manifest(results, written).encode())
        _move(aside, folder, written)
    except OSError as error:
        raise unwritten(folder, error) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(folder / PARTS, ignore_errors=True)  # all of it is in the results now
    return [folder / name for name in (*written, MANIFEST)]


def _manifest(results: Results, written: Mapping[str, str]) -> str:
    manifest = {
        **results.provenance,
        "unsettled": results.unsettled,
        "warnings": [str(warning) for warning in results.warnings],
        "files": list(written),
        "sha256": {name: sha for name, sha in written.items() if name != ENVIRONMENT},
        "about": "Synthetic cases. Illustrative: no forecast of risk to any child or adult.",
    }
    return json.dumps(manifest, indent=2, ensure_ascii=False)


def _move(aside: Path, folder: Path, names: Iterable[str]) -> None:
    """Put new files in the place of old ones, now that all of them are written."""
    (folder / MANIFEST).unlink(missing_ok=True)
    for old in folder.iterdir():
        if old.is_file() and _ours(old.name):
            old.unlink()
    for name in (*names, MANIFEST):
        (aside / name).replace(folder / name)


def as_csv(table: pd.DataFrame, *, header: bool = True) -> bytes:
    """Make a CSV, UTF-8, in which no text can be taken for a formula by a spreadsheet."""
    safe = table.copy()
    for column in safe.columns:
        if safe[column].dtype.kind not in "fiub":
            safe[column] = [literal(value) for value in safe[column]]
    return safe.to_csv(index=False, header=header).encode()


def csv_of(tables: Iterable[pd.DataFrame]) -> Iterator[bytes]:
    """Make one CSV of tables that follow each other, piece by piece."""
    for number, table in enumerate(tables):
        yield as_csv(table, header=not number)


def _to_parquet(tables: Iterable[pa.Table], file: IO[bytes]) -> None:
    """Write tables that follow each other as one Parquet file."""
    with pq.ParquetWriter(file, SCHEMA) as writer:
        for table in tables:
            writer.write_table(table)


def literal(value: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet would take for a formula.

    References
    ----------
    OWASP, *CSV injection*.
    """
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r", "\0"):
        return "'" + value
    return value
