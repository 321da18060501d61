"""How charts look: colours that can be told apart, black text, few lines.

Colours are those of the Government Analysis Function's palettes. Charts are made for a white
background only.
"""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import pandas as pd

DARK_BLUE = "#12436D"
TURQUOISE = "#28A197"
DARK_PINK = "#801650"
ORANGE = "#F46A25"
DARK_GREY = "#3D3D3D"
LIGHT_PURPLE = "#A285D1"

CATEGORICAL = (DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE)
"""For at most four series, in this order."""
REST = LIGHT_PURPLE
"""For what is put together as other."""

TEXT = "#0B0C0C"
GRID = "#D9DCDD"
WHITE = "#FFFFFF"
FONT_SIZE = 14
LETTER = 7.4
"""Width of a usual letter at `FONT_SIZE`, pixels."""

CONFIG: dict[str, Any] = {
    "background": WHITE,
    "font": '"Source Sans", "Source Sans Pro", Arial, sans-serif',
    "padding": 4,
    "view": {"stroke": None},
    "axis": {
        "labelColor": TEXT,
        "labelFontSize": FONT_SIZE,
        "titleColor": TEXT,
        "titleFontSize": FONT_SIZE,
        "titleFontWeight": "normal",
        "titlePadding": 10,
        "labelAngle": 0,
        "labelLimit": 0,
        "labelFlush": False,
        "domain": False,
        "ticks": False,
        "gridColor": GRID,
    },
    "legend": {
        "orient": "top",
        "title": None,
        "labelColor": TEXT,
        "labelFontSize": FONT_SIZE,
        "labelLimit": 0,
        "symbolSize": 180,
        "symbolStrokeWidth": 0,
        "columnPadding": 24,
        "rowPadding": 6,
    },
    "text": {"fontSize": FONT_SIZE, "color": TEXT},
}


def ink_on(colour: str) -> str:
    """Give the text colour, black or white, that stands out more on a background."""
    return max((TEXT, WHITE), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours written ``#RRGGBB``, from 1 to 21.

    References
    ----------
    Web Content Accessibility Guidelines 2.2, definition of contrast ratio.
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


class Shown(alt.InlineData):
    """Values that a chart shows: no copy of the chart copies them."""

    _class_is_valid_at_instantiation = False

    def __deepcopy__(self, _: Any = None) -> Shown:
        return self


def of_rows(frame: pd.DataFrame) -> alt.Chart:
    """Begin a chart that shows the rows of a frame.

    Altair would look at every column anew, which takes longer than all else it does.

    Parameters
    ----------
    frame : DataFrame
        Of texts, numbers and truths; what is no number is nothing in a browser.
    """
    columns = [[_told(value) for value in frame[name].tolist()] for name in frame.columns]
    rows = zip(*columns, strict=True)
    return alt.Chart(Shown(values=[dict(zip(frame.columns, row, strict=True)) for row in rows]))


def _told(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def finished(*layers: alt.Chart, height: int, **more: Any) -> alt.LayerChart:
    """Lay charts over one another in the common look, a height by row, as wide as their place.

    All is said at once: each further word makes a copy of the whole.
    """
    step = alt.Step(height)
    return alt.LayerChart(layer=layers, width="container", height=step, config=CONFIG, **more)
