"""A briefing as a Word file."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from hubsim.briefing.content import Briefing
from hubsim.briefing.pictures import missing, png

REFUSED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that the format cannot hold."""


def as_word(briefing: Briefing) -> bytes:
    """Write a briefing as a Word file, each picture with its alternative text.

    Parameters
    ----------
    briefing : Briefing

    Raises
    ------
    InputError
        If what writes it, or what draws the pictures, is not installed.
    """
    try:
        from docx import Document  # noqa: PLC0415 - only for documents
        from docx.shared import Cm, Pt  # noqa: PLC0415 - only for documents
    except ImportError:
        raise missing("no Word file can be written: python-docx is not installed") from None
    document = Document()
    document.core_properties.title = briefing.title
    document.core_properties.author = "hubsim"
    document.core_properties.language = "en-GB"
    normal = document.styles["Normal"].font
    normal.name, normal.size = "Arial", Pt(10.5)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(1.8)
    document.add_paragraph(_text(briefing.limits))
    document.add_heading(_text(briefing.title), 1)
    document.add_paragraph().add_run(_text(briefing.headline)).bold = True
    _points(document, briefing.points)
    _table(document, briefing.glance, size=8)
    if briefing.cautions:
        document.add_heading("Take care", 2)
        _points(document, briefing.cautions)
    document.add_heading("What is compared", 2)
    _table(document, briefing.models)
    for part in briefing.parts:
        document.add_heading(_text(part.question), 2)
        document.add_paragraph().add_run(_text(part.finding)).bold = True
        document.add_paragraph(_text(part.about))
        if part.chart is not None:
            picture = document.add_picture(io.BytesIO(png(part.chart)), width=Cm(17))
            picture._inline.docPr.set("descr", _text(part.alt))  # noqa: SLF001 - no other way
        _table(document, part.table)
    document.add_heading("What this does not tell you", 2)
    _points(document, briefing.not_told)
    document.add_heading("How this was made", 2)
    _points(document, briefing.made)
    if briefing.warnings:
        document.add_heading("Warnings about the models", 2)
        _points(document, briefing.warnings)
    document.add_page_break()  # type: ignore[no-untyped-call]  # python-docx says no type
    document.add_heading("What it rests on: every number", 2)
    document.add_paragraph("The register of assumptions. Models: by their order above.")
    _table(document, briefing.numbers, size=7.5)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _text(text: object) -> str:
    return REFUSED.sub("\ufffd", str(text))


def _points(document: Any, texts: Iterable[str]) -> None:
    for text in texts:
        document.add_paragraph(_text(text), style="List Bullet")


def _table(document: Any, frame: pd.DataFrame, size: float = 9) -> None:
    """Add a table whose heading is repeated on every page."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - only for documents
    from docx.shared import Pt  # noqa: PLC0415 - only for documents

    rows = [tuple(frame.columns), *frame.itertuples(index=False, name=None)]
    table = document.add_table(len(rows), len(frame.columns), style="Table Grid")
    cells = table._cells  # noqa: SLF001 - asking each row for its cells takes minutes
    for number, value in enumerate(value for row in rows for value in row):
        run = cells[number].paragraphs[0].add_run(_text(value))
        run.font.size, run.bold = Pt(size), number < len(frame.columns)
    heading = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - no other way
    heading.append(OxmlElement("w:tblHeader"))
    document.add_paragraph()
