"""Whether agencies, roles and hours fit together, and people can work these hours."""

from __future__ import annotations

import zoneinfo

from hubsim.errors import nearest
from hubsim.spec.checks.report import NEEDED, Report
from hubsim.spec.fields import Path
from hubsim.spec.hub import Hub, Role
from hubsim.units import said

WEEK_LIMIT_HOURS = 48
"""Working Time Regulations 1998, regulation 4: the average week is at most 48 hours."""

RESERVED_HOURS = ("working_day", "always")


def calendar(report: Report) -> None:
    """Time zone, hours that cannot be named, surges of sources that exist."""
    hub = report.hub
    _timezone(report)
    for name in hub.calendar.hours:
        if name in RESERVED_HOURS:
            report.at_key(
                "E202",
                ("calendar", "hours", name),
                f'"{name}" has a meaning of its own',
                f"choose another name; working_day is written as calendar.{name}"
                if name == "working_day"
                else "choose another name; always means every minute of the week",
            )
    for number, surge in enumerate(hub.calendar.surges):
        path = ("calendar", "surges", number, "sources")
        report.every(path, surge.sources, hub.contacts, "source")


def _timezone(report: Report) -> None:
    zone = report.hub.calendar.timezone
    zones = sorted(zoneinfo.available_timezones())
    if zone in zones:
        return
    nearby = [name for name in zones if name.startswith(("Europe/", "UTC"))]
    known = [*nearby, *zones] if len(zone) <= 60 else []
    near = nearest(zone, known)
    help = f'did you mean "{near}"?\n' if near else ""
    report.at_value(
        "E201",
        ("calendar", "timezone"),
        f"there is no time zone {said(zone)}",
        f"{help}time zones are named by continent and city, such as Europe/London, or UTC",
    )


def agencies(report: Report) -> None:
    """Sections that no hub can do without are not empty."""
    for section in NEEDED:
        if not getattr(report.hub, section):
            report.at_key(
                "E206",
                (section,),
                f"there are no {section}: a hub needs some",
                "delete this line: all cases then have one rating"
                if section == "ratings"
                else f"add one below {section}:",
            )


def roles(report: Report) -> None:
    """Agencies and hours that exist, people or posts, weeks that a person may work."""
    hub = report.hub
    for name, role in hub.roles.items():
        at: Path = ("roles", name)
        report.known((*at, "agency"), role.agency, hub.agencies, "agency")
        known = role.hours in hub.calendar.hours or role.hours in RESERVED_HOURS
        if not known:
            _unknown_hours(report, at, role)
        if (role.people is None) == (role.posts is None):
            both = role.people is not None
            what = "both people and posts" if both else "neither people nor posts"
            report.at_key(
                "E203",
                at,
                f'role "{name}" has {what}',
                "people: 3 for persons with these hours each, or posts: 3 for seats that a rota "
                "keeps filled",
            )
        elif role.people is not None and known:
            _week(report, name, role)
        if 0 < role.time_for_cases.value < 0.01:
            report.at_value(
                "E222",
                (*at, "time_for_cases"),
                f'"{name}" has {role.time_for_cases.text} of the time for cases: every piece of '
                "work would take weeks",
                "write 1% or more, or people: 0 if they do no work on cases",
            )


def _unknown_hours(report: Report, at: Path, role: Role) -> None:
    named = [*report.hub.calendar.hours, *RESERVED_HOURS]
    if not any(sign in role.hours for sign in ": "):
        report.known((*at, "hours"), role.hours, named, "hours")
        return
    report.at_value(
        "E201",
        (*at, "hours"),
        f"{said(role.hours)} is not the name of hours",
        "give these hours a name under calendar: hours:, and write that name here\n"
        f"hours: {', '.join(named[:14])}",
    )


def _week(report: Report, name: str, role: Role) -> None:
    hours = sum(end - start for _, start, end in week_of(report.hub, role.hours)) / 60
    if role.at_work_at_once is not None and role.people is not None and role.people.value > 0:
        hours *= min(1.0, role.at_work_at_once.value / role.people.value)  # they take turns by day
    if hours > WEEK_LIMIT_HOURS and role.people is not None and role.people.value > 0:
        report.at_value(
            "E204",
            ("roles", name, "hours"),
            f'"{role.hours}" comes to {hours:g} hours a week for each person of "{name}"',
            f"nobody works more than {WEEK_LIMIT_HOURS} hours a week; for seats that are always\n"
            f"filled write posts: {role.people.value} instead of people, or give shorter hours",
        )


def week_of(hub: Hub, hours: str) -> tuple[tuple[int, int, int], ...]:
    """Give the open stretches of named hours, as (day, start minute, end minute)."""
    if hours == "always":
        return tuple((day, 0, 1440) for day in range(7))
    if hours == "working_day":
        return hub.calendar.working_day.spans
    return hub.calendar.hours[hours].spans


def hours_known(hub: Hub, name: str) -> bool:
    """Whether hours of this name exist."""
    return name in hub.calendar.hours or name in RESERVED_HOURS
