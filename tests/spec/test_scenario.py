"""Changes to a hub: what they replace, where they stand, and those that lead nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubsim.changes import changes_from
from hubsim.errors import InputError, Place
from hubsim.models import read_model
from hubsim.spec.read import hub_from, read_hub
from hubsim.spec.scenario import Change, apply, change_from_text, paths, read_scenario
from hubsim.spec.source import Source, read_source
from tests.spec.small import SMALL, changed, problems, read, told

ANY_HUB = "a:\n  b: 1\n  c: [x, y, z]\n  d: {value: 5, low: 4, high: 6, grade: measured}\n"


def where(place: Place) -> tuple[str, int, int]:
    """Say a place in numbers: of a setting, people see only its name and the caret."""
    return place.file, place.line, place.column


def source(text: str = ANY_HUB) -> Source:
    return read_source(text, "hub.yaml")


def after(*settings: str, text: str = ANY_HUB) -> Source:
    return apply(source(text), [change_from_text(setting) for setting in settings])


def scenario(folder: Path, settings: str, name: str = "what_if.yaml") -> tuple[Change, ...]:
    path = folder / name
    lines = "".join(f"  {line}\n" for line in settings.splitlines())
    path.write_text(f"hubsim_scenario: 1\nname: What if\nset:\n{lines}")
    return read_scenario(path).changes


@pytest.mark.parametrize(
    ("setting", "path", "value"),
    [
        ("a.b=2", ("a", "b"), "2"),
        (" a.b = 2 ", ("a", "b"), "2"),
        ("a.c.1=why", ("a", "c"), ["x", "why", "z"]),
        ("a.c=[p, q]", ("a", "c"), ["p", "q"]),
        ("a.d=7", ("a", "d"), "7"),
        ("a.d.low=3", ("a", "d", "low"), "3"),
        ("a.new=1", ("a", "new"), "1"),
        ("a.b={red: 1, green: 2}", ("a", "b"), {"red": "1", "green": "2"}),
        ('a.b="x=y"', ("a", "b"), "x=y"),
        ("a.c.1=null", ("a", "c"), ["x", "z"]),
    ],
)
def test_a_setting_replaces_what_stands_at_its_path(setting, path, value):
    here = after(setting).data
    for step in path:
        here = here[step]
    assert here == value


@pytest.mark.parametrize(
    ("setting", "there"),
    [
        ("a.b={more: 2}", "3"),
        ("a.b={more: -1}", "0"),
        ("a.b={more: 0.5}", "1.5"),
        ("a.d={more: 2}", "7"),
        ("a.d.high={more: 1}", "7"),
        ("a.e={more: 10 min}", "35 min"),
        ("a.f.0={more: 5%}", "20%"),
        (
            "a.b={more: 2, grade: assumed, source: asked}",
            {"value": "3", "grade": "assumed", "source": "asked"},
        ),
    ],
)
def test_more_is_added_to_what_stands_there(setting, there):
    here = after(setting, text=f"{ANY_HUB}  e: 25 min\n  f: [15%, 85%]\n").data
    for step in setting.split("=")[0].split("."):
        here = here[int(step)] if step.isdigit() else here[step]
    assert here == there


def test_more_twice_is_more_still_and_the_old_range_goes_with_the_old_number():
    assert after("a.d={more: 2}", "a.d={more: 3}").data["a"]["d"] == "10"


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("a.b={more: two}", '"two" is written'),
        ("a.b={more: [2]}", "a list is written"),
        ("a.b={more: -2}", '"-2" more than "1" is less than nothing'),
        ("a.e={more: 10}", "not of one unit"),
        ("a.e={more: 1 h}", "not of one unit"),
        ("a.g={more: 5 min}", "only to one number can more be added"),
        ("a.c={more: 1}", "only to one number"),
        ("a.new={more: 1}", "only to one number"),
    ],
)
def test_more_of_what_is_no_number_is_refused_where_it_is_written(setting, message):
    with pytest.raises(InputError) as caught:
        after(setting, text=f"{ANY_HUB}  e: 25 min\n  g: 25 min (10 to 90)\n")
    (only,) = caught.value.problems
    assert only.code == "E113"
    assert message in only.message
    assert only.place.column >= setting.index("{")


def test_what_does_not_fit_after_adding_is_shown_where_more_is_written(tmp_path):
    changes = scenario(tmp_path, "roles.screener.people: {more: 0.3, grade: asumed}")
    with pytest.raises(InputError) as caught:
        hub_from(apply(source(SMALL), changes))
    assert {p.place.line for p in caught.value.problems} == {4}
    assert {p.place.column for p in caught.value.problems} == {33, 45}


def test_two_more_screeners_on_every_hub_that_has_some():
    for model, there in (("starter", 6), ("county_separate", 23)):
        hub = read_model(model, changes_from(["two_more_screeners"], [], [])[0]).hub
        assert str(hub.roles["screener"].people.text) == str(there)


def test_null_takes_an_entry_away():
    assert "b" not in after("a.b=null").data["a"]
    assert "b" not in after("a.b=~").data["a"]
    assert after('a.b="null"').data["a"]["b"] == "null"


def test_the_file_as_read_is_left_as_it_is():
    before = source()
    changed = apply(before, [change_from_text("a.c.0=new")])
    assert (before.data["a"]["c"][0], changed.data["a"]["c"][0]) == ("x", "new")
    assert before.changed == {}
    assert apply(before, []) is before


def test_the_last_of_several_changes_wins_and_each_sees_those_before_it():
    assert after("a.b=2", "a.b=3").data["a"]["b"] == "3"
    assert after("a.new={p: 1}", "a.new.p=2").data["a"]["new"] == {"p": "2"}
    assert after("a.c.0=null", "a.c.0=null").data["a"]["c"] == ["z"]


def test_places_of_a_setting_are_in_the_words_that_were_typed():
    made = after("a.b={red: 1, green: [2, 3]}")
    assert where(made.key_place(("a", "b"))) == ("--set", 1, 1)
    assert where(made.place(("a", "b"))) == ("--set", 1, 5)
    assert where(made.key_place(("a", "b", "green"))) == ("--set", 1, 14)
    assert where(made.place(("a", "b", "green", 1))) == ("--set", 1, 25)
    assert made.place(("a", "b")).text == "a.b={red: 1, green: [2, 3]}"


def test_places_of_what_was_there_before_are_forgotten():
    made = after("a.d=7")
    assert where(made.place(("a", "d", "low"))) == ("--set", 1, 1)
    assert ("a", "d", "low") not in made.spots


def test_places_of_a_list_move_up_with_its_entries():
    made = after("a.c.0=null")
    assert made.data["a"]["c"] == ["y", "z"]
    assert [str(made.place(("a", "c", n))) for n in (0, 1)] == ["hub.yaml:3:10", "hub.yaml:3:13"]


def test_it_is_known_who_changed_what(tmp_path):
    changes = scenario(tmp_path, "a.b: 2\na.d: 7")
    made = apply(source(), [*changes, change_from_text("a.d=8")])
    assert made.changed == {("a", "b"): str(tmp_path / "what_if.yaml"), ("a", "d"): "--set"}


@pytest.mark.parametrize(
    ("setting", "near"),
    [
        ("a.c.3=new", "a.c.0"),
        ("a.c.-1=new", "a.c.1"),
        ("a.c.one=new", "a.c"),
        ("a.b.c=1", "a.b"),
        ("a.x=null", "a"),
        ("a..b=1", "a.b"),
        ("b.a=1", None),
        (".=1", None),
    ],
)
def test_a_path_that_leads_nowhere_is_answered_with_the_nearest(setting, near):
    with pytest.raises(InputError) as caught:
        after(setting)
    (only,) = caught.value.problems
    assert (only.code, *where(only.place)) == ("E106", "--set", 1, 1)
    assert "leads nowhere in this hub" in only.message
    assert "did you mean" in only.help or (near is None and "paths begin with: a" in only.help)


def test_every_path_that_leads_nowhere_is_told():
    with pytest.raises(InputError) as caught:
        after("a.q.r=1", "a.b=2", "z.b=1")
    assert {p.message.split('"')[1] for p in caught.value.problems} == {"a.q.r", "z.b"}


def test_a_value_that_does_not_fit_is_shown_in_the_scenario(tmp_path):
    changes = scenario(
        tmp_path,
        "roles.screener.people: 5\n"
        "stages.decision.work:\n  red: 20 minuts\n  green: {value: 1 h, low: 2 h, high: 3 h}\n"
        "stages.decision.then: {closed: 90%, assesment: 10%}",
    )
    with pytest.raises(InputError) as caught:
        hub_from(apply(source(SMALL), changes))
    file = tmp_path / "what_if.yaml"
    assert [f"{p.place} {p.code}" for p in caught.value.problems] == [
        f"{file}:6:10 E103",
        f"{file}:7:20 E103",
        f"{file}:8:39 E201",
    ]


def test_a_change_that_breaks_what_stands_elsewhere_is_told_there():
    assert told(SMALL, ["stages.decision.then=closed", "outcomes.closed=null"]) == [
        '--set E201 there is no stage or outcome "closed"',
        'hub.yaml:39:32 E201 there is no stage or outcome "closed"',
    ]
    assert told(SMALL, ["roles.screener.people=null"]) == [
        'hub.yaml:11:3 E203 role "screener" has neither people nor posts'
    ]


def test_a_graded_value_is_set_whole_or_in_part():
    assert read(SMALL, ["roles.screener.people=5"]).hub.roles["screener"].people.value == 5
    text = changed("people: 3", "people: {value: 3, low: 2, high: 4, grade: measured}")
    whole = read(text, ["roles.screener.people=9"]).hub.roles["screener"].people
    assert (whole.value, whole.low, whole.high, whole.grade) == (9, None, None, None)
    assert "does not lie between low 2 and high 4" in str(
        problems(text, ["roles.screener.people.value=9"])[0]
    )


@pytest.mark.parametrize("setting", ["a.b=[1", "a.b={x: 1", 'a.b="open', "a.b=&x 1", "a.b=1: 2: 3"])
def test_a_value_that_is_no_yaml_is_shown_as_typed(setting):
    with pytest.raises(InputError) as caught:
        change_from_text(setting)
    (only,) = caught.value.problems
    assert only.place.file == "--set"
    assert only.place.text == setting
    assert only.place.column >= 5


def test_a_scenario_says_its_name(tmp_path):
    scenario(tmp_path, "a.b: 2")
    read = read_scenario(tmp_path / "what_if.yaml")
    assert (read.name, read.about, len(read.changes)) == ("What if", "", 1)


def test_a_scenario_is_applied_to_a_file(tmp_path):
    (tmp_path / "hub.yaml").write_text(SMALL)
    changes = scenario(tmp_path, "roles.screener.people: 7\nstages.decision.who.1: null")
    hub = read_hub(tmp_path / "hub.yaml", changes).hub
    assert hub.roles["screener"].people.value == 7
    assert hub.stages["decision"].who == ("manager",)


def test_everything_wrong_with_a_scenario_is_told_at_once(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text("hubsim_scenario: 2\nname: [x]\nabut: y\nset:\n  a.b:\n  c.d: ~\n")
    with pytest.raises(InputError) as caught:
        read_scenario(path)
    assert [(p.place.line, p.code) for p in caught.value.problems] == [
        (1, "E103"),
        (2, "E104"),
        (3, "E101"),
        (5, "E107"),
    ]
    assert all(p.help for p in caught.value.problems)


def test_the_paths_of_data_come_top_down():
    assert list(paths({"a": {"b": "1", "c": ["x"]}})) == [
        ("a",),
        ("a", "b"),
        ("a", "c"),
        ("a", "c", 0),
    ]
