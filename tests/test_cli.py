"""The commands, as somebody types them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hubsim.cli import hubsim, main
from hubsim.shipped import names

QUICK = ["--weeks", "2", "--warm-up", "1", "--run-off", "1", "-n", "2"]


def test_help_imports_nothing_heavy():
    code = "import hubsim.cli, sys; print([m for m in ('numpy', 'pandas', 'simpy', 'streamlit', 'scipy', 'yaml', 'pydantic') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize("command", sorted(hubsim.commands))
def test_help_fits_the_terminal_and_holds_no_marks_of_the_code(
    command: str, capsys: pytest.CaptureFixture[str]
):
    assert main([command, "--help"]) == 0
    said = capsys.readouterr().out
    assert "\\b" not in said
    assert "\b" not in said
    assert max(map(len, said.splitlines())) <= 80


def test_check_imports_no_simulation_and_no_dashboard(one_desk: Path):
    code = (
        "import sys; from hubsim.cli import main; main(['check', sys.argv[1]]);"
        "print([m for m in ('pandas', 'simpy', 'streamlit', 'altair') if m in sys.modules])"
    )
    words = [sys.executable, "-c", code, str(one_desk)]
    shown = subprocess.run(words, check=True, capture_output=True, text=True)
    assert shown.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("model", names("models"))
def test_shipped_models_are_ready_to_run(model, capsys):
    assert main(["check", model]) == 0
    assert "ready to run" in capsys.readouterr().out


FOR = {
    "borough": "borough", "worked": "borough_as_written", "marac": "marac",
    "discharge": "discharge_hub", "regional": "regional_hub", "small": "small_town_hub",
}  # fmt: skip
"""Models for which scenarios with these first words are; the others are for the counties."""

COUNTIES = [name for name in names("models") if name.startswith("county")]


@pytest.mark.parametrize(
    ("model", "scenario"),
    [
        (model, name)
        for name in names("scenarios")
        for model in ([FOR[name.split("_")[0]]] if name.split("_")[0] in FOR else COUNTIES)
    ],
)
def test_shipped_scenarios_fit_the_models_that_they_are_for(model, scenario, capsys):
    assert main(["check", model, "--scenario", scenario]) == 0
    capsys.readouterr()


def test_run_reports_within_80_columns(capsys):
    assert main(["run", "starter", *QUICK]) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    for words in (
        "Time from contact to decision",
        "Where the time goes",
        "Who is busy",
        "no forecast",
    ):
        assert words in shown


def test_run_of_one_desk_by_hand(one_desk: Path, capsys):
    """20 minutes of work every 30 minutes: nobody waits, the desk is busy two thirds of the time."""
    assert main(["run", str(one_desk), *QUICK, "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)["summary"]
    mean = {row["measure"]: row["mean"] for row in summary if row["by"] in ("all", "role")}
    assert mean["days_to_decision_mean"] == pytest.approx(20 / 1440)
    assert mean["utilisation"] == pytest.approx(2 / 3)
    assert mean["cost_on_duty"] == pytest.approx(168 * 20)
    assert mean["cost_on_cases"] == pytest.approx(168 * 20 * 2 / 3)
    assert mean["contacts"] == 2 * 7 * 48
    assert mean["open_cases"] == pytest.approx(2 / 3)


def test_compare_says_the_same_of_a_model_and_itself(capsys):
    assert main(["compare", "starter", "starter", *QUICK]) == 0
    shown = capsys.readouterr().out
    assert "exactly the same in every period" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_compare_needs_two_models(capsys):
    assert main(["compare", "starter"]) == 2
    assert "two models or more" in capsys.readouterr().err


def test_set_is_the_same_as_a_scenario_file(tmp_path: Path, capsys):
    file = tmp_path / "more.yaml"
    file.write_text("hubsim_scenario: 1\nname: More\nset:\n  roles.screener.people: 6\n")
    shown = []
    for words in (["--set", "roles.screener.people=6"], ["--scenario", str(file)]):
        assert main(["run", "starter", *QUICK, *words, "--json"]) == 0
        shown.append(json.loads(capsys.readouterr().out)["summary"])
    assert shown[0] == shown[1]


def test_new_writes_a_hub_that_runs_and_overwrites_nothing(tmp_path: Path, capsys):
    file = tmp_path / "mine.yaml"
    assert main(["new", str(file)]) == 0
    assert main(["check", str(file)]) == 0
    assert main(["new", str(file)]) == 2
    assert "nothing is overwritten" in capsys.readouterr().err


def test_an_unknown_model_names_the_nearest(capsys):
    assert main(["run", "startr"]) == 2
    assert 'did you mean "starter"?' in capsys.readouterr().err


def test_an_unknown_option_is_an_error_without_a_traceback(capsys):
    assert main(["run", "starter", "--weks", "3"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_problems_of_all_files_are_listed_at_once(tmp_path: Path, capsys):
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("hubsim: 1\nname: x\nrolls: {}\n")
    assert main(["check", str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml")]) == 2
    shown = capsys.readouterr().out
    assert "a.yaml:3:1" in shown
    assert "b.yaml:3:1" in shown


def test_measures_lists_every_measure_with_its_sentence(capsys):
    from hubsim.measures import MEASURES  # noqa: PLC0415 - heavy, and used here alone

    assert main(["measures"]) == 0
    shown = capsys.readouterr().out
    for each in MEASURES.values():
        assert each.definition.split(";")[0][:60] in " ".join(shown.split())


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [4, 12])
def test_ctrl_c_stops_at_once_and_writes_nothing(tmp_path: Path, seconds: int):
    """Also while the engine is being compiled, where Python would lose it."""
    out = tmp_path / "out"
    nothing_kept = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "compiled")}
    words = ["run", "starter", "--weeks", "400", "-n", "200", "--out", str(out)]
    process = subprocess.Popen(
        [sys.executable, "-m", "hubsim", *words], stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL, env=nothing_kept,
    )  # fmt: skip
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=10)
    assert process.returncode == 130
    assert b"nothing was written" in told
    assert b"Traceback" not in told
    assert list(out.iterdir()) == []


def test_everything_that_is_wrong_with_a_run_is_told_at_once(tmp_path: Path, capsys):
    broken = tmp_path / "broken.yaml"
    broken.write_text("hubsim: 1\nrolls: {}\n")
    words = ["--set", "roles.screener", "--set", "=5", "--scenario", "nowhere"]
    assert main(["run", str(broken), *words]) == 2
    told = capsys.readouterr().err
    for part in ("roles.screener", "=5", "nowhere", "rolls"):
        assert part in told


def test_a_name_that_no_file_can_have_is_an_unknown_model(capsys):
    assert main(["check", "x" * 300]) == 2
    assert "there is no model" in capsys.readouterr().out
