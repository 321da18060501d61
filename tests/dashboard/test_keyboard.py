"""Pages are used by keyboard alone: everything is reached, focus is seen, and nothing holds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.dashboard.browser import Look

pytestmark = pytest.mark.browser

OPENED = "[data-testid=stPopoverBody]"
FOCUSED = """() => {
  const at = document.activeElement
  const wide = (e) => getComputedStyle(e).outlineStyle === 'none'
    ? 0 : parseFloat(getComputedStyle(e).outlineWidth)
  const called = (at.getAttribute('aria-label') || at.innerText || '').slice(0, 200)
  return [at.tagName, called, Math.max(wide(at), wide(at.parentElement))]
}"""


class Keys:
    """A page, and somebody who only has a keyboard."""

    def __init__(self, look: Look) -> None:
        self.look, self.page, self.seen = look, look.page, set[str]()

    @property
    def at(self) -> str:
        """What has the focus."""
        return str(self.page.evaluate(FOCUSED)[1])

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def tab(self) -> str:
        """Press Tab, and check that it is seen where it led."""
        self.press("Tab")
        tag, called, outline = self.page.evaluate(FOCUSED)
        self.seen.add(tag)
        assert tag in {"MAIN", "BODY"} or outline >= 3, (tag, called)
        return str(tag)

    def to(self, name: str) -> None:
        for _ in range(80):
            self.tab()
            if name in self.at:
                return
        raise AssertionError(f"Tab does not lead to {name}")

    def comes_to(self, name: str) -> None:
        """Press Tab; what has just opened may still be filled."""
        self.press("Tab")
        self.page.wait_for_function(f"n => ({FOCUSED})()[1].includes(n)", arg=name)
        assert self.page.evaluate(FOCUSED)[2] >= 3

    def to_the_end(self) -> None:
        for _ in range(80):
            if self.tab() == "BODY":
                return
        raise AssertionError(f"Tab does not lead out of the page: {self.at}")

    def open(self, name: str) -> None:
        self.to(name)
        self.press("Enter")
        self.page.locator(OPENED).locator("input, button").first.wait_for()
        self.page.locator("[data-testid=stPopoverButton][aria-expanded=true]").wait_for()
        self.look.whole()  # what opens is filled from the top, and Tab leads to what is there


@pytest.fixture
def keys(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Keys]:
    look = Look(browser, address)
    look.open(request.param)
    look.page.locator("summary").first.wait_for(timeout=120_000)
    look.whole()
    yield Keys(look)
    assert not look.wrong
    look.close()


COMPARE, EXPLORE = "compare", "explore?base=starter&weeks=4&replications=3"


@pytest.mark.parametrize("keys", [COMPARE, EXPLORE], indirect=True)
def test_tab_leads_over_the_whole_page_and_it_is_seen_where_one_is(keys: Keys) -> None:
    keys.to_the_end()
    assert {"A", "BUTTON", "INPUT", "SUMMARY"} <= keys.seen


@pytest.mark.parametrize("keys", [COMPARE], indirect=True)
def test_models_are_chosen_and_left_out(keys: Keys) -> None:
    def chosen(count: int) -> list[str]:
        keys.page.wait_for_function(
            "n => document.querySelectorAll('[data-tag]').length === n", arg=count
        )
        return list(keys.page.locator("[data-tag]").all_inner_texts())

    before = chosen(2)
    keys.to("Models compared")
    keys.press("ArrowDown", "Enter")
    assert chosen(3)[:2] == before  # one more, and not all of them
    keys.press("Escape", "Backspace")
    assert chosen(2) == before
    keys.to("Run")


@pytest.mark.parametrize("keys", [COMPARE], indirect=True)
def test_what_a_button_opens_comes_next_and_is_left_again(keys: Keys) -> None:
    keys.open("Length and repeats")
    for name in ("Weeks measured", "Replications", "Seed"):
        keys.comes_to(name)
    keys.press("Shift+Tab")
    assert "Replications" in keys.at
    keys.press("Shift+Tab", "Shift+Tab")
    assert "Length and repeats" in keys.at
    for name in ("Weeks measured", "Replications", "Seed", "Length and repeats"):
        keys.comes_to(name)
    keys.page.locator(OPENED).wait_for(state="detached")
    keys.tab()
    assert keys.at == "Run"


@pytest.mark.parametrize("keys", [COMPARE], indirect=True)
def test_another_clock_is_chosen_and_the_briefing_and_a_table_are_taken(keys: Keys) -> None:
    keys.to("Hub working hours")
    keys.press("ArrowRight", "Enter")
    keys.page.locator(".hub .said", has_text=" days ").wait_for(timeout=30_000)
    keys.look.whole()
    keys.to("Download briefing (Word)")
    with keys.page.expect_download(timeout=60_000) as saved:
        keys.press("Enter")
    assert saved.value.suggested_filename.endswith(".docx")
    keys.to("Show as table")
    keys.press("Enter")
    keys.page.locator("[data-testid=stExpander] details[open] table").wait_for()
    keys.to("Download this table as CSV")


@pytest.mark.parametrize("keys", [EXPLORE], indirect=True)
def test_a_lever_is_turned_and_the_scenario_is_saved(keys: Keys) -> None:
    keys.to("Screener: people")
    keys.press("ArrowUp")
    keys.page.locator(".hub .said", has_text="With the changes").wait_for(timeout=30_000)
    keys.look.whole()
    keys.press("Home")
    keys.page.locator("h1").click()  # to the top of the page
    keys.open("Scenario file")
    keys.comes_to("Name of the scenario")
    keys.to("Download scenario")
    with keys.page.expect_download(timeout=30_000) as saved:
        keys.press("Enter")
    assert saved.value.suggested_filename == "scenario.yaml"
    keys.to("Upload")
    keys.press("Escape")
    keys.page.locator(OPENED).wait_for(state="detached")
