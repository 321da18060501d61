"""How wide columns of tables to type in are, and which of their cells they cut.

Streamlit draws every row of a table as high as the highest, so that one long cell would make all of
them high: rows are one line each, and what a cell is too narrow for is told in full below.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

USUAL_LETTER = 6.6
"""Of a letter in a text of many; capitals and digits among few take more."""
LETTER, AROUND, AROUND_TITLE, AROUND_TAG = 7.0, 24, 52, 22
"""Of a letter in a cell, and of what stands around a text, a title and each of several names."""
LEAST_WIDE, MOST_WIDE = 150, 260
"""Of a column whose width is said, unless its title needs more."""
ROW = 35
"""Height of a row."""
MOST_HIGH = 560
"""Of a table; what is below is scrolled to, and half a row shows that there is more."""


def wide(cells: Iterable[Any], title: str) -> int | None:
    """Give the width of a column that shows its title, and its cells if they are not too long.

    None for a usual one.
    """
    of_title = LETTER * len(title) + AROUND_TITLE
    of_cells = min(MOST_WIDE, max(map(_needed, cells), default=0.0))
    needed = max(of_title, of_cells)
    return round(needed) if needed > LEAST_WIDE else None


def is_cut(cell: Any, width: int | None) -> bool:
    """Say whether a column is too narrow for a cell."""
    return _needed(cell, USUAL_LETTER) > (width or LEAST_WIDE)


def _needed(cell: Any, letter: float = LETTER) -> float:
    if isinstance(cell, list):  # names side by side
        return AROUND + sum(letter * len(str(name)) + AROUND_TAG for name in cell)
    return AROUND + letter * len(str(cell or ""))


def height(rows: int, most: int = MOST_HIGH) -> int:
    """Give the height of a table with a header and so many rows."""
    whole = ROW + rows * ROW + 3
    return whole if whole <= most else ROW + round(((most - ROW) // ROW + 0.5) * ROW)


__all__ = ["LEAST_WIDE", "MOST_WIDE", "ROW", "height", "is_cut", "wide"]
