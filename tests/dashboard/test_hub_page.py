"""The pages for a designer, as Streamlit runs them, without a browser."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from hubsim.dashboard import drafts
from hubsim.dashboard.stage_panel import turned
from hubsim.drafting import NOTHING, Draft
from hubsim.drafting.cells import at
from hubsim.models import source_from
from tests.dashboard.app import desk_of, opened, text
from tests.dashboard.scenes import HUBS

HOSTILE = "<script>alert(1)</script> ![x](http://evil.example/p.png)"


pytestmark = pytest.mark.usefixtures("fresh")


def fine(at_: AppTest) -> AppTest:
    assert not at_.exception, at_.exception
    assert not at_.error, at_.error
    return at_


def begun(page: str = "hub") -> AppTest:
    found = opened(page)
    return fine(found.button(key="begin with nothing").click().run())


def draft_of(at_: AppTest) -> str:
    desk = at_.session_state["desk"]
    return str(desk.hubs[at_.session_state[drafts.OPEN]])


def test_a_designer_begins_with_nothing_and_sees_tables_text_and_map() -> None:
    found = begun()
    shown = text(found)
    assert "This hub can be run" in shown
    assert "To run it, choose “new_hub (mine)” on Compare or Explore." in shown
    assert "Process map" in shown
    assert '<span class="k">agencies:</span>' in shown
    assert len(found.get("vega_lite_chart")) == 1
    assert found.button(key="undo").disabled
    assert found.query_params["desk"]


def test_a_change_in_the_text_is_in_the_tables_and_can_be_undone() -> None:
    found = begun()
    found.segmented_control(key="text how").set_value("Change").run()
    wrong = NOTHING.replace("agency: council", "agency: counsil")
    fine(found.text_area[0].set_value(wrong).run())
    assert draft_of(found) == wrong
    shown = text(found)
    assert "must be mended" in shown
    assert "It shows the hub as it last could be run" in shown
    found.segmented_control(key="part").set_value("People").run()
    shown = text(fine(found))
    assert "Workers › Agency" in shown
    assert "did you mean" in shown.casefold()
    fine(found.button(key="undo").click().run())
    assert draft_of(found) == NOTHING
    fine(found.button(key="redo").click().run())
    assert draft_of(found) == wrong


BROKEN = (
    "a: [", "", "- a\n- b", "a: &x [1]\nb: *x", "hubsim: 1",
    "hubsim: 1\nname: 1\nroles: 3\nstages: []\nagencies: {a: 1}\nworking_together: {ties: [x]}",
)  # fmt: skip
"""Texts of which nothing, or not much, can be made."""


def test_a_text_that_cannot_be_read_is_told_and_never_lost() -> None:
    found = begun()
    found.segmented_control(key="text how").set_value("Change").run()
    for broken in BROKEN:
        fine(found.text_area[0].set_value(broken).run())
        assert draft_of(found) == broken
        assert "must be mended" in text(found)
    for part in ("People", "Sharing", "Leads", "Stages", "Hub"):
        fine(found.segmented_control(key="part").set_value(part).run())


@pytest.mark.parametrize("model", ["regional_hub", "county_virtual"])
def test_every_part_of_a_shipped_model_is_shown(model: str) -> None:
    found = opened("hub")
    found.selectbox(key="begin model").set_value(model)
    fine(found.button(key="begin with model").click().run())
    for part in (
        "People",
        "Sharing",
        "Leads",
        "Stages",
        "Contacts",
        "Hub",
    ):
        fine(found.segmented_control(key="part").set_value(part).run())
    assert "can be run" in text(found)


def test_a_stage_becomes_another_kind_of_stage() -> None:
    data = source_from(NOTHING, "a").data
    draft = Draft(NOTHING).edited(turned(data, "decision", "Questions to agencies"))
    assert draft.source is not None
    stage = at(draft.source.data, ("stages", "decision"))
    assert set(stage) == {"label", "ask", "then"}
    found = begun()
    found.segmented_control(key="part").set_value("Stages").run()
    kind = next(s for s in found.selectbox if s.label == "What happens there")
    fine(kind.set_value("A wait").run())
    assert "wait: 1 day" in draft_of(found)


def test_a_reload_and_another_page_find_the_draft_and_its_history() -> None:
    found = begun()
    found.segmented_control(key="text how").set_value("Change").run()
    found.text_area[0].set_value(NOTHING.replace("people: 2", "people: 3")).run()
    token = desk_of(found)
    again = opened("hub", desk=token)
    assert "people: 3" in draft_of(again)
    fine(again.button(key="undo").click().run())
    assert "people: 2" in draft_of(again)
    numbers = opened("assumptions", desk=token)
    assert "numbers" in text(fine(numbers))


def test_numbers_are_counted_and_filtered() -> None:
    found = begun()
    token = desk_of(found)
    numbers = fine(opened("assumptions", desk=token))
    shown = text(numbers)
    assert "New hub: " in shown
    assert "Each of them says where it is from. 100% are assumed" in shown
    assert numbers.data_editor[0].value["called"].iloc[0] == "Workers, people"
    fine(numbers.text_input(key="assumption words").set_value("Workers, people").run())
    assert numbers.data_editor[0].value["path"].tolist() == ["roles.worker.people"]
    fine(numbers.text_input(key="assumption words").set_value("no such number").run())
    assert "No number is like that" in text(numbers)


def test_numbers_of_things_with_long_names_are_told_apart() -> None:
    found = begun()
    found.segmented_control(key="text how").set_value("Change").run()
    long = NOTHING.replace("label: Workers", f"label: {'Qualified social workers ' * 4}")
    fine(found.text_area[0].set_value(long).run())
    numbers = fine(opened("assumptions", desk=desk_of(found)))
    names = numbers.data_editor[0].value["called"].tolist()
    assert "Qualified social workers … social workers, people" in names, names
    assert len(set(names)) == len(names)


def test_what_no_table_shows_is_told_below_the_state() -> None:
    found = begun()
    found.segmented_control(key="text how").set_value("Change").run()
    fine(found.text_area[0].set_value(f"{NOTHING}\nnonsense: 1\n").run())
    said = 'unknown field "nonsense"'.lower()
    told = [each.proto.body.lower() for each in found.get("html")]
    told = [each.replace("&quot;", '"') for each in told]
    (state,) = (n for n, each in enumerate(told) if "1 thing must be mended" in each)
    assert said in told[state + 1]
    broken = NOTHING.replace("people: 2", "people: many")
    fine(found.text_area[0].set_value(broken).run())
    told = [each.proto.body for each in found.get("html")]
    (state,) = (n for n, each in enumerate(told) if "must be mended" in each)
    assert "beside care" not in told[state + 1], "the table of people tells it"


def test_a_hub_that_cannot_keep_up_is_not_told_that_nothing_is_missing_alone() -> None:
    found = begun()
    assert "more work than time" not in text(found)
    found.segmented_control(key="text how").set_value("Change").run()
    fine(found.text_area[0].set_value((HUBS / "overloaded.yaml").read_text("utf-8")).run())
    assert "6 roles have more work than time: what waits for them grows week by week" in text(found)


def test_pages_without_a_hub_say_where_to_open_one() -> None:
    for page in ("assumptions", "contacts"):
        assert "under Design a hub first" in text(fine(opened(page)))


def test_hostile_names_are_text() -> None:
    found = begun()
    found.segmented_control(key="text how").set_value("Change").run()
    hostile = NOTHING.replace("label: Council", f'label: "{HOSTILE}"').replace(
        "name: New hub", f'name: "{HOSTILE}"'
    )
    fine(
        found.text_area[0]
        .set_value(hostile.replace("agency: council", f'agency: "{HOSTILE}"'))
        .run()
    )
    for part in ("People", "Stages", "Hub"):
        fine(found.segmented_control(key="part").set_value(part).run())
        assert "<script" not in text(found)
        assert not [
            e
            for e in (*found.markdown, *found.caption, *found.info, *found.warning)
            if "evil" in e.value
        ]


def test_a_file_that_is_none_is_refused() -> None:
    assert drafts.begin_with_file(b"\xff\xfe\x00", "a.yaml")[0].code == "E003"
    assert drafts.begin_with_file(b"x" * 1_000_001, "a.yaml")[0].code == "E001"


def test_a_rating_is_made_more_urgent_with_its_comment() -> None:
    found = begun()
    found.segmented_control(key="part").set_value("Contacts").run()
    fine(found.button(key="up ratings").click().run())
    text_ = draft_of(found)
    assert text_.index("  routine: {label") < text_.index("  urgent: {label")
    assert "ratings:                                # most urgent first" in text_
    fine(found.button(key="undo").click().run())
    assert draft_of(found) == NOTHING
