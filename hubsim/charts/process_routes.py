"""How lines run on a process map: between columns and along the edges of rows, behind no box.

A line leaves its box at the right, each at a height of its own, goes up or down between two
columns in a channel of its own, and ends in the middle of the left side of another box. One that
has to pass boxes on its way does so along the edge of its row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from hubsim.charts.process_parts import Box, Lane, Line

Gap = tuple[int, int]
"""Band, and the column left of it."""

TIP = 5
"""Length of the head of an arrow."""
SPREAD = 7
"""Between lines that leave a box."""
MARGIN = 6
"""Beside a box, free of channels."""
NARROW = 30
"""Of a gap, where nothing stands in the next column."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of a line that goes up or down in a gap between two columns."""

    line: int
    gap: Gap
    start: float
    end: float


def routed(
    boxes: Sequence[Box], lanes: Sequence[Lane], lines: Sequence[Line], wide: float
) -> Iterator[Line]:
    """Lead every line from one box to another, behind no box that it does not mean.

    Parameters
    ----------
    boxes, lanes, lines : sequences
    wide : float
        Width of a box.
    """
    starts = _starts(boxes, lines)
    legs = list(_legs(boxes, lanes, lines, starts))
    channel = _channels(boxes, legs, wide)
    of_line: dict[int, list[Leg]] = defaultdict(list)
    for leg in legs:
        of_line[leg.line].append(leg)
    for number, line in enumerate(lines):
        a, b = boxes[line.start], boxes[line.end]
        if line.what == "together":
            sign = 1 if b.y > a.y else -1
            ends = ((a.x, a.y + sign * a.high / 2), (b.x, b.y - sign * b.high / 2))
            yield replace(line, points=ends)
            continue
        x0, y0 = a.x + wide / 2, starts[number]
        x1 = b.x - wide / 2 - (TIP if line.what == "cases" else 0)
        if b.column <= a.column:  # back, or within the column: out to the right and round
            y = min(a.y - a.high / 2, b.y - b.high / 2) - 5
            over = ((x0 + 12, a.y - 8), (x0 + 12, y), (x1 - 8, y), (x1 - 8, b.y - 8))
            yield replace(line, points=((x0, a.y - 8), *over, (x1, b.y - 8)))
            continue
        turns = [
            point for leg in of_line[number]
            for point in ((channel[leg], leg.start), (channel[leg], leg.end))
        ]  # fmt: skip
        yield replace(line, points=((x0, y0), *turns, (x1, b.y)))


def _starts(boxes: Sequence[Box], lines: Sequence[Line]) -> dict[int, float]:
    """Say at which height each line leaves its box: what goes up above what goes down."""
    leaving: dict[int, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        if line.what != "together":
            leaving[line.start].append(number)
    found: dict[int, float] = {}
    for start, mine in leaving.items():
        box = boxes[start]
        up = sorted((n for n in mine if boxes[lines[n].end].y < box.y - 1),
                    key=lambda n: -boxes[lines[n].end].y)  # fmt: skip
        down = sorted((n for n in mine if boxes[lines[n].end].y > box.y + 1),
                      key=lambda n: boxes[lines[n].end].y)  # fmt: skip
        level = len(up) + len(down) < len(mine)
        room = box.high / 2 - 8
        step = min(SPREAD, room / max(len(up), len(down), 1))
        found |= dict.fromkeys(mine, box.y)
        for sign, many in ((-1, up), (1, down)):
            for place, number in enumerate(many):
                found[number] = box.y + sign * step * (place + (1 if level or len(many) > 1 else 0))
    return found


def _legs(
    boxes: Sequence[Box], lanes: Sequence[Lane], lines: Sequence[Line], starts: dict[int, float]
) -> Iterator[Leg]:
    """Say where each line goes up or down."""
    lane_of = {(lane.band, lane.agency): lane for lane in lanes}
    used: dict[tuple[int, str, bool], int] = defaultdict(int)
    for number, line in enumerate(lines):
        a, b = boxes[line.start], boxes[line.end]
        if line.what == "together" or b.column <= a.column:
            continue
        y0 = starts[number]
        first, last = (a.band, a.column), (b.band, b.column - 1)
        if first == last or not _in_the_way(boxes, a, b, b.y):
            yield Leg(number, first, y0, b.y)
        elif not _in_the_way(boxes, a, b, y0):
            yield Leg(number, last, y0, b.y)
        else:
            lane, down = lane_of[a.band, a.agency], b.y >= a.y
            place = used[a.band, a.agency, down]
            used[a.band, a.agency, down] += 1
            shift = 4 + 3 * (place % 4)
            y = lane.bottom - shift if down else lane.top + shift
            yield Leg(number, first, y0, y)
            yield Leg(number, last, y, b.y)


def _in_the_way(boxes: Iterable[Box], a: Box, b: Box, y: float) -> bool:
    """Whether some box stands between two columns at a height."""
    return any(
        box.band == a.band and a.column < box.column < b.column
        and abs(box.y - y) < box.high / 2 + 6
        for box in boxes
    )  # fmt: skip


def _channels(boxes: Sequence[Box], legs: Sequence[Leg], wide: float) -> dict[Leg, float]:
    """Give every leg a place in its gap, so that lines cross as little as can be.

    Of those that go down, the one that starts lowest is leftmost, and of those from one box the one
    that goes farthest; going up it is the same, mirrored.
    """
    left = {(box.band, box.column): box.x + wide / 2 for box in boxes}
    right = {(box.band, box.column - 1): box.x - wide / 2 for box in boxes}
    in_gap: dict[Gap, list[Leg]] = defaultdict(list)
    for leg in legs:
        in_gap[leg.gap].append(leg)
    found = {}
    for gap, mine in in_gap.items():
        low = left[gap] if gap in left else right[gap] - NARROW
        high = right[gap] if gap in right else low + NARROW
        low, high = low + MARGIN, high - MARGIN - TIP
        down = sorted((leg for leg in mine if leg.end > leg.start),
                      key=lambda leg: (-leg.start, -leg.end))  # fmt: skip
        up = sorted((leg for leg in mine if leg.end <= leg.start),
                    key=lambda leg: (leg.start, leg.end))  # fmt: skip
        step = (high - low) / max(len(down), len(up), 1)
        for many, shift in ((down, 0.35), (up, 0.65)):
            for place, leg in enumerate(many):
                found[leg] = low + step * (place + shift)
    return found


__all__ = ["routed"]
