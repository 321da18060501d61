"""How long a hub takes to get over a surge, absent people, or a day on which nobody can work."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hubsim.analysis import Estimate, estimate, paired
from hubsim.errors import InputError, Place, Problem
from hubsim.plain import plain_number, plural
from hubsim.spec.read import HubFile
from hubsim.spec.scenario import Change, change_from_text
from hubsim.study.positions import Evaluate, Figure, Floats, Position, Progress, Values, files_of
from hubsim.study.staffing import staff_of

OPEN = "open_by_day"
AGAIN = 5
"""Open days in a row on which the backlog must be back."""


@dataclass(frozen=True, slots=True)
class Disturbance:
    """Something that happens once.

    Parameters
    ----------
    kind : str
        ``surge``, ``absence`` (of the people of some roles) or ``outage`` (nobody of the hub can
        work).
    begins : int
        Weeks after the simulated time does.
    days : int
        How long it lasts.
    times : float
        Contacts during a surge, as a multiple of the usual number.
    roles : tuple of str
        Who is absent.
    """

    kind: str
    begins: int
    days: int
    times: float = 1.0
    roles: tuple[str, ...] = ()

    def said(self, file: HubFile) -> str:
        """Say it in words."""
        long = plural(self.days, "day")
        if self.kind == "surge":
            return f"{plain_number(self.times)} times as many contacts for {long}"
        if self.kind == "outage":
            return f"nobody of the hub can work on cases for {long}"
        names = ", ".join(file.hub.label("roles", role) for role in self.roles)
        return f"nobody there of {names} for {long}"

    def changes(self, file: HubFile) -> tuple[Change, ...]:
        """Give what it changes in a hub."""
        if self.kind == "surge":
            first = file.hub.calendar.starts + dt.timedelta(weeks=self.begins)
            last = first + dt.timedelta(days=self.days - 1)
            number = len(file.hub.calendar.surges)
            surge = f"{{dates: {first} to {last}, times: {plain_number(self.times)}}}"
            written = file.source.data.get("calendar", {}).get("surges") or []
            if not number:
                return (change_from_text(f"calendar.surges=[{surge}]"),)
            one = change_from_text(f"calendar.surges={surge}")
            return (Change(one.path, [*written, one.value], one.spot, {}),)
        roles = self.roles if self.kind == "absence" else tuple(file.hub.roles)
        away = f"{{after: {self.begins} weeks, lasts: {self.days} days}}"
        return tuple(change_from_text(f"roles.{role}.called_away={away}") for role in roles)


def disturbance_from(
    file: HubFile,
    *,
    surge: float | None,
    absent: Sequence[str],
    outage: bool,
    days: int,
    begins: int,
) -> Disturbance:
    """Make a disturbance of what somebody asks for.

    Raises
    ------
    InputError
        For none or several kinds at once, or a role that does not exist.
    """
    if (surge is not None) + bool(absent) + outage != 1:
        message = "one kind of disturbance is needed"
        help = "name --surge 1.5, --absent ROLE or --outage"
        raise InputError([Problem("E419", message, Place("--surge"), help)])
    if surge is not None:
        return Disturbance("surge", begins, days, surge)
    if outage:
        return Disturbance("outage", begins, days)
    return Disturbance("absence", begins, days, roles=tuple(_roles(file, absent)))


def _roles(file: HubFile, given: Sequence[str]) -> Iterator[str]:
    for role in given:
        if role not in file.hub.roles:
            staff_of(file, [role])  # says so
        yield role


def weeks_needed(disturbance: Disturbance, watched: int) -> int:
    """Weeks from the beginning of the simulated time to the end of watching."""
    return disturbance.begins + math.ceil(disturbance.days / 7) + watched


@dataclass(frozen=True, slots=True, eq=False)
class Recovery:
    """What a disturbance does, against the same years without it.

    Parameters
    ----------
    days : tuple of date
        Open days from the beginning of the disturbance on.
    over : int
        Of these, the number that lie within it.
    without, with_it : Floats
        Open cases at the end of each day, shape (days, replications).
    band : float
        Cases within which the backlog counts as back: by how much undisturbed years differ from one
        another (standard deviation on one day, its mean over the days), at least one case; one case
        where there is a single year.
    replaced : tuple of str
        Roles whose being called away for other things was left out for it.
    """

    days: tuple[dt.date, ...]
    over: int
    without: Floats
    with_it: Floats
    band: float
    replaced: tuple[str, ...] = ()

    @property
    def more(self) -> Floats:
        """Open cases more than in the same year without it."""
        found: Floats = self.with_it - self.without
        return found

    @property
    def taken(self) -> list[int | None]:
        """Open days from the end of the disturbance until the backlog is back, by replication.

        Back means on the first of five open days in a row at whose end no more cases are open than
        in the same year without it, and the band; 0 if that is so on its last day. None where it is
        not back while it was watched.
        """
        last = max(0, self.over - 1)
        return [_back(column[last:] <= self.band) for column in self.more.T]

    @property
    def open_days(self) -> Estimate:
        """Mean of them; not known if a replication was not back."""
        return estimate([math.nan if n is None else n for n in self.taken])

    @property
    def not_back(self) -> int:
        """Replications that were not back while they were watched."""
        return sum(n is None for n in self.taken)

    @property
    def peak(self) -> Estimate:
        """Open cases more on the worst day with it than on the worst day of the same year without.

        Each year has a worst day: that of a difference from day to day would be above 0 even where
        days only differ by chance.
        """
        return paired(self.without.max(axis=0).tolist(), self.with_it.max(axis=0).tolist())

    @property
    def case_days(self) -> Estimate:
        """Open cases more, added up over the open days that were watched."""
        return estimate(self.more.sum(axis=0))

    def frame(self) -> pd.DataFrame:
        """Tidy rows, one for each open day."""
        rows = []
        for n, day in enumerate(self.days):
            e = estimate(self.more[n])
            rows.append(
                {"day": str(day), "during": n < self.over, "without": float(self.without[n].mean()),
                 "with": float(self.with_it[n].mean()), "more": e.mean, "more_low": e.low,
                 "more_high": e.high}
            )  # fmt: skip
        return pd.DataFrame(rows)


def _back(within: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int | None:
    for n in range(len(within) - AGAIN + 1):
        if within[n : n + AGAIN].all():
            return n
    return None


def recover(
    hub: Position, disturbance: Disturbance, evaluate: Evaluate, *, progress: Progress | None = None
) -> Recovery:
    """Run a hub with a disturbance and without, on the same cases.

    Parameters
    ----------
    hub : Position
    disturbance : Disturbance
    evaluate : Evaluate
        Such as a `Bench`, of a length up to the end of watching.
    progress : callable, optional
    """
    (file,) = files_of([hub])
    away = disturbance.roles if disturbance.kind == "absence" else tuple(file.hub.roles)
    replaced = tuple(r for r in away if file.hub.roles[r].called_away is not None)
    replaced = replaced if disturbance.kind != "surge" else ()
    both = [hub, hub.with_changes(*disturbance.changes(file))]
    values = evaluate(both, (OPEN,), progress)
    first = file.hub.calendar.starts + dt.timedelta(weeks=disturbance.begins)
    named = [(day, text) for text in values.groups(OPEN, "day") if (day := _day(text)) >= first]
    if disturbance.kind != "surge":  # they are called away again after as long as before
        again = first + dt.timedelta(days=disturbance.days, weeks=disturbance.begins)
        named = [(day, text) for day, text in named if day < again]
    days = tuple(day for day, _ in named)
    without, with_it = (_series(values, [text for _, text in named], n) for n in (0, 1))
    end = first + dt.timedelta(days=disturbance.days)
    spread = without.std(axis=1, ddof=1).mean() if without.shape[1] > 1 else 0.0
    band = max(1.0, float(spread))
    return Recovery(days, sum(day < end for day in days), without, with_it, band, replaced)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(re.sub(r"[^0-9-]", "", text))


def _series(values: Values, days: Sequence[str], hub: int) -> Floats:
    return np.array([values.of(Figure(OPEN, "day", day))[hub] for day in days])
