"""The list of measures, written out: for the terminal, and as docs/measures.md."""

from __future__ import annotations

import textwrap

from hubsim.measures import MEASURES, PART_LABELS
from hubsim.program import Part


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
        "queue that never settles are withheld; measures marked *always shown* are not such.",
        "",
        "| name | what it is | unit | definition | |",
        "|---|---|---|---|---|",
    ]
    for each in MEASURES.values():
        shown = "" if each.settles else "always shown"
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
    ]
    return "\n".join(lines)
