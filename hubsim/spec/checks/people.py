"""Whether agencies, roles and hours fit together, and people can work these hours."""

from __future__ import annotations

import zoneinfo
from functools import cache

from hubsim import units
from hubsim.errors import nearest
from hubsim.spec.checks.presence import (
    RESERVED_HOURS,
    at_once,
    full_posts,
    hours_in,
    hours_known,
    part_spans,
    spans_of,
    week_of,
)
from hubsim.spec.checks.report import NEEDED, Report
from hubsim.spec.fields import Path
from hubsim.spec.hub import Role
from hubsim.units import MINUTE, said

WEEK_LIMIT_HOURS = 48
"""Working Time Regulations 1998, regulation 4: the average week is at most 48 hours."""


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
    zones = _zones()
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


@cache
def _zones() -> list[str]:
    """Names of the time zones there are, in order; finding them goes through many folders."""
    return sorted(zoneinfo.available_timezones())


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
        known = hours_known(hub, role.hours)
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
        if known:
            _some_hours(report, at, role)
        if 0 < role.time_for_cases.value < 0.01:
            report.at_value(
                "E222",
                (*at, "time_for_cases"),
                f'"{name}" has {role.time_for_cases.text} of the time for cases: every piece of '
                "work would take weeks",
                "write 1% or more, or people: 0 if they do no work on cases",
            )
        report.every((*at, "undivided"), role.undivided, hub.ratings, "rating")
        _rota(report, at, name, role)
        _called_away(report, at, name, role)
        _without_effect(report, at, name, role)


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
    """Refuse weeks that no person may work, on average over a rota."""
    hub, people, path = report.hub, full_posts(role), ("roles", name)
    shifts = hours_in(spans_of(hub, role))
    hours = shifts * at_once(role) / people if people else 0
    if hours > WEEK_LIMIT_HOURS:
        turns = "" if at_once(role) == people else f", {at_once(role)} of {people} at work at once"
        rota = int(WEEK_LIMIT_HOURS * people / shifts)
        help = f"nobody works more than {WEEK_LIMIT_HOURS} hours a week; "
        if rota:
            help += f"if they take turns by day\nwrite at_work_at_once: {rota}; "
        report.at_value(
            "E204",
            (*path, "hours"),
            f'"{role.hours}" comes to {hours:g} hours a week for each person of "{name}"{turns}',
            f"{help}for seats that are always\nfilled write posts: "
            f"{at_once(role)} instead of people, or give shorter hours",
        )
    for number, text in enumerate(role.part_time):
        hours = hours_in(part_spans(hub, role, text))
        if hours > WEEK_LIMIT_HOURS:
            report.at_value(
                "E204",
                (*path, "part_time", number),
                f'{said(text)} comes to {hours:g} hours a week for one person of "{name}"',
                f"nobody works more than {WEEK_LIMIT_HOURS} hours a week",
            )


def _some_hours(report: Report, at: Path, role: Role) -> None:
    """Refuse days on which the hours of a role have no open minute."""
    hub = report.hub
    given = [((*at, "part_time", n), text) for n, text in enumerate(role.part_time)]
    if role.present:
        given.append(((*at, "present"), role.present))
    begin = sorted({day for day, _, _ in week_of(hub, role.hours)})
    days = ", ".join(units.WEEKDAYS[day] for day in begin)
    for path, text in given:
        if not part_spans(hub, role, text):
            report.at_value(
                "E226",
                path,
                f'{said(text)} leaves no open minute of the hours "{role.hours}"',
                f"shifts of these hours begin on {days}",
            )


def _rota(report: Report, at: Path, name: str, role: Role) -> None:
    """Refuse rotas of more people than there are, and what cannot be said of posts."""
    if role.posts is not None and role.people is None:
        for key in ("at_work_at_once", "away", "absence", "cover"):
            if key in role.model_fields_set:
                report.at_key(
                    "E225",
                    (*at, key),
                    f'"{name}" has posts, which a rota keeps filled: {key} is for people',
                    "delete it, or write people: instead of posts:",
                )
        return
    turns, people = role.at_work_at_once, role.people
    if turns is not None and people is not None and turns.value > people.value:
        report.at_value(
            "E225",
            (*at, "at_work_at_once"),
            f'{turns.value} of "{name}" cannot be at work at once: there {are(people.value)}',
            f"write {people.value} or less, or more people" if people.value else "write people: 1",
        )


def _called_away(report: Report, at: Path, name: str, role: Role) -> None:
    """Refuse being called away without a pause, or every few seconds."""
    called = role.called_away
    if called is None:
        return
    if called.after.value.mean == 0:
        report.at_value(
            "E226",
            (*at, "called_away", "after"),
            f'"{name}" would be called away again at once, and never be there',
            "write how long somebody is there before, such as 3 days",
        )
    elif called.after.value.mean + called.lasts.value.mean < MINUTE:
        report.at_value(
            "E226",
            (*at, "called_away", "after"),
            f'"{name}" would be called away several times a minute',
            "is the unit right?",
        )
    elif called.lasts.value.mean == 0:
        message = "being called away for no time changes nothing"
        report.at_value(
            "W221", (*at, "called_away", "lasts"), message, "write a time, or delete it"
        )


def _without_effect(report: Report, at: Path, name: str, role: Role) -> None:
    """Warn of fields that change nothing without another."""
    there = not role.absence.value and (role.away is None or not role.away.value)
    if "cover" in role.model_fields_set and there and role.posts is None:
        message = f'cover changes nothing: nobody of "{name}" is ever away'
        report.at_key("W221", (*at, "cover"), message, "add absence: 5%, or delete it")
    if role.reread is not None and role.unfinished != "hand back":
        message = f'reread changes nothing: "{name}" hands nothing back'
        report.at_key("W221", (*at, "reread"), message, "add unfinished: hand back, or delete it")
    if role.undivided and role.time_for_cases.value == 1:
        message = f'undivided changes nothing: cases get all the time of "{name}"'
        report.at_key("W221", (*at, "undivided"), message, "add time_for_cases: 70%, or delete it")


def are(count: int) -> str:
    """Say how many there are."""
    return "is nobody" if not count else f"{'is' if count == 1 else 'are'} {count}"


def hours_field(report: Report, path: Path, name: str) -> None:
    """Report a name of hours that does not exist."""
    report.known(path, name, [*report.hub.calendar.hours, *RESERVED_HOURS], "hours")
