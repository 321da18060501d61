"""What passes between agencies and what they have for it, worked by hand.

Ten cases a week; council asks health about each. Everybody is there day and night, and they sit at
different sites, unless a test says otherwise. A call is used for a quarter of what it is possible for,
whatever the ties; e-mail for the rest. Under the signed agreement 5% hesitate and nobody refuses.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from hubsim.spec.seats import Near
from hubsim.structure.congruence import Pair, congruence
from hubsim.structure.exchange import Exchange
from hubsim.structure.survey import Survey, survey
from tests.structure.sound import Data, read

HUB: Data = {
    "hubsim": 1,
    "name": "Pairs",
    "calendar": {
        "starts": "2026-01-05",
        "holidays": "none",
        "timezone": "UTC",
        "working_day": "always",
        "hours": {"day": "every day 08:00-20:00", "night": "every day 20:00-08:00"},
    },
    "agencies": {"council": {"sits": "hall"}, "health": {"sits": "clinic"}, "police": {"sits": "station"}},
    "roles": {
        "clerk": {"agency": "council", "posts": 1, "hours": "always"},
        "nurse": {"agency": "health", "posts": 1, "hours": "always"},
        "officer": {"agency": "police", "posts": 1, "hours": "always"},
    },
    "contacts": {"phone": {"volume": "10 per week", "arrives": "always"}},
    "working_together": {
        "information": {"health": {"agreement": "signed", "reached_by": "navigator"}},
        "ties": {"default": 0.2},
        "led_by": {"default": "council"},
        "channels": {
            "spoken": {"used": "50%"},
            "telephone": {"used": "25%", "with_ties": "0%", "answered": "100%", "tries": 1},
        },
        "agreements": {
            "signed": {"hesitates": "5%", "refuses": "0%"},
            "none": {"hesitates": "30%", "refuses": "10%"},
            "lapsed": {"hesitates": "25%", "refuses": "20%"},
        },
        "volunteers": "0%",
    },
    "starts_at": "log",
    "stages": {
        "log": {"who": "clerk", "work": "5 min", "then": "ask"},
        "ask": {
            "asked_by": "clerk",
            "ask": {"health": {"who": "nurse", "work": "5 min"}},
            "then": "decide",
        },
        "decide": {"who": "clerk", "work": "5 min", "decides_from": ["health"], "then": "out"},
    },
    "outcomes": {"out": {}},
}  # fmt: skip


def with_(**paths: Any) -> Survey:
    """The hub with some values set; two underscores part the names of a path, ``0`` deletes."""
    data = copy.deepcopy(HUB)
    for path, value in paths.items():
        *above, last = path.split("__")
        here = data
        for step in above:
            here = here.setdefault(step, {})
        here[last] = value
    return survey(read(data), 4)


def pair(found: Survey, one: str = "council", other: str = "health") -> Pair:
    return next(each for each in found.pairs if (each.one, each.other) == (one, other))


def question(found: Survey) -> Exchange:
    return next(each for each in found.questions())


def test_strangers_who_write_and_sometimes_ring():
    """The example of docs/structure.md: reach 0.25 + 0.75 x 0.2 = 0.4, answers 0.95: 0.38."""
    found = pair(with_())
    assert dict(found.needed) == pytest.approx({"question": 10, "reply": 10})
    assert dict(found.channels) == pytest.approx({"telephone": 5, "e-mail": 15})
    assert found.provided == pytest.approx(0.38)
    assert found.gap == pytest.approx(12.4)
    assert (found.ties, found.one_record) == (0.2, False)
    assert set(found.seats) == {Near.APART}
    assert {name: held.state for name, held in found.sharing.items()} == {"health": "signed"}


def test_one_room():
    """A word 0.5 + 0.5 x 0.2 = 0.6; a call 0.25 x 0.4 = 0.1; e-mail 0.3: 0.7 + 0.3 x 0.2 = 0.76."""
    found = with_(agencies__council__sits="hall / hub", agencies__health__sits="hall / hub")
    each = question(found).channels
    assert dict(each) == pytest.approx({"spoken": 0.6, "telephone": 0.1, "e-mail": 0.3})
    assert pair(found).provided == pytest.approx(0.76 * 0.95)
    assert set(pair(found).seats) == {Near.ROOM}


def test_one_record_takes_what_is_not_said_or_rung_about():
    found = with_(working_together__one_record=["council", "health"])
    assert dict(question(found).channels) == pytest.approx({"telephone": 0.25, "record": 0.75})
    assert pair(found).provided == pytest.approx(0.95)
    assert pair(found).one_record


def test_nobody_rings_who_is_there_half_of_the_day():
    """By day somebody is there and a quarter ring, by night nobody: 0.125 + 0.875 x 0.2 = 0.3.

    The reply goes to the clerk, who is always there: 0.4. On average 0.35.
    """
    found = with_(roles__nurse__hours="day")
    assert dict(question(found).channels) == pytest.approx({"telephone": 0.125, "e-mail": 0.875})
    assert pair(found).provided == pytest.approx(0.35 * 0.95)


def test_ties_count_where_it_lies():
    """One team: e-mail 0.75 x 1, a call 0.25: all of it."""
    assert pair(with_(working_together__ties={"default": 1})).provided == pytest.approx(0.95)
    other = with_(working_together__ties={"default": 1, "health and council": 0})
    assert pair(other).provided == pytest.approx(0.25 * 0.95)


@pytest.mark.parametrize(
    ("state", "answers"),
    [("none", 0.9 * 0.7), ("lapsed", 0.8 * 0.75)],
)
def test_without_an_agreement_fewer_are_answered_at_once(state: str, answers: float):
    found = with_(working_together__information__health__agreement=state)
    assert pair(found).provided == pytest.approx(0.4 * answers)


def test_an_agreement_that_lapses_counts_by_the_time():
    """Four weeks are looked at; it ends with the first: (0.95 + 3 x 0.6) / 4."""
    found = with_(working_together__information__health__until="2026-01-11")
    assert pair(found).provided == pytest.approx(0.4 * (0.95 + 3 * 0.6) / 4)
    assert pair(found).sharing["health"].state == "lapsing"


def test_people_outside_the_hub_are_reached_as_far_as_ties_go():
    found = with_(
        working_together__information__health={"agreement": "signed", "reached_by": "e-mail"},
        stages__ask__ask__health={"reply_takes": "3 h"},
    )
    assert pair(found).provided == pytest.approx(0.2 * 0.95)
    assert dict(pair(found).channels) == pytest.approx({"outside": 20})


@pytest.mark.parametrize("way", ["direct", "shared record"])
def test_what_is_looked_up_needs_nobody(way: str):
    found = with_(
        working_together__information__health={"agreement": "signed", "reached_by": way},
        stages__ask__ask__health={},
    )
    assert pair(found).provided == pytest.approx(0.95)
    assert pair(found).most_used == "looked up"


def test_a_way_of_its_own_counts_as_far_as_ties_go():
    """The question says itself when it is seen; the reply goes by the channels: (0.2 + 0.4) / 2."""
    found = with_(stages__ask__ask__health__seen_after="10 min")
    assert question(found).channels == {}
    assert pair(found).provided == pytest.approx(0.3 * 0.95)


def test_cases_handed_on_and_heard_together():
    """Police look at all cases after the decision, half of which council and police then discuss.

    Handed on: 10 a week, reach 0.4. Together: 5 a week, all of it. (10 x 0.4 + 5) / 15 = 0.6.
    """
    found = with_(
        stages__decide__then="look",
        stages__look={"who": "officer", "work": "5 min", "then": {"talk": "50%", "out": "50%"}},
        stages__talk={"needs": {"clerk": 1, "officer": 1}, "work": "5 min", "then": "out"},
    )
    both = pair(found, "council", "police")
    assert dict(both.needed) == pytest.approx({"hand-over": 10, "together": 5})
    assert both.provided == pytest.approx(0.6)


def test_the_hub_as_a_whole_and_worst_gaps_first():
    """Health: 20 a week, 0.38 backed. Police: 15 a week, 0.6 backed: (7.6 + 9) / 35."""
    found = with_(
        stages__decide__then="look",
        stages__look={"who": "officer", "work": "5 min", "then": {"talk": "50%", "out": "50%"}},
        stages__talk={"needs": {"clerk": 1, "officer": 1}, "work": "5 min", "then": "out"},
    )
    assert congruence(found.pairs) == pytest.approx((7.6 + 9) / 35)
    assert [each.other for each in found.pairs] == ["health", "police"]


def test_two_roles_of_an_agency_at_one_table_are_one_pair():
    found = with_(
        roles__chief={"agency": "council", "posts": 1, "hours": "always"},
        stages__decide__then="talk",
        stages__talk={
            "needs": {"clerk": 1, "chief": 1, "nurse": 1},
            "work": "5 min",
            "then": "out",
        },
    )
    assert pair(found).needed["together"] == pytest.approx(10)


def test_what_stays_with_the_same_people_does_not_pass():
    found = with_()
    assert [each.kind for each in found.passing] == ["question", "reply"]


def test_of_a_hub_that_says_nothing_only_the_need_is_known():
    data = {key: value for key, value in copy.deepcopy(HUB).items() if key != "working_together"}
    del data["stages"]["ask"]["asked_by"]
    found = survey(read(data), 4)
    assert dict(pair(found).needed) == pytest.approx({"question": 10, "reply": 10})
    assert (pair(found).provided, pair(found).ties, congruence(found.pairs)) == (None, None, None)


def test_ratings_ask_and_hesitate_by_themselves():
    """Half of red (3 a week) and all of green (7) are asked about; green hesitates in 45%, red never.

    1.5 x 2 x 0.4 x 1 and 7 x 2 x 0.4 x 0.55 of 17 a week.
    """
    found = with_(
        ratings={"red": {}, "green": {}},
        contacts__phone__first_seen_as={"low": {"red": "30%", "green": "70%"}},
        stages__ask__ask__health__share_asked={"red": "50%", "green": "100%"},
        working_together__agreements__signed={
            "hesitates": {"urgent": "0%", "prompt": "0%", "routine": "45%"}, "refuses": "0%",
        },
    )  # fmt: skip
    backed = 3 * 0.4 + 14 * 0.4 * 0.55
    assert pair(found).per_week == pytest.approx(17)
    assert pair(found).provided == pytest.approx(backed / 17)
