"""Small hubs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

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

Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a small hub and give its path."""

    def written(file: str, **given: str) -> str:
        usual = {
            "name": file, "about": "Invented.", "council": "Council", "role": "Screeners",
            "red": "Red", "lag": "10 min", "work": "20 min",
        }  # fmt: skip
        path = tmp_path / f"{file}.yaml"
        path.write_text(HUB.format(**{**usual, **given}), encoding="utf-8")
        return str(path)

    return written
