"""What a briefing says, whatever it is written as."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hubsim import SEMANTICS, __version__
from hubsim.briefing.register import Register, register_of
from hubsim.charts.comparison import Comparison, compared
from hubsim.charts.grades import said_grades
from hubsim.charts.titles import same_cases
from hubsim.charts.turning import MOST, SCREENED, turning_table, turning_title
from hubsim.charts.view import Names, View
from hubsim.drafting.telling import by_file, told
from hubsim.plain import LIMITS, plural
from hubsim.study import Results, Study
from hubsim.study.answer import answer
from hubsim.study.interest import Interest
from hubsim.study.turning import FEW, SHORT, Turning, rivals_in
from hubsim.study.warned import warned

TITLE = "Which way of working gets a case to a decision soonest?"
NOT_TOLD = tuple(
    " ".join(each.split())
    for each in """
It is no forecast for any child or adult, and no judgement of any person or team: contacts, families
and staff are invented.

An interval says how sure the model's average is over many invented years, not how right the model
is.

Quality of judgement, relationships and what families live through are not in it, beyond what was
known when a decision was made.

Cost is time on duty of the hub's own posts. Premises, systems, and the change itself are in no
figure.

Nobody's hours, accountable and leading follow rules of the model. They say nothing about duties in
law.

Numbers graded as assumed or calibrated were not measured by anybody. Replace them with your own
before a decision rests on them.
""".strip().split("\n\n")
)
"""Limits of use."""
IN_SHORT = (
    ("heard", "What is known"),
    ("ledger", "Where the time goes"),
    ("people", "Who is overloaded"),
    ("mend", "Handoffs to mend first"),
    ("nobody", "Hours that are nobody’s"),
    ("cost", "Cost, and who pays"),
)
"""Panels whose findings stand on the first page, and what they are called there."""
NOT_IN_SHORT = (
    "It is no forecast for any child or adult. How well people judge and work together, and what "
    "the change itself costs, is not in it; more at the end"
)
IN_SHORT_RUNS = (
    f"From {FEW} runs of {SHORT.weeks} weeks: enough to see where to look, not to decide. Numbers "
    "without a range were not tried."
)
NOT_SCREENED = (
    "Nobody has looked. This briefing was made without a screening of its assumptions, so it does "
    "not say which of them could turn the choice"
)
ALIKE = "Nothing could: in these runs no model differs from the best one in this time"
ALONE = "There is no choice that could turn: no two models have a time to compare"
NO_RANGE = (
    "Nothing can be said: of the two best models, no number says in which range the truth may lie"
)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A section: a question, its answer, and the evidence.

    Parameters
    ----------
    question, finding, about : str
    table : DataFrame
        Text.
    chart : dict or None
        Vega-Lite.
    alt : str
        The chart in words.
    """

    question: str
    finding: str
    about: str
    table: pd.DataFrame
    chart: dict[str, Any] | None = None
    alt: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Briefing:
    """A briefing.

    Parameters
    ----------
    title, limits, shared, headline : str
        What is ``shared`` is in the names of all models.
    glance : DataFrame
        One line a model.
    glance_about : str
        What stands in it.
    in_short : tuple of (str, str)
        The first page: what is asked, and the finding.
    cautions : tuple of str
        What must be known before using it.
    models : DataFrame
        What each model is, and what its numbers rest on.
    points : tuple of str
        Each model's difference from the quickest.
    parts : tuple of Part
    turning : Part
        Which assumption could turn the choice.
    not_told : tuple of str
        Limits of use.
    made : tuple of str
        How it was made, so that it can be made again.
    warnings : tuple of str
        About the models.
    register : Register
        Every number.
    """

    title: str
    limits: str
    shared: str
    headline: str
    glance: pd.DataFrame
    glance_about: str
    in_short: tuple[tuple[str, str], ...]
    cautions: tuple[str, ...]
    models: pd.DataFrame
    points: tuple[str, ...]
    parts: tuple[Part, ...]
    turning: Part
    not_told: tuple[str, ...]
    made: tuple[str, ...]
    warnings: tuple[str, ...]
    register: Register

    @property
    def density(self) -> str:
        """How full the first page is, which is one page of paper: where it is, it is smaller."""
        texts = [self.headline, *self.cautions, *(said for _, said in self.in_short)]
        lines = sum(math.ceil(len(text) / LETTERS) for text in texts)
        for row in (list(self.glance.columns), *self.glance.to_numpy().tolist()):
            lines += max(math.ceil(len(str(cell)) / IN_CELL) for cell in row)
        return next((name for most, name in DENSITY if lines > most), "")


LETTERS, IN_CELL = 90, 17
"""Letters in a line of the first page, and in one of a cell of its table, about."""
DENSITY = ((56, "most"), (40, "much"))
"""Lines above which the first page is written smaller, and how."""


def briefing_of(
    study: Study, results: Results, view: View | None = None, screening: Turning | None = None
) -> Briefing:
    """Gather what a briefing says.

    Parameters
    ----------
    study : Study
        Of two designs or more.
    results : Results
        Of that study.
    view : View, optional
        Which times are told.
    screening : Turning, optional
        Of the two best designs.
    """
    view, names = view or View(), Names.of(study)
    said = compared(study, results, view)
    models = pd.DataFrame(
        {
            "Model": results.labels,
            "What it is": [design.file.hub.about or "–" for design in study.designs],
            "What its numbers rest on": [said_grades(design.file) for design in study.designs],
        }
    )
    parts = tuple(
        Part(each.question, each.title, each.about, each.table, each.chart, each.alt)
        for each in said.panels
    )
    times = same_cases(results, view)
    turning = (
        _turning(screening, names, times)
        if screening is not None
        else Part(TURNING, _not_screened(study, results, times), "", pd.DataFrame())
    )
    return Briefing(
        TITLE,
        f"Synthetic cases. {LIMITS}",
        said.shared,
        said.headline,
        said.glance,
        said.glance_about,
        tuple(_in_short(study, results, said, turning)),
        said.cautions,
        models,
        said.steps,
        parts,
        turning,
        NOT_TOLD,
        tuple(_made(study, results)),
        tuple(_warnings(study, results)),
        register_of(study),
    )


def _warnings(study: Study, results: Results) -> Iterator[str]:
    """Say what is odd in models and runs as pages do: by names, the code last."""
    hubs = by_file(each.file.source for each in study.designs)
    for who, problems in warned(study.designs, results.warnings):
        for each in problems:
            yield f"{f'{who}: ' if who else ''}{told(each, hubs.get(each.place.file))}"


def _in_short(
    study: Study, results: Results, said: Comparison, turning: Part
) -> Iterator[tuple[str, str]]:
    """Give the first page: a line for everything that a leader weighs."""
    length = study.length
    repeats = plural(results.replications, "replication")
    how = f"{repeats} of {length.weeks} weeks; every model meets the same cases"
    if not said.same_cases:
        how = f"{repeats} of {length.weeks} weeks"
    yield "How sure that is", f"{said.sure} {how}." if said.sure else f"{how}."
    found = {each.key: each.title for each in said.panels}
    for key, label in IN_SHORT:
        if key in found:
            yield label, f"{found[key]}."
    looked = f" {IN_SHORT_RUNS}" if len(turning.table) else ""
    yield "What could turn the choice", f"{turning.finding}.{looked}"
    yield "What this does not tell", f"{NOT_IN_SHORT}."


TURNING = "Which assumption could turn the choice?"


def _not_screened(study: Study, results: Results, times: View) -> str:
    """Say why nothing is said of what could turn the choice."""
    if rivals_in(study, results, times.times) is not None:
        return NOT_SCREENED
    found = answer(results, Interest(times.times))
    if len(found.known) < 2:
        return ALONE
    return ALIKE if found.alike else NO_RANGE


def _turning(screening: Turning, names: Names, times: View) -> Part:
    table = turning_table(screening, names)
    first, second = (
        names.models[each] for each in (screening.rivals.first, screening.rivals.second)
    )
    about = (
        f"A screening of the two quickest: each of {plural(len(table), 'number')} {SCREENED} "
        f"Difference: {second} minus {first}, {times.unit}, {times.who}, with its 95% interval; "
        "above zero, the first is quicker."
    )
    if len(table) > MOST:
        about += f" The {MOST} that move it most are told."
    return Part(TURNING, turning_title(screening, names), about, table.head(MOST))


def _made(study: Study, results: Results) -> list[str]:
    length = study.length
    hashes = {each["label"]: each["sha256"] for each in results.provenance["designs"]}
    return [
        (
            f"{length.weeks} weeks measured after {length.warm_up} weeks of warm-up that are not "
            f"counted; contacts go on for {length.run_off} weeks more, so that late cases end."
        ),
        (
            f"{results.replications} replications (independent repetitions), seed {study.seed}."
            + " Every model meets the same cases in every replication." * results.same_contacts
        ),
        f"hubsim {__version__}, rules version {SEMANTICS}.",
        *(
            f"{number}. {label}: content {hashes[label][:16]} (SHA-256)"
            + (f", changed: {'; '.join(design.applied)}" if design.applied else "")
            for number, (label, design) in enumerate(
                zip(results.labels, study.designs, strict=True), start=1
            )
        ),
        "The same files, seed and version give the same numbers.",
    ]
