"""Charts of analyses are drawn by Vega itself, and their titles claim no more than the intervals."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import vl_convert

from hubsim.analysis import Estimate
from hubsim.charts.attribution import (
    attribution_chart,
    attribution_frame,
    attribution_table,
    attribution_title,
    pairs_table,
)
from hubsim.charts.flip import flip_chart, flip_table, flip_title
from hubsim.charts.recovery import recovery_chart, recovery_title
from hubsim.charts.screening import (
    ignorance,
    may_be,
    screening_chart,
    screening_frame,
    screening_table,
    screening_title,
)
from hubsim.charts.tornado import tornado_chart, tornado_frame, tornado_title
from hubsim.charts.turning import turning_table, turning_title
from hubsim.charts.words import changed, in_full
from hubsim.study.attribution import attribute_patches
from hubsim.study.flipping import Reach, flip
from hubsim.study.positions import Position
from hubsim.study.recovery import Recovery
from hubsim.study.scanning import Placed, scan
from hubsim.study.sensitivity import sensitivity
from hubsim.study.turning import Rivals, Turning
from tests.analyses.test_flip import A, B, number, toy, value
from tests.analyses.toys import TOY, Toy, patch
from tests.dashboard.made_up import names_of

YEARS = (0.0, 1.0, -1.0, 0.5)


def svg(chart) -> str:
    return str(vl_convert.vegalite_to_svg({**chart.to_dict(), "width": 900}))


def attributed(worth, names="abc", noise=YEARS):
    toy = Toy(lambda _, told: worth(frozenset(told)), noise)
    return attribute_patches(Position("toy"), [patch(n) for n in names], toy, figures=[TOY])


def test_an_attribution_is_drawn_with_every_change():
    found = attributed(lambda made: -3.0 * ("a" in made) - ("b" in made) + 0.5 * ("c" in made))
    frame = attribution_frame(found, TOY)
    assert list(frame["model"]) == ["a", "b", "c"]
    assert list(frame["helps"]) == [True, True, False]
    drawn = svg(attribution_chart(frame, "toy"))
    for said in ("−3.00, 86%", "−1.00, 29%", "0.50, −14%"):
        assert said in drawn
    assert attribution_title(found, TOY) == "“a” brings most: 86% of −3.50"


def test_a_long_name_of_who_is_heard_leaves_room_for_what_is_said():
    found = attributed(lambda made: -3.0 * ("a" in made))
    long = "Integrated Care Board, Community and Mental Health NHS Foundation Trusts Partnership"
    heard = replace(found, heard={TOY: TOY})
    words = attribution_frame(heard, TOY, long)["words"]
    assert words.str.len().max() < 80
    assert words.str.contains("Partnership heard").all()
    assert long in list(attribution_table(heard, TOY, long))[-1]


def test_a_title_names_two_where_they_cannot_be_told_apart_and_none_where_nothing_is_clear():
    same = attributed(lambda made: -2.0 * len(made & {"a", "b"}))
    assert attribution_title(same, TOY).startswith(
        "“a” and “b” have the largest shares of −4.00, with no"
    )
    nothing = attributed(lambda made: 0.0)
    assert attribution_title(nothing, TOY).startswith("No clear difference")
    unknown = attributed(lambda made: np.nan if made else 1.0)
    assert attribution_title(unknown, TOY).startswith(
        "Not known: some sets of changes never settle"
    )
    once = attributed(lambda made: -2.0 * len(made), noise=(0.0,))
    assert attribution_title(once, TOY).startswith("Not known: in a single replication")
    svg(attribution_chart(attribution_frame(unknown, TOY), "toy"))


def test_a_flip_is_drawn_and_said():
    found = flip(A, B, number("x", 0, 2, 11), toy(lambda x: 10 + x, lambda x: 3 * x), figure=TOY)
    drawn = svg(flip_chart(found))
    assert "as written" in drawn
    assert (
        flip_title(found) == f"The ranking turns at {found.assumption.said(found.flips.nearest.at)}"
    )
    assert 4.9 < found.flips.nearest.at < 5.1


@pytest.mark.parametrize(
    ("second", "reach", "title"),
    [
        (
            lambda _: 5.0,
            Reach(),
            "None of 10 values looked at, from 0 min to 11 min, turns the ranking",
        ),
        (
            lambda _: 5.0,
            Reach(-0.9, True),
            "None of 10 values looked at, from 0 min to 11 min, makes the effect -90%",
        ),
        (lambda _: 10.0, Reach(), "No clear difference anywhere in the range"),
    ],
)
def test_no_flip_is_said_too(second, reach, title):
    found = flip(A, B, number("x", 0, 2, 11), toy(lambda _: 10.0, second), figure=TOY, reach=reach)
    assert flip_title(found) == title
    svg(flip_chart(found))


def test_what_does_not_differ_as_written_has_no_ranking_to_turn():
    """At 2, as written, both take as long; from 6 on the second takes less."""
    quicker = toy(lambda _: 10.0, lambda x: 10.0 if x < 6 else 1.0)
    found = flip(A, B, number("x", 0, 2, 11), quicker, figure=TOY)
    assert flip_title(found) == (
        "No clear difference as it is written, so there is no ranking to turn"
    )


def test_where_a_queue_never_settles_nothing_is_claimed():
    never = flip(A, B, number("x", 0, 2, 11), toy(lambda _: 10.0, lambda _: math.nan), figure=TOY)
    assert not never.flips.known
    assert flip_title(never) == "Not known: everywhere in the range, a queue never settles"
    half = toy(lambda _: 10.0, lambda x: math.nan if x > 6 else 5.0)
    found = flip(A, B, number("x", 0, 2, 8), half, figure=TOY)
    assert flip_title(found) == (
        "None of 9 values looked at, from 0 min to 8 min, turns the ranking; not known at 7 min, 8 min, where a queue "
        "never settles"
    )
    svg(flip_chart(found))


def scanned(function, noise=(0.0, 0.0, 0.0)):
    numbers = [Placed(number(name, 0, 1, 11)) for name in "xyz"]
    return scan(A, B, numbers, Toy(function, noise), figure=TOY)


def test_a_tornado_is_drawn_and_its_title_counts():
    def function(model, told):
        x, y = (value(told, name, 1) for name in "xy")
        return 0.0 if model == "a" else 1 - x / 4 + y / 100

    seen = scanned(function)
    frame = tornado_frame(seen)
    assert list(frame["model"])[:2] == ["x", "y"]
    drawn = svg(tornado_chart(frame, seen.as_it_is.mean, "B minus A"))
    assert "0 min to 11 min" in drawn
    assert tornado_title(seen) == "x alone can turn the ranking, of 3 numbers"


@pytest.mark.parametrize(
    ("function", "title"),
    [
        (lambda m, _: float(m == "b"), "None of 3 numbers turns the ranking by itself"),
        (lambda *_: 1.0, "No clear difference to begin with, so there is no ranking to turn"),
        (
            lambda *_: math.nan,
            "Not known: with all numbers as written, a queue never settles",
        ),
        (
            lambda m, told: (
                0.0 if m == "a" else 1 - value(told, "x", 1) / 4 - value(told, "y", 1) / 8
            ),
            "2 of 3 numbers turn the ranking, each by itself",
        ),
    ],
)
def test_titles_of_tornados(function, title):
    seen = scanned(function)
    assert tornado_title(seen) == title
    svg(tornado_chart(tornado_frame(seen), seen.as_it_is.mean, "B minus A"))


@pytest.mark.parametrize(
    ("function", "title", "first"),
    [
        (
            lambda m, _: float(m == "b"),
            "None of 3 numbers clearly turns the order of “One” and “Two” by itself",
            "No:",
        ),
        (
            lambda m, told: 0.0 if m == "a" else 1 - value(told, "x", 1) / 4,
            "1 of 3 numbers alone can turn the order of “One” and “Two” (x)",
            "Yes:",
        ),
        (
            lambda m, told: 0.0 if m == "a" else 11 - value(told, "y", 1),
            (
                "None of 3 numbers clearly turns the order of “One” and “Two” by itself; "
                "1 could make it unclear (y)"
            ),
            "Not clear, all",
        ),
        (
            lambda *_: 1.0,
            (
                "In runs as short as these, neither “One” nor “Two” is clearly ahead, so they do not "
                "show what could turn the order"
            ),
            "Not clear, all",
        ),
        (
            lambda m, told: np.nan if value(told, "z", 1) > 1 else float(m == "b"),
            (
                "None of 3 numbers clearly turns the order of “One” and “Two” by itself; "
                "with 1 a model cannot keep up at one end of the range, so that it is not known (z)"
            ),
            "Not known:",
        ),
    ],
)
def test_what_could_turn_a_choice_is_said_and_what_matters_most_stands_first(
    function, title, first
):
    found = scanned(function)
    numbers = tuple(each.placed for each in found.found)
    rivals = Rivals("One", "Two", (A, B), numbers, found.figure)
    seen = Turning(rivals, found)
    names = names_of("One", "Two")
    assert turning_title(seen, names) == title
    table = turning_table(seen, names)
    assert table["Can it turn the order?"].iloc[0].startswith(first)
    assert set(table["May lie"]) == {"0 min to 11 min"}
    assert set(table["Set in"]) == {"both"}


@pytest.mark.parametrize(
    ("more", "title"),
    [
        (
            [9, 9, 4, 0, 0, 0, 0, 0, 0, 0],
            "Back 2.00 open days after its end, at the latest after 2",
        ),
        ([1] * 10, "No clear difference after it ends: the backlog is back at once"),
        ([9] * 10, "In 2 of 2 years the backlog is not back while it was watched"),
    ],
)
def test_recovery_is_drawn_and_said(more, title):
    days = tuple(dt.date(2026, 3, 2) + dt.timedelta(days=n) for n in range(10))
    without = np.full((10, 2), 5.0)
    found = Recovery(days, 2, without, without + np.array(more)[:, None], band=1.0)
    assert recovery_title(found) == title
    assert "without it" in svg(recovery_chart(found))


def swept(function, names="xyz"):
    numbers = [Placed(number(name, 0, 1, 11)) for name in names]
    toy = Toy(function, (-0.5, 0.0, 0.5))
    return sensitivity([A, B], numbers, toy, figure=TOY, paths=6, closely=2, size=16)


def test_a_screening_says_what_moves_the_difference_and_which_way():
    """From 0 to 11 x raises b by 22 and y lowers it by 11, wherever the others are."""

    def function(model, told):
        return 0.0 if model == "a" else 2 * value(told, "x", 1) - value(told, "y", 1)

    found = swept(function)
    frame = screening_frame(found)
    assert list(frame["model"]) == ["x", "y"]
    assert list(frame["mean"]) == pytest.approx([22, 11])
    assert screening_title(found) == "Of 3 numbers x moves it most, by 22.0 over its range"
    assert "0 min to 11 min: 22.0, up" in svg(screening_chart(frame, "Effect"))
    table = screening_table(found, "As it is", "With").set_index("Assumption")
    means = table["What that means"]
    assert means["x"] == "a higher number raises the difference"
    assert means["y"] == "a higher number lowers the difference"
    assert means["z"] == "it does nothing here"
    assert table["Explains by itself"]["z"] == "not looked at"
    assert "more replications would not help" in ignorance(found)
    assert "As written +1.00. With the 2 most important" in may_be(found)


def test_where_queues_never_settle_a_screening_claims_nothing():
    found = swept(lambda model, told: np.nan)
    assert screening_title(found).startswith("Not known of 3 numbers")
    assert may_be(found) == "With all numbers as written, a queue never settles."
    assert ignorance(found) == ""
    assert screening_frame(found).empty
    same = swept(lambda model, told: 1.0)
    assert ignorance(same) == "Nothing varies, so there is nothing to explain."


def test_what_depends_on_other_numbers_is_said_so():
    """x raises b where y is above 5.5 and lowers it below."""

    def function(model, told):
        x, y = (value(told, name, 1) for name in "xy")
        return 0.0 if model == "a" else (x - 5.5) * (y - 5.5)

    table = screening_table(swept(function, "xy"), "As it is", "With")
    assert set(table["What that means"]) == {"which way it goes depends on the other numbers"}


def test_a_screening_without_effect_or_without_an_end_is_told():
    assert screening_title(swept(lambda *_: 1.0)) == "None of 3 numbers moves it"
    never = swept(lambda m, told: np.nan)
    assert screening_title(never).startswith("Not known of 3 numbers")
    table = screening_table(never, "As it is", "With")
    assert set(table["What that means"]) == {"not known: a queue never settles"}


def test_two_changes_that_do_the_same_are_told_apart_from_two_that_need_each_other():
    def function(kind):
        def value(_, told):
            x, y = ("x" in told), ("y" in told)
            return -6.0 * (x or y if kind == "twice" else x and y)

        return value

    for kind, means in (("twice", "is had twice: either brings it"),
                        ("both", "comes only of both together")):  # fmt: skip
        toy = Toy(function(kind), (0.0, 1.0, 2.0))
        found = attribute_patches(Position("a"), [patch("x"), patch("y")], toy, figures=[TOY])
        (line,) = pairs_table(found, TOY).itertuples(index=False, name=None)
        assert line[0] == "x with y"
        assert line[2] == means
        shares = attribution_table(found, TOY)
        assert list(shares["Its share"]) == ["−3.00", "−3.00", "−6.00"]
        assert shares["Made alone"].iloc[0] == {"twice": "−6.00", "both": "0"}[kind]


def test_a_curve_is_told_in_words():
    found = flip(A, B, number("x", 0, 2, 11), toy(lambda x: 10 + x, lambda x: 3 * x), figure=TOY)
    table = flip_table(found, ("as it is", "with the changes"))
    first = table.iloc[0]
    assert first["Difference"] == "−10.0"  # the same chance in both
    assert "As it is" in table
    assert any("as written" in each for each in table.iloc[:, 0])
    assert {"lower", "higher"} <= set(table["What that means"])  # nobody says which is better


def test_changes_that_cannot_be_told_apart_from_the_largest_are_all_named():
    """Noise of its own on every hub hides which of three brings more."""
    same = attributed(lambda made: -2.0 * len(made))
    assert attribution_title(same, TOY).startswith("“a”, “b” and “c” bring −6.00")


def test_what_is_known_and_what_is_chance_is_said_without_a_leap_in_the_middle():
    for share, says in ((0.9, "would not help"), (0.5, "and so would"), (0.1, "would take away")):
        variance = SimpleNamespace(known=share)
        assert says in ignorance(SimpleNamespace(variance=variance, may_be=np.ones(4)))


def test_a_screening_in_which_the_order_is_the_other_way_round_says_so():
    """What is called the best takes an hour more there than the second, in all three years."""
    found = scanned(lambda m, _: float(m == "a"))
    numbers = tuple(each.placed for each in found.found)
    seen = Turning(Rivals("One", "Two", (A, B), numbers, found.figure), found)
    assert found.as_it_is.high < 0
    assert turning_title(seen, names_of("One", "Two")).startswith(
        "In runs as short as these “Two” is clearly ahead of “One”, the other way round"
    )


def test_of_one_replication_it_is_not_said_that_a_queue_never_settles():
    found = scanned(lambda m, _: float(m == "b"), noise=YEARS[:1])
    assert {each.turns for each in found.found} == {"may turn"}


@pytest.mark.parametrize(("mean", "unit", "short", "full"), [
    (-0.25, "working hours", "−15.0 min (−18.0 to −12.0)", "−15.0 (−18.0 to −12.0) working minutes"),
    (-0.25, "hours", "−15.0 min (−18.0 to −12.0)", "−15.0 (−18.0 to −12.0) minutes"),
    (-2.5, "working hours", "−2.50 h (−2.55 to −2.45)", "−2.50 (−2.55 to −2.45) working hours"),
    (0.25, "days", "+0.25 days (+0.20 to +0.30)", "+0.25 (+0.20 to +0.30) days"),
    (0.025, "share of cases", "+2.50 points (−2.50 to +7.50)", "+2.50 (−2.50 to +7.50) points"),
    (2.5, "cases", "+2.50 (+2.45 to +2.55)", "+2.50 (+2.45 to +2.55) cases"),
])  # fmt: skip
def test_a_change_says_what_it_is_measured_in(
    mean: float, unit: str, short: str, full: str
) -> None:
    change = Estimate(mean, mean - 0.05, mean + 0.05, 5)
    assert changed(change, unit) == short
    assert in_full(change, unit) == full
