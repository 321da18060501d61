"""The ladder: one lever each, any subset in any order the same hub, all of them the integrated one."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from hubsim.models import source_of
from hubsim.shipped import find, names
from hubsim.spec.scenario import apply, read_scenario
from hubsim.spec.source import Source

LADDER = (
    "same_room", "same_bank", "ties_built", "agreement_signed", "direct_access", "shared_record",
    "one_lead", "health_at_the_table", "cover", "daily_meeting",
)  # fmt: skip
STEPS = (
    "forms_incomplete", "limits_not_kept", "health_asked_less", "lead_unclear", "agreement_lapsed",
    "partners_part_week",
)  # fmt: skip


def content(source: Source) -> object:
    """What a model says, but for its name."""
    return {key: value for key, value in source.data.items() if key not in ("name", "about")}


def taken(base: str, prefix: str, steps: tuple[str, ...] | list[str]) -> object:
    changes = [read_scenario(find(f"{prefix}_{step}", "scenarios")).changes for step in steps]
    return content(apply(source_of(base), [change for each in changes for change in each]))


def paths(name: str) -> dict[str, object]:
    scenario = read_scenario(find(name, "scenarios"))
    return {change.path: change.value for change in scenario.changes}


def test_every_rung_is_shipped() -> None:
    assert {f"ladder_{step}" for step in LADDER} == {
        name for name in names("scenarios") if name.startswith("ladder_")
    }


@pytest.mark.parametrize(
    ("base", "prefix", "steps"),
    [("county_separate", "ladder", LADDER), ("borough_as_written", "worked", STEPS)],
)
def test_any_subset_in_any_order_is_the_same_hub(
    base: str, prefix: str, steps: tuple[str, ...]
) -> None:
    """No two steps write different things at one path or at a path and one below it.

    That is what makes their order indifferent for all 2**n subsets; some orders are tried as well.
    """
    for one, other in combinations(steps, 2):
        first, second = paths(f"{prefix}_{one}"), paths(f"{prefix}_{other}")
        for path, value in first.items():
            for also, same in second.items():
                if path == also:
                    assert value == same, f"{one} and {other} differ at {path}"
                else:
                    below = (f"{path}.", f"{also}.")
                    assert not also.startswith(below[0]), f"{other} writes inside what {one} writes"
                    assert not path.startswith(below[1]), f"{one} writes inside what {other} writes"
    lots = random.Random(4)
    for _ in range(20):
        some = lots.sample(steps, lots.randint(2, len(steps)))
        again = lots.sample(some, len(some))
        assert taken(base, prefix, some) == taken(base, prefix, again)


def test_every_rung_changes_something_of_its_own() -> None:
    """Each rung alone gives another hub than any other rung alone, and than none."""
    found = [taken("county_separate", "ladder", [step]) for step in LADDER]
    found.append(content(source_of("county_separate")))
    for one, other in combinations(found, 2):
        assert one != other


def test_all_rungs_are_the_integrated_hub() -> None:
    assert taken("county_separate", "ladder", LADDER) == content(source_of("county_integrated"))
    assert taken("county_separate", "ladder", ["same_room"]) == content(
        source_of("county_colocated")
    )


def test_all_steps_are_the_hub_as_worked() -> None:
    assert taken("borough_as_written", "worked", STEPS) == content(source_of("borough_as_worked"))


def test_the_record_is_the_same_on_a_poor_and_on_a_good_process() -> None:
    for process, model in (("written", "good"), ("worked", "poor")):
        with_record = source_of(f"borough_as_{process}+borough_one_record")
        assert content(with_record) == content(source_of(f"borough_record_{model}_process"))
