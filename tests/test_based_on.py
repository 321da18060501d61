"""Models made from others: what they say, where their numbers stand, and what can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubsim.cli import main
from hubsim.errors import InputError
from hubsim.models import files_of, name_of, read_model, source_of
from hubsim.spec.register import register
from tests.conftest import ONE_DESK

VARIANT = "hubsim: 1\nbased_on: {base}\nname: Two desks\nset:\n  roles.adviser.posts: 2\n"


@pytest.fixture
def variant(one_desk: Path) -> Path:
    path = one_desk.with_name("two_desks.yaml")
    path.write_text(VARIANT.format(base="one_desk.yaml"))
    return path


def test_a_variant_is_its_base_with_changes_and_a_name_of_its_own(variant: Path) -> None:
    file = read_model(str(variant))
    posts = file.hub.roles["adviser"].posts
    assert (file.hub.name, posts and posts.value) == ("Two desks", 2)
    assert set(file.hub.stages) == {"answer"}


def test_what_the_variant_writes_stands_in_its_file_and_the_rest_in_its_base(variant: Path) -> None:
    source = source_of(str(variant))
    assert source.place(("roles", "adviser", "posts")).file == str(variant)
    assert source.place(("roles", "adviser", "posts")).line == 5
    assert source.place(("stages", "answer", "work")).file == str(
        variant.with_name("one_desk.yaml")
    )
    changed = [each for each in register(read_model(str(variant))) if "set by" in each.source]
    assert [each.path for each in changed] == ["roles.adviser.posts"]


def test_scenarios_behind_a_plus_are_applied_and_named(one_desk: Path) -> None:
    scenario = one_desk.with_name("quick.yaml")
    scenario.write_text(
        "hubsim_scenario: 1\nname: Quick\nabout: Quicker.\nset:\n  stages.answer.work: 5 min\n"
    )
    model = f"{one_desk}+{scenario}"
    file = read_model(model)
    assert file.hub.name == "One desk + Quick" == name_of(model)
    assert file.source.data["stages"]["answer"]["work"] == "5 min"
    assert list(files_of(model)) == [one_desk, scenario]


def test_a_file_with_a_plus_in_its_name_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "one+two.yaml"
    path.write_text(ONE_DESK)
    assert read_model(str(path)).hub.name == "One desk"


def test_variants_of_variants(variant: Path) -> None:
    third = variant.with_name("third.yaml")
    third.write_text("hubsim: 1\nbased_on: two_desks.yaml\nname: Third\n")
    assert read_model(str(third)).source.data["roles"]["adviser"]["posts"] == "2"
    assert [path.name for path in files_of(str(third))] == [
        "third.yaml", "two_desks.yaml", "one_desk.yaml",
    ]  # fmt: skip


def wrong(path: Path, text: str) -> list[str]:
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_model(str(path))
    return [f"{p.place.line}:{p.place.column} {p.code} {p.message}" for p in caught.value.problems]


def test_what_can_be_wrong_is_said_at_its_place(variant: Path) -> None:
    based = VARIANT.format(base="one_desk.yaml")
    assert wrong(variant, VARIANT.format(base="one_dask")) == [
        '2:11 E002 there is no model "one_dask"'
    ]
    assert wrong(variant, based + "roles: {}\n") == [
        '6:1 E110 "roles" cannot be written in a model that is based on another'
    ]
    assert wrong(variant, based.replace("posts", "post.s")) == [
        '5:3 E106 the path "roles.adviser.post.s" leads nowhere in this hub'
    ]
    assert wrong(variant, based + "with: [no_such]\n") == [
        '6:8 E002 there is no scenario "no_such"'
    ]
    assert wrong(variant, based + "with: {a: b}\n") == [
        "6:7 E110 names of scenarios belong here, and a section is written"
    ]
    assert wrong(variant, based.replace("name: Two desks\n", "")) == [
        '1:1 E102 the model has no "name"'
    ]
    assert wrong(variant, VARIANT.format(base="two_desks.yaml")) == [
        "2:11 E112 this model is based on itself"
    ]
    assert wrong(variant, based.replace("  roles.adviser.posts: 2", "  roles.adviser.posts:")) == [
        '5:3 E107 nothing is written after "roles.adviser.posts:"'
    ]


def test_a_name_beside_a_plus_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "starter+"]) == 2
    assert "lacks a name beside a plus sign" in capsys.readouterr().out
