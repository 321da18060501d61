"""Recovery against what a full tub needs to drain, and of a small hub from end to end."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pytest

from hubsim.cli import main
from hubsim.errors import InputError
from hubsim.models import read_model
from hubsim.study.design import Length
from hubsim.study.positions import Bench, Position
from hubsim.study.recovery import Disturbance, Recovery, disturbance_from, recover, weeks_needed

STARTER = read_model("starter")


@pytest.mark.parametrize(("days", "back"), [(1, 2), (2, 4), (4, 6)])
def test_a_desk_drains_what_has_piled_up_at_what_it_can_do_more(one_desk, days, back):
    """48 contacts a day, 72 can be done: d days away pile up 48 d, and 24 a day go: 2 d days.

    Away from Monday on. Of the 8 days after 4, Friday to Friday, 6 are open days of the hub.
    """
    disturbance = Disturbance("absence", 4, days, roles=("adviser",))
    bench = Bench(Length(weeks_needed(disturbance, 4), 0, 0), replications=2)
    found = recover(Position(str(one_desk)), disturbance, bench)
    assert found.over == days
    assert found.peak.mean == 48 * days
    assert found.taken == [back, back]
    assert found.not_back == 0
    assert (found.without == 0).all()


def test_nobody_away_is_the_same_as_an_absence_of_the_only_role(one_desk):
    hub = Position(str(one_desk))
    for disturbance in (
        Disturbance("outage", 4, 2),
        Disturbance("absence", 4, 2, roles=("adviser",)),
    ):
        bench = Bench(Length(weeks_needed(disturbance, 4), 0, 0), replications=2)
        assert recover(hub, disturbance, bench).taken == [4, 4]


def test_what_is_not_back_while_it_is_watched_is_said_to_be_not_back(one_desk):
    disturbance = Disturbance("absence", 4, 14, roles=("adviser",))
    found = recover(Position(str(one_desk)), disturbance, Bench(Length(9, 0, 0), replications=2))
    assert found.taken == [None, None]
    assert found.not_back == 2
    assert not found.open_days.known


def test_days_that_differ_by_chance_alone_make_no_worst_day():
    """On some day each year has 20 cases more than without; its worst day is no worse for it."""
    days = tuple(dt.date(2026, 3, 2) + dt.timedelta(days=n) for n in range(4))
    without = np.array([[30.0, 10.0], [10.0, 31.0], [12.0, 11.0], [10.0, 12.0]])
    found = Recovery(days, 1, without, without[::-1], band=5.0)
    assert found.more.max(axis=0).min() > 18
    assert (found.peak.mean, found.peak.low, found.peak.high) == (0, 0, 0)


def test_a_single_year_says_nothing_of_how_years_differ(capsys):
    words = ["recover", "starter", "--absent", "screener", "--begins", "4"]
    assert main([*words, "-n", "1"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "In the one year that was run the backlog is" in shown
    assert "no more than one case more is open" in shown
    for claim in ("standard deviation", "1 years", "1 of 1"):
        assert claim not in shown


def test_a_surge_is_added_to_those_that_a_hub_has():
    changes = Disturbance("surge", 6, 14, 1.5).changes(STARTER)
    assert changes[0].value == [{"dates": "2026-02-16 to 2026-03-01", "times": "1.5"}]
    autumn = read_model("county_separate+september_surge")
    (change,) = Disturbance("surge", 6, 7, 2).changes(autumn)
    assert len(change.value) == 3
    assert change.value[-1] == {"dates": "2026-02-16 to 2026-02-22", "times": "2"}


def test_one_kind_is_needed_and_roles_must_exist():
    with pytest.raises(InputError, match="one kind"):
        disturbance_from(STARTER, surge=None, absent=(), outage=False, days=1, begins=4)
    with pytest.raises(InputError, match="no role"):
        disturbance_from(STARTER, surge=None, absent=("screner",), outage=False, days=1, begins=4)


@pytest.mark.parametrize(
    "kind", [["--surge", "2", "--days", "7"], ["--absent", "screener"], ["--outage", "--days", "2"]]
)
def test_a_small_hub_from_end_to_end(kind, capsys):
    words = ["recover", "starter", *kind, "--begins", "4", "-n", "3"]
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    for told in (
        "How long does it take to recover?",
        "On the worst day with it",
        "on the worst of the same year",
        "Illustrative",
    ):
        assert told in " ".join(shown.split())
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["open_days_by_replication"]) == 3
    assert any(row["more"] > 10 for row in told["rows"])
