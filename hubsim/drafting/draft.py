"""A hub in the making: its text, what it says, and everything that is wrong or missing in it.

A draft never changes; an edit gives another one, with the text changed where the edit is and
nowhere else. `History` holds the drafts that came before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from hubsim.errors import InputError, Problem
from hubsim.models import source_from
from hubsim.spec.between import changes_between, scenario_text
from hubsim.spec.characters import lines_of
from hubsim.spec.editing import edited, renamed
from hubsim.spec.places import Source, YamlPath
from hubsim.spec.read import HubFile, hub_from
from hubsim.spec.scenario import Change
from hubsim.spec.source import read_source
from hubsim.spec.yaml_text import YamlText
from hubsim.structure.findings import Finding
from hubsim.structure.hub_map import HubMap, map_hub


@dataclass(frozen=True)
class Draft:
    """A hub in the making.

    Parameters
    ----------
    text : str
        As it stands.
    file : str
        The name that messages give.
    """

    text: str
    file: str = "hub.yaml"

    @cached_property
    def _read(self) -> tuple[Source | None, HubFile | None, tuple[Problem, ...]]:
        source = None
        try:
            source = source_from(self.text, self.file)
            found = hub_from(source)
        except InputError as error:
            return source, None, error.problems
        return found.source, found, ()

    @property
    def source(self) -> Source | None:
        """What it says, as plain data with places; None where the text cannot be read at all."""
        return self._read[0]

    @property
    def hub(self) -> HubFile | None:
        """The hub, if it can be run."""
        return self._read[1]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What must be mended before it can be run, the same as ``hubsim check`` finds."""
        return self._read[2]

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What looks odd in a hub that can be run."""
        return self.hub.warnings if self.hub is not None else ()

    @cached_property
    def map(self) -> HubMap | None:
        """What can be seen of it before any run, the same as ``hubsim map`` shows."""
        return map_hub(self.hub) if self.hub is not None else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Gaps in its design."""
        return self.map.findings if self.map is not None else ()

    @property
    def everything(self) -> tuple[Problem, ...]:
        """What must be mended, what looks odd, and gaps."""
        gaps = (each.problem for each in self.findings)
        return (*self.problems, *self.warnings, *gaps)

    @property
    def name(self) -> str:
        """What the hub is called, even where the text cannot be read; empty if nothing."""
        if self.source is not None:
            said = self.source.data.get("name")
            return said if isinstance(said, str) else ""
        written = re.search(r"^name:[ \t]+(.+)", self.text, re.MULTILINE)
        return written[1].strip(" \t\r\"'") if written else ""

    def lines(self, paths: Iterable[YamlPath] = ()) -> tuple[tuple[int, str], ...]:
        """Give the lines of the text, or those that some sections stand in, with their numbers.

        Parameters
        ----------
        paths : iterable of path
            None for the whole text. Where the hub is based on another, what it sets of them.
        """
        every = tuple(enumerate(lines_of(self.text), start=1))
        paths = list(paths)
        wanted = self._set(paths) if self.based_on else paths
        if not paths or self._raw is None:
            return every
        parsed, shown = YamlText(self.text), set[int]()
        for path in wanted:
            passed, rest = parsed.along(path)
            entry = parsed.below(passed[-2], path[-1]) if not rest else None
            if entry is not None:
                shown.update(range(parsed.line(entry.start) + 1, parsed.line(entry.end) + 2))
        return tuple(each for each in every if each[0] in shown)

    def _set(self, paths: Iterable[YamlPath]) -> list[YamlPath]:
        """Give where a hub that is based on another sets something at some paths or around them."""
        entries = (self._raw or {}).get("set")
        named = [f"{'.'.join(map(str, path))}." for path in paths]
        return [
            ("set", key) for key in (entries if isinstance(entries, dict) else ())
            if any(f"{key}.".startswith(path) or path.startswith(f"{key}.") for path in named)
        ]  # fmt: skip

    @cached_property
    def based_on(self) -> str:
        """The model it is based on; empty if none."""
        source = self.source
        return "" if source is None or self._raw is None else str(self._raw.get("based_on", ""))

    @cached_property
    def _raw(self) -> dict[str, object] | None:
        try:
            data = read_source(self.text, self.file, go_on=True).data
        except InputError:
            return None
        return dict(data) if isinstance(data, dict) else None

    def edited(self, changes: Iterable[Change]) -> Draft:
        """Give the draft with changes made.

        Raises
        ------
        InputError
            For what cannot be changed so.
        """
        return replace(
            self, text=edited(self.text, changes, lambda text: source_from(text, self.file))
        )

    def renamed(self, section: str, old: str, new: str) -> Draft:
        """Give the draft with another short name for something, wherever it stands.

        Raises
        ------
        InputError
            Where the name is taken.
        """
        return replace(self, text=renamed(self.text, section, old, new))

    def scenario(self, start: Draft) -> str | None:
        """Write the scenario that makes this hub of another; None where they say the same.

        Raises
        ------
        InputError
            Where one of them cannot be read.
        """
        one, other = (source_from(each.text, each.file) for each in (start, self))
        changes = changes_between(one, other)
        if not changes:
            return None
        name = other.data.get("name")
        title = str(name) if isinstance(name, str) and name.strip() else "edited hub"
        return scenario_text(
            f"Changes to {one.data.get('name', 'the hub')}",
            f"Makes of it: {title}. Written by the dashboard.",
            changes,
        )


def path_of(problem: Problem, source: Source | None) -> YamlPath | None:
    """Give the path of what a problem is about; None where it stands nowhere in the hub.

    Parameters
    ----------
    problem : Problem
    source : Source
        In whose places it was found.
    """
    if source is None:
        return None
    at = (problem.place.file, problem.place.line, problem.place.column)
    best: YamlPath | None = None
    nearest = -1
    for path, spot in source.spots.items():
        for place in (spot.key, spot.value):
            if place is None or place.file != at[0] or place.line != at[1]:
                continue
            if nearest < place.column <= at[2] or (place.column == at[2] and _deeper(path, best)):
                best, nearest = path, place.column
    return best


def _deeper(path: YamlPath, best: YamlPath | None) -> bool:
    return best is None or len(path) > len(best)


@dataclass(frozen=True)
class History:
    """A draft, those before it, and those undone.

    Parameters
    ----------
    start : Draft
        What was opened; scenarios are told against it.
    present : Draft
    past, future : tuple of (Draft, str)
        The nearest last, each with what was done to it, in words.
    """

    start: Draft
    present: Draft
    past: tuple[tuple[Draft, str], ...] = ()
    future: tuple[tuple[Draft, str], ...] = ()

    MOST = 100

    @staticmethod
    def of(draft: Draft) -> History:
        """Begin with a draft."""
        return History(draft, draft)

    def to(self, draft: Draft, said: str) -> History:
        """Go on to another draft; the same text is no step."""
        if draft.text == self.present.text:
            return self
        past = (*self.past, (self.present, said))[-self.MOST :]
        return replace(self, present=draft, past=past, future=())

    @property
    def undoes(self) -> str:
        """What the next undo takes back, in words; empty where there is nothing."""
        return self.past[-1][1] if self.past else ""

    @property
    def redoes(self) -> str:
        """What the next redo makes again, in words; empty where there is nothing."""
        return self.future[-1][1] if self.future else ""

    def undo(self) -> History:
        """Take the last step back."""
        if not self.past:
            return self
        before, said = self.past[-1]
        return replace(
            self, present=before, past=self.past[:-1], future=(*self.future, (self.present, said))
        )

    def redo(self) -> History:
        """Make the step again that was taken back last."""
        if not self.future:
            return self
        after, said = self.future[-1]
        return replace(
            self, present=after, past=(*self.past, (self.present, said)), future=self.future[:-1]
        )


__all__ = ["Draft", "History", "path_of"]
