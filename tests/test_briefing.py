"""A briefing: everything is in it, in words as well as in pictures, and no name does anything."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pandas as pd
import pytest
from markupsafe import escape

from hubsim.briefing import Briefing, as_html, as_word, briefing_of
from hubsim.briefing.content import ALONE
from hubsim.briefing.register import NOBODY, register_of
from hubsim.cli import main
from hubsim.models import source_of
from hubsim.plain import LIMITS
from hubsim.spec.register import register
from hubsim.study import Length, Results, Study, designs_from, run_study
from hubsim.study.design import Wanted, lowered
from hubsim.study.turning import rivals_in, screened, screening_bench
from tests.dashboard.conftest import written_in

MODELS = Path(__file__).parents[1] / "models"
EVIL = "<script>alert(1)</script> ![x](http://evil.example/p.png) {{7*7}}"


LENGTH = Length(3, 1, 1)
WORK = "{value: 20 min, low: 10 min, high: 30 min, grade: assumed}"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("hubs")
    slow = written_in(
        folder, "Slow", lag="3 h", work=WORK, name=EVIL, role=EVIL, red=EVIL, about=EVIL
    )
    models = [slow, written_in(folder, "Quick", work=WORK)]
    return Study(designs_from(models, length=LENGTH), LENGTH, 3)


@pytest.fixture(scope="module")
def results(study: Study) -> Results:
    return run_study(study)


@pytest.fixture(scope="module")
def found(study: Study, results: Results) -> Briefing:
    rivals = rivals_in(study, results, "hours_to_decision_mean")
    return briefing_of(
        study, results, screening=screened(rivals, screening_bench(1)) if rivals else None
    )


def test_the_first_page_has_all_that_a_leader_weighs(study: Study, found: Briefing) -> None:
    short = dict(found.in_short)
    first, last = found.in_short[0][0], found.in_short[-1][0]
    assert (first, last) == ("How sure that is", "What this does not tell")
    assert "best in 3 of 3 identical periods" in short[first]
    assert "3 replications of 3 weeks; every model meets the same cases" in short[first]
    findings = {part.question: f"{part.finding}." for part in found.parts}
    assert short["Where the time goes"] == findings["Where does the time go?"]
    assert short["Who is overloaded"] == findings["Who is overloaded?"]
    assert "turns the order" in short["What could turn the choice"]
    assert "no forecast for any child" in short[last]
    html, word = as_html(found), "\n".join(p.text for p in opened(found).paragraphs)
    for label, said in found.in_short:
        assert f"<dt>{label}</dt><dd>{escape(said)}</dd>" in html
        assert f"{label}: {said}" in word


def test_html_holds_all_and_needs_nothing(found: Briefing) -> None:
    text = as_html(found)
    assert LIMITS in text
    assert "is quicker" in text
    for heading in ("What this does not tell you", "How this was made", "every number"):
        assert heading in text
    pictures = [part for part in found.parts if part.chart]
    assert text.count("<svg") == len(pictures) > 2
    assert text.count('role="img"') >= len(pictures)
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "{{7*7}}" in text
    assert not re.findall(r'(?:src|href)="http', text)


def test_every_number_is_in_the_register_with_its_grade_source_and_models(
    study: Study, found: Briefing
) -> None:
    lines = [
        line
        for group in found.register.groups
        for line in group.lines.itertuples(index=False, name=None)
    ]
    told = 0
    for place, design in enumerate(study.designs, start=1):
        for entry in register(design.file):
            value = entry.text + (f" [{entry.low} to {entry.high}]" if entry.ranged else "")
            source = str(found.register.sources.index(entry.source) + 1) if entry.source else NOBODY
            mine = [
                line
                for line in lines
                if entry.path.startswith(f"{line[0]}.")
                and f"{entry.path.split('.')[-1]} {value}" in line[1]
                and line[2:4] == (entry.grade, source)
                and (line[4] == "all" or str(place) in line[4].split(", "))
            ]
            assert mine, entry
            told += 1
            if not entry.source:
                assert f"{entry.path} {value}" in found.register.unsourced
    assert told > 20
    html, word = as_html(found), opened(found)
    cells = [cell.text for table in word.tables for cell in table._cells]
    for line in lines:
        assert all(escape(cell) in html for cell in line)
        assert line[1] in cells


def test_what_stands_side_by_side_is_folded_and_a_source_is_written_once(tmp_path: Path) -> None:
    (tmp_path / "hub.yaml").write_text((MODELS / "starter.yaml").read_text(encoding="utf-8"))
    study = Study(designs_from([str(tmp_path / "hub.yaml")], length=LENGTH), LENGTH, 1)
    found = register_of(study)
    (contacts,) = (group for group in found.groups if group.name == "Contacts")
    (line,) = (
        line
        for line in contacts.lines.itertuples(index=False)
        if line[0] == "contacts.police.first_seen_as"
    )
    assert line[1] == (
        "high {amber 40%; red 60%}; low {amber 15%; green 85%}; moderate {amber 70%; green 30%}"
    )
    assert len(set(found.sources)) == len(found.sources)


def test_without_a_screening_it_says_that_nobody_has_looked(study: Study, results: Results) -> None:
    short = dict(briefing_of(study, results).in_short)
    assert short["What could turn the choice"].startswith("Nobody has looked.")


def test_where_one_model_alone_has_a_time_no_two_are_called_the_best(tmp_path: Path) -> None:
    models = [written_in(tmp_path, "Full", work="3 h"), written_in(tmp_path, "Quick", work=WORK)]
    alone = Study(designs_from(models, length=LENGTH), LENGTH, 2)
    short = dict(briefing_of(alone, run_study(alone)).in_short)
    assert short["What could turn the choice"] == f"{ALONE}."


def opened(found: Briefing) -> Any:
    return docx.Document(io.BytesIO(as_word(found)))


def test_word_holds_all_with_text_for_each_picture(found: Briefing) -> None:
    document = opened(found)
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert LIMITS in text
    assert found.headline in text
    told = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert told == [part.alt for part in found.parts if part.chart]
    foot = document.sections[0].footer.paragraphs[0]._p.xml
    assert 'w:instr="PAGE"' in foot
    assert 'w:instr="NUMPAGES"' in foot
    wide = document.sections[-1]
    assert wide.page_width > wide.page_height


def test_a_short_table_stays_on_one_page_and_a_long_one_goes_on(found: Briefing) -> None:
    long = pd.concat([found.parts[0].table] * 8)
    parts = (replace(found.parts[0], table=long), *found.parts[1:])
    lengths = set()
    for table in opened(replace(found, parts=parts)).tables:
        *rows, last = (
            {p.paragraph_format.keep_with_next for cell in row.cells for p in cell.paragraphs}
            for row in table.rows
        )
        short = len(table.rows) <= 14
        assert rows == [{short}] * len(rows)
        assert last == {False}
        lengths.add(short)
    assert lengths == {True, False}


def test_a_high_picture_leaves_room_on_its_page_for_what_is_said_above_it(found: Briefing) -> None:
    (one, *_) = (part for part in found.parts if part.chart is not None)
    assert one.chart is not None
    high = {**one.chart, "height": 3000}
    sizes = []
    for about in ("Short.", "A sentence that goes on for long. " * 30):
        part = replace(one, chart=high, about=about)
        (shape,) = opened(replace(found, parts=(part,))).inline_shapes
        sizes.append((shape.width.cm, shape.height.cm))
    (wide, tall), (narrow, low) = sizes
    page = 29.7 - 1.6 - 1.8
    assert tall < page - 1
    assert low < page - 1 - 0.42 * 30 * 34 / 100, "a line of 10 points holds a hundred letters"
    assert wide / tall == pytest.approx(narrow / low, rel=0.01)


def test_a_briefing_says_what_made_it(study: Study, found: Briefing) -> None:
    made = " ".join(found.made)
    assert "seed 1" in made
    assert "3 replications" in made
    assert "SHA-256" in made


def test_the_command_writes_what_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = [written_in(tmp_path, "Slow", lag="2 h"), written_in(tmp_path, "Quick")]
    short = ["--weeks", "2", "--warm-up", "1", "--run-off", "1", "-n", "2"]
    out = tmp_path / "briefing.html"
    assert main(["briefing", *models, *short, "--out", str(out)]) == 0
    assert "no number says in which range" in out.read_text(encoding="utf-8")
    models = [
        written_in(tmp_path, "Slow", lag="3 h", work=WORK), written_in(tmp_path, "Quick", work=WORK)
    ]  # fmt: skip
    assert main(["briefing", *models, *short, "--out", str(out)]) == 0
    assert "of 1 number" in out.read_text(encoding="utf-8")
    assert main(["briefing", *models, *short, "--no-screening", "--out", str(out)]) == 0
    assert "Nobody has looked" in out.read_text(encoding="utf-8")
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert main(["briefing", *models, *short, "--out", str(tmp_path / "a.pdf")]) == 2
    assert "briefing.docx" in capsys.readouterr().err


def test_what_must_be_installed_is_said(found: Briefing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(Exception, match="vl-convert-python is not installed"):
        as_html(found)


@pytest.mark.parametrize(("absent", "kind"), [("vl_convert", "html"), ("docx", "docx")])
def test_what_must_be_installed_is_said_before_anything_is_run(
    absent: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setitem(sys.modules, absent, None)
    out = tmp_path / f"briefing.{kind}"
    assert main(["briefing", "county_separate", "county_integrated", "--out", str(out)]) == 2
    told = capsys.readouterr().err
    assert "is not installed" in told
    assert "runs of" not in told


def test_warnings_call_things_by_their_names_and_end_with_the_code() -> None:
    length = Length(2, 0, 0)
    based = Wanted(source_of("borough_as_worked"), (), (), "As worked")
    own = Wanted(source_of("small_town_hub"), (), (), "Small town")
    study = Study(tuple(lowered([based, own], length)), length, 1)
    first, second = briefing_of(study, run_study(study)).warnings
    assert first.startswith("“As worked”: Stages › Strategy discussion › Meeting › at: ")
    assert '"Health navigators" is not there at Thu 10:00' in first
    assert first.endswith("(W228, borough.yaml:158:11, stages.strategy_discussion.meeting.at)")
    assert second.startswith("“Small town”: Stages › Strategy discussion › Meeting › at: ")
    assert second.endswith("(W228, line 249, stages.strategy_discussion.meeting.at)")
