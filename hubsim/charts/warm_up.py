"""How hubs fill from their first day, and where the beginning ends (Welch's plot with the cut)."""

from __future__ import annotations

import altair as alt
import pandas as pd

from hubsim.analysis import moving_mean
from hubsim.analysis.warm_up import BATCH
from hubsim.charts.theme import CATEGORICAL, CONFIG
from hubsim.measures import MEASURES
from hubsim.study import Study

HEIGHT = 220
"""Of each measure, pixels."""


def warm_up_frame(study: Study) -> pd.DataFrame:
    """Give each series by day, smoothed as in Welch's plot, with its cut.

    Parameters
    ----------
    study : Study
        Whose warm-up was found.

    Returns
    -------
    DataFrame
        ``measure``, ``model``, ``day`` (a date), ``value``, ``smooth``, ``cut`` (the first day that
        is kept), ``unit``. Empty where no warm-up was looked for.
    """
    rows = []
    for each in study.warming:
        smooth = moving_mean(each.mean, BATCH)
        first = each.days[min(each.left_out, len(each.days) - 1)]
        about = MEASURES[each.measure]
        rows += [
            (about.label, each.design, day, value, near, first, about.unit)
            for day, value, near in zip(each.days, each.mean, smooth, strict=True)
        ]
    columns = ["measure", "model", "day", "value", "smooth", "cut", "unit"]
    frame = pd.DataFrame(rows, columns=columns)
    for name in ("day", "cut"):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def warm_up_chart(frame: pd.DataFrame) -> alt.VConcatChart:
    """Draw each measure below the last: days faint, their moving mean, and a line at the cut.

    Parameters
    ----------
    frame : DataFrame
        Of `warm_up_frame`.
    """
    charts = []
    for measure, part in frame.groupby("measure", sort=False):
        title = f"{measure} ({part['unit'].iloc[0]})"
        x = alt.X("day:T", title=None, axis=alt.Axis(format="%-d %b", tickCount=6))
        colour = alt.Color(
            "model:N",
            scale=alt.Scale(range=list(CATEGORICAL)),
            legend=alt.Legend(symbolStrokeWidth=4, symbolType="stroke"),
        )
        base = alt.Chart(part).encode(x=x, color=colour)
        y = alt.Y("value:Q", title=title, scale=alt.Scale(zero=True))
        days = base.mark_line(opacity=0.25, strokeWidth=1).encode(y=y)
        smooth = base.mark_line(strokeWidth=2.5).encode(y=alt.Y("smooth:Q", title=title))
        cuts = part.drop_duplicates("model")
        rule = (
            alt.Chart(cuts)
            .mark_rule(strokeDash=[6, 4], strokeWidth=1.5)
            .encode(x="cut:T", color=colour)
        )
        charts.append(alt.layer(days, smooth, rule).properties(width=620, height=HEIGHT))
    told: alt.VConcatChart = alt.vconcat(*charts).configure(**CONFIG)
    return told
