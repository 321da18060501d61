"""What is asked of a study: measures of interest, told first and tested together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from hubsim.analysis.selection import FIRST
from hubsim.errors import Place, Problem, did_you_mean
from hubsim.measures import MEASURES, Measure
from hubsim.spec.study import Choose, Until
from hubsim.study.design import Design, Study
from hubsim.study.results import Results

ALL = "all"


@dataclass(frozen=True, slots=True)
class Interest:
    """A measure of interest: for all, or for one group.

    Parameters
    ----------
    measure, by, group : str
        As in the rows of results.
    """

    measure: str
    by: str = ALL
    group: str = ALL

    @property
    def about(self) -> Measure:
        """The measure."""
        return MEASURES[self.measure]

    @property
    def row(self) -> tuple[str, str, str]:
        """As `Results.values` takes it."""
        return self.measure, self.by, self.group


def parted(text: str) -> tuple[str, str]:
    """Part ``heard/health`` into a measure and a group; without a group it is all."""
    measure, _, group = text.partition("/")
    return measure.strip(), group.strip() or ALL


def wrong_interest(
    texts: Sequence[str], designs: Sequence[Design], place: Callable[[int], Place]
) -> list[Problem]:
    """Find measures and groups that no design has.

    Parameters
    ----------
    texts : sequence of str
        As ``measure`` or ``measure/group``.
    designs : sequence of Design
    place : callable
        Where the text of a number stands.
    """
    found = []
    known = list(dict.fromkeys(name for design in designs for name in _groups(design)))
    for number, text in enumerate(texts):
        measure, group = parted(text)
        if measure not in MEASURES:
            help = did_you_mean(measure[:60], list(MEASURES), "measures (hubsim measures)")
            found.append(Problem("E406", f'"{measure[:60]}" is no measure', place(number), help))
        elif group != ALL and group not in known:
            help = did_you_mean(group[:60], known, "groups")
            message = f'no design has a group "{group[:60]}"'
            found.append(Problem("E406", message, place(number), help))
    return found


def wrong_rule(rule: Until | Choose, designs: Sequence[Design], place: Place) -> list[Problem]:
    """Find what a rule asks of designs that cannot be asked of them.

    Parameters
    ----------
    rule : Until or Choose
    designs : sequence of Design
    place : Place
        Where its measure is written.
    """
    wrong = wrong_interest([rule.measure], designs, lambda _: place)
    if wrong or not isinstance(rule, Choose):
        return wrong
    if len(designs) < 2:
        help = "name two models or more, or use until"
        return [Problem("E408", "there is nothing to choose from: one design", place, help)]
    measure, _ = parted(rule.measure)
    if not MEASURES[measure].better:
        help = "choose by a measure of which lower or higher is better (hubsim measures)"
        return [Problem("E408", f"{measure}: neither way is better", place, help)]
    if rule.at_most < FIRST:
        message = f"{rule.at_most} replications are too few to choose after"
        return [Problem("E408", message, place, f"allow {FIRST} or more")]
    return []


def _groups(design: Design) -> Iterator[str]:
    program = design.program
    for names in (program.agencies, program.ratings, program.roles, program.outcomes):
        yield from names
    yield from (*program.sources, *program.stages, "high", "moderate", "low")


def interest_in(study: Study, results: Results) -> list[Interest]:
    """Give the measures of interest of a study.

    Where none are named these are the time to decision (of cases about which partners were asked,
    where they are asked about the same cases), and how often the agency was heard on whose facts
    most cases turn: a hub that is quick because it asks less must not look better without that
    being seen.
    """
    if study.interest:
        return [one for text in study.interest for one in named(text, results)]
    asked = any(results.estimate(label, "asked_share").mean > 0 for label in results.labels)
    prefix = "asked_" if asked and same_asked(results) else ""
    found = [Interest(f"{prefix}hours_to_decision_mean")]
    agencies = results.groups("heard", "agency")
    return [*found, *(Interest("heard", "agency", name) for name in agencies[:1])]


def same_asked(results: Results) -> bool:
    """Whether partners are asked about equally many cases in every model, for every rating.

    Models that never settle have no times to be compared, and do not count.
    """
    rows = results.rows[results.rows["measure"] == "asked_share"]
    rows = rows[~rows["design"].isin(list(results.unsettled))]
    means = rows.groupby(["by", "group", "design"], sort=False)["value"].mean().unstack()
    return bool(((means.max(axis=1) - means.min(axis=1)).fillna(0) < 0.005).all())


def named(text: str, results: Results) -> list[Interest]:
    """Give what a text names in some results; nothing where no design has it."""
    measure, group = parted(text)
    by = results.kind_of(measure, group)
    return [Interest(measure, by, group)] if by else []
