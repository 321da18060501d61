"""Small hubs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import pytest
import streamlit as st

from hubsim.floor import floor_designs, shown
from tests.dashboard.browser import Missing, chromium, served

HUB = """
hubsim: 1
name: "{name}"
about: "{about}"
calendar: {{starts: 2026-01-05, timezone: UTC, holidays: none, working_day: "Mon-Fri 09:00-17:00"}}
agencies:
  council: {{label: "{council}"}}
  police: {{label: Police}}
roles:
  screener:
    {{agency: council, label: "{role}", people: 1, hours: working_day, cost: 40 GBP per hour}}
  researcher: {{agency: police, people: 1, hours: working_day}}
ratings:
  red: {{label: "{red}", decide_within: 4 working hours}}
  green: {{decide_within: 1 working day}}
contacts:
  all: {{volume: 30 per week, arrives: "Mon-Fri 09:00-16:00", true_need: {{high: 30%, low: 70%}},
         first_seen_as: {{high: {{red: 100%}}, low: {{green: 100%}}}}}}
starts_at: ask
stages:
  ask:
    ask: {{police: {{seen_after: {lag}, who: researcher, work: 20 min (10 to 30)}}}}
    then: decide
  decide: {{who: screener, work: {work}, decides_from: [police], then: out}}
outcomes: {{out: {{label: Out}}}}
"""


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """Compile the engine first, once: on a busy machine a job that did it would not end in time."""
    shown(floor_designs(["starter"])[0])


Write = Callable[..., str]


def written_in(folder: Path, file: str, **given: str) -> str:
    """Write a small hub and give its path."""
    usual = {
        "name": file, "about": "Invented.", "council": "Council", "role": "Screeners",
        "red": "Red", "lag": "10 min", "work": "20 min",
    }  # fmt: skip
    path = folder / f"{file}.yaml"
    path.write_text(HUB.format(**{**usual, **given}), encoding="utf-8")
    return str(path)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a small hub and give its path."""

    return partial(written_in, tmp_path)


HOSTILE = "<img src=http://evil.example/a.png onerror=alert(1)> ![x](http://evil.example/p.png)"


def missing(why: str) -> NoReturn:
    """Skip, or fail where the test must be run."""
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One headless Chromium for all tests."""
    with ExitStack() as opened:
        try:
            found = opened.enter_context(chromium())
        except Missing as why:
            missing(str(why))
        yield found


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[str]:
    """A server for all tests, with two small models, one of them hostile."""
    folder = tmp_path_factory.mktemp("hubs")
    slow = written_in(
        folder, "Slow", lag="2 h", name=HOSTILE, role=HOSTILE, council=HOSTILE, red=HOSTILE
    )
    with served([slow, written_in(folder, "Quick")]) as found:
        yield found


@pytest.fixture
def fresh() -> Iterator[None]:
    """Let a test begin with nothing that Streamlit keeps, and leave nothing."""
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    st.cache_data.clear()
    st.cache_resource.clear()
