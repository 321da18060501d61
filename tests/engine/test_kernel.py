"""The kernel as ordinary functions, stopped and gone on with, on two threads, and cancelled."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event, Semaphore

import numpy as np
import pytest

from hubsim.caseload import draw_caseload
from hubsim.engine import Guards, rerun
from hubsim.engine.compiled import CompiledEngine, engine, freed, state
from hubsim.engine.reference import ReferenceEngine
from hubsim.errors import RunError
from hubsim.models import read_model
from hubsim.program import Program, lower
from hubsim.variates import draw_variates

from . import by_hand, test_guards
from .by_hand import Contact, calendar, caseload_of, program_of, run_by_hand
from .random_hubs import DAY

KERNEL = "*/engine/compiled/kernel.py"
ONE_DESK = (
    calendar() + "agencies: {a: {}}\nroles: {w: {agency: a, posts: 1, hours: office}}\n"
    "contacts: {web: {every: 1 min}}\nstarts_at: s\nstages:\n"
    "  s: {who: w, work: 5 min, then: out}\noutcomes: {out: {}}\n"
)  # fmt: skip


def rows_of(program: Program, seed: int, guards: Guards | None = None) -> np.ndarray:
    cases = draw_caseload(program, seed=seed, replication=0)
    drawn = draw_variates(program, cases, seed=seed, replication=0, visits=16)
    return rerun(program, cases, drawn, guards, CompiledEngine()).log.rows()


def test_a_queue_that_outgrows_its_room_changes_no_row() -> None:
    """Two days of a contact a minute for somebody who does twelve an hour: about 2,700 open."""
    program = program_of(ONE_DESK, 48)
    cases = draw_caseload(program, seed=1, replication=0)
    drawn = draw_variates(program, cases, seed=1, replication=0)
    slow = rerun(program, cases, drawn, None, ReferenceEngine()).log
    fast = rerun(program, cases, drawn, None, CompiledEngine()).log
    np.testing.assert_array_equal(slow.rows(), fast.rows())


def test_a_log_that_outgrows_its_room_changes_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept of an earlier run is put aside, so that the log has to grow."""
    program = program_of(ONE_DESK.replace("work: 5 min", "work: 10 s"), 96)
    usual = rows_of(program, 1)
    assert len(usual) > 2 * (state.ROOM + 4), "more than a log begins with"
    monkeypatch.setattr(state, "ROWS_PER_CASE", 0)
    monkeypatch.setattr(state, "_spare", state._Spare())
    np.testing.assert_array_equal(rows_of(program, 1), usual)


def test_memory_is_kept_where_the_c_library_can_and_nothing_is_said_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert freed.keep_freed() == (platform.libc_ver()[0] == "glibc")
    monkeypatch.setattr(freed.ctypes, "CDLL", lambda _: object())
    assert not freed.keep_freed()


def test_stopping_often_changes_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    program = program_of(ONE_DESK, 12)
    whole = rows_of(program, 1)
    monkeypatch.setattr(engine, "STEPS", 7)
    np.testing.assert_array_equal(rows_of(program, 1), whole)


def test_cases_that_are_open_at_the_start_count_as_open() -> None:
    program = lower(read_model("marac").hub, DAY)
    with pytest.raises(RunError, match="more than 10 open cases"):
        rows_of(program, 1, Guards(open_cases=10))


def test_a_loop_in_which_no_time_passes_stops_the_kernel_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(by_hand, "ReferenceEngine", CompiledEngine)
    test_guards.test_a_loop_in_which_no_time_passes_is_an_error_that_names_the_stage()


@pytest.mark.parametrize("hours", ["office", "once"])
@pytest.mark.parametrize("wait", ["0 min", "1 h", "3000 days"])
def test_a_wait_for_longer_than_hours_are_laid_out_is_not_over(hours: str, wait: str) -> None:
    hub = ONE_DESK.replace("{who: w, work: 5 min,", f"{{wait: {wait}, during: {hours},")
    hub = hub.replace("office:", 'once: "Mon 09:00-09:30"\n    office:').replace("1 min}", "9 h}")
    run_by_hand(program_of(hub, 24), caseload_of([Contact("09:10"), Contact("23:00")]), {})


def test_two_runs_at_once_give_the_rows_of_each_alone() -> None:
    """Nothing is shared: both go on without Python's lock."""
    program = lower(read_model("borough").hub, 30 * DAY)
    alone = [rows_of(program, seed) for seed in range(4)]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda seed: rows_of(program, seed), range(4)))
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one, other)


def test_somebody_who_wants_to_stop_is_asked_after_every_50000_steps() -> None:
    """A step takes well under 10 microseconds also where the hub is large: that is half a second."""
    assert engine.STEPS <= 50_000
    asked: Iterator[int] = count()
    program = lower(read_model("county_integrated").hub, 365 * DAY)
    cases = draw_caseload(program, seed=1, replication=0)
    drawn = draw_variates(program, cases, seed=1, replication=0, visits=16)
    with pytest.raises(KeyboardInterrupt):
        rerun(program, cases, drawn, Guards(cancelled=lambda: next(asked) == 3), CompiledEngine())
    assert next(asked) == 4  # asked before each stretch, and stopped at the first yes


def test_a_run_is_stopped_from_outside_while_the_kernel_is_at_work() -> None:
    """Two years of a contact a minute; somebody on another thread wants to stop in the middle."""
    at_work, stop = Semaphore(0), Event()

    def cancelled() -> bool:
        at_work.release()
        return stop.is_set()

    hub = ONE_DESK.replace("hours: office", "hours: always").replace("5 min", "30 s")
    program = program_of(hub, 2 * 365 * 24)
    cases = draw_caseload(program, seed=1, replication=0)
    drawn = draw_variates(program, cases, seed=1, replication=0)
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(rerun, program, cases, drawn, Guards(cancelled=cancelled))
        for _ in range(3):
            at_work.acquire()
        stop.set()
        with pytest.raises(KeyboardInterrupt):
            run.result()


@pytest.mark.slow
@pytest.mark.skipif(
    "HUBSIM_INTERPRETED" in os.environ or "HUBSIM_EXAMPLES" not in os.environ,
    reason="this is that run, or the short tier: it takes a minute or more",
)
def test_without_a_compiler_every_line_and_branch_of_the_kernel_runs(tmp_path: Path) -> None:
    """The same comparisons with the reference, in a process in which nothing is compiled."""
    data = tmp_path / "coverage"
    environment = os.environ | {
        "NUMBA_DISABLE_JIT": "1", "HUBSIM_ENGINE": "compiled", "HUBSIM_INTERPRETED": "1",
        "HUBSIM_EXAMPLES": "120", "HUBSIM_SEED": "complete",
    }  # fmt: skip
    here = Path(__file__).parent
    files = [here / "test_compiled.py", here / "test_guards.py", here / "test_reach.py", __file__]
    told = subprocess.run(
        [sys.executable, "-m", "coverage", "run", "--branch", f"--include={KERNEL}",
         f"--data-file={data}", "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider",
         "-k", "not shipped and not at_once and not 50000", *map(str, files),
         *map(str, sorted(here.glob("test_traces*.py")))],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout[-3000:]
    report = subprocess.run(
        [sys.executable, "-m", "coverage", "report", "-m", f"--data-file={data}"],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    assert re.search(r"kernel\.py .* 100%", report), report
