"""Whether this is still a hub: files beyond these sizes are slips, and would take for ever."""

from __future__ import annotations

from hubsim.spec.checks.report import Report
from hubsim.spec.quantity import MOST_RATINGS

MOST = {
    "agencies": 500, "roles": 500, "ratings": MOST_RATINGS, "contacts": 300, "stages": 300,
    "outcomes": 100,
}  # fmt: skip
"""Entries of a section; a large county has some 6, 20, 4, 10, 25 and 10."""


def size(report: Report) -> bool:
    """Refuse sections with more entries than any hub has."""
    for section, most in MOST.items():
        there = len(getattr(report.hub, section))
        if there > most:
            message = f"{there:,} {section} are more than a hub can have"
            help = f"the largest number allowed is {most}"
            report.at_key("E220", (section,), message, help)
    return not any(problem.code == "E220" for problem in report.found)
