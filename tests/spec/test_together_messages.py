"""Working together, what is known, silence and pressure, written wrongly: place, words and help.

Where a message must stand is marked in what is written (»); line and column are counted from there.
"""

from __future__ import annotations

import pytest

from hubsim.errors import InputError, Problem
from hubsim.spec.defaults import FILE, with_defaults
from hubsim.spec.read import hub_from
from hubsim.spec.scenario import apply, change_from_text
from hubsim.spec.source import read_source
from tests.spec.small import SMALL, TOGETHER, WORKING, changed, marked, problems, read

INFO = "    police: {agreement: signed, reached_by: navigator}\n"
TIES = "  ties: {default: 0.2, council and police: 0.5}\n"
LED = "  led_by: {default: council}\n"
KNOWS = "{for: {high: 60%, moderate: 30%, low: 5%}, reveals: 40%}"
ASK = "{who: researcher, work: 40 min}"
ASKING = "  ask_police:\n    ask:\n"
THEN = "    then: {assessment: 50%, closed: 50%}\n"
ASKED = SMALL[SMALL.index("    ask:\n") : SMALL.index("  decision:\n")]

GREEN = "  green: {decide_within: 3 working days}\n"
RED = "  red: {decide_within: 4 h, clock: working hours}\n"
NOBODY = "manager: {agency: council, people: 1, hours: office}"
COUNCIL = "council: {label: Council}"
POLICE = "police: {label: Police}"


def test_the_hub_that_works_together_reads_without_a_word():
    assert read(TOGETHER).warnings == ()


ERRORS = [
    # ties
    (TIES, "  ties: {default: 0.2, council and police: »1.5}\n", "E103", 'working_together.ties.council and police: a tie of "1.5" is above 1', "0 is strangers, 1 is one team"),
    (TIES, "  ties: {default: 0.2, council and police: »-0.5}\n", "E103", 'working_together.ties.council and police: "-0.5" is negative', "the smallest allowed is 0"),
    (TIES, "  ties: »1.5\n", "E103", 'working_together.ties.default: a tie of "1.5" is above 1', "0 is strangers"),
    (TIES, "  ties: »[0.5]\n", "E103", "working_together.ties.default: one value belongs here, and a list is written", "0 (strangers) to 1"),
    (TIES, "  ties: {value: 0.5, »grad: assumed}\n", "E103", 'working_together.ties.default.grad: unknown field "grad"', 'did you mean "grade"?'),
    (TIES, "  ties: {»police: 0.5}\n", "E237", 'a tie is between two agencies, and only "police" is named', "council and police: 0.5"),
    (TIES, "  ties: {»police and police: 0.5}\n", "E237", 'a tie is between two agencies, and "police" stands here twice', "inside one agency"),
    (TIES, "  ties: {»council and police and health: 0.5}\n", "E237", '"council and police and health" names 3, and a tie is between two agencies', "a line for each other pair"),
    (TIES, '  ties: {»"council, police": 0.5}\n', "E237", '"council, police" is not read as a pair', "write council and police: 0.5"),
    (TIES, "  ties: {»defualt: 0.5}\n", "E237", '"defualt" is no pair of agencies', 'did you mean "default"?'),
    (TIES, "  ties: {»trust: 0.5}\n", "E237", '"trust" is no pair of agencies', "council and police: 0.5"),
    (TIES, "  ties: {»council and polise: 0.5}\n", "E201", 'there is no agency "polise"', 'did you mean "police"?'),
    (TIES, "  ties: {»council and researcher: 0.5}\n", "E201", 'there is no agency "researcher"', '"researcher" is a role of "police"'),
    (TIES, "  ties: {council and police: 0.5, »police and council: 0.4}\n", "E237", 'the tie between "police" and "council" is written twice', "keep one of the two"),
    # information
    (INFO, "    »polise: {agreement: signed, reached_by: navigator}\n", "E201", 'there is no agency "polise"', 'did you mean "police"?'),
    (INFO, "    police: {agreement: »sined, reached_by: navigator}\n", "E104", 'working_together.information.police.agreement: "sined" is not one of the allowed words', 'did you mean "signed"?'),
    (INFO, "    police: {agreement: signed, reached_by: »navigators}\n", "E104", 'working_together.information.police.reached_by: "navigators" is not one of the allowed words', 'did you mean "navigator"?'),
    (INFO, "    police: {agreement: signed, reached_by: »[navigator]}\n", "E104", "working_together.information.police.reached_by: one word belongs here, and a list is written", "direct, navigator"),
    (INFO, "    »police: {agreement: signed}\n", "E102", 'working_together.information.police has no "reached_by"', "reached_by: navigator"),
    (INFO, "    police: {agreement: signed, »access: direct}\n", "E101", 'unknown field "access" in working_together.information.police', 'did you mean "reached_by"?'),
    (INFO, "    police: »signed\n", "E104", 'working_together.information.police: names with values below them belong here, and "signed" is written', "agreement, until"),
    (INFO, "    police: {agreement: signed, until: »30/06/2026, reached_by: navigator}\n", "E103", 'working_together.information.police.until: "30/06/2026" is not a date', "year-month-day"),
    (INFO, "    police: {agreement: none, until: »2026-06-30, reached_by: navigator}\n", "E236", "until says how long an agreement holds, and there is none", "agreement: signed"),
    (INFO, "    police: {agreement: lapsed, until: »2026-06-30, reached_by: navigator}\n", "E236", "an agreement that holds until 2026-06-30 has not lapsed on the first day", "lapses at the end of that day"),
    # how a question reaches its holder, and who asks
    ("police: " + ASK, "»police: {share_asked: 50%}", "E235", '"police" is reached by a navigator, and nobody of them looks this question up', "who: researcher"),
    ("police: " + ASK, "»police: {who: researcher}", "E210", 'the question to "police" says who looks it up, and not how long it takes them', "add work: 40 min"),
    (ASKING, "  ask_police:\n    asked_by: »manger\n    ask:\n", "E201", 'there is no role "manger"', 'did you mean "manager"?'),
    (ASKING, "  ask_police:\n    asked_by: »council\n    ask:\n", "E201", 'there is no role "council"', '"council" is an agency; its roles: screener, manager'),
    # leads
    (LED, "  led_by: {default: »counsil}\n", "E201", 'there is no agency or role "counsil"', 'did you mean "council"?'),
    (LED, "  led_by: »counsil\n", "E201", 'there is no agency or role "counsil"', "agencies and roles: council, police, screener, manager, researcher"),
    (LED, "  led_by: »nobody\n", "E201", 'there is no agency or role "nobody"', "where nobody leads, leave led_by out"),
    (LED, "  led_by: {»desision: council}\n", "E201", 'there is no stage "desision"', 'did you mean "decision"?'),
    (LED, "  led_by: »disputed between council\n", "E103", 'working_together.led_by.default: "disputed between council" names only one', "disputed between council and police"),
    (LED, "  led_by: »joint between council and council\n", "E103", 'working_together.led_by.default: "joint between council and council" names only one', "joint between"),
    (LED, "  led_by: »joint\n", "E103", 'working_together.led_by.default: "joint" does not say between whom', "joint between"),
    (LED, "  led_by: {decision: »joint between council and polise}\n", "E201", 'there is no agency or role "polise"', 'did you mean "police"?'),
    (LED, "  led_by: »council and police\n", "E103", 'working_together.led_by.default: "council and police" names more than one, and not whether they agree about it', "joint between council and police"),
    (LED, "  led_by: »[council, police]\n", "E103", "working_together.led_by.default: a list cannot say who leads", "joint between council and police"),
    (LED, "  led_by: {»who: council, how: joint}\n".replace("»who: ", "who: »"), "E239", 'a lead that is joint is between two, and only "council" is named', "name the others too"),
    (LED, "  led_by: {who: »[council, police]}\n", "E239", '"council" and "police" are of different agencies: that is no clear lead', "how: disputed"),
    (LED, "  led_by: {who: »[]}\n", "E239", "nobody is named who leads", "write an agency or role"),
    (LED, "  led_by: {who: council, how: »shared}\n", "E104", 'working_together.led_by.default.how: "shared" is not one of the allowed words', "clear, joint, disputed"),
    (LED, "  led_by: {default: {who: council, deputies: [»senior]}}\n", "E201", 'there is no role "senior"', "roles: screener"),
    (LED, "  led_by: {default: {who: council, settled_by: »council, settling: 20 min}}\n", "E201", 'there is no role "council"', "its roles: screener, manager"),
    (LED, "  led_by: {default: {who: council, »settled_by: manager}}\n", "E239", "settled_by says who settles a dispute, and nothing how long it takes them", "add settling: 20 min"),
    (LED, "  led_by: {default: {who: council, »settling: 20 min}}\n", "E239", "settling says how long it takes to settle a dispute, and nothing who does it", "add settled_by: screener"),
    (LED, "  led_by: {default: {who: council, settled_by: manager, »settling: {red: 20 min}}}\n", "E211", 'settling says nothing for the rating "green" (routine)', "add green: …"),
    (LED, "  led_by: {default: {who: council, settled_by: manager, settling: {red: 20 min, »gren: 1 h}}}\n", "E201", 'there is no rating "gren"', 'did you mean "green"?'),
    # one record, nearness
    (LED, LED + "  one_record: »[police]\n", "E238", 'one record needs two agencies, and only "police" is named', "one_record: []"),
    (LED, LED + "  one_record: [council, »polise]\n", "E201", 'there is no agency "polise"', 'did you mean "police"?'),
    (LED, LED + "  one_record: [council, »council]\n", "E103", 'working_together.one_record.1: "council" stands here twice', "keep one of the two"),
    (LED, LED + "  nearness: {bank: »-1}\n", "E103", 'working_together.nearness.bank: "-1" is negative', "the smallest allowed is 0"),
    (LED, LED + "  nearness: {»desk: 2}\n", "E104", 'working_together.nearness.desk: "desk" is not one of the allowed words', "bank, room, building"),
    # channels
    (LED, LED + "  channels:\n    e-mail: {»used: 50%}\n", "E240", '"e-mail" takes what no other channel can, so it is always used', "write used: 100%"),
    (LED, LED + "  channels:\n    e-mail: {»used: {red: 100%, routine: 90%}}\n", "E240", '"e-mail" takes what no other channel can, so it is always used', "write used: 100%"),
    (LED, LED + "  channels:\n    e-mail: {needs: »one record}\n", "E240", "when nobody is there, nothing can be passed on: no channel needs nothing", "let one need nothing"),
    (LED, LED + "  channels:\n    e-mail: {needs: »paper}\n", "E104", 'working_together.channels.e-mail.needs: "paper" is not one of the allowed words', "same room"),
    (LED, LED + "  channels:\n    radio: {needs: somebody there, used: 5%, takes: 1 min, answered: 50%, »tries: 3}\n", "E240", "it is tried 3 times, and nothing says after how long", "add try_again: 25 min"),
    (LED, LED + "  channels:\n    telephone: {tries: »0}\n", "E103", 'working_together.channels.telephone.tries: nobody tries "0" times', "from 1 to 20"),
    (LED, LED + "  channels:\n    telephone: {tries: »500}\n", "E103", 'working_together.channels.telephone.tries: nobody tries "500" times', "from 1 to 20"),
    (LED, LED + "  channels:\n    »radio: {needs: somebody there, used: 5%}\n", "E102", 'working_together.channels.radio has no "takes" (until it is seen, on the hours of whoever receives it)', "takes: 25 min"),
    (LED, LED + "  channels:\n    telephone: {»delay: 5 min}\n", "E101", 'unknown field "delay" in working_together.channels.telephone', 'did you mean "takes"?'),
    (LED, LED + "  channels:\n    telephone: {used: {red: »0.5}}\n", "E103", 'working_together.channels.telephone.used.red: "0.5" is a share without a percent sign', "50%"),
    (LED, LED + "  channels:\n    telephone: {used: {»rd: 50%}}\n", "E201", 'there is no rating "rd"', 'did you mean "red"?'),
    (LED, LED + "  channels:\n    telephone: {used: {»urgnt: 50%}}\n", "E201", 'there is no rating "urgnt"', 'did you mean "urgent"?'),
    (LED, LED + "  channels:\n    telephone: {»takes: {red: 5 min}}\n", "E211", 'takes says nothing for the rating "green" (routine)', "add green: …"),
    (LED, LED + "  channels:\n    telephone: {»takes: {prompt: 5 min, urgent: 3 min}}\n", "E211", 'takes says nothing for the rating "green" (routine)', "add green: …"),
    (LED, LED + "  channels:\n    spoken: {used: {»vaule: 50%, low: 20%, high: 80%}}\n", "E103", 'working_together.channels.spoken.used.vaule: unknown field "vaule"', 'did you mean "value"?'),
    (LED, LED + "  channels:\n    spoken: {used: {value: »90%, low: 20%, high: 80%}}\n", "E103", "working_together.channels.spoken.used.value: 90% does not lie between low 20% and high 80%", "rising order"),
    # access, agreements and leads as numbers
    (LED, LED + "  access: {»mail: {never: 5%}}\n", "E104", 'working_together.access.mail: "mail" is not one of the allowed words', 'did you mean "e-mail"?'),
    (LED, LED + "  agreements: {»unsigned: {refuses: 5%}}\n", "E104", 'working_together.agreements.unsigned: "unsigned" is not one of the allowed words', 'did you mean "signed"?'),
    (LED, LED + "  agreements: {none: {refuses: {»rd: 5%}}}\n", "E201", 'there is no rating "rd"', 'did you mean "red"?'),
    (LED, LED + "  leads: {»disputed: {disputes: 5%}}\n", "E104", 'working_together.leads.disputed: "disputed" is not one of the allowed words', "clear, joint, unclear"),
    (LED, LED + "  leads: {clear: {chases_at: »1.5}}\n", "E103", 'working_together.leads.clear.chases_at: "1.5" is a share without a percent sign', ""),
    # seats
    (COUNCIL, "council: {sits: »a / b / c / d}", "E103", 'agencies.council.sits: "a / b / c / d" has 4 parts: a seat is site / room / bank', "civic centre / hub room / bank A"),
    (COUNCIL, "council: {sits: »hall / / bank A}", "E103", 'agencies.council.sits: "hall / / bank A" has an empty part', "civic centre / hub room / bank A"),
    (COUNCIL, 'council: {sits: »" "}', "E103", "agencies.council.sits: nothing stands between the quotes", "site / room / bank"),
    (COUNCIL, "council: {sits: »[hall]}", "E103", "agencies.council.sits: one text belongs here, and a list is written", "site / room / bank"),
    (COUNCIL, "council: {sits: »{}}", "E103", "agencies.council.sits: nothing stands between the braces", "by weekday"),
    (COUNCIL, "council: {sits: »{Mon-Wed: hall}}", "E103", "agencies.council.sits: nothing says where they sit on Thu, Fri, Sat, Sun", "add otherwise: home"),
    (COUNCIL, "council: {sits: {Mon-Wed: hall, »Wed-Sun: home}}", "E103", "agencies.council.sits.Wed-Sun: Wed stands here twice", "keep one of the two"),
    (COUNCIL, "council: {sits: {»Mon-Wen: hall, otherwise: home}}", "E103", 'agencies.council.sits.Mon-Wen: "Mon-Wen" is not days of the week', "Mon-Wed"),
    (COUNCIL, "council: {sits: {Mon-Fri: »[hall], otherwise: home}}", "E103", "agencies.council.sits.Mon-Fri: a seat belongs here, and a list is written", "site / room / bank"),
    (NOBODY, "manager: {agency: council, people: 1, hours: office, »seat: hall}", "E101", 'unknown field "seat" in roles.manager', 'did you mean "sits"?'),
    # names with a meaning of their own, and urgency
    (POLICE, "police: {label: Police}\n  »default: {label: X}", "E202", '"default" has a meaning of its own: what holds where nothing else is said', "choose another name"),
    ("  schools:\n", "  »seen_as_low:\n", "E202", '"seen_as_low" has a meaning of its own: need as the hub has come to see it', "choose another name"),
    (RED, "  red: {decide_within: 4 h, clock: working hours, urgency: »high}\n", "E104", 'ratings.red.urgency: "high" is not one of the allowed words', "urgent, prompt, routine"),
    # what is known
    ("  police: " + KNOWS, "  »polise: " + KNOWS, "E201", 'there is no agency "polise"', 'did you mean "police"?'),
    (KNOWS, "{for: {»hi: 60%}, reveals: 40%}", "E104", 'what_they_know.police.for.hi: "hi" is not one of the allowed words', "high, moderate, low"),
    (KNOWS, "{for: {high: 60%, moderate: 30%}, reveals: »140%}", "E103", 'what_they_know.police.reveals: "140%" is more than the whole', ""),
    (KNOWS, "{for: {high: 60%, moderate: 30%}, reveals: 40%, turns_on: »40%}", "E243", '40% of cases of moderate need turn on a fact of "police", which holds one in 30%', "write turns_on: 30% or less"),
    (KNOWS, "{for: {high: 60%}, reveals: 40%, turns_on: »5%}", "E243", '5% of cases of moderate need turn on a fact of "police", which holds none of them', "write turns_on: 0%"),
    (LED, LED + "under_pressure: {overloaded: {pace: 90%, waiting: »0}}\n", "E244", "with 0 waiting it would always be too much", "waiting: 4"),
    (LED, LED + "under_pressure: {past_the_limit: {pace: »20}}\n", "E103", 'under_pressure.past_the_limit.pace: a pace of "20" is no way to work', "120%"),
    (LED, LED + "under_pressure: {past_the_limit: {»speed: 90%}}\n", "E101", 'unknown field "speed" in under_pressure.past_the_limit', 'did you mean "pace"?'),
    (LED, LED + "under_pressure: {»near_the_limit: {pace: 110%}}\n", "E102", 'under_pressure.near_the_limit has no "last"', "last: 25%"),
    (LED, LED + "»feedback: {told: 60%, after: 3 weeks}\n", "E102", 'feedback has no "silence_repeats"', "silence_repeats: 10%"),
    # rows for need as it is seen
    (THEN, "    then: {»seen_as_hgh: closed, otherwise: closed}\n", "E201", 'there is no rating or source "seen_as_hgh"', 'did you mean "seen_as_high"?'),
    (THEN, "    then: {»high: closed, otherwise: closed}\n", "E201", 'there is no rating or source "high"', 'did you mean "seen_as_high"?'),
    (THEN, "    »then: {seen_as_high: closed, seen_as_low: closed}\n", "E215", "nothing says where cases go that are seen as moderate need", "add a line for them"),
    (THEN, "    »then: {red: {seen_as_high: closed, otherwise: closed}, green: {seen_as_high: closed, seen_as_low: closed}}\n", "E215", 'nothing says where cases go that are seen as moderate need and rated "green"', "otherwise: …"),
    (THEN, "    »then: {seen_as_high: closed, red: closed, otherwise: closed}\n", "E223", "rows by rating and rows by need stand side by side", "rows by rating, and inside them rows by need"),
    (THEN, "    »then: {seen_as_high: closed, police: closed, otherwise: closed}\n", "E223", "rows by source and rows by need stand side by side", "rows by source, and inside them rows by need"),
    (THEN, "    then: {»seen_as_high: {seen_as_low: closed, otherwise: closed}, otherwise: closed}\n", "E223", "rows by need stand inside each other", "rows by rating, and inside them rows by need"),
    ("      red: {ask_police: 100%}\n      green: {ask_police: 15%, closed: 85%}\n", "      »seen_as_high: {ask_police: 100%}\n      otherwise: {ask_police: 15%, closed: 85%}\n", "E233", 'need is not seen yet at the end of "screening": no stage up to it decides', "add decides_from: [police]"),
    (THEN, THEN + "    rated_anew: {»seen_as_hgh: {red: 100%}}\n", "E201", 'there is no rating "seen_as_hgh"', 'did you mean "seen_as_high"?'),
    (THEN, THEN + "    rated_anew: {»seen_as_high: {red: 90%}}\n", "E216", "shares sum to 90%, not 100%: red 90%", "10% is missing"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "code", "message", "help"), ERRORS, ids=[f"{e[2]} {e[3][:60]}" for e in ERRORS]
)
def test_one_mistake_is_told_once_where_it_stands(old, new, code, message, help):
    text, place = marked(old, new)
    found = problems(text)
    told = [f"{p.place} {p.code} {p.message}" for p in found]
    assert len(told) == 1, told
    assert told[0].startswith(f"{place} {code} {message}")
    assert help in found[0].help
    assert found[0].help


def errors(text: str, settings: tuple[str, ...] = ()) -> list[str]:
    """Give code and message of each error, in the order of the file."""
    found = problems(text, settings)
    assert all(p.help and "None" not in p.help for p in found)
    return [f"{p.code} {p.message}" for p in found if p.severity == "error"]


def several(*pairs: tuple[str, str], text: str = TOGETHER) -> str:
    for old, new in pairs:
        text = changed(old, new, text)
    return text


EMPTY = (NOBODY, NOBODY.replace("people: 1", "people: 0"))
DIRECT = (INFO, INFO.replace("navigator", "direct"))
RECORD = (INFO, INFO.replace("navigator", "shared record"))
ALONE = ("    who: [manager, screener]\n", "    who: manager\n")
SECTION = "{who: council, settled_by: manager, settling: 20 min}"
SEEN = "    then: {seen_as_high: assessment, seen_as_moderate: assessment, seen_as_low: closed}\n"
START = "starts_at: screening\n"
FROM_START = "opening: [{stage: late, source: police, rating: red, cases: 3, oldest: 2 h}]\n"
LATE = "  late:\n    who: manager\n    work: 5 min\n" + SEEN
MEETS = (
    "    who: [manager, screener]\n    work: {red: 20 min, green: 15 min}\n",
    "    meeting: {needs: {manager: 1, police: 1}, at: Mon 10:00, each_case: 30 min}\n",
)
TWO_CHANGES = [
    # who looks it up, leads or settles is never there
    (several(EMPTY, ALONE, DIRECT), ['E212 nobody can look up what "police" knows: manager has nobody, or no time for cases', 'E212 "decision" can never be served: manager has nobody, or no time for cases']),
    (several(EMPTY, ALONE, RECORD), ['E212 nobody can look up what "police" knows: manager has nobody, or no time for cases', 'E212 "decision" can never be served: manager has nobody, or no time for cases']),
    (several(EMPTY, (LED, "  led_by: manager\n")), ['E239 nobody is ever there who leads: "manager" has no people']),
    (several(EMPTY, (LED, "  led_by: {who: manager, deputies: [manager]}\n")), ['E239 nobody is ever there who leads: "manager" and "manager" have no people']),
    (several(EMPTY, (LED, f"  led_by: {{default: {SECTION}}}\n")), ["E212 a dispute about the lead can never be served: manager has nobody, or no time for cases"]),
    (several((LED, "  led_by: police\n"), ("  researcher: {", "  police: {"), (ASK, "{who: police, work: 40 min}")), ['E239 "police" is both an agency and a role: which of the two leads?']),
    # nobody asks
    (several((ASKED, ASKED.replace("decision", "closed"))), ['E234 nobody is found who asks at "ask_police" and gets the replies: nobody works next']),
    # an agency where a role belongs
    (several(MEETS), ['E234 nobody is found who asks at "ask_police" and gets the replies: nobody works next', 'E201 there is no role "police"']),
    # need that is not seen
    (several((THEN, SEEN), (WORKING[WORKING.index("what_they"):], "")), ["E233 need is never seen in this hub: nothing says what its agencies know"]),
    (several((THEN, THEN + "    rated_anew: {seen_as_high: {red: 100%}}\n"), (WORKING[WORKING.index("what_they"):], "")), ["E233 need is never seen in this hub: nothing says what its agencies know"]),
    (several((THEN, THEN.replace("closed", "late")), ("outcomes:\n", LATE + "outcomes:\n"), (START, FROM_START + START)), ["E215 nothing says where cases go whose need is not seen yet: some come here without a decision"]),
    (several((THEN, THEN.replace("closed", "late") + "    gives_up: {after: 2 days, then: late}\n"), ("outcomes:\n", LATE + "outcomes:\n")), ["E215 nothing says where cases go whose need is not seen yet: some come here without a decision"]),
    (several((THEN, THEN.replace("closed", "late")), ("outcomes:\n", LATE + "outcomes:\n"), ("closed: 85%", "late: 85%")), ["E215 nothing says where cases go whose need is not seen yet: some come here without a decision"]),
    # names that could mean two things
    (TOGETHER.replace("green", "urgent"), ['E242 the rating "urgent" counts as routine: what is said of urgent ones could mean either']),
    (TOGETHER.replace("red:", "routine:"), ['E242 the rating "routine" counts as urgent: what is said of routine ones could mean either']),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TWO_CHANGES, ids=[e[1][0][:70] for e in TWO_CHANGES])
def test_what_does_not_fit_together_is_told(text, expected):
    assert errors(text) == expected


def test_a_name_of_an_agency_in_place_of_a_role_brings_its_roles():
    asks = (ASKED, "    asked_by: manager\n" + ASKED)
    (problem,) = problems(several(MEETS, asks))
    assert problem.help.startswith('"police" is an agency; its roles: researcher')


def test_the_first_of_two_ties_is_shown_too():
    text = changed(TIES, "  ties: {council and police: 0.5, police and council: 0.4}\n", TOGETHER)
    (problem,) = problems(text)
    ((first, note),) = problem.also
    assert (str(first), note) == ("hub.yaml:56:10", "first written here")


def test_both_agencies_of_a_pair_are_told():
    text = changed(TIES, "  ties: {counsil and polise: 0.5}\n", TOGETHER)
    assert errors(text) == ['E201 there is no agency "counsil"', 'E201 there is no agency "polise"']


def test_more_than_twelve_agencies_that_know_something_are_too_many():
    names = [f"agency_{number}" for number in range(13)]
    agencies = "".join(f"  {name}: {{}}\n" for name in names)
    knows = "".join(f"  {name}: {KNOWS}\n" for name in names)
    text = several((f"  police: {KNOWS}\n", knows), ("roles:\n", agencies + "roles:\n"))
    assert errors(text) == ["E220 13 agencies that know something are more than can be told apart"]
    assert read(text.replace(f"  agency_12: {KNOWS}\n", ""))


TAKEN_AWAY = {
    "working_together.ties.default=null": (
        'E241 ties says nothing of "default": that was taken away, and a run needs it',
        "write default: 0.2",
    ),
    "working_together.nearness={bank: 2}": (
        'E241 nearness says nothing of "room", "building": that was taken away, and a run needs it',
        "write room: 1\nwrite building: 0.3",
    ),
    "working_together.access.e-mail=null": (
        'E241 access says nothing of "e-mail": that was taken away, and a run needs it',
        f"write e-mail: … (as in {FILE})",
    ),
    "working_together.agreements.none=null": (
        'E241 agreements says nothing of "none": that was taken away, and a run needs it',
        "write none:",
    ),
    "working_together.leads.clear=null": (
        'E241 leads says nothing of "clear": that was taken away, and a run needs it',
        "write clear:",
    ),
    "working_together.agreements.signed.advice_takes=null": (
        'E241 nothing says how long taking advice takes under "signed"',
        "add advice_takes: 6 h",
    ),
    "working_together.channels.e-mail=null": (
        "E240 when nobody is there, nothing can be passed on: no channel needs nothing",
        "e-mail: {needs: nothing, used: 100%, takes: 25 min}",
    ),
    "working_together.leads.clear.chases=null": (
        (
            'E102 working_together.leads.clear has no "chases" (how surely somebody asks again '
            "after replies)"
        ),
        "chases: 90%",
    ),
    "recognition=null": (
        "E241 nothing says how surely need is seen: that was taken away, and a run needs it",
        "do not set recognition to null",
    ),
}


@pytest.mark.parametrize(("setting", "expected"), TAKEN_AWAY.items(), ids=TAKEN_AWAY)
def test_what_is_packaged_cannot_be_taken_away(setting, expected):
    (problem,) = [p for p in after(setting) if p.severity == "error"]
    assert (f"{problem.code} {problem.message}", expected[1] in problem.help) == (expected[0], True)


@pytest.mark.parametrize(
    ("reached", "key", "message"),
    [
        ("e-mail", "reply_takes", 'nothing says how long a reply of "police" by e-mail takes'),
        (
            "direct",
            "work",
            'nothing says how long it takes to look up what "police" knows (direct)',
        ),
        (
            "shared record",
            "work",
            'nothing says how long it takes to look up what "police" knows (shared record)',
        ),
    ],
)
def test_reaching_somebody_takes_a_time_that_somebody_says(reached, key, message):
    text = changed(INFO, INFO.replace("navigator", reached), TOGETHER)
    (problem,) = after(f"working_together.access.{reached}.{key}=null", text)
    assert (problem.code, problem.message) == ("E241", message)
    own = changed(ASK, "{who: researcher, work: 40 min, reply_takes: 5 h}", text)
    if reached == "e-mail":  # the question may say it itself
        change = change_from_text("working_together.access.e-mail.reply_takes=null")
        assert hub_from(apply(with_defaults(read_source(own, "hub.yaml")), [change]))


def after(setting: str, text: str = TOGETHER) -> tuple[Problem, ...]:
    """Give what is wrong with a hub after a change, the packaged numbers laid under it first."""
    source = with_defaults(read_source(text, "hub.yaml"))
    with pytest.raises(InputError) as caught:
        hub_from(apply(source, [change_from_text(setting)]))
    return caught.value.problems


BLAMED = [
    "working_together.channels.spoken.takes.value=20 min",
    "working_together.channels.spoken.takes.low=20 min",
    "working_together.channels.spoken.used.urgent.value=5",
    "working_together.channels.e-mail.used.value=50%",
    "working_together.leads.clear.chases_after.urgent.value=now",
    "working_together.ties.default=2",
    "working_together.ties={default: 2}",
    "working_together.led_by=counsil",
    "recognition.mistaken=2",
    "working_together.nearness.bank=-1",
]


@pytest.mark.parametrize("setting", BLAMED)
def test_a_change_of_a_packaged_number_is_told_where_it_is_made(setting):
    found = after(setting)
    assert [str(p.place) for p in found] == ["--set"]
    assert FILE not in str(found[0])


def test_a_part_of_a_packaged_number_that_was_taken_away_is_told_where_the_rest_stands():
    (problem,) = after("working_together.channels.spoken.takes.high=null")
    assert problem.place.file == FILE
    assert "takes: {value: 2 min, low: 1 min" in problem.place.text


PARTLY = [
    "  channels: {spoken: {used: {urgent: 60%}}}\n",
    "  channels: {spoken: {used: {red: 60%}}}\n",
    "  channels: {e-mail: {takes: 40 min}}\n",
    "  channels: {e-mail: {takes: {red: 40 min, routine: 1 h}}}\n",
    "  channels: {e-mail: {takes: {urgent: 40 min, prompt: 1 h, routine: 1 h}}}\n",
    "  channels: {chat: {needs: nothing, used: 30%, takes: 5 min}}\n",
    "  leads: {clear: {settled_after: {urgent: 1 h}}}\n",
    "  leads: {unclear: {chases: 50%}}\n",
    "  agreements: {none: {refuses: {red: 0%}}}\n",
    "  access: {e-mail: {reply_takes: 5 h}}\n",
    "  nearness: {building: 0.5}\n",
    "  one_record: [council, police]\n",
    "  one_record: []\n",
    "  volunteers: 0%\n",
]


@pytest.mark.parametrize("more", PARTLY)
def test_a_part_of_a_section_is_enough_the_rest_is_packaged(more):
    assert read(changed(LED, LED + more, TOGETHER)).warnings == ()


GOOD = [
    (TIES, "  ties: 0.4\n"),
    (TIES, "  ties: {value: 0.4, low: 0.2, high: 0.6}\n"),
    (TIES, "  ties: {police and council: 1}\n"),
    (TIES, "  ties: 40%\n"),
    (LED, "  led_by: council\n"),
    (LED, "  led_by: manager\n"),
    (LED, "  led_by: disputed between council and police\n"),
    (LED, "  led_by: joint council and police\n"),
    (LED, "  led_by: {who: [manager, screener]}\n"),
    (LED, "  led_by: {default: council, decision: joint between council and researcher}\n"),
    (LED, f"  led_by: {SECTION}\n"),
    (LED, ""),
    (INFO, "    police: {agreement: signed, reached_by: navigator in the hub}\n"),
    (INFO, "    police: {agreement: none, reached_by: email}\n"),
    (INFO, "    police: {agreement: signed, until: 2026-06-30, reached_by: navigator}\n"),
    (INFO, "    police: {agreement: none, reached_by: direct}\n"),
    (INFO, "    police: {agreement: none, reached_by: shared record}\n"),
    (INFO, "    default: {agreement: none, reached_by: navigator}\n"),
    (ASK, "{who: researcher, work: 40 min, reply_takes: 5 h}"),
    (COUNCIL, "council: {sits: hall}"),
    (COUNCIL, "council: {sits: hall / room 1 / bank A}"),
    (COUNCIL, "council: {sits: {Mon-Wed: hall / room 1, Thu: annexe, otherwise: home}}"),
    (COUNCIL, "council: {sits: {Mon-Fri: hall, Sat-Sun: home}}"),
    (THEN, SEEN),
    (THEN, "    then: {seen_as_high: assessment, otherwise: closed}\n"),
    (THEN, "    then: {red: assessment, green: {seen_as_high: assessment, otherwise: closed}}\n"),
    (THEN, "    then: {seen_as_high: {red: assessment, green: closed}, otherwise: closed}\n"),
    (THEN, THEN + "    rated_anew: {seen_as_high: {red: 100%}, green: {green: 100%}}\n"),
    (KNOWS, "{for: {high: 60%, moderate: 30%}, reveals: 40%, turns_on: 30%}"),
    (LED, LED + "under_pressure: {near_the_limit: {last: 25%, pace: 120%}}\n"),
    (LED, LED + "under_pressure: {overloaded: {waiting: 4, sees: 80%}}\n"),
    (LED, LED + "feedback: {told: 60%, silence_repeats: 10%, after: 3 weeks}\n"),
    (LED, LED + "recognition: {without_facts: 30%}\n"),
    (NOBODY, NOBODY.replace("office}", "office, absence: 5%, cover: none}")),
]


@pytest.mark.parametrize(("old", "new"), GOOD, ids=[each[1].strip()[:60] for each in GOOD])
def test_what_is_right_is_taken_without_a_word(old, new):
    assert read(changed(old, new, TOGETHER)).warnings == ()


WARNINGS = [
    # said of nobody, or nothing said
    (INFO, "    »council: {agreement: none, reached_by: navigator}\n    default: {agreement: none, reached_by: navigator}\n", "W221", 'what is said of "council" here changes nothing: no stage asks it'),
    (INFO, "    police: {agreement: signed, until: »2025-12-31, reached_by: navigator}\n", "W234", 'the agreement with "police" has lapsed before the first day, 2026-01-05'),
    (INFO, "    police: {agreement: lapsed, until: »2025-12-31, reached_by: navigator}\n", "W221", "until changes nothing: the agreement has lapsed already"),
    # who looks it up is of another agency
    (ASK, "{who: »screener, work: 40 min}", "W238", '"screener" is of "council", and looks up what "police" knows'),
    (ASK, "{who: researcher, work: 40 min, »during: office}", "W221", "during changes nothing here: people answer in their own hours"),
    (THEN, THEN + "    »asked_by: manager\n", "W221", 'asked_by changes nothing in the stage "decision": nothing is asked there'),
    # channels
    (LED, LED + "  channels: {»chat: {needs: nothing, used: 0%, takes: 5 min}}\n", "W236", '"chat" is never used: neither strangers nor those who are tied use it'),
    (LED, LED + "  channels: {»list: {needs: one record, used: 50%, takes: 5 min}}\n", "W236", '"list" is never used: it needs one record, and no agencies have one'),
    (LED, LED + "  channels: {letter: {needs: nothing, used: 100%, takes: 5 min}, »chat: {needs: nothing, used: 100%, takes: 5 min}}\n", "W236", '"chat" is never used: "letter" takes all that comes to it'),
    (LED, LED + "  channels: {chat: {needs: nothing, used: 5%, takes: 5 min, »answered: 50%}}\n", "W221", "answered changes nothing: nobody has to be there for it"),
    (LED, LED + "  channels: {chat: {needs: nothing, used: 5%, takes: 5 min, »tries: 2}}\n", "W221", "tries changes nothing: nobody has to be there for it"),
    (LED, LED + "  channels: {radio: {needs: somebody there, used: 5%, takes: 5 min, »try_again: 5 min}}\n", "W221", "try_again changes nothing: every try reaches somebody"),
    (LED, LED + "  channels: {radio: {needs: somebody there, used: 5%, takes: 5 min, answered: 50%, »try_again: 5 min}}\n", "W221", "try_again changes nothing: it is tried once"),
    # seats, nearness, urgency
    (LED, LED + "  nearness: {bank: »0.5}\n", "W235", "one bank counts for less (0.5) than one room (1)"),
    (LED, LED + "  nearness: {building: »3}\n", "W235", "one room counts for less (1) than one building (3)"),
    (POLICE, "police: {sits: civic center / hub}\n  health: {sits: »civic centre / hub}", "W240", '"civic center" and "civic centre" are two sites: is it one?'),
    (POLICE, "police: {sits: town hall / hub room / bank A}\n  health: {sits: »town hall / hub rom / bank A}", "W240", '"hub room" and "hub rom" are two rooms: is it one?'),
    (POLICE, "police: {sits: {Mon: hall / infirmary, otherwise: home}}\n  health: {sits: »hall / infirmry}", "W240", '"infirmary" and "infirmry" are two rooms: is it one?'),
    (RED + GREEN, RED.replace("hours}", "hours, urgency: routine}") + GREEN.replace("days}", "days, urgency: »prompt}"), "W237", '"green" counts as prompt, and "red", which comes first, as routine'),
    # what is known, silence, pressure
    (KNOWS, "{»for: {high: 60%}, reveals: 40%}", "W239", '10% of cases of moderate need turn on a fact of "police", which holds none of them'),
    (KNOWS, "{»for: {high: 5%, moderate: 30%}, reveals: 40%}", "W239", '10% of cases of high need turn on a fact of "police", which holds one in 5%'),
    (LED, LED + "feedback: {told: »100%, silence_repeats: 10%, after: 3 weeks}\n", "W221", "feedback changes nothing: everybody is told"),
    (LED, LED + "feedback: {told: 50%, silence_repeats: »0%, after: 3 weeks}\n", "W221", "feedback changes nothing: nobody sends a case again"),
    (LED, LED + "»under_pressure: {}\n", "W221", "under_pressure changes nothing: it says of no pressure what it does"),
    (LED, LED + "under_pressure: {near_the_limit: {last: 25%, pace: »100%}}\n", "W221", "near_the_limit changes nothing: the pace is the usual"),
    (LED, LED + "under_pressure: {near_the_limit: {last: »0%, pace: 120%}}\n", "W221", "near_the_limit changes nothing: no part of the time counts as near"),
    (LED, LED + "under_pressure: {past_the_limit: {pace: »100%}}\n", "W221", "past_the_limit changes nothing: the pace is the usual"),
    (LED, LED + "under_pressure: {»overloaded: {waiting: 4}}\n", "W221", "overloaded changes nothing: people work and see as usual"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "code", "message"), WARNINGS, ids=[f"{e[2]} {e[3][:60]}" for e in WARNINGS]
)
def test_what_changes_nothing_or_looks_odd_is_warned_of(old, new, code, message):
    text, place = marked(old, new)
    found = read(text).warnings
    assert [f"{p.place} {p.code} {p.message}" for p in found] == [f"{place} {code} {message}"]
    assert all(p.help and "None" not in p.help for p in found)


NOTHING_SAID = (
    'nothing is said of sharing with "police": it counts as without an agreement, and is reached by '
    "its people in the hub"
)
ELSEWHERE = [
    # an agency is asked, and nothing is said of it
    (
        "  information:\n" + INFO,
        "  information: {}\n",
        "42:7 W233",
        NOTHING_SAID,
    ),
    (
        "  information:\n" + INFO,
        "",
        "42:7 W233",
        NOTHING_SAID,
    ),
    # never answered: as this way to an agency has it, and nobody who leads asks again
    (
        LED,
        LED + "  leads: {clear: {chases: 0%}}\n  access: {navigator: {never: 10%}}\n",
        "42:7 W230",
        'some questions to "police" are never answered: nobody asks again',
    ),
    ("    decides_from: [police]\n", "", "57:1 W221", "what_they_know changes nothing: no stage decides"),
    (
        WORKING[WORKING.index("what_they") :],
        "recognition: {without_facts: 20%}\n",
        "58:1 W221",
        "recognition changes nothing: nothing says what agencies know",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "message"), ELSEWHERE)
def test_a_warning_stands_where_it_can_be_mended(old, new, place, message):
    found = read(changed(old, new, TOGETHER)).warnings
    assert [f"{p.place} {p.code} {p.message}" for p in found] == [f"hub.yaml:{place} {message}"]


def test_an_agency_asked_twice_is_warned_of_once():
    text = changed("  information:\n" + INFO, "", TOGETHER)
    again = SMALL[SMALL.index("  ask_police:\n") : SMALL.index("  decision:\n")]
    twice = again.replace("ask_police", "ask_again") + again.replace("decision", "ask_again")
    found = read(changed(again, twice, text)).warnings
    assert [p.code for p in found] == ["W233"]


def test_nobody_needs_an_agreement_with_themselves():
    text = several(
        ("  information:\n" + INFO, ""),
        ("agency: council, people: 1", "agency: police, people: 1"),
        ("[manager, screener]", "manager"),
    )
    assert [p.code for p in read(text).warnings] == []


def test_with_chasing_by_the_lead_no_question_lies_for_ever():
    never = "  access: {navigator: {never: 10%}}\n"
    assert (
        read(changed(LED, LED + never + "  leads: {clear: {chases: 100%}}\n", TOGETHER)).warnings
        == ()
    )
    assert read(changed(LED, LED + never, TOGETHER)).warnings == ()  # a limit lets the case go on
    waits = changed(
        "    at_the_latest: {red: 4 working hours, green: 2 working days}\n", "", TOGETHER
    )
    found = read(changed(LED, LED + never, waits)).warnings
    assert [p.message for p in found] == [
        (
            'some questions to "police" are never answered, and the cases wait for them for ever: '
            "some are not asked again"
        )
    ]


def test_where_nothing_is_said_of_working_together_who_asks_changes_nothing():
    text = changed(ASKED, ASKED.replace("    ask:", "    asked_by: manager\n    ask:"))
    (problem,) = read(text).warnings
    assert (str(problem.place), problem.code) == ("hub.yaml:41:5", "W221")
    assert problem.message == (
        "asked_by changes nothing: nothing is said of how agencies work together"
    )


def test_where_nothing_is_said_of_working_together_urgency_changes_nothing():
    text, place = marked(RED, RED.replace("hours}", "hours, »urgency: urgent}"), SMALL)
    (problem,) = read(text).warnings
    assert (str(problem.place), problem.code) == (place, "W221")
    assert problem.message == (
        "urgency changes nothing: nothing is said of how agencies work together"
    )


def test_pressure_near_a_limit_needs_a_limit():
    text = several((RED, "  red: {}\n"), (GREEN, "  green: {}\n"))
    under = (
        "under_pressure: {near_the_limit: {last: 25%, pace: 120%}, past_the_limit: {pace: 90%}}\n"
    )
    found = read(changed(LED, LED + under, text)).warnings
    assert [p.message for p in found] == [
        "near_the_limit changes nothing: no rating has a limit",
        "past_the_limit changes nothing: no rating has a limit",
    ]


def test_need_seen_less_surely_needs_need_that_is_seen():
    text = SMALL + "under_pressure: {overloaded: {waiting: 4, sees: 80%}}\n"
    (problem,) = read(text).warnings
    assert (str(problem.place), problem.code) == ("hub.yaml:53:49", "W221")
    assert problem.message == "sees changes nothing: need is never seen in this hub"


def test_seats_that_differ_by_more_than_a_slip_are_different_seats():
    for one, other in [
        ("hall / room 1", "hall / room 2"),
        ("hall / hub / bank A", "hall / hub / bank B"),
        ("north house", "south house"),
        ("hall / left", "hall / right"),
        ("east wing", "west wing"),
        ("civic centre / room", "county hall / room"),
        ("home", "Home"),
        ("Civic Centre", "civic centre"),
    ]:
        text = several(
            (COUNCIL, f"council: {{sits: {one}}}"), (POLICE, f"police: {{sits: {other}}}")
        )
        assert read(text).warnings == (), (one, other)


def test_a_hub_reads_the_words_of_the_first_design():
    """What was once written otherwise is either taken as it is, or answered with its name now."""
    role = "    agency: council\n    people: 3\n"
    old = several(
        (role, role + "    at_end_of_shift: keep\n"),
        (
            '    arrives: "Mon-Fri 09:00-16:30"\n',
            '    arrives: "Mon-Fri 09:00-16:30"\n    except: school holidays\n',
        ),
    )
    found = problems(old)
    assert [f"{p.code} {p.message}" for p in found] == [
        'E101 unknown field "at_end_of_shift" in roles.screener',
        'E101 unknown field "except" in contacts.schools',
    ]
    assert found[0].help.startswith('did you mean "unfinished"?')
    assert found[1].help.startswith(
        'did you mean "in_school_holidays"?\nwrite in_school_holidays: 0%'
    )
