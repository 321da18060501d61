"""Where the time goes."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from hubsim.analysis import ratio
from hubsim.charts.part_looks import LOOK_OF
from hubsim.charts.rows import SHORTEST, WIDE, letters_of, rows_of, step_of, y_of
from hubsim.charts.theme import FONT_SIZE, REST, TEXT, finished, ink_on, of_rows
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
        ``model``, ``part``, ``mean``, ``low``, ``high``, ``total``, ``share``, ``unit``, NaN for
        models that do not settle; whether a part ``may`` be the largest of its model, and whether
        it clearly takes ``most`` of the time.
    """
    found = []
    names_of_parts = [part.name.lower() for part in Part]
    shown = len(results.labels) - len(results.unsettled)
    scale = 1 / 24 if view.clock == "days" else 1.0  # the ledger on the clock is in hours
    for label in results.labels:
        parts = {
            part: results.estimate(label, view.ledger, "part", part.name.lower()) for part in Part
        }
        total = sum(e.mean for e in parts.values())
        largest = results.largest(label, view.ledger, "part", names_of_parts, claims=shown)
        whole = np.sum([results.values(label, view.ledger, "part", p) for p in names_of_parts], 0)
        for part, e in parts.items():
            name = part.name.lower()
            of_all = ratio(results.values(label, view.ledger, "part", name), whole)
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
                    bool(name in largest and total > 0),
                    bool(of_all.low > 0.5),
                )
            )
    columns = [
        "model", "part", "mean", "low", "high", "total", "share", "unit", "may", "most",
    ]  # fmt: skip
    return pd.DataFrame(found, columns=columns)


OTHER = "Other"
COLOURS = {PART_LABELS[part]: look.fill for part, look in LOOK_OF.items()} | {OTHER: REST}
"""Of parts: those that they have in one case's journey."""


def small_parts(frame: pd.DataFrame) -> list[str]:
    """Name the parts that `few_parts` puts together; empty if none."""
    kept = set(few_parts(frame)["part"])
    sums = frame.groupby("part", sort=False)["mean"].sum()
    return [part for part in sums.index if sums[part] > 0 and part not in kept]


def few_parts(frame: pd.DataFrame) -> pd.DataFrame:
    """Put the small parts together, so that at most `SHOWN` have a colour of their own.

    Work itself is always shown. The others are ranked by their time over all models, one of each
    colour; parts that take no time anywhere are left out.
    """
    sums = frame.groupby("part", sort=False)["mean"].sum()
    sums = sums[sums > 0]
    worked = PART_LABELS[Part.WORKED]
    ranked = sorted(sums.index, key=lambda part: (part != worked, -sums[part]))
    told = frame[frame["part"].isin(ranked)]
    first: dict[str, str] = {}
    for part in ranked:
        first.setdefault(COLOURS[part], part)
    own = list(first.values())
    small = set(ranked) - set(own if len(ranked) <= SHOWN + 1 else own[:SHOWN])
    if not small:
        return told.reset_index(drop=True)
    few = ["model", "part", "mean", "total", "share", "unit"]
    found: dict[tuple[str, str], list[Any]] = {}
    for model, part, mean, total, share, unit in told[few].itertuples(index=False):
        sums_of = found.setdefault(
            (model, OTHER if part in small else part), [0.0, total, 0.0, unit]
        )
        sums_of[0] += mean
        sums_of[2] += share
    models = list(dict.fromkeys(told["model"]))
    rows = sorted(found, key=lambda row: (models.index(row[0]), row[1] == OTHER))
    return pd.DataFrame([(*row, *found[row]) for row in rows], columns=few)


def ledger_chart(frame: pd.DataFrame, width: int = WIDE) -> alt.LayerChart:
    """Draw one bar per model, its parts side by side, each with its size where there is room.

    Parameters
    ----------
    frame : DataFrame
        Of `ledger_frame`.
    width : int
        Of the chart: `WIDE` or `NARROW`.
    """
    few = few_parts(frame)
    unit = frame["unit"].iloc[0] if len(frame) else ""
    parts = list(dict.fromkeys(few["part"]))
    stop = few.groupby("model", sort=False)["mean"].cumsum()
    few = few.assign(
        start=stop - few["mean"],
        middle=stop - few["mean"] / 2,
        stop=stop,
        ink=[ink_on(COLOURS[part]) for part in few["part"]],
        words=[number_like(mean)(mean) for mean in few["mean"]],
    )
    longest = float(few["total"].max()) if few["total"].notna().any() else 1.0
    rows = rows_of(pd.DataFrame({"model": list(dict.fromkeys(frame["model"]))}), width=width)
    # Decided here: a key whose columns depend on the window is cut when that is made narrower.
    columns = 2 if width == WIDE and letters_of(rows) <= SHORTEST else 1
    few = few.merge(rows[["model", "row"]], on="model")
    drawn = few[few["mean"] > 0]
    told = drawn[drawn["mean"] > 0.045 * longest]
    totals = frame.drop_duplicates("model").merge(rows[["model", "row"]], on="model")
    totals = totals.assign(
        words=[_all_of(total) for total in totals["total"]], end=totals["total"].fillna(0)
    )
    y = y_of(rows)
    title, axis = f"Mean {unit} per case", dict[str, Any](tickCount=6)
    if totals["total"].isna().all():  # words only
        title, axis = "", {"labels": False, "grid": False}
    scale = {"domain": [0, 1.2 * longest], "nice": False}
    colour = alt.Color(
        "part:N",
        scale={"domain": parts, "range": [COLOURS[part] for part in parts]},
        sort=parts,
        legend={
            "columns": columns,
            "symbolType": "square",
            "symbolStrokeColor": TEXT,
            "symbolStrokeWidth": 0.8,
        },
    )
    ink = alt.Color("ink:N", scale=None, legend=None)

    def x(column: str) -> alt.X:
        return alt.X(f"{column}:Q", title=title, axis=axis, scale=scale)

    return finished(
        of_rows(drawn).mark_bar(height=30, stroke=TEXT, strokeWidth=0.6).encode(
            x=x("start"), x2=alt.X2("stop:Q"), y=y, color=colour,
            tooltip=[
                alt.Tooltip("model:N", title="Model"),
                alt.Tooltip("part:N", title="Part"),
                alt.Tooltip("words:N", title=unit),
            ],
        ),
        of_rows(told).mark_text(fontSize=FONT_SIZE).encode(
            x=x("middle"), y=y, text=alt.Text("words:N"), color=ink
        ),
        of_rows(totals).mark_text(align="left", dx=8, color=TEXT).encode(
            x=x("end"), y=y, text=alt.Text("words:N")
        ),
        height=step_of(rows, 44),
        resolve=alt.Resolve(scale=alt.ScaleResolveMap(color="independent")),
    )  # fmt: skip


def _all_of(total: float) -> str:
    return NOT_SETTLED if math.isnan(total) else f"{number_like(total)(total)} in all"
