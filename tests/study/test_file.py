"""A study from a file: what is compared, every mistake at its place, and the same rows as by hand."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pandas as pd
import pytest

from hubsim.cli import main
from hubsim.errors import InputError
from hubsim.spec.schema import study_schema
from hubsim.study import Length, Study, designs_from, read_study, run_study

STUDY = """\
hubsim_study: 1
name: Whom to add
hubs: [starter]
scenarios: [two_more_screeners]
designs:
  Six:
    set: {roles.screener.people: 6}
  Six and the two more:
    hub: starter
    with: two_more_screeners
    set:
      roles.screener.people: 6
weeks: 3
warm_up: 1
run_off: 1
replications: 2
seed: 4
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "study.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def told(folder: Path, text: str) -> str:
    with pytest.raises(InputError) as caught:
        read_study(written(folder, text))
    return str(caught.value)


def test_doing_nothing_comes_first_then_each_scenario_then_the_named_designs(tmp_path):
    study = read_study(written(tmp_path, STUDY))
    assert [design.label for design in study.designs] == [
        "Starter hub, as it is", "Starter hub, with Two more screeners", "Six",
        "Six and the two more",
    ]  # fmt: skip
    people = [design.file.hub.roles["screener"].people for design in study.designs]
    assert [each.value for each in people if each is not None] == [4, 6, 6, 6]
    assert (study.replications, study.seed, study.length) == (2, 4, Length(3, 1, 1))


def test_the_rows_are_those_of_the_same_designs_made_by_hand(tmp_path):
    study = read_study(written(tmp_path, STUDY))
    length = Length(3, 1, 1)
    by_hand = (
        *designs_from(["starter"], length=length),
        *designs_from(["starter"], settings=["roles.screener.people=6"], length=length),
    )
    rows, same = run_study(study).rows, run_study(Study(by_hand, length, 2, 4)).rows
    for label, number in ((study.designs[0].label, 0), ("Six", 1)):
        values = rows[rows["design"] == label]["value"].reset_index(drop=True)
        size = len(values)
        both = same["value"].to_numpy().reshape(2, 2, -1)[:, number].reshape(-1)
        pd.testing.assert_series_equal(values, pd.Series(both, name="value"), check_exact=True)
        assert size > 100


def test_circumstances_hold_for_doing_nothing_too(tmp_path):
    text = STUDY + "circumstances: [quieter.yaml]\nset: {contacts.schools.volume: 5 per week}\n"
    (tmp_path / "quieter.yaml").write_text(
        "hubsim_scenario: 1\nname: Quieter\nset: {contacts.police.volume: 1 per week}\n"
    )
    study = read_study(written(tmp_path, text))
    for design in study.designs:
        assert design.file.hub.contacts["police"].volume.value == 1
        assert design.applied[:2] == ("Quieter", "contacts.schools.volume=5 per week")


def test_every_mistake_is_told_at_once_with_its_place(tmp_path):
    shown = told(
        tmp_path,
        "hubsim_study: 1\nname: X\nhubs: [startr]\nscenarios: [two_more_screener]\n"
        "designs:\n  A: {hub: starter, with: [limits_kep]}\nweeks: 0\n",
    )
    for part in (
        'study.yaml:3:8: error[E002]: there is no model "startr"',
        'did you mean "starter"?',
        'study.yaml:4:13: error[E002]: there is no scenario "two_more_screener"',
        'study.yaml:6:28: error[E002]: there is no scenario "limits_kep"',
        "study.yaml:7:8: error[E401]: weeks is 0",
    ):
        assert part in shown


def test_mistakes_of_form_are_told_at_once_with_their_places(tmp_path):
    shown = told(
        tmp_path,
        "hubsim_study: 2\nname: X\nhub: [starter]\nreplications: many\nwarm_up: soon\n"
        "horizon: for ever\nuntil: {mesure: a, within: 80%}\nseed:\n"
        "designs:\n  A:\n    set: {roles.screener.people: }\n",
    )
    for part in (
        "study.yaml:1:15: error[E103]: hubsim_study: this hubsim reads studies of format 1",
        'study.yaml:3:1: error[E101]: unknown field "hub"',
        'did you mean "hubs"?',
        "study.yaml:4:15",
        "study.yaml:5:10",
        'study.yaml:6:10: error[E104]: horizon: "for ever" is not one of the allowed words',
        'did you mean "measure"?',
        "study.yaml:8:1",
        'study.yaml:11:11: error[E107]: nothing is written after "roles.screener.people:"',
    ):
        assert part in shown, part


def test_measures_and_groups_that_nobody_has_are_told(tmp_path):
    text = STUDY + "measures: [hours_to_decision, contacts/polise]\nuntil: {measure: open_case}\n"
    shown = told(tmp_path, text)
    assert 'study.yaml:18:12: error[E406]: "hours_to_decision" is no measure' in shown
    assert 'no design has a group "polise"' in shown
    assert 'did you mean "police"?' in shown
    assert 'did you mean "open_cases"?' in shown


def test_a_hub_or_a_scenario_is_no_study(tmp_path):
    assert "this file is a hub, not a study" in told(tmp_path, "hubsim: 1\nname: X\n")
    assert "this file is a scenario" in told(tmp_path, "hubsim_scenario: 1\nname: X\n")
    assert main(["study", "no_such.yaml"]) == 2


def test_a_study_is_run_and_written(tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["study", str(written(tmp_path, STUDY)), "--out", str(out)]) == 0
    shown = capsys.readouterr().out
    assert "Six and the two more" in shown
    report, _, _ = shown.partition("\nwritten to")
    assert max(map(len, report.splitlines())) <= 80
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["horizon"] == "these weeks"
    assert [each["label"] for each in manifest["designs"]][2] == "Six"


def test_compare_always_has_doing_nothing_among_its_designs(capsys):
    words = ["compare", "starter", "starter+two_more_screeners", "--set", "roles.screener.people=6"]
    assert main([*words, "--weeks", "2", "--warm-up", "0", "-n", "2"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Compared with: Starter hub, as it is" in shown
    assert "Doing nothing (Starter hub, as it is) was added" in shown


def test_the_schema_knows_what_may_be_written(tmp_path):
    given = {
        "hubsim_study": 1, "name": "X", "hubs": ["a"], "weeks": 5, "warm_up": "found",
        "designs": {"A": {"with": "b", "set": {"roles.x.people": 5}}},
        "until": {"measure": "open_cases", "within": "5%"}, "horizon": "long run",
    }  # fmt: skip
    jsonschema.Draft202012Validator.check_schema(study_schema())
    jsonschema.validate(given, study_schema())
    for wrong in ({"horizon": "ever"}, {"hub": "a"}, {"weeks": [1]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(given | wrong, study_schema())
    assert main(["schema", "--study"]) == 0
