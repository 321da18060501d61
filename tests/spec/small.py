"""One small valid hub, from which every bad one is made by one change."""

from __future__ import annotations

from collections.abc import Sequence

from hubsim.errors import InputError, Problem
from hubsim.spec.read import HubFile, hub_from
from hubsim.spec.scenario import apply, change_from_text
from hubsim.spec.source import read_source

SMALL = """\
hubsim: 1
name: Small hub
calendar:
  starts: 2026-01-05
  hours:
    office: "Mon-Fri 09:00-16:30"
agencies:
  council: {label: Council}
  police: {label: Police}
roles:
  screener:
    agency: council
    people: 3
    hours: office
    time_for_cases: 70%
  manager: {agency: council, people: 1, hours: office}
  researcher: {agency: police, posts: 2, hours: office}
ratings:
  red: {decide_within: 4 h, clock: working hours}
  green: {decide_within: 3 working days}
contacts:
  police:
    volume: 40 per week
    true_need: {high: 10%, low: 90%}
    first_seen_as:
      high: {red: 100%}
      low: {red: 5%, green: 95%}
  schools:
    volume: 20 per week
    arrives: "Mon-Fri 09:00-16:30"
    first_seen_as: {low: {green: 100%}}
starts_at: screening
stages:
  screening:
    who: screener
    work: 30 min (15 to 75)
    then:
      red: {ask_police: 100%}
      green: {ask_police: 15%, closed: 85%}
  ask_police:
    ask:
      police: {who: researcher, work: 40 min}
    at_the_latest: {red: 4 working hours, green: 2 working days}
    then: decision
  decision:
    who: [manager, screener]
    work: {red: 20 min, green: 15 min}
    decides_from: [police]
    then: {assessment: 50%, closed: 50%}
outcomes:
  closed: {label: No further action}
  assessment: {label: Assessment}
"""


def changed(old: str, new: str, text: str = SMALL) -> str:
    """Give the small hub with one change; what is changed must be there."""
    assert old in text, old
    return text.replace(old, new, 1)


def read(text: str = SMALL, settings: Sequence[str] = ()) -> HubFile:
    """Read a hub, with settings as given to ``--set``."""
    changes = [change_from_text(setting) for setting in settings]
    return hub_from(apply(read_source(text, "hub.yaml"), changes))


def problems(text: str, settings: Sequence[str] = ()) -> tuple[Problem, ...]:
    """Read a hub that cannot be used, and give what is wrong with it."""
    try:
        read(text, settings)
    except InputError as error:
        return error.problems
    raise AssertionError("it was accepted")


def told(text: str, settings: Sequence[str] = ()) -> list[str]:
    """Give each problem as place, code and message."""
    return [f"{p.place} {p.code} {p.message}" for p in problems(text, settings)]


WORKING = """\
working_together:
  information:
    police: {agreement: signed, reached_by: navigator}
  ties: {default: 0.2, council and police: 0.5}
  led_by: {default: council}
what_they_know:
  police: {for: {high: 60%, moderate: 30%, low: 5%}, reveals: 40%}
"""
TOGETHER = SMALL + WORKING
"""The small hub with what makes its two agencies work together, and what one of them knows."""

MARK = "»"


def marked(old: str, new: str, text: str = TOGETHER) -> tuple[str, str]:
    """Make one change, and give the line and column that a mark in it stands before.

    Returns
    -------
    str, str
        The text without the mark, and its place as messages give it.
    """
    text = changed(old, new, text)
    before = text[: text.index(MARK)]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return text.replace(MARK, ""), f"hub.yaml:{line}:{column}"
