"""How long cases are in the hub."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from hubsim.arrays import Ints
from hubsim.measures.lives import Rows
from hubsim.measures.loops import loop
from hubsim.measures.registry import Found, measure
from hubsim.measures.traces import Traces
from hubsim.program import Kind, Program
from hubsim.program.kinds import NONE
from hubsim.units import DAY


@measure(
    "days_in_hub", "Time in the hub", "days",
    "Mean elapsed days from when a case comes into the hub until it leaves, of cases that arrive "
    "in the measured time; for those still there when the run ends, up to then.",
    better="lower",
)  # fmt: skip
def days_in_hub(t: Traces) -> Found:
    """Mean length of the lives that begin in the window."""
    return t.arrived.told(t.arrived.means(t.over - t.began, DAY))


@lru_cache(maxsize=32)
def heart_of_stages(program: Program) -> Ints:
    """Give the node through which every case goes once each time it comes to a stage.

    Returns
    -------
    Ints
        Shape (n_stages,): where partners are asked, else where work is done, else the wait itself.
    """
    nodes, found = program.nodes, np.full(len(program.stages), NONE)
    usual = nodes.ordinary
    for kinds in ((Kind.DELAY,), (Kind.WORK, Kind.TOGETHER, Kind.MEET), (Kind.FORK,)):
        for node in np.flatnonzero(usual & np.isin(nodes.kind, kinds) & (nodes.stage != NONE))[
            ::-1
        ]:
            found[nodes.stage[node]] = node
    return found


@measure(
    "stage_visits", "Cases coming to a stage", "per week",
    "How often a case comes to a stage in the measured time, per week; one that comes twice counts "
    "twice.",
    settles=False,
)  # fmt: skip
def stage_visits(t: Traces) -> Found:
    """Comings to each stage."""
    hearts, counts = heart_of_stages(t.program), np.zeros(len(t.marks.kind), dtype=np.int64)
    come(t.rows, t.window.start, t.window.stop, counts)
    there = hearts != NONE
    names = tuple(name for name, some in zip(t.program.stages, there, strict=True) if some)
    yield "stage", names, counts[hearts[there]] / t.window.weeks


@loop
def come(rows: Rows, since: int, until: int, counts: Ints) -> None:
    """Count what becomes ready at each node: joint work once, by the first of those who do it."""
    for row in range(len(rows.node)):
        if rows.part[row] == 0 and rows.line[row] >= 0 and since <= rows.ready[row] < until:
            counts[rows.node[row]] += 1
