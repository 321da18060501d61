"""``hubsim lesson``: *co-location is not enough*, as one file that needs nothing else."""

from __future__ import annotations

from pathlib import Path

import click

from hubsim.cli.files import write_new
from hubsim.cli.printing import announce
from hubsim.cli.running import progress, stops_at_once


@click.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE.html",
              help="The file to write.")  # fmt: skip
@click.option("--weeks", default=12, show_default=True, type=click.IntRange(1, 104),
              help="Weeks measured.")  # fmt: skip
@click.option("--replications", "-n", default=8, show_default=True, type=click.IntRange(2, 200),
              help="Independent repetitions of that time.")  # fmt: skip
@click.option("--seed", default=1, show_default=True, help="Another seed, other cases.")
def lesson(*, out: Path, weeks: int, replications: int, seed: int) -> None:
    """Make the lesson *co-location is not enough* as one HTML file.

    It runs the county models, from agencies apart to an integrated hub, which takes a minute or
    two. The file works in any current browser, without a network and without anything installed.
    """
    from hubsim.lesson import course_run, ladder_study, lesson_page, lesson_payload
    from hubsim.lesson.page import lesson_floors
    from hubsim.study import Length

    study = ladder_study(Length(weeks, 6, 4), replications, seed)
    announce()
    with stops_at_once(), progress("The county models, step by step") as told:
        course = course_run(study, told)
        data = lesson_payload(course, lesson_floors(stories=True, seed=seed))
    write_new(out, lesson_page(data))
    size = out.stat().st_size / 1000
    click.echo(f"{out} is written ({size:.0f} kB). Open it in a browser; it needs no network.")
