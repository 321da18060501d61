"""Work that takes longer than a page may: it goes on while the reader looks at another page.

What is done must not know of Streamlit: it gets two functions, one to tell how far it is, one to
ask whether anybody still wants it.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Generic, TypeAlias, TypeVar

T = TypeVar("T")

Told: TypeAlias = Callable[[int, int], None]
"""Told how many parts are done, and of how many; raises `Stopped` if nobody wants them."""
Cancelled: TypeAlias = Callable[[], bool]
Work: TypeAlias = Callable[[Told, Cancelled], T]

AT_ONCE = 2
"""Jobs done at the same time; others wait for their turn."""
KEPT = 48
"""Finished jobs whose results are kept."""


class Stopped(Exception):  # noqa: N818 - nothing is wrong
    """Somebody asked to stop."""


class Job(Generic[T]):
    """A piece of work in the background.

    Parameters
    ----------
    key : str
        Names everything that its result depends on.
    what : str
        In words, for those who wait.
    """

    def __init__(self, key: str, what: str) -> None:
        self.key, self.what = key, what
        self.done_parts, self.of_parts = 0, 0
        self.began: float | None = None
        self._paced: tuple[float, int] | None = None
        self._stop = threading.Event()
        self._future: Future[T] = Future()

    @property
    def over(self) -> bool:
        """Whether it is done, has failed, or was stopped."""
        return self._future.done()

    @property
    def stopped(self) -> bool:
        """Whether somebody stopped it."""
        return self._stop.is_set()

    @property
    def failed(self) -> bool:
        """Whether it is over and found nothing: something went wrong, or it was stopped."""
        return self.over and self._future.exception() is not None

    @property
    def seconds_left(self) -> float | None:
        """About how long it will take from now; None while that cannot be said."""
        if self._paced is None or self.done_parts < self._paced[1] + 3:
            return None
        since, first = self._paced  # what came before the first part is no measure of the others
        each = (time.monotonic() - since) / (self.done_parts - first)
        return each * (self.of_parts - self.done_parts)

    def stop(self) -> None:
        """Ask it to stop; it does so before its next part."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Wait a while; says whether it is over."""
        try:
            self._future.exception(seconds)
        except TimeoutError:
            return False
        return True

    def result(self) -> T:
        """Give what it found; raises what went wrong, `Stopped` if it was stopped."""
        return self._future.result()

    def run(self, work: Work[T]) -> None:
        """Do the work, here and now."""
        self.began = time.monotonic()
        try:
            if self.stopped:
                raise Stopped
            self._future.set_result(work(self._told, self._stop.is_set))
        except BaseException as error:
            self._future.set_exception(Stopped() if self.stopped else error)

    def _told(self, done: int, of: int) -> None:
        self.done_parts, self.of_parts = done, of
        self._paced = self._paced or (time.monotonic(), done)
        if self.stopped:
            raise Stopped


class Jobs:
    """All jobs of a server. Readers who ask for the same thing wait for the same job."""

    def __init__(self, at_once: int = AT_ONCE, kept: int = KEPT) -> None:
        self._pool = ThreadPoolExecutor(at_once, "hubsim-job")
        self._kept, self._lock = kept, threading.Lock()
        self._jobs: OrderedDict[str, Job[Any]] = OrderedDict()
        self._wanted: dict[str, set[str]] = {}

    def find(self, key: str) -> Job[Any] | None:
        """Give the job of this key, running or over; None if nobody has asked for it."""
        with self._lock:
            return self._jobs.get(key)

    def start(
        self, key: str, what: str, work: Work[T], *, reader: str = "", again: bool = False
    ) -> Job[T]:
        """Begin a job, or give the one of this key that runs or is over.

        Parameters
        ----------
        key, what
            As of `Job`.
        work : callable
            Gets the functions `Told` and `Cancelled`.
        reader : str
            Who wants it; nobody yet if left out.
        again : bool
            Begin anew if it was stopped or has failed.
        """
        with self._lock:
            job = self._jobs.get(key)
            fresh = job is None or (again and job.over and (job.stopped or job.failed))
            if fresh:
                job = Job(key, what)
                self._jobs[key], self._wanted[key] = job, set()
                self._pool.submit(job.run, work)
            assert job is not None  # noqa: S101 - for the type checker
            if reader:
                self._wanted[key].add(reader)
            self._jobs.move_to_end(key)
            self._forget()
            return job

    def stop(self, key: str, reader: str = "") -> None:
        """Say that a reader wants a job no more; it stops when nobody does."""
        with self._lock:
            readers = self._wanted.get(key, set())
            readers.discard(reader)
            if not readers and key in self._jobs:
                self._jobs[key].stop()

    def _forget(self) -> None:
        over = [key for key, job in self._jobs.items() if job.over]
        for key in over[: max(0, len(self._jobs) - self._kept)]:
            del self._jobs[key], self._wanted[key]
