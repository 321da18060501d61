"""Whether the parts of a hub fit together: names exist, shares sum, ways end.

Each check looks at one thing and reports every instance of it. Errors stop before a run; warnings
go into every report. Load is not judged here but in `hubsim.structure`, from the traffic.
"""

from __future__ import annotations

from hubsim.errors import Problem, in_order
from hubsim.spec.checks.aims import aims
from hubsim.spec.checks.demand import MONTHS, contacts, knowledge, ratings
from hubsim.spec.checks.knowing import knowing
from hubsim.spec.checks.people import agencies, calendar, roles
from hubsim.spec.checks.presence import week_of
from hubsim.spec.checks.pressure import pressure
from hubsim.spec.checks.ratings import interrupts, urgencies
from hubsim.spec.checks.report import Report
from hubsim.spec.checks.seats import seats
from hubsim.spec.checks.size import size
from hubsim.spec.checks.stages import stages
from hubsim.spec.checks.ways import targets_of, ways
from hubsim.spec.checks.working_together import working_together
from hubsim.spec.fields import Path
from hubsim.spec.hub import Hub, Route
from hubsim.spec.route import Row
from hubsim.spec.source import Source


def check(hub: Hub, text: Source, mended: frozenset[Path] = frozenset()) -> list[Problem]:
    """Look at everything; return all problems in the order of the file.

    Parameters
    ----------
    hub : Hub
        Valid by its schema.
    text : Source
        For the places.
    mended : set of path
        What was wrong with the form and is told already; what follows from it is not told.
    """
    report = Report(hub, text, mended)
    if not size(report):
        return list(report.found)
    for each in (
        calendar, agencies, roles, seats, ratings, interrupts, urgencies, contacts, knowledge,
        knowing, pressure, aims, working_together, stages, ways,
    ):  # fmt: skip
        each(report)
    return list(in_order(report.found))


def row_for(route: Route, source: str, rating: str) -> Row | None:
    """Find the shares for a case of this source and rating."""
    return route.row(source, rating)


__all__ = ["MONTHS", "Report", "check", "row_for", "targets_of", "week_of"]
