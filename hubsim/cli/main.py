"""The command: its words, its exit codes, and never a traceback for a user's mistake."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from hubsim import __version__
from hubsim.cli.attribute import attribute
from hubsim.cli.briefing import briefing
from hubsim.cli.check import check
from hubsim.cli.codes import BAD_INPUT, INTERRUPTED, OK, RUN_STOPPED
from hubsim.cli.dashboard import dashboard, serve
from hubsim.cli.diff import diff
from hubsim.cli.explain import explain
from hubsim.cli.files import measures, models, new, schema
from hubsim.cli.flip import flip
from hubsim.cli.floor import floor
from hubsim.cli.lesson import lesson
from hubsim.cli.map import map_
from hubsim.cli.printing import count
from hubsim.cli.recover import recover
from hubsim.cli.run import compare, run, study
from hubsim.cli.running import STOPPED
from hubsim.cli.search import search
from hubsim.cli.sensitivity import sensitivity
from hubsim.cli.sweep import sweep
from hubsim.cli.verify import verify
from hubsim.errors import InputError, RunError, render


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
        click.echo(count(error.problems), err=True)
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


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, prog_name="hubsim")
def hubsim() -> None:
    """A wind tunnel for multi-agency safeguarding hubs.

    Write a hub's operating model in YAML, and see where cases wait before a real hub is
    reorganised. MODEL is a YAML file, or the name of a model that comes with hubsim
    (list them with: hubsim models).

    Exit codes: 0 done, 2 an error in what you wrote, 3 a run had to stop, 4 a run made again came
    out otherwise, 130 interrupted.
    """


for command in (
    check,
    map_,
    run,
    compare,
    study,
    diff,
    attribute,
    flip,
    sensitivity,
    sweep,
    search,
    recover,
    verify,
    explain,
    floor,
    lesson,
    new,
    models,
    schema,
    measures,
    briefing,
    dashboard,
    serve,
):
    hubsim.add_command(command)
