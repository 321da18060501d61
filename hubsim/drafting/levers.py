"""What somebody may turn on a hub to see what it does: every lever that the hub has, by name.

A lever reads its position from what a hub says, and gives for another position a path and what
shall stand there: a `Change`, and nothing else. `Trial` keeps the changes made so far.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import combinations
from typing import Any, Literal, TypeAlias

from hubsim.drafting.cells import TRIED, at, shown
from hubsim.plain import plain_number
from hubsim.spec.between import scenario_text
from hubsim.spec.editing import change
from hubsim.spec.hub import Hub
from hubsim.spec.places import Source, YamlPath
from hubsim.spec.quantity import Quantity
from hubsim.spec.read import hub_from
from hubsim.spec.scenario import Change, already, apply, change_from_text, scenario_of
from hubsim.spec.source import read_source
from hubsim.spec.working_together import REACHED
from hubsim.spec.yaml_text import one_line, scalar
from hubsim.units import MINUTE, Span, UnitError, per_week, span

Group = Literal["People", "Volumes", "Hours", "Agencies", "Ties", "Leads"]
Kind = Literal["count", "percentage", "tie", "choice", "text", "several"]
Position: TypeAlias = Any
"""Of a lever: a whole number, a share from 0 to 1, a text, or several texts."""

TOGETHER = "working_together"
RECORD: YamlPath = (TOGETHER, "one_record")
AS_ELSEWHERE = ""
"""Position of a lead that is not said for a stage by itself."""
AGREED = ("signed", "lapsed", "none")
AWAY = ("elsewhere", "home")


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing that can be turned.

    Parameters
    ----------
    group : str
        Among which it is shown.
    label : str
        What it is.
    kind : str
        How it is turned.
    read : callable
        From the data of a hub to the position.
    write : callable
        From the data and a position to a path and what shall stand there; None for nothing.
    options : mapping of str to str
        Positions that may be chosen, and how each is said.
    row, column : str
        Its place in a table; empty if it has none.
    """

    group: Group
    label: str
    kind: Kind
    read: Callable[[Any], Position]
    write: Callable[[Any, Position], tuple[YamlPath, Any]]
    options: Mapping[str, str] = field(default_factory=dict)
    row: str = ""
    column: str = ""

    @property
    def key(self) -> str:
        """Unique among the levers of a hub."""
        return f"{self.group} {self.row} {self.column or self.label}"


def levers(source: Source, hub: Hub) -> tuple[Lever, ...]:
    """Give every lever of a hub.

    Parameters
    ----------
    source : Source
        What it says, resolved.
    hub : Hub
        The same hub, read.
    """
    return (*_people(hub), *_volumes(hub), *_hours(source, hub), *_meetings(hub),
            *_agencies(source, hub), *_ties(source, hub), *_leads(source, hub))  # fmt: skip


def _plain(path: YamlPath) -> Callable[[Any, Position], tuple[YamlPath, Any]]:
    return lambda _, position: (path, str(position))


def _count(data: Any, path: YamlPath, usual: int = 0) -> int:
    return int(float(_text(data, path) or usual))


def _text(data: Any, path: YamlPath) -> str:
    return shown(at(data, path)) or ""


def _people(hub: Hub) -> Iterator[Lever]:
    for name, role in hub.roles.items():
        what = "people" if role.people is not None else "posts"
        if getattr(role, what) is None:
            continue
        path = ("roles", name, what)
        yield Lever(
            "People", f"{hub.label('roles', name)}: {what}", "count",
            partial(_count, path=path), _plain(path),
        )  # fmt: skip
        if role.at_work_at_once is not None:  # they take turns: more people alone are not more here
            path = ("roles", name, "at_work_at_once")
            yield Lever(
                "People", f"{hub.label('roles', name)}: at work at once", "count",
                partial(_count, path=path), _plain(path),
            )  # fmt: skip


def _volumes(hub: Hub) -> Iterator[Lever]:
    for name, source in hub.contacts.items():
        if source.every is not None:
            yield _one_every(name, hub.label("contacts", name), source.every)
        if source.volume is None or source.volume.value <= 0:
            continue
        path, usual = ("contacts", name, "volume"), source.volume.value

        def read(data: Any, path: YamlPath = path, usual: float = usual) -> int:
            try:
                return round(100 * per_week(_text(data, path)) / usual)
            except UnitError:  # a spread over weeks, as written
                return 100

        def write(
            _: Any, position: Position, path: YamlPath = path, usual: float = usual
        ) -> tuple[YamlPath, Any]:
            return path, f"{plain_number(usual * position / 100)} per week"

        label = f"{hub.label('contacts', name)}, of {plain_number(usual)} a week"
        yield Lever("Volumes", label, "percentage", read, write)


def _one_every(name: str, label: str, every: Quantity[Span]) -> Lever:
    """Turn one contact every so long: twice as many are half as far apart."""
    path, usual = ("contacts", name, "every"), every.value.amount

    def read(data: Any) -> int:
        try:
            return round(100 * usual / span(_text(data, path)).amount)
        except (UnitError, ZeroDivisionError):
            return 100

    def write(_: Any, position: Position) -> tuple[YamlPath, Any]:
        return path, f"{plain_number(usual * 100 / position / MINUTE)} min"

    return Lever("Volumes", f"{label}, one every {every.text}", "percentage", read, write)


def _meetings(hub: Hub) -> Iterator[Lever]:
    """How often meetings are held, where they have a place in the week."""
    for name, stage in hub.stages.items():
        if stage.meeting is None:
            continue
        path = ("stages", name, "meeting", "every")
        yield Lever(
            "Hours", f"{hub.label('stages', name)}: held every so many weeks", "count",
            partial(_count, path=path, usual=1), _plain(path),
        )  # fmt: skip


def _hours(source: Source, hub: Hub) -> Iterator[Lever]:
    named = at(source.data, ("calendar", "hours")) or {}
    said = {name: f"{name}: {shown(text)}" for name, text in named.items()}
    working = shown(at(source.data, ("calendar", "working_day"))) or "Mon-Fri 09:00-17:00"
    options = {**said, "working_day": f"working day: {working}", "always": "always"}
    for name, role in hub.roles.items():
        path = ("roles", name, "hours")
        also = {} if role.hours in options else {role.hours: role.hours}
        yield Lever(
            "Hours", f"{hub.label('roles', name)} work", "choice", partial(_text, path=path),
            _plain(path), {**options, **also},
        )  # fmt: skip
    for name, text in named.items():
        if isinstance(text, str):
            path = ("calendar", "hours", name)
            yield Lever(
                "Hours", f"What “{name}” means", "text", partial(_text, path=path), _plain(path)
            )


def _agencies(source: Source, hub: Hub) -> Iterator[Lever]:
    """Seat, access and agreement of each agency, and who works in one record: a table."""
    seats: dict[str, Any] = {}
    for name in hub.agencies:
        written = at(source.data, ("agencies", name, "sits"))
        if written is not None:
            seats[_seat(written)] = written
    seats |= {each: each for each in AWAY if each not in seats}
    together = hub.working_together
    for name in hub.agencies:
        row = hub.label("agencies", name)
        path: YamlPath = ("agencies", name, "sits")

        def sits(_: Any, position: str, path: YamlPath = path) -> tuple[YamlPath, Any]:
            return path, seats.get(position, position) or None

        yield Lever(
            "Agencies", f"{row} sits", "choice", partial(_sits, path=path),
            sits, {**({} if hub.agencies[name].sits.known else {"": "not said"}),
                   **{each: each for each in seats}}, row, "Sits",
        )  # fmt: skip
        if together is None:
            continue
        if name in together.information or "default" in together.information:
            for column, key, options in (
                ("Reached by", "reached_by", REACHED), ("Agreement", "agreement", AGREED),
            ):  # fmt: skip
                yield Lever(
                    "Agencies", f"{row}: {column.lower()}", "choice",
                    partial(_informed, name=name, key=key),
                    partial(_inform, name=name, key=key, base=source.data),
                    {each: each for each in options}, row, column,
                )  # fmt: skip
    if together is not None and len(hub.agencies) > 1:
        yield Lever(
            "Agencies",
            "Work in one record",
            "several",
            lambda data: list(at(data, RECORD) or []),
            lambda _, position: (RECORD, list(position)),
            {name: hub.label("agencies", name) for name in hub.agencies},
        )  # fmt: skip


def _sits(data: Any, path: YamlPath) -> str:
    return _seat(at(data, path))


def _seat(written: Any) -> str:
    if isinstance(written, Mapping):
        return ", ".join(f"{days}: {seat}" for days, seat in written.items())
    return shown(written) or ""


def _informed(data: Any, name: str, key: str) -> str:
    information = at(data, (TOGETHER, "information")) or {}
    entry = information.get(name) or information.get("default") or {}
    return shown(entry.get(key)) or ""


def _inform(data: Any, position: str, name: str, key: str, base: Any) -> tuple[YamlPath, Any]:
    """Write how an agency shares.

    An entry that goes by the default, or that ends on a day, is written as a whole: an agreement
    that is no more has no last day.
    """
    information = at(data, (TOGETHER, "information")) or {}
    usual = at(base, (TOGETHER, "information")) or {}
    path: YamlPath = (TOGETHER, "information", name)
    if name in usual and "until" not in usual[name]:
        return (*path, key), position
    entry = {**(information.get(name) or information["default"]), key: position}
    entry.pop("until", None)
    until = usual.get(name, {}).get("until")
    if entry["agreement"] == "signed" and until is not None:
        entry["until"] = until
    if name not in usual and entry == usual["default"]:
        return path, None
    return path, entry


def _ties(source: Source, hub: Hub) -> Iterator[Lever]:
    if hub.working_together is None or len(hub.agencies) < 2:
        return
    pairs = {
        f"{a} and {b}": f"{hub.label('agencies', a)} and {hub.label('agencies', b)}"
        for a, b in combinations(hub.agencies, 2)
    }
    written = at(source.data, (TOGETHER, "ties"))
    known = written if isinstance(written, Mapping) else {"default": written}
    back = {" and ".join(reversed(pair.split(" and "))): pair for pair in pairs}
    names = {pair: next((n for n in known if back.get(n) == pair), pair) for pair in pairs}
    yield Lever(
        "Ties", "Between all others", "tie", partial(_tied, name="default"),
        partial(_tie, name="default"),
    )  # fmt: skip
    for pair, label in pairs.items():
        name = names[pair]
        yield Lever(
            "Ties", label, "tie", partial(_tied, name=name), partial(_tie, name=name), row=label,
        )  # fmt: skip


def _tied(data: Any, name: str) -> float:
    written = at(data, (TOGETHER, "ties"))
    known = written if isinstance(written, Mapping) and "value" not in written else {
        "default": written
    }  # fmt: skip
    text = shown(known.get(name, known.get("default"))) or "0"
    return float(text.rstrip("%")) / (100 if text.endswith("%") else 1)


def _tie(data: Any, position: float, name: str) -> tuple[YamlPath, Any]:
    written = at(data, (TOGETHER, "ties"))
    text = plain_number(position)
    if isinstance(written, Mapping) and "value" not in written:
        return (TOGETHER, "ties", name), text
    before = {} if written is None else {"default": written}
    return (TOGETHER, "ties"), {**before, name: text}


def _leads(source: Source, hub: Hub) -> Iterator[Lever]:
    if hub.working_together is None:
        return
    leading = {name: hub.label("agencies", name) for name in hub.agencies}
    for how in ("joint", "disputed"):
        for a, b in combinations(hub.agencies, 2):
            said = f"{how}: {leading[a]} and {leading[b]}"
            leading[f"{how} between {a} and {b}"] = said
    written = {_led(source.data, stage) for stage in ("default", *hub.stages)} - {AS_ELSEWHERE}
    options = {**leading, **{each: each for each in written if each not in leading}}
    yield Lever(
        "Leads", "Usually led by", "choice", partial(_led, stage="default"),
        partial(_lead, source=source, stage="default"), options,
    )  # fmt: skip
    for stage in hub.stages:
        yield Lever(
            "Leads", f"Leads at {hub.label('stages', stage)}", "choice",
            partial(_led, stage=stage), partial(_lead, source=source, stage=stage),
            {AS_ELSEWHERE: "as usual", **options},
        )  # fmt: skip


def _by_stage(data: Any) -> Mapping[str, Any]:
    written = at(data, (TOGETHER, "led_by"))
    if written is None:
        return {}
    whole = isinstance(written, Mapping) and not {"who", "how", "value"} & set(written)
    return written if whole else {"default": written}


def _led(data: Any, stage: str) -> str:
    entry = _by_stage(data).get(stage)
    return entry if isinstance(entry, str) else "" if entry is None else one_line(entry)


def _lead(data: Any, position: str, source: Source, stage: str) -> tuple[YamlPath, Any]:
    """Name who leads; what the hub wrote in full is written in full again."""
    known = {_led(source.data, each): entry for each, entry in _by_stage(source.data).items()}
    value = known.get(position, position) or None
    written = at(data, (TOGETHER, "led_by"))
    by_stage = _by_stage(data)
    if written is None or by_stage is written:
        return (TOGETHER, "led_by", stage), value
    rest = {key: entry for key, entry in {**by_stage, stage: value}.items() if entry is not None}
    return (TOGETHER, "led_by"), rest if len(rest) > 1 else rest["default"]


# ------------------------------------------------------------------ what was changed


@dataclass(frozen=True)
class Trial:
    """A hub and the changes that somebody tries on it.

    Parameters
    ----------
    base : Source
        Resolved.
    settings : tuple of (str, object)
        What shall stand at each path, in the order first written.
    """

    base: Source
    settings: tuple[tuple[str, Any], ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes, as a scenario has them."""
        return tuple(change(path, value, TRIED) for path, value in self.settings)

    @property
    def source(self) -> Source:
        """What the hub says with the changes made.

        Raises
        ------
        InputError
            For paths that lead nowhere.
        """
        return apply(self.base, self.changes)

    def turned(self, lever: Lever, position: Position) -> Trial:
        """Turn a lever; turned back to where it was, its change is gone."""
        path, value = lever.write(self.source.data, position)
        before = at(self.base.data, path)
        text = ".".join(map(str, path))
        rest = {
            known: there for known, there in self.settings
            if known != text and not known.startswith(f"{text}.")
        }  # fmt: skip
        kept = replace(self, settings=tuple(rest.items()))
        plain = not isinstance(value, Mapping | list)
        if value == before or (plain and lever.read(kept.source.data) == position):
            return kept
        return replace(self, settings=(*kept.settings, (text, value)))

    def texts(self) -> list[str]:
        """Write each change as ``--set`` has it, for an address."""
        return [f"{path}={_flow(value)}" for path, value in self.settings]

    def with_texts(self, texts: Iterable[str]) -> Trial:
        """Take changes over from an address; a setting of what stands there already is none.

        Raises
        ------
        InputError
            Where one cannot be read, or leads nowhere.
        """
        return self._with(map(change_from_text, texts))

    def with_scenario(self, text: bytes, file: str) -> Trial:
        """Take changes over from a scenario file instead, as `with_texts` does.

        Parameters
        ----------
        text : bytes
        file : str
            Its name, for messages.

        Raises
        ------
        InputError
            With every problem, by its line: where it cannot be read or leads nowhere, or where no
            hub is left that can be run.
        """
        changes = scenario_of(read_source(text, file)).changes
        hub_from(apply(self.base, changes))
        return self._with(changes)

    def _with(self, changes: Iterable[Change]) -> Trial:
        """Take changes over, but those that leave what stands there as it is."""
        given = {each.path: each.value for each in changes}
        found = replace(self, settings=tuple(given.items()))
        after = found.source  # every path is looked at
        moving = tuple((each.path, each.value) for each in found.changes
                       if not already(self.base, each))  # fmt: skip
        kept = replace(self, settings=moving)
        # One that repeats the hub still counts where another change would have overwritten it.
        return kept if kept.source.data == after.data else found

    def scenario(self, name: str, about: str = "") -> str:
        """Write a scenario file of the changes; there must be one."""
        return scenario_text(name, about, self.changes)

    def by_lever(self, hub: Hub) -> list[tuple[str, tuple[Change, ...]]]:
        """Name each change by itself, to be told apart in an analysis."""
        labels = dict[str, str]()
        for each in levers(self.base, hub):
            path, _ = each.write(self.base.data, each.read(self.base.data))
            labels.setdefault(".".join(map(str, path)), each.label)
        return [(labels.get(each.path, each.path), (each,)) for each in self.changes]


def _flow(value: Any) -> str:
    """Write a value on one line, as YAML."""
    if value is None:
        return "null"
    return scalar(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


__all__ = ["Group", "Lever", "Trial", "levers"]
