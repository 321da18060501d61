"""Charts as pictures, drawn without a browser and without a network."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from hubsim.errors import InputError, Place, Problem

WIDTH = 760
"""Of a picture, pixels: a page's width."""


def svg(chart: dict[str, Any]) -> str:
    """Draw a chart as SVG whose texts stay texts.

    Raises
    ------
    InputError
        If what draws it is not installed.
    """
    return str(_drawing().vegalite_to_svg(_sized(chart)))


def png(chart: dict[str, Any]) -> bytes:
    """Draw a chart as PNG, in twice the size so that it prints well.

    Raises
    ------
    InputError
        If what draws it is not installed.
    """
    return bytes(_drawing().vegalite_to_png(_sized(chart), scale=2))


def _sized(chart: dict[str, Any]) -> dict[str, Any]:
    """Give a width to a chart that has none of its own, as charts below each other have."""
    return chart if "vconcat" in chart else {**chart, "width": WIDTH - 40}


HOW = 'In the folder of hubsim: python -m pip install -e ".[export]"'
"""What to do where documents cannot be written."""


def _drawing() -> ModuleType:
    try:
        import vl_convert  # noqa: PLC0415 - large, and only for documents
    except ImportError:
        raise missing("pictures cannot be drawn: vl-convert-python is not installed") from None
    found: ModuleType = vl_convert
    return found


def installed(kind: str) -> None:
    """Stop, before anything is run, where a document of some kind could not be written.

    Parameters
    ----------
    kind : str
        ``.html`` or ``.docx``.

    Raises
    ------
    InputError
        If what writes it, or what draws the pictures, is not installed.
    """
    _drawing()
    if kind == ".docx":
        writing()


def writing() -> ModuleType:
    """Give what writes Word files.

    Raises
    ------
    InputError
        If it is not installed.
    """
    try:
        import docx  # noqa: PLC0415 - only for documents
    except ImportError:
        raise missing("no Word file can be written: python-docx is not installed") from None
    found: ModuleType = docx
    return found


def missing(message: str) -> InputError:
    """Say what has to be installed."""
    return InputError([Problem("E519", message, Place("briefing"), HOW)])
