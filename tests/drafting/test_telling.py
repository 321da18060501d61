"""What is wrong is told in the words of the page, with its code, line and path at the end."""

from __future__ import annotations

import pytest

from hubsim.drafting import NOTHING, Draft
from hubsim.drafting.telling import told, where
from hubsim.errors import Place, Problem
from hubsim.shipped import find

TWO = NOTHING.replace(
    "agencies:\n", "agencies:\n  health: {label: Health trusts}\n"
).replace("  all:\n    label: All contacts", "  health:\n    label: From health")  # fmt: skip

OUTCOMES = NOTHING[NOTHING.index("outcomes:") :]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "people: 2", "people: two",
            ('People › Roles and people › Workers › People: "two" is not a number. Write a number, '
            "such as 12 or 0.5. (E103, line 19, roles.worker.people)"),
        ),
        (
            "agency: council, ", "",
            ("People › Roles and people › Workers › Agency: Nothing is chosen or written (the agency "
            "they belong to). For example: council. (E102, line 19, roles.worker)"),
        ),
        (
            "agency: council", "agency: health_",
            ('People › Roles and people › Workers › Agency: There is no agency "health_". Did you '
            'mean "health"? Agencies: health, council. (E201, line 19, roles.worker.agency)'),
        ),
        (
            "people: 2", "people: 1",
            'People › Roles and people › Workers › People: "Workers" of "Council" is one person,',
        ),
        ("closed: 60%", "closed: 50%", "Stages › Decision › Where cases go next: Shares sum to"),
        ("decision\n\n", "decisio\n\n", 'Hub › Stage where contacts begin: There is no stage "d'),
        ("hubsim: 1\n", "hubsim: 1\nwaht: 3\n", 'Text › waht: Unknown field "waht" at the top of'),
        (
            "hubsim: 1\n", 'hubsim: 1\n"<b> [x](http://x.example)": 3\n',
            'Text › <b> [x](http://x.example): Unknown field "<b> [x](http://x.example)" at the top',
        ),
        ("name: New hub", "name: [New hub]", "Hub › Name of the hub: One text belongs here, and"),
        (
            "label: Workers, agency: council, people: 2",
            'label: "First\\n# second", agency: council, people: two',
            'People › Roles and people › First # second › People: "two" is not a number.',
        ),
        (OUTCOMES, "", 'Hub: The hub has no "outcomes"'),
        ("{label: Urgent, ", "{label: Urgent, ]", "Text, line 22: "),
    ],
)  # fmt: skip
def test_a_problem_is_told_by_where_it_is_on_the_page(old: str, new: str, said: str) -> None:
    assert old in TWO
    draft = Draft(TWO.replace(old, new, 1))
    found = [str(told(each, draft.source, draft.file)) for each in draft.everything]
    assert any(each.startswith(said) for each in found), found


def test_a_name_that_two_things_have_is_that_of_what_is_meant() -> None:
    draft = Draft(TWO)
    problem = Problem("W999", 'the source "health" asks "health"', Place("hub.yaml"))
    assert told(problem, draft.source).what == 'The source "From health" asks "Health trusts".'
    assert draft.source is not None
    assert where(("contacts", "health"), draft.source.data) == "Contacts › From health"


def test_fields_are_called_as_their_columns_are_and_the_form_of_a_text_as_it_is_written() -> None:
    help = "say reached_by and see stages.decision.who"
    problem = Problem("W999", "nobody", Place("hub.yaml"), help)
    said = 'Say "Reached by" and see Stages › Decision › Done by.'
    assert told(problem, Draft(NOTHING).source).help == said
    form = Problem("E101", "unknown field", Place("hub.yaml"), "allowed: reached_by")
    assert told(form).help == "allowed: reached_by."


def test_without_a_hub_the_file_is_told_and_not_where_it_lies() -> None:
    problem = Problem("E101", 'roles.worker: "x" is nothing', Place("/srv/secret/a.yaml", 3))
    assert str(told(problem)) == (
        'People › Roles and people › worker: "x" is nothing. (E101, a.yaml:3:1, roles.worker)'
    )
    option = Problem("E106", "no such path", Place("--set"))
    assert str(told(option)) == "--set: No such path. (E106)"


@pytest.mark.parametrize("model", ["county_separate", "regional_hub", "borough_as_written"])
def test_every_finding_of_a_model_is_told_without_short_names_of_more_words(model: str) -> None:
    draft = Draft(find(model, "models").read_text())
    assert draft.everything
    for each in draft.everything:
        said = told(each, draft.source)
        assert said.where.split(" › ")[0] in {
            "Agencies", "People", "Sharing", "Leads", "Stages", "Contacts", "Hub", "Text",
        }  # fmt: skip
        assert "_" not in said.where + said.what
        assert each.code in said.aside


def test_a_hub_keeps_its_name_while_its_text_cannot_be_read() -> None:
    assert Draft(NOTHING.replace("name: New hub", 'name: "Our hub"') + "\na: [").name == "Our hub"
    assert Draft("a: [").name == ""
