"""What differs between two operating models, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hubsim.plain import WIDTH, heading, plural, wrapped
from hubsim.spec.between import changes_between
from hubsim.spec.differences import ABOUT, NAMED, Differs, differences, value_of
from hubsim.spec.hub import Hub
from hubsim.spec.places import Source, YamlPath
from hubsim.spec.read import HubFile
from hubsim.spec.scenario import Change, Scenario

PEOPLE, SEATS, SHARING, LEADS = "People and their hours", "Seats", "Sharing and access", "Leads"
STAGES, DEMAND, NUMBERS = "Stages and routes", "Contacts and need", "Other numbers"
KNOWN = "The same numbers, known differently"
GROUPS = (PEOPLE, SEATS, SHARING, LEADS, STAGES, DEMAND, NUMBERS, KNOWN)

SECTIONS = {
    "agencies": PEOPLE, "roles": PEOPLE, "calendar": PEOPLE, "working_together": NUMBERS,
    "stages": STAGES, "starts_at": STAGES, "outcomes": STAGES, "ratings": STAGES,
    "targets": STAGES, "work_order": STAGES, "feedback": STAGES, "contacts": DEMAND,
    "what_they_know": DEMAND, "comes_back": DEMAND, "opening": DEMAND,
}  # fmt: skip
TOGETHER = {
    "information": SHARING, "agreements": SHARING, "access": SHARING, "one_record": SHARING,
    "ties": SHARING, "led_by": LEADS, "leads": LEADS, "settling": LEADS, "nearness": SEATS,
}  # fmt: skip
SAID = {
    "default": "usual", "then": "goes on to", "who": "done by", "ask": "asks", "sits": "sits at",
    "led_by": "led by", "time_for_cases": "time for cases", "share_asked": "share of cases asked",
    "reached_by": "reached by", "cost": "cost of an hour", "kept": "limit kept",
    "without": "heard without", "present": "days present", "part_time": "part-time posts",
    "look_again": "looks again after", "noticed_after": "noticed after", "unclear": "where unclear",
}  # fmt: skip
LEFT_OUT = {"working_together", "information", "calendar"}
"""Words of a path that the heading says already."""
FIRST = ("people", "posts", "who", "work", "ask", "then")
"""What is told first of something that only one model has."""
SHOWN = 5
"""Parts of something that only one model has, told one by one."""


def diff_report(first: HubFile, second: HubFile) -> str:
    """Say in which points two models differ, with both values, point by point.

    Parameters
    ----------
    first, second : HubFile
        As read, everything applied.
    """
    found = [each for each in differences(first.source, second.source) if told_at_all(each)]
    title = f"From: {first.hub.name}"
    lines = [wrapped(title), wrapped(f"To:   {second.hub.name}"), "=" * min(len(title), WIDTH)]
    if not found:
        return "\n".join([*lines, "They are the same in everything that is run."])
    by_group = {group: [e for e in found if group_of(e) == group] for group in GROUPS}
    packaged = [each for each in found if each.packaged]
    counts = [
        f"{group.lower()} {sum(not e.packaged for e in some)}"
        for group, some in by_group.items()
        if any(not e.packaged for e in some)
    ]
    number = len(found) - len(packaged)
    lines.append(wrapped(f"{plural(number, 'difference')}: {', '.join(counts)}."))
    for group, some in by_group.items():
        told = [sentence(each, first.hub, second.hub) for each in some if not each.packaged]
        if told:
            lines.append(heading(group))
            lines += [line for text in told for line in _folded(text)]
    if packaged:
        lines.append(heading("Packaged numbers"))
        lines += [wrapped(each) for each in _packaged(packaged)]
    return "\n".join(lines)


def diff_records(first: HubFile, second: HubFile) -> list[dict[str, Any]]:
    """Give the same for other programs."""
    return [
        {
            "group": group_of(each),
            "path": ".".join(map(str, each.path)),
            "before": each.before,
            "after": each.after,
            "packaged": each.packaged,
            "said": sentence(each, first.hub, second.hub),
        }
        for each in differences(first.source, second.source)
        if told_at_all(each)
    ]


def patches_between(first: HubFile, second: HubFile) -> list[Scenario]:
    """Give what makes the second hub of the first, heading by heading.

    Parameters
    ----------
    first, second : HubFile
        As of `diff_report`.
    """
    found: dict[str, list[Change]] = {}
    for change in changes_between(first.source, second.source):
        each = Differs(tuple(change.path.split(".")), None, change.value)
        if told_at_all(each):
            found.setdefault(group_of(each), []).append(change)
    return [Scenario(name, "", tuple(found[name])) for name in GROUPS if name in found]


def told_at_all(each: Differs) -> bool:
    """Whether it is more than a name or a remark."""
    return each.path[0] not in {"name", "about", "hubsim"} and each.path[-1] not in {"about"}


def group_of(each: Differs) -> str:
    """Under which heading it stands."""
    path = [str(step) for step in each.path]
    if each.only_known or path[-1] in ABOUT or "basis" in path:
        return KNOWN
    if path[-1] == "sits" or "sits" in path:
        return SEATS
    if "led_by" in path:
        return LEADS
    if path[:2] == ["calendar", "surges"]:
        return DEMAND
    if path[0] == "working_together":
        return TOGETHER.get(path[1] if len(path) > 1 else "", NUMBERS)
    return SECTIONS.get(path[0], NUMBERS)


def said_rows(first: Source, second: Source, hub: Hub) -> list[tuple[str, str, str]]:
    """Say each difference as a row: what it is of, in the first, in the second.

    Parameters
    ----------
    first, second : Source
        As of `differences`; they need not be fit to run.
    hub : Hub
        Whose labels are used.
    """
    return [
        (_subject(each.path, hub), *_both(each, hub))
        for each in differences(first, second)
        if told_at_all(each) and not each.packaged
    ]


def sentence(each: Differs, first: Hub, second: Hub) -> str:
    """Say one difference, with both values."""
    hub = second if each.before is None else first
    subject, (before, after) = _subject(each.path, hub), _both(each, hub)
    if each.only_known:
        known = f"first {_known(each.before)}, then {_known(each.after)}"
        return f"{subject}: {_value(each.before)} in both, {known}"
    if _is_named(each) and each.before is None:
        return f"{subject}: only in the second: {after}"
    if _is_named(each) and each.after is None:
        return f"{subject}: only in the first: {before}"
    return f"{subject}: from {before} to {after}{_more(each)}"


def _both(each: Differs, hub: Hub) -> tuple[str, str]:
    """Both values in words; who leads by the names of agencies."""
    if each.only_known:
        before, after = (f"{_value(v)}, {_known(v)}" for v in (each.before, each.after))
        return before, after
    nothing = "0%" if "then" in each.path else "not said"
    before, after = (nothing if v is None else _value(v) for v in (each.before, each.after))
    if "led_by" in each.path:
        before, after = (" ".join(_agency(w, hub) for w in v.split(" ")) for v in (before, after))
    return before, after


def _agency(word: str, hub: Hub) -> str:
    """An agency by its name, and any other word as it is."""
    return hub.label("agencies", word) if word in hub.agencies else word


def _is_named(each: Differs) -> bool:
    """Whether it is a whole role, stage or other thing with a name."""
    return len(each.path) == 2 and each.path[0] in NAMED


def _more(each: Differs) -> str:
    """By how much a plain number rises or falls."""
    try:
        before, after = (float(value_of(v)) for v in (each.before, each.after))
    except (TypeError, ValueError):
        return ""
    return f" ({after - before:+g})"


def _subject(path: YamlPath, hub: Hub) -> str:
    """A path in words: labels of what has a name here, and what is said of it."""
    words = []
    for number, step in enumerate(map(str, path)):
        if number == 0 and step in {*NAMED, *LEFT_OUT} and len(path) > 1:
            continue
        if number == 1 and step in LEFT_OUT and len(path) > 2:
            continue
        words.append(_word(path, number, step, hub))
    text = ", ".join(words).replace("goes on to, ", "goes on to ").replace("asks, ", "asks ")
    text = text.replace("led by, usual", "usually led by")
    return text[:1].upper() + text[1:]


def _word(path: YamlPath, number: int, step: str, hub: Hub) -> str:
    if step in SAID:
        return SAID[step]
    sections = ["agencies", "roles", "stages", "outcomes", "ratings"]
    if number == 1 and path[0] in sections:
        sections = [str(path[0])]
    for section in sections:
        if number and step in getattr(hub, section):
            return hub.label(section, step)
    return step.replace("_", " ")


def _value(given: Any) -> str:
    """A value as a person would say it."""
    if isinstance(given, str):
        return given
    if given is None:
        return "nothing"
    if isinstance(given, Sequence):
        return ", ".join(_value(each) for each in given) or "none"
    value = value_of(given)
    if value is not given and not isinstance(value, Mapping):
        ends = (given.get("low"), given.get("high"))
        spread = f" ({ends[0]} to {ends[1]})" if None not in ends else ""
        return f"{value}{spread}"
    if "median" in value:
        return f"half below {value['median']}, nine in ten below {value.get('nine_in_ten')}"
    parts = list(_parts(value))
    more = f"; and {len(parts) - SHOWN} more" if len(parts) > SHOWN else ""
    return "; ".join(parts[:SHOWN]) + more


def _parts(given: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted(given, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST)):
        value = given[key]
        if key not in {*ABOUT, "basis", "about", "label"}:
            yield f"{SAID.get(key, key.replace('_', ' '))} {_value(value)}"


def _known(given: Any) -> str:
    """What is known of a number."""
    if not isinstance(given, Mapping):
        return "bare"
    ends = [f"from {given['low']} to {given['high']}"] if {"low", "high"} <= set(given) else []
    return ", ".join([given.get("grade", "no grade of its own"), *ends])


def _folded(text: str) -> list[str]:
    """A point of a list, folded under itself."""
    first, *rest = wrapped(text, "  ").splitlines()
    return [f"- {first.strip()}", *rest]


def _packaged(found: Sequence[Differs]) -> Iterator[str]:
    for only, where in ((True, "second"), (False, "first")):
        number = sum((each.before is None) == only for each in found)
        if number:
            yield (
                f"{plural(number, 'number')} that come with hubsim apply in the {where} only, "
                "because the other does not say how its agencies work together or what they know."
            )
