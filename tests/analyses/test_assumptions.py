"""Every number with a range can be set to anything inside, in the units in which it is written."""

from __future__ import annotations

import pytest

from hubsim.errors import InputError
from hubsim.models import read_model
from hubsim.shipped import names
from hubsim.spec.read import hub_from
from hubsim.spec.register import register
from hubsim.spec.scenario import apply
from hubsim.study.assumptions import assumption_at, assumptions_of

COUNTY = read_model("county_separate")


@pytest.mark.parametrize("model", names("models"))
def test_every_number_with_a_range_can_be_moved(model):
    file = read_model(model)
    ranged = {entry.path for entry in register(file) if entry.ranged and entry.low != entry.high}
    assert {each.path for each in assumptions_of(file)} == ranged


@pytest.mark.parametrize("model", ["county_separate", "discharge_hub"])
def test_hubs_with_numbers_anywhere_in_their_ranges_can_be_read(model):
    """All numbers at once, since reading a hub takes long; each is then found as it was set."""
    file = read_model(model)
    for part in (0.0, 0.37, 1.0):
        moved = [(a, a.low + part * (a.high - a.low)) for a in assumptions_of(file)]
        # a share of cases must not be larger than what it is a part of: those stay as written
        moved = [(a, x) for a, x in moved if "turns_on" not in a.path]
        again = hub_from(apply(file.source, [a.change(x) for a, x in moved]))
        texts = {entry.path: entry.text for entry in register(again)}
        for a, x in moved:
            assert a.said(x) in texts[a.path]


@pytest.mark.parametrize(
    ("path", "x", "text"),
    [
        ("roles.screener.time_for_cases", 70.25, "70.25%"),
        ("contacts.police.volume", 160.0, "160 per week"),
        ("roles.screener.cost", 40.5, "40.5 GBP per hour"),
        ("ratings.green.decide_within", 2.4, "2 working days"),
        ("ratings.green.decide_within", 1.0, "1 working day"),
        ("ratings.red.decide_within", 2.5, "2.5 working hours"),
        ("working_together.channels.telephone.tries", 2.6, "3"),
        ("working_together.ties.default", 1 / 3, "0.333333"),
        ("working_together.channels.telephone.takes", 1.5, "1.5 min"),
    ],
)
def test_a_number_is_written_in_its_own_unit(path, x, text):
    assert assumption_at(COUNTY, path).change(x).value == text


def test_a_shape_keeps_its_form_also_beyond_its_range():
    """25 min and nine in ten within 90: everywhere 3.6 times the median."""
    a = assumption_at(COUNTY, "working_together.channels.e-mail.takes")
    assert (a.low, a.usual, a.high) == (10, 25, 60)
    for x in (10.0, 40.0, 120.0):
        value = a.change(x).value
        assert value["shape"] == "lognormal"
        assert value["median"] == f"{x:g} min"
        assert value["nine_in_ten"] == f"{3.6 * x:g} min"


def test_a_range_may_be_given_in_another_unit_of_the_same_clock(hub):
    a = assumption_at(COUNTY, "working_together.channels.telephone.takes", "30 s", "1 h")
    assert (a.low, a.usual, a.high) == (0.5, 2, 60)
    assert a.change(7).value == "7 min"


@pytest.mark.parametrize(
    ("path", "low", "high", "said"),
    [
        ("roles.screener", "", "", "section of several numbers"),
        ("roles.screener.peopel", "", "", 'did you mean "roles.screener.people"'),
        ("agencies.council.sits", "", "", "only numbers can be moved"),
        ("roles.screener.people", "", "", "say it: --low and --high"),
        ("roles.screener.time_for_cases", "1 h", "2 h", "no unit in common"),
        ("roles.screener.time_for_cases", "80%", "70%", "write the lower value first"),
    ],
)
def test_what_cannot_be_moved_is_said_with_help(path, low, high, said):
    with pytest.raises(InputError) as error:
        assumption_at(COUNTY, path, low, high)
    assert said in str(error.value.problems[0])
