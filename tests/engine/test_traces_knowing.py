"""Hand-worked traces of what is known when something is decided, and of what follows from it.

The columns of the tables: case, what, line, person, ready, start, end, how, detail. The detail of
``seen`` is the need as it is seen (0 high, 1 moderate, 2 low), that of leaving why the case will come
back (0 it will not, 1 it was missed, 2 nobody told who sent it). Agencies: 0 is a, whose w decides, 1
is police, 2 is health. The hub starts on Monday 5 January 2026, in UTC.
"""

from __future__ import annotations

import pytest

from hubsim.engine import Run

from .by_hand import (
    AGENCIES,
    OUT,
    PEOPLE,
    WEB,
    Contact,
    calendar,
    caseload_of,
    coming_back,
    expected,
    one_role,
    program_of,
    run_by_hand,
    table,
    together,
    uneventful,
)

HIGH, MODERATE, LOW = 0, 1, 2
POLICE, HEALTH = 1, 2
GREEN = 2

KNOWN = (
    "what_they_know:\n"
    "  police: {for: {high: 60%}, reveals: 30%}\n"
    "  health: {for: {high: 60%}, reveals: 35%}\n"
)
SEEING = (
    "recognition: {without_facts: 18%, turns_on_one_fact: 10%, by_that_fact: 95%, "
    "missed_as_moderate: 50%, mistaken: 12%, mistaken_as_high: 30%}\n"
)
"""Numbers to work with by hand: the packaged ones may change."""

BOTH = "police: {reply_takes: 10 min}, health: {reply_takes: 20 min}"
LATE = "police: {reply_takes: 10 min}, health: {reply_takes: 5 h}"
"""Health replies long after the decision, for which one reply is enough."""


def deciding(
    ask: str = BOTH,
    needed: int = 2,
    roles: str = "",
    known: str = KNOWN,
    **hours: str,
) -> str:
    """A hub that asks, goes on with so many replies, and decides in 10 min; cases begin at f."""
    return (
        calendar(**hours) + AGENCIES + (roles or one_role(9)) + WEB + known + SEEING
        + f"starts_at: f\nstages:\n  f:\n    ask: {{{ask}}}\n"
        f"    go_on_when: {{and_at_least: {needed}}}\n    then: s\n"
        "  s: {who: w, work: 10 min, decides_from: [police, health], then: out}\n" + OUT
    )  # fmt: skip


def seen(run: Run, stage: str = "s") -> list[int]:
    """The need as it is seen at a stage, by case."""
    rows = [row.split() for row in table(run)]
    found = {int(row[0]): int(row[8]) for row in rows if row[1] == f"{stage}.seen"}
    return [found[case] for case in sorted(found)]


def saw(
    hub: str,
    cases: list[Contact],
    first: list[float] | None = None,
    second: list[float] | None = None,
    **given: list[list[float]],
) -> list[int]:
    """Run cases with these draws of seeing their need, and of mistaking it; by default it is not."""
    draws: dict[str, list[list[float]]] = {
        "stages.s.recognised": [first or [0.9999] * len(cases)],
        "stages.s.mistaken": [second or [0.9999] * len(cases)],
        **given,
    }
    return seen(run_by_hand(program_of(hub, 24), caseload_of(cases), draws))


# ---------------------------------------------------------------------------- seeing


@pytest.mark.parametrize(
    ("knows", "ask", "needed", "sees"),
    [
        # Both hold a fact and are heard: 1 − 0.82 × 0.7 × 0.65 = 62.69%.
        ((POLICE, HEALTH), BOTH, 2, 0.6269),
        # Health holds one and is not heard in time: 1 − 0.82 × 0.7 = 42.6%.
        ((POLICE, HEALTH), LATE, 1, 0.426),
        # Health is heard, and knows nothing: the same.
        ((POLICE,), BOTH, 2, 0.426),
        # Health's reply brings nothing, though it holds a fact: the same.
        ((POLICE, HEALTH), BOTH.replace("20 min", "20 min, nothing_found: 100%"), 2, 0.426),
        # Only health holds one, and is heard: 1 − 0.82 × 0.65 = 46.7%.
        ((HEALTH,), BOTH, 2, 0.467),
        # Nobody knows anything, or the one who does is not heard: 18%.
        ((), BOTH, 2, 0.18),
        ((HEALTH,), LATE, 1, 0.18),
    ],
)
def test_how_surely_need_is_seen(
    knows: tuple[int, ...], ask: str, needed: int, sees: float
) -> None:
    """P = 1 − (1 − without_facts) × Π(1 − reveals) over the facts that have arrived.

    High need below P is seen as high, below P + (1 − P) × 50% as moderate, else as low; moderate
    need below P as moderate, else as low.
    """
    near = 1e-9
    partly = sees + (1 - sees) * 0.5
    high = [(sees - near, HIGH), (sees + near, MODERATE), (partly - near, MODERATE),
            (partly + near, LOW)]  # fmt: skip
    moderate = [(sees - near, MODERATE), (sees + near, LOW), (partly - near, LOW)]
    cases = [Contact("09:00", need=HIGH, knows=knows) for _ in high]
    cases += [Contact("09:00", need=MODERATE, knows=knows) for _ in moderate]
    told = high + moderate
    assert saw(deciding(ask, needed), cases, [u for u, _ in told]) == [need for _, need in told]


@pytest.mark.parametrize(
    ("ask", "needed", "sees"),
    [
        # The fact it turns on has arrived: 95%, whatever else has.
        (BOTH, 2, 0.95),
        # It has not: 18%, and the fact of the police does not help.
        (LATE, 1, 0.18),
    ],
)
def test_a_case_that_turns_on_one_fact(ask: str, needed: int, sees: float) -> None:
    """Health holds the fact on which the case turns; the police hold one too, and are heard."""
    near = 1e-9
    partly = sees + (1 - sees) * 0.5
    told = [(sees - near, HIGH), (sees + near, MODERATE), (partly - near, MODERATE),
            (partly + near, LOW)]  # fmt: skip
    cases = [Contact("09:00", need=HIGH, knows=(POLICE, HEALTH), turns_on=HEALTH) for _ in told]
    assert saw(deciding(ask, needed), cases, [u for u, _ in told]) == [need for _, need in told]


@pytest.mark.parametrize(
    ("ask", "needed", "mistaken"),
    [
        # Both heard: 12% × 0.7 × 0.65 = 5.46%.
        (BOTH, 2, 0.0546),
        # The police alone: 8.4%.
        (LATE, 1, 0.084),
        # Nobody: 12%.
        (LATE, 0, 0.12),
    ],
)
@pytest.mark.parametrize("knows", [(), (POLICE, HEALTH)])
def test_how_often_need_is_mistaken(
    ask: str, needed: int, mistaken: float, knows: tuple[int, ...]
) -> None:
    """By agencies heard, whether they know something or not: of m, 30% for high, the rest moderate.

    Low need is seen as low; with the second draw below 0.3 m it is mistaken for high, below m for
    moderate. Moderate need that is seen as low (a first draw of 0.9999) is mistaken for high below
    0.3 m, and else stays what it was. High need is not mistaken for more: 0.9999 sees it as low.
    """
    near, as_high = 1e-9, 0.3 * mistaken
    low = [(as_high - near, HIGH), (as_high + near, MODERATE), (mistaken - near, MODERATE),
           (mistaken + near, LOW)]  # fmt: skip
    moderate = [(as_high - near, HIGH), (as_high + near, LOW)]
    high = [(as_high - near, LOW)]
    told = low + moderate + high
    needs = [LOW] * 4 + [MODERATE] * 2 + [HIGH]
    cases = [Contact("09:00", need=need, knows=knows) for need in needs]
    found = saw(deciding(ask, needed), cases, second=[v for v, _ in told])
    assert found == [need for _, need in told]


# ----------------------------------------------------------------------------- heard


@pytest.mark.parametrize(
    ("takes", "found"),
    # w comes at 09:30 and begins; health's reply of that second is heard, one of the next is not.
    [("30 min", HIGH), ("1801 s", LOW)],
)
def test_a_late_reply_of_the_second_in_which_work_began_counts(takes: str, found: int) -> None:
    """The police reply at 09:10, which is enough; w comes at 09:30. Health's reply is late, and heard.

    It turns on health's fact: with it a draw of 0.94 sees the need, without it 0.94 lies beyond 59%.
    """
    ask = LATE.replace("5 h", takes)
    hub = deciding(ask, 1, roles=one_role(1, "late"), late="Mon-Fri 09:30-17:00")
    case = Contact("09:00", need=HIGH, knows=(HEALTH,), turns_on=HEALTH)
    program = program_of(hub, 24)
    draws = {"stages.s.recognised": [[0.94]], "stages.s.mistaken": [[0.9999]]}
    run = run_by_hand(program, caseload_of([case]), draws)
    assert seen(run) == [found]
    told = [row for row in table(run) if row.startswith("0 f.reply 2")]
    assert [row.split()[-1] for row in told] == ["0"]


def test_a_reply_after_the_work_was_begun_does_not_count() -> None:
    """w begins at 16:55 and puts it down at 17:00; health replies at 18:00; w ends it on Tuesday.

    What was heard when the work was first begun counts: a draw of 0.94 does not see the need.
    """
    ask = "police: {reply_takes: 10 min}, health: {reply_takes: 75 min}"
    case = Contact("16:45", need=HIGH, knows=(HEALTH,), turns_on=HEALTH)
    program = program_of(deciding(ask, 1), 48)
    draws = {"stages.s.recognised": [[0.94]], "stages.s.mistaken": [[0.9999]]}
    run = run_by_hand(program, caseload_of([case]), draws)
    assert table(run, without=("f.wait", "f.ask")) == expected("""
        0 f.reply 1 - Mon-16:55 Mon-16:55 Mon-16:55 done     1
        0 s       0 0 Mon-16:55 Mon-16:55 Mon-17:00 put_down 5
        0 f.reply 2 - Mon-18:00 Mon-18:00 Mon-18:00 done     0
        0 s       0 0 Mon-17:00 Tue-09:00 Tue-09:05 done     5
        0 s.seen  0 - Tue-09:05 Tue-09:05 Tue-09:05 done     2
        0 out     0 - Tue-09:05 Tue-09:05 Tue-09:05 done     0
    """)


WORKERS = (
    "roles:\n  w: {agency: a, people: 9, hours: office}\n"
    "  pc: {agency: police, people: 1, hours: office}\n"
    "  nurse: {agency: health, people: 1, hours: office}\n"
)


def main_line(stages: str, roles: str = WORKERS, known: str = KNOWN, **hours: str) -> str:
    """A hub without questions: stages from f on, the last of which, s, decides."""
    return (
        calendar(**hours)
        + AGENCIES
        + roles
        + WEB
        + known
        + SEEING
        + (f"starts_at: f\nstages:\n{stages}{OUT}")
    )


@pytest.mark.parametrize(
    ("f", "found"),
    [
        # pc works on the case itself: police are heard, and the case turns on their fact.
        ("who: pc, work: 5 min", HIGH),
        # Somebody else does.
        ("who: nurse, work: 5 min", LOW),
        # pc sits in the meeting, or works on it together with others.
        ('meeting: {needs: {w: 1, pc: 1}, at: "Mon-Fri 10:00", each_case: 5 min}', HIGH),
        ("needs: {w: 1, pc: 1}, work: 5 min", HIGH),
        ("needs: {w: 1, nurse: 1}, work: 5 min", LOW),
    ],
)
def test_who_works_on_a_case_is_heard(f: str, found: int) -> None:
    """Nobody is asked. With the fact of the police 0.94 sees the need, without it is beyond 59%."""
    stages = (
        f"  f: {{{f}, then: s}}\n  s: {{who: w, work: 10 min, decides_from: [police], then: out}}\n"
    )
    case = Contact("09:00", need=HIGH, knows=(POLICE,), turns_on=POLICE)
    assert saw(main_line(stages), [case], [0.94]) == [found]


@pytest.mark.parametrize(
    ("meeting", "found"),
    [("{w: 1, pc: 1}", HIGH), ("{w: 1, nurse: 1}", LOW)],
)
def test_who_sits_in_the_meeting_that_decides_is_heard(meeting: str, found: int) -> None:
    """The meeting itself decides: all who sit there are heard from the second it begins."""
    stages = (
        "  f: {wait: 5 min, then: s}\n"
        f'  s: {{meeting: {{needs: {meeting}, at: "Mon-Fri 10:00", each_case: 5 min}}, '
        "decides_from: [police], then: out}\n"
    )
    case = Contact("09:00", need=HIGH, knows=(POLICE,), turns_on=POLICE)
    assert saw(main_line(stages), [case], [0.94]) == [found]


def test_who_decides_brings_what_their_agency_knows() -> None:
    """w of the agency a decides; a holds a fact that reveals 50%: 1 − 0.82 × 0.5 = 59%."""
    stages = (
        "  f: {wait: 5 min, then: s}\n"
        "  s: {who: w, work: 10 min, decides_from: [police], then: out}\n"
    )
    known = KNOWN + "  a: {for: {high: 60%}, reveals: 50%}\n"
    cases = [Contact("09:00", need=HIGH, knows=(0,))] * 2
    found = saw(main_line(stages, known=known), cases, [0.59 - 1e-9, 0.59 + 1e-9])
    assert found == [HIGH, MODERATE]


def test_work_begun_by_one_and_ended_by_another_is_of_who_ends_it() -> None:
    """pc begins s at 11:30 and hands it back at 12:00; the nurse ends it: health is heard, from 11:30.

    It turns on health's fact for case 0, on that of the police for case 1. 0.94 sees with it only.
    """
    roles = (
        "roles:\n  w: {agency: a, people: 1, hours: office}\n"
        "  pc: {agency: police, people: 2, hours: early, unfinished: hand back}\n"
        "  nurse: {agency: health, people: 2, hours: late}\n"
    )
    stages = (
        "  f: {wait: 30 min, then: s}\n"
        "  s: {who: [pc, nurse], work: 1 h, decides_from: [police], then: out}\n"
    )
    hub = main_line(stages, roles, early="Mon-Fri 08:00-12:00", late="Mon-Fri 12:00-17:00")
    cases = [
        Contact("11:00", need=HIGH, knows=(POLICE, HEALTH), turns_on=HEALTH),
        Contact("11:00", need=HIGH, knows=(POLICE, HEALTH), turns_on=POLICE),
    ]
    assert saw(hub, cases, [0.94, 0.94]) == [HIGH, LOW]


def test_what_is_offered_unasked_is_heard() -> None:
    """The police are asked about half, and speak up on 10% × 0.2 of the rest: up to 51% of all.

    Draws of 0.509 and 0.511. Nobody waits for the offer (09:00, e-mail, 10 + 2 min, e-mail: 10:02),
    but the manager, who comes at 13:00, has heard it. The case turns on their fact: 0.94.
    """
    stages = (
        "  f:\n    ask: {police: {share_asked: 50%, who: pc, work: 10 min}}\n    asked_by: sw\n"
        "    then: s\n  s: {who: manager, work: 10 min, decides_from: [police], then: out}\n"
    )
    said = "  information: {police: {agreement: signed, reached_by: navigator}}\n"
    roles = PEOPLE + "  manager: {agency: council, people: 2, hours: noon}\n"
    hub = together(stages, said, roles=roles, more=WEB + KNOWN + SEEING, noon="Mon-Fri 13:00-17:00")
    program = program_of(hub, 24)
    case = Contact("09:00", need=HIGH, knows=(POLICE,), turns_on=POLICE)
    given = uneventful(program, 2) | {
        "stages.f.ask.police.share_asked": [[0.509, 0.511]],
        "stages.f.ask.police.question.way": [[0.9, 0.9]],
        "stages.f.ask.police.reply.way": [[0.9, 0.9]],
        "stages.s.recognised": [[0.94, 0.94]],
        "stages.s.mistaken": [[0.9999, 0.9999]],
    }
    run = run_by_hand(program, caseload_of([case, case]), given)
    assert "0 f.reply 1 - Mon-10:02 Mon-10:02 Mon-10:02 done 0" in table(run)
    assert seen(run) == [HIGH, LOW]


def test_settling_a_dispute_is_not_being_heard() -> None:
    """pc settles who leads (0.05 of 10%), for 15 min; the council decides, from 09:15.

    The case turns on the fact of the police: 0.94 does not see it.
    """
    led = "{who: [council, police], how: disputed, settled_by: pc, settling: 15 min}"
    stages = "  f: {who: sw, work: 10 min, decides_from: [police], then: out}\n"
    hub = together(stages, f"  led_by: {{f: {led}}}\n", more=WEB + KNOWN + SEEING)
    draws = {"stages.f.dispute": 0.05, "stages.f.recognised": 0.94, "stages.f.mistaken": 0.9999}
    case = Contact("09:00", need=HIGH, knows=(POLICE,), turns_on=POLICE)
    given = {name: [[u]] for name, u in draws.items()}
    run = run_by_hand(program_of(hub, 24), caseload_of([case]), given)
    assert table(run, without="out") == expected("""
        0 f.dispute 0 1 Mon-09:00 Mon-09:00 Mon-09:15 done 15
        0 f         0 0 Mon-09:15 Mon-09:15 Mon-09:25 done 10
        0 f.seen    0 - Mon-09:25 Mon-09:25 Mon-09:25 done 2
    """)


def test_looking_something_up_is_not_being_heard() -> None:
    """pc looks up what the records of health hold: health is heard by the reply, the police are not.

    Their own work on a question is no work on the case. It turns on the fact of the police: 0.94.
    """
    stages = (
        "  f: {ask: {health: {who: pc, work: 5 min}}, then: s}\n"
        "  s: {who: w, work: 10 min, decides_from: [health], then: out}\n"
    )
    cases = [
        Contact("09:00", need=HIGH, knows=(POLICE, HEALTH), turns_on=POLICE),
        Contact("09:00", need=HIGH, knows=(POLICE, HEALTH), turns_on=HEALTH),
    ]
    assert saw(main_line(stages), cases, [0.94, 0.94]) == [LOW, HIGH]


def test_at_a_stage_without_work_what_was_heard_by_its_end_counts() -> None:
    """A wait of 15 min decides, 09:10 to 09:25. Health's reply of 09:20 counts, one of 09:30 does not."""
    stages = (
        "  f:\n    ask: {police: {reply_takes: 10 min}, health: {reply_takes: TAKES}}\n"
        "    go_on_when: {and_at_least: 1}\n    then: s\n"
        "  s: {wait: 15 min, decides_from: [police, health], then: out}\n"
    )
    case = Contact("09:00", need=HIGH, knows=(HEALTH,), turns_on=HEALTH)
    for takes, found in (("20 min", HIGH), ("30 min", LOW)):
        hub = main_line(stages.replace("TAKES", takes), "roles: {}\n")
        assert saw(hub, [case], [0.94]) == [found]


def test_each_episode_is_heard_of_anew() -> None:
    """At first the police are asked (a draw of 0.1), when the case comes back they are not (0.9).

    It turns on their fact. Seen as high (0.94) it leaves by out, which protects nobody, and is back
    an hour later: then 0.94 sees low need.
    """
    stages = (
        "  f: {ask: {police: {share_asked: 50%, reply_takes: 10 min}}, then: s}\n"
        "  s: {who: w, work: 10 min, decides_from: [police], then: out}\n"
    )
    first = caseload_of([Contact("09:00", need=HIGH, knows=(POLICE,), turns_on=POLICE)])
    cases = coming_back(first, [60], [HIGH])
    draws = {f"stages.{name}": [[u]] for name, u in (
        ("f.ask.police.share_asked", 0.1), ("f.ask.police.share_asked@1", 0.9),
        ("s.recognised", 0.94), ("s.recognised@1", 0.94),
        ("s.mistaken", 0.9999), ("s.mistaken@1", 0.9999),
    )}  # fmt: skip
    run = run_by_hand(program_of(main_line(stages), 24), cases, draws)
    assert table(run, without=("f", "s ")) == expected("""
        0   s       0 0 Mon-09:10 Mon-09:10 Mon-09:20 done 10
        0   s.seen  0 - Mon-09:20 Mon-09:20 Mon-09:20 done 0
        0   out     0 - Mon-09:20 Mon-09:20 Mon-09:20 done 1
        0.1 s       0 0 Mon-10:20 Mon-10:20 Mon-10:30 done 10
        0.1 s.seen  0 - Mon-10:30 Mon-10:30 Mon-10:30 done 2
        0.1 out     0 - Mon-10:30 Mon-10:30 Mon-10:30 done 0
    """)


# --------------------------------------------------------------------- what follows


def test_ways_and_ratings_by_need_as_it_is_seen() -> None:
    """At s, what is said of need counts before what is said of the rating.

    Seen as high (case 0): red for certain, and on to t by the row of high need. Seen as low (case
    2): green stays green. Moderate (case 1): nothing is said of that need, so green becomes amber.
    t, which decides nothing, still goes by the need as it was last seen.
    """
    ratings = (
        "ratings: {red: {}, amber: {}, green: {}}\n"
        "contacts: {web: {every: 100 days, true_need: {high: 30%, moderate: 30%, low: 40%}, "
        "first_seen_as: {high: {green: 100%}, moderate: {green: 100%}, low: {green: 100%}}}}\n"
    )
    stages = (
        "  f: {wait: 5 min, then: s}\n"
        "  s:\n    who: w\n    work: 10 min\n    decides_from: [police]\n"
        "    rated_anew:\n      green: {amber: 100%}\n"
        "      seen_as_high: {red: 100%}\n      seen_as_low: {green: 100%}\n"
        "    then: t\n"
        "  t:\n    who: w\n    work: 10 min\n    then:\n      seen_as_high: {x: 100%}\n"
        "      seen_as_moderate: {y: 100%}\n      seen_as_low: {z: 100%}\n"
    )
    hub = main_line(stages).replace(WEB, ratings).replace(OUT, "outcomes: {x: {}, y: {}, z: {}}\n")
    cases = [Contact("09:00", GREEN, need=need) for need in (HIGH, MODERATE, LOW)]
    draws = {"stages.s.recognised": [[0.17] * 3], "stages.s.mistaken": [[0.9999] * 3]}
    run = run_by_hand(program_of(hub, 24), caseload_of(cases), draws)
    rows = [row.split() for row in table(run)]
    assert [row[8] for row in rows if row[1] == "s.seen"] == ["0", "1", "2"]
    assert [row[8] for row in rows if row[1] == "s.rated"] == ["0", "1", "2"]
    assert [row[1] for row in rows if row[1] in "xyz"] == ["x", "y", "z"]


def test_need_is_seen_where_cases_are_rated_anew_by_it() -> None:
    """s decides nothing and rates anew by need: the need is seen there, by what was heard until then.

    The police are heard at 09:10. Of case 0 they hold a fact: 42.6%, so 0.42 sees it; case 1 (18%).
    """
    ratings = (
        "ratings: {red: {}, green: {}}\n"
        "contacts: {web: {every: 100 days, true_need: {high: 100%}, "
        "first_seen_as: {high: {green: 100%}}}}\n"
    )
    stages = (
        "  f: {ask: {police: {reply_takes: 10 min}}, then: s}\n"
        "  s: {who: w, work: 10 min, rated_anew: {seen_as_high: {red: 100%}}, then: out}\n"
    )
    hub = main_line(stages).replace(WEB, ratings)
    cases = [
        Contact("09:00", 1, need=HIGH, knows=(POLICE,)),
        Contact("09:00", 1, need=HIGH),
    ]
    draws = {"stages.s.recognised": [[0.42, 0.42]], "stages.s.mistaken": [[0.9999] * 2]}
    run = run_by_hand(program_of(hub, 24), caseload_of(cases), draws)
    assert seen(run) == [HIGH, MODERATE]
    rated = [row.split()[8] for row in table(run) if ".rated " in row]
    assert rated == ["0", "1"]


def test_without_a_word_on_what_they_know_nothing_is_seen() -> None:
    """No section what_they_know: no numbers are laid under, and no draws are made of seeing."""
    hub = deciding(known="").replace(SEEING, "")
    program = program_of(hub, 24)
    assert program.recognition is None
    assert not [draw for draw in program.draws if draw.name.endswith(("recognised", "mistaken"))]
    run = run_by_hand(program, caseload_of([Contact("09:00", need=HIGH)]))
    assert not [row for row in table(run) if ".seen" in row]
