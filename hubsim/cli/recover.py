"""``hubsim recover``: how long a hub takes to get over a disturbance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from hubsim.cli.analyses import bench, changed, print_json, records
from hubsim.cli.options import as_json, changes, where


@click.command()
@click.argument("model")
@click.option(
    "--surge",
    type=click.FloatRange(0, 100),
    metavar="TIMES",
    help="So many times the usual contacts.",
)
@click.option(
    "--absent",
    multiple=True,
    metavar="ROLE",
    help="Nobody of this role is there: a strike, a sickness. May be repeated.",
)
@click.option("--outage", is_flag=True, help="Nobody of the hub can work on cases.")
@click.option(
    "--days",
    default=5,
    show_default=True,
    type=click.IntRange(1, 366),
    help="How long it lasts, on the calendar.",
)
@click.option(
    "--begins",
    default=12,
    show_default=True,
    type=click.IntRange(1, 300),
    help="Weeks after the simulated time does, and so long it is watched afterwards.",
)
@changes
@click.option(
    "--replications",
    "-n",
    default=20,
    show_default=True,
    help="Years, each with the disturbance and without.",
)
@click.option("--seed", default=1, show_default=True, help="Another seed, other cases.")
@where
@as_json
def recover(
    model: str, *, surge: float | None, absent: Sequence[str], outage: bool, days: int,
    begins: int, scenarios: Sequence[str], settings: Sequence[str], as_json: bool, **how: Any,
) -> None:  # fmt: skip
    """Find how long MODEL takes to recover from a surge, a strike or an outage.

    It is run with the disturbance and without, on the same cases, and has recovered when no more
    cases are open than without.

    \b
    hubsim recover starter --surge 1.5 --days 14
    hubsim recover county_integrated --absent health_nav --days 5
    hubsim recover small_town_hub --outage --days 1
    """  # noqa: D301 - Click wants the character, not its name
    from hubsim.study.positions import files_of
    from hubsim.study.recovery import disturbance_from, weeks_needed
    from hubsim.study.recovery import recover as watch
    from hubsim.text.recovery import recovery_report

    hub = changed(model, scenarios, settings)
    (file,) = files_of([hub])
    asked = disturbance_from(
        file, surge=surge, absent=absent, outage=outage, days=days, begins=begins
    )
    weeks = weeks_needed(asked, begins)
    warm_up = min(8, begins - 1)
    how |= {"weeks": weeks - warm_up, "warm_up": warm_up, "run_off": 0}
    with bench(f"{how['replications']} years, with and without", **how) as (runs, told):
        study = runs.study([hub])
        found = watch(hub, asked, runs, progress=told)
    if as_json:
        print_json(
            {"model": model, "disturbance": asked.said(file), "band": found.band,
             "open_days_by_replication": found.taken, "rows": records(found.frame())}
        )  # fmt: skip
    else:
        click.echo(recovery_report(study, asked, found))
