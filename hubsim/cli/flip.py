"""``hubsim flip``: how far an assumption must move before two designs change places."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from hubsim.cli.analyses import bench, bench_options, changed, one_measure, print_json, records
from hubsim.cli.options import as_json, changes
from hubsim.errors import InputError, Place, Problem


@click.command()
@click.argument("first")
@click.argument("second")
@click.option("--path", metavar="PATH", help="The assumption; all that have a range if left out.")
@click.option("--low", default="", metavar="VALUE", help="Another lower end of its range.")
@click.option("--high", default="", metavar="VALUE", help="Another upper end of its range.")
@click.option(
    "--reach",
    metavar="SIZE",
    help="Find where the effect of SECOND has this size, such as -10%, instead of where "
    "the two change places.",
)
@click.option(
    "--tolerance",
    type=float,
    default=0.0,
    help="How exactly, in the unit of the assumption; a hundredth of the range.",
)
@click.option(
    "--steps",
    default=8,
    show_default=True,
    type=click.IntRange(1, 100),
    help="Of the first look over the range; more see more turns.",
)
@one_measure
@changes
@bench_options(replications=10)
@as_json
def flip(
    first: str, second: str, *, path: str | None, low: str, high: str, reach: str | None,
    tolerance: float, steps: int, figure: str | None, scenarios: Any, settings: Any,
    as_json: bool, **how: Any,
) -> None:  # fmt: skip
    """Find what would have to be true for the ranking of two designs to turn.

    With --path, the smallest change of that assumption which does it, or the statement that none in
    its range does. Without, which of all assumptions can. Both designs are moved alike.

    \b
    hubsim flip county_separate county_integrated
    hubsim flip county_separate county_colocated --reach -5% \\
      --path working_together.channels.e-mail.takes --high "120 min"
    """  # noqa: D301 - Click wants the character, not its name
    from hubsim.study.assumptions import assumption_at
    from hubsim.study.flipping import RANKING, reach_from
    from hubsim.study.flipping import flip as find_flip
    from hubsim.study.positions import figure_from, files_of
    from hubsim.study.remembered import Remembered
    from hubsim.study.scanning import FEW, located, placed, scan
    from hubsim.text.flipping import answer, flip_report, scan_report

    if bool(low) != bool(high):
        help = "give --low and --high"
        raise InputError([Problem("E413", "a range needs both ends", Place("--low"), help)])
    wanted = reach_from(reach) if reach else RANKING
    measure = figure_from(figure) if figure else None
    one, other = (changed(name, scenarios, settings) for name in (first, second))
    files = files_of([one, other])
    if path is None:
        numbers = placed(*files)
        if not numbers:
            message = "no number of these hubs says in which range it may lie"
            help = "write it: {value: 30 min, low: 15 min, high: 75 min}, or name one with --path"
            raise InputError([Problem("E413", message, Place("--path"), help)])
        often = how["replications"]
        with bench(f"{len(numbers)} assumptions, both ends", **how) as (runs, told):
            study = runs.study([one, other])
            few = replace(runs, replications=FEW) if often > 2 * FEW else None
            memory = Remembered(runs)
            seen = scan(
                one, other, numbers, memory, few=few, figure=measure, reach=wanted, progress=told
            )
        with bench("Where it turns", **how) as (runs, told):
            memory = replace(memory, evaluate=runs)
            seen = located(seen, one, other, memory, progress=told)
        if as_json:
            print_json({"first": first, "second": second, "rows": records(seen.frame())})
        else:
            click.echo(scan_report(study, seen))
        return
    assumption = assumption_at(files[0], path, low, high)
    beside = assumption_at(files[1], path, low, high)
    with bench(f"Moving {path}", **how) as (runs, told):
        study = runs.study([one, other])
        found = find_flip(
            one, other, assumption, runs, figure=measure, reach=wanted, tolerance=tolerance,
            steps=steps, differ=beside.usual != assumption.usual, progress=told,
        )  # fmt: skip
    if as_json:
        points = [
            {"at": f.at, "unclear_from": f.low, "unclear_to": f.high, "rises": f.rises}
            for f in found.flips.found
        ]
        print_json(
            {"first": first, "second": second, "path": path, "unit": assumption.setting.suffix,
             "answer": " ".join(answer(found).split()), "flips": points,
             "tolerance": found.flips.tolerance, "rows": records(found.curve)}
        )  # fmt: skip
    else:
        click.echo(flip_report(study, found))
