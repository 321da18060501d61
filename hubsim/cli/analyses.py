"""What the commands of all analyses share: a bench to run on, progress, and what is printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hubsim.cli.options import options, span, where
from hubsim.cli.printing import announce
from hubsim.cli.running import interruptible, kind_of, progress, stopped
from hubsim.errors import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd

    from hubsim.study.positions import Bench, Position

measure = click.option(
    "--measure", "-m", "measures", multiple=True, metavar="M",
    help="What is looked at, such as hours_to_decision_mean or target_met/red; time to "
    "decision if left out. May be repeated. List them with: hubsim measures.",
)  # fmt: skip

one_measure = click.option(
    "--measure", "-m", "figure", metavar="M",
    help="What they are compared by, such as heard/health; time to decision if left out.",
)  # fmt: skip

these_weeks = click.option(
    "--these-weeks", is_flag=True,
    help="Tell what happens in these weeks also where a queue never settles.",
)  # fmt: skip


def bench_options(weeks: int = 52, replications: int = 20) -> Callable[[Any], Any]:
    """Give the options of a bench, with defaults that fit the analysis."""
    return options(span(weeks, replications), where)


@contextmanager
def bench(
    label: str, *, weeks: int, warm_up: int, run_off: int, replications: int, seed: int,
    executor: str | None, workers: int | None, scheduler: str, these_weeks: bool = False,
    contacts: Path | None = None, waiting: Path | None = None,
) -> Iterator[tuple[Bench, Callable[[int, int], None]]]:  # fmt: skip
    """Give a bench and whom to tell how far it is; Ctrl-C ends the command."""
    from functools import partial

    from hubsim.study import Length, run_study
    from hubsim.study import workers as workers_of
    from hubsim.study.positions import Bench, StoppedError

    announce()
    kind, span = kind_of(executor, scheduler), Length(weeks, warm_up, run_off)
    with interruptible() as interrupted, workers_of(kind, workers or 0, scheduler) as there:
        run = partial(run_study, executor=there)
        try:
            with progress(label) as told:
                runs = Bench(
                    span, replications, seed, run, interrupted, contacts, waiting, these_weeks
                )
                yield runs, told
        except StoppedError:
            stopped(kind, 0, None)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give tidy rows for other programs; what is not known is null."""
    import math

    return [
        {str(key): None if isinstance(v, float) and math.isnan(v) else v for key, v in row.items()}
        for row in frame.to_dict("records")
    ]


def print_json(content: Any) -> None:
    """Print for other programs."""
    click.echo(json.dumps(content, indent=2, ensure_ascii=False))


def changed(model: str, scenarios: Sequence[str], settings: Sequence[str]) -> Position:
    """Give a model with scenarios and settings made."""
    from hubsim.changes import changes_from
    from hubsim.study.positions import Position

    problems: list[Problem] = []
    altered, _ = changes_from(scenarios, settings, problems)
    if problems:
        raise InputError(problems)
    return Position(model, tuple(altered))


def write_csv(file: Path, frame: pd.DataFrame) -> None:
    """Write tidy rows to a file that is not there yet; no text in it is taken for a formula."""
    from hubsim.cli.files import write_new
    from hubsim.study.store import literal

    safe = frame.map(literal)
    write_new(file, safe.to_csv(index=False))
