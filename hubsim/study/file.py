"""From a study file to a study: models, scenarios and measures found, each mistake at its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hubsim.changes import changes_from
from hubsim.errors import InputError, Problem, did_you_mean
from hubsim.shipped import Folder, find, names
from hubsim.spec.scenario import Change
from hubsim.spec.source import Source, YamlPath
from hubsim.spec.study import FOUND, StudyFile, changes_at, read_study_file
from hubsim.study.design import Length, Study, Wanted, lowered
from hubsim.study.interest import wrong_interest, wrong_rule


def read_study(file: Path | str) -> Study:
    """Read a study: its designs, how long and how often they are run, and what is asked of them.

    Files that it names stand beside it, or in folders from there; what is no file is the name of
    something shipped. Doing nothing, the first hub as it is, comes first.

    Parameters
    ----------
    file : path
        A YAML file.

    Raises
    ------
    InputError
        With every problem found in it and in what it names.
    """
    read, source = read_study_file(file)
    problems: list[Problem] = []
    length = _length(read, source, problems)
    meant = _Meant(read, source, Path(file).parent, problems)
    wanted = list(meant.designs())
    contacts, waiting = meant.table("contacts"), meant.table("waiting")
    if problems:
        raise InputError(problems)
    designs = lowered(wanted, length, contacts=contacts, waiting=waiting)
    if read.until is not None and read.choose is not None:
        message = "replications are added by one rule, and two are written"
        place = source.key_place(("choose",))
        raise InputError([Problem("E408", message, place, "write until or choose")])
    until, key = (read.until, "until") if read.choose is None else (read.choose, "choose")
    problems += wrong_interest(read.measures, designs, lambda n: source.place(("measures", n)))
    if until is not None:
        place = source.place((key, "measure"))
        problems += wrong_rule(until, designs, place)
    if problems:
        raise InputError(problems)
    try:
        return Study(
            designs, length, read.replications, read.seed, horizon=read.horizon, until=until,
            find_warm_up=read.warm_up == FOUND, interest=read.measures, name=read.name,
        )  # fmt: skip
    except InputError as error:
        place = source.place(("replications",))
        raise InputError([replace(each, place=place) for each in error.problems]) from None


def _length(read: StudyFile, source: Source, problems: list[Problem]) -> Length:
    """How long a run is; a warm-up that is still to be found is none."""
    try:
        warm_up = 0 if read.warm_up == FOUND else int(read.warm_up)
        return Length(read.weeks, warm_up, read.run_off)
    except InputError as error:
        for each in error.problems:
            key = each.place.file.removeprefix("--").replace("-", "_")
            help = each.help.replace(each.place.file, key)
            problems.append(replace(each, place=source.place((key,)), help=help))
        return Length()


@dataclass(frozen=True, slots=True)
class _Meant:
    """Finds what a study names."""

    read: StudyFile
    source: Source
    folder: Path
    problems: list[Problem]

    def designs(self) -> Iterator[Wanted]:
        """Every hub as it is and with each scenario, then the designs that have names."""
        read = self.read
        always = self._scenarios(read.circumstances, ("circumstances",))
        held = self._settings((), always)
        single = [
            self._scenarios([name], ("scenarios",), number)
            for number, name in enumerate(read.scenarios)
        ]
        hubs = [self._model(name, ("hubs", n)) for n, name in enumerate(read.hubs)]
        for model in hubs:
            for changes, told in (([], []), *single):
                yield self._wanted(model, held, (changes, told))
        for name, row in read.designs.items():
            at: YamlPath = ("designs", name)
            model = self._model(row.hub, (*at, "hub")) if row.hub else next(iter(hubs), "")
            own = self._settings(at, self._scenarios(row.with_, (*at, "with")))
            yield replace(self._wanted(model, held, own), label=name)

    def _wanted(self, model: str, held: _Told, own: _Told) -> Wanted:
        return Wanted(model, (*held[0], *own[0]), (*held[1], *own[1]))

    def table(self, key: str) -> Path | None:
        """A CSV beside the study."""
        name = getattr(self.read, key)
        return self.folder / name if name else None

    def _model(self, text: str, at: YamlPath) -> str:
        name, *scenarios = (part.strip() for part in text.split("+"))
        try:
            parts = [str(self._near(name, "models"))]
            parts += [str(self._near(each, "scenarios")) for each in scenarios]
        except InputError as error:
            self._wrong(error, at)
            return ""
        return "+".join(parts)

    def _near(self, name: str, of: Folder) -> Path:
        """A file beside the study, else something shipped by its name."""
        if name in names(of):
            return find(name, of)
        path = self.folder / name
        try:
            if path.is_file():
                return path
        except (OSError, ValueError):  # a name that no file can have
            pass
        known = [each.name for each in self.folder.glob("*.yaml")] + names(of)
        message = f'there is no {of.removesuffix("s")} "{name[:60]}"'
        help = did_you_mean(name[:60], known, f"beside this file, and shipped {of}")
        raise InputError([Problem("E002", message, self.source.place(()), help)])

    def _scenarios(self, given: Sequence[str], at: YamlPath, number: int | None = None) -> _Told:
        changes: list[Change] = []
        told: list[str] = []
        for n, name in enumerate(given):
            here = (*at, n if number is None else number)
            try:
                path = self._near(name, "scenarios")
            except InputError as error:
                self._wrong(error, here if here in self.source.spots else at)
                continue
            more, said = changes_from([str(path)], (), self.problems)
            changes += more
            told += said
        return changes, told

    def _settings(self, at: YamlPath, before: _Told) -> _Told:
        """Add what stands below ``set``."""
        more = changes_at(self.source, at)
        told = [f"{each.path}={_short(each.value)}" for each in more]
        return [*before[0], *more], [*before[1], *told]

    def _wrong(self, error: InputError, at: YamlPath) -> None:
        self.problems.extend(replace(e, place=self.source.place(at)) for e in error.problems)


_Told = tuple[list[Change], list[str]]
"""Changes, and the same in words."""


def _short(value: object) -> str:
    if value is None:
        return "null"
    return value if isinstance(value, str) else "…"
