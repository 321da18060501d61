"""What each model costs, and who pays."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from hubsim.analysis import Difference, compare, level_for
from hubsim.charts.titles import quoted
from hubsim.charts.view import Names
from hubsim.charts.words import Line, ranged_whole, whole, within
from hubsim.plain import listed
from hubsim.study import Results, Study

MEASURE = "cost_on_duty"
FEW = 2
"""Models beside the first up to which a sentence tells of each; the table tells of all."""
COUNTED = (
    "Time on duty of the hub’s own posts at what their roles cost, by the agency that pays. The "
    "work of people outside, premises, systems, and the change itself are in no figure."
)
"""What is in a cost, and what is not."""


def currency_of(study: Study) -> str:
    """Give the currency of the models; empty if none says one, or they do not say the same."""
    found = {design.program.currency for design in study.designs if design.program.currency}
    return found.pop() if len(found) == 1 else ""


def cost_lines(results: Results, names: Names, currency: str) -> list[Line]:
    """Give the cost of time on duty, what each agency pays of it, and what of it is used."""
    unit = f"{currency} a week"
    paid = [(f"Of it, {names.agencies[name]}", "agency", name) for name in payers(results)]
    lines = [(f"Cost of all time on duty ({unit})", "all", "all"), *paid]
    used = f"Of it, with a case in hand ({unit})", ("cost_on_cases", "all", "all"), ranged_whole
    return [*((said, (MEASURE, by, group), ranged_whole) for said, by, group in lines), used]


def cost_table(results: Results, names: Names, currency: str) -> pd.DataFrame:
    """Put the cost of time on duty by agency in a table, with a column for each model."""
    lines = cost_lines(results, names, currency)
    table = pd.DataFrame({"": [name for name, *_ in lines]})
    for label in results.labels:
        table[names.models[label]] = [said(results.estimate(label, *key)) for _, key, said in lines]
    return table


def payers(results: Results) -> list[str]:
    """List the agencies that pay anything in any model."""
    return [
        name
        for name in results.groups(MEASURE, "agency")
        if any(results.estimate(m, MEASURE, "agency", name).mean > 0 for m in results.labels)
    ]


def cost_title(results: Results, names: Names, currency: str) -> str:
    """Say what each model costs beside the first one, and which agencies pay more and less.

    Parameters
    ----------
    results : Results
    names : Names
    currency : str
    """
    base, *others = results.labels
    cost = {label: results.estimate(label, MEASURE).mean for label in results.labels}
    if math.isnan(cost[base]):
        return "What this costs is not known"
    if len(others) > FEW:
        least, most = (
            quoted(names.models[pick(cost, key=cost.__getitem__)]) for pick in (min, max)
        )
        ends = f"{whole(min(cost.values()))} {currency} a week"
        return f"From {ends} in {least} to {whole(max(cost.values()))} in {most}"
    told = [f"{quoted(names.models[base])} costs {whole(cost[base])} {currency} a week"]
    for label in others:
        found = results.difference(base, label, MEASURE, level=level_for(len(others)))
        who = _who(results, names, base, label)
        said = _beside(found, len(others), f"{currency} a week")
        told.append(f"{quoted(names.models[label])} {said}{who}")
    return "; ".join(told)


def _who(results: Results, names: Names, base: str, label: str) -> str:
    """Say in brackets which agencies clearly pay more or less, the largest difference first."""
    parts = [
        (
            names.agencies[name],
            compare(_paid(results, base, name), _paid(results, label, name)),
        )
        for name in payers(results)
    ]
    clear = [(name, d) for name, d in parts if d.verdict in {"lower", "higher"}]
    clear.sort(key=lambda part: -abs(part[1].change.mean))
    return f" ({listed([f'{name} {_more(d)}' for name, d in clear])})" if clear else ""


def _paid(results: Results, label: str, agency: str) -> list[float]:
    """What an agency pays, by replication; nothing where it is not in a hub."""
    return [float(x) for x in np.nan_to_num(results.values(label, MEASURE, "agency", agency))]


def _beside(d: Difference, comparisons: int, unit: str) -> str:
    c = d.change
    if d.verdict == "the same":
        return "exactly the same"
    if d.verdict == "not known":
        told = f"{whole(d.rival.mean)} {unit} in a single replication"
        return "is not known" if math.isnan(d.rival.mean) else told
    if d.verdict == "no clear difference":
        return f"no clear difference ({_signed(c.low)} to {_signed(c.high)} {unit})"
    if whole(c.low) == whole(c.high):
        return _more(d)
    return f"{_more(d)}, {within(c, whole, comparisons)}"


def _signed(value: float) -> str:
    said = whole(value)
    return f"+{said}" if value > 0 and said != "0" else said


def _more(d: Difference) -> str:
    return f"{whole(abs(d.change.mean))} {'more' if d.change.mean > 0 else 'less'}"
