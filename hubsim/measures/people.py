"""Who is busy, with what, when, and what it costs."""

from __future__ import annotations

from functools import lru_cache
from itertools import compress

import numpy as np

from hubsim.arrays import Ints
from hubsim.measures.groups import Groups, ratios
from hubsim.measures.hands import duty_seconds, hand_seconds, in_hand, on_duty
from hubsim.measures.registry import ALL, Found, measure
from hubsim.measures.traces import Traces
from hubsim.program import Program
from hubsim.program.kinds import NONE
from hubsim.units import HOUR, WEEKDAYS

HOURS = tuple(f"{day} {hour:02}:00" for day in WEEKDAYS for hour in range(24))
"""Of a week."""
THOUSANDTHS = 1000
"""Of a second, in which work itself is counted."""


@measure(
    "busy", "Busy with cases", "share of time on duty",
    "Time on duty with a case in hand, other duties meanwhile included, as a share of the time on "
    "duty. Work after the end of a shift is no part of it: see Overtime.",
    settles=False,
)  # fmt: skip
def busy(t: Traces) -> Found:
    """Time in hand on duty over time on duty, by role."""
    yield "role", t.program.roles, ratios(t.once(in_hand).on_duty, t.once(duty_seconds))


@measure(
    "utilisation", "Work against time on duty", "ratio to time on duty",
    "All time with a case in hand, overtime and other duties meanwhile included, over the time on "
    "duty: above 1 where people work on after their shift. It is what the utilisation law is "
    "about; how busy people are on duty is Busy with cases.",
    settles=False,
)  # fmt: skip
def utilisation(t: Traces) -> Found:
    """Time in hand over time on duty, by role."""
    yield "role", t.program.roles, ratios(t.once(hand_seconds), t.once(duty_seconds))


@measure(
    "utilisation_by_hour", "Busy with cases by hour of the week", "share of time on duty",
    "As Busy with cases, for each hour of the local week, Monday 00:00 first; only hours in which "
    "somebody is on duty.",
    settles=False,
)  # fmt: skip
def utilisation_by_hour(t: Traces) -> Found:
    """Time in hand on duty over time on duty, by role and hour of week."""
    hand, duty = t.once(in_hand).hourly, t.once(on_duty).hourly
    for role, worked, there in zip(t.program.roles, hand, duty, strict=True):
        some = there > 0
        yield "role and hour", _hours_of(role, some.tobytes()), worked[some] / there[some]


@lru_cache(maxsize=1024)
def _hours_of(role: str, some: bytes) -> tuple[str, ...]:
    """Names of some hours of the week of people of a role."""
    return tuple(f"{role} {hour}" for hour in compress(HOURS, some))


@measure(
    "touch_hours", "Touch time", "hours per week",
    "Time of work itself, without other duties, done in a week.", settles=False,
)  # fmt: skip
def touch_hours(t: Traces) -> Found:
    """Touch time of spells that end in the window, by role."""
    work = t.once(in_hand).touch
    hours = np.append(work, work.sum()) / (THOUSANDTHS * HOUR) / t.window.weeks
    yield "role", t.program.roles, hours[:-1]
    yield "all", ALL, hours[-1:]


@measure(
    "outside_hours", "Work by people outside the hub", "hours per week",
    "Time of work itself by people outside the hub on questions that they answered in a week, "
    "where the hub says how much that is; it is part of no role, so that of two hubs the one in "
    "which this work is done inside looks dearer only by becoming visible.",
    settles=False,
)  # fmt: skip
def outside_hours(t: Traces) -> Found:
    """Work on questions answered outside the hub, by agency."""
    program, q = t.program, t.questions
    answered = (q.replied > t.window.start) & (q.replied <= t.window.stop) & ~q.refused
    hours: dict[int, float] = {}
    for fork, line, branch, _ in t.network.branches:
        if branch.outside != NONE:
            mine = np.flatnonzero(answered & (q.fork == fork) & (q.line == line))
            seconds = _outside_seconds(t, branch.outside, mine)
            hours[branch.agency] = hours.get(branch.agency, 0.0) + float(seconds.sum()) / HOUR
    some = sorted(hours)
    names = tuple(program.agencies[agency] for agency in some)
    yield "agency", names, [hours[agency] / t.window.weeks for agency in some]
    if hours or program.channels:  # a hub that says how it works together may have no such work
        yield "all", ALL, [sum(hours.values()) / t.window.weeks]


def _outside_seconds(t: Traces, draw: int, questions: Ints) -> Ints:
    """What was drawn for the work on some questions, as an engine would look it up."""
    q, variates = t.questions, t.run.variates
    life, visit = q.life[questions], q.visit[questions]
    case, episode = t.case[life], t.episode[life]
    by_rating = len(t.program.draws[draw].spreads) > 1
    found, row = np.zeros((2, len(life)), dtype=np.int64)
    if by_rating:
        row = t.rating_at(life, q.asked[questions])
    for number, blocks in enumerate(variates.values[draw]):
        for repeat, block in enumerate(blocks):
            mine = (episode == number) & (visit == repeat)
            place = np.searchsorted(variates.cases[draw][number], case[mine])
            found[mine] = block[row[mine], place]
    return found


@measure(
    "touch_per_case", "Touch time per contact", "hours",
    "Time of work itself on a case of the measured time, by everybody, up to the end of the run.",
    settles=False,
)  # fmt: skip
def touch_per_case(t: Traces) -> Found:
    """Touch time by case."""
    yield "all", ALL, ratios(t.once(in_hand).on_cases, t.arrived.counts()[:1], THOUSANDTHS * HOUR)


@measure(
    "overtime", "Overtime", "hours per week",
    "Person-hours a week with work in hand outside the shift: work finished after its end, joint "
    "work and meetings that run late.",
    better="lower", settles=False,
)  # fmt: skip
def overtime(t: Traces) -> Found:
    """Time in hand off duty, by role."""
    yield "role", t.program.roles, t.once(in_hand).late / HOUR / t.window.weeks


@measure(
    "lost_slots", "Slots lost for want of somebody", "slots per week",
    "Slots of meetings in which a waiting case could not be heard because people of a role were "
    "missing, by that role.",
    better="lower", settles=False,
)  # fmt: skip
def lost_slots(t: Traces) -> Found:
    """Lost slots, by the role that was missing."""
    lost = t.lost
    inside = (lost.ready >= t.window.start) & (lost.ready < t.window.stop)
    needed, names = _needed(t.program)
    if names:
        counts = Groups.made_of("role", t.program.roles, lost.role).among(inside).counts()[1:]
        yield "role", names, counts[needed] / t.window.weeks


@lru_cache(maxsize=32)
def _needed(program: Program) -> tuple[list[int], tuple[str, ...]]:
    """Numbers and names of the roles that meetings need."""
    needed = sorted({role for meeting in program.meetings for role, _ in meeting.needs})
    return needed, tuple(program.roles[role] for role in needed)


@measure(
    "wait_for_role", "Wait for a person", "working hours",
    "Mean hub working hours from ready to taken up, by the role that took it up; work ready in the "
    "measured time that was taken up before the run ended.",
    better="lower",
)  # fmt: skip
def wait_for_role(t: Traces) -> Found:
    """Wait of first spells, by role."""
    hands = t.once(in_hand)
    yield "role", t.program.roles, ratios(hands.waited, hands.waits, HOUR)


@measure(
    "cost_on_cases", "Cost of time on cases", "per week",
    "Time with a case in hand at the cost per hour of its role, by agency; roles without a cost "
    "count nothing.",
    settles=False,
)  # fmt: skip
def cost_on_cases(t: Traces) -> Found:
    """Cost of time in hand, by agency."""
    return _cost(t, t.once(hand_seconds))


@measure(
    "cost_on_duty", "Cost of time on duty", "per week",
    "All time on duty at the cost per hour of its role, by agency; roles without a cost count "
    "nothing.",
    settles=False,
)  # fmt: skip
def cost_on_duty(t: Traces) -> Found:
    """Cost of time on duty, by agency."""
    return _cost(t, t.once(duty_seconds))


def _cost(t: Traces, seconds: Ints) -> Found:
    costs = seconds / HOUR / t.window.weeks * t.program.role_cost
    agency = t.program.role_agency
    yield "agency", t.program.agencies, np.bincount(agency, costs, len(t.program.agencies))
    yield "all", ALL, [costs.sum()]
