"""Every number of a hub, what it rests on, and who set it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hubsim.models import read_model
from hubsim.shipped import names
from hubsim.spec.read import read_hub
from hubsim.spec.register import Entry, register, unsourced
from hubsim.spec.scenario import read_scenario
from tests.spec.small import SMALL, changed, read
from tests.spec.test_example import EXAMPLE

GRADED = "{value: 3, low: 2, high: 4, grade: measured, source: the rota}"
HUB = "name: Small hub\n"
BASED = HUB + "basis: {grade: published, source: a book}\n"


def entries(text: str = SMALL, settings: tuple[str, ...] = ()) -> dict[str, Entry]:
    return {entry.path: entry for entry in register(read(text, settings))}


def known(entry: Entry) -> tuple[str, str, str]:
    return entry.text, entry.grade, entry.source


def test_a_bare_number_without_a_basis_is_assumed():
    people = entries()["roles.screener.people"]
    assert people == Entry("roles.screener.people", "3", "", "", "assumed", "", "count")
    assert not people.ranged


def test_a_graded_number_says_everything_itself():
    people = entries(changed("people: 3", f"people: {GRADED}"))["roles.screener.people"]
    expected = Entry("roles.screener.people", "3", "2", "4", "measured", "the rota", "count")
    assert people == expected
    assert people.ranged


def test_the_nearest_basis_speaks_for_bare_numbers():
    text = changed(HUB, BASED)
    near = changed(
        "    hours: office\n", "    hours: office\n    basis: {grade: derived, source: x}\n", text
    )
    found = entries(near)
    assert known(found["roles.screener.people"]) == ("3", "derived", "x")
    assert known(found["roles.manager.people"]) == ("1", "published", "a book")
    assert known(found["stages.decision.work.red"]) == ("20 min", "published", "a book")


def test_a_grade_without_a_source_borrows_none():
    found = entries(
        changed("people: 3", "people: {value: 3, grade: measured}", changed(HUB, BASED))
    )
    assert known(found["roles.screener.people"]) == ("3", "measured", "")


def test_a_source_without_a_grade_takes_that_of_the_basis():
    found = entries(changed("people: 3", "people: {value: 3, source: us}", changed(HUB, BASED)))
    assert known(found["roles.screener.people"]) == ("3", "published", "us")


def test_every_written_number_is_there_and_nothing_else():
    assert list(entries()) == [
        "roles.screener.people",
        "roles.screener.time_for_cases",
        "roles.manager.people",
        "roles.researcher.posts",
        "ratings.red.decide_within",
        "ratings.green.decide_within",
        "contacts.police.volume",
        "contacts.police.true_need.high",
        "contacts.police.true_need.low",
        "contacts.police.first_seen_as.high.red",
        "contacts.police.first_seen_as.low.red",
        "contacts.police.first_seen_as.low.green",
        "contacts.schools.volume",
        "contacts.schools.first_seen_as.low.green",
        "stages.screening.work",
        "stages.screening.then.red.ask_police",
        "stages.screening.then.green.ask_police",
        "stages.screening.then.green.closed",
        "stages.ask_police.ask.police.work",
        "stages.ask_police.at_the_latest.red",
        "stages.ask_police.at_the_latest.green",
        "stages.decision.work.red",
        "stages.decision.work.green",
        "stages.decision.then.assessment",
        "stages.decision.then.closed",
    ]


def test_units_say_what_kind_of_number_it_is():
    found = entries()
    units = {path: found[path].unit for path in found}
    assert units["stages.screening.work"] == "time"
    assert units["contacts.police.volume"] == "volume"
    assert units["stages.screening.then.green.closed"] == "share"


def test_a_setting_keeps_nothing_of_what_was_known():
    text = changed("people: 3", f"people: {GRADED}", changed(HUB, BASED))
    people = entries(text, ("roles.screener.people=5",))["roles.screener.people"]
    expected = Entry("roles.screener.people", "5", "", "", "assumed", "set by --set", "count")
    assert people == expected


def test_a_changed_value_inside_a_graded_number_is_no_longer_measured():
    text = changed("people: 3", f"people: {GRADED}")
    people = entries(text, ("roles.screener.people.value=4",))["roles.screener.people"]
    assert (people.grade, people.source) == ("assumed", "set by --set")
    regraded = ("roles.screener.people.value=4", "roles.screener.people.source=new rota")
    assert known(entries(text, regraded)["roles.screener.people"]) == ("4", "measured", "new rota")


def test_a_change_may_say_what_it_rests_on():
    setting = "roles.screener.people={value: 5, grade: measured, source: payroll}"
    assert known(entries(settings=(setting,))["roles.screener.people"]) == (
        "5",
        "measured",
        "payroll",
    )


def test_a_basis_inside_a_change_speaks_for_its_numbers():
    role = "{agency: council, people: 5, hours: office, basis: {grade: derived, source: sums}}"
    found = entries(changed(HUB, BASED), (f"roles.screener={role}",))
    assert known(found["roles.screener.people"]) == ("5", "derived", "sums")


def test_numbers_inside_a_changed_section_were_set_too():
    found = entries(changed(HUB, BASED), ("stages.decision.work={red: 5 min, green: 6 min}",))
    assert known(found["stages.decision.work.green"]) == ("6 min", "assumed", "set by --set")
    assert known(found["stages.screening.work"])[1:] == ("published", "a book")


def test_a_scenario_is_named_as_the_source(tmp_path: Path):
    (tmp_path / "hub.yaml").write_text(SMALL)
    more = tmp_path / "more.yaml"
    more.write_text("hubsim_scenario: 1\nname: More\nset: {roles.screener.people: 6}\n")
    file = read_hub(tmp_path / "hub.yaml", read_scenario(more).changes)
    people = {entry.path: entry for entry in register(file)}["roles.screener.people"]
    assert known(people) == ("6", "assumed", f"set by {more}")


def test_every_written_number_of_the_second_part_is_there():
    found = {entry.path: entry for entry in register(read_hub(EXAMPLE))}
    expected = {
        "roles.call_taker.away": ("6 weeks a year", "leave"),
        "roles.call_taker.absence": ("4%", "share"),
        "roles.call_taker.cover": ("25%", "share"),
        "roles.social_worker.called_away.lasts": ("2 h (1 to 5)", "time"),
        "roles.researcher.at_work_at_once": ("3", "count"),
        "roles.researcher.reread": ("5 min", "time"),
        "targets.heard.within.red": ("2 working days", "time"),
        "comes_back.moderate.worsens": ("25%", "share"),
        "opening.0.cases": ("8", "count"),
        "opening.1.oldest": ("20 h", "time"),
        "stages.screening.gives_up.after.red": ("2 days", "time"),
        "stages.screening.rated_anew.green.amber": ("5%", "share"),
        "stages.call_back.at_most.times": ("2", "count"),
        "stages.questions.ask.housing.never.red": ("10%", "share"),
        "stages.questions.ask.health.nothing_found": ("20%", "share"),
        "stages.questions.kept.amber": ("60%", "share"),
        "stages.questions.look_again.green": ("1 working day", "time"),
        "stages.questions.chase.done": ("70%", "share"),
        "stages.questions.chase.after.red": ("1 h", "time"),
        "stages.visit.needs.researcher": ("1", "count"),
        "stages.conference.meeting.needs.social_worker": ("2", "count"),
        "stages.conference.meeting.cases_at_most": ("3", "count"),
        "stages.conference.meeting.without.nurse": ("after 1 working day", "time"),
        "stages.conference.meeting.each_case.red": ("40 min (20 to 70)", "time"),
    }
    assert {p: (found[p].text, found[p].unit) for p in expected} == expected
    assert "stages.plan.meeting.at_once" not in found
    assert found["roles.social_worker.called_away.lasts"].grade == "derived"  # of its role
    assert unsourced(found.values()) == 0


def test_numbers_without_a_source_are_counted():
    all_of_them = tuple(entries().values())
    assert unsourced(all_of_them) == len(all_of_them)
    assert unsourced([replace(all_of_them[0], source="x"), all_of_them[1]]) == 1
    assert unsourced(register(read(changed(HUB, BASED)))) == 0


def test_shipped_models_say_where_every_number_is_from():
    for name in names("models"):
        found = register(read_model(name))
        assert len(found) > 20
        assert unsourced(found) == 0
