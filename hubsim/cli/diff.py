"""``hubsim diff``: what differs between two operating models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from hubsim.cli.analyses import bench, bench_options, print_json, records, these_weeks
from hubsim.cli.options import as_json, changes
from hubsim.errors import InputError, Place, Problem


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="[B]", required=False)
@changes
@click.option(
    "--effects",
    is_flag=True,
    help="Also run them, and say what the differences under each heading do: alone, "
    "last, and together.",
)
@these_weeks
@bench_options(weeks=26, replications=5)
@as_json
def diff(
    first: str, second: str | None, *, scenarios: Sequence[str], settings: Sequence[str],
    effects: bool, as_json: bool, **how: Any,
) -> None:  # fmt: skip
    """Say what differs between two operating models, in plain words, with both values.

    Models may be based on one another, and have scenarios behind a plus sign. Scenarios and
    settings given here are applied to B; without B, A is told apart from A with these.

    \b
    hubsim diff county_separate county_integrated --effects
    """  # noqa: D301 - Click wants the character, not its name
    from hubsim.changes import changes_from
    from hubsim.models import read_model
    from hubsim.study.attribution import attribute_patches, joined
    from hubsim.study.positions import Position
    from hubsim.text.attribution import attribution_report
    from hubsim.text.diff import diff_records, diff_report, patches_between

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
    differ = diff_records(*files)
    if not as_json:
        click.echo(diff_report(*files))
    if not effects or not differ:
        if as_json:
            print_json(differ)
        return
    base = Position(files[0].source)
    patches = joined(base, patches_between(*files))
    with bench(f"{2 ** len(patches)} designs", **how) as (runs, told):
        study = runs.study([base, base.with_changes(*(c for p in patches for c in p.changes))])
        found = attribute_patches(base, patches, runs, progress=told)
    if as_json:
        print_json({"differences": differ, "effects": records(found.frame())})
    else:
        click.echo(f"\n{attribution_report(study, found)}")
