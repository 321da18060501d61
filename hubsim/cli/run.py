"""``hubsim run`` and ``hubsim compare``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from hubsim.cli.options import as_json, changes, length, machines
from hubsim.cli.running import study
from hubsim.errors import InputError, Place, Problem


@click.command()
@click.argument("model")
@changes
@length
@machines
@as_json
def run(model: str, **options: Any) -> None:
    """Run one operating model and say where the time goes."""
    from hubsim.text import run_report

    study((model,), run_report, **options)


@click.command()
@click.argument("models", nargs=-1, required=True, metavar="MODEL [MODEL...]")
@changes
@length
@machines
@as_json
def compare(models: Sequence[str], **options: Any) -> None:
    """Compare operating models on the same cases, each against the first.

    Scenarios and settings apply to every model. A single MODEL with scenarios or settings is
    compared with itself as written.
    """
    from hubsim.text import compare_report

    if len(models) < 2 and not (options["scenarios"] or options["settings"]):
        place = Place("compare")
        help = (
            "hubsim compare county_separate county_integrated\n"
            "or one model with changes: hubsim compare starter --set roles.screener.people=6"
        )
        raise InputError([Problem("E403", "two models or more are needed", place, help)])
    study(models, compare_report, **options)
