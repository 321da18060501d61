"""What the reader chose to look at, and the names by which everything is shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hubsim.analysis import Estimate
from hubsim.study import Study

Clock = Literal["hours", "days"]
Statistic = Literal["mean", "median", "p90"]


@dataclass(frozen=True, slots=True)
class View:
    """Which times are shown.

    Parameters
    ----------
    clock : str
        ``hours`` in which the hub works, or ``days`` on the clock.
    asked : bool
        Only cases about which partners were asked, or all.
    statistic : str
        ``mean``, ``median`` or ``p90``.
    """

    clock: Clock = "hours"
    asked: bool = True
    statistic: Statistic = "mean"

    @property
    def times(self) -> str:
        """Name of the measure of time to decision."""
        return f"{self._prefix}{self.clock}_to_decision_{self.statistic}"

    @property
    def ledger(self) -> str:
        """Name of the measure of where the time goes."""
        return f"{self._prefix}ledger{'_working' if self.clock == 'hours' else ''}"

    @property
    def _prefix(self) -> str:
        return "asked_" if self.asked else ""

    @property
    def unit(self) -> str:
        """Unit of times as said in a sentence."""
        return "hub working hours" if self.clock == "hours" else "days"

    def readable(self, time: Estimate) -> tuple[Estimate, str]:
        """Give a time as it is said in a sentence, and its unit: 3.7 minutes, not 0.062 hours."""
        times, unit = 60, "hub working minutes"
        if self.clock == "days":
            times, unit = 24 * 60, "minutes"
        mean, low, high = (times * each for each in (time.mean, time.low, time.high))
        if math.isnan(mean) or max(map(abs, (mean, low, high))) >= 60:
            return time, self.unit
        return Estimate(mean, low, high, time.replications), unit

    @property
    def hours(self) -> float:
        """Hours in one of the unit of times."""
        return 1.0 if self.clock == "hours" else 24.0

    @property
    def who(self) -> str:
        """Which cases, as said in a sentence."""
        return "cases where partners were asked" if self.asked else "all cases"

    @property
    def said(self) -> str:
        """What the statistic is, as said in a sentence."""
        return {
            "mean": "average time to decision",
            "median": "time within which half of the cases are decided",
            "p90": "time within which nine in ten cases are decided",
        }[self.statistic]


@dataclass(frozen=True, slots=True)
class Names:
    """Names shown to people.

    Parameters
    ----------
    models : mapping of str to str
        Short name by label of the design.
    shared : str
        What all labels begin with, left out of the short names.
    ratings, roles, agencies : mapping of str to str
        Shown name by short name, over all models; ratings most urgent first.
    targets : mapping of (str, str) to str
        Target as written, by design and rating.
    """

    models: dict[str, str]
    shared: str
    ratings: dict[str, str]
    roles: dict[str, str]
    agencies: dict[str, str]
    targets: dict[tuple[str, str], str]

    @staticmethod
    def of(study: Study) -> Names:
        """Gather the names of a study; what models call otherwise has all its names."""
        models, shared = without_shared([design.label for design in study.designs])
        found: dict[str, dict[str, str]] = {"ratings": {}, "roles": {}, "agencies": {}}
        targets = {}
        for design in study.designs:
            hub = design.file.hub
            for section, names in found.items():
                for name in getattr(hub, section):
                    names.setdefault(name, study.label(section, name))
            for name, rating in hub.ratings.items():
                if rating.decide_within is not None:
                    targets[design.label, name] = rating.decide_within.text
        return Names(models, shared, **found, targets=targets)


def without_shared(labels: Sequence[str]) -> tuple[dict[str, str], str]:
    """Shorten labels that all begin alike, up to a colon: what differs is what people compare.

    Returns
    -------
    short : mapping of str to str
        By label; the label itself if they do not all begin alike.
    shared : str
        What they begin with, without the colon; empty if nothing.
    """
    heads = {label.partition(": ")[0] for label in labels}
    tails = [label.partition(": ")[2] for label in labels]
    if len(labels) < 2 or len(heads) > 1 or not all(tails):
        return {label: label for label in labels}, ""
    short = {label: tail[0].upper() + tail[1:] for label, tail in zip(labels, tails, strict=True)}
    return short, heads.pop()
