"""The first page of a briefing is one page of paper, however many hubs and however long their names."""

from __future__ import annotations

import re
from typing import Any

import pytest

from hubsim.briefing import as_html, briefing_of
from hubsim.study import Length, Study, designs_from
from hubsim.study.runner import run_study

pytestmark = pytest.mark.browser

HUBS = "tests/dashboard/hubs"
MIXED = (
    f"{HUBS}/long_names.yaml", f"{HUBS}/overloaded.yaml", "regional_hub", "marac",
    "discharge_hub", "county_separate",
)  # fmt: skip
ALIKE = ("county_separate", "county_colocated", "county_integrated", "borough", "regional_hub",
         "small_town_hub")  # fmt: skip
PAGE = re.compile(rb"/Type\s*/Page\b")


@pytest.mark.parametrize("models", [MIXED[:2], MIXED[:4], MIXED, ALIKE[:2], ALIKE],
                         ids=["2 mixed", "4 mixed", "6 mixed", "2 alike", "6 alike"])  # fmt: skip
def test_the_first_page_is_one_page_of_paper(browser: Any, models: tuple[str, ...]) -> None:
    length = Length(2, 1, 1)
    study = Study(designs_from(models, length=length), length, 2, 1)
    page = browser.new_page()
    page.set_content(as_html(briefing_of(study, run_study(study))))
    whole = len(PAGE.findall(page.pdf(prefer_css_page_size=True)))
    page.evaluate("for (const e of document.querySelectorAll('.first ~ *')) e.remove()")
    assert len(PAGE.findall(page.pdf(prefer_css_page_size=True))) == 1
    assert whole > 1  # there is more, and it begins on a page of its own
    page.close()
