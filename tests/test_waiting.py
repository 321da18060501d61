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
from tests.spec.small import TOGETHER, changed

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


SEEN = "    then: {seen_as_high: assessment, seen_as_moderate: assessment, seen_as_low: closed}\n"
LATE = f"  filing: {{who: manager, work: 5 min, then: late}}\n  late:\n    who: manager\n    work: 5 min\n{SEEN}"


def test_a_case_that_nobody_has_judged_cannot_wait_where_cases_go_by_need(tmp_path: Path, capsys):
    """Filed cases go on to `late`, which sends them on by need; one put there by hand has none yet."""
    text = changed("    then: {assessment: 50%, closed: 50%}\n", "    then: filing\n", TOGETHER)
    hub = tmp_path / "hub.yaml"
    hub.write_text(changed("outcomes:\n", LATE + "outcomes:\n", text))
    file = tmp_path / "waiting.csv"
    rows = "2026-01-04 23:30,police,red,filing\n2026-01-04 22:00,police,red,screening\n"
    file.write_text(HEAD + rows)
    assert main(["run", str(hub), "--weeks", "1", "--waiting", str(file)]) == 2
    told = capsys.readouterr().err
    assert 'waiting.csv:2:29: error[E613]: from "filing" this case comes to "late" before' in told
    assert "waiting.csv:3" not in told  # from screening it comes by the decision
    hub.write_text(hub.read_text().replace("seen_as_low: closed", "otherwise: closed"))
    assert len(with_waiting(read_hub(hub).hub, file).opening) == 2
