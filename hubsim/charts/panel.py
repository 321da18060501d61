"""One question with its answer in a sentence, a chart, and the table behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One question, its answer in a sentence, a chart and the table behind it.

    Parameters
    ----------
    key : str
        Short and stable.
    question : str
    title : str
        The finding, computed.
    about : str
        What is shown and how to read it.
    chart : dict or None
        Vega-Lite; None where a table says it better.
    alt : str
        The chart in words, for those who do not see it.
    table : DataFrame
        Text, ready to be shown.
    """

    key: str
    question: str
    title: str
    about: str
    chart: dict[str, Any] | None
    alt: str
    table: pd.DataFrame


def panel_of(
    key: str, question: str, title: str, about: str, *, chart: alt.LayerChart, table: pd.DataFrame
) -> Panel:
    """Make a panel with a chart.

    Parameters
    ----------
    key, question, title, about : str
        As of `Panel`.
    chart : LayerChart
    table : DataFrame
    """
    # Every kind of chart is drawn by tests; to look at each again would take a third of the time.
    said = f"{question} {title}. The table behind this chart holds every number."
    return Panel(key, question, title, about, chart.to_dict(validate=False), said, table)
