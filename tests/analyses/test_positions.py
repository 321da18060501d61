"""A bench gives what a study gives, stops when asked, and takes real contacts and what is waiting."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from hubsim.cli import main
from hubsim.errors import InputError
from hubsim.spec.scenario import change_from_text
from hubsim.study import Length, Study, designs_from, run_study
from hubsim.study.positions import Bench, Figure, Position, StoppedError, figure_from

SHORT = Length(weeks=2, warm_up=1, run_off=1)
HUB = Position("starter")
TIME = Figure("hours_to_decision_mean")


def test_a_bench_gives_what_a_study_gives():
    more = "roles.screener.people=6"
    designs = designs_from(["starter"], length=SHORT) + designs_from(
        ["starter"], settings=[more], length=SHORT
    )
    told = Bench(SHORT, 2, seed=7)([HUB, HUB.with_changes(change_from_text(more))], [TIME.measure])
    for n, design in enumerate(designs):
        results = run_study(Study((design,), SHORT, 2, seed=7))
        assert told.of(TIME)[n].tolist() == results.values(design.label, TIME.measure).tolist()


def test_values_do_not_depend_on_how_many_positions_are_run_at_once():
    some = [HUB.with_changes(change_from_text(f"roles.screener.people={n}")) for n in (4, 5, 6)]
    one, all_ = (Bench(SHORT, 2, at_once=n)(some, [TIME.measure]).of(TIME) for n in (1, 64))
    assert np.array_equal(one, all_)


def test_progress_counts_all_runs_and_stopping_stops():
    told = []
    Bench(SHORT, 2, at_once=1)([HUB, HUB], [TIME.measure], lambda done, of: told.append((done, of)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    with pytest.raises(StoppedError):
        Bench(SHORT, 2, cancelled=lambda: True)([HUB], [TIME.measure])


def test_what_does_not_settle_is_withheld_unless_these_weeks_are_asked_for():
    busy = [HUB.with_changes(change_from_text("roles.screener.people=1"))]
    withheld = Bench(SHORT, 2)(busy, [TIME.measure])
    assert np.isnan(withheld.of(TIME)).all()
    assert "is asked for" in withheld.unsettled[0]
    weeks = Bench(SHORT, 2, these_weeks=True)(busy, [TIME.measure])
    assert (weeks.of(TIME) > 5).all()
    assert weeks.unsettled == withheld.unsettled


def test_every_position_that_does_not_fit_is_told_once():
    wrong = [
        HUB.with_changes(change_from_text(f"roles.{name}.people=2")) for name in ("a", "b", "b")
    ]
    with pytest.raises(InputError) as error:
        Bench(SHORT, 2)(wrong, [TIME.measure])
    assert len(error.value.problems) == 2


def test_figures_are_named_as_in_studies():
    values = Bench(SHORT, 2)([HUB], ["heard", "target_met"])
    (heard, red) = values.asked([figure_from("heard/police"), figure_from("target_met/red")])
    assert (heard.by, red.by) == ("agency", "rating")
    with pytest.raises(InputError, match="has a group"):
        values.asked([figure_from("target_met/read")])
    with pytest.raises(InputError, match="is no measure"):
        figure_from("hear")


def test_what_is_waiting_and_real_contacts_are_taken(one_desk, tmp_path, capsys):
    waiting = tmp_path / "waiting.csv"
    waiting.write_text("received,source,rating,stage\n2026-01-04 09:00,phone,all,answer\n")
    words = ["sweep", str(one_desk), "--over", "roles.adviser.posts=1", "--weeks", "1"]
    words += ["--warm-up", "0", "--run-off", "0", "-n", "2", "-m", "contacts", "--json"]
    assert main([*words, "--waiting", str(waiting)]) == 0
    capsys.readouterr()
    real = tmp_path / "real.csv"
    real.write_text(
        "received,source,rating\n2026-01-05 09:00,phone,all\n2026-01-05 10:00,phone,all\n"
    )
    assert main([*words, "--contacts", str(real)]) == 0
    assert '"mean": 2.0' in capsys.readouterr().out


@pytest.mark.slow
def test_ctrl_c_ends_an_analysis():
    words = [
        "attribute",
        "starter",
        "-s",
        "roles.screener.people=5",
        "-s",
        "roles.manager.people=2",
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "hubsim", *words, "--weeks", "400", "-n", "300"],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, env=dict(os.environ),
    )  # fmt: skip
    time.sleep(6)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"stopped" in told
    assert b"Traceback" not in told
