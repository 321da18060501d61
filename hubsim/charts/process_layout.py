"""Where everything of a hub stands on its process map: stages as columns, agencies as rows.

A stage stands in the row of those who work there, and right of every stage that a case passes
before it. Agencies that are asked stand one column further. What has no room beside each other
goes on in a band below. Positions are in pixels.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from hubsim.charts.process_columns import columns_and_bands
from hubsim.charts.process_parts import (
    Box,
    Lane,
    Line,
    MapNumbers,
    ProcessMap,
    boxes_of,
    lines_of,
)
from hubsim.charts.process_routes import routed
from hubsim.plain import number, percent
from hubsim.structure.findings.finding import weekly
from hubsim.structure.hub_map import HubMap
from hubsim.structure.survey import Survey

WIDTH = 1190
"""Of a page, pixels, on a screen of 1366."""
LETTER = 6.8
"""Width of a usual bold letter of 12 pixels."""
LINE, PAD = 14, 6
LANE_LABEL, GAP = 140, 30
NARROWEST, WIDEST = 100, 150
BOX = 0.75
"""Of the way from one column to the next, where there is room."""
FARTHEST = 240
"""From one column to the next, where there is room."""
MOST_LINES = 10
"""Of a name: more than any that people give has."""
HEAD = 46
"""Above a band, for what is said over its end."""
BETWEEN = 10
"""Boxes of one row and column."""
EDGE = 8
"""Free above and below the boxes of a row, for lines that pass them."""


def process_map(found: HubMap, numbers: MapNumbers | None = None, width: int = WIDTH) -> ProcessMap:
    """Lay out the process map of a hub.

    Parameters
    ----------
    found : HubMap
    numbers : MapNumbers, optional
        What runs have shown; without them the expected load is drawn, and no waits.
    width : int
        Pixels to fill; a hub of more steps than have room is folded into bands.

    Returns
    -------
    ProcessMap
    """
    s = found.survey
    most = int((width - LANE_LABEL + GAP) // (NARROWEST + GAP)) - 1
    column, bands = columns_and_bands(s, most)
    longest = max(len(columns) for columns in bands)
    pitch = (width - LANE_LABEL + GAP) / (longest + 1)
    wide = min(max(BOX * pitch, NARROWEST), WIDEST)
    all_boxes = boxes_of(s, column, bands, numbers)
    band_of = {box.stage: box.band for box in all_boxes if box.kind == "stage"}
    boxes = _sized([_worded(box, wide, band_of) for box in all_boxes])
    lanes, tops = _rows(s, boxes, len(bands))
    boxes = _placed(
        boxes, lanes, bands, wide, max(width, LANE_LABEL + longest * (wide + GAP) + wide)
    )
    lines = sorted(lines_of(s, boxes), key=lambda line: bool(line.gap))  # gaps on top
    boxes = _ends_placed(boxes, lanes, lines)
    begins = {s.traffic.start_of(number) for number in range(len(s.hub.contacts))}
    on = {box.stage for box in boxes if box.kind == "goes on"}
    stages = [(at, box.stage) for at, box in enumerate(boxes) if box.kind == "stage"]
    return ProcessMap(
        tuple(boxes), tuple(routed(boxes, lanes, lines, wide)), tuple(lanes),
        tuple(at for at, stage in stages if stage in begins),
        tuple(at for at, stage in stages if stage in on),
        max(box.x for box in boxes) + wide / 2, _bottom(boxes, lanes), tops, wide,
        numbers is not None, s.hub.working_together is not None,
    )  # fmt: skip


# ------------------------------------------------------------------ words


def _worded(box: Box, width: float, band_of: Mapping[str, int]) -> Box:
    """Break the words of a box into lines."""
    room = max(8, int((width - PAD) / LETTER))
    title = {"joins": "joins", "asked": "is asked"}.get(box.kind, box.title)
    if box.kind == "goes on":
        title = f"{'on' if band_of[box.stage] > box.band else 'back'} to: {title}"
    lines = cut(textwrap.wrap(title, room) or [title], MOST_LINES, room)
    figures = [_a_week(box.per_week)] if box.kind != "joins" else []
    if box.wait is not None:
        what = "reply" if box.kind == "asked" else "wait"
        figures.append(f"{_hours(box.wait)} {what}")
    if box.busy is not None:
        figures.append(f"{percent(box.busy)} {'busy' if box.busy < 1.005 else 'asked for'}")
    return replace(box, label=tuple(lines), figures=tuple(figures))


def cut(lines: Sequence[str], most: int, room: int) -> list[str]:
    """Keep so many lines of so many letters; a mark stands for the rest."""
    kept = [line if len(line) <= room else f"{line[: room - 1]}…" for line in lines[:most]]
    if len(lines) > most:
        kept[-1] = f"{kept[-1][: room - 1].rstrip()}…"
    return kept


def _a_week(cases: float) -> str:
    if not cases:
        return "no cases"
    return f"{number(cases)} a week" if cases >= 0.5 else f"{number(cases * 52)} a year"


def _hours(hours: float) -> str:
    return f"{hours * 60:.0f} min" if hours < 1 else f"{number(hours)} h"


# ------------------------------------------------------------------ places


def _at_end(box: Box) -> bool:
    return box.kind in {"outcome", "goes on"}


def _sized(boxes: Sequence[Box]) -> list[Box]:
    """Make boxes as high as their words need, those of one sort all alike."""
    sorts = {"joins": "asked", "goes on": "outcome"}
    high: dict[str, float] = defaultdict(float)
    for box in boxes:
        needed = LINE * (len(box.label) + len(box.figures)) + 2 * PAD
        sort = sorts.get(box.kind, box.kind)
        high[sort] = max(high[sort], needed)
    return [replace(box, high=high[sorts.get(box.kind, box.kind)]) for box in boxes]


def _rows(s: Survey, boxes: Sequence[Box], bands: int) -> tuple[list[Lane], tuple[float, ...]]:
    """Make the rows of each band as high as what stands in them, and at its end, needs.

    An agency that does nothing yet has a row all the same, in the last band.
    """
    lanes: list[Lane] = []
    tops = []
    top = 0.0
    busy = {box.agency for box in boxes}
    for band in range(bands):
        mine = [box for box in boxes if box.band == band]
        here = {box.agency for box in mine}
        agencies = [
            agency for agency in s.hub.agencies
            if agency in here or (agency not in busy and band == bands - 1)
        ]  # fmt: skip
        labels = [cut(textwrap.wrap(s.hub.label("agencies", each), 18) or [each], MOST_LINES, 18)
                  for each in agencies]  # fmt: skip
        needed = [
            max(_tallest(mine, agency) + 2 * EDGE, len(label) * 17 + 10)
            for agency, label in zip(agencies, labels, strict=True)
        ]
        ends = sum(box.high + BETWEEN for box in mine if _at_end(box))
        more = max(0.0, ends - sum(needed)) / max(1, len(needed))
        tops.append(top)
        for agency, label, high in zip(agencies, labels, needed, strict=True):
            lanes.append(Lane(agency, band, tuple(label), top, top + high + more))
            top += high + more
        top += HEAD
    return lanes, tuple(tops)


def _tallest(boxes: Iterable[Box], agency: str) -> float:
    """Height of the highest pile of boxes in a row."""
    piles: dict[int, float] = defaultdict(float)
    for box in boxes:
        if box.agency == agency:
            piles[box.column] += box.high + BETWEEN
    return max(piles.values(), default=0.0)


def _placed(
    boxes: Sequence[Box], lanes: Sequence[Lane], bands: Sequence[range], wide: float, width: float
) -> list[Box]:
    """Pile the boxes of each row and column."""
    found = list(boxes)
    pitch = [min((width - LANE_LABEL - wide) / len(columns), FARTHEST) for columns in bands]
    end = max(LANE_LABEL + p * len(columns) for p, columns in zip(pitch, bands, strict=True))
    rows = {(lane.band, lane.agency): (lane.top, lane.bottom) for lane in lanes}
    piles: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    for at, box in enumerate(boxes):
        piles[box.band, box.agency, box.column].append(at)
    for (band, agency, column), pile in piles.items():
        mine = [rows[key] for key in rows if key[0] == band]
        top, bottom = rows.get((band, agency)) or (mine[0][0], mine[-1][1])
        inside = column < bands[band].stop
        x = LANE_LABEL + (column - bands[band].start) * pitch[band] if inside else end
        needed = sum(boxes[at].high for at in pile)
        between = (bottom - top - needed) / len(pile)
        between = min(between, BETWEEN) if inside else between
        y = (top + bottom - needed - between * (len(pile) - 1)) / 2
        for at in pile:
            high = boxes[at].high
            found[at] = replace(found[at], x=x + wide / 2, y=y + high / 2)
            y += high + between
    return found


def _ends_placed(boxes: Sequence[Box], lanes: Sequence[Lane], lines: Iterable[Line]) -> list[Box]:
    """Put what ends a band beside what comes to it, as far as there is room for all."""
    found = list(boxes)
    coming: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if _at_end(boxes[line.end]):
            coming[line.end].append(line)
    for band in {lane.band for lane in lanes}:
        top = min(lane.top for lane in lanes if lane.band == band)
        bottom = max(lane.bottom for lane in lanes if lane.band == band)
        wanted = {
            at: sum(boxes[line.start].y * line.per_week for line in mine)
            / (sum(line.per_week for line in mine) or 1)
            for at, mine in coming.items()
            if boxes[at].band == band
        }
        order = sorted(wanted, key=lambda at: (round(wanted[at]), at))
        step = max((boxes[at].high for at in order), default=0.0) + BETWEEN
        heights = _apart([wanted[at] for at in order], step)
        for place, at in enumerate(order):
            lowest = bottom - step * (len(order) - place - 0.5)
            y = max(heights[place], top + step * (place + 0.5))
            found[at] = replace(found[at], y=min(y, lowest))
    return found


def _apart(wanted: Sequence[float], step: float) -> list[float]:
    """Move rising heights as little as can be, so that each is a step or more below the last."""
    together: list[tuple[float, int]] = []  # where the first of some stands, and how many they are
    for place, height in enumerate(wanted):
        mean, count = height - step * place, 1
        while together and together[-1][0] > mean:
            other, more = together.pop()
            mean, count = (mean * count + other * more) / (count + more), count + more
        together.append((mean, count))
    firsts = [mean for mean, count in together for _ in range(count)]
    return [mean + step * place for place, mean in enumerate(firsts)]


def _bottom(boxes: Sequence[Box], lanes: Sequence[Lane]) -> float:
    return max([*(box.y + box.high / 2 for box in boxes), *(lane.bottom for lane in lanes)])


def table(found: ProcessMap) -> list[tuple[str, str, str, str]]:
    """Say every line in words: from, to, how often, and what is missing."""
    return [
        (found.boxes[line.start].called, found.boxes[line.end].called,
         weekly(line.per_week, line.what.removesuffix("s"))
         if line.what != "together" else "work on it together", line.gap or "–")
        for line in found.lines
    ]  # fmt: skip


__all__ = ["LINE", "PAD", "process_map", "table"]
