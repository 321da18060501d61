"""The map of a hub before any run: its graph, its ways, pairs of agencies, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx as nx

from hubsim.spec.read import HubFile
from hubsim.structure.congruence import Pair, congruence
from hubsim.structure.findings import Finding, findings
from hubsim.structure.loops import Loop
from hubsim.structure.network import network
from hubsim.structure.stops import Stops, stops
from hubsim.structure.survey import Survey, survey
from hubsim.structure.ways import Expected, Way

USUAL_WEEKS = 64
"""As long as a usual run: 8 weeks of warm-up, 52 measured, 4 of run-off."""


@dataclass(frozen=True, eq=False)
class HubMap:
    """What can be seen of a hub before any run.

    Parameters
    ----------
    survey : Survey
        Flows, ways, pairs, loops and loads.
    findings : tuple of Finding
        Gaps in its design, worst first.
    """

    survey: Survey
    findings: tuple[Finding, ...]

    @cached_property
    def graph(self) -> nx.MultiDiGraph:
        """Agencies, roles, stages, channels and agreements, and what connects them."""
        return network(self.survey)

    @cached_property
    def without(self) -> dict[str, Stops]:
        """What stops while all people of an agency are away, by agency that has people."""
        s = self.survey
        found = {}
        for agency in s.hub.agencies:
            roles = [name for name, role in s.hub.roles.items() if role.agency == agency]
            if any(map(s.staffing.works, roles)):
                found[agency] = stops(s.traffic, s.staffing, roles)
        return found

    def node_link(self) -> dict[str, Any]:
        """Give everything as plain data: the graph in node-link form, and the rest beside it.

        ``networkx.node_link_graph(data, edges="edges")`` makes the graph of it again.
        """
        graph = self.graph
        return {
            "directed": True,
            "multigraph": True,
            "graph": {
                "name": self.survey.hub.name,
                "contacts_per_week": self.survey.traffic.contacts,
                "ways": self._ways(),
                "loops": [_loop(each) for each in self.survey.loops],
                "pairs": [_pair(each) for each in self.survey.pairs],
                "congruence": congruence(self.survey.pairs),
                "without": {name: _stops(each) for name, each in self.without.items()},
                "findings": [_finding(each) for each in self.findings],
            },
            "nodes": [{"id": name, **about} for name, about in graph.nodes(data=True)],
            "edges": [
                {"source": one, "target": other, "key": key, **about}
                for one, other, key, about in graph.edges(keys=True, data=True)
            ],
        }

    def graphml(self) -> str:
        """Write the graph as GraphML, which drawing programs such as yEd and Gephi read."""
        return "\n".join(nx.generate_graphml(self.graph)) + "\n"

    def _ways(self) -> dict[str, Any]:
        ways = self.survey.ways
        return {
            "decisions": list(ways.decisions),
            "shortest": _way(ways.shortest),
            "longest": _way(ways.longest),
            "passed_by_all": list(ways.passed_by_all),
            "all": _expected(ways.everyone),
            "by_rating": {name: _expected(each) for name, each in ways.by_rating.items()},
        }


def map_hub(file: HubFile, weeks: int = USUAL_WEEKS) -> HubMap:
    """Draw the map of a hub.

    Parameters
    ----------
    file : HubFile
        Read and checked.
    weeks : int
        Over how long flows, hours and dates are looked at, from the hub's first day.
    """
    found = survey(file, weeks)
    return HubMap(found, findings(found))


def _way(way: Way | None) -> dict[str, Any] | None:
    if way is None:
        return None
    return {"stages": list(way.stages), "changes_of_agency": way.changes, "exact": way.exact}


def _expected(each: Expected) -> dict[str, float]:
    return {
        "contacts_per_week": each.contacts,
        "decided": each.decided,
        "stages": each.stages,
        "changes_of_agency": each.changes,
        "questions": each.questions,
    }


def _stops(each: Stops) -> dict[str, Any]:
    return {
        "no_decision": each.every_way,
        "undecided": each.before,
        "wait": each.anywhere,
        "at": list(each.at),
        "goes_elsewhere_at": list(each.put_off),
        "unheard": [list(pair) for pair in each.unheard],
    }


def _loop(loop: Loop) -> dict[str, Any]:
    return {
        "stages": list(loop.stages),
        "rounds": [list(each) for each in loop.rounds],
        "most_at": loop.at,
        "comes_back": loop.again,
        "cases_per_week": loop.cases,
        "limited": loop.bounded,
    }


def _pair(pair: Pair) -> dict[str, Any]:
    def state(held: Mapping[str, Any]) -> dict[str, str]:
        return {name: each.state for name, each in held.items()}

    return {
        "agencies": [pair.one, pair.other],
        "needed_per_week": dict(pair.needed),
        "provided": pair.provided,
        "gap_per_week": None if pair.provided is None else pair.gap,
        "seats": [each.name.lower() for each in pair.seats],
        "ties": pair.ties,
        "agreements": state(pair.sharing),
        "one_record": pair.one_record,
        "ways_per_week": dict(pair.channels),
    }


def _finding(each: Finding) -> dict[str, Any]:
    place = each.place
    return {
        "code": each.code,
        "weight": each.weight.name.lower(),
        "title": each.title,
        "message": each.problem.message,
        "follows": each.follows,
        "help": each.problem.help,
        "per_week": each.cases,
        "file": place.file,
        "line": place.line,
        "column": place.column,
    }


__all__ = ["USUAL_WEEKS", "HubMap", "map_hub"]
