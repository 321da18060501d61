"""Thousands of slips in the hub that uses everything: each is answered in words, or can be run.

A slip is a value that stands where another belongs, an entry taken away, or a line with a letter too
many. What is accepted is lowered too: a hub that reads must not fail later.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from hubsim.errors import InputError, Problem
from hubsim.program import lower
from hubsim.spec.defaults import with_defaults
from hubsim.spec.read import hub_from
from hubsim.spec.scenario import apply, change_from_text, paths
from hubsim.spec.source import Source, read_file, read_source
from tests.spec.test_example import EXAMPLE, JUNK, LIBRARY_WORDS

DAY = 86_400
WRITTEN = read_file(EXAMPLE)
FILLED = with_defaults(WRITTEN)
TEXT = EXAMPLE.read_text(encoding="utf-8")
NEW = (
    "working_together",
    "recognition",
    "what_they_know",
    "feedback",
    "under_pressure",
    "agencies",
)
"""Sections in which slips are made more often."""

MORE_JUNK = (
    "null", "0%", "100%", "council", "manager", "default", "otherwise", "{default: 0.3}",
    "{urgent: 1%, red: 2%}", "{value: 3}", "{value: 10%, low: 5%, high: 20%}", "{low: 5%, high: 3%}",
    "no", "1 working day", "seen_as_high", "{seen_as_high: advice}", "[council, police]",
    "disputed between council and police", "2030-12-31", "home", "a / b / c / d", "99999999999",
    "'council and police'", "signed", "e-mail", "direct", "nothing", "one record", "urgent",
)  # fmt: skip
NAMES = ("council and housing", "x", "manager", "seen_as_low", "urgent", "default", "plan", "none")


def value_at(data: Any, path: tuple[Any, ...]) -> str:
    """Give what stands at a path, as it may be given to ``--set``."""
    for step in path:
        data = data[step]
    return yaml.safe_dump(data, default_flow_style=True, width=10**9).removesuffix("...\n").strip()


def settings(rng: random.Random, source: Source) -> Iterator[str]:
    """Give slips: another value, often one of a field of the same name, or no value that fits."""
    every = list(paths(source.data))
    new = [path for path in every if path[0] in NEW]
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        path = rng.choice(new if rng.random() < 0.6 else every)
        value = rng.choice([*JUNK, *MORE_JUNK])
        if rng.random() < 0.6:
            like = [other for other in every if other[-1] == path[-1]]
            value = value_at(source.data, rng.choice(like if rng.random() < 0.7 else every))
        if rng.random() < 0.15:
            path = (*path[:-1], rng.choice(NAMES))
        yield f"{'.'.join(map(str, path))}={value}"


def misprinted(rng: random.Random) -> str:
    """Give the text with a line, a word or a sign where it does not belong."""
    lines = TEXT.split("\n")
    for _ in range(rng.choice([1, 1, 2])):
        number = rng.randrange(len(lines))
        line, at = lines[number], rng.randrange(len(lines[number]) + 1)
        words = line.split(" ")
        words[rng.randrange(len(words))] = rng.choice(TEXT.split())
        lines[number] = rng.choice(
            [
                "", line[1:], f" {line}", f"{line}\n{line}", " ".join(words), line[:at] + line[at + 1 :],
                line[:at] + rng.choice(":{}[],#&*!|>'\"%@`- \t\u00a0é9x") + line[at:],
            ]
        )  # fmt: skip
    return "\n".join(lines)


def slips(seed: int, count: int) -> Iterator[tuple[str, Any]]:
    """Give each slip, and the call that reads a hub with it."""
    rng = random.Random(seed)
    for _ in range(count):
        if rng.random() < 0.25:
            text = misprinted(rng)
            yield text, lambda text=text: read_source(text, "hub.yaml", go_on=True)
        else:
            source = rng.choice([WRITTEN, FILLED])
            made = list(settings(rng, source))
            changes = [change_from_text(each) for each in made]
            yield str(made), lambda source=source, changes=changes: apply(source, changes)


def in_words(problem: Problem) -> bool:
    """Whether a problem is told in words that anybody knows, and with what would mend it."""
    said = problem.message + problem.help
    return bool(problem.help) and not [word for word in (*LIBRARY_WORDS, "None") if word in said]


def hold(seed: int, count: int) -> int:
    """Hold slips against the contract; give how many hubs could be read all the same."""
    read, unclear = 0, []
    for slip, source in slips(seed, count):
        try:
            file = hub_from(source())
        except InputError as error:
            unclear += [(slip, each) for each in error.problems if not in_words(each)]
            continue
        unclear += [(slip, each) for each in file.warnings if not in_words(each)]
        lower(file.hub, DAY)
        read += 1
    assert unclear == []
    return read


def test_slips_are_answered_in_words():
    assert 0 < hold(0, 80) < 80


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 13))
def test_thousands_of_slips_are_answered_in_words(seed):
    assert 0 < hold(seed, 250) < 250
