"""Running a study: every design on the same cases, replication by replication."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

from hubsim.errors import RunError
from hubsim.study.design import Study
from hubsim.study.executors import in_order
from hubsim.study.jobs import do, jobs_of
from hubsim.study.parts import Parts
from hubsim.study.results import Results, provenance

Progress: TypeAlias = Callable[[int, int], None]


def run_study(
    study: Study,
    *,
    executor: Executor | None = None,
    measures: tuple[str, ...] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    parts: Path | Parts | None = None,
) -> Results:
    """Run every replication of every design.

    Parameters
    ----------
    study : Study
    executor : Executor, optional
        Where runs are done, such as one of `hubsim.study.workers`; here and one after the other if
        left out. The results do not depend on it.
    measures : tuple of str, optional
        Measures wanted; all if left out.
    progress : callable, optional
        Told the number of runs done, and of all.
    cancelled : callable, optional
        Asked several times a second; True stops the study. The results then hold the replications
        that were done in every design, and say which are missing.
    parts : Path or Parts, optional
        A folder to keep what is done in while the study runs, or what was kept of it before. What
        it holds already of the same study is not run again.

    Raises
    ------
    RunError
        When a run had to stop.
    InputError
        When the folder holds parts of another study, or cannot be written.
    """
    designs, whole = study.designs, study.replications * len(study.designs)
    kept = parts if isinstance(parts, Parts) else Parts(parts, about(study, measures))
    jobs = jobs_of(study, measures, kept.runs)
    try:
        with closing(in_order(do, jobs, executor, cancelled=cancelled)) as answers:
            for rows in answers:
                replication, design = divmod(kept.runs, len(designs))
                kept.add(designs[design].label, replication, rows)
                if progress is not None:
                    progress(kept.runs, whole)
    except RunError as error:
        replication, design = divmod(kept.runs, len(designs))
        told = f"{error} (replication {replication} of {designs[design].label})"
        raise RunError(told) from None
    finally:
        kept.flush()
    return Results.of(study, kept.whole(), kept.runs)


def about(study: Study, measures: tuple[str, ...] | None) -> dict[str, Any]:
    """Everything on which the rows of a study depend."""
    found = {**provenance(study), "measures": list(measures) if measures else "all"}
    for name in ("replications", "notes", "horizon"):
        del found[name]  # more replications go on where fewer have ended
    return found
