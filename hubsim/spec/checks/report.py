"""What the checks find, each at its place in the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hubsim.errors import MOST_SHOWN, Problem, did_you_mean
from hubsim.spec.defaults import blamed
from hubsim.spec.fields import Path
from hubsim.spec.hub import Hub
from hubsim.spec.source import Source
from hubsim.units import said

SECTIONS: Mapping[str, tuple[Path, ...]] = {
    "agency": (("agencies",),),
    "role": (("roles",),),
    "hours": (("calendar", "hours"),),
    "rating": (("ratings",),),
    "source": (("contacts",),),
    "stage": (("stages",),),
    "stage or outcome": (("stages",), ("outcomes",)),
    "rating or source": (("ratings",), ("contacts",)),
    "agency or role": (("agencies",), ("roles",)),
}
"""Where the names of a kind are written."""

NEEDED = ("agencies", "ratings", "contacts", "stages", "outcomes")
"""Sections that no hub can do without; one of waits alone needs no roles."""

PLURAL = {
    "agency": "agencies", "hours": "hours", "stage or outcome": "stages and outcomes",
    "rating or source": "ratings and sources", "asked agency": "agencies that are asked",
    "needed role": "roles that are needed", "agency or role": "agencies and roles",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """Collects problems; what follows from something mended is not told.

    Parameters
    ----------
    hub : Hub
        Valid by its schema.
    text : Source
        For the places.
    mended : set of path
        What was wrong with the form of the file, and is told already.
    """

    hub: Hub
    text: Source
    mended: frozenset[Path] = frozenset()
    found: list[Problem] = field(default_factory=list)

    def at_value(self, code: str, path: Path, message: str, help: str = "") -> None:
        """Report something wrong with the value at a path."""
        if self.concerns(path):
            place = blamed(self.text, path, self.text.place(path))
            self.found.append(Problem(code, message, place, help))

    def at_key(self, code: str, path: Path, message: str, help: str = "") -> None:
        """Report something wrong with the entry at a path."""
        if self.concerns(path):
            place = blamed(self.text, path, self.text.key_place(path))
            self.found.append(Problem(code, message, place, help))

    def concerns(self, path: Path) -> bool:
        """Whether nothing at, above or below a path was mended."""
        return not any(
            path[: len(each)] == each or each[: len(path)] == path for each in self.mended
        )

    def intact(self, *sections: str) -> bool:
        """Whether nothing was mended in these top-level sections."""
        return not any(each[0] in sections for each in self.mended)

    def known(  # noqa: PLR0917 - where, what, among which, and how to say it
        self,
        path: Path,
        name: str,
        among: Iterable[str],
        what: str,
        hint: str = "",
        at_key: bool | None = None,
    ) -> bool:
        """Report a name that does not exist among those of its kind.

        Parameters
        ----------
        path : path
            Where it stands.
        name : str
        among : iterable of str
            The names that exist.
        what : str
            Their kind.
        hint : str
            Where somebody knows one; it comes before the names that do exist.
        at_key : bool, optional
            Whether it is the key at the path, or a part of it; found out if left out.
        """
        names = list(among)
        if name in names:
            return True
        if not self.concerns(path) or self._mended_name(name, what) or self._none(what):
            return False
        spot = self.text.spots.get(path)
        is_key = at_key
        if at_key is None:
            is_key = spot is not None and spot.key is not None and path[-1] == name
        place = self.text.key_place(path) if is_key else self.text.place(path)
        brief = len(name) > 100 or len(self.found) > 4 * MOST_SHOWN
        kinds = PLURAL.get(what, f"{what}s")
        help = "" if brief else did_you_mean(name, names, kinds)
        help = help if names else f"there are no {kinds}: add it below {kinds}:"
        hint = hint or self._of_another_kind(name, what)
        help = f"{hint}\n{help}" if hint and help else hint or help
        verb = "are no hours called" if what == "hours" else f"is no {what}"
        self.found.append(Problem("E201", f"there {verb} {said(name)}", place, help))
        return False

    def _of_another_kind(self, name: str, what: str) -> str:
        """Say what a name is that was taken for an agency or a role."""
        hub = self.hub
        if what == "role" and name in hub.agencies:
            roles = [role for role, each in hub.roles.items() if each.agency == name]
            theirs = f"its roles: {', '.join(roles[:14])}" if roles else "it has no roles"
            return f'"{name}" is an agency; {theirs}'
        if what in {"agency", "asked agency"} and name in hub.roles:
            return f'"{name}" is a role of "{hub.roles[name].agency}"'
        return ""

    def every(self, path: Path, names: Iterable[str], among: Iterable[str], what: str) -> None:
        """Report names of a list, or a single one in its place, that do not exist."""
        known = list(among)
        for number, name in enumerate(names):
            at = (*path, number) if (*path, number) in self.text.spots else path
            self.known(at, name, known, what)

    def _none(self, what: str) -> bool:
        """Whether a section of these names is empty, which is told there."""
        needed = [str(at[0]) for at in SECTIONS.get(what, ()) if at[0] in NEEDED]
        return any(not getattr(self.hub, section) for section in needed)

    def _mended_name(self, name: str, what: str) -> bool:
        """Whether a name would exist if its section were right, or nobody can know."""
        for section in SECTIONS.get(what, ()):
            if any(each == section[: len(each)] for each in self.mended):
                here = self.text.data
                for step in section:
                    here = here.get(step) if isinstance(here, dict) else None
                if not isinstance(here, dict) or name in here:
                    return True
            twice = [path for path, _ in self.text.doubled]
            if any(each[:-1] == section for each in twice):
                return True  # one of the two may have been meant to have this name
            if any(each[:-1] == section and each[-1] == name for each in self.mended):
                return True
        return False
