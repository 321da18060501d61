"""``hubsim sensitivity``: which uncertain numbers decide a result."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hubsim.cli.analyses import (
    bench,
    bench_options,
    changed,
    one_measure,
    print_json,
    records,
    these_weeks,
)
from hubsim.cli.beside import new_folder, write_beside
from hubsim.cli.options import as_json, changes
from hubsim.errors import InputError, Place, Problem

if TYPE_CHECKING:
    from hubsim.study.scanning import Scan
    from hubsim.study.sensitivity import Sensitivity


@click.command()
@click.argument("models", nargs=-1, required=True, metavar="MODEL [RIVAL]")
@one_measure
@changes
@click.option(
    "--paths",
    default=6,
    show_default=True,
    type=click.IntRange(2, 1000),
    help="Of the screening: each is as many designs as there are numbers with a range.",
)
@click.option(
    "--closely",
    default=8,
    show_default=True,
    type=click.IntRange(1, 100),
    help="How many of the most important numbers are looked at closely.",
)
@click.option(
    "--size",
    default=64,
    show_default=True,
    type=click.IntRange(2, 65_536),
    help="Of the close look, a power of 2: so many times two more designs than numbers.",
)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Write all rows, and the charts as pictures, to this folder.")  # fmt: skip
@these_weeks
@bench_options(replications=4)
@as_json
def sensitivity(
    models: Sequence[str], *, figure: str | None, scenarios: Sequence[str],
    settings: Sequence[str], paths: int, closely: int, size: int, out: Path | None, as_json: bool,
    **how: Any,
) -> None:  # fmt: skip
    """Find which of the numbers that have a range decide the result of MODEL.

    First all of them are screened (Morris), then the variance is apportioned to the most important
    (Sobol). What comes of not knowing the numbers is told apart from chance. With a RIVAL, the
    same of its difference to MODEL, and which numbers could turn the ranking.

    \b
    hubsim sensitivity county_separate --measure heard/health
    hubsim sensitivity county_separate county_integrated
    """  # noqa: D301 - Click wants the character, not its name
    from hubsim.study.positions import figure_from, files_of
    from hubsim.study.scanning import placed, scan
    from hubsim.study.sensitivity import sensitivity as look
    from hubsim.text.flipping import turning_lines
    from hubsim.text.sensitivity import sensitivity_report

    problems = []
    if len(models) > 2:
        message = f"{len(models)} models: a result rests on one, or on the difference of two"
        problems.append(Problem("E416", message, Place("sensitivity"), "name one or two"))
    if size & (size - 1):
        message = f"--size is {size}, and the points need a power of 2"
        near = f"write --size {1 << size.bit_length() - 1} or {1 << size.bit_length()}"
        problems.append(Problem("E416", message, Place("--size"), near))
    if problems:
        raise InputError(problems)
    measure = figure_from(figure) if figure else None
    designs = [changed(model, scenarios, settings) for model in models]
    files = files_of(designs)
    numbers = placed(files[0], files[-1])
    if measure is None or not measure.measure.startswith("cost"):
        numbers = [each for each in numbers if each.assumption.unit != "cost per hour"]
    if not numbers:
        message = "no number that could matter here says in which range it may lie"
        help = "write it: {value: 30 min, low: 15 min, high: 75 min}"
        raise InputError([Problem("E413", message, Place(models[0]), help)])
    if out is not None:
        new_folder(out)
    with bench(f"{len(numbers)} uncertain numbers", **how) as (runs, told):
        study = runs.study(designs)
        found = look(
            designs, numbers, runs, figure=measure, paths=paths, closely=closely, size=size,
            seed=how["seed"], progress=told,
        )  # fmt: skip
    turning = None
    if len(designs) == 2:
        with bench("Both ends of each", **how) as (runs, told):
            turning = scan(designs[0], designs[1], numbers, runs, figure=measure, progress=told)
    if as_json:
        v = found.variance
        content = {
            "models": list(models), "measure": found.figure.measure, "group": found.figure.group,
            "variance": {"ignorance": v.ignorance, "years": v.years, "both": v.both,
                         "replications": v.replications},
            "rows": records(found.frame()),
        }  # fmt: skip
        if turning is not None:
            content["turning"] = records(turning.frame())
        print_json(content)
    else:
        click.echo(sensitivity_report(study, found))
        if turning is not None:
            click.echo("\n".join(turning_lines(study, turning)))
    if out is not None:
        _write(out, found, turning, models)


def _write(folder: Path, found: Sensitivity, turning: Scan | None, models: Sequence[str]) -> None:
    """Write what decides as tables and as charts."""
    from hubsim.charts.sobol import sobol_chart, sobol_frame, sobol_title
    from hubsim.charts.tornado import tornado_chart, tornado_frame, tornado_title

    tables, charts = {"sensitivity": found.frame()}, dict[str, Any]()
    names = models[0], models[-1]
    apportioned = sobol_frame(found, names)
    if len(apportioned):
        charts["sobol"] = (
            sobol_chart(apportioned).properties(title=sobol_title(found, names)).to_dict()
        )
    if turning is not None:
        tables["turning"], moved = turning.frame(), tornado_frame(turning, names)
        if len(moved):
            axis = f"{models[1]} minus {models[0]}, {found.figure.label} ({found.figure.unit})"
            chart = tornado_chart(moved, turning.as_it_is.mean, axis)
            charts["turning"] = chart.properties(title=tornado_title(turning)).to_dict()
    write_beside(folder, tables, charts)
