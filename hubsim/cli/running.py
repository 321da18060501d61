"""Running a study for a command: warnings first, progress, Ctrl-C, files last."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubsim.cli.codes import INTERRUPTED
from hubsim.cli.printing import announce, as_json_text, warn

if TYPE_CHECKING:
    from hubsim.study import Results, Study

STOPPED = "\nstopped; nothing was written"


def study(
    models: Sequence[str], report: Callable[[Study, Results], str], *, scenarios: Sequence[str],
    settings: Sequence[str], weeks: int, warm_up: int, run_off: int, replications: int, seed: int,
    processes: int, contacts: Path | None, waiting: Path | None, out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Run designs as asked, print a report, and write files if a folder is named."""
    from hubsim.study import Length, Study, designs_from, run_study
    from hubsim.study.store import check_folder, write

    span = Length(weeks, warm_up, run_off)
    designs = designs_from(
        models, scenarios=scenarios, settings=settings, length=span, contacts=contacts,
        waiting=waiting, beside_as_written=report.__name__ == "compare_report" and len(models) == 1,
    )  # fmt: skip
    asked = Study(designs, span, replications, seed)
    if out is not None:
        check_folder(out)
    warn(designs)
    announce()
    label = f"{len(designs) * replications} runs of {weeks + warm_up + run_off} weeks"
    ends = stops_at_once() if processes == 1 else nullcontext()
    with ends, progress(label) as told:
        results = run_study(asked, processes=processes, progress=told)
    if as_json:
        click.echo(as_json_text(results))
    else:
        click.echo(report(asked, results))
    if out is not None:
        written = write(asked, results, out)
        click.echo(f"\nwritten to {out}: {', '.join(path.name for path in written)}", err=as_json)


@contextmanager
def stops_at_once() -> Iterator[None]:
    """End when somebody presses Ctrl-C, wherever that is.

    An interrupt that falls into a destructor is lost, and a compiler has many of them: the run
    would go on. Nothing is open that would have to be closed.
    """

    def stop(_number: int, _frame: object) -> None:
        os.write(2, f"{STOPPED}\n".encode())
        os._exit(INTERRUPTED)

    if threading.current_thread() is not threading.main_thread():  # others get no signals
        yield
        return
    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far a long command is, on the error stream, once it has taken two seconds."""
    import time

    began, bar = time.monotonic(), None

    def told(done: int, of: int) -> None:
        nonlocal bar
        if bar is None and time.monotonic() - began > 2 and done < of:
            bar = click.progressbar(length=of, label=label, file=sys.stderr, width=24)
            bar.__enter__()
        if bar is not None:
            bar.update(done - bar.pos)

    try:
        yield told
    finally:
        if bar is not None:
            bar.__exit__(None, None, None)
