"""Hand-worked: who holds which facts, on which a case turns, and whom silence makes send it again.

The columns of the tables: case, what, line, person, ready, start, end, how, detail. The detail of
leaving says why the case will come back: 0 it will not, 1 it was missed, 2 nobody told who sent it.
The hub starts on Monday 5 January 2026, in UTC.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import Floats
from hubsim.caseload import draw_caseload
from hubsim.streams import uniforms

from .by_hand import (
    AGENCIES,
    OUT,
    WEB,
    Contact,
    calendar,
    caseload_of,
    coming_back,
    expected,
    one_role,
    program_of,
    run_by_hand,
    sent_again,
    table,
)

HIGH, MODERATE, LOW = 0, 1, 2
POLICE, HEALTH = 1, 2
SEEING = (
    "recognition: {without_facts: 18%, turns_on_one_fact: 10%, by_that_fact: 95%, "
    "missed_as_moderate: 50%, mistaken: 12%, mistaken_as_high: 30%}\n"
)


# --------------------------------------------------------------------------- facts


def drawn(more: str) -> str:
    """A hub with over 300 cases of all needs in a week, of which agencies know something."""
    return (
        calendar() + AGENCIES + one_role(9)
        + "contacts: {web: {every: 30 min, true_need: {high: 40%, moderate: 40%, low: 20%}}}\n"
        + more + SEEING + "starts_at: s\n"
        "stages:\n  s: {who: w, work: 1 min, decides_from: [police], then: out}\n" + OUT
    )  # fmt: skip


def of(stream: str, count: int) -> Floats:
    """Uniforms of the cases of the web, at their address."""
    return uniforms(count, seed=7, stream=stream, replication=3, source="web")


def test_facts_are_drawn_by_true_need() -> None:
    """Each agency holds a fact with its share of the true need, by a draw of its own.

    Where a case turns on a fact its holder holds it surely.
    """
    known = (
        "what_they_know:\n"
        "  police: {for: {high: 70%, moderate: 40%, low: 10%}, reveals: 30%, turns_on: 0%}\n"
        "  health: {for: {high: 50%, moderate: 30%, low: 5%}, reveals: 35%, turns_on: 20%}\n"
    )
    program = program_of(drawn(known), 7 * 24)
    cases = draw_caseload(program, seed=7, replication=3)
    need = cases.need[0]
    u = of("contacts.web.true_need", len(cases))
    assert need.tolist() == np.digitize(u, [0.4, 0.8]).tolist()
    police = of("what_they_know.police", len(cases)) < np.array([0.7, 0.4, 0.1])[need]
    health = of("what_they_know.health", len(cases)) < np.array([0.5, 0.3, 0.05])[need]
    turns = (of("what_they_know.health.turns_on", len(cases)) < 0.2) & (need < LOW)
    assert turns.any()
    assert (turns & ~health).any()
    assert (cases.knows >> POLICE & 1).tolist() == police.astype(int).tolist()
    assert (cases.knows >> HEALTH & 1).tolist() == (health | turns).astype(int).tolist()
    assert cases.turns_on.tolist() == np.where(turns, HEALTH, -1).tolist()


def test_where_several_would_the_smallest_draw_wins() -> None:
    """A case of high or moderate need turns on one fact at most. Said by agency, or for all: 30%."""
    known = (
        "what_they_know:\n"
        "  police: {for: {high: 30%, moderate: 30%}, reveals: 30%}\n"
        "  health: {for: {high: 60%, moderate: 60%}, reveals: 35%, turns_on: 60%}\n"
    )
    seeing = SEEING.replace("turns_on_one_fact: 10%", "turns_on_one_fact: 30%")
    program = program_of(drawn(known).replace(SEEING, seeing), 7 * 24)
    cases = draw_caseload(program, seed=7, replication=3)
    police, health = (
        of(f"what_they_know.{name}.turns_on", len(cases)) for name in ("police", "health")
    )
    serious = cases.need[0] < LOW
    by_hand = []
    for p, h, counts in zip(police, health, serious, strict=True):
        would = [(u, who) for u, who, share in ((p, POLICE, 0.3), (h, HEALTH, 0.6)) if u < share]
        by_hand.append(min(would)[1] if would and counts else -1)
    assert {POLICE, HEALTH, -1} == set(by_hand)
    both = (police < 0.3) & (health < 0.6) & serious
    assert {by_hand[case] for case in np.flatnonzero(both)} == {POLICE, HEALTH}
    assert cases.turns_on.tolist() == by_hand


# ------------------------------------------------------------------------- silence

FEEDBACK = "feedback: {told: 60%, silence_repeats: 50%, after: 3 days}\n"


def silent(s: str = "then: out", outcomes: str = OUT) -> str:
    """Cases with 10 min of work, whose senders are told in 60%."""
    return (
        calendar() + AGENCIES + one_role(9) + WEB + FEEDBACK + "starts_at: s\n"
        f"stages:\n  s: {{who: w, work: 10 min, {s}}}\n" + outcomes
    )


def test_who_is_not_told_sends_it_again() -> None:
    """Told below 60%. All leave at 09:10 and would be back, in minutes: missed, or for silence.

    | case | told | missed | silence | back | why |
    |---|---|---|---|---|---|
    | 0 | yes (0.59) | - | 60 | - | |
    | 1 | no (0.61) | - | 60 | 10:10 | silence |
    | 2 | no | - | - | - | |
    | 3 | no | 30 | 60 | 09:40 | missed is sooner |
    | 4 | no | 60 | 30 | 09:40 | silence is sooner |
    | 5 | no | 45 | 45 | 09:55 | equal: missed |
    | 6 | yes | 45 | 30 | 09:55 | missed |
    """
    missed = [-1, -1, -1, 30, 60, 45, 45]
    silence = [60, 60, -1, 60, 30, 45, 30]
    told = [0.59, 0.61, 0.61, 0.61, 0.61, 0.61, 0.59]
    first = caseload_of([Contact("09:00", need=HIGH)] * 7)
    cases = sent_again(coming_back(first, missed, [LOW] * 7), silence)
    back = [case for case in range(7) if missed[case] >= 0 or silence[case] >= 0]
    draws = {"feedback.told": [told], "feedback.told@1": [[0.1] * len(back)]}
    run = run_by_hand(program_of(silent(), 24), cases, draws)
    assert table(run, without="s") == expected("""
        0   out 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 0
        1   out 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 2
        1.1 out 0 - Mon-10:20 Mon-10:20 Mon-10:20 done 0
        2   out 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 0
        3   out 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 1
        3.1 out 0 - Mon-09:50 Mon-09:50 Mon-09:50 done 0
        4   out 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 2
        4.1 out 0 - Mon-09:50 Mon-09:50 Mon-09:50 done 0
        5   out 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 1
        5.1 out 0 - Mon-10:05 Mon-10:05 Mon-10:05 done 0
        6   out 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 1
        6.1 out 0 - Mon-10:05 Mon-10:05 Mon-10:05 done 0
    """)


def test_a_case_whose_need_was_answered_is_sent_again_for_silence() -> None:
    """helped protects from high need: nothing was missed, though a return in 30 min is drawn.

    Not told, who sent it does so again after 60 min; told, nobody does.
    """
    outcomes = "outcomes: {helped: {protects: high}}\n"
    first = caseload_of([Contact("09:00", need=HIGH)] * 2)
    cases = sent_again(coming_back(first, [30, 30], [HIGH, HIGH]), [60, 60])
    draws = {"feedback.told": [[0.61, 0.59]], "feedback.told@1": [[0.1, 0.1]]}
    run = run_by_hand(program_of(silent("then: helped", outcomes), 24), cases, draws)
    assert table(run, without="s") == expected("""
        0   helped 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 2
        0.1 helped 0 - Mon-10:20 Mon-10:20 Mon-10:20 done 0
        1   helped 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 0
    """)


def test_a_case_sent_again_has_the_need_and_rating_of_its_episode() -> None:
    """Low at first, high when it comes back: then w, who sees a fifth of it, sees high need.

    Low need (second draw 0.9999) is seen as low; high need with 0.17, below 18%, as high.
    """
    stages = "  f: {wait: 0 min, then: s}\n  s: {who: w, work: 10 min, decides_from: [police], then: out}\n"
    known = "what_they_know: {police: {for: {high: 60%}, reveals: 30%}}\n" + SEEING
    hub = (
        calendar() + AGENCIES + one_role() + WEB + known + FEEDBACK
        + f"starts_at: f\nstages:\n{stages}{OUT}"
    )  # fmt: skip
    first = caseload_of([Contact("09:00", need=LOW)])
    cases = sent_again(coming_back(first, [-1], [HIGH]), [60])
    draws = {name: [[u]] for name, u in (
        ("feedback.told", 0.61), ("feedback.told@1", 0.1), ("stages.s.recognised", 0.17),
        ("stages.s.recognised@1", 0.17), ("stages.s.mistaken", 0.9999),
        ("stages.s.mistaken@1", 0.9999),
    )}  # fmt: skip
    run = run_by_hand(program_of(hub, 24), cases, draws)
    told = [(row.split()[0], row.split()[8]) for row in table(run) if "s.seen" in row]
    assert told == [("0", "2"), ("0.1", "0")]


def test_without_feedback_nobody_sends_it_again() -> None:
    """The hub says nothing of telling: what is drawn to be sent again is not."""
    hub = silent().replace(FEEDBACK, "")
    program = program_of(hub, 24)
    assert not [draw for draw in program.draws if draw.name.startswith("feedback")]
    cases = sent_again(caseload_of([Contact("09:00")]), [60])
    run = run_by_hand(program, cases)
    assert table(run, without="s") == ["0 out 0 - Mon-09:10 Mon-09:10 Mon-09:10 done 0"]


def test_repeats_are_drawn_whether_or_not_anybody_is_told() -> None:
    """Of each episode: half would be sent again, 3 days after; up to three times."""
    hub = silent().replace(WEB, "contacts: {web: {every: 30 min}}\n")
    cases = draw_caseload(program_of(hub, 7 * 24), seed=7, replication=3)
    assert cases.silence.shape == (3, len(cases))
    for episode in range(3):
        u = uniforms(
            len(cases), seed=7, stream="feedback.silence_repeats", replication=3, source="web",
            episode=episode,
        )  # fmt: skip
        by_hand = np.where(u < 0.5, 3 * 24 * 3600, -1)
        assert cases.silence[episode].tolist() == by_hand.tolist()
