"""The documents say what the program does."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from hubsim.cli import main
from hubsim.cli.main import hubsim
from hubsim.measures import MEASURES
from hubsim.measures.document import page
from hubsim.spec.document import page as format_page
from hubsim.spec.read import hub_from
from hubsim.spec.scenario import Change, apply
from hubsim.spec.source import read_source
from hubsim.study import Length, Study, designs_from, read_study, run_study

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(language: str) -> list[tuple[str, str]]:
    found = []
    for path in PAGES:
        bodies = re.findall(rf"^```{language}\n(.*?)^```", path.read_text(), re.M | re.S)
        found += [(path.name, body) for body in bodies]
    return found


def test_the_page_of_measures_is_in_step():
    assert (ROOT / "docs" / "measures.md").read_text() == page()


def test_the_page_of_the_format_is_in_step():
    assert (ROOT / "docs" / "format.md").read_text() == format_page()


def test_no_page_has_a_placeholder():
    for path in PAGES:
        assert not re.search(r"\b[A-Z0-9]+_TABLE\b|TODO|TBD", path.read_text()), path.name


@pytest.mark.parametrize(("name", "text"), blocks("yaml"), ids=lambda value: value[:18])
def test_hubs_in_the_documents_can_be_read(name, text, tmp_path):
    """A block that begins with ``hubsim: 1`` is a whole hub, one with ``hubsim_study: 1`` a study whose
    hubs and scenarios are all found; others are parts."""
    if text.startswith("hubsim: 1"):
        hub_from(read_source(text, name))
    elif text.startswith("hubsim_study: 1"):
        file = tmp_path / "study.yaml"
        file.write_text(text, encoding="utf-8")
        assert len(read_study(file).designs) > 1
    else:
        assert read_source(text, name).data


NEW = ("working_together", "what_they_know", "recognition", "feedback", "under_pressure")
"""Sections whose parts in the documents are tried in the hub that stands beside them."""


def parts() -> list[str]:
    """Give the parts of hubs that consist of such sections."""
    texts = [text for name, text in blocks("yaml") if name == "writing_a_hub.md"]
    return [text for text in texts if set(read_source(text, "part").data) <= set(NEW)]


@pytest.mark.parametrize("part", parts(), ids=lambda text: text[:40])
def test_parts_of_hubs_in_the_documents_fit_the_hub_beside_them(part):
    """Each section of a part takes the place of that section; nothing is even odd about it."""
    (whole,) = [
        text for _, text in blocks("yaml") if "working_together:" in text and "hubsim: 1" in text
    ]
    hub, given = read_source(whole, "writing_a_hub.md"), read_source(part, "part")
    spot = given.spots[()]
    changes = [Change(key, value, spot, {}) for key, value in given.data.items()]
    assert hub_from(apply(hub, changes)).warnings == ()


def test_the_hub_of_the_documents_that_works_together_reads_without_a_word():
    texts = [text for _, text in blocks("yaml") if text.startswith("hubsim: 1")]
    assert [hub_from(read_source(text, "hub.yaml")).warnings for text in texts] == [()] * len(texts)
    assert len(parts()) >= 6


@pytest.mark.parametrize(("name", "text"), blocks("sh"), ids=lambda value: value[:18])
def test_commands_in_the_documents_exist(name, text, capsys):
    """Every ``hubsim`` line is a command with options that exist (shown by its help)."""
    for line in text.splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] != ["hubsim"] or len(words) < 2 or words[1].startswith("-"):
            continue
        assert main([words[1], "--help"]) == 0
        told = capsys.readouterr().out
        for word in words[2:]:
            if word.startswith("-") and not re.fullmatch(r"-\d.*", word):
                assert word.split("=")[0] in told, f"{name}: {line}"


def test_links_between_documents_lead_somewhere():
    for path in PAGES:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text()):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_measure_in_the_guide_can_be_added_as_it_stands():
    """The sample is run, registered, and measures a run; then it is taken away again."""
    (text,) = [body for name, body in blocks("python") if name == "adding_a_mechanism.md"]
    before = set(MEASURES)
    try:
        exec(compile(text, "adding_a_mechanism.md", "exec"), {})
        (name,) = set(MEASURES) - before
        length = Length(2, 1, 2)
        rows = run_study(Study(designs_from(["starter"], length=length), length, 1)).rows
    finally:
        for new in set(MEASURES) - before:
            del MEASURES[new]
    found = rows[rows["measure"] == name]
    assert set(found["by"]) == {"all", "rating"}
    assert found["value"].between(0, 1).all()


def test_files_named_in_the_guides_are_there():
    homes = ("hubsim", "tests", "models", "docs")
    there = [f"/{path.relative_to(ROOT)}" for home in homes for path in (ROOT / home).rglob("*.*")]
    for guide in ("adding_a_mechanism.md", "architecture.md"):
        text = (ROOT / "docs" / guide).read_text()
        named = set(re.findall(r"`([a-z_/]+\.(?:py|yaml|md))`", text))
        assert named
        assert [name for name in named if not any(p.endswith(f"/{name}") for p in there)] == []


def test_rules_that_rules_refer_to_are_there():
    text, rules, chapter = (ROOT / "docs" / "semantics.md").read_text(), set(), 0
    for line in text.splitlines():
        if found := re.match(r"## (\d+)\.", line):
            chapter = int(found[1])
        elif found := re.match(r"(\d+)\. ", line):
            rules.add(f"{chapter}.{found[1]}")
    referred = [
        one
        for said in re.findall(r"\((?:rules? )?((?:\d+\.\d+)(?:(?:, | and )\d+\.\d+)*)\)", text)
        for one in re.findall(r"\d+\.\d+", said)
    ]
    assert len(referred) > 3
    assert [one for one in referred if one not in rules] == []


def test_every_command_is_in_the_readme():
    text = (ROOT / "README.md").read_text()
    assert [name for name in hubsim.commands if f"`hubsim {name}" not in text] == []
