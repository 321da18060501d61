"""One figure everywhere: on the page, in what is saved from it, and from the command."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pandas as pd
import pytest

from hubsim.cli import main
from tests.dashboard.browser import Look

pytestmark = pytest.mark.browser

Table = list[list[str]]
ASKED = "compare?models=starter&models=small_town_hub&compared_weeks=12"
OTHERWISE = "&clock=Elapsed+days&asked=All+cases&statistic=Nine+in+ten+decided+within"
TABLES = """() => [...document.querySelectorAll('table')].map((t) => [...t.rows].map(
  (r) => [...r.cells].map((c) => c.textContent.replaceAll('\\u00a0', ' '))))"""
ASIDE = {"utilisation_by_hour", "hours_by_day", "open_by_day"}
"""Hours of the week, which Explore works out when asked, and days of a run, told by a page only."""
CSV = "[data-testid=stDownloadButton] button:has-text('as CSV')"


@pytest.fixture(scope="module", params=["", OTHERWISE], ids=["hours", "elapsed days"])
def look(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Look]:
    """Compare with all that is folded away, for two ways of asking."""
    found = Look(browser, address, (1366, 2400))
    found.open(ASKED + request.param, 300)
    found.unfold()
    found.whole()
    yield found
    found.close()


@pytest.fixture(scope="module")
def shown(look: Look) -> list[Table]:
    """Every table of the page, as text."""
    return look.page.evaluate(TABLES)


def saved(look: Look, button: Any) -> bytes:
    look.page.wait_for_timeout(300)  # Chromium lets no more than ten files through at once
    with look.page.expect_download(timeout=60_000) as kept:
        button.click()
    return Path(kept.value.path()).read_bytes()


def test_each_csv_has_the_figures_of_the_table_above_it(look: Look, shown: list[Table]) -> None:
    *tables, last = [saved(look, each) for each in look.page.locator(CSV).all()]
    assert len(tables) > 8
    read = [list(csv.reader(io.StringIO(each.decode()))) for each in tables]
    bare = [[[cell.removeprefix("'") for cell in row] for row in each] for each in read]
    assert bare == shown
    assert last.startswith(b"design,"), "the last one is all results, which no table shows"


def test_both_briefings_say_what_the_page_says(
    look: Look, shown: list[Table], browser: Any
) -> None:
    page = look.page
    said = page.locator(".hub .lead .said").inner_text()
    findings = page.locator(".hub .finding").all_inner_texts()
    web = saved(look, page.get_by_text("Download briefing (one web page)")).decode()
    word = docx.Document(io.BytesIO(saved(look, page.get_by_text("Download briefing (Word)"))))
    beside = browser.new_page()
    beside.set_content(web)
    told = beside.locator("p, li, dd").all_inner_texts()
    tables = beside.evaluate(TABLES)
    beside.close()
    written = [[[cell.text for cell in row.cells] for row in each.rows] for each in word.tables]
    paragraphs = [each.text for each in word.paragraphs]
    for text in (said, *findings):
        assert text in told
        assert text in paragraphs
    for table in shown:
        assert table in tables
        assert table in written
    assert written == tables, "the register of every number is the same in both, too"


def test_all_results_are_those_of_the_command(
    look: Look, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["compare", "starter", "small_town_hub", "--weeks", "12", "--replications", "5"]
    assert main([*asked, "--seed", "1", "--out", str(tmp_path / "bundle")]) == 0
    capsys.readouterr()
    of_page, of_command = (
        found[~found["measure"].isin(ASIDE)].reset_index(drop=True)
        for found in map(
            pd.read_csv,
            (io.BytesIO(saved(look, look.page.locator(CSV).last)), tmp_path / "bundle/summary.csv"),
        )
    )
    assert len(of_page) > 500
    pd.testing.assert_frame_equal(of_page, of_command, check_exact=True)
