"""Do the parts of a hub fit together? Names that must exist, shares that must sum, ways that must end.

Each check looks at one thing and reports every instance of it. Errors stop before a run; warnings
go into every report. Load is not judged here but in `hubsim.structure`, from the traffic.
"""

from __future__ import annotations

import math
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hubsim import units
from hubsim.errors import Problem, did_you_mean, in_order
from hubsim.spec.hub import OTHERWISE, Hub, Route, Source, Stage
from hubsim.spec.quantity import Quantity
from hubsim.spec.source import Source as Text
from hubsim.units import clock_time

WEEK_LIMIT_HOURS = 48
"""Working Time Regulations 1998, regulation 4: the average week is at most 48 hours."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Collects problems, each at the place of a path."""

    hub: Hub
    text: Text
    found: list[Problem] = field(default_factory=list)

    def at_value(self, code: str, path: Path, message: str, help: str = "") -> None:
        """Report something wrong with the value at a path."""
        self.found.append(Problem(code, message, self.text.place(path), help))

    def at_key(self, code: str, path: Path, message: str, help: str = "") -> None:
        """Report something wrong with the entry at a path."""
        self.found.append(Problem(code, message, self.text.key_place(path), help))

    def known(self, path: Path, name: str, among: Iterable[str], what: str) -> bool:
        """Report a name that does not exist among those of its kind."""
        names = list(among)
        if name in names:
            return True
        shown = self.text.spots.get(path)
        place = self.text.place(path)
        if shown is not None and shown.key is not None and path[-1] == name:
            place = shown.key
        help = did_you_mean(name, names, f"known {what}s")
        self.found.append(Problem("E201", f'there is no {what} "{name}"', place, help))
        return False


def check(hub: Hub, text: Text) -> list[Problem]:
    """Look at everything; return all problems in the order of the file.

    Parameters
    ----------
    hub : Hub
        Valid by its schema.
    text : Source
        For the places.
    """
    report = Report(hub, text)
    for each in (calendar, roles, ratings, contacts, knowledge, stages, ways):
        each(report)
    return list(in_order(report.found))


def calendar(report: Report) -> None:
    """Time zone, hours that cannot be named, surges of sources that exist."""
    hub = report.hub
    zones = zoneinfo.available_timezones()
    report.known(("calendar", "timezone"), hub.calendar.timezone, sorted(zones), "time zone")
    for name in hub.calendar.hours:
        if name in {"always", "working_day"}:
            report.at_key(
                "E202", ("calendar", "hours", name), f'"{name}" has a meaning of its own', "rename it"
            )
    for number, surge in enumerate(hub.calendar.surges):
        _every(report, ("calendar", "surges", number, "sources"), surge.sources, hub.contacts, "source")


def _every(report: Report, path: Path, names: Iterable[str], among: Iterable[str], what: str) -> None:
    known = list(among)
    for number, name in enumerate(names):
        at = (*path, number) if (*path, number) in report.text.spots else path
        report.known(at, name, known, what)


def roles(report: Report) -> None:
    """Agencies and hours that exist, people or posts, weeks that a person may work."""
    hub = report.hub
    for name, role in hub.roles.items():
        at: Path = ("roles", name)
        report.known((*at, "agency"), role.agency, hub.agencies, "agency")
        known = report.known(
            (*at, "hours"), role.hours, [*hub.calendar.hours, "working_day", "always"], "hours"
        )
        if (role.people is None) == (role.posts is None):
            both = role.people is not None
            report.at_key(
                "E203",
                at,
                f'role "{name}" has {"both people and posts" if both else "neither people nor posts"}',
                "people: 3 for persons with these hours each, or posts: 3 for seats that a rota "
                "keeps filled",
            )
        elif role.people is not None and known:
            _week(report, name)


def _week(report: Report, name: str) -> None:
    role = report.hub.roles[name]
    hours = sum(end - start for _, start, end in week_of(report.hub, role.hours)) / 60
    if hours > WEEK_LIMIT_HOURS and role.people is not None and role.people.value > 0:
        report.at_value(
            "E204",
            ("roles", name, "hours"),
            f'"{role.hours}" comes to {hours:g} hours a week for each person of "{name}"',
            f"nobody works more than {WEEK_LIMIT_HOURS} hours a week; for seats that are always "
            f"filled write posts: {role.people.value} instead of people, or give shorter hours",
        )


def week_of(hub: Hub, hours: str) -> tuple[tuple[int, int, int], ...]:
    """The open stretches of named hours, as (day, start minute, end minute)."""
    if hours == "always":
        return tuple((day, 0, 1440) for day in range(7))
    if hours == "working_day":
        return hub.calendar.working_day.spans
    return hub.calendar.hours[hours].spans


def ratings(report: Report) -> None:
    """Targets whose length fits their clock."""
    for name, rating in report.hub.ratings.items():
        if rating.decide_within is None or rating.clock is None:
            continue
        written = rating.decide_within.value.clock
        fits = {"elapsed": {"elapsed", "working hours"}, "working hours": {"working hours"}}
        if rating.clock not in fits.get(written, {"working days"}):
            report.at_value(
                "E205",
                ("ratings", name, "clock"),
                f'"{rating.decide_within.text}" does not fit the clock "{rating.clock}"',
                "hours run elapsed or in working hours; working days run in working days",
            )


def contacts(report: Report) -> None:
    """Volumes, shares that sum, ratings that exist."""
    hub = report.hub
    if not hub.contacts:
        report.at_key("E206", ("contacts",), "no contacts: nothing would ever arrive", "add a source")
    for name, source in hub.contacts.items():
        at: Path = ("contacts", name)
        if (source.volume is None) == (source.every is None):
            report.at_key(
                "E207",
                at,
                f'source "{name}" needs either a volume or a regular interval',
                "write volume: 310 per week, or every: 15 min",
            )
        if source.every is not None and not (
            source.every.value.clock == "elapsed" and source.every.value.seconds > 0
        ):
            report.at_value("E207", (*at, "every"), "contacts need some time between them", "every: 15 min")
        if source.volume is not None and source.volume.value == 0:
            report.at_value("W207", (*at, "volume"), f'source "{name}" never sends anything')
        _times(report, at, source)
        _whole(report, (*at, "true_need"), source.true_need)
        for need, share in source.true_need.items():
            if share.value > 0 and need not in source.first_seen_as and len(hub.ratings) > 1:
                report.at_key(
                    "E208",
                    (*at, "true_need", need),
                    f"nothing says how {need} need is rated at first sight",
                    f"add first_seen_as: {{{need}: {{{next(iter(hub.ratings))}: 100%}}}}",
                )
        for need, row in source.first_seen_as.items():
            _whole(report, (*at, "first_seen_as", need), row)
            for rating in row:
                report.known((*at, "first_seen_as", need, rating), rating, hub.ratings, "rating")


def _times(report: Report, at: Path, source: Source) -> None:
    for text in source.arrives:
        try:
            units.week_hours(text)
        except units.UnitError as error:
            path = (*at, "arrives", text)
            place = path if path in report.text.spots else (*at, "arrives")
            report.at_value("E103", place, f"arrives: {error.message}", error.advice)
    if len(source.arrives) > 1:
        _whole(report, (*at, "arrives"), source.arrives)
    for month in source.by_month:
        report.known((*at, "by_month", month), month, MONTHS, "month")
    if source.together:
        _whole(report, (*at, "together"), source.together)
    for size in source.together:
        if not size.isdecimal() or not 1 <= int(size) <= 50:
            report.at_key(
                "E103", (*at, "together", size), f'"{size}" is no number of children or adults', "1 to 50"
            )


def knowledge(report: Report) -> None:
    """Facts are held by agencies that exist."""
    for name in report.hub.what_they_know:
        report.known(("what_they_know", name), name, report.hub.agencies, "agency")


def stages(report: Report) -> None:
    """Each stage does one thing, with people and hours that exist, and says where cases go."""
    hub = report.hub
    for source, start in hub.starts_at.items():
        at = ("starts_at", source) if ("starts_at", source) in report.text.spots else ("starts_at",)
        report.known(at, start, hub.stages, "stage")
    for name in set(hub.stages) & set(hub.outcomes):
        report.at_key("E209", ("outcomes", name), f'"{name}" is both a stage and an outcome', "rename one")
    for name, stage in hub.stages.items():
        at: Path = ("stages", name)
        kinds = ("work", "wait", "ask", "meeting")
        does = [key for key in kinds if getattr(stage, key) is not None]
        if len(does) != 1 or (stage.work is not None) != bool(stage.who or stage.needs):
            report.at_key("E210", at, _one_thing(name, stage, does), ONE_THING)
        _every(report, (*at, "who"), stage.who, hub.roles, "role")
        _every(report, (*at, "decides_from"), stage.decides_from, hub.agencies, "agency")
        _clock(report, at, stage.during)
        for key in ("work", "wait", "seen_after", "at_the_latest"):
            _by_rating(report, (*at, key), getattr(stage, key))
        _served(report, at, name, stage.who)
        _long_work(report, at, stage.who, stage.work)
        if stage.ask is not None:
            _requests(report, at, stage)
        _route(report, (*at, "then"), stage.then)


ONE_THING = (
    "a stage has work with who does it, or a wait, or ask with agencies:\n"
    "who: screener, work: 30 min (15 to 75)   or   wait: 2 h   or   ask: {police: ...}"
)


def _one_thing(name: str, stage: Stage, does: list[str]) -> str:
    if len(does) > 1:
        return f'stage "{name}" has {" and ".join(does)}: one of them is enough'
    if stage.who and not does:
        return f'stage "{name}" says who, but no work'
    if stage.work is not None:
        return f'stage "{name}" has work, but nobody to do it'
    if stage.who:
        return f'stage "{name}" says who, but {does[0]} needs nobody'
    return f'stage "{name}" does nothing'


def _clock(report: Report, at: Path, during: str) -> None:
    hours = [*report.hub.calendar.hours, "working_day", "always"]
    report.known((*at, "during"), during, hours, "hours")


def _by_rating(report: Report, path: Path, given: object) -> None:
    if not isinstance(given, Mapping):
        return
    for rating in given:
        report.known((*path, rating), rating, report.hub.ratings, "rating")
    for rating in report.hub.ratings:
        if rating not in given:
            report.at_key("E211", path, f'{path[-1]} says nothing for the rating "{rating}"', f"add {rating}: …")


def _served(report: Report, at: Path, name: str, who: tuple[str, ...]) -> None:
    roles = [report.hub.roles[role] for role in who if role in report.hub.roles]
    if roles and all((role.people or role.posts or Quantity(1)).value == 0 for role in roles):
        report.at_value(
            "E212",
            (*at, "who"),
            f'"{name}" can never be served: {" and ".join(who)} {"has" if len(who) == 1 else "have"} nobody',
            "give the role people, or name another role",
        )


def _long_work(report: Report, at: Path, who: tuple[str, ...], work: object) -> None:
    spans = [
        end - start
        for role in who
        if role in report.hub.roles and _hours_known(report.hub, report.hub.roles[role].hours)
        for _, start, end in week_of(report.hub, report.hub.roles[role].hours)
    ]
    if not spans or work is None:
        return
    for given in work.values() if isinstance(work, Mapping) else [work]:
        mean = given.value.mean
        if mean > 60 * max(spans):
            report.at_value(
                "W213",
                (*at, "work"),
                f"one piece of work takes {clock_time(mean)}, longer than a whole shift of "
                f"{clock_time(60 * max(spans))}",
                "is the unit right?",
            )


def _hours_known(hub: Hub, name: str) -> bool:
    return name in hub.calendar.hours or name in {"always", "working_day"}


def _requests(report: Report, at: Path, stage: Stage) -> None:
    hub = report.hub
    asked = stage.ask or {}
    if not asked:
        report.at_key("E210", (*at, "ask"), "nobody is asked", "ask: {police: {…}}")
    for agency, request in asked.items():
        path = (*at, "ask", agency)
        report.known(path, agency, hub.agencies, "agency")
        _every(report, (*path, "who"), request.who, hub.roles, "role")
        _clock(report, path, request.during)
        if bool(request.who) != (request.work is not None) or bool(request.who) == (
            request.reply_takes is not None
        ):
            report.at_key(
                "E210",
                path,
                f'the question to "{agency}" needs either who and work, or reply_takes',
                "who: police_researcher, work: 40 min (20 to 90)   or   reply_takes: 8 h",
            )
        for key in ("share_asked", "work", "reply_takes", "seen_after", "reply_seen_after"):
            _by_rating(report, (*path, key), getattr(request, key))
        _served(report, path, f"question to {agency}", request.who)
        _long_work(report, path, request.who, request.work)
    _every(report, (*at, "go_on_when", "all_of"), stage.go_on_when.all_of, asked, "asked agency")
    needed = stage.go_on_when.and_at_least
    if needed is not None and needed.value > len(asked):
        report.at_value(
            "E214",
            (*at, "go_on_when", "and_at_least"),
            f"{needed.value} replies are needed and only {len(asked)} agencies are asked",
            f"write {len(asked)} or less",
        )


def _route(report: Report, at: Path, route: Route) -> None:
    hub = report.hub
    targets = [*hub.stages, *hub.outcomes]
    for key, row in route.rows.items():
        for target in row:
            path = (*at, *key, target) if (*at, *key, target) in report.text.spots else (*at, *key)
            report.known(path, target, targets, "stage or outcome")
        _whole(report, (*at, *key), row)
    for depth in (0, 1):
        words = [key[depth] for key in route.rows if len(key) > depth]
        kinds = [set(hub.ratings), set(hub.contacts)]
        fits = [kind for kind in kinds if all(word in kind or word == OTHERWISE for word in words)]
        if words and not fits:
            known = sorted(kinds[0] | kinds[1] | {OTHERWISE})
            for key in route.rows:
                if len(key) > depth and not any(key[depth] in kind for kind in kinds):
                    path = (*at, *key[: depth + 1])
                    report.known(path, key[depth], known, "rating or source")
    for who in _uncovered(hub, route):
        report.at_key(
            "E215",
            at,
            f"nothing says where cases go that are {who}",
            f"add a line for them, or {OTHERWISE}: …",
        )


def row_for(route: Route, source: str, rating: str) -> Mapping[str, Quantity[float]] | None:
    """Find the row for a case of this source and rating: the most exact first, then ``otherwise``."""
    tries = [(source, rating), (rating, source), (source, OTHERWISE), (rating, OTHERWISE)]
    tries += [(OTHERWISE, rating), (OTHERWISE, source), (source,), (rating,)]
    tries += [(OTHERWISE, OTHERWISE), (OTHERWISE,), ()]
    return next((route.rows[key] for key in tries if key in route.rows), None)


def _uncovered(hub: Hub, route: Route) -> Iterator[str]:
    if any(row_for(route, source, rating) is None for source in hub.contacts for rating in hub.ratings):
        for rating in hub.ratings:
            if all(row_for(route, source, rating) is None for source in hub.contacts):
                yield f'rated "{rating}"'
        for source in hub.contacts:
            if all(row_for(route, source, rating) is None for rating in hub.ratings):
                yield f'from "{source}"'


def _whole(report: Report, path: Path, row: Mapping[str, Quantity[float]]) -> None:
    total = math.fsum(share.value for share in row.values())
    if row and not math.isclose(total, 1.0, abs_tol=1e-9):
        terms = " + ".join(f"{name} {_percent(share.value)}" for name, share in row.items())
        report.at_key(
            "E216",
            path,
            f"shares sum to {_percent(total)}, not 100%: {terms}",
            f"{_percent(abs(1 - total))} {'are missing' if total < 1 else 'are too many'}",
        )


def _percent(share: float) -> str:
    return f"{share * 100:.6g}%"


def ways(report: Report) -> None:
    """Every stage is reached and every way ends, in time that passes."""
    hub = report.hub
    if any(problem.code in {"E201", "E210", "E215"} for problem in report.found):
        return  # what follows from these would be said twice
    if any(problem.code == "E209" for problem in report.found):
        return
    after = {name: targets_of(stage) for name, stage in hub.stages.items()}
    reached = _closure(set(hub.starts_at.values()), lambda name: after.get(name, []))
    for name in hub.stages:
        if name not in reached:
            report.at_key("W217", ("stages", name), f'no case ever comes to the stage "{name}"')
    before: dict[str, list[str]] = {}
    for name, targets in after.items():
        for target in targets:
            before.setdefault(target, []).append(name)
    ends = _closure(set(hub.outcomes), lambda name: before.get(name, []))
    stuck = [name for name in hub.stages if name in reached and name not in ends]
    if stuck:
        loop = _loop(stuck[0], after)
        report.at_key(
            "E218",
            ("stages", stuck[0], "then"),
            f"cases can never leave: {' -> '.join(loop)}",
            f"let some of them go to an outcome: {', '.join(hub.outcomes)}",
        )
    _instant_loops(report, after)


def _instant_loops(report: Report, after: Mapping[str, list[str]]) -> None:
    """Find loops in which no time passes."""
    timeless = {name for name, stage in report.hub.stages.items() if _takes_no_time(stage)}
    inside = {name: [to for to in after[name] if to in timeless] for name in timeless}
    for name in report.hub.stages:
        if name in timeless and name in _closure(set(inside[name]), lambda n: inside[n]):
            report.at_key(
                "E219",
                ("stages", name),
                f"a loop in which no time passes: {' -> '.join(_loop(name, inside))}",
                "give one of its stages work or a wait",
            )
            return


def _takes_no_time(stage: Stage) -> bool:
    if stage.ask is not None:
        return all(_zero(r.work) and _zero(r.reply_takes) and _zero(r.seen_after) for r in stage.ask.values())
    return _zero(stage.work) and _zero(stage.wait) and _zero(stage.seen_after)


def _zero(given: object) -> bool:
    if isinstance(given, Mapping):
        return all(_zero(each) for each in given.values())
    return given is None or (isinstance(given, Quantity) and given.value.mean == 0)


def _next(route: Route) -> list[str]:
    return sorted({name for row in route.rows.values() for name, share in row.items() if share.value > 0})


def targets_of(stage: Stage) -> list[str]:
    """Everywhere a case may go from a stage."""
    found = _next(stage.then)
    found += [stage.at_most.then] if stage.at_most else []
    return found + ([stage.gives_up.then] if stage.gives_up else [])


def _closure(start: set[str], after: Callable[[str], Iterable[str]]) -> set[str]:
    seen, open_ = set(start), list(start)
    while open_:
        for name in after(open_.pop()):
            if name not in seen:
                seen.add(name)
                open_.append(name)
    return seen


def _loop(start: str, after: Mapping[str, list[str]]) -> list[str]:
    """Walk from a stage until one comes again."""
    way = [start]
    while after.get(way[-1]):
        way.append(after[way[-1]][0])
        if way[-1] in way[:-1]:
            return way[way.index(way[-1]) :]
    return way
