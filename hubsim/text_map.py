"""The map of a hub as text for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from hubsim.plain import LIMITS, WIDTH, heading, number, percent, plural, wrapped
from hubsim.spec.hub import Hub, Role
from hubsim.spec.reaching import information_of, lead_of
from hubsim.structure.congruence import Pair, congruence
from hubsim.structure.findings import Finding, Weight
from hubsim.structure.findings.finding import weekly
from hubsim.structure.hub_map import HubMap
from hubsim.structure.loops import Loop
from hubsim.structure.sharing import Sharing, sharing_of
from hubsim.structure.stops import Stops
from hubsim.structure.survey import Survey
from hubsim.structure.ways import Expected, Way

WEIGHTS = {
    Weight.STOPS: "Cases stop, or pile up without end",
    Weight.HARMS: "Cases go on, but late, blind or in nobody's hands",
    Weight.STRAINS: "It works, with little to spare",
}
REACHED = {
    "navigator": "through their people in the hub",
    "direct": "looked up in their own system",
    "shared record": "looked up in a shared record",
    "e-mail": "by e-mail to people outside the hub",
}
STATES = {
    "signed": "agreement signed",
    "lapsing": "agreement signed until {}",
    "lapsed": "agreement lapsed",
    "none": "no agreement",
    "nothing said": "nothing said of an agreement",
    "own": "their own",
}
Row = tuple[str, ...]
WAYS = {"outside": "e-mail", "looked up": "look-up", "together": "meeting"}


def map_report(found: HubMap) -> str:
    """Report the map of a hub.

    Parameters
    ----------
    found : HubMap
    """
    s = found.survey
    start = s.program.clock.starts
    contacts = weekly(s.traffic.contacts, "contact").removesuffix(" a week")
    intro = (
        f"What can be seen of this hub before any run: {contacts} in an average week, over "
        f"{plural(round(s.traffic.weeks), 'week')} from {start.day} {start:%b %Y}. Worked out from "
        f"the file, not measured. {LIMITS}"
    )
    title = s.hub.name
    parts = [title, "=" * min(len(title), WIDTH), wrapped(intro)]
    parts += _who(found)
    parts += _stages(s)
    parts += _ways(s)
    parts += _pairs(s)
    parts += _findings(found)
    return "\n".join(parts)


# ------------------------------------------------------------------ who is in the hub


def _who(found: HubMap) -> Iterator[str]:
    """Agencies with their roles, people and seats, what they are asked, and what hangs on them."""
    s, hub = found.survey, found.survey.hub
    yield heading(
        "Who is in the hub (people, hours, and the share of their time that is asked for)"
    )
    for number_, (name, agency) in enumerate(hub.agencies.items()):
        if number_:
            yield ""
        yield from _line(_named(hub, "agencies", name), agency.sits.text)
        for role, each in hub.roles.items():
            if each.agency == name:
                yield from _role(s, role, each)
        yield from _asked(s, name)
        if name in found.without:
            yield from _without(s, name, found.without[name])


def _line(left: str, right: str) -> Iterator[str]:
    """Put one text to the left and one to the right, or below where there is no room."""
    if len(left) + len(right) + 2 <= WIDTH:
        yield f"{left}{right:>{WIDTH - len(left)}}".rstrip()
        return
    yield wrapped(left)
    yield wrapped(right, "    ")


def _named(hub: Hub, section: str, name: str) -> str:
    """The name shown to people, and the one in the file where they differ."""
    label = hub.label(section, name)
    return label if label.lower() == name.replace("_", " ").lower() else f"{label} ({name})"


def _role(s: Survey, name: str, role: Role) -> Iterator[str]:
    load = s.loads[name].load
    cells = (
        f"  {_fitted(s.hub, name, 31)}", _people(role), _hours(role), percent(load) if load else ""
    )  # fmt: skip
    yield from _table([cells], (34, 20, 16, 10), "<<<>")
    agency = s.hub.agencies[role.agency]
    if role.sits is not None and role.sits != agency.sits:
        yield wrapped(f"sits: {role.sits.text}", "      ")


def _fitted(hub: Hub, role: str, room: int) -> str:
    """The name of a role shown to people and the one in the file; of the first as much as fits."""
    both = _named(hub, "roles", role)
    if len(both) <= room or not both.endswith(f"({role})"):
        return both
    left = room - len(role) - 4
    return f"{hub.label('roles', role)[:left].rstrip()}… ({role})" if left >= 5 else role


def _people(role: Role) -> str:
    """How many people, in a few words."""
    if role.posts is not None:
        found = plural(role.posts.value, "post")
    else:
        count = role.people.value if role.people else 0
        found = "1 person" if count == 1 else f"{count} people"
    if role.at_work_at_once:
        found += f", {role.at_work_at_once.value} at once"
    return found + (f" + {len(role.part_time)} part" if role.part_time else "")


def _hours(role: Role) -> str:
    named = role.hours.replace("_", " ")
    return f"{named}, {role.present}" if role.present else named


def _asked(s: Survey, agency: str) -> Iterator[str]:
    """How often an agency is asked, how it is reached, and under which agreement."""
    asked = [each for each in s.questions() if each.to == agency]
    if not asked:
        return
    times = sum(each.per_week for each in asked)
    parts = [f"asked {weekly(times, 'time')}"]
    others = [each for each in asked if each.of != agency]
    said = information_of(s.hub, agency)
    if said is not None:
        parts.append(REACHED[said.reached_by])
    held = sharing_of(s.traffic, others[0].of, agency) if others else None
    if held is not None:
        parts.append(STATES[held.state].format(held.until))
    if any(each.receiver or each.reached for each in asked) or said is not None:
        yield wrapped("; ".join(parts), "    ")
        return
    yield wrapped(f"{parts[0]}, outside the hub", "    ")


def _without(s: Survey, agency: str, stops: Stops) -> Iterator[str]:
    """What stops while all their people are away."""
    decided = bool(s.ways.decisions)
    unheard = {holder for _, holder in stops.unheard} == {agency}
    if stops.every_way:
        said = "no case is decided" if decided else "no case leaves the hub"
    elif round(stops.before, 3):
        said = f"{percent(stops.before)} of contacts are not decided"
    elif round(stops.anywhere, 3):
        said = f"{percent(stops.anywhere)} of contacts wait{' after the decision' * decided}"
    elif unheard:
        said = "cases go on, and they are not heard"
    elif stops.unheard or stops.put_off:
        said = "cases go on another way"
    else:
        return
    yield wrapped(f"without them {said}", "    ")


# ------------------------------------------------------------------ stages and ways


def _stages(s: Survey) -> Iterator[str]:
    """Every stage: who works there, who leads, and how many cases come."""
    yield heading("The stages (cases in an average week, and visits for 100 contacts)")
    led = s.hub.working_together is not None
    rows = [("", "done by", "led by" if led else "", "a week", "of 100")]
    for name in s.hub.stages:
        cases = s.cases_at(name)
        mark = "* " if s.hub.stages[name].decides else "  "
        rows.append(
            (
                mark + s.hub.label("stages", name),
                _done_by(s.hub, name),
                _lead(s.hub, name) if led else "",
                number(cases),
                number(100 * cases / s.traffic.contacts) if s.traffic.contacts else "",
            )
        )
    widths = (31, 24, 10, 8, 7) if led else (32, 33, 0, 8, 7)
    yield from _table(rows, widths, "<<<>>")
    if s.ways.decisions:
        yield "* decides"


def _done_by(hub: Hub, name: str) -> str:
    """Who works at a stage, or what happens there instead."""
    stage = hub.stages[name]
    if stage.who:
        return ", ".join(stage.who)
    if stage.ask is not None:
        return f"asks {', '.join(stage.ask)}"
    if stage.meeting is not None:
        return f"meeting: {', '.join(stage.meeting.needs)}"
    return " + ".join(stage.needs) if stage.needs else "(a wait)"


def _lead(hub: Hub, name: str) -> str:
    lead = lead_of(hub, name)
    if lead is None:
        return "nobody"
    return lead.how if lead.how != "clear" else ", ".join(lead.who)


def _ways(s: Survey) -> Iterator[str]:
    """The shortest and the longest way, what is to be expected, and loops."""
    ways = s.ways
    yield heading("The ways to a decision" if ways.decisions else "The ways out of the hub")
    if ways.shortest is None or ways.longest is None:
        yield "no case comes to a decision"
        return
    if ways.shortest.stages == ways.longest.stages:
        yield from _way(s.hub, "The only way:", ways.shortest)
    else:
        yield from _way(s.hub, "Shortest:", ways.shortest)
        known = "Longest:" if ways.longest.exact else "Longest found:"
        yield from _way(s.hub, known, ways.longest)
    rows: list[Row] = [("", "contacts", "decided", "stages", "questions", "changes of agency")]
    rows.append(_expected("All", ways.everyone))
    if len(ways.by_rating) > 1:
        rows += [
            _expected(f"  {s.hub.label('ratings', name)}", each)
            for name, each in ways.by_rating.items()
        ]
    yield ""
    yield from _table(rows, (22, 10, 10, 9, 11, 18), "<>>>>>")
    yield wrapped(
        "To be expected of a case on average, up to the decision or to leaving without one."
    )
    used = [loop for loop in s.loops if loop.cases]
    if used:
        yield ""
    for loop in used:
        yield wrapped(_loop(s.hub, loop))


def _way(hub: Hub, title: str, way: Way) -> Iterator[str]:
    stages = " > ".join(hub.label("stages", name) for name in way.stages)
    changes = (
        "no change of agency" if not way.changes else f"{plural(way.changes, 'change')} of agency"
    )
    text = f"{title} {stages} ({plural(len(way.stages), 'stage')}, {changes})"
    yield textwrap.fill(text, WIDTH, subsequent_indent="    ")


def _expected(name: str, each: Expected) -> tuple[str, ...]:
    return (
        name, number(each.contacts), percent(each.decided), number(each.stages, 2),
        number(each.questions, 2), number(each.changes, 2),
    )  # fmt: skip


def _loop(hub: Hub, loop: Loop) -> str:
    """Say a loop in a sentence."""
    first = loop.rounds[0]
    way = " > ".join(hub.label("stages", name) for name in (*first, first[0]))
    more = f" (and {plural(len(loop.rounds) - 1, 'other round')})" if len(loop.rounds) > 1 else ""
    limit = "limited" if loop.bounded else "without a limit"
    return (
        f"Cases go round{more}, {limit}: {way}. For 100 that come to "
        f"{hub.label('stages', loop.at)}, {number(100 * loop.again, 2)} come back to it."
    )


# ------------------------------------------------------------------ between agencies


def _pairs(s: Survey) -> Iterator[str]:
    """Coordination needed against coordination provided, worst gaps first."""
    if not s.pairs:
        return
    yield heading("Between agencies (in an average week, worst gaps first)")
    if s.hub.working_together is None:
        rows: list[Row] = [("", "questions", "replies", "hand-overs", "heard together")]
        for pair in s.pairs:
            kinds = ("question", "reply", "hand-over", "together")
            each = [number(pair.needed.get(kind, 0.0)) for kind in kinds]  # type: ignore[call-overload]  # all are kinds
            rows.append((f"{pair.one} and {pair.other}", *each))
        yield from _table(rows, (32, 11, 9, 12, 16), "<>>>>")
        yield wrapped(
            "The hub does not say how its agencies work together (working_together), so nothing is "
            "said of seats, ties, agreements and channels."
        )
        return
    shown = [pair for pair in s.pairs if pair.gap > 0 or set(pair.needed) - {"together"}]
    heads = ("", "passes", "backed", "seats", "ties", "agreed", "record", "mostly by")
    yield from _table(
        [heads, *(_pair(s, pair) for pair in shown)], (24, 7, 8, 10, 6, 8, 7, 10), "<>>>>>>>"
    )
    if rest := len(s.pairs) - len(shown):
        yield f"and {plural(rest, 'pair')} that only sit together on cases"
    whole = congruence(s.pairs)
    yield wrapped(
        "passes: questions, replies, cases handed on or heard together. backed: the share for "
        "which the hub gives them means: somebody who is there, one record, habit (ties), an "
        f"agreement; over all pairs {percent(whole or 0.0)}. How that is weighed is assumed: "
        "docs/structure.md."
    )


def _pair(s: Survey, pair: Pair) -> tuple[str, ...]:
    return (
        f"{pair.one} and {pair.other}",
        number(pair.per_week),
        percent(pair.provided) if pair.provided is not None else "",
        _seats(s.hub, pair),
        number(pair.ties, 2) if pair.ties is not None else "",
        _agreed(pair.sharing),
        "one" if pair.one_record else "-",
        WAYS.get(pair.most_used, pair.most_used or "-"),
    )


def _seats(hub: Hub, pair: Pair) -> str:
    """How near they sit, on how many days of the hub's working week."""
    if not pair.seats:
        return "-"
    days = sorted({day % 7 for day, _, _ in hub.calendar.working_day.spans}) or list(range(7))
    nearest = max(pair.seats[day] for day in days)
    on = [day for day in days if pair.seats[day] == nearest]
    said = nearest.name.lower()
    return said if len(on) == len(days) else f"{said[:5].rstrip('i')} {len(on)}/{len(days)}"


def _agreed(sharing: Mapping[str, Sharing]) -> str:
    """The weakest agreement of a pair."""
    order = ("none", "nothing said", "lapsed", "lapsing", "signed")
    states = [each.state for each in sharing.values() if each.state != "own"]
    worst = min(states, key=order.index, default="-")
    return {"nothing said": "unsaid", "lapsing": "lapses"}.get(worst, worst)


# ------------------------------------------------------------------ findings


def _findings(found: HubMap) -> Iterator[str]:
    """All findings, those of one kind together, worst first."""
    yield heading("Findings, worst first")
    if not found.findings:
        yield wrapped(
            "None. Nothing of what is looked at (leads, agreements, single points of failure, "
            "hours, load, loops, means between agencies) is missing. That is no promise: a run "
            "shows what the numbers do."
        )
    for weight, several in groupby(found.findings, key=lambda each: each.weight):
        listed = list(several)
        yield f"{WEIGHTS[weight]}: {len(listed)}"
        for group in _alike(listed):
            yield ""
            yield from _group(group)
        yield ""
    warnings = len(found.survey.file.warnings)
    if warnings:
        yield f"hubsim check has {plural(warnings, 'warning')} beside these."


def _alike(listed: Iterable[Finding]) -> list[list[Finding]]:
    """Put findings together that are mended in the same way; each group where its worst stands."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for each in listed:
        groups.setdefault((each.code, each.title, each.problem.help), []).append(each)
    return list(groups.values())


def _group(group: Sequence[Finding]) -> Iterator[str]:
    first = group[0]
    yield from _line(f"  {first.title}", first.code)
    same = len({each.follows for each in group}) == 1
    for each in group:
        yield wrapped(_sentence(each.problem.message), "    ")
        yield f"      {each.place}"
        for place, note in each.problem.also:
            yield f"      {place} ({note})"
        if not same:
            yield wrapped(f"So {each.follows}.", "      ")
    if same:
        yield wrapped(f"So {first.follows}.", "    ")
    yield wrapped(f"To mend it: {' '.join(first.problem.help.split())}.", "    ")


def _sentence(text: str) -> str:
    """Begin with a capital letter and end with a stop."""
    return f"{text[:1].upper()}{text[1:]}."


def _table(rows: Iterable[Row], widths: Sequence[int], sides: str) -> Iterator[str]:
    """Lay cells out, each to its side; what is too long is cut."""
    for row in rows:
        cells = []
        for cell, width, side in zip(row, widths, sides, strict=True):
            room = max(0, width - 1)
            text = cell if len(cell) <= room else f"{cell[: room - 1]}…" if room else ""
            cells.append(f"{text:<{width}}" if side == "<" else f"{text:>{width}}")
        yield "".join(cells).rstrip()


__all__ = ["map_report"]
