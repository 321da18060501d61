"""Whether each stage does one thing, with people and hours that exist, and says what follows."""

from __future__ import annotations

from collections.abc import Mapping

from hubsim.errors import nearest
from hubsim.spec.checks.demand import whole
from hubsim.spec.checks.people import RESERVED_HOURS, hours_known, week_of
from hubsim.spec.checks.report import Report
from hubsim.spec.fields import Path
from hubsim.spec.hub import OTHERWISE, Hub, Role, Route, Stage
from hubsim.spec.quantity import Quantity
from hubsim.units import clock_time

ONE_THING = (
    "a stage has work with who does it, or a wait, or ask with agencies:\n"
    "who: screener, work: 30 min (15 to 75)   or   wait: 2 h   or   ask: {police: ...}"
)
QUESTION = "who: researcher, work: 40 min (20 to 90)   or   reply_takes: 8 h"

NEEDS_OTHER = {
    "during": ("wait", "the hours of work are those of whoever does it"),
    "means": ("wait", "only a wait can stand for something else"),
    "go_on_when": ("ask", "only questions are waited for"),
    "at_the_latest": ("ask", "only questions are waited for"),
}
"""Fields of a stage that change nothing without another."""


def stages(report: Report) -> None:
    """Each stage does one thing, with people and hours that exist, and says where cases go."""
    hub = report.hub
    for source, start in hub.starts_at.items():
        at = ("starts_at", source) if ("starts_at", source) in report.text.spots else ("starts_at",)
        report.known(at, start, hub.stages, "stage")
    for name in hub.stages:
        if name in hub.outcomes:
            message = f'"{name}" is both a stage and an outcome'
            report.at_key("E209", ("outcomes", name), message, "rename one of them")
    for name, stage in hub.stages.items():
        at: Path = ("stages", name)
        _one_thing(report, at, name, stage)
        report.every((*at, "who"), stage.who, hub.roles, "role")
        report.every((*at, "decides_from"), stage.decides_from, hub.agencies, "agency")
        _clock(report, at, stage.during)
        for key in ("work", "wait", "seen_after", "at_the_latest"):
            _by_rating(report, (*at, key), getattr(stage, key))
        _served(report, at, f'"{name}"', stage.who)
        _long_work(report, at, stage.who, stage.work)
        if stage.ask is not None:
            _requests(report, at, stage)
        _then(report, (*at, "then"), stage.then)


def _one_thing(report: Report, at: Path, name: str, stage: Stage) -> None:
    does = [key for key in ("work", "wait", "ask", "meeting") if getattr(stage, key) is not None]
    if len(does) != 1 or (stage.work is not None) != bool(stage.who or stage.needs):
        report.at_key("E210", at, _wrong_thing(name, stage, does), ONE_THING)
        return
    for key, (other, why) in NEEDS_OTHER.items():
        if key in stage.model_fields_set and other not in does:
            message = f'{key} changes nothing in the stage "{name}": {why}'
            report.at_key("W221", (*at, key), message, "delete it")


def _wrong_thing(name: str, stage: Stage, does: list[str]) -> str:
    if len(does) > 1:
        return f'stage "{name}" has {" and ".join(does)}: it can do one of them'
    if stage.who and not does:
        return f'stage "{name}" says who, but no work'
    if stage.work is not None:
        return f'stage "{name}" has work, but nobody to do it'
    if stage.who:
        return f'stage "{name}" says who, but {does[0]} needs nobody'
    return f'stage "{name}" does nothing'


def _clock(report: Report, at: Path, during: str) -> None:
    hours = [*report.hub.calendar.hours, *RESERVED_HOURS]
    report.known((*at, "during"), during, hours, "hours")


def _by_rating(report: Report, path: Path, given: object) -> None:
    if not isinstance(given, Mapping):
        return
    ratings = report.hub.ratings
    unknown = [name for name in given if not report.known((*path, name), name, ratings, "rating")]
    misspelt = {nearest(name[:60], ratings) for name in unknown}
    missing = [name for name in ratings if name not in given and name not in misspelt]
    if missing and report.intact("ratings"):
        listed = ", ".join(f'"{name}"' for name in missing)
        plural = "s" if len(missing) > 1 else ""
        report.at_key(
            "E211",
            path,
            f"{path[-1]} says nothing for the rating{plural} {listed}",
            "\n".join(f"add {name}: …" for name in missing[:4]),
        )


def _served(report: Report, at: Path, what: str, who: tuple[str, ...]) -> None:
    roles = [report.hub.roles[role] for role in who if role in report.hub.roles]
    if len(roles) == len(who) > 0 and not any(map(_works, roles)):
        have = "has" if len(who) == 1 else "have"
        report.at_value(
            "E212",
            (*at, "who"),
            f"{what} can never be served: {' and '.join(who)} {have} nobody, or no time for cases",
            "give the role people and time_for_cases, or name another role",
        )


def _works(role: Role) -> bool:
    count = role.people or role.posts
    return (count is None or count.value > 0) and role.time_for_cases.value > 0


def _long_work(report: Report, at: Path, who: tuple[str, ...], work: object) -> None:
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
    given = work.items() if isinstance(work, Mapping) else [("", work)]
    for rating, each in given:
        if not isinstance(each, Quantity) or each.value.mean <= longest:
            continue
        report.at_value(
            "W213",
            (*at, "work", rating) if rating else (*at, "work"),
            f"one piece of work takes {clock_time(each.value.mean)}, longer than a whole shift of "
            f"{clock_time(longest)}",
            "is the unit right? if so, it is spread over several days",
        )


def _requests(report: Report, at: Path, stage: Stage) -> None:
    hub, asked = report.hub, stage.ask or {}
    if not asked:
        report.at_key("E210", (*at, "ask"), "nobody is asked", "ask: {police: {reply_takes: 8 h}}")
    for agency, request in asked.items():
        path = (*at, "ask", agency)
        report.known(path, agency, hub.agencies, "agency")
        report.every((*path, "who"), request.who, hub.roles, "role")
        _clock(report, path, request.during)
        looked_up, takes = bool(request.who), request.reply_takes is not None
        if looked_up != (request.work is not None) or looked_up == takes:
            message = f'the question to "{agency}" needs either who and work, or reply_takes'
            report.at_key("E210", path, message, QUESTION)
        elif "during" in request.model_fields_set and not takes:
            message = "during changes nothing here: people answer in their own hours"
            report.at_key("W221", (*path, "during"), message, "delete it")
        for key in ("share_asked", "work", "reply_takes", "seen_after", "reply_seen_after"):
            _by_rating(report, (*path, key), getattr(request, key))
        _served(report, path, f'the question to "{agency}"', request.who)
        _long_work(report, path, request.who, request.work)
    rule = (*at, "go_on_when")
    report.every((*rule, "all_of"), stage.go_on_when.all_of, asked, "asked agency")
    needed = stage.go_on_when.and_at_least
    if needed is not None and needed.value > len(asked):
        are = "agency is" if len(asked) == 1 else "agencies are"
        report.at_value(
            "E214",
            (*rule, "and_at_least"),
            f"{needed.value} replies are needed and only {len(asked)} {are} asked",
            f"write {len(asked)} or less",
        )


def _then(report: Report, at: Path, route: Route) -> None:
    hub = report.hub
    targets = {**hub.stages, **hub.outcomes}
    for key, row in route.rows.items():
        for target in row:
            path = (*at, *key, target) if (*at, *key, target) in report.text.spots else (*at, *key)
            report.known(path, target, targets, "stage or outcome")
        if key in route.rows and (*at, *key) in report.text.spots:
            whole(report, (*at, *key), row)
    if not _rows_known(report, at, route) or not hub.ratings:
        return  # which cases a misspelt row is for, nobody knows
    for who in uncovered(hub, route):
        report.at_key(
            "E215",
            at,
            f"nothing says where cases go that are {who}",
            f"add a line for them, or {OTHERWISE}: …",
        )


def _rows_known(report: Report, at: Path, route: Route) -> bool:
    """Look at the names of rows: they exist, and those on one level are of one kind."""
    hub, fine = report.hub, report.intact("ratings", "contacts")
    either = {**hub.ratings, **hub.contacts, OTHERWISE: None}
    levels: dict[Path, list[str]] = {}
    for key in route.rows:
        for depth in range(len(key)):
            names = levels.setdefault(key[:depth], [])
            if key[depth] not in names:
                names.append(key[depth])
    for above, names in levels.items():
        for name in names:
            fine &= report.known((*at, *above, name), name, either, "rating or source")
        kinds = {name in hub.ratings for name in names if name in either and name != OTHERWISE}
        upper = {name in hub.ratings for name in above if name != OTHERWISE}
        if len(kinds) > 1 or kinds & upper:
            fine = False
            message = "rows by rating and rows by source stand side by side"
            if len(kinds) == 1:
                message = (
                    f"rows by {'rating' if kinds == {True} else 'source'} stand inside each other"
                )
            help = "write rows by rating, and inside them rows by source, or the other way round"
            report.at_key("E223", (*at, *above) if above else at, message, help)
    return fine


def uncovered(hub: Hub, route: Route) -> list[str]:
    """Say which cases have no row: by rating, by source, or by both."""
    missing = {
        (source, rating)
        for source in hub.contacts
        for rating in hub.ratings
        if route.row(source, rating) is None
    }
    said = []
    for rating in hub.ratings:
        if all((source, rating) in missing for source in hub.contacts) and hub.contacts:
            said.append(f'rated "{rating}"')
            missing -= {(source, rating) for source in hub.contacts}
    for source in hub.contacts:
        there = [rating for rating in hub.ratings if (source, rating) in missing]
        if len(there) == len(hub.ratings):
            said.append(f'from "{source}"')
        else:
            said += [f'from "{source}" and rated "{rating}"' for rating in there]
    return said


__all__ = ["stages", "uncovered"]
