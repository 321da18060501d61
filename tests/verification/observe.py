"""From runs to the numbers that a case names, in minutes.

Where hubsim has a measure it is used, so that the measures are verified with the engine; what no
measure gives (distributions of single waits, numbers in a queue) is worked out from the log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Floats, Ints
from hubsim.engine import Run, simulate
from hubsim.measures import Traces, Window, measured
from hubsim.program import Kind

from .hubs import program

Metrics = dict[str, float]
Mask = NDArray[np.bool_]


class Seen:
    """One run, seen through one window of arrivals.

    Raises
    ------
    ValueError
        If a case of the window was not over when the run ended: it would be missing from means.
    """

    def __init__(self, run: Run, window: Window) -> None:
        self.run, self.window = run, window
        self.traces = Traces(run, window)
        self.log = self.traces.log
        if (self.traces.left[self.traces.inside] < 0).any():
            raise ValueError("cases of the window are not over; let the run go on for longer")
        self._measured: dict[str, Metrics] = {}

    def measure(self, name: str, group: str = "all") -> float:
        """Give a measure of hubsim, in its own unit."""
        if name not in self._measured:
            found = measured(self.run, self.window, [name])
            self._measured[name] = {row.group: row.value for row in found}
        return self._measured[name][group]

    def times(self) -> Floats:
        """Minutes from contact to leaving, of each case."""
        inside = self.traces.inside
        lived: Floats = (self.traces.left - self.traces.arrival)[inside] / 60
        return lived

    def waits(self, *, rating: int | None = None) -> Floats:
        """Minutes from ready to taken up or given up, of each piece of work on the main line."""
        log, rows = self.log, self._first_spells(rating)
        until = np.where(log.start >= 0, log.start, log.end)
        waited: Floats = (until - log.ready)[rows] / 60
        return waited

    def begun(self) -> Mask:
        """Whether each of these pieces of work was taken up, in the same order."""
        begun: Mask = self.log.start[self._first_spells()] >= 0
        return begun

    def _first_spells(self, rating: int | None = None) -> Mask:
        log, traces = self.log, self.traces
        rows: Mask = (traces.kind == Kind.WORK) & (log.part == 0) & (log.line == 0)
        rows &= traces.inside[traces.life_of]
        if rating is not None:
            rows &= traces.rating[traces.life_of] == rating
        return rows

    def joins(self) -> Floats:
        """Minutes that each case waited for replies."""
        log = self.log
        rows = (self.traces.kind == Kind.FORK) & self.traces.inside[self.traces.life_of]
        waited: Floats = (log.end - log.ready)[rows] / 60
        return waited

    def mean_in_queue(self) -> float:
        """Number of pieces of work that wait, averaged over the window."""
        log, window = self.log, self.window
        rows = self.traces.kind == Kind.WORK
        until = np.where(log.start >= 0, log.start, log.end)[rows]
        waited = np.clip(until, window.start, window.stop) - np.clip(
            log.ready[rows], window.start, window.stop
        )
        return float(waited.sum()) / (window.stop - window.start)

    def visits(self, stage: str) -> Ints:
        """How many times each case of the window came to a stage."""
        number = self.run.program.stages.index(stage)
        rows = (self.traces.stage == number) & (self.log.part == 0) & (self.log.line == 0)
        lives = self.traces.life_of[rows]
        return np.bincount(lives, minlength=len(self.traces.case))[self.traces.inside]

    def in_hub(self, minute: float) -> float:
        """Number of cases in the hub at a minute."""
        return float(self.traces.open_at(np.array([round(60 * minute)]))[0])


@dataclass(slots=True)
class Findings:
    """What a case came out as.

    Parameters
    ----------
    values : dict
        Metrics of stochastic cases: one value per replication.
    later : dict
        The same after twice the warm-up.
    compared : list
        Name, expected and observed values of deterministic cases.
    claims : list
        What must hold, whether it does, and what was seen.
    """

    values: dict[str, Floats] = field(default_factory=dict)
    later: dict[str, Floats] = field(default_factory=dict)
    compared: list[tuple[str, object, object]] = field(default_factory=list)
    claims: list[tuple[str, bool, str]] = field(default_factory=list)

    def compare(self, name: str, expected: object, observed: object) -> None:
        """Put an observed value beside the expected one."""
        self.compared.append((name, expected, observed))

    def claim(self, name: str, holds: bool, seen: str = "") -> None:
        """Say whether something holds that must."""
        self.claims.append((name, bool(holds), seen))


@dataclass(frozen=True, slots=True)
class Trial:
    """How much effort goes into a case, and on which seed.

    Parameters
    ----------
    seed : int
    quick : bool
        A smaller run, still of 20 replications or more.
    times : int
        Multiplies the replications; 4 when a failure is tried again.
    """

    seed: int
    quick: bool = False
    times: int = 1

    def pick(self, quick: int, whole: int) -> int:
        """Choose a number by effort."""
        return quick if self.quick else whole


def steady(
    text: str,
    trial: Trial,
    look: Callable[[Seen], Metrics],
    *,
    gap: float,
    effort: int,
    warm_up: int | None = None,
) -> Findings:
    """Run a hub in its steady state.

    Every replication starts empty, leaves out a warm-up, observes the cases that arrive in a window
    and runs on until they are over. The window is looked at once more after twice the warm-up.

    Parameters
    ----------
    text : str
        The hub.
    trial : Trial
    look : callable
        From what is seen to metrics.
    gap : float
        Mean minutes between cases.
    effort : int
        Cases, all replications together, for a standard error of 2 %.
    warm_up : int, optional
        Cases left out; the rule of the case file if not given.
    """
    replications = trial.pick(20, 30)
    warm = warm_up if warm_up is not None else trial.pick(500, 5000)
    cases = max(int(effort * (1.4 if trial.quick else 1.8) / replications), 2 * warm, 1000)
    tail = trial.pick(300, 1000)
    warm, stop, end = (round(60 * gap * n) for n in (warm, warm + cases, warm + cases + tail))
    lowered = program(text, end / 60)
    values, later = [], []
    for replication in range(replications * trial.times):
        run = simulate(lowered, seed=trial.seed, replication=replication)
        values.append(look(Seen(run, Window(warm, stop))))
        if warm and not trial.quick:
            later.append(look(Seen(run, Window(2 * warm, stop))))
    return Findings(columns(values), columns(later))


def replicated(
    text: str, trial: Trial, look: Callable[[Run], Metrics], *, minutes: float, replications: int
) -> dict[str, Floats]:
    """Run a hub from empty for a fixed time, many times."""
    lowered = program(text, minutes)
    return columns(
        [
            look(simulate(lowered, seed=trial.seed, replication=replication))
            for replication in range(replications * trial.times)
        ]
    )


def columns(rows: list[Metrics]) -> dict[str, Floats]:
    """Turn metrics by replication into replications by metric."""
    return {name: np.array([row[name] for row in rows]) for name in rows[0]} if rows else {}


def open_at(run: Run, minute: float) -> float:
    """Number of cases in the hub at a minute of a run from empty."""
    traces = Traces(run, Window(0, run.program.horizon))
    return float(traces.open_at(np.array([round(60 * minute)]))[0])
