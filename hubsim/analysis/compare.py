"""Two operating models on the same cases: what differs, by how much, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hubsim.analysis.intervals import Estimate, estimate, paired

Verdict = Literal["lower", "higher", "no clear difference", "the same", "not known"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure in a base design and a rival, and the paired difference between them.

    Parameters
    ----------
    base, rival : Estimate
    change : Estimate
        rival − base, paired by replication.
    verdict : str
        What the interval of the change allows to say of the rival.
    rival_lower, rival_higher : int
        Replications in which the rival was lower, and higher.
    lowest, highest : float
        The change in the replication in which the rival did lowest and highest beside the base.
    smallest : float
        The smallest change that matters.
    """

    base: Estimate
    rival: Estimate
    change: Estimate
    verdict: Verdict
    rival_lower: int
    rival_higher: int
    lowest: float = math.nan
    highest: float = math.nan
    smallest: float = 0.0

    @property
    def trifling(self) -> bool:
        """Whether there clearly is a change, all of whose interval is too small to matter."""
        clear = self.verdict in {"lower", "higher"}
        return clear and max(abs(self.change.low), abs(self.change.high)) < self.smallest

    @property
    def relative(self) -> float:
        """The change as a share of the base; NaN where the base is 0 or unknown."""
        return self.change.mean / self.base.mean if self.base.mean else math.nan


def compare(base: Sequence[float], rival: Sequence[float], level: float = 0.95) -> Difference:
    """Compare two designs that met the same cases.

    Parameters
    ----------
    base, rival : sequence of float
        One value per replication, in the same order of replications.
    level : float
        Of confidence, for each comparison by itself.

    Raises
    ------
    ValueError
        If the two have different numbers of replications.
    """
    if len(base) != len(rival):
        raise ValueError(f"{len(base)} replications cannot be paired with {len(rival)}")
    change = paired(base, rival, level)
    lower = sum(b < a for a, b in zip(base, rival, strict=True))
    higher = sum(b > a for a, b in zip(base, rival, strict=True))
    told = verdict(change)
    changes = [b - a for a, b in zip(base, rival, strict=True) if not math.isnan(b - a)]
    ends = (min(changes), max(changes)) if changes else (math.nan, math.nan)
    levels = estimate(base, level), estimate(rival, level)
    return Difference(*levels, change, told, lower, higher, *ends)


def verdict(change: Estimate) -> Verdict:
    """Say what an interval allows to say of the rival."""
    if math.isnan(change.mean) or not change.known:
        return "not known"
    if change.low == change.high == 0:
        return "the same"
    if change.low > 0:
        return "higher"
    return "lower" if change.high < 0 else "no clear difference"
