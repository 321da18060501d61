"""A briefing: everything is in it, in words as well as in pictures, and no name does anything."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import docx
import pytest

from hubsim.briefing import Briefing, as_html, as_word, briefing_of
from hubsim.cli import main
from hubsim.plain import LIMITS
from hubsim.spec.register import register
from hubsim.study import Length, Study, designs_from, run_study
from tests.dashboard.conftest import written_in

EVIL = "<script>alert(1)</script> ![x](http://evil.example/p.png) {{7*7}}"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder, length = tmp_path_factory.mktemp("hubs"), Length(3, 1, 1)
    slow = written_in(folder, "Slow", lag="2 h", name=EVIL, role=EVIL, red=EVIL, about=EVIL)
    models = [slow, written_in(folder, "Quick")]
    return Study(designs_from(models, length=length), length, 3)


@pytest.fixture(scope="module")
def found(study: Study) -> Briefing:
    return briefing_of(study, run_study(study))


def test_html_holds_all_and_needs_nothing(study: Study, found: Briefing) -> None:
    text = as_html(found)
    assert LIMITS in text
    assert "is quicker" in text
    for heading in ("What this does not tell you", "How this was made", "every number"):
        assert heading in text
    pictures = [part for part in found.parts if part.chart]
    assert text.count("<svg") == len(pictures) > 2
    assert text.count('role="img"') >= len(pictures)
    for entry in register(study.designs[1].file):
        assert entry.path in text
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "{{7*7}}" in text
    assert not re.findall(r'(?:src|href)="http', text)


def test_word_holds_all_with_text_for_each_picture(found: Briefing) -> None:
    document = docx.Document(io.BytesIO(as_word(found)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert LIMITS in text
    assert found.headline in text
    told = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert told == [part.alt for part in found.parts if part.chart]
    register_table = document.tables[-1]
    assert len(register_table.rows) == len(found.numbers) + 1


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
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert main(["briefing", *models, *short, "--out", str(tmp_path / "a.pdf")]) == 2
    assert "briefing.docx" in capsys.readouterr().err


def test_what_must_be_installed_is_said(found: Briefing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(Exception, match="vl-convert-python is not installed"):
        as_html(found)
