"""``hubsim map``: a model before any run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from hubsim.cli.files import write_new
from hubsim.cli.options import as_json, changes, options
from hubsim.errors import InputError, Problem

over = options(
    click.option("--weeks", default=64, show_default=True, type=click.IntRange(1, 520),
                 help="Over how long contacts, hours and dates are looked at."),
    click.option("--graphml", type=click.Path(path_type=Path), metavar="FILE",
                 help="Write the graph for drawing programs (yEd, Gephi, Cytoscape)."),
)  # fmt: skip


@click.command("map")
@click.argument("model")
@changes
@over
@as_json
def map_(
    model: str, *, scenarios: Sequence[str], settings: Sequence[str], weeks: int,
    graphml: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Show a model before any run: who turns to whom, the ways of a case, and what is missing.

    Findings say what follows for cases and what would mend it, worst first. They are no errors: the
    model can be run.
    """
    from hubsim.changes import changes_from
    from hubsim.models import read_model
    from hubsim.structure.hub_map import map_hub
    from hubsim.text_map import map_report

    problems: list[Problem] = []
    altered, _ = changes_from(scenarios, settings, problems)
    if problems:
        raise InputError(problems)
    found = map_hub(read_model(model, altered), weeks)
    if graphml is not None:
        write_new(graphml, found.graphml())
    if as_json:
        click.echo(json.dumps(found.node_link(), indent=2, ensure_ascii=False))
    else:
        click.echo(map_report(found))
    if graphml is not None:
        click.echo(f"\nwritten to {graphml}", err=as_json)
