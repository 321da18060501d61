"""The first look: one line a model, with everything that a leader weighs against the time."""

from __future__ import annotations

import pandas as pd

from hubsim.charts.cost import currency_of
from hubsim.charts.targets import group_of
from hubsim.charts.view import Names, View
from hubsim.charts.words import Line, ranged_share, ranged_time, ranged_whole
from hubsim.study import Design, Results, Study
from hubsim.text import percent

UNSETTLED = "does not settle"
"""Stands where there is no average of times."""


def glance(study: Study, results: Results, names: Names, view: View) -> pd.DataFrame:
    """Put beside each model's time what was known, what was kept, who is full, and what it costs.

    Returns
    -------
    DataFrame
        Text, one row a model; columns that no model has a value for are left out.
    """
    agency = next(iter(results.groups("heard", "agency")), "")
    heard = f"{names.agencies.get(agency, agency)} heard"
    targets, others = weighed(results, names)
    currency = currency_of(study)
    rows = []
    for design in study.designs:
        label = design.label
        row = {"Model": names.models[label]}
        time = results.estimate(label, view.times)
        settles = label not in results.unsettled
        row["Time to decision"] = ranged_time(time, view.hours) if settles else UNSETTLED
        row[heard] = ranged_share(results.estimate(label, "heard", "agency", agency))
        for name, key, said in (*targets[:1], *others):
            row[name] = said(results.estimate(label, *key))
        row["Busiest role"] = _busiest(results, design) if settles else _asked(design)
        if currency:
            cost = results.estimate(label, "cost_on_duty")
            row[f"Cost ({currency} a week)"] = ranged_whole(cost)
        rows.append(row)
    frame = pd.DataFrame(rows)
    return frame[[name for name in frame if not (frame[name].isin(["n/a", ""])).all()]]


def weighed(results: Results, names: Names) -> tuple[list[Line], list[Line]]:
    """Give what is weighed against the time beside what was heard and the cost.

    Returns
    -------
    targets : list of Line
        How often they are met, most urgent first.
    others : list of Line
    """
    held = {rating for _, rating in names.targets}
    targets: list[Line] = [
        (f"{told}: target met", ("target_met", *group_of(results, rating)), ranged_share)
        for rating, told in names.ratings.items()
        if rating in held
    ]
    return targets, [
        ("High need unmet", ("need_missed", "need", "high"), ranged_share),
        ("Nobody’s hours, a case", ("nobodys_hours", "all", "all"), ranged_time),
    ]


def glance_about(view: View) -> str:
    """Say what stands in the table, and of which time."""
    return (
        f"Mean, and 95% interval in brackets. Time to decision: {view.said}, {view.unit}, "
        f"{view.who}{'; the rest of all cases' * view.asked}"
    )


def _asked(design: Design) -> str:
    """Say of which role most is asked; how busy it is says too little where that is too much."""
    role = max(design.usual_loads, key=design.usual_loads.__getitem__, default="")
    load = design.usual_loads.get(role, 0.0)
    over = " over a year" if design.year_loads else ""
    return f"{_short(design, role)}: {percent(load)} asked for{over}" if load > 0 else ""


def _short(design: Design, role: str) -> str:
    """Say a role as this model does; what is in brackets stands further down."""
    return design.file.hub.label("roles", role).split(" (")[0]


def _busiest(results: Results, design: Design) -> str:
    """Say which role was found to be busiest, and how many others may be."""
    roles = results.groups("busy", "role")
    found = results.largest(design.label, "busy", "role", roles)
    if not found:
        return ""
    role, *others = found
    busy = results.estimate(design.label, "busy", "role", role)
    told = f"{_short(design, role)} {ranged_share(busy)}"
    if len(others) == 1:
        return f"{told} or {_short(design, others[0])}"
    return f"{told} or one of {len(others)} more" if others else told
