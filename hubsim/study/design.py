"""What is compared: hubs with their scenarios, for how long, how often, with which seed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hubsim.changes import changes_from
from hubsim.errors import InputError, Place, Problem
from hubsim.hours import Clock
from hubsim.measures.traces import Window
from hubsim.program import Program, lower
from hubsim.shipped import find
from hubsim.spec.contacts import Contacts, read_contacts
from hubsim.spec.hub import Hub
from hubsim.spec.read import HubFile, read_hub
from hubsim.structure import load_problems, offered_load


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

    def window(self, hub: Hub) -> tuple[Window, int]:
        """Give the measured window and the horizon in seconds, from local midnight to midnight."""
        clock = Clock(hub.calendar.timezone, hub.calendar.starts)

        def after(weeks: int) -> int:
            day = hub.calendar.starts + dt.timedelta(weeks=weeks)
            return clock.second(dt.datetime.combine(day, dt.time()))

        stop = self.warm_up + self.weeks
        return Window(after(self.warm_up), after(stop)), after(stop + self.run_off)


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """One thing that is run: a hub with changes, lowered.

    Parameters
    ----------
    label : str
        Shown to people; unique in a study.
    file : HubFile
        The hub as resolved, with its warnings.
    program : Program
    window : Window
        What is measured.
    warnings : tuple of Problem
        Of reading and of load.
    loads : mapping of str to float
        Offered load by role over the measured time.
    """

    label: str
    file: HubFile
    program: Program
    window: Window
    warnings: tuple[Problem, ...]
    loads: dict[str, float]
    contacts: Contacts | None = None
    """Real contacts, instead of drawn ones."""

    @property
    def overload(self) -> float:
        """Highest offered load of any role; 1 and above never settles."""
        return max(self.loads.values(), default=0.0)

    @staticmethod
    def of(
        file: HubFile, length: Length, label: str = "", contacts: Contacts | None = None
    ) -> Design:
        """Lower a hub for a run of some length."""
        window, horizon = length.window(file.hub)
        program = lower(file.hub, horizon)
        told = contacts.warnings if contacts is not None else ()
        warnings = (*file.warnings, *load_problems(program, file.source), *told)
        loads = {each.role: each.load for each in offered_load(program, window.start, window.stop)}
        name = label or file.hub.name
        return Design(name, file, program, window, warnings, loads, contacts)


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
    """

    designs: tuple[Design, ...]
    length: Length
    replications: int = 20
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse a study that repeats nothing."""
        if self.replications < 1:
            message = f"{self.replications} replications show nothing"
            raise InputError([Problem("E402", message, Place("--replications"), "write 1 or more")])


def designs_from(
    models: Sequence[str],
    *,
    scenarios: Iterable[str] = (),
    settings: Iterable[str] = (),
    length: Length,
    contacts: Path | None = None,
) -> tuple[Design, ...]:
    """Read models, apply scenarios and settings to each, lower them.

    Parameters
    ----------
    models : sequence of str
        Files, or names of shipped models.
    scenarios : iterable of str
        Files, or names of shipped scenarios, applied in order.
    settings : iterable of str
        As given to ``--set``, applied last.
    length : Length
    contacts : Path, optional
        A CSV of real contacts, for every model.

    Raises
    ------
    InputError
        With every problem of every file.
    """
    problems: list[Problem] = []
    changes = changes_from(scenarios, settings, problems)
    files = []
    for name in models:
        try:
            files.append(read_hub(find(name, "models"), changes))
        except InputError as error:
            problems += error.problems
    real: list[Contacts | None] = [None] * len(files)
    if contacts is not None and not problems:
        try:
            real = [read_contacts(contacts, file.hub) for file in files]
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    labels = _unique([file.hub.name for file in files], models)
    told = zip(files, labels, real, strict=True)
    return tuple(Design.of(file, length, label, rows) for file, label, rows in told)


def _unique(labels: Sequence[str], models: Sequence[str]) -> list[str]:
    """Tell designs of the same name apart by their file."""
    if len(set(labels)) == len(labels):
        return list(labels)
    told = [f"{label} ({model})" for label, model in zip(labels, models, strict=True)]
    return [f"{t} #{n + 1}" if told.count(t) > 1 else t for n, t in enumerate(told)]
