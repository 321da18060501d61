"""``hubsim check``: every problem at once."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from hubsim.cli.codes import BAD_INPUT
from hubsim.cli.options import as_json, changes
from hubsim.cli.printing import as_dict, count
from hubsim.errors import InputError, Problem, render


@click.command()
@click.argument("models", nargs=-1, required=True, metavar="MODEL...")
@changes
@as_json
def check(
    models: Sequence[str], scenarios: Sequence[str], settings: Sequence[str], as_json: bool
) -> None:
    """Check operating models: every problem at once, each with its place."""
    from hubsim.changes import changes_from
    from hubsim.models import read_model
    from hubsim.program import lower
    from hubsim.structure import load_problems, year_loads
    from hubsim.structure.load import YEAR

    found: list[Problem] = []
    altered, _ = changes_from(scenarios, settings, found)
    for model in models:
        try:
            file = read_model(model, altered)
            loads = year_loads(file.hub, lower(file.hub, YEAR))
            found += [*file.warnings, *load_problems(loads, file.source)]
        except InputError as error:
            found += error.problems
    if as_json:
        click.echo(
            json.dumps([as_dict(problem) for problem in found], indent=2, ensure_ascii=False)
        )
    elif found:
        click.echo(render(found))
        click.echo(count(found))
    if any(problem.severity == "error" for problem in found):
        raise click.exceptions.Exit(BAD_INPUT)
    if not as_json:
        click.echo(f"{', '.join(models)}: ready to run" + (", with warnings" if found else ""))
