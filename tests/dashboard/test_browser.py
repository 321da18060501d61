"""Every page in a real browser, served to others: nothing leaves, nothing is out of reach."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import pytest

from hubsim.dashboard import blocks
from hubsim.dashboard.pages import PAGES
from hubsim.models import read_model
from hubsim.spec.scenario import read_scenario
from tests.dashboard.browser import Look, violations
from tests.dashboard.conftest import HOSTILE

pytestmark = pytest.mark.browser


@pytest.fixture(params=[each.name for each in PAGES])
def look(request: pytest.FixtureRequest, browser: Any, address: str) -> Any:
    """Every page in turn, whole."""
    found = Look(browser, address, (1366, 2400))
    found.open(request.param)
    yield found
    found.close()


def test_a_page_fetches_nothing_from_elsewhere_and_breaks_no_rule_of_access(look: Look) -> None:
    assert not look.outside
    assert not look.wrong
    assert look.page.locator("h1").count() == 1
    assert not violations(look.page)


def test_on_paper_there_are_no_controls_and_no_chart_is_cut(browser: Any, address: str) -> None:
    look = Look(browser, address, (1366, 1400))
    page = look.open()
    page.emulate_media(media="print")
    for control in ("DownloadButton", "MultiSelect", "Popover", "ButtonGroup", "Expander"):
        shown = page.locator(f"[data-testid=st{control}]")
        assert shown.count()
        assert not any(each.is_visible() for each in shown.all())
    page.set_viewport_size({"width": 1030, "height": 720})  # A4 on its side, without margins
    for chart in page.locator(".vega-embed svg").all():
        box, inside = chart.bounding_box(), page.locator("main").bounding_box()
        assert box["x"] + box["width"] <= inside["x"] + inside["width"]
        assert box["height"] <= 140 / 25.4 * 96 + 1, "with its heading it stands on one page"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    look.close()


@pytest.mark.parametrize("path", ["compare", "compare?clock=Elapsed+days"])
def test_the_first_page_is_found_by_its_name_with_what_the_address_says(
    path: str, browser: Any, address: str
) -> None:
    look = Look(browser, address)
    page = look.open(path)
    assert page.locator("h1", has_text="Which way of working").count()
    if "?" in path:
        assert "clock=Elapsed+days" in page.url
        shown = page.locator("[role=radio][aria-checked=true]").all_inner_texts()
        assert "Elapsed days" in shown
    page.go_back()  # to nothing: no address between leads forward again
    assert page.url == "about:blank"
    look.close()


def test_every_model_that_is_chosen_is_seen(browser: Any, address: str) -> None:
    look = Look(browser, address, (560, 900))
    chosen = ("starter", "small_town_hub", "Quick", HOSTILE)
    look.page.goto(f"{address}/?{urlencode({'models': chosen}, doseq=True)}")
    look.page.locator("[data-tag]").nth(len(chosen) - 1).wait_for(timeout=30_000)
    around = look.page.locator("[data-testid=stMultiSelect]").bounding_box()
    tags = [each.bounding_box() for each in look.page.locator("[data-tag]").all()]
    assert len({box["y"] for box in tags}) > 1, "there are more than one line has room for"
    for box in tags:
        assert around["x"] <= box["x"]
        assert box["x"] + box["width"] <= around["x"] + around["width"]
        assert box["y"] + box["height"] <= around["y"] + around["height"]
    look.close()


@pytest.mark.parametrize("path", ["compare", "explore?base=starter&weeks=4&replications=3"])
def test_at_twice_the_size_no_word_on_a_button_is_cut_and_charts_keep_their_room(
    browser: Any, address: str, path: str
) -> None:
    look = Look(browser, address, (683, 384))
    page = look.open(path)
    cut = page.evaluate(
        "[...document.querySelectorAll('button p')].filter(e => e.scrollWidth > e.clientWidth)"
        ".map(e => e.innerText)"
    )
    assert not cut
    assert page.evaluate(
        "(m => m.scrollWidth - m.clientWidth)(document.querySelector('[data-testid=stMain]'))"
    ) <= 0  # fmt: skip
    page.locator(".vega-embed svg").first.wait_for(timeout=60_000)
    widths = [each.bounding_box()["width"] for each in page.locator(".vega-embed svg").all()]
    assert widths
    assert min(widths) > 700
    wide = page.locator(".hub .wide[tabindex]")
    if path == "compare":  # its table is moved by the arrow keys
        wide.first.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("() => document.activeElement.scrollLeft > 0")
    page.wait_for_function("() => document.querySelector('[data-testid=stSidebarNavItems][role]')")
    assert not violations(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    page.wait_for_function("() => !document.querySelector('.hub .wide[tabindex]')")
    look.close()


def test_one_press_of_back_is_one_step_and_brings_the_page_as_it_was_left(
    browser: Any, address: str
) -> None:
    look = Look(browser, address)
    page = look.open()
    page.get_by_text("Elapsed days").click()
    page.get_by_text("All cases", exact=True).click()
    look.whole()

    def on_compare() -> None:
        page.locator("h1", has_text="Which way of working").wait_for(timeout=30_000)
        look.whole()
        shown = page.locator("[role=radio][aria-checked=true]").all_inner_texts()
        assert {"Elapsed days", "All cases"} <= set(shown)
        assert "clock=Elapsed+days" in page.url

    page.get_by_role("link", name="Explore").click()
    page.locator("h1", has_text="What would change if").wait_for(timeout=30_000)
    look.whole()
    left = page.url
    page.go_back()
    on_compare()
    page.go_forward()
    page.locator("h1", has_text="What would change if").wait_for(timeout=30_000)
    look.whole()
    assert page.url == left
    page.go_back()
    on_compare()
    page.get_by_role("link", name="Teach").click()
    page.locator("h1", has_text="Teach").wait_for(timeout=30_000)
    look.whole()
    page.get_by_role("link", name="Compare").click()  # by the navigation it is kept as well
    on_compare()
    assert not look.wrong
    look.close()


def test_a_word_without_end_makes_no_page_wider(browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    word = "L" * 500
    said = [
        blocks.title(word), blocks.heading(word), blocks.sentence(word), blocks.points([word]),
        blocks.lead(word, [word]), blocks.table(pd.DataFrame({"Model": [word]}), word),
    ]  # fmt: skip
    page.set_content(blocks.STYLE + blocks.block(*said))
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    page.close()


def test_names_are_shown_as_they_are_written_and_models_are_drawn(
    browser: Any, address: str
) -> None:
    look = Look(browser, address, (1366, 4000))
    page = look.open()
    said = page.locator(".hub .lead .said").inner_text()
    assert "“Quick” is quicker" in said
    assert HOSTILE in said
    drawn = page.locator(".vega-embed svg").first
    assert "Quick" in drawn.text_content()
    assert drawn.bounding_box()["width"] > 600
    page.get_by_text("Elapsed days").click()
    page.locator(".hub .said", has_text=" days ").wait_for(timeout=20_000)
    assert not look.outside
    assert not look.wrong
    look.close()


def test_browsers_are_told_to_run_nothing_that_is_not_ours(address: str) -> None:
    with urllib.request.urlopen(address) as answer:
        rules = answer.headers["Content-Security-Policy"]
    assert "unsafe-eval" not in rules
    scripts = next(part for part in rules.split("; ") if part.startswith("script-src"))
    assert "unsafe-inline" not in scripts
    assert "http" not in scripts
    assert "default-src 'none'" in rules


def test_the_server_answers_under_its_own_names_only(address: str) -> None:
    wrong = urllib.request.Request(address, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(wrong)
    refused.value.close()
    assert refused.value.code == 400
    with urllib.request.urlopen(f"{address}/_stcore/health") as answer:
        assert answer.read() == b"ok"


def test_a_leader_gets_from_an_empty_start_to_a_downloaded_briefing(
    browser: Any, address: str
) -> None:
    look = Look(browser, address)
    page = look.open()
    assert "is quicker" in page.locator(".hub .lead .said").inner_text()
    page.get_by_text("Elapsed days").click()
    page.locator(".hub .said", has_text=" days ").wait_for(timeout=20_000)
    look.whole()
    assert "clock=" in page.url  # a link carries what is looked at
    for kind, ending in (("one web page", ".html"), ("Word", ".docx")):
        with page.expect_download(timeout=30_000) as saved:
            page.get_by_text(f"Download briefing ({kind})").click()
        assert saved.value.suggested_filename.endswith(ending)
        content = Path(saved.value.path()).read_bytes()
        assert content.startswith(b"<!DOCTYPE html>" if ending == ".html" else b"PK")
        if ending == ".html":
            assert HOSTILE.replace("<", "&lt;").replace(">", "&gt;") in content.decode()
            assert " days " in content.decode()
    page.reload()
    look.whole()
    assert " days " in page.locator(".hub .lead .said").inner_text()
    assert not look.outside
    assert not look.wrong
    look.close()


def test_all_results_of_what_was_tried_are_saved_as_they_are_shown(
    browser: Any, address: str
) -> None:
    look = Look(browser, address, (1366, 1400))
    page = look.open("explore?base=starter&weeks=4&replications=3&set=roles.screener.people%3D5")
    with page.expect_download(timeout=30_000) as saved:
        page.get_by_role("button", name="Download all results of this page as CSV").click()
    table = pd.read_csv(saved.value.path()).set_index(["measure", "by", "group", "design"])["mean"]
    mean = table["asked_hours_to_decision_mean"]["all"]["all"]
    look.unfold()
    rows = page.locator(".hub tr").all_inner_texts()
    told = "".join(f"\t{mean[design]:.2f} h" for design in ("As it is", "With the changes"))
    assert [row for row in rows if told in row.replace("\xa0", " ")], told
    look.close()


def test_a_consultant_turns_a_lever_sees_what_follows_and_takes_the_scenario_along(
    browser: Any, address: str, tmp_path: Path
) -> None:
    look = Look(browser, address, (1366, 1400))
    page = look.open("explore?base=starter&weeks=4&replications=3")
    assert "“As it is”: average time" in page.locator(".hub .lead .said").inner_text()
    people = page.get_by_role("spinbutton", name="Screener: people")
    assert people.input_value() == "4"
    people.focus()
    page.keyboard.press("ArrowUp")
    page.locator(".hub .said", has_text="With the changes").wait_for(timeout=30_000)
    look.whole()
    assert "set=roles.screener.people" in page.url
    assert not violations(page)
    page.get_by_role("button", name="Scenario file").click()
    with page.expect_download(timeout=30_000) as saved:
        page.get_by_role("button", name="Download scenario (YAML)").click()
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    scenario = read_scenario(path)
    assert [(each.path, each.value) for each in scenario.changes] == [
        ("roles.screener.people", "5")
    ]
    assert read_model("starter", scenario.changes).hub.roles["screener"].people.value == 5
    page.reload()  # nothing is lost
    look.whole()
    assert "With the changes" in page.locator(".hub .lead .said").inner_text()

    def handed_in(name: str, text: str) -> None:
        page.get_by_role("button", name="Scenario file").click()
        given = {"name": name, "mimeType": "text/yaml", "buffer": text.encode()}
        page.locator("input[type=file]").first.set_input_files(given)
        page.get_by_text(name, exact=True).wait_for(timeout=30_000)
        look.whole()
        page.get_by_role("button", name="Take its changes over").click()
        page.locator("[data-testid=stPopoverBody]").wait_for(state="detached")
        look.whole()

    page.get_by_role("button", name="As it is", exact=True).click()
    look.whole()
    assert "set=" not in page.url
    handed_in("bad.yaml", path.read_text(encoding="utf-8").replace("screener", "screner"))
    assert "bad.yaml is not taken over" in page.locator("[data-testid=stAlert]").inner_text()
    assert "screener" in page.locator("[data-testid=stCode]").first.inner_text()  # the nearest name
    assert "set=" not in page.url
    handed_in("good.yaml", path.read_text(encoding="utf-8"))
    assert "set=roles.screener.people" in page.url
    said = page.locator("[data-testid=stAlert]").inner_text()
    assert "good.yaml is taken over: 1 change. Undo takes it back." in said
    page.get_by_role("button", name="Undo").click()
    look.whole()
    assert "set=" not in page.url
    assert not look.outside
    assert not look.wrong
    look.close()
