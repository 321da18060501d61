"""What a finding is: a gap in a hub's design, where it stands, what follows, what would mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from hubsim.errors import Place, Problem


class Weight(IntEnum):
    """How much is at stake; what is worst comes first."""

    STOPS = 1
    """Cases stop, or pile up without end."""
    HARMS = 2
    """Cases go on, but late, blind or in nobody's hands."""
    STRAINS = 3
    """It works, with little to spare."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One gap.

    Parameters
    ----------
    title : str
        The kind of gap, in a few words.
    problem : Problem
        Its code (``F…``), what is so in this hub, its place in the file, and what would mend it.
    follows : str
        What follows for cases.
    weight : Weight
    cases : float
        Cases (or questions) a week that it touches.
    """

    title: str
    problem: Problem
    follows: str
    weight: Weight
    cases: float

    @property
    def code(self) -> str:
        """The stable name of this kind of gap."""
        return self.problem.code

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.problem.place


def worst_first(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort by what is at stake, then by how many cases, then by place."""
    return tuple(
        sorted(found, key=lambda each: (each.weight, -round(each.cases, 6), each.code, each.place))
    )


def listed(names: Sequence[str], word: str = "and") -> str:
    """Write names as in a sentence: "a", "b" and "c"."""
    quoted = [f'"{name}"' for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {word} {quoted[-1]}"


def weekly(cases: float, what: str = "case") -> str:
    """Say how many in a week, in round numbers: about 12 cases a week."""
    if not cases:
        return f"no {what}s"
    if cases >= 0.95:
        rounded = f"{cases:,.0f}"
        return f"about {rounded} {what}{'s' * (rounded != '1')} a week"
    yearly = max(1, round(cases * 52))
    return f"about {yearly} {what}{'s' * (yearly != 1)} a year"


__all__ = ["Finding", "Weight", "listed", "weekly", "worst_first"]
