"""The example: one hub that uses everything the format knows, reads without a word and runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from hubsim.engine import simulate
from hubsim.errors import InputError
from hubsim.program import lower
from hubsim.spec.fields import allowed, section_at
from hubsim.spec.read import hub_from, read_hub
from hubsim.spec.scenario import apply, change_from_text, paths
from hubsim.spec.schema import hub_schema
from hubsim.spec.source import read_file
from tests.spec.test_schema import fields, plain

EXAMPLE = Path(__file__).parent / "example_hub.yaml"
WEEK = 7 * 86_400


def test_it_reads_without_a_warning():
    assert [str(each) for each in read_hub(EXAMPLE).warnings] == []


def test_it_fits_the_schema_that_editors_use():
    validator = jsonschema.Draft202012Validator(hub_schema())
    data = plain(yaml.safe_load(EXAMPLE.read_text(encoding="utf-8")))
    assert [error.message for error in validator.iter_errors(data)] == []


def written(data: Any, above: tuple[Any, ...] = ()) -> Iterator[str]:
    """Give every field that is written, with its section."""
    section = section_at(above)
    entries = enumerate(data) if isinstance(data, list) else data.items()
    for key, value in entries:
        if section is not None and key in allowed(section):
            yield f"{section.__name__}.{key}"
        if isinstance(value, dict | list):
            yield from written(value, (*above, key))


def test_it_uses_every_field():
    """What the file writes itself counts, not what is packaged; it is based on no other."""
    unused = {name for name, _ in fields()} - set(written(read_file(EXAMPLE).data))
    assert {
        name
        for name in unused
        if not name.endswith((".label", ".basis")) and not name.startswith("BasedOn.")
    } == set()


@pytest.mark.parametrize("seed", [1, 2])
def test_it_runs_for_a_week(seed):
    run = simulate(lower(read_hub(EXAMPLE).hub, WEEK), seed=seed, replication=0)
    assert len(run.caseload) > 100
    assert len(set(run.log.how.tolist())) > 3


JUNK = [
    "[]",
    "{}",
    "{a: b}",
    "-1",
    "0",
    "150%",
    "'  '",
    "16:30",
    "{red: x}",
    "[[a], {b: c}]",
    "0 h",
]
LIBRARY_WORDS = ("pydantic", "dict", "NoneType", "tuple", "Input should", "validation", "object")


@pytest.mark.slow
def test_junk_anywhere_is_told_in_plain_words():
    """Every path gets two of the pieces of junk, by turns."""
    source = read_file(EXAMPLE)
    for number, path in enumerate(paths(source.data)):
        for turn in (number, number + 5):
            junk = JUNK[turn % len(JUNK)]
            made = apply(source, [change_from_text(f"{'.'.join(map(str, path))}={junk}")])
            try:
                hub_from(made)
            except InputError as error:
                for problem in error.problems:
                    words = problem.message + problem.help
                    assert not [word for word in LIBRARY_WORDS if word in words], words
                    assert "None" not in words, words
                    assert problem.help, words
