"""How long cases are in the hub."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import Ints
from hubsim.measures.flow import by_rating, mean
from hubsim.measures.registry import Found, measure
from hubsim.measures.traces import Traces
from hubsim.program import Kind, Program
from hubsim.program.kinds import NONE, Cause
from hubsim.units import DAY


@measure(
    "days_in_hub", "Time in the hub", "days",
    "Mean elapsed days from when a case comes into the hub until it leaves, of cases that arrive "
    "in the measured time; for those still there when the run ends, up to then.",
    better="lower",
)  # fmt: skip
def days_in_hub(t: Traces) -> Found:
    """Mean length of the lives that begin in the window."""
    days = (t.over - t.began) / DAY
    yield from by_rating(t.arrived, lambda lives: mean(days[lives]))


def heart_of_stages(program: Program) -> Ints:
    """Give the node through which every case goes once each time it comes to a stage.

    Returns
    -------
    Ints
        Shape (n_stages,): where partners are asked, else where work is done, else the wait itself.
    """
    nodes, found = program.nodes, np.full(len(program.stages), NONE)
    usual = nodes.cause == Cause.NONE
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
    log, hearts = t.log, heart_of_stages(t.program)
    rows = (log.ready >= t.window.start) & (log.ready < t.window.stop) & (log.part == 0)
    kinds = t.program.nodes.kind
    counts = np.bincount(log.node[rows], minlength=len(kinds))
    for node in hearts[(hearts != NONE) & np.isin(kinds[hearts], (Kind.TOGETHER, Kind.MEET))]:
        mine = np.flatnonzero(rows & (log.node == node))  # a row for each who does joint work
        comings = np.sort(t.life_of[mine] * (int(log.visit.max()) + 1) + log.visit[mine])
        counts[node] = np.count_nonzero(np.diff(comings, prepend=-1))
    for name, node in zip(t.program.stages, hearts, strict=True):
        if node != NONE:
            yield "stage", name, float(counts[node]) / t.window.weeks
