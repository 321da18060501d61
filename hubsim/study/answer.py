"""What a comparison says by measure: who is best, how sure that is, and its worst times."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hubsim.analysis import Best, Difference, Estimate, best, level_for
from hubsim.study.design import Study
from hubsim.study.interest import Interest, interest_in
from hubsim.study.results import Results

FORTNIGHTS = {
    "hours_to_decision_mean": "worst_fortnight",
    "asked_hours_to_decision_mean": "asked_worst_fortnight",
}
"""Beside the mean of the measured time, that of its worst fortnight."""
SURE = 0.95
"""Share of resamplings that must hold the best among the designs that are called so."""


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
    beside : mapping of str to Difference
        By design, its paired difference from the first, made to hold together with those of all
        pairs of designs (the first is picked by the results), and with `comparisons`.
    """

    interest: Interest
    standings: tuple[Standing, ...]
    comparisons: int
    level: float
    replications: int
    beside: dict[str, Difference]

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

    @property
    def known(self) -> tuple[Standing, ...]:
        """The designs that have a mean, the first of them first, then by their means."""
        settled = [each for each in self.standings if not math.isnan(each.level.mean)]
        way = 1 if self.lower else -1
        return tuple(sorted(settled, key=lambda e: (e is not self.first, way * e.level.mean)))

    @property
    def near(self) -> tuple[Standing, ...]:
        """The first design, and those that may be as good, the likeliest first.

        Those are the designs which their paired differences from the first, many comparisons
        allowed for, do not show to be worse (resampling few replications is too sure) by anything
        that matters, and as many of the likeliest as it takes to hold the best in `SURE` of all
        resamplings.
        """
        worse = "higher" if self.lower else "lower"
        near: list[Standing] = []
        share = 0.0
        for each in sorted(self.known, key=lambda one: -one.chance) if self.first else ():
            beside = self.beside.get(each.design)
            if share < SURE or beside is None or beside.verdict != worse or beside.trifling:
                near.append(each)
            share += each.chance
        return tuple(near)

    @property
    def best(self) -> Standing | None:
        """The design that is clearly best: the only rule by which one is called so anywhere."""
        alone = len(self.near) == 1 and len(self.known) > 1 and self.replications > 1
        return self.first if alone else None

    @property
    def alike(self) -> bool:
        """Whether all designs are exactly the same."""
        return bool(self.beside) and all(d.lowest == d.highest == 0 for d in self.beside.values())

    @property
    def trifling(self) -> bool:
        """Whether the first is clearly best of those that are near, but by nothing that matters."""
        others = [self.beside[e.design] for e in self.near if e.design in self.beside]
        matter = [d for d in others if d.verdict != "the same"]
        return bool(matter) and all(d.trifling for d in matter)

    def clearly(self, standing: Standing) -> str:
        """Say whether a design is ``better`` or ``worse``, clearly and by what matters."""
        difference = standing.difference
        verdict = difference.verdict if difference and not difference.trifling else ""
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
    return tuple(answer(results, one, comparisons) for one in asked)


def answer(results: Results, interest: Interest, comparisons: int = 0) -> Answer:
    """Say what results say about one measure.

    Parameters
    ----------
    results : Results
        The first design is doing nothing.
    interest : Interest
    comparisons : int
        Made at once beside doing nothing; those of this measure alone if left out.
    """
    comparisons = comparisons or len(results.labels) - 1
    level = level_for(comparisons)
    levels = {name: results.estimate(name, *interest.row) for name in results.labels}
    known = [name for name in results.labels if not math.isnan(levels[name].mean)]
    values = {name: results.values(name, *interest.row).tolist() for name in known}
    lower = interest.about.better != "higher"
    sure = best(list(values.values()), lower=lower) if values else Best((), (), 0)
    chances = dict(zip(known, sure.chance, strict=True))
    years = dict(zip(known, sure.years, strict=True))
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
                levels[name],
                difference,
                better_in,
                worst,
                chances.get(name, 0.0),
                years.get(name, 0.0),
                results.estimate(name, fortnight) if fortnight else None,
            )
        )
    beside: dict[str, Difference] = {}
    if interest.about.better and sure.replications:
        first = known[sure.chance.index(max(sure.chance))]
        # The first is picked by the results themselves, so that any two may be those compared.
        apart = level_for(max(comparisons, len(known) * (len(known) - 1) // 2))
        beside = {
            name: results.difference(first, name, *interest.row, level=apart)
            for name in known
            if name != first
        }
    return Answer(interest, tuple(standings), comparisons, level, sure.replications, beside)
