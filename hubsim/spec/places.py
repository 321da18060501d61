"""What a file says, and where it says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hubsim.errors import Place, Problem

YamlPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """The places of one path.

    Parameters
    ----------
    key : Place or None
        Where its key stands; None for the entries of a list and for the root.
    value : Place
        Where its value stands; of a mapping or list, where it begins.
    """

    key: Place | None
    value: Place


@dataclass(frozen=True, slots=True)
class Source:
    """What one file says, and where it says it.

    Parameters
    ----------
    file : str
        The file's name as the user gave it.
    data : dict
        Nested dict, list and str; None where nothing (or a plain ``null``, ``~``) is written.
    spots : mapping of path to Spot
        The root is ``()``, the first role's name ``("roles", 0, "name")``.
    changed : mapping of path to str
        What scenarios and settings have put there, and the file (or ``--set``) that did.
    doubled : tuple of (path, Problem)
        Names written twice, where reading went on with the later value.
    filled : bool
        Whether the packaged numbers are laid under it.
    """

    file: str
    data: Any
    spots: Mapping[YamlPath, Spot]
    changed: Mapping[YamlPath, str] = field(default_factory=dict)
    doubled: tuple[tuple[YamlPath, Problem], ...] = ()
    filled: bool = False

    def place(self, path: Sequence[str | int]) -> Place:
        """Return where a value stands; of what is not there, where its nearest parent's key is."""
        spot = self.spots.get(tuple(path))
        return spot.value if spot else self.key_place(path)

    def key_place(self, path: Sequence[str | int]) -> Place:
        """Return where a key stands, else its value, else the key of the nearest parent."""
        known = tuple(path)
        while known and known not in self.spots:
            known = known[:-1]
        spot = self.spots[known]
        return spot.key or spot.value
