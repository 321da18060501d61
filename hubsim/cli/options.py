"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def options(*each: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Make one decorator of several options."""

    def add(command: Any) -> Any:
        for option in reversed(each):
            command = option(command)
        return command

    return add


changes = options(
    click.option("--scenario", "-s", "scenarios", multiple=True, metavar="S",
                 help="A what-if: a file or a shipped scenario. May be repeated."),
    click.option("--set", "settings", multiple=True, metavar="PATH=VALUE",
                 help="Change one value, such as roles.screener.people=5. May be repeated."),
)  # fmt: skip
under = click.option(
    "--under", "circumstances", multiple=True, metavar="S",
    help="A scenario that holds for every design, also for doing nothing.",
)  # fmt: skip
out = click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR",
    help="Write tables, the hubs as they were run, and a manifest to this folder.",
)  # fmt: skip


def span(weeks: int = 52, replications: int = 20) -> Callable[[Any], Any]:
    """Give the options of how long, how often and on which cases, with defaults that fit."""
    return options(
        click.option("--weeks", default=weeks, show_default=True, help="Weeks measured."),
        click.option("--warm-up", default=8, show_default=True,
                     help="Weeks before them, left out because the hub starts empty."),
        click.option("--run-off", default=4, show_default=True,
                     help="Weeks after them, in which the last measured cases are decided."),
        click.option("--replications", "-n", default=replications, show_default=True,
                     help="Independent repetitions of that time, the same for every design."),
        click.option("--seed", default=1, show_default=True, help="Another seed, other cases."),
        click.option("--contacts", type=click.Path(path_type=Path), metavar="CSV",
                     help="Real contacts instead of drawn ones: received, source, rating, need."),
        click.option("--waiting", type=click.Path(path_type=Path), metavar="CSV",
                     help="What is waiting at the beginning: received, source, rating, stage."),
    )  # fmt: skip


length = options(span(), out)
asks = options(
    click.option("--long-run", is_flag=True,
                 help="Ask about the long run (steady state) instead of these weeks."),
    click.option("--find-warm-up", is_flag=True,
                 help="Find the warm-up from the runs themselves (MSER-5)."),
    click.option("--until", metavar="MEASURE=5%",
                 help="Add replications until half of the interval of a measure is so narrow."),
    click.option("--at-most", default=100, show_default=True, help="Replications with a rule."),
    click.option("--measure", "interest", multiple=True, metavar="M",
                 help="A measure told first, such as heard/health. May be repeated."),
)  # fmt: skip
where = options(
    click.option("--executor", type=click.Choice(["threads", "processes", "dask"]),
                 help="Where runs are done: in this program, in processes of this computer, or on "
                      "a Dask cluster. The results do not depend on it."),
    click.option("--workers", "-w", type=click.IntRange(1), metavar="N",
                 help="Runs at once; as many as there are processors if left out."),
    click.option("--scheduler", default="", metavar="ADDRESS",
                 help="The cluster, such as tcp://10.0.0.5:8786."),
)  # fmt: skip
machines = options(
    where,
    click.option("--resume", is_flag=True,
                 help="Go on with a study that was stopped, from what is kept in --out."),
)  # fmt: skip
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
