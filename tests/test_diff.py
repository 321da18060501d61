"""What differs between two models: found whole, and said in plain words."""

from __future__ import annotations

import itertools
import json

import pytest

from hubsim.cli import main
from hubsim.models import read_model
from hubsim.shipped import names
from hubsim.spec.between import changes_between
from hubsim.spec.differences import differences
from hubsim.spec.scenario import Scenario, apply, change_from_text
from hubsim.study.attribution import joined
from hubsim.study.positions import Position
from hubsim.text.diff import KNOWN, diff_report, patches_between, said_rows, told_at_all

MODELS = names("models")
PAIRS = [
    pair
    for pair in itertools.permutations(MODELS, 2)
    if pair[0].split("_")[0] == pair[1].split("_")[0] or "starter" in pair
]


@pytest.fixture(scope="module")
def files():
    return {name: read_model(name) for name in MODELS}


def test_the_differences_applied_to_the_first_give_the_second(files):
    """For all pairs of shipped models of one hub, and each against the starter, both ways round."""
    assert len(PAIRS) > 20
    for first, second in PAIRS:
        a, b = files[first].source, files[second].source
        made = apply(a, changes_between(a, b)).data
        assert made == b.data, (first, second)


def test_a_model_does_not_differ_from_itself(files):
    for file in files.values():
        assert differences(file.source, file.source) == ()
        assert "They are the same" in diff_report(file, file)


def test_one_change_is_one_difference(files):
    changed = read_model("county_separate", [change_from_text("roles.screener.people=25")])
    (found,) = differences(files["county_separate"].source, changed.source)
    assert found.path == ("roles", "screener", "people")
    told = diff_report(files["county_separate"], changed)
    assert "1 difference: people and their hours 1." in told
    assert "social workers), people: from 21 to 25 (+4)" in " ".join(told.split())


def test_the_same_words_stand_in_a_table(files):
    changes = [
        change_from_text("roles.screener.people=25"),
        change_from_text("working_together.led_by.default=council"),
    ]
    file = files["county_separate"]
    changed = read_model("county_separate", changes)
    rows = said_rows(file.source, changed.source, file.hub)
    assert {(what.split(", ")[-1], was, now) for what, was, now in rows} == {
        ("people", "21", "25"),
        ("Usually led by", "disputed between Children's social care and Police",
         "Children's social care"),
    }  # fmt: skip
    report = " ".join(diff_report(file, changed).split())
    assert all(f"{what}: from {was} to {now}" in report for what, was, now in rows)
    assert said_rows(file.source, file.source, file.hub) == []


def test_scenarios_count_and_their_words_are_plain(capsys):
    assert main(["diff", "county_separate", "county_separate+ladder_one_lead"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Usually led by: from disputed between Children's social care and Police to Chil" in told
    assert main(["diff", "borough_as_written", "borough_as_worked"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "goes on to Screening: from 88% to 73%" in told
    assert "goes on to Call back: from 0% to 15%" in told
    assert "Health trust, agreement: from signed to lapsed" in told


def test_settings_are_applied_to_the_second_or_to_a_copy_of_the_only_one(capsys):
    assert main(["diff", "starter", "--set", "roles.screener.people=7", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["path"], found["before"], found["after"]) == ("roles.screener.people", "4", "7")
    assert found["group"] == "People and their hours"


def test_what_only_one_has_is_told_as_a_whole_and_known_differently_apart(hub):
    text = (
        "hubsim: 1\nname: A\ncalendar: {starts: 2026-01-05}\nagencies: {a: {}}\n"
        "roles: {w: {agency: a, posts: {value: 2, grade: assumed}, hours: always}}\n"
        "ratings: {red: {}, green: {}}\n"
        "contacts: {web: {every: 1 h, true_need: {high: 100%}, "
        "first_seen_as: {high: {red: 100%}}}}\n"
        "starts_at: s\nstages: {s: {who: w, work: 20 min, then: out}}\noutcomes: {out: {}}\n"
    )
    other = (
        text.replace("grade: assumed", "grade: measured")
        .replace("ratings: {red: {}, green: {}}", "ratings: {green: {}, red: {}}")
        .replace("stages: {", "stages: {t: {label: Late look, who: w, work: 5 min, then: s}, ")
        .replace("starts_at: s", "starts_at: t")
    )
    told = " ".join(diff_report(hub(text), hub(other)).split())
    assert "W, posts: 2 in both, first assumed, then measured" in told
    assert "Ratings: from red, green to green, red" in told
    assert "Late look: only in the second: done by w; work 5 min" in told


def test_reports_fit_80_columns_and_mistakes_are_told(files, capsys):
    for first, second in PAIRS[:12]:
        assert max(map(len, diff_report(files[first], files[second]).splitlines())) <= 80
    assert main(["diff", "county_separate"]) == 2
    assert main(["diff", "county_separat", "startr", "--scenario", "nowhere"]) == 2
    told = capsys.readouterr().err
    for part in ("a second model is needed", "county_separat", "startr", "nowhere"):
        assert part in told


def test_what_makes_the_second_of_the_first_stands_under_the_same_headings(files):
    """Made all together it is the second; the headings are those of the report."""
    first, second = (files[name] for name in ("county_separate", "county_integrated"))
    patches = patches_between(first, second)
    report = diff_report(first, second).splitlines()
    assert all(patch.name in report or patch.name == KNOWN for patch in patches)
    made = apply(first.source, [change for patch in patches for change in patch.changes])
    assert not [each for each in differences(made, second.source) if told_at_all(each)]


def test_what_makes_a_hub_only_together_is_joined():
    """A stage that hands on to another and the other; more people fit by themselves."""
    start = Position(read_model("starter").source)
    stage = change_from_text("stages.look={who: manager, work: 5 min, then: closed}")
    on = change_from_text("stages.decision.then={look: 100%}")
    more = change_from_text("roles.screener.people={more: 1}")
    patches = [Scenario(name, "", (c,)) for name, c in (("A", stage), ("B", on), ("C", more))]
    assert [patch.name for patch in joined(start, patches)] == ["C", "A and b"]


def test_effects_of_differences_are_divided_among_their_headings(capsys):
    words = ["diff", "starter", "--set", "roles.screener.people=6"]
    words += ["--set", "stages.decision.work=5 min", "--effects", "--weeks", "2", "-n", "3"]
    assert main(words) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "people: from 4 to 6 (+2)" in told
    assert "All 4 sets of the 2 changes were run on the same cases" in told
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["differences"]) == 2
    time = [
        row for row in found["effects"]
        if row["measure"] == "asked_hours_to_decision_mean" and row["what"] == "share"
    ]  # fmt: skip
    assert {row["change"] for row in time} >= {"People and their hours", "Stages and routes"}
