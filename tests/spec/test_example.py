"""The example: one hub that uses everything the format knows, reads without a word and runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from hubsim.engine import simulate
from hubsim.program import lower
from hubsim.spec.fields import allowed, section_at
from hubsim.spec.read import read_hub
from hubsim.spec.schema import hub_schema
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
    unused = {name for name, _ in fields()} - set(written(read_hub(EXAMPLE).source.data))
    assert {name for name in unused if not name.endswith((".label", ".basis"))} == set()


@pytest.mark.parametrize("seed", [1, 2])
def test_it_runs_for_a_week(seed):
    run = simulate(lower(read_hub(EXAMPLE).hub, WEEK), seed=seed, replication=0)
    assert len(run.caseload) > 100
    assert len(set(run.log.how.tolist())) > 3
