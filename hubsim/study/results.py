"""The results of a study: tidy rows, what they came from, and when they must not be shown."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from hubsim import SEMANTICS, __version__
from hubsim.analysis import Difference, Estimate, compare, estimate, largest
from hubsim.errors import Place, Problem
from hubsim.measures import MEASURES
from hubsim.study.design import Design, Study
from hubsim.study.rows import Floats, Rows

SUMMARY = [
    "design", "measure", "by", "group", "mean", "low", "high", "replications", "unit", "note",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Results:
    """Measured values of every replication of every design.

    Parameters
    ----------
    kept : Rows
        NaN where a replication had nothing to average.
    labels : tuple of str
        Of the designs, in order.
    replications : int
    unsettled : mapping of str to str
        Designs whose queues do not settle, with the reason in words: averages over such queues are
        withheld.
    warnings : tuple of Problem
        Of all designs.
    provenance : mapping
        Version, semantics, seed, length, and the hash of every resolved hub.
    """

    kept: Rows
    labels: tuple[str, ...]
    replications: int
    unsettled: dict[str, str]
    warnings: tuple[Problem, ...]
    provenance: dict[str, Any]

    missing: tuple[int, ...] = ()
    """Replications that were asked for and are not in the rows, since the study was stopped."""

    @staticmethod
    def of(
        study: Study, rows: Iterable[tuple[Any, ...]] | Rows, runs: int | None = None
    ) -> Results:
        """Gather the rows of a study.

        Parameters
        ----------
        study : Study
        rows : iterable of tuple, or Rows
            Columns `COLUMNS`, in the order of runs: every design in replication 0, then in 1, …
        runs : int, optional
            How many runs the rows hold; all of them if left out. Replications that are not there
            in every design are left out, so that all designs meet the same cases.
        """
        found = rows if isinstance(rows, Rows) else Rows.of(rows)
        asked = study.replications
        whole = asked if runs is None else min(runs // len(study.designs), asked)
        kept = found.upto(whole)
        labels = tuple(design.label for design in study.designs)
        unsettled = {}
        for design in study.designs:
            growth = kept.values(design.label, "backlog_growth", "all", "all")
            held = kept.values(design.label, "open_cases", "all", "all")
            reason = _why_unsettled(design, growth, held, study.length.weeks)
            if reason:
                unsettled[design.label] = reason
        warnings = dict.fromkeys(w for design in study.designs for w in design.warnings)
        missing = tuple(range(whole, asked))
        if missing:
            warnings[_incomplete(whole, asked)] = None
        return Results(kept, labels, whole, unsettled, tuple(warnings), provenance(study), missing)

    def values(
        self, design: str, measure: str, by: str = "all", group: str = "all"
    ) -> np.ndarray[Any, Any]:
        """Values by replication; NaN throughout where the measure is withheld."""
        if self.withheld(design, measure):
            return np.full(self.replications, np.nan)
        found = self.kept.values(design, measure, by, group)
        return found if len(found) else np.full(self.replications, np.nan)

    def has(self, design: str, measure: str, by: str = "all", group: str = "all") -> bool:
        """Whether a design has such a thing at all, known or not."""
        return (measure, by, group) in self._there[design]

    @cached_property
    def same_contacts(self) -> bool:
        """Whether every design received as many new contacts of every kind in every replication.

        What comes back is left out: that is what a design does, not what it is given.
        """
        kinds = {key for there in self._there.values() for key in there if key[0] == "new_contacts"}
        first = self.labels[0]
        return all(
            np.array_equal(self.kept.values(first, *key), self.kept.values(label, *key))
            for key in kinds
            for label in self.labels[1:]
        )

    @cached_property
    def _there(self) -> dict[str, set[tuple[str, str, str]]]:
        """Measures and groups of each design."""
        return {
            label: {(measure, by, group) for measure, by, group, _ in self.kept.called(label)}
            for label in self.labels
        }

    @cached_property
    def rows(self) -> pd.DataFrame:
        """All rows as one table, columns `COLUMNS`: large for a study of many designs."""
        return self.kept.frame()

    def withheld(self, design: str, measure: str) -> bool:
        """Whether a measure would be an average over a queue that never settles."""
        return design in self.unsettled and MEASURES[measure].settles

    def groups(self, measure: str, by: str) -> list[str]:
        """Groups of a measure over all designs, in order of appearance."""
        rows = self._groups.get((measure, by))
        return list(rows) if rows else []

    def kind_of(self, measure: str, group: str) -> str | None:
        """By what a measure is grouped where it has this group; None where it has not."""
        return next(
            (by for (name, by), of in self._groups.items() if name == measure and group in of), None
        )

    @cached_property
    def _groups(self) -> dict[tuple[str, str], dict[str, None]]:
        """Groups of each measure and kind of group, in order of appearance."""
        found: dict[tuple[str, str], dict[str, None]] = {}
        for measure, by, group, _ in self.kept.called():
            found.setdefault((measure, by), {})[group] = None
        return found

    def estimate(self, design: str, measure: str, by: str = "all", group: str = "all") -> Estimate:
        """Mean over replications with its 95 % interval."""
        return possible(estimate(self.values(design, measure, by, group)), measure)

    def difference(
        self,
        base: str,
        rival: str,
        measure: str,
        by: str = "all",
        group: str = "all",
        *,
        level: float = 0.95,
    ) -> Difference:
        """Paired difference of two designs on the same cases."""
        a, b = (self.values(design, measure, by, group).tolist() for design in (base, rival))
        found = compare(a, b, level)
        # The change may lie anywhere; only the two levels are cut to what is possible.
        base_level, rival_level = (possible(e, measure) for e in (found.base, found.rival))
        smallest = MEASURES[measure].smallest if measure in MEASURES else 0.0
        return replace(found, base=base_level, rival=rival_level, smallest=smallest)

    def largest(
        self, design: str, measure: str, by: str, groups: Sequence[str], *, claims: int = 1
    ) -> list[str]:
        """Groups of a measure that may be the largest in a design, the largest as found first.

        What is nothing throughout is not among them.

        Parameters
        ----------
        design, measure, by : str
        groups : sequence of str
        claims : int
            How many designs this is said of at once.
        """
        values = {group: self.values(design, measure, by, group) for group in groups}
        some = [group for group, each in values.items() if np.nan_to_num(each).any()]
        found = largest([values[group].tolist() for group in some], claims=claims)
        return [some[n] for n in found]

    def summary(self) -> pd.DataFrame:
        """One row per design, measure and group: mean, interval, number of replications, note."""
        return pd.concat([self.summary_of(label) for label in self.labels], ignore_index=True)

    def summary_of(self, design: str) -> pd.DataFrame:
        """Give the summary of one design."""
        found = []
        for measure, by, group, unit in self.kept.called(design):
            e = self.estimate(design, measure, by, group)
            withheld = self.withheld(design, measure)
            note = "withheld: the queue never settles" if withheld else ""
            found.append(
                (design, measure, by, group, e.mean, e.low, e.high, e.replications, unit, note)
            )
        return pd.DataFrame(found, columns=SUMMARY)


def _incomplete(done: int, asked: int) -> Problem:
    """Say that a study was stopped."""
    message = f"INCOMPLETE: stopped after {done} of {asked} replications"
    help = "what is shown rests on these alone; run the study to its end before you decide"
    return Problem("W305", message, Place("--replications"), help)


def possible(e: Estimate, measure: str) -> Estimate:
    """Cut an interval to values that the measure can take."""
    if measure not in MEASURES or measure == "backlog_growth":
        return e
    return e.within(0.0, 1.0 if MEASURES[measure].unit.startswith("share") else math.inf)


def _why_unsettled(design: Design, growth: Floats, held: Floats, weeks: int) -> str:
    """Say why a hub does not settle, from its offered load and from what was seen."""
    over = {role: load for role, load in design.year_loads.items() if load >= 1}
    seen = estimate(growth)
    mean_held = estimate(held).mean
    if over:
        role = max(over, key=lambda name: over[name])
        said = design.file.hub.label("roles", role)
        grows = f", here by {seen.mean:.0f} cases a week" if seen.mean > 0 else ""
        return (
            f"over a year, {over[role]:.0%} of the time of “{said}” is asked for; "
            f"the queue grows without end{grows}"
        )
    # Where load does not see the cause: a backlog that grows in at least half a year by more than
    # it holds on average. Shorter stretches have seasons of their own.
    if seen.known and seen.low > 0 and weeks >= 26 and seen.mean * weeks > mean_held > 0:
        return f"the backlog grew all through the run, by {seen.mean:.0f} cases a week"
    return ""


def provenance(study: Study) -> dict[str, Any]:
    """Say what results came from, so that they can be made again."""
    return {
        "hubsim": __version__,
        "semantics": SEMANTICS,
        "numpy": np.__version__,
        "seed": study.seed,
        "replications": study.replications,
        "horizon": study.horizon,
        "notes": list(study.notes),
        "weeks": study.length.weeks,
        "warm_up_weeks": study.length.warm_up,
        "run_off_weeks": study.length.run_off,
        "bit_generator": "Philox-4x64",
        "designs": [
            {
                "label": d.label,
                "file": d.file.source.file,
                "applied": list(d.applied),
                "contacts": "drawn",
                **{what: {"file": name, "sha256": sha} for what, name, sha in d.tables},
                "sha256": hub_hash(d.file.source.data),
            }
            for d in study.designs
        ],
    }


def hub_hash(data: Any) -> str:
    """SHA-256 of a resolved hub as canonical JSON: the same text content, the same hash."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
