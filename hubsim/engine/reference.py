"""The reference engine, in SimPy: one generator per case and one per question to an agency.

The rules are in ``docs/semantics.md``; this file is meant to be read beside it. SimPy keeps the
clock and the list of events; who works on what is decided in one pass per instant, `_Hub.dispatch`,
after everything else of that instant has happened. An event's integer priority carries the written
order inside an instant, so SimPy's order of insertion never decides anything.
"""

from __future__ import annotations

import heapq
from array import array
from bisect import insort
from collections.abc import Generator, Iterator
from enum import IntEnum
from typing import Any

import numpy as np
import simpy

from hubsim.caseload import Caseload
from hubsim.engine.guards import Guards
from hubsim.errors import RunError
from hubsim.hours import due_by_working_days
from hubsim.program import Branch, Fork, Kind, Program
from hubsim.program.layout import NONE
from hubsim.runlog import COLUMNS, How, RunLog
from hubsim.units import clock_time
from hubsim.variates import Variates

WORK, DELAY, FORK, REPLY, ROUTE, LEAVE = map(int, Kind)
DONE, PUT_DOWN, WAITING, OPEN = map(int, How)

Life = Generator[simpy.Event, None, None]
Key = tuple[int, int, int, int, int]
"""Priority, since when it waits, case, node, visit: who goes first, and unique."""


class Order(IntEnum):
    """The order of events within one instant. SimPy's own bookkeeping (0 and 1) comes before."""

    WORK_ENDS = 2
    PEOPLE_GO = 3
    PEOPLE_COME = 4
    CASES_ARRIVE = 5
    JOINS_RELEASE = 6
    DISPATCH = 8
    LIMITS_EXPIRE = 9


class MoreVisits(Exception):  # noqa: N818 - a request to the caller, not an error
    """A case came to a node more often than was drawn for."""

    def __init__(self, node: int) -> None:
        super().__init__(node)
        self.node = node


class Moment(simpy.Event):
    """An event that happens at a second of our choosing, in the written order of its instant."""

    def happen(self, at: int, order: Order) -> Moment:
        """Let it happen at second `at`, not before now."""
        self._ok = True
        self._value = None
        self.env.schedule(self, order, at - self.env.now)  # type: ignore[arg-type]  # any integer orders
        return self


class Piece:
    """A piece of work on a case: what a person takes up, puts down and ends.

    Its key never changes, also when it is put
    down: it keeps its place.
    """

    __slots__ = (
        "case", "done", "key", "left", "line", "node", "parts", "person", "queue", "ready", "start",
        "visit",
    )  # fmt: skip

    def __init__(self, env: simpy.Environment, key: Key, line: int, queue: int, left: int) -> None:
        self.key = key
        _, self.ready, self.case, self.node, self.visit = key
        self.line = line
        self.queue = queue
        self.left = left
        """Thousandths of a second of touch time still to do."""
        self.person = NONE
        self.start = NONE
        self.parts = 0
        self.done = Moment(env)


class Join:
    """A case waiting for replies: which are in, and whether that is enough."""

    __slots__ = (
        "asked", "asked_at", "by_limit", "critical", "is_over", "limit_passed", "missing", "needed",
        "now_in", "released", "since",
    )  # fmt: skip

    def __init__(self, env: simpy.Environment, fork: Fork, asked: list[int]) -> None:
        self.asked, self.asked_at = asked, int(env.now)
        self.missing = set(asked)
        self.critical = {b for b in asked if fork.branches[b].critical}
        self.needed = len(asked) if fork.at_least == NONE else min(fork.at_least, len(asked))
        self.limit_passed = False
        """From now on only critical replies are waited for."""
        self.by_limit = False
        self.since, self.now_in = NONE, [(NONE, False)]
        """Replies of this instant: branch, and whether a critical one was still missing before."""
        self.released = Moment(env)
        self.is_over = False

    def is_enough(self) -> bool:
        """Whether the case may go on with the replies that are in."""
        if self.critical & self.missing:
            return False
        return self.limit_passed or len(self.asked) - len(self.missing) >= self.needed

    def reply(self, branch: int, now: int) -> None:
        """Take a reply in; release the join in its place of the instant if that is enough."""
        if now != self.since:
            self.since, self.now_in = now, []
        self.now_in.append((branch, bool(self.critical & self.missing)))
        self.missing.discard(branch)
        if self.is_enough() and not self.released.triggered:
            self.released.happen(now, Order.JOINS_RELEASE)

    def released_by(self) -> int:
        """The line (branch + 1) that the case was waiting for last; 0 if the limit released it.

        Among the replies of the instant the lowest number, of critical ones if one was missing.
        """
        if self.by_limit:
            return 0
        critical = self.now_in[0][1]
        return 1 + min(
            branch for branch, _ in self.now_in if not critical or branch in self.critical
        )


class ReferenceEngine:
    """Executes programs, readably."""

    name = "reference"

    def run(
        self, program: Program, caseload: Caseload, variates: Variates, guards: Guards
    ) -> RunLog:
        """Run a program on given cases with given draws.

        Raises
        ------
        MoreVisits
            When a case comes to a node more often than was drawn for.
        RunError
            When a guard stops the run.
        """
        hub = _Hub(program, caseload, variates, guards)
        hub.env.run(until=program.horizon)
        hub.note_what_is_open()
        rows = np.frombuffer(hub.log, dtype=np.int64).reshape(-1, len(COLUMNS))
        return RunLog.from_rows(rows, program.horizon)


class _Hub:
    """The state of one run: people, queues, and the log."""

    def __init__(
        self, program: Program, caseload: Caseload, variates: Variates, guards: Guards
    ) -> None:
        self.env: Any = simpy.Environment()  # SimPy types its clock as float; ours counts seconds
        self.program, self.variates, self.guards = program, variates, guards
        self.arrival = caseload.arrival.tolist()
        self.source = caseload.source.tolist()
        self.rating = caseload.rating.tolist()
        self.log = array("q")
        self.waiting_delays: dict[tuple[int, ...], None] = {}
        self.open_joins: dict[tuple[int, int, int], Join] = {}
        self.open_count = 0
        self.instant, self.steps = NONE, 0

        nodes = program.nodes
        self.kind = nodes.kind.tolist()
        self.next = nodes.next.tolist()
        self.queue_of = nodes.queue.tolist()
        self.draw_of = nodes.draw.tolist()
        self.hours_of = nodes.hours.tolist()
        self.item = nodes.item.tolist()
        self.repeats = nodes.repeats.tolist()
        self.values = [[block.tolist() for block in blocks] for blocks in variates.values]
        self.by_rating = [len(draw.spreads) > 1 for draw in program.draws]
        self.routes = [(t.cumulative.tolist(), t.targets.tolist()) for t in program.routes]

        self.role = program.person_role.tolist()
        self.pace = [program.role_pace.tolist()[role] for role in self.role]
        self.off_at = [NONE] * len(self.role)
        """When each person on duty goes; -1 off duty."""
        self.work: list[Piece | None] = [None] * len(self.role)
        self.kept: list[list[tuple[Key, Piece]]] = [[] for _ in self.role]
        self.free: list[list[int]] = [[] for _ in program.roles]
        """Persons on duty with nothing in hand, by role, lowest number first."""
        self.queues: list[list[tuple[Key, Piece]]] = [[] for _ in program.queues]
        self.served_by = [
            [q for q, roles in enumerate(program.queues) if role in roles]
            for role in range(len(program.roles))
        ]
        self.stirred: set[int] = set()
        """Queues in which somebody may be able to start since the last dispatch."""
        self.back: set[int] = set()
        """Free persons with kept work who may be able to take it up."""
        self.dispatch_called = False
        self.limits: dict[int, list[Join]] = {}

        self.env.process(self.contacts())
        self.env.process(self.rota())

    # --------------------------------------------------------------- cases

    def contacts(self) -> Life:
        """Let every case arrive in its second."""
        env, last = self.env, NONE
        for case, at in enumerate(self.arrival):
            if at != last:
                yield Moment(env).happen(at, Order.CASES_ARRIVE)
                last = at
            self.open_count += 1
            self.check_guards()
            env.process(self.follow(case, self.program.entry))

    def follow(
        self, case: int, node: int, line: int = 0, fork_visit: int = 0, join: Join | None = None
    ) -> Life:
        """Follow a case from its contact until it leaves, or one question until its reply."""
        env, log = self.env, self.log
        priority, source = self.rating[case], self.source[case]
        visits: dict[int, int] = {}
        while True:
            if env.now != self.instant:
                self.instant, self.steps = env.now, 0
            self.steps += 1
            if self.steps > self.guards.steps_per_instant:
                raise self.endless(node)
            visit = fork_visit
            if line == 0 and self.repeats[node]:
                visit = visits.get(node, 0)
                visits[node] = visit + 1
            kind = self.kind[node]
            if kind == WORK:
                key = (priority, env.now, case, node, visit)
                piece = Piece(
                    env, key, line, self.queue_of[node], 1000 * self.length(case, node, visit)
                )
                self.join_queue(piece)
                yield piece.done
                self.end_work(piece)
            elif kind == DELAY:
                yield from self.delay(case, node, visit, line)
            elif kind == ROUTE:
                u = self.values[self.draw_of[node]][self.drawn(node, visit)][case]
                shares, targets = self.routes[self.item[node]]
                row = shares[source][priority]
                way = 0
                while u >= row[way]:
                    way += 1
                node = targets[way]
                continue
            elif kind == FORK:
                yield from self.ask(case, node, visit)
            elif kind == REPLY:
                self.take_reply(case, node, visit, line, join)
                return
            else:
                now = env.now
                log.extend((case, node, visit, 0, 0, NONE, NONE, now, now, now, DONE, 0))
                self.open_count -= 1
                return
            node = self.next[node]

    def drawn(self, node: int, visit: int) -> int:
        """Give the visit, if it was drawn for."""
        if visit >= len(self.values[self.draw_of[node]]):
            raise MoreVisits(node)
        return visit

    def length(self, case: int, node: int, visit: int) -> int:
        """Whole seconds that a piece of work or a wait takes."""
        draw = self.draw_of[node]
        block = self.values[draw][self.drawn(node, visit)]
        seconds: int = block[self.rating[case] if self.by_rating[draw] else 0][case]
        return seconds

    def delay(self, case: int, node: int, visit: int, line: int) -> Iterator[simpy.Event]:
        """Let time pass, on the clock or on working hours."""
        env, ready = self.env, self.env.now
        seconds = self.length(case, node, visit)
        hours = self.hours_of[node]
        over: int | None = ready + seconds
        if hours != NONE:
            over = self.program.hours[hours].after(ready, seconds)
        row = (case, node, visit, line, 0, NONE, NONE, ready, ready)
        self.waiting_delays[row] = None
        # What would be over only after the last working hours laid out never is.
        yield Moment(env).happen(over, Order.CASES_ARRIVE) if over is not None else Moment(env)
        del self.waiting_delays[row]
        self.log.extend((*row, env.now, DONE, 0))

    # ------------------------------------------------------------ questions

    def ask(self, case: int, node: int, visit: int) -> Iterator[simpy.Event]:
        """Ask several agencies at once and wait until enough have replied, or for the limit."""
        env = self.env
        fork = self.program.forks[self.item[node]]
        asked = [b for b, branch in enumerate(fork.branches) if self.is_asked(case, branch, visit)]
        join, row = Join(env, fork, asked), (case, node, visit)
        for b in asked:
            env.process(self.follow(case, fork.branches[b].entry, b + 1, visit, join))
        released_by = 0
        if not join.is_enough():
            self.open_joins[row] = join
            self.set_limit(case, fork, join)
            yield join.released
            released_by = join.released_by()
            del self.open_joins[row]
        join.is_over = True
        self.log.extend(
            (*row, 0, 0, NONE, NONE, join.asked_at, join.asked_at, env.now, DONE, released_by)
        )

    def is_asked(self, case: int, branch: Branch, visit: int) -> bool:
        """Whether this agency is asked about this case."""
        share = branch.share[self.rating[case]]
        if branch.draw == NONE:
            return bool(share > 0)
        blocks = self.values[branch.draw]
        if visit >= len(blocks):
            raise MoreVisits(branch.entry)
        return bool(blocks[visit][case] < share)

    def set_limit(self, case: int, fork: Fork, join: Join) -> None:
        """Let the wait for replies expire; all limits of one instant expire together."""
        rating, program, now = self.rating[case], self.program, self.env.now
        amount = int(fork.limit[rating])
        if amount == NONE:
            return
        hub_hours = program.hours[program.hub_hours]
        at: int | None = now + amount
        if fork.clock[rating] == "working hours":
            at = hub_hours.after(now, amount)
        elif fork.clock[rating] == "working days":
            at = due_by_working_days(now, amount, hub_hours, program.clock)
        if at is None or at >= program.horizon:
            return
        if at not in self.limits:
            self.limits[at] = []
            expiry = Moment(self.env).happen(at, Order.LIMITS_EXPIRE)
            expiry.callbacks.append(lambda _: self.expire(at))
        self.limits[at].append(join)

    def expire(self, at: int) -> None:
        """End the wait for everybody but a critical holder."""
        for join in self.limits.pop(at):
            if not join.released.triggered:
                join.limit_passed = True
                if join.is_enough():
                    join.by_limit = True
                    join.released.succeed()

    def take_reply(self, case: int, node: int, visit: int, line: int, join: Join | None) -> None:
        """Hand a reply to the join, in time or late."""
        now, in_time = self.env.now, 0
        if join is not None and not join.is_over:
            in_time = 1
            join.reply(self.item[node], now)
        self.log.extend((case, node, visit, line, 0, NONE, NONE, now, now, now, DONE, in_time))

    # --------------------------------------------------------------- people

    def rota(self) -> Life:
        """Let people come and go at the seconds of their own calendars."""
        going: dict[int, list[int]] = {}
        coming: dict[int, list[tuple[int, int]]] = {}
        for person, windows in enumerate(self.variates.duty):
            for opens, closes in zip(windows.opens.tolist(), windows.closes.tolist(), strict=True):
                if opens < self.program.horizon:
                    coming.setdefault(opens, []).append((person, closes))
                    going.setdefault(closes, []).append(person)
        for at in sorted(going.keys() | coming.keys()):
            if at in going:
                yield Moment(self.env).happen(at, Order.PEOPLE_GO)
                for person in going[at]:
                    self.go(person)
            if at in coming:
                yield Moment(self.env).happen(at, Order.PEOPLE_COME)
                for person, until in coming[at]:
                    self.off_at[person] = until
                    self.is_free(person)

    def go(self, person: int) -> None:
        """Send somebody home; work in hand is put down and kept."""
        self.off_at[person] = NONE
        piece = self.work[person]
        if piece is None:
            self.free[self.role[person]].remove(person)
            self.back.discard(person)
            return
        self.work[person] = None
        self.note_spell(piece, PUT_DOWN)
        piece.ready, piece.start = self.env.now, NONE
        piece.parts += 1
        heapq.heappush(self.kept[person], (piece.key, piece))

    def is_free(self, person: int) -> None:
        """Somebody on duty has nothing in hand: queues and kept work may start."""
        role = self.role[person]
        insort(self.free[role], person)
        self.stirred.update(self.served_by[role])
        if self.kept[person]:
            self.back.add(person)
        self.call_dispatch()

    def join_queue(self, piece: Piece) -> None:
        """Let a piece of work wait for somebody."""
        heapq.heappush(self.queues[piece.queue], (piece.key, piece))
        self.stirred.add(piece.queue)
        self.call_dispatch()

    def end_work(self, piece: Piece) -> None:
        """Work is over; its person is free."""
        self.note_spell(piece, DONE)
        self.work[piece.person] = None
        self.is_free(piece.person)

    def note_spell(self, piece: Piece, how: int) -> None:
        """Write down a spell of work and take it off what is left."""
        now, person = self.env.now, piece.person
        done = min(piece.left, (now - piece.start) * self.pace[person])
        piece.left -= done
        self.log.extend(
            (piece.case, piece.node, piece.visit, piece.line, piece.parts, self.role[person],
             person, piece.ready, piece.start, now, how, done)
        )  # fmt: skip

    # ------------------------------------------------------------- dispatch

    def call_dispatch(self) -> None:
        """Have one dispatch pass in this instant, after everything else."""
        if not self.dispatch_called:
            self.dispatch_called = True
            call = Moment(self.env).happen(self.env.now, Order.DISPATCH)
            call.callbacks.append(self.dispatch)

    def dispatch(self, _: Any) -> None:
        """Start the best piece that can start, until nobody can."""
        self.dispatch_called = False
        while True:
            best: tuple[Any, ...] | None = None
            for queue in tuple(self.stirred):
                found = self.head(queue)
                if found is None:
                    self.stirred.discard(queue)
                elif best is None or found < best:
                    best = found
            for person in self.back:
                key, piece = self.kept[person][0]
                position = self.program.queues[piece.queue].index(self.role[person])
                found = (key[0], position, key[1:], person, piece)
                if best is None or found < best:
                    best = found
            if best is None:
                return
            _, _, _, person, piece = best
            heapq.heappop(self.kept[person] if piece.parts else self.queues[piece.queue])
            self.start(piece, person)

    def head(self, queue: int) -> tuple[Any, ...] | None:
        """The head of a queue and who would take it: (priority, position of role, rest, person)."""
        waiting = self.queues[queue]
        if waiting:
            key, piece = waiting[0]
            for position, role in enumerate(self.program.queues[queue]):
                if self.free[role]:
                    return key[0], position, key[1:], self.free[role][0], piece
        return None

    def start(self, piece: Piece, person: int) -> None:
        """Put a piece of work into somebody's hands."""
        now = self.env.now
        self.free[self.role[person]].remove(person)
        self.back.discard(person)
        self.work[person] = piece
        piece.person, piece.start = person, now
        over = now - -piece.left // self.pace[person]
        if over <= self.off_at[person]:  # else it is put down when the person goes
            piece.done.happen(over, Order.WORK_ENDS)

    # ------------------------------------------------------- guards and end

    def check_guards(self) -> None:
        """Stop for too many open cases, or when somebody asks."""
        if self.open_count > self.guards.open_cases:
            fullest = max(range(len(self.queues)), key=lambda q: len(self.queues[q]))
            roles = " or ".join(self.program.roles[r] for r in self.program.queues[fullest])
            raise RunError(
                f"after {clock_time(self.env.now)} there are more than {self.guards.open_cases:,} "
                f"open cases, most of them waiting for {roles}; these people cannot do what is "
                "asked of them"
            )
        if self.guards.cancelled is not None and self.guards.cancelled():
            raise KeyboardInterrupt

    def endless(self, node: int) -> RunError:
        """Name the loop that never lets time pass."""
        stage = self.program.stages[int(self.program.nodes.stage[node])]
        return RunError(
            f"after {clock_time(self.env.now)} more than {self.guards.steps_per_instant:,} things "
            f'happened in one second, the last at the stage "{stage}": a loop in which no time '
            "passes"
        )

    def note_what_is_open(self) -> None:
        """Write down everything that is not over at the horizon."""
        end = self.program.horizon
        queued = [piece for queue in self.queues for _, piece in queue]
        kept = [piece for pieces in self.kept for _, piece in pieces]
        for piece in queued + kept:
            role = self.role[piece.person] if piece.parts else NONE
            self.log.extend(
                (piece.case, piece.node, piece.visit, piece.line, piece.parts, role, piece.person,
                 piece.ready, NONE, end, WAITING, 0)
            )  # fmt: skip
        for person, in_hand in enumerate(self.work):
            if in_hand is not None:
                piece = in_hand
                done = min(piece.left, (end - piece.start) * self.pace[person])
                self.log.extend(
                    (piece.case, piece.node, piece.visit, piece.line, piece.parts,
                     self.role[person], person, piece.ready, piece.start, end, OPEN, done)
                )  # fmt: skip
        for row in self.waiting_delays:
            self.log.extend((*row, end, OPEN, 0))
        for row, join in self.open_joins.items():
            self.log.extend((*row, 0, 0, NONE, NONE, join.asked_at, join.asked_at, end, OPEN, 0))
