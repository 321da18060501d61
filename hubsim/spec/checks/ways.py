"""Whether every stage is reached and every way ends, in time that passes.

The source of a case never changes, and its rating only where a stage rates anew, so each kind of
case has ways of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hubsim.spec.checks.demand import needs_of
from hubsim.spec.checks.report import Report
from hubsim.spec.hub import OTHERWISE, Hub, Request, Source, Stage
from hubsim.spec.quantity import Quantity
from hubsim.spec.reaching import reached_by
from hubsim.spec.route import SEEN_AS

Ways = Mapping[str, list[str]]
STOPS = {"E201", "E202", "E206", "E209", "E210", "E215", "E216", "E223", "E233", "E235", "E241"}
"""With one of these, what would be said of ways follows from it."""


def ways(report: Report) -> None:
    """Every stage is reached and every way ends, in time that passes."""
    hub = report.hub
    if report.mended or any(problem.code in STOPS for problem in report.found):
        return
    reached: set[str] = set()
    stuck: dict[str, tuple[list[str], list[str]]] = {}
    every: dict[str, set[str]] = {name: set() for name in hub.stages}
    kinds = kinds_of_cases(hub)
    opened = [(each.source, each.rating, each.stage) for each in hub.opening]
    for source, rating, start in [*((s, r, start_of(hub, s)) for s, r in kinds), *opened]:
        after = {name: next_of(hub, stage, source, rating) for name, stage in hub.stages.items()}
        there = _closure({start}, after)
        reached |= there
        for name in there & set(after):
            every[name] |= set(after[name])
        ends = _ending(hub, after)
        trapped = [name for name in hub.stages if name in there and name not in ends]
        if trapped:
            loop = _loop(trapped[0], after)
            stuck.setdefault(loop[0], ([], loop))[0].append(_whom(hub, source, rating))
    _full_loops(report)
    _targets_reached(report, every)
    for name in hub.stages:
        if name not in reached:
            message = f'no case ever comes to the stage "{name}"'
            help = "name it in a then:, or delete it"
            report.at_key("W217", ("stages", name), message, help)
    for name, (whom, loop) in stuck.items():
        whose = "cases" if len(whom) >= len(kinds) or not whom[0] else f"cases {whom[0]}"
        report.at_key(
            "E218",
            ("stages", name, "then"),
            f"{whose} can never leave: {' -> '.join(loop)}",
            f"let some of them go to an outcome: {', '.join(list(hub.outcomes)[:14])}",
        )
    if not stuck:
        _instant_loops(report, every)


def start_of(hub: Hub, source: str) -> str:
    """The stage where contacts of a source begin."""
    return hub.starts_at.get(source) or hub.starts_at.get(OTHERWISE, "")


def kinds_of_cases(hub: Hub) -> list[tuple[str, str]]:
    """Give the pairs of source and rating that occur and differ in where cases go."""
    named = {name for stage in hub.stages.values() for key in stage.then.rows for name in key}
    kinds: dict[tuple[str, str], tuple[str, str]] = {}
    for name, source in hub.contacts.items():
        for rating in [next(iter(hub.ratings))] if rates_anew(hub) else _ratings_of(hub, source):
            same = (name if name in named else "", rating if rating in named else "")
            kinds.setdefault(same, (name, rating))
    return list(kinds.values())


def _ratings_of(hub: Hub, source: Source) -> list[str]:
    if not source.first_seen_as:
        return list(hub.ratings)
    seen = {
        rating
        for need in needs_of(hub, source)
        for rating, part in source.first_seen_as.get(need, {}).items()
        if part.value > 0
    }
    return [rating for rating in hub.ratings if rating in seen]


def _whom(hub: Hub, source: str, rating: str) -> str:
    named = {name for stage in hub.stages.values() for key in stage.then.rows for name in key}
    said = [f'from "{source}"'] if source in named else []
    said += [f'rated "{rating}"'] if rating in named else []
    return " ".join(said)


def next_of(
    hub: Hub, stage: Stage, source: str, rating: str, seen: Sequence[str] = (*SEEN_AS, "")
) -> list[str]:
    """Give every name that cases of a source may go to next.

    Parameters
    ----------
    hub : Hub
    stage : Stage
    source, rating : str
        Of the cases; where some stage rates anew, every rating counts.
    seen : sequence of str
        The needs that may have been seen, as rows name them; empty for one not seen yet.
    """
    ratings = hub.ratings if rates_anew(hub) else [rating]
    rows = [
        stage.then.row(source, each, need) or {}
        for each in ratings
        for need in (seen if stage.then.by_need else [""])
    ]
    found = [name for row in rows for name, share in row.items() if share.value > 0]
    found += [stage.at_most.then] if stage.at_most else []
    found += [stage.gives_up.then] if stage.gives_up else []
    return list(dict.fromkeys(found))


def rates_anew(hub: Hub) -> bool:
    """Whether the rating of a case may change on its way."""
    return any(stage.rated_anew for stage in hub.stages.values())


def targets_of(stage: Stage) -> list[str]:
    """Everywhere a case may go from a stage."""
    found = [n for row in stage.then.rows.values() for n, share in row.items() if share.value > 0]
    found += [stage.at_most.then] if stage.at_most else []
    return found + ([stage.gives_up.then] if stage.gives_up else [])


def _ending(hub: Hub, after: Ways) -> set[str]:
    """Stages from which some way leads to an outcome."""
    before: dict[str, list[str]] = {}
    for name, targets in after.items():
        for target in targets:
            before.setdefault(target, []).append(name)
    return _closure(set(hub.outcomes), before)


def _closure(start: set[str], after: Mapping[str, Iterable[str]]) -> set[str]:
    """Give all that can be reached, the start itself counted."""
    seen, open_ = set(start), list(start)
    while open_:
        for name in after.get(open_.pop(), ()):
            if name not in seen:
                seen.add(name)
                open_.append(name)
    return seen


def _loop(start: str, after: Ways) -> list[str]:
    """Walk from a stage until one comes again; give the round."""
    way = [start]
    while after.get(way[-1]):
        way.append(after[way[-1]][0])
        if way[-1] in way[:-1]:
            return way[way.index(way[-1]) :]
    return way


def _instant_loops(report: Report, after: Mapping[str, set[str]]) -> None:
    """Find loops in which no time passes."""
    inside: dict[str, list[str]] = {name: [] for name in after}
    for name, stage in report.hub.stages.items():
        targets = set(after[name]) if _takes_no_time(report.hub, stage) else set()
        if stage.gives_up is not None and _zero(stage.gives_up.after):
            targets.add(stage.gives_up.then)
        inside[name] = sorted(targets & set(after))
    for name in report.hub.stages:
        way = _way_back(name, inside)
        if way:
            report.at_key(
                "E219",
                ("stages", name),
                f"a loop in which no time passes: {' -> '.join(way)}",
                "give one of its stages work or a wait",
            )
            return


def _full_loops(report: Report) -> None:
    """Find stages that send cases round and round once all have been visited often enough."""
    beyond = {
        name: [stage.at_most.then] if stage.at_most and stage.at_most.then in full else []
        for full in [{n for n, each in report.hub.stages.items() if each.at_most}]
        for name, stage in report.hub.stages.items()
    }
    for name in beyond:
        way = _way_back(name, beyond)
        if way:
            report.at_value(
                "E219",
                ("stages", name, "at_most", "then"),
                f"a loop in which no time passes, once cases came often enough: {' -> '.join(way)}",
                "send them on to a stage that takes them, or to an outcome",
            )
            return


def _targets_reached(report: Report, after: Mapping[str, set[str]]) -> None:
    """Warn of targets whose clock can never stop."""
    stages = report.hub.stages
    for name, target in report.hub.targets.items():
        if target.since not in stages or target.to not in stages or target.since == target.to:
            continue
        if target.to not in _closure({target.since}, after):
            report.at_value(
                "W232",
                ("targets", name, "to"),
                f'no case ever comes from "{target.since}" to "{target.to}": the clock never stops',
                "have the two been exchanged?",
            )


def _way_back(name: str, after: Ways) -> list[str]:
    """Give the shortest way from a stage back to itself; empty if there is none."""
    came: dict[str, str] = {}
    edge = [name]
    while edge:
        beyond = []
        for here in edge:
            for to in after[here]:
                if to == name:
                    way = [name, here]
                    while way[-1] != name:
                        way.append(came[way[-1]])
                    return way[::-1] if len(way) > 2 or here != name else [name, name]
                if to not in came:
                    came[to] = here
                    beyond.append(to)
        edge = beyond
    return []


def _takes_no_time(hub: Hub, stage: Stage) -> bool:
    if stage.ask is not None:
        return all(
            _zero(request.seen_after)
            and _zero(request.reply_seen_after)
            and _looked_up_at_once(hub, agency, request)
            for agency, request in stage.ask.items()
        )
    if stage.meeting is not None:
        return False  # it waits for a slot
    return _zero(stage.work) and _zero(stage.wait) and _zero(stage.seen_after)


def _looked_up_at_once(hub: Hub, agency: str, request: Request) -> bool:
    """Whether looking something up, or waiting until it is there, takes no time."""
    together = hub.working_together
    reached = reached_by(hub, agency, request)
    if together is None or reached == "navigator":
        return _zero(request.work) and _zero(request.reply_takes)
    access = together.access[reached]
    return _zero(access.work if reached != "e-mail" else request.reply_takes or access.reply_takes)


def _zero(given: object) -> bool:
    if isinstance(given, Mapping):
        return all(_zero(each) for each in given.values())
    return given is None or (isinstance(given, Quantity) and given.value.mean == 0)
