"""``hubsim run``, ``hubsim compare`` and ``hubsim study``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from hubsim.cli.options import as_json, asks, changes, length, machines, out, under
from hubsim.cli.running import asked, carry_out, parted
from hubsim.errors import InputError, Place, Problem


@click.command()
@click.argument("model")
@changes
@length
@asks
@machines
@as_json
def run(model: str, **options: Any) -> None:
    """Run one operating model and say where the time goes."""
    from hubsim.text import run_report

    how, what = parted(options)
    carry_out(asked((model,), **what), run_report, **how)


@click.command()
@click.argument("models", nargs=-1, required=True, metavar="MODEL [MODEL...]")
@changes
@under
@length
@asks
@click.option(
    "--choose",
    metavar="MEASURE=SIZE",
    help="Add replications until the best is chosen with 95% probability, where a "
    "difference of SIZE does not matter.",
)
@machines
@as_json
def compare(models: Sequence[str], **options: Any) -> None:
    """Compare operating models on the same cases, each against the first as it is.

    Scenarios and settings apply to every model. Doing nothing, the first model as it is, is always
    among what is compared; what holds in any case is said with --under.
    """
    from hubsim.text import compare_report

    if len(models) < 2 and not (options["scenarios"] or options["settings"]):
        place = Place("compare")
        help = (
            "hubsim compare county_separate county_integrated\n"
            "or one model with changes: hubsim compare starter --set roles.screener.people=6"
        )
        raise InputError([Problem("E403", "two models or more are needed", place, help)])
    how, what = parted(options)
    carry_out(asked(models, do_nothing=True, **what), compare_report, **how)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@out
@machines
@as_json
def study(file: Path, **how: Any) -> None:
    """Run a study from its file: hubs, scenarios and designs on the same cases.

    What may be written in it is told by: hubsim schema --study
    """
    from hubsim.study import read_study
    from hubsim.text import compare_report, run_report

    what = read_study(file)
    carry_out(what, compare_report if len(what.designs) > 1 else run_report, **how)
