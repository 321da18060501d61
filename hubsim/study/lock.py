"""Keeping a folder to one run at a time.

Where the system locks files for us, a lock ends with its process, whichever way that ends.
Elsewhere (Windows, some network drives) a file says which process of which computer has the folder;
it is taken over where that process is gone.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hubsim.errors import InputError, Place, Problem

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]  # a module elsewhere

LOCK = ".lock"
"""File that says who writes to a folder, where the system does not."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder while this one writes to it, whichever way it ends.

    Raises
    ------
    InputError
        When another run is writing there.
    """
    descriptor = _locked(folder)
    if descriptor is None:
        with _said(folder):
            yield
        return
    try:
        yield
    finally:
        os.close(descriptor)


def _locked(folder: Path) -> int | None:
    """Lock a folder by the system; None where it has no such locks."""
    if fcntl is None:
        return None
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise _taken(folder, "wait until it has ended") from None
    except OSError:  # a file system without locks
        os.close(descriptor)
        return None
    return descriptor


@contextmanager
def _said(folder: Path) -> Iterator[None]:
    """Lock a folder by a file that only one can make, and that is taken away at the end."""
    file, mine = folder / LOCK, {"computer": socket.gethostname(), "process": os.getpid()}
    _make(file, mine)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _make(file: Path, mine: dict[str, Any], *, again: bool = True) -> None:
    try:
        with file.open("x", encoding="utf-8") as handle:
            json.dump(mine, handle)
    except FileExistsError:
        owner = _owner(file)
        who = f"process {owner.get('process')} on {owner.get('computer')}"
        here = owner.get("computer") == mine["computer"]
        if again and here and not alive(int(owner.get("process", mine["process"]))):
            file.unlink(missing_ok=True)
            _make(file, mine, again=False)  # whoever comes first has it
            return
        help = f"wait until it has ended ({who}); if it is gone, remove {file}"
        raise _taken(file.parent, help) from None


def _owner(file: Path) -> dict[str, Any]:
    """Read who has a folder; nothing where it is being written, or was taken away just now."""
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _taken(folder: Path, help: str) -> InputError:
    message = "another run is writing to this folder now"
    return InputError(
        [Problem("E505", message, Place(str(folder)), f"{help}, or choose another with --out")]
    )


def alive(process: int) -> bool:
    """Whether a process of this computer is there."""
    if sys.platform == "win32":
        return _alive_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True


def _alive_on_windows(process: int) -> bool:  # pragma: no cover - no other system has these calls
    """Ask for its exit code: a signal would end it there."""
    import ctypes  # noqa: PLC0415 - on Windows only

    query, still_active = 0x1000, 259  # PROCESS_QUERY_LIMITED_INFORMATION, STILL_ACTIVE
    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 - on Windows only
    handle = kernel.OpenProcess(query, False, process)
    if not handle:
        return False
    code = ctypes.c_ulong()
    known = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return not known or code.value == still_active
