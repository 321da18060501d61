"""What was known, what need was seen and missed: shown beside the times."""

from __future__ import annotations

import math

from hubsim.measures.knowing import RETURNED
from hubsim.plain import columns, heading, listed, number, percent, wrapped
from hubsim.spec.hub import NEEDS
from hubsim.study import Results
from hubsim.study.design import Design
from hubsim.text.words import interval, time

ROWS = (
    ("need_recognised", "Recognised when it was judged"),
    ("need_missed", "Missed: left without what answers it"),
    ("need_overestimated", "Seen as more than it is"),
    ("escalated_without_need", "Escalated: left by more than it needs"),
)


def voice(results: Results) -> str:
    """The agency whose being heard stands beside every time: that on whose facts most cases turn.

    Of equals health, then the first in the file. Empty where nobody is asked and nobody knows
    anything.
    """
    agencies = results.groups("heard", "agency")
    return agencies[0] if agencies else ""


def known_lines(results: Results, design: Design) -> list[str]:
    """Which agencies were heard, how they replied, and which facts arrived."""
    rows = [("", "heard (95% interval)", "if asked", "reply h", "too late")]
    for agency in results.groups("heard", "agency"):
        heard, asked, hours, late = (
            results.estimate(design.label, name, "agency", agency)
            for name in ("heard", "heard_when_asked", "reply_hours", "late_replies")
        )
        name = design.file.hub.label("agencies", agency)
        rows.append(
            (name, interval(heard, percent), percent(asked.mean), time(hours.mean),
             percent(late.mean))
        )  # fmt: skip
    if len(rows) == 1:
        return []
    title = "What was known (share of decisions; replies in hub working hours)"
    lines = [heading(title), *columns(rows, (31, 22, 9, 9, 9))]
    for measure, said in (
        ("refused_replies", "Questions refused"),
        ("advice_taken", "Advice taken first"),
        ("empty_replies", "Replies with nothing in them"),
    ):
        lines += _by_agency(results, design, measure, said)
    return lines + _facts(results, design)


def _by_agency(results: Results, design: Design, measure: str, said: str) -> list[str]:
    told = []
    for agency in results.groups(measure, "agency"):
        share = results.estimate(design.label, measure, "agency", agency).mean
        if share > 0:
            told.append(f"{design.file.hub.label('agencies', agency)} {percent(share)}")
    return [wrapped(f"{said}: {listed(told)}.")] if told else []


def _facts(results: Results, design: Design) -> list[str]:
    arrived = results.estimate(design.label, "completeness")
    single = results.estimate(design.label, "turning_facts")
    if math.isnan(arrived.mean):
        return []
    said = f"Of the facts that anybody held, {interval(arrived, percent)} had arrived"
    if not math.isnan(single.mean):
        said += f"; of the single facts that cases turn on, {interval(single, percent)}"
    return [wrapped(f"{said}.")]


def need_lines(results: Results, design: Design) -> list[str]:
    """Need recognised and missed, escalated without need, risk, and what comes back."""
    rows = [("", "all (95% interval)", *NEEDS)]
    for measure, said in ROWS:
        if results.groups(measure, "need"):
            of_all = results.estimate(design.label, measure)
            each = [
                percent(share) if not math.isnan(share) else ""
                for share in (
                    results.estimate(design.label, measure, "need", need).mean for need in NEEDS
                )
            ]
            rows.append((said, interval(of_all, percent), *each))
    lines = list(columns(rows, (38, 20, 7, 10, 5))) if len(rows) > 1 else []
    lines += _risk(results, design) + _returns(results, design)
    title = "Need seen and missed (share of cases by true need, which no hub sees)"
    return [heading(title), *lines] if lines else []


def _risk(results: Results, design: Design) -> list[str]:
    hours = results.estimate(design.label, "risk_exposure")
    if math.isnan(hours.mean):
        return []
    days = interval(hours, lambda value: number(value / 24))
    a_week = results.estimate(design.label, "risk_exposure_per_week").mean / (7 * 24)
    return [
        wrapped(
            f"From the first contact until high need is answered: {days} elapsed days per case of "
            f"high need, or to the end of the run (so a longer run shows more); on average "
            f"{number(a_week)} cases of this model wait for it at a time."
        )
    ]


def _returns(results: Results, design: Design) -> list[str]:
    share = results.estimate(design.label, "failure_demand")
    if math.isnan(share.mean):
        return []
    why = [
        f"{name} {percent(results.estimate(design.label, 'failure_demand', 'cause', name).mean)}"
        for name in RETURNED
    ]
    a_week = results.estimate(design.label, "returns").mean
    return [
        wrapped(
            f"Coming back: {number(a_week)} cases a week, {interval(share, percent)} of contacts "
            f"({', '.join(why)})."
        )
    ]
