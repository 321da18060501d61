"""Shares of games whose Shapley values are known, and of a small hub."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from itertools import combinations, permutations

import numpy as np
import pytest

from hubsim.analysis import Estimate, attribute, ratio
from hubsim.analysis.shapley import exact_pairs, exact_shares, subsets
from hubsim.cli import main
from hubsim.errors import InputError
from hubsim.spec.scenario import Scenario
from hubsim.study.attribution import attribute_patches, overlaps, patches_from
from hubsim.study.positions import Figure, Position
from hubsim.text.analyses import level
from tests.analyses.toys import TOY, Toy, change, patch

BASE = Position("toy")


def divided(worth, names, noise=(0.0, 1.0, -2.0)):
    toy = Toy(lambda _, told: worth(frozenset(told)), noise)
    found = attribute_patches(BASE, [patch(name) for name in names], toy, figures=[TOY])
    return found.found[TOY]


def test_where_effects_add_up_everybody_gets_their_own_whatever_the_order():
    worth = {"a": -3.0, "b": 1.5, "c": 0.0, "d": -0.25}
    found = divided(lambda made: 20 + sum(worth[name] for name in made), list(worth))
    for each, own in zip(found.each, worth.values(), strict=True):
        assert each.share.mean == each.alone.mean == each.last.mean == own
    assert all(pair.mean == 0 for pair in found.pairs.values())
    assert found.whole.mean == -1.75
    assert found.each[0].part.mean == -3 / -1.75


def test_what_needs_three_is_shared_by_three_and_each_pair_has_half():
    """Unanimity game of three: shares 1/3; interaction index 1 / (3 − 1) for each pair of them."""
    found = divided(lambda made: 6.0 if {"a", "b", "c"} <= made else 0.0, "abcd")
    assert [each.share.mean for each in found.each] == [2, 2, 2, 0]
    assert [each.alone.mean for each in found.each] == [0, 0, 0, 0]
    assert [each.last.mean for each in found.each] == [6, 6, 6, 0]
    for pair, value in found.pairs.items():
        assert value.mean == (0 if 3 in pair else 3)


def test_what_either_brings_is_had_twice():
    """Either of two brings 4: half each, alone 4, last 0, and the pair takes back what is double."""
    found = divided(lambda made: 4.0 if made & {"a", "b"} else 0.0, "ab")
    assert [each.share.mean for each in found.each] == [2, 2]
    assert found.pairs[0, 1].mean == -4


def test_the_glove_game():
    """One left glove, two right ones; a pair is worth 1: 2/3, 1/6, 1/6 (any textbook of games)."""
    found = divided(
        lambda made: float("left" in made and bool(made & {"r1", "r2"})), ["left", "r1", "r2"]
    )
    shares = [each.share.mean for each in found.each]
    assert shares == pytest.approx([2 / 3, 1 / 6, 1 / 6], rel=1e-15)


def test_shares_are_the_mean_over_all_orders_and_sum_to_the_whole_exactly():
    """Against the definition, order by order, on values that no float can add without rounding."""
    random = np.random.default_rng(3)
    values = [Fraction(float(v)) for v in random.normal(1e3, 1e-3, 2**5)]
    by_order = [Fraction(0)] * 5
    for order in permutations(range(5)):
        made = 0
        for i in order:
            by_order[i] += values[made | 1 << i] - values[made]
            made |= 1 << i
    shares = exact_shares(values)
    assert shares == [total / math.factorial(5) for total in by_order]
    assert sum(shares) == values[-1] - values[0]


def test_pairs_are_what_two_do_beyond_each_averaged_over_what_stands():
    random = np.random.default_rng(4)
    values = [Fraction(float(v)) for v in random.normal(size=2**4)]
    sets = dict(zip(subsets(4), values, strict=True))
    for (i, j), found in zip(combinations(range(4), 2), exact_pairs(values), strict=True):
        rest = [k for k in range(4) if k not in (i, j)]
        orders = [tuple(rest[:n]) for rest in permutations(rest) for n in range(3)]
        told = [
            sets[tuple(sorted((*s, i, j)))] - sets[tuple(sorted((*s, i)))]
            - sets[tuple(sorted((*s, j)))] + sets[s]
            for s in (tuple(sorted(order)) for order in orders)
        ]  # fmt: skip
        assert found == sum(told) / Fraction(len(told))


def test_intervals_come_from_replications_and_the_ratio_from_both():
    """Effects that are twice as large in every second year: part 1/4 in every year, known exactly."""
    years = np.array([1.0, 2, 1, 2, 1, 2])
    found = attribute(np.array([10 - 0 * years, 10 - years, 10 - 3 * years, 10 - 4 * years]))
    assert found.shares.tolist() == [(-years).tolist(), (-3 * years).tolist()]
    part = found.each[0].part
    assert (part.mean, part.half_width) == (0.25, pytest.approx(0, abs=1e-15))
    # t with 5 degrees of freedom is 2.570582 (any table); standard deviation sqrt(6 × 0.25 / 5).
    assert found.each[0].share.half_width == pytest.approx(2.570582 * (0.3 / 6) ** 0.5, rel=1e-6)
    assert math.isnan(ratio([1.0], [0.0]).mean)


def test_where_the_whole_is_not_clear_nobody_has_a_part_of_it():
    found = attribute(np.array([[0.0, 0], [1, -1], [0, 0], [1, -1]]))
    assert not found.clear
    assert math.isnan(found.each[0].part.mean)


def test_a_set_without_a_value_leaves_that_replication_out():
    values = np.array([[4.0, 4, np.nan], [3, 3, 3], [2, 2, 2], [1, 1, 1]])
    found = attribute(values)
    assert found.whole.replications == 2
    assert found.each[0].share.replications == 2


def test_too_few_too_many_or_the_same_twice_is_an_error():
    toy = Toy(lambda *_: 0.0)
    for names in (["a"], [str(n) for n in range(13)], ["a", "a"]):
        with pytest.raises(InputError, match=r"given|changes"):
            attribute_patches(BASE, [patch(n) for n in names], toy, figures=[TOY])


def test_overlaps_are_told():
    one = Scenario("one", "", (change("roles.a.people", "4"), change("roles.b.people", "2")))
    other = Scenario("other", "", (change("roles.a.people", "4"), change("roles.b", "x")))
    third = Scenario("third", "", (change("roles.a.people", "5"),))
    told = list(overlaps([one, other, third]))
    assert len(told) == 4
    assert "write the same at roles.a.people" in told[0]
    assert "“other” writes at roles.b, over what “one” writes inside it" in told[1]
    assert "the later, “third”, holds" in told[2]


def test_changes_are_named_by_pattern_joined_by_plus_or_set():
    found = patches_from(["worked_*", "borough_one_record+worked_lead_unclear", "roles.a.people=3"])
    assert len(found) == 6 + 2
    assert found[-2].name == "One record for all + The lead is unclear"
    assert found[-1].changes[0].path == "roles.a.people"
    with pytest.raises(InputError, match="no_such"):
        patches_from(["no_such"])


QUICK = ["--weeks", "2", "--warm-up", "1", "--run-off", "1", "-n", "2"]


def test_a_small_hub_from_end_to_end(capsys):
    words = [
        "attribute",
        "starter",
        "-s",
        "roles.screener.people=6",
        "-s",
        "roles.manager.people=3",
    ]
    assert main([*words, *QUICK]) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    for told in ("What each of 2 changes buys", "Together", "police heard", "Illustrative"):
        assert told in shown
    assert main([*words, *QUICK, "--json", "-m", "open_cases"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    mine = [row for row in rows if row["measure"] == "open_cases"]
    shares = [row["mean"] for row in mine if row["what"] == "share"]
    (whole,) = [row["mean"] for row in mine if row["what"] == "whole"]
    assert math.fsum(shares) == pytest.approx(whole, rel=1e-12)
    assert whole < 0
    assert any(row["measure"] == "heard" for row in rows)  # never time without what is known


def test_a_measure_or_group_that_does_not_exist_is_said(capsys):
    words = [
        "attribute",
        "starter",
        "-s",
        "roles.screener.people=6",
        "-s",
        "roles.screener.people=7",
    ]
    assert main([*words, *QUICK, "-m", "open_case"]) == 2
    assert 'did you mean "open_cases"?' in capsys.readouterr().err
    assert main([*words, *QUICK, "-m", "target_met/read"]) == 2
    assert 'did you mean "red"?' in capsys.readouterr().err


def test_no_share_is_told_beyond_what_is_possible():
    assert level(Estimate(0.92, 0.81, 1.02, 3), Figure("heard")) == "92% (81% to 100%)"
    assert level(Estimate(1.0, -2.0, 4.0, 3), Figure("open_cases")) == "1.00 (0 to 4.00)"
    assert level(Estimate(1.0, -2.0, 4.0, 3), Figure("backlog_growth")) == "1.00 (-2.00 to 4.00)"
