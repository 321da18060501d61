"""What the lesson's numbers are: the ladder rung by rung, and what would turn its first step."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from hubsim.analysis import Difference, Estimate
from hubsim.models import read_model
from hubsim.shipped import find
from hubsim.spec.register import register
from hubsim.spec.scenario import read_scenario
from hubsim.spec.source import read_file
from hubsim.study import Length, Results, Study, designs_from, run_study
from hubsim.study.assumptions import Assumption, assumption_at
from hubsim.study.flipping import Flipped, Reach, flip
from hubsim.study.positions import Bench, Figure, Position, StoppedError

BASE, MOVED, WHOLE = "county_separate", "county_colocated", "county_integrated"
TIME = Figure("asked_hours_to_decision_mean")
HEARD = Figure("heard", "agency", "health")
WHEN_ASKED = Figure("heard_when_asked", "agency", "health")
ASKED = Figure("asked_share")
LESSON = Length(weeks=12, warm_up=6, run_off=4)
REPLICATIONS = 8
ENOUGH = Reach(-0.05, relative=True)
"""What moving desks alone would have to save for somebody to call it enough: a choice of the
lesson's, said where it is used."""
EMAIL = "working_together.channels.e-mail.takes"
RANGE = ("10 min", "120 min")
"""In which the lesson looks: from an inbox that is watched to one that is opened twice a day."""
LESSON_MEASURES = (
    *(each.measure for each in (TIME, HEARD, WHEN_ASKED, ASKED)), "backlog_growth", "open_cases",
)  # fmt: skip

LOOKS = 9
"""Values of the assumption that are looked at, about."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder, all those before it taken.

    Parameters
    ----------
    name, about : str
        As its scenario says.
    time, heard : Estimate
        Hub working hours to decision where partners were asked; share of decisions with health
        heard, asked or not.
    when_asked, asked : Estimate
        Share of those before which health was asked with health heard; share of cases about which
        partners were asked.
    step : Difference
        Of time, against the rung before.
    whole : Difference
        Of time, against the hub as it was.
    heard_step, heard_whole : Difference
        Of health heard, likewise.
    """

    name: str
    about: str
    time: Estimate
    heard: Estimate
    when_asked: Estimate
    asked: Estimate
    step: Difference
    whole: Difference
    heard_step: Difference
    heard_whole: Difference


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Everything that the lesson says in numbers.

    Parameters
    ----------
    rungs : tuple of Rung
        First the hub as it is, then each step of the ladder; the first step moves desks.
    flipped : Flipped
        How long an e-mail would have to lie for the first step to be enough.
    study : Study
    results : Results
    assumed : tuple of (str, str, str)
        What the first step rests on: what it is called, what is written, its grade.
    """

    rungs: tuple[Rung, ...]
    flipped: Flipped
    study: Study
    results: Results
    assumed: tuple[tuple[str, str, str], ...]


@cache
def ladder() -> tuple[str, ...]:
    """Name the scenarios of the ladder, in the order of the integrated model's file."""
    return tuple(read_file(find(WHOLE, "models")).data["with"])


def ladder_study(length: Length = LESSON, replications: int = REPLICATIONS, seed: int = 1) -> Study:
    """Make the study of all rungs: the separate county, and each step with those before it."""
    steps = ladder()
    models = ["+".join((BASE, *steps[:number])) for number in range(len(steps) + 1)]
    designs = designs_from(models, length=length)
    named = [replace(each, label=f"rung {number}") for number, each in enumerate(designs)]
    return Study(tuple(named), length, replications, seed)


def flip_bench(study: Study, **how: Any) -> Bench:
    """Make the bench on which the first step is tried: as long as the study, on the same cases."""
    return Bench(study.length, study.replications, study.seed, **how)


def patience() -> Assumption:
    """Give the assumption that is moved: how long an e-mail lies until it is opened."""
    return assumption_at(read_model(BASE), EMAIL, *RANGE)


def tried(bench: Bench, progress: Progress | None = None) -> Flipped:
    """Find how long an e-mail would have to lie for moving desks alone to be enough."""
    return flip(
        Position(BASE), Position(MOVED), patience(), bench,
        figure=TIME, reach=ENOUGH, tolerance=10, steps=3, progress=progress,
    )  # fmt: skip


def course_run(
    study: Study,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    executor: Executor | None = None,
) -> Course:
    """Run everything that the lesson says in numbers.

    Parameters
    ----------
    study : Study
        From `ladder_study`.
    progress : callable, optional
        Told how many parts are done, and of how many, about.
    cancelled : callable, optional
        Asked whether to stop.
    executor : Executor, optional
        Where runs are done.

    Raises
    ------
    StoppedError
        When somebody did not want to wait any longer.
    RunError
        When a run had to stop.
    """
    first = len(study.designs) * study.replications
    later = 2 * LOOKS * study.replications

    def told(done: int, of: int, before: int) -> None:
        if progress is not None:
            progress(before + round(done / of * (later if before else first)), first + later)

    results = run_study(
        study, measures=LESSON_MEASURES, cancelled=cancelled, executor=executor,
        progress=lambda done, of: told(done, of, 0),
    )  # fmt: skip
    if results.missing:
        raise StoppedError("somebody stopped it")
    bench = flip_bench(study, cancelled=cancelled, run=partial(run_study, executor=executor))
    return course_from(study, results, tried(bench, lambda done, of: told(done, of, first)))


def course_from(study: Study, results: Results, flipped: Flipped) -> Course:
    """Gather the lesson's numbers.

    Parameters
    ----------
    study : Study
        From `ladder_study`.
    results : Results
        Of it.
    flipped : Flipped
        From `tried`.
    """
    scenarios = [read_scenario(find(name, "scenarios")) for name in ladder()]
    texts = [("Agencies apart", study.designs[0].file.hub.about)]
    texts += [(each.name, each.about) for each in scenarios]
    labels = [design.label for design in study.designs]
    rungs = []
    for number, (label, (name, about)) in enumerate(zip(labels, texts, strict=True)):
        before = labels[max(0, number - 1)]
        figures = (TIME, HEARD, WHEN_ASKED, ASKED)
        time, heard, when_asked, asked = (results.estimate(label, *_row(f)) for f in figures)
        rungs.append(Rung(
            name, about,
            time, heard, when_asked, asked,
            results.difference(before, label, *_row(TIME)),
            results.difference(labels[0], label, *_row(TIME)),
            results.difference(before, label, *_row(HEARD)),
            results.difference(labels[0], label, *_row(HEARD)),
        ))  # fmt: skip
    return Course(tuple(rungs), flipped, study, results, _assumed(study))


def _row(figure: Figure) -> tuple[str, str, str]:
    return figure.measure, figure.by, figure.group


def _assumed(study: Study) -> tuple[tuple[str, str, str], ...]:
    """What a seat does rests on these numbers: ties, and when people have a word."""
    wanted = ("working_together.ties", "working_together.channels.spoken.used", EMAIL)
    file = study.designs[0].file
    return tuple(
        (file.hub.called(entry.path), _shapeless(entry.text), entry.grade or "not said")
        for entry in register(file)
        if entry.path.startswith(wanted)
    )


def _shapeless(text: str) -> str:
    """Say a distribution by its times, not by the shape between them."""
    parts = (part.replace("_", " ") for part in text.split(", "))
    return ", ".join(part for part in parts if not part.startswith("shape "))


__all__ = [
    "BASE", "EMAIL", "ENOUGH", "HEARD", "MOVED", "TIME", "WHOLE", "Course", "Rung", "course_from",
    "course_run", "flip_bench", "ladder", "ladder_study", "patience", "tried",
]  # fmt: skip
