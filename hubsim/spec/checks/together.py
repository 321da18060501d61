"""Whether those who work or meet together can ever be there at the same time."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from hubsim.spec.checks.people import are
from hubsim.spec.checks.presence import (
    WEEK,
    Presence,
    hours_known,
    left,
    longest,
    works,
)
from hubsim.spec.checks.ratings import by_rating, values
from hubsim.spec.checks.report import Report
from hubsim.spec.checks.work import long_work
from hubsim.spec.fields import Path
from hubsim.spec.hub import Meeting, Stage
from hubsim.spec.quantity import Quantity, Spread
from hubsim.units import MINUTE, WEEKDAYS, clock_time

Needs = Mapping[str, Quantity[int]]


def together(report: Report, at: Path, name: str, stage: Stage, presence: Presence) -> None:
    """Joint work and meetings: roles that exist, enough people, at the same time."""
    if stage.meeting is not None:
        _meeting(report, (*at, "meeting"), name, stage.meeting, presence)
    if not stage.needs:
        return
    path = (*at, "needs")
    long_work(report, (*at, "work"), stage.needs, stage.work)
    if not _roles_known(report, path, stage.needs):
        return
    if not _enough(report, path, name, stage.needs, presence):
        return
    shared = presence.together({role: count.value for role, count in stage.needs.items()})
    if not shared:
        message = f'"{name}" can never take place: {_apart(stage.needs, presence)}'
        help = "give them hours that overlap, or ask them one after the other"
        report.at_key("E227", path, message, help)
    elif stage.must_fit and stage.work is not None:
        _fits(report, at, name, stage.work, longest(shared))


def _roles_known(report: Report, path: Path, needs: Needs) -> bool:
    """Whether the roles exist and have hours that do."""
    hub = report.hub
    known = [report.known((*path, role), role, hub.roles, "role") for role in needs]
    return all(known) and all(hours_known(hub, hub.roles[role].hours) for role in needs)


def _enough(report: Report, path: Path, name: str, needs: Needs, presence: Presence) -> bool:
    """Whether there are ever as many people as are needed of each role."""
    fine = True
    for role, needed in needs.items():
        there = presence.most(role)
        if needed.value <= there:
            continue
        fine = False
        people = "1 person" if needed.value == 1 else f"{needed.value} people"
        at_work = works(presence.hub.roles[role])
        most = f"there {are(there)}" if at_work else "nobody of them ever has time for cases"
        at_once = " at once" if presence.hub.roles[role].at_work_at_once and at_work else ""
        report.at_value(
            "E227",
            (*path, role),
            f'"{name}" can never take place: it needs {people} of "{role}" and {most}{at_once}',
            f"write {there} or less, or give the role more people"
            if there
            else "give the role people, hours and time for cases",
        )
    return fine


def _apart(needs: Needs, presence: Presence) -> str:
    """Say who is never there at the same time: two roles, if it takes no more."""
    for one, other in combinations(needs, 2):
        if not presence.together({one: needs[one].value, other: needs[other].value}):
            return f'"{one}" and "{other}" are never there at the same time'
    named = ", ".join(f'"{role}"' for role in needs)
    return f"there is no hour at which all of them are there: {named}"


def _fits(report: Report, at: Path, name: str, length: object, minutes: int) -> None:
    """Refuse what must fit into a time in which it never does."""
    shortest = [_shortest(each) for _, each in values(length)]
    if shortest and minutes < WEEK and min(shortest) > minutes * MINUTE:
        report.at_value(
            "E227",
            (*at, "must_fit"),
            f'"{name}" can never take place: it takes {clock_time(min(shortest))} or more, and all '
            f"are there for {clock_time(minutes * MINUTE)} at most",
            "is the unit right? without must_fit they stay until it is over",
        )


def _shortest(length: Spread) -> float:
    """Seconds that it takes at least."""
    if length.shape == "constant":
        return length.mean
    return length.low if length.shape == "triangular" else 0.0


# ------------------------------------------------------------------ meetings


def _meeting(report: Report, at: Path, name: str, meeting: Meeting, presence: Presence) -> None:
    by_rating(report, (*at, "each_case"), meeting.each_case)
    for role in meeting.without:
        report.known((*at, "without", role), role, meeting.needs, "needed role")
    if not meeting.needs:
        message = f'nobody is needed for the meeting "{name}": it takes nobody\'s time'
        report.at_key("W228", at, message, "write who comes, such as needs: {manager: 1}")
        return
    path = (*at, "needs")
    if not _roles_known(report, path, meeting.needs):
        return
    if _enough(report, path, name, meeting.needs, presence):
        _slots(report, at, name, meeting, presence)
        _tables(report, at, meeting, presence)


def _slots(report: Report, at: Path, name: str, meeting: Meeting, presence: Presence) -> None:
    """Look at who is there when the meeting opens."""
    minutes = [day * 1440 + minute for day, minute in meeting.at]
    needs = {role: count.value for role, count in meeting.needs.items()}
    gone = {
        role: [m for m in minutes if presence.there(role)[m] < count]
        for role, count in needs.items()
    }
    strict = {role: count for role, count in needs.items() if role not in meeting.without}
    open_ = presence.together(strict)
    heard = [m for m in minutes if open_ >> m & 1 and any(m not in gone[role] for role in needs)]
    if not heard:
        never = [role for role in needs if len(gone[role]) == len(minutes)]
        whom = f'"{never[0]}" is not there at' if never else "somebody is missing at"
        message = f'"{name}" can never take place: {whom} any of its slots ({_listed(minutes)})'
        message = message.replace("missing at any", "missing at each")
        help = "choose slots at which all who are needed are there"
        report.at_value("E227", (*at, "at"), message, help)
        return
    if meeting.must_fit:
        most = max(left(open_, minute) for minute in heard)
        _fits(report, at, name, meeting.each_case, most)
    for role, missing in gone.items():
        if not missing:
            continue
        waived = role in meeting.without
        count = "" if needs[role] == 1 else f" (with {needs[role]} people)"
        what = (
            "cases are heard without" if waived else "the slot is lost" if len(missing) == 1
            else "these slots are lost"
        )  # fmt: skip
        report.at_value(
            "W228",
            (*at, "at"),
            f'"{role}" is not there{count} at {_listed(missing)}: {what}',
            "choose slots within the hours of everybody who is needed",
        )


def _tables(report: Report, at: Path, meeting: Meeting, presence: Presence) -> None:
    """Warn of more discussions at once than there are people for."""
    strict = [role for role in meeting.needs if role not in meeting.without]
    room = {role: presence.most(role) // meeting.needs[role].value for role in strict}
    few = min(room, key=lambda role: room[role], default="")
    if few and room[few] < meeting.at_once.value:
        there = presence.most(few)
        report.at_value(
            "W221",
            (*at, "at_once"),
            f'{meeting.at_once.value} discussions at once need more of "{few}" than the {there} '
            f"there {'is' if there == 1 else 'are'}",
            f"write at_once: {room[few]}, or give the role more people",
        )


def _listed(minutes: list[int]) -> str:
    """Name moments of the week, the first four of many."""
    named = [
        f"{WEEKDAYS[minute // 1440]} {minute % 1440 // 60:02}:{minute % 60:02}"
        for minute in minutes[:4]
    ]
    return ", ".join(named) + (f" and {len(minutes) - 4} more" if len(minutes) > 4 else "")
