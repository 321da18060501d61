"""Writing everything that a run leaves behind."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hubsim.bundle import assumptions, limits, stress
from hubsim.study import Results, Study
from hubsim.study.store import as_csv, write


def write_bundle(
    study: Study,
    results: Results,
    folder: Path,
    how: Mapping[str, Any] | None = None,
    more: Mapping[str, bytes] | None = None,
) -> list[Path]:
    """Write results, the hubs as they were run, and what a reader needs to judge them.

    Beside what `hubsim.study.store.write` writes: ``stress_des.md``, ``assumptions.md`` and
    ``.csv``, ``limits_of_use.md`` and ``environment.json``. The last names the time and the
    machine, and is the only file that differs when the same study is run again.

    Parameters
    ----------
    study : Study
    results : Results
    folder : Path
        Kept for this run.
    how : mapping, optional
        More about how it was run, such as the seconds it took.
    more : mapping of str to bytes, optional
        More pages, such as the plot of a warm-up.

    Returns
    -------
    list of Path
        What was written, the manifest last.

    Raises
    ------
    InputError
        When it cannot be written.
    """
    pages = {
        "stress_des.md": stress.page(study, results).encode(),
        "assumptions.md": assumptions.page(study).encode(),
        "assumptions.csv": as_csv(assumptions.as_frame(study)),
        "limits_of_use.md": limits.page(study, results).encode(),
        "environment.json": json.dumps(environment(how or {}), indent=2).encode(),
    }
    return write(study, results, folder, {**pages, **(more or {})})


def environment(how: Mapping[str, Any]) -> dict[str, Any]:
    """When and on what a study was run; nothing in it names a person."""
    return {
        "written": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "processors": os.cpu_count(),
        **how,
    }
