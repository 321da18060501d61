"""Every editor of the pages for a designer: what is typed stays, and can be undone and redone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from hubsim.dashboard import drafts
from hubsim.drafting import NOTHING
from hubsim.drafting.cells import labels_in
from tests.dashboard.app import desk_of, opened, text
from tests.dashboard.scenes import HUBS

pytestmark = pytest.mark.usefixtures("fresh")


@dataclass(frozen=True)
class Edit:
    """Something typed into a table.

    Parameters
    ----------
    part : str
        Of the page.
    table : str
        What the key of the table begins with.
    edited, more : mapping
        First, and then: cells by row and column.
    said, then : str
        What stands in the text afterwards.
    stage : str
        The one that is shown.
    kind : str
        What the stage is made before, if anything else than it is.
    """

    part: str
    table: str
    edited: Mapping[int, Mapping[str, Any]]
    said: str
    more: Mapping[int, Mapping[str, Any]]
    then: str
    stage: str = ""
    kind: str = ""

    @property
    def replaced(self) -> bool:
        """Whether what is typed first goes with what is typed then."""
        return self.edited.keys() == self.more.keys() and all(
            self.edited[row].keys() == self.more[row].keys() for row in self.edited
        )


EDITS = (
    Edit("Agencies", "table agencies", {1: {"label": "Constabulary"}}, "label: Constabulary",
         {0: {"holidays": "Wales"}}, "holidays: Wales"),
    Edit("People", "table roles", {0: {"people": "6"}}, "people: 6", {1: {"away": "5 weeks a year"}},
         "away: 5 weeks a year"),
    Edit("People", "table calendar.hours", {0: {"hours": "Mon-Fri 08:30-16:30"}},
         "08:30-16:30", {1: {"hours": "Mon-Sat 08:00-18:00"}}, "Mon-Sat"),
    Edit("Sharing", "table working_together.information", {0: {"agreement": "lapsed"}},
         "agreement: lapsed", {1: {"reached_by": "e-mail"}}, "reached_by: e-mail"),
    Edit("Sharing", "table working_together.ties", {0: {"tie": "0.75"}}, "0.75",
         {0: {"tie": "0.85"}}, "0.85"),
    Edit("Leads", "table working_together.led_by", {0: {"how": "disputed"}}, "disputed",
         {0: {"settled_by": ["manager"]}}, "settled_by: [manager]"),
    Edit("Stages", "table stages", {0: {"work": "11 min"}}, "work: 11 min",
         {1: {"label": "Ring back"}}, "label: Ring back"),
    Edit("Stages", "frame stage logging", {1: {"value": "12 min"}}, "work: 12 min",
         {5: {"value": "3 times"}}, "at_most: 3", stage="logging"),
    Edit("Stages", "frame ways logging", {0: {"share": "13%"}}, "13%", {1: {"share": "14%"}}, "14%",
         stage="logging"),
    Edit("Stages", "table stages.ask_partners.ask", {0: {"share_asked": "77%"}}, "77%",
         {1: {"never": "9%"}}, "never: 9%", stage="ask_partners"),
    Edit("Stages", "table stages.logging.needs", {0: {"people": "7"}}, "adviser: 7",
         {0: {"people": "8"}}, "adviser: 8", stage="logging",
         kind="Work by several roles together"),
    Edit("Contacts", "table contacts", {0: {"volume": "81 per week"}}, "81 per week",
         {1: {"label": "All schools"}}, "label: All schools"),
    Edit("Contacts", "table ratings", {0: {"decide_within": "3 working hours"}}, "3 working hours",
         {1: {"label": "Orange"}}, "label: Orange"),
    Edit("Contacts", "table outcomes", {0: {"label": "Known already"}}, "label: Known already",
         {1: {"protects": "low"}}, "protects: low"),
    Edit("Hub", "frame own", {0: {"value": "Our hub"}}, "Our hub", {1: {"value": "Ours."}},
         "Ours."),
)  # fmt: skip


def begun(model: str = "borough") -> AppTest:
    at = opened("hub")
    at.selectbox(key="begin model").set_value(model)
    return fine(at.button(key="begin with model").click().run())


def fine(at: AppTest) -> AppTest:
    assert not at.exception, at.exception
    assert not at.error, at.error
    return at


def draft_of(at: AppTest) -> str:
    return str(at.session_state["desk"].hubs[at.session_state[drafts.OPEN]])


def ready(edit: Edit) -> AppTest:
    """Open the hub where it is edited."""
    at = shown(begun(), edit.part, edit.stage)
    if edit.kind:
        (kind,) = (each for each in at.selectbox if (each.key or "").startswith("stage kind"))
        kind.set_value(edit.kind).run()
    return fine(at)


def shown(at: AppTest, part: str, stage: str = "") -> AppTest:
    at.segmented_control(key="part").set_value(part).run()
    if stage:
        at.selectbox(key="stage chosen").set_value(stage).run()
    return fine(at)


def editor(at: AppTest, table: str) -> Any:
    (found,) = (each for each in at.data_editor if each.key.startswith(table))
    return found


def typed(at: AppTest, table: str, edits: Mapping[str, Any]) -> AppTest:
    """Tell the page what somebody has typed in a table since it was made, as a browser does."""
    states = at._tree.get_widget_states()
    given = states.widgets.add()
    given.id = editor(at, table).proto.id
    given.string_value = json.dumps(edits)
    return fine(at._run(states))


def edited(*cells: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    """Put cells together, as an editor tells all of them again with each new one."""
    rows: dict[int, dict[str, Any]] = {}
    for each in cells:
        for row, more in each.items():
            rows.setdefault(row, {}).update(more)
    return {"edited_rows": rows, "added_rows": [], "deleted_rows": []}


def back_and_forth(at: AppTest, texts: list[str]) -> None:
    """Undo all, one by one, and make all again."""
    for before in reversed(texts[:-1]):
        fine(at.button(key="undo").click().run())
        assert draft_of(at) == before
    for after in texts[1:]:
        fine(at.button(key="redo").click().run())
        assert draft_of(at) == after
    assert at.button(key="redo").disabled


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.table)
def test_what_is_typed_in_a_table_stays_and_can_be_undone(edit: Edit) -> None:
    at = ready(edit)
    texts = [draft_of(at)]
    typed(at, edit.table, edited(edit.edited))
    texts.append(draft_of(at))
    assert edit.said in texts[1]
    assert edit.said not in texts[0]
    typed(at, edit.table, edited(edit.edited, edit.more))
    texts.append(draft_of(at))
    assert edit.said in texts[2] or edit.replaced
    assert edit.then in texts[2]
    back_and_forth(at, texts)
    typed(at, edit.table, edited(edit.edited))  # made anew, the editor begins where it is now
    assert edit.then in draft_of(at) or edit.replaced


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.table)
def test_what_was_typed_before_somebody_looked_elsewhere_is_there(edit: Edit) -> None:
    at = ready(edit)
    typed(at, edit.table, edited(edit.edited))
    once = draft_of(at)
    shown(at, "Leads" if edit.part == "Agencies" else "Agencies")
    shown(at, edit.part, edit.stage)
    cells = editor(at, edit.table).value
    for row, told in edit.edited.items():
        for column, cell in told.items():
            assert list(cells[column].iloc[row]) == list(cell), "it shows what was typed"
    typed(at, edit.table, edited(edit.more))
    both = draft_of(at)
    assert edit.then in both
    assert edit.said in both or edit.replaced, "nothing is lost"
    fine(at.button(key="undo").click().run())
    assert draft_of(at) == once


@pytest.mark.parametrize(("part", "table", "added"), [
    ("Agencies", "table agencies", {"label": "Fire service"}),
    ("People", "table roles", {"label": "Fire officers", "agency": "police", "people": "1",
                               "hours": "office"}),
    ("People", "table calendar.hours", {"name": "nights", "hours": "Mon-Sun 20:00-24:00"}),
    ("Sharing", "table working_together.ties", {"name": "council + police", "tie": "0.9"}),
    ("Leads", "table working_together.led_by", {"name": "logging", "who": ["council"]}),
    ("Stages", "table stages", {"label": "Second look"}),
    ("Stages", "frame ways logging", {"whom": "all cases", "to": "closed", "share": "1%"}),
    ("Contacts", "table outcomes", {"label": "Sent elsewhere"}),
])  # fmt: skip
def test_a_row_is_added_and_taken_away_and_both_are_undone(
    part: str, table: str, added: Mapping[str, Any]
) -> None:
    at = shown(begun(), part, "logging" if part == "Stages" else "")
    texts = [draft_of(at)]
    rows = len(editor(at, table).value)
    typed(at, table, {"edited_rows": {}, "added_rows": [added], "deleted_rows": []})
    texts.append(draft_of(at))
    assert texts[1] != texts[0]
    shown(at, "Hub")
    shown(at, part)
    assert len(editor(at, table).value) == rows + 1
    typed(at, table, {"edited_rows": {}, "added_rows": [], "deleted_rows": [rows]})
    texts.append(draft_of(at))
    assert len(texts[2]) < len(texts[1])
    back_and_forth(at, texts)


def test_choices_beside_the_tables_can_be_undone() -> None:
    at = shown(begun(), "Sharing")
    texts = [draft_of(at)]
    (one_record,) = (each for each in at.multiselect if each.key.startswith("one record"))
    fine(one_record.set_value(["council", "police"]).run())
    texts.append(draft_of(at))
    assert "one_record" in texts[1]
    shown(at, "Stages")
    fine(at.button(key="up stages").click().run())
    texts.append(draft_of(at))
    (kind,) = (each for each in at.selectbox if (each.key or "").startswith("stage kind"))
    fine(kind.set_value("A wait").run())
    texts.append(draft_of(at))
    shown(at, "Contacts")
    fine(at.button(key="up ratings").click().run())
    texts.append(draft_of(at))
    at.segmented_control(key="text how").set_value("Change").run()
    fine(at.text_area[0].set_value(texts[-1] + "# mine\n").run())
    texts.append(draft_of(at))
    assert len(set(texts)) == len(texts) == 6
    back_and_forth(at, texts)
    reloaded = opened("hub", desk=desk_of(at))
    back_and_forth(reloaded, texts)


def test_numbers_typed_under_one_choice_are_there_under_another() -> None:
    at = begun()
    texts = [draft_of(at)]
    numbers = opened("assumptions", desk=desk_of(at))
    for words, value in (("volume police", "82 per week"), ("volume schools", "61 per week")):
        fine(numbers.text_input(key="assumption words").set_value(words).run())
        typed(numbers, "assumptions", edited({0: {"value": value, "source": "counted here"}}))
        texts.append(draft_of(numbers))
        assert value in texts[-1]
    assert "82 per week" in texts[2]
    assert texts[2].count("counted here") == 2
    refused = edited({0: {"value": "many"}})
    typed(numbers, "assumptions", refused)
    assert draft_of(numbers) == texts[2]
    assert "Not taken over" in text(numbers)
    fine(numbers.text_input(key="assumption words").set_value("volume police").run())
    assert editor(numbers, "assumptions").value["value"].iloc[0] == "82 per week"
    back_and_forth(opened("hub", desk=desk_of(at)), texts)


@pytest.mark.parametrize("model", ["county_separate", "regional_hub", "long names"])
def test_cells_are_read_whole_in_their_row_or_below_the_table(model: str) -> None:
    """At least six pixels for each letter, which is a narrow one; rows are one line each."""
    at = begun("borough" if model == "long names" else model)
    if model == "long names":
        fine(at.segmented_control(key="text how").set_value("Change").run())
        fine(at.text_area[0].set_value((HUBS / "long_names.yaml").read_text("utf-8")).run())
    for part in ("Agencies", "People", "Sharing", "Leads", "Stages", "Contacts"):
        shown(at, part)
        said = unescape(text(at)).replace("\xa0", " ")
        for each in (each for each in at.data_editor if each.key.startswith("table")):
            assert each.proto.row_height == 35
            for field, told in json.loads(each.proto.columns).items():
                if field not in each.value:
                    continue
                wide = told.get("width") or 150
                assert wide >= 6 * len(told["label"]), (each.key, field)
                assert bool(told.get("pinned")) == (field == "label")
                called = names_of(told)
                for cell in each.value[field].dropna():
                    parts = [cell] if isinstance(cell, str) else cell
                    names = [called.get(part, part) for part in parts]
                    letters = 6 * len("".join(names))
                    whole = ", ".join(names)
                    below = f"{told['label']}: {' '.join(whole.split())}"
                    assert letters < wide or below in " ".join(said.split()), (
                        each.key,
                        field,
                        cell,
                    )


def names_of(column: dict[str, Any]) -> dict[str, str]:
    """What a picker of a table shows for each thing that may be chosen."""
    options = (column.get("type_config") or {}).get("options") or ()
    return {each["value"]: each["label"] for each in options if isinstance(each, dict)}


def test_where_no_row_is_written_it_is_said_what_holds() -> None:
    at = begun()
    fine(at.segmented_control(key="text how").set_value("Change").run())
    fine(at.text_area[0].set_value(NOTHING).run())
    for part in ("Sharing", "Leads"):
        shown(at, part)
        said = "No row yet. This hub says nothing of how its agencies work together"
        assert text(at).count(said) == 1
    fine(at.text_area[0].set_value(f"{NOTHING}\nworking_together: {{}}\n").run())
    assert "No row yet. Nobody is named, so that at every stage it is unclear" in text(at)
    shown(at, "Sharing")
    assert "No row yet. No agency has an agreement" in text(at)
    shown(at, "Agencies")
    assert "No row yet" not in text(at)


def test_things_are_chosen_by_their_names() -> None:
    at = begun("borough")
    chosen = {}
    for part in ("Agencies", "People", "Sharing", "Leads", "Stages"):
        shown(at, part)
        for each in at.data_editor:
            for field, told in json.loads(each.proto.columns).items():
                chosen[told.get("label"), field] = names_of(told)
    assert chosen["Agency", "agency"]["police"] == "Police"
    assert chosen["Led by", "who"]["manager"] == "Managers"
    assert chosen["Stage", "name"]["decision"] == "Decision"
    assert chosen["Stage", "name"]["default"] == "default"
    assert chosen["Done by", "who"]["police_researcher"] == "Police researchers"
    assert chosen["To", "to"]["closed"] == "No further action"
    assert chosen["Between", "name"]["council and police"] == "Children's social care and Police"
    assert chosen["For whom", "whom"]["red"] == "Red"
    shown(at, "Sharing")
    (record,) = at.multiselect
    assert "Police" in record.options


def test_things_that_are_called_the_same_are_told_with_their_short_names() -> None:
    data = {"roles": {"a": {"label": "Nurse"}, "b": {"label": " Nurse "}, "c": {}}}
    assert labels_in(data, "roles agencies") == {"a": "Nurse (a)", "b": "Nurse (b)", "c": "c"}


def test_what_a_hub_is_is_told_in_full_and_undone() -> None:
    at = begun()
    shown(at, "Hub")
    before, said = draft_of(at), "A hub for a town.\nInvented."
    (field,) = (each for each in at.text_area if each.label == "What it is")
    assert "Council, police and education share a room, health comes to the table" in field.value
    fine(field.set_value(said).run())
    after = draft_of(at)
    assert "about: A hub for a town. Invented.\n" in after
    back_and_forth(at, [before, after])


def handed_in(at: AppTest, contacts: str) -> AppTest:
    return at.file_uploader[0].set_value(("contacts.csv", contacts.encode(), "text/csv")).run()


def test_volumes_taken_from_real_contacts_are_undone() -> None:
    at = begun()
    before = draft_of(at)
    page = fine(opened("contacts", desk=desk_of(at)))
    rows = [f"2026-02-{day:02} 09:15,police,red" for day in range(2, 16)]
    fine(handed_in(page, "\n".join(["received,source,rating", *rows])))
    said = text(page)
    assert "14 contacts from 2 February 2026 to 15 February 2026, 2.0 weeks" in said
    assert "Mon 02 Feb 2026 09:15" in said
    assert "2.0 weeks say little of an ordinary week: use 8 or more.</li>" in said
    assert "<li>The need of 14 of 14 contacts is not given and is drawn. Results" in said
    fine(page.button(key="take volumes").click().run())
    after = draft_of(page)
    assert "14 contacts in contacts.csv, 2026-02-02 to 2026-02-15" in after
    back_and_forth(opened("hub", desk=desk_of(at)), [before, after])


@pytest.mark.parametrize(("contacts", "said"), [
    ("received,source,rating\n" + "2/2/2026 09:15,police,red\n" * 500, "499 more lines like it"),
    ("received,source\n2026-02-02 09:15,police\n", 'there is no column "rating"'),
    ("received;source;rating\n2026-02-02 09:15;police;red\n", "between semicolons"),
    ("received,source,rating\n", "there are no contacts in the file"),
    ("name,received,source,rating\nA,2026-02-02 09:15,police,red\n", 'unknown column "name"'),
])  # fmt: skip
def test_a_file_of_contacts_that_cannot_be_used_is_told_of_once(contacts: str, said: str) -> None:
    at = begun()
    page = handed_in(opened("contacts", desk=desk_of(at)), contacts)
    assert not page.exception, page.exception
    assert "1 problem in this file; nothing of it is taken over." in page.error[0].value
    assert escape(said) in text(page)
    assert "take volumes" not in [each.key for each in page.button]


def test_a_file_that_is_wrong_in_many_ways_fills_no_page() -> None:
    at = begun()
    rows = [f"2026-02-02 09:15,a source {n},red" for n in range(30)]
    page = handed_in(
        opened("contacts", desk=desk_of(at)), "\n".join(["received,source,rating", *rows])
    )
    assert not page.exception, page.exception
    (folded,) = page.expander
    assert folded.label == "The other 24 problems"
    first, others = text(page).split("The others</caption>")
    assert first.count("there is no source") == 6
    assert others.count("there is no source") == 24
