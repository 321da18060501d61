"""A third witness: the rules of a run once more, slowly, by looking at everything at every instant.

There is no list of events here. A *token* is a case, or a question about one, and says where it is
and since when. The loop finds the next second at which anything can happen by asking everybody; in
that second it does the first thing of the written order that is due, and looks again from the top
until nothing is due. Who is on duty is read off the calendar whenever it is asked. Work is over
when enough time has been spent on it, not because something rings.

Nothing is shared with the engine but the data: not SimPy, no heap, no generator, and no arithmetic
of `hubsim.hours`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import ceil
from zoneinfo import ZoneInfo

import numpy as np

from hubsim.caseload import Caseload
from hubsim.hours import Windows
from hubsim.program import Fork, Kind, Program
from hubsim.runlog import How
from hubsim.variates import Variates

EVERY_KEPT_PIECE = False
"""How somebody with several kept pieces of work chooses. The rule taken by its words: each of them
competes by (priority, position of the role, since when, …), as the heads of queues do. The engine
as it is: the one first by (priority, since when, …) competes for them all. Only work that roles of
different preference can do tells the two apart."""


@dataclass
class Question:
    """A fork under way: who was asked, when the limit falls, who replied when."""

    fork: Fork
    asked: list[int]
    limit: int | None
    expired: bool = False
    replied: dict[int, int] = field(default_factory=dict)

    def enough(self) -> bool:
        """Whether the case may go on."""
        for branch in self.asked:
            if self.fork.branches[branch].critical and branch not in self.replied:
                return False
        if self.expired:
            return True
        if self.fork.at_least == -1:
            return all(branch in self.replied for branch in self.asked)
        return len(self.replied) >= min(self.fork.at_least, len(self.asked))

    def last_needed(self, now: int) -> int:
        """Which line was waited for: of this instant the lowest, critical ones before others."""
        just = sorted(branch for branch, at in self.replied.items() if at == now)
        critical = [branch for branch in just if self.fork.branches[branch].critical]
        return (critical or just)[0] + 1


@dataclass
class Token:
    """A case (line 0) or a question about one (line 1, 2, …)."""

    case: int
    node: int
    line: int = 0
    visit: int = 0
    part_of: Question | None = None
    doing: str = "arrives"  # arrives, queues, is_worked, is_kept, waits, asks, gone
    ready: int = 0
    over: int | None = None
    joined: int = 0
    left: int = 0
    person: int = -1
    start: int = -1
    spell: int = 0
    question: Question | None = None
    visits: dict[int, int] = field(default_factory=dict)


class Naive:
    """One run."""

    def __init__(self, program: Program, caseload: Caseload, variates: Variates) -> None:
        self.program, self.caseload, self.variates = program, caseload, variates
        self.rows: list[tuple[int, ...]] = []
        self.tokens = [
            Token(case, program.entry, over=int(at)) for case, at in enumerate(caseload.arrival)
        ]
        self.duty = [_stretches(windows) for windows in variates.duty]
        self.edges = sorted({edge for duty in self.duty for pair in duty for edge in pair})
        self.people = range(len(self.duty))

    def run(self) -> np.ndarray:
        """Run to the horizon; give the rows in the order of a `RunLog`."""
        now = -1
        while (now := self.next_second(now)) < self.program.horizon:
            while self.something_happens(now):
                self.tokens = [token for token in self.tokens if token.doing != "gone"]
        for token in self.tokens:
            self.note_open(token)
        table = np.array(self.rows, dtype=np.int64).reshape(-1, 12)
        order = sorted(range(len(table)), key=lambda n: _place(table[n]))
        return table[order]

    def next_second(self, now: int) -> int:
        """Ask everybody for the next second at which something may happen."""
        found = [edge for edge in self.edges if edge > now][:1]
        for token in self.tokens:
            if token.doing in {"arrives", "waits"} and token.over is not None:
                found.append(token.over)
            elif token.doing == "is_worked":
                found.append(token.start + ceil(Fraction(token.left, self.pace(token.person))))
            elif token.doing == "asks" and token.question and token.question.limit is not None:
                found.append(token.question.limit)
        return min((second for second in found if second > now), default=self.program.horizon)

    def something_happens(self, now: int) -> bool:
        """Do what is due first."""
        return (
            self.work_ends(now)
            or self.people_go(now)
            or self.tokens_arrive(now)
            or self.joins_release(now)
            or self.people_start(now)
            or self.limits_expire(now)
        )

    # ------------------------------------------------- the order of an instant

    def work_ends(self, now: int) -> bool:
        """End all work on which enough time was spent."""
        ending = [
            token
            for token in self.doing("is_worked")
            if (now - token.start) * self.pace(token.person) >= token.left
        ]
        for token in ending:
            self.note_spell(token, now, How.DONE, token.left)
            self.step_on(token, now)
        return bool(ending)

    def people_go(self, now: int) -> bool:
        """Put down what is in the hands of people no longer on duty."""
        dropped = [t for t in self.doing("is_worked") if not self.on_duty(t.person, now)]
        for token in dropped:
            done = (now - token.start) * self.pace(token.person)
            self.note_spell(token, now, How.PUT_DOWN, done)
            token.left -= done
            token.ready, token.spell, token.doing = now, token.spell + 1, "is_kept"
        return bool(dropped)

    def tokens_arrive(self, now: int) -> bool:
        """Let contacts come and waits be over."""
        coming = [t for t in self.doing("arrives", "waits") if t.over == now]
        for token in coming:
            if token.doing == "arrives":
                self.come_to(token, token.node, now)
            else:
                self.note(token, -1, -1, token.ready, now, How.DONE, 0)
                self.step_on(token, now)
        return bool(coming)

    def joins_release(self, now: int) -> bool:
        """Let cases go on that have the replies they need."""
        released = [t for t in self.doing("asks") if t.question and t.question.enough()]
        for token in released:
            assert token.question
            self.note(token, -1, -1, token.ready, now, How.DONE, token.question.last_needed(now))
            self.step_on(token, now)
        return bool(released)

    def people_start(self, now: int) -> bool:
        """Over all pairs of waiting work and free people able to do it, start the best; again."""
        started = False
        while True:
            busy = {token.person for token in self.doing("is_worked")}
            free = [p for p in self.people if p not in busy and self.on_duty(p, now)]
            waiting = [(n, token) for n, token in enumerate(self.tokens) if self.competes(token)]
            pairs = [
                (
                    self.urgency(token),
                    position,
                    token.joined,
                    token.case,
                    token.node,
                    token.visit,
                    p,
                    n,
                )
                for n, token in waiting
                for position, role in enumerate(self.able(token))
                for p in free
                if self.program.person_role[p] == role
                and (token.doing == "queues" or token.person == p)
            ]
            if not pairs:
                return started
            *_, person, number = min(pairs)
            token = self.tokens[number]
            token.doing, token.person, token.start = "is_worked", person, now
            started = True

    def competes(self, token: Token) -> bool:
        """Whether somebody may take this up."""
        if token.doing == "queues" or (EVERY_KEPT_PIECE and token.doing == "is_kept"):
            return True
        kept = [other for other in self.doing("is_kept") if other.person == token.person]
        return token.doing == "is_kept" and token is min(kept, key=self.key)

    def key(self, token: Token) -> tuple[int, ...]:
        """The place in a queue."""
        return self.urgency(token), token.joined, token.case, token.node, token.visit

    def limits_expire(self, now: int) -> bool:
        """Let all limits of this instant expire together."""
        due = [
            token
            for token in self.doing("asks")
            if token.question and token.question.limit == now and not token.question.expired
        ]
        for token in due:
            assert token.question
            token.question.expired = True
        for token in due:
            assert token.question
            if token.question.enough():
                self.note(token, -1, -1, token.ready, now, How.DONE, 0)
                self.step_on(token, now)
        return bool(due)

    # -------------------------------------------------------- a token's way

    def step_on(self, token: Token, now: int) -> None:
        """Go to the node that follows."""
        self.come_to(token, int(self.program.nodes.next[token.node]), now)

    def come_to(self, token: Token, node: int, now: int) -> None:
        """Come to a node, and stay there or go on."""
        nodes = self.program.nodes
        token.node, token.ready, token.question = node, now, None
        token.person, token.start, token.spell, token.over = -1, -1, 0, None
        if token.line == 0:
            token.visit = token.visits.get(node, 0)
            token.visits[node] = token.visit + 1
            assert token.visit == 0 or nodes.repeats[node]
        kind = nodes.kind[node]
        if kind == Kind.WORK:
            token.doing, token.joined, token.left = "queues", now, 1000 * self.length(token)
        elif kind == Kind.DELAY:
            hours = nodes.hours[node]
            token.doing, token.over = "waits", now + self.length(token)
            if hours >= 0:
                token.over = _pass(_stretches(self.program.hours[hours]), now, self.length(token))
        elif kind == Kind.FORK:
            self.ask(token, now)
        elif kind == Kind.ROUTE:
            u = self.variates.values[nodes.draw[node]][token.visit][token.case]
            table = self.program.routes[nodes.item[node]]
            row = table.cumulative[self.caseload.source[token.case], self.urgency(token)]
            way = next(n for n, share in enumerate(row) if u < share)
            self.come_to(token, int(table.targets[way]), now)
        elif kind == Kind.REPLY:
            question = token.part_of
            waiting = any(other.question is question for other in self.doing("asks"))
            self.note(token, -1, -1, now, now, How.DONE, int(waiting))
            if waiting and question:
                question.replied[int(nodes.item[node])] = now
            token.doing = "gone"
        else:
            self.note(token, -1, -1, now, now, How.DONE, 0)
            token.doing = "gone"

    def ask(self, token: Token, now: int) -> None:
        """Put the questions; go on at once if no reply is needed."""
        fork = self.program.forks[self.program.nodes.item[token.node]]
        rating = self.urgency(token)
        asked = []
        for number, branch in enumerate(fork.branches):
            share = branch.share[rating]
            if branch.draw == -1:
                is_asked = share == 1
            else:
                is_asked = self.variates.values[branch.draw][token.visit][token.case] < share
            if is_asked:
                asked.append(number)
        question = Question(fork, asked, self.limit(fork, rating, now))
        token.doing, token.question = "asks", question
        at_once = question.enough()
        children = [
            Token(token.case, fork.branches[number].entry, number + 1, token.visit, question)
            for number in asked
        ]
        self.tokens += children
        visit = token.visit
        if at_once:
            self.note(token, -1, -1, now, now, How.DONE, 0)
            self.step_on(token, now)
        for child in children:
            assert child.visit == visit
            self.come_to(child, child.node, now)

    def limit(self, fork: Fork, rating: int, now: int) -> int | None:
        """The second at which waiting for replies ends."""
        amount, clock = int(fork.limit[rating]), fork.clock[rating]
        if amount == -1:
            return None
        if clock == "elapsed":
            return now + amount
        if clock == "working hours":
            return _pass(self.hub_day, now, amount)
        return self.due_after_days(now, amount)

    @cached_property
    def hub_day(self) -> list[tuple[int, int]]:
        """The hub's working hours."""
        return _stretches(self.program.hours[self.program.hub_hours])

    def due_after_days(self, now: int, days: int) -> int:
        """The close of the n-th working day after today, walking from date to date."""
        date = self.date_of(now)
        while days:
            date += dt.timedelta(days=1)
            days -= self.is_working_day(date)
        begin, end = self.midnight(date), self.midnight(date + dt.timedelta(days=1))
        close = max(c for o, c in self.hub_day if begin <= o < end or (o <= begin and end <= c))
        after = date + dt.timedelta(days=1)
        while (
            self.midnight(after) < close
        ):  # round-the-clock hours are cut where a whole day begins
            if self.is_open_throughout(after):
                return self.midnight(after)
            after += dt.timedelta(days=1)
        return close

    def is_working_day(self, date: dt.date) -> bool:
        """Whether hours begin on this date, or it is open throughout."""
        begin, end = self.midnight(date), self.midnight(date + dt.timedelta(days=1))
        return self.is_open_throughout(date) or any(begin <= o < end for o, _ in self.hub_day)

    def is_open_throughout(self, date: dt.date) -> bool:
        """Whether the hub is open from midnight to midnight."""
        begin, end = self.midnight(date), self.midnight(date + dt.timedelta(days=1))
        return any(o <= begin and end <= c for o, c in self.hub_day)

    def date_of(self, second: int) -> dt.date:
        """The local date."""
        utc = dt.datetime.fromtimestamp(self.origin + second, dt.UTC)
        return utc.astimezone(ZoneInfo(self.program.clock.timezone)).date()

    @cached_property
    def origin(self) -> int:
        """POSIX time of second 0."""
        zone = ZoneInfo(self.program.clock.timezone)
        start = dt.datetime.combine(self.program.clock.starts, dt.time(), tzinfo=zone)
        return int(start.timestamp())

    def midnight(self, date: dt.date) -> int:
        """The second of a date's midnight."""
        zone = ZoneInfo(self.program.clock.timezone)
        return int(dt.datetime.combine(date, dt.time(), tzinfo=zone).timestamp()) - self.origin

    # ---------------------------------------------------------------- looking

    def doing(self, *what: str) -> Iterator[Token]:
        """All tokens in one of these states."""
        return (token for token in list(self.tokens) if token.doing in what)

    def on_duty(self, person: int, now: int) -> bool:
        """Whether the calendar has somebody there."""
        return any(opens <= now < closes for opens, closes in self.duty[person])

    def pace(self, person: int) -> int:
        """Thousandths of a second of work in a second."""
        return int(self.program.role_pace[self.program.person_role[person]])

    def urgency(self, token: Token) -> int:
        """The rating."""
        return int(self.caseload.rating[token.case])

    def able(self, token: Token) -> tuple[int, ...]:
        """Roles able to do the work, the preferred one first."""
        return self.program.queues[self.program.nodes.queue[token.node]]

    def length(self, token: Token) -> int:
        """Seconds that this work or wait takes."""
        block = self.variates.values[self.program.nodes.draw[token.node]][token.visit]
        return int(block[self.urgency(token) if len(block) > 1 else 0][token.case])

    # ---------------------------------------------------------------- writing

    def note(  # noqa: PLR0917 - the columns of a row
        self, token: Token, role: int, person: int, start: int, end: int, how: int, detail: int
    ) -> None:
        """Write a row."""
        self.rows.append(
            (token.case, token.node, token.visit, token.line, token.spell, role, person,
             token.ready, start, end, how, detail)
        )  # fmt: skip

    def note_spell(self, token: Token, now: int, how: int, done: int) -> None:
        """Write the row of work in somebody's hands."""
        role = int(self.program.person_role[token.person])
        self.note(token, role, token.person, token.start, now, how, done)

    def note_open(self, token: Token) -> None:
        """Write the row of what is not over at the horizon."""
        end = self.program.horizon
        if token.doing == "is_worked":
            spent = (end - token.start) * self.pace(token.person)
            self.note_spell(token, end, How.OPEN, min(spent, token.left))
        elif token.doing == "is_kept":
            role = int(self.program.person_role[token.person])
            self.note(token, role, token.person, -1, end, How.WAITING, 0)
        elif token.doing == "queues":
            self.note(token, -1, -1, -1, end, How.WAITING, 0)
        elif token.doing in {"waits", "asks"}:
            self.note(token, -1, -1, token.ready, end, How.OPEN, 0)


def _stretches(windows: Windows) -> list[tuple[int, int]]:
    return list(zip(windows.opens.tolist(), windows.closes.tolist(), strict=True))


def _pass(stretches: list[tuple[int, int]], since: int, seconds: int) -> int | None:
    """Let open seconds pass; exactly at a close is soon enough."""
    for opens, closes in stretches:
        if closes > since:
            begin = max(opens, since)
            if begin + seconds <= closes:
                return begin + seconds
            seconds -= closes - begin
    return None


def _place(row: np.ndarray) -> tuple[int, ...]:
    """Case, ready, line, node, visit, end: the order of a log."""
    return tuple(int(row[column]) for column in (0, 7, 3, 1, 2, 9))
