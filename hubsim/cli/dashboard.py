"""``hubsim dashboard`` and ``hubsim serve``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

ENTRY = Path(__file__).parents[1] / "dashboard" / "entry"


@click.command()
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@click.option("--port", default=8501, show_default=True, help="Where the browser finds it.")
def dashboard(models: Sequence[str], port: int) -> None:
    """Open the dashboard in a browser, for this machine only.

    It begins with the models that you name, or else with those that come with hubsim.
    """
    # Without a window the shipped setting holds: a browser is opened for a person only. With it
    # Streamlit would offer things of its own to developers, over the page, but for the last word.
    words = [
        f"--server.port={port}", "--server.headless=false", "--logger.hideWelcomeMessage=true",
    ]  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    _run("local.py", models, words, says=f"The dashboard is at {address} (Ctrl-C ends it)")


@click.command()
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="A name under which people reach it; others are refused. May be repeated.",
)
@click.option(
    "--address",
    default="127.0.0.1",
    show_default=True,
    help="Where it listens; 0.0.0.0 for every network of this machine.",
)
@click.option("--port", default=8501, show_default=True, help="Where it listens.")
def serve(models: Sequence[str], hosts: Sequence[str], address: str, port: int) -> None:
    """Serve the dashboard to others, behind a proxy that encrypts and knows who they are.

    Browsers are told to run nothing and fetch nothing from elsewhere, and details of errors stay
    in the server's log. It answers /_stcore/health while it is well.
    """  # fmt: skip
    words = [
        f"--server.port={port}",
        f"--server.address={address}",
        "--client.showErrorDetails=none",
        "--server.enableXsrfProtection=true",
    ]
    _run("served.py", models, words, {"HUBSIM_HOSTS": " ".join(hosts)})


def _run(
    script: str,
    models: Sequence[str],
    words: Sequence[str],
    more: dict[str, str] | None = None,
    says: str = "",
) -> None:
    from hubsim.models import source_of

    for model in models:
        source_of(model)  # a wrong name is said here, not in the browser
    _prepare()
    if says:
        click.echo(says)
    names = os.pathsep.join(str(Path(m).resolve()) if Path(m).exists() else m for m in models)
    # -P: no file in the folder where somebody stands, such as a types.py, is taken for a module.
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(ENTRY / script), *words]
    env = {**os.environ, "HUBSIM_MODELS": names, **(more or {})}
    raise click.exceptions.Exit(subprocess.call(command, env=env))


def _prepare() -> None:
    """Compile before anybody looks: a server that compiles answers nobody meanwhile."""
    from hubsim.engine import notice
    from hubsim.study import Length, Study, designs_from, run_study

    if not notice():
        return
    click.echo(notice(), err=True)
    length = Length(1, 0, 0)
    run_study(Study(designs_from(["county_integrated"], length=length), length, 1))
