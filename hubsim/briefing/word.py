"""A briefing as a Word file."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from hubsim import __version__
from hubsim.briefing.content import Briefing, Part
from hubsim.briefing.pictures import png, writing

REFUSED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that the format cannot hold."""
PAPER = (21, 29.7)
"""Width and height of a page, in centimetres."""
CM_OF_POINT = 2.54 / 72
CELL = 0.45
"""Free in a cell, left and right of its text, in centimetres."""
MARGIN = 2
"""To the left and the right, in centimetres."""
WIDE, HIGH = 17, 24.5
"""Of a picture at most, in centimetres, less what is said above it: both stand on one page."""
LINE, LETTERS = 0.45, 85
"""Height of a line, in centimetres, and its letters, bold ones at most."""
SMALL = 8.0
"""Of the letters of the first table, in points."""
SHORT = 14
"""Rows up to which a table stays on one page."""
INK = (11, 12, 12)
"""Of headings: black."""


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
    document = writing().Document()
    _set_up(document, briefing)
    _first_page(document, briefing)
    compared = document.add_heading("What is compared", 2).paragraph_format
    compared.page_break_before = briefing.density != "most"  # then the first page goes on
    _table(document, briefing.models, (3, 9.5, 4.5))
    _points(document, briefing.points)
    for part in briefing.parts:
        _part(document, part)
    document.add_heading("What this does not tell you", 2)
    _points(document, briefing.not_told)
    document.add_heading("How this was made", 2)
    _points(document, briefing.made)
    if briefing.warnings:
        document.add_heading("Warnings about the models", 2)
        _points(document, briefing.warnings)
    _numbers(document, briefing)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _set_up(document: Any, briefing: Briefing) -> None:
    """Set what holds for all pages: language, fonts, paper, and what stands at their feet."""
    from docx.shared import Cm, Pt, RGBColor  # noqa: PLC0415 - only for documents

    about = document.core_properties
    about.title, about.author, about.language = briefing.title, "hubsim", "en-GB"
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    normal.paragraph_format.space_after = Pt(4)
    for name in ("Heading 1", "Heading 2", "Heading 3"):
        document.styles[name].font.name = "Arial"
        document.styles[name].font.color.rgb = RGBColor(*INK)
        fonts = document.styles[name].element.rPr.rFonts
        for kind in [kind for kind in fonts.attrib if kind.endswith("Theme")]:
            del fonts.attrib[kind]  # or the theme's font is taken
    _language(document)
    (section,) = document.sections
    section.page_width, section.page_height = Cm(PAPER[0]), Cm(PAPER[1])
    section.left_margin = section.right_margin = Cm(MARGIN)
    section.top_margin, section.bottom_margin = Cm(1.6), Cm(1.8)
    foot = section.footer.paragraphs[0]
    document.styles["Footer"].font.size = Pt(8)
    foot.add_run(f"hubsim {__version__}: synthetic cases, no forecast for any child. Page ")
    _counted(foot, "PAGE")
    foot.add_run(" of ")
    _counted(foot, "NUMPAGES")


def _language(document: Any) -> None:
    """Say in which language it is written, for those who have it read to them."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - only for documents
    from docx.oxml.ns import qn  # noqa: PLC0415 - only for documents

    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    document.styles["Normal"].element.get_or_add_rPr().append(language)


def _counted(paragraph: Any, what: str) -> None:
    """Add a number that Word counts."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - only for documents
    from docx.oxml.ns import qn  # noqa: PLC0415 - only for documents

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), what)
    run = paragraph.add_run("1")
    field.append(run._r)  # noqa: SLF001 - python-docx has no fields
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no fields


def _first_page(document: Any, briefing: Briefing) -> None:
    document.add_paragraph(_text(briefing.limits))
    document.add_heading(_text(briefing.title), 1)
    if briefing.shared:
        document.add_paragraph(_text(briefing.shared))
    document.add_paragraph().add_run(_text(briefing.headline)).bold = True
    if briefing.cautions:
        document.add_paragraph().add_run("Take care").bold = True
        _points(document, briefing.cautions)
    document.add_paragraph(_text(briefing.glance_about)).paragraph_format.keep_with_next = True
    _table(document, briefing.glance, size=SMALL)
    for label, said in briefing.in_short:
        line = document.add_paragraph()
        line.add_run(f"{label}: ").bold = True
        line.add_run(_text(said))


def _part(document: Any, part: Part) -> None:
    """Add a section; its heading stays with what it is about."""
    from docx.shared import Cm  # noqa: PLC0415 - only for documents

    document.add_heading(_text(part.question), 2)
    finding = document.add_paragraph()
    finding.add_run(_text(part.finding)).bold = True
    about = document.add_paragraph(_text(part.about))
    finding.paragraph_format.keep_with_next = about.paragraph_format.keep_with_next = True
    if part.chart is not None:
        picture = document.add_picture(io.BytesIO(png(part.chart)), width=Cm(WIDE))
        high = Cm(HIGH - LINE * _lines(part.finding, part.about))
        if picture.height > high:
            picture.width, picture.height = int(picture.width * high / picture.height), high
        picture._inline.docPr.set("descr", _text(part.alt))  # noqa: SLF001 - it has no alt text
    if len(part.table):
        _table(document, part.table)


def _lines(*texts: str) -> int:
    return sum(math.ceil(len(text) / LETTERS) for text in texts)


def _numbers(document: Any, briefing: Briefing) -> None:
    """Add, on pages turned by a quarter, what all this rests on."""
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415 - only for documents
    from docx.shared import Cm, Pt  # noqa: PLC0415 - only for documents

    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(PAPER[1]), Cm(PAPER[0])
    section.left_margin = section.right_margin = Cm(1.5)
    turning, register = briefing.turning, briefing.register
    document.add_heading(_text(turning.question), 2)
    document.add_paragraph().add_run(_text(turning.finding)).bold = True
    if len(turning.table):
        document.add_paragraph(_text(turning.about))
        _table(document, turning.table, (4.6, 2, 2.6, 4, 4.6, 3.6, 2.6, 2.7), size=7)
    document.add_heading("What it rests on: every number", 2)
    document.add_paragraph(
        f"{register.said} Models are counted in the order above; a source is the number in the "
        "list at the end."
    )
    if register.unsourced:
        document.add_heading("Numbers without a source", 3)
        document.add_paragraph(_text("; ".join(register.unsourced)))
    for group in register.groups:
        document.add_heading(f"{_text(group.name)} ({group.said})", 3)
        _table(document, group.lines, (5.6, 16, 1.9, 1.6, 1.6), size=7)
    document.add_heading("Sources", 3)
    for number, source in enumerate(register.sources, start=1):
        line = document.add_paragraph(f"{number}. {_text(source)}")
        line.paragraph_format.space_after = Pt(0)
        line.runs[0].font.size = Pt(7)


def _text(text: object) -> str:
    return REFUSED.sub("\ufffd", str(text))


def _points(document: Any, texts: Iterable[str]) -> None:
    for text in texts:
        document.add_paragraph(_text(text), style="List Bullet")


def _widths(rows: Sequence[Sequence[object]], size: float) -> list[float]:
    """Divide the page among columns: none narrower than its longest word, the rest by its texts."""
    columns = [[_text(row[n]) for row in rows] for n in range(len(rows[0]))]
    letter = 0.6 * size * CM_OF_POINT
    least = [
        max(len(word) for text in texts for word in (text.split() or [""])) * letter + CELL
        for texts in columns
    ]
    wanted = [math.sqrt(sum(map(len, texts))) for texts in columns]
    whole = PAPER[0] - 2 * MARGIN
    if sum(least) > whole:
        return [own * whole / sum(least) for own in least]
    free = whole - sum(least)
    return [own + free * part / (sum(wanted) or 1) for own, part in zip(least, wanted, strict=True)]


def _table(
    document: Any, frame: pd.DataFrame, widths: Sequence[float] = (), size: float = 8.5
) -> None:
    """Add a table whose heading is repeated on every page, and whose rows stay whole.

    A short one stays on one page.

    Parameters
    ----------
    document : Document
    frame : DataFrame
    widths : sequence of float
        Of the columns, in centimetres; by what stands in them if left out.
    size : float
        Of its letters, in points.
    """
    from docx.oxml import OxmlElement  # noqa: PLC0415 - only for documents
    from docx.shared import Cm, Pt  # noqa: PLC0415 - only for documents

    rows = [tuple(frame.columns), *frame.itertuples(index=False, name=None)]
    widths = widths or _widths(rows, size)
    table = document.add_table(len(rows), len(frame.columns), style="Table Grid")
    table.autofit = False
    cells = table._cells  # noqa: SLF001 - asking each row for its cells takes minutes
    followed = len(cells) - len(frame.columns) if len(rows) <= SHORT else 0
    for number, value in enumerate(value for row in rows for value in row):
        paragraph = cells[number].paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.keep_with_next = number < followed
        run = paragraph.add_run(_text(value))
        run.font.size, run.bold = Pt(size), number < len(frame.columns)
        cells[number].width = Cm(widths[number % len(widths)])
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for number, row in enumerate(table.rows):
        about = row._tr.get_or_add_trPr()  # noqa: SLF001 - it cannot keep rows whole
        about.append(OxmlElement("w:cantSplit"))
        if number == 0:
            about.append(OxmlElement("w:tblHeader"))
    document.add_paragraph().paragraph_format.space_after = Pt(0)
