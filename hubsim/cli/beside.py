"""Tables and pictures that a command writes beside what it prints."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from hubsim.errors import InputError, Place, Problem

if TYPE_CHECKING:
    import pandas as pd

    from hubsim.study import Study


Chart: TypeAlias = dict[str, Any]
"""In Vega-Lite."""


def warm_up_pages(study: Study) -> dict[str, bytes]:
    """Give the plot that a warm-up is judged by, as a table and as a picture; none without one."""
    if not study.warming:
        return {}
    from hubsim.charts.warm_up import warm_up_chart, warm_up_frame
    from hubsim.study.store import as_csv

    frame = warm_up_frame(study)
    return {"warm_up.csv": as_csv(frame), **pictures({"warm_up": warm_up_chart(frame).to_dict()})}


def pictures(charts: Mapping[str, Chart]) -> dict[str, bytes]:
    """Draw charts as SVG by the name of their file; say so where they cannot be drawn."""
    from hubsim.briefing.pictures import svg

    try:
        return {f"{name}.svg": svg(chart).encode() for name, chart in charts.items()}
    except InputError as error:
        (problem,) = error.problems
        told = f"without pictures: {problem.message}\n{problem.help}"
        click.echo(told, err=True)
        return {}


def new_folder(folder: Path) -> None:
    """Make a folder before a long run, or make sure that it holds nothing."""
    place = Place(str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            help = "choose another with --out; nothing is overwritten"
            raise InputError([Problem("E502", "this folder is not empty", place, help)])
    except OSError as error:
        why = (error.strerror or "no access").lower()
        message = f"nothing can be written to this folder ({why})"
        raise InputError([Problem("E501", message, place, "choose another with --out")]) from None


def write_beside(
    folder: Path, tables: Mapping[str, pd.DataFrame], charts: Mapping[str, Chart]
) -> None:
    """Write tables as CSV and charts as pictures, and say what was written."""
    from hubsim.plain import wrapped
    from hubsim.study.files import put, unwritten
    from hubsim.study.store import as_csv

    files = {f"{name}.csv": as_csv(table) for name, table in tables.items()} | pictures(charts)
    try:
        for name, content in files.items():
            put(folder / name, content)
    except OSError as error:
        raise unwritten(folder, error) from None
    click.echo(wrapped(f"written to {folder}: {', '.join(files)}"), err=True)
