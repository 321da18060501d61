"""One case's way through a hub, drawn: agencies as rows, time from left to right.

A minute of work and a month in which a question lies lost do not fit one scale. What happens is
therefore drawn in its order, long stretches shorter than to scale and with their length written,
and the bar below (`parts_chart`) has the same colours to scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from hubsim.charts.journey_layout import NOBODYS, ROOM, handoffs, laid_out
from hubsim.charts.part_looks import LOOK_OF, LOOKS
from hubsim.charts.rows import WORDS
from hubsim.charts.theme import CONFIG, DARK_BLUE, DARK_PINK, FONT_SIZE, TEXT, WHITE, ink_on
from hubsim.floor.doing import DOING_LABELS
from hubsim.floor.journey import Journey, Stretch
from hubsim.measures import PART_LABELS
from hubsim.plain import percent, plural
from hubsim.program import Part
from hubsim.units import clock_time

PALE = "#EEF0F1"
"""Of time in which the hub is closed."""
PALES = ("#C5DCF2", "#BFE5E1", "#E8C8DA", "#FBD5C1", "#D9DCDD")
"""Fills for who is accountable, under black text."""
SIGNS = ("circle", "square", "triangle-up", "diamond", "triangle-right", "cross")
"""Of who is accountable."""


# ------------------------------------------------------------------ in words


def journey_title(j: Journey) -> str:
    """Say how long it took, and what most of it was."""
    total, parts = j.end - j.began, j.parts
    how = f"Decided after {clock_time(total)}" if j.decided >= 0 else (
        f"Not decided when the run ends, after {clock_time(total)}"
    )  # fmt: skip
    if not total:
        return f"{how.removesuffix(' after 0 s')} at once" if j.decided >= 0 else how
    worked = parts.get(Part.WORKED, 0)
    most = max(parts, key=lambda part: parts[part])
    if most == Part.WORKED:
        return f"{how}, most of it in somebody's hands: {clock_time(worked)}"
    label = PART_LABELS[most][0].lower() + PART_LABELS[most][1:]
    hands = (
        f"in somebody's hands for {clock_time(worked)}" if worked else "never in anybody's hands"
    )
    return f"{how}: {hands}; longest: {label}, {clock_time(parts[most])}"


def journey_about(j: Journey) -> str:
    """Say what is drawn and how to read it."""
    again = f", {plural(j.episode, 'time')} back" if j.episode else ""
    return (
        f"Case {j.case}{again}. Everything in its order, from left to right, not to scale: long "
        "stretches are drawn shorter, and have their length written. Grey ground: the hub is "
        "closed. Arrows: it, a question or a reply goes to another agency. The lower rows of an "
        "agency are questions. The bar below has the same colours to scale."
    )


def journey_alt(j: Journey) -> str:
    """Say the drawing in words for those who do not see it."""
    gone = len(handoffs(j))
    said = "; ".join(f"{m.said}, {j.names.when(m.second)}" for m in j.moments)
    owners = list(dict.fromkeys(each.owner or NOBODYS.lower() for each in j.owned))
    whose = f" Accountable, one after the other: {', '.join(owners)}." if owners else ""
    return (
        f"One case's way through {', '.join(j.agencies)}. {journey_title(j)}. {said}. It goes to "
        f"another agency {plural(gone, 'time')}, questions and replies included.{whose} The table "
        "behind this chart has every stretch."
    )


def journey_table(j: Journey) -> pd.DataFrame:
    """Every stretch as text: what held the case up, and what went on beside it."""
    rows = []
    for each in sorted(j.stretches, key=lambda s: (s.since, s.token)):
        what = {"case": "The case", "question": "A question", "helper": "Others at the same work"}
        rows.append((
            j.names.when(each.since), j.names.when(each.until),
            clock_time(each.until - each.since), what[each.of], each.stage or "–", each.agency,
            DOING_LABELS[each.doing], _owner_at(j, each), "yes" if each.held else "no",
        ))  # fmt: skip
    columns = ["From", "Until", "How long", "What", "Stage", "With", "What happens", "Accountable",
               "Holds the case up"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def parts_table(journeys: Sequence[tuple[str, Journey]]) -> pd.DataFrame:
    """Where the time to the decision went, with its sum; a column for each journey."""
    columns: dict[str, list[str]] = {}
    named = [part for part in Part if any(j.parts.get(part) for _, j in journeys)]
    columns["Up to the decision, else the end"] = [*(PART_LABELS[p] for p in named), "In all"]
    for label, j in journeys:
        total = sum(j.parts.values())
        columns[label] = [
            *(_of_all(j.parts.get(part, 0), total) for part in named), clock_time(total),
        ]  # fmt: skip
    return pd.DataFrame(columns)


def _of_all(seconds: int, total: int) -> str:
    return f"{clock_time(seconds)} ({percent(seconds / total)})" if seconds else "–"


def _owner_at(j: Journey, stretch: Stretch) -> str:
    whose = dict.fromkeys(
        o.owner or NOBODYS for o in j.owned
        if o.since < stretch.until and o.until > stretch.since
    )  # fmt: skip
    return ", then ".join(whose) or "–"


# ------------------------------------------------------------------ drawn


def journey_chart(j: Journey) -> alt.LayerChart:
    """Draw a journey."""
    laid = laid_out(j)
    flat = alt.Scale(domain=[0, ROOM], nice=False, zero=False)
    down = alt.Scale(domain=[laid.high, 0], nice=False, zero=False)

    def x(column: str = "x") -> alt.X:
        return alt.X(f"{column}:Q", axis=None, scale=flat)

    def y(column: str = "y") -> alt.Y:
        return alt.Y(f"{column}:Q", axis=None, scale=down)

    def tip(column: str) -> alt.Tooltip:
        return alt.Tooltip(f"{column}:N", title=" ")

    colour = alt.Color(
        "kind:N", sort=[look.said for look in LOOKS],
        scale=alt.Scale(domain=[look.said for look in LOOKS],
                        range=[look.fill for look in LOOKS]),
        legend=alt.Legend(columns=3, symbolType="square", symbolStrokeColor=TEXT,
                          symbolStrokeWidth=0.8),
    )  # fmt: skip
    ink = alt.Color("ink:N", scale=None, legend=None)
    words: dict[str, Any] = {"fontSize": FONT_SIZE - 1, "baseline": "middle"}
    beside = {"align": "left", "fontWeight": "bold", "lineBreak": "\n", **words}
    small: dict[str, Any] = {"align": "left", "baseline": "top", "fontSize": FONT_SIZE - 1}
    bars, told = laid.bars, laid.bars[laid.bars["words"] != ""]
    layers: list[Any] = [
        alt.Chart(laid.closed).mark_rect(color=PALE).encode(x(), y(), x2="x2:Q", y2="y2:Q"),
        alt.Chart(laid.ticks).mark_rule(color="#C9CDCF", strokeDash=[2, 3]).encode(
            x(), y(), y2="y2:Q"),
        alt.Chart(laid.lanes).mark_text(**beside).encode(
            x(), y(), text=alt.Text("said:N"), tooltip=tip("name")),
        alt.Chart(laid.stages).mark_rect(color="#DCEBF8", stroke=DARK_BLUE, strokeWidth=0.8).encode(
            x(), y(), x2="x2:Q", y2="y2:Q", tooltip=tip("told")),
        alt.Chart(laid.stages).mark_text(**words).encode(x("mx"), y("my"), text=alt.Text("said:N")),
        alt.Chart(bars).mark_rect(stroke=TEXT, strokeWidth=0.6).encode(
            x(), y(), x2="x2:Q", y2="y2:Q", color=colour, tooltip=[tip("told"), tip("when")]),
        alt.Chart(told).mark_text(fontSize=FONT_SIZE - 2, baseline="middle").encode(
            x("mx"), y("my"), text=alt.Text("words:N"), color=ink),
        alt.Chart(laid.moves).mark_rule(color=TEXT, strokeWidth=1.2).encode(x(), y(), y2="y2:Q"),
        alt.Chart(laid.moves).mark_point(filled=True, color=TEXT, size=42, opacity=1).encode(
            x(), y("y2"), shape=_as_it_is("sign"), tooltip=tip("said")),
        alt.Chart(laid.moments).mark_point(
            filled=True, color=TEXT, size=90, opacity=1, strokeWidth=2
        ).encode(x(), y(), shape=_as_it_is("sign"), tooltip=tip("told")),
        *(
            alt.Chart(laid.moments[laid.moments["turned"] == turned]).mark_text(
                align="right" if turned else "left", dx=-10 if turned else 10, **words
            ).encode(x(), y(), text=alt.Text("said:N"))
            for turned in (False, True)
        ),
        alt.Chart(laid.ticks).mark_text(**small).encode(
            x(), y("text"), text=alt.Text("said:N")),
        *_owners(j, laid.owners, x, y, tip),
    ]  # fmt: skip
    # A layer of nothing would be a picture without words to a screen reader.
    some = [layer for layer in layers if len(layer.data)]
    chart = alt.layer(*some).resolve_scale(color="independent", shape="independent")
    # The height is of the rows, without what is above them: the width alone is fitted.
    told_: alt.LayerChart = chart.properties(
        width="container", height=laid.high,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    ).configure(**CONFIG)  # fmt: skip
    return told_


def _as_it_is(column: str) -> alt.Shape:
    return alt.Shape(f"{column}:N", scale=None, legend=None)


def _owners(j: Journey, owners: pd.DataFrame, x: Any, y: Any, tip: Any) -> list[Any]:
    """Draw whose it is: a colour, a sign and a name for each; what is nobody's is an empty box."""
    if not len(owners):
        return []
    # An agency has its sign and colour in every hub with the same agencies.
    agencies = [j.names.agency(number) for number in range(len(j.names.program.agencies))]
    known = list(dict.fromkeys([*agencies, *owners["name"]]))
    fills = {name: PALES[n % len(PALES)] for n, name in enumerate(known)}
    signs = {name: SIGNS[n % len(SIGNS)] for n, name in enumerate(known)}
    owners = owners.assign(
        fill=owners["name"].map(fills),
        sign=owners["name"].map(signs),
        at=owners["x"] + 9,
    )
    whose = owners[owners["name"] != NOBODYS]
    signed, of_nobody = whose[whose["x2"] - whose["x"] >= 16], owners[owners["name"] == NOBODYS]
    box: dict[str, Any] = {"x2": "x2:Q", "y2": "y2:Q", "tooltip": tip("told")}
    return [
        alt.Chart(whose).mark_rect(stroke=TEXT, strokeWidth=0.6).encode(
            x(), y(), color=alt.Color("fill:N", scale=None, legend=None), **box),
        alt.Chart(of_nobody).mark_rect(
            fill=WHITE, stroke=DARK_PINK, strokeWidth=2, strokeDash=[4, 2]
        ).encode(x(), y(), **box),
        alt.Chart(owners).mark_text(fontSize=FONT_SIZE - 1, baseline="middle").encode(
            x("mx"), y("my"), text=alt.Text("said:N")),
        alt.Chart(signed).mark_point(filled=True, size=50, opacity=1, color=TEXT).encode(
            x("at"), y("my"), shape=_as_it_is("sign"), tooltip=tip("told")),
    ]  # fmt: skip


def parts_chart(journeys: Sequence[tuple[str, Journey]]) -> alt.LayerChart:
    """Draw where the time went, to scale, a bar for each journey with its sum."""
    rows = []
    for label, j in journeys:
        start, by_look = 0.0, dict.fromkeys((look.said for look in LOOKS), 0)
        for part, seconds in j.parts.items():
            by_look[LOOK_OF[part].said] += seconds
        for look in LOOKS:
            if hours := by_look[look.said] / 3600:
                rows.append({
                    "row": label, "kind": look.said, "start": start, "stop": start + hours,
                    "middle": start + hours / 2, "ink": ink_on(look.fill), "hours": hours,
                    "words": clock_time(by_look[look.said]),
                })  # fmt: skip
                start += hours
    frame = pd.DataFrame(rows, columns=["row", "kind", "start", "stop", "middle", "ink", "hours",
                                        "words"])  # fmt: skip
    ends = frame.groupby("row", sort=False)["stop"].max().reset_index()
    ends["words"] = [f"{clock_time(3600 * stop)} in all" for stop in ends["stop"]]
    longest = float(frame["stop"].max()) if len(frame) else 1.0
    domain = alt.Scale(domain=[0, 1.2 * longest], nice=False)
    labels = [label for label, _ in journeys]

    def x(column: str) -> alt.X:
        return alt.X(f"{column}:Q", title="Hours on the clock", scale=domain,
                     axis=alt.Axis(tickCount=6))  # fmt: skip

    y = alt.Y("row:N", title=None, sort=labels, axis=alt.Axis(grid=False, labelPadding=8))
    colour = alt.Color(
        "kind:N", legend=None,
        scale=alt.Scale(domain=[look.said for look in LOOKS], range=[look.fill for look in LOOKS]),
    )  # fmt: skip
    told = frame[frame["hours"] / longest * 700 > WORDS * frame["words"].str.len()]
    chart = alt.layer(
        alt.Chart(frame).mark_bar(height=24, stroke=TEXT, strokeWidth=0.6).encode(
            x("start"), y, x2=alt.X2("stop:Q"), color=colour,
            tooltip=[alt.Tooltip("kind:N", title="What"), alt.Tooltip("words:N", title="How long")],
        ),
        alt.Chart(told).mark_text(fontSize=FONT_SIZE - 1).encode(
            x("middle"), y, text=alt.Text("words:N"),
            color=alt.Color("ink:N", scale=None, legend=None)),
        alt.Chart(ends).mark_text(align="left", dx=8).encode(
            x("stop"), y, text=alt.Text("words:N")),
    ).resolve_scale(color="independent")  # fmt: skip
    told_: alt.LayerChart = chart.properties(width="container", height=alt.Step(38)).configure(
        **CONFIG
    )
    return told_


__all__ = [
    "handoffs", "journey_about", "journey_alt", "journey_chart", "journey_table", "journey_title",
    "parts_chart", "parts_table",
]  # fmt: skip
