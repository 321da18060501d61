"""Results on disk: tables, the resolved hubs, and a manifest that is written last.

Every file is written beside its place and moved there whole, so that nothing half-written is ever
seen. A folder without a manifest is incomplete.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from hubsim.errors import InputError, Place, Problem, render
from hubsim.spec.write import to_yaml
from hubsim.study.design import Study
from hubsim.study.results import Results

MANIFEST = "manifest.json"


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
    known = {MANIFEST, "results.csv", "results.parquet", "summary.csv", "warnings.txt"}
    strange = [
        p.name for p in folder.iterdir() if p.name not in known and not p.name.startswith("hub_")
    ]
    if strange:
        help = "choose an empty folder, or one that holds an earlier run"
        message = f'this folder holds other things, such as "{sorted(strange)[0]}"'
        raise InputError([Problem("E502", message, place, help)])


def write(study: Study, results: Results, folder: Path) -> list[Path]:
    """Write results, resolved hubs and warnings; the manifest last.

    Parameters
    ----------
    study : Study
    results : Results
    folder : Path
        Exists; files of an earlier run are replaced.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    InputError
        When the disk is full or the folder went away.
    """
    files = [folder / name for name in ("results.csv", "results.parquet", "summary.csv")]
    try:
        (folder / MANIFEST).unlink(missing_ok=True)
        for old in folder.glob("hub_*.yaml"):
            old.unlink()
        _put(files[0], _csv(results.rows))
        parquet = io.BytesIO()
        results.rows.to_parquet(parquet, index=False)
        _put(files[1], parquet.getvalue())
        _put(files[2], _csv(results.summary()))
        for number, design in enumerate(study.designs, start=1):
            files.append(folder / f"hub_{number}.yaml")
            head = f"# {design.label}, as it was run: scenarios and settings applied.\n"
            _put(files[-1], (head + to_yaml(design.file.source.data)).encode())
        if results.warnings:
            files.append(folder / "warnings.txt")
            _put(files[-1], render(results.warnings).encode())
        manifest = {
            **results.provenance,
            "unsettled": results.unsettled,
            "warnings": [str(warning) for warning in results.warnings],
            "files": [file.name for file in files],
            "about": "Synthetic cases. Illustrative: no forecast of risk to any child or adult.",
        }
        _put(folder / MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False).encode())
    except OSError as error:
        message = f"the results could not be written ({(error.strerror or 'fault').lower()})"
        raise InputError(
            [Problem("E503", message, Place(str(folder)), "free some space")]
        ) from None
    return [*files, folder / MANIFEST]


def _csv(table: pd.DataFrame) -> bytes:
    """Make a CSV in which no text can be taken for a formula by a spreadsheet."""
    safe = table.copy()
    for column in safe.columns:
        if safe[column].dtype.kind not in "fiub":
            safe[column] = [literal(value) for value in safe[column]]
    return safe.to_csv(index=False).encode()


def literal(value: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet would take for a formula.

    References
    ----------
    OWASP, *CSV injection*.
    """
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r", "\0"):
        return "'" + value
    return value


@contextmanager
def _beside(path: Path) -> Iterator[Any]:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as handle:
            yield handle
            handle.flush()
            os.fsync(descriptor)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _put(path: Path, content: bytes) -> None:
    with _beside(path) as handle:
        handle.write(content)
