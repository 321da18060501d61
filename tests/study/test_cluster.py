"""A study of six areas on a cluster of two workers gives the same bytes, whoever is killed.

An area is a demand of its own, put to two models: the same bytes on threads, on the cluster, with
a worker killed, and with the command itself killed and the study gone on with.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

AREAS = {"Ash": 210, "Birch": 230, "Cedar": 250, "Elm": 270, "Hazel": 290, "Oak": 310}
"""Contacts from the police in a week. The areas are made up."""
MODELS = {"apart": "county_separate", "together": "county_integrated"}
RUNS = len(AREAS) * len(MODELS) * 3


@pytest.fixture(scope="module")
def areas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of 6 areas, 2 models and 3 replications."""
    file = tmp_path_factory.mktemp("areas") / "areas.yaml"
    lines = ["hubsim_study: 1", "name: Six areas", f"hubs: [{', '.join(MODELS.values())}]"]
    lines += ["weeks: 12", "warm_up: 2", "run_off: 2", "replications: 3", "designs:"]
    for area, volume in list(AREAS.items())[1:]:
        for name, model in MODELS.items():
            demand = f"{{contacts.police.volume: {volume} per week}}"
            lines += [f"  {area} {name}: {{hub: {model}, set: {demand}}}"]
    lines[-1:] = [lines[-1], f"set: {{contacts.police.volume: {AREAS['Ash']} per week}}"]
    file.write_text("\n".join(lines))
    return file


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster:
        yield cluster


Started = Callable[..., subprocess.Popen[str]]


@pytest.fixture(scope="module")
def study(areas: Path) -> Started:
    """Start the study with a folder and more words."""
    command = [sys.executable, "-m", "hubsim", "study", str(areas)]

    def start(out: Path, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*command, "--out", str(out), *words],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    return start


def ended(process: subprocess.Popen[str]) -> str:
    """Wait until the command has ended well; what it told."""
    _, told = process.communicate(timeout=240)
    assert process.returncode == 0, told
    return told


def files(out: Path) -> dict[str, bytes]:
    """What a study has written."""
    assert not (out / "parts").exists()
    return {p.name: p.read_bytes() for p in out.iterdir() if p.name != "environment.json"}


@pytest.fixture(scope="module")
def expected(study: Started, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What threads give."""
    out = tmp_path_factory.mktemp("threads")
    ended(study(out, "--executor", "threads"))
    return files(out)


def processes(cluster: LocalCluster) -> list[int]:
    """The processes of the workers."""
    return [nanny.process.pid for nanny in cluster.workers.values()]


def until(true: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait for something that happens while a command runs."""
    began = time.monotonic()
    while not true():
        assert process.poll() is None, "the study ended too soon to be disturbed"
        assert time.monotonic() - began < 200
        time.sleep(0.02)


def test_a_cluster_gives_the_same_bytes_as_threads(study, cluster, expected, tmp_path: Path):
    ended(study(tmp_path, "--scheduler", cluster.scheduler_address))
    assert files(tmp_path) == expected


def test_a_worker_that_is_killed_changes_nothing(study, cluster, expected, tmp_path: Path):
    process = study(tmp_path, "--scheduler", cluster.scheduler_address)
    until(lambda: any((tmp_path / "parts").glob("part_*")), process)
    before = processes(cluster)
    os.kill(before[0], signal.SIGKILL)
    ended(process)
    assert before[0] not in processes(cluster)
    assert files(tmp_path) == expected


def test_a_study_whose_command_was_killed_is_gone_on_with(study, cluster, expected, tmp_path: Path):
    words = ("--scheduler", cluster.scheduler_address)
    process = study(tmp_path, *words)
    until(lambda: any((tmp_path / "parts").glob("part_*")), process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    kept = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "parts").iterdir()}
    assert not (tmp_path / "manifest.json").exists()
    again = study(tmp_path, *words, "--resume")
    until(lambda: len(list((tmp_path / "parts").glob("part_*"))) >= len(kept), again)
    now = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "parts").iterdir()}
    assert kept.items() <= now.items()  # nothing was run again
    ended(again)
    assert files(tmp_path) == expected
