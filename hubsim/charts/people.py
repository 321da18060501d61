"""Who is overloaded, and who has time."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import pandas as pd

from hubsim.analysis import Estimate, largest
from hubsim.charts.rows import WIDE, room_beside, rows_of, step_of, y_of
from hubsim.charts.theme import DARK_BLUE, DARK_PINK, TEXT, WHITE, finished, of_rows
from hubsim.charts.titles import quoted
from hubsim.charts.view import Names
from hubsim.plain import either, listed, number, percent
from hubsim.study import Results, Study
from hubsim.text.notes import LATE

BUSY = 0.85
"""From here on waits begin to grow fast: a rule of thumb, drawn as a line."""
SHOWN = 6
"""Roles drawn; all of them are in the table."""
MAY_BE = "may be 85% or more"
OVER = 1.1
"""Higher loads are drawn here; their size is said in words."""
FULL = 0.95
"""From here on waits are long and erratic."""


def state(busy: Estimate, expected: float) -> str:
    """Say in words what a load means; empty where it is nothing to worry about."""
    if expected >= 1:
        return f"overloaded: {percent(expected)} asked for"
    if busy.mean > FULL or expected > FULL:
        return "nearly full: long, erratic waits"
    if busy.mean == 0 and expected == 0:
        return "no case comes here"
    if not busy.known:
        return "85% or more" if round(busy.mean, 2) >= BUSY else ""
    return {True: "85% or more", None: MAY_BE, False: ""}[full(busy.low, busy.high)]


def full(low: float, high: float) -> bool | None:
    """Whether a share clearly is `BUSY` or more, by its interval as it reads; None if it may be."""
    if round(low, 2) >= BUSY:
        return True
    return None if round(high, 2) >= BUSY else False


def after_shift(hours: float) -> str:
    """Say how much work is done after the end of shifts; empty where it is next to nothing."""
    return f"and {number(hours, 2)} h a week after the shift" if hours >= LATE else ""


def people_frame(study: Study, results: Results, names: Names) -> pd.DataFrame:
    """Share of time on duty with a case in hand, by role and model, the busiest role first.

    Parameters
    ----------
    study : Study
        For the loads that are expected from the inputs alone.
    results : Results
    names : Names

    Returns
    -------
    DataFrame
        ``group`` (role), ``own`` (as its model calls it), ``model``, ``busy``, ``low``, ``high``,
        ``expected`` in these weeks and over a ``year`` (NaN where nobody knows it), ``state``,
        ``words``, ``late``: hours a week of work after the end of a shift; and whether it ``may``
        be the busiest of all.
    """
    found, values = [], []
    there = {
        design.label: {design.program.roles[role] for role in design.program.person_role}
        for design in study.designs
    }
    for role in results.groups("busy", "role"):
        for design in study.designs:
            label, expected = design.label, design.loads.get(role)
            if expected is None:
                continue
            e = results.estimate(label, "busy", "role", role)
            e = Estimate(0.0, 0.0, 0.0, e.replications) if math.isnan(e.mean) else e
            said, year = state(e, expected), design.year_loads.get(role, math.nan)
            if role not in there[label]:
                said = "nobody works in this role"
            name, model = names.roles[role], names.models[label]
            own = design.file.hub.label("roles", role)
            late = results.estimate(label, "overtime", "role", role).mean
            found.append(
                (
                    name,
                    own,
                    model,
                    e.mean,
                    e.low,
                    e.high,
                    expected,
                    year,
                    said,
                    percent(e.mean),
                    late,
                )
            )
            values.append(results.values(label, "busy", "role", role).tolist())
    columns = [
        "group", "own", "model", "busy", "low", "high", "expected", "year", "state", "words",
        "late",
    ]  # fmt: skip
    frame = pd.DataFrame(found, columns=columns)
    frame["may"] = frame.index.isin(largest(values))
    highest = frame[["busy", "expected"]].max(axis=1).groupby(frame["group"]).transform("max")
    order = ["highest", "group"]
    ranked = frame.assign(highest=highest).sort_values(
        order, ascending=[False, True], kind="stable"
    )
    return ranked.drop(columns="highest").reset_index(drop=True)


LOADS = (
    ("year", "over a year", "so their queue never settles"),
    ("expected", "in these weeks", "more than they can do"),
)
"""Loads that are expected, of what, and what follows where they are more than can be done."""


def people_title(frame: pd.DataFrame) -> str:
    """Say how many roles are at 85 % or more, and which is the busiest.

    Parameters
    ----------
    frame : DataFrame
        From `people_frame`.
    """
    if not len(frame):
        return "Nobody works here"
    lines = [frame.iloc[number] for number in range(len(frame))]
    for load, when, then in LOADS:
        worst = max(lines, key=lambda line: -math.inf if math.isnan(line[load]) else line[load])
        if worst[load] >= 1:
            who = f"{worst['own']} in {quoted(worst['model'])}"
            return f"{who}: {when}, {percent(worst[load])} of their time is asked for, {then}"
    top = max(lines, key=lambda line: line["busy"])
    may = [line for line in lines if line["may"]] or [top]
    first, *others = sorted(may, key=lambda line: -line["busy"])
    roles = list(dict.fromkeys(line["own"] for line in (first, *others)))
    if len(roles) > 1:
        return f"{_many(frame, _only(frame))}; the busiest: {either(roles, 'roles')}"
    shares = list(dict.fromkeys(percent(line["busy"]) for line in (*others[::-1], first)))
    span = " to ".join(shares[:: len(shares) - 1] if len(shares) > 1 else shares)
    where = " in several models" if others else f" in {quoted(first['model'])}"
    return f"{_many(frame)}; the busiest: {first['own']}, {span}{where}"


def _many(frame: pd.DataFrame, which: str = "") -> str:
    """Say how many roles clearly are at 85 % or more in any model, which, and how many may be."""
    if frame["low"].isna().all():
        roles = frame.loc[frame["busy"].round(2) >= BUSY, "group"].nunique()
        does = {0: "no role is", 1: "one role is"}.get(roles, f"{roles} roles are")
        return f"In a single replication {does} busy 85% of the time or more"
    how = [full(low, high) for low, high in zip(frame["low"], frame["high"], strict=True)]
    clear = {group for group, each in zip(frame["group"], how, strict=True) if each}
    maybe = {g for g, each in zip(frame["group"], how, strict=True) if each is None} - clear
    does = {0: "No role is", 1: "One role is"}.get(len(clear), f"{len(clear)} roles are")
    more = f",{' and' * bool(which)} {len(maybe)}{' more' * bool(clear)} may be" if maybe else ""
    return f"{does} {'clearly ' * bool(clear or maybe)}busy 85% of the time or more{which}{more}"


def _only(frame: pd.DataFrame) -> str:
    """Name the one role that clearly is at 85 % or more, and where; empty for none or several."""
    lines = [frame.iloc[number] for number in range(len(frame))]
    clear = [line for line in lines if full(line["low"], line["high"])]
    if len({line["group"] for line in clear}) != 1:
        return ""
    return f", {clear[0]['own']} in {listed([quoted(line['model']) for line in clear])}"


def busiest(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the first `SHOWN` roles of a frame that has the busiest first."""
    return frame[frame["group"].isin(list(dict.fromkeys(frame["group"]))[:SHOWN])]


def people_chart(frame: pd.DataFrame, width: int = WIDE) -> alt.LayerChart:
    """Draw bars by model under the busiest roles, a line at 85 %, diamonds for expected loads.

    Parameters
    ----------
    frame : DataFrame
        Of `people_frame`.
    width : int
        Of the chart: `WIDE` or `NARROW`.
    """
    rows = rows_of(busiest(frame.drop(columns="may")), "group", width=width)
    y = y_of(rows)
    bars = rows[rows["kind"] == "R"]
    bars = bars.assign(
        colour=[DARK_PINK if busy > FULL else DARK_BLUE for busy in bars["busy"]],
        expected=bars["expected"].clip(upper=OVER),
        end=bars[["busy", "expected"]].max(axis=1).clip(upper=OVER),
    )
    unclear = bars["state"] == MAY_BE  # the line at 85 % would lie over these words
    bars["end"] = bars["end"].where(~unclear, bars["end"].clip(lower=BUSY))
    small = bars["busy"] < 0.15  # no room for words inside
    inside = bars["words"].where(small, "")
    told = zip(inside, bars["state"], map(after_shift, bars["late"]), strict=True)
    bars = bars.assign(beside=[", ".join(filter(None, each)) for each in told])
    title = "Share of time on duty with a case in hand"
    marks = (0.0, 0.25, 0.5, 0.75, BUSY, 1.0)
    ends = (*marks, *bars["end"])
    room = room_beside(rows, ends, bars["beside"], width, marks=marks, format="%")
    hollow: dict[str, Any] = {
        "shape": "diamond",
        "size": 90,
        "fill": WHITE,
        "stroke": TEXT,
        "strokeWidth": 1.5,
    }

    def x(column: str) -> alt.X:
        return alt.X(f"{column}:Q", title=title, axis=room.axis, scale=room.scale)

    limit = of_rows(pd.DataFrame({"limit": [BUSY]}))
    return finished(
        of_rows(bars).mark_bar(height=18).encode(
            x=x("busy"), y=y, color=alt.Color("colour:N", scale=None, legend=None)
        ),
        limit.mark_rule(strokeDash=[5, 4], strokeWidth=2, color=TEXT).encode(x=x("limit")),
        of_rows(bars).mark_point(opacity=1, **hollow).encode(x=x("expected"), y=y),
        # At the foot of the bar: at its end it would lie under the diamond.
        of_rows(bars[~small]).mark_text(align="left", dx=8, color=WHITE).encode(
            x=alt.datum(0), y=y, text=alt.Text("words:N")
        ),
        of_rows(bars[bars["beside"] != ""]).mark_text(align="left", dx=14).encode(
            x=x("end"), y=y, text=alt.Text("beside:N")
        ),
        height=step_of(rows, 25),
    )  # fmt: skip
