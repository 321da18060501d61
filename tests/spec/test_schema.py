"""The JSON Schema says what every field means, takes the shipped files and refuses broken ones."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import yaml

from hubsim.cli import main
from hubsim.shipped import find, names
from hubsim.spec.schema import hub_schema, scenario_schema
from tests.spec.small import SMALL, TOGETHER, changed


def plain(value: Any) -> Any:
    """Give YAML as an editor sees it: dates and names are texts."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def errors(text: str, schema: dict[str, Any]) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema)
    return [error.message for error in validator.iter_errors(plain(yaml.safe_load(text)))]


@pytest.mark.parametrize("model", names("models"))
def test_shipped_models_fit(model):
    assert errors(find(model, "models").read_text(encoding="utf-8"), hub_schema()) == []


@pytest.mark.parametrize("scenario", names("scenarios"))
def test_shipped_scenarios_fit(scenario):
    assert errors(find(scenario, "scenarios").read_text(encoding="utf-8"), scenario_schema()) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("people: 3", "peple: 3"),
        ("starts: 2026-01-05", "starts: 2026-01-05\n  holidays: Ingland"),
        ("agency: council, ", ""),
        ("then: decision", "then: [decision]"),
        ("work: 30 min (15 to 75)", "work: [30 min]"),
        ("people: 3", "people: {value: 3, lo: 2}"),
        ("people: 3", "people: {value: 3, grade: asumed}"),
        ("true_need: {high: 10%, low: 90%}", "true_need: {hi: 10%, low: 90%}"),
        ("label: Council", "label: [Council]"),
        ("hubsim: 1", "hubsim: 2"),
        ("contacts:", "arrivals:"),
        ("people: 1, hours", "part_time: Mon-Wed, people: 1, hours"),
        ("people: 1, hours", "unfinished: handback, people: 1, hours"),
        ("people: 1, hours", "called_away: {after: 3 days}, people: 1, hours"),
        ("starts_at: screening", "starts_at: [screening]"),
        ("starts_at: screening", "starts_at: screening\nopening: [{stage: screening}]"),
        ("starts_at: screening", "starts_at: screening\ncomes_back: {hi: {share: 5%, after: 1 h}}"),
        (
            "starts_at: screening",
            "starts_at: screening\ntargets: {t: {since: contact, within: 4 h}}",
        ),
        ("starts_at: screening", "starts_at: screening\nwork_order: de"),
        ("    who: screener\n", "    meeting: {needs: {manager: 1}, at: Mon 10:00}\n"),
        ("    who: screener\n", "    who: screener\n    at_most: {times: 2}\n"),
    ],
)
def test_what_is_broken_does_not_fit(old, new):
    assert errors(changed(old, new), hub_schema()) != []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("agreement: signed", "agreement: sined"),
        ("reached_by: navigator", "reached_by: navigators"),
        ("  information:\n", "  informations:\n"),
        ("ties: {default: 0.2,", "ties: {default: [0.2],"),
        ("led_by: {default: council}", "led_by: [council]"),
        ("led_by: {default: council}", "led_by: {default: {who: council, how: shared}}"),
        ("led_by: {default: council}", "led_by: {default: {whom: council}}"),
        ("led_by: {default: council}", "nearness: {desk: 2}"),
        ("led_by: {default: council}", "channels: {e-mail: {delay: 5 min}}"),
        ("led_by: {default: council}", "leads: {disputed: {disputes: 5%}}"),
        ("for: {high: 60%", "for: {hi: 60%"),
        ("reveals: 40%}", "reveals: 40%}\nfeedback: {told: 60%}"),
        ("reveals: 40%}", "reveals: 40%}\nunder_pressure: {overloaded: {pace: 90%}}"),
    ],
)
def test_what_is_broken_in_working_together_does_not_fit(old, new):
    assert errors(TOGETHER, hub_schema()) == []
    assert errors(changed(old, new, TOGETHER), hub_schema()) != []


@pytest.mark.parametrize(
    "more",
    [
        "ties: 0.4", "ties: {value: 0.4, low: 0.2, high: 0.6}", "led_by: disputed between a and b",
        "led_by: {decision: {who: [a, b], how: joint}}", "channels: {e-mail: {takes: 5 min}}",
        "leads: {clear: {chases: 50%}}", "information: {a: {agreement: none, reached_by: email}}",
        "one_record: [a, b]", "agreements: {none: {refuses: {urgent: 1%}}}",
    ],
)  # fmt: skip
def test_a_part_of_what_is_packaged_fits(more):
    assert errors(f"{SMALL}working_together:\n  {more}\n", hub_schema()) == []


BASED = "hubsim: 1\nbased_on: county_separate\nname: Mine\n"


def test_a_hub_made_from_another_has_a_form_of_its_own():
    assert errors(BASED + "with: ladder_same_room\n", hub_schema()) == []
    assert errors(BASED + "about: x\nwith: [a, b]\nset: {roles.a.people: 5}\n", hub_schema()) == []
    assert errors(BASED.replace("name", "nam"), hub_schema()) != []
    assert errors(BASED + "roles: {}\n", hub_schema()) != []
    assert errors("hubsim: 1\nname: Mine\n", hub_schema()) != []


def fields() -> Iterator[tuple[str, dict[str, Any]]]:
    for section, each in hub_schema()["$defs"].items():
        for name, field in each["properties"].items():
            yield f"{section}.{name}", field


def test_every_field_says_what_it_means():
    lacking = [n for n, f in fields() if not f.get("description") and not n.endswith(".basis")]
    assert lacking == []


def test_defaults_are_said_as_they_would_be_written():
    shown = {name: field["default"] for name, field in fields() if "default" in field}
    assert shown["Calendar.working_day"] == "Mon-Fri 09:00-17:00"
    assert shown["Role.time_for_cases"] == "100%"
    assert shown["Source.arrives"] == {"always": "100%"}
    assert shown["Stage.during"] == "always"
    assert shown["Calendar.holidays"] == "England"


def test_no_noise_and_no_null():
    text = json.dumps(hub_schema())
    assert '"null"' not in text
    assert text.count('"title"') == 1


def test_the_small_hub_fits():
    assert errors(SMALL, hub_schema()) == []


def test_it_is_printed(capsys):
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == hub_schema()
    assert main(["schema", "--scenario"]) == 0
    assert json.loads(capsys.readouterr().out) == scenario_schema()
