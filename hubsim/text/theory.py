"""Theory beside the run: where arithmetic agrees, where it does not, and where it is silent."""

from __future__ import annotations

import math

import numpy as np

from hubsim.analysis import Estimate, estimate
from hubsim.measures import MEASURES
from hubsim.plain import columns, heading, listed, number, percent, wrapped
from hubsim.spec.hub import Hub
from hubsim.study import Results
from hubsim.study.design import Design
from hubsim.text.words import Said, interval
from hubsim.theory import ROUGHLY, TOLERANCE, Prediction, Row, Silent, predictions

MEANING = {
    "demand": "contacts that were to come",
    "utilisation law": "work done at each stage over time on duty",
    "Little's law": "cases that come in × how long each stays",
    "traffic equations": "shares of ways, multiplied along them",
    "Erlang C": "the wait of random contacts for several people",
    "Pollaczek-Khinchine": "the wait of random contacts for one person",
    "Allen-Cunneen": "an approximation of the wait",
}


NOT_JUDGED = (
    "One run has no interval to hold the laws against: nothing is said to agree or to disagree. "
    "Take more replications (-n 5)."
)


def theory_lines(results: Results, design: Design) -> list[str]:
    """Say which laws agree with the run, which do not, and which say nothing here.

    Parameters
    ----------
    results : Results
    design : Design
    """
    if design.label in results.unsettled:
        return []

    def measured(row: Row) -> float:
        return results.estimate(design.label, *row).mean

    found, silent = predictions(design.program, design.window, measured, design.contacts)
    told, agree, judged = list[tuple[str, ...]](), dict[str, int](), False
    for each in found:
        e = _estimate(results, design.label, each)
        if math.isnan(e.mean):
            continue
        judged = judged or e.known
        wrong = e.known and each.disagrees(e.low, e.high)
        if e.known and not wrong:
            agree[each.law] = agree.get(each.law, 0) + 1
        if wrong or each.law in {
            "Little's law",
            "Erlang C",
            "Pollaczek-Khinchine",
            "Allen-Cunneen",
        }:
            told.append(_row(design.file.hub, each, interval(e, _said(each)), wrong))
    lines = [heading("Theory beside the run")]
    if design.contacts is not None:
        lines.append(wrapped("Worked out from the contacts of the file, not the hub's volumes."))
    if judged:
        lines.append(wrapped(_summary(agree, sum(row[-1] != "" for row in told))))
    else:
        lines.append(wrapped(NOT_JUDGED))
    if told:
        lines += columns([("", "theory", "run (95% interval)", ""), *told], (35, 9, 24, 12))
    lines += [wrapped(text) for text in _silent(design.file.hub, silent)]
    return lines


def _estimate(results: Results, label: str, each: Prediction) -> Estimate:
    """What the run says of it; of several rows their weighted mean, by replication."""
    if len(each.rows) == 1:
        return results.estimate(label, *each.rows[0])
    values = [results.values(label, *row) for row in each.rows]
    there = [np.where(np.isnan(v), 0.0, v) for v in values]  # nobody there: no weight either
    return estimate(np.asarray(each.weights) @ np.asarray(there))


def _row(hub: Hub, each: Prediction, run: str, wrong: bool) -> tuple[str, ...]:
    sections = {"role": "roles", "outcome": "outcomes", "stage": "stages"}
    by = each.rows[0][1]
    name = " + ".join(hub.label(sections[by], row[2]) for row in each.rows if by in sections)
    label = MEASURES[each.measure].label
    said = f"{label}: {name}" if name else label
    return (said, _said(each)(each.value), run, "DISAGREES" if wrong else "")


def _said(each: Prediction) -> Said:
    return percent if MEASURES[each.measure].unit.startswith("share") else number


def _summary(agree: dict[str, int], wrong: int) -> str:
    parts = [f"{law} ({MEANING[law]}), {number_of}" for law, number_of in agree.items()]
    agreed = f"Agree: {'; '.join(parts)}. " if parts else ""
    rule = (
        f"Told as DISAGREES: a law over {percent(TOLERANCE)} of itself outside the interval of "
        f"the run ({percent(ROUGHLY)} for approximations)."
    )
    if wrong:
        rule += (
            " Find out why before you act on this run: a queue that has not settled, cases that "
            "give up or are turned away, dates on which something changes, or a fault."
        )
    return agreed + rule


def _silent(hub: Hub, silent: list[Silent]) -> list[str]:
    """Say why laws say nothing here, the reasons of many roles together."""
    lines = []
    waits = [each for each in silent if each.law == "waits"]
    if waits:
        reasons: dict[str, list[str]] = {}
        for each in waits:
            for why in each.why:
                reasons.setdefault(why, []).extend(each.about)
        roles = sum(len(each.about) for each in waits)
        told = [f"{why} ({_how_many(len(who), roles)})" for why, who in reasons.items()]
        lines.append(
            f"No formula for the wait of {roles} of {len(hub.roles)} roles: {'; '.join(told)}."
        )
    for each in silent:
        if each.law != "waits":
            who = [hub.label("roles", role) for role in each.about]
            about = f" for {listed(who)}" if who else ""
            lines.append(f"Nothing by the {each.law}{about}: {'; '.join(each.why)}.")
    return lines


def _how_many(number_of: int, roles: int) -> str:
    return "all" if number_of == roles else f"{number_of} of {roles}"
