"""What holds of the map of every hub, however wild."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from hubsim.program import Kind, lower
from hubsim.spec.read import hub_from
from hubsim.spec.source import read_source
from hubsim.structure.hub_map import map_hub
from hubsim.structure.traffic import Traffic
from hubsim.text_map import map_report
from hubsim.units import DAY
from tests.engine.random_hubs import as_yaml, hubs
from tests.structure.test_plants import examples


@examples(120)
@given(hubs())
def test_every_hub_has_a_map(drawn: tuple[dict[str, Any], int, int, int]):
    """It can be drawn and written, in 80 columns, and gives numbers that can be."""
    found = map_hub(hub_from(read_source(as_yaml(drawn[0]), "hub.yaml")), 2)
    assert max(map(len, map_report(found).splitlines())) <= 80
    json.dumps(found.node_link(), allow_nan=False)
    found.graphml()
    s = found.survey
    for pair in s.pairs:
        assert pair.provided is None or -1e-9 <= pair.provided <= 1 + 1e-9
        assert pair.gap >= -1e-9
    for each in s.passing:
        assert not each.channels or sum(each.channels.values()) == pytest.approx(1)
    for stops in found.without.values():
        assert -1e-9 <= stops.before <= 1 + 1e-9
        assert stops.anywhere >= -1e-9
    for each in (s.ways.everyone, *s.ways.by_rating.values()):
        assert -1e-9 <= each.decided <= 1 + 1e-9
    assert len({(each.code, each.place, each.problem.message) for each in found.findings}) == len(
        found.findings
    )


@examples(120)
@given(hubs())
def test_stages_and_nodes_have_the_same_visits(drawn: tuple[dict[str, Any], int, int, int]):
    """Solved stage by stage, and node by node of the program, by another way of solving."""
    hub = hub_from(read_source(as_yaml(drawn[0]), "hub.yaml")).hub
    program = lower(hub, drawn[1] * DAY)
    traffic, nodes = Traffic(hub, program), program.nodes
    leaving = np.zeros(len(hub.stages))
    for node in np.flatnonzero(nodes.kind == Kind.ROUTE):
        name = program.draws[nodes.draw[node]].name
        if name in {f"stages.{stage}.then" for stage in hub.stages}:
            leaving[nodes.stage[node]] += traffic.nodes[node].sum()
    assert traffic.visits.sum(axis=1).tolist() == pytest.approx(leaving.tolist())
    out = sum(flow for (_, to), flow in traffic.flows.items() if to in hub.outcomes)
    assert out == pytest.approx(traffic.contacts)
