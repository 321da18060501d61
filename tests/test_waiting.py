"""What is waiting today becomes cases of the opening, each where it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from hubsim.caseload import draw_caseload
from hubsim.cli import main
from hubsim.program import lower
from hubsim.spec.read import read_hub
from hubsim.spec.waiting import with_waiting
from hubsim.units import HOUR

HEAD = "received,source,rating,stage\n"


def test_each_row_is_a_case_of_its_age_at_its_stage(one_desk: Path, tmp_path: Path):
    """Received at 22:00 and 23:30 of the evening before: 2 h and 0.5 h old at midnight."""
    file = tmp_path / "waiting.csv"
    file.write_text(HEAD + "2026-01-04 23:30,phone,all,answer\n2026-01-04 22:00,phone,all,answer\n")
    hub = read_hub(one_desk).hub
    program = lower(with_waiting(hub, file), 24 * HOUR)
    cases = draw_caseload(program, seed=1, replication=0)
    assert cases.arrival[:3].tolist() == [-2 * HOUR, -HOUR // 2, HOUR // 2]
    assert (cases.starts_at[:2] == program.entry[0]).all()
    assert (cases.starts_at[2:] == -1).all()
    plain = draw_caseload(lower(hub, 24 * HOUR), seed=1, replication=0)
    assert np.array_equal(cases.arrival[2:], plain.arrival)


def test_everything_wrong_is_told_at_its_place(one_desk: Path, tmp_path: Path, capsys):
    file = tmp_path / "waiting.csv"
    file.write_text(HEAD + "2026-01-05 09:00,phon,all,answer\nyesterday,phone,all,anser\n")
    assert main(["run", str(one_desk), "--weeks", "1", "--waiting", str(file)]) == 2
    told = capsys.readouterr().err
    for words in (
        "waiting.csv:2:1: error[E608]", "waiting.csv:2:18: error[E606]", 'did you mean "phone"?',
        "waiting.csv:3:1: error[E607]", "waiting.csv:3:21: error[E606]", 'did you mean "answer"?',
    ):  # fmt: skip
        assert words in told


def test_another_header_is_refused(one_desk: Path, tmp_path: Path, capsys):
    file = tmp_path / "waiting.csv"
    file.write_text("received,source\n")
    assert main(["run", str(one_desk), "--waiting", str(file)]) == 2
    assert "columns: received, source, rating, stage" in capsys.readouterr().err
