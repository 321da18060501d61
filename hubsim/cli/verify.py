"""``hubsim verify``: a run made again from what it left behind, and compared row for row."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubsim.cli.codes import DIFFERS
from hubsim.cli.options import where
from hubsim.cli.printing import announce
from hubsim.cli.running import interruptible, kind_of, progress, stopped
from hubsim.plain import plural, wrapped

if TYPE_CHECKING:
    from hubsim.bundle import Verdict


@click.command()
@click.argument("run_dir", type=click.Path(path_type=Path))
@click.option(
    "--contacts",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="The real contacts of the run, if it had any: they are not stored with it.",
)
@click.option(
    "--waiting",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="What was waiting at the beginning, if that came from a file.",
)
@where
def verify(
    run_dir: Path, *, contacts: Path | None, waiting: Path | None, executor: str | None,
    workers: int | None, scheduler: str,
) -> None:  # fmt: skip
    """Run again what stands in RUN_DIR, and compare every row with what is stored there.

    RUN_DIR is a folder that was written with --out. Ends with 4 if anything differs.
    """
    from hubsim import study
    from hubsim.bundle import verify as run_again

    announce()
    kind = kind_of(executor, scheduler)
    with interruptible() as interrupted:
        with (
            study.workers(kind, workers or 0, scheduler) as there,
            progress(f"running {run_dir} again") as told,
        ):
            verdict = run_again(
                run_dir, contacts=contacts, waiting=waiting, executor=there, progress=told,
                cancelled=interrupted,
            )  # fmt: skip
        if verdict is None:
            stopped(kind, 0, None)
    click.echo(said(run_dir, verdict))
    if not verdict.same:
        raise click.exceptions.Exit(DIFFERS)


def said(run_dir: Path, verdict: Verdict) -> str:
    """Say what came of it."""
    rows = plural(verdict.rows, "row")
    if verdict.same:
        lines = [wrapped(f"{run_dir}: the same. {rows} compared, each equal to the last bit.")]
    else:
        lines = [wrapped(f"{run_dir}: NOT the same.")]
    for title, found in (
        ("Rows that differ:", verdict.differing),
        ("Files that are not as they were written:", verdict.changed),
        ("Versions that are not those of the run:", verdict.versions),
    ):
        if found:
            lines += ["", title, *(wrapped(each, "  ") for each in found)]
    if verdict.differing and verdict.versions:
        lines.append(wrapped("Other versions may give other rows; install those of the run."))
    elif verdict.differing and not verdict.changed:
        lines.append(wrapped("Neither a file nor a version explains it: please report it."))
    return "\n".join(lines)
