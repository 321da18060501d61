"""The process map: everything of a hub has a place of its own, and what passes ends where it should."""

from __future__ import annotations

import json
from itertools import combinations, pairwise

import pytest

from hubsim.charts.process_layout import _apart as apart
from hubsim.charts.process_map import (
    map_about,
    map_alt,
    map_chart,
    map_table,
    map_title,
    process_map,
)
from hubsim.charts.process_parts import MapNumbers, ProcessMap
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
PAGE = 1198
"""Width of a page on a screen of 1366 pixels, without the padding of a chart."""
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
    wide = found.wide
    for a, b in combinations(found.boxes, 2):
        apart = abs(a.y - b.y) >= (a.high + b.high) / 2
        assert abs(a.x - b.x) >= wide or apart, (a.title, b.title)
    lanes = {(lane.band, lane.agency): lane for lane in found.lanes}
    assert {lane.agency for lane in found.lanes} == set(maps[name].survey.hub.agencies)
    for box in found.boxes:
        assert wide / 2 <= box.x <= found.width - wide / 2 + 1e-6
        assert box.high / 2 <= box.y <= found.height - box.high / 2 + 1e-6
        assert "".join("".join(box.label).split()).endswith(
            "".join({"joins": "joins", "asked": "is asked"}.get(box.kind, box.title).split())
        )  # fmt: skip - no name is cut
        assert all(len(line) * 6.0 < wide for line in (*box.label, *box.figures)), box
        if box.agency:
            lane = lanes[box.band, box.agency]
            assert lane.top <= box.y - box.high / 2
            assert box.y + box.high / 2 <= lane.bottom


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
        assert a.band == b.band
        if line.what != "together":
            assert line.points[0][0] == pytest.approx(a.x + found.wide / 2)
            assert a.y - a.high / 2 <= line.points[0][1] <= a.y + a.high / 2
            assert line.points[-1][0] == pytest.approx(b.x - found.wide / 2, abs=5)
            assert a.kind not in {"outcome", "goes on"}
        assert (line.kind == "gap") == bool(line.gap)


@pytest.mark.parametrize("name", names("models"))
def test_every_model_that_is_shipped_fits_a_page_and_its_letters_are_not_made_smaller(
    name: str,
) -> None:
    found = process_map(map_hub(read_model(name)))
    assert found.width <= PAGE
    assert found.wide >= 100
    spec = map_chart(found).to_dict()
    assert spec["width"] == found.width
    sizes = [layer["mark"].get("fontSize", 12) for layer in spec["layer"]]
    assert min(sizes) >= 12


def test_no_line_runs_through_a_box_that_it_does_not_mean(maps: dict[str, HubMap]) -> None:
    for name, each in maps.items():
        found = process_map(each)
        for line in found.lines:
            if line.what == "together":
                continue
            a, b = found.boxes[line.start], found.boxes[line.end]
            others = [box for box in found.boxes if box is not a and box is not b]
            for (x0, y0), (x1, y1) in pairwise(line.points):
                for box in others:
                    across = min(x0, x1) < box.x + found.wide / 2 and max(x0, x1) > (
                        box.x - found.wide / 2
                    )
                    along = min(y0, y1) < box.y + box.high / 2 and max(y0, y1) > (
                        box.y - box.high / 2
                    )
                    assert not (across and along), (name, a.title, b.title, box.title)


def test_a_long_way_is_folded_and_each_way_to_another_band_is_said_at_both(
    maps: dict[str, HubMap],
) -> None:
    s, found = maps["county_separate"].survey, process_map(maps["county_separate"])
    band = {box.stage: box.band for box in found.boxes if box.kind == "stage"}
    assert set(band.values()) == {0, 1}
    onward = {(box.band, box.stage): box for box in found.boxes if box.kind == "goes on"}
    over = [(band[a], b, flow) for (a, b), flow in s.traffic.flows.items()
            if b in band and band[a] != band[b]]  # fmt: skip
    assert {(at, to) for at, to, _ in over} == set(onward)
    for (at, to), box in onward.items():
        assert box.per_week == pytest.approx(sum(f for a, b, f in over if (a, b) == (at, to)))
        assert " ".join(box.label).startswith("on to: ")
    assert {found.boxes[at].stage for at in found.entered} == {to for _, to in onward}
    asking = [name for name, stage in s.hub.stages.items() if stage.ask]
    asked = {box.band for box in found.boxes if box.kind == "asked"}
    assert {band[name] for name in asking} == asked


def test_what_ends_a_band_stands_beside_what_comes_to_it(maps: dict[str, HubMap]) -> None:
    assert apart([10.0, 10.0, 10.0], 20.0) == [-10.0, 10.0, 30.0]
    assert apart([0.0, 100.0], 20.0) == [0.0, 100.0]
    assert apart([0.0, 5.0, 100.0], 15.0) == [-5.0, 10.0, 100.0]
    found = process_map(maps["county_separate"])
    ends = [box for box in found.boxes if box.band == 1 and box.kind == "outcome"]
    (own,) = [lane for lane in found.lanes if (lane.band, lane.agency) == (1, "council")]
    assert len(ends) == 4
    assert max(box.y for box in ends) < own.top + len(ends) * (ends[0].high + 10)
    discharge = process_map(maps["discharge_hub"])
    alone = next(b for b in discharge.boxes if b.kind == "outcome" and b.title == "Care home")
    (line,) = [n for n in discharge.lines if discharge.boxes[n.end] is alone]
    assert discharge.boxes[line.start].y == pytest.approx(alone.y), "straight on"


def test_a_way_back_to_a_band_above_is_called_so() -> None:
    steps = [f"  step{n}: {{who: screener, work: 5 min, then: step{n + 1}}}\n" for n in range(14)]
    last = "  step14: {who: screener, work: 5 min, at_most: {times: 2, then: closed}, then: {step0: 10%, closed: 90%}}\n"
    text = TOGETHER[: TOGETHER.index("working_together")]
    text = text.replace("starts_at: screening", "starts_at: step0")
    begin, end = text.index("stages:\n"), text.index("outcomes:")
    found = process_map(mapped(text[:begin] + "stages:\n" + "".join(steps) + last + text[end:]))
    said = {" ".join(box.label) for box in found.boxes if box.kind == "goes on"}
    assert any(each.startswith("back to: Step0") for each in said)
    assert found.width <= PAGE


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


def test_people_who_cannot_keep_up_are_not_called_busy_more_than_all_their_time() -> None:
    """Four hundred contacts a week for a few people."""
    many = TOGETHER.replace("volume: 40 per week", "volume: 400 per week")
    figures = {box.stage: box.figures for box in process_map(mapped(many)).boxes if box.stage}
    said = [each for every in figures.values() for each in every]
    assert any(each.endswith("% asked for") for each in said)
    assert not any(each.endswith("% busy") and len(each) > len("99% busy") for each in said)


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
