"""The hubs that pages are looked at with are what they are called."""

from __future__ import annotations

import pytest

from hubsim.changes import changes_from
from hubsim.errors import Problem
from hubsim.models import read_model
from hubsim.study import Length, designs_from
from tests.dashboard.browser import TOP
from tests.dashboard.scenes import FOUR, scenes

SECTIONS = ("agencies", "roles", "ratings", "contacts", "stages", "outcomes")


@pytest.mark.parametrize("name", FOUR, ids=lambda name: f"{name} hubs")
def test_hubs_can_be_run_and_what_is_turned_fits_them(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(TOP)
    first, *others = FOUR[name].models
    problems: list[Problem] = []
    altered, _ = changes_from((), FOUR[name].turned, problems)
    assert not problems
    assert read_model(first, altered).hub != read_model(first).hub
    assert others
    hubs = {read_model(other).hub.name for other in FOUR[name].models}
    assert len(hubs) == len(FOUR[name].models)


def test_each_hub_is_what_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(TOP)
    hubs = {name: read_model(FOUR[name].models[0]).hub for name in FOUR}
    assert len(hubs["large"].stages) >= 14
    assert len(hubs["tiny"].stages) <= 3
    for section in SECTIONS:
        for each in getattr(hubs["long"], section):
            assert len(hubs["long"].label(section, each)) > 50
    (overloaded,) = designs_from([FOUR["overloaded"].models[0]], length=Length(4, 2, 2))
    assert max(overloaded.loads.values()) > 2


def test_looks_have_names_of_their_own() -> None:
    for hubs in FOUR.values():
        names = [scene.name for scene in scenes(hubs)]
        assert len(names) == len(set(names)) > 20
