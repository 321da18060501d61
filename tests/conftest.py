"""What all tests share: a way to make a hub from text, and small hubs to work with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hubsim.lesson import course_run, ladder_study, lesson_payload, steps_of
from hubsim.lesson.page import lesson_floors
from hubsim.spec.read import HubFile, hub_from
from hubsim.spec.source import read_source
from hubsim.study import Length

ONE_DESK = """
hubsim: 1
name: One desk
calendar: {starts: 2026-01-05, timezone: UTC, holidays: none}
agencies: {council: {label: Council}}
roles:
  adviser: {agency: council, posts: 1, hours: always, cost: 20 GBP per hour}
contacts:
  phone: {every: 30 min}
starts_at: answer
stages:
  answer: {who: adviser, work: 20 min, then: out}
outcomes: {out: {label: Out}}
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the long tests be asked for."""
    parser.addoption("--long", action="store_true", help="run what takes minutes too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the long tests unless somebody asks for them."""
    if not config.getoption("--long"):
        for item in items:
            if "long" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="takes minutes; run it with --long"))


@pytest.fixture
def hub() -> Callable[[str], HubFile]:
    """Read a hub from text."""
    return lambda text: hub_from(read_source(text, "hub.yaml"))


@pytest.fixture
def one_desk(tmp_path: Path) -> Path:
    """A file with one adviser, one contact every 30 minutes and 20 minutes of work on each."""
    path = tmp_path / "one_desk.yaml"
    path.write_text(ONE_DESK)
    return path


@pytest.fixture(scope="session")
def lesson() -> dict[str, Any]:
    """A lesson on a few weeks: what its numbers are does not matter."""
    told = []
    study = ladder_study(Length(2, 2, 1), 2)
    course = course_run(study, lambda done, of: told.append((done, of)))
    assert told[-1][0] <= told[-1][1]
    assert told == sorted(told)
    found = lesson_payload(course, lesson_floors(stories=False))
    assert len(steps_of(course)) == 5
    return found
