"""``hubsim briefing``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hubsim.cli.options import asks, changes, length, under, where
from hubsim.cli.printing import announce, warn
from hubsim.cli.running import (
    asked,
    interruptible,
    kind_of,
    progress,
    run_designs,
    stopped,
)
from hubsim.errors import InputError, Place, Problem

if TYPE_CHECKING:
    from hubsim.study import Results, Study
    from hubsim.study.turning import Turning


@click.command()
@click.argument("models", nargs=-1, required=True, metavar="MODEL [MODEL...]")
@changes
@under
@length
@asks
@where
@click.option(
    "--screening/--no-screening",
    default=True,
    show_default=True,
    help="Look which assumption could turn the choice; takes longer than all else.",
)
def briefing(models: Sequence[str], out: Path | None, *, screening: bool, **options: Any) -> None:
    """Compare operating models, and write a briefing for those who decide.

    FILE, said with --out, ends in .html (one file that opens anywhere and prints well) or .docx
    (Word). The first page is for two minutes; behind it stand the charts with text for those who
    do not see them, which assumption could turn the choice, every number the models rest on, and
    how it was made.
    """
    from hubsim.briefing import as_html, as_word, briefing_of, installed

    kind = out.suffix.lower() if out is not None else ""
    if out is None or kind not in {".html", ".docx"}:
        message = f'"{out}" says no kind of document' if out else "no file is named"
        help = "write --out briefing.html or --out briefing.docx"
        raise InputError([Problem("E404", message, Place("--out"), help)])
    installed(kind)
    if not out.parent.is_dir():
        raise InputError([Problem("E501", "there is no such folder", Place(str(out.parent)))])
    how = {name: options.pop(name) for name in ("executor", "workers", "scheduler")}
    if len(models) < 2 and not (options["scenarios"] or options["settings"]):
        help = "hubsim briefing county_separate county_integrated --out briefing.html"
        message = "two models or more are needed"
        raise InputError([Problem("E403", message, Place("briefing"), help)])
    study = asked(models, do_nothing=True, **options)
    warn(study.designs)
    announce()
    study, results = run_designs(study, how["executor"], how["workers"], how["scheduler"], None)
    tables = {name: options[name] for name in ("contacts", "waiting")}
    seen = _screened(study, results, tables, **how) if screening else None
    found = briefing_of(study, results, screening=seen)
    content = as_word(found) if kind == ".docx" else as_html(found).encode()
    try:
        out.write_bytes(content)
    except OSError as error:
        message = f"it cannot be written ({(error.strerror or 'no access').lower()})"
        raise InputError([Problem("E501", message, Place(str(out)))]) from None
    click.echo(f"written to {out}")


def _screened(
    study: Study, results: Results, tables: dict[str, Path | None], *, executor: str | None,
    workers: int | None, scheduler: str,
) -> Turning | None:  # fmt: skip
    """Look which assumption could turn the order of the two best; None if there is nothing to."""
    from functools import partial

    from hubsim.charts.titles import same_cases
    from hubsim.charts.view import View
    from hubsim.study import run_study
    from hubsim.study import workers as places
    from hubsim.study.positions import StoppedError
    from hubsim.study.turning import rivals_in, screened, screening_bench

    rivals = rivals_in(study, results, same_cases(results, View()).times)
    if rivals is None:
        return None
    kind = kind_of(executor, scheduler)
    label = f"screening {len(rivals.numbers)} assumptions"
    with interruptible() as interrupted, places(kind, workers or 0, scheduler) as there:
        run = partial(run_study, executor=there)
        bench = screening_bench(study.seed, run=run, cancelled=interrupted, **tables)
        try:
            with progress(label) as told:
                return screened(rivals, bench, told)
        except StoppedError:
            stopped(kind, 0, None)


for _option in briefing.params:  # the one option that means something else here
    if isinstance(_option, click.Option) and _option.name == "out":
        _option.metavar, _option.help = "FILE", "The document, ending in .html or .docx."
