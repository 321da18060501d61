"""Whether work has somebody to do it, and fits into a shift."""

from __future__ import annotations

from collections.abc import Iterable

from hubsim.spec.checks.presence import hours_known, week_of, works
from hubsim.spec.checks.ratings import values
from hubsim.spec.checks.report import Report
from hubsim.spec.fields import Path
from hubsim.units import clock_time


def served(report: Report, at: Path, what: str, who: tuple[str, ...], key: str = "who") -> None:
    """Refuse work that nobody is ever there to do."""
    roles = [report.hub.roles[role] for role in who if role in report.hub.roles]
    if len(roles) == len(who) > 0 and not any(map(works, roles)):
        have = "has" if len(who) == 1 else "have"
        report.at_value(
            "E212",
            (*at, key),
            f"{what} can never be served: {' and '.join(who)} {have} nobody, or no time for cases",
            "give the role people and time_for_cases, or name another role",
        )


def long_work(report: Report, path: Path, who: Iterable[str], work: object) -> None:
    """Warn of one piece of work that is longer than the longest shift."""
    hub = report.hub
    hours = [hub.roles[role].hours for role in who if role in hub.roles]
    spans = [
        end - start
        for name in hours
        if hours_known(hub, name)
        for _, start, end in week_of(hub, name)
    ]
    longest = 60 * max(spans, default=0)
    if not spans or "always" in hours:
        return
    for rating, length in values(work):
        if length.mean > longest:
            report.at_value(
                "W213",
                (*path, rating) if rating else path,
                f"one piece of work takes {clock_time(length.mean)}, longer than a whole shift of "
                f"{clock_time(longest)}",
                "is the unit right? if so, it is spread over several days",
            )
