"""Every chart is drawn once by Vega itself: a faulty layer leaves a blank without an error."""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path

import pandas as pd
import pytest
import vl_convert

from hubsim.analysis import Estimate
from hubsim.charts import theme
from hubsim.charts.between import nobody_chart, nobody_frame
from hubsim.charts.comparison import Comparison, compared
from hubsim.charts.grades import said_grades
from hubsim.charts.ledger import COLOURS, OTHER, few_parts, ledger_chart
from hubsim.charts.part_looks import LOOK_OF
from hubsim.charts.people import people_chart, state
from hubsim.charts.rows import (
    LINE,
    LINES,
    LONGEST,
    MARK,
    NARROW,
    STEP,
    WIDE,
    letters_of,
    named,
    point_and_range,
    room_beside,
    rows_of,
    step_of,
)
from hubsim.charts.theme import LETTER
from hubsim.charts.times import times_chart
from hubsim.charts.view import View
from hubsim.measures import PART_LABELS
from hubsim.program import Part
from hubsim.study import Length, Study, designs_from, run_study
from tests.dashboard.conftest import Write
from tests.dashboard.made_up import names_of, results_with

PANELS = ["times", "heard", "ledger", "people", "targets", "cost", "flow"]
HOSTILE = "<script>alert(1)</script> ![x](http://evil.example/p.png) {{7*7}} '+alert(1)+'"


def svg(chart: object) -> str:
    spec = chart if isinstance(chart, dict) else chart.to_dict()
    return str(vl_convert.vegalite_to_svg({**spec, "width": 900}))


def comparison(paths: list[str], view: View | None = None) -> Comparison:
    length = Length(2, 1, 1)
    study = Study(designs_from(paths, length=length), length, 2)
    return compared(study, run_study(study), view or View())


@pytest.fixture
def pair(write: Write) -> list[str]:
    return [write("Slow", lag="2 h", red=HOSTILE.replace('"', "'")), write("Quick")]


@pytest.mark.parametrize("view", [View(), View("days", asked=False, statistic="p90")])
def test_every_chart_of_a_comparison_is_drawn(pair: list[str], view: View) -> None:
    found = comparison(pair, view)
    assert [panel.key for panel in found.panels] == PANELS
    for panel in found.panels:
        assert len(panel.table)
        assert panel.title
        if panel.chart is not None:
            drawn = svg(panel.chart)
            assert "Slow" in drawn
            assert "Quick" in drawn
            assert drawn.count("<path") > 4
            assert panel.alt.startswith(panel.question)
    assert found.headline.startswith("“Quick” is quicker")
    assert found.same_cases


def test_hostile_names_are_drawn_as_they_are(pair: list[str]) -> None:
    drawn = svg(comparison(pair).panels[0].chart)
    assert "<script" not in drawn
    assert "&lt;script" in drawn
    assert "{{7*7}}" in drawn


def test_an_overloaded_hub_shows_no_average(write: Write) -> None:
    paths = [write("Full", work="3 h"), write("Quick")]
    found = comparison(paths)
    assert "“Full” does not keep up with its contacts" in found.headline
    shown = {panel.key: panel for panel in found.panels}
    times, ledger, targets, flow = (shown[key] for key in ("times", "ledger", "targets", "flow"))
    for panel in (times, ledger, targets):
        assert "does not settle" in svg(panel.chart)
    assert "% asked for" in svg(shown["people"].chart)
    assert "Over a year" in shown["people"].table
    assert times.table.query("Model == 'Full'")["Mean"].eq("n/a").all()
    assert flow.table.set_index("").loc["Cases open, on average", "Full"] == "n/a"
    assert any("does not settle" in text for text in found.cautions)
    time, *_ = (found.glance[name] for name in found.glance if name.startswith("Time"))
    assert time.iloc[0] == "does not settle"
    assert found.glance["Busiest role"].iloc[0].endswith("% asked for over a year")


def test_who_is_spared_by_a_queue_before_another_role_is_told(write: Write) -> None:
    """Police need 90 h a week for their replies and have 40; screeners would need 45, and have 40."""
    full = write("Full", work="3 h")
    spared = Path(write("Spared", work="90 min"))
    spared.write_text(spared.read_text().replace("work: 20 min (10 to 30)", "work: 3 h"))
    for paths, said in (([full, write("Quick")], False), ([full, str(spared)], True)):
        (about,) = [e.about for e in comparison(paths).panels if e.key == "people"]
        told = "A role that is overloaded but not busy is spared by a longer queue before another role."
        assert (told in about) is said


@pytest.mark.parametrize(("most", "axis"), [(0.011, "minutes"), (3.1, "hours")])
def test_hours_of_nobody_are_drawn_in_what_they_are_told_in(most: float, axis: str) -> None:
    frame = nobody_frame(results_with({
        ("Hub", "nobodys_hours", "all", "all"): [0.009, 0.011],
        ("Apart", "nobodys_hours", "all", "all"): [0.5 * most, most],
    }), names_of("Hub", "Apart"))  # fmt: skip
    assert f"Hub working {axis} for each case" in svg(nobody_chart(frame))


def test_a_role_without_people_is_not_one_to_which_no_case_comes() -> None:
    """The county whose agencies are apart has no health navigators; the integrated one has four."""
    found = comparison(["county_separate", "county_integrated"])
    (people,) = [panel.table for panel in found.panels if panel.key == "people"]
    navigators = people[people["Role"] == "Health navigators"].set_index("Model")["In words"]
    assert list(navigators) == ["nobody works in this role", "may be 85% or more"]


def test_costs_in_two_currencies_are_not_put_beside_each_other(write: Write) -> None:
    other = Path(write("Other"))
    other.write_text(other.read_text().replace("40 GBP per hour", "40 EUR per hour"))
    found = comparison([write("Quick"), str(other)])
    assert not any("Cost" in column for column in found.glance)
    assert "cost" not in [panel.key for panel in found.panels]


def test_where_no_model_settles_nothing_is_shown_that_has_no_average(write: Write) -> None:
    paths = [write("Full", work="3 h"), write("Fuller", work="4 h", lag="2 h")]
    found = comparison(paths)
    shown = {panel.key: panel for panel in found.panels}
    assert set(shown) == {"people", "cost", "flow"}
    assert svg(shown["people"].chart).count("% asked for") >= 2
    assert found.headline.startswith("No average can be shown: “Full” and “Fuller”")
    assert sum("does not settle" in text for text in found.cautions) == 2
    assert not any("the headline is about" in text for text in found.cautions)
    assert set(found.glance["Time to decision"]) == {"does not settle"}


def test_a_hub_without_ratings_targets_or_questions(write: Write, tmp_path: object) -> None:
    text = """
hubsim: 1
name: {}
calendar: {{starts: 2026-01-05, timezone: UTC, holidays: none}}
agencies: {{a: {{label: A}}}}
roles: {{w: {{agency: a, posts: 1, hours: always}}}}
contacts: {{c: {{volume: 100 per week}}}}
starts_at: s
stages: {{s: {{who: w, work: {}, then: out}}}}
outcomes: {{out: {{label: Out}}}}
"""
    del write
    paths = []
    for name, work in (("One", "12 min"), ("Two", "6 min")):
        path = tmp_path / f"{name}.yaml"
        path.write_text(text.format(name, work), encoding="utf-8")
        paths.append(str(path))
    found = comparison(paths, View(asked=False))
    assert "targets" not in [panel.key for panel in found.panels]
    assert "“Two” is quicker" in found.headline
    asked = comparison(paths)
    assert "no decided cases where partners were asked" in asked.headline
    for panel in (*found.panels, *asked.panels):
        if panel.chart is not None:
            svg(panel.chart)


def many_parts() -> pd.DataFrame:
    labels = list(PART_LABELS.values())
    rows = [
        (model, part, float(size), 55.0, size / 55, "hours")
        for model in "AB"
        for size, part in enumerate(labels, start=1)
    ]
    return pd.DataFrame(rows, columns=["model", "part", "mean", "total", "share", "unit"])


def test_small_parts_are_put_together_and_nothing_is_lost() -> None:
    frame = many_parts()
    few = few_parts(frame)
    assert few["part"].nunique() == 5
    assert few["part"].iloc[-1] == OTHER
    assert "Being worked on" in set(few["part"])
    assert few.groupby("model")["mean"].sum().tolist() == [55.0, 55.0]
    drawn = svg(ledger_chart(frame))
    looks = [LOOK_OF[Part.WORKED], *(LOOK_OF[part] for part in (Part.WAITING, Part.DROPPED))]
    assert all(colour in drawn for colour in (*(look.fill for look in looks), theme.REST))
    colours = [COLOURS[part] for part in few["part"].unique()]
    assert len(set(colours)) == 5, "no two parts of one colour"


def test_a_part_has_the_colour_that_it_has_in_one_cases_journey() -> None:
    for part in (Part.PERSON, Part.SHIFT, Part.REPLY, Part.TRANSIT, Part.DROPPED):
        frame = many_parts()
        frame = frame[frame["part"].isin([PART_LABELS[Part.WORKED], PART_LABELS[part]])]
        told = ledger_chart(frame).to_dict()["layer"][0]["encoding"]["color"]["scale"]
        colours = dict(zip(told["domain"], told["range"], strict=True))
        assert colours[PART_LABELS[part]] == LOOK_OF[part].fill


def test_few_parts_are_left_alone() -> None:
    frame = many_parts()
    frame = frame[frame["part"].isin(list(PART_LABELS.values())[:3])]
    assert few_parts(frame)["mean"].tolist() == frame["mean"].tolist()


def test_six_models_and_one_replication() -> None:
    models = [
        f"A model with a name that is much too long for a chart, number {n}" for n in range(6)
    ]
    rows = [
        ("Red", model, 5.0 + n, math.nan, math.nan, "5", "days") for n, model in enumerate(models)
    ]
    frame = pd.DataFrame(rows, columns=["group", "model", "mean", "low", "high", "words", "unit"])
    drawn = svg(times_chart(frame))
    for model in models:
        first, second = named(model).split("\n")
        assert first in drawn
        assert second in drawn
    assert len(set(map(named, models))) == len(models)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_name_beside_a_chart_is_whole_in_as_many_lines_as_it_needs(width: int) -> None:
    assert named("A model", width) == "A model"
    whole = (
        "North Ridings and Western Dales Council, Directorate of Children, Families and Learning"
    )
    assert named(whole, width).split() == whole.split()
    for name in (whole, 5 * whole, 400 * "x"):
        lines = named(name, width).split("\n")
        assert len(lines) <= LINES[width]
        assert max(map(len, lines)) <= LONGEST[width]
        assert lines[0][:10] == name[:10]
        assert lines[-1][-6:] == name[-6:]  # names often differ at their ends only
    assert len(named(whole, width, 2).split("\n")) == 2


def test_lines_of_a_name_stand_around_the_middle_of_its_row_and_do_not_touch_the_next() -> None:
    long = "Integrated Care Board, Community and Mental Health NHS Foundation Trusts"
    frame = pd.DataFrame({
        "group": "Red", "model": [long, "Police"], "mean": [2.0, 1.0], "low": [1.0, 1.0],
        "high": [3.0, 1.0], "words": ["2", "1"],
    })  # fmt: skip
    rows = rows_of(frame, "group", width=NARROW)
    step, drawn = step_of(rows), svg(point_and_range(rows, "Hours", 4.0))
    beside = drawn[drawn.index("Y-axis") :]
    names = re.findall(r"<text [^>]*translate\([-\d.]+,([\d.]+)\)[^>]*>(.*?)</text>", beside)[
        : len(rows)
    ]
    for number, (first, said) in enumerate(names):
        lines = 1 + said.count("</tspan><tspan")
        letters = (float(first) - 11, float(first) + LINE * (lines - 1) + 4)
        assert step * number <= letters[0] < letters[1] <= step * (number + 1)
        middle = step * (number + 0.5)
        assert said == "Red" or abs(sum(letters) / 2 - middle) < 2
    assert [said.count("<tspan") for _, said in names] == [0, 4, 0]
    assert float(names[0][0]) > step - STEP, "a heading stands near to what is below it"


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("ends", [[-3.0, 0.5], [0.0], [float("nan")], [0.001, 0.002], [40, 900]])
def test_words_beside_marks_have_the_room_that_they_need(width: int, ends: list[float]) -> None:
    long = "Integrated Care Board, Community and Mental Health NHS Foundation Trusts"
    words = ["−0.26 (−0.43 to −0.08); 3.87 → 3.61", "no clear difference (−2.60 to +3.36 points)"]
    rows = rows_of(pd.DataFrame({"model": [long, "Police"]}), width=width)
    room = room_beside(rows, ends, words, width)
    first, last = room.scale["domain"]
    plot = width - LETTER * letters_of(rows) - 12
    place = plot * (room.end - first) / (last - first)
    assert place + 6.0 * max(map(len, words)) <= plot
    known = [end for end in ends if not math.isnan(end)]
    marks = [plot * (end - first) / (last - first) for end in [0.0, *known]]
    assert 0 <= min(marks) <= max(marks) < place
    ticks = room.axis["values"]
    assert 0 in ticks
    assert len(ticks) <= 5
    assert min([0.0, *known]) <= min(ticks)
    assert max(ticks) <= max([0.0, *known])


def test_people_who_are_full_are_named_in_words() -> None:
    def busy(mean: float, beside: float = 0.0) -> Estimate:
        return Estimate(mean, mean - beside, mean + beside, 5)

    assert state(busy(0.5), 0.5) == ""
    assert state(busy(0.9), 0.8) == "85% or more"
    assert state(busy(0.9, 0.06), 0.8) == "may be 85% or more"
    assert state(busy(0.84, 0.02), 0.8) == "may be 85% or more"
    assert state(busy(0.8461), 0.8) == "85% or more", "as it reads"
    assert state(Estimate(0.8512, math.nan, math.nan, 1), 0.8) == "85% or more"
    assert state(busy(0.96), 0.9).startswith("nearly full")
    assert state(busy(0.99), 1.1) == "overloaded: 110% asked for"
    assert state(busy(0.0), 0.0) == "no case comes here"
    full = state(busy(0.97), 0.9)
    row = ("Screeners", "A", 0.97, 0.96, 0.98, 0.9, full, "97%", 3.04, True)
    columns = ["group", "model", "busy", "low", "high", "expected", "state", "words", "late", "may"]
    drawn = svg(people_chart(pd.DataFrame([row], columns=columns)))
    assert "nearly full" in drawn
    assert "waits, and 3.0 h a week after the shift" in drawn
    assert theme.DARK_PINK in drawn


def test_rows_have_unique_keys_that_end_in_their_names() -> None:
    frame = pd.DataFrame({"group": ["Red", "Red", "Green"], "model": ["A", "B", "A"]})
    rows = rows_of(frame, "group")
    assert rows["row"].is_unique
    assert rows["row"].str.slice(MARK).tolist() == ["Red", "A", "B", "Green", "A"]


def test_colours_can_be_told_apart_and_read() -> None:
    assert theme.contrast(theme.TEXT, theme.WHITE) > 15
    colours = (*theme.CATEGORICAL, theme.REST)
    for colour in colours:
        assert theme.contrast(theme.ink_on(colour), colour) >= 4.5
        assert (
            theme.contrast(colour, theme.WHITE) >= 2.99
        )  # AA for shapes, as rounded by its authors
    for one, two in itertools.pairwise(theme.CATEGORICAL):
        assert theme.contrast(one, two) > 2.9


def test_what_the_numbers_rest_on(write: Write) -> None:
    path = write("Slow", lag="{value: 2 h, low: 1 h, high: 3 h, grade: published, source: x}")
    (design,) = designs_from([path], length=Length(1, 0, 0))
    said = said_grades(design.file)
    assert "1 published" in said
    assert said.endswith("assumed")


def test_a_model_without_a_rating_has_no_row_for_it(write: Write) -> None:
    one = write("One")
    other = Path(write("Other"))
    text = other.read_text()
    other.write_text(text.replace("green", "teal"))
    found = comparison([one, str(other)])
    times = next(panel for panel in found.panels if panel.key == "times").table
    rows = [(row["Rating"], row["Model"]) for _, row in times.iterrows()]
    assert len(rows) == len(set(rows))
    told = {rating: {m for r, m in rows if r == rating} for rating, _ in rows}
    assert {"One"} in told.values()
    assert {"Other"} in told.values()
    assert told["All ratings"] == {"One", "Other"}


def test_what_models_call_otherwise_has_both_names_where_it_is_shared(write: Write) -> None:
    adult = write("Adult", council="Adult social care", role="Nurses", red="On the list")
    child = write("Child", council="Children's social care", role="Screeners", red="Red")
    said = comparison([child, adult])
    shown = {panel.key: panel.table for panel in said.panels}
    both = "Children's social care / Adult social care"
    assert f"Of it, {both}" in shown["cost"][""].tolist()
    assert "Red / On the list" in shown["times"]["Rating"].tolist()
    assert "Screeners / Nurses" in shown["people"]["Role"].tolist()
    assert "Police" in shown["heard"]["Agency"].tolist(), "what all call alike is called so once"
    busiest = said.glance.set_index("Model")["Busiest role"]
    assert [words.partition(" ")[0] for words in busiest] == ["Screeners", "Nurses"]
