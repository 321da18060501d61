"""``hubsim dashboard``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click


@click.command()
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@click.option("--port", default=8501, show_default=True, help="Where the browser finds it.")
def dashboard(models: Sequence[str], port: int) -> None:
    """Open the dashboard in a browser, for this machine only.

    It begins with the models that you name, or else with those that come with hubsim.
    """
    from hubsim.models import source_of

    for model in models:
        source_of(model)  # a wrong name is said here, not in the browser
    page = Path(__file__).parents[1] / "dashboard" / "entry" / "main.py"
    words = [sys.executable, "-m", "streamlit", "run", str(page), f"--server.port={port}"]
    words.append("--server.headless=false")  # the shipped setting is for servers
    names = os.pathsep.join(str(Path(m).resolve()) if Path(m).exists() else m for m in models)
    raise click.exceptions.Exit(subprocess.call(words, env={**os.environ, "HUBSIM_MODELS": names}))
