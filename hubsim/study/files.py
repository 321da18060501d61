"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hubsim.errors import InputError, Place, Problem


@contextmanager
def beside(path: Path) -> Iterator[Any]:
    """Open a file beside its place, which is moved there when all of it is written.

    Parameters
    ----------
    path : Path
        Nothing happens to it when something goes wrong.
    """
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as handle:
            yield handle
            handle.flush()
            os.fsync(descriptor)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def put(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a file whole or not at all, in one piece or in several."""
    with beside(path) as handle:
        for piece in (content,) if isinstance(content, bytes) else content:
            handle.write(piece)


def unwritten(folder: Path, error: OSError, what: str = "the results") -> InputError:
    """Say why something could not be written."""
    message = f"{what} could not be written ({(error.strerror or 'fault').lower()})"
    help = "free some space; runs that were done before are kept: go on with --resume"
    return InputError([Problem("E503", message, Place(str(folder)), help)])
