"""The command line: each command calls one function of the library and prints what it gives.

Exit codes: 0 done; 2 what you wrote cannot be used; 3 a run had to stop; 130 interrupted.
Heavy imports wait until a command needs them, so that help and checks answer at once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hubsim import __version__
from hubsim.errors import HubsimError, InputError, Place, Problem, RunError, render

if TYPE_CHECKING:
    from hubsim.study import Design, Results, Study

OK, BAD_INPUT, RUN_STOPPED, INTERRUPTED = 0, 2, 3, 130
STOPPED = "\nstopped; nothing was written"


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; never a traceback for a user's mistake.

    Parameters
    ----------
    argv : sequence of str, optional
        The words after ``hubsim``; those of the process if left out.

    Returns
    -------
    int
        The exit code.
    """
    try:
        words = argv if argv is None else list(argv)
        # Without standalone mode, click gives back the exit code of a command that asked to end.
        return hubsim.main(words, "hubsim", standalone_mode=False) or OK
    except click.ClickException as error:
        error.show()
        return BAD_INPUT
    except InputError as error:
        click.echo(render(error.problems), err=True)
        click.echo(_count(error.problems), err=True)
        return BAD_INPUT
    except RunError as error:
        click.echo(f"error: the run had to stop: {error}", err=True)
        return RUN_STOPPED
    except (KeyboardInterrupt, click.Abort):
        click.echo(STOPPED, err=True)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return OK


def _count(problems: Sequence[Problem]) -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    parts = [f"{errors} error{'s' * (errors != 1)}"] if errors else []
    parts += [f"{warnings} warning{'s' * (warnings != 1)}"] if warnings else []
    return f"\n{', '.join(parts)}"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, prog_name="hubsim")
def hubsim() -> None:
    """A wind tunnel for multi-agency safeguarding hubs.

    Write a hub's operating model in YAML, and see where cases wait before a real hub is
    reorganised. MODEL is a YAML file, or the name of a model that comes with hubsim
    (list them with: hubsim models).

    Exit codes: 0 done, 2 an error in what you wrote, 3 a run had to stop, 130 interrupted.
    """


def _options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def add(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return add


changes = _options(
    click.option("--scenario", "-s", "scenarios", multiple=True, metavar="S",
                 help="A what-if: a file or a shipped scenario. May be repeated."),
    click.option("--set", "settings", multiple=True, metavar="PATH=VALUE",
                 help="Change one value, such as roles.screener.people=5. May be repeated."),
)  # fmt: skip
length = _options(
    click.option("--weeks", default=52, show_default=True, help="Weeks measured."),
    click.option("--warm-up", default=8, show_default=True,
                 help="Weeks before them, left out because the hub starts empty."),
    click.option("--run-off", default=4, show_default=True,
                 help="Weeks after them, in which the last measured cases are decided."),
    click.option("--replications", "-n", default=20, show_default=True,
                 help="Independent repetitions of that time."),
    click.option("--seed", default=1, show_default=True, help="Another seed, other cases."),
    click.option("--processes", "-p", default=1, show_default=True,
                 help="Processes at once. The results do not depend on it."),
    click.option("--contacts", type=click.Path(path_type=Path), metavar="CSV",
                 help="Real contacts instead of drawn ones: received, source, rating, need."),
    click.option("--waiting", type=click.Path(path_type=Path), metavar="CSV",
                 help="What is waiting at the beginning: received, source, rating, stage."),
    click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
                 help="Write tables, the hubs as they were run, and a manifest to this folder."),
)  # fmt: skip
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")


@hubsim.command()
@click.argument("models", nargs=-1, required=True, metavar="MODEL...")
@changes
@as_json
def check(
    models: Sequence[str], scenarios: Sequence[str], settings: Sequence[str], as_json: bool
) -> None:
    """Check operating models: every problem at once, each with its place."""
    from hubsim.changes import changes_from
    from hubsim.models import read_model
    from hubsim.program import lower
    from hubsim.structure import load_problems

    found: list[Problem] = []
    altered, _ = changes_from(scenarios, settings, found)
    for model in models:
        try:
            file = read_model(model, altered)
            program = lower(file.hub, 364 * 86_400)
            found += [*file.warnings, *load_problems(program, file.source)]
        except InputError as error:
            found += error.problems
    if as_json:
        click.echo(
            json.dumps([_as_dict(problem) for problem in found], indent=2, ensure_ascii=False)
        )
    elif found:
        click.echo(render(found))
        click.echo(_count(found))
    if any(problem.severity == "error" for problem in found):
        raise click.exceptions.Exit(BAD_INPUT)
    if not as_json:
        click.echo(f"{', '.join(models)}: ready to run" + (", with warnings" if found else ""))


def _as_dict(problem: Problem) -> dict[str, Any]:
    place = problem.place
    return {
        "file": place.file, "line": place.line, "column": place.column, "code": problem.code,
        "severity": problem.severity, "message": problem.message, "help": problem.help,
    }  # fmt: skip


over = _options(
    click.option("--weeks", default=64, show_default=True, type=click.IntRange(1, 520),
                 help="Over how long contacts, hours and dates are looked at."),
    click.option("--graphml", type=click.Path(path_type=Path), metavar="FILE",
                 help="Write the graph for drawing programs (yEd, Gephi, Cytoscape)."),
)  # fmt: skip


@hubsim.command("map")
@click.argument("model")
@changes
@over
@as_json
def map_(
    model: str, *, scenarios: Sequence[str], settings: Sequence[str], weeks: int,
    graphml: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Show a model before any run: who turns to whom, the ways of a case, and what is missing.

    Findings say what follows for cases and what would mend it, worst first. They are no errors: the
    model can be run.
    """
    from hubsim.changes import changes_from
    from hubsim.models import read_model
    from hubsim.structure.hub_map import map_hub
    from hubsim.text_map import map_report

    problems: list[Problem] = []
    altered, _ = changes_from(scenarios, settings, problems)
    if problems:
        raise InputError(problems)
    found = map_hub(read_model(model, altered), weeks)
    if graphml is not None:
        _write_new(graphml, found.graphml())
    if as_json:
        click.echo(json.dumps(found.node_link(), indent=2, ensure_ascii=False))
    else:
        click.echo(map_report(found))
    if graphml is not None:
        click.echo(f"\nwritten to {graphml}", err=as_json)


def _write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet."""
    if file.exists():
        help = "choose another name; nothing is overwritten"
        raise InputError([Problem("E504", "there is such a file already", Place(str(file)), help)])
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"it cannot be written ({(error.strerror or 'no access').lower()})"
        raise InputError([Problem("E501", message, Place(str(file)))]) from None


@hubsim.command()
@click.argument("model")
@changes
@length
@as_json
def run(model: str, **options: Any) -> None:
    """Run one operating model and say where the time goes."""
    from hubsim.text import run_report

    _study((model,), run_report, **options)


@hubsim.command()
@click.argument("models", nargs=-1, required=True, metavar="MODEL [MODEL...]")
@changes
@length
@as_json
def compare(models: Sequence[str], **options: Any) -> None:
    """Compare operating models on the same cases, each against the first.

    Scenarios and settings apply to every model. A single MODEL with scenarios or settings is
    compared with itself as written.
    """
    from hubsim.text import compare_report

    if len(models) < 2 and not (options["scenarios"] or options["settings"]):
        place = Place("compare")
        help = (
            "hubsim compare county_separate county_integrated\n"
            "or one model with changes: hubsim compare starter --set roles.screener.people=6"
        )
        raise InputError([Problem("E403", "two models or more are needed", place, help)])
    _study(models, compare_report, **options)


def _study(
    models: Sequence[str], report: Callable[[Study, Results], str], *, scenarios: Sequence[str],
    settings: Sequence[str], weeks: int, warm_up: int, run_off: int, replications: int, seed: int,
    processes: int, contacts: Path | None, waiting: Path | None, out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    from hubsim.study import Length, Study, designs_from, run_study
    from hubsim.study.store import check_folder, write

    span = Length(weeks, warm_up, run_off)
    designs = designs_from(
        models, scenarios=scenarios, settings=settings, length=span, contacts=contacts,
        waiting=waiting, beside_as_written=report.__name__ == "compare_report" and len(models) == 1,
    )  # fmt: skip
    study = Study(designs, span, replications, seed)
    if out is not None:
        check_folder(out)
    _warn(designs)
    _notice()
    label = f"{len(designs) * replications} runs of {weeks + warm_up + run_off} weeks"
    ends = _stops_at_once() if processes == 1 else nullcontext()
    with ends, _progress(label) as told:
        results = run_study(study, processes=processes, progress=told)
    if as_json:
        click.echo(_json(results))
    else:
        click.echo(report(study, results))
    if out is not None:
        written = write(study, results, out)
        click.echo(f"\nwritten to {out}: {', '.join(path.name for path in written)}", err=as_json)


def _warn(designs: Sequence[Design]) -> None:
    found = list(dict.fromkeys(warning for design in designs for warning in design.warnings))
    if found:
        click.echo(render(found), err=True)
        click.echo(err=True)


def _notice() -> None:
    from hubsim.engine import notice

    if said := notice():
        click.echo(f"{said}\n", err=True)


@contextmanager
def _stops_at_once() -> Iterator[None]:
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
def _progress(label: str) -> Iterator[Callable[[int, int], None]]:
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


def _json(results: Results) -> str:
    import math

    rows = [
        {key: None if isinstance(v, float) and math.isnan(v) else v for key, v in row.items()}
        for row in results.summary().to_dict("records")
    ]
    content = {
        "provenance": results.provenance,
        "unsettled": results.unsettled,
        "warnings": [_as_dict(warning) for warning in results.warnings],
        "summary": rows,
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


@hubsim.command()
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
    _notice()
    with _stops_at_once():
        run = simulate(design.program, seed=seed, replication=replication)
    click.echo(story(Traces(run, design.window), design.file.hub, case))


@hubsim.command()
@click.option("--scenario", is_flag=True, help="The schema of scenario files instead.")
@click.option("--markdown", is_flag=True, help="As a page, the one in docs/format.md.")
def schema(scenario: bool, markdown: bool) -> None:
    """Print the JSON Schema of hub files, for editors that help while you write."""
    from hubsim.spec.document import page
    from hubsim.spec.schema import hub_schema, scenario_schema

    if markdown:
        click.echo(page(), nl=False)
        return
    click.echo(
        json.dumps(scenario_schema() if scenario else hub_schema(), indent=2, ensure_ascii=False)
    )


@hubsim.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--like", default="starter", show_default=True, help="A shipped model to begin with.")
def new(file: Path, like: str) -> None:
    """Write a small hub to begin with, or a copy of a shipped model."""
    from hubsim.shipped import find

    _write_new(file, find(like, "models").read_text(encoding="utf-8"))
    click.echo(f"{file} is written. Next: hubsim check {file}, then hubsim run {file}")


@hubsim.command()
def models() -> None:
    """List the models and scenarios that come with hubsim."""
    from hubsim.shipped import Folder, find, names
    from hubsim.spec.source import read_file

    folders: tuple[Folder, ...] = ("models", "scenarios")
    for folder in folders:
        click.echo(f"{folder.capitalize()}:")
        width = max(map(len, names(folder)))
        for name in names(folder):
            data = read_file(find(name, folder)).data
            click.echo(f"  {name:<{width}}  {data['name']}")


@hubsim.command()
@click.option("--markdown", is_flag=True, help="As a page, the one in docs/measures.md.")
def measures(markdown: bool) -> None:
    """List everything that is measured, with its unit and definition."""
    from hubsim.measures.document import page, table

    click.echo(page() if markdown else table(), nl=not markdown)


@hubsim.command()
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@click.option("--port", default=8501, show_default=True, help="Where the browser finds it.")
def dashboard(models: Sequence[str], port: int) -> None:
    """Open the dashboard in a browser, for this machine only.

    It begins with the models that you name, or else with those that come with hubsim.
    """
    import os
    import subprocess

    from hubsim.models import source_of

    for model in models:
        source_of(model)  # a wrong name is said here, not in the browser
    page = Path(__file__).parent / "dashboard" / "main.py"
    words = [sys.executable, "-m", "streamlit", "run", str(page), f"--server.port={port}"]
    words.append("--server.headless=false")  # the shipped setting is for servers
    names = os.pathsep.join(str(Path(m).resolve()) if Path(m).exists() else m for m in models)
    raise click.exceptions.Exit(subprocess.call(words, env={**os.environ, "HUBSIM_MODELS": names}))


__all__ = ["HubsimError", "hubsim", "main"]

if __name__ == "__main__":
    sys.exit(main())
