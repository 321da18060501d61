"""From a Hub to a Program: every convenience of the YAML ends here.

A stage becomes a short chain of nodes (arriving, a dispute, then work, a wait or questions, then a
way on); a question to an agency becomes a chain from being put to its reply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from hubsim.program.builder import Builder, amount, ints
from hubsim.program.demand import demand_of
from hubsim.program.layout import (
    DECISION,
    LEAVING,
    NONE,
    Feedback,
    Opening,
    Pressure,
    Program,
    Return,
    RouteTable,
    Target,
    Unfinished,
)
from hubsim.program.leads import lead_at
from hubsim.program.people import presence_of
from hubsim.program.seeing import recognition_of
from hubsim.program.stages import add_stages
from hubsim.program.ways import seat_of
from hubsim.spec.hub import NEEDS, OTHERWISE, Hub, Need, Role
from hubsim.spec.seats import Near, near

UNFINISHED = {
    "keep": Unfinished.KEEP,
    "hand back": Unfinished.HAND_BACK,
    "finish": Unfinished.FINISH,
}


def lower(hub: Hub, horizon: int) -> Program:
    """Lower a hub for a run of `horizon` seconds.

    Parameters
    ----------
    hub : Hub
        Checked.
    horizon : int
        Seconds from the local midnight of the hub's first day.

    Raises
    ------
    ValueError
        If the horizon is not positive.
    """
    if horizon <= 0:
        raise ValueError(f"a run needs a positive length, not {horizon} s")
    return _program(Builder(hub, horizon))


def _program(b: Builder) -> Program:
    hub, hub_hours = b.hub, b.hub_hours
    presence = tuple(presence_of(hub, name, b) for name in hub.roles)
    add_stages(b)
    routes = tuple(table() for table in _growing(b))
    nodes = b.finished_nodes()
    wages = [role.cost.value if role.cost else (0.0, "") for role in hub.roles.values()]
    return Program(
        name=hub.name,
        clock=b.clock,
        horizon=b.horizon,
        agencies=tuple(hub.agencies),
        roles=tuple(hub.roles),
        role_agency=ints([b.agencies.index(role.agency) for role in hub.roles.values()]),
        ratings=tuple(hub.ratings),
        sources=tuple(hub.contacts),
        stages=tuple(hub.stages),
        outcomes=tuple(hub.outcomes),
        hours=tuple(b.windows),
        hub_hours=hub_hours,
        presence=presence,
        pace=np.array([[_pace(hub, name, rating) for rating in b.ratings] for name in hub.roles]),
        role_unfinished=ints([UNFINISHED[role.unfinished] for role in hub.roles.values()]),
        role_reread=ints(
            [round(role.reread.value) if role.reread else 0 for role in hub.roles.values()]
        ),
        interrupts=np.array(
            [[other in rating.interrupts for other in b.ratings] for rating in hub.ratings.values()]
        ),
        by_due=hub.work_order == "due",
        role_cost=np.array([wage[0] for wage in wages]),
        currency=next((wage[1] for wage in wages if wage[1]), ""),
        person_role=ints([r for r, there in enumerate(presence) for _ in there.hours]),
        queues=tuple(b.queues),
        nodes=nodes,
        entry=ints([b.entries[_start(hub, source)] for source in hub.contacts]),
        forks=tuple(b.forks),
        joints=tuple(b.joints),
        meetings=tuple(b.meetings),
        routes=routes,
        rates=tuple(b.rates),
        draws=tuple(b.draws),
        demand=tuple(demand_of(hub, name, b.clock, b.horizon) for name in hub.contacts),
        targets=(_decision_target(b), *(_target(b, name) for name in hub.targets)),
        decides=np.array([stage.decides for stage in hub.stages.values()]),
        knows=np.array([_knows(hub, agency) for agency in hub.agencies]),
        protects=ints(
            [NEEDS.index(o.protects) if o.protects else len(NEEDS) for o in hub.outcomes.values()]
        ),
        returns=tuple(_returning(hub, need) for need in NEEDS),
        opening=tuple(
            Opening(
                source=list(hub.contacts).index(each.source),
                rating=b.ratings.index(each.rating),
                node=b.entries[each.stage],
                number=each.cases.value,
                oldest=round(each.oldest.value),
            )
            for each in hub.opening
        ),
        there=tuple(b.there),
        bands=tuple(b.bands),
        passages=tuple(b.passages),
        channels=tuple(b.channels),
        leads=tuple(lead_at(b, name) for name in hub.stages),
        recognition=recognition_of(b),
        pressure=_pressure(hub),
        feedback=_feedback(hub),
    )


def _growing(b: Builder) -> Iterator[Callable[[], RouteTable]]:
    """Give the tables of routes; making one may add ways, and with them more tables."""
    number = 0
    while number < len(b.tables):
        yield b.tables[number]
        number += 1


def _decision_target(b: Builder) -> Target:
    """What the ratings themselves say: from contact to decision."""
    limits, clocks = [], []
    for rating in b.hub.ratings.values():
        span = rating.decide_within.value if rating.decide_within else None
        limits.append(NONE if span is None else amount(span))
        clocks.append(rating.clock or (span.clock if span else "elapsed"))
    return Target(DECISION, NONE, NONE, tuple(limits), tuple(clocks))


def _target(b: Builder, name: str) -> Target:
    """A clock that the hub names."""
    written = b.hub.targets[name]
    spans = b.by_rating(written.within)
    ends = {"decision": NONE, "leaving": LEAVING}
    return Target(
        name=name,
        start=NONE if written.since == "contact" else b.stages.index(written.since),
        stop=ends[written.to] if written.to in ends else b.stages.index(written.to),
        limit=tuple(amount(span) for span in spans),
        clock=tuple(written.clock or span.clock for span in spans),
        pauses=tuple(b.stages.index(stage) for stage in written.pauses_at),
        on_rerating=written.on_rerating,
    )


def _returning(hub: Hub, need: Need) -> Return | None:
    """How a missed need comes back."""
    found = hub.comes_back.get(need)
    return Return(found.share.value, found.after.value, found.worsens.value) if found else None


def _knows(hub: Hub, agency: str) -> list[float]:
    """How often an agency holds a fact, for each need."""
    known = hub.what_they_know.get(agency)
    held = known.held_for if known else {}
    return [held[need].value if need in held else 0.0 for need in NEEDS]


def _feedback(hub: Hub) -> Feedback | None:
    told = hub.feedback
    return Feedback(told.silence_repeats.value, told.after.value) if told else None


def _pressure(hub: Hub) -> Pressure | None:
    """What deadlines and load do to the pace; None where nothing is said."""
    under = hub.under_pressure
    if under is None:
        return None
    ages = [
        1.0,
        under.near_the_limit.pace.value if under.near_the_limit else 1.0,
        under.past_the_limit.pace.value if under.past_the_limit else 1.0,
    ]
    loaded = under.overloaded
    loads = [1.0, loaded.pace.value if loaded else 1.0]
    return Pressure(
        pace=ints([round(1000 * age * load) for age in ages for load in loads]).reshape(3, 2),
        last=under.near_the_limit.last.value if under.near_the_limit else 0.0,
        waiting=round(1000 * loaded.waiting.value) if loaded else NONE,
    )


def _pace(hub: Hub, name: str, rating: str) -> int:
    """Thousandths of a second that a case gets for each second in hand."""
    role = hub.roles[name]
    share = 1.0 if rating in role.undivided else role.time_for_cases.value
    slowed = hub.working_together.talk_slows_the_room.value if hub.working_together else 0.0
    return round(1000 * share / (1 + (slowed if _shares_a_room(hub, role, name) else 0.0)))


def _shares_a_room(hub: Hub, role: Role, name: str) -> bool:
    """Whether people of another agency sit in the room of a role on some day."""
    return any(
        max(near(seat_of(hub, name), seat_of(hub, other))) >= Near.ROOM
        for other, each in hub.roles.items()
        if each.agency != role.agency
    )


def _start(hub: Hub, source: str) -> str:
    """The stage where contacts of a source begin."""
    return hub.starts_at.get(source) or hub.starts_at[OTHERWISE]
