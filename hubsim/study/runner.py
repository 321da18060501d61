"""Running a study: every design on the same cases, replication by replication."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from hubsim.engine import simulate
from hubsim.measures import Row, measured
from hubsim.measures.traces import Window
from hubsim.program import Program
from hubsim.spec.contacts import Contacts
from hubsim.study.design import Study
from hubsim.study.executors import in_order
from hubsim.study.results import Results

Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One replication of one design: everything a worker needs."""

    program: Program
    window: Window
    seed: int
    replication: int
    measures: tuple[str, ...] | None
    contacts: Contacts | None = None


def do(job: Job) -> list[Row]:
    """Run and measure one replication."""
    run = simulate(job.program, seed=job.seed, replication=job.replication, contacts=job.contacts)
    return measured(run, job.window, job.measures)


def run_study(
    study: Study,
    *,
    processes: int = 1,
    measures: tuple[str, ...] | None = None,
    progress: Progress | None = None,
) -> Results:
    """Run every replication of every design.

    Parameters
    ----------
    study : Study
    processes : int
        The results do not depend on it.
    measures : tuple of str, optional
        Measures wanted; all if left out.
    progress : callable, optional
        Told the number of runs done, and of all.

    Raises
    ------
    RunError
        When a run had to stop.
    """
    jobs = [
        Job(design.program, design.window, study.seed, replication, measures, design.contacts)
        for replication in range(study.replications)
        for design in study.designs
    ]
    rows = []
    for number, found in enumerate(in_order(do, jobs, processes)):
        replication, design = divmod(number, len(study.designs))
        rows += [(study.designs[design].label, replication, *row) for row in found]
        if progress is not None:
            progress(number + 1, len(jobs))
    return Results.of(study, rows)
