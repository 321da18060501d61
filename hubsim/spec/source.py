"""From a file to plain data, with the place of everything in it."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from hubsim.errors import InputError, Place, Problem, did_you_mean
from hubsim.spec.characters import decoded
from hubsim.spec.places import Source, Spot, YamlPath
from hubsim.spec.reader import Reader

MOST_BYTES = 1_000_000
"""Of one file; a large hub has some 200,000."""

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The fast parser where it is installed; the slow one also refuses tabs after a colon."""


def read_file(path: Path | str, *, go_on: bool = False) -> Source:
    """Read a file.

    Parameters
    ----------
    path : Path or str
        The file; its name stands in every message as given here.
    go_on : bool
        As in `read_source`.

    Returns
    -------
    Source
        The data and its places.

    Raises
    ------
    InputError
        If there is no such file, it cannot be read, or `read_source` finds problems.
    """
    name, path = str(path), Path(path)
    try:
        if not path.exists():
            known = sorted(p.name for p in path.parent.glob("*.yaml"))
            hint = did_you_mean(path.name, known, "in that folder") or "check the folder's name too"
            raise refused(name, "E002", "there is no such file", hint)
        if not path.is_file():
            what = "a folder" if path.is_dir() else "not an ordinary file"
            raise refused(name, "E002", f"this is {what}", "give the name of one .yaml file")
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except PermissionError:
        hint = "ask for the right to read it, or copy it elsewhere"
        raise refused(name, "E002", "this file may not be read by you", hint) from None
    except (OSError, ValueError):  # a name too long, or one that no file can have
        raise refused(name, "E002", "this file cannot be read", "check its name") from None
    return read_source(data, name, go_on=go_on)


def read_source(text: str | bytes, file: str, *, go_on: bool = False) -> Source:
    """Read text.

    Parameters
    ----------
    text : str or bytes
        YAML; bytes must be UTF-8, with or without a byte-order mark, with any line endings.
    file : str
        The name to give in messages.
    go_on : bool
        Whether to read on over names written twice, so that everything else that is wrong can be
        told beside them; they stand in ``doubled``.

    Returns
    -------
    Source
        The data and its places.

    Raises
    ------
    InputError
        With every problem found.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data) > MOST_BYTES:
        hint = "a hub is far smaller; is this the right file?"
        raise refused(file, "E001", "the file is larger than 1 MB", hint)
    text = text if isinstance(text, str) else decoded(data, file)
    reader = Reader(file, text, LOADER)
    reader.read()
    if reader.gave_up:  # the fast parser has a limit of its own, and does not say where ours is
        reader = Reader(file, text, yaml.SafeLoader)
        reader.read()
    if reader.problems or (reader.doubled and not go_on):
        raise InputError([*reader.problems, *(problem for _, problem in reader.doubled)])
    spots = MappingProxyType(reader.spots)
    return Source(file, reader.data, spots, doubled=tuple(reader.doubled))


def refused(file: str, code: str, message: str, help: str) -> InputError:
    return InputError([Problem(code, message, Place(file), help)])


__all__ = ["LOADER", "MOST_BYTES", "Source", "Spot", "YamlPath", "read_file", "read_source"]
