"""The cheapest staffing that meets targets, by a search that says what it tried."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import pandas as pd

from hubsim.analysis import Estimate, estimate
from hubsim.errors import InputError
from hubsim.spec.read import HubFile
from hubsim.study.positions import (
    Evaluate,
    Position,
    Progress,
    beside,
    files_of,
    voice_of,
)
from hubsim.study.staffing import COST, Staff, cost_a_year, staff_of, staffed
from hubsim.study.target import Target

FULL = 0.85
"""Load to which the search begins to staff: above it, waits grow fast."""
MOST = 60
"""Rounds of the search."""
PROMISING = 12
"""Exchanges of one for two, or two for one, that are tried in a round."""


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """One staffing that was run.

    Parameters
    ----------
    staff : mapping
    cost : float
        A year; 0 where no role has a cost.
    met : tuple of Estimate
        Of each target's figure, with limits that hold with the confidence asked for, each by
        itself on its side.
    short : float
        How much all targets miss together; 0 where all are met.
    why : str
        Why it was tried.
    heard : Estimate or None
        How often the agency that matters most was heard.
    """

    staff: Staff
    cost: float
    met: tuple[Estimate, ...]
    short: float
    why: str
    heard: Estimate | None = None

    @property
    def people(self) -> int:
        """All of them."""
        return sum(self.staff.values())

    @property
    def price(self) -> tuple[float, int]:
        """In money, then in people."""
        return self.cost, self.people


@dataclass(frozen=True, slots=True, eq=False)
class Searched:
    """What was found, and everything that was tried.

    Parameters
    ----------
    targets : tuple of Target
    confidence : float
    as_it_is : Tried
    best : Tried or None
        None if nothing that was tried meets the targets.
    tried : tuple of Tried
        In the order of trying.
    finished : bool
        Whether no step that was tried makes the best any cheaper; else the search was ended.
    voice : str
        The agency that matters most; empty if nobody is asked.
    """

    targets: tuple[Target, ...]
    confidence: float
    as_it_is: Tried
    best: Tried | None
    tried: tuple[Tried, ...]
    finished: bool
    voice: str = ""

    def frame(self) -> pd.DataFrame:
        """Tidy rows, one for each staffing that was tried."""
        rows = []
        for number, each in enumerate(self.tried):
            row = {"number": number, "why": each.why, **each.staff, "cost_a_year": each.cost}
            row |= {"people": each.people, "meets": not each.short}
            for target, e in zip(self.targets, each.met, strict=True):
                row |= {
                    target.text: e.mean,
                    f"{target.text} low": e.low,
                    f"{target.text} high": e.high,
                }
            rows.append(row)
        return pd.DataFrame(rows)


def cheapest(
    hub: Position, targets: Sequence[Target], evaluate: Evaluate, *, roles: Sequence[str] = (),
    confidence: float = 0.95, progress: Progress | None = None,
) -> Searched:  # fmt: skip
    """Search for the cheapest numbers of people by role with which the targets are met.

    It begins with so many in each role that each is busy to `FULL` by the inputs alone, and with
    the hub as it is. While a target is missed, it adds the person who brings the targets nearest
    for the money; then it takes away, exchanges one for one, and where that looks promising one for
    two and two for one, whatever saves most and keeps the targets, until no such step is left. All
    on the same cases. That is a search and no proof: more changes at once might save more.

    Parameters
    ----------
    hub : Position
    targets : sequence of Target
    evaluate : Evaluate
        Such as a `Bench`.
    roles : sequence of str
        Whose number may change; all if empty.
    confidence : float
        With which the mean of each target's figure lies on the right side of its limit.
    progress : callable, optional
        Told after each round; how many there will be is not known, so the second number is a guess.
    """
    (file,) = files_of([hub])
    search = _Search(hub, file, tuple(targets), evaluate, confidence, progress)
    now = staff_of(file, roles)
    more = [(staff, f"one more: {role}") for role, staff in _steps(now, 1)]
    as_it_is, *others = search.tries([(now, "as it is"), *more])
    search.prices = {r: t.cost - as_it_is.cost for r, t in zip(now, others, strict=True)}
    search.needed = {role: count * search.loads.get(role, FULL) for role, count in now.items()}
    by_load = {role: max(1, math.ceil(needed / FULL)) for role, needed in search.needed.items()}
    search.tries([(by_load, f"busy to {FULL:.0%} by the inputs alone")])
    meeting = [t for t in search.tried.values() if not t.short]
    at = min(meeting, key=lambda t: t.price) if meeting else search.tried[_key(by_load)]
    best, finished = search.trimmed(search.grown(at))
    return Searched(
        search.targets, confidence, as_it_is, best, tuple(search.tried.values()), finished,
        search.voice,
    )  # fmt: skip


def _key(staff: Staff) -> tuple[int, ...]:
    return tuple(staff.values())


@dataclass(slots=True)
class _Search:
    hub: Position
    file: HubFile
    targets: tuple[Target, ...]
    evaluate: Evaluate
    confidence: float
    progress: Progress | None
    tried: dict[tuple[int, ...], Tried] = field(default_factory=dict)
    loads: dict[str, float] = field(default_factory=dict)
    needed: dict[str, float] = field(default_factory=dict)
    """Of people in each role who have nothing else to do, by the inputs alone."""
    prices: dict[str, float] = field(default_factory=dict)
    """Of one more person in each role, a year."""
    rounds: int = 0
    voice: str = ""

    def tries(self, some: Sequence[tuple[Staff, str]]) -> list[Tried]:
        """Run what was not run yet; a staffing that the hub cannot have is left out."""
        new = {_key(s): (s, why) for s, why in some if _key(s) not in self.tried}
        possible = [(key, *told) for key, told in new.items() if self._possible(told[0])]
        if possible:
            positions = [staffed(self.hub, self.file, staff) for _, staff, _ in possible]
            measures = dict.fromkeys(
                (*(t.figure.measure for t in self.targets), COST.measure, "heard")
            )
            values = self.evaluate(positions, tuple(measures), None)
            figures = values.asked([t.figure for t in self.targets])
            other = beside(values, COST)
            self.voice = voice_of(other)
            costs = np.nan_to_num(cost_a_year(values))
            for n, (key, staff, why) in enumerate(possible):
                level = 2 * self.confidence - 1  # one side of an interval of this level
                met = tuple(estimate(values.of(figure)[n], level) for figure in figures)
                short = math.fsum(t.short(e) for t, e in zip(self.targets, met, strict=True))
                self.tried[key] = Tried(
                    dict(staff), float(costs[n]), met, short, why,
                    estimate(values.of(other)[n]) if other else None,
                )  # fmt: skip
            if not self.loads:
                self.loads = dict(values.loads[0]) if values.loads else {}
        self.rounds += 1
        if self.progress is not None:
            self.progress(self.rounds, max(12, self.rounds + 2))
        return [self.tried[_key(staff)] for staff, _ in some if _key(staff) in self.tried]

    def _possible(self, staff: Staff) -> bool:
        if min(staff.values()) < 1:
            return False
        try:
            files_of([staffed(self.hub, self.file, staff)])
        except InputError:  # a role cannot have fewer people than are at work at once
            return False
        return True

    def grown(self, at: Tried) -> Tried:
        """Add people until the targets are met; nowhere further than one that brings nothing."""
        while at.short and self.rounds < MOST:
            more = self.tries([(s, f"one more: {r}") for r, s in _steps(at.staff, 1)])
            if not math.isfinite(at.short):
                # Nothing can be read off a hub that does not settle: relieve who has most to do.
                full = max(at.staff, key=lambda r: self.needed[r] / at.staff[r])
                settled = [t for t in more if math.isfinite(t.short)]
                at = (
                    min(settled, key=lambda t: t.short)
                    if settled
                    else self.tries(
                        [({**at.staff, full: at.staff[full] + 1}, f"one more: {full}")]
                    )[0]
                )
                continue
            nearer = [t for t in more if t.short < at.short]
            if not nearer:
                break
            at = max(nearer, key=lambda t: _worth(at, t))
        return at

    def trimmed(self, at: Tried) -> tuple[Tried | None, bool]:
        """Take away and exchange while that saves and keeps the targets."""
        if at.short:
            return None, False
        while self.rounds < MOST:
            for some in (self._fewer(at), self._one_for_one(at), self._uneven(at)):
                self.tries(some)
                best = min((t for t in self.tried.values() if not t.short), key=lambda t: t.price)
                if best.price < at.price:
                    at = best
                    break
            else:
                return at, True
        return at, False

    def _fewer(self, at: Tried) -> list[tuple[Staff, str]]:
        return [(staff, f"one fewer: {role}") for role, staff in _steps(at.staff, -1)]

    def _one_for_one(self, at: Tried) -> list[tuple[Staff, str]]:
        return [
            (staff, f"{added} instead of {gone}")
            for gone, fewer in _steps(at.staff, -1)
            for added, staff in _steps(fewer, 1)
            if self.prices[added] < self.prices[gone]
        ]

    def _uneven(self, at: Tried) -> list[tuple[Staff, str]]:
        """Give the most promising exchanges of one for two, and of two for one.

        Promising is what meets the targets, or nearly, if each step did what it does by itself.
        """
        more = [(staff, f"one more: {role}") for role, staff in _steps(at.staff, 1)]
        self.tries(more)
        roles = list(at.staff)
        changes = [(1, 1, -1), (1, -1, -1)]
        seen = dict[tuple[int, ...], tuple[float, float, Staff, str]]()
        for signs in changes:
            for three in product(roles, repeat=3):
                staff = dict(at.staff)
                for role, sign in zip(three, signs, strict=True):
                    staff[role] += sign
                price = math.fsum(
                    self.prices[r] * sign for r, sign in zip(three, signs, strict=True)
                )
                key = _key(staff)
                if (
                    price >= 0
                    or key in self.tried
                    or sum(map(abs, np.subtract(key, _key(at.staff)))) < 3
                ):
                    continue
                short = self._expected(at, list(zip(three, signs, strict=True)))
                words = [
                    f"{'+' if sign > 0 else '-'}{r}" for r, sign in zip(three, signs, strict=True)
                ]
                seen[key] = (short, price, staff, " ".join(words))
        best = sorted(seen.values(), key=lambda found: found[:2])[:PROMISING]
        return [(staff, why) for _, _, staff, why in best]

    def _expected(self, at: Tried, steps: Sequence[tuple[str, int]]) -> float:
        """How much the targets would be missed if every step did what it does by itself."""
        short = 0.0
        for n, target in enumerate(self.targets):
            mean = at.met[n].mean
            for role, sign in steps:
                one = self.tried.get(_key({**at.staff, role: at.staff[role] + sign}))
                mean += one.met[n].mean - at.met[n].mean if one else math.nan
            half = at.met[n].half_width
            expected = target.short(Estimate(mean, mean - half, mean + half, 2))
            short += expected if not math.isnan(mean) else math.inf
        return short


def _steps(staff: Staff, by: int) -> Iterator[tuple[str, dict[str, int]]]:
    for role in staff:
        yield role, {**staff, role: staff[role] + by}


def _worth(at: Tried, other: Tried) -> float:
    """How much nearer the targets come, for the money."""
    dearer = other.cost - at.cost
    return (at.short - other.short) / (dearer if dearer > 0 else 1.0)
