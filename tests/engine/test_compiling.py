"""What was compiled from other sources is thrown away, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from hubsim.jit import COMPILES, forget_other_sources, is_kept


def function(folder: Path) -> SimpleNamespace:
    """What a compiled function says of where it is kept."""
    return SimpleNamespace(stats=SimpleNamespace(cache_path=str(folder)))


def test_what_was_compiled_from_other_sources_is_thrown_away(tmp_path: Path) -> None:
    for name in ("kernel.advance-1.nbi", "kernel.0123.sources", "other.f-1.nbi"):
        (tmp_path / name).touch()
    compiled = function(tmp_path)
    assert is_kept(compiled, "kernel.py")
    forget_other_sources(compiled, "kernel.py", "4567")
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "kernel.4567.sources",
        "other.f-1.nbi",
    ]
    assert not is_kept(compiled, "kernel.py")
    (tmp_path / "kernel.advance-1.nbi").touch()
    forget_other_sources(compiled, "kernel.py", "4567")
    assert is_kept(compiled, "kernel.py")


def test_an_ordinary_function_has_nothing_to_compile(tmp_path: Path) -> None:
    def plain() -> None: ...

    forget_other_sources(plain, "kernel.py", "4567")
    assert is_kept(plain, "kernel.py")
    assert not any(tmp_path.iterdir())


MODULE = """
import sys
from hubsim.jit import entered

@entered
def once(number):
    return number

@entered
def twice(number):
    return 2 * once(number)

if __name__ == "__main__":
    print("ready", flush=True)
    sys.stdin.readline()
    assert twice(3) == 6
    print(sum(twice.stats.cache_misses.values()))
"""


@pytest.mark.skipif(not COMPILES, reason="nothing is compiled: numba is not installed")
def test_of_several_processes_that_begin_at_once_one_compiles(tmp_path: Path) -> None:
    file = tmp_path / "several.py"
    file.write_text(MODULE)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    several = [subprocess.Popen([sys.executable, file], **pipes) for _ in range(4)]
    assert [each.stdout.readline() for each in several] == ["ready\n"] * 4
    for each in several:
        each.stdin.write("\n")
        each.stdin.flush()
    compiled = [int(each.communicate()[0]) for each in several]
    assert [each.returncode for each in several] == [0] * 4
    assert sum(compiled) == 1
