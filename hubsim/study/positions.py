"""What analyses look at: hubs that differ by changes, run on the same cases, as arrays of values.

An analysis decides which hubs it wants to see and what follows from their values; it neither runs
nor measures. That is what lets each of them be tried on functions whose answers are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np

from hubsim.errors import InputError, Place, Problem, RunError, did_you_mean
from hubsim.measures import MEASURES
from hubsim.models import read_models
from hubsim.spec.contacts import read_contacts
from hubsim.spec.places import Source
from hubsim.spec.read import HubFile
from hubsim.spec.scenario import Change
from hubsim.spec.waiting import with_waiting
from hubsim.study.design import Design, Length, Study
from hubsim.study.interest import ALL, parted
from hubsim.study.resting import Resting
from hubsim.study.results import Results
from hubsim.study.runner import run_study

Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
Progress: TypeAlias = Callable[[int, int], None]
Cancelled: TypeAlias = Callable[[], bool]

USUAL = ("asked_hours_to_decision_mean", "hours_to_decision_mean")
"""The figure of time looked at if nobody names one: the first of which a hub has any."""

SETTLING = ("backlog_growth", "open_cases")
"""Measured always: they say whether a hub settles."""


class StoppedError(RunError):
    """Somebody did not want to wait any longer."""


@dataclass(frozen=True, slots=True)
class Position:
    """One hub that is looked at.

    Parameters
    ----------
    model : str or Source
        A file, or the name of a shipped model; or what has been read already.
    changes : tuple of Change
        Made to it, in this order.
    """

    model: str | Source
    changes: tuple[Change, ...] = ()

    def with_changes(self, *more: Change) -> Position:
        """The same hub, changed further."""
        return replace(self, changes=(*self.changes, *more))


@dataclass(frozen=True, slots=True, order=True)
class Figure:
    """One number that a run gives: a measure, by what it is grouped, and the group."""

    measure: str
    by: str = "all"
    group: str = "all"

    @property
    def label(self) -> str:
        """What people read."""
        said = MEASURES[self.measure].label if self.measure in MEASURES else self.measure
        return said if self.by == "all" else f"{said}: {self.group}"

    @property
    def unit(self) -> str:
        """Of its values."""
        return MEASURES[self.measure].unit if self.measure in MEASURES else ""

    @property
    def better(self) -> str:
        """``lower``, ``higher`` or empty."""
        return MEASURES[self.measure].better if self.measure in MEASURES else ""

    @property
    def share(self) -> bool:
        """Whether it is a share of something, told in per cent."""
        return self.unit.startswith("share")


ANY = ""
"""By what a figure is grouped that was named without saying so."""


def figure_from(text: str) -> Figure:
    """Read a figure as given to ``--measure``: a measure, or ``heard/health``.

    Raises
    ------
    InputError
        For a measure that does not exist.
    """
    measure, group = parted(text)
    if measure not in MEASURES:
        help = did_you_mean(measure[:60], list(MEASURES), "measures (hubsim measures)")
        problem = Problem("E406", f'"{measure[:60]}" is no measure', Place("--measure"), help)
        raise InputError([problem])
    return Figure(measure) if group == ALL else Figure(measure, ANY, group)


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """Values of several hubs by replication.

    Parameters
    ----------
    found : mapping of Figure to Floats
        Shape (hubs, replications); NaN where there was nothing to average, or where it would be an
        average over a queue that never settles.
    unsettled : tuple of str
        Why each hub does not settle; empty where it does.
    loads : tuple of mapping
        Offered load by role over a year, for each hub.
    """

    found: Mapping[Figure, Floats]
    unsettled: tuple[str, ...]
    loads: tuple[Mapping[str, float], ...] = ()

    def of(self, figure: Figure) -> Floats:
        """Values of one figure, shape (hubs, replications)."""
        return self.found[figure]

    def asked(self, figures: Sequence[Figure]) -> list[Figure]:
        """Find what was asked for among the values; the usual figure of time if nothing was.

        Raises
        ------
        InputError
            Where no hub has such a group.
        """
        return [self._named(figure) for figure in figures] or [usual_in(self)]

    def _named(self, figure: Figure) -> Figure:
        mine = [f for f in self.found if f.measure == figure.measure]
        for known in mine:
            if figure in (known, Figure(known.measure, ANY, known.group)):
                return known
        help = did_you_mean(figure.group[:60], [f.group for f in mine], "groups")
        message = f'{figure.measure}: no design has a group "{figure.group[:60]}"'
        raise InputError([Problem("E406", message, Place("--measure"), help)])

    def groups(self, measure: str, by: str) -> list[str]:
        """Groups of a measure, in order of appearance."""
        return [f.group for f in self.found if (f.measure, f.by) == (measure, by)]


class Evaluate(Protocol):
    """Whatever gives values for positions: a bench that runs hubs, or a function in a test."""

    def __call__(
        self,
        positions: Sequence[Position],
        measures: Sequence[str],
        progress: Progress | None = None,
    ) -> Values:
        """Give the values of all groups of these measures, for each position."""


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """Runs positions: for how long, how often, on which cases, and where.

    Parameters
    ----------
    length : Length
    replications : int
        Every position meets the same cases in replication 0, 1, 2, …
    seed : int
    run : callable
        As `run_study`; bind its executor to run elsewhere.
    cancelled : callable, optional
        Asked several times a second; True ends the analysis.
    contacts, waiting : Path, optional
        As of `designs_from`.
    these_weeks : bool
        Whether to give what happens in these weeks also where a queue never settles, though it
        depends on how long one looks.
    at_once : int
        Positions in one study: their draws are shared, and their programs are in memory.
    """

    length: Length
    replications: int = 20
    seed: int = 1
    run: Callable[..., Results] = run_study
    cancelled: Cancelled | None = None
    contacts: Path | None = None
    waiting: Path | None = None
    these_weeks: bool = False
    at_once: int = 64

    def __call__(
        self,
        positions: Sequence[Position],
        measures: Sequence[str],
        progress: Progress | None = None,
    ) -> Values:
        """Run every position, and give the values of all groups of these measures.

        Raises
        ------
        InputError
            For changes that do not fit, with every problem of every position.
        RunError
            When a run had to stop, or `StoppedError` when somebody wanted it.
        """
        wanted = tuple(dict.fromkeys((*measures, *SETTLING)))
        files = [Resting(file) for file in _read(positions)]
        found = _Found(len(files), self.replications, self.these_weeks)
        for first in range(0, len(files), self.at_once):
            some = enumerate(files[first : first + self.at_once], first)
            designs = tuple(self._design(file(), str(number)) for number, file in some)
            study = Study(designs, self.length, self.replications, self.seed)
            told = _telling(progress, first * self.replications, len(files) * self.replications)
            results = self.run(study, measures=wanted, progress=told, cancelled=self.cancelled)
            if results.missing:
                raise StoppedError("somebody stopped it")
            found.add(study, results)
        return found.values()

    def _design(self, file: HubFile, label: str) -> Design:
        if self.cancelled is not None and self.cancelled():  # making many ready takes its time
            raise StoppedError("somebody stopped it")
        if self.waiting is not None:
            file = replace(file, hub=with_waiting(file.hub, self.waiting))
        rows = read_contacts(self.contacts, file.hub) if self.contacts is not None else None
        return Design.of(file, self.length, label, rows)

    def study(self, positions: Sequence[Position], labels: Sequence[str] = ()) -> Study:
        """Give a study of some positions, to be described; nothing is run."""
        files = files_of(positions)
        told = labels or [file.hub.name for file in files]
        designs = tuple(self._design(f, label) for f, label in zip(files, told, strict=True))
        return Study(designs, self.length, self.replications, self.seed)


def _telling(progress: Progress | None, before: int, of: int) -> Progress | None:
    """Tell progress of one study as that of all."""
    if progress is None:
        return None
    told = progress
    return lambda done, _: told(before + done, of)


def files_of(positions: Sequence[Position]) -> list[HubFile]:
    """Read the hubs at some positions, each model once.

    Raises
    ------
    InputError
        With every problem of every position, each said once.
    """
    return list(_read(positions))


def _read(positions: Sequence[Position]) -> Iterator[HubFile]:
    return read_models((position.model, position.changes) for position in positions)


class _Found:
    """Values gathered from studies of some positions each, which nobody keeps."""

    def __init__(self, size: int, replications: int, these_weeks: bool) -> None:
        self._shape, self._these_weeks = (size, replications), these_weeks
        self._found: dict[Figure, Floats] = {}
        self._unsettled, self._loads = list[str](), list[Mapping[str, float]]()

    def add(self, study: Study, results: Results) -> None:
        """Take the values of the positions that follow, named by their number."""
        for design in study.designs:
            self._unsettled.append(results.unsettled.get(design.label, ""))
            self._loads.append(design.year_loads)
        shown = replace(results, unsettled={}) if self._these_weeks else results
        for label in results.labels:
            for measure, by, group, _ in results.kept.called(label):
                figure = Figure(measure, by, group)
                if figure not in self._found:
                    self._found[figure] = np.full(self._shape, np.nan)
                self._found[figure][int(label)] = shown.values(label, measure, by, group)

    def values(self) -> Values:
        """Give all of them."""
        return Values(self._found, tuple(self._unsettled), tuple(self._loads))


def beside(values: Values, figure: Figure) -> Figure | None:
    """Give how often the agency that matters most was heard, to stand beside a figure of time.

    Time and what is known are never told apart: the quickest way to decide is to ask nobody.

    Parameters
    ----------
    values : Values
        With the measure ``heard``.
    figure : Figure
        All cases, or one rating.
    """
    agencies = values.groups("heard", "agency")
    if not agencies or figure.measure == "heard":
        return None
    if figure.by != "rating":
        return Figure("heard", "agency", agencies[0])
    rated = Figure("heard", "agency and rating", f"{agencies[0]}: {figure.group}")
    return rated if rated in values.found else None


def voice_of(heard: Figure | None) -> str:
    """Name the agency of a figure that `beside` gives; empty if there is none."""
    return heard.group.split(":")[0] if heard is not None else ""


def usual_in(values: Values) -> Figure:
    """Give the usual figure of time: of the cases about which partners were asked, if any were."""
    for name in USUAL:
        figure = Figure(name)
        if figure in values.found and not np.isnan(values.of(figure)).all():
            return figure
    return Figure(USUAL[-1])


def looked_at(
    evaluate: Evaluate,
    positions: Sequence[Position],
    figure: Figure | None,
    progress: Progress | None = None,
    *more: str,
) -> tuple[Values, Figure, Figure | None]:
    """Look at positions by one figure, and at who was heard, so that no time is told alone.

    Parameters
    ----------
    evaluate : Evaluate
    positions : sequence of Position
    figure : Figure, optional
        The usual figure of time if left out.
    progress : callable, optional
    *more : str
        Further measures.

    Returns
    -------
    Values
    Figure
        The one that was asked for, as it stands among them.
    Figure or None
        As of `beside`.
    """
    names = USUAL if figure is None else (figure.measure,)
    values = evaluate(positions, (*names, "heard", *more), progress)
    (found,) = values.asked([] if figure is None else [figure])
    return values, found, beside(values, found)
