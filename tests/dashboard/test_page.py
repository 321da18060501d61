"""The page as Streamlit runs it, without a browser."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import hubsim.dashboard
from hubsim.cli import main
from hubsim.dashboard import models, runs
from hubsim.dashboard.blocks import table
from hubsim.study import Length, Study, designs_from, run_study
from hubsim.study.store import as_csv
from tests.dashboard.app import opened as open_at
from tests.dashboard.app import settled, text
from tests.dashboard.conftest import Write

MAIN = Path(hubsim.dashboard.__file__).parent / "entry" / "main.py"
QUESTIONS = (
    "How long does a case take?",
    "Where does the time go?",
    "Who is overloaded?",
    "Are targets met?",
    "Who is heard before the decision?",
    "What does it cost, and who pays?",
    "How much work, and what is left?",
    "How this was made",
)
HOSTILE = "<script>alert(1)</script> ![x](http://evil.example/p.png)"


@pytest.fixture(autouse=True)
def _short_and_fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run a few weeks, and leave nothing behind for the next test."""
    monkeypatch.setattr("hubsim.study.design.Length.__init__", _short(Length.__init__))
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


def _short(make: object) -> object:
    def made(self: Length, weeks: int = 2, warm_up: int = 1, run_off: int = 1) -> None:
        make(self, min(weeks, 3), min(warm_up, 1), min(run_off, 1))

    return made


def opened(monkeypatch: pytest.MonkeyPatch, *paths: str) -> AppTest:
    monkeypatch.setenv(models.OWN, os.pathsep.join(paths))
    return settled(AppTest.from_file(str(MAIN), default_timeout=60).run())


def fine(at: AppTest) -> None:
    assert not at.exception, at.exception
    assert not at.error


def test_shows_headline_charts_tables_and_how_it_was_made(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = opened(monkeypatch, write("Slow", lag="2 h"), write("Quick"))
    fine(at)
    shown = text(at)
    assert "“Quick” is quicker" in shown
    assert "95% interval" in shown
    for question in QUESTIONS:
        assert question in shown
    assert len(at.get("vega_lite_chart")) == 4
    assert [each.label for each in at.expander] == ["Show as table"] * 4
    assert "no forecast for any child or adult" in shown
    assert "5 replications, seed 1" in shown
    assert "assumed" in shown


def test_what_could_turn_the_choice_is_looked_for_when_asked(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = "{value: 20 min, low: 10 min, high: 30 min, grade: assumed}"
    at = opened(monkeypatch, write("Slow", lag="3 h", work=work), write("Quick", work=work))
    fine(at)
    assert "A screening of the two quickest, “Quick” and “Slow”: each of 1 number" in text(at)
    assert "turn the order" not in text(at)
    settled(at.button(key="turning").click().run())
    fine(at)
    assert "None of 1 number clearly turns the order of “Quick” and “Slow” by itself" in text(at)
    assert "Decide, work" in text(at)
    assert "No: the order is the same at both ends" in text(at)


def test_another_clock_other_cases_and_models_change_what_is_said(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [write("Slow", lag="2 h"), write("Quick"), write("Slowest", lag="6 h")]
    at = opened(monkeypatch, *paths)
    first = text(at)
    at.segmented_control(key="clock").set_value("days").run()
    fine(at)
    assert "days less to a decision" in text(at)
    at.segmented_control(key="statistic").set_value("p90").run()
    assert "nine in ten cases are decided" in text(at)
    at.segmented_control(key="asked").set_value(False).run()
    fine(at)
    assert "all cases" in text(at)
    at.multiselect(key="models").set_value(paths[:2])
    settled(at.button[0].click().run())
    fine(at)
    assert "Slowest" in first
    assert "Slowest" not in text(at)


def test_names_are_shown_as_they_are_written(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = write("Slow", lag="2 h", name=HOSTILE, role=HOSTILE, red=HOSTILE, about=HOSTILE)
    at = opened(monkeypatch, hostile, write("Quick"))
    fine(at)
    shown = text(at)
    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; ![x](http://evil.example/p.png)" in shown
    told = [*at.markdown, *at.caption, *at.info, *at.warning, *at.title, *at.header, *at.subheader]
    assert not [element for element in told if "evil" in element.value], (
        "Markdown makes links of it"
    )


def test_an_overloaded_model_is_said_to_be_one(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = opened(monkeypatch, write("Full", work="3 h"), write("Quick"))
    fine(at)
    shown = text(at)
    assert "“Full” does not keep up with its contacts: no average is shown." in shown
    assert "Take care" in shown
    assert "W301" in at.code[0].value


def test_one_model_is_nothing_to_compare(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("Only")
    at = opened(monkeypatch, path)
    fine(at)
    assert "two models or more" in at.info[0].value


def test_an_address_names_models_by_their_files_and_what_it_names_in_vain_is_told() -> None:
    at = open_at("compare", models=["starter", "nonesuch"])
    assert at.multiselect(key="models").value == ["starter"]
    told = ["There is no model nonesuch here; it is left out."]
    assert [each.value for each in at.warning] == told
    at.run()  # as when a job is over
    assert [each.value for each in at.warning] == told
    at.multiselect(key="models").set_value([])
    next(button for button in at.button if button.label == "Run").click().run()
    assert not at.warning


def test_looking_at_a_page_does_not_go_through_all_that_jobs_hold() -> None:
    for file in (MAIN.parent, Path(__file__).parents[2]):
        told = tomllib.loads((file / ".streamlit" / "config.toml").read_text())
        assert told["runner"]["postScriptGC"] is False


def test_what_is_wrong_in_a_file_is_shown_with_its_place(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = opened(monkeypatch, write("Wrong", work="long"), write("Quick"))
    assert not at.exception
    assert "cannot be run" in at.error[0].value
    assert "Wrong.yaml" in at.code[0].value
    assert "stages.decide.work" in at.code[0].value


def test_runs_only_what_is_new(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    length, told, store = Length(2, 1, 1), [], runs.Kept(99)
    paths = [write("Slow", lag="2 h"), write("Quick"), write("Third")]
    two, three = (designs_from(paths[:n], length=length) for n in (2, 3))
    first = Study(two, length, 2)
    results = runs.results_of(first, store, lambda done, of: told.append((done, of)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    whole = run_study(first, measures=runs.SHOWN)
    assert results.rows.equals(whole.rows)
    assert results.provenance == whole.provenance
    told.clear()
    runs.results_of(first, store, lambda done, of: told.append((done, of)))
    assert not told
    runs.results_of(Study(three, length, 3), store, lambda done, of: told.append((done, of)))
    assert told[-1] == (5, 5)  # the third model three times, the others once more


def test_the_oldest_runs_are_forgotten_first() -> None:
    kept = runs.Kept(2)
    for key in "abc":
        kept.put(key, [])
        kept.get("a")
    assert kept.get("b") is None
    assert kept.get("a") == []


def test_results_can_be_downloaded_without_formulas(write: Write) -> None:
    length = Length(2, 1, 1)
    study = Study(
        designs_from([write("Evil", name="=HYPERLINK(1)"), write("Quick")], length=length),
        length,
        1,
    )
    lines = as_csv(run_study(study).summary()).decode().splitlines()
    assert lines[0].startswith("design,measure,by,group,mean")
    assert lines[1].startswith("'=HYPERLINK(1)")
    assert not [line for line in lines if line.startswith("=")]


def test_the_county_models_come_first_where_they_are_shipped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(models.OWN, raising=False)
    monkeypatch.setattr(
        models, "names", lambda _: ["county_colocated", "county_separate", "starter"]
    )
    assert models.at_first() == ["county_separate", "county_colocated"]
    monkeypatch.setattr(models, "names", lambda _: ["starter", "other"])
    assert models.at_first() == ["starter", "other"]


def test_tables_have_headings_for_screen_readers() -> None:
    told = table(pd.DataFrame({"Model": ["<b>"], "Mean": ["1"]}), "Caption")
    assert '<th scope="col">Mean</th>' in told
    assert '<th scope="row">&lt;b&gt;</th>' in told
    assert "<caption>Caption</caption>" in told


def test_the_settings_are_safe_wherever_the_dashboard_is_started_from() -> None:
    shipped = MAIN.parent / ".streamlit" / "config.toml"
    found = tomllib.loads(shipped.read_text(encoding="utf-8"))
    assert found["server"]["address"] == "127.0.0.1"
    assert found["browser"]["gatherUsageStats"] is False
    assert found["theme"]["base"] == "light"
    top = Path(__file__).parents[2] / ".streamlit" / "config.toml"
    if top.exists():  # in a checkout: what `streamlit run app.py` reads
        assert top.read_text(encoding="utf-8") == shipped.read_text(encoding="utf-8")


def test_files_beside_the_entry_script_hide_no_module_of_python() -> None:
    beside = {path.stem for path in MAIN.parent.iterdir()} - {"__init__", "main"}
    assert not beside & sys.stdlib_module_names  # its folder comes first on the path


def test_the_command_starts_the_page_with_the_models_named(
    write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called: list[tuple[list[str], dict[str, str]]] = []

    def call(words: list[str], env: dict[str, str]) -> int:
        called.append((words, env))
        return 0

    monkeypatch.setattr("subprocess.call", call)
    path = write("Mine")
    assert main(["dashboard", path, "starter", "--port", "8600"]) == 0
    ((words, env),) = called
    assert str(MAIN.with_name("local.py")) in words
    assert "--server.port=8600" in words
    # Streamlit offers developers things over the page of whoever has a window, unless told this.
    assert "--logger.hideWelcomeMessage=true" in words
    assert "http://127.0.0.1:8600" in capsys.readouterr().out
    assert env[models.OWN].split(os.pathsep) == [path, "starter"]
    assert main(["dashboard", "starterr"]) == 2
    assert 'did you mean "starter"?' in capsys.readouterr().err
    assert len(called) == 1


def test_a_hub_against_itself_under_another_name_shows_no_difference_anywhere(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = "{value: 20 min, low: 10 min, high: 25 min, grade: assumed, source: invented}"
    said = text(opened(monkeypatch, write("One", work=work), write("Two", work=work)))
    assert "No difference: the average time to decision is exactly the same" in said
    assert "exactly the same as “One”" in said
    assert said.count("Exactly the same for every rating") == 2  # times, and targets
    assert "exactly as often" in said
    for claim in ("is quick", "better", "no clear difference", "could turn the choice"):
        assert claim not in said.lower(), claim


def test_where_a_server_has_a_file_is_not_told(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Path(write("Broken"))
    broken.write_text(broken.read_text().replace("who: screener", "who: screner"))
    at = opened(monkeypatch, str(broken), write("Sound"))
    (told,) = [each.value for each in at.code if "screner" in each.value]
    assert told.startswith(f"{broken.name}:")
    assert str(broken.parent) not in told
