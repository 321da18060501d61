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
from hubsim.spec.scenario import apply, change_from_text
from hubsim.text.diff import diff_report, said_rows

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
        ("people", "21", "25"), ("usual", "disputed between council and police", "council"),
    }  # fmt: skip
    report = " ".join(diff_report(file, changed).split())
    assert all(f"{what}: from {was} to {now}" in report for what, was, now in rows)
    assert said_rows(file.source, file.source, file.hub) == []


def test_scenarios_count_and_their_words_are_plain(capsys):
    assert main(["diff", "county_separate", "county_separate+ladder_one_lead"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Led by, usual: from disputed between council and police to council" in told
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
