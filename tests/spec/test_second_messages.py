"""People's presence, urgency, work together, meetings, limits, targets, returns: written wrongly."""

from __future__ import annotations

import pytest

from hubsim.spec.section import Section
from tests.spec.small import SMALL, changed, problems, read

MANAGER = "{agency: council, people: 1, hours: office}"
POSTS = "posts: 2, hours: office}"
RED = "{decide_within: 4 h, clock: working hours}"
ALONE = "    who: [manager, screener]\n    work: {red: 20 min, green: 15 min}\n"
ASK = "{who: researcher, work: 40 min}"
LIMIT = "    at_the_latest: {red: 4 working hours, green: 2 working days}\n"
START = "starts_at: screening\n"
HOURS = '    office: "Mon-Fri 09:00-16:30"\n'
WORK = "    work: 30 min (15 to 75)\n"
THEN = "    then: {assessment: 50%, closed: 50%}\n"


def manager(more: str, people: str = "1", hours: str = "office") -> str:
    return f"{{agency: council, people: {people}, hours: {hours}, {more}}}"


def together(needs: str, more: str = "") -> str:
    return f"    needs: {needs}\n    work: 20 min\n{more}"


def meeting(needs: str, at: str, more: str = "") -> str:
    return f"    meeting: {{needs: {needs}, at: {at}, each_case: 30 min{more}}}\n"


ERRORS = [
    # when people are there
    (MANAGER, manager("part_time: Mon-Wed"), '16:67 E104 roles.manager.part_time: a list belongs here, and "Mon-Wed" is written'),
    (MANAGER, manager("part_time: [Mon-Wed, Mon-Fry]"), '16:77 E103 roles.manager.part_time.1: "Mon-Fry" is not days of the week'),
    (MANAGER, manager('part_time: ["Mon 9-5"]'), '16:68 E103 roles.manager.part_time.0: "Mon 9-5": "9" is not a time of day'),
    (MANAGER, manager("part_time: [[Mon]]"), "16:68 E103 roles.manager.part_time.0: one text belongs here, and a list is written"),
    (MANAGER, manager('part_time: ["Mon-Sun 09:00-17:00"]'), '16:68 E204 "Mon-Sun 09:00-17:00" comes to 56 hours a week for one person of "manager"'),
    (MANAGER, manager("part_time: [Mon, Sat-Sun]"), '16:73 E226 "Sat-Sun" leaves no open minute of the hours "office"'),
    (MANAGER, manager("present: Mon-Wen"), '16:65 E103 roles.manager.present: "Mon-Wen" is not days of the week'),
    (MANAGER, manager('present: ""'), "16:65 E103 roles.manager.present: nothing stands between the quotes"),
    (MANAGER, manager("present: Sun"), '16:65 E226 "Sun" leaves no open minute of the hours "office"'),
    (MANAGER, manager("at_work_at_once: 2"), '16:73 E225 2 of "manager" cannot be at work at once: there is 1'),
    (MANAGER, manager("at_work_at_once: 0"), '16:73 E103 roles.manager.at_work_at_once: "0" is too few'),
    (MANAGER, manager("at_work_at_once: 2", "3", "always"), '16:48 E204 "always" comes to 112 hours a week for each person of "manager", 2 of 3 at work at once'),
    (MANAGER, manager("present: Mon-Fri", "1", "always"), '16:48 E204 "always" comes to 120 hours a week for each person of "manager"'),
    (POSTS, "at_work_at_once: 1, " + POSTS, '17:32 E225 "researcher" has posts, which a rota keeps filled: at_work_at_once is for people'),
    (POSTS, "away: 5 weeks a year, " + POSTS, '17:32 E225 "researcher" has posts, which a rota keeps filled: away is for people'),
    (POSTS, "absence: 5%, " + POSTS, '17:32 E225 "researcher" has posts, which a rota keeps filled: absence is for people'),
    (POSTS, "cover: 5%, " + POSTS, '17:32 E225 "researcher" has posts, which a rota keeps filled: cover is for people'),
    (MANAGER, manager("away: 6 weeks"), '16:62 E103 roles.manager.away: "6 weeks" is not leave'),
    (MANAGER, manager("away: 60 weeks a year"), '16:62 E103 roles.manager.away: "60 weeks a year" is more than a year'),
    (MANAGER, manager("absence: 0.1"), '16:65 E103 roles.manager.absence: "0.1" is a share without a percent sign'),
    (MANAGER, manager("called_away: 3 days"), '16:69 E104 roles.manager.called_away: names with values below them belong here, and "3 days" is written'),
    (MANAGER, manager("called_away: {after: 3 days}"), '16:56 E102 roles.manager.called_away has no "lasts" (how long it takes)'),
    (MANAGER, manager("called_away: {after: 0 h, lasts: 2 h}"), '16:77 E226 "manager" would be called away again at once, and never be there'),
    (MANAGER, manager("called_away: {after: 3 s, lasts: 2 s}"), '16:77 E226 "manager" would be called away several times a minute'),
    (MANAGER, manager("unfinished: handback"), '16:68 E104 roles.manager.unfinished: "handback" is not one of the allowed words'),
    (MANAGER, manager("reread: 1 working day"), '16:64 E103 roles.manager.reread: "1 working day": working days cannot be counted here'),
    (MANAGER, manager("undivided: [rd], time_for_cases: 50%"), '16:68 E201 there is no rating "rd"'),
    # urgency
    (RED, "{interrupts: [gren]}", '19:22 E201 there is no rating "gren"'),
    (RED, "{interrupts: [green, red]}", '19:29 E224 "red" cannot interrupt "red", which is the same rating'),
    ("{decide_within: 3 working days}", "{interrupts: red}", '20:23 E224 "green" cannot interrupt "red", which is more urgent'),
    ("3 working days}", "0 working days}", '20:26 E103 ratings.green.decide_within: "0 working days": the day of receipt itself is no limit'),
    (START, "work_order: de\n" + START, '32:13 E104 work_order: "de" is not one of the allowed words'),
    # where ways begin
    (START, "starts_at: {police: screening}\n", '32:1 E215 nothing says where contacts from "schools" begin'),
    (START, "starts_at: {polic: screening, otherwise: screening}\n", '32:13 E201 there is no source "polic"'),
    (START, "starts_at: {police: screning, otherwise: screening}\n", '32:21 E201 there is no stage "screning"'),
    (START, "starts_at: {police: closed, otherwise: screening}\n", '32:21 E201 there is no stage "closed"'),
    (START, "starts_at: {}\n", "32:12 E103 starts_at: nothing stands between the braces"),
    (START, "starts_at: {police: [screening]}\n", "32:21 E103 starts_at.police: one text belongs here, and a list is written"),
    (START, START + "opening: [{stage: closed, source: police, rating: red, cases: 3, oldest: 2 h}]\n", '33:19 E201 there is no stage "closed"'),
    (START, START + "opening: [{stage: screening, source: polic, rating: red, cases: 3, oldest: 2 h}]\n", '33:38 E201 there is no source "polic"'),
    (START, START + "opening: [{stage: screening, source: police, rating: rd, cases: 3, oldest: 2 h}]\n", '33:54 E201 there is no rating "rd"'),
    (START, START + "opening: [{stage: screening, source: police, rating: red, cases: 3, oldest: 2 working days}]\n", '33:77 E103 opening.0.oldest: "2 working days": working days cannot be counted here'),
    (START, START + "opening: [{stage: screening, source: police, rating: red, cases: 3}]\n", '33:11 E102 opening.0 has no "oldest" (how long ago the oldest arrived)'),
    (START, START + "opening: {stage: screening}\n", "33:10 E104 opening: a list belongs here, and a section is written"),
    # targets
    (START, "targets: {t: {from: screning, within: 4 h}}\n" + START, '32:21 E201 there is no stage "screning"'),
    (START, "targets: {t: {to: decison, within: 4 h}}\n" + START, '32:19 E201 there is no stage "decison"'),
    (START, "targets: {t: {to: closed, within: 4 h}}\n" + START, '32:19 E201 there is no stage "closed"'),
    (START, "targets: {t: {within: {red: 4 h}}}\n" + START, '32:15 E211 within says nothing for the rating "green"'),
    (START, "targets: {t: {within: 4 h, clock: working days}}\n" + START, '32:35 E205 "4 h" does not fit the clock "working days"'),
    (START, "targets: {t: {within: {red: 4 h, green: 1 working day}, clock: elapsed}}\n" + START, '32:64 E205 "1 working day" does not fit the clock "elapsed"'),
    (START, "targets: {t: {within: 4 h, pauses_at: [decison]}}\n" + START, '32:40 E201 there is no stage "decison"'),
    (START, "targets: {t: {within: 0 working days}}\n" + START, '32:23 E103 targets.t.within: "0 working days": the day of receipt itself is no limit'),
    (START, "targets: {t: {}}\n" + START, '32:11 E102 targets.t has no "within" (how soon)'),
    # work together
    (ALONE, together("{manger: 1}"), '46:13 E201 there is no role "manger"'),
    (ALONE, together("{manager: 2}"), '46:22 E227 "decision" can never take place: it needs 2 people of "manager" and there is 1'),
    (ALONE, together("{screener: 4, manager: 1}"), '46:23 E227 "decision" can never take place: it needs 4 people of "screener" and there are 3'),
    (ALONE, together("{manager: 0}"), '46:22 E103 stages.decision.needs.manager: "0" is too few'),
    (ALONE, "    needs: {manager: 1}\n" + ALONE, '45:3 E210 stage "decision" has who and needs: either one person does it, or several together'),
    (ALONE, "    needs: {manager: 1}\n", '45:3 E210 stage "decision" says needs, but no work'),
    (ALONE, together("{manager: 1}", "    joint: hodl\n"), '48:12 E104 stages.decision.joint: "hodl" is not one of the allowed words'),
    (ALONE, together("{manager: 1}", "    must_fit: perhaps\n"), '48:15 E103 stages.decision.must_fit: "perhaps" is neither yes nor no'),
    (ALONE, "    needs: {manager: 1}\n    work: 9 h (8 to 12)\n    must_fit: yes\n", '48:15 E227 "decision" can never take place: it takes 8 h or more, and all are there for 7 h 30 min at most'),
    # meetings
    (ALONE, meeting("{manger: 1}", "Mon 10:00"), '46:23 E201 there is no role "manger"'),
    (ALONE, meeting("{manager: 2}", "Mon 10:00"), '46:32 E227 "decision" can never take place: it needs 2 people of "manager" and there is 1'),
    (ALONE, meeting("{manager: 1}", "Mon-Tue 08:30 and 16:30"), '46:40 E227 "decision" can never take place: "manager" is not there at any of its slots (Mon 08:30, Mon 16:30, Tue 08:30, Tue 16:30)'),
    (ALONE, meeting("{manager: 1}", "Mon 10"), '46:40 E103 stages.decision.meeting.at: "Mon 10": "10" is not a time of day'),
    (ALONE, "    meeting: {needs: {manager: 1}, each_case: 5 min}\n", '46:5 E102 stages.decision.meeting has no "at" (when it opens)'),
    (ALONE, meeting("{manager: 1}", "Mon 10:00", ", every: 0"), '46:77 E103 stages.decision.meeting.every: "0" is too few'),
    (ALONE, meeting("{manager: 1}", "Mon 10:00", ", at_once: 0"), '46:79 E103 stages.decision.meeting.at_once: "0" is too few'),
    (ALONE, meeting("{manager: 1}", "Mon 10:00", ", cases_at_most: 0"), '46:85 E103 stages.decision.meeting.cases_at_most: "0" is too few'),
    (ALONE, meeting("{manager: 1}", "Mon 10:00", ", without: {screener: after 1 working day}"), '46:80 E201 there is no needed role "screener"'),
    (ALONE, meeting("{manager: 1}", "Mon 10:00", ", without: {manager: 1 week later}"), '46:89 E103 stages.decision.meeting.without.manager: "1 week later" is not a length of time'),
    (ALONE, meeting("{manager: 1}", "Mon 16:15", ", must_fit: yes"), '46:80 E227 "decision" can never take place: it takes 30 min or more, and all are there for 15 min at most'),
    (ALONE, "    meeting: {needs: {manager: 1}, at: Mon 10:00, each_case: {red: 5 min}}\n", '46:51 E211 each_case says nothing for the rating "green"'),
    (ALONE, "    who: manager\n" + meeting("{manager: 1}", "Mon 10:00"), '45:3 E210 stage "decision" says who, and who comes to a meeting is said inside it'),
    (ALONE, "    work: 5 min\n" + meeting("{manager: 1}", "Mon 10:00"), '45:3 E210 stage "decision" has work and meeting: it can do one of them'),
    # how often, how long, how urgent from then on
    (WORK, WORK + "    at_most: {times: 0, then: closed}\n", '37:22 E103 stages.screening.at_most.times: "0" is too few'),
    (WORK, WORK + "    at_most: {times: 2, then: closd}\n", '37:31 E201 there is no stage or outcome "closd"'),
    (WORK, WORK + "    at_most: {times: 2, then: screening}\n", "37:31 E219 a loop in which no time passes, once cases came often enough: screening -> screening"),
    (WORK, WORK + "    at_most: 2\n", '37:14 E104 stages.screening.at_most: names with values below them belong here, and "2" is written'),
    (WORK, WORK + "    gives_up: {after: 2 days, then: closd}\n", '37:37 E201 there is no stage or outcome "closd"'),
    (WORK, WORK + "    gives_up: {after: {red: 2 h}, then: closed}\n", '37:16 E211 after says nothing for the rating "green"'),
    (WORK, WORK + "    gives_up: {after: 0 h, then: screening}\n", "34:3 E219 a loop in which no time passes: screening -> screening"),
    (WORK, WORK + "    rated_anew: {rd: {red: 100%}}\n", '37:18 E201 there is no rating "rd"'),
    (WORK, WORK + "    rated_anew: {red: {rd: 100%}}\n", '37:24 E201 there is no rating "rd"'),
    (WORK, WORK + "    rated_anew: {red: {red: 90%}}\n", "37:18 E216 shares sum to 90%, not 100%: red 90%"),
    (WORK, WORK + "    rated_anew: {red: green}\n", '37:23 E104 stages.screening.rated_anew.red: names with values below them belong here, and "green" is written'),
    # questions
    (ASK, "{who: researcher, work: 40 min, never: {red: 5%}}", '42:47 E211 never says nothing for the rating "green"'),
    (ASK, "{who: researcher, work: 40 min, nothing_found: 0.2}", '42:62 E103 stages.ask_police.ask.police.nothing_found: "0.2" is a share without a percent sign'),
    (LIMIT, LIMIT + "    kept: {red: 60%}\n    look_again: 1 working day\n", '44:5 E211 kept says nothing for the rating "green"'),
    (LIMIT, LIMIT + "    kept: 50%\n    look_again: {rd: 1 h, green: 1 h}\n", '45:18 E201 there is no rating "rd"'),
    (LIMIT, LIMIT + "    kept: 50%\n    look_again: 0 min\n", "45:17 E219 the next look comes at once, over and over: no time passes"),
    (LIMIT, LIMIT + "    chase: {after: 1 working day}\n", '44:5 E102 stages.ask_police.chase has no "done" (how surely somebody does it)'),
    (LIMIT, LIMIT + "    chase: {after: {red: 1 h}, done: 80%}\n", '44:13 E211 after says nothing for the rating "green"'),
    (LIMIT, LIMIT + "    withdraw: sometimes\n", '44:15 E103 stages.ask_police.withdraw: "sometimes" is neither yes nor no'),
    # returns
    (START, "comes_back: {hi: {share: 50%, after: 4 weeks}}\n" + START, '32:14 E104 comes_back.hi: "hi" is not one of the allowed words'),
    (START, "comes_back: {high: {share: 50%}}\n" + START, '32:14 E102 comes_back.high has no "after" (how long after leaving)'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "answer"), ERRORS, ids=[each[2][:60] for each in ERRORS])
def test_one_mistake_is_told_once_where_it_stands(old, new, answer):
    found = [p for p in problems(changed(old, new)) if p.severity == "error"]
    assert [f"{p.place} {p.code} {p.message}" for p in found] == [f"hub.yaml:{answer}"]
    assert all(p.help and "None" not in p.help for p in found)


def test_need_that_worsens_must_be_rated_too():
    returns = "comes_back: {low: {share: 5%, after: 4 weeks, worsens: 10%}}\n"
    more = "less serious need comes back as moderate, and nothing says how moderate need is rated"
    found = [p for p in problems(changed(START, returns + START)) if p.severity == "error"]
    assert [(p.code, p.place.line, p.message) for p in found] == [
        ("E208", 25, f"{more} at first sight"),
        ("E208", 31, f"{more} at first sight"),
    ]


APART = [
    (
        together("{manager: 1, researcher: 1}"),
        '"decision" can never take place: "manager" and "researcher" are never there at the same time',
    ),
    (
        together("{manager: 1, screener: 1, researcher: 1}"),
        '"decision" can never take place: "manager" and "researcher" are never there at the same time',
    ),
    (
        meeting("{manager: 1, researcher: 1}", "Mon 10:00"),
        '"decision" can never take place: "researcher" is not there at any of its slots (Mon 10:00)',
    ),
    (
        meeting("{manager: 1, researcher: 1}", "Mon 10:00 and 20:00"),
        '"decision" can never take place: somebody is missing at each of its slots (Mon 10:00, Mon 20:00)',
    ),
]


@pytest.mark.parametrize(("new", "answer"), APART)
def test_people_who_never_share_an_hour_can_never_meet(new, answer):
    text = changed(HOURS, HOURS + '    late: "Mon-Fri 18:00-22:00"\n')
    text = changed("posts: 2, hours: office", "posts: 2, hours: late", text)
    found = problems(changed(ALONE, new, text))
    assert [p.message for p in found if p.severity == "error"] == [answer]
    assert all(p.code in {"E227", "W213"} for p in found)


def test_three_who_are_never_there_all_at_once_are_named():
    text = changed(HOURS, HOURS + '    a: "Mon-Tue 09:00-12:00"\n    b: "Tue-Wed 09:00-12:00"\n')
    for old, new in [
        ("people: 3\n    hours: office", "people: 3\n    hours: a"),
        ("people: 1, hours: office", "people: 1, hours: b"),
        ("posts: 2, hours: office", "people: 2, hours: office, present: Wed, part_time: [Mon]"),
        (ALONE, together("{screener: 1, manager: 1, researcher: 1}")),
    ]:
        text = changed(old, new, text)
    assert [p.message for p in problems(text) if p.severity == "error"] == [
        (
            '"decision" can never take place: there is no hour at which all of them are there: '
            '"screener", "manager", "researcher"'
        )
    ]


def test_people_who_take_turns_are_counted_at_once():
    text = changed(MANAGER, manager("at_work_at_once: 1", "3"))
    found = problems(changed(ALONE, together("{manager: 2}"), text))
    assert [p.message for p in found] == [
        '"decision" can never take place: it needs 2 people of "manager" and there is 1 at once'
    ]


@pytest.mark.parametrize("more", ["absence: 100%", "away: 52 weeks a year", "time_for_cases: 0%"])
def test_people_who_are_never_there_serve_nobody(more):
    text = changed(MANAGER, manager(more))
    alone = changed("[manager, screener]", "manager", text)
    assert [p.code for p in problems(alone)] == ["E212"]
    assert [p.message for p in problems(changed(ALONE, together("{manager: 1}"), text))] == [
        (
            '"decision" can never take place: it needs 1 person of "manager" and nobody of them ever '
            "has time for cases"
        )
    ]
    covered = changed(more, f"{more}, cover: 10%", alone)
    assert more == "time_for_cases: 0%" or read(covered)


GOOD = [
    (MANAGER, manager("present: Mon-Wed", "0") .replace("present", "part_time: [Mon-Wed], present")),
    (MANAGER, manager("at_work_at_once: 1", "4", "always")),
    (MANAGER, manager("present: Mon-Tue", "1", "always")),
    (MANAGER, manager('present: "Mon, Wed, Fri"')),
    (MANAGER, manager('part_time: [every day, "Mon, Wed 09:00-12:00", Fri-Mon]')),
    (ALONE, together("{manager: 1}", "    must_fit: yes\n")),
    (ALONE, together("{manager: {value: 1, grade: assumed}}")),
    (ALONE, meeting("{manager: 1}", "Mon 09:00")),
    (ALONE, meeting("{manager: 1}", "Mon 10:00", ", without: {manager: 1 working day}")),
    (WORK, WORK + "    gives_up: {after: {red: 0 h, green: 5 days}, then: closed}\n"),
    (WORK, WORK + "    rated_anew: {green: {red: 5%, green: 95%}}\n"),
    (START, "starts_at: {police: screening, schools: decision}\n"),
    (START, "targets: {t: {from: screening, to: screening, within: 4 h}}\n" + START),
    (START, "targets: {t: {to: leaving, within: {red: 4 h, green: 1 working day}}}\n" + START),
    (RED, "{decide_within: 4 h, interrupts: green}"),
    (LIMIT, LIMIT + "    kept: 50%\n    look_again: 1 h\n    withdraw: yes\n"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), GOOD, ids=[each[1][:50] for each in GOOD])
def test_what_is_right_is_taken_without_a_word(old, new):
    assert [str(each) for each in read(changed(old, new)).warnings] == []


NEVER = "{who: researcher, work: 40 min, never: 10%}"
BACK = "comes_back: {high: {share: 50%, after: 4 weeks}}\n"
WARNINGS = [
    (MANAGER, manager("cover: 50%"), '16:56 W221 cover changes nothing: nobody of "manager" is ever away'),
    (MANAGER, manager("reread: 5 min"), '16:56 W221 reread changes nothing: "manager" hands nothing back'),
    (MANAGER, manager("undivided: [red]"), '16:56 W221 undivided changes nothing: cases get all the time of "manager"'),
    (MANAGER, manager("called_away: {after: 3 days, lasts: 0 h}"), "16:92 W221 being called away for no time changes nothing"),
    (WORK, WORK + "    joint: hold\n", '37:5 W221 joint changes nothing in the stage "screening": nobody works together there'),
    (WORK, WORK + "    must_fit: yes\n", '37:5 W221 must_fit changes nothing in the stage "screening": only work together can have to fit'),
    (WORK, WORK + "    kept: 50%\n", '37:5 W221 kept changes nothing in the stage "screening": there is no limit to keep'),
    (WORK, WORK + "    look_again: 1 h\n", '37:5 W221 look_again changes nothing in the stage "screening": there is no limit after which to look'),
    (WORK, WORK + "    chase: {after: 1 h, done: 50%}\n", '37:5 W221 chase changes nothing in the stage "screening": only questions are asked again'),
    (WORK, WORK + "    withdraw: yes\n", '37:5 W221 withdraw changes nothing in the stage "screening": only questions are taken back'),
    (LIMIT, LIMIT + "    gives_up: {after: 1 h, then: closed}\n", '44:5 W221 gives_up changes nothing in the stage "ask_police": only what waits for one person to begin is given up'),
    (LIMIT, "    withdraw: yes\n", "43:5 W221 withdraw changes nothing: every reply is waited for"),
    (LIMIT, LIMIT + "    look_again: 1 h\n", "44:5 W221 look_again changes nothing: every limit is kept at the first look"),
    (LIMIT, LIMIT + "    kept: {red: 50%, green: 100%}\n", "44:11 W229 a limit that is not kept is never looked at again: these cases wait for every reply they need"),
    (LIMIT, LIMIT + "    chase: {after: 1 h, done: 50%}\n", "44:5 W221 chase changes nothing: no question is left unanswered here"),
    (ASK, NEVER, '42:54 W230 some questions to "police" are never answered: nobody asks again'),
    (ASK + "\n" + LIMIT, NEVER + "\n", '42:54 W230 some questions to "police" are never answered, and the cases wait for them for ever: nobody asks again'),
    (ASK + "\n" + LIMIT, NEVER + "\n    chase: {after: 1 h, done: 50%}\n", '42:54 W230 some questions to "police" are never answered, and the cases wait for them for ever: some are not asked again'),
    (ASK + "\n" + LIMIT, NEVER + "\n" + LIMIT + "    go_on_when: {all_of: [police]}\n", '42:54 W230 some questions to "police" are never answered, and the cases wait for them for ever: nobody asks again'),
    (ALONE, meeting("{manager: 1}", "Mon 08:00 and 10:00 and 17:00"), '46:40 W228 "manager" is not there at Mon 08:00, Mon 17:00: these slots are lost'),
    (ALONE, meeting("{manager: 1}", '"Mon-Fri 10:00, Sat 10:00"'), '46:40 W228 "manager" is not there at Sat 10:00: the slot is lost'),
    (ALONE, meeting("{manager: 1, screener: 2}", "Mon 10:00", ", at_once: 2"), '46:92 W221 2 discussions at once need more of "manager" than the 1 there is'),
    (ALONE, meeting("{}", "Mon 10:00"), '46:5 W228 nobody is needed for the meeting "decision": it takes nobody\'s time'),
    (ALONE, together("{manager: 1}").replace("20 min", "20 h"), "47:11 W213 one piece of work takes 20 h, longer than a whole shift of 7 h 30 min"),
    (START, BACK + START, "32:14 W231 every high need counts as missed: no outcome protects it"),
    (START, BACK.replace("high", "moderate") + START, "32:14 W221 comes_back.moderate changes nothing: no contact has moderate need"),
    (START, "targets: {t: {from: decision, to: screening, within: 4 h}}\n" + START, '32:35 W232 no case ever comes from "decision" to "screening": the clock never stops'),
    (START, "targets: {t: {within: 4 h, on_rerating: restart}}\n" + START, "32:28 W221 on_rerating changes nothing: no stage rates cases anew"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "answer"), WARNINGS, ids=[e[2][:60] for e in WARNINGS])
def test_what_changes_nothing_or_looks_odd_is_warned_of(old, new, answer):
    found = read(changed(old, new)).warnings
    assert [f"{p.place} {p.code} {p.message}" for p in found] == [f"hub.yaml:{answer}"]
    assert all(p.help for p in found)


def test_work_by_due_time_needs_due_times():
    text = SMALL.replace(RED, "{}").replace("{decide_within: 3 working days}", "{}")
    found = read(changed(START, "work_order: due\n" + START, text)).warnings
    assert [p.message for p in found] == [
        "work_order: due changes nothing: no rating says when it is due"
    ]


def test_an_outcome_that_protects_more_serious_need_answers_less_serious_need_too():
    text = changed(START, BACK + START)
    text = changed("{label: Assessment}", "{label: Assessment, protects: high}", text)
    assert read(text).warnings == ()
    low = "comes_back: {low: {share: 5%, after: 1 week}}\n"
    assert read(changed(BACK, low, text)).warnings == ()


UNKNOWN = [
    (MANAGER, manager("called_away: {aftr: 3 days, lasts: 1 h}"), "roles.manager.called_away", "after"),
    (ALONE, meeting("{manager: 1}", "Mon 10:00", ", cases_atmost: 3"), "stages.decision.meeting", "cases_at_most"),
    (ALONE, meeting("{manager: 1}", "Mon 10:00", ", tables: 3"), "stages.decision.meeting", "at_once"),
    (WORK, WORK + "    at_most: {tmes: 2, then: closed}\n", "stages.screening.at_most", "times"),
    (WORK, WORK + "    gives_up: {afer: 2 h, then: closed}\n", "stages.screening.gives_up", "after"),
    (WORK, WORK + "    at_moast: {times: 2, then: closed}\n", "stages.screening", "at_most"),
    (LIMIT, LIMIT + "    chase: {after: 2 h, don: 50%}\n", "stages.ask_police.chase", "done"),
    (ASK, "{reply_takes: 2 h, nothing_fond: 5%}", "stages.ask_police.ask.police", "nothing_found"),
    (START, "targets: {t: {form: contact, within: 2 h}}\n" + START, "targets.t", "from"),
    (START, "comes_back: {high: {share: 5%, afer: 2 h}}\n" + START, "comes_back.high", "after"),
    (START, START + "opening: [{stge: s, source: police, rating: red, cases: 1, oldest: 1 h}]\n", "opening.0", "stage"),
    (START, "comesback: {}\n" + START, "", "comes_back"),
    (RED, "{interupts: [green]}", "ratings.red", "interrupts"),
    (MANAGER, manager("leave: 6 weeks a year"), "roles.manager", "away"),
    (MANAGER, manager("sickness: 5%"), "roles.manager", "absence"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "where", "meant"), UNKNOWN)
def test_a_misspelt_field_anywhere_is_one_mistake_with_what_was_meant(old, new, where, meant):
    (problem,) = problems(changed(old, new))
    place = f"in {where}" if where else "at the top of the file"
    assert problem.code == "E101"
    assert problem.message.endswith(place)
    assert f'did you mean "{meant}"?' in problem.help


def test_every_field_that_must_be_written_shows_how():
    for name, field in ((name, info) for name, info in every_field() if info.is_required()):
        assert field.examples, name


def every_field():
    for section in Section.__subclasses__():
        for name, info in section.model_fields.items():
            yield f"{section.__name__}.{name}", info
