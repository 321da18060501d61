"""Flip points of functions whose zeros are known, and of a small hub."""

from __future__ import annotations

import json

import numpy as np
import pytest

from hubsim.analysis.flip import find_flips
from hubsim.cli import main
from hubsim.errors import InputError
from hubsim.study.assumptions import Assumption, Setting
from hubsim.study.flipping import Reach, flip, reach_from
from hubsim.study.positions import Position
from hubsim.study.remembered import Remembered
from hubsim.study.scanning import Placed, located, scan
from hubsim.text.flipping import answer
from tests.analyses.toys import TOY, Toy

A, B = Position("a"), Position("b")


def number(path: str, low: float, usual: float, high: float, whole: bool = False) -> Assumption:
    return Assumption(path, "assumed", "", Setting(low, usual, high, " min", whole), called=path)


def value(told: dict[str, str], path: str, usual: float) -> float:
    return float(told[path].removesuffix(" min")) if path in told else usual


def toy(first, second, noise=(0.0, 0.5, -0.5, 0.2)):
    """Two designs, each a function of one number x (2 as written); the same years in both."""

    def function(model: str, told: dict[str, str]) -> float:
        return (first if model == "a" else second)(value(told, "x", 2.0))

    return Toy(function, noise)


@pytest.mark.parametrize("tolerance", [1.0, 0.1, 0.001])
def test_a_monotone_difference_flips_where_it_should_to_the_tolerance(tolerance):
    """A is 10 + x, B is 3 x: they are equal at x = 5."""
    evaluate = toy(lambda x: 10 + x, lambda x: 3 * x)
    found = flip(A, B, number("x", 0, 2, 11), evaluate, figure=TOY, tolerance=tolerance).flips
    assert len(found.found) == 1
    assert found.nearest.at == pytest.approx(5, abs=tolerance / 2 * 1.001)
    assert found.nearest.rises
    # The same years in both designs: nothing is left of chance in the difference.
    assert found.nearest.high - found.nearest.low <= 2 * tolerance


def test_values_between_the_ends_are_few_enough_digits_to_be_said_as_they_are_run():
    evaluate = toy(lambda x: 10 + x, lambda x: 3 * x)
    low, high = 1 / 3, 11 + 1 / 3
    found = flip(A, B, number("x", low, 2, high), evaluate, figure=TOY, tolerance=0.5).flips
    between = [x for x in found.readings if low < x < high]
    assert len(between) > 8
    assert all(x == round(x, 1) for x in between)


def test_an_effect_of_a_given_size_is_found():
    """B is 10 − x / 4 against 10: 10% less at x = 4, 2 less at x = 8."""
    evaluate = toy(lambda _: 10.0, lambda x: 10 - x / 4, noise=(0.0,) * 3)
    for reach, at in ((Reach(-0.1, relative=True), 4), (Reach(-2), 8)):
        found = flip(A, B, number("x", 0, 2, 11), evaluate, figure=TOY, reach=reach, tolerance=0.01)
        assert found.flips.nearest.at == pytest.approx(at, abs=0.01)


def test_where_nothing_in_the_range_turns_it_none_is_found():
    evaluate = toy(lambda x: 10 + x, lambda x: 3 * x)
    found = flip(A, B, number("x", 0, 2, 4.9), evaluate, figure=TOY)
    assert found.flips.nearest is None
    assert found.flips.may == ()


def test_of_several_turns_the_nearest_comes_first():
    """B − A is (x − 3) (x − 7): from 6 the nearest is 7."""
    evaluate = toy(lambda _: 0.0, lambda x: (x - 3) * (x - 7))
    found = flip(A, B, number("x", 0, 6, 10), evaluate, figure=TOY, tolerance=0.01).flips
    assert [f.at for f in found.found] == pytest.approx([7, 3], abs=0.01)
    assert [f.rises for f in found.found] == [True, False]


def test_whole_numbers_are_told_apart_by_one():
    evaluate = toy(lambda _: 3.4, lambda x: x)
    assumption = number("x", 0, 2, 40, whole=True)
    found = flip(A, B, assumption, evaluate, figure=TOY)
    assert found.flips.nearest.at == 3.5
    asked = {value({c.path: c.value for c in p.changes}, "x", 2) for p in evaluate.asked}
    assert all(x == int(x) for x in asked)


def test_the_unclear_stretch_is_where_the_interval_holds_zero():
    """x − 5 plus years of mean 0: the half-width of the interval, from a table of t, either side."""
    years = np.array([-1.0, 1, -1, 1, -1, 1])
    half = 2.570582 * np.sqrt(6 / 5 / 6)
    found = find_flips(
        lambda xs: np.array([x - 5 + years for x in xs]), 0, 2, 10, tolerance=0.01
    )  # fmt: skip
    assert found.nearest.low == pytest.approx(5 - half, abs=0.011)
    assert found.nearest.high == pytest.approx(5 + half, abs=0.011)


def test_where_it_stays_unclear_the_stretch_goes_to_the_end():
    found = find_flips(
        lambda xs: np.array([x - 5 + np.array([-9.0, 9]) for x in xs]), 0, 2, 10, tolerance=0.1
    )  # fmt: skip
    assert (found.nearest.low, found.nearest.high) == (0, 10)


def test_a_value_at_which_nothing_settles_is_left_out():
    def look(xs):
        return np.array([[np.nan] * 3 if x > 6 else [x - 4.0] * 3 for x in xs])

    found = find_flips(look, 0, 2, 10, tolerance=0.1)
    assert found.nearest.at == pytest.approx(4, abs=0.1)
    assert not found.readings[10].known


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("way", [1, -1])
def test_designs_that_become_alike_do_not_change_places(sign, way):
    """Worse, or better, on one side of 5 and exactly alike on the other: nobody overtakes."""

    def look(xs):
        return np.array([[sign * max(way * (x - 5.0), 0.0) * year for year in (1, 2)] for x in xs])

    found = find_flips(look, 0, 2, 10, tolerance=0.1)
    assert found.nearest is None
    assert found.may


@pytest.mark.parametrize("sign", [1, -1])
def test_a_stretch_in_which_they_are_alike_lies_within_what_is_not_clear(sign):
    def look(xs):
        return np.array([[sign * (min(x - 4.0, 0) + max(x - 7.0, 0))] * 3 for x in xs])

    found = find_flips(look, 0, 2, 10, tolerance=0.1)
    assert len(found.found) == 1
    assert found.nearest.at == pytest.approx(4, abs=0.1)
    assert (found.nearest.low, found.nearest.high) == pytest.approx((4, 7), abs=0.11)


@pytest.mark.parametrize("sign", [1, -1])
def test_the_edge_of_what_is_not_known_is_no_change_of_places(sign):
    """Nothing settles from 4.3 to 6.1, and the sign is another on the other side of that."""

    def look(xs):
        return np.array([[np.nan if 4.3 < x < 6.1 else sign * (x - 5)] * 3 for x in xs])

    found = find_flips(look, 0, 2, 10, tolerance=0.1)
    assert found.nearest is None
    assert found.unknown


def test_a_scan_tells_what_can_turn_it_what_may_and_what_cannot():
    """B − A is 1 − x / 4 as x goes from 0 to 11, plus y / 100; z does nothing; w makes it 0."""

    def function(model: str, told: dict[str, str]) -> float:
        x, y, w = (value(told, name, usual) for name, usual in (("x", 2), ("y", 0), ("w", 1)))
        return 0.0 if model == "a" else (1 - x / 4) * w + y / 100

    numbers = [number(p, 0, 1, 11) for p in "yzx"] + [number("w", 0, 1, 1)]
    seen = scan(A, B, [Placed(a) for a in numbers], Toy(function, (0.0, 0.0, 0.0)), figure=TOY)
    assert [(s.placed.assumption.path, s.turns) for s in seen.found] == [
        ("x", "turns"), ("w", "may turn"), ("y", "holds"), ("z", "holds"),
    ]  # fmt: skip
    assert seen.found[0].swing == pytest.approx(11 / 4)


def test_what_is_clear_with_few_replications_is_not_run_with_many():
    """B − A is 10 − x + y / 2 in every year: x from 0 to 20 turns it, y from 0 to 10 does not."""

    def function(model: str, told: dict[str, str]) -> float:
        x, y = (value(told, name, 0.0) for name in "xy")
        return 0.0 if model == "a" else 10 - x + y / 2

    few, many = (Toy(function, [0.4 * (-1) ** n for n in range(years)]) for years in (4, 10))
    numbers = [Placed(number("x", 0, 0, 20), (False, True)), Placed(number("y", 0, 0, 10))]
    seen = scan(A, B, numbers, many, few=few, figure=TOY)
    assert [(s.placed.assumption.path, s.turns) for s in seen.found] == [
        ("x", "turns"), ("y", "holds"),
    ]  # fmt: skip
    assert [s.low.replications for s in seen.found] == [10, 4]
    assert not [p for p in many.asked if any(c.path == "y" for c in p.changes)]


def test_where_a_scanned_number_turns_it_is_found_by_halving_and_nothing_is_run_twice():
    """B − A is 1 − x / 4: equal at 4."""
    evaluate = toy(lambda _: 0.0, lambda x: 1 - x / 4)
    memory = Remembered(evaluate)
    numbers = [Placed(number("x", 0, 2, 10), (False, True)), Placed(number("z", 0, 1, 2))]
    seen = located(scan(A, B, numbers, memory, figure=TOY), A, B, memory)
    at = seen.found[0].flips.nearest.at
    assert at == pytest.approx(4, abs=10 / 25 / 2 * 1.001)
    assert seen.found[1].flips is None
    assert seen.frame()["turns_at"].tolist() == [seen.found[0].placed.assumption.said(at), ""]
    told = [(p.model, tuple((c.path, c.value) for c in p.changes)) for p in evaluate.asked]
    assert len(told) == len(set(told))
    assert len(told) < 20


def test_what_belongs_to_one_design_is_moved_there_only():
    def function(model: str, told: dict[str, str]) -> float:
        return value(told, "x", 2) + (model == "b")

    alike, alone = Placed(number("x", 0, 2, 9)), Placed(number("x", 0, 2, 9), (False, True))
    seen = scan(A, B, [alike, alone], Toy(function, (0.0, 0.0)), figure=TOY)
    assert [s.swing for s in seen.found] == [9, 0]
    assert seen.found[0].placed is alone


@pytest.mark.parametrize(
    ("text", "size", "relative"),
    [("-10%", -0.1, True), ("−10 %", -0.1, True), ("-2", -2, False), ("+5 points", 0.05, False)],
)
def test_sizes_of_effects(text, size, relative):
    assert reach_from(text) == Reach(size, relative)


def test_no_size_is_an_error():
    with pytest.raises(InputError, match="no size of an effect"):
        reach_from("ten")


QUICK = ["--weeks", "2", "--warm-up", "1", "--run-off", "1", "-n", "3"]
MORE = "starter+{}"


def test_a_small_hub_from_end_to_end(tmp_path, capsys):
    """Six screeners at 40 minutes against four whose minutes are moved: they meet on the way."""
    many = tmp_path / "many.yaml"
    many.write_text(
        "hubsim: 1\nbased_on: starter\nname: Six screeners\nset:\n  roles.screener.people: 6\n"
    )
    words = ["flip", "starter", str(many), "--path", "roles.manager.time_for_cases"]
    words += ["--low", "40%", "--high", "60%", "--steps", "2", *QUICK]
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    for told in ("As written, Six screeners minus", "50% *", "Illustrative"):
        assert told in shown
    assert main([*words, "--json", "--measure", "target_met"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["value"] for row in told["rows"]][:1] == [40]
    assert main(["flip", "starter", str(many), *QUICK]) == 2
    assert "no number of these hubs says in which range" in capsys.readouterr().err


def test_answers_in_words():
    turned = flip(A, B, number("x", 0, 2, 11), toy(lambda x: 10 + x, lambda x: 3 * x), figure=TOY)
    told = " ".join(answer(turned).split())
    at = turned.assumption.said(turned.flips.nearest.at)
    assert told.startswith(f"The two change places at {at} (2 min as written, assumed;")
    none = flip(A, B, number("x", 0, 2, 4), toy(lambda x: 10 + x, lambda x: 3 * x), figure=TOY)
    told = " ".join(answer(none).split())
    assert (
        told
        == "None of 9 values looked at, from 0 min to 4 min, makes the two change places (2 min as "
        "written, assumed)."
    )
    whole = number("x", 0, 2, 8, whole=True)
    told = answer(flip(A, B, whole, toy(lambda _: 3.4, lambda x: x), figure=TOY))
    assert told.startswith("The two change places between 3 min and 4 min")
