"""How a question, a reply or a case travels between people of two agencies.

Which channel is taken depends on what is possible (seats, and somebody being there), on urgency and
on habit. Each channel has a delay, minutes for both sides, a share to be clarified and a share that
gets lost. All of it lowers to routes, waits and work.

An inbox is the queue of a worked role: the wait of a channel is only the time until it is opened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from hubsim.arrays import Floats
from hubsim.program.builder import Builder, Place, ints, whole
from hubsim.program.layout import NONE, Band, Cause, Kind, Part, Passage, Steps
from hubsim.program.leads import lead_at, lost
from hubsim.program.people import role_hours
from hubsim.spec.hub import Hub
from hubsim.spec.reaching import channels_in_order
from hubsim.spec.seats import Near, Seat, near
from hubsim.spec.working_together import DEFAULT, Channel, WorkingTogether, pair_of

NEARNESS: dict[Near, Literal["bank", "room", "building"]] = {
    Near.BANK: "bank",
    Near.ROOM: "room",
    Near.BUILDING: "building",
}


def passage(  # noqa: PLR0917 - from whom, to whom, and where it goes on
    b: Builder, place: Place, kind: str, sender: Sequence[str], receiver: Sequence[str], then: int
) -> int:
    """Add the nodes of a thing on its way, and give the first of them.

    Inside one agency, and in a hub that says nothing of working together, things are there at once.

    Parameters
    ----------
    b : Builder
    place : Place
        At which stage, and under which path its draws are named.
    kind : str
        ``question``, ``reply`` or ``hand-over``.
    sender, receiver : sequence of str
        Roles; the first says of which agency they are.
    then : int
        The node at which it arrives.
    """
    hub, together = b.hub, b.hub.working_together
    if together is None or not sender or not receiver:
        return then
    if hub.roles[sender[0]].agency == hub.roles[receiver[0]].agency:
        return then
    place = replace(place, path=f"{place.path}.{kind.replace('-', '_')}")
    return _Way(b, together, place, kind, tuple(sender), tuple(receiver)).entry(then)


def _after_calls(together: WorkingTogether, channels: Sequence[str], of: str, to: str) -> str:
    """What is used where calls fail: the first channel that needs nobody to be there."""
    both = {of, to} <= set(together.one_record)
    return next(
        name
        for name in channels
        if together.channels[name].needs == "nothing"
        or (together.channels[name].needs == "one record" and both)
    )


def tie(together: WorkingTogether, one: str, other: str) -> float:
    """How two agencies habitually work with each other: 0 strangers, 1 one team."""
    for name, value in together.ties.items():
        if {one, other} == set(pair_of(name) or ()):
            return value.value
    return together.ties[DEFAULT].value


def used(
    b: Builder, together: WorkingTogether, channels: Sequence[str], of: str, to: str
) -> dict[str, Floats]:
    """How often each channel is taken, by rating and by how near the two are at that second.

    P(used) = base + (1 − base) · with_ties · ties, times what the seats allow; of what is left, the
    next channel takes its part.

    Returns
    -------
    dict of str to Floats
        Shape (n_ratings, 5): nobody is there; somebody is, apart, in one building, room, bank.
    """
    ties, left = tie(together, of, to), np.ones((len(b.ratings), 1 + len(Near)))
    found = {}
    for name in channels:
        channel = together.channels[name]
        base = b.shares(channel.used)
        share = base + (1 - base) * channel.with_ties.value * ties
        taken = left * np.minimum(share[:, None] * _possible(together, channel, of, to), 1.0)
        left = left - taken
        found[name] = taken
    found[channels[-1]] = found[channels[-1]] + left
    return found


def _possible(together: WorkingTogether, channel: Channel, of: str, to: str) -> Floats:
    """How far a channel can be used: by nobody there; apart, in one building, room, bank."""
    if channel.needs == "same room":
        near_by = [
            together.nearness[NEARNESS[level]].value if level in NEARNESS else 0.0 for level in Near
        ]
        return np.array([0.0, *near_by])
    if channel.needs == "somebody there":
        return np.array([0.0, 1.0, 1.0, 1.0, 1.0])
    if channel.needs == "one record":
        return np.full(5, float({of, to} <= set(together.one_record)))
    return np.ones(5)


def seat_of(hub: Hub, role: str) -> Seat:
    """Where the people of a role sit."""
    said = hub.roles[role].sits
    return said if said is not None else hub.agencies[hub.roles[role].agency].sits


def near_band(b: Builder, sender: str, receiver: Sequence[str]) -> int:
    """The band of how near somebody of the receiving roles is, while one of them is there."""
    by_day = near(seat_of(b.hub, sender), seat_of(b.hub, receiver[0]))
    if len(set(by_day)) == 1:
        times, values = [0], [int(by_day[0])]
    else:
        days = b.clock.midnights(0, b.horizon)
        times = [max(0, second) for _, second in days]
        values = [int(by_day[date.weekday()]) for date, _ in days]
    roles = tuple(b.roles.index(name) for name in receiver)
    return add_band(b, Band(Steps(ints(times), ints(values)), roles, 1 + len(Near)))


def date_band(b: Builder, last: dt.date) -> int:
    """The band of a date: 0 up to its end, 1 from then on."""
    after = b.clock.second(dt.datetime.combine(last + dt.timedelta(days=1), dt.time()))
    if after <= 0:
        return add_band(b, Band(Steps(ints([0]), ints([1])), (), 2))
    return add_band(b, Band(Steps(ints([0, after]), ints([0, 1])), (), 2))


def add_band(b: Builder, band: Band) -> int:
    """Number a band; the same one once."""
    for number, other in enumerate(b.bands):
        same = (band.roles, band.size) == (other.roles, other.size)
        same &= np.array_equal(band.levels.times, other.levels.times)
        if same and np.array_equal(band.levels.values, other.levels.values):
            return number
    b.bands.append(band)
    return len(b.bands) - 1


@dataclass
class _Way:
    """One passage while its nodes are added."""

    b: Builder
    together: WorkingTogether
    place: Place
    kind: str
    sender: tuple[str, ...]
    receiver: tuple[str, ...]
    tie: float = field(init=False)
    number: int = field(init=False)

    def entry(self, then: int) -> int:
        """Add everything; give the first node."""
        b, names = self.b, channels_in_order(self.together)
        of, to = (b.hub.roles[who[0]].agency for who in (self.sender, self.receiver))
        shares = used(b, self.together, names, of, to)
        self.tie = tie(self.together, of, to)
        self.number = len(b.passages)
        sender, receiver = (
            tuple(b.roles.index(name) for name in who) for who in (self.sender, self.receiver)
        )
        ends = b.agencies.index(of), b.agencies.index(to)
        led = b.stages.index(self.place.led) if self.place.led else self.place.stage
        b.passages.append(Passage(self.kind, self.place.stage, sender, receiver, *ends, led))
        failing, entries = _after_calls(self.together, names, of, to), dict[str, int]()
        for name in reversed(names):  # a call that nobody answers goes on as what comes after calls
            if shares[name].any() or name == failing:
                entries[name] = self.channel(name, then, entries.get(failing, NONE))
        ways = [(shares[name], entries[name]) for name in names if name in entries]
        return b.route(self.place, "way", ways, near_band(b, self.sender[0], self.receiver))

    def tags(self, name: str, cause: Cause, part: Part = Part.TRANSIT) -> dict[str, int]:
        """Columns that say what a node is part of."""
        number = self.b.channels.index(name)
        return {"passage": self.number, "channel": number, "cause": cause, "part": part}

    def share(self, name: str, share: float, detour: int, then: int) -> int:
        """Let a share take a detour before going on."""
        some = np.full(len(self.b.ratings), share)
        return self.b.route(self.place, f"way.{name}", [(some, detour), (1 - some, then)])

    def channel(self, name: str, then: int, unanswered: int) -> int:
        """One channel: tries, the wait until it is seen, loss, clarifying."""
        b, place, channel = self.b, self.place, self.together.channels[name]
        clear = channel.clarified.value * (1 - self.together.less_clarified.value * self.tie)
        if clear > 0:
            then = self.share("clarified", clear, self.clarify(name, channel, then), then)
        if channel.dropped.value > 0:
            found = lost(b, place, then, **self.tags(name, Cause.DROPPED, Part.DROPPED))
            then = self.share("dropped", channel.dropped.value, found, then)
        each, rekeyed = whole(channel.each_side.value), whole(channel.rekeyed.value)
        # What arrives is entered by whoever works on it next: a reply, on the case's own line. The
        # minutes of the one who replies are part of looking it up.
        reply = self.kind == "reply"
        arrives = b.node(
            Kind.DELAY, place.stage, next=then, hours=hours_of(b, self.receiver),
            draw=b.length(f"{place.path}.way.{name}.takes", channel.takes, place.again),
            owes=0 if reply else each + rekeyed, owes_case=each + rekeyed if reply else each,
            **self.tags(name, Cause.WAY),
        )  # fmt: skip
        if channel.answered.value >= 1 or unanswered == NONE:
            return arrives
        return self.tries(name, channel, arrives, unanswered)

    def clarify(self, name: str, channel: Channel, then: int) -> int:
        """Clarify on the spot, or by sending it back and forth in the same way."""
        b, place, path = self.b, self.place, f"{self.place.path}.way.{name}"
        minutes = whole(channel.clarifying.value)
        work = b.fixed(f"{path}.clarifying", minutes, place.again)
        tags = self.tags(name, Cause.CLARIFY, Part.REDONE)
        if channel.clarified_how == "on the spot":
            owed = {"owes": minutes, "owes_case": minutes}
            return b.node(Kind.DELAY, place.stage, draw=work, next=then, **owed, **tags)
        back, forth = (
            b.length(f"{path}.{way}", channel.takes, place.again) for way in ("back", "forth")
        )
        stage, asked, holder = place.stage, hours_of(b, self.sender), hours_of(b, self.receiver)
        return b.chain(
            [
                b.node(Kind.DELAY, stage, draw=back, hours=asked, **tags),
                b.node(Kind.WORK, stage, draw=work, queue=b.queue(self.sender), **tags),
                b.node(Kind.DELAY, stage, draw=forth, hours=holder, **tags),
            ],
            then,
        )

    def tries(self, name: str, channel: Channel, reached: int, unanswered: int) -> int:
        """Try several times; one draw says which try is answered first (geometric law)."""
        b, place, chance, most = self.b, self.place, channel.answered.value, channel.tries.value
        again = channel.try_again.value if channel.try_again is not None else 0.0
        ways = []
        for failed in range(most + 1):
            share = chance * (1 - chance) ** failed if failed < most else (1 - chance) ** most
            to, pauses = (reached, failed) if failed < most else (unanswered, most - 1)
            if pauses and again:
                path = f"{place.path}.way.{name}.pause_{pauses}"
                to = b.node(
                    Kind.DELAY, place.stage, next=to, hours=hours_of(b, self.receiver),
                    draw=b.fixed(path, pauses * again, place.again),
                    **self.tags(name, Cause.TRY_AGAIN),
                )  # fmt: skip
            ways.append((np.full(len(b.ratings), share), to))
        return b.route(place, f"way.{name}.answered", ways)


def hours_of(b: Builder, who: Sequence[str]) -> int:
    """Hours during which somebody of these roles is on duty by the hours of the role."""
    first, *others = [b.windows[role_hours(b.hub, name, b)] for name in who]
    return b.add_windows(first.union(*others))


__all__ = ["date_band", "hours_of", "lead_at", "passage", "seat_of", "tie", "used"]
