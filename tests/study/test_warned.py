"""Whom a warning is about."""

from __future__ import annotations

from dataclasses import replace

from hubsim.errors import Place, Problem, render
from hubsim.study import Length, designs_from
from hubsim.study.warned import as_text, warned

FEW = ("roles.screener.people=1", "roles.screener.people=2")
SHORT = Length(2, 0, 0)


def test_a_warning_of_one_file_names_the_models_that_it_is_about():
    """Both are of one file and one line, in which one and two screeners are too few."""
    designs = [
        replace(designs_from(["starter"], settings=[each], length=SHORT)[0], label=each)
        for each in FEW
    ]
    stopped = Problem("W305", "stopped", Place("--replications"), "")
    found = dict(warned(designs, [stopped]))
    assert found[""] == (stopped,)
    by_model = {who: found[who] for who in found if who and " and " not in who}
    assert list(by_model) == [f"“{each}”" for each in FEW]
    places = {str(problem.place) for problems in by_model.values() for problem in problems}
    assert len(places) == 1, "the place alone does not tell them apart"
    text = as_text(designs, [stopped])
    for who, (problem,) in by_model.items():
        assert f"{who}:\n\n{problem}" in text


def test_of_one_model_alone_nothing_is_said_of_whom():
    (design,) = designs_from(["starter"], settings=FEW[:1], length=SHORT)
    assert [who for who, _ in warned([design])] == [""]
    assert as_text([design]) == render(design.warnings)
