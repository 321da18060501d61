"""What was compiled from other sources is thrown away, and nothing else."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from hubsim.jit import forget_other_sources, is_kept


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
