"""How wide columns and how high rows of tables to type in are, so that every cell is read whole.

What a cell is too narrow for goes on in its next line. Streamlit draws lines only where rows are
higher than four times its letters, and all rows of a table are as high as the highest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

USUAL_LETTER = 6.6
"""Of a letter in a text of many; capitals and digits among few take more."""
LETTER, AROUND, AROUND_TITLE, AROUND_TAG = 7.0, 24, 52, 22
"""Of a letter in a cell, and of what stands around a text, a title and each of several names."""
LEAST_WIDE, NARROW, ONE_LINE, MOST_WIDE = 150, 240, 320, 420
"""Of a column whose width is said: at least, with several lines, with one line, and at most."""
LINES, MOST_LINES, SPILLED = 3, 6, 1.12
"""Lines of a longer text where that can be chosen, lines at most, and how much longer a text gets
because lines end at words."""
ROW, WRAPPED, LINE = 35, 66, 21
"""Height of a row, of one with lines, and of a line."""
MOST_HIGH = 560
"""Of a table; what is below is scrolled to, and half a row shows that there is more."""


def wide(cells: Iterable[Any], title: str) -> int | None:
    """Give the width of a column that shows its title and its cells whole; None for a usual one."""
    needed, text = LETTER * len(title) + AROUND_TITLE, 0.0
    for cell in cells:
        if isinstance(cell, list):  # names side by side, in one line
            needed = max(needed, AROUND + sum(LETTER * len(str(n)) + AROUND_TAG for n in cell))
        else:
            text = max(text, LETTER * len(str(cell or "")))
    if text + AROUND <= ONE_LINE:
        needed = max(needed, text + AROUND)
    else:
        needed = max(needed, NARROW, text * SPILLED / LINES + AROUND)
    return min(MOST_WIDE, round(needed)) if needed > LEAST_WIDE else None


def row_height(columns: Iterable[tuple[Iterable[Any], int | None]], most: int = MOST_LINES) -> int:
    """Give the height of rows that show every text whole, up to some lines.

    Parameters
    ----------
    columns : iterable of (iterable of cells, int or None)
        With the width of each; None for a usual one.
    most : int
        Lines.
    """
    lines = max((_lines(cell, width) for cells, width in columns for cell in cells), default=1)
    lines = min(lines, most)
    return ROW if lines == 1 else max(WRAPPED, LINE * lines + 5)


def _lines(cell: Any, width: int | None) -> int:
    text = 0.0 if isinstance(cell, list) else USUAL_LETTER * len(str(cell or ""))
    room = (width or LEAST_WIDE) - AROUND
    return 1 if text <= room else math.ceil(text * SPILLED / room)


def height(rows: int, row: int, most: int = MOST_HIGH) -> int:
    """Give the height of a table with a header and so many rows."""
    whole = ROW + rows * row + 3
    return whole if whole <= most else ROW + round(((most - ROW) // row + 0.5) * row)


__all__ = ["LEAST_WIDE", "MOST_WIDE", "ROW", "height", "row_height", "wide"]
