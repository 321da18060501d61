"""Running what is not known yet, and keeping what is: a job of the dashboard, without Streamlit.

A replication of a design depends on the resolved hub, the length, the seed and its number, and on
nothing else. Each is kept by these, so that adding a model or more replications runs only what is
new.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Generator
from contextlib import closing

from hubsim import SEMANTICS, __version__
from hubsim.dashboard.jobs import Cancelled, Stopped, Told
from hubsim.measures import MEASURES, Measured
from hubsim.study import Design, Results, Study
from hubsim.study.executors import in_order, processors, quickest, workers
from hubsim.study.jobs import Job, do, here
from hubsim.study.results import hub_hash
from hubsim.study.rows import Rows

SHOWN = tuple(name for name in MEASURES if name != "utilisation_by_hour")
"""Measures of this page; the one left out has more rows than all others together."""
KEPT = 600
"""Replications kept in memory, about 60 kB each."""
WORTH_IT = 5.0
"""Seconds of work left from which starting other processes (about a second each) pays."""


class Kept:
    """The rows of the latest replications, shared by all readers of this process.

    Parameters
    ----------
    most : int
        The oldest are dropped above this number.
    """

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._rows: OrderedDict[str, Measured] = OrderedDict()

    def get(self, key: str) -> Measured | None:
        """Rows of a replication, or None if it has not been run."""
        with self._lock:
            if key in self._rows:
                self._rows.move_to_end(key)
            return self._rows.get(key)

    def put(self, key: str, rows: Measured) -> None:
        """Keep the rows of a replication."""
        with self._lock:
            self._rows[key] = rows
            while len(self._rows) > self._most:
                self._rows.popitem(last=False)


def key_of(
    design: Design, study: Study, replication: int, measures: tuple[str, ...] = SHOWN
) -> str:
    """Name everything that the rows of a replication depend on."""
    length = study.length
    weeks = (length.warm_up, length.weeks, length.run_off)
    told = "" if measures is SHOWN else f" {measures}"
    hub = hub_hash(design.file.source.data)
    return f"{hub} {weeks} {study.seed} {replication} {_version()}{told}"


def _version() -> str:
    return f"{__version__} {SEMANTICS}"


def study_key(study: Study, measures: tuple[str, ...] = SHOWN) -> str:
    """Name everything that the results of a study depend on."""
    labels = [design.label for design in study.designs]
    last = study.replications - 1
    return f"{labels} {[key_of(d, study, last, measures) for d in study.designs]}"


def work(
    study: Study, store: Kept, measures: tuple[str, ...] = SHOWN
) -> Callable[[Told, Cancelled], Results]:
    """Make a job of `results_of`."""
    return lambda told, cancelled: results_of(study, store, told, cancelled, measures)


def results_of(
    study: Study, store: Kept, told: Told, cancelled: Cancelled = lambda: False,
    measures: tuple[str, ...] = SHOWN,
) -> Results:  # fmt: skip
    """Give the results of a study, running only the replications that are not kept.

    Parameters
    ----------
    study : Study
    store : Kept
        Of what has been run.
    told : callable
        Told the number of runs done and of all that had to be run; it may raise to stop them.
    cancelled : callable
        Asked whether to stop.
    measures : tuple of str
        Taken; fewer take less time.

    Raises
    ------
    RunError
        When a run had to stop.
    """
    wanted = [
        (design, replication, key_of(design, study, replication, measures))
        for replication in range(study.replications)
        for design in study.designs
    ]
    have = {key: rows for _, _, key in wanted if (rows := store.get(key)) is not None}
    missing = [each for each in wanted if each[2] not in have]
    jobs = [Job(d.plan, study.seed, r, measures, here()) for d, r, _ in missing]
    with closing(_run(jobs, cancelled)) as answers:  # stopped at once when told() raises
        for number, (rows, (_, _, key)) in enumerate(zip(answers, missing, strict=False)):
            have[key] = rows
            store.put(key, rows)
            told(number + 1, len(jobs))
    if any(key not in have for _, _, key in wanted):
        raise Stopped
    found = Rows()
    for design, replication, key in wanted:
        found.add(design.label, replication, have[key])
    return Results.of(study, found)


def _run(jobs: list[Job], cancelled: Cancelled) -> Generator[Measured, None, None]:
    """Run where that is quickest; other processes only where starting them is worth it."""
    if not jobs:
        return
    if quickest() == "threads":
        with workers("threads", min(4, processors())) as executor:
            yield from in_order(do, jobs, executor, cancelled=cancelled)
        return
    began = time.monotonic()
    yield do(jobs[0])
    left = (time.monotonic() - began) * (len(jobs) - 1)
    kind = "processes" if left > WORTH_IT else "here"
    with workers(kind, min(4, processors())) as executor:
        yield from in_order(do, jobs[1:], executor, cancelled=cancelled)
