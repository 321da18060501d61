"""From a file, and changes to it, to a Hub: every problem at once, each at its place.

The reader knows positions and no meaning; the schema knows the form and no positions; the checks
know how parts must fit together. Here they are put in a row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from hubsim.errors import InputError, Problem
from hubsim.spec.checks import check
from hubsim.spec.defaults import with_defaults
from hubsim.spec.hub import Hub
from hubsim.spec.salvage import salvaged
from hubsim.spec.scenario import Change, apply
from hubsim.spec.source import Source, read_file
from hubsim.spec.wording import ALL_HELP, Finding, empty_entries, findings


@dataclass(frozen=True, slots=True)
class HubFile:
    """A hub, where everything in it is written, and what looks odd about it.

    Parameters
    ----------
    hub : Hub
        Checked.
    source : Source
        The file as plain data with positions, changes applied.
    warnings : tuple of Problem
        Nothing that stops a run; they go into every report.
    """

    hub: Hub
    source: Source
    warnings: tuple[Problem, ...]


def read_hub(file: Path | str, changes: Iterable[Change] = ()) -> HubFile:
    """Read an operating model, apply changes, check it.

    Parameters
    ----------
    file : path
        A YAML file.
    changes : iterable of Change
        From scenarios and ``--set``, in order.

    Raises
    ------
    InputError
        With every problem found.
    """
    return hub_from(apply(with_defaults(read_file(file, go_on=True)), changes))


def hub_from(source: Source) -> HubFile:
    """Check plain data with positions and make a Hub of it.

    Raises
    ------
    InputError
        With every problem found.
    """
    if "hubsim_scenario" in source.data and "hubsim" not in source.data:
        place = source.key_place(("hubsim_scenario",))
        help = f"give it with --scenario: hubsim run MODEL --scenario {source.file}"
        raise InputError([Problem("E101", "this file is a scenario, not a hub", place, help)])
    source = with_defaults(source)
    wrong = empty_entries(source)
    empty = {each.path for each in wrong}
    hub = None
    try:
        hub = Hub.model_validate(source.data)
    except ValidationError as error:
        wrong += [each for each in findings(error, source) if each.path not in empty]
    if hub is None or wrong or source.doubled:
        told = [problem for _, problem in source.doubled] + [each.problem for each in wrong]
        raise InputError([*told, *_beside(source, wrong)])
    found = check(hub, source)
    if any(problem.severity == "error" for problem in found):
        raise InputError(found)
    return HubFile(hub, source, tuple(found))


def _beside(source: Source, wrong: list[Finding]) -> list[Problem]:
    """Find what else is wrong, beside the form, as far as that can be known."""
    if len(wrong) > ALL_HELP:
        return []
    rest = salvaged(source, [each.path for each in wrong])
    if rest is None:
        return []
    hub, mended = rest
    told = {path for path, _ in source.doubled} | {each.meant for each in wrong if each.meant}
    found = check(hub, source, mended | told)
    return [problem for problem in found if problem.severity == "error"]
