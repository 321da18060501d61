"""``hubsim diff``: what differs between two operating models."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from hubsim.cli.options import as_json, changes
from hubsim.errors import InputError, Place, Problem


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="[B]", required=False)
@changes
@as_json
def diff(
    first: str, second: str | None, scenarios: Sequence[str], settings: Sequence[str], as_json: bool
) -> None:
    """Say what differs between two operating models, in plain words, with both values.

    Models may be based on one another, and have scenarios behind a plus sign. Scenarios and
    settings given here are applied to B; without B, A is told apart from A with these.
    """
    from hubsim.changes import changes_from
    from hubsim.models import read_model
    from hubsim.text.diff import diff_records, diff_report

    if second is None and not (scenarios or settings):
        help = "hubsim diff county_separate county_integrated"
        raise InputError([Problem("E403", "a second model is needed", Place("diff"), help)])
    problems: list[Problem] = []
    altered, _ = changes_from(scenarios, settings, problems)
    files = []
    for model, more in ((first, ()), (second or first, altered)):
        try:
            files.append(read_model(model, more))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    if as_json:
        click.echo(json.dumps(diff_records(*files), indent=2, ensure_ascii=False))
    else:
        click.echo(diff_report(*files))
