"""One run as a job: everything a worker needs, wherever it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from hubsim import SEMANTICS, __version__
from hubsim.engine import Guards, simulate
from hubsim.errors import RunError
from hubsim.measures import Measured, measured
from hubsim.study.design import Plan, Study
from hubsim.study.resting import Resting


def here() -> dict[str, str]:
    """Versions on which the rows of a run depend."""
    return {"hubsim": __version__, "semantics": str(SEMANTICS), "numpy": np.__version__}


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One replication of one design.

    Parameters
    ----------
    plan : Resting of Plan
        One for all jobs of a design.
    seed, replication : int
    measures : tuple of str, optional
        All if left out.
    versions : mapping
        Of whoever wants the rows; a worker with others refuses.
    """

    plan: Resting[Plan]
    seed: int
    replication: int
    measures: tuple[str, ...] | None
    versions: dict[str, str]


def do(job: Job, cancelled: Callable[[], bool] | None = None) -> Measured:
    """Run and measure one replication.

    Raises
    ------
    RunError
        When the run had to stop, or this worker would give other rows.
    """
    mine = here()
    for name, wanted in job.versions.items():
        if mine[name] != wanted:
            raise RunError(
                f"a worker has {name} {mine[name]}, and this study is run with {wanted}; "
                "install the same on all"
            )
    plan = job.plan()
    run = simulate(
        plan.program, seed=job.seed, replication=job.replication, contacts=plan.contacts,
        guards=Guards(cancelled=cancelled),
    )  # fmt: skip
    return measured(run, plan.window, job.measures)


def jobs_of(study: Study, measures: tuple[str, ...] | None, begin: int = 0) -> Iterator[Job]:
    """Give the runs of a study in order: every design in replication 0, then in 1, and on.

    Designs that stand together meet the same cases, which are drawn once.

    Parameters
    ----------
    study : Study
    measures : tuple of str, optional
    begin : int
        Runs left out at the beginning.
    """
    designs, versions = study.designs, here()
    for number in range(begin, study.replications * len(designs)):
        replication, design = divmod(number, len(designs))
        yield Job(designs[design].plan, study.seed, replication, measures, versions)
