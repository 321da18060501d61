"""What is compared: hubs with their scenarios, for how long, how often, with which seed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hubsim.analysis import Cut, Estimate
from hubsim.changes import changes_from
from hubsim.errors import InputError, Place, Problem
from hubsim.hours import Clock
from hubsim.measures.traces import Window
from hubsim.models import read_models
from hubsim.program import Program, lower
from hubsim.spec.contacts import Contacts, read_contacts
from hubsim.spec.hub import Hub
from hubsim.spec.places import Source
from hubsim.spec.read import HubFile
from hubsim.spec.scenario import Change
from hubsim.spec.study import Choose, Horizon, Until
from hubsim.spec.waiting import with_waiting
from hubsim.structure import load_problems, offered_load, year_loads
from hubsim.structure.visits import cases_of, visits_of
from hubsim.study.left_out import crowded, missed_surges, not_covered
from hubsim.study.resting import Resting


@dataclass(frozen=True, slots=True)
class Length:
    """How long a run is, in whole weeks from the hub's first day.

    Parameters
    ----------
    weeks : int
        Measured: cases that arrive in them are observed.
    warm_up : int
        Before them, left out: the hub starts empty.
    run_off : int
        After them: contacts go on coming while the last measured cases are decided.
    """

    weeks: int = 52
    warm_up: int = 8
    run_off: int = 4

    def __post_init__(self) -> None:
        """Refuse a run without anything to measure."""
        for name, least in (("weeks", 1), ("warm_up", 0), ("run_off", 0)):
            value = getattr(self, name)
            if value < least:
                what = name.replace("_", "-")
                place = Place(f"--{what}")
                message = f"{what} is {value}, and the smallest allowed is {least}"
                raise InputError(
                    [Problem("E401", message, place, f"write --{what} {least} or more")]
                )
        if self.weeks + self.warm_up + self.run_off > 1100:
            help = "use more replications instead of longer runs"
            raise InputError([Problem("E401", "a run of over 20 years", Place("--weeks"), help)])

    @property
    def period(self) -> str:
        """What one replication is called: a year, or a period where it measures no whole one."""
        return "year" if 50 <= self.weeks <= 54 else "period"

    def window(self, hub: Hub) -> tuple[Window, int]:
        """Give the measured window and the horizon in seconds, from local midnight to midnight."""
        clock = clock_of(hub)

        def after(weeks: int) -> int:
            day = hub.calendar.starts + dt.timedelta(weeks=weeks)
            return clock.second(dt.datetime.combine(day, dt.time()))

        stop = self.warm_up + self.weeks
        return Window(after(self.warm_up), after(stop)), after(stop + self.run_off)


@dataclass(frozen=True, eq=False)
class Plan:
    """What of a design is executed, wherever that is."""

    program: Program
    window: Window
    contacts: Contacts | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """One thing that is run: a hub with changes, lowered.

    Parameters
    ----------
    label : str
        Shown to people; unique in a study.
    read : Resting of HubFile
        The hub as resolved, with its warnings.
    plan : Resting of Plan
        What of it is executed.
    warnings : tuple of Problem
        Of reading and of load.
    loads : mapping of str to float
        Offered load by role over the measured time.
    """

    label: str
    read: Resting[HubFile]
    plan: Resting[Plan]
    warnings: tuple[Problem, ...]
    loads: dict[str, float]
    year_loads: dict[str, float]
    """Offered load by role over an ordinary year, without dated surges; of real contacts, whose
    year nobody knows, none."""
    applied: tuple[str, ...] = ()
    """Scenarios and settings that were applied, in words."""
    tables: tuple[tuple[str, str, str], ...] = ()
    """CSV files it was run with: ``contacts`` or ``waiting``, the file's name, its SHA-256."""

    @property
    def file(self) -> HubFile:
        """The hub as resolved, with its warnings."""
        return self.read()

    @property
    def program(self) -> Program:
        """The hub as it is executed."""
        return self.plan().program

    @property
    def window(self) -> Window:
        """What is measured."""
        return self.plan().window

    @property
    def contacts(self) -> Contacts | None:
        """Real contacts, instead of drawn ones."""
        return self.plan().contacts

    @property
    def usual_loads(self) -> dict[str, float]:
        """Offered load by role over a year; of real contacts over the measured time."""
        return self.year_loads or self.loads

    @property
    def overload(self) -> float:
        """Highest offered load of any role over a year; 1 and above never settles."""
        return max(self.year_loads.values(), default=0.0)

    def lasting(self, length: Length) -> Design:
        """Give the same design for another length of run."""
        other = Design.of(self.file, length, self.label, self.contacts)
        return replace(other, applied=self.applied, tables=self.tables)

    @staticmethod
    def of(
        file: HubFile, length: Length, label: str = "", contacts: Contacts | None = None
    ) -> Design:
        """Lower a hub for a run of some length."""
        window, horizon = length.window(file.hub)
        program = lower(file.hub, horizon)
        span = window.start, window.stop
        if contacts is None:
            offered, year = offered_load(program, *span), year_loads(file.hub, program)
            warnings = (
                *load_problems(year, file.source),
                *missed_surges(file, clock_of(file.hub), window),
            )
        else:
            visits = visits_of(program, cases_of(program, contacts, *span), *span)
            offered, year = offered_load(program, *span, visits), dict[str, float]()
            warnings = (*contacts.warnings, *not_covered(contacts, program, window))
        loads = {each.role: each.load for each in offered}
        name = label or file.hub.name
        warnings = (*file.warnings, *warnings, *crowded(file, loads, year))
        plan = Plan(program, window, contacts)
        return Design(name, Resting(file), Resting(plan), warnings, loads, year)


@dataclass(frozen=True, slots=True, eq=False)
class Warming:
    """How one thing went from an empty hub on, in one design.

    Parameters
    ----------
    design, measure : str
    days : tuple of str
        On which the hub is open.
    mean : NDArray[np.float64]
        Mean over replications by day, NaN where there was nothing; shape (n_days,).
    cut : Cut
        What MSER-5 would leave out.
    moved : Estimate
        The mean after twice the cut less that after the cut, by replication: whether leaving out
        twice as much would change anything. Of a cut beyond half of the days, where twice as much
        is more than there is, the mean of the second half less that of the first.
    """

    design: str
    measure: str
    days: tuple[str, ...]
    mean: NDArray[np.float64]
    cut: Cut
    moved: Estimate

    @property
    def seen(self) -> bool:
        """Whether a beginning can be told from chance, or told to be none.

        In a quiet hub the cut lies anywhere: beyond half of the days, though one half is as the
        other. Where cases are very rare there is none at all.
        """
        alike = not self.moved.known or self.moved.low <= 0 <= self.moved.high
        return bool(np.isfinite(self.cut.statistic).any()) and not (self.cut.rejected and alike)

    @property
    def left_out(self) -> int:
        """Days to leave out."""
        return self.cut.observations if self.seen else 0


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """Designs that meet the same cases in every replication.

    Parameters
    ----------
    designs : tuple of Design
    length : Length
    replications : int
        Independent repetitions ("years"); 0, 1, 2, … in every design.
    seed : int
    horizon : str
        What the answer is about: these weeks (terminating), or the long run (steady state).
    until : Until, Choose or None
        Replications are added until an answer is precise, or until the best design is chosen.
    find_warm_up : bool
        Whether the warm-up is to be found from the runs themselves.
    interest : tuple of str
        Measures told first and tested together, as ``measure`` or ``measure/group``.
    name : str
        Of the study, shown to people; empty for one that stands in no file.
    notes : tuple of str
        What was decided on the way and must be told beside the results.
    warming : tuple of Warming
        How each series went from an empty hub on, where the warm-up was looked for.
    """

    designs: tuple[Design, ...]
    length: Length
    replications: int = 20
    seed: int = 1
    horizon: Horizon = "these weeks"
    until: Until | Choose | None = None
    find_warm_up: bool = False
    interest: tuple[str, ...] = ()
    name: str = ""
    notes: tuple[str, ...] = ()
    warming: tuple[Warming, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a study that repeats nothing."""
        if self.replications < 1:
            message = f"{self.replications} replications show nothing"
            raise InputError([Problem("E402", message, Place("--replications"), "write 1 or more")])

    def hubs_with(self, section: str, name: str) -> list[Hub]:
        """Give the hubs that have something of this name in a section; not every hub need."""
        hubs = [design.file.hub for design in self.designs]
        return [hub for hub in hubs if name in getattr(hub, section)]

    def label(self, section: str, name: str) -> str:
        """The name shown to people of what some hubs have; where they differ, each of them."""
        said = [hub.label(section, name) for hub in self.hubs_with(section, name)]
        return " / ".join(dict.fromkeys(said))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A design as somebody names it.

    Parameters
    ----------
    model : str or Source
        A file, or the name of a shipped model; or what has been read already.
    changes : tuple of Change
        Of scenarios and settings, in order.
    applied : tuple of str
        The same in words.
    label : str
        A name of its own, if it has one.
    """

    model: str | Source
    changes: tuple[Change, ...] = ()
    applied: tuple[str, ...] = ()
    label: str = ""


def designs_from(
    models: Sequence[str | Source],
    *,
    scenarios: Iterable[str] = (),
    settings: Iterable[str] = (),
    circumstances: Iterable[str] = (),
    length: Length,
    contacts: Path | None = None,
    waiting: Path | None = None,
    do_nothing: bool = False,
) -> tuple[Design, ...]:
    """Read models, apply scenarios and settings to each, lower them.

    Parameters
    ----------
    models : sequence of str or Source
        Files, or names of shipped models; or what has been read already.
    scenarios : iterable of str
        Files, or names of shipped scenarios, applied in order.
    settings : iterable of str
        As given to ``--set``, applied last.
    circumstances : iterable of str
        Scenarios that hold for every design, also for doing nothing; applied first.
    length : Length
    contacts : Path, optional
        A CSV of real contacts, for every model.
    waiting : Path, optional
        A CSV of what is waiting when the simulated time begins, for every model.
    do_nothing : bool
        Where something is changed, give the first model as it is too, before the others.

    Raises
    ------
    InputError
        With every problem of every file.
    """
    problems: list[Problem] = []
    always, held = changes_from(circumstances, (), problems)
    changes, applied = changes_from(scenarios, settings, problems)
    wanted = [Wanted(model, (*always, *changes), (*held, *applied)) for model in models]
    if do_nothing and applied:
        wanted.insert(0, Wanted(models[0], tuple(always), tuple(held)))
    return lowered(wanted, length, contacts=contacts, waiting=waiting, problems=problems)


def lowered(
    wanted: Sequence[Wanted],
    length: Length,
    *,
    contacts: Path | None = None,
    waiting: Path | None = None,
    problems: Iterable[Problem] = (),
) -> tuple[Design, ...]:
    """Read and lower designs.

    Parameters
    ----------
    wanted : sequence of Wanted
    length : Length
    contacts, waiting : Path, optional
        CSVs for every design.
    problems : iterable of Problem
        Found already; told with the others.

    Raises
    ------
    InputError
        With every problem of every file.
    """
    wrong, designs = dict.fromkeys(problems), list[Design]()
    try:
        for file in read_models((each.model, each.changes) for each in wanted):
            try:
                real = read_contacts(contacts, file.hub) if contacts is not None else None
                hub = with_waiting(file.hub, waiting) if waiting is not None else file.hub
            except InputError as error:
                wrong |= dict.fromkeys(error.problems)
            if not wrong:
                designs.append(Design.of(replace(file, hub=hub), length, contacts=real))
    except InputError as error:
        wrong |= dict.fromkeys(error.problems)
    if wrong:
        raise InputError(list(wrong))
    named = [each.label or design.label for each, design in zip(wanted, designs, strict=True)]
    given = {"contacts": contacts, "waiting": waiting}
    tables = tuple((what, p.name, sha256(p)) for what, p in given.items() if p is not None)
    return tuple(
        replace(design, label=label, applied=each.applied, tables=tables)
        for design, label, each in zip(designs, _unique(named, wanted), wanted, strict=True)
    )


def sha256(file: Path) -> str:
    """SHA-256 of a file, as hexadecimal digits."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def clock_of(hub: Hub) -> Clock:
    """Local time of a hub."""
    return Clock(hub.calendar.timezone, hub.calendar.starts)


def _unique(labels: Sequence[str], wanted: Sequence[Wanted]) -> list[str]:
    """Tell designs of the same name apart by what was changed, else by their file."""
    if len(set(labels)) == len(labels):
        return list(labels)
    changed = {each.applied for each in wanted}
    held = min(changed, key=len)
    found = []
    for label, each in zip(labels, wanted, strict=True):
        own = [told for told in each.applied if told not in held]
        if len(changed) > 1 and not each.label:
            label += f", with {', '.join(own)}" if own else AS_IT_IS  # noqa: PLW2901 - its end
        found.append(label)
    found = [
        f"{a} ({Path(b.model if isinstance(b.model, str) else b.model.file).stem})"
        if found.count(a) > 1
        else a
        for a, b in zip(found, wanted, strict=True)
    ]
    return [f"{t} #{n + 1}" if found.count(t) > 1 else t for n, t in enumerate(found)]


AS_IT_IS = ", as it is"
