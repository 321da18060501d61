"""The cheapest staffing of toys for which it is known, bottlenecks in a known order, a small hub."""

from __future__ import annotations

import json

import numpy as np
import pytest

from hubsim.analysis import Estimate, estimate
from hubsim.cli import main
from hubsim.errors import InputError
from hubsim.models import read_model
from hubsim.study import Length, Study, designs_from
from hubsim.study.positions import Figure, Position, Values
from hubsim.study.search import cheapest
from hubsim.study.staffing import (
    COST,
    WEEKS_A_YEAR,
    Mending,
    OneEach,
    OneMore,
    mendings,
    one_more_each,
    staff_of,
)
from hubsim.study.target import Target, target_from
from hubsim.text.search import bottleneck_report

STARTER = read_model("starter")
HUB = Position("starter")
TIME = Figure("hours_to_decision_mean")
NOW = {"screener": 4, "manager": 1, "researcher": 2}
WAGES = {"screener": 100.0, "manager": 150.0, "researcher": 60.0}


def toy(time, noise=(0.0, 0.1, -0.1)):
    """Times as a function of the numbers of people; costs a week by the wages above."""

    def evaluate(positions, measures, progress=None):
        rows, costs = [], []
        for p in positions:
            staff = NOW | {c.path.split(".")[1]: int(c.value) for c in p.changes}
            rows.append([time(staff) + e for e in noise])
            costs.append([sum(WAGES[r] * n for r, n in staff.items())] * len(noise))
        found = {TIME: np.array(rows), COST: np.array(costs)}
        loads = {"screener": 0.85, "manager": 0.85, "researcher": 0.85}
        return Values(found, ("",) * len(rows), (loads,) * len(rows))

    return evaluate


def by_hand(time, limit, most=30):
    """Try all staffings, and give the price of the cheapest that meets it."""
    every = (
        {"screener": s, "manager": m, "researcher": r}
        for s in range(1, most) for m in range(1, most) for r in range(1, most)
    )  # fmt: skip
    return min(
        sum(WAGES[r] * n for r, n in staff.items()) for staff in every if time(staff) <= limit
    )


@pytest.mark.parametrize(
    "time",
    [
        lambda s: 8 / s["screener"] + 3 / s["manager"] + 2 / s["researcher"],
        lambda s: 20 / s["screener"] + 1 / s["manager"] + 9 / s["researcher"],
        lambda s: 10 / (s["screener"] + s["researcher"]) + 2 / s["manager"],
    ],
)
@pytest.mark.parametrize("limit", [4.0, 2.5])
def test_the_cheapest_of_all_is_found_where_one_step_after_another_leads_to_it(time, limit):
    """Against all 24,389 staffings. The limit of the interval, not the mean, must meet the target."""
    noise = (0.0, 0.001, -0.001)
    found = cheapest(HUB, [Target(TIME, "most", limit)], toy(time, noise))
    margin = estimate(noise, 0.9).high  # 95 % on one side
    assert found.finished
    assert found.best.cost / WEEKS_A_YEAR == pytest.approx(by_hand(time, limit - margin))
    assert found.best.met[0].high <= limit


def test_a_target_that_is_met_on_average_but_not_surely_is_not_met():
    """Mean 3 in every staffing, with years that differ by 2: no target of 3.5 is met surely."""
    found = cheapest(HUB, [Target(TIME, "most", 3.5)], toy(lambda _: 3.0, (0.0, 2.0, -2.0)))
    assert found.best is None
    sure = cheapest(HUB, [Target(TIME, "most", 3.5)], toy(lambda _: 3.0, (0.0, 0.1, -0.1)))
    assert sure.best.staff == {"screener": 1, "manager": 1, "researcher": 1}


def test_a_staffing_that_never_settles_is_left_by_relieving_who_has_most_to_do():
    def time(staff):
        return np.nan if staff["manager"] < 3 else 3 / staff["manager"]

    found = cheapest(HUB, [Target(TIME, "most", 1.2)], toy(time), roles=["manager"])
    assert found.best.staff == {"manager": 3}


def test_only_the_roles_that_are_named_change():
    found = cheapest(
        HUB, [Target(TIME, "most", 4.0)], toy(lambda s: 8 / s["screener"]), roles=["screener"]
    )
    assert found.best.staff == {"screener": 3}
    with pytest.raises(InputError, match="no role with a number"):
        staff_of(STARTER, ["screner"])


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("hours_to_decision_mean<=8", Target(TIME, "most", 8)),
        ("target_met/red >= 90%", Target(Figure("target_met", "", "red"), "least", 0.9)),
    ],
)
def test_targets_as_written(text, target):
    assert target_from(text) == target


@pytest.mark.parametrize("text", ["target_met/red", "target_met/red>90", "target_met/red>=0.9"])
def test_what_is_no_target_is_said(text):
    with pytest.raises(InputError) as error:
        target_from(text)
    assert "90%" in error.value.problems[0].help


def bottlenecks(time):
    def evaluate(positions, measures, progress=None):
        found = toy(time, (0.0, 0.2))(positions, measures)
        more = {Figure("busy", "role", r): found.of(COST) * 0 + 0.5 for r in NOW}
        return Values({**found.found, **more}, found.unsettled, found.loads)

    return evaluate


def test_the_bottleneck_of_a_line_is_its_narrowest_place_and_moves_to_the_next():
    """A line takes as long as its narrowest place: managers, then researchers, then screeners."""

    def time(s):
        return 12 / min(s["screener"] / 1.5, s["manager"], s["researcher"] / 1.1)

    steps = mendings(HUB, STARTER, NOW, bottlenecks(time), figure=TIME)
    assert [step.each.best.role for step in steps] == [
        "manager",
        "researcher",
        "manager",
        "screener",
    ]
    assert [step.each.as_it_is.mean for step in steps] == pytest.approx(
        [12.1, 12 / (2 / 1.1) + 0.1, 6.1, 12 / (4 / 1.5) + 0.1]
    )


def test_where_nobody_more_helps_mending_ends():
    steps = mendings(HUB, STARTER, NOW, bottlenecks(lambda _: 5.0), figure=TIME)
    assert len(steps) == 1
    assert steps[0].each.best is None


def test_one_more_in_each_role_is_told_with_its_cost():
    each = one_more_each(HUB, STARTER, NOW, bottlenecks(lambda s: 9 - s["manager"]), figure=TIME)
    assert each.found[0].role == "manager"
    assert each.found[0].change.mean == pytest.approx(-1)
    assert each.found[0].cost == pytest.approx(150 * WEEKS_A_YEAR)


def test_where_what_may_help_most_does_not_clearly_help_there_is_no_bottleneck():
    """A screener clearly takes 0.1 hours away; a manager 2 on average, by years 0 or 4."""
    clear, unclear = Estimate(-0.1, -0.12, -0.08, 2), Estimate(-2.0, -6.0, 2.0, 2)
    screener, manager = (
        OneMore(role, 5, change, None, 0.0, 0.5, 1.0)
        for role, change in (("screener", clear), ("manager", unclear))
    )
    each = OneEach(TIME, Estimate(9, 8, 10, 2), "", (manager, screener), "", (manager,))
    assert each.best is None
    study = Study(designs_from(["starter"], length=Length(4, 0, 0)), Length(4, 0, 0), 2)
    told = " ".join(bottleneck_report(study, [Mending(NOW, each)]).split())
    assert "what would help most, one more of Manager, does not clearly help." in told


@pytest.mark.parametrize(("swing", "near"), [(0.5, ["manager", "researcher"]), (0, ["manager"])])
def test_where_one_role_may_buy_as_much_as_another_neither_alone_is_the_bottleneck(swing, near):
    """One more manager takes 2 hours away; one more researcher 1.9, in one year more than that."""

    def evaluate(positions, measures, progress=None):
        found = bottlenecks(lambda s: 20 - 2 * s["manager"] - 1.9 * s["researcher"])(
            positions, measures
        )
        by_year = np.zeros_like(found.of(TIME))
        by_year[1 + list(NOW).index("researcher")] = -swing, swing
        return Values({**found.found, TIME: found.of(TIME) + by_year}, found.unsettled, found.loads)

    each = one_more_each(HUB, STARTER, NOW, evaluate, figure=TIME)
    assert each.best.role == "manager"
    assert [one.role for one in each.near] == near
    study = Study(designs_from(["starter"], length=Length(4, 0, 0)), Length(4, 0, 0), 2)
    told = " ".join(bottleneck_report(study, [Mending(NOW, each)]).split())
    who = "Manager or Researcher (neither clearly more): one more of Manager"
    assert (who in told) == (len(near) > 1)


QUICK = ["--weeks", "3", "--warm-up", "1", "--run-off", "1", "-n", "3"]


def test_a_small_hub_from_end_to_end(capsys):
    words = ["search", "starter", "--targets", "target_met/red>=70%", *QUICK]
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    for told in ("The cheapest staffing", "A search and no proof", "as it is", "Illustrative"):
        assert told in " ".join(shown.split())
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    rows = [row for row in told["rows"] if row["meets"]]
    cheapest_row = min(rows, key=lambda row: (row["cost_a_year"], row["people"]))
    assert {role: cheapest_row[role] for role in NOW} == told["found"]


def test_bottlenecks_of_a_small_hub_from_end_to_end(capsys):
    assert main(["search", "starter", "--mend", "1", "--weeks", "10", "-n", "5"]) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    assert "Where the bottleneck goes" in shown
    assert "After 1 mending" in shown
