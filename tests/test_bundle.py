"""What a run leaves behind: complete, literal, and enough to make the run again."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from hubsim.bundle.stress import ITEMS
from hubsim.cli import main
from hubsim.spec.read import read_hub
from hubsim.spec.register import register
from tests.spec.small import SMALL, changed

QUICK = ["--weeks", "2", "--warm-up", "0", "--run-off", "1", "-n", "2"]
STRESS = [
    "Purpose", "outputs", "aims", "diagram", "Base model logic", "Scenario logic", "Algorithms",
    "entities", "activities", "resources", "queues", "entry and exit", "Data sources",
    "Pre-processing", "Input parameters", "Assumptions", "Initialisation", "Run length",
    "Estimation", "Software", "Random sampling", "Model execution", "System specification",
    "sharing",
]  # fmt: skip
"""The 20 items of STRESS-DES 1.0, with five components of the model: 24 rows."""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL)
    return file


def run(model: Path, out: Path, *words: str) -> Path:
    assert main(["run", str(model), *QUICK, "--out", str(out), *words]) == 0
    return out


def test_every_item_of_stress_is_filled(small: Path, tmp_path: Path):
    text = (run(small, tmp_path / "out") / "stress_des.md").read_text()
    headings = [line for items in ITEMS.values() for line in items]
    assert len(headings) == len(STRESS)
    assert all(item in heading for item, heading in zip(STRESS, headings, strict=True))
    for heading in headings:
        body = text.split(f"### {heading}\n")[1].split("\n#")[0].strip()
        assert len(body) > 20, heading


def test_the_register_lists_every_number_with_its_count_first(small: Path, tmp_path: Path):
    out = run(small, tmp_path / "out")
    numbers = register(read_hub(small))
    with (out / "assumptions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["number"] for row in rows] == [entry.path for entry in numbers]
    assert [row["grade"] for row in rows] == [entry.grade for entry in numbers]
    assumed = sum(entry.grade == "assumed" for entry in numbers)
    bare = sum(not entry.source for entry in numbers)
    for name in ("assumptions.md", "stress_des.md", "limits_of_use.md"):
        first = (out / name).read_text()[:1500]
        assert f"{assumed} of {len(numbers)} numbers are assumed" in first
        assert f"{bare} say nothing of a source" in first


def test_names_do_nothing_in_a_page(tmp_path: Path):
    evil = tmp_path / "evil.yaml"
    name = "<script>alert(1)</script> [x](javascript:y) |`*"
    evil.write_text(changed("name: Small hub", f"name: '{name}'"))
    text = (run(evil, tmp_path / "out") / "stress_des.md").read_text()
    assert "<script" not in text
    assert not re.search(r"(?<!\\)\]\(javascript", text)


def test_a_run_is_made_again_and_is_the_same(small: Path, tmp_path: Path, capsys):
    out = run(small, tmp_path / "out", "--set", "roles.screener.people=4")
    assert main(["verify", str(out)]) == 0
    rows = len(pd.read_parquet(out / "results.parquet"))
    assert f"{rows} rows compared, each equal" in " ".join(capsys.readouterr().out.split())


def test_a_value_that_was_changed_is_found(small: Path, tmp_path: Path, capsys):
    out = run(small, tmp_path / "out")
    table = pd.read_parquet(out / "results.parquet")
    table.loc[3, "value"] += 1e-9
    table.to_parquet(out / "results.parquet", index=False)
    assert main(["verify", str(out)]) == 4
    told = capsys.readouterr().out
    assert f"1 of {len(table)} rows have another value" in told
    assert f"{table.loc[3, 'measure']}" in told
    assert "results.parquet was changed" in told


def test_a_hub_that_was_changed_is_found(small: Path, tmp_path: Path, capsys):
    out = run(small, tmp_path / "out")
    hub = out / "hub_1.yaml"
    hub.write_text(hub.read_text().replace("40 per week", "60 per week"))
    assert main(["verify", str(out)]) == 4
    told = capsys.readouterr().out
    assert "hub_1.yaml was changed" in told
    assert "rows have another value" in told


def test_another_version_is_named_where_rows_differ(small: Path, tmp_path: Path, capsys):
    out = run(small, tmp_path / "out")
    manifest = json.loads((out / "manifest.json").read_text())
    manifest |= {"numpy": "1.0.0", "semantics": 1, "seed": 99}
    (out / "manifest.json").write_text(json.dumps(manifest))
    assert main(["verify", str(out)]) == 4
    told = " ".join(capsys.readouterr().out.split())
    assert "numpy 1.0.0 then" in told
    assert "semantics 1 then" in told


def test_what_is_no_finished_run_is_an_error(tmp_path: Path, capsys):
    assert main(["verify", str(tmp_path)]) == 2
    assert "there is no finished run here" in capsys.readouterr().err


def test_real_contacts_are_not_stored_but_must_be_the_same(small: Path, tmp_path: Path, capsys):
    contacts = tmp_path / "contacts.csv"
    rows = "\n".join(f"2026-01-0{5 + n % 4} 09:{n:02},police,red" for n in range(12))
    contacts.write_text(f"received,source,rating\n{rows}\n")
    out = run(small, tmp_path / "out", "--contacts", str(contacts))
    for file in out.iterdir():
        assert b"2026-01-05 09:0" not in file.read_bytes()
    capsys.readouterr()
    assert main(["verify", str(out)]) == 2
    assert "which is not stored with it" in capsys.readouterr().err
    assert main(["verify", str(out), "--contacts", str(contacts)]) == 0
    contacts.write_text(contacts.read_text().replace("red", "green"))
    assert main(["verify", str(out), "--contacts", str(contacts)]) == 2
    assert "is not the file that this study used" in capsys.readouterr().err
