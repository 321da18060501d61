"""Open cases with a disturbance and without, day by day."""

from __future__ import annotations

import altair as alt
import pandas as pd

from hubsim.charts.flip import HEIGHT
from hubsim.charts.theme import CONFIG, DARK_BLUE, DARK_GREY, DARK_PINK
from hubsim.charts.words import ranged
from hubsim.study.recovery import Recovery


def recovery_chart(found: Recovery) -> alt.LayerChart:
    """Draw the open cases at the end of each day with the disturbance and without.

    Parameters
    ----------
    found : Recovery
    """
    frame = found.frame()
    long = pd.concat(
        [
            pd.DataFrame({"day": frame["day"], "cases": frame[name], "run": said})
            for name, said in (("with", "with it"), ("without", "without it"))
        ]
    )
    during = frame[frame["during"]]
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%-d %b"))
    scale = alt.Scale(domain=["with it", "without it"], range=[DARK_PINK, DARK_BLUE])
    layers = [
        alt.Chart(long).mark_line(strokeWidth=3).encode(
            x=x, y=alt.Y("cases:Q", title="Open cases at the end of the day"),
            color=alt.Color("run:N", scale=scale, legend=alt.Legend(
                symbolType="stroke", symbolStrokeWidth=4, title=None, orient="top",
            )),
        )
    ]  # fmt: skip
    if len(during):
        spell = pd.DataFrame({"from": during["day"].iloc[:1], "to": during["day"].iloc[-1:].values})
        shade = alt.Chart(spell).mark_rect(opacity=0.15, color=DARK_GREY)
        layers.insert(0, shade.encode(x=alt.X("from:T"), x2="to:T"))
    chart = alt.layer(*layers)
    told: alt.LayerChart = chart.properties(width="container", height=HEIGHT).configure(**CONFIG)
    return told


def recovery_title(found: Recovery) -> str:
    """Say after how many days the backlog is back."""
    years = len(found.taken)
    if years == 1:
        (after,) = found.taken
        told = "not back while it was watched" if after is None else f"back {after} open days after"
        return f"In the one year that was run: {told if after != 0 else 'back at once'}"
    if found.not_back:
        return f"In {found.not_back} of {years} years the backlog is not back while it was watched"
    known = [n for n in found.taken if n is not None]
    if not any(known):
        return "No clear difference after it ends: the backlog is back at once"
    return (
        f"Back {ranged(found.open_days)} open days after its end, at the latest after {max(known)}"
    )
