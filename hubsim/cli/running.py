"""Running a study for a command: warnings first, progress, Ctrl-C, files last."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from hubsim.cli.beside import warm_up_pages
from hubsim.cli.codes import INTERRUPTED
from hubsim.cli.printing import announce, as_json_text, warn
from hubsim.errors import InputError, Place, Problem
from hubsim.plain import wrapped

if TYPE_CHECKING:
    from hubsim.study import Results, Study

STOPPED = "\nstopped; nothing was written"


HOW = ("executor", "workers", "scheduler", "resume", "out", "as_json")
"""Options that say how a study is run, and not what it is."""


def parted(options: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part options into how a study is run, and what it is."""
    how = {name: options[name] for name in HOW}
    return how, {name: value for name, value in options.items() if name not in how}


def asked(
    models: Sequence[str], *, scenarios: Sequence[str], settings: Sequence[str], weeks: int,
    warm_up: int, run_off: int, replications: int, seed: int, contacts: Path | None,
    waiting: Path | None, long_run: bool, find_warm_up: bool, until: str | None, at_most: int,
    interest: Sequence[str], circumstances: Sequence[str] = (), do_nothing: bool = False,
    choose: str | None = None,
) -> Study:  # fmt: skip
    """Make a study of what the command line says."""
    from hubsim.spec.study import Choose, Until, choose_from_text, until_from_text
    from hubsim.study import Length, Study, designs_from
    from hubsim.study.interest import wrong_interest, wrong_rule

    if until and choose:
        message = "replications are added by one rule, and two are given"
        raise InputError([Problem("E408", message, Place("--choose"), "give --until or --choose")])
    rule: Until | Choose | None = until_from_text(until, at_most) if until else None
    if choose:
        rule = choose_from_text(choose, at_most)
    span = Length(weeks, 0 if find_warm_up else warm_up, run_off)
    designs = designs_from(
        models, scenarios=scenarios, settings=settings, circumstances=circumstances, length=span,
        contacts=contacts, waiting=waiting, do_nothing=do_nothing,
    )  # fmt: skip
    wrong = wrong_interest(interest, designs, lambda _: Place("--measure"))
    wrong += wrong_rule(rule, designs, Place("--choose" if choose else "--until")) if rule else []
    if wrong:
        raise InputError(wrong)
    added = len(designs) > len(models) > 1
    return Study(
        designs, span, replications, seed, until=rule, find_warm_up=find_warm_up,
        horizon="long run" if long_run else "these weeks", interest=tuple(interest),
        notes=(f"Doing nothing ({designs[0].label}) was added to what you named.",) * added,
    )  # fmt: skip


def carry_out(
    asked: Study, report: Callable[[Study, Results], str], *, executor: str | None,
    workers: int | None, scheduler: str, resume: bool, out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Run a study, print a report, and write files if a folder is named."""
    import time

    from hubsim.bundle import write_bundle
    from hubsim.study.store import opened

    if resume and out is None:
        help = "write --out DIR with the folder of the study that was stopped"
        message = "there is nothing to go on from without a folder"
        raise InputError([Problem("E404", message, Place("--resume"), help)])
    with opened(out, resume=resume) if out is not None else nullcontext() as parts:
        warn(asked.designs)
        announce()
        began = time.monotonic()
        asked, results = run_designs(asked, executor, workers, scheduler, parts)
        if as_json:
            click.echo(as_json_text(asked, results))
        else:
            click.echo(report(asked, results))
        if out is not None:
            how = {
                "executor": kind_of(executor, scheduler), "workers": workers,
                "seconds": round(time.monotonic() - began, 1),
            }  # fmt: skip
            written = write_bundle(asked, results, out, how, warm_up_pages(asked))
            names = ", ".join(path.name for path in written)
            click.echo(f"\n{wrapped(f'written to {out}: {names}')}", err=as_json)


def run_designs(
    asked: Study, executor: str | None, number: int | None, scheduler: str, parts: Path | None
) -> tuple[Study, Results]:
    """Run a study where it is asked for, with progress; Ctrl-C ends the command.

    Parameters
    ----------
    asked : Study
    executor : str, optional
        ``threads``, ``processes`` or ``dask``; what is quickest here if left out.
    number : int, optional
        Workers.
    scheduler : str
        Of a cluster.
    parts : Path, optional
        Where what is done is kept.

    Returns
    -------
    Study
        With what was decided on the way: its warm-up, and how many replications.
    Results
    """
    from hubsim.study import run_grown, with_warm_up, workers
    from hubsim.study.warming import UnsettledError
    from hubsim.text.warming import warming_lines

    kind = kind_of(executor, scheduler)
    with interruptible() as interrupted, workers(kind, number or 0, scheduler) as there:
        with progress("looking for the warm-up") as told:
            try:
                asked = with_warm_up(asked, executor=there, progress=told, cancelled=interrupted)
            except UnsettledError as error:
                click.echo("\n".join(warming_lines(replace(asked, warming=error.warming))))
                raise
        if interrupted():
            stopped(kind, 0, None)
        span, rule = asked.length, asked.until
        runs = len(asked.designs) * (rule.at_most if rule else asked.replications)
        upto = "up to " if rule else ""
        label = f"{upto}{runs} runs of {span.weeks + span.warm_up + span.run_off} weeks"
        with progress(label) as told:
            asked, results = run_grown(
                asked, executor=there, progress=told, cancelled=interrupted, parts=parts
            )
        if results.missing:
            stopped(kind, runs, parts)
    return asked, results


def kind_of(executor: str | None, scheduler: str) -> str:
    """Where runs are done: as asked, else on the cluster that is named, else what is quickest."""
    from hubsim.study.executors import quickest

    return executor or ("dask" if scheduler else quickest())


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Give a way to ask whether somebody has pressed Ctrl-C; twice ends at once.

    An interrupt that falls into a destructor is lost, and a compiler has many of them. So nothing
    is interrupted: whoever works has to ask.
    """
    if threading.current_thread() is not threading.main_thread():  # others get no signals
        yield lambda: False
        return
    asked = threading.Event()

    def stop(_number: int, _frame: object) -> None:
        if asked.is_set():
            os._exit(INTERRUPTED)
        asked.set()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def stopped(kind: str, runs: int, parts: Path | None) -> NoReturn:
    """Say how far a study came that was interrupted, and what of it is kept; end the command."""
    from hubsim.study.parts import runs_in

    done = runs_in(parts) if parts is not None else 0
    told = f"\nstopped; {done} of {runs} runs are kept in {parts}\n"
    told += "to go on, give the same command with --resume"
    click.echo(told if done else STOPPED, err=True)
    if kind == "threads":  # one that is compiling would be waited for
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(INTERRUPTED)
    raise click.exceptions.Exit(INTERRUPTED)


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
            bar.length = of  # an analysis may find on its way that it has more to look at
            bar.update(done - bar.pos)

    try:
        yield told
    finally:
        if bar is not None:
            bar.__exit__(None, None, None)
