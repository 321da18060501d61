"""A study gives the same rows anywhere, says when nothing settles, and is written safely."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hubsim.cli import main
from hubsim.errors import InputError
from hubsim.study import Length, Study, designs_from, run_study
from hubsim.study.store import check_folder, literal, write

SHORT = Length(weeks=3, warm_up=1, run_off=1)


def study_of(models: list[str], replications: int = 3, length: Length = SHORT) -> Study:
    return Study(designs_from(models, length=length), length, replications, seed=4)


def test_rows_do_not_depend_on_the_number_of_processes():
    study = study_of(["starter"])
    alone, together = run_study(study), run_study(study, executor=ThreadPoolExecutor(2))
    pd.testing.assert_frame_equal(alone.rows, together.rows, check_exact=True)


def test_files_are_byte_equal_with_any_hash_seed(tmp_path: Path):
    sums = []
    for seed in ("0", "1", "4711"):
        out = tmp_path / seed
        words = ["run", "starter", "--weeks", "2", "--warm-up", "1", "--run-off", "1", "-n", "2"]
        subprocess.run(
            [sys.executable, "-m", "hubsim", *words, "--out", str(out)],
            check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        sums.append(hashlib.sha256((out / "results.csv").read_bytes()).hexdigest())
    assert len(set(sums)) == 1


def test_designs_meet_the_same_cases():
    """The same hub with more screeners: same contacts, same outcomes, less waiting."""
    study = study_of(["starter"])
    more = Study(
        (*study.designs, *designs_from(["starter"], settings=["roles.screener.people=9"], length=SHORT)),
        SHORT, 3, 4,
    )  # fmt: skip
    labels = [design.label for design in more.designs]
    assert (
        labels[0] == labels[1]
    )  # the same name twice: told apart by designs_from only within one call
    table = run_study(study).rows
    other = run_study(Study(more.designs[1:], SHORT, 3, 4)).rows
    same = ["contacts", "asked_share", "outcomes"]
    for measure in same:
        a, b = (t[t["measure"] == measure]["value"].to_numpy() for t in (table, other))
        assert np.array_equal(a, b)
    wait = "hours_to_decision_mean"
    a, b = (
        t[(t["measure"] == wait) & (t["by"] == "all")]["value"].to_numpy() for t in (table, other)
    )
    assert (b < a).all()


def overloaded() -> Study:
    settings = ["roles.screener.people=1"]
    return Study(designs_from(["starter"], settings=settings, length=SHORT), SHORT, 3, 1)


def test_an_overloaded_hub_is_said_to_be_and_shows_no_average():
    """One screener at 70 % for 130 contacts a week of 40 minutes: about 3.2 times too much."""
    results = run_study(overloaded())
    (label,) = results.labels
    assert re.match(r"over a year, 3\d\d% of the time of “Screener” is", results.unsettled[label])
    assert np.isnan(results.estimate(label, "hours_to_decision_mean").mean)
    assert results.estimate(label, "backlog_growth").mean > 50
    note = results.summary().set_index("measure").loc["hours_to_decision_mean", "note"]
    assert set(note) == {"withheld: the queue never settles"}
    assert any(warning.code == "W301" for warning in results.warnings)


def test_a_settled_hub_shows_everything():
    results = run_study(study_of(["starter"]))
    assert results.unsettled == {}
    assert results.estimate(results.labels[0], "hours_to_decision_mean").known


def test_what_is_written_can_be_read_and_the_manifest_comes_last(tmp_path: Path):
    study = study_of(["starter"])
    results = run_study(study)
    written = write(study, results, tmp_path)
    assert written[-1].name == "manifest.json"
    assert not list(tmp_path.glob(".*"))  # no half-written files are left
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["seed"] == 4
    assert manifest["files"] == [path.name for path in written[:-1]]
    parquet = pd.read_parquet(tmp_path / "results.parquet")
    csv = pd.read_csv(tmp_path / "results.csv")
    assert len(parquet) == len(csv) == len(results.rows)
    assert np.array_equal(parquet["value"], results.rows["value"], equal_nan=True)


def test_the_hub_that_was_run_is_a_hub_that_can_be_run(tmp_path: Path):
    study = study_of(["starter"])
    write(study, run_study(study), tmp_path)
    again = study_of([str(tmp_path / "hub_1.yaml")])
    pd.testing.assert_frame_equal(run_study(study).rows, run_study(again).rows, check_exact=True)


def test_a_folder_that_holds_other_things_is_not_written_to(tmp_path: Path):
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(InputError, match="holds other things"):
        check_folder(tmp_path)


def test_a_folder_that_cannot_be_made_is_an_error_before_the_run(tmp_path: Path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["run", "starter", "--out", str(tmp_path / "file" / "out")]) == 2
    assert "nothing can be written" in capsys.readouterr().err


def test_a_full_disk_leaves_no_manifest(tmp_path: Path, monkeypatch, capsys):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hubsim.study.files.os.fsync", full)
    words = ["run", "starter", "--weeks", "1", "--warm-up", "0", "--run-off", "0", "-n", "1"]
    assert main([*words, "--out", str(tmp_path)]) == 2
    assert "no space left" in capsys.readouterr().err
    assert [path.name for path in tmp_path.rglob("*")] == ["parts"]


@pytest.mark.parametrize(
    ("text", "safe"),
    [('=HYPERLINK("x")', "'=HYPERLINK(\"x\")"), ("@SUM(1)", "'@SUM(1)"), ("\tx", "'\tx"),
     ("-1+2", "'-1+2"), ("Council", "Council"), (-3.5, -3.5)],
)  # fmt: skip
def test_text_in_tables_is_never_a_formula_and_numbers_stay_numbers(text, safe):
    assert literal(text) == safe


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--weeks", "0"], "weeks is 0"),
        (["--warm-up", "-1"], "warm-up is -1"),
        (["--replications", "0"], "0 replications"),
        (["--weeks", "5000"], "over 20 years"),
    ],
)
def test_a_length_that_shows_nothing_is_an_error(words, said, capsys):
    assert main(["run", "starter", *words]) == 2
    assert said in capsys.readouterr().err


def test_one_replication_has_no_interval_and_says_so(capsys):
    assert main(["run", "starter", "--weeks", "2", "--warm-up", "0", "-n", "1"]) == 0
    shown = capsys.readouterr().out
    assert "interval not available: needs at least 2 replications" in shown
    assert "nan" not in shown.lower()


def test_a_hub_without_contacts_shows_not_available(capsys):
    words = [
        "--set",
        "contacts.police.volume=0 per week",
        "--set",
        "contacts.schools.volume=0 per week",
    ]
    assert main(["run", "starter", "--weeks", "9", "--warm-up", "0", "-n", "2", *words]) == 0
    shown = capsys.readouterr().out
    assert "n/a" in shown
    assert "nan" not in shown.lower()


def test_a_surge_outside_the_measured_time_is_a_warning(one_desk, capsys):
    surge = "calendar.surges=[{dates: 2027-01-01 to 2027-01-10, times: 2}]"
    words = ["run", str(one_desk), "--weeks", "2", "--warm-up", "0", "-n", "1", "--set", surge]
    assert main(words) == 0
    assert (
        "warning[W303]: the surge of 2027-01-01 to 2027-01-10 lies outside"
        in capsys.readouterr().err
    )


def test_a_crowded_stretch_of_a_hub_that_keeps_up_over_the_year_is_shown_with_a_warning(tmp_path):
    """Screeners at about 80 % in a year; with twice the contacts for the measured weeks, 160 %."""
    surge = "calendar.surges=[{dates: 2026-01-05 to 2026-02-15, times: 2}]"
    study = Study(designs_from(["starter"], settings=[surge], length=SHORT), SHORT, 2, 1)
    results = run_study(study)
    assert results.unsettled == {}
    assert any(warning.code == "W304" for warning in results.warnings)
    assert results.estimate(results.labels[0], "hours_to_decision_mean").mean > 5


def test_one_model_is_compared_with_itself_as_written(capsys):
    words = ["compare", "starter", "--set", "roles.screener.people=6", "--weeks", "2", "-n", "2"]
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert "Starter hub, as it is" in shown
    assert "Starter hub, with roles.screener.people=6" in shown


def test_what_was_changed_stands_in_report_and_manifest(tmp_path: Path, capsys):
    words = ["--set", "roles.screener.people=6", "--weeks", "2", "-n", "2", "--out", str(tmp_path)]
    assert main(["run", "starter", *words]) == 0
    assert "Changed: roles.screener.people=6" in capsys.readouterr().out
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["designs"][0]["applied"] == ["roles.screener.people=6"]


def test_designs_that_do_not_meet_the_same_contacts_are_not_said_to(capsys):
    words = ["compare", "starter", "discharge_hub", "--weeks", "2", "-n", "2"]
    assert main(words) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Every design meets the same cases" not in told
    assert "The designs do not meet the same contacts" in told
    assert "Only Starter hub has this" in told, "police are not in the other hub, which settles"
