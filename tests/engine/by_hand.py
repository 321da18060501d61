"""Tiny hubs with given times, and runs told as tables that can be worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hubsim.caseload import Caseload
from hubsim.engine import Guards, Run, rerun
from hubsim.program import Kind, Program, lower
from hubsim.program.layout import Floats, Ints
from hubsim.runlog import How
from hubsim.spec.read import hub_from
from hubsim.spec.source import read_source
from hubsim.variates import draw_variates

HOUR = 3600
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOW = {How.DONE: "done", How.PUT_DOWN: "put_down", How.WAITING: "waiting", How.OPEN: "open"}


def calendar(starts: str = "2026-01-05", timezone: str = "UTC", **hours: str) -> str:
    """Calendar of a tiny hub: it starts on a Monday, and ``office`` is always there."""
    hours = {"office": "Mon-Fri 09:00-17:00", **hours}
    named = "".join(f'\n    {name}: "{text}"' for name, text in hours.items())
    zone = f'\n  timezone: "{timezone}"\n  holidays: none\n  hours:{named}'
    return f"hubsim: 1\nname: By hand\ncalendar:\n  starts: {starts}{zone}\n"


def program_of(text: str, hours: float) -> Program:
    """Read and lower a hub."""
    return lower(hub_from(read_source(text, "by_hand.yaml")).hub, int(hours * HOUR))


@dataclass(frozen=True)
class Contact:
    """A case: local time of its contact, such as ``Tue 09:00``, its rating and its source."""

    at: str
    rating: int = 0
    source: int = 0


def seconds(at: str) -> int:
    """Seconds since Monday's midnight, from ``Tue 09:00`` or ``09:00`` (Monday)."""
    *day, clock = at.split()
    hour, minute, *second = map(int, clock.split(":"))
    return (DAYS.index(day[0]) if day else 0) * 24 * HOUR + hour * HOUR + minute * 60 + sum(second)


def caseload_of(contacts: Sequence[Contact], first: str = "Mon") -> Caseload:
    """Cases in the order given, of a hub whose calendar starts on the day `first`."""
    number: dict[int, int] = {}
    columns = []
    for c in contacts:
        number[c.source] = number.get(c.source, -1) + 1
        arrival = seconds(c.at) - seconds(f"{first} 00:00")
        columns.append((arrival, c.source, number[c.source], 2, c.rating, 0))
    table = np.array(columns, dtype=np.int64).reshape(-1, 6)
    return Caseload(*(np.ascontiguousarray(column) for column in table.T))


def run_by_hand(
    program: Program,
    cases: Caseload,
    given: Mapping[str, Sequence[Sequence[float]]] | None = None,
    guards: Guards | None = None,
) -> Run:
    """Run with given draws.

    Parameters
    ----------
    program, cases
    given : mapping from stream to draws
        By visit, then case: minutes for lengths of time, uniforms for shares and ways taken. What
        is not given is drawn.
    guards : Guards, optional
    """
    variates = draw_variates(program, cases, seed=1, replication=0, visits=4)
    values = list(variates.values)
    names = [draw.name for draw in program.draws]
    for stream, by_visit in (given or {}).items():
        number = names.index(stream)
        is_length = bool(program.draws[number].spreads)
        values[number] = tuple(_block(visit, is_length) for visit in by_visit)
    return rerun(program, cases, replace(variates, values=tuple(values)), guards)


def _block(visit: Sequence[float], is_length: bool) -> Ints | Floats:
    if is_length:
        return np.array([[round(60 * minutes) for minutes in visit]], dtype=np.int64)
    return np.array(visit, dtype=np.float64)


def table(run: Run, without: str = "") -> list[str]:
    """Tell a run: one line per row, sorted; rows of the stage `without` left out.

    The columns are: case, what, line, person, ready, start, end, how, and the detail: minutes of
    touch time done, line that released the join, or whether a reply was in time.
    """
    told = []
    for case, node, visit, line, _, _, person, ready, start, end, how, detail in run.log.rows():
        what = _what(run.program, node, visit)
        if without and what.startswith(without):
            continue
        shown: float = detail
        if run.program.nodes.kind[node] == Kind.WORK:
            shown = detail / 60_000
        who = person if person >= 0 else "-"
        began = _clock(run, start) if start >= 0 else "-"
        told.append(
            f"{case} {what} {line} {who} {_clock(run, ready)} {began} {_clock(run, end)} "
            f"{HOW[how]} {shown:g}"
        )
    return sorted(told)


def _what(program: Program, node: int, visit: int) -> str:
    kind, item = Kind(program.nodes.kind[node]), int(program.nodes.item[node])
    if kind == Kind.LEAVE:
        return program.outcomes[item]
    again = f"#{visit}" if visit else ""
    suffix = {Kind.WORK: "", Kind.DELAY: ".wait", Kind.FORK: ".ask", Kind.REPLY: ".reply"}[kind]
    return program.stages[int(program.nodes.stage[node])] + suffix + again


def _clock(run: Run, second: int) -> str:
    if second == run.program.horizon:
        return "horizon"
    return run.program.clock.local(second).strftime("%a-%H:%M:%S").removesuffix(":00")


def expected(text: str) -> list[str]:
    """A table written by hand: columns apart by spaces, empty lines and lines of # left out."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return sorted(line for line in lines if line and not line.startswith("#"))
