"""Questions to agencies: how each reaches its holder, who looks, what comes back, who waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from hubsim.arrays import Floats, Ints
from hubsim.program.builder import Builder, Given, Place, amount, ints, whole
from hubsim.program.layout import NONE, Branch, Cause, Draw, Fork, Kind, Part
from hubsim.program.ways import date_band, hours_of, passage, tie
from hubsim.spec.hub import Request, Stage
from hubsim.spec.quantity import Quantity, Spread
from hubsim.spec.reaching import asker_of, lead_numbers, reached_by
from hubsim.spec.working_together import DEFAULT, Agreement, Information
from hubsim.units import Span


def fork(b: Builder, place: Place, stage: Stage) -> Fork:
    """Lower the questions of a stage and the rule by which its cases go on."""
    needed = stage.go_on_when.and_at_least
    # Who is named as critical but no count: those alone are waited for.
    every = not stage.go_on_when.all_of
    name = b.stages[place.stage]
    limit, clock = _limit(b, stage.at_the_latest)
    look_again, look_clock = _limit(b, stage.look_again)
    chase_after, chase_clock, done = _chase(b, name, stage, limit, clock)
    kept = b.by_rating(stage.kept)
    certain = not set(done) - {0.0, 1.0}
    asked_by = asker_of(b.hub, name) if b.hub.working_together else ()
    found = Fork(
        branches=(),
        at_least=needed.value if needed is not None else NONE if every else 0,
        limit=limit,
        clock=clock,
        kept_draw=b.add(Draw(f"{place.path}.kept", (), place.again, tuple(kept)))
        if min(kept) < 1
        else NONE,
        look_again=look_again,
        look_clock=look_clock,
        chase_after=chase_after,
        chase_clock=chase_clock,
        chase_draw=NONE if certain else b.uniform(f"{place.path}.chase.done", place.again),
        chase_done=np.array(done),
        withdraws=stage.withdraw,
        asked_by=tuple(b.roles.index(role) for role in asked_by),
    )
    branches = tuple(
        _Question(b, replace(place, path=f"{place.path}.ask.{agency}"), name, agency).branch()
        for agency in stage.ask or {}
    )
    return replace(found, branches=branches)


def _limit(
    b: Builder, given: Quantity[Span] | Mapping[str, Quantity[Span]] | None
) -> tuple[Ints, tuple[str, ...]]:
    if given is None:
        return ints([NONE] * len(b.ratings)), ("elapsed",) * len(b.ratings)
    spans = b.by_rating(given)
    return ints([amount(span) for span in spans]), tuple(span.clock for span in spans)


def _chase(
    b: Builder, name: str, stage: Stage, limit: Ints, clock: tuple[str, ...]
) -> tuple[Ints, tuple[str, ...], list[float]]:
    """When somebody asks again and how surely: as the stage says, else as its lead does."""
    if stage.chase is not None:
        after, clocks = _limit(b, stage.chase.after)
        return after, clocks, b.by_rating(stage.chase.done)
    numbers = lead_numbers(b.hub, name)
    if numbers is None:
        after, clocks = _limit(b, None)
        return after, clocks, [0.0] * len(b.ratings)
    afters, all_clocks = list[int](), list[str]()
    for rating, span in enumerate(b.by_rating(numbers.chases_after)):
        if limit[rating] == NONE or clock[rating] == "working days":
            afters.append(amount(span))
            all_clocks.append(span.clock)
        else:
            afters.append(whole(float(limit[rating]) * numbers.chases_at.value))
            all_clocks.append(clock[rating])
    return ints(afters), tuple(all_clocks), b.by_rating(numbers.chases)


class _Question:
    """One question of a stage while its nodes are added.

    Without a word on working together, the question says itself who looks and how long all takes.
    With it, what the question does not say follows from how the agency is reached.
    """

    def __init__(self, b: Builder, place: Place, stage: str, agency: str) -> None:
        self.b, self.place, self.agency, hub = b, place, agency, b.hub
        self.stage = hub.stages[stage]
        self.request: Request = (self.stage.ask or {})[agency]
        self.together = hub.working_together
        self.reached = reached_by(hub, agency, self.request)
        self.access = self.together.access[self.reached] if self.together else None
        self.asker: tuple[str, ...] = asker_of(hub, stage) if self.together else ()
        self.item = list(self.stage.ask or {}).index(agency)

    def branch(self) -> Branch:
        """Add everything; say how the question is put."""
        b, place, request = self.b, self.place, self.request
        asked, offered = b.shares(request.share_asked), self.offered()
        never = self.said("never", Quantity(0.0))
        return Branch(
            agency=b.agencies.index(self.agency),
            entry=self.entry(),
            draw=self.drawn("share_asked", asked, sometimes=bool(offered.any())),
            share=asked,
            offered=offered,
            critical=self.agency in self.stage.go_on_when.all_of,
            never_draw=self.drawn("never", never),
            never=never,
            lies=b.node(Kind.DELAY, place.stage, part=Part.REPLY),
            outside=self.outside(),
        )

    def drawn(self, key: str, shares: Floats, *, sometimes: bool = False) -> int:
        """A draw where it is not certain either way."""
        certain = set(shares) <= {0.0, 1.0} and len(set(shares)) == 1 and not sometimes
        return NONE if certain else self.b.uniform(f"{self.place.path}.{key}", self.place.again)

    def said(self, key: str, otherwise: Quantity[float]) -> Floats:
        """Shares by rating: as the question says, else as this way of reaching somebody has it."""
        given = getattr(self.request, key)
        if self.access is not None and key not in self.request.model_fields_set:
            given = getattr(self.access, key)
        return self.b.shares(given if given is not None else otherwise)

    def offered(self) -> Floats:
        """The share of cases on which people who are not asked speak up, by how they are tied."""
        nobody = np.zeros(len(self.b.ratings))
        if self.together is None or self.reached != "navigator" or not self.asker:
            return nobody
        of = self.b.hub.roles[self.asker[0]].agency
        speaks_up = self.together.volunteers.value * tie(self.together, of, self.agency)
        return (1 - self.b.shares(self.request.share_asked)) * speaks_up

    def outside(self) -> int:
        """The draw of work by people outside the hub, where the question says how much it is."""
        if self.reached != "e-mail" or self.request.work is None or self.together is None:
            return NONE
        return self.b.length(f"{self.place.path}.work", self.request.work, self.place.again)

    # ------------------------------------------------------------- the way there and back

    def entry(self) -> int:
        """Add the way of a question from being put to its replies; give the first node."""
        found, nothing, refused = (self.reply(cause) for cause in REPLIES)
        nil, no = self.said("nothing_found", Quantity(0.0)), self.refuses()
        looked = self.b.route(self.place, "nothing_found", [(nil, nothing), (1 - nil, found)])
        looks = self.looks(self.back(looked))
        turned_down = self.back(refused)
        if self.reached == "e-mail" and self.together is not None:
            turned_down = self.looks(turned_down) if no.any() else turned_down
        seen = self.asked_leave(looks, turned_down, no)
        return self.there(seen)

    def reply(self, cause: Cause) -> int:
        """Add the end of a question."""
        brings = self.b.agencies.index(self.agency) if cause == Cause.NONE else NONE
        return self.b.node(Kind.REPLY, self.place.stage, item=self.item, brings=brings, cause=cause)

    def there(self, then: int) -> int:
        """Add the way of the question to whoever looks."""
        b, place, request = self.b, self.place, self.request
        if request.seen_after is not None:
            return transit(b, place, request.seen_after, request.who, then)
        if self.reached != "navigator":
            return then
        return passage(b, place, "question", self.asker, request.who, then)

    def back(self, then: int) -> int:
        """Add the way of the reply."""
        b, place, request = self.b, self.place, self.request
        if request.reply_seen_after is not None:
            draw = b.length(f"{place.path}.reply_seen_after", request.reply_seen_after, place.again)
            hours = b.named_hours("working_day", b.hub.calendar.holidays)
            return b.node(
                Kind.DELAY, place.stage, draw=draw, hours=hours, part=Part.TRANSIT, next=then
            )
        if self.reached != "navigator":
            return then
        return passage(b, place, "reply", request.who, self.asker, then)

    def looks(self, then: int) -> int:
        """Add the looking up, or the time it lies with people outside the hub."""
        request, access = self.request, self.access
        if access is None:  # the question says itself how it is answered
            if request.work is not None:
                return self.works("work", request.work, request.who, then)
            given, hours = request.reply_takes, self.b.running(request.during)
        elif self.reached == "navigator":
            return self.works("work", request.work, request.who, then)
        elif self.reached == "e-mail":
            given = request.reply_takes or access.reply_takes
            hours = self.b.running(request.during) if request.reply_takes else self.b.hub_hours
            given = self.walked(given) if given is not None else None
        else:
            return self.works("look_up", access.work, self.asker, then)
        return self.lies(given, hours, then) if given is not None else then

    def works(self, name: str, given: Given | None, who: tuple[str, ...], then: int) -> int:
        """Add work by people of the hub."""
        if given is None or not who:
            return then
        b, place = self.b, self.place
        draw = b.length(f"{place.path}.{name}", given, place.again)
        return b.node(Kind.WORK, place.stage, draw=draw, queue=b.queue(who), next=then)

    def lies(self, given: Given, hours: int, then: int) -> int:
        """Add the time that a question lies with its holder, queue and work included."""
        draw = self.b.length(f"{self.place.path}.reply_takes", given, self.place.again)
        return self.b.node(
            Kind.DELAY, self.place.stage, draw=draw, hours=hours, part=Part.REPLY, next=then,
            cause=Cause.MAILBOX,
        )  # fmt: skip

    def walked(self, given: Given) -> Given:
        """Shorten the time it lies where somebody of the agency sits at the table of a meeting."""
        hub = self.b.hub
        needed = {role for s in hub.stages.values() if s.meeting for role in s.meeting.needs}
        if self.access is None or self.agency not in {hub.roles[role].agency for role in needed}:
            return given
        times = self.access.at_the_table.value
        if isinstance(given, Mapping):
            return {
                key: replace(each, value=scaled(each.value, times)) for key, each in given.items()
            }
        return replace(given, value=scaled(given.value, times))

    # ------------------------------------------------------------- may it be shared?

    def information(self) -> Information | None:
        """What the hub says of this holder of information."""
        together = self.together
        if together is None:
            return None
        if self.asker and self.b.hub.roles[self.asker[0]].agency == self.agency:
            return None  # nobody needs an agreement with themselves
        return together.information.get(self.agency) or together.information.get(DEFAULT)

    def agreements(self) -> tuple[list[Agreement], int]:
        """What holds by the calendar: one agreement, or a signed one and what follows it."""
        together, info = self.together, self.information()
        if together is None or (
            self.asker and self.b.hub.roles[self.asker[0]].agency == self.agency
        ):
            return [], NONE
        state = info.agreement if info else "none"
        if info is not None and info.until is not None and state == "signed":
            both = [together.agreements["signed"], together.agreements["lapsed"]]
            return both, date_band(self.b, info.until)
        return [together.agreements[state]], NONE

    def refuses(self) -> Floats:
        """Shares refused, shape (n_ratings, n_bands)."""
        agreements, _ = self.agreements()
        if not agreements:
            return np.zeros((len(self.b.ratings), 1))
        return np.stack([self.b.shares(each.refuses) for each in agreements], axis=1)

    def asked_leave(self, looks: int, turned_down: int, no: Floats) -> int:
        """Let the holder hesitate, refuse, or look at once; one draw for the three."""
        b, place = self.b, self.place
        agreements, band = self.agreements()
        if not agreements:
            return looks
        hesitates = np.stack([b.shares(each.hesitates) for each in agreements], axis=1)
        wonders = hesitates * (1 - no)
        ways = [(no, turned_down)]
        # The two agreements of a lapsing one differ in how long advice takes.
        for number, each in enumerate(agreements):
            share = np.zeros_like(wonders)
            share[:, number] = wonders[:, number]
            if share.any() and each.advice_takes is not None:
                ways.append((share, self.advice(each, number, looks)))
            elif share.any():
                ways.append((share, looks))
        ways.append((1 - no - wonders, looks))
        return b.route(place, "agreement", ways, band)

    def advice(self, agreement: Agreement, number: int, then: int) -> int:
        """Add the time of taking advice, on the hours of whoever holds it."""
        b, place = self.b, self.place
        given = agreement.advice_takes
        if given is None:  # pragma: no cover - asked by the caller
            return then
        lapsed = "_lapsed" if number else ""
        draw = b.length(f"{place.path}.advice_takes{lapsed}", given, place.again)
        worked = self.reached == "navigator" and self.request.who
        hours = hours_of(b, self.request.who) if worked else b.hub_hours
        return b.node(
            Kind.DELAY, place.stage, draw=draw, hours=hours, part=Part.REPLY, next=then,
            cause=Cause.ADVICE,
        )  # fmt: skip


REPLIES = (Cause.NONE, Cause.NOTHING, Cause.REFUSED)


def transit(b: Builder, place: Place, seen_after: Given, who: tuple[str, ...], then: int) -> int:
    """Add the time until something is seen, on the hours of whoever is to see it."""
    draw = b.length(f"{place.path}.seen_after", seen_after, place.again)
    on = hours_of(b, who) if who else NONE
    return b.node(Kind.DELAY, place.stage, draw=draw, hours=on, part=Part.TRANSIT, next=then)


def scaled(spread: Spread, times: float) -> Spread:
    """Make a length of time so many times as long, with the same shape."""
    return replace(
        spread,
        mean=spread.mean * times,
        low=spread.low * times,
        usual=spread.usual * times,
        high=spread.high * times,
    )


__all__ = ["fork", "transit"]
