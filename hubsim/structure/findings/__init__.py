"""Gaps in a hub's design that can be seen before any run, each with its place and what mends it.

A finding is no error: the hub can be run. ``F00…`` are about leads, ``F01…`` about what agencies
know and whether it comes, ``F02…`` about single points of failure, ``F03…`` about hours, ``F04…``
about load, ``F05…`` about ways and pairs of agencies. docs/structure.md says what each looks at.
"""

from __future__ import annotations

from hubsim.structure.findings.finding import Finding, Weight, worst_first
from hubsim.structure.findings.flow import (
    endless_loops,
    full_agendas,
    little_between,
    too_much_work,
)
from hubsim.structure.findings.hours import never_at_the_table, never_share_an_hour
from hubsim.structure.findings.leads import leads
from hubsim.structure.findings.people import days_without_anybody, nobody_to_spare, one_person
from hubsim.structure.findings.sharing import agreements, never_heard, waits_for_ever
from hubsim.structure.survey import Survey

LOOKS = (
    leads, agreements, never_heard, waits_for_ever, one_person, days_without_anybody,
    nobody_to_spare, never_at_the_table, never_share_an_hour, too_much_work, full_agendas,
    endless_loops, little_between,
)  # fmt: skip


def findings(s: Survey) -> tuple[Finding, ...]:
    """Look for every kind of gap; worst first.

    Parameters
    ----------
    s : Survey
    """
    return worst_first(found for look in LOOKS for found in look(s))


__all__ = ["Finding", "Weight", "findings"]
