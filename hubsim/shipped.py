"""The operating models and scenarios that come with hubsim, found wherever it is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from hubsim.errors import InputError, Place, Problem, did_you_mean

HERE = Path(__file__).resolve().parent

Folder = Literal["models", "scenarios"]


def folder(name: Folder) -> Path:
    """Give the folder: inside the package when installed, beside it in a checkout."""
    inside = HERE / name
    return inside if inside.is_dir() else HERE.parent / name


def names(of: Folder) -> list[str]:
    """Names of what is shipped, such as ``county_separate``."""
    return sorted(path.stem for path in folder(of).glob("*.yaml"))


def find(given: str, of: Folder) -> Path:
    """Find a file: the user's own by its path, else a shipped one by its name.

    Raises
    ------
    InputError
        If there is neither.
    """
    path = Path(given)
    if path.suffix or path.parent != Path() or _is_there(path):
        return path  # if it is missing, reading it says so
    if given in names(of):
        return folder(of) / f"{given}.yaml"
    what = of.removesuffix("s")
    help = did_you_mean(given[:60], names(of), f"shipped {of}")
    raise InputError([Problem("E002", f'there is no {what} "{given[:60]}"', Place(given), help)])


def _is_there(path: Path) -> bool:
    """Whether a file of this name exists; a name that no file can have does not."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
