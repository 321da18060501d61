"""``hubsim sweep``: every combination of some values at some paths."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from hubsim.cli.analyses import (
    bench,
    bench_options,
    changed,
    measure,
    print_json,
    records,
    write_csv,
)
from hubsim.cli.options import as_json, changes


@click.command()
@click.argument("model")
@click.option(
    "--over",
    "over",
    multiple=True,
    required=True,
    metavar="PATH=A,B,…",
    help="A path and the values it takes. May be repeated: every combination is run.",
)
@measure
@changes
@click.option(
    "--csv", type=click.Path(path_type=Path), metavar="FILE", help="Write all rows to this file."
)
@bench_options(replications=10)
@as_json
def sweep(
    model: str, *, over: Sequence[str], measures: Sequence[str], scenarios: Sequence[str],
    settings: Sequence[str], csv: Path | None, as_json: bool, **how: Any,
) -> None:  # fmt: skip
    """Run every combination of some values of a model, beside the model as written.

    \b
    hubsim sweep starter --over roles.screener.people=3,4,5 \\
      --over "stages.decision.work=15 min,20 min"
    """  # noqa: D301 - Click wants the character, not its name
    from hubsim.study.positions import figure_from
    from hubsim.study.sweeping import axis_from
    from hubsim.study.sweeping import sweep as sweep_over
    from hubsim.text.sweeping import sweep_report

    figures = [figure_from(text) for text in measures]
    axes = [axis_from(text) for text in over]
    hub = changed(model, scenarios, settings)
    with bench(f"Sweep of {len(axes)} path{'s' * (len(axes) > 1)}", **how) as (runs, told):
        study = runs.study([hub])
        found = sweep_over(hub, axes, runs, figures=figures, progress=told)
    if csv is not None:
        write_csv(csv, found.frame())
    if as_json:
        print_json({"model": model, "rows": records(found.frame())})
    else:
        click.echo(sweep_report(study, found))
    if csv is not None:
        click.echo(f"written to {csv}", err=True)
