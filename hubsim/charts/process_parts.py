"""What is on a process map: stages, those who join or are asked, ways out, and what passes.

Where each of them stands is said by `hubsim.charts.process_layout`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from hubsim.spec.reaching import lead_of, senders, workers
from hubsim.structure.exchange import Exchange
from hubsim.structure.sharing import sharing_of
from hubsim.structure.survey import Survey

BoxKind = Literal["stage", "joins", "asked", "outcome", "goes on"]
LineKind = Literal["one agency", "between agencies", "gap", "leaves"]

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
        By role: share of time on duty with a case in hand (``busy``).
    replies : mapping of str to float
        By agency: mean working hours from a question to its reply (``reply_hours``).
    """

    waits: Mapping[str, float] = field(default_factory=dict)
    busy: Mapping[str, float] = field(default_factory=dict)
    replies: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Box:
    """A stage, those who join it, an agency that is asked, a way out, or a way to another band.

    Parameters
    ----------
    kind : str
        ``goes on`` stands at the end of a band for a stage that is drawn in another one.
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
    column, band : int
    x, y : float
        Its middle.
    high : float
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
    band: int = 0
    x: float = 0.0
    y: float = 0.0
    high: float = 0.0
    label: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """How it is called where its place does not say what it is."""
        return f"{self.title} ({self.kind})" if self.kind in {"asked", "joins"} else self.title


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
    """The row of an agency in a band."""

    agency: str
    band: int
    label: tuple[str, ...]
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class ProcessMap:
    """A hub, laid out.

    Parameters
    ----------
    boxes, lines, lanes : tuples
    starts, entered : tuple of int
        Boxes at which contacts begin, and those that are entered from another band.
    width, height : float
        Of the whole map, pixels.
    tops : tuple of float
        Where each band begins.
    wide : float
        Width of a box.
    measured : bool
        Whether waits and busy shares come from runs, and not from the inputs alone.
    speaks : bool
        Whether the hub says anything of agreements and leads.
    """

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    lanes: tuple[Lane, ...]
    starts: tuple[int, ...]
    entered: tuple[int, ...]
    width: float
    height: float
    tops: tuple[float, ...]
    wide: float
    measured: bool
    speaks: bool

    @property
    def gaps(self) -> tuple[Line, ...]:
        """What passes between agencies without an agreement, or where nobody leads."""
        return tuple(line for line in self.lines if line.gap)


def boxes_of(
    s: Survey, column: Mapping[str, int], bands: Sequence[range], numbers: MapNumbers | None
) -> list[Box]:
    """Everything that stands on a map, each in its column and band."""
    band = {at: number for number, columns in enumerate(bands) for at in columns}
    inside = [replace(box, band=band[box.column]) for box in _inside(s, column, numbers)]
    return inside + list(_ends(s, column, bands, band))


def _inside(s: Survey, column: Mapping[str, int], numbers: MapNumbers | None) -> list[Box]:
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
            there = f"{hub.label('agencies', agency)} at {title}"
            box = Box("joins", name, agency, there, cases, column=column[name])
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


def _ends(
    s: Survey, column: Mapping[str, int], bands: Sequence[range], band: Mapping[int, int]
) -> Iterator[Box]:
    """What stands at the end of each band: stages of other bands to which cases go on, ways out."""
    for number, columns in enumerate(bands):
        flows: dict[str, float] = defaultdict(float)
        for (name, to), flow in s.traffic.flows.items():
            if band[column[name]] == number:
                flows[to] += flow
        for name in s.hub.stages:
            if name in flows and band[column[name]] != number:
                title = s.hub.label("stages", name)
                yield Box("goes on", name, "", title, flows[name], None, None, columns.stop, number)
        for name in s.hub.outcomes:
            if name in flows:
                title = s.hub.label("outcomes", name)
                yield Box("outcome", name, "", title, flows[name], None, None, columns.stop, number)


def lines_of(s: Survey, boxes: Sequence[Box]) -> Iterator[Line]:
    """Cases that go on, questions, and who comes together."""
    stages = {b.stage: n for n, b in enumerate(boxes) if b.kind == "stage"}
    ends = {(b.band, b.stage): n for n, b in enumerate(boxes) if b.kind in {"outcome", "goes on"}}
    asked = {(b.agency, b.column): n for n, b in enumerate(boxes) if b.kind == "asked"}
    for (name, to), flow in s.traffic.flows.items():
        start = stages[name]
        end = ends.get((boxes[start].band, to), stages.get(to, start))
        if to in s.hub.outcomes:
            yield Line("leaves", "cases", start, end, flow)
            continue
        between = boxes[start].agency != boxes[stages[to]].agency
        gap = _lead_gap(s, to) if between else ""
        kind: LineKind = "gap" if gap else "between agencies" if between else "one agency"
        yield Line(kind, "cases", start, end, flow, gap)
    for each in s.questions():
        start = stages[each.stage]
        end = asked[each.to, boxes[start].column + 1]
        gap = _question_gap(s, each) if each.of != each.to else ""
        kind = "one agency" if each.of == each.to else "between agencies"
        yield Line("gap" if gap else kind, "questions", start, end, each.per_week, gap)
    for number, box in enumerate(boxes):
        if box.kind == "joins":
            yield Line("between agencies", "together", stages[box.stage], number, box.per_week)


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


__all__ = ["Box", "Lane", "Line", "MapNumbers", "ProcessMap", "boxes_of", "lines_of"]
