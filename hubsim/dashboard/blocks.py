"""Pieces of a page as HTML, with every text escaped.

Names come from files that anybody may have written. Streamlit's Markdown would turn some of them
into links or pictures, which call out of this machine; here they are text and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from functools import partial
from html import escape
from typing import Any, Literal

import pandas as pd
import streamlit as st

from hubsim.charts.panel import Panel
from hubsim.drafting import telling
from hubsim.errors import MOST_SHOWN, Problem, in_order
from hubsim.plain import plural
from hubsim.spec.places import Source
from hubsim.study import Results, Study
from hubsim.study.store import as_csv
from hubsim.study.warned import as_text

STYLE = """
<style>
[data-testid=stMainBlockContainer] {padding-top: 3.5rem}
[data-testid=stElementContainer][data-stale=true] {transition: opacity 0s 1s !important}
a:focus-visible, button:focus-visible, summary:focus-visible, [data-tag]:focus-visible,
.hub .wide:focus-visible, :has(> input:focus-visible), [role=slider]:focus-visible {
  outline: 3px solid #12436D !important; outline-offset: 2px}
[data-tag] {max-width: 22rem}
[data-testid=stMultiSelect] [data-rac][role=group] {height: auto !important;
  max-height: none !important}
[data-testid=stMultiSelectTagsContainer] {flex-wrap: wrap; height: auto !important;
  overflow: visible !important; padding-block: 3px; row-gap: 4px}
[data-testid=stElementToolbar] :is([aria-label^="Show data: "], [aria-label^="Copy Vega"]) {
  display: none}
.hub {overflow-wrap: break-word}
.hub h1 {font-size: 2rem; font-weight: 700; line-height: 1.2; margin: 0; padding: 0}
.hub h1 + p, .hub h1 + ul {margin-top: .4rem}
.hub h2 {font-size: 1.4rem; font-weight: 700; line-height: 1.25; margin: 0 0 .35rem 0; padding: 0}
.hub p {margin: 0 0 .3rem 0; font-size: 1rem; line-height: 1.5; max-width: 62rem}
.hub .finding {font-size: 1.1rem}
.hub .quiet {color: #505a5f}
@media screen {[data-testid=stElementContainer]:has(.paper:only-child) {display: none}}
.hub .lead {border-left: 6px solid #12436D; background: #f3f2f1; padding: .6rem 1.25rem}
.hub .lead .said {font-size: 1.2rem; font-weight: 600; line-height: 1.35; margin-bottom: .4rem}
.hub .lead .said, .hub .lead li {max-width: none}
.hub .lead li {font-size: .95rem; line-height: 1.4}
.hub .care {border-left: 6px solid #F46A25; background: #fff5ef; padding: .75rem 1.25rem}
.hub ul {margin: 0; padding-left: 1.2rem; list-style: disc}
.hub li {margin: 0 0 .2rem 0; font-size: 1rem; line-height: 1.45; max-width: 62rem}
.hub .wide, .st-key-process_map {overflow-x: auto}
.hub table {border-collapse: collapse; width: 100%; font-size: 1rem}
.hub th {text-align: left; font-weight: 600; padding: .35rem .9rem .35rem 0}
.hub thead th {border-bottom: 2px solid #0b0c0c; vertical-align: bottom}
.hub tbody th {font-weight: 400; vertical-align: top; border-bottom: 1px solid #b1b4b6;
  max-width: 26rem}
.hub td {border-bottom: 1px solid #b1b4b6; padding: .35rem .9rem .35rem 0; vertical-align: top}
.hub .close td, .hub .close th {padding: .15rem .7rem .15rem 0; font-size: .9rem;
  line-height: 1.3}
.hub .close ul {margin-top: .5rem}
.hub .close li {font-size: .9rem; line-height: 1.35; max-width: none}
.hub .close caption {font-size: .9rem; padding: .3rem 0 0}
.hub caption {text-align: left; color: #505a5f; padding-bottom: .3rem}
.hub caption.unseen {position: absolute; clip-path: inset(50%); height: 1px; overflow: hidden}
.hub .yaml {background: #f6f7f7; border-radius: 4px; max-height: 560px; overflow: auto}
.hub .yaml:focus-visible {outline: 3px solid #1d70b8}
.hub .yaml pre {margin: 0; padding: .6rem .6rem .6rem 0; background: none; font-size: .85rem;
  line-height: 1.5; color: #0b0c0c; white-space: pre-wrap; overflow-wrap: anywhere}
.hub .yaml .l {display: block; padding-left: 5.2em; text-indent: -5.2em}
.hub .yaml .n {display: inline-block; width: 3.2em; padding-right: .9em; text-align: right;
  text-indent: 0; color: #505a5f; user-select: none}
.st-key-typed_yaml textarea {font-family: ui-monospace, "DejaVu Sans Mono", monospace;
  font-size: .85rem; line-height: 1.5; tab-size: 2}
.hub .told {max-height: none}
.hub .told pre {font-size: .75rem; padding: .6rem .8rem}
.hub .yaml .c {color: #00592f}
.hub .yaml .k {color: #12436D; font-weight: 600}
.hub .yaml .m {background: #fde3d3}
.hub .state {border-left: 6px solid #28A197; padding: .3rem 1rem; font-weight: 600;
  max-width: none}
.hub .state.wrong {border-left-color: #F46A25; background: #fff5ef}
.hub ul.beside {list-style: none; padding: .5rem 1rem; border-left: 6px solid #b1b4b6}
.hub ul.beside.care {border-left-color: #F46A25}
.hub .beside li {max-width: 62rem; margin-bottom: .35rem}
.hub .beside .where {font-weight: 600}
.hub .beside .code {color: #505a5f; font-size: .85rem}
.hub .limits, .hub .stamp {color: #505a5f; font-size: .9rem; margin: 0}
@media screen and (max-width: 900px) {
  :is(.st-key-chooser, .st-key-beside, [data-testid=stForm]) [data-testid=stHorizontalBlock] {
    flex-wrap: wrap}
  :is(.st-key-beside, [data-testid=stForm]) [data-testid=stColumn],
  .st-key-chooser [data-testid=stColumn]:first-child {min-width: min(100%, 20rem)}
  .st-key-chooser [data-testid=stColumn] {min-width: 11rem}
  [data-testid=stElementContainer]:has([data-testid=stVegaLiteChart]) {overflow-x: auto}
  [data-testid=stVegaLiteChart] {min-width: 46rem}
  [class*=_journey_] [data-testid=stVegaLiteChart] {min-width: 62rem}
}
@media print {
  @page {size: A4 landscape; margin: 12mm}
  header, [data-testid=stToolbar], [data-testid=stElementToolbar], [data-testid=stWidgetLabel],
  [data-testid=stMultiSelect], [data-testid=stSelectbox], [data-testid=stNumberInput],
  [data-testid=stTextInput], [data-testid=stTextArea], [data-testid=stSlider],
  [data-testid=stCheckbox], [data-testid=stPopover], [data-testid=stButtonGroup],
  [data-testid=stFormSubmitButton], [data-testid=stButton], [data-testid=stDownloadButton],
  [data-testid=stFileUploader], [data-testid=stExpander]:not(:has(details[open])),
  .st-key-turned {display: none !important}
  .stApp, [data-testid=stAppViewContainer], [data-testid=stMain] {
    position: static !important; overflow: visible !important; height: auto !important}
  [data-testid=stMainBlockContainer] {padding: 0 !important}
  [data-testid=stVerticalBlock] {gap: .6rem}
  [data-testid=stVegaLiteChart], [data-testid=stVegaLiteChart] > div, .vega-embed {
    height: auto !important; width: 100% !important}
  .vega-embed svg {max-width: 100% !important; height: auto !important; max-height: 140mm}
  [data-testid=stTooltipContent], [role=tooltip] {display: none !important}
  .st-key-process_map {overflow: visible !important}
  [class*=st-key-together], .vega-embed, .hub .lead, .hub tr, .hub .care {break-inside: avoid}
  [class*=st-key-together]:not(:has(.vega-embed)) {break-inside: auto}
  .hub h2, .hub .finding, .hub .quiet, .hub caption, .hub thead {break-after: avoid}
  .hub tbody tr:first-child {break-before: avoid}
  .hub .yaml {max-height: none; overflow: visible}
}
</style>
"""


TOGETHER = "together_"
"""What the key of a container begins with whose parts stay on one page of paper."""


def block(*parts: str) -> str:
    """Put pieces together."""
    return f'<div class="hub">{"".join(parts)}</div>'


def title(text: str) -> str:
    """Give the title of a page."""
    return f"<h1>{escape(text)}</h1>"


def heading(text: str) -> str:
    """Give the heading of a section."""
    return f"<h2>{escape(text)}</h2>"


def sentence(
    text: str, kind: Literal["", "finding", "quiet", "limits", "paper", "stamp"] = ""
) -> str:
    """Give a paragraph; one that is for paper only says there what a control says on a screen."""
    return f'<p class="{kind}">{escape(text)}</p>'


def label(text: str) -> str:
    """Give a name as the label of a widget, in which Streamlit would look for Markdown."""
    return LINKED.sub("\u2060", MARKED.sub(r"\\\g<0>", " ".join(text.split())))


LINKED = re.compile(r"(?<=:)(?=//)|(?i:(?<=www))(?=\.)|(?=@)")
"""Where an address is made a link however it is marked, unless something unseen parts it."""
MARKED = re.compile(r"[\\`*_\[\]<>$~!]|:(?=\S)")
"""What could begin a link, a picture, an icon, a formula or an emphasis."""


def strong(text: str) -> str:
    """Give a heading inside a table of widgets."""
    return f"<p><strong>{escape(text)}</strong></p>"


def told(text: str, label: str) -> str:
    """Give a text as it is laid out, with its lines."""
    return (
        f'<div class="yaml told" tabindex="0" role="region" aria-label="{escape(label)}">'
        f"<pre>{escape(text)}</pre></div>"
    )


def points(texts: Iterable[str]) -> str:
    """Give a list; nothing for no points."""
    items = "".join(f"<li>{unbroken(escape(text))}</li>" for text in texts)
    return f"<ul>{items}</ul>" if items else ""


def lead(said: str, texts: Iterable[str]) -> str:
    """Give the headline and the lines that carry it."""
    return f'<div class="lead"><p class="said">{escape(said)}</p>{points(texts)}</div>'


def care(texts: Iterable[str]) -> str:
    """Give a box of cautions, marked by a word as well as by its colour; nothing for none."""
    found = points(texts)
    return f'<div class="care"><p><strong>Take care</strong></p>{found}</div>' if found else ""


def problems(found: Iterable[Problem], sources: Iterable[Source] = ()) -> str:
    """Write problems in the words of pages.

    Parameters
    ----------
    found : iterable of Problem
    sources : iterable of Source
        Hubs in which they were found, for names.
    """
    hubs = telling.by_file(sources)
    every = in_order(found)
    said = [str(telling.told(each, hubs.get(each.place.file))) for each in every[:MOST_SHOWN]]
    more = len(every) - len(said)
    return "\n\n".join([*said, *([f"… and {plural(more, 'more problem')}."] if more else [])])


def warnings(study: Study, results: Results) -> None:
    """Show, when it is asked for, what is odd in models and runs, by whom it is about."""
    if results.warnings:
        sources = [each.file.source for each in study.designs]
        with st.expander(f"Warnings about the models ({len(results.warnings)})"):
            told = as_text(study.designs, results.warnings, partial(problems, sources=sources))
            st.code(told, language=None, wrap_lines=True)


def yaml(lines: Iterable[tuple[int, str]], label: str, marked: Container[int] = frozenset()) -> str:
    """Give lines of YAML with their numbers; some may be marked.

    Parameters
    ----------
    lines : iterable of (int, str)
    label : str
        What it is, for who does not see it.
    marked : container of int
        Numbers of the lines where something is wrong.
    """
    rows: list[str] = []
    before = 0
    for number, text in lines:
        if rows and number != before + 1:
            rows.append('<span class="l"><span class="n">…</span></span>')  # lines are left out
        before, said = number, escape(text)
        if text.lstrip().startswith("#"):
            said = f'<span class="c">{said}</span>'
        elif found := KEY.match(text):
            said = f'<span class="k">{escape(found[0])}</span>{escape(text[found.end() :])}'
        kinds = "l m" if number in marked else "l"
        rows.append(f'<span class="{kinds}"><span class="n">{number}</span>{said}</span>')
    inside = "".join(rows)
    return (
        f'<div class="yaml" tabindex="0" role="region" aria-label="{escape(label)}">'
        f"<pre>{inside}</pre></div>"
    )


KEY = re.compile(r"[ ]*(?:- )?[^\s:#{\[\"'][^:#{\[\"']*:(?= |$)")
"""The name of an entry that begins a line."""


def table(frame: pd.DataFrame, caption: str, *, seen: bool = True) -> str:
    """Give a table with headings that a screen reader can follow.

    Parameters
    ----------
    frame : DataFrame
    caption : str
    seen : bool
        Whether the caption is shown; it is not where the heading above says the same.
    """
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in frame.columns)
    body = []
    for first, *others in frame.itertuples(index=False, name=None):
        cells = "".join(f"<td>{unbroken(escape(str(cell)))}</td>" for cell in others)
        body.append(f'<tr><th scope="row">{escape(str(first))}</th>{cells}</tr>')
    kind = "" if seen else ' class="unseen"'
    top = f"<caption{kind}>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
    return f'<div class="wide"><table>{top}<tbody>{"".join(body)}</tbody></table></div>'


def unbroken(text: str) -> str:
    """Let no line of a narrow cell end inside an interval, or between a number and its unit."""
    return SAID_TOGETHER.sub(lambda found: found[0].replace(" ", "\u00a0"), text)


SAID_TOGETHER = re.compile(r"\([−+\d.,%]+ to [−+\d.,%]+|\b\d+ (?:d|h|min|s)\b")
"""An interval in brackets; a length of time."""


def panel(found: Panel) -> None:
    """Show a question, its answer, a chart, and the table behind it; together on paper, too."""
    with st.container(key=f"{TOGETHER}{found.key}"):
        st.html(block(
            heading(found.question), sentence(found.title, "finding"),
            sentence(found.about, "quiet"),
        ))  # fmt: skip
        chart(found.key, found.chart, found.alt, found.table, found.question, seen=False)


def chart(
    key: str, spec: dict[str, Any] | None, alt: str, frame: pd.DataFrame, caption: str,
    *, seen: bool = True,
) -> None:  # fmt: skip
    """Show a chart, and behind it its table, which can be taken along as CSV.

    Parameters
    ----------
    key : str
        Short, unique on the page.
    spec : dict or None
        Vega-Lite; None where there is nothing to draw, and the table stands alone.
    alt : str
        The chart in words, for those who do not see it.
    frame : DataFrame
        The numbers behind it.
    caption : str
        Of the table.
    seen : bool
        Whether the caption is shown; it is not where a heading above says the same.
    """
    if spec is None:
        with_csv(key, frame, caption, seen=False)
        return
    st.vega_lite_chart(spec, width="stretch", theme=None, key=key, alt=alt)
    folded(key, frame, caption, seen=seen)


def folded(key: str, frame: pd.DataFrame, caption: str, *, seen: bool = True) -> None:
    """Show a table when it is asked for."""
    with st.expander("Show as table"):
        with_csv(key, frame, caption, seen=seen)


def with_csv(key: str, frame: pd.DataFrame, caption: str, *, seen: bool = True) -> None:
    """Show a table, and a button that saves it as CSV."""
    st.html(block(table(frame, caption, seen=seen)))
    save_csv(f"{key} csv", "Download this table as CSV", frame, f"hubsim_{key}")


def save_csv(
    key: str, label: str, frame: pd.DataFrame | Callable[[], pd.DataFrame], name: str
) -> None:
    """Show a button that saves a table; no text in it can be taken for a formula.

    Parameters
    ----------
    key, label : str
        Of the button.
    frame : DataFrame, or callable that gives it
        Made only when it is asked for, where that takes a while.
    name : str
        Of the file.
    """
    st.download_button(
        label,
        lambda: as_csv(frame() if callable(frame) else frame),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=key,
        on_click="ignore",
    )
