"""Hubs for verification: the text of a YAML file from the parameters of a case.

Every hub goes the whole way of a user's file: text, reader, checks, lowering.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from hubsim.arrays import Ints
from hubsim.caseload import Caseload
from hubsim.engine import Run, rerun
from hubsim.program import Program, lower
from hubsim.spec.read import hub_from
from hubsim.spec.source import read_source
from hubsim.units import WEEKDAYS
from hubsim.variates import cases_of, draw_variates

WEEK_MINUTES = 7 * 1440

ROUND_THE_CLOCK = "starts: 2026-01-05, timezone: UTC, holidays: none, working_day: always"
"""A calendar in which working time is all time."""

SHAPES = {"exp": "exponential", "det": "constant"}
REGIONS = {"ENG": "England", "SCT": "Scotland", "NIR": "Northern Ireland"}


def hub(
    *,
    contacts: Mapping[str, str],
    stages: Mapping[str, str],
    roles: Mapping[str, str] | None = None,
    agencies: Sequence[str] = ("a",),
    ratings: Mapping[str, str] | None = None,
    outcomes: Sequence[str] = ("out",),
    calendar: str = ROUND_THE_CLOCK,
    name: str = "a case to verify",
) -> str:
    """Write a hub. Each section maps short names to YAML in braces; cases start at the first stage.

    A role may be written as the number of its posts, which are then always filled.
    """
    posts = {
        role: f"{{agency: a, posts: {n}, hours: always}}" if n.isdigit() else n
        for role, n in (roles or {}).items()
    }
    sections: dict[str, Mapping[str, str]] = {
        "agencies": dict.fromkeys(agencies, "{}"),
        "roles": posts,
        "ratings": ratings or {},
        "contacts": contacts,
        "stages": stages,
        "outcomes": dict.fromkeys(outcomes, "{}"),
    }
    lines = ["hubsim: 1", f"name: {name}", f"calendar: {{{calendar}}}"]
    lines.append(f"starts_at: {next(iter(stages))}")
    for section, entries in sections.items():
        if entries or section == "roles":
            lines.append(f"{section}:" if entries else f"{section}: {{}}")
            lines += [f"  {key}: {value}" for key, value in entries.items()]
    return "\n".join(lines) + "\n"


def program(text: str, minutes: float) -> Program:
    """Read a hub as a user's file is read, and lower it for a run of so many minutes."""
    return lower(hub_from(read_source(text, "case.yaml")).hub, round(60 * minutes))


def per_week(gap: float) -> str:
    """Write the volume of contacts that come every `gap` minutes on average."""
    return f"{WEEK_MINUTES / gap:.12f} per week"


def urgency(names: Sequence[str], *, interrupting: bool) -> dict[str, str]:
    """Write ratings, the most urgent first; each interrupts all that are less urgent, or none."""
    lesser = {name: ", ".join(names[place + 1 :]) for place, name in enumerate(names)}
    return {
        name: f"{{interrupts: [{less}]}}" if interrupting and less else "{}"
        for name, less in lesser.items()
    }


def length(law: Mapping[str, Any]) -> str:
    """Write a length of time from the parameters of a case, in minutes."""
    shape = SHAPES.get(law["dist"], law["dist"])
    if shape == "triangular":
        return f"{law['mode']} min ({law['low']} to {law['high']})"
    mean = f"{law.get('mean', law.get('mean_min'))} min"
    if shape == "constant":
        return mean
    cv = f", cv: {law['cv']}" if "cv" in law else ""
    return f"{{shape: {shape}, mean: {mean}{cv}}}"


def hours(calendar: Mapping[str, Any]) -> str:
    """Write the weekly hours of a calendar case, day by day."""
    days = [
        f"{WEEKDAYS[int(day)]} {' and '.join('-'.join(stretch) for stretch in stretches)}"
        for day, stretches in calendar["windows"].items()
    ]
    return ", ".join(days)


def region(calendar: Mapping[str, Any]) -> str:
    """Name the region whose bank holidays a calendar case keeps."""
    return REGIONS.get(calendar.get("holidays", ""), "none")


def given(
    program: Program,
    arrivals: Sequence[float],
    lengths: Mapping[str, Sequence[float]] | None = None,
    ratings: Sequence[int] | None = None,
    sources: Sequence[int] | None = None,
) -> Run:
    """Run a program on cases of our own.

    Parameters
    ----------
    program : Program
    arrivals : sequence of float
        Minutes since the start, ascending.
    lengths : mapping from str to sequence of float, optional
        Minutes of each case by the name of the draw, such as ``stages.s.work``, on every visit.
    ratings : sequence of int, optional
        Position of each case's rating; the most urgent if left out.
    sources : sequence of int, optional
        Position of each case's source; the first if left out. Cases of one second go by source.
    """
    count = len(arrivals)
    nothing = np.zeros(count, np.int64)
    seen = nothing if ratings is None else np.array(ratings, np.int64)
    source = nothing if sources is None else np.array(sources, np.int64)
    number = np.array([(source[:case] == source[case]).sum() for case in range(count)], np.int64)
    caseload = Caseload.of(seconds(arrivals), source, number, nothing, seen, nothing)
    variates = draw_variates(program, caseload, seed=0, replication=0)
    values, cases = list(variates.values), list(variates.cases)
    everybody = cases_of(caseload, range(len(program.sources)))
    for place, draw in enumerate(program.draws):
        if draw.name in (lengths or {}):
            block = np.tile(seconds((lengths or {})[draw.name]), (len(draw.spreads), 1))
            values[place], cases[place] = ((block,) * len(values[place][0]),), everybody
    fixed = replace(variates, values=tuple(values), cases=tuple(cases))
    return rerun(program, caseload, fixed)


def seconds(minutes: Sequence[float]) -> Ints:
    """Turn minutes into whole seconds."""
    return np.rint(60 * np.asarray(minutes, dtype=np.float64)).astype(np.int64)
