"""One run at a time writes to a folder, also where the system locks no files."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from hubsim.errors import InputError, Problem
from hubsim.study import lock
from hubsim.study.lock import LOCK, alive, alone
from hubsim.study.store import opened


@pytest.fixture(params=["by the system", "by a file"])
def way(request, monkeypatch) -> str:
    if request.param == "by a file":
        monkeypatch.setattr(lock, "fcntl", None)
    return str(request.param)


def ended() -> int:
    """The number of a process that is gone."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def held_by(folder: Path, computer: str, process: int) -> None:
    (folder / LOCK).write_text(json.dumps({"computer": computer, "process": process}))


def refused(folder: Path) -> Problem:
    """Say why a run may not write to a folder."""
    with pytest.raises(InputError, match="another run is writing") as found, alone(folder):
        pass
    (problem,) = found.value.problems
    return problem


def test_a_second_run_is_refused_and_one_after_it_is_not(tmp_path, way):
    with alone(tmp_path):
        refused(tmp_path)
    with alone(tmp_path):
        pass
    assert not list(tmp_path.iterdir())


def test_the_lock_goes_when_a_run_fails(tmp_path, way):
    with pytest.raises(ZeroDivisionError), alone(tmp_path):
        raise ZeroDivisionError
    with alone(tmp_path):
        pass


def test_the_lock_of_a_process_that_is_gone_is_taken_over(tmp_path, monkeypatch):
    monkeypatch.setattr(lock, "fcntl", None)
    held_by(tmp_path, socket.gethostname(), ended())
    with opened(tmp_path):
        assert (tmp_path / LOCK).exists()  # opened() cleans the folder, and leaves the lock
    assert not (tmp_path / LOCK).exists()


def test_the_lock_of_another_computer_is_not(tmp_path, monkeypatch):
    """Whether a process there still runs cannot be known; the message says which file it is."""
    monkeypatch.setattr(lock, "fcntl", None)
    held_by(tmp_path, "elsewhere", ended())
    problem = refused(tmp_path)
    assert "on elsewhere" in problem.help
    assert LOCK in problem.help
    assert (tmp_path / LOCK).exists()


def test_a_lock_that_cannot_be_read_is_respected(tmp_path, monkeypatch):
    monkeypatch.setattr(lock, "fcntl", None)
    (tmp_path / LOCK).write_text("")
    refused(tmp_path)


def test_processes_are_alive_until_they_end():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert alive(process.pid)
        process.communicate(b"\n")
    assert not alive(process.pid)
