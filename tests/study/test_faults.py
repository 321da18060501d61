"""What can go wrong from outside, met on the real command line: BP38, BP39, BP40, BP42, full disk."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hubsim.errors import RunError
from hubsim.study import Length, Study, designs_from, run_study, workers
from hubsim.study import executors as where

RUNS = 500
"""Enough for another command to come and go before they are done, on a quick machine."""
LONG = ["run", "starter", "--weeks", "52", "-n", str(RUNS)]


def start(*words: str, limit: int = 0) -> subprocess.Popen[str]:
    """Start the command, if wanted where no file may be larger than a limit."""

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        [sys.executable, "-m", "hubsim", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, preexec_fn=small_files if limit else None,  # noqa: PLW1509 - no threads here
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, told = process.communicate(timeout=240)
    return process.returncode, told


def until(true: Callable[[], object], process: subprocess.Popen[str]) -> None:
    began = time.monotonic()
    while not true():
        assert process.poll() is None, process.stderr and process.stderr.read()
        assert time.monotonic() - began < 200
        time.sleep(0.02)


def parts(out: Path) -> list[Path]:
    return sorted((out / "parts").glob("part_*"))


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    out = tmp_path_factory.mktemp("undisturbed")
    assert ended(start(*LONG, "--out", str(out)))[0] == 0
    return (out / "results.parquet").read_bytes()


def test_two_runs_ctrl_c_and_going_on(expected: bytes, tmp_path: Path):
    out = ["--out", str(tmp_path)]
    first = start(*LONG, *out)
    until(lambda: parts(tmp_path), first)
    code, told = ended(start(*LONG, *out, "--seed", "2"))
    assert code == 2
    assert "error[E505]: another run is writing to this folder now" in told
    began = time.monotonic()
    first.send_signal(signal.SIGINT)
    code, told = ended(first)
    assert code == 130
    assert time.monotonic() - began < 5  # promised: 2, on a machine that is not shared
    assert f"of {RUNS} runs are kept in" in told
    assert "--resume" in told
    assert {path.name for path in tmp_path.iterdir()} == {"parts"}
    code, told = ended(start(*LONG, *out))
    assert code == 2
    assert "error[E507]: this folder holds a study that was stopped" in told
    code, told = ended(start(*LONG, *out, "--resume", "--seed", "2"))
    assert code == 2
    assert "error[E506]: the study begun here differs in: seed (there 1, now 2)" in told
    assert ended(start(*LONG, *out, "--resume"))[0] == 0
    assert (tmp_path / "results.parquet").read_bytes() == expected


def test_a_killed_process_is_replaced_and_its_run_repeated(expected: bytes, tmp_path: Path):
    process = start(*LONG, "--executor", "processes", "-w", "2", "--out", str(tmp_path))
    until(lambda: parts(tmp_path), process)
    os.kill(_worker_of(process.pid), signal.SIGKILL)
    code, told = ended(process)
    assert code == 0
    assert "a worker was ended from outside; its work is done again" in told
    assert (tmp_path / "results.parquet").read_bytes() == expected


def _worker_of(parent: int) -> int:
    """One of the worker processes of a command."""
    listed = subprocess.check_output(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(parent)], text=True
    )
    return next(int(line.split()[0]) for line in listed.splitlines() if "spawn_main" in line)


def kill_the_worker(_job: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_run_that_kills_every_worker_is_an_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(where, "TRIES", 1)
    with (
        workers("processes", 1) as executor,
        pytest.raises(RunError, match="ended from outside 2 times"),
    ):
        list(where.in_order(kill_the_worker, [1], executor))


def test_a_disk_without_room_keeps_what_was_there(tmp_path: Path):
    """No file may be larger than 8 kB: the part fits, and the results do not."""
    quick = ["run", "starter", "--weeks", "1", "--warm-up", "0", "--run-off", "0", "-n", "3"]
    assert ended(start(*quick, "--out", str(tmp_path)))[0] == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    code, told = ended(start(*quick, "--seed", "2", "--out", str(tmp_path), limit=8192))
    assert code == 2
    assert "error[E503]" in told
    assert "could not be written (file too large)" in told
    assert "Traceback" not in told
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.name != "parts"} == before
    assert not list(tmp_path.rglob(".*"))  # nothing half-written
    assert ended(start(*quick, "--seed", "2", "--out", str(tmp_path), "--resume"))[0] == 0
    assert not (tmp_path / "parts").exists()
    assert (tmp_path / "results.csv").read_bytes() != before["results.csv"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc, where nobody may write")
def test_a_folder_nobody_may_write_to_is_told_before_the_run():
    began = time.monotonic()
    code, told = ended(start("run", "starter", "-n", "5000", "--out", "/proc/hubsim"))
    assert code == 2
    assert "error[E501]: nothing can be written to this folder" in told
    assert time.monotonic() - began < 20  # 5,000 runs would take minutes


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_read_only_folder_is_told_before_the_run(tmp_path: Path):
    tmp_path.chmod(0o555)
    code, told = ended(start("run", "starter", "-n", "5000", "--out", str(tmp_path)))
    assert code == 2
    assert "error[E501]: nothing can be written to this folder (permission denied)" in told


@pytest.mark.parametrize("kind", ["here", "threads"])
def test_cancelling_gives_whole_replications_and_says_which_are_missing(kind: str):
    length = Length(weeks=4, warm_up=0, run_off=0)
    designs = designs_from(["starter", "small_town_hub"], length=length)
    done = []
    with workers(kind, 2) as executor:
        results = run_study(
            Study(designs, length, 50, 1), executor=executor, cancelled=lambda: len(done) >= 7,
            progress=lambda number, _: done.append(number),
        )  # fmt: skip
    assert results.replications == 3
    assert results.missing == tuple(range(3, 50))
    assert [w.code for w in results.warnings if "INCOMPLETE" in w.message] == ["W305"]
    assert set(results.rows["replication"]) == {0, 1, 2}
    whole = run_study(Study(designs, length, 3, 1))
    assert results.rows.equals(whole.rows)


def test_a_long_run_is_cancelled_in_the_middle():
    """Runs of 1,000 weeks, in which is asked a dozen times each: cancelled early, not at the end."""
    length = Length(weeks=1000, warm_up=0, run_off=0)
    study = Study(designs_from(["starter"], length=length), length, 4, 1)
    run_study(Study(designs_from(["starter"], length=Length(1)), Length(1), 1, 1))  # compiled
    asked: list[float] = []

    def cancelled() -> bool:
        asked.append(time.monotonic())
        return len(asked) > 6

    with workers("threads", 2) as executor:
        results = run_study(study, executor=executor, cancelled=cancelled)
    assert time.monotonic() - asked[6] < 3  # promised: half a second, on a machine of one's own
    assert results.replications == 0
    assert len(results.rows) == 0
