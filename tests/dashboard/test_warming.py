"""A server runs what pages show at first before anybody asks, and steps aside for who does."""

from __future__ import annotations

import runpy
import sys
import threading
import time
from types import SimpleNamespace

import pytest
import streamlit
from click.testing import CliRunner

import hubsim.cli.dashboard  # noqa: F401 - the command of that name hides the module
from hubsim.dashboard import pages, warming
from hubsim.errors import RunError

commands = sys.modules["hubsim.cli.dashboard"]


@pytest.fixture
def begun(monkeypatch):
    """Pages that note when they are begun: the first cannot be run, the second has nothing to run."""
    found: dict[str, float] = {}

    def page(name: str, error: Exception | None = None):
        def result() -> None:
            if error:
                raise error

        def in_advance():
            found[name] = time.monotonic()
            return SimpleNamespace(result=result)

        return SimpleNamespace(module=SimpleNamespace(in_advance=in_advance))

    plain = SimpleNamespace(module=SimpleNamespace())
    made_up = [page("first", RunError("too many")), plain, page("third"), page("fourth")]
    monkeypatch.setattr(pages, "PAGES", made_up)
    monkeypatch.setattr(warming, "LOOKS", warming.Looks())
    monkeypatch.setattr(warming, "QUIET", 0.3)
    return found


def test_all_pages_are_run_where_nobody_looks(begun):
    warming.warm()
    assert list(begun) == ["first", "third", "fourth"]


def test_all_but_the_first_wait_while_somebody_is_shown_a_page(begun):
    started = time.monotonic()
    warming.LOOKS.shown()
    later = threading.Timer(0.2, warming.LOOKS.shown)
    later.start()
    warming.warm()
    later.join()
    assert begun["first"] - started < 0.2
    assert begun["third"] - started >= 0.5


@pytest.mark.parametrize("command", ["dashboard", "serve"])
def test_both_commands_begin_before_anybody_looks(command, monkeypatch):
    scripts, made = [], []
    monkeypatch.setattr(commands, "_run", lambda script, *_, **__: scripts.append(script))
    monkeypatch.setattr(streamlit, "App", lambda *_, **more: made.append(more["lifespan"]))
    CliRunner().invoke(getattr(commands, command), [])
    runpy.run_path(str(commands.ENTRY / scripts[0]))
    assert made == [warming.lifespan]
