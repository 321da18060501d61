"""``hubsim attribute``: what each of several changes buys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from hubsim.cli.analyses import bench, bench_options, measure, print_json, records, these_weeks
from hubsim.cli.options import as_json


@click.command()
@click.argument("base")
@click.option("--scenario", "--scenarios", "-s", "scenarios", multiple=True, required=True,
              metavar="A,B,…",
              help="Changes: scenarios, a pattern of shipped ones (ladder_*), or PATH=VALUE; A+B "
              "is one change. May be repeated.")  # fmt: skip
@measure
@click.option("--by-rating", is_flag=True, help="Each also for every rating by itself.")
@these_weeks
@bench_options()
@as_json
def attribute(
    base: str, scenarios: Sequence[str], measures: Sequence[str], *, by_rating: bool,
    these_weeks: bool, as_json: bool, **how: Any,
) -> None:  # fmt: skip
    """Divide the effect of several changes to BASE among them.

    Every set of the changes is run on the same cases: 7 changes are 128 designs. Each change gets
    its share of the whole, what it does alone, and what taking it away from all would cost; pairs
    show what comes only of both, or is had twice. Beside every time stands how often the agency
    that matters most was heard.

    \b
    hubsim attribute county_separate --scenarios "ladder_*"
    hubsim attribute borough_as_written --scenarios "worked_*"
    """  # noqa: D301 - Click wants the character, not its name
    from hubsim.study.attribution import attribute_patches, patches_from
    from hubsim.study.positions import Position, figure_from
    from hubsim.text.attribution import attribution_report

    figures = [figure_from(text) for text in measures]
    patches = patches_from(scenarios)
    here = Position(base)
    sets = 2 ** len(patches)
    label = f"{sets:,} designs, {how['replications']} times each"
    with bench(label, these_weeks=these_weeks, **how) as (runs, told):
        study = runs.study([here, here.with_changes(*(c for p in patches for c in p.changes))])
        found = attribute_patches(
            here, patches, runs, figures=figures, by_rating=by_rating, progress=told
        )
    if as_json:
        unsettled = [{"changes": list(k), "reason": v} for k, v in found.unsettled.items()]
        print_json(
            {"base": base, "changes": [p.name for p in patches], "notes": list(found.notes),
             "unsettled": unsettled, "rows": records(found.frame())}
        )  # fmt: skip
    else:
        click.echo(attribution_report(study, found))
