"""What a briefing says, whatever it is written as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from hubsim import SEMANTICS, __version__
from hubsim.charts.comparison import compared
from hubsim.charts.grades import said_grades
from hubsim.charts.view import View
from hubsim.plain import LIMITS
from hubsim.spec.register import register
from hubsim.study import Results, Study

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
    title, limits, headline : str
    glance : DataFrame
        One line a model.
    models : DataFrame
        What each model is, and what its numbers rest on.
    points, cautions : tuple of str
        What carries the headline; what must be known before using it.
    parts : tuple of Part
    not_told : tuple of str
        Limits of use.
    numbers : DataFrame
        The register of assumptions.
    made : tuple of str
        How it was made, so that it can be made again.
    warnings : tuple of str
        About the models.
    """

    title: str
    limits: str
    headline: str
    glance: pd.DataFrame
    models: pd.DataFrame
    points: tuple[str, ...]
    cautions: tuple[str, ...]
    parts: tuple[Part, ...]
    not_told: tuple[str, ...]
    numbers: pd.DataFrame
    made: tuple[str, ...]
    warnings: tuple[str, ...]


def briefing_of(study: Study, results: Results, view: View | None = None) -> Briefing:
    """Gather what a briefing says.

    Parameters
    ----------
    study : Study
        Of two designs or more.
    results : Results
        Of that study.
    view : View, optional
        Which times are told.
    """
    said = compared(study, results, view or View())
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
    return Briefing(
        TITLE,
        f"Synthetic cases. {LIMITS}",
        said.headline,
        said.glance,
        models,
        said.steps,
        said.cautions,
        parts,
        NOT_TOLD,
        numbers_of(study),
        tuple(_made(study, results)),
        tuple(f"{warning.code}: {warning.message}" for warning in results.warnings),
    )


def numbers_of(study: Study) -> pd.DataFrame:
    """List every number behind the models once, with what it rests on and which models have it."""
    found: dict[tuple[str, ...], list[int]] = {}
    for place, design in enumerate(study.designs, start=1):
        for entry in register(design.file):
            within = f"{entry.low} to {entry.high}" if entry.ranged else ""
            source = entry.source or "nobody says"
            row = (entry.path, entry.text, within, entry.grade, source)
            found.setdefault(row, []).append(place)
    every = len(study.designs)
    rows = [
        (*row, "all" if len(places) == every else ", ".join(map(str, places)))
        for row, places in sorted(found.items(), key=lambda item: item[0][0])
    ]
    columns = ["Number", "As written", "May lie", "Rests on", "Source", "Models"]
    return pd.DataFrame(rows, columns=columns)


def _made(study: Study, results: Results) -> list[str]:
    length = study.length
    hashes = {each["label"]: each["sha256"] for each in results.provenance["designs"]}
    return [
        (
            f"{length.weeks} weeks measured after {length.warm_up} weeks of warm-up that are not "
            f"counted; contacts go on for {length.run_off} weeks more, so that late cases end."
        ),
        (
            f"{results.replications} replications (independent repetitions), seed {study.seed}. "
            "Every model meets the same cases in every replication."
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
