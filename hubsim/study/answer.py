"""What a comparison says by measure: who is best, how sure that is, and its worst times."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from hubsim.analysis import Best, Difference, Estimate, best, level_for
from hubsim.study.design import Study
from hubsim.study.interest import Interest, interest_in
from hubsim.study.results import Results

FORTNIGHTS = {
    "hours_to_decision_mean": "worst_fortnight",
    "asked_hours_to_decision_mean": "asked_worst_fortnight",
}
"""Beside the mean of the measured time, that of its worst fortnight."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one design stands on one measure.

    Parameters
    ----------
    design : str
    level : Estimate
        Mean over replications, with the 95 % interval by itself.
    difference : Difference or None
        From doing nothing, its interval made to hold together with those of all other comparisons;
        None for doing nothing itself.
    better_in : int
        Replications in which it was better than doing nothing on the same cases.
    worst : float
        Its change from doing nothing in the replication in which it did worst beside it.
    chance, best_in : float
        Share of resamplings in which its mean is best, and replications in which it is best.
    fortnight : Estimate or None
        Of the worst fortnight.
    """

    design: str
    level: Estimate
    difference: Difference | None
    better_in: int
    worst: float
    chance: float
    best_in: float
    fortnight: Estimate | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a study says about one measure.

    Parameters
    ----------
    interest : Interest
    standings : tuple of Standing
        Doing nothing first, then in the order of the designs.
    comparisons : int
        All that are made in the study at once, over designs and measures.
    level : float
        At which each interval is made so that all hold together with 95 %.
    replications : int
        In which every design that settles has a value.
    close : tuple of str
        Designs that are not clearly worse than the first, by their paired difference from it: many
        comparisons allowed for, and few replications, which resampling is too sure about.
    """

    interest: Interest
    standings: tuple[Standing, ...]
    comparisons: int
    level: float
    replications: int
    close: tuple[str, ...] = ()

    @property
    def lower(self) -> bool:
        """Whether lower is better."""
        return self.interest.about.better == "lower"

    @property
    def first(self) -> Standing | None:
        """The design that is best most probably; None where neither way is better."""
        if not self.interest.about.better or not self.replications:
            return None
        return max(self.standings, key=lambda each: each.chance)

    def clearly(self, standing: Standing) -> str:
        """Say whether a design is ``better``, ``worse`` or neither, clearly; else empty."""
        verdict = standing.difference.verdict if standing.difference else ""
        good, bad = ("lower", "higher") if self.lower else ("higher", "lower")
        if not self.interest.about.better:
            return ""
        return {good: "better", bad: "worse"}.get(verdict, "")


def answers(study: Study, results: Results) -> tuple[Answer, ...]:
    """Answer a study, measure by measure.

    Parameters
    ----------
    study : Study
        Of two designs or more; the first is doing nothing.
    results : Results
    """
    asked = interest_in(study, results)
    comparisons = len(asked) * (len(results.labels) - 1)
    return tuple(_answer(results, one, comparisons) for one in asked)


def _answer(results: Results, interest: Interest, comparisons: int) -> Answer:
    level = level_for(comparisons)
    settled = [name for name in results.labels if not results.withheld(name, interest.measure)]
    values = {name: results.values(name, *interest.row).tolist() for name in settled}
    lower = interest.about.better != "higher"
    sure = best(list(values.values()), lower=lower) if values else Best((), (), 0)
    chances = dict(zip(settled, sure.chance, strict=True))
    years = dict(zip(settled, sure.years, strict=True))
    standings = []
    for name in results.labels:
        difference = None
        if name != results.labels[0]:
            difference = results.difference(results.labels[0], name, *interest.row, level=level)
        better_in, worst = 0, math.nan
        if difference is not None:
            better_in = difference.rival_lower if lower else difference.rival_higher
            worst = difference.highest if lower else difference.lowest
        fortnight = FORTNIGHTS.get(interest.measure)
        standings.append(
            Standing(
                name,
                results.estimate(name, *interest.row),
                difference,
                better_in,
                worst,
                chances.get(name, 0.0),
                years.get(name, 0.0),
                results.estimate(name, fortnight) if fortnight else None,
            )
        )
    found = Answer(interest, tuple(standings), comparisons, level, sure.replications)
    return replace(found, close=_close(results, found, settled))


def _close(results: Results, answer: Answer, settled: list[str]) -> tuple[str, ...]:
    """Designs that may be as good as the first."""
    if answer.first is None:
        return ()
    level, worse = level_for(len(settled) - 1), "higher" if answer.lower else "lower"
    first = answer.first.design
    beside = {
        name: results.difference(first, name, *answer.interest.row, level=level).verdict
        for name in settled
        if name != first
    }
    return tuple(name for name, verdict in beside.items() if verdict != worse)
