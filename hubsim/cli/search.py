"""``hubsim search``: the cheapest staffing that meets targets, and what one more person buys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from hubsim.cli.analyses import bench, bench_options, changed, one_measure, print_json, records
from hubsim.cli.options import as_json, changes


@click.command()
@click.argument("model")
@click.option(
    "--targets",
    "-t",
    multiple=True,
    metavar="M>=N%",
    help="What must hold, such as target_met/red>=90% or hours_to_decision_mean<=8. May "
    "be repeated.",
)
@click.option(
    "--confidence",
    default=95.0,
    show_default=True,
    metavar="PERCENT",
    type=click.FloatRange(50, 99.9),
    help="With which each target must hold.",
)
@click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="ROLE",
    help="Change the number of these roles only. May be repeated.",
)
@click.option(
    "--mend",
    default=3,
    show_default=True,
    type=click.IntRange(0, 50),
    help="Without targets: how often the bottleneck is mended.",
)
@one_measure
@changes
@bench_options(replications=10)
@as_json
def search(
    model: str, *, targets: Sequence[str], confidence: float, roles: Sequence[str], mend: int,
    figure: str | None, scenarios: Sequence[str], settings: Sequence[str], as_json: bool,
    **how: Any,
) -> None:  # fmt: skip
    """Find the cheapest staffing that meets targets, or the bottleneck and what mends it.

    Without targets: what one more person in each role would buy, and where the bottleneck is after
    it was mended once, twice, three times.

    \b
    hubsim search starter --targets "target_met/red>=80%"
    hubsim search county_integrated
    """  # noqa: D301 - Click wants the character, not its name
    from hubsim.study.positions import figure_from, files_of
    from hubsim.study.search import cheapest
    from hubsim.study.staffing import mending_rows, mendings, staff_of
    from hubsim.study.target import target_from
    from hubsim.text.search import bottleneck_report, search_report

    wanted = [target_from(text) for text in targets]
    measure = figure_from(figure) if figure else None
    hub = changed(model, scenarios, settings)
    (file,) = files_of([hub])
    staff = staff_of(file, roles)
    if wanted:
        with bench("Rounds of the search", **how) as (runs, told):
            study = runs.study([hub])
            found = cheapest(
                hub, wanted, runs, roles=roles, confidence=confidence / 100, progress=told
            )
        if as_json:
            best = dict(found.best.staff) if found.best else None
            print_json(
                {"model": model, "targets": [t.text for t in wanted], "found": best,
                 "finished": found.finished, "rows": records(found.frame())}
            )  # fmt: skip
        else:
            click.echo(search_report(study, found))
        return
    with bench(f"One more in each of {len(staff)} roles, {mend} times mended", **how) as (
        runs,
        told,
    ):
        study = runs.study([hub])
        steps = mendings(hub, file, staff, runs, figure=measure, times=mend, progress=told)
    if as_json:
        print_json(
            {"model": model, "one_more": records(steps[0].each.frame()),
             "mending": list(mending_rows(steps))}
        )  # fmt: skip
    else:
        click.echo(bottleneck_report(study, steps))
