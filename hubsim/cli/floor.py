"""``hubsim floor``: cases moving between desks, as one file that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from hubsim.cli.files import write_new
from hubsim.cli.options import changes
from hubsim.cli.printing import announce, warn
from hubsim.cli.running import stops_at_once


@click.command()
@click.argument("models", nargs=-1, required=True, metavar="MODEL [MODEL2]")
@changes
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE.html",
              help="The file to write.")  # fmt: skip
@click.option("--weeks", default=1, show_default=True, help="Weeks shown, 1 to 4.")
@click.option("--seed", default=1, show_default=True, help="Another seed, other cases.")
@click.option("--replication", default=0, show_default=True, help="Which repetition of the time.")
def floor(
    models: Sequence[str], *, scenarios: Sequence[str], settings: Sequence[str], out: Path,
    weeks: int, seed: int, replication: int,
) -> None:  # fmt: skip
    """Show one hub's floor, or two on one clock, as one HTML file.

    The file plays in any current browser, without a network and without anything installed.
    """
    from hubsim.floor import floor_designs, floor_page, payload, shown, stories_of

    designs = floor_designs(models, weeks=weeks, scenarios=scenarios, settings=settings)
    warn(designs)
    announce()
    with stops_at_once():
        traces = [shown(design, seed, replication) for design in designs]
    names = " and ".join(design.label for design in designs)
    hubs = payload(traces, [stories_of(trace) for trace in traces])
    write_new(out, floor_page(hubs, f"The floor: {names}"))
    size = out.stat().st_size / 1000
    click.echo(f"{out} is written ({size:.0f} kB). Open it in a browser; it needs no network.")
