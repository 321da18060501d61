"""Who asks, hands on and leads, and how an agency is reached: what follows from what a hub says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from hubsim.spec.hub import Hub, Request, Stage
from hubsim.spec.route import SEEN_AS
from hubsim.spec.working_together import (
    DEFAULT,
    Channel,
    Information,
    Lead,
    LeadNumbers,
    Reached,
    WorkingTogether,
)

CLEAR: dict[str, Literal["clear", "joint", "unclear"]] = {
    "clear": "clear", "joint": "joint", "disputed": "unclear",
}  # fmt: skip
"""Which numbers stand for how clear a lead is."""

RANK = {"same room": 0, "somebody there": 1, "one record": 2, "nothing": 3}
"""What a channel may need, from most to least."""


def information_of(hub: Hub, agency: str) -> Information | None:
    """What a hub says of sharing with an agency; None where nothing is said."""
    together = hub.working_together
    if together is None:
        return None
    return together.information.get(agency) or together.information.get(DEFAULT)


def reached_by(hub: Hub, agency: str, request: Request) -> Reached:
    """How a question reaches an agency: as said, else by whether people of the hub look it up."""
    said = information_of(hub, agency)
    if said is not None:
        return said.reached_by
    return "navigator" if request.who else "e-mail"


def led_as(hub: Hub, stage: str) -> str:
    """The name under which a hub says who leads at a stage: its own, or the default."""
    together = hub.working_together
    return stage if together is not None and stage in together.led_by else DEFAULT


def lead_of(hub: Hub, stage: str) -> Lead | None:
    """Who leads at a stage, as a hub says; None where nobody is named."""
    together = hub.working_together
    return together.led_by.get(led_as(hub, stage)) if together else None


def settlers(hub: Hub, stage: str) -> tuple[str, ...]:
    """Roles whose work settles disputes about who leads at a stage; none where time alone does."""
    lead = lead_of(hub, stage)
    return lead.settled_by if lead is not None and lead.settling is not None else ()


def lead_numbers(hub: Hub, stage: str) -> LeadNumbers | None:
    """The numbers of the lead of a stage; None where a hub says nothing of working together."""
    if hub.working_together is None:
        return None
    lead = lead_of(hub, stage)
    return hub.working_together.leads.get(CLEAR[lead.how] if lead else "unclear")


def workers(hub: Hub, name: str) -> tuple[str, ...]:
    """Roles that work at a stage: one of several able ones, those who ask, or those who meet."""
    stage = hub.stages[name]
    return stage.staff or (asker_of(hub, name) if stage.ask is not None else ())


def asker_of(hub: Hub, name: str) -> tuple[str, ...]:
    """The roles that ask and get the replies: as said, else those who work next.

    The first stage in the order of ``then`` counts, and the one after it where it is a wait.
    """
    stage = hub.stages[name]
    if stage.asked_by is not None:
        return (stage.asked_by,)
    seen, edge = {name}, [name]
    while edge:
        after = [to for row in hub.stages[edge.pop(0)].then.rows.values() for to in row]
        for to in after:
            if to not in hub.stages or to in seen:
                continue
            seen.add(to)
            if hub.stages[to].who:
                return hub.stages[to].who
            edge.append(to)
    return ()


def senders(hub: Hub) -> dict[str, tuple[str, ...]]:
    """Who hands a case on from each stage: who works there, or, from a wait, who did before it.

    Before a wait, the first stage in the file that sends cases there counts.
    """
    found = {name: workers(hub, name) for name in hub.stages}
    for _ in hub.stages:  # waits may follow one another
        for name, stage in hub.stages.items():
            for row in stage.then.rows.values():
                for to in row:
                    if to in hub.stages and not found[to] and found[name]:
                        found[to] = found[name]
    return found


def always_used(channel: Channel) -> bool:
    """Whether a channel is used whenever it is possible, whatever the urgency."""
    used = channel.used.values() if isinstance(channel.used, Mapping) else [channel.used]
    return all(share.value >= 1 for share in used)


def channels_in_order(together: WorkingTogether) -> list[str]:
    """Channels in the order in which people think of them: what needs most first.

    Of those that need the same, what is always used comes last; else the order of the file counts.
    """
    channels = together.channels
    return sorted(
        channels, key=lambda name: (RANK[channels[name].needs], always_used(channels[name]))
    )


def sees(hub: Hub, stage: Stage) -> bool:
    """Whether need is seen at the end of a stage: where it decides, or rates anew by need."""
    by_need = bool(set(stage.rated_anew) & set(SEEN_AS))
    known = bool(hub.what_they_know) and hub.recognition is not None
    return known and (stage.decides or by_need)


__all__ = [
    "CLEAR", "always_used", "asker_of", "channels_in_order", "information_of", "lead_numbers",
    "lead_of", "led_as", "reached_by", "sees", "senders", "settlers", "workers",
]  # fmt: skip
