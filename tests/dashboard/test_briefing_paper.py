"""The first page of a briefing is one page of paper, however many hubs and however long their names."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from hubsim.briefing import as_html, as_word, briefing_of
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
    page.emulate_media(media="print")
    points = page.evaluate(SIZES)
    assert min(points) >= 8, "smaller print is not read"
    page.evaluate("for (const e of document.querySelectorAll('.first ~ *')) e.remove()")
    assert len(PAGE.findall(page.pdf(prefer_css_page_size=True))) == 1
    assert whole > 1  # there is more, and it begins on a page of its own
    page.close()


SIZES = """() => [...document.querySelectorAll('.first *')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .map(e => parseFloat(getComputedStyle(e).fontSize) * (e.currentCSSZoom ?? 1) * 0.75)"""


@pytest.mark.parametrize("models", [MIXED, ALIKE[:2]], ids=["6 mixed", "2 alike"])
def test_in_word_nothing_is_wider_or_higher_than_its_page_or_too_small_to_read(
    models: tuple[str, ...],
) -> None:
    docx = pytest.importorskip("docx")
    length = Length(2, 1, 1)
    study = Study(designs_from(models, length=length), length, 2, 1)
    document = docx.Document(io.BytesIO(as_word(briefing_of(study, run_study(study)))))
    upright, turned = document.sections
    room = [s.page_width - s.left_margin - s.right_margin for s in (upright, turned)]
    high = upright.page_height - upright.top_margin - upright.bottom_margin
    pictures = [(each.width, each.height) for each in document.inline_shapes]
    assert pictures
    assert all(wide <= room[0] and tall < high for wide, tall in pictures)
    widths = [sum(column.width for column in table.columns) for table in document.tables]
    assert all(wide <= room[1] for wide in widths)
    first, *_ = document.tables
    assert widths[0] <= room[0] + docx.shared.Cm(0.1)
    assert all(
        run.font.size.pt >= 8 for cell in first._cells for p in cell.paragraphs for run in p.runs
    )
