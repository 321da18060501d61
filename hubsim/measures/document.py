"""The list of measures, written out: for the terminal, and as docs/measures.md."""

from __future__ import annotations

import textwrap

from hubsim.measures import MEASURES, PART_LABELS
from hubsim.measures.levers import Lever
from hubsim.measures.passing import REASON_LABELS, Reason
from hubsim.program import Part

LEVERS_SAID = {
    Reason.WAY: f"{Lever.SEAT.value}, else {Lever.TIES.value}, else one record",
    Reason.ABSENT: Lever.COVER.value,
    Reason.OUTSIDE: Lever.ACCESS.value,
    Reason.ADVICE: Lever.AGREEMENT.value,
    Reason.UNANSWERED: f"{Lever.LEAD.value}, else {Lever.ACCESS.value}",
    Reason.LOST: f"{Lever.LEAD.value}, else one record",
    Reason.CLARIFIED: f"{Lever.TIES.value}, else one record",
    Reason.DISPUTE: Lever.LEAD.value,
}
"""The levers that work on each reason, in the order in which the rule looks for them."""


def table() -> str:
    """Every measure with its unit and definition, within 80 columns."""
    lines = []
    for each in MEASURES.values():
        lines.append(each.name)
        label = f"{each.label} ({each.unit})"
        lines.append(textwrap.fill(label, 80, initial_indent="  ", subsequent_indent="  "))
        lines.append(
            textwrap.fill(each.definition, 80, initial_indent="  ", subsequent_indent="  ")
        )
    return "\n".join(lines)


def page() -> str:
    """The page docs/measures.md."""
    lines = [
        "# What is measured",
        "",
        "Made by `hubsim measures --markdown` from the definitions in `hubsim/measures`; a test",
        "keeps it in step. Every value of every replication is a row of `results.csv`.",
        "",
        "Hours are **hub working hours** (open hours of the hub's working day) unless a measure",
        "says *elapsed*. Cases belong to the measured time if they arrive in it. Averages over a",
        "queue that never settles are withheld; measures marked *always shown* are not such. Those",
        "marked *on request* are measured only where something needs them.",
        "",
        "| name | what it is | unit | definition | |",
        "|---|---|---|---|---|",
    ]
    for each in MEASURES.values():
        marks = ("always shown" * (not each.settles), "on request" * (not each.usual))
        shown = ", ".join(filter(None, marks))
        lines.append(
            f"| `{each.name}` | {each.label} | {each.unit} | {each.definition} | {shown} |"
        )
    lines += [
        "",
        "## The parts of the time ledger",
        "",
        "Every second of a case's life, along the line that held it up, is exactly one of these.",
        "They sum to the whole to the second, for every case; the measure itself checks that.",
        "",
        "| name | what it is |",
        "|---|---|",
        *(f"| `{part.name.lower()}` | {PART_LABELS[part]} |" for part in Part),
        "",
        "## Between two agencies",
        "",
        "A *handoff* is a question, a reply or a case on its way from people of one agency to",
        "people of another, or a question that lies with people outside the hub. The time that",
        "lies between two agencies is part of the time ledger, and is told by what it goes into.",
        "Each reason has a lever. The lever that is *missing* between two agencies, which reports",
        "name, is that of the reason with most time among those whose lever the hub does not have.",
        "",
        "| reason | of the time so much … | lever |",
        "|---|---|---|",
        *(f"| `{r.name.lower()}` | {REASON_LABELS[r]} | {LEVERS_SAID[r]} |" for r in Reason),
        "",
        "Ties are there from 0.5 on, seats in one room if that is so on half of the days Monday to",
        "Friday, a lead if a clear one is named wherever something passes between the two.",
        "",
    ]
    return "\n".join(lines)
