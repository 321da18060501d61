"""Drafts, their history, what is wrong in them and where."""

from __future__ import annotations

import random

import pytest

from hubsim.drafting import NOTHING, Draft, History
from hubsim.drafting.assumptions import (
    assumptions,
    changed_since,
    changes_of_numbers,
    filtered,
    steps,
)
from hubsim.drafting.cells import at, rows_of
from hubsim.drafting.draft import path_of
from hubsim.drafting.edits import Edits, changes_of, slug
from hubsim.drafting.routes import then_of, ways_of
from hubsim.drafting.sections import TABLES
from hubsim.errors import InputError
from hubsim.models import source_from
from hubsim.shipped import folder
from hubsim.spec.editing import change
from hubsim.spec.register import register
from hubsim.spec.scenario import apply, changes_in
from hubsim.spec.source import read_source
from tests.spec.small import TOGETHER

MODELS = sorted(folder("models").glob("*.yaml"))


def do(draft: Draft, section: str, edits: Edits) -> Draft:
    """Do in a table what somebody does, as the page does it."""
    table = TABLES[section]
    assert draft.source is not None
    data = draft.source.data
    done = changes_of(table, rows_of(table, data), edits, data, table.path)
    assert not done.problems
    for old, new in done.renames:
        draft = draft.renamed(section, old, new)
    return draft.edited(done.changes)


def test_nothing_to_begin_with_can_be_run_without_a_warning() -> None:
    draft = Draft(NOTHING)
    assert draft.hub is not None
    assert not draft.problems
    assert not draft.warnings


def test_a_designer_goes_from_nothing_to_a_second_agency() -> None:
    draft = do(Draft(NOTHING), "agencies", Edits(added=[{"label": "Police"}]))
    assert "  police: {label: Police}\n" in draft.text
    draft = do(
        draft, "roles", Edits(added=[{"label": "Researchers", "people": "2", "hours": "office"}])
    )
    (problem,) = draft.problems
    assert path_of(problem, draft.source) == ("roles", "researchers")
    assert "agency" in problem.message
    draft = do(draft, "roles", Edits(edited={1: {"agency": "police"}}))
    assert not draft.problems
    assert (
        "  researchers: {agency: police, label: Researchers, people: 2, hours: office}\n"
        in draft.text
    )
    assert "# most urgent first" in draft.text


def test_problems_warnings_and_findings_stand_where_check_and_map_say() -> None:
    draft = Draft(TOGETHER.replace("agency: police, posts: 2", "agency: polize, posts: 2"))
    assert path_of(draft.problems[0], draft.source) == ("roles", "researcher", "agency")
    whole = Draft(TOGETHER.replace("agreement: signed", "agreement: lapsed"))
    assert whole.findings
    for each in whole.findings:
        path = path_of(each.problem, whole.source)
        assert path is not None
        assert whole.source is not None
        spot = whole.source.spots[path]
        assert each.place.line in {p.line for p in (spot.key, spot.value) if p is not None}
    unreadable = Draft("a: [")
    assert unreadable.source is None
    assert unreadable.problems
    assert path_of(unreadable.problems[0], None) is None


def test_steps_are_undone_and_made_again() -> None:
    one = Draft(NOTHING)
    two, three = (one.edited([change("roles.worker.people", n)]) for n in "34")
    history = History.of(one).to(two, "first").to(two, "nothing").to(three, "second")
    assert [said for _, said in history.past] == ["first", "second"]
    assert history.undo().present.text == two.text
    assert history.undo().undo().present.text == one.text
    assert history.undo().undo().undo().present.text == one.text
    assert history.undo().redo() == history
    assert history.undo().redoes == "second"
    assert not history.undo().to(one, "other").future


def test_the_scenario_of_a_draft_makes_it_of_what_was_opened() -> None:
    start = Draft(TOGETHER)
    draft = do(start, "roles", Edits(edited={0: {"people": "5"}}, deleted=[2]))
    text = draft.scenario(start)
    assert text is not None
    read = changes_in(read_source(text, "scenario"))
    made = apply(source_from(TOGETHER, "a"), read)
    assert made.data == source_from(draft.text, "b").data
    assert start.scenario(start) is None


@pytest.mark.parametrize("section", TABLES)
def test_a_table_shown_and_not_touched_changes_nothing(section: str) -> None:
    table = TABLES[section]
    for path in MODELS:
        data = source_from(path.read_bytes(), path.name, path).data
        rows = rows_of(table, data)
        assert not changes_of(table, rows, Edits(), data, table.path).changes
        entries = at(data, table.path)
        assert len(rows) == (len(entries) if isinstance(entries, dict) else 0)


def test_cells_typed_in_any_table_stand_in_the_text_of_any_model() -> None:
    rng = random.Random(3)
    for path in MODELS:
        draft = Draft(path.read_text(encoding="utf-8"), path.name)
        for section in TABLES:
            assert draft.source is not None
            table, data = TABLES[section], draft.source.data
            rows = rows_of(table, data)
            columns = [c for c in table.columns if c.kind == "text" and c.field != "name"]
            if not rows or not columns:
                continue
            number, column = rng.randrange(len(rows)), rng.choice(columns)
            new = do(draft, section, Edits(edited={number: {column.field: "typed 1"}}))
            assert new.source is not None
            after = rows_of(table, new.source.data)
            assert after[number] == {**rows[number], column.field: "typed 1"}
            assert after[:number] + after[number + 1 :] == rows[:number] + rows[number + 1 :]


def test_a_new_short_name_is_renamed_everywhere() -> None:
    draft = do(Draft(TOGETHER), "agencies", Edits(edited={1: {"name": "force", "label": "Force"}}))
    assert not draft.problems
    assert "council and force" in draft.text
    assert "force: {label: Force}" in draft.text


def test_names_that_cannot_be_are_refused_and_nothing_else_is() -> None:
    table, data = TABLES["agencies"], source_from(TOGETHER, "a").data
    edits = Edits(
        edited={0: {"name": "a.b", "label": "Other"}, 1: {"name": "council"}},
        added=[{"name": "x y"}],
    )
    done = changes_of(table, rows_of(table, data), edits, data, table.path)
    assert len(done.problems) == 3
    assert [each.path for each in done.changes] == ["agencies.council.label"]
    braces = Edits(edited={0: {"sits": "{Mon: home"}})
    assert changes_of(table, rows_of(table, data), braces, data, table.path).problems
    assert slug("Children's social care", ["children_s_social_care"]) == "children_s_social_care_2"
    assert slug("健康", []) == "new"


def test_leads_are_read_and_written_in_every_form() -> None:
    draft = Draft(TOGETHER)
    draft = do(draft, "working_together.led_by", Edits(
        edited={0: {"how": "disputed", "who": ["council", "police"]}},
        added=[{"name": "decision", "who": ["manager"], "how": "clear", "deputies": ["screener"]}],
    ))  # fmt: skip
    assert "default: disputed between council and police" in draft.text
    assert "decision: {who: manager, deputies: [screener]}" in draft.text
    assert not draft.problems
    assert draft.source is not None
    rows = rows_of(TABLES["working_together.led_by"], draft.source.data)
    assert rows[0]["who"] == ["council", "police"]
    assert rows[1]["deputies"] == ["screener"]


def test_sharing_can_be_written_where_nothing_was_said() -> None:
    draft = do(Draft(NOTHING), "agencies", Edits(added=[{"label": "Police"}]))
    row = {"name": "police", "agreement": "signed", "reached_by": "navigator"}
    draft = do(draft, "working_together.information", Edits(added=[row]))
    assert (
        "working_together:\n  information: {police: {agreement: signed, reached_by: navigator}}\n"
        in draft.text
    )
    draft = do(
        draft, "working_together.ties", Edits(added=[{"name": "council and police", "tie": "0.4"}])
    )
    assert not draft.problems


def test_ways_come_back_as_they_were_written() -> None:
    for path in MODELS:
        data = source_from(path.read_bytes(), path.name, path).data
        for stage in data["stages"].values():
            assert then_of(ways_of(stage["then"]), stage["then"]) == stage["then"]


def test_ways_are_written_as_short_as_they_can_be() -> None:
    assert then_of([("all cases", "closed", "")]) == "closed"
    assert then_of([("", "a", "60%"), ("", "b", "40%")]) == {"a": "60%", "b": "40%"}
    assert then_of([("red", "a", "100%"), ("all cases", "b", "100%")]) == {
        "red": "a",
        "otherwise": "b",
    }
    assert then_of([("police / red", "a", "100%"), ("police / green", "b", "1%"), ("police / green", "c", "99%")]) == {
        "police": {"red": "a", "green": {"b": "1%", "c": "99%"}}
    }  # fmt: skip
    known = {"a": {"value": "60%", "grade": "measured"}, "b": "40%"}
    assert then_of([("", "a", "60%"), ("", "b", "40%")], known) == known
    assert then_of([("", "a", "70%"), ("", "b", "30%")], known) == {"a": "70%", "b": "30%"}
    assert then_of([]) is None


def test_every_number_of_the_register_can_be_read_and_given_a_source() -> None:
    for path in MODELS:
        draft = Draft(path.read_text(encoding="utf-8"), path.name)
        assert draft.hub is not None
        rows = assumptions(draft.hub)
        assert [each.path for each in rows] == [each.path for each in register(draft.hub)]
        assert draft.source is not None
        number = len(rows) // 2
        cells = {"grade": "measured", "source": "counted, in a test"}
        changes = changes_of_numbers(rows, Edits(edited={number: cells}), draft.source.data)
        new = draft.edited(changes)
        assert new.hub is not None, new.problems
        after = {each.path: each for each in assumptions(new.hub)}[rows[number].path]
        assert (after.grade, after.source) == ("measured", "counted, in a test")
        assert after.value == rows[number].value
        assert changed_since(new, draft)


def test_a_new_value_keeps_nothing_of_the_old_ones_source() -> None:
    text = TOGETHER.replace(
        "people: 3", 'people: {value: 3, low: 2, high: 4, grade: measured, source: "list"}'
    )
    draft = Draft(text)
    assert draft.hub is not None
    rows = [each for each in assumptions(draft.hub) if each.path == "roles.screener.people"]
    assert rows[0].low == "2"
    assert draft.source is not None
    data = draft.source.data
    new = draft.edited(changes_of_numbers(rows, Edits(edited={0: {"value": "5"}}), data))
    assert "people: 5\n" in new.text
    both = draft.edited(
        changes_of_numbers(rows, Edits(edited={0: {"value": "5", "source": "new list"}}), data)
    )
    assert 'people: {value: 5, source: "new list"}' in both.text
    with pytest.raises(InputError):
        changes_of_numbers(rows, Edits(edited={0: {"value": "{a: ["}}), data)
    assert steps("opening.0.cases", {"opening": [{"cases": "1"}]}) == ("opening", 0, "cases")


def test_numbers_are_found_by_words_grade_and_source() -> None:
    hub = Draft((folder("models") / "county_separate.yaml").read_text(encoding="utf-8")).hub
    assert hub is not None
    rows = assumptions(hub)
    assert all("police" in f"{r.path} {r.source}".casefold() for r in filtered(rows, "police"))
    assert {r.grade for r in filtered(rows, grades=["measured", "published"])} <= {
        "measured",
        "published",
    }
    assert all(r.unsourced for r in filtered(rows, only_unsourced=True))
    assert filtered(rows, only=["roles.screener"])
    assert not filtered(rows, only=[])


def test_who_changed_a_number_is_said() -> None:
    path = folder("models") / "county_virtual.yaml"
    draft = Draft(path.read_text(encoding="utf-8"), path.name)
    assert draft.hub is not None
    whose = {each.path: each.whose for each in assumptions(draft.hub)}
    assert whose["stages.ask_partners.kept.red"] == "limits_kept.yaml"
    assert whose["roles.screener.people"] == "the hub"
    assert "packaged" in whose.values()


def test_lines_of_a_part_of_a_hub_based_on_another_are_those_that_set_it() -> None:
    text = """hubsim: 1
based_on: borough
name: Another
set:
  roles.manager.people: 4
  roles:
    adviser: {people: 6}
  working_together.led_by.default: police
  contacts.police.volume: 90 per week
"""
    draft = Draft(text)

    def lines(*paths: tuple[str, ...]) -> list[int]:
        return [number for number, _ in draft.lines(paths)]

    assert lines(("roles",), ("calendar", "hours")) == [5, 6, 7]
    assert lines(("working_together", "led_by")) == [8]
    assert lines(("working_together", "information")) == []
    assert lines(("contacts",), ("ratings",)) == [9]
    assert lines()[:9] == list(range(1, 10))
