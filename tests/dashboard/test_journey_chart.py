"""One case's journey drawn: everything has its place, its words their room, and it says what is so."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import vl_convert
from streamlit.testing.v1 import AppTest

from hubsim.charts.journey import (
    journey_alt,
    journey_chart,
    journey_table,
    journey_title,
    parts_chart,
    parts_table,
)
from hubsim.charts.journey_layout import ROOM, handoffs, laid_out
from hubsim.charts.part_looks import LOOKS
from hubsim.floor import Journey, floor_designs, journeys_of, shown, worth_following
from hubsim.units import clock_time
from tests.dashboard.app import text
from tests.dashboard.conftest import HOSTILE
from tests.engine.by_hand import Contact
from tests.floor.test_journey import followed
from tests.floor.test_trace import made

MODELS = ("county_separate", "regional_hub", "tests/dashboard/hubs/long_names.yaml",
          "tests/dashboard/hubs/overloaded.yaml")  # fmt: skip


def drawn(chart) -> str:
    return str(vl_convert.vegalite_to_svg({**chart.to_dict(), "width": 1200}))


@pytest.fixture(scope="module", params=MODELS)
def journeys(request: pytest.FixtureRequest) -> list[Journey]:
    """The usual case, a slow one, the slowest, and others, among them undecided ones."""
    (design,) = floor_designs([request.param])
    trace = shown(design)
    t = trace.t
    numbers = [*worth_following(t).values(), *(np.unique(t.case)[::-1][:20] + 1)]
    return [j for number in numbers for j in journeys_of(t, trace.hub, int(number))]


def test_every_stretch_has_a_place_of_its_own_and_words_have_room(journeys: list[Journey]) -> None:
    for j in journeys:
        laid = laid_out(j)
        bars = laid.bars
        assert len(bars) == len(j.stretches)
        assert bars[["x", "x2"]].to_numpy().min() >= 0
        assert bars["x2"].max() <= ROOM + 1e-6
        assert bars["y2"].max() <= laid.high
        boxes = bars.assign(mid=(bars["y"] + bars["y2"]) / 2).groupby("mid")
        for _, row in boxes:  # nothing lies on anything else
            edges = row.sort_values("x")[["x", "x2"]].to_numpy()
            assert all(b[0] >= a[1] - 1e-6 for a, b in pairwise(edges))
        for boxed in (laid.stages, laid.owners):
            for box in boxed.itertuples():
                assert len(box.said) * 6.6 <= max(0.0, box.x2 - box.x)
        ends = [
            (m.x - 6.6 * len(m.said) if m.turned else m.x, m.y) for m in laid.moments.itertuples()
        ]
        assert min(x for x, _ in ends) >= 0
        assert set(bars["kind"]) <= {look.said for look in LOOKS}


def test_it_is_drawn_outside_a_browser_with_its_table_and_its_words(
    journeys: list[Journey],
) -> None:
    for j in journeys[:4]:
        svg = drawn(journey_chart(j))
        assert "NaN" not in svg
        assert "Accountable" in svg or not j.owned
        assert all(m.said in svg.replace("&amp;", "&") for m in j.moments)
        table = journey_table(j)
        assert len(table) == len(j.stretches)
        assert f"another agency {len(handoffs(j))} time" in journey_alt(j)
    svg = drawn(parts_chart([("As it is", journeys[0]), ("With the changes", journeys[2])]))
    assert f"{clock_time(sum(journeys[2].parts.values()))} in all" in svg
    table = parts_table([("As it is", journeys[0])])
    assert table["As it is"].iloc[-1] == clock_time(journeys[0].end - journeys[0].began)


def test_titles_by_hand() -> None:
    j = followed(made([Contact("08:00")]))
    assert journey_title(j) == (
        "Decided after 3 h 15 min: in somebody's hands for 45 min; longest: waiting for a reply, "
        "1 h 30 min"
    )
    assert journey_title(followed(made([Contact("09:00")]))).startswith("Decided after 2 h 15 min:")
    still = replace(j, decided=-1, over=j.stretches[1].until, stretches=j.stretches[:2])
    assert journey_title(still) == (
        "Not decided when the run ends, after 1 h 30 min: in somebody's hands for 30 min; longest: "
        "waiting for somebody to come on shift, 1 h"
    )
    busy = replace(j, began=j.stretches[1].since, over=j.stretches[1].until, decided=-1,
                   stretches=j.stretches[1:2])  # fmt: skip
    assert journey_title(busy).endswith("after 30 min, most of it in somebody's hands: 30 min")
    nothing = replace(j, decided=j.began, over=j.began, stretches=(), agencies=())
    assert journey_title(nothing) == "Decided at once"
    assert drawn(journey_chart(nothing))


def test_handoffs_by_hand_are_the_questions_that_set_out() -> None:
    """To police and to people of health outside the hub at 09:30; replies take no time on the way."""
    j = followed(made([Contact("08:00")]))
    assert [(m.of[1], m.to[1]) for m in handoffs(j)] == [
        ("Council", "Police"),
        ("Council", "Health"),
    ]


def test_names_are_data_and_no_expression() -> None:
    j = followed(made([Contact("08:00")]))
    bad = [each._replace(agency=HOSTILE, stage="datum.x'\\n") for each in j.stretches]
    hostile = replace(j, stretches=tuple(bad), agencies=(HOSTILE,))
    svg = drawn(journey_chart(hostile))
    assert "<img" not in svg
    assert "&lt;img" in svg


TWICE = """
import numpy as np

from hubsim.dashboard.looks import show_journeys
from hubsim.floor import floor_designs, journeys_of, shown

trace = shown(floor_designs(["county_separate"])[0])
back = int(trace.t.case[np.flatnonzero(trace.t.episode == 1)[0]]) + 1
once = next(n for n in range(1, 99) if len(journeys_of(trace.t, trace.hub, n)) == 1)
told = [("Back", back), ("Once", once)]
show_journeys(
    [(label, j) for label, n in told for j in journeys_of(trace.t, trace.hub, n)], "test"
)
"""
"""A page with the journeys of a case that comes back, and of one that does not."""


def test_of_a_case_that_comes_back_it_is_said_which_time_is_told() -> None:
    at = AppTest.from_string(TWICE, default_timeout=60).run()
    assert not at.exception
    said = text(at)
    assert all(f"<strong>{label}</strong>" in said for label in (
        "Back, time 1 in the hub", "Back, time 2 in the hub", "Once",
    )), said  # fmt: skip
