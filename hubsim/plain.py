"""Numbers, sentences and tables as plain text for a terminal of 80 columns."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence

WIDTH = 80
LIMITS = "Illustrative: no forecast for any child or adult, and no judgement of any person."


def number(value: float, digits: int = 3) -> str:
    """Say a number in three significant digits, ``n/a`` for none."""
    if math.isnan(value):
        return "n/a"
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    places = max(0, digits - 1 - size)
    return f"{value:,.{min(places, 3)}f}"


def plain_number(value: float) -> str:
    """Write a number in at most six significant digits and without an exponent, as hubs have it."""
    digits = 5 - math.floor(math.log10(abs(value))) if value else 0
    text = f"{value:.{max(0, digits)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: float) -> str:
    """Say a share in whole per cent, small ones with a decimal, very small ones with more."""
    if math.isnan(share):
        return "n/a"
    places = sum(0 < abs(share) < size for size in (0.0995, 0.0005, 0.00005))
    return f"{share:.{places}%}"


def heading(text: str) -> str:
    """Underline a heading."""
    return f"\n{text}\n{'-' * min(max(map(len, text.splitlines())), WIDTH)}"


def wrapped(text: str, indent: str = "", width: int = WIDTH) -> str:
    """Fold a sentence to a width."""
    return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent)


def columns(rows: Iterable[tuple[str, ...]], widths: tuple[int, ...]) -> Iterator[str]:
    """Lay cells out: the first to the left, the others to the right; long first cells are cut.

    A cell that is longer than its column takes room from the next one.
    """
    for first, *others in rows:
        name = first if len(first) <= widths[0] else first[: widths[0] - 1] + "…"
        line, end = f"{name:<{widths[0]}}", widths[0]
        for cell, width in zip(others, widths[1:], strict=False):
            end += width
            line = line.rstrip()
            line += " " * max(1, end - len(line) - len(cell)) + cell
        yield line.rstrip()


def plural(count: int, what: str) -> str:
    """One week, two weeks."""
    return f"{count} {what}{'s' * (count != 1)}"


def listed(names: Sequence[str]) -> str:
    """Say names one after the other."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


MANY = 3
"""Names that are told where any of them may be the one that is meant; more are several."""


def either(names: Sequence[str], what: str) -> str:
    """Say which one is largest, or which may be, such as ``A or B (neither clearly more)``."""
    if len(names) > MANY:
        return f"one of several {what} (none clearly more than all others)"
    *some, last = names
    neither = " (neither clearly more)" if len(some) == 1 else " (none clearly more)"
    return f"{', '.join(some)} or {last}{neither}" if some else last
