"""The warm-up found from the runs, where it is known how long the beginning lasts."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.analysis import Cut
from hubsim.cli import main
from hubsim.engine import simulate
from hubsim.errors import InputError
from hubsim.measures import Traces, Window, measured
from hubsim.program import lower
from hubsim.study import Length, Study, designs_from
from hubsim.study.warming import _doubled, with_warm_up

SLOW = """
hubsim: 1
name: Lies for thirty days
calendar: {starts: 2026-01-05, timezone: UTC, holidays: none, working_day: every day 00:00-24:00}
agencies: {council: {}}
roles: {adviser: {agency: council, posts: 3, hours: always}}
contacts: {web: {every: 2 h}}
starts_at: a
stages:
  a: {wait: 30 days, then: b}
  b: {who: adviser, work: 1 h, then: out}
outcomes: {out: {}}
"""
"""Every case lies for thirty days, so the number of open cases rises for thirty days and then stands
at 12 × 30 and a little."""


@pytest.fixture
def slow(tmp_path):
    file = tmp_path / "slow.yaml"
    file.write_text(SLOW)
    return str(file)


def found(model: str, weeks: int) -> Study:
    length = Length(weeks, 0, 5)
    return with_warm_up(Study(designs_from([model], length=length), length, 3, find_warm_up=True))


def test_thirty_days_of_filling_are_left_out(slow):
    """30 days, or 25 by the batch that is only a little low; in whole weeks five, or four."""
    study = found(slow, 20)
    open_cases = study.warming[0]
    assert open_cases.measure == "open_by_day"
    assert open_cases.mean[10] == pytest.approx(11 * 12, abs=1)
    assert open_cases.mean[60] == pytest.approx(30 * 12, abs=1)
    assert open_cases.cut.observations == 30
    assert study.length.warm_up == 5
    assert study.designs[0].window.start == 5 * 7 * 86400
    assert "Warm-up found: 5 weeks" in study.notes[0]
    assert not any("DOUBT" in note for note in study.notes)


def test_a_beginning_that_lasts_over_half_of_the_run_is_refused(slow):
    with pytest.raises(InputError, match="no warm-up was found"):
        found(slow, 8)


def test_too_few_weeks_are_refused_and_the_report_says_what_was_found(one_desk, capsys):
    words = ["run", str(one_desk), "--find-warm-up", "-n", "2", "--run-off", "0"]
    assert main([*words, "--weeks", "2"]) == 2
    assert "too few weeks" in capsys.readouterr().err
    assert main([*words, "--weeks", "12", "--long-run"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Warm-up found:" in told
    assert "long run" in told


def test_the_series_by_day_by_hand(hub):
    """Contacts at 00:00, 02:00, …: twelve a day; of each the hour of work is over an hour later."""
    text = SLOW.replace("a: {wait: 30 days, then: b}", "a: {who: adviser, work: 30 min, then: b}")
    program = lower(hub(text).hub, 4 * 86400)
    run = simulate(program, seed=1, replication=0)
    rows = list(measured(run, Window(0, 3 * 86400), ["hours_by_day", "open_by_day"]))
    assert [row.group for row in rows[:3]] == ["2026-01-05", "2026-01-06", "2026-01-07"]
    hours = [row.value for row in rows if row.measure == "hours_by_day"]
    assert hours == pytest.approx([1.5] * 3)
    traces = Traces(run, Window(0, 3 * 86400))
    expected = traces.open_at(np.array([86400, 2 * 86400, 3 * 86400])).tolist()
    assert [row.value for row in rows if row.measure == "open_by_day"] == expected
    assert not any(row.measure == "open_by_day" for row in measured(run, Window(0, 86400)))


def test_holidays_and_surges_are_not_taken_for_a_beginning():
    """The starter hub keeps Easter, over which work piles up: in weeks that are alike it has filled
    within a few, whatever the calendar of the measured time holds."""
    length = Length(26, 0, 2)
    study = with_warm_up(
        Study(designs_from(["starter"], length=length), length, 5, find_warm_up=True)
    )
    assert 1 <= study.length.warm_up <= 6
    holidays = [each for each in study.warming[0].days if each == "2026-04-03"]
    assert holidays == ["2026-04-03"]  # Good Friday is a day like others here
    assert study.designs[0].file.hub.calendar.holidays == "England"  # and is kept in the study


def test_leaving_out_twice_as_much_is_tried():
    """Ten days at 0, then rising by 1 a day: after 10 days the mean of 40 is 19.5; after 20, 24.5."""
    values = np.tile(np.maximum(np.arange(50.0) - 10, 0)[:, None], (1, 3))
    values += np.array([0.0, 1.0, 2.0])
    moved = _doubled(values, Cut(10, np.zeros(10), np.zeros(6)))
    assert (moved.mean, moved.low, moved.high) == (5, 5, 5)
    assert _doubled(values, Cut(0, np.zeros(10), np.zeros(6))).mean == 0


QUIET = """
hubsim: 1
name: Quiet
calendar: {starts: 2026-01-05, timezone: UTC, holidays: none, working_day: Mon-Fri 09:00-17:00}
agencies: {council: {}}
roles: {adviser: {agency: council, posts: 1, hours: working_day}}
contacts: {web: {volume: 0.5 per week}}
starts_at: s
stages: {s: {who: adviser, work: 60 min, then: out}}
outcomes: {out: {}}
"""
"""A contact in two weeks, done on the next day: no day is like another, and there is no beginning."""


def test_a_quiet_hub_is_plotted_and_said_to_show_no_beginning(tmp_path, capsys):
    file = tmp_path / "quiet.yaml"
    file.write_text(QUIET)
    out = tmp_path / "out"
    words = ["run", str(file), "--find-warm-up", "-n", "2", "--seed", "2", "--out", str(out)]
    assert main(words) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "DOUBT: too little happens to tell a beginning from chance in time to decision" in told
    assert "From an empty hub: time to decision" in told
    assert "Warm-up found: 0 weeks" in told
    assert (out / "warm_up.csv").read_text().startswith("measure,model,day,value,smooth,cut,unit")
    assert "<svg" in (out / "warm_up.svg").read_text()
    assert main(["verify", str(out)]) == 0


def test_a_hub_in_which_nothing_happens_is_not_said_to_have_settled(tmp_path):
    file = tmp_path / "quiet.yaml"
    file.write_text(QUIET.replace("0.5 per", "0.001 per"))
    study = found(str(file), 20)
    assert not any(each.seen for each in study.warming if each.measure == "hours_by_day")
    assert study.length.warm_up == 0


def test_what_has_not_settled_is_plotted_before_it_is_refused(slow, capsys):
    words = ["run", slow, "--find-warm-up", "-n", "2", "--weeks", "8", "--run-off", "5"]
    assert main(words) == 2
    told = capsys.readouterr()
    assert "the rule would leave out 30 of 56 days, more than half" in " ".join(told.out.split())
    assert "no warm-up was found" in told.err
