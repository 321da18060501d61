"""Every number of a hub, what it rests on, and who set it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hubsim.models import read_model
from hubsim.shipped import names
from hubsim.spec.defaults import with_defaults
from hubsim.spec.read import hub_from, read_hub
from hubsim.spec.register import Entry, register, unsourced
from hubsim.spec.scenario import apply, change_from_text, read_scenario
from hubsim.spec.source import read_source
from tests.spec.small import SMALL, TOGETHER, WORKING, changed, read
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
    assert known(people) == ("6", "assumed", f"set by {more.name}")


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


def packaged(text: str, settings: tuple[str, ...] = ()) -> dict[str, Entry]:
    found = entries(text, settings)
    return {path: entry for path, entry in found.items() if entry.packaged}


WORD = "working_together.channels.spoken.each_side"
SOURCE = "same-room police study: about 2.5% more time per task"


def test_a_packaged_number_is_listed_with_all_that_is_known_of_it():
    """As `defaults.yaml` has it: 2 min, 1 to 4 min, calibrated."""
    assert entries(TOGETHER)[WORD] == Entry(
        WORD, "2 min", "1 min", "4 min", "calibrated", SOURCE, "time", packaged=True
    )


def test_numbers_that_the_hub_writes_are_not_packaged():
    found = entries(TOGETHER)
    written = ("working_together.ties.default", "what_they_know.police.reveals")
    assert [found[path].packaged for path in written] == [False, False]
    assert packaged(SMALL) == {}


def test_a_number_of_ones_own_stands_instead_of_the_packaged_one():
    own = "  channels: {spoken: {each_side: {value: 3 min, grade: measured, source: our clock}}}\n"
    found = entries(changed("  ties:", f"{own}  ties:", TOGETHER))
    assert found[WORD] == Entry(WORD, "3 min", "", "", "measured", "our clock", "time")
    bare = entries(
        changed("  ties:", "  channels: {spoken: {each_side: 3 min}}\n  ties:", TOGETHER)
    )
    assert bare[WORD] == Entry(WORD, "3 min", "", "", "assumed", "", "time")


def test_a_packaged_number_that_was_set_is_packaged_no_longer():
    source = apply(
        with_defaults(read_source(TOGETHER, "hub.yaml")), [change_from_text(f"{WORD}.value=3 min")]
    )
    found = {entry.path: entry for entry in register(hub_from(source))}
    assert found[WORD] == Entry(WORD, "3 min", "1 min", "4 min", "assumed", "set by --set", "time")


def test_one_tie_for_everybody_is_a_number_with_a_path():
    text = changed("  ties: {default: 0.2, council and police: 0.5}\n", "  ties: 0.3\n", TOGETHER)
    found = entries(text)["working_together.ties.default"]
    assert (found.text, found.packaged) == ("0.3", False)
    without = entries(changed("  ties: {default: 0.2, council and police: 0.5}\n", "", TOGETHER))
    default = without["working_together.ties.default"]
    assert (default.text, default.low, default.high, default.packaged) == ("0.2", "0", "0.4", True)


INFO = "{agreement: signed, reached_by: navigator}"


def groups(text: str, *above: str) -> set[str]:
    """Give the names below a path that packaged numbers are listed for."""
    paths = (path.split(".") for path in packaged(text))
    return {path[len(above)] for path in paths if tuple(path[: len(above)]) == above}


def test_packaged_numbers_that_cannot_matter_are_left_out():
    """Two ratings: urgent and routine. Police are reached by navigators, under a signed agreement."""
    here = "working_together"
    assert groups(TOGETHER, here, "access") == {"navigator"}
    assert groups(TOGETHER, here, "agreements") == {"signed"}
    assert groups(TOGETHER, here, "leads") == {"clear"}
    assert groups(TOGETHER, here, "channels") == {"spoken", "telephone", "e-mail"}
    assert groups(TOGETHER, here, "channels", "spoken", "used") == {"urgent", "routine"}
    assert groups(TOGETHER, "recognition") == {
        "without_facts", "turns_on_one_fact", "by_that_fact", "missed_as_moderate", "mistaken",
        "mistaken_as_high",
    }  # fmt: skip


def test_packaged_numbers_come_in_with_what_they_belong_to():
    here = "working_together"
    mail = changed(INFO, "{agreement: none, reached_by: e-mail}", TOGETHER)
    assert (groups(mail, here, "access"), groups(mail, here, "agreements")) == (
        {"e-mail"},
        {"none"},
    )
    lapses = changed(INFO, "{agreement: signed, until: 2026-06-30, reached_by: direct}", TOGETHER)
    assert groups(lapses, here, "agreements") == {"signed", "lapsed"}
    nothing = changed(f"  information:\n    police: {INFO}\n", "", TOGETHER)
    assert groups(nothing, here, "agreements") == {"none"}
    unclear = changed("  led_by: {default: council}\n", "", TOGETHER)
    assert groups(unclear, here, "leads") == {"unclear"}
    both = "  led_by: {default: council, decision: joint between council and police}\n"
    joint = changed("  led_by: {default: council}\n", both, TOGETHER)
    assert groups(joint, here, "leads") == {"clear", "joint"}
    record = changed("  ties:", "  one_record: [council, police]\n  ties:", TOGETHER)
    assert "record" in groups(record, here, "channels")
    own = changed("reveals: 40%}", "reveals: 40%, turns_on: 5%}", TOGETHER)
    assert "turns_on_one_fact" not in groups(own, "recognition")
    by_name = "  channels: {spoken: {used: {red: 40%}}}\n  ties:"
    assert groups(changed("  ties:", by_name, TOGETHER), here, "channels", "spoken", "used") == {
        "routine"
    }
    undecided = changed("    decides_from: [police]\n", "", TOGETHER)
    assert groups(undecided, "recognition") == set()


def test_without_what_they_know_nothing_of_seeing_need_is_packaged():
    text = TOGETHER.replace(WORKING[WORKING.index("what_they") :], "")
    assert groups(text, "recognition") == set()
    assert len(packaged(text)) > 40


def test_every_number_is_called_something_in_plain_words():
    hub = read_model("county_integrated").hub
    assert hub.called("roles.screener.people") == f"{hub.roles['screener'].label}, people"
    assert hub.called("stages.screening.work") == f"{hub.stages['screening'].label}, work"
    police = hub.contacts["police"].label
    assert hub.called("contacts.police.volume") == f"Contacts, {police}, volume"
    assert hub.called("working_together.channels.e-mail.dropped") == (
        "Working together, channels, e-mail, dropped"
    )
    every = [hub.called(entry.path) for entry in register(read_model("county_integrated"))]
    assert len(set(every)) == len(every)
    assert not any("_" in called for called in every)
