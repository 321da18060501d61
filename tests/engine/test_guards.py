"""A run that cannot end well ends with an error that says where, not with a hang."""

from __future__ import annotations

import pytest

from hubsim.engine import Guards, MoreVisits, rerun, simulate
from hubsim.errors import InputError, RunError
from hubsim.program import Program
from hubsim.variates import draw_variates

from .by_hand import Contact, calendar, caseload_of, program_of, run_by_hand

AGENCIES = "agencies: {a: {}}\n"
OUT = "outcomes: {out: {}}\n"
LOOP = (
    calendar() + AGENCIES + "roles: {w: {agency: a, posts: 1, hours: always}}\n"
    "contacts: {web: {every: 1 h}}\nstarts_at: s\nstages:\n"
    "  s: {who: w, work: 1 min, then: spin}\n"
    "  spin: {wait: 1 min, then: {s: 99.9999%, out: 0.0001%}}\n" + OUT
)  # fmt: skip
"""A way out that hardly any case takes."""


def test_a_loop_hardly_ever_left_is_an_error_that_names_the_stage() -> None:
    with pytest.raises(RunError, match=r'"(s|spin)" more than 64 times'):
        simulate(program_of(LOOP, 24), seed=1, replication=0)


def test_a_loop_in_which_no_time_passes_is_an_error_that_names_the_stage() -> None:
    """With lengths of 0 and draws that stay in the loop, a case goes round at 09:00 for ever."""
    times = 2000
    given = {
        "stages.s.work": [[0.0]] * times,
        "stages.spin.wait": [[0.0]] * times,
        "stages.s.then": [[0.5]] * times,
        "stages.spin.then": [[0.5]] * times,
    }
    told = r'9 h.* more than 500 .*"(s|spin)": a loop in which no time'
    with pytest.raises(RunError, match=told):
        run_by_hand(
            program_of(LOOP, 24),
            caseload_of([Contact("09:00")]),
            given,
            Guards(steps_per_instant=500),
        )


def test_a_visit_that_was_not_drawn_is_asked_for() -> None:
    program = program_of(LOOP, 24)
    cases = caseload_of([Contact("09:00")])
    variates = draw_variates(program, cases, seed=1, replication=0, visits=3)
    with pytest.raises(MoreVisits) as more:
        rerun(program, cases, variates)
    assert program.stages[program.nodes.stage[more.value.node]] in {"s", "spin"}


def overloaded() -> Program:
    """A contact every 10 min for work of an hour."""
    return program_of(
        calendar() + AGENCIES + "roles: {w: {agency: a, posts: 1, hours: always}}\n"
        "contacts: {web: {every: 10 min}}\nstarts_at: s\n"
        "stages:\n  s: {who: w, work: 1 h, then: out}\n" + OUT,
        24,
    )


def test_too_many_open_cases_are_an_error_that_names_the_role() -> None:
    """Contacts at 0:10, 0:20, 0:30 …; the sixth, at 1:00, is one more than five open ones."""
    with pytest.raises(
        RunError, match=r"after 1 h there are more than 5 open cases.*waiting for w;"
    ):
        simulate(overloaded(), seed=1, replication=0, guards=Guards(open_cases=5))


def test_as_many_open_cases_as_allowed_are_no_error() -> None:
    """143 contacts come by 23:50, 23 leave from 1:10 to 23:10: 120 are open."""
    log = simulate(overloaded(), seed=1, replication=0, guards=Guards(open_cases=120)).log
    assert (log.end == log.horizon).sum() == 120
    with pytest.raises(RunError):
        simulate(overloaded(), seed=1, replication=0, guards=Guards(open_cases=119))


def test_a_run_can_be_stopped_from_outside() -> None:
    with pytest.raises(KeyboardInterrupt):
        simulate(overloaded(), seed=1, replication=0, guards=Guards(cancelled=lambda: True))


def test_a_loop_in_which_no_time_can_pass_is_refused_when_the_hub_is_read() -> None:
    with pytest.raises(InputError, match="a loop in which no time passes: s -> s"):
        program_of(
            calendar() + AGENCIES + "roles: {w: {agency: a, posts: 1, hours: always}}\n"
            "contacts: {web: {every: 10 min}}\nstarts_at: s\n"
            "stages:\n  s: {who: w, work: 0 min, then: {s: 50%, out: 50%}}\n" + OUT,
            24,
        )


@pytest.mark.parametrize("share", ["0%", "0.04%"])
def test_people_without_time_for_cases_are_refused(share: str) -> None:
    with pytest.raises((InputError, RunError)):
        simulate(
            program_of(
                calendar() + AGENCIES
                + f"roles: {{w: {{agency: a, posts: 1, hours: always, time_for_cases: {share}}}}}\n"
                "contacts: {web: {every: 10 min}}\nstarts_at: s\n"
                "stages:\n  s: {who: w, work: 1 h, then: out}\n" + OUT,
                24,
            ),
            seed=1,
            replication=0,
        )  # fmt: skip


def waiting(limit: str) -> Program:
    """A question that takes 2 h, with a limit."""
    return program_of(
        calendar() + AGENCIES + "roles: {w: {agency: a, posts: 1, hours: always}}\n"
        "contacts: {web: {every: 1 h}}\nstarts_at: f\nstages:\n"
        f"  f: {{ask: {{a: {{reply_takes: 2 h}}}}, at_the_latest: {limit}, then: out}}\n" + OUT,
        24,
    )


def test_a_limit_of_no_working_days_is_refused() -> None:
    with pytest.raises((InputError, RunError)):
        simulate(waiting("0 working days"), seed=1, replication=0)


def test_a_limit_far_beyond_the_run_never_expires() -> None:
    """200 working days are about 280 days, more than the 120 laid out past the horizon."""
    log = simulate(waiting("200 working days"), seed=1, replication=0).log
    assert len(log) > 0


def test_looking_again_after_no_time_is_no_endless_loop() -> None:
    """Somebody who looks again at once, for ever, would never let time pass."""
    with pytest.raises((InputError, RunError)):
        simulate(
            program_of(
                calendar() + AGENCIES + "roles: {w: {agency: a, posts: 1, hours: always}}\n"
                "contacts: {web: {every: 1 h}}\nstarts_at: f\nstages:\n"
                "  f:\n    ask: {a: {reply_takes: 2 h}}\n    go_on_when: {all_of: [a]}\n"
                "    at_the_latest: 1 h\n    look_again: 0 h\n    then: out\n" + OUT,
                24,
            ),
            seed=1,
            replication=0,
        )
