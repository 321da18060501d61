"""Where everything of one case's journey stands when it is drawn; lengths in pixels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from hubsim.charts.part_looks import LOOK_OF
from hubsim.charts.rows import NARROW, WIDE, WORDS, cut, named
from hubsim.charts.theme import LETTER, ink_on
from hubsim.floor.doing import DOING_LABELS, part_of
from hubsim.floor.journey import Journey, Stretch
from hubsim.program import Part
from hubsim.units import clock_time

NOBODYS = "Nobody"
MARKS = {
    "comes": "circle", "rated": "triangle-up", "due": "triangle-down", "decided": "diamond",
    "leaves": "square",
}  # fmt: skip
BAR = ("x", "x2", "y", "y2", "mx", "my", "kind", "ink", "words", "told", "when")
ROW, GAP, HEAD = 24, 10, 20
"""Heights, pixels: of a row of a lane, between lanes, of a line of words."""
ROOM = WIDE - 8.0
"""Of the whole drawing, pixels, before it is fitted to its place."""


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A journey laid out, every length in pixels.

    Parameters
    ----------
    bars, lanes, stages, owners, moves, moments, closed, ticks : DataFrame
        What is drawn.
    high : float
    """

    bars: pd.DataFrame
    lanes: pd.DataFrame
    stages: pd.DataFrame
    owners: pd.DataFrame
    moves: pd.DataFrame
    moments: pd.DataFrame
    closed: pd.DataFrame
    ticks: pd.DataFrame
    high: float


class Move(NamedTuple):
    """It, or a question, goes from a row to another."""

    second: int
    token: int
    of: tuple[int, str]
    to: tuple[int, str]


def handoffs(j: Journey) -> list[Move]:
    """Give every passage to another agency: rows as token and agency."""
    found = []
    case = [each for each in j.stretches if each.of == "case"]
    before: dict[int, Stretch] = {}
    for each in j.stretches:
        last = before.get(each.token)
        if each.of == "question" and last is None:  # it sets out from who has the case
            last = next((c for c in case if c.since <= each.since < c.until), None)
        if each.of != "helper" and last is not None and last.agency != each.agency:
            found.append(Move(each.since, each.token, (last.token, last.agency),
                              (each.token, each.agency)))  # fmt: skip
        before[each.token] = each
    return sorted(found)


def laid_out(j: Journey) -> Laid:
    """Lay a journey out."""
    names = [*j.agencies, "Accountable", "Stage"]
    left = LETTER * max(len(line) for name in names for line in _beside(name).split("\n")) + 16
    x = _Time(j, left, ROOM)
    moments, y = _moments(j, x)
    stages = _boxes(_stages(j), x, y)
    lanes = [(y, "Stage")]
    y += ROW + GAP
    top = y
    at: dict[tuple[int, str], float] = {}
    for agency in j.agencies:
        mine = _rows_in(j, agency)
        lanes.append((y, agency))
        for token, row in mine.items():
            at[token, agency] = y + row * ROW
        y += ROW * (1 + max(mine.values())) + GAP
    bars = [_bar(j, each, x, at[each.token, each.agency]) for each in j.stretches]
    moves = [
        (x(m.second), at[m.of] + ROW / 2, at[m.to] + ROW / 2 + (-8 if at[m.to] > at[m.of] else 8),
         "triangle-down" if at[m.to] > at[m.of] else "triangle-up",
         f"{j.names.when(m.second)}: from {m.of[1]} to {m.to[1]}")
        for m in handoffs(j)
    ]  # fmt: skip
    bottom, owners = y, pd.DataFrame()
    if j.owned:
        lanes.append((y, "Accountable"))
        owners = _boxes([(o.owner or NOBODYS, o.since, o.until) for o in j.owned], x, y)
        y += ROW + GAP
    ticks = pd.DataFrame([(at_, said, top, bottom, y + 2) for at_, said in x.ticks()],
                         columns=["x", "said", "y", "y2", "text"])  # fmt: skip
    return Laid(
        bars=pd.DataFrame(bars, columns=BAR),
        moments=moments, stages=stages, owners=owners, ticks=ticks,
        lanes=pd.DataFrame([_name_beside(y, name) for y, name in lanes],
                           columns=["x", "y", "said", "name"]),
        moves=pd.DataFrame(moves, columns=["x", "y", "y2", "sign", "said"]),
        closed=pd.DataFrame([(x(a), x(b), top, bottom) for a, b in j.closed],
                            columns=["x", "x2", "y", "y2"]),
        high=y + HEAD,
    )  # fmt: skip


def _beside(name: str) -> str:
    return named(name, NARROW, 2)


def _name_beside(y: float, name: str) -> tuple[float, float, str, str]:
    said = _beside(name)
    return 0.0, y + ROW / 2 - (8 if "\n" in said else 0), said, name


class _Time:
    """Where each second stands: between two happenings, by the root of what lies between."""

    def __init__(self, j: Journey, left: float, right: float) -> None:
        self.j = j
        edges = {j.began, j.over, *(e.since for e in j.stretches), *(e.until for e in j.stretches)}
        self.seconds = np.array(sorted(edges), dtype=float)
        places = np.concatenate([[0.0], np.cumsum(np.sqrt(np.diff(self.seconds)))])
        self.places = left + places / (places[-1] or 1.0) * (right - left)

    def __call__(self, second: int) -> float:
        """Give the place of a second."""
        return float(np.interp(second, self.seconds, self.places))

    def ticks(self) -> Iterable[tuple[float, str]]:
        """Say when it was, at the first happening of a day and later ones, where there is room."""
        day, free = "", -math.inf
        for second in self.seconds.astype(int).tolist():
            at = self(second)
            date, clock = self.j.names.when(second).rsplit(" ", 1)
            said = clock if date == day else f"{date[:-5]} {clock}"  # the year is in the table
            if at >= free and at + WORDS * len(said) <= ROOM:
                yield at, said
                free, day = at + WORDS * len(said) + 10, date


def _rows_in(j: Journey, agency: str) -> dict[int, int]:
    """Give tokens of an agency rows in its lane, so that no two lie on one another."""
    spans: dict[int, tuple[str, int, int]] = {}
    for each in j.stretches:
        if each.agency == agency:
            _, since, until = spans.get(each.token, (each.of, each.since, each.until))
            spans[each.token] = each.of, min(since, each.since), max(until, each.until)
    found, free = dict[int, int](), list[int]()
    for token in sorted(spans, key=lambda token: (spans[token][0] != "case", spans[token][1])):
        _, since, until = spans[token]
        row = next((n for n, end in enumerate(free) if end <= since), len(free))
        free[row : row + 1] = [until]
        found[token] = row
    return found


def _stages(j: Journey) -> list[tuple[str, int, int]]:
    """Stages that the case itself goes through, stretches of one put together."""
    found: list[tuple[str, int, int]] = []
    for each in j.stretches:
        if each.of != "case":
            continue
        if found and found[-1][0] == each.stage and found[-1][2] == each.since:
            found[-1] = each.stage, found[-1][1], each.until
        else:
            found.append((each.stage, each.since, each.until))
    return found


def _boxes(some: Sequence[tuple[str, int, int]], x: _Time, y: float) -> pd.DataFrame:
    """Lay named boxes out in a row; a name stands in a box that has room for some of it."""
    rows = []
    for name, since, until in some:
        start, stop = x(since), x(until)
        letters = int((stop - start - 34) / WORDS)
        said = cut(name, letters) if letters >= min(len(name), 8) else ""
        told = f"{name or 'No stage'}, {x.j.names.when(since)}, {clock_time(until - since)}"
        rows.append((start, stop, y + 1, y + ROW - 1, (start + stop) / 2, y + ROW / 2, name, said,
                     told))  # fmt: skip
    columns = ["x", "x2", "y", "y2", "mx", "my", "name", "said", "told"]
    return pd.DataFrame(rows, columns=columns)


def _bar(j: Journey, each: Stretch, x: _Time, y: float) -> dict[str, Any]:
    look = LOOK_OF[Part(int(part_of(np.array([each.doing]))[0]))]
    start, stop, middle = x(each.since), x(each.until), y + ROW / 2
    long = clock_time(each.until - each.since)
    room = look.high >= 12 and stop - start > WORDS * len(long) + 4
    return {
        "x": start, "x2": stop, "y": middle - look.high / 2, "y2": middle + look.high / 2,
        "mx": (start + stop) / 2, "my": middle, "kind": look.said, "ink": ink_on(look.fill),
        "words": long if room else "",
        "told": f"{DOING_LABELS[each.doing]}, {each.agency}, {each.stage or 'no stage'}",
        "when": f"{j.names.when(each.since)}, {long}",
    }  # fmt: skip


def _moments(j: Journey, x: _Time) -> tuple[pd.DataFrame, float]:
    """Lay moments out in as many lines as their words need; give where the next lane begins."""
    rows, free = [], list[float]()
    for m in j.moments:
        at, wide = x(m.second), WORDS * len(m.said) + 14
        turned = at + wide > ROOM  # words to the left, at the end
        low, high = (at - wide, at + 10) if turned else (at - 10, at + wide)
        line = next((n for n, end in enumerate(free) if end <= low), len(free))
        free[line : line + 1] = [high]
        rows.append((at, line * HEAD + HEAD / 2, m.said, MARKS[m.what], m.what, turned,
                     f"{m.said}, {j.names.when(m.second)}"))  # fmt: skip
    columns = ["x", "y", "said", "sign", "what", "turned", "told"]
    return pd.DataFrame(rows, columns=columns), HEAD * len(free) + 6.0


__all__ = ["NOBODYS", "ROOM", "Laid", "handoffs", "laid_out"]
