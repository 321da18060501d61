"""Everything that is worked out of a hub before a run, once, for the map and for its findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hubsim.program import Program, lower
from hubsim.spec.checks.ways import targets_of
from hubsim.spec.hub import Hub
from hubsim.spec.read import HubFile
from hubsim.structure.congruence import Pair, pairs
from hubsim.structure.exchange import Exchange, exchanges
from hubsim.structure.load import YEAR, Load, offered_load, ordinary_year
from hubsim.structure.loops import Loop, loops
from hubsim.structure.staffing import Staffing
from hubsim.structure.traffic import Traffic
from hubsim.structure.ways import Ways, ways
from hubsim.units import WEEK


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """A hub, its program, and what follows from them.

    Parameters
    ----------
    file : HubFile
    program : Program
    traffic : Traffic
    staffing : Staffing
    passing : tuple of Exchange
    pairs : tuple of Pair
        Worst gaps first.
    ways : Ways
    loops : tuple of Loop
    loads : mapping of str to Load
        By role: over an ordinary year, or all of it where it is shorter.
    """

    file: HubFile
    program: Program
    traffic: Traffic
    staffing: Staffing
    passing: tuple[Exchange, ...]
    pairs: tuple[Pair, ...]
    ways: Ways
    loops: tuple[Loop, ...]
    loads: dict[str, Load]

    @property
    def hub(self) -> Hub:
        """The hub as written."""
        return self.file.hub

    def cases_at(self, stage: str) -> float:
        """Visits a week to a stage."""
        return float(self.traffic.visits[self.traffic.stages.index(stage)].sum())

    def reached(self) -> Iterator[str]:
        """Stages to which a case may come, limits on visits and on patience counted."""
        hub = self.hub
        seen = {self.traffic.start_of(number) for number in range(len(hub.contacts))}
        seen |= {each.stage for each in hub.opening}
        edge = list(seen)
        while edge:
            fresh = {to for to in targets_of(hub.stages[edge.pop()]) if to in hub.stages} - seen
            seen |= fresh
            edge += fresh
        return (name for name in hub.stages if name in seen)

    def questions(self) -> Iterator[Exchange]:
        """Questions that are put, in the order of the file."""
        return (each for each in self.passing if each.kind == "question")


def survey(file: HubFile, weeks: int) -> Survey:
    """Look over a hub.

    Parameters
    ----------
    file : HubFile
    weeks : int
        Over how long flows, hours and dates are looked at, from the hub's first day.

    Raises
    ------
    ValueError
        If there are no weeks.
    """
    program = lower(file.hub, weeks * WEEK)
    traffic = Traffic(file.hub, program)
    passing, visits = exchanges(traffic), traffic.nodes * traffic.weeks
    offered = (  # over a year it is that of the check; a stretch has holidays of its own
        ordinary_year(file.hub, program)
        if program.horizon >= YEAR
        else offered_load(program, 0, program.horizon, visits)
    )
    return Survey(
        file=file,
        program=program,
        traffic=traffic,
        staffing=Staffing(file.hub),
        passing=passing,
        pairs=pairs(traffic, passing),
        ways=ways(traffic),
        loops=loops(traffic),
        loads={each.role: each for each in offered},
    )


__all__ = ["Survey", "survey"]
