"""Where the independent pieces of a study are done, with their answers in order.

Everything goes through the standard `concurrent.futures.Executor`: here, on threads, in processes,
or on a Dask cluster. What is asked of it is the same everywhere, and so are the answers.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from typing import Any, TypeVar

from hubsim.engine import chosen
from hubsim.engine.kept import KEPT
from hubsim.errors import InputError, Place, Problem, RunError

J = TypeVar("J")
R = TypeVar("R")

KINDS = ("here", "threads", "processes", "dask")
TRIES = 3
"""How often a job may be lost with its worker before a study gives up."""
AHEAD = 4
"""Jobs handed out beyond the one waited for, for each worker: none idles, and memory stays flat."""
LOOK = 0.1
"""Seconds between two looks at whether somebody wants to stop."""

log = logging.getLogger(__name__)


def processors() -> int:
    """Count the processors that this process may use, which may be fewer than there are."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on Windows and macOS
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def quickest() -> str:
    """Where runs are done if nobody says: the compiled engine shares memory with others at work."""
    return "threads" if chosen()[0].name == "compiled" else "processes"


@contextmanager
def workers(kind: str, number: int = 0, scheduler: str = "") -> Iterator[Executor]:
    """Give an executor, and take it down afterwards; what still runs in it is ended.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    number : int
        Workers; as many as there are processors if 0. A cluster has its own number.
    scheduler : str
        ``dask``: the address of its scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    InputError
        When the cluster cannot be used.
    """
    if kind == "dask":
        with _cluster(scheduler) as cluster:
            yield cluster
        return
    number = number or processors()
    local: dict[str, Callable[[], Executor]] = {
        "here": Here,
        "threads": lambda: ThreadPoolExecutor(number, "hubsim"),
        "processes": lambda: Processes(number),
    }
    executor = local[kind]()
    try:
        yield executor
    finally:
        # Threads end when they see that they are wanted no more; nobody waits for that.
        executor.shutdown(wait=False, cancel_futures=True)


class Here(Executor):
    """Does a job at once, in the thread that hands it out."""

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        """Do it now; the answer is there when this returns, unless somebody interrupts."""
        future: Future[R] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Processes(Executor):
    """Worker processes that are replaced when one of them is ended from outside.

    Parameters
    ----------
    number : int
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self._pool = self._new()

    def _new(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(
            self.number, context, initializer=_as_worker, initargs=(self.number,)
        )

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        """Hand out a job, to new processes if the old ones are gone."""
        try:
            return self._pool.submit(fn, *args, **kwargs)
        except BrokenExecutor:
            self._pool = self._new()
            return self._pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes; at once if nobody waits."""
        running = list((self._pool._processes or {}).values())  # noqa: SLF001 - no public way
        self._pool.shutdown(wait, cancel_futures=cancel_futures)
        if not wait:
            for process in running:
                process.terminate()


def _as_worker(number: int) -> None:
    """Leave Ctrl-C, which is meant for the study, to the caller, and memory to other workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    KEPT.leave_room(number)


@contextmanager
def _cluster(scheduler: str) -> Iterator[Executor]:
    """Connect to a Dask cluster."""
    place = Place("--scheduler")
    if not scheduler:
        help = "such as --scheduler tcp://10.0.0.5:8786"
        message = "a cluster needs the address of its scheduler"
        raise InputError([Problem("E405", message, place, help)])
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError:
        help = 'pip install "hubsim[cluster]"'
        message = "running on a cluster needs the package distributed"
        raise InputError([Problem("E405", message, place, help)]) from None
    try:
        client = Client(scheduler, timeout=10, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        message = f'no scheduler answers at "{scheduler}" ({type(error).__name__})'
        help = "start one with: dask scheduler, and workers with: dask worker ADDRESS"
        raise InputError([Problem("E405", message, place, help)]) from None
    with client:
        executor = client.get_executor(pure=False)  # each run is a job of its own
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)


def at_once(executor: Executor) -> int:
    """How many jobs an executor is given beyond those whose answers have been taken."""
    if isinstance(executor, Here):
        return 1
    number = getattr(executor, "number", 0) or getattr(executor, "_max_workers", 0)
    client = getattr(executor, "_client", None)
    if client is not None:  # workers may join later: enough for some that are not there yet
        number = max(16, sum(client.ncores().values()))
    return AHEAD * (number or processors())


def in_order(
    do: Callable[..., R],
    jobs: Iterable[J],
    executor: Executor | None = None,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> Generator[R, None, None]:
    """Do every job and give the answers in the order of the jobs, as they become ready.

    A job that is lost with its worker is done again. Closing this ends what has been handed out.

    Parameters
    ----------
    do : callable
        Called with a job, and where memory is shared with a callable that says whether to stop. At
        the top level of a module without streamlit, since other processes import it.
    jobs : iterable
        Taken one by one, a little ahead of the answers.
    executor : Executor, optional
        Everything is done here if left out. Not taken down.
    cancelled : callable, optional
        Asked several times a second; True ends the answers early.

    Raises
    ------
    RunError
        When the same job was lost several times, or the cluster went away.
    """
    executor = executor or Here()
    closed = threading.Event()

    def stop() -> bool:
        return closed.is_set() or (cancelled is not None and cancelled())

    more = (stop,) if isinstance(executor, Here | ThreadPoolExecutor) else ()
    rest, most = iter(jobs), at_once(executor)
    waiting: deque[tuple[J, Future[R]]] = deque()
    lost = 0
    try:
        while not stop():
            while len(waiting) < most and (job := next(rest, None)) is not None:
                waiting.append((job, executor.submit(do, job, *more)))
            if not waiting:
                return
            _, first = waiting[0]
            if not wait([first], LOOK).done:
                continue
            try:
                found = _answer(first)
            except BrokenExecutor:
                lost += 1
                if lost > TRIES:
                    raise
                log.warning("a worker was ended from outside; its work is done again")
                waiting = deque(
                    (job, executor.submit(do, job, *more) if _is_lost(future) else future)
                    for job, future in waiting
                )
                continue
            lost = 0
            waiting.popleft()
            yield found
    except BrokenExecutor:
        raise RunError(_LOST.format(times=lost)) from None
    except KeyboardInterrupt:  # how an engine answers to whoever wants it to stop
        if not stop():
            raise
    finally:
        closed.set()
        for _, future in waiting:
            future.cancel()


def _answer(future: Future[R]) -> R:
    """Give what a job found; what a cluster says of it in words."""
    try:
        return future.result()
    except CancelledError:
        raise RunError("the cluster went away") from None
    except Exception as error:
        if type(error).__name__ == "KilledWorker":  # Dask has tried it several times itself
            raise RunError(_LOST.format(times="several")) from None
        raise


_LOST = (
    "the worker that did one run was ended from outside {times} times (often for lack of memory); "
    "use fewer workers"
)


def _is_lost(future: Future[Any]) -> bool:
    return future.done() and isinstance(future.exception(), BrokenExecutor)
