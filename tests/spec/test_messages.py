"""Every field, written wrongly: the message, its place and its help, in words anybody knows."""

from __future__ import annotations

import pytest

from hubsim.errors import InputError
from hubsim.spec.read import hub_from
from hubsim.spec.scenario import apply, change_from_text, paths
from hubsim.spec.source import read_source
from tests.spec.small import SMALL, changed, problems, read, told

PEOPLE = "    people: 3\n"
WORK = "    work: 30 min (15 to 75)\n"
BY_RATING = "{red: 20 min, green: 15 min}"
THEN = "{assessment: 50%, closed: 50%}"
NEED = "{high: 10%, low: 90%}"
ARRIVES = '    arrives: "Mon-Fri 09:00-16:30"\n'
STARTS = "  starts: 2026-01-05\n"
HOURS = '    office: "Mon-Fri 09:00-16:30"\n'
ASK = "{who: researcher, work: 40 min}"
VOLUME = "    volume: 40 per week\n"

ONE = [
    # numbers with what is known about them
    (PEOPLE, "    people: [3]\n", "13:13 E103 roles.screener.people: one value belongs here, and a list is written"),
    (PEOPLE, "    people: {a: 3}\n", "13:13 E103 roles.screener.people: a section stands where one value belongs"),
    (PEOPLE, "    people:\n", '13:5 E107 nothing is written after "people:"'),
    (PEOPLE, '    people: ""\n', "13:13 E103 roles.screener.people: nothing stands between the quotes"),
    (PEOPLE, "    people: {value: 3, lo: 2, high: 4}\n", '13:24 E103 roles.screener.people.lo: unknown field "lo"'),
    (PEOPLE, "    people: {vaule: 3, low: 2, high: 4}\n", '13:14 E103 roles.screener.people.vaule: unknown field "vaule"'),
    (PEOPLE, "    people: {low: 2, high: 4}\n", '13:13 E103 roles.screener.people: the number itself is missing ("value")'),
    (PEOPLE, "    people: {value: 3, low: 4, high: 2}\n", "13:21 E103 roles.screener.people.value: 3 does not lie between low 4 and high 2"),
    (PEOPLE, "    people: {value: 3, low: 2}\n", '13:24 E103 roles.screener.people.low: a range needs both low and high, and "high" is missing'),
    (PEOPLE, "    people: {value: 3, grade: asumed}\n", '13:31 E103 roles.screener.people.grade: "asumed" is no grade'),
    (PEOPLE, "    people: {value: 3, grade: [a]}\n", "13:31 E103 roles.screener.people.grade: one text belongs here, and a list is written"),
    (PEOPLE, "    people: {value: 3, source: [a]}\n", "13:32 E103 roles.screener.people.source: one text belongs here, and a list is written"),
    (PEOPLE, "    people: {value: 3, grade: }\n", '13:24 E107 nothing is written after "grade:"'),
    (PEOPLE, "    people: {value: {a: 1}}\n", "13:21 E103 roles.screener.people.value: one value belongs here, and a section is written"),
    (PEOPLE, "    people: 20000\n", '13:13 E103 roles.screener.people: "20000" is too many'),
    (PEOPLE, "    people: 3\n    posts: 2\n", '11:3 E203 role "screener" has both people and posts'),
    # roles
    ("agency: council, people: 1", "agency: councl, people: 1", '16:21 E201 there is no agency "councl"'),
    ("agency: council, people: 1", "agency: [council], people: 1", "16:21 E103 roles.manager.agency: one text belongs here, and a list is written"),
    ("{agency: council, people: 1, hours: office}", "nurse", '16:12 E104 roles.manager: names with values below them belong here, and "nurse" is written'),
    ("people: 1, hours: office", "people: 1, hours: ofice", '16:48 E201 there are no hours called "ofice"'),
    ("people: 1, hours: office", "people: 1, hours: Mon-Fri 09:00-17:00", '16:48 E201 "Mon-Fri 09:00-17:00" is not the name of hours'),
    ("people: 1, hours: office", "people: 1, hours: always", '16:48 E204 "always" comes to 168 hours a week for each person of "manager"'),
    ("time_for_cases: 70%", "time_for_cases: 120%", '15:21 E103 roles.screener.time_for_cases: "120%" is more than the whole'),
    ("time_for_cases: 70%", "time_for_cases: 0%", '35:10 E212 "screening" can never be served: screener has nobody, or no time for cases'),
    ("time_for_cases: 70%", "time_for_cases: 0.01%", '15:21 E222 "screener" has 0.01% of the time for cases: every piece of work would take weeks'),
    ("time_for_cases: 70%", "cost: 40", '15:11 E103 roles.screener.cost: "40" is not a cost per hour'),
    # calendar
    (STARTS, STARTS + "  timezone: Europe/Lundon\n", '5:13 E201 there is no time zone "Europe/Lundon"'),
    (STARTS, "  starts: 05/01/2026\n", '4:11 E103 calendar.starts: "05/01/2026" is not a date'),
    (STARTS, "  starts: 9999-12-31\n", '4:11 E103 calendar.starts: "9999-12-31": the year is out of range'),
    (STARTS, "", '3:1 E102 calendar has no "starts" (first day of the simulated time, from local midnight)'),
    (STARTS, STARTS + "  holidays: Ingland\n", '5:13 E104 calendar.holidays: "Ingland" is not one of the allowed words'),
    (STARTS, STARTS + "  holidays: [England]\n", "5:13 E104 calendar.holidays: one word belongs here, and a list is written"),
    (HOURS, '    office: "Mon-Fry 09:00-17:00"\n', '6:13 E103 calendar.hours.office: "Mon-Fry 09:00-17:00" is not days and times'),
    (HOURS, "    office: [Mon, Tue]\n", "6:13 E103 calendar.hours.office: one text belongs here, and a list is written"),
    (HOURS, HOURS + '    always: "Mon 09:00-10:00"\n', '7:5 E202 "always" has a meaning of its own'),
    (HOURS, HOURS + '    early shift: "Mon 09:00-10:00"\n', '7:5 E103 calendar.hours.early shift: "early shift" cannot be a short name'),
    (STARTS, STARTS + "  school_holidays: 2026-02-16\n", '5:20 E104 calendar.school_holidays: a list belongs here, and "2026-02-16" is written'),
    (STARTS, STARTS + "  school_holidays: [2026-02-16, 2026-02-30]\n", '5:33 E103 calendar.school_holidays.1: "2026-02-30": there is no such day'),
    (STARTS, STARTS + "  surges: [{dates: 2026-02-16, times: 2, sources: [polic]}]\n", '5:52 E201 there is no source "polic"'),
    (STARTS, STARTS + "  surges: [{dats: 2026-02-16, times: 2}]\n", '5:13 E101 unknown field "dats" in calendar.surges.0'),
    (STARTS, STARTS + "  surges: [{dates: 2026-02-16, times: 150%}]\n", '5:39 E103 calendar.surges.0.times: "150%" is not a number'),
    # ratings
    ("clock: working hours", "clock: working days", '19:36 E205 "4 h" does not fit the clock "working days"'),
    ("clock: working hours", "clock: workng hours", '19:36 E104 ratings.red.clock: "workng hours" is not one of the allowed words'),
    ("decide_within: 3 working days", "decide_within: 3", '20:26 E103 ratings.green.decide_within: "3" has no unit of time'),
    # contacts
    (VOLUME, VOLUME + "    every: 15 min\n", '22:3 E207 source "police" has both a volume and a regular interval'),
    (VOLUME, "    every: 0 min\n", "23:12 E207 0 min cannot be the time between contacts"),
    (VOLUME, "    every: 1 working day\n", "23:12 E207 1 working day cannot be the time between contacts"),
    (VOLUME, "    volume: 40\n", '23:13 E103 contacts.police.volume: "40" does not say per what'),
    (NEED, "{hi: 10%, low: 90%}", '24:17 E104 contacts.police.true_need.hi: "hi" is not one of the allowed words'),
    (NEED, "{high: 10%, low: 80%}", "24:5 E216 shares sum to 90%, not 100%: high 10% + low 80%"),
    (NEED, "{}", "24:16 E216 no shares are given; they must sum to 100%"),
    (NEED, "high", '24:16 E104 contacts.police.true_need: names with values below them belong here, and "high" is written'),
    ("      high: {red: 100%}\n", "      high: {rd: 100%}\n", '26:14 E201 there is no rating "rd"'),
    ("      high: {red: 100%}\n", "      high: red\n", '26:13 E104 contacts.police.first_seen_as.high: names with values below them belong here, and "red" is written'),
    ("      high: {red: 100%}\n", "", "24:17 E208 nothing says how high need is rated at first sight"),
    (ARRIVES, "    arrives: weekdays\n", '30:14 E103 contacts.schools.arrives: "weekdays" is not days and times'),
    (ARRIVES, "    arrives: {always: 50%, Sut 10:00-11:00: 50%}\n", '30:28 E103 contacts.schools.arrives: "Sut 10:00-11:00" is not days and times'),
    (ARRIVES, "    arrives: {}\n", "30:14 E103 contacts.schools.arrives: nothing stands between the braces"),
    (ARRIVES, "    arrives: {always: 90%}\n", "30:5 E216 shares sum to 90%, not 100%: always 90%"),
    (ARRIVES, "    released: Mon-Fri 08\n", '30:15 E103 contacts.schools.released: "Mon-Fri 08": "08" is not a time of day'),
    (ARRIVES, "    by_month: {Janury: 1.2}\n", '30:16 E201 there is no month "Janury"'),
    (ARRIVES, "    in_school_holidays: 0.4\n", '30:25 E103 contacts.schools.in_school_holidays: "0.4" is a share without a percent sign'),
    (ARRIVES, "    together: {1: 60%, x: 40%}\n", '30:24 E103 "x" is not a number of children or adults in one contact'),
    (ARRIVES, "    together: {1: 60%, 2: 30%}\n", "30:5 E216 shares sum to 90%, not 100%: 1 60% + 2 30%"),
    # stages
    ("starts_at: screening", "starts_at: screning", '32:12 E201 there is no stage "screning"'),
    ("starts_at: screening", "starts_at: closed", '32:12 E201 there is no stage "closed"'),
    (WORK, "    work: 30 min (75 to 15)\n", '36:11 E103 stages.screening.work: "30 min (75 to 15)": the usual value does not lie between the two others'),
    (WORK, "    work: {shape: lognornal, mean: 30 min, cv: 1}\n", '36:19 E103 stages.screening.work.shape: "lognornal" is no shape'),
    (WORK, "    work: {shape: lognormal, mean: 30 min}\n", '36:19 E103 stages.screening.work.shape: the shape lognormal needs "cv" beside it'),
    (WORK, "    work: {shape: gamma, mean: {a: b}, cv: 1}\n", "36:32 E103 stages.screening.work.mean: one text belongs here, and a section is written"),
    (WORK, "    work: {shape: gamma, mean: 30 min, cv: 500}\n", '36:44 E103 stages.screening.work.cv: "500" is too uneven'),
    (WORK, "    work: {shape: lognormal, median: 30 min, nine_in_ten: 20 min}\n", "36:11 E103 stages.screening.work: nine_in_ten must lie above the median, and the median above 0"),
    (WORK, "    work: {shape: triangular, usual: 3 h, low: 4 h, high: 5 h}\n", "36:11 E103 stages.screening.work: usual must lie between low and high"),
    (WORK, "    work: {mean: 30 min, cv: 0.5}\n", "36:11 E103 stages.screening.work: a length of time belongs here, and it does not say its shape"),
    (BY_RATING, "{red: 20 min, gren: 15 min}", '47:25 E201 there is no rating "gren"'),
    (BY_RATING, "{red: 20 min}", '47:5 E211 work says nothing for the rating "green"'),
    (BY_RATING, "{red: {value: 20 min, hgh: 30 min}, green: 15 min}", '47:33 E103 stages.decision.work.red.hgh: unknown field "hgh"'),
    ("[manager, screener]", "[manager, screner]", '46:20 E201 there is no role "screner"'),
    ("[manager, screener]", "[manager, manager]", '46:20 E103 stages.decision.who.1: "manager" stands here twice'),
    ("[manager, screener]", "{manager: 1}", "46:10 E103 stages.decision.who: a name or a list of names belongs here, and a section is written"),
    ("    decides_from: [police]\n", "    wait: 3 h\n", '45:3 E210 stage "decision" has work and wait: it can do one of them'),
    ("    decides_from: [police]\n", "    means: waitng\n", '48:12 E104 stages.decision.means: "waitng" is not one of the allowed words'),
    # questions
    (ASK, "{}", '42:7 E210 the question to "police" needs either who and work, or reply_takes'),
    (ASK, "{reply_takes: 8 working hours}", '42:29 E103 stages.ask_police.ask.police.reply_takes: "8 working hours": working hours cannot be counted here'),
    (ASK, "{who: researcher, work: 40 min, share_asked: {red: 100%, green: 5}}", '42:79 E103 stages.ask_police.ask.police.share_asked.green: "5" is a share without a percent sign'),
    ("      police: " + ASK, "      - police", "42:7 E104 stages.ask_police.ask: names with values below them belong here, and a list is written"),
    ("    at_the_latest", "    go_on_when: any\n    at_the_latest", '43:17 E103 stages.ask_police.go_on_when: "any" is no rule'),
    ("    at_the_latest", "    go_on_when: {and_at_least: 3}\n    at_the_latest", "43:32 E214 3 replies are needed and only 1 agency is asked"),
    ("    at_the_latest", "    go_on_when: {all_of: [polic]}\n    at_the_latest", '43:27 E201 there is no asked agency "polic"'),
    # ways
    (THEN, "{assesment: 50%, closed: 50%}", '49:12 E201 there is no stage or outcome "assesment"'),
    (THEN, "[closed]", "49:11 E103 stages.decision.then: a list cannot say where cases go"),
    (THEN, "{}", "49:11 E103 stages.decision.then: nothing stands between the braces"),
    (THEN, "{red: {closed: 100%}, green: 50%}", "49:40 E103 stages.decision.then.green: a share (50%) stands among whole rows"),
    (THEN, "{red: [closed], green: closed}", "49:17 E103 stages.decision.then.red: a list cannot say where cases go"),
    (THEN, "{red: closed, gren: closed}", '49:25 E201 there is no rating or source "gren"'),
    (THEN, "{red: closed}", '49:5 E215 nothing says where cases go that are rated "green"'),
    (THEN, "{police: {red: closed}, schools: closed}", '49:5 E215 nothing says where cases go that are from "police" and rated "green"'),
    (THEN, "{red: {closed: 100%}, police: closed, otherwise: closed}", "49:5 E223 rows by rating and rows by source stand side by side"),
    (THEN, "{red: {green: closed}, green: closed}", "49:12 E223 rows by rating stand inside each other"),
    (THEN, "{police: {red: {closed: {a: 100%}}, green: closed}, schools: closed}", "49:21 E103 stages.decision.then.police.red: rows are nested too deeply: by rating and by source are two levels"),
    (THEN, "{assessment: {value: 50%, lo: 3%}, closed: 50%}", '49:37 E103 stages.decision.then.assessment.lo: unknown field "lo"'),
    ("    then: decision\n", "    then: ask_police\n", "44:5 E218 cases can never leave: ask_police -> ask_police"),
    ("{ask_police: 15%, closed: 85%}", "screening", '37:5 E218 cases rated "green" can never leave: screening -> screening'),
    # the whole file
    ("hubsim: 1\n", "hubsim: 2\n", '1:9 E103 hubsim: this hubsim reads format 1, and "2" is written'),
    ("hubsim: 1\n", "", '1:1 E102 the file has no "hubsim" (version of this format)'),
    ("name: Small hub\n", 'name: " "\n', "2:7 E103 name: nothing stands between the quotes"),
    ("name: Small hub\n", "name: x\nbasis: {grade: asumed}\n", '3:16 E104 basis.grade: "asumed" is not one of the allowed words'),
    ("name: Small hub\n", "name: x\nbasis: assumed\n", '3:8 E104 basis: names with values below them belong here, and "assumed" is written'),
    ("  assessment: {", "  decision: {label: x}\n  assessment: {", '52:3 E209 "decision" is both a stage and an outcome'),
    ("label: Assessment}", "protects: hihg}", '52:26 E104 outcomes.assessment.protects: "hihg" is not one of the allowed words'),
    ("label: Council}", "label: {a: b}}", "8:20 E103 agencies.council.label: one text belongs here, and a section is written"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "answer"), ONE, ids=[each[2][:60] for each in ONE])
def test_one_mistake_is_told_once_where_it_stands(old, new, answer):
    found = [p for p in problems(changed(old, new)) if p.severity == "error"]
    assert [f"{p.place} {p.code} {p.message}" for p in found] == [f"hub.yaml:{answer}"]
    assert all(p.help for p in found)


SEVERAL = [
    (
        WORK,
        "    work: {shape: gamma, mean: 30, cv: x, foo: 1}\n",
        ["36:32 E103", "36:40 E103", "36:43 E103"],
    ),
    (BY_RATING, "{red: 30, green: x}", ["47:17 E103", "47:28 E103"]),
    (THEN, "{assessment: 150%, closed: -50%}", ["49:24 E103", "49:38 E103"]),
    (THEN, "{red: {closd: 100%}, green: {closed: 90%}}", ["49:18 E201", "49:32 E216"]),
    ("[manager, screener]", "[{a: b}, [x]]", ["46:11 E103", "46:19 E103"]),
    (PEOPLE, "    people: {value: x, low: y, high: z, grade: q, more: 1}\n",
     ["13:21 E103", "13:29 E103", "13:38 E103", "13:48 E103", "13:51 E103"]),
    ("contacts:", "arrivals:", ["21:1 E101"]),
    ("label: Council}", "label: [x]}\n  more: 7", ["8:20 E103", "9:9 E104"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "answers"), SEVERAL)
def test_several_mistakes_are_all_told_and_nothing_that_follows_from_them(old, new, answers):
    found = [answer.split(":", 1)[1].split(" ")[:2] for answer in told(changed(old, new))]
    assert [" ".join(each) for each in found] == answers


FOLLOWING = [
    ("    true_need:", "    true_ned:", "E101"),
    ("agencies:\n  council: {label: Council}\n  police: {label: Police}\n", "agencies: {}\n", "E206"),
    ("agencies:\n  council: {label: Council}\n  police: {label: Police}\n", "agencies: [a]\n", "E104"),
    (SMALL[SMALL.index("contacts:") : SMALL.index("starts_at:")], "contacts: {}\n", "E206"),
    ("outcomes:", "outcoms:", "E101"),
    ("roles:\n", "rols:\n", "E101"),
    ("stages:\n", "stags:\n", "E101"),
    ("ratings:\n", "ratngs:\n", "E101"),
    ("calendar:\n", "calender:\n", "E101"),
    ("then: decision", "thn: decision", "E101"),
    ("    agency: council\n", "    agncy: council\n", "E101"),
    ("    ask:\n", "    aks:\n", "E101"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code"), FOLLOWING)
def test_a_misspelt_section_is_one_mistake(old, new, code):
    assert [p.code for p in problems(changed(old, new))] == [code]


def test_a_hub_of_waits_alone_needs_no_roles_but_those_it_names():
    text = "".join(
        [SMALL[: SMALL.index("roles:")], "roles: {}\n", SMALL[SMALL.index("ratings:") :]]
    )
    assert [p.message for p in problems(text)] == [
        'there is no role "screener"',
        'there is no role "researcher"',
        'there is no role "manager"',
        'there is no role "screener"',
    ]
    waits = SMALL[: SMALL.index("roles:")] + (
        "roles: {}\ncontacts: {web: {volume: 5 per week}}\nstarts_at: s\n"
        "stages: {s: {wait: 2 h, then: out}}\noutcomes: {out: {}}\n"
    )
    assert read(waits).warnings == ()


def test_rows_of_a_route_are_found_by_what_is_listed():
    row = read(
        changed(THEN, "{police: {red: assessment, otherwise: closed}, otherwise: {green: closed, red: assessment}}")
    ).hub.stages["decision"].then.row  # fmt: skip
    chosen = {
        (source, rating): list(row(source, rating) or {})
        for source in ("police", "schools")
        for rating in ("red", "green")
    }
    assert chosen == {
        ("police", "red"): ["assessment"],
        ("police", "green"): ["closed"],
        ("schools", "red"): ["assessment"],
        ("schools", "green"): ["closed"],
    }


def test_a_name_listed_at_the_first_level_is_not_otherwise():
    route = "{otherwise: {red: assessment, green: assessment}, police: closed}"
    row = read(changed(THEN, route)).hub.stages["decision"].then.row
    assert list(row("police", "red") or {}) == ["closed"]
    assert list(row("schools", "red") or {}) == ["assessment"]


def test_ratings_may_be_called_low_and_high():
    text = SMALL.replace("red:", "high:").replace("green:", "low:")
    work = read(text).hub.stages["decision"].work
    assert isinstance(work, dict)
    assert set(work) == {"high", "low"}


JUNK = [
    "null_", "[]", "{}", "[a, b]", "{a: b}", "{value: 1}", "{value: x, low: 1}", "{shape: gamma}",
    "-1", ".inf", "1e9", "150%", "0%", "99999999999999999999 days", "yes", "16:30", "'  '",
    "{red: {red: {red: {red: 1}}}}", "[[[[]]]]", "{closed: 100%}", "\"<script>\"", "'=1+1'", "2026-13-01",
]  # fmt: skip
LIBRARY_WORDS = ("pydantic", "dict", "NoneType", "tuple", "Input should", "validation", "object")
PATHS = [".".join(map(str, path)) for path in paths(read_source(SMALL, "hub.yaml").data)]


@pytest.mark.parametrize("path", PATHS)
def test_junk_anywhere_is_told_in_plain_words_at_the_setting(path):
    source = read_source(SMALL, "hub.yaml")
    for junk in JUNK:
        made = apply(source, [change_from_text(f"{path}={junk}")])
        try:
            hub_from(made)
        except InputError as error:
            for problem in error.problems:
                words = problem.message + problem.help
                assert not [word for word in LIBRARY_WORDS if word in words], words
                assert problem.help, words
                assert problem.place.file in {"--set", "hub.yaml"}
