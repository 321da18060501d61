"""Changes written into texts: the same hub as the change makes, and every other line as it was."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hubsim.errors import InputError
from hubsim.models import source_from
from hubsim.shipped import folder
from hubsim.spec.between import changes_between, scenario_text
from hubsim.spec.editing import change, edited, hub_text, renamed
from hubsim.spec.places import Source
from hubsim.spec.read import hub_from
from hubsim.spec.references import KEYS
from hubsim.spec.scenario import apply, changes_in, paths
from hubsim.spec.source import read_source
from hubsim.spec.yaml_text import YamlText
from tests.spec.small import TOGETHER

MODELS = sorted(folder("models").glob("*.yaml"))
EXAMPLE = Path(__file__).with_name("example_hub.yaml")
ANYTHING = (
    "5", "100%", "word", "a: b, c", "it's \"x\"", " # no comment", "no", "null", "[", "- a", "x" * 150,
    "many words " * 20, "Mon-Fri 09:00-17:00", ["a", "b c", "d: e"], {"a": "1", "b": {"c": "2: 3", "d": ["x"]}},
)  # fmt: skip
ROUNDS = 10


def resolver(path: Path) -> Callable[[str], Source]:
    return lambda text: source_from(text, path.name, path)


def some_change(rng: random.Random, data: Any) -> Any:
    path = rng.choice(list(paths(data)))
    kind = rng.choice(["set", "set", "remove", "add"])
    if kind == "remove":
        return change(path, None)
    value = rng.choice(ANYTHING)
    return change(path if kind == "set" else (*path, "new_one"), value)


@pytest.mark.parametrize("path", [*MODELS, EXAMPLE], ids=lambda path: path.stem)
def test_an_edited_text_says_what_the_change_makes_and_keeps_every_other_line(path: Path) -> None:
    rng, text, resolve = random.Random(path.stem), path.read_text(encoding="utf-8"), resolver(path)
    raw, source = read_source(text, path.name), resolve(text)
    done = 0
    for _ in range(ROUNDS):
        made = some_change(rng, source.data if rng.random() < 0.3 else raw.data)
        own = "based_on" not in raw.data
        before = raw if own and leads(raw, made) else source
        if not leads(before, made):
            continue
        try:
            new = edited(text, [made], resolve)
        except InputError:
            if before is raw:
                raise  # what a file says itself can always be changed in it
            continue
        after = read_source(new, path.name) if before is raw else resolve(new)
        assert after.data == apply(before, [made]).data, made.path
        if own:
            keeps_other_lines(text, new, tuple(made.path.split(".")))
        done += 1
    assert done > ROUNDS / 3 or "based_on" in raw.data


def leads(source: Source, made: Any) -> bool:
    try:
        apply(source, [made])
    except InputError:
        return False
    return True


def keeps_other_lines(text: str, new: str, path: tuple[str, ...]) -> None:
    """Only lines of the nearest section that is there may differ; those above and below do not."""
    parsed = YamlText(text)
    passed, rest = parsed.along(path)
    node = passed[-1]
    where = parsed.below(passed[-2], path[len(passed) - 2]) if len(passed) > 1 else None
    if len(passed) > 2 and len(parsed.entries(passed[-2])) == 1:  # an emptied section is written {}
        where = parsed.below(passed[-3], path[len(passed) - 3])
    if where is None:
        first, last = 0, text.count("\n")
    else:
        first = parsed.line(where.start)
        last = parsed.line(parsed.end(node) if not rest else where.end)
    lines, found = text.split("\n"), new.split("\n")
    after = len(lines) - last - 1
    assert found[:first] == lines[:first], path
    if rest and where is None:  # a new section: nothing else differs at all
        kept = iter(found)
        assert all(line in kept for line in lines)
        return
    assert found[len(found) - after :] == lines[len(lines) - after :], path


def test_comments_blank_lines_and_layout_stay() -> None:
    text = (
        "# top\r\nhubsim: 1   # one\r\nroles:\r\n  # the first\r\n  a: {people: 3,   hours: office} # three\r\n"
        "\r\n  b:    # second\r\n      people: '4'\r\n# end"
    )
    new = edited(
        text, [change("roles.a.people", "5"), change("roles.b.people", "it's")], plain_text
    )
    assert new == text.replace("people: 3", "people: 5").replace("'4'", "'it''s'")
    new = edited(text, [change("roles.c", {"people": "1", "hours": "x: y"})], plain_text)
    assert new == text.replace("'4'\r\n", "'4'\r\n\r\n  c: {people: 1, hours: \"x: y\"}\r\n")
    new = edited(text, [change("roles.b", "many")], plain_text)
    assert "  b: many  # second\r\n# end" in new
    new = edited(text, [change("roles.a", None)], plain_text)
    assert "  # the first\r\n\r\n  b:    # second" in new
    new = edited(text, [change("roles.a", None), change("roles.b", None)], plain_text)
    assert "roles: {}  # the first" in new
    new = edited(text, [change("roles.a.people", None)], plain_text)
    assert "  a: {hours: office} # three\r\n" in new


def plain_text(text: str) -> Source:
    return read_source(text, "text")


def test_a_change_that_changes_nothing_leaves_the_text_alone() -> None:
    for path in MODELS:
        text, resolve = path.read_text(encoding="utf-8"), resolver(path)
        data = resolve(text).data
        assert (
            edited(text, [change("name", data["name"]), change("roles", data["roles"])], resolve)
            == text
        )


def test_in_a_hub_based_on_another_changes_stand_below_set() -> None:
    path = folder("models") / "county_virtual.yaml"
    text, resolve = path.read_text(encoding="utf-8"), resolver(path)
    one = edited(text, [change("roles.screener.people", "9")], resolve)
    assert one == f"{text}set:\n  roles.screener.people: 9\n"
    two = edited(
        one, [change("roles.decision_maker.people", "7"), change("name", "Other")], resolve
    )
    assert "  roles.screener.people: 9\n  roles.decision_maker.people: 7\n" in two
    back = resolve(text).data["roles"]["screener"]["people"]
    assert edited(one, [change("roles.screener.people", back)], resolve) == text
    gone = edited(one, [change("roles.screener", None)], resolve)
    assert gone == f"{text}set:\n  roles.screener: null\n"
    nested = edited(text, [change("roles.extra", {"agency": "council", "people": "2"})], resolve)
    nested = edited(nested, [change("roles.extra.people", "3")], resolve)
    assert nested == f"{text}set:\n  roles.extra: {{agency: council, people: 3}}\n"


def test_what_comes_with_hubsim_can_be_changed_and_not_taken_away() -> None:
    path = "working_together.channels.e-mail.rekeyed"
    with pytest.raises(InputError, match="not taken away"):
        edited(TOGETHER, [change(path, None)], hub_text)
    new = edited(TOGETHER, [change(f"{path}.value", "9 min")], hub_text)
    assert hub_text(new).data == apply(hub_text(TOGETHER), [change(f"{path}.value", "9 min")]).data
    with pytest.raises(InputError, match="leads nowhere"):
        edited(TOGETHER, [change("roles.nobody.people", "1")], hub_text)


def test_one_tie_for_all_becomes_the_default_among_others() -> None:
    text = TOGETHER.replace("{default: 0.2, council and police: 0.5}", "0.3   # of all")
    new = edited(text, [change("working_together.ties.default", "0.4")], hub_text)
    assert "ties: {default: 0.4}   # of all" in new


@pytest.mark.parametrize("path", [p for p in (*MODELS, EXAMPLE) if "based_on:" not in p.read_text(encoding="utf-8")], ids=lambda path: path.stem)  # fmt: skip
def test_a_new_short_name_is_written_wherever_the_old_one_stood(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    hub = hub_from(hub_text(text))
    for section in KEYS:
        there = hub.hub.calendar.hours if section == "calendar.hours" else getattr(hub.hub, section)
        if not there or (section == "ratings" and list(there) == ["all"]):
            continue
        old = max(there, key=lambda name: (text.count(name), name))
        new = renamed(text, section, old, "zz_new_name")
        again = hub_from(hub_text(new))  # every name that is not changed with it would be unknown
        assert len(again.warnings) == len(hub.warnings), (section, old)
        assert renamed(new, section, "zz_new_name", old) == text, (section, old)


def test_names_of_other_things_are_left_alone() -> None:
    new = renamed(TOGETHER, "agencies", "police", "force")
    assert "contacts:\n  police:" in new
    assert "council and force: 0.5" in new
    assert "{ask_police: 100%}" in new
    assert "decides_from: [force]" in new
    new = renamed(TOGETHER, "outcomes", "closed", "ended")
    assert new.count("ended") == TOGETHER.count("closed")
    with pytest.raises(InputError, match="taken"):
        renamed(TOGETHER, "agencies", "police", "council")
    disputed = TOGETHER.replace(
        "default: council}", "default: disputed between council and police}"
    )
    assert "disputed between council and force" in renamed(disputed, "agencies", "police", "force")


def test_the_scenario_between_two_hubs_makes_the_one_of_the_other() -> None:
    rng = random.Random(1)
    sources = {path.stem: resolver(path)(path.read_text(encoding="utf-8")) for path in MODELS}
    for _ in range(25):
        one, other = (sources[name] for name in rng.sample(sorted(sources), 2))
        makes(one, other)


def test_the_scenario_of_an_edited_hub_makes_it_of_the_start() -> None:
    rng = random.Random(2)
    for path in MODELS:
        resolve, text = resolver(path), path.read_text(encoding="utf-8")
        start, new = resolve(text), text
        for _ in range(3):
            made = some_change(rng, resolve(new).data)
            try:
                new = edited(new, [made], resolve)
            except InputError:
                continue
        makes(start, resolve(new))


def makes(one: Source, other: Source) -> None:
    found = changes_between(one, other)
    assert apply(one, found).data == other.data
    if not found:
        return
    written = scenario_text("A: b", "Some words.", found)
    read = changes_in(read_source(written, "scenario"))
    after = apply(one, read).data
    assert after == other.data
    if isinstance(after.get("ratings"), dict) and isinstance(other.data["ratings"], dict):
        assert list(after["ratings"]) == list(other.data["ratings"])  # the order is the priority


def test_a_change_of_order_is_a_difference() -> None:
    text = TOGETHER.replace(
        "  red: {decide_within: 4 h, clock: working hours}\n  green: {decide_within: 3 working days}\n",
        "  green: {decide_within: 3 working days}\n  red: {decide_within: 4 h, clock: working hours}\n",
    )
    assert text != TOGETHER
    (made,) = changes_between(hub_text(TOGETHER), hub_text(text))
    assert made.path == "ratings"
    assert list(made.value) == ["green", "red"]


def test_entries_move_with_their_comments_and_lines() -> None:
    text = TOGETHER.replace("  red: {decide", "  # soon\n  red: {decide").replace(
        "3 working days}", "3 working days} # later"
    )
    raw = read_source(text, "text").data["ratings"]
    new = edited(text, [change("ratings", {"green": raw["green"], "red": raw["red"]})], hub_text)
    moved = "  green: {decide_within: 3 working days} # later\n  # soon\n  red: {decide_within: 4 h, clock: working hours}\ncontacts"
    assert moved in new
    assert sorted(new.splitlines()) == sorted(text.splitlines())
    assert edited(new, [change("ratings", raw)], hub_text) == text
    rng = random.Random(5)
    for path in MODELS:
        text, resolve = path.read_text(encoding="utf-8"), resolver(path)
        stages = read_source(text, "text").data.get("stages")
        if not stages:
            continue
        names = rng.sample(list(stages), len(stages))
        new = edited(text, [change("stages", {name: stages[name] for name in names})], resolve)
        assert list(read_source(new, "text").data["stages"]) == names
        assert sorted(new.split()) == sorted(text.split())
