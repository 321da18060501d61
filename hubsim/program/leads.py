"""Who is accountable for a case, and what follows from how clear that is.

A lead has four numbers: how often the lead is disputed, how long settling takes, how soon something
lost is noticed, and how surely somebody chases. A lead does not call time: whether a limit is kept
is said at the stage.
"""

from __future__ import annotations

from collections.abc import Sequence

from hubsim.program.builder import Builder, Place
from hubsim.program.layout import Cause, Kind, Lead, Part
from hubsim.spec.hub import Hub
from hubsim.spec.reaching import CLEAR, lead_numbers, lead_of, settlers


def lead_at(b: Builder, stage: str) -> Lead:
    """Who is accountable at a stage."""
    hub, written = b.hub, lead_of(b.hub, stage)
    if written is None:
        return Lead("unclear" if hub.working_together else "", (), ())
    agencies, roles = list[str](), list[str]()
    for name in written.who:
        if name in hub.roles:
            agencies.append(hub.roles[name].agency)
            roles.append(name)
        else:
            agencies.append(name)
            roles += [role for role, each in hub.roles.items() if each.agency == name]
    roles += written.deputies
    return Lead(
        CLEAR[written.how],
        tuple(b.agencies.index(name) for name in dict.fromkeys(agencies)),
        tuple(b.roles.index(name) for name in dict.fromkeys(roles)),
    )


def disputed_at(hub: Hub, stage: str) -> bool:
    """Whether the lead may be disputed there: where something is decided, or a lead is named."""
    together = hub.working_together
    return together is not None and (hub.stages[stage].decides or stage in together.led_by)


def dispute(b: Builder, place: Place, stage: str, then: int) -> int:
    """Let a share of cases be in dispute about who leads before work on them begins."""
    numbers = lead_numbers(b.hub, stage)
    if numbers is None or not disputed_at(b.hub, stage):
        return then
    written = lead_of(b.hub, stage)
    tags = {"part": Part.DISPUTE, "cause": Cause.DISPUTE, "next": then}
    if written is not None and written.settling is not None and settlers(b.hub, stage):
        draw = b.length(f"{place.path}.dispute.settling", written.settling, place.again)
        queue = b.queue(settlers(b.hub, stage))
        node = b.node(Kind.WORK, place.stage, draw=draw, queue=queue, **tags)
    else:
        draw = b.length(f"{place.path}.dispute.settled_after", numbers.settled_after, place.again)
        node = _while_led(b, place, stage, draw=draw, **tags)
    share = b.shares(numbers.disputes)
    return b.route(place, "dispute", [(share, node), (1 - share, then)])


def lost(b: Builder, place: Place, then: int, **tags: int) -> int:
    """Lie lost until whoever leads notices."""
    stage = place.led or b.stages[place.stage]
    numbers = lead_numbers(b.hub, stage)
    if numbers is None:
        return then
    # Of two stages of one agency that hand on to this one, each may be led in its own way.
    name = f"{place.path}.way.noticed_after" + (f".{place.led}" if place.led else "")
    draw = b.length(name, numbers.noticed_after, place.again)
    return _while_led(b, place, stage, draw=draw, next=then, **tags)


def _while_led(b: Builder, place: Place, stage: str, **columns: int) -> int:
    """Add a wait that runs while somebody of the leading role or a deputy is there.

    Where an agency leads, or nobody, it runs on the hub's working day.
    """
    roles = leading_roles(b.hub, stage)
    if roles:
        return b.delay_while_there(place, roles, **columns)
    return b.node(Kind.DELAY, place.stage, hours=b.hub_hours, **columns)


def leading_roles(hub: Hub, stage: str) -> Sequence[str]:
    """Roles that lead by name, and their deputies; none where an agency leads."""
    written = lead_of(hub, stage)
    if written is None or not all(name in hub.roles for name in written.who):
        return ()
    return tuple(dict.fromkeys((*written.who, *written.deputies)))
