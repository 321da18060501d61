"""Whatever things are called, no word is cut off, out of its chart, or laid over another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.dashboard.browser import Look, served
from tests.dashboard.scenes import FOUR, SHORT
from tests.dashboard.screenshots import SIZES

pytestmark = pytest.mark.browser

LONG = FOUR["long"]
CHANGED = {"base": LONG.models[0], "set": LONG.turned, **SHORT}
SHORTENED, MOVED = "[shortened]", ", auto]"
"""Said with a mark in the middle, and whole in a table; moved sideways in a table of its own."""


@pytest.fixture(scope="module")
def long_names(browser: Any) -> Iterator[str]:
    """A server of hubs in which everything has the longest name that somebody may give."""
    with served(LONG.models) as found:
        yield found


@pytest.mark.parametrize("look", ["compare", "change", "map", "buys", "case", "hours"])
def test_no_word_is_cut_or_laid_over_another(look: str, browser: Any, long_names: str) -> None:
    asked = urlencode({**CHANGED, "look": look}, doseq=True)
    tab = Look(browser, long_names)
    page = tab.open("compare" if look == "compare" else f"explore?{asked}", 300)
    if look == "buys":
        page.get_by_role("button", name="Work it out").click()
        tab.whole(300)
    assert page.locator(".vega-embed svg text").count() > 5
    tab.unfold()
    for wide, high in SIZES:
        page.set_viewport_size({"width": wide, "height": high})
        tab.whole()
        assert not [each for each in tab.cut() if not each.endswith((SHORTENED, MOVED))]
    tab.close()
