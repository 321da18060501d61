"""Doing independent pieces of a study, here or in several processes, with answers in order."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from hubsim.errors import RunError

J = TypeVar("J")
R = TypeVar("R")


def in_order(do: Callable[[J], R], jobs: Sequence[J], processes: int = 1) -> Iterator[R]:
    """Do every job and give the answers in the order of the jobs, as they become ready.

    Parameters
    ----------
    do : callable
        At the top level of a module without streamlit, since other processes import it.
    jobs : sequence
    processes : int
        1 does everything here.

    Raises
    ------
    RunError
        When a worker process was killed.
    """
    if processes <= 1 or len(jobs) <= 1:
        yield from map(do, jobs)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(processes, len(jobs)), mp_context=context) as pool:
        try:
            yield from _results(pool, do, jobs)
        except BrokenProcessPool:
            raise RunError(
                "a worker process was ended from outside (often for lack of memory); nothing of "
                "this study was kept; run it again with fewer processes"
            ) from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in (pool._processes or {}).values():  # noqa: SLF001 - no public way to stop one
                process.terminate()
            raise


def _results(pool: Executor, do: Callable[[J], R], jobs: Sequence[J]) -> Iterator[R]:
    for future in [pool.submit(do, job) for job in jobs]:
        yield future.result()
