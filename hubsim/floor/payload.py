"""Traces as JSON for a browser: names as text, all numbers in one packed column of columns."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hubsim.arrays import Ints
from hubsim.floor.doing import DOING_LABELS, Doing
from hubsim.floor.spans import SPAN_COLUMNS
from hubsim.floor.trace import Trace
from hubsim.measures.questions import agency_of_branch, fork_of_stage
from hubsim.program.kinds import NONE
from hubsim.units import HOUR

Columns = Mapping[str, Ints]


def payload(
    traces: Sequence[Trace], stories: Sequence[Mapping[int, str]] = ()
) -> list[dict[str, Any]]:
    """Make what the player is given: one mapping for each hub, ready for JSON.

    Parameters
    ----------
    traces : sequence of Trace
    stories : sequence of mapping of int to str
        For each hub the stories of cases by number, for players without hubsim behind them.
    """
    names = [_agencies(trace) for trace in traces]
    known = marks(list(dict.fromkeys(name for some in names for name in some)))
    short = _short([trace.hub.name for trace in traces])
    told = list(stories) or [{}] * len(traces)
    return [
        _hub(trace, [{"name": name, "mark": known[name]} for name in some], short[n], told[n])
        for n, (trace, some) in enumerate(zip(traces, names, strict=True))
    ]


def _agencies(trace: Trace) -> list[str]:
    return [trace.hub.label("agencies", name) for name in trace.t.program.agencies]


def _short(names: Sequence[str]) -> list[str]:
    """Leave out what all names begin with, up to a colon."""
    heads = {name.partition(": ")[0] for name in names}
    tails = [name.partition(": ")[2] for name in names]
    if len(names) < 2 or len(heads) > 1 or not all(tails):
        return list(names)
    return [tail[0].upper() + tail[1:] for tail in tails]


def _hub(
    trace: Trace, agencies: list[dict[str, str]], short: str, stories: Mapping[int, str]
) -> dict[str, Any]:
    hub, program, start = trace.hub, trace.t.program, trace.window.start
    local = program.clock.local(start)
    columns = columns_of(trace)
    return {
        "name": hub.name,
        "short": short,
        "starts": local.replace(tzinfo=None).isoformat(timespec="seconds"),
        "length": trace.window.stop - start,
        "shifts": _shifts(trace),
        "agencies": agencies,
        "ratings": [hub.label("ratings", name) for name in program.ratings],
        "stages": [hub.label("stages", name) for name in program.stages],
        "roles": [
            {"name": hub.label("roles", name), "agency": int(agency)}
            for name, agency in zip(program.roles, program.role_agency, strict=True)
        ],
        "people": program.person_role.tolist(),
        "seats": [[list(path) for path in _seat(trace, role)] for role in program.roles],
        "owners": [list(each) for each in trace.owners],
        "led": trace.led,
        "told": trace.told,
        "doing": [DOING_LABELS[each] for each in Doing],
        "columns": [[name, len(column)] for name, column in columns.items()],
        "data": packed(columns),
        "stories": squeezed(json.dumps(stories).encode()) if stories else "",
    }


def _seat(trace: Trace, role: str) -> tuple[tuple[str, ...], ...]:
    """Where a role sits on each day of the week, Monday first."""
    said = trace.hub.roles[role].sits
    seat = said if said is not None else trace.hub.agencies[trace.hub.roles[role].agency].sits
    return seat.by_day


def _shifts(trace: Trace) -> list[list[int]]:
    """By how many seconds clocks on the wall differ from those at the beginning, from when on."""
    clock, start = trace.t.program.clock, trace.window.start
    first = clock.local(start).utcoffset()
    found: list[list[int]] = []
    for second in range(start, trace.window.stop, HOUR):
        offset = clock.local(second).utcoffset()
        by = int((offset - first).total_seconds()) if offset and first is not None else 0
        if by != (found[-1][1] if found else 0):
            found.append([second - start, by])
    return found


def columns_of(trace: Trace) -> dict[str, Ints]:
    """All numbers of a trace by name, seconds since its beginning."""
    start, t, s = trace.window.start, trace.t, trace.spans
    asked = np.full(len(trace.tokens.life), NONE)
    question = trace.tokens.line > 0
    first = np.searchsorted(s.token, np.flatnonzero(question))
    branch = fork_of_stage(t.program)[s.stage[first]], trace.tokens.line[question] - 1
    asked[question] = agency_of_branch(t.program)[branch]
    seconds = {"since", "until"}
    duty = [(p, a, b) for p, each in enumerate(trace.duty)
            for a, b in zip(each.opens, each.closes, strict=True)]  # fmt: skip
    person, open_, close = np.array(duty, dtype=np.int64).reshape(-1, 3).T
    hub = t.hub_hours
    some = (hub.closes > start) & (hub.opens < trace.window.stop)
    return {
        "case": t.case[trace.tokens.life] + 1,
        "line": trace.tokens.line,
        "asked": asked,
        **{
            name: getattr(s, name) - (start if name in seconds else 0)
            for name in SPAN_COLUMNS
        },
        "duty_person": person, "duty_open": open_ - start, "duty_close": close - start,
        "hub_open": hub.opens[some] - start, "hub_close": hub.closes[some] - start,
        "decided": trace.decided - start, "heard": trace.heard, "left": trace.left - start,
    }  # fmt: skip


def packed(columns: Columns) -> str:
    """Pack columns one after the other: differences as Int32, zlib, base64.

    Raises
    ------
    OverflowError
        If a number does not fit into 32 bits.
    """
    steps = [np.diff(column, prepend=0) for column in columns.values()]
    whole = np.concatenate(steps) if steps else np.zeros(0, dtype=np.int64)
    small = whole.astype("<i4")
    if not np.array_equal(small, whole):
        raise OverflowError("a number of the trace does not fit into 32 bits")
    return squeezed(small.tobytes())


def squeezed(content: bytes) -> str:
    """Compress something, and write it in letters."""
    return base64.b64encode(zlib.compress(content, 9)).decode("ascii")


def unpacked(data: str, columns: Sequence[Sequence[Any]]) -> dict[str, Ints]:
    """Give the columns again, as the player does."""
    whole = np.frombuffer(zlib.decompress(base64.b64decode(data)), dtype="<i4").astype(np.int64)
    found, at = {}, 0
    for name, length in columns:
        found[name] = np.cumsum(whole[at : at + length])
        at += length
    return found


def marks(names: Sequence[str]) -> dict[str, str]:
    """Give each agency a mark of one or two letters, all different.

    The first letter where nobody before has it; else with another letter of the name behind it;
    else a number.
    """
    found: dict[str, str] = {}
    for number, name in enumerate(names):
        letters = [letter for letter in name if letter.isalnum()] or ["?"]
        first = letters[0].upper()
        wished = [first, *(first + letter.lower() for letter in letters[1:]), str(number + 1)]
        taken = set(found.values())
        free = [each for each in wished if each not in taken]
        found[name] = free[0] if free else f"#{number + 1}"
    return found


__all__ = ["columns_of", "marks", "packed", "payload", "unpacked"]
