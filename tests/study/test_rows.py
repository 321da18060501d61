"""Rows of many runs are kept small, give back exactly what was put in, and designs rest unseen."""

from __future__ import annotations

import math
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from hubsim.measures import Measured, Row
from hubsim.study import Length, Results, Study, designs_from, resting, rows, run_study
from hubsim.study.parts import Parts
from hubsim.study.resting import Resting
from hubsim.study.rows import COLUMNS, Rows
from hubsim.study.store import write

SHORT = Length(weeks=1, warm_up=0, run_off=0)


def row(measure: str, value: float, group: str = "all") -> Row:
    return Row(measure, "all" if group == "all" else "rating", group, value, "hours")


RUNS = [
    ("a", 0, [row("wait", 1.5), row("wait", math.nan, "red")]),
    ("b", 0, [row("wait", -0.0)]),
    ("a", 1, [row("wait", 2.5), row("wait", 7.0, "red"), row("late", 1e300)]),
    ("b", 1, []),
]
TIDY = [
    ("a", 0, "wait", "all", "all", 1.5, "hours"),
    ("a", 0, "wait", "rating", "red", math.nan, "hours"),
    ("b", 0, "wait", "all", "all", -0.0, "hours"),
    ("a", 1, "wait", "all", "all", 2.5, "hours"),
    ("a", 1, "wait", "rating", "red", 7.0, "hours"),
    ("a", 1, "late", "all", "all", 1e300, "hours"),
]


def kept(folder: Path | None) -> Rows:
    """What a study has kept after each run was a part of its own, or all in memory."""
    parts = Parts(folder, {"study": 1})
    for design, replication, run in RUNS:
        parts.add(design, replication, Measured.of(run))
        parts.flush()
    return parts.whole()


@pytest.mark.parametrize("on_disk", [True, False])
def test_rows_come_back_as_they_were_in_memory_and_on_disk(tmp_path: Path, on_disk: bool):
    found = kept(tmp_path / "parts" if on_disk else None)
    assert len(found) == 6
    back = [tuple(r) for r in found.frame()[list(COLUMNS)].itertuples(index=False, name=None)]
    assert repr(back) == repr(TIDY)  # repr tells -0.0 from 0.0, and holds nan equal to nan


@pytest.mark.parametrize("on_disk", [True, False])
def test_a_run_without_a_row_has_no_value_at_its_own_place(tmp_path: Path, on_disk: bool):
    found = kept(tmp_path / "parts" if on_disk else None)
    np.testing.assert_array_equal(found.values("a", "wait", "all", "all"), [1.5, 2.5])
    np.testing.assert_array_equal(found.values("a", "wait", "rating", "red"), [math.nan, 7.0])
    np.testing.assert_array_equal(found.values("a", "late", "all", "all"), [math.nan, 1e300])
    assert found.values("c", "wait", "all", "all").size == 0
    assert [key[0] for key in found.called("a")] == ["wait", "wait", "late"]
    assert len(found.upto(1)) == 3


def test_numbers_of_parts_lie_on_disk_and_outlive_them(tmp_path: Path):
    found = kept(tmp_path)
    assert isinstance(found.runs[0].values.base, np.ndarray)  # a piece of the file, not a copy
    for part in tmp_path.iterdir():
        part.unlink()
    np.testing.assert_array_equal(found.values("a", "wait", "all", "all"), [1.5, 2.5])


def test_tables_hold_whole_runs_and_no_more_than_they_need(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rows, "TOGETHER", 2)
    sizes = [table.num_rows for table in Rows.of(TIDY).tables()]
    assert sizes == [2, 4]


def test_files_do_not_depend_on_the_size_of_tables_or_on_where_rows_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    study = Study(designs_from(["starter"], length=SHORT), SHORT, 3)
    whole = run_study(study)
    (tmp_path / "one").mkdir()
    (tmp_path / "many").mkdir()
    write(study, whole, tmp_path / "one")
    monkeypatch.setattr(rows, "TOGETHER", 100)
    write(study, run_study(study, parts=tmp_path / "parts"), tmp_path / "many")
    for name in ("results.csv", "summary.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "many" / name).read_bytes()
    tables = [pq.read_table(tmp_path / n / "results.parquet") for n in ("one", "many")]
    assert tables[0].to_pandas().equals(tables[1].to_pandas())


def room_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resting, "WHOLE", 1)
    monkeypatch.setattr(resting, "_latest", OrderedDict())


def test_designs_rest_when_others_are_looked_at_and_give_the_same_rows(
    monkeypatch: pytest.MonkeyPatch,
):
    """With room for one thing only, all are unpacked again and again."""
    settings = [[], ["roles.screener.people=7"], ["roles.screener.people=8"]]
    made = tuple(designs_from(["starter"], settings=s, length=SHORT)[0] for s in settings)
    study = Study(made, SHORT, 2)
    expected = run_study(study).rows
    room_for_one(monkeypatch)
    for design in made:
        assert design.plan() is not None
    assert made[0].plan._thing is None
    assert made[-1].plan._thing is not None
    assert run_study(study).rows.equals(expected)


def test_what_rests_is_unpacked_as_it_was(monkeypatch: pytest.MonkeyPatch):
    room_for_one(monkeypatch)
    first, other = Resting({"a": [1, 2]}), Resting("b")
    assert first._thing is None
    assert first() == {"a": [1, 2]}
    assert other() == "b"


def test_results_of_rows_that_lack_a_group_in_a_replication_stay_paired():
    """The second replication of one design saw no red case: the pair has no difference there."""
    study = Study(designs_from(["starter", "county_separate"], length=SHORT), SHORT, 2)
    first, second = (design.label for design in study.designs)
    tidy = []
    for replication in (0, 1):
        for label in (first, second):
            tidy.append((label, replication, "contacts", "all", "all", 1.0, "cases"))
            if (label, replication) != (second, 0):
                tidy.append((label, replication, "contacts", "rating", "red", 5.0, "cases"))
    results = Results.of(study, tidy)
    change = results.difference(first, second, "contacts", "rating", "red").change
    assert (change.replications, change.mean) == (1, 0.0)
