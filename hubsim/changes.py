"""Scenarios and settings as somebody names them, read into changes."""

from __future__ import annotations

from collections.abc import Iterable

from hubsim.errors import InputError, Problem
from hubsim.shipped import find
from hubsim.spec.scenario import Change, change_from_text, read_scenario


def changes_from(
    scenarios: Iterable[str], settings: Iterable[str], found: list[Problem]
) -> tuple[list[Change], list[str]]:
    """Read scenarios, then settings, in order; what is wrong with any of them is collected.

    Returns
    -------
    changes : list of Change
    told : list of str
        What was applied, for people: names of scenarios, and settings as given.

    Parameters
    ----------
    scenarios : iterable of str
        Files, or names of shipped scenarios.
    settings : iterable of str
        As given to ``--set``.
    found : list of Problem
        Problems are added to it.
    """
    changes: list[Change] = []
    told: list[str] = []
    for name in scenarios:
        try:
            scenario = read_scenario(find(name, "scenarios"))
            changes += scenario.changes
            told.append(scenario.name)
        except InputError as error:
            found += error.problems
    for text in settings:
        try:
            changes.append(change_from_text(text))
            told.append(text)
        except InputError as error:
            found += error.problems
    return changes, told
