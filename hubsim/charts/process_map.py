"""The process map: agencies as rows, stages from left to right, and what passes between them."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import pandas as pd

from hubsim.charts.people import FULL
from hubsim.charts.process_layout import LINE, PAD, process_map, table
from hubsim.charts.process_parts import Line, MapNumbers, ProcessMap
from hubsim.charts.theme import CONFIG, DARK_BLUE, ORANGE, TEXT, WHITE, ink_on
from hubsim.plain import percent, plural
from hubsim.study import Results

PICKED = "picked"
"""Name of the selection: a click on a box gives its ``kind``, ``stage`` and ``agency``."""

KINDS = {
    "one agency": "goes on inside one agency",
    "between agencies": "passes between agencies",
    "gap": "passes without an agreement, or where nobody leads",
    "leaves": "leaves the hub",
}
COLOURS = {"one agency": "#6BACE6", "between agencies": DARK_BLUE, "gap": "#C2410C",
           "leaves": "#9AA0A4"}  # fmt: skip
DASHES = {"one agency": [1, 0], "between agencies": [1, 0], "gap": [6, 4], "leaves": [1, 0]}
BLUES = ("#FFFFFF", "#E3F0FB", "#C5DFF6", "#9CC8EE", "#6BACE6")
"""From nothing to do to wholly busy; black text stands on each of them."""
OVER = ORANGE
"""The frame of a box whose people have more to do than they can."""
ENTERED = COLOURS["one agency"]
"""The arrow head at a box that cases enter from another band."""
THICKEST, THINNEST = 6.0, 1.4


def numbers_of(results: Results, label: str) -> MapNumbers:
    """Take from results what can be drawn on a map.

    Parameters
    ----------
    results : Results
    label : str
        Of the design.
    """

    def by(measure: str, group: str) -> dict[str, float]:
        means = {
            name: results.estimate(label, measure, group, name).mean
            for name in results.groups(measure, group)
        }
        return {name: mean for name, mean in means.items() if not math.isnan(mean)}

    return MapNumbers(
        waits=by("wait_for_role", "role"),
        busy=by("busy", "role"),
        replies=by("reply_hours", "agency"),
    )


def map_title(found: ProcessMap) -> str:
    """Say in a sentence what the map shows."""
    crossing = [n for n in found.lines if n.kind in {"between agencies", "gap"}]
    if not found.speaks:
        return "This hub does not say yet under which agreements its agencies share, or who leads."
    if not crossing:
        return "Nothing passes from one agency to another."
    if not found.gaps:
        every = plural(len(crossing), "way")
        return f"Nothing is missing on the {every} between agencies: agreements, and who leads."
    verb = "lacks" if len(found.gaps) == 1 else "lack"
    return (
        f"{len(found.gaps)} of {plural(len(crossing), 'way')} between agencies {verb} an agreement "
        "or a clear lead."
    )


def map_about(found: ProcessMap) -> str:
    """Say how the map is read."""
    busy = (
        "busy share, waits for people and times from a question to its reply (working hours) as "
        "the runs have shown. An orange frame: busy more "
        f"than {percent(FULL)} of the time"
        if found.measured
        else "busy share as expected from the inputs, before any run. An orange frame: asked for "
        "more than they can do"
    )
    folded = (
        " What has no room beside it goes on in the next band, as a text does in lines."
        if len(found.tops) > 1
        else ""
    )
    return (
        "Cases in an average week; a line is as thick as the cases, or questions with their "
        f"replies, that pass. Darker boxes have busier people; {busy}.{folded}"
    )


def map_alt(found: ProcessMap) -> str:
    """Describe the map to somebody who cannot see it."""
    stages = sum(box.kind == "stage" for box in found.boxes)
    count = len(found.lanes)
    rows = f"{count} agenc{'y' if count == 1 else 'ies'}"
    gaps = "; ".join(_said(found, line) for line in found.gaps[:6])
    return (
        f"Process map of {rows} in rows and {plural(stages, 'stage')} from left to right. "
        f"{map_title(found)}{f' They are: {gaps}.' if gaps else ''} The table below it says all."
    )


def map_table(found: ProcessMap) -> pd.DataFrame:
    """Give everything that passes as a table, what is missing first."""
    frame = pd.DataFrame(table(found), columns=["From", "To", "How often", "What is missing"])
    first = frame["What is missing"].eq("–")
    return frame.assign(first=first).sort_values("first", kind="stable").drop(columns="first")


def map_chart(found: ProcessMap) -> alt.LayerChart:
    """Draw the map.

    Parameters
    ----------
    found : ProcessMap
        Laid out by `process_map`.

    Returns
    -------
    altair.LayerChart
        As wide as the map itself. A click on a box selects it: the selection `PICKED` gives
        ``kind``, ``stage`` and ``agency``.
    """
    top = 30.0
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, found.width], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[found.height, -top], nice=False))
    layers = [
        *_lanes(found, x, y),
        *_lines(found, x, y),
        *_boxes(found, x, y),
    ]
    chart: alt.LayerChart = (
        alt.layer(*layers)
        .properties(width=found.width, height=found.height + top, autosize="pad")
        .configure(**CONFIG)
    )
    return chart


def _lanes(found: ProcessMap, x: alt.X, y: alt.Y) -> list[Any]:
    right = found.width - found.wide - 20
    rows = pd.DataFrame(
        [
            {"x": 0.0, "x2": right, "y": lane.top + 2, "y2": lane.bottom - 2, "at": 8.0,
             "middle": (lane.top + lane.bottom - 17 * (len(lane.label) - 1)) / 2,
             "label": "\n".join(lane.label)}
            for lane in found.lanes
        ]
    )  # fmt: skip
    on = {box.band for box in found.boxes if box.kind == "goes on"}
    heads = pd.DataFrame(
        [
            {"x": found.width - found.wide / 2, "y": top - 10,
             "label": "Goes on, or leaves" if band in on else "Leaves the hub"}
            for band, top in enumerate(found.tops)
        ]
    )  # fmt: skip
    box = alt.Chart(rows)
    words: dict[str, Any] = {"lineBreak": "\n", "fontSize": 13, "color": TEXT}
    return [
        box.mark_rect(color="#F6F7F7", cornerRadius=3, aria=False).encode(
            x=x, x2="x2", y=y, y2="y2"
        ),
        box.mark_text(
            align="left", baseline="middle", fontWeight="bold", lineHeight=17, **words
        ).encode(x=_like("at", x), y=_like("middle", y), text=alt.Text("label:N")),
        alt.Chart(heads)
        .mark_text(fontWeight="bold", **words)
        .encode(x=x, y=y, text=alt.Text("label:N")),
    ]


def _like(column: str, axis: Any) -> Any:
    """Give another column on the scale of an axis."""
    other = axis.copy()
    other.shorthand = f"{column}:Q"
    return other


def _said(found: ProcessMap, line: Line) -> str:
    a, b = found.boxes[line.start].title, found.boxes[line.end].title
    return f"{a} to {b}: {line.gap}"


def _lines(found: ProcessMap, x: alt.X, y: alt.Y) -> list[Any]:
    """Curves as thick as what passes, and arrow heads where they end."""
    most = max((line.per_week for line in found.lines), default=1.0) or 1.0
    rows, heads = [], []
    for order, line in enumerate(found.lines):
        thick = THINNEST + (THICKEST - THINNEST) * line.per_week / most
        a, b = found.boxes[line.start].title, found.boxes[line.end].title
        about = {
            "kind": KINDS[line.kind], "what": f"{a} → {b}", "often": f"{line.per_week:,.1f} a week",
            "missing": line.gap or "nothing",
        }  # fmt: skip
        if line.what == "questions":
            thick = min(thick, THICKEST / 3)  # many run side by side
        if line.what == "together" or line.kind == "leaves":
            thick = THINNEST  # what leaves is told by its box, and would hide the rest
        rows += [
            {"line": order, "step": step, "x": px, "y": py, "thick": thick, **about}
            for step, (px, py) in enumerate(line.points)
        ]
        if line.what == "cases":
            px, py = line.points[-1]
            heads.append({"x": px, "y": py, "size": 40 + 14 * thick, **about})
    used = [KINDS[kind] for kind in KINDS if any(line.kind == kind for line in found.lines)]
    names = {text: kind for kind, text in KINDS.items()}
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=used, range=[COLOURS[names[text]] for text in used]),
        legend=alt.Legend(title=None, symbolType="stroke", symbolStrokeWidth=3, symbolSize=400),
    )
    dash = alt.StrokeDash(
        "kind:N", scale=alt.Scale(domain=used, range=[DASHES[names[text]] for text in used])
    )
    tips = [alt.Tooltip("what:N", title="From, to"), alt.Tooltip("often:N", title="How often"),
            alt.Tooltip("missing:N", title="Missing")]  # fmt: skip
    curve = alt.Chart(pd.DataFrame(rows)).mark_line(strokeJoin="round", opacity=0.9)
    lines = curve.encode(
        x=x, y=y, color=colour, strokeDash=dash, detail=alt.Detail("line:N"),
        order=alt.Order("step:Q"), tooltip=tips,
        strokeWidth=alt.StrokeWidth("thick:Q", scale=None, legend=None),
    )  # fmt: skip
    ends = alt.Chart(pd.DataFrame(heads)).mark_point(
        shape="triangle-right", filled=True, opacity=1, aria=False
    )
    return [
        lines,
        ends.encode(x=x, y=y, color=colour, size=alt.Size("size:Q", scale=None, legend=None)),
    ]


def _fill(busy: float | None) -> str:
    if busy is None:
        return WHITE
    return BLUES[min(len(BLUES) - 1, int(max(0.0, busy) * len(BLUES)))]


def _boxes(found: ProcessMap, x: alt.X, y: alt.Y) -> list[Any]:
    rows = []
    wide = found.wide
    for at, box in enumerate(found.boxes):
        high = box.high
        fill = _fill(box.busy)
        over = (box.busy or 0) > (FULL if found.measured else 1)
        rows.append(
            {
                "kind": box.kind, "stage": box.stage, "agency": box.agency,
                "x": box.x - wide / 2, "x2": box.x + wide / 2, "middle": box.x,
                "y": box.y - high / 2, "y2": box.y + high / 2,
                "label": "\n".join(box.label), "figures": "\n".join(box.figures),
                "top": box.y - high / 2 + PAD,
                "below": box.y - high / 2 + PAD + LINE * len(box.label) + 2,
                "fill": fill, "ink": ink_on(fill),
                "frame": OVER if over else "#8A8F93" if box.kind == "outcome" else DARK_BLUE,
                "dash": [4, 3] if box.kind == "goes on" else [1, 0],
                "edge": 3.0 if over else 1.2, "title": box.title,
                "said": f"{box.title}: {', '.join(box.figures)}",
                "sign": TEXT if at in found.starts else ENTERED if at in found.entered else "",
                "left": box.x - wide / 2 - 8, "centre": box.y,
            }
        )  # fmt: skip
    frame = pd.DataFrame(rows)
    picked = alt.selection_point(name=PICKED, fields=["kind", "stage", "agency"])
    plain: dict[str, Any] = {"lineBreak": "\n", "fontSize": 12, "lineHeight": 14, "color": TEXT}
    tips = [alt.Tooltip("title:N", title="Name"), alt.Tooltip("said:N", title="In a week")]
    return [
        alt.Chart(frame)
        .mark_rect(cornerRadius=4, cursor="pointer")
        .encode(
            x=x, x2="x2", y=y, y2="y2", tooltip=tips,
            fill=alt.Fill("fill:N", scale=None, legend=None),
            stroke=alt.Stroke("frame:N", scale=None, legend=None),
            strokeWidth=alt.condition(
                picked, alt.StrokeWidth("edge:Q", scale=None, legend=None), alt.value(0.6)
            ),
            description="said:N",
        )
        .add_params(picked),
        *(
            alt.Chart(frame[frame["sign"] == sign])
            .mark_point(shape="triangle-right", filled=True, opacity=1, size=110, color=sign)
            .encode(x=_like("left", x), y=_like("centre", y))
            for sign in sorted(set(frame["sign"]) - {""})
        ),
        alt.Chart(frame)
        .mark_text(baseline="top", fontWeight="bold", aria=False, **plain)
        .encode(x=_like("middle", x), y=_like("top", y), text=alt.Text("label:N")),
        alt.Chart(frame)
        .mark_text(baseline="top", aria=False, **plain)
        .encode(x=_like("middle", x), y=_like("below", y), text=alt.Text("figures:N")),
    ]  # fmt: skip


__all__ = [
    "PICKED", "MapNumbers", "ProcessMap", "map_about", "map_alt", "map_chart", "map_table",
    "map_title", "numbers_of", "process_map",
]  # fmt: skip
