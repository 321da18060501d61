"""What can be turned on a hub, and the page for a consultant, without a browser."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import vl_convert
from streamlit.testing.v1 import AppTest

from hubsim.charts.change import AS_IT_IS, CHANGED, change_chart, change_frame
from hubsim.charts.comparison import Comparison, compared
from hubsim.charts.hours import hours_chart, hours_frame, hours_title
from hubsim.charts.panel import Panel
from hubsim.charts.trial import (
    LOOKED_AT,
    Tried,
    handoffs_title,
    heard_title,
    tried,
    tried_row,
)
from hubsim.charts.view import View
from hubsim.dashboard import blocks, models
from hubsim.drafting.levers import Lever, Trial, levers
from hubsim.errors import InputError, render
from hubsim.models import source_of
from hubsim.shipped import names
from hubsim.spec.read import hub_from
from hubsim.spec.scenario import apply, read_scenario
from hubsim.study import Length, Results, Study, designs_from, run_study
from hubsim.study.design import Wanted, lowered
from hubsim.text.diff import said_rows
from hubsim.units import per_week
from tests.dashboard.app import opened, settled, text
from tests.dashboard.conftest import Write
from tests.dashboard.made_up import results_with

LINK = {"base": "starter", "weeks": "4", "replications": "3"}


pytestmark = pytest.mark.usefixtures("fresh")


def turnable(model: str) -> tuple[Trial, Any, dict[str, Lever]]:
    source = source_of(model)
    hub = hub_from(source).hub
    return Trial(source), hub, {each.key: each for each in levers(source, hub)}


def another(lever: Lever, position: Any) -> Any:
    """A position that the lever is not at."""
    first = next((each for each in lever.options if each != position), position)
    some = list(lever.options)[:2]
    return {
        "count": lambda: position + 1, "percentage": lambda: 120,
        "tie": lambda: 0.9 if position != 0.9 else 0.8, "choice": lambda: first,
        "text": lambda: "Mon-Fri 10:00-15:00",
        "several": lambda: some if position != some else [],
    }[lever.kind]()  # fmt: skip


@pytest.mark.parametrize("model", names("models"))
def test_every_lever_turns_and_turns_back_and_travels_in_a_link(model: str) -> None:
    trial, hub, found = turnable(model)
    data = trial.base.data
    assert len(found) == len(levers(trial.base, hub))
    for lever in found.values():
        usual = lever.read(data)
        assert trial.turned(lever, usual).settings == ()
        if (other := another(lever, usual)) == usual:
            continue
        turned = trial.turned(lever, other)
        assert lever.read(turned.source.data) == other, lever.key
        assert trial.with_texts(turned.texts()).settings == turned.settings
        assert turned.turned(lever, usual).settings == (), lever.key
        assert said_rows(trial.base, turned.source, hub), lever.key


def test_levers_of_one_agency_do_not_undo_one_another() -> None:
    trial, _, found = turnable("regional_hub")
    agreed = found["Agencies Westmere council Agreement"]
    reached = found["Agencies Westmere council Reached by"]
    both = trial.turned(agreed, "lapsed").turned(reached, "e-mail")
    hub_from(both.source)  # an agreement that has lapsed has no last day
    back = both.turned(agreed, "signed")
    assert reached.read(back.source.data) == "e-mail"
    entry = back.source.data["working_together"]["information"]["westmere"]
    assert entry == {"agreement": "signed", "until": "2026-06-30", "reached_by": "e-mail"}
    assert back.turned(reached, "navigator").settings == ()


def test_a_setting_that_leaves_what_stands_there_is_no_change() -> None:
    trial, _, found = turnable("borough")
    people = found["People  Managers: people"].read(trial.base.data)
    link = [f"roles.manager.people={people}", "roles.police_researcher.at_work_at_once=1"]
    assert [path for path, _ in trial.with_texts(link).settings] == [
        "roles.police_researcher.at_work_at_once"
    ]
    record = trial.base.data["working_together"]["led_by"]
    whole = 'working_together={"ties": 0, "led_by": {"default": "police"}}'
    back = f"working_together.led_by.default={record['default']}"
    assert len(trial.with_texts([back, whole]).settings) == 1
    assert len(trial.with_texts([whole, back]).settings) == 2, "it undoes the one before it"


def test_what_goes_by_a_default_gets_an_entry_of_its_own() -> None:
    trial, _, found = turnable("borough")
    lead = found["Leads  Leads at Decision"]
    assert lead.read(trial.base.data) == ""
    turned = trial.turned(lead, "joint between council and police")
    assert turned.settings == (
        ("working_together.led_by.decision", "joint between council and police"),
    )
    assert hub_from(turned.source).hub.working_together.led_by["decision"].how == "joint"
    volume = found["Volumes  Schools, of 60 a week"]
    more = turned.turned(volume, 150)
    assert per_week(more.source.data["contacts"]["schools"]["volume"]) == 90


def test_of_people_who_take_turns_it_is_turned_how_many_are_at_work_at_once() -> None:
    trial, _, found = turnable("borough")
    lever = found["People  Police researchers: at work at once"]
    turned = trial.turned(lever, 1)
    assert lever.read(trial.base.data) == 2
    assert hub_from(turned.source).hub.roles["police_researcher"].at_work_at_once.value == 1
    assert "People  Managers: at work at once" not in found, "they do not take turns"


def test_a_scenario_file_says_the_same_as_the_levers(tmp_path: Any) -> None:
    trial, _, found = turnable("borough")
    for key in ("People  Managers: people", "Agencies Police Sits", "Agencies  Work in one record"):
        trial = trial.turned(found[key], another(found[key], found[key].read(trial.base.data)))
    path = tmp_path / "scenario.yaml"
    path.write_text(trial.scenario("Tried: more people", "Two lines\nof text"), encoding="utf-8")
    scenario = read_scenario(path)
    assert scenario.name == "Tried: more people"
    assert apply(trial.base, scenario.changes).data == trial.source.data
    again = Trial(trial.base).with_scenario(path.read_bytes(), path.name)
    assert again.source.data == trial.source.data
    assert Trial(trial.base).with_texts(again.texts()).source.data == trial.source.data


@pytest.mark.parametrize(("text", "said"), [
    ("hubsim_scenario: 1\nname: n\nset:\n  roles.screner.people: 5\n", "screener"),
    ("hubsim_scenario: 1\nname: n\nset:\n  roles.screener.hours: nihgts\n", "mine.yaml:4"),
    ("hubsim_scenario: 1\nname: n\nset:\n  roles.screener.people:\n", "mine.yaml:4"),
    ("hubsim_scenario: 1\nname: n\nsets:\n  roles.screener.people: 5\n", "set"),
    ("hubsim: 1\nname: n\n", "this file is a hub, not a scenario"),
    ("a: &x [*x, *x]\n", "mine.yaml:1"),
    ("[" * 3000, "mine.yaml"),
    ("\x00\xff", "mine.yaml"),
])  # fmt: skip
def test_a_scenario_file_that_does_not_fit_is_refused_with_its_line(text: str, said: str) -> None:
    trial, _, _ = turnable("starter")
    with pytest.raises(InputError) as refused:
        trial.with_scenario(text.encode("latin-1"), "mine.yaml")
    assert said in render(refused.value.problems)


def test_an_address_with_a_path_that_leads_nowhere_is_refused() -> None:
    trial, _, _ = turnable("starter")
    with pytest.raises(InputError, match="leads nowhere"):
        trial.with_texts(["roles.nobody.people=3"])


# ------------------------------------------------------------------ what is said and drawn


def drawn(chart: Any) -> str:
    return str(vl_convert.vegalite_to_svg({**chart.to_dict(), "width": 700}))


def test_what_is_said_of_handoffs_has_its_interval() -> None:
    """Changes 14.0, 14.1, 14.2 a week, and -0.2, -0.21, -0.19 hours: t 4.303."""
    results = results_with({
        (AS_IT_IS, "handoffs", "all", "all"): [100.0, 110.0, 120.0],
        (CHANGED, "handoffs", "all", "all"): [114.0, 124.1, 134.2],
        (AS_IT_IS, "handoff_hours", "all", "all"): [5.0, 6.0, 7.0],
        (CHANGED, "handoff_hours", "all", "all"): [4.8, 5.79, 6.81],
    })  # fmt: skip
    assert handoffs_title(results) == (
        "Handoffs: 14.1 more a week (95% interval 13.9 to 14.3); each takes 12.0 hub working "
        "minutes less (95% interval 10.5 to 13.5)"
    )


def test_a_change_is_claimed_only_where_its_interval_lies_on_one_side() -> None:
    results = results_with({
        (AS_IT_IS, "heard", "agency", "health"): [0.50, 0.52, 0.51],
        (CHANGED, "heard", "agency", "health"): [0.60, 0.62, 0.612],
        (AS_IT_IS, "heard", "agency", "police"): [0.50, 0.60, 0.70],
        (CHANGED, "heard", "agency", "police"): [0.60, 0.50, 0.71],
        (AS_IT_IS, "heard", "agency", "school"): [0.5, 0.6, 0.7],
        (CHANGED, "heard", "agency", "school"): [0.5, 0.6, 0.7],
    })  # fmt: skip
    assert heard_title(results, "health", "Health") == (
        "Health heard more often: before 61% of decisions instead of 51%, 10.1 points more "
        "(95% interval 9.8 to 10.4)"
    )
    assert heard_title(results, "police", "Police").startswith("No clear difference")
    assert "exactly as often" in heard_title(results, "school", "School")
    places = [(name, "heard", "agency", name) for name in ("health", "police", "school")]
    frame = change_frame(results, places)
    clear, unclear, same = frame["words"]
    assert clear.startswith("+10.1 points (+9.8 to +10.4); 51% → 61%")
    # 10, −10 and 1 points: mean 0.333, and 24.883 to either side (t 4.3027, deviation 10.0167).
    assert unclear == "no clear difference (−24.5 to +25.2 points)"
    assert same == "exactly the same, 60%"
    assert frame["said"].tolist() == ["+10.1 points (+9.8 to +10.4)", unclear, "exactly the same"]
    svg = drawn(change_chart(frame, "Change", share=True))
    assert "51% → 61%" in svg
    assert "NaN" not in svg


def test_of_a_hub_that_settles_only_with_its_changes_the_average_is_told_and_no_change_drawn(
    write: Write,
) -> None:
    length = Length(2, 1, 1)
    full, helped = write("Full", work="3 h"), write("Helped")
    designs = designs_from([full, helped], length=length)
    designs = [replace(d, label=s) for d, s in zip(designs, (AS_IT_IS, CHANGED), strict=True)]
    study = Study(tuple(designs), length, 2)
    found = tried(study, run_study(study, measures=LOOKED_AT), View())
    shown = {panel.key: panel for panel in found.panels}
    for key in ("times", "heard"):
        assert shown[key].chart is None
        assert "Point:" not in shown[key].about
        last = shown[key].table.iloc[-1]
        assert last[AS_IT_IS] == "n/a"
        assert last["Change"] == (f"as it is it does not settle; with the changes {last[CHANGED]}")
        assert float(re.match(r"[\d.]+", last[CHANGED])[0]) > 0
    assert shown["ledger"].chart is not None


def both(base: str, *changes: str, replications: int = 3) -> tuple[Study, Results]:
    """A hub as it is and with changes, run."""
    length = Length(2, 1, 1)
    trial = Trial(source_of(base)).with_texts(changes)
    wanted = [Wanted(trial.base, (), (), AS_IT_IS), Wanted(trial.base, trial.changes, (), CHANGED)]
    study = Study(tuple(lowered(wanted, length)), length, replications)
    return study, run_study(study, measures=LOOKED_AT)


def panel_of(found: Tried | Comparison, key: str) -> Panel:
    return next(panel for panel in found.panels if panel.key == key)


def test_what_is_kept_missed_and_paid_has_the_figures_of_compare_and_their_differences(
    write: Write,
) -> None:
    study, results = both(write("Hub"), "roles.screener.people=2")
    told = panel_of(tried(study, results, View()), "weighed")
    table = told.table.set_index("")
    beside = compared(study, results, View())
    costs = panel_of(beside, "cost").table.set_index("")
    for name in costs.index:
        assert table.loc[name, AS_IT_IS] == costs.loc[name, AS_IT_IS].partition(" (")[0]
        assert table.loc[name, CHANGED] == costs.loc[name, CHANGED].partition(" (")[0]
    met = beside.glance.set_index("Model")["Red: target met"]
    assert table.loc["Red: target met", AS_IT_IS] == met[AS_IT_IS].partition(" (")[0]
    assert "Green: target met" in table.index
    # One more screener at 40 an hour, eight hours on each of five days.
    cost = "Cost of all time on duty (GBP a week)"
    assert table.loc[cost, "Change"] == "+1,600"
    assert table.loc["Of it, Council", "Change"] == "+1,600"
    clear = table.loc["Red: target met", "Change"]
    assert told.title == f"Red: target met, {clear}; {cost}, +1,600"
    assert "Cost: time on duty" in told.about
    assert "High need" not in told.about, "no outcome of this hub says which need it answers"
    row = tried_row(study, results, View(), "one more")
    assert row[cost] == costs.loc[cost, CHANGED]


def test_a_change_in_time_says_its_unit_less_than_an_hour_in_minutes() -> None:
    study, results = both("borough", "roles.manager.people=4")
    found = {panel.key: panel for panel in tried(study, results, View()).panels}
    rows = found["weighed"].table.set_index("")
    nobody = results.difference(AS_IT_IS, CHANGED, "nobodys_hours")
    assert 1 < 60 * nobody.base.mean < 60
    told = rows.loc["Nobody’s hours, a case", AS_IT_IS]
    assert told == f"{60 * nobody.base.mean:.2f} min"
    times = found["times"].table.iloc[-1]
    now = results.difference(AS_IT_IS, CHANGED, View().times).rival.mean
    assert now > 10
    assert times[CHANGED] == f"{now:.1f} h"
    assert "points" not in rows.loc["Red: target met", AS_IT_IS]


def test_what_is_weighed_without_changes_is_told_of_the_hub_as_it_is(write: Write) -> None:
    study, _ = both(write("Hub"))
    alone = replace(study, designs=study.designs[:1])
    told = panel_of(tried(alone, run_study(alone, measures=LOOKED_AT), View()), "weighed")
    assert told.title.endswith("; Cost of all time on duty (GBP a week), 1,600")
    assert list(told.table) == ["", AS_IT_IS]


def test_nothing_is_said_of_a_cost_that_nobody_gave_nor_of_targets_that_nobody_set(
    write: Write,
) -> None:
    free = write("Free")
    path = Path(free)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(", cost: 40 GBP per hour", ""), encoding="utf-8")
    study, results = both(free, "roles.screener.people=2")
    told = panel_of(tried(study, results, View()), "weighed")
    assert "Cost" not in told.title + told.about + told.table.to_string()
    text = path.read_text(encoding="utf-8").replace(", decide_within: 4 working hours", "")
    path.write_text(text.replace("decide_within: 1 working day", ""), encoding="utf-8")
    study, results = both(free, "roles.screener.people=2")
    (said,) = [p for p in tried(study, results, View()).panels if p.key == "weighed"] or [None]
    assert said is None or "arget" not in said.title + said.about + said.table.to_string()


def test_hours_of_the_week_by_role() -> None:
    label = "As it is"
    results = results_with({
        (label, "utilisation_by_hour", "role and hour", "screener Mon 09:00"): [0.9, 0.92],
        (label, "utilisation_by_hour", "role and hour", "screener Sun 17:00"): [0.1, 0.3],
        (label, "utilisation_by_hour", "role and hour", "other screener Mon 09:00"): [1.0, 1.0],
    })  # fmt: skip
    frame = hours_frame(results, label, "screener")
    assert frame["day"].tolist() == ["Mon", "Sun"]
    assert hours_title(frame, "Screeners") == (
        "Screeners: on average busiest on Mon from 09:00, 91% (78% to 100%), and above 85% in 1 of "
        "2 hours of the week"
    )
    assert "91" in drawn(hours_chart(frame))
    full = frame.assign(mean=1.0, words="100%")
    assert hours_title(full, "Screeners") == (
        "Screeners: on average busiest in 2 hours alike, 100%, and above 85% in 2 of 2 hours of the "
        "week"
    )
    nobody = hours_frame(results, label, "nobody")
    assert hours_title(nobody, "Nobody").endswith("nobody is on duty in the measured time")


# ------------------------------------------------------------------ the page


def fine(at: AppTest) -> AppTest:
    assert not at.exception, at.exception
    assert not at.error, [each.value for each in at.error]
    return at


def looked(at: AppTest, look: str) -> AppTest:
    at.segmented_control(key="explore look").set_value(look)
    return fine(settled(at.run()))


def test_a_lever_moves_and_everything_follows() -> None:
    at = fine(opened("explore", **LINK))
    assert "Nothing is changed yet" in text(at)
    screeners = at.number_input(key="lever People  Screener: people")
    before = screeners.value
    fine(settled(screeners.set_value(before + 1).run()))
    shown = text(at)
    assert at.query_params["set"] == f"roles.screener.people={before + 1}"
    assert "With the changes" in shown
    assert "95% interval" in shown or "No clear difference" in shown
    assert len(at.get("vega_lite_chart")) >= 4
    assert "<td>4</td><td>5</td>" in shown
    link = next(each.value for each in at.code if "set=" in each.value)
    assert "base=starter" in link
    looked(at, "map")
    assert "as the runs have shown" in text(at)
    looked(at, "case")
    case = at.number_input(key="explore case").value
    assert f"Case {case}: from" in text(at)
    assert at.button(key="explore The first that met a partner").help.startswith(f"Case {case},")
    assert len(at.get("vega_lite_chart")) == 3  # its way in each hub, and where its time went
    at.button(key="explore The slowest").click()
    fine(settled(at.run()))
    assert f"Case {at.query_params['case']}: from" in text(at)
    looked(at, "hours")
    assert "on average busiest" in text(at)
    looked(at, "buys")
    assert "at least two things" in at.info[0].value
    fine(at.button(key="explore undo").click().run())
    assert at.number_input(key="lever People  Screener: people").value == before
    assert "set" not in at.query_params


def test_a_link_brings_everything_back_and_says_what_does_not_fit() -> None:
    given = {**LINK, "set": ["roles.screener.people=5", "contacts.police.volume=99 per week"]}
    at = fine(opened("explore", **given, look="buys"))
    assert at.query_params["set"] == given["set"]
    at.button(key="explore do buys").click().run()
    assert "explore do buys" not in [each.key for each in at.button], "asked for once"
    fine(settled(at))
    assert "its share" in text(at).lower()
    assert "Made last, after the others" in text(at)
    assert "What comes only of two together" in text(at)
    assert "Together, beyond each" in text(at)
    assert len(at.get("vega_lite_chart")) == 1
    wrong = opened("explore", **LINK, set="roles.nobody.people=5")
    assert not wrong.exception
    assert "does not fit" in wrong.error[0].value
    assert "nobody" in wrong.code[1].value or any("nobody" in c.value for c in wrong.code)


def test_a_change_with_which_a_hub_cannot_run_is_told_with_its_place() -> None:
    at = opened("explore", **LINK, set="roles.screener.hours=nights")
    assert not at.exception
    assert "cannot be run" in at.error[0].value
    assert any("nights" in each.value for each in at.code)


def test_flip_point_and_sensitivity_are_jobs(write: Write, monkeypatch: Any) -> None:
    work = "{value: 20 min, low: 10 min, high: 25 min, grade: assumed, source: invented}"
    path = write("Small", work=work)
    monkeypatch.setenv(models.OWN, path)
    given = {"base": path, "weeks": "4", "replications": "3",
             "set": "roles.screener.people=2"}  # fmt: skip
    at = fine(opened("explore", **given, look="rests"))
    at.button(key="explore do rests").click()
    fine(settled(at.run()))
    assert len(at.get("vega_lite_chart")) == 1
    assert "Can it turn the order?" in text(at)
    at.segmented_control(key="explore moved").set_value("all").run()
    at.button(key="explore do rests").click()
    fine(settled(at.run()))
    shown = text(at)
    assert "Decide, work" in shown
    assert "What that means" in shown
    assert "Explains with the others" in shown
    assert "of not knowing these numbers" in shown or "nothing to explain" in shown
    assert "How much of what it may be does each explain?" in shown
    assert len(at.get("vega_lite_chart")) == 2
    looked(at, "turns")
    at.button(key="explore do turns").click()
    fine(settled(at.run()))
    assert "is better" in text(at) or "no clear difference" in text(at)
    assert "the hub with the changes minus the hub as it is" in text(at)


APART = "\u2060"
"""Unseen between two characters, which are no address then."""


def test_names_in_labels_are_names_and_no_markup() -> None:
    assert blocks.label("Screener: people") == "Screener: people"
    said = blocks.label("![x](http://evil.example/p.png) <b> $x$ :red[y]")
    assert said == rf"\!\[x\](http\:{APART}//evil.example/p.png) \<b\> \$x\$ \:red\[y\]"
    said = blocks.label("WWW.evil.example someone@evil.example")
    assert said == f"WWW{APART}.evil.example someone{APART}@evil.example", "links without marks"


def test_an_address_of_a_hub_that_is_not_here_is_told() -> None:
    at = fine(opened("explore", base="nowhere", weeks="4", replications="3", set="a=1"))
    assert "There is no hub “nowhere” here" in at.warning[0].value
    assert "The changes in the address are of that hub, and left out." in at.warning[0].value
    at.run()  # as when a job is over: nobody has read it by then
    assert "There is no hub “nowhere” here" in at.warning[0].value
    assert at.query_params["base"] == "borough"


def test_what_an_address_asks_for_and_nobody_can_choose_is_told() -> None:
    at = fine(opened("explore", base="starter", weeks="8", replications="3"))
    assert at.warning[0].value == "weeks=8 in the address is none of what can be chosen."
    assert "3 replications of 52 weeks" in text(at)
    assert not opened("explore", base="starter", weeks="4", replications="3").warning


def test_a_change_that_does_not_fit_is_told_by_names() -> None:
    address = {"base": "borough", "weeks": "4", "replications": "3"}
    at = settled(opened("explore", **address, set="roles.managers.people=3"))
    assert not at.exception
    (told,) = (each.value for each in at.code if "leads nowhere" in each.value)
    assert told.startswith("A change made here: The path ")
    assert 'Did you mean "People › Roles and people › Managers › People"?' in told


def test_an_address_that_repeats_the_hub_changes_nothing() -> None:
    people = str(source_of("starter").data["roles"]["screener"]["people"])
    at = fine(opened("explore", base="starter", weeks="4", replications="3",
                     set=f"roles.screener.people={people}"))  # fmt: skip
    assert text(at).count("Nothing is changed yet.") == 2, "beside the levers, and of a file"
    assert CHANGED not in text(at)


def chosen(at: AppTest, kind: str, key: str, value: Any) -> None:
    widget = at.get(kind)[[each.key for each in at.get(kind)].index(f"explore {key}")]
    if kind == "selectbox":
        widget.select_index(value)
    else:
        widget.set_value(value)
    fine(settled(at.run()))


@pytest.mark.parametrize(("look", "controls"), [
    ("change", [("segmented_control", "group", "Leads"), ("toggle", "asked", False)]),
    ("map", [("segmented_control", "shown", AS_IT_IS), ("selectbox", "box", 2)]),
    ("turns", [("selectbox", "number", 3)]),
    ("rests", [("segmented_control", "moved", "all")]),
    ("hours", [("selectbox", "role", 2), ("number_input", "seed", 4)]),
    ("case", [("number_input", "case", 7), ("number_input", "replication", 2)]),
    ("buys", [("selectbox", "weeks", 2), ("selectbox", "replications", 1)]),
])  # fmt: skip
def test_a_link_carries_every_control(look: str, controls: list[tuple[str, str, Any]]) -> None:
    at = fine(
        opened("explore", **LINK | {"base": "borough"}, set="roles.manager.people=4", look=look)
    )
    for kind, key, value in controls:
        before = text(at), [each.value for each in at.code]
        chosen(at, kind, key, value)
        assert (text(at), [each.value for each in at.code]) != before
    link = next(each.value for each in at.code if "base=" in each.value)
    again = fine(opened("explore", **parse_qs(urlsplit(link).query)))
    assert text(again) == text(at)
    for kind, key, _ in controls:
        values = [{each.key: each.value for each in page.get(kind)} for page in (at, again)]
        assert values[0][f"explore {key}"] == values[1][f"explore {key}"]


def test_what_cannot_keep_up_is_told_before_anything_is_worked_out(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("Full", work="3 h")
    monkeypatch.setenv(models.OWN, path)
    at = fine(opened("explore", **LINK | {"base": path}, look="rests",
                     set="roles.researcher.people=2"))  # fmt: skip
    assert "“As it is” cannot keep up" in text(at)
    assert "of the time of “Screeners” is asked for" in text(at)
    told = "This hub does not keep up with its contacts: cases and questions a week are those that come"
    assert told in text(fine(opened("explore", **LINK | {"base": path}, look="map")))
    assert told not in text(fine(opened("explore", **LINK, look="map")))
    calm = fine(opened("explore", **LINK, look="rests", set="roles.researcher.people=3"))
    assert "cannot keep up" not in text(calm)


def test_names_that_differ_at_their_ends_are_told_apart_where_they_are_chosen(write: Write) -> None:
    long = "North Ridings and Western Dales Safeguarding Partnership, led by the {}"
    told = [models.picked(write(long.format(who))) for who in ("council", "police")]
    assert [each.split()[-1] for each in told] == ["council", "police"]
    assert all(each.startswith("North Ridings") for each in told)
    assert all(len(each) <= models.LONGEST for each in told)
    assert models.picked("starter") == models.called("starter")


def test_what_was_tried_stands_side_by_side_and_can_be_brought_back() -> None:
    at = fine(opened("explore", **LINK))
    assert "Tried so far" not in [each.label for each in at.expander]
    for people in (5, 6):
        at.number_input(key="lever People  Screener: people").set_value(people)
        fine(settled(at.run()))
    (tried,) = [each for each in at.expander if each.label.startswith("Tried so far")]
    assert tried.label == "Tried so far (2)"
    shown = text(at).split("until this page is loaded anew")[1]
    assert shown.index("4\u00a0→\u00a05") < shown.index("4\u00a0→\u00a06")
    assert "Average time to decision (hub working hours)" in shown
    at.selectbox(key="explore bring back").select_index(1)
    fine(settled(at.run()))
    assert at.number_input(key="lever People  Screener: people").value == 5
    assert at.query_params["set"] == ["roles.screener.people=5"] or (
        at.query_params["set"] == "roles.screener.people=5"
    )
    fine(at.button(key="explore undo").click().run())
    assert at.number_input(key="lever People  Screener: people").value == 6
    at.number_input(key="explore seed").set_value(2)
    fine(settled(at.run()))
    labels = [each.label for each in at.expander if each.label.startswith("Tried so far")]
    assert labels == ["Tried so far (1)"], "other cases are no comparison"


NAVIGATORS = {"base": "county_separate", "weeks": "4", "replications": "3"}
PEOPLE, REACHED = "roles.health_nav.people=3", "working_together.information.health.reached_by"


def test_changes_that_cannot_be_made_one_without_the_other_are_refused_in_words() -> None:
    """Navigators without people cannot be asked: that hub is one of those that are run."""
    at = fine(opened("explore", **NAVIGATORS, set=[PEOPLE, f"{REACHED}=navigator"], look="buys"))
    at.button(key="explore do buys").click()
    at = settled(at.run())
    assert not at.exception
    assert "Each change is made without the others, too." in at.error[0].value
    assert "health_nav" in at.code[0].value


def test_people_to_whom_no_case_comes_are_told_to_change_nothing() -> None:
    """Health is reached by e-mail there, so that nobody asks its navigators."""
    at = fine(settled(opened("explore", **NAVIGATORS, set=PEOPLE)))
    assert "no case comes to them, so more of them change nothing" in text(at)
