"""The lesson: what is said of made-up numbers, points, and a small run of it from end to end."""

from __future__ import annotations

import math
import re
from types import SimpleNamespace

import pytest

from hubsim.analysis import compare, estimate
from hubsim.lesson import ladder_study, lesson_page, points
from hubsim.lesson.course import BASE, _assumed, ladder
from hubsim.lesson.steps import _change, _hours, _rungs, _turn, _turned, _when_asked, changed, heard
from hubsim.study import Length

YEARS = [10.0, 10.2, 9.8, 10.1, 9.9]


def difference(by: float, spread: float = 0.01) -> object:
    """Five replications that differ by so much, give or take so much."""
    noise = [-1, 1, 0, 1, -1]
    return compare(YEARS, [y + by + spread * n for y, n in zip(YEARS, noise, strict=True)])


@pytest.mark.parametrize(
    ("by", "spread", "said"),
    [
        (-2.0, 0.01, "The time fell by 20% ("),
        (-0.2, 0.01, "The time fell by 2.0% ("),
        (2.0, 0.01, "The time rose by 20% ("),
        (-0.1, 1.0, "There is no clear difference: the time changed by between −"),
        (0.0, 0.0, "The time is exactly the same."),
    ],
)
def test_a_change_is_said_by_what_its_interval_allows(by: float, spread: float, said: str) -> None:
    assert changed(difference(by, spread), "the time").startswith(said)


def test_what_is_not_known_is_not_said() -> None:
    unsettled = compare([math.nan] * 3, [1.0, 2.0, 3.0])
    assert changed(unsettled, "the time") == "What became of the time is not known from these runs."


def test_limits_of_a_fall_are_in_order() -> None:
    """A fall of 20% has a lower and an upper limit around it, the lower one first."""
    text = changed(difference(-2.0, 0.5), "the time")
    low, high = (float(part.strip("%")) for part in text.split("(")[1].rstrip(").").split(" to "))
    assert low < 20 < high


def test_hearing_is_said_with_both_numbers() -> None:
    base = [0.30, 0.32, 0.31]  # 31 ± t(2, 97.5%) · 1 / √3 = 4.303 · 0.577 = 2.48
    assert "in 31 (29 to 33) of 100" in heard(compare(base, [0.60, 0.62, 0.61]))
    assert heard(compare(base, [0.60, 0.62, 0.61])).endswith("more often.")
    assert heard(compare(base, [0.10, 0.12, 0.11])).endswith("less often.")
    assert heard(compare(base, [0.33, 0.30, 0.30])).endswith("no clear difference.")


def flipped(
    nearest: object,
    readings: dict[float, float],
    may: tuple[float, ...] = (),
    as_written: tuple[float, ...] = (),
) -> object:
    flips = SimpleNamespace(
        nearest=nearest, may=may, as_it_is=estimate(as_written or [readings[25.0]] * 2),
        readings={x: estimate([mean, mean]) for x, mean in readings.items()},
    )  # fmt: skip
    assumption = SimpleNamespace(low=10.0, high=120.0)
    return SimpleNamespace(flipped=SimpleNamespace(flips=flips, assumption=assumption))


def test_what_would_make_one_room_enough_is_said_by_rules() -> None:
    at = SimpleNamespace(at=80.0, low=60.0, high=95.0, rises=False)
    assert next(_turned(flipped(at, {25.0: 1.0}))).startswith("From about 80 minutes on, moving")
    at.rises = True
    assert next(_turned(flipped(at, {25.0: -1.0}))).startswith("Up to about 80 minutes, moving")
    assert next(_turned(flipped(None, {25.0: 1.0}))).endswith("alone never saves 5%.")
    assert next(_turned(flipped(None, {25.0: -1.0}))).startswith("It does already")
    for unclear in ((-1.0, 1.5), (math.nan, math.nan)):
        told = list(_turned(flipped(None, {25.0: 0.5}, (25.0,), unclear)))
        assert told[0].startswith("As e-mails are written, these runs cannot tell whether moving")
        assert not any("never saves" in each or "does not decide" in each for each in told)
    said = list(_turned(flipped(None, {25.0: 1.0, 120.0: math.nan}, (120.0,))))
    assert "At 120 minutes there is no clear difference from that" in said[1]
    assert said[2] == "Where a queue never settles, nothing can be said."
    assert not any("does not decide it" in each for each in said)
    assert "does not decide it" in list(_turned(flipped(None, {25.0: 1.0})))[-1]


def test_points_fall_by_one_for_each_step_begun_beyond_the_interval() -> None:
    """With steps of 8: within 10 to 12 all ten points, at 13 to 20 nine."""
    given = {10: 10, 11: 10, 12: 10, 13: 9, 20: 9, 20.5: 8, 2: 9, 1: 8, 80: 1, -80: 0}
    for guess, expected in given.items():
        assert points(guess, 10, 12, 8) == expected, guess
    assert points(80, -30, -20, 8) == 0


@pytest.mark.parametrize(("by", "low", "high"), [(-2.0, -25, -15), (2.0, 15, 25), (0.0, -5, 5)])
def test_a_question_presumes_no_direction(by: float, low: float, high: float) -> None:
    q = _change("How will it change?", difference(by, 0.1))
    assert q.least == -q.most
    assert low < q.low <= q.mean <= q.high < high
    assert q.mean == pytest.approx(10 * by, abs=0.3)  # of 10 hours
    assert q.ways == ("shorter", "longer")


def test_that_intervals_overlap_is_told_where_the_change_is_clear_all_the_same() -> None:
    base = SimpleNamespace(time=estimate(YEARS), asked=estimate([0.18, 0.20, 0.19]))

    def said(by: float, spread: float) -> str:
        change = difference(by, spread)
        return " ".join(_hours(base, SimpleNamespace(time=change.rival, whole=change)))

    assert "does not matter" in said(-0.1, 0.01), "a small change, known well"
    assert "overlap" not in said(-5.0, 0.01), "they do not"
    assert "overlap" not in said(-0.1, 1.0), "there is no clear change"
    # 19 ± t(2, 97.5%) · 1 / √3 = 4.303 · 0.577 = 2.48
    assert "Partners were asked about 19 (17 to 21) of 100 cases" in said(-0.1, 0.01)


def test_health_is_told_of_all_decisions_and_of_those_where_it_was_asked() -> None:
    some = SimpleNamespace(when_asked=estimate([0.51, 0.53, 0.52]))
    more = SimpleNamespace(when_asked=estimate([0.93, 0.95, 0.94]))
    (told,) = _when_asked(some, more)
    assert told.startswith("That is of all decisions. Of those before which health was asked, it")
    assert told.endswith("52 (50 to 54) of 100 before, and in 94 (92 to 96) after.")


def test_a_step_that_makes_things_worse_is_told_with_what_it_is() -> None:
    rungs = [
        SimpleNamespace(name=name, about=f"{name} is this.", step=difference(by))
        for name, by in (("Apart", 0.0), ("Table", 2.0), ("Cover", -3.0), ("Room", -1.0))
    ]
    told = list(_rungs(SimpleNamespace(rungs=rungs)))
    assert "“Table”. Table is this." in told[1]
    assert "“Cover”" in told[0]
    assert told[0].endswith("part of that makes good what the step before had added.")
    alone = list(_rungs(SimpleNamespace(rungs=[rungs[0], *rungs[2:]])))
    assert "makes good" not in alone[0]


def test_what_a_seat_rests_on_is_told_in_words() -> None:
    told = _assumed(ladder_study(Length(1, 0, 0), 2))
    assert len(told) >= 3
    assert not [each for row in told for each in row if "_" in each or "." in row[0]]
    assert any("median 25 min" in text for _, text, _ in told)


def test_which_end_is_right_where_nothing_turns_it() -> None:
    at = SimpleNamespace(at=80.0, low=60.0, high=95.0, rises=False)
    assert (_turn(flipped(at, {25.0: 1.0})).mean, _turn(flipped(at, {25.0: 1.0})).beyond) == (
        80,
        "",
    )
    assert _turn(flipped(None, {25.0: 1.0})).beyond == "most"
    assert _turn(flipped(None, {25.0: -1.0})).beyond == "least"
    assert _turn(flipped(None, {25.0: -1.0}, (120.0,))).beyond == ""


def test_the_ladder_is_that_of_the_integrated_model() -> None:
    study = ladder_study(Length(1, 0, 0), 2)
    assert len(study.designs) == len(ladder()) + 1 == 11
    assert ladder()[0] == "ladder_same_room"
    first, last = study.designs[0].file.hub, study.designs[-1].file.hub
    assert first.name == "Large county: agencies apart"
    assert first.working_together.led_by != last.working_together.led_by
    assert BASE == "county_separate"


def test_every_step_asks_first_and_says_what_came_out(lesson: dict) -> None:
    assert len(lesson["rungs"]) == 11
    for step in lesson["steps"]:
        q = step["question"]
        assert q["text"].endswith("?")
        assert q["least"] < q["most"]
        assert step["revealed"]
        asked = " ".join((step["title"], *step["said"], q["text"]))
        assert not re.search(r"\b(fell|fall|rose|fewer|not enough|less often)\b", asked)
    assert lesson["assumed"], "what a seat rests on is told"
    # The answer to the first question is the change that the ladder shows.
    base, moved = lesson["rungs"][:2]
    change = 100 * (moved["time"]["mean"] / base["time"]["mean"] - 1)
    assert lesson["steps"][0]["question"]["mean"] == pytest.approx(change)


def test_the_lesson_as_a_file_may_load_nothing(lesson: dict) -> None:
    page = lesson_page(lesson)
    assert "default-src 'none'" in page
    assert "not enough" not in page.partition("JSON.parse")[0].partition("<style")[0]
    assert "http://" not in page
    assert "https://" not in page
    assert "src=" not in page.replace("default-src", "").replace("-src ", "")
