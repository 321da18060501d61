"""People by role: what one more would buy, and where the bottleneck goes when it is mended."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hubsim.analysis import Estimate, estimate, largest, level_for, paired
from hubsim.errors import InputError, Place, Problem, did_you_mean
from hubsim.spec.read import HubFile
from hubsim.spec.scenario import change_from_text
from hubsim.study.positions import (
    Evaluate,
    Figure,
    Position,
    Progress,
    Values,
    looked_at,
    voice_of,
)

WEEKS_A_YEAR = 365.25 / 7
COST = Figure("cost_on_duty")
"""A week; roles without a cost count nothing."""
BESIDE = ("busy", "wait_for_role", COST.measure)

Staff = Mapping[str, int]
"""People, or posts, by role."""


def staff_of(file: HubFile, only: Sequence[str] = ()) -> dict[str, int]:
    """Give the full posts of every role that has a number of them.

    Parameters
    ----------
    file : HubFile
    only : sequence of str
        Of these roles; of all if empty.

    Raises
    ------
    InputError
        For a role that does not exist, or has no number that could be changed.
    """
    counts = {name: count for name in file.hub.roles if (count := _counted(file, name)) is not None}
    found = [name for name in only if name not in counts]
    if found:
        message = f'"{found[0][:60]}" is no role with a number of people'
        help = did_you_mean(found[0][:60], list(counts), "roles")
        raise InputError([Problem("E417", message, Place("--role"), help)])
    return {name: counts[name] for name in only or counts}


def _counted(file: HubFile, name: str) -> int | None:
    role = file.hub.roles[name]
    quantity = role.people or role.posts
    return quantity.value if quantity is not None else None


def staffed(hub: Position, file: HubFile, staff: Staff) -> Position:
    """Give the hub with other numbers of people.

    Parameters
    ----------
    hub : Position
    file : HubFile
        As read at that position.
    staff : mapping
        By role; the others stay.
    """
    changes = []
    for name, count in staff.items():
        if count != _counted(file, name):
            what = "people" if file.hub.roles[name].people is not None else "posts"
            changes.append(change_from_text(f"roles.{name}.{what}={count}"))
    return hub.with_changes(*changes)


def cost_a_year(values: Values) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Cost of the time on duty in a year, mean over replications, for each hub."""
    means: np.ndarray[Any, np.dtype[np.float64]] = values.of(COST).mean(axis=1) * WEEKS_A_YEAR
    return means


@dataclass(frozen=True, slots=True)
class OneMore:
    """What one more person in a role would buy.

    Parameters
    ----------
    role : str
    people : int
        After it.
    change : Estimate
        Of the figure; the intervals of all roles hold together with 95 %.
    heard : Estimate or None
        Change in how often the agency that matters most was heard.
    cost : float
        A year.
    busy, wait : float
        Of the role before it: share of its time on duty, and hours for which work waited for it.
    """

    role: str
    people: int
    change: Estimate
    heard: Estimate | None
    cost: float
    busy: float
    wait: float


@dataclass(frozen=True, slots=True, eq=False)
class OneEach:
    """One more person in each role, one role at a time.

    Parameters
    ----------
    figure : Figure
    as_it_is : Estimate
    voice : str
        The agency that matters most; empty if nobody is asked.
    found : tuple of OneMore
        What buys most first.
    unsettled : str
        Why the hub as it is does not settle; empty if it does.
    near : tuple of OneMore
        Those that may buy most, what was found to buy most first.
    busiest : tuple of OneMore
        The roles whose people may be busiest before it, those found so first.
    """

    figure: Figure
    as_it_is: Estimate
    voice: str
    found: tuple[OneMore, ...]
    unsettled: str
    near: tuple[OneMore, ...] = ()
    busiest: tuple[OneMore, ...] = ()

    @property
    def best(self) -> OneMore | None:
        """The first in `near` that clearly buys anything; the others there may buy as much."""
        return next((each for each in self.near if better(self.figure, each.change)), None)

    def frame(self) -> pd.DataFrame:
        """Tidy rows, one for each role."""
        none = Estimate(math.nan, math.nan, math.nan, 0)
        rows = [
            {"role": m.role, "people": m.people, "cost_a_year": m.cost, "busy": m.busy,
             "wait": m.wait, **_ends("change", m.change), **_ends("heard", m.heard or none)}
            for m in self.found
        ]  # fmt: skip
        return pd.DataFrame(rows)


def _ends(name: str, e: Estimate) -> dict[str, float]:
    return {name: e.mean, f"{name}_low": e.low, f"{name}_high": e.high}


def better(figure: Figure, change: Estimate) -> bool:
    """Whether a change clearly is for the better."""
    if not change.known:
        return False
    return change.low > 0 if figure.better == "higher" else change.high < 0


def one_more_each(
    hub: Position, file: HubFile, staff: Staff, evaluate: Evaluate, *,
    figure: Figure | None = None, progress: Progress | None = None,
) -> OneEach:  # fmt: skip
    """Add one person to each role, one role at a time, on the same cases.

    Parameters
    ----------
    hub : Position
    file : HubFile
        As read at that position.
    staff : mapping
        To begin from.
    evaluate : Evaluate
        Such as a `Bench`.
    figure : Figure, optional
        Time to decision if left out.
    progress : callable, optional
    """
    each = [{**staff, name: count + 1} for name, count in staff.items()]
    positions = [staffed(hub, file, some) for some in (staff, *each)]
    values, chosen, voice = looked_at(evaluate, positions, figure, progress, *BESIDE)
    here, costs = values.of(chosen), cost_a_year(values)
    found = [
        OneMore(
            role,
            staff[role] + 1,
            paired(here[0].tolist(), here[n].tolist(), level_for(len(staff))),
            estimate(values.of(voice)[n] - values.of(voice)[0]) if voice else None,
            float(costs[n] - costs[0]),
            _mean(values, "busy", role),
            _mean(values, "wait_for_role", role),
        )
        for n, role in enumerate(staff, start=1)
    ]
    sign = -1 if chosen.better == "higher" else 1
    near = tuple(found[n] for n in largest(-sign * here[1:]))
    busy = [_values(values, "busy", role) for role in staff]
    busiest = tuple(found[n] for n in largest(busy))
    found.sort(key=lambda one: (math.isnan(one.change.mean), sign * one.change.mean))
    said = voice_of(voice)
    return OneEach(
        chosen, estimate(here[0]), said, tuple(found), values.unsettled[0], near, busiest
    )


def _mean(values: Values, measure: str, role: str) -> float:
    return estimate(_values(values, measure, role)).mean


def _values(values: Values, measure: str, role: str) -> list[float]:
    figure = Figure(measure, "role", role)
    if figure in values.found:
        return [float(value) for value in values.of(figure)[0]]
    return [math.nan] * next(iter(values.found.values())).shape[1]


@dataclass(frozen=True, slots=True)
class Mending:
    """A bottleneck, mended.

    Parameters
    ----------
    staff : mapping
        Before it was mended.
    each : OneEach
        What one more person in each role would buy then.
    """

    staff: Staff
    each: OneEach


def mendings(
    hub: Position, file: HubFile, staff: Staff, evaluate: Evaluate, *,
    figure: Figure | None = None, times: int = 3, progress: Progress | None = None,
) -> list[Mending]:  # fmt: skip
    """Mend the bottleneck, look where it is now, and mend again.

    The bottleneck is the role in which one more person buys most; where others may buy as much,
    the one that was found to buy most is mended. Where no single person clearly buys anything, what
    holds cases up is not people, or more replications are needed to see it, and it ends.

    Parameters
    ----------
    hub, file, staff, evaluate, figure
        As of `one_more_each`.
    times : int
        How often at most; where it then is, is told too.
    progress : callable, optional
    """
    found = list[Mending]()
    for step in range(times + 1):
        each = one_more_each(
            hub, file, staff, evaluate, figure=figure, progress=_part(progress, step, times + 1)
        )
        found.append(Mending(staff, each))
        if each.best is None:
            break
        staff = {**staff, each.best.role: each.best.people}
    return found


def _part(progress: Progress | None, step: int, steps: int) -> Progress | None:
    if progress is None:
        return None
    told = progress
    return lambda done, of: told(step * of + done, steps * of)


def mending_rows(found: Sequence[Mending]) -> Iterator[dict[str, Any]]:
    """Tidy rows, one for each step."""
    for step, mending in enumerate(found):
        best, each = mending.each.best, mending.each
        row: dict[str, Any] = {"step": step, **_ends("level", each.as_it_is)}
        busiest = each.busiest or each.found
        row |= {"busiest": busiest[0].role, "busy": busiest[0].busy}
        row["bottleneck"] = best.role if best else ""
        row["may_be_the_bottleneck"] = [one.role for one in each.near] if best else []
        none = Estimate(math.nan, math.nan, math.nan, 0)
        yield row | _ends("mending_it_buys", best.change if best else none)
