"""Where everything of a hub stands on its process map: stages as columns, agencies as rows.

A stage stands in the row of those who work there, and right of every stage that a case passes
before it. Agencies that are asked stand one column further. Positions are in pixels.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from hubsim.plain import number, percent
from hubsim.spec.reaching import lead_of, senders, workers
from hubsim.structure.exchange import Exchange
from hubsim.structure.findings.finding import weekly
from hubsim.structure.hub_map import HubMap
from hubsim.structure.sharing import sharing_of
from hubsim.structure.survey import Survey

BoxKind = Literal["stage", "joins", "asked", "outcome"]
LineKind = Literal["one agency", "between agencies", "gap", "leaves"]

LETTER = 6.5
"""Width of a usual letter of 12 pixels."""
LINE, PAD = 14, 6
LANE_LABEL, GAP = 150, 30
NARROWEST, WIDEST = 98, 150
ROOMY = 9
"""Columns up to which agencies that are asked have one of their own."""
MOST_LINES = 3
GAPS = {
    "lapsed": "the agreement has lapsed",
    "none": "no agreement",
    "nothing said": "nothing is said of an agreement",
}


@dataclass(frozen=True, slots=True)
class MapNumbers:
    """What a run has shown, to be drawn on the map.

    Parameters
    ----------
    waits : mapping of str to float
        By role: mean working hours until work that is ready is taken up (``wait_for_role``).
    busy : mapping of str to float
        By role: share of time on duty with a case in hand (``utilisation``).
    replies : mapping of str to float
        By agency: mean working hours from a question to its reply (``reply_hours``).
    """

    waits: Mapping[str, float] = field(default_factory=dict)
    busy: Mapping[str, float] = field(default_factory=dict)
    replies: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Box:
    """A stage, those who join it, an agency that is asked, or a way out.

    Parameters
    ----------
    kind : str
    stage : str
        Name of the stage (of an outcome, its own name); empty where several stages ask.
    agency : str
        Empty for outcomes.
    title : str
        Shown to people.
    per_week : float
        Cases, or questions, in an average week.
    wait : float or None
        Working hours until work is taken up, or until the reply comes.
    busy : float or None
        Of its busiest role: expected from the inputs, or as a run has shown.
    column, slot : int
    x, y : float
        Its middle.
    label, figures : tuple of str
        Lines of text.
    """

    kind: BoxKind
    stage: str
    agency: str
    title: str
    per_week: float
    wait: float | None = None
    busy: float | None = None
    column: int = 0
    slot: int = 0
    x: float = 0.0
    y: float = 0.0
    label: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Cases, or questions, that go from one box to another.

    Parameters
    ----------
    kind : str
        ``gap`` for what passes between agencies without an agreement, or where nobody leads.
    what : str
        ``cases``, ``questions`` or ``together``.
    start, end : int
        Numbers of boxes.
    per_week : float
    gap : str
        What is missing, in words.
    points : tuple of (float, float)
    """

    kind: LineKind
    what: str
    start: int
    end: int
    per_week: float
    gap: str = ""
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Lane:
    """The row of an agency."""

    agency: str
    label: tuple[str, ...]
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class ProcessMap:
    """A hub, laid out.

    Parameters
    ----------
    boxes, lines, lanes : tuples
    starts : tuple of int
        Boxes at which contacts begin.
    width, height : float
        Of the whole map, pixels.
    box : (float, float)
        Width and height of a box.
    measured : bool
        Whether waits and busy shares come from runs, and not from the inputs alone.
    speaks : bool
        Whether the hub says anything of agreements and leads.
    """

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    lanes: tuple[Lane, ...]
    starts: tuple[int, ...]
    width: float
    height: float
    box: tuple[float, float]
    measured: bool
    speaks: bool

    @property
    def gaps(self) -> tuple[Line, ...]:
        """What passes between agencies without an agreement, or where nobody leads."""
        return tuple(line for line in self.lines if line.gap)


def process_map(found: HubMap, numbers: MapNumbers | None = None, width: int = 1180) -> ProcessMap:
    """Lay out the process map of a hub.

    Parameters
    ----------
    found : HubMap
    numbers : MapNumbers, optional
        What runs have shown; without them the expected load is drawn, and no waits.
    width : int
        Pixels to fill; a hub of many steps is wider.

    Returns
    -------
    ProcessMap
    """
    s = found.survey
    column = _columns(s, 2)
    if max(column.values()) > ROOMY - 1:
        column = _columns(s, 1)
    boxes = _boxes(s, column, numbers)
    last = max((box.column for box in boxes), default=0) + 1
    outcomes = [name for name in s.hub.outcomes if any(to == name for _, to in s.traffic.flows)]
    boxes += [
        Box(
            "outcome", name, "", s.hub.label("outcomes", name),
            sum(flow for (_, to), flow in s.traffic.flows.items() if to == name), column=last,
        )
        for name in outcomes
    ]  # fmt: skip
    lines = sorted(_lines(s, boxes), key=lambda line: bool(line.gap))  # gaps on top
    each = min(max((width - LANE_LABEL) / (last + 1) - GAP, NARROWEST), WIDEST)
    boxes = [_worded(box, each) for box in boxes]
    high = max(LINE * (len(b.label) + len(b.figures)) + 2 * PAD for b in boxes)
    lanes, boxes = _placed(s, boxes, each, high)
    height = max([lanes[-1].bottom if lanes else 0.0, len(outcomes) * (high + 8) + 8])
    boxes = _outcomes_placed(boxes, height)
    routed = tuple(_routed(boxes, lanes, lines, each, high))
    begins = {s.traffic.start_of(number) for number in range(len(s.hub.contacts))}
    starts = tuple(n for n, b in enumerate(boxes) if b.kind == "stage" and b.stage in begins)
    whole = LANE_LABEL + (last + 1) * (each + GAP)
    return ProcessMap(
        tuple(boxes), routed, tuple(lanes), starts, whole, height, (each, high),
        numbers is not None, s.hub.working_together is not None,
    )  # fmt: skip


# ------------------------------------------------------------------ what is on the map


def _boxes(s: Survey, column: Mapping[str, int], numbers: MapNumbers | None) -> list[Box]:
    """Stages where those sit who work there, those who join them, and agencies that are asked."""
    hub = s.hub
    handing = senders(hub)
    found: list[Box] = []
    asked: dict[tuple[str, int], list[Exchange]] = defaultdict(list)
    for name, stage in hub.stages.items():
        roles = workers(hub, name) or handing[name]
        agencies = list(dict.fromkeys(hub.roles[role].agency for role in roles))
        home = agencies[0] if agencies else next(iter(hub.agencies))
        title, cases = hub.label("stages", name), s.cases_at(name)
        own = tuple(role for role in roles if hub.roles[role].agency == home)
        box = Box("stage", name, home, title, cases, column=column[name])
        found.append(_figured(s, box, own if stage.who or stage.needs or stage.meeting else (),
                              numbers))  # fmt: skip
        for agency in agencies[1:] if stage.needs or stage.meeting else ():
            joining = tuple(role for role in roles if hub.roles[role].agency == agency)
            box = Box("joins", name, agency, title, cases, column=column[name])
            found.append(_figured(s, box, joining, numbers))
    for each in s.questions():
        asked[each.to, column[each.stage] + 1].append(each)
    for (agency, at), questions in asked.items():
        stages = {each.stage for each in questions}
        roles = tuple(
            dict.fromkeys(
                role
                for each in questions
                for role in each.receiver
                if hub.roles[role].agency == agency
            )
        )
        box = Box(
            "asked", stages.pop() if len(stages) == 1 else "", agency,
            hub.label("agencies", agency), sum(each.per_week for each in questions), column=at,
        )  # fmt: skip
        box = _figured(s, box, roles, numbers)
        if numbers is not None:
            box = replace(box, wait=numbers.replies.get(agency))
        found.append(box)
    return found


def _figured(s: Survey, box: Box, roles: Sequence[str], numbers: MapNumbers | None) -> Box:
    """Put the load, and what runs have shown, on a box."""
    if numbers is None:
        busy = [s.loads[role].load for role in roles if s.loads[role].load]
        return replace(box, busy=max(busy, default=None))
    busy = [numbers.busy[role] for role in roles if role in numbers.busy]
    waits = [numbers.waits[role] for role in roles if role in numbers.waits]
    return replace(box, busy=max(busy, default=None), wait=max(waits, default=None))


def _lines(s: Survey, boxes: Sequence[Box]) -> Iterator[Line]:
    """Cases that go on, questions, and who comes together."""
    at = {(b.kind, b.stage): n for n, b in enumerate(boxes) if b.kind in {"stage", "outcome"}}
    asked = {(b.agency, b.column): n for n, b in enumerate(boxes) if b.kind == "asked"}
    for (name, to), flow in s.traffic.flows.items():
        start = at["stage", name]
        if to in s.hub.outcomes:
            yield Line("leaves", "cases", start, at["outcome", to], flow)
            continue
        end = at["stage", to]
        if boxes[start].agency == boxes[end].agency:
            yield Line("one agency", "cases", start, end, flow)
        else:
            gap = _lead_gap(s, to)
            yield Line("gap" if gap else "between agencies", "cases", start, end, flow, gap)
    for each in s.questions():
        start = at["stage", each.stage]
        end = asked[each.to, boxes[start].column + 1]
        gap = _question_gap(s, each) if each.of != each.to else ""
        kind: LineKind = "one agency" if each.of == each.to else "between agencies"
        yield Line("gap" if gap else kind, "questions", start, end, each.per_week, gap)
    for number_, box in enumerate(boxes):
        if box.kind == "joins":
            yield Line(
                "between agencies", "together", at["stage", box.stage], number_, box.per_week
            )


def _lead_gap(s: Survey, stage: str) -> str:
    """Say that nobody leads at a stage, or that it is disputed; nothing where all is clear."""
    if s.hub.working_together is None:
        return ""
    lead = lead_of(s.hub, stage)
    if lead is None:
        return "nobody leads there"
    return "the lead there is disputed" if lead.how == "disputed" else ""


def _question_gap(s: Survey, each: Exchange) -> str:
    held = sharing_of(s.traffic, each.of, each.to)
    missing = [GAPS[held.state]] if held is not None and held.state in GAPS else []
    if s.hub.working_together is not None:
        lead = lead_of(s.hub, each.stage)
        if lead is None:
            missing.append("nobody leads")
        elif lead.how == "disputed":
            missing.append("the lead is disputed")
    return ", ".join(missing)


def _columns(s: Survey, after_asking: int) -> dict[str, int]:
    """Give each stage a column, right of all that come before it; ways back are not counted.

    A stage that asks is followed by the others so many columns further right.
    """
    after: dict[str, list[str]] = {name: [] for name in s.hub.stages}
    for name, to in s.traffic.flows:
        if to in after:
            after[name].append(to)
    starts = [s.traffic.start_of(number) for number in range(len(s.hub.contacts))]
    order, back = _in_order(after, [*dict.fromkeys(starts), *after])
    column = dict.fromkeys(after, 0)
    for name in order:
        step = after_asking if s.hub.stages[name].ask else 1
        for to in after[name]:
            if (name, to) not in back:
                column[to] = max(column[to], column[name] + step)
    return column


def _in_order(
    after: Mapping[str, Sequence[str]], roots: Iterable[str]
) -> tuple[list[str], set[tuple[str, str]]]:
    """Sort stages so that each comes before those that follow; name the ways that lead back."""
    done: list[str] = []
    state: dict[str, int] = {}  # 1 while open, 2 when done
    back: set[tuple[str, str]] = set()
    for root in roots:
        stack = [(root, iter(after[root]))] if root not in state else []
        state.setdefault(root, 1)
        while stack:
            name, rest = stack[-1]
            to = next(rest, None)
            if to is None:
                state[name] = 2
                done.append(name)
                stack.pop()
            elif state.get(to) == 1:
                back.add((name, to))
            elif to not in state:
                state[to] = 1
                stack.append((to, iter(after[to])))
    return done[::-1], back


# ------------------------------------------------------------------ where it stands


def _worded(box: Box, width: float) -> Box:
    """Break the words of a box into lines."""
    room = max(8, int((width - PAD) / LETTER))
    title = {"joins": "joins", "asked": "is asked"}.get(box.kind, box.title)
    lines = textwrap.wrap(title, room) or [title]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][: room - 1].rstrip() + "…"]
    lines = [line if len(line) <= room else f"{line[: room - 1]}…" for line in lines]
    figures = [_a_week(box.per_week)] if box.kind != "joins" else []
    if box.wait is not None:
        what = "reply" if box.kind == "asked" else "wait"
        figures.append(f"{_hours(box.wait)} {what}")
    if box.busy is not None:
        figures.append(f"{percent(box.busy)} busy")
    return replace(box, label=tuple(lines), figures=tuple(figures))


def _a_week(cases: float) -> str:
    if not cases:
        return "no cases"
    return f"{number(cases)} a week" if cases >= 0.5 else f"{number(cases * 52)} a year"


def _hours(hours: float) -> str:
    return f"{hours * 60:.0f} min" if hours < 1 else f"{number(hours)} h"


def _placed(
    s: Survey, boxes: Sequence[Box], width: float, high: float
) -> tuple[list[Lane], list[Box]]:
    """Stack the boxes of each agency and column, and make rows as high as that needs.

    An agency that does nothing yet has a row all the same.
    """
    lanes: list[Lane] = []
    found = list(boxes)
    top, step = 0.0, high + 10
    for agency in s.hub.agencies:
        stacks: dict[int, list[int]] = defaultdict(list)
        for at, box in enumerate(boxes):
            if box.agency == agency:
                stacks[box.column].append(at)
        tall = max((len(stack) for stack in stacks.values()), default=0)
        label = textwrap.wrap(s.hub.label("agencies", agency), 20) or [agency]
        inside = max(tall * step + 8, len(label[:4]) * 17 + 10)
        for column, stack in stacks.items():
            first = top + (inside - len(stack) * step) / 2
            for slot, at in enumerate(stack):
                x = LANE_LABEL + column * (width + GAP) + width / 2
                y = first + (slot + 0.5) * step
                found[at] = replace(found[at], slot=slot, x=x, y=y)
        lanes.append(Lane(agency, tuple(_cut(label, 4, 20)), top, top + inside))
        top += inside
    far = LANE_LABEL + width / 2
    return lanes, [
        replace(b, x=far + b.column * (width + GAP)) if b.kind == "outcome" else b for b in found
    ]


def _cut(lines: Sequence[str], most: int, room: int) -> list[str]:
    """Keep so many lines of so many letters; a mark stands for the rest."""
    kept = [line if len(line) <= room else f"{line[: room - 1]}…" for line in lines[:most]]
    if len(lines) > most:
        kept[-1] = f"{kept[-1][: room - 1].rstrip()}…"
    return kept


def _outcomes_placed(boxes: Sequence[Box], height: float) -> list[Box]:
    """Spread the ways out over the height of the map."""
    out = [at for at, box in enumerate(boxes) if box.kind == "outcome"]
    found = list(boxes)
    for place, at in enumerate(out):
        found[at] = replace(found[at], y=height * (place + 0.5) / len(out))
    return found


def _routed(
    boxes: Sequence[Box],
    lanes: Sequence[Lane],
    lines: Iterable[Line],
    width: float,
    high: float,
) -> Iterator[Line]:
    """Lead every line from one box to another, behind no box that it does not mean."""
    lane_of = {lane.agency: lane for lane in lanes}
    used: dict[tuple[str, bool], int] = defaultdict(int)
    for line in lines:
        a, b = boxes[line.start], boxes[line.end]
        if line.what == "together":
            sign = 1 if b.y > a.y else -1
            ends = ((a.x, a.y + sign * high / 2), (b.x, b.y - sign * high / 2))
            yield replace(line, points=ends)
            continue
        tip = 5 if line.what == "cases" else 0  # where the head of an arrow stands
        x0, x1 = a.x + width / 2, b.x - width / 2 - tip
        if b.column <= a.column:  # back, or within the column: out to the right and round
            y = min(a.y, b.y) - high / 2 - 5
            points = (
                (x0, a.y - 8), (x0 + 12, a.y - 8), (x0 + 12, y), (x1 - 8, y), (x1 - 8, b.y - 8),
                (x1, b.y - 8),
            )  # fmt: skip
            yield replace(line, points=points)
            continue
        if b.column == a.column + 1 or not _in_the_way(boxes, a, b):
            yield replace(line, points=((x0, a.y), (x0 + 4, a.y), (x1 - 8, b.y), (x1, b.y)))
            continue
        lane = lane_of[a.agency]
        down = b.y >= a.y
        number_ = used[a.agency, down]
        used[a.agency, down] += 1
        shift = 2 + 2.5 * (number_ % 4)
        y = lane.bottom - shift if down else lane.top + shift
        points = (
            (x0, a.y), (x0 + 4, a.y), (x0 + GAP - 10, y), (x1 - GAP + 14, y), (x1 - 8, b.y),
            (x1, b.y),
        )  # fmt: skip
        yield replace(line, points=points)


def _in_the_way(boxes: Sequence[Box], a: Box, b: Box) -> bool:
    """Whether some box stands between two columns, where a plain line might pass."""
    low, high = sorted((a.y, b.y))
    return any(a.column < box.column < b.column and low - 60 < box.y < high + 60 for box in boxes)


def table(found: ProcessMap) -> list[tuple[str, str, str, str]]:
    """Say every line in words: from, to, how often, and what is missing."""

    def said(at: int) -> str:
        box = found.boxes[at]
        return f"{box.title} (asked)" if box.kind == "asked" else box.title

    return [
        (said(line.start), said(line.end), weekly(line.per_week, line.what.removesuffix("s"))
         if line.what != "together" else "work on it together", line.gap or "–")
        for line in found.lines
    ]  # fmt: skip


__all__ = ["Box", "Lane", "Line", "MapNumbers", "ProcessMap", "process_map", "table"]
