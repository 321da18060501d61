"""The register of assumptions: every number of a hub, what it rests on, and where that is said.

Numbers that a hub does not write but takes from the packaged ones are listed beside its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from hubsim.spec.defaults import is_packaged
from hubsim.spec.fields import Path
from hubsim.spec.hub import Basis, Section
from hubsim.spec.mattering import Mattering
from hubsim.spec.places import Source
from hubsim.spec.quantity import Quantity
from hubsim.spec.read import HubFile
from hubsim.spec.route import Route

ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One number and what is known about it.

    Parameters
    ----------
    path : str
        Where it stands, such as ``roles.screener.people``.
    text : str
        As written.
    low, high : str
        The range in which the truth may lie, as written; empty if nobody said.
    grade : str
        Its own, else that of the nearest basis, else ``assumed``.
    source : str
        Where it is from; empty if nobody said.
    unit : str
        What kind of number: ``time``, ``share``, ``count``, ``volume``, ``multiple``,
        ``cost per hour``.
    packaged : bool
        Whether it comes with hubsim and nobody has written or changed it.
    """

    path: str
    text: str
    low: str
    high: str
    grade: str
    source: str
    unit: str
    packaged: bool = False

    @property
    def ranged(self) -> bool:
        """Whether somebody said how uncertain it is."""
        return bool(self.low and self.high)


def register(file: HubFile) -> tuple[Entry, ...]:
    """List every number of a hub, in the order of its sections.

    These are the numbers that it writes, and of the packaged ones those that can matter for it.
    What is taken where nothing is written (no leave, no interruption) is no number of a hub.

    A number that a scenario or a setting has changed keeps nothing of what was known of the old
    one: it counts as assumed, and its source says who set it, unless the change says more.

    Parameters
    ----------
    file : HubFile
        As read, changes applied.
    """
    mattering = Mattering(file.hub)
    entries = (
        (path, _entry(path, quantity, bases, file.source))
        for path, quantity, bases in _numbers(file.hub, (), ())
        if _written(file.source.data, path) is not None
    )
    return tuple(entry for path, entry in entries if not entry.packaged or mattering.can(path))


def unsourced(entries: Iterable[Entry]) -> int:
    """Count the numbers of which nobody says where they are from."""
    return sum(not entry.source for entry in entries)


Bases = tuple[tuple[Path, Basis], ...]


def _numbers(item: Any, path: Path, bases: Bases) -> Iterator[tuple[Path, Quantity[Any], Bases]]:
    """Walk a hub, top down, with the bases that stand above each number."""
    if isinstance(item, Quantity):
        yield path, item, bases
    elif isinstance(item, Section):
        basis = getattr(item, "basis", None)
        below = (*bases, ((*path, "basis"), basis)) if isinstance(basis, Basis) else bases
        for name, info in type(item).model_fields.items():
            yield from _numbers(getattr(item, name), (*path, info.alias or name), below)
    elif isinstance(item, Route):
        for key, row in item.rows.items():
            yield from _numbers(row, (*path, *key), bases)
    elif isinstance(item, Mapping):
        for name, value in item.items():
            yield from _numbers(value, (*path, name), bases)
    elif isinstance(item, tuple):
        for number, value in enumerate(item):
            yield from _numbers(value, (*path, number), bases)


def _written(data: Any, path: Path) -> Any:
    """Give what the file says at a path; None for what was filled in."""
    for step in path:
        inside = isinstance(data, Mapping) and step in data
        if not inside and not (isinstance(data, list) and isinstance(step, int)):
            return None
        data = data[step]
    return data


def _entry(path: Path, quantity: Quantity[Any], bases: Bases, source: Source) -> Entry:
    written = _written(source.data, path)
    graded = written if isinstance(written, Mapping) and "value" in written else {}
    by = _set_by(path, source)
    if by:
        bases = tuple((at, basis) for at, basis in bases if _set_in(at, source) is not None)
    grade: str = quantity.grade or ""
    origin = quantity.source
    if by and not _regraded(path, quantity, source):
        grade, origin = "", ""
    if not grade and bases:  # a grade of its own without a source stays without one
        _, basis = bases[-1]
        grade, origin = basis.grade, origin or basis.source
    return Entry(
        path=".".join(str(step) for step in path),
        text=quantity.text,
        low=_text(graded.get("low")),
        high=_text(graded.get("high")),
        grade=grade or ASSUMED,
        source=origin or (f"set by {PurePath(by).name}" if by else ""),
        unit=quantity.unit,
        packaged=not by and is_packaged(source, path),
    )


def _set_by(path: Path, source: Source) -> str:
    """Say which file, or ``--set``, changed a number; empty if none did."""
    above = _set_in(path, source)
    if above is not None:
        return source.changed[above]
    parts = ("value", "low", "high", "shape", "mean", "cv", "usual", "median", "nine_in_ten")
    below = [at for at in source.changed if at[: len(path)] == path and at[len(path)] in parts]
    return source.changed[below[-1]] if below else ""


def _regraded(path: Path, quantity: Quantity[Any], source: Source) -> bool:
    """Whether the grade or source of a changed number came with a change."""
    if quantity.grade is None and not quantity.source:
        return False
    if _set_in(path, source) is not None:
        return True
    return any((*path, part) in source.changed for part in ("grade", "source"))


def _set_in(path: Path, source: Source) -> Path | None:
    """Give the changed path that a path lies at or below."""
    for length in range(len(path), 0, -1):
        if path[:length] in source.changed:
            return path[:length]
    return None


def _text(given: Any) -> str:
    if isinstance(given, Mapping):
        return ", ".join(f"{key} {value}" for key, value in given.items())
    return str(given or "")
