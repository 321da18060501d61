"""The rules by which sentences are made: a claim needs an interval on one side of zero."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from hubsim.analysis import Estimate, estimate
from hubsim.charts import titles
from hubsim.charts.between import mend_title, nobody_title
from hubsim.charts.cost import cost_title
from hubsim.charts.ledger import ledger_frame
from hubsim.charts.people import people_title
from hubsim.charts.view import Names, View, without_shared
from hubsim.charts.words import number_like, ranged, ranged_time
from hubsim.measures import MEASURES
from hubsim.program import Part
from hubsim.study import Length, Results, Study
from tests.dashboard.made_up import names_of, results_with

VIEW = View()
APART, ROOM, HUB = "Apart", "Room", "Hub"


def times(unsettled: dict[str, str] | None = None, **values: Sequence[float]) -> Results:
    return results_with({(d, VIEW.times, "all", "all"): v for d, v in values.items()}, unsettled)


def said(results: Results, view: View = VIEW) -> str:
    return titles.headline(results, names_of(*results.labels), view)


def test_names_the_quickest_of_two_with_the_interval() -> None:
    text = said(times(Apart=[20.0, 21.0, 22.0], Hub=[10.0, 11.1, 11.9]))
    assert text == (
        "“Hub” is quicker: a case takes 10.0 hub working hours less to a decision, on average, "
        "than with “Apart” (95% interval 9.8 to 10.2; 48% less)."
    )


def test_less_than_an_hour_is_told_in_minutes() -> None:
    """Differences of 6, 6.6 and 5.4 minutes: standard error 0.346, t 4.303: 4.51 to 7.49."""
    results = times(Apart=[20.0, 21.0, 22.0], Hub=[19.9, 20.89, 21.91])
    assert said(results) == (
        "“Hub” is quicker: a case takes 6.00 hub working minutes less to a decision, on average, "
        "than with “Apart” (95% interval 4.51 to 7.49; 0.5% less)."
    )
    _, line = titles.steps(results, names_of(APART, HUB), VIEW, "year")
    assert "; 6.00 hub working minutes more than “Hub” (4.51 to 7.49), more in 3 of 3" in line
    sure = titles.sureness(Study((), Length(52), 3), results, names_of(APART, HUB), VIEW)
    assert sure.endswith("at worst it was still better by 5.40 hub working minutes.")


def test_a_clear_difference_of_less_than_a_minute_does_not_matter() -> None:
    """Differences of 18, 19.8 and 16.2 seconds: clearly above 0, and less than a minute."""
    results = times(Apart=[20.0, 21.0, 22.0], Hub=[19.995, 20.9945, 21.9955])
    assert said(results) == (
        "No difference that matters between “Hub” and “Apart” in the average time to decision: "
        "“Hub” is quicker by less than a minute."
    )
    _, line = titles.steps(results, names_of(APART, HUB), VIEW, "year")
    assert line.endswith("; less than a minute more than “Hub”: no difference that matters")
    third = times(Apart=[20.0, 21.0, 22.0], Hub=[19.995, 20.9945, 21.9955], Room=[25.0, 26.1, 27.0])
    assert said(third).startswith(
        "No difference that matters between “Hub” and “Apart”. “Hub” is quicker than “Room”: "
    )
    by_rating = {(d, "hours_to_decision_mean", "rating", "red"): v
                 for d, v in {"A": [2.0, 2.1, 2.2], "B": [1.995, 2.0945, 2.1955]}.items()}  # fmt: skip
    title = titles.by_rating(
        results_with(by_rating), names_of("A", "B"), "hours_to_decision_mean", "is quickest"
    )
    assert title == "No difference that matters"


def test_days_are_told_in_minutes_where_all_of_an_interval_is_less_than_an_hour() -> None:
    """0.01 days are 14.4 minutes; 0.05 days are 72."""
    days = View("days")
    found, unit = days.readable(Estimate(0.01, -0.02, 0.04, 3))
    assert (round(found.mean, 9), unit) == (14.4, "minutes")
    assert days.readable(Estimate(0.01, -0.03, 0.05, 3))[1] == "days"


def test_an_interval_that_goes_beyond_an_hour_is_told_in_hours() -> None:
    """Differences of 1, 0.1 and −0.1 h: mean 1/3, standard error 0.338, t 4.303: −1.12 to 1.79."""
    results = times(Apart=[20.0, 21.0, 22.0], Hub=[19.0, 20.9, 22.1])
    assert "up to 1.79 hub working hours quicker or 1.12 slower" in said(results)


def test_names_the_quickest_of_three_against_the_next() -> None:
    text = said(times(Apart=[20.0, 21.0, 22.0], Room=[19.0, 20.1, 20.9], Hub=[10.0, 11.1, 11.9]))
    assert text.startswith("“Hub” is the quickest: a case takes 9.00 hub working hours less")
    assert "than with the next, “Room”" in text


def test_says_no_clear_difference_where_the_interval_crosses_zero() -> None:
    """Differences 1, −1, 1: mean 1/3, standard error 2/3, t 4.303: −2.535 to 3.202."""
    text = said(times(Apart=[20.0, 21.0, 22.0], Hub=[19.0, 22.0, 21.0]))
    assert text == (
        "No clear difference between “Hub” and “Apart” in the average time to decision: “Hub” may be "
        "up to 3.20 hub working hours quicker or 2.54 slower (95% interval)."
    )


def test_says_who_is_tied_and_who_is_beaten() -> None:
    text = said(times(Apart=[30.0, 31.0, 32.0], Room=[20.0, 21.0, 22.0], Hub=[19.0, 22.0, 21.0]))
    assert text.startswith(
        "No clear difference between “Hub” and “Room”. “Hub” is quicker than “Apart”:"
    )


def test_more_models_need_clearer_differences() -> None:
    """By 2, 3 and 4 h: 3 ± 2.48 at 95 % (t 4.303), but 3 ± 4.42 for three pairs (t 7.649).

    Any two of three may be those compared, since the results pick the first.
    """
    hub, room = [10.0, 10.0, 10.0], [12.0, 13.0, 14.0]
    assert said(times(Hub=hub, Room=room)).startswith("“Hub” is quicker")
    third = times(Hub=hub, Room=room, Apart=[30.0, 31.0, 32.0])
    assert said(third).startswith("No clear difference between “Hub” and “Room”. “Hub” is quicker")
    assert "(95% interval, all comparisons together, 16.6 to 25.4; 68% less)" in said(third)
    line = titles.steps(third, names_of("Hub", "Room", "Apart"), VIEW, "year")[1]
    assert line.endswith(
        "no clear difference from “Hub” (−1.42 to +7.42, all comparisons together)"
    )


def test_limits_have_their_own_decimals_where_the_difference_is_next_to_nothing() -> None:
    """Differences 1, −1.01, 0.04: mean 0.01, standard error 0.580, t 4.303."""
    results = times(Hub=[19.0, 20.0, 21.0], Apart=[20.0, 18.99, 21.04])
    line = titles.steps(results, names_of(HUB, APART), VIEW, "year")[1]
    assert line.endswith("no clear difference from “Hub” (−2.49 to +2.51)")


def test_how_sure_is_said_beside_the_first_model() -> None:
    """Hub is quicker by 10.0, 9.9 and 10.1 hours."""
    study = Study((), Length(52), 3)
    text = titles.sureness(
        study, times(Apart=[20.0, 21.0, 22.0], Hub=[10.0, 11.1, 11.9]), names_of(APART, HUB), VIEW
    )
    assert text == (
        "It was best in 3 of 3 identical years. Beside "
        "“Apart” it was better in 3 of 3; at worst it was still better by 9.90 hub working hours."
    )
    ten = {"Apart": [20.0 + year for year in range(10)], "Hub": [10.0 + year for year in range(10)]}
    assert titles.sureness(study, times(**ten), names_of(APART, HUB), VIEW).startswith(
        "It was best in 10 of 10 identical years; had chance dealt these otherwise, it would be "
        "best over 99% of the time. "
    )
    names = names_of(APART, HUB)
    unclear = {"Apart": [20.0, 21.0, 22.0], "Hub": [19.0, 22.0, 21.0]}
    assert titles.sureness(study, times(**unclear), names, VIEW) == (
        "Best of 3 identical years: “Hub” in 2 and “Apart” in 1."
    )
    more = times(**{name: 4 * values for name, values in unclear.items()})
    assert "each would be best so often: “Hub”" in titles.sureness(study, more, names, VIEW)


def test_says_that_nothing_differs() -> None:
    assert said(times(A=[1.0, 2.0], B=[1.0, 2.0])).startswith("No difference")
    three = said(times(A=[1.0, 2.0, 3.0], B=[2.0, 1.0, 3.5], C=[1.5, 2.5, 2.0]))
    assert three == "No clear difference between these models in the average time to decision."


def test_one_replication_is_no_comparison() -> None:
    assert "a story, not a comparison" in said(times(A=[1.0], B=[2.0]))


def test_an_unsettled_hub_has_no_average() -> None:
    results = times(
        {"Apart": "demand exceeds what they can do"}, Apart=[99.0, 98.0], Hub=[1.0, 2.0]
    )
    text = said(results)
    assert "“Apart” does not keep up with its contacts: no average is shown." in text
    assert "99" not in text
    assert "98" not in text
    assert not [
        line for line in titles.steps(results, names_of(APART, HUB), VIEW, "year") if "98" in line
    ]


def test_all_unsettled() -> None:
    text = said(times({"A": "x", "B": "y"}, A=[1.0, 2.0], B=[3.0, 4.0]))
    assert text == "No average can be shown: “A” and “B” do not keep up with their contacts."


def test_no_cases() -> None:
    text = said(times(A=[math.nan, math.nan], B=[math.nan, math.nan]))
    assert text == "There are no decided cases where partners were asked to compare."


@pytest.mark.parametrize(
    ("statistic", "words"),
    [
        ("median", "the time within which half of the cases are decided is"),
        ("p90", "the time within which nine in ten cases are decided is"),
    ],
)
def test_other_statistics_are_said_as_what_they_are(statistic: str, words: str) -> None:
    view = View("days", asked=False, statistic=statistic)
    values = {
        ("A", view.times, "all", "all"): [2.0, 2.1],
        ("B", view.times, "all", "all"): [1.0, 1.1],
    }
    text = said(results_with(values), view)
    assert words in text
    assert "days shorter than with “A”" in text


def test_never_speaks_of_significance_or_proof() -> None:
    source = Path(titles.__file__).read_text(encoding="utf-8")
    assert not re.search(r"significan|prove[sn]?\b|optimal", source)


def test_steps_say_each_difference_and_how_often() -> None:
    results = times(Apart=[20.0, 21.0, 22.0], Hub=[10.0, 11.1, 11.9])
    first, second = titles.steps(results, names_of(APART, HUB), VIEW, "year")
    assert first == "Hub: 11.0 (8.6 to 13.4) hub working hours"
    assert second.endswith("10.0 more than “Hub” (9.8 to 10.2), more in 3 of 3 identical years")


def ratings(red: list[list[float]], green: list[list[float]], measure: str = "m") -> Results:
    values = {}
    for label, r, g in zip("AB", red, green, strict=True):
        values[label, measure, "rating", "red"] = r
        values[label, measure, "rating", "green"] = g
    return results_with(values)


def test_by_rating(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MEASURES, "m", MEASURES["open_cases"])
    monkeypatch.setitem(MEASURES, "high", MEASURES["target_met"])
    names = names_of("A", "B")
    clear, crossed = [[9.0, 9.1], [1.0, 1.1]], [[9.0, 1.0], [1.0, 9.0]]

    def say(red: list[list[float]], green: list[list[float]]) -> str:
        return titles.by_rating(ratings(red, green), names, "m", "is quickest")

    assert say(clear, clear) == "“B” is quickest for every rating"
    assert say(clear, crossed) == "“B” is quickest for Red; no clear difference for Green"
    assert say(crossed, crossed) == "No clear difference for any rating"
    swapped = clear[::-1]
    assert say(clear, swapped) == "“B” is quickest for Red; “A” is quickest for Green"
    higher = titles.by_rating(ratings(clear, clear, "high"), names, "high", "wins")
    assert higher == "“A” wins for every rating"


REPLY, WORK = "reply", "worked"
WITHOUT = [math.nan, math.nan, math.nan]


def ledger(**models: dict[str, Sequence[float]]) -> pd.DataFrame:
    values = {
        (model, VIEW.ledger, "part", part.name.lower()): parts.get(
            part.name.lower(), [0.0] * len(next(iter(parts.values())))
        )
        for model, parts in models.items()
        for part in Part
    }
    return ledger_frame(results_with(values), names_of(*models), VIEW)


def test_ledger_title() -> None:
    a = {WORK: [4.0, 4.1, 3.9], REPLY: [6.0, 6.1, 5.9]}
    b = {WORK: [3.0, 3.1, 2.9], REPLY: [7.0, 7.1, 6.9]}
    same = titles.ledger_title(ledger(A=a, B=b))
    assert same == "Most of the time goes on waiting for a reply in every model: 60% to 70%"
    other = titles.ledger_title(ledger(A=a, B={WORK: b[REPLY], REPLY: b[WORK]}))
    assert other == (
        "The largest part of the time goes on waiting for a reply in “A”; on work itself in “B”"
    )
    nothing = titles.ledger_title(ledger(A={WORK: WITHOUT, REPLY: WITHOUT}))
    assert nothing == "Where the time goes cannot be shown"


def test_the_largest_part_of_the_time_is_not_named_by_its_mean_alone() -> None:
    """Differences of 6, −2 and 3 hours lie around 2.33: chance may have made them all."""
    unclear = {WORK: [4.0, 6.0, 5.0], REPLY: [10.0, 4.0, 8.0]}
    told = "The largest part of the time goes on work itself or waiting for a reply"
    said = titles.ledger_title(ledger(A=unclear))
    assert said == f"{told} (neither clearly more)"
    clear = {WORK: [4.0, 4.1, 3.9], REPLY: [6.0, 6.1, 5.9]}
    both = titles.ledger_title(ledger(A=unclear, B=clear))
    assert both == f"{told} (neither clearly more) in “A”; on waiting for a reply in “B”"
    alone = titles.ledger_title(ledger(A={WORK: [4.0], REPLY: [10.0]}))
    assert alone.startswith("In a single replication the largest part of the time goes on waiting")


def test_most_of_the_time_is_clearly_more_than_half_of_it() -> None:
    """Shares of 40, 60, 62, 58 and 50 %: 54 % on average (43 to 65 %)."""
    shares = (0.40, 0.60, 0.62, 0.58, 0.50)
    others = (WORK, "person", "shift", "meeting", "transit", "redone")
    parts = {part: [10 * (1 - share) / len(others) for share in shares] for part in others}
    told = titles.ledger_title(ledger(A={**parts, REPLY: [10 * share for share in shares]}))
    assert told == "The largest part of the time goes on waiting for a reply: 54%"


def people(*lines: tuple[str, str, float, float], year: float = math.nan) -> pd.DataFrame:
    """Roles of which replications differ by nothing worth a word."""
    frame = pd.DataFrame(lines, columns=["group", "model", "busy", "expected"])
    frame["own"] = frame["group"]
    may = frame["busy"] == frame["busy"].max()
    return frame.assign(year=year, low=frame["busy"], high=frame["busy"], may=may)


def test_people_title() -> None:
    assert people_title(people(("Screeners", "A", 0.7, 0.7))).startswith(
        "No role is busy 85% of the time or more"
    )
    assert people_title(people(("Screeners", "A", 0.9, 0.9))) == (
        "One role is clearly busy 85% of the time or more; the busiest: Screeners, 90% in “A”"
    )
    full = ("Screeners", "A", 1.0, 1.2)
    assert people_title(people(full, year=1.1)) == (
        "Screeners in “A”: over a year, 110% of their time is asked for, so their queue never "
        "settles"
    )


def test_roles_above_85_are_counted_by_their_intervals() -> None:
    """At 84.9 or 85.1 % with a wide interval nobody knows on which side a role is."""
    lines = [("Screeners", "A", 0.851, 0.8), ("Managers", "A", 0.849, 0.8)]
    wide = people(*lines).assign(low=[0.80, 0.79], high=[0.90, 0.90], may=True)
    assert people_title(wide) == (
        "No role is clearly busy 85% of the time or more, 2 may be; the busiest: Screeners or "
        "Managers (neither clearly more)"
    )
    narrow = wide.assign(low=[0.88, 0.79], may=[True, False])
    assert people_title(narrow) == (
        "One role is clearly busy 85% of the time or more, 1 more may be; the busiest: Screeners, "
        "85% in “A”"
    )
    either = narrow.assign(may=True)
    assert people_title(either) == (
        "One role is clearly busy 85% of the time or more, Screeners in “A”, and 1 more may be; "
        "the busiest: Screeners or Managers (neither clearly more)"
    )
    single = wide.assign(low=math.nan, high=math.nan, may=[True, False])
    assert people_title(single).startswith(
        "In a single replication 2 roles are busy 85% of the time or more"
    ), "84.9% reads 85%"


@pytest.mark.parametrize("year", [0.8, math.nan], ids=["that keeps up over a year", "nobody knows"])
def test_people_title_of_crowded_weeks(year: float) -> None:
    """Of a hub that keeps up over a year it is not said that its queue never settles."""
    assert people_title(people(("Screeners", "A", 1.0, 1.2), year=year)) == (
        "Screeners in “A”: in these weeks, 120% of their time is asked for, more than they can do"
    )


def test_cautions() -> None:
    values = {
        ("A", "contacts", "all", "all"): [100.0, 90.0],
        ("B", "contacts", "all", "all"): [100.0, 91.0],
        ("A", "new_contacts", "all", "all"): [100.0, 90.0],
        ("B", "new_contacts", "all", "all"): [100.0, 91.0],
        ("A", "undecided", "all", "all"): [5.0, 5.0],
        ("B", "undecided", "all", "all"): [0.0, 0.0],
        ("A", "asked_share", "all", "all"): [0.5, 0.5],
        ("B", "asked_share", "all", "all"): [0.0, 0.0],
    }
    text = "\n".join(titles.cautions(results_with(values), names_of("A", "B"), VIEW))
    assert "do not receive the same contacts" in text
    assert "“A”: 5.3% of cases had no decision" in text
    assert "Only 2 replications" in text
    assert "no partner is asked" in text


def test_the_same_contacts() -> None:
    same = {(d, "new_contacts", "all", "all"): [3.0, 4.0] for d in "AB"}
    assert results_with(same).same_contacts


def test_shared_beginnings_are_said_once() -> None:
    short, shared = without_shared(["County: apart", "County: one hub"])
    assert (short, shared) == ({"County: apart": "Apart", "County: one hub": "One hub"}, "County")
    assert without_shared(["County: apart", "Starter"])[1] == ""
    assert without_shared(["County: ", "County: x"])[1] == ""


def test_numbers_look_like_their_mean() -> None:
    assert ranged(estimate([9.9, 10.1])) == "10.0 (8.7 to 11.3)"
    assert number_like(0.281)(0.0561) == "0.06"
    assert number_like(0)(0) == "0"
    assert number_like(1234.5)(-1234.5) == "−1,234"  # ties go to the even digit
    assert number_like(2)(-0.001) == "0.00"
    assert number_like(math.nan)(math.nan) == "n/a"


def asked(
    shares: dict[str, float],
    everybody: dict[str, Sequence[float]],
    hub: Sequence[float] = (10.0, 11.1, 11.9),
) -> Results:
    """Hub is ten hours quicker than Apart where partners were asked, unless it is said otherwise."""
    values = {"Apart": [20.0, 21.0, 22.0], "Hub": hub}
    found = {(d, VIEW.times, "all", "all"): v for d, v in values.items()}
    found |= {(d, "asked_share", "all", "all"): [s] * 3 for d, s in shares.items()}
    found |= {(d, "hours_to_decision_mean", "all", "all"): v for d, v in everybody.items()}
    found |= {(d, "heard", "agency", "health"): [0.25] * 3 for d in values}
    for measure in ("contacts", "new_contacts"):
        found |= {(d, measure, "all", "all"): [100.0] * 3 for d in values}
    return results_with(found, None)


def test_says_what_share_of_cases_a_headline_is_about_and_what_it_is_over_all() -> None:
    """Over all cases: 2.0, 2.1 and 1.9 hours less, so 2.0 with limits of 1.75 and 2.25."""
    results = asked({"Apart": 0.2, "Hub": 0.2}, {"Apart": [6.0, 6.1, 6.2], "Hub": [4.0, 4.0, 4.3]})
    assert said(results).endswith(
        "That is about 20% of cases, those where partners were asked; over all cases it is 2.00 hub "
        "working hours less (95% interval 1.75 to 2.25)."
    )


@pytest.mark.parametrize("clear", [True, False])
def test_of_three_that_differ_only_over_all_cases_the_headline_says_which_is_quickest(
    clear: bool,
) -> None:
    """Over all cases Hub takes 2.0, 2.1 and 1.9 hours less than either; limits of three pairs.

    Bonferroni: t of 2 degrees of freedom at 1 − 0.025 / 3 is 7.649, standard error 0.1 / √3.
    """
    values = {"Apart": [20.0, 21.0, 22.0], "Room": [20.5, 20.4, 22.3], "Hub": [19.0, 22.0, 21.0]}
    everybody = {each: [6.0, 6.1, 6.2] for each in values}
    if clear:
        everybody["Hub"] = [4.0, 4.0, 4.3]
    found = {(d, VIEW.times, "all", "all"): v for d, v in values.items()}
    found |= {(d, "asked_share", "all", "all"): [0.2] * 3 for d in values}
    found |= {(d, "hours_to_decision_mean", "all", "all"): v for d, v in everybody.items()}
    for measure in ("contacts", "new_contacts"):
        found |= {(d, measure, "all", "all"): [100.0] * 3 for d in values}
    text = said(results_with(found, None))
    assert text.startswith("No clear difference between these models in the average time")
    assert ("over all cases" in text) is clear
    if clear:
        assert text.endswith(
            "That is about 20% of cases, those where partners were asked; over all cases “Hub” is "
            "the quickest: a case takes 2.00 hub working hours less to a decision, on average, than "
            "with the next, “Apart” (95% interval, all comparisons together, 1.56 to 2.44; 33% "
            "less)."
        )


@pytest.mark.parametrize(
    ("hub", "over_all"),
    [
        ([4.0, 4.0, 4.3], "2.00 hub working hours less (95% interval 1.75 to 2.25)."),
        ([8.0, 8.2, 8.1], "2.00 hub working hours more (95% interval 1.75 to 2.25)."),
    ],
)
def test_an_effect_that_only_all_cases_have_is_no_secret_of_the_headline(hub, over_all) -> None:
    everybody = {"Apart": [6.0, 6.1, 6.2], "Hub": hub}
    text = said(asked({"Apart": 0.2, "Hub": 0.2}, everybody, hub=[19.0, 22.0, 21.0]))
    assert text.startswith("No clear difference between “Hub” and “Apart”")
    assert text.endswith(
        "That is about 20% of cases, those where partners were asked; over all cases a case takes "
        f"with “Hub” {over_all}"
    )


def test_where_neither_is_clear_the_headline_says_so_once() -> None:
    everybody = {"Apart": [6.0, 6.1, 6.2], "Hub": [5.0, 7.0, 6.2]}
    text = said(asked({"Apart": 0.2, "Hub": 0.2}, everybody, hub=[19.0, 22.0, 21.0]))
    assert text.endswith("2.54 slower (95% interval).")


def test_times_of_cases_that_are_not_the_same_are_not_compared() -> None:
    everybody = {"Apart": [6.0, 6.1, 6.2], "Hub": [5.0, 5.0, 5.3]}
    results = asked({"Apart": 0.3, "Hub": 0.2}, everybody)
    assert "1.00 hub working hours less" in said(results)
    assert any(
        "different shares" in each
        for each in titles.cautions(results, names_of("Apart", "Hub"), VIEW)
    )


def test_health_heard_stands_beside_every_time() -> None:
    results = asked({"Apart": 0.2, "Hub": 0.2}, {})
    for line in titles.steps(results, names_of("Apart", "Hub"), VIEW, "year"):
        assert line.endswith("heard before 25% of all decisions, asked or not")


def test_who_leaves_cases_least_without_anybody_is_said_only_where_it_is_clear() -> None:
    def said(first: list[float], second: list[float]) -> str:
        row = ("nobodys_hours", "all", "all")
        results = results_with({("A", *row): first, ("B", *row): second})
        return nobody_title(results, names_of("A", "B"))

    assert said([1.0, 1.1, 0.9], [3.0, 3.2, 2.8]).startswith(
        "“A” has the fewest hours that are nobody’s: 2.0"
    )
    assert said([3.0, 3.2, 2.8], [1.0, 1.1, 0.9]).startswith(
        "“B” has the fewest hours that are nobody’s: 2.0"
    )
    assert said([1.0, 3.0, 2.0], [2.0, 1.0, 3.0]).startswith("No clear difference")
    nan = [math.nan] * 3  # a queue that never settles
    assert said([1.0, 3.0, 2.0], nan) == "An average can be shown of “A” only"


def shares(**values: list[float]) -> Results:
    return results_with({(d, "heard", "agency", "health"): v for d, v in values.items()})


def test_who_is_heard_is_said_with_how_sure_that_is() -> None:
    """By 20, 21 and 22 points: 21 with limits of 18.5 and 23.5 (t 4.303, s 1)."""
    names = Names({d: d for d in (APART, ROOM, HUB)}, "", {}, {}, {"health": "Health"}, {})
    apart, hub = [0.30, 0.30, 0.30], [0.50, 0.51, 0.52]
    assert titles.heard_title(shares(Apart=apart, Hub=hub), names, "health") == (
        "Health heard before 51% of decisions in “Hub” and 30% in “Apart”: 21.0 points more than in "
        "the other (95% interval 18.5 to 23.5)"
    )
    unclear = shares(Apart=[0.3, 0.6, 0.5], Hub=[0.5, 0.4, 0.6])
    assert "no clear difference" in titles.heard_title(unclear, names, "health")
    same = titles.heard_title(shares(Apart=apart, Hub=apart), names, "health")
    assert same.endswith("exactly as often")


def costs(apart: list[float], hub: list[float], health: list[float]) -> Results:
    """The council pays what health does not."""
    values = {}
    for label, whole, part in ((APART, apart, [0.0] * 3), (HUB, hub, health)):
        values[label, "cost_on_duty", "all", "all"] = whole
        values[label, "cost_on_duty", "agency", "council"] = [
            a - b for a, b in zip(whole, part, strict=True)
        ]
        values[label, "cost_on_duty", "agency", "health"] = part
    return results_with(values)


def test_what_a_model_costs_and_who_pays() -> None:
    """By 100, 110 and 120: 110 with limits of 85 and 135; health 300 more, the council 190 less."""
    names = Names(
        {APART: APART, HUB: HUB}, "", {}, {}, {"council": "Council", "health": "Health"}, {}
    )
    apart = [1000.0, 1010.0, 1020.0]
    dearer = costs(apart, [1100.0, 1120.0, 1140.0], [300.0] * 3)
    assert cost_title(dearer, names, "GBP") == (
        "“Apart” costs 1,010 GBP a week; “Hub” 110 more, 95% interval 85 to 135 (Health 300 more and "
        "Council 190 less)"
    )
    cheaper = cost_title(costs(apart, [900.0, 890.0, 880.0], [0.0] * 3), names, "GBP")
    assert "“Hub” 120 less, 95% interval 70 to 170 (Council 120 less)" in cheaper
    assert "“Hub” exactly the same" in cost_title(costs(apart, apart, [0.0] * 3), names, "GBP")
    unclear = cost_title(costs(apart, [900.0, 1200.0, 1000.0], [0.0] * 3), names, "GBP")
    assert "“Hub” no clear difference" in unclear


def test_a_growing_backlog_is_named_only_where_it_is_clear() -> None:
    def said(values: list[float]) -> str:
        results = results_with({("A", "backlog_growth", "all", "all"): values})
        return titles.flow_title(results, names_of("A"))

    assert said([1.0, 1.1, 0.9]) == "The backlog clearly grows in “A”"
    assert said([1.0, -1.1, 0.9]) == "In no model does the backlog clearly grow"
    assert said([1.0]) == "Whether the backlog grows is not known of a single replication"
    full = results_with({("A", "backlog_growth", "all", "all"): [9.0]}, {"A": "full"})
    assert titles.flow_title(full, names_of("A")) == "The backlog clearly grows in “A”"


def test_where_one_model_or_none_has_an_average_a_panel_says_so() -> None:
    def said(unsettled: dict[str, str], **values: list[float]) -> str:
        by_red = {(d, "target_met", "rating", "red"): v for d, v in values.items()}
        results = results_with(by_red, unsettled)
        return titles.by_rating(results, names_of("A", "B"), "target_met", "is best")

    values = {"A": [0.9, 0.9], "B": [0.1, 0.1]}
    assert said({}, **values) == "“A” is best for Red"
    assert said({"A": "full", "B": "full"}, **values) == "No average can be shown"
    over_all = {(d, VIEW.times, "all", "all"): v for d, v in values.items()}
    one = results_with(over_all, {"B": "full"})
    assert titles.by_rating(one, names_of("A", "B"), VIEW.times, "is best") == (
        "An average can be shown of “A” only"
    )
    both = titles.by_rating(results_with(over_all), names_of("A", "B"), VIEW.times, "is quicker")
    assert both == "“B” is quicker"


def test_one_hub_alone_is_told_with_its_interval_and_only_once() -> None:
    """10, 11, 12: 11 ± 4.303 · 1 / √3 = 2.48."""
    results = results_with({
        ("A", VIEW.times, "all", "all"): [10.0, 11.0, 12.0],
        ("A", VIEW.times, "rating", "red"): [4.0, 5.0, 6.0],
        ("A", VIEW.times, "rating", "green"): [20.0, 21.0, 22.0],
        ("A", "heard", "agency", "health"): [0.5, 0.5, 0.5],
    })  # fmt: skip
    names = names_of("A")
    assert titles.headline(results, names, VIEW) == (
        "“A”: average time to decision 11.0 (8.5 to 13.5) hub working hours, 95% interval in "
        "brackets."
    )
    assert titles.steps(results, names, VIEW, "year") == [
        "Health heard before 50% of all decisions, asked or not"
    ]
    assert titles.alone_title(results, names, VIEW) == (
        "Average time to decision: Red 5.00 and Green 21.0 hub working hours"
    )
    unknown = results_with({("A", VIEW.times, "rating", "red"): [math.nan, math.nan]})
    assert titles.alone_title(unknown, names, VIEW) == "Average time to decision cannot be shown"


def test_models_that_met_other_contacts_are_not_said_to_have_been_compared_on_the_same() -> None:
    values: dict[tuple[str, str, str, str], list[float]] = {
        ("Apart", VIEW.times, "all", "all"): [20.0, 21.0, 22.0],
        ("Hub", VIEW.times, "all", "all"): [10.0, 11.1, 11.9],
        ("Apart", "new_contacts", "all", "all"): [100.0, 90.0, 95.0],
        ("Hub", "new_contacts", "all", "all"): [100.0, 91.0, 95.0],
    }
    study, names = Study((), Length(52), 3), names_of(APART, HUB)
    results = results_with(values)
    told = [
        said(results),
        titles.sureness(study, results, names, VIEW),
        *titles.steps(results, names, VIEW, "year"),
    ]
    assert told[0].startswith("These models did not meet the same contacts. “Hub” is quicker: ")
    assert "in 3 of 3 years" in told[1]
    assert "identical" not in " ".join(told)
    same = results_with(values | {("Hub", "new_contacts", "all", "all"): [100.0, 90.0, 95.0]})
    assert "identical" in titles.sureness(study, same, names, VIEW)
    assert said(same).startswith("“Hub” is quicker: ")
    best_first = results_with({key: values[key] for key in reversed(values)})
    assert titles.sureness(study, best_first, names, VIEW) == "It was best in 3 of 3 years."


def test_ratings_in_which_nothing_differs_are_told_from_those_in_which_it_is_not_clear() -> None:
    red, green = (("target_met", "rating", rating) for rating in ("red", "green"))
    same = {(d, *red): [0.5, 0.6, 0.7] for d in "AB"}
    one = {("A", *green): [0.1, 0.2, 0.3], ("B", *green): [0.2, 0.1, 0.25]}

    def told(values: dict[tuple[str, str, str, str], list[float]]) -> str:
        return titles.by_rating(results_with(values), names_of("A", "B"), "target_met", "is best")

    assert told(same) == "Exactly the same"
    assert told(same | one) == "No clear difference for Green; exactly the same for Red"


def test_beside_a_table_only_the_differences_from_the_quickest_are_told() -> None:
    results = times(Apart=[20.0, 21.0, 22.0], Hub=[10.0, 11.1, 11.9])
    (line,) = titles.steps(results, names_of(APART, HUB), VIEW, "year", beside=True)
    assert line == (
        "Apart: 10.0 hub working hours more than “Hub” (9.8 to 10.2), more in 3 of 3 identical "
        "years"
    )


def test_what_a_model_that_never_settles_did_at_worst_is_not_told() -> None:
    """The first has no average, so that nothing is better or worse than it."""
    results = times({"Full": "x"}, Full=[1.0] * 3, Apart=[20.0, 21.0, 22.0], Hub=[10.0, 11.1, 11.9])
    text = titles.sureness(Study((), Length(52), 3), results, names_of("Full", APART, HUB), VIEW)
    assert text == "It was best in 3 of 3 identical years."


def test_models_that_are_alike_are_not_called_unclear() -> None:
    same, other = [10.0, 11.0, 12.0], [20.0, 21.0, 22.0]
    text = said(times(Hub=same, Twin=same, Apart=other))
    assert text.startswith("No difference between “Hub” and “Twin”. “Hub” is quicker than “Apart”")
    assert said(times(Hub=[10.0], Twin=[10.0])).startswith("No difference: the average")


def test_limits_of_a_mean_of_nothing_have_their_own_decimals() -> None:
    """Differences of 1.1, −1.1 and 0: standard error 0.635, t 4.303."""
    text = said(times(Hub=[20.0, 20.0, 20.0], Apart=[21.1, 18.9, 20.0]))
    assert "may be up to 2.73 hub working hours quicker or 2.73 slower" in text


def test_ratings_for_which_some_are_clearly_worse_are_not_called_the_same() -> None:
    """A and B cannot be told apart; C is slower than both by ten hours."""
    times_ = {"A": [1.0, 1.2, 1.1], "B": [1.1, 1.1, 1.2], "C": [11.0, 11.1, 11.2]}
    red = {(d, VIEW.times, "rating", "red"): v for d, v in times_.items()}
    names = names_of("A", "B", "C")
    between = "o clear difference between the best"
    assert titles.by_rating(results_with(red), names, VIEW.times, "is quickest") == f"N{between}"
    green = {(d, VIEW.times, "rating", "green"): [5.0 + 5 * (d == "A"), 6.0, 7.0] for d in times_}
    both = titles.by_rating(results_with(red | green), names, VIEW.times, "is quickest")
    assert both == f"No clear difference for Green; n{between} for Red"


def test_every_rating_is_said_where_every_rating_can_be_compared() -> None:
    red = {
        (d, VIEW.times, "rating", "red"): v for d, v in zip("AB", ([1, 2.0], [9, 9.9]), strict=True)
    }
    alone = {("A", VIEW.times, "rating", "green"): [1.0, 2.0]}
    names = names_of("A", "B")
    assert titles.by_rating(results_with(red | alone), names, VIEW.times, "is quickest") == (
        "“A” is quickest for Red"
    )


def test_one_replication_shows_no_difference_and_none_that_is_unclear() -> None:
    values = {
        (d, *row): [v]
        for d, v in (("A", 0.2), ("B", 0.6))
        for row in (
            (VIEW.times, "rating", "red"), ("nobodys_hours", "all", "all"),
            ("cost_on_duty", "all", "all"),
        )
    }  # fmt: skip
    results, names = results_with(values), names_of("A", "B")
    single = "One replication: whether they differ"
    assert titles.by_rating(results, names, VIEW.times, "is quickest").startswith(single)
    assert nobody_title(results, names).startswith(single)
    assert cost_title(results, names, "GBP").endswith("“B” 1 GBP a week in a single replication")


def test_an_agency_that_is_not_in_a_hub_pays_nothing_there() -> None:
    values = {
        (d, "cost_on_duty", "all", "all"): [v, v + 1] for d, v in (("A", 100.0), ("B", 150.0))
    }
    values |= {("B", "cost_on_duty", "agency", "health"): [50.0, 50.0]}
    names = replace(names_of("A", "B"), agencies={"health": "Health"})
    assert cost_title(results_with(values), names, "GBP").endswith("“B” 50 more (Health 50 more)")


def test_a_ledger_says_where_one_model_has_none() -> None:
    a, b = ({WORK: [w, w, w], REPLY: [r, r, r]} for w, r in ((4.0, 6.0), (3.0, 7.0)))
    told = titles.ledger_title(ledger(A=a, B=b, C={WORK: WITHOUT, REPLY: WITHOUT}))
    assert "in every model that settles: 60% to 70%" in told


def test_every_time_in_a_table_says_its_unit() -> None:
    """A column may have both, and 2.71 beside 0.44 min would be taken for minutes."""
    assert ranged_time(Estimate(2.71, 2.32, 3.1, 5)) == "2.71 h (2.32 to 3.10)"
    assert ranged_time(Estimate(0.0073, 0.0063, 0.0083, 5)) == "0.44 min (0.38 to 0.50)"
    assert ranged_time(Estimate(1.84, 1.61, 2.07, 5), 24.0) == "1.84 days (1.61 to 2.07)"
    assert ranged_time(Estimate(math.nan, math.nan, math.nan, 0)) == "n/a"


def test_the_handoff_to_mend_first_is_named_only_where_no_other_may_take_more() -> None:
    columns = ["Model", "Between", "And", "Share of the time", "What is missing", "may"]
    frame = pd.DataFrame([
        (APART, "Council", "Police", "30% (26% to 34%)", "access (4% x)", True),
        (APART, "Council", "Housing and probation", "28% (25% to 31%)", "agreement", True),
        (APART, "Council", "Health", "4.0% (3.9% to 4.1%)", "agreement", False),
        (HUB, "Council", "Police", "12% (11% to 13%)", "nothing is missing (x)", True),
    ], columns=columns)  # fmt: skip
    assert mend_title(frame, ()) == (
        "“Apart”: most time between Council and Police (missing: access) or “Council” and “Housing "
        "and probation” (missing: agreement) (neither clearly more); “Hub”: Council and Police, 12% "
        "(11% to 13%) of the time, nothing is missing (x)"
    )
    clear = frame.assign(may=[True, False, False, True])
    assert mend_title(clear, ()).startswith(
        "“Apart”: Council and Police, 30% (26% to 34%) of the time, missing: access (4% x); “Hub”"
    )
