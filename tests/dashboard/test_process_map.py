"""The process map: everything of a hub has a place of its own, and what passes ends where it should."""

from __future__ import annotations

import json
from itertools import combinations

import pytest

from hubsim.charts.process_layout import MapNumbers, ProcessMap
from hubsim.charts.process_map import (
    map_about,
    map_alt,
    map_chart,
    map_table,
    map_title,
    process_map,
)
from hubsim.models import read_model, source_from
from hubsim.shipped import names
from hubsim.spec.read import hub_from
from hubsim.structure.hub_map import HubMap, map_hub
from tests.spec.small import TOGETHER, changed

LOOKED_AT = (
    "county_separate",
    "discharge_hub",
    "marac",
    "regional_hub",
    "small_town_hub",
    "starter",
)
LONG = "Multi-agency Donaudampfschifffahrtsgesellschaft safeguarding partnership of all the northern boroughs"


def mapped(text: str) -> HubMap:
    return map_hub(hub_from(source_from(text, "hub.yaml")))


@pytest.fixture(scope="module")
def maps() -> dict[str, HubMap]:
    found = {name: map_hub(read_model(name)) for name in LOOKED_AT}
    text = changed("{label: Police}", f'{{label: "{LONG}"}}', TOGETHER)
    found["long names"] = mapped(
        text.replace("  screening:\n", f'  screening:\n    label: "{LONG}"\n')
    )
    return found


@pytest.mark.parametrize("name", [*LOOKED_AT, "long names"])
def test_no_two_boxes_overlap_and_each_stands_in_its_row(
    name: str, maps: dict[str, HubMap]
) -> None:
    found = process_map(maps[name])
    wide, high = found.box
    for a, b in combinations(found.boxes, 2):
        assert abs(a.x - b.x) >= wide or abs(a.y - b.y) >= high, (a.title, b.title)
    lanes = {lane.agency: lane for lane in found.lanes}
    for box in found.boxes:
        assert wide / 2 <= box.x <= found.width - wide / 2
        assert len(box.label) <= 3
        assert all(len(line) * 6.0 < wide for line in (*box.label, *box.figures)), box
        if box.agency:
            lane = lanes[box.agency]
            assert lane.top <= box.y - high / 2
            assert box.y + high / 2 <= lane.bottom


@pytest.mark.parametrize("name", [*LOOKED_AT, "long names"])
def test_every_stage_and_all_that_passes_is_there_and_goes_right(
    name: str, maps: dict[str, HubMap]
) -> None:
    hub_map = maps[name]
    s, found = hub_map.survey, process_map(hub_map)
    stages = {box.stage: box for box in found.boxes if box.kind == "stage"}
    assert list(stages) == list(s.hub.stages)
    cases = [line for line in found.lines if line.what == "cases"]
    assert sum(line.per_week for line in cases) == pytest.approx(sum(s.traffic.flows.values()))
    questions = [line for line in found.lines if line.what == "questions"]
    assert sum(q.per_week for q in questions) == pytest.approx(
        sum(q.per_week for q in s.questions())
    )
    back = {frozenset(r) for loop in s.loops for r in loop.rounds}
    if not back:
        assert all(found.boxes[n.start].column < found.boxes[n.end].column for n in cases)
    for line in found.lines:
        a, b = found.boxes[line.start], found.boxes[line.end]
        if line.what != "together":
            assert line.points[0][0] == pytest.approx(a.x + found.box[0] / 2)
            assert line.points[-1][0] == pytest.approx(b.x - found.box[0] / 2, abs=5)
        assert (line.kind == "gap") == bool(line.gap)


def test_what_is_missing_between_agencies_is_marked_and_said() -> None:
    sound = process_map(mapped(TOGETHER))
    assert not sound.gaps
    assert map_title(sound).startswith("Nothing is missing")
    lapsed = process_map(mapped(TOGETHER.replace("agreement: signed", "agreement: lapsed")))
    assert [line.gap for line in lapsed.gaps] == ["the agreement has lapsed"]
    assert map_title(lapsed) == "1 of 1 way between agencies lacks an agreement or a clear lead."
    assert "the agreement has lapsed" in map_alt(lapsed)
    assert map_table(lapsed).iloc[0]["What is missing"] == "the agreement has lapsed"
    nobody = process_map(
        mapped(TOGETHER.replace("led_by: {default: council}", "led_by: {decision: council}"))
    )
    assert [line.gap for line in nobody.gaps] == ["nobody leads"]
    silent = process_map(mapped(TOGETHER[: TOGETHER.index("working_together")]))
    assert "does not say yet" in map_title(silent)


def test_what_runs_have_shown_is_drawn_where_it_is_given(maps: dict[str, HubMap]) -> None:
    numbers = MapNumbers({"screener": 2.5}, {"screener": 0.5}, {"police": 7.0})
    found = process_map(maps["starter"], numbers)
    boxes = {(box.kind, box.stage or box.agency): box for box in found.boxes}
    assert boxes["stage", "screening"].figures[1:] == ("2.50 h wait", "50% busy")
    assert boxes["asked", "ask_police"].figures[1] == "7.00 h reply"
    assert "as the runs have shown" in map_about(found)
    assert "before any run" in map_about(process_map(maps["starter"]))


def test_a_case_that_goes_back_is_drawn_back() -> None:
    text = changed(
        "work: {red: 20 min, green: 15 min}",
        "work: 20 min\n    at_most: {times: 3, then: closed}",
        TOGETHER,
    )
    text = changed(
        "then: {assessment: 50%, closed: 50%}",
        "then: {screening: 20%, assessment: 30%, closed: 50%}",
        text,
    )
    found = process_map(mapped(text))
    (back,) = [n for n in found.lines if found.boxes[n.end].column < found.boxes[n.start].column]
    assert found.boxes[back.end].stage == "screening"


@pytest.mark.parametrize("name", [*LOOKED_AT, "long names"])
def test_the_map_is_rendered_outside_a_browser(name: str, maps: dict[str, HubMap]) -> None:
    vlc = pytest.importorskip("vl_convert")
    found: ProcessMap = process_map(maps[name])
    svg = vlc.vegalite_to_svg(json.dumps(map_chart(found).to_dict()))
    for box in found.boxes:
        if box.kind == "stage":
            assert box.label[0].split()[0].replace("&", "&amp;") in svg
    assert "undefined" not in svg
    assert "NaN" not in svg
    assert len(names("models")) > len(LOOKED_AT)
