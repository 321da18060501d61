"""Sobol indices of functions for which they are known, through the same path as hubs."""

from __future__ import annotations

import json
import math
import re

import numpy as np
import pytest
import vl_convert
from SALib.analyze import morris

from hubsim.analysis.sensitivity import screen, variance
from hubsim.charts.sobol import sobol_chart, sobol_frame, sobol_title
from hubsim.cli import main
from hubsim.study.assumptions import Assumption, Setting
from hubsim.study.positions import Position
from hubsim.study.scanning import Placed
from hubsim.study.sensitivity import sensitivity
from hubsim.text.sensitivity import close_told, order_told
from tests.analyses.toys import TOY, Toy
from tests.verification.hubs import hub

A, B = Position("a"), Position("b")


def numbers(names: str, low: float, high: float) -> list[Placed]:
    setting = Setting(low, (low + high) / 2, high, "")
    return [Placed(Assumption(name, "assumed", "", setting, called=name)) for name in names]


def ishigami(_: str, told: dict[str, str]) -> float:
    """Ishigami and Homma (1990) with a = 7, b = 0.1; w does nothing."""
    x, y, z = (float(told.get(name, 0)) for name in "xyz")
    return math.sin(x) + 7 * math.sin(y) ** 2 + 0.1 * z**4 * math.sin(x)


FIRST = {"x": 0.3139, "y": 0.4424, "z": 0.0, "w": 0.0}
TOTAL = {"x": 0.5576, "y": 0.4424, "z": 0.2437, "w": 0.0}
"""In closed form: V = a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2; V₁ = (1 + bπ⁴/5)²/2; V₂ = a²/8; V₁₃ = b²π⁸ 8/225."""


def test_the_closed_forms_are_what_is_expected():
    a, b, pi = 7, 0.1, math.pi
    whole = a**2 / 8 + b * pi**4 / 5 + b**2 * pi**8 / 18 + 0.5
    x, y, xz = (1 + b * pi**4 / 5) ** 2 / 2, a**2 / 8, b**2 * pi**8 * 8 / 225
    assert [x / whole, y / whole] == pytest.approx([FIRST["x"], FIRST["y"]], abs=5e-5)
    assert [(x + xz) / whole, xz / whole] == pytest.approx([TOTAL["x"], TOTAL["z"]], abs=5e-5)


def test_sobol_indices_of_the_ishigami_function():
    toy = Toy(ishigami, (-1.0, 0.0, 1.0))  # years that are hard or easy everywhere
    found = sensitivity(
        [A], numbers("wxyz", -math.pi, math.pi), toy, figure=TOY, closely=4, size=512, paths=8
    )
    for at, n in enumerate(found.chosen):
        name, i = "wxyz"[n], found.indices
        assert abs(i.first[at] - FIRST[name]) <= 1.5 * i.first_margin[at] + 1e-3
        assert abs(i.total[at] - TOTAL[name]) <= 1.5 * i.total_margin[at] + 1e-3
        assert i.total_margin[at] < 0.12  # and that says something
    # Variance of the function in closed form; chance as put in, the same at every point.
    assert found.variance.ignorance == pytest.approx(13.845, rel=0.06)
    assert found.variance.years == pytest.approx(1.0, rel=1e-9)
    assert found.variance.both == pytest.approx(0, abs=1e-9)


def test_what_does_nothing_is_screened_out():
    toy = Toy(ishigami)
    found = sensitivity([A], numbers("wxyz", -math.pi, math.pi), toy, figure=TOY, closely=3, size=8)
    assert 0 not in found.chosen
    assert found.screening.importance[0] == 0
    assert list(found.frame()["path"])[-1] == "w"


def test_effects_of_a_straight_line_are_its_slopes_over_the_range():
    found = screen(lambda at: at @ np.array([[2.0], [-5], [0]]), 3, paths=4)
    assert found.importance == pytest.approx([2, 5, 0])
    assert found.direction == pytest.approx([2, -5, 0])
    assert found.bends == pytest.approx([0, 0, 0], abs=1e-12)


def test_the_difference_of_two_designs_rests_on_what_they_do_not_share():
    """b − a is y − 1: x cancels, and with y from 0 to 3 it is the other way round in a third."""

    def function(model: str, told: dict[str, str]) -> float:
        x, y = (float(told.get(name, 2)) for name in "xy")
        return x if model == "a" else x + y - 1

    toy = Toy(function, (0.0, 1.0))
    found = sensitivity([A, B], numbers("xy", 0, 3), toy, figure=TOY, closely=1, size=256)
    assert found.chosen == (1,)
    assert found.screening.importance == pytest.approx([0, 3])
    assert found.other_way == pytest.approx(1 / 3, abs=0.01)
    assert found.indices.first[0] == pytest.approx(1, abs=0.05)


def test_a_number_of_one_design_is_moved_there_only():
    toy = Toy(lambda model, told: float(told.get("x", 1)))
    mine = Placed(numbers("x", 0, 4)[0].assumption, (False, True))
    found = sensitivity([A, B], [mine], toy, figure=TOY, size=8)
    assert found.screening.importance == pytest.approx([4], rel=1e-5)  # written in six digits


def test_points_at_which_nothing_settles_are_left_out_with_their_block():
    def function(_: str, told: dict[str, str]) -> float:
        x = float(told.get("x", 0))
        return math.nan if x > 2.9 else x

    found = sensitivity([A], numbers("xy", 0, 3), Toy(function), figure=TOY, paths=8, size=64)
    assert 0 < found.screening.left_out < found.screening.points
    assert 0 < found.indices.left_out < 64
    assert found.screening.importance[1] == 0


def test_steps_beside_a_point_at_which_nothing_settles_are_left_out_and_no_others():
    """y does nothing where it is low; where it is high, a queue never settles."""

    def at(points):
        return np.where(points[:, 1:2] > 0.9, math.nan, points[:, :1] * 4 + points[:, 2:3])

    found = screen(at, 3, paths=12)
    assert found.importance[[0, 2]] == pytest.approx([4, 1])
    assert found.importance[1] == 0 or math.isnan(found.importance[1])
    assert 0 < found.left_out < found.points == 12 * 4


def test_the_screening_is_that_of_the_library():
    """Effects of a function that bends, worked out by SALib from the same points."""
    seen = []

    def at(points):
        values = (points[:, :1] ** 2 * 3 + points[:, 1:2] * points[:, 2:3]) @ np.ones((1, 1))
        seen.append((points, values.mean(axis=1)))
        return values

    found = screen(at, 3, paths=10, seed=3)
    problem = {"num_vars": 3, "names": ["0", "1", "2"], "bounds": [[0.0, 1.0]] * 3}
    theirs = morris.analyze(problem, *seen[0], num_levels=4, seed=3)
    assert found.importance == pytest.approx(np.asarray(theirs["mu_star"]))
    assert found.direction == pytest.approx(np.asarray(theirs["mu"]))
    assert found.bends == pytest.approx(np.asarray(theirs["sigma"]))


def test_where_nothing_settles_nothing_is_called_important():
    never = Toy(lambda _, told: math.nan if told else 1.0)
    found = sensitivity([A], numbers("xy", 0, 3), never, figure=TOY, closely=1, size=8)
    assert found.chosen == ()
    assert np.isnan(found.screening.importance).all()
    assert sobol_title(found).startswith("Not known")
    told = " ".join(" ".join(close_told(found, None)).split())
    assert "Wherever they lie, a queue never settles" in told


def test_an_order_that_is_notorder_told_is_said_with_the_points_that_would_settle_it():
    """x explains 56 % with the others and y 44 %: 256 points cannot tell them apart, more can."""
    told = " ".join(" ".join(order_told(apportioned())).split())
    assert "The ORDER IS NOT SETTLED: the intervals of x and y overlap" in told
    size = int(re.search(r"--size (\d+), instead of 256", told)[1])
    assert size > 256
    clear = sensitivity(
        [A], numbers("wxyz", -math.pi, math.pi), Toy(ishigami), figure=TOY, closely=4, size=2 * size
    )
    assert list(order_told(clear)) == ["x clearly explains most."]


def test_ignorance_years_and_both_are_told_apart():
    """Columns of known variance: 4 from points, 9 from years, 1 from both, within sampling error."""
    random = np.random.default_rng(8)
    shape = (2000, 400)
    values = 2 * random.normal(size=(shape[0], 1)) + 3 * random.normal(size=(1, shape[1]))
    found = variance(values + random.normal(size=shape))
    assert found.ignorance == pytest.approx(4, rel=4 * (2 / 2000) ** 0.5)
    assert found.years == pytest.approx(9, rel=4 * (2 / 400) ** 0.5)
    assert found.both == pytest.approx(1, rel=0.01)
    assert found.noise == pytest.approx((found.years + found.both) / 400)


QUICK = ["--weeks", "2", "--warm-up", "1", "--run-off", "1", "-n", "2"]


@pytest.fixture
def uncertain(tmp_path):
    file = tmp_path / "uncertain.yaml"
    file.write_text(
        "hubsim: 1\nbased_on: starter\nname: Uncertain\nset:\n"
        "  roles.screener.time_for_cases: {value: 70%, low: 65%, high: 80%}\n"
        "  roles.manager.cost: {value: 52 GBP per hour, low: 40 GBP per hour, high: 60 GBP per hour}\n"
        "  contacts.police.volume: {value: 90 per week, low: 80 per week, high: 95 per week}\n"
    )
    return file


def test_a_small_hub_from_end_to_end(uncertain, capsys):
    words = ["sensitivity", str(uncertain), "--paths", "2", "--size", "4", *QUICK]
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    for told in ("What decides the result", "roles.screener.time_for_cases", "Illustrative"):
        assert told in shown
    more = ["--json", "--measure", "cost_on_duty"]
    assert main([*words, *more]) == 0
    rows = {row["path"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert rows["roles.manager.cost"]["importance"] > 0
    assert rows["roles.screener.time_for_cases"]["importance"] == 0


def test_two_designs_from_end_to_end(uncertain, tmp_path, capsys):
    many = tmp_path / "many.yaml"
    many.write_text(
        f"hubsim: 1\nbased_on: {uncertain.name}\nname: More\nset:\n  roles.screener.people: 5\n"
    )
    words = ["sensitivity", str(uncertain), str(many), "--paths", "2", "--size", "4", *QUICK]
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    assert "the other way round" in shown


def apportioned(noise=(-1.0, 0.0, 1.0)):
    return sensitivity(
        [A], numbers("wxyz", -math.pi, math.pi), Toy(ishigami, noise), figure=TOY, closely=4,
        size=256, paths=6,
    )  # fmt: skip


def test_the_chart_shows_both_indices_of_each_number_the_most_important_first():
    """x explains 56 % with the others and y 44 %: at this size they cannot be told apart."""
    found = apportioned()
    frame = sobol_frame(found)
    assert list(frame["model"]) == ["x", "y", "z", "w"]
    for name, first, total in zip(frame["model"], frame["first"], frame["total"], strict=True):
        assert first == pytest.approx(FIRST[name], abs=0.15)
        assert total == pytest.approx(TOTAL[name], abs=0.15)
    inside = frame[frame["total_low"] > 0]
    assert len(inside)
    assert (inside["total_high"] + inside["total_low"]).tolist() == pytest.approx(
        2 * inside["total"]
    )
    by_chance = sobol_frame(apportioned(noise=(-200.0, 0.0, 170.0)))
    shares = by_chance.filter(regex="first|total").to_numpy()
    assert shares.min() == 0
    assert shares.max() <= 1
    drawn = str(vl_convert.vegalite_to_svg({**sobol_chart(frame).to_dict(), "width": 900}))
    for words in frame["words"]:
        assert words in drawn
    assert sobol_title(found).startswith("No number clearly decides most: x explains")


def test_the_title_names_what_clearly_decides_and_says_where_chance_hides_it():
    def mostly_x(_: str, told: dict[str, str]) -> float:
        return 10 * float(told.get("x", 0)) + float(told.get("y", 0))

    def look(noise, function=mostly_x):
        return sensitivity(
            [A], numbers("xy", 0, 1), Toy(function, noise), figure=TOY, closely=2, size=64, paths=4
        )

    assert sobol_title(look((0.0, 0.1))).startswith("x decides most: it explains")
    nothing = look((0.0, 0.1), lambda *_: 1.0)
    assert sobol_title(nothing).startswith("Not known")


RANGED = hub(
    contacts={"c": "{volume: {value: 40 per week, low: 30 per week, high: 50 per week}}"},
    roles={"w": "1"},
    stages={"s": "{who: w, work: {value: 60 min, low: 30 min, high: 90 min}, then: out}"},
)


def test_tables_and_pictures_are_written_to_a_new_folder(tmp_path, capsys):
    file = tmp_path / "hub.yaml"
    file.write_text(RANGED)
    words = ["sensitivity", str(file), "--paths", "2", "--closely", "2", "--size", "2", "-n", "2",
             "--weeks", "2", "--warm-up", "0", "--run-off", "0", "--out", str(tmp_path / "out")]  # fmt: skip
    assert main(words) == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"sensitivity.csv", "sobol.svg"}
    assert "<svg" in (tmp_path / "out" / "sobol.svg").read_text()
    assert main(words) == 2
    assert "not empty" in capsys.readouterr().err
