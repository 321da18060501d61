"""Where does the time go?"""

from __future__ import annotations

import altair as alt
import pandas as pd

from hubsim.charts.rows import rows_of, y_of
from hubsim.charts.theme import CATEGORICAL, FONT_SIZE, REST, TEXT, WHITE, finished, ink_on
from hubsim.charts.times import NOT_SETTLED
from hubsim.charts.view import Names, View
from hubsim.charts.words import number_like
from hubsim.measures import PART_LABELS
from hubsim.program import Part
from hubsim.study import Results

SHOWN = 4
"""Parts that get a colour of their own; more cannot be told apart."""


def ledger_frame(results: Results, names: Names, view: View) -> pd.DataFrame:
    """Mean time by part of the ledger and model, every part.

    Returns
    -------
    DataFrame
        ``model``, ``part``, ``mean``, ``low``, ``high``, ``total``, ``share``, ``unit``; NaN for
        models that do not settle.
    """
    found = []
    scale = 1 / 24 if view.clock == "days" else 1.0  # the ledger on the clock is in hours
    for label in results.labels:
        parts = {
            part: results.estimate(label, view.ledger, "part", part.name.lower()) for part in Part
        }
        total = sum(e.mean for e in parts.values())
        for part, e in parts.items():
            share = e.mean / total if total else float("nan")
            mean, low, high = (scale * value for value in (e.mean, e.low, e.high))
            found.append(
                (
                    names.models[label],
                    PART_LABELS[part],
                    mean,
                    low,
                    high,
                    scale * total,
                    share,
                    view.unit,
                )
            )
    columns = ["model", "part", "mean", "low", "high", "total", "share", "unit"]
    return pd.DataFrame(found, columns=columns)


def few_parts(frame: pd.DataFrame) -> pd.DataFrame:
    """Put the small parts together, so that at most `SHOWN` have a colour of their own.

    Work itself is always shown. The others are ranked by their time over all models; parts that
    take no time anywhere are left out.
    """
    sums = frame.groupby("part", sort=False)["mean"].sum()
    sums = sums[sums > 0]
    worked = PART_LABELS[Part.WORKED]
    ranked = sorted(sums.index, key=lambda part: (part != worked, -sums[part]))
    if len(ranked) <= SHOWN + 1:
        return frame[frame["part"].isin(ranked)].reset_index(drop=True)
    small = [part for part in sums.index if part in ranked[SHOWN:]]
    other = "Other: " + ", ".join(part[0].lower() + part[1:] for part in small)
    told = frame[frame["part"].isin(ranked)].assign(
        part=lambda f: f["part"].where(~f["part"].isin(small), other)
    )
    summed = told.groupby(["model", "part"], sort=False, as_index=False).agg(
        {"mean": lambda m: m.sum(skipna=False), "total": "first", "share": "sum", "unit": "first"}
    )
    last = summed["part"] == other
    models = list(dict.fromkeys(frame["model"]))
    order = summed["model"].map(models.index)
    return summed.assign(_m=order, _last=last).sort_values(["_m", "_last"], kind="stable").drop(
        columns=["_m", "_last"]
    ).reset_index(drop=True)  # fmt: skip


def ledger_chart(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw one bar per model, its parts side by side, each with its size where there is room."""
    few = few_parts(frame)
    unit = frame["unit"].iloc[0] if len(frame) else ""
    parts = list(dict.fromkeys(few["part"]))
    colours = dict(zip(parts, (*CATEGORICAL, REST), strict=False))
    few = few.assign(stop=few.groupby("model", sort=False)["mean"].cumsum())
    few = few.assign(
        start=few["stop"] - few["mean"], ink=[ink_on(colours[part]) for part in few["part"]]
    )
    few = few.assign(
        middle=(few["start"] + few["stop"]) / 2,
        words=[number_like(mean)(mean) for mean in few["mean"]],
    )
    longest = float(few["total"].max()) if few["total"].notna().any() else 1.0
    models = pd.DataFrame({"model": list(dict.fromkeys(frame["model"]))})
    rows = rows_of(models)
    few = few.merge(rows[["model", "row"]], on="model")
    drawn = few[few["mean"].notna() & (few["mean"] > 0)]
    totals = few.drop_duplicates("model").assign(
        words=lambda f: [
            f"{number_like(t)(t)} in all" if t == t else NOT_SETTLED for t in f["total"]
        ],
        total=lambda f: f["total"].fillna(0.0),
    )
    y = y_of(rows)
    title = f"Mean {unit} per case"
    axis = alt.Axis(tickCount=6)
    scale = alt.Scale(domain=[0, 1.2 * longest], nice=False)
    colour = alt.Color(
        "part:N",
        scale=alt.Scale(domain=parts, range=[colours[part] for part in parts]),
        sort=parts,
        legend=alt.Legend(columns=2, symbolType="square"),
    )
    chart = alt.layer(
        alt.Chart(drawn).mark_bar(height=30, stroke=WHITE, strokeWidth=1.5).encode(
            x=alt.X("start:Q", title=title, axis=axis, scale=scale), x2="stop:Q", y=y, color=colour,
            tooltip=[alt.Tooltip("model:N", title="Model"), alt.Tooltip("part:N", title="Part"),
                     alt.Tooltip("words:N", title=unit)],
        ),
        alt.Chart(drawn[drawn["mean"] > 0.045 * longest]).mark_text(fontSize=FONT_SIZE).encode(
            x=alt.X("middle:Q", title=title, axis=axis, scale=scale), y=y, text="words:N",
            color=alt.Color("ink:N", scale=None, legend=None),
        ),
        alt.Chart(totals).mark_text(align="left", dx=8, color=TEXT).encode(
            x=alt.X("total:Q", title=title, axis=axis, scale=scale), y=y, text="words:N"
        ),
    ).resolve_scale(color="independent")  # fmt: skip
    return finished(chart.properties(height=alt.Step(44)))
