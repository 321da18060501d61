"""A third witness: the rules of a run once more, slowly, by looking at everything at every instant.

There is no list of events here. A *token* is a case, or a question about one, and says where it is
and since when. The loop finds the next second at which anything can happen by asking everybody; in
that second it does the first thing of the written order that is due, and looks again from the top
until nothing is due. Who is on duty is read off the calendar whenever it is asked; who is busy is
read off the tokens. Work is over when enough time has been spent on it, not because something
rings.

Nothing is shared with the engine but the data: not SimPy, no heap, no generator, and no arithmetic
of `hubsim.hours`. Who is there of some roles, and what a route goes by, is worked out here from the
calendars of the people, not looked up in what was laid out for the engine.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from zoneinfo import ZoneInfo

import numpy as np

from hubsim.caseload import Caseload
from hubsim.hours import Windows
from hubsim.program import Fork, Joint, Kind, Meeting, Program
from hubsim.program.kinds import NOT_SEEN
from hubsim.program.layout import Cause, RouteTable, Unfinished
from hubsim.runlog import COLUMNS, How
from hubsim.variates import Variates

Claim = tuple[int, int, int, tuple[int, ...], int, int]
"""Somebody could begin something: priority, joint (0) before single (1), position of the role, rest
of the key, person (-1: everybody is there), number of the token. The least goes first."""


QUEUES = {Kind.WORK: "queues", Kind.TOGETHER: "gathers", Kind.MEET: "on_agenda"}
"""What a token does where somebody is to work on it."""


@dataclass
class Question:
    """A fork under way: who was asked, who replied when, when somebody looks or asks again."""

    fork: Fork
    asked: list[int]
    of: Token
    """The case that asks."""
    expired: bool = False
    replied: dict[int, int] = field(default_factory=dict)
    look_at: int | None = None
    looks_to_fail: int = 0
    chase_at: int | None = None

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
    """A case (line 0) or a question about one (line 1, 2, …), in one episode."""

    case: int
    node: int
    episode: int = 0
    rating: int = 0
    line: int = 0
    visit: int = 0
    part_of: Question | None = None
    doing: str = "arrives"
    """Also: queues, is_worked, is_kept, gathers, on_agenda, with_team, is_to_be_seen, waits, lies,
    asks, gone."""
    ready: int = 0
    over: int | None = None
    joined: int = 0
    left: int = 0
    person: int = -1
    start: int = -1
    spell: int = 0
    patience: int | None = None
    team: tuple[int, ...] = ()
    question: Question | None = None
    visits: dict[int, int] = field(default_factory=dict)
    pace: int = 0
    hurried: bool = False
    """Taken up with too much waiting."""
    owed: int = 0
    """Seconds that its next work is longer by."""
    seen: int = NOT_SEEN
    heard: dict[int, int] = field(default_factory=dict)
    """Since when, by agency."""
    first_begun: tuple[int, int, bool] = (-1, -1, False)
    """Of the last work at a stage: the stage, the second, and whether hurried."""


@dataclass
class Table:
    """People called together at a slot, and until when they are taken."""

    team: list[int]
    absent: set[int]
    until: int


class Naive:
    """One run."""

    def __init__(self, program: Program, caseload: Caseload, variates: Variates) -> None:
        self.program, self.caseload, self.variates = program, caseload, variates
        self.rows: list[tuple[int, ...]] = []
        self.tokens: list[Token] = []
        for case in range(len(caseload)):
            where = int(caseload.starts_at[case])
            node = int(program.entry[caseload.source[case]]) if where == -1 else where
            self.contact(case, 0, node, max(0, int(caseload.arrival[case])))
        self.duty = [_stretches(windows) for windows in variates.duty]
        self.edges = sorted({edge for duty in self.duty for pair in duty for edge in pair})
        self.people = range(len(self.duty))
        self.role = program.person_role.tolist()
        self.meetings: dict[int, Meeting] = {
            node: program.meetings[program.nodes.item[node]]
            for node, kind in enumerate(program.nodes.kind)
            if kind == Kind.MEET
        }
        self.to_open = [(int(at), node) for node, m in self.meetings.items() for at in m.slots]
        self.held: list[int] = []
        self.held_for: Token | None = None
        self.taken: Counter[str] = Counter()
        """How often branches were taken that no row tells of."""

    def contact(self, case: int, episode: int, node: int, at: int) -> None:
        """Let a case come, or come back."""
        rating = int(self.caseload.rating[episode, case])
        self.tokens.append(Token(case, node, episode, rating, over=at))

    def run(self) -> np.ndarray:
        """Run to the horizon; give the rows in the order of a `RunLog`."""
        now = -1
        while (now := self.next_second(now)) < self.program.horizon:
            while self.something_happens(now):
                self.tokens = [token for token in self.tokens if token.doing != "gone"]
        for token in self.tokens:
            self.note_open(token)
        table = np.array(self.rows, dtype=np.int64).reshape(-1, len(COLUMNS))
        order = sorted(range(len(table)), key=lambda n: _place(table[n]))
        return table[order]

    def next_second(self, now: int) -> int:
        """Ask everybody for the next second at which something may happen."""
        found: list[int | None] = [*[edge for edge in self.edges if edge > now][:1]]
        found += [at for at, _ in self.to_open]
        for token in self.tokens:
            if token.doing in {"arrives", "waits", "with_team"}:
                found.append(token.over)
            elif token.doing == "is_worked":
                found.append(token.start + ceil(Fraction(token.left, token.pace)))
            elif token.doing == "asks" and token.question:
                found += [token.question.look_at, token.question.chase_at]
            elif token.doing == "queues":
                found.append(token.patience)
        later = (second for second in found if second is not None and second > now)
        return min(later, default=self.program.horizon)

    def something_happens(self, now: int) -> bool:
        """Do what is due first."""
        return (
            self.work_ends(now)
            or self.people_go(now)
            or self.tokens_arrive(now)
            or self.joins_release(now)
            or self.need_is_seen(now)
            or self.meetings_open(now)
            or self.people_start(now)
            or self.limits_expire(now)
        )

    # ------------------------------------------------- the order of an instant

    def work_ends(self, now: int) -> bool:
        """End all work on which enough time was spent, alone or together."""
        ending = [
            token
            for token in self.doing("is_worked", "with_team")
            if (
                (now - token.start) * token.pace >= token.left
                if token.doing == "is_worked"
                else token.over is not None and token.over <= now
            )
        ]
        for token in ending:
            if token.doing == "is_worked":
                self.note_spell(token, now, How.DONE, token.left)
                self.brings(token, [token.person], token.first_begun[1])
            else:
                self.note_team(token, now, How.DONE)
                self.first_begun(token, token.start, hurried=False)
                self.brings(token, token.team, token.start)
            self.step_on(token, now)
        return bool(ending)

    def first_begun(self, token: Token, start: int, *, hurried: bool) -> None:
        """Remember when work on a case was first begun; not clarifying or settling."""
        if self.program.nodes.ordinary[token.node]:
            token.first_begun = int(self.program.nodes.stage[token.node]), start, hurried

    def brings(self, token: Token, people: Iterable[int], since: int) -> None:
        """Let those who worked on a case itself bring what their agencies know."""
        if token.line == 0 and self.program.nodes.ordinary[token.node]:
            for person in people:
                self.hear(token, int(self.program.role_agency[self.role[person]]), since)

    def hear(self, case: Token, agency: int, since: int) -> None:
        """Let an agency be heard about a case."""
        case.heard[agency] = min(since, case.heard.get(agency, since))

    def people_go(self, now: int) -> bool:
        """Put down what is in the hands of people no longer on duty, unless they stay for it."""
        dropped = [
            token
            for token in self.doing("is_worked")
            if not self.on_duty(token.person, now) and self.habit(token.person) != Unfinished.FINISH
        ]
        for token in dropped:
            self.put_down(token, now)
        self.held = [person for person in self.held if self.on_duty(person, now)]
        return bool(dropped)

    def put_down(self, token: Token, now: int) -> None:
        """Take unfinished work out of somebody's hands: it is kept, or goes back to its queue."""
        kept = self.habit(token.person) != Unfinished.HAND_BACK
        if token.start == now:  # nothing has happened: all is as it was before
            kept = token.spell > 0 and kept
        else:
            done = (now - token.start) * token.pace
            self.note_spell(token, now, How.PUT_DOWN if kept else How.HANDED_BACK, done)
            token.left -= done
            token.ready, token.spell = now, token.spell + 1
            if not kept:
                token.left += 1000 * int(self.program.role_reread[self.role[token.person]])
        token.start = -1
        token.doing = "is_kept" if kept else "queues"
        if not kept:
            token.person = -1

    def tokens_arrive(self, now: int) -> bool:
        """Let contacts come and waits be over."""
        coming = [t for t in self.doing("arrives", "waits") if t.over == now]
        for token in coming:
            if token.doing == "arrives":
                self.come_to(token, token.node, now)
            elif token.node == self.lying_node(token):  # somebody asked again
                self.note(token, -1, -1, token.ready, now, How.DONE, 0)
                self.come_to(token, self.branch_entry(token), now)
            else:
                self.note(token, -1, -1, token.ready, now, How.DONE, 0)
                case = token.part_of.of if token.part_of else token
                self.owe(token, int(self.program.nodes.owes[token.node]), now)
                self.owe(case, int(self.program.nodes.owes_case[token.node]), now)
                self.step_on(token, now)
        return bool(coming)

    def owe(self, token: Token, seconds: int, now: int) -> None:
        """Owe seconds to the next work; what became ready just now and is not begun is that."""
        waits = token.doing in QUEUES.values() and token.spell == 0
        if waits and token.joined == now:
            token.left += 1000 * seconds
            self.taken["owed to work that was just ready"] += seconds > 0
        else:
            token.owed += seconds

    def joins_release(self, now: int) -> bool:
        """Let cases go on that have the replies they need."""
        released = [t for t in self.doing("asks") if t.question and t.question.enough()]
        for token in released:
            assert token.question
            self.go_on(token, token.question.last_needed(now), now)
        return bool(released)

    def need_is_seen(self, now: int) -> bool:
        """See the need of cases that were decided, with all replies of this instant so far."""
        seeing = [*self.doing("is_to_be_seen")]
        for token in seeing:
            token.seen = self.need_seen(token, now)
            self.note(token, -1, -1, now, now, How.DONE, token.seen)
            self.step_on(token, now)
        return bool(seeing)

    def go_on(self, token: Token, line: int, now: int) -> None:
        """Let a case go on from its questions, and take back what only waits in a queue."""
        question = token.question
        assert question
        if question.fork.withdraws:
            for other in self.doing("queues"):
                if other.part_of is question and other.spell == 0:
                    self.note(other, -1, -1, -1, now, How.WITHDRAWN, 0)
                    other.doing = "gone"
        self.note(token, -1, -1, token.ready, now, How.DONE, line)
        self.step_on(token, now)

    def limits_expire(self, now: int) -> bool:
        """Let all limits of this instant expire together."""
        looking = [t for t in self.doing("asks") if t.question and t.question.look_at == now]
        chasing = [t for t in self.doing("asks") if t.question and t.question.chase_at == now]
        leaving = [t for t in self.doing("queues") if t.patience == now and t.spell == 0]
        for token in chasing:
            question = token.question
            assert question
            question.chase_at = None
            for other in self.doing("lies"):
                if other.part_of is question:
                    other.doing, other.over = "waits", now
        for token in looking:
            self.look(token, now)
        for token in leaving:
            self.note(token, -1, -1, -1, now, How.GIVEN_UP, 0)
            self.come_to(token, int(self.program.nodes.gives_up[token.node]), now)
        return bool(looking or chasing or leaving)

    def look(self, token: Token, now: int) -> None:
        """Go on without what is missing, or look again later."""
        question = token.question
        assert question
        fork = question.fork
        again = int(fork.look_again[token.rating])
        question.look_at = None
        if again != -1:
            question.look_at = self.after(again, fork.look_clock[token.rating], now)
        if question.looks_to_fail:
            question.looks_to_fail -= 1
            return
        question.expired = True
        if question.enough():
            self.go_on(token, 0, now)

    # ------------------------------------------------------------- dispatch

    def people_start(self, now: int) -> bool:
        """Of all that somebody could begin, begin the first; again, until there is nothing."""
        started = False
        overloaded = self.overloaded(now)
        while True:
            self.hold_for_the_first()
            claims = [
                *self.claims_of_queues(now),
                *self.claims_of_kept(now),
                *self.claims_of_joint(now),
            ]
            if not claims:
                return started
            started = True
            _, single, _, _, person, number = min(claims)
            token = self.tokens[number]
            if not single and person >= 0:
                self.held.append(person)
            elif not single:
                self.begin_together(token, self.joint_team(token, now), now, now)
                self.held, self.held_for = [], None
            else:
                for other in self.doing("is_worked"):
                    if other.person == person:
                        self.put_down(other, now)
                token.doing, token.person, token.start = "is_worked", person, now
                token.hurried = int(self.program.nodes.queue[token.node]) in overloaded
                token.pace = self.pace(token, now)

    def overloaded(self, now: int) -> set[int]:
        """Queues in which too much waits for each person on duty who serves them."""
        pressure = self.program.pressure
        if pressure is None or pressure.waiting == -1:
            return set()
        found = set()
        for queue, roles in enumerate(self.program.queues):
            waiting = sum(
                int(self.program.nodes.queue[token.node]) == queue for token in self.doing("queues")
            )
            there = sum(self.role[p] in roles and self.on_duty(p, now) for p in self.people)
            if there and Fraction(waiting, there) >= Fraction(pressure.waiting, 1000):
                found.add(queue)
        return found

    def claims_of_queues(self, now: int) -> Iterator[Claim]:
        """Heads of queues that find somebody free, or somebody they may interrupt."""
        heads: dict[int, int] = {}
        for number, token in enumerate(self.tokens):
            if token.doing == "queues":
                queue = int(self.program.nodes.queue[token.node])
                if queue not in heads or self.key(token) < self.key(self.tokens[heads[queue]]):
                    heads[queue] = number
        free = self.free(now)
        for queue, number in heads.items():
            roles, token = self.program.queues[queue], self.tokens[number]
            priority, *rest = self.key(token)
            able = [(roles.index(self.role[p]), p) for p in free if self.role[p] in roles]
            others = [
                other
                for other in self.doing("is_worked")
                if self.role[other.person] in roles
                and self.on_duty(other.person, now)
                and self.program.interrupts[token.rating, other.rating]
            ]
            if able:
                position, person = min(able)
                yield priority, 1, position, tuple(rest), person, number
            elif others:
                person = max(others, key=self.key).person
                yield priority, 1, len(roles), tuple(rest), person, number

    def claims_of_kept(self, now: int) -> Iterator[Claim]:
        """Kept work whose keeper is free."""
        free = self.free(now)
        for number, token in enumerate(self.tokens):
            if token.doing == "is_kept" and token.person in free:
                priority, *rest = self.key(token)
                roles = self.program.queues[self.program.nodes.queue[token.node]]
                position = roles.index(self.role[token.person])
                yield priority, 1, position, tuple(rest), token.person, number

    def claims_of_joint(self, now: int) -> Iterator[Claim]:
        """The first joint work of the hub: the next person it takes, or its beginning."""
        token = self.held_for
        if token is None:
            return
        priority, *rest = self.key(token)
        number = next(n for n, other in enumerate(self.tokens) if other is token)
        joint = self.joint(token)
        team = self.joint_team(token, now)
        complete = len(team) == sum(count for _, count in joint.needs)
        if joint.hold and not complete:
            free = self.free(now)
            for role, count in joint.needs:
                lacking = count - sum(self.role[p] == role for p in self.held)
                there = [p for p in free if self.role[p] == role]
                if lacking > 0 and there:
                    yield priority, 0, 0, tuple(rest), min(there), number
                    return
            return
        end = now + token.left // 1000
        fits = not joint.must_fit or all(end <= self.goes_at(person, now) for person in team)
        if complete and fits:
            yield priority, 0, 0, tuple(rest), -1, number

    def joint_team(self, token: Token, now: int) -> list[int]:
        """Whom joint work has: the held, or whoever is free; by role as written, then by number."""
        joint = self.joint(token)
        there = self.held if joint.hold else self.free(now)
        team: list[int] = []
        for role, count in joint.needs:
            team += sorted(p for p in there if self.role[p] == role)[:count]
        return team

    def hold_for_the_first(self) -> None:
        """Let the held go if another joint piece is first by now."""
        first = min(self.doing("gathers"), key=self.key, default=None)
        if first is not self.held_for:
            self.held, self.held_for = [], first

    def joint(self, token: Token) -> Joint:
        """What joint work needs."""
        return self.program.joints[int(self.program.nodes.item[token.node])]

    def begin_together(self, token: Token, team: list[int], start: int, now: int) -> None:
        """Fix a piece of joint work or of a meeting: it is never put down."""
        assert start >= now
        token.doing, token.team, token.start = "with_team", tuple(team), start
        token.over = start + token.left // 1000

    # ------------------------------------------------------------- meetings

    def meetings_open(self, now: int) -> bool:
        """Open the meetings of this second, one after the other in the order of their stages."""
        opening = sorted(node for at, node in self.to_open if at == now)
        self.to_open = [(at, node) for at, node in self.to_open if at > now]
        for node in opening:
            self.open(node, now)
        return bool(opening)

    def open(self, node: int, now: int) -> None:
        """Hear the first cases that can be heard."""
        meeting = self.meetings[node]
        tables: list[Table] = []
        absent: set[int] = set()
        heard = 0
        for token in sorted((t for t in self.doing("on_agenda") if t.node == node), key=self.key):
            if heard == meeting.cap:
                break
            waived = self.waived(meeting, token, now)
            possible = [table for table in tables if table.absent <= waived]
            table = min(possible, key=lambda each: each.until) if possible else None
            if len(tables) < meeting.width and (table is None or table.until > now):
                new = self.called(meeting, tables, now)
                if new.absent <= waived and (new.team or not meeting.needs):
                    table = new
                elif table is None:
                    absent |= new.absent - waived
            if table is None:
                for other in tables:  # called, but not complete for this case
                    absent |= other.absent - waived
                continue
            over = table.until + token.left // 1000
            if meeting.must_fit and any(over > self.goes_at(p, now) for p in table.team):
                continue
            if not any(table is each for each in tables):
                tables.append(table)
                self.call_in(table.team, now)
            self.begin_together(token, table.team, table.until, now)
            table.until = over
            heard += 1
        for role in sorted(absent):
            self.rows.append((-1, 0, node, 0, 0, 0, role, -1, now, -1, now, How.LOST, heard))

    def waived(self, meeting: Meeting, token: Token, now: int) -> set[int]:
        """Roles without which it may be heard by now."""
        found = set()
        for role, amount, clock in meeting.waivers:
            at = self.after(amount, clock, token.joined)
            if at is not None and at <= now:
                found.add(role)
        return found

    def called(self, meeting: Meeting, tables: list[Table], now: int) -> Table:
        """Who could come, those with nothing in hand first; and which roles are not complete."""
        seated = [person for table in tables for person in table.team]
        together = [person for token in self.doing("with_team") for person in token.team]
        in_hand = {token.person for token in self.doing("is_worked")}
        table = Table([], set(), now)
        for role, count in meeting.needs:
            there = [
                p
                for p in self.people
                if self.role[p] == role
                and self.on_duty(p, now)
                and p not in seated
                and p not in together
            ]
            chosen = [p for p in there if p not in in_hand] + [p for p in there if p in in_hand]
            table.team += chosen[:count]
            if len(chosen) < count:
                table.absent.add(role)
        return table

    def call_in(self, team: list[int], now: int) -> None:
        """Have these people put down what they have and leave what they are held for."""
        for token in list(self.doing("is_worked")):
            if token.person in team:
                self.put_down(token, now)
        self.held = [person for person in self.held if person not in team]

    # -------------------------------------------------------- a token's way

    def step_on(self, token: Token, now: int) -> None:
        """Go to the node that follows."""
        self.come_to(token, int(self.program.nodes.next[token.node]), now)

    def come_to(self, token: Token, node: int, now: int) -> None:
        """Come to a node, and stay there or go on."""
        nodes = self.program.nodes
        if token.line == 0 and nodes.most[node] == token.visits.get(node, 0):
            self.come_to(token, int(nodes.beyond[node]), now)
            return
        token.node, token.ready, token.question, token.team = node, now, None, ()
        token.person, token.start, token.spell, token.over = -1, -1, 0, None
        token.patience = None
        if token.line == 0:
            token.visit = token.visits.get(node, 0)
            token.visits[node] = token.visit + 1
            assert token.visit == 0 or nodes.repeats[node]
        kind = Kind(nodes.kind[node])
        if kind in QUEUES:
            self.come_to_work(token, now)
        elif kind == Kind.DELAY:
            hours, seconds = int(nodes.hours[node]), self.length(token, nodes.draw[node])
            self.taken["waits while somebody is there"] += hours >= len(self.program.hours)
            token.doing, token.over = "waits", now + seconds
            if hours >= 0:
                token.over = _pass(self.open_hours(hours), now, seconds)
        elif kind == Kind.FORK:
            self.ask(token, now)
        elif kind == Kind.ROUTE:
            table = self.program.routes[nodes.item[node]]
            self.come_to(token, self.target(table, token, now), now)
        elif kind == Kind.REPLY:
            self.reply(token, now)
        elif kind == Kind.LEAVE:
            self.leave(token, now)
        elif kind == Kind.SEE:
            token.doing = "is_to_be_seen"
        else:
            token.rating = self.target(self.program.rates[nodes.item[node]], token, now)
            self.note(token, -1, -1, now, now, How.DONE, token.rating)
            self.step_on(token, now)

    def come_to_work(self, token: Token, now: int) -> None:
        """Wait for a person, for several, or for a slot."""
        nodes, node = self.program.nodes, token.node
        token.doing = QUEUES[Kind(nodes.kind[node])]
        seconds = self.length(token, nodes.draw[node]) + token.owed
        self.taken[f"owed to work that {token.doing}"] += token.owed > 0
        token.joined, token.left, token.owed = now, 1000 * seconds, 0
        if nodes.patience[node] != -1:
            token.patience = now + self.length(token, nodes.patience[node])

    def reply(self, token: Token, now: int) -> None:
        """Be there as a reply: waited for or not, bringing something or not."""
        question, branch = token.part_of, int(self.program.nodes.item[token.node])
        assert question
        waiting = any(other.question is question for other in self.doing("asks"))
        self.note(token, -1, -1, now, now, How.DONE, int(waiting))
        if waiting and branch in question.asked:  # what is offered unasked is not waited for
            question.replied[branch] = now
        if self.program.nodes.brings[token.node] != -1:
            self.hear(question.of, int(self.program.nodes.brings[token.node]), now)
        token.doing = "gone"

    def leave(self, token: Token, now: int) -> None:
        """Leave, and wake what comes back: need not answered, or a sender who hears nothing."""
        nodes, node, cases = self.program.nodes, token.node, self.caseload
        reasons: list[tuple[int, int]] = []
        if token.episode < len(cases.returns):
            need = cases.need[token.episode, token.case]
            missed = int(cases.returns[token.episode, token.case])
            silence = int(cases.silence[token.episode, token.case])
            if need < self.program.protects[nodes.item[node]] and missed >= 0:
                reasons.append((missed, 1))
            if nodes.cause[node] == Cause.SILENT and silence >= 0:
                reasons.append((silence, 2))
        after, why = min(reasons, default=(0, 0))
        self.note(token, -1, -1, now, now, How.DONE, why)
        token.doing = "gone"
        if why:
            entry = int(self.program.entry[cases.source[token.case]])
            self.contact(token.case, token.episode + 1, entry, now + after)
            self.taken["comes back for both reasons"] += len(reasons) > 1
            self.taken["comes back for both reasons at once"] += reasons[1:] == [(after, 2)]

    def target(self, table: RouteTable, token: Token, now: int) -> int:
        """Which way its uniform takes: for its source, rating, need as seen and band."""
        u, row = self.uniform(token, int(self.program.nodes.draw[token.node])), table.cumulative
        band = self.band(table.band, now) if table.band != -1 else 0
        for place in (int(self.caseload.source[token.case]), token.rating, token.seen, band):
            row = row[place if len(row) > 1 else 0]
        return int(table.targets[next(n for n, share in enumerate(row) if u < share)])

    def band(self, number: int, now: int) -> int:
        """What a route goes by at a second."""
        band = self.program.bands[number]
        level = [
            int(value)
            for since, value in zip(band.levels.times, band.levels.values, strict=True)
            if since <= now
        ][-1]
        if not band.roles:
            self.taken[f"by date: {level}"] += 1
            return level
        there = any(self.role[p] in band.roles and self.on_duty(p, now) for p in self.people)
        self.taken[f"how near: {level + 1 if there else 0}"] += 1
        return level + 1 if there else 0

    def open_hours(self, number: int) -> list[tuple[int, int]]:
        """The stretches on which a wait runs: hours, or those in which somebody is there."""
        if number < len(self.program.hours):
            return _stretches(self.program.hours[number])
        roles = self.program.there[number - len(self.program.hours)]
        return _joined(pair for p in self.people if self.role[p] in roles for pair in self.duty[p])

    def need_seen(self, token: Token, now: int) -> int:
        """How the need of a case looks to those who decide, by what they heard when they began."""
        tables, node = self.program.recognition, token.node
        assert tables
        stage, begun, hurried = token.first_begun
        if stage != self.program.nodes.stage[node]:  # nobody worked here
            begun, hurried = now, False
        heard, facts = 0, 0
        for agency, since in token.heard.items():
            bit = int(tables.bit[agency])
            if bit != -1 and since <= begun:
                heard |= 1 << bit
                if self.caseload.knows[token.case] >> agency & 1:
                    facts |= 1 << bit
        turns_on = int(self.caseload.turns_on[token.case])
        fact = 0 if turns_on == -1 else int(tables.bit[turns_on]) + 1
        first = self.uniform(token, int(self.program.nodes.draw[node]))
        second = self.uniform(token, int(self.program.nodes.second[node]))
        need = int(self.caseload.need[token.episode, token.case])
        found = 2
        if need < 2 and first < tables.seen[int(hurried), fact, facts]:
            found = need
        elif need == 0 and first < tables.partly[int(hurried), fact, facts]:
            found = 1
        if need > 0 and second < tables.mistaken_as_high[heard]:
            found = 0
        elif need == 2 and second < tables.mistaken[heard]:
            found = 1
        turns = "" if not fact else ", turns on a fact" + " heard" * (facts >> fact - 1 & 1)
        self.taken[f"need {need} seen as {found}{turns}"] += 1
        self.taken["seen in a hurry"] += hurried
        return found

    def ask(self, token: Token, now: int) -> None:
        """Put the questions; go on at once if no reply is needed."""
        fork = self.program.forks[self.program.nodes.item[token.node]]
        rating, visit = token.rating, token.visit
        asked, offered = [], []
        for number, branch in enumerate(fork.branches):
            share = float(branch.share[rating])
            if self.is_so(token, branch.draw, share):
                asked.append(number)
            elif self.is_so(token, branch.draw, share + float(branch.offered[rating])):
                offered.append(number)
                self.taken["offered"] += 1
        question = Question(fork, asked, token)
        token.doing, token.question = "asks", question
        children = [
            Token(
                token.case,
                fork.branches[number].entry,
                token.episode,
                rating,
                number + 1,
                visit,
                question,
                seen=token.seen,
            )
            for number in (*asked, *offered)
        ]
        self.tokens += children
        for child in children:
            branch = fork.branches[child.line - 1]
            if self.is_so(token, branch.never_draw, branch.never[rating]):
                child.node, child.doing, child.ready = branch.lies, "lies", now
        if question.enough():
            self.note(token, -1, -1, now, now, How.DONE, 0)
            self.step_on(token, now)
        else:
            if fork.limit[rating] != -1:
                question.look_at = self.after(int(fork.limit[rating]), fork.clock[rating], now)
            if fork.kept_draw != -1:
                question.looks_to_fail = int(self.drawn(token, fork.kept_draw)[rating])
            chased = fork.chase_after[rating] != -1
            if chased and self.is_so(token, fork.chase_draw, fork.chase_done[rating]):
                after = int(fork.chase_after[rating])
                question.chase_at = self.after(after, fork.chase_clock[rating], now)
        for child in children:
            if child.doing != "lies":
                self.come_to(child, child.node, now)

    def lying_node(self, token: Token) -> int:
        """The node at which this question lies unanswered; -1 for a case."""
        return token.part_of.fork.branches[token.line - 1].lies if token.part_of else -1

    def branch_entry(self, token: Token) -> int:
        """The first node of a question's way."""
        assert token.part_of
        return int(token.part_of.fork.branches[token.line - 1].entry)

    def after(self, amount: int, clock: str, since: int) -> int | None:
        """The second at which so much time has passed."""
        if clock == "elapsed":
            return since + amount
        if clock == "working hours":
            return _pass(self.hub_day, since, amount)
        return self.due_after_days(since, amount)

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

    def goes_at(self, person: int, now: int) -> int:
        """When somebody on duty goes."""
        return next(closes for opens, closes in self.duty[person] if opens <= now < closes)

    def free(self, now: int) -> list[int]:
        """Who is on duty with nothing in hand, not in a team, and not held."""
        busy = {*self.held, *(token.person for token in self.doing("is_worked"))}
        busy.update(person for token in self.doing("with_team") for person in token.team)
        return [p for p in self.people if p not in busy and self.on_duty(p, now)]

    def habit(self, person: int) -> int:
        """What somebody does with unfinished work."""
        return int(self.program.role_unfinished[self.role[person]])

    def pace(self, token: Token, now: int) -> int:
        """Thousandths of a second of work in a second, for work taken up now."""
        pace = int(self.program.pace[self.role[token.person], token.rating])
        pressure = self.program.pressure
        if pressure is None:
            return pace
        age = self.age(token, now)
        self.taken[f"taken up at age {age}, hurried {token.hurried}"] += 1
        return max(1, pace * int(pressure.pace[age, int(token.hurried)]) // 1000)

    def age(self, token: Token, now: int) -> int:
        """Whether a case is near the limit of its rating (1), or past it (2)."""
        target, pressure = self.program.targets[0], self.program.pressure
        assert pressure
        came = max(0, int(self.caseload.arrival[token.case]))
        due = None
        if target.limit[token.rating] != -1:
            due = self.after(target.limit[token.rating], target.clock[token.rating], came)
        if due is None:
            return 0
        near = due - floor(pressure.last * (due - came))
        return 2 if now >= due else 1 if now >= near else 0

    def key(self, token: Token) -> tuple[int, ...]:
        """The place in a queue; the episode tells apart what nothing else does."""
        due = int(self.variates.due[token.rating, token.case])
        return token.rating, due, token.joined, token.case, token.node, token.visit, token.episode

    def drawn(self, token: Token, draw: int) -> np.ndarray:
        """What was drawn for this visit, one number or one per rating."""
        column = self.variates.cases[draw][token.episode].tolist().index(token.case)
        return self.variates.values[draw][token.episode][token.visit][:, column]

    def length(self, token: Token, draw: int) -> int:
        """Seconds that something takes."""
        lengths = self.drawn(token, draw)
        return int(lengths[token.rating if len(lengths) > 1 else 0])

    def uniform(self, token: Token, draw: int) -> float:
        """A uniform."""
        return float(self.drawn(token, draw)[0])

    def is_so(self, token: Token, draw: int, share: float) -> bool:
        """Whether something with a share is the case."""
        return share == 1 if draw == -1 else self.uniform(token, draw) < share

    # ---------------------------------------------------------------- writing

    def note(  # noqa: PLR0917 - the columns of a row
        self, token: Token, role: int, person: int, start: int, end: int, how: int, detail: int,
        line: int | None = None,
    ) -> None:  # fmt: skip
        """Write a row."""
        line = token.line if line is None else line
        self.rows.append(
            (token.case, token.episode, token.node, token.visit, line, token.spell, role, person,
             token.ready, start, end, how, detail)
        )  # fmt: skip

    def note_spell(self, token: Token, now: int, how: int, done: int) -> None:
        """Write the row of work in somebody's hands."""
        if token.spell == 0:
            self.first_begun(token, token.start, hurried=token.hurried)
        self.note(token, self.role[token.person], token.person, token.start, now, how, done)

    def note_team(self, token: Token, now: int, how: int) -> None:
        """Write a row for everybody in a team; one row if a meeting needs nobody."""
        done = 1000 * (now - token.start)
        for place, person in enumerate(token.team or (-1,)):
            role = self.role[person] if person >= 0 else -1
            self.note(token, role, person, token.start, now, how, done, line=-place)

    def note_open(self, token: Token) -> None:
        """Write the row of what is not over at the horizon."""
        end = self.program.horizon
        if token.doing == "is_worked":
            spent = (end - token.start) * token.pace
            self.note_spell(token, end, How.OPEN, min(spent, token.left))
        elif token.doing == "with_team" and token.start < end:
            self.note_team(token, end, How.OPEN)
        elif token.doing == "is_kept":
            self.note(token, self.role[token.person], token.person, -1, end, How.WAITING, 0)
        elif token.doing in {"queues", "gathers", "on_agenda", "with_team"}:
            self.note(token, -1, -1, -1, end, How.WAITING, 0)
        elif token.doing in {"waits", "lies", "asks"}:
            self.note(token, -1, -1, token.ready, end, How.OPEN, 0)


def _stretches(windows: Windows) -> list[tuple[int, int]]:
    return list(zip(windows.opens.tolist(), windows.closes.tolist(), strict=True))


def _joined(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches that overlap or touch, as one."""
    found: list[tuple[int, int]] = []
    for opens, closes in sorted(pairs):
        if found and opens <= found[-1][1]:
            found[-1] = found[-1][0], max(closes, found[-1][1])
        else:
            found.append((opens, closes))
    return found


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
    """Case, episode, ready, line, node, visit, end: the order of a log; lost slots by role."""
    return tuple(int(row[column]) for column in (0, 1, 8, 4, 2, 3, 10, 6))
