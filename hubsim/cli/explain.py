"""``hubsim explain``: one case, minute by minute."""

from __future__ import annotations

from collections.abc import Sequence

import click

from hubsim.cli.options import changes
from hubsim.cli.printing import announce
from hubsim.cli.running import stops_at_once


@click.command()
@click.argument("model")
@click.option("--case", default=1, show_default=True, help="Which case, in the order of arrival.")
@click.option("--replication", default=0, show_default=True, help="Which repetition of the study.")
@changes
@click.option("--weeks", default=8, show_default=True, help="Length of the run.")
@click.option("--seed", default=1, show_default=True, help="As of the run to be explained.")
def explain(
    model: str, *, case: int, replication: int, weeks: int, seed: int,
    scenarios: Sequence[str], settings: Sequence[str],
) -> None:  # fmt: skip
    """Tell one case minute by minute: who had it, and what it waited for."""
    from hubsim.engine import simulate
    from hubsim.measures import Traces
    from hubsim.story import story
    from hubsim.study import Length, designs_from

    span = Length(weeks, 0, 0)
    (design,) = designs_from([model], scenarios=scenarios, settings=settings, length=span)
    announce()
    with stops_at_once():
        run = simulate(design.program, seed=seed, replication=replication)
    click.echo(story(Traces(run, design.window), design.file.hub, case))
