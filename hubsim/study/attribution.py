"""What each of several changes buys, alone, last, and as its share of what all of them do."""

from __future__ import annotations

import fnmatch
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pandas as pd

from hubsim.analysis import Attribution, Estimate, attribute
from hubsim.analysis.shapley import MOST, subsets
from hubsim.changes import changes_from
from hubsim.errors import InputError, Place, Problem
from hubsim.plain import listed
from hubsim.shipped import names
from hubsim.spec.scenario import Change, Scenario, adds
from hubsim.study.positions import (
    USUAL,
    Evaluate,
    Figure,
    Position,
    Progress,
    Values,
    beside,
    files_of,
)

COLUMNS = (
    "measure", "by", "group", "unit", "change", "what", "with", "mean", "low", "high", "part",
    "part_low", "part_high",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Attributed:
    """The effect of several changes, divided among them.

    Parameters
    ----------
    base : Position
    patches : tuple of Scenario
        What was divided: every set of them was run.
    found : mapping of Figure to Attribution
        In the order asked for.
    heard : mapping of Figure to Figure
        What stands beside each figure of time.
    unsettled : mapping of tuple of str to str
        Sets of changes with which the hub does not settle, and why: nothing that is an average over
        such a queue can be divided.
    notes : tuple of str
        Where changes write at the same place.
    """

    base: Position
    patches: tuple[Scenario, ...]
    found: dict[Figure, Attribution]
    heard: dict[Figure, Figure]
    unsettled: dict[tuple[str, ...], str]
    notes: tuple[str, ...]

    def frame(self) -> pd.DataFrame:
        """Tidy rows: of each figure the whole, then share, alone and last of each, then pairs."""
        return pd.DataFrame(self._rows(), columns=list(COLUMNS))

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        for figure, a in self.found.items():
            head = (figure.measure, figure.by, figure.group, figure.unit)
            for change, what, other, *ends in _told(a, [patch.name for patch in self.patches]):
                yield (*head, change, what, other, *(x for e in ends for x in _ends(e)))


def _told(a: Attribution, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    none = Estimate(math.nan, math.nan, math.nan, 0)
    yield "", "without", "", a.without, none
    yield "", "with all", "", a.with_all, none
    yield "", "whole", "", a.whole, none
    for name, each in zip(names, a.each, strict=True):
        yield name, "share", "", each.share, each.part
        yield name, "alone", "", each.alone, none
        yield name, "last", "", each.last, none
    for (i, j), e in a.pairs.items():
        yield names[i], "pair", names[j], e, none


def _ends(e: Estimate) -> tuple[float, float, float]:
    return e.mean, e.low, e.high


def attribute_patches(
    base: Position,
    patches: Sequence[Scenario],
    evaluate: Evaluate,
    *,
    figures: Sequence[Figure] = (),
    by_rating: bool = False,
    progress: Progress | None = None,
) -> Attributed:
    """Run every set of changes and divide the effect of all of them.

    Parameters
    ----------
    base : Position
        The hub without any of them.
    patches : sequence of Scenario
        At most `MOST`; n of them make 2^n hubs. Made in this order wherever the order matters.
    evaluate : Evaluate
        Such as a `Bench`.
    figures : sequence of Figure
        What is divided; time to decision if left out. How often the agency that matters most was
        heard is always divided beside it.
    by_rating : bool
        Each also for every rating by itself.
    progress : callable, optional

    Raises
    ------
    InputError
        For too few or too many changes, or some that do not fit.
    """
    _check(patches)
    sets = list(subsets(len(patches)))
    positions = [base.with_changes(*(c for i in some for c in patches[i].changes)) for some in sets]
    wanted = [f.measure for f in figures] or list(USUAL)
    values = evaluate(positions, (*wanted, "heard"), progress)
    asked = values.asked(figures)
    if by_rating:
        asked = [g for f in asked for g in (f, *_rated(values, f))]
    heard = {f: other for f in asked if (other := beside(values, f)) is not None}
    divided = dict.fromkeys((*asked, *heard.values()))
    return Attributed(
        base,
        tuple(patches),
        {f: attribute(values.of(f)) for f in divided},
        heard,
        {
            tuple(patches[i].name for i in some): reason
            for some, reason in zip(sets, values.unsettled, strict=True)
            if reason
        },
        tuple(overlaps(patches)),
    )


def _check(patches: Sequence[Scenario]) -> None:
    place = Place("--scenario")
    if not 2 <= len(patches) <= MOST:
        message = f"{len(patches)} changes: an effect is divided among 2 to {MOST}"
        help = "join some of them with a plus: worked_lead_unclear+worked_limits_not_kept"
        raise InputError([Problem("E412", message, place, help)])
    told = [patch.name for patch in patches]
    twice = [name for name in dict.fromkeys(told) if told.count(name) > 1]
    if twice:
        message = f'"{twice[0]}" is given more than once'
        raise InputError([Problem("E412", message, place, "name every change once")])


def _rated(values: Values, figure: Figure) -> list[Figure]:
    if figure.by == "agency":
        groups = values.groups(figure.measure, "agency and rating")
        mine = [group for group in groups if group.startswith(f"{figure.group}: ")]
        return [Figure(figure.measure, "agency and rating", group) for group in mine]
    if figure.by != "all":
        return []
    return [Figure(figure.measure, "rating", g) for g in values.groups(figure.measure, "rating")]


def patches_from(given: Sequence[str]) -> tuple[Scenario, ...]:
    """Read changes as somebody names them.

    Parameters
    ----------
    given : sequence of str
        Scenarios; several that are taken as one, joined by ``+``; shipped ones by a pattern such as
        ``ladder_*``; or a setting, ``PATH=VALUE``. Commas part them too.

    Raises
    ------
    InputError
        With every problem found.
    """
    problems: list[Problem] = []
    patches = []
    for text in (part.strip() for each in given for part in _parted(each)):
        scenarios, settings = ([], [text]) if "=" in text else (text.split("+"), [])
        changes, told = changes_from(scenarios, settings, problems)
        name = " + ".join(told) if len(told) < 3 else f"{told[0]} and {len(told) - 1} more"
        patches.append(Scenario(name, "", tuple(changes)))
    if problems:
        raise InputError(problems)
    return tuple(patches)


def _parted(text: str) -> list[str]:
    if "=" in text:
        return [text]
    parts = [part for part in text.split(",") if part.strip()]
    found = [
        name
        for part in parts
        for name in (fnmatch.filter(names("scenarios"), part.strip()) or [part])
    ]
    return found or [text]


def joined(base: Position, patches: Sequence[Scenario]) -> list[Scenario]:
    """Join those that make a hub only together: a stage and the role that works on it.

    Parameters
    ----------
    base : Position
        With all patches made it is a hub.
    patches : sequence of Scenario
        Each is kept by itself if the base is a hub with it alone, and with all others but it.
    """

    def fits(some: Sequence[Scenario]) -> bool:
        try:
            files_of([base.with_changes(*(c for patch in some for c in patch.changes))])
        except InputError:
            return False
        return True

    alone = [p for p in patches if fits([p]) and fits([q for q in patches if q is not p])]
    rest = [p for p in patches if p not in alone]
    if len(rest) < 2:
        return list(patches)
    name = listed([patch.name.lower() for patch in rest])
    changes = tuple(change for patch in rest for change in patch.changes)
    return [*alone, Scenario(f"{name[:1].upper()}{name[1:]}", "", changes)]


def overlaps(patches: Sequence[Scenario]) -> Iterator[str]:
    """Say where changes write at the same place, so that their order could matter."""
    for (i, one), (j, other) in combinations(enumerate(patches), 2):
        for a, b in ((a, b) for a in one.changes for b in other.changes):
            told = _overlap(a, b)
            if told:
                yield told.format(
                    path=a.path, one=patches[i].name, other=patches[j].name, inner=b.path
                )


def _overlap(a: Change, b: Change) -> str:
    if a.path == b.path:
        if adds(a) and adds(b):
            return ""
        if a.value == b.value:
            return (
                "“{one}” and “{other}” both write the same at {path}: what comes of that is had "
                "with either, and shared between them."
            )
        return (
            "“{one}” and “{other}” write different things at {path}: where both are made, the "
            "later, “{other}”, holds."
        )
    if b.path.startswith(f"{a.path}."):
        return "“{other}” writes at {inner}, inside what “{one}” writes: it is made after it."
    if a.path.startswith(f"{b.path}."):
        return "“{other}” writes at {inner}, over what “{one}” writes inside it: it holds."
    return ""
