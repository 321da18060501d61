"""Who works on what: people on their own calendars, queues, and one dispatch pass per instant."""

from __future__ import annotations

import heapq
from array import array
from bisect import insort
from collections.abc import Callable
from typing import Any

import simpy

from hubsim.engine.reference.moments import Limits, Moment, Order
from hubsim.program import Program
from hubsim.program.layout import NONE, Joint, Unfinished
from hubsim.runlog import How
from hubsim.variates import Variates

DONE, PUT_DOWN, HANDED_BACK, WAITING, OPEN = map(
    int, (How.DONE, How.PUT_DOWN, How.HANDED_BACK, How.WAITING, How.OPEN)
)

Key = tuple[int, int, int, int, int, int, int]
"""Priority, due, since when it waits, case, node, visit, episode: who goes first, and unique."""


class Piece:
    """A piece of work on a case: what people take up, put down and end.

    Its key never changes, also when it is put down: it keeps its place.
    """

    __slots__ = (
        "began", "case", "done", "ends", "episode", "hurried", "key", "last", "left", "line",
        "node", "pace", "parts", "patience", "person", "process", "queue", "ready", "start", "team",
        "visit", "waiting",
    )  # fmt: skip

    def __init__(self, env: Any, key: Key, line: int, queue: int, seconds: int) -> None:
        self.key = key
        _, _, self.ready, self.case, self.node, self.visit, self.episode = key
        self.line, self.queue = line, queue
        self.left = 1000 * seconds
        """Thousandths of a second of touch time still to do."""
        self.person, self.start, self.parts, self.pace = NONE, NONE, 0, 1000
        self.began, self.hurried = NONE, 0
        """When somebody first took it up, and whether too much was waiting then."""
        self.team: tuple[int, ...] = ()
        """Everybody in a piece of joint work, which is never put down."""
        self.last = True
        """Whether its team parts when it is over."""
        self.waiting = False
        self.ends = NONE
        """When it will be over, if nothing comes between; -1 if that is not known."""
        self.patience: tuple[int, Callable[[], None]] | None = None
        """When its case loses patience if nobody has begun, and what happens then."""
        self.done = Moment(env)
        self.process: simpy.Process = env.active_process

    def rows(self, start: int, end: int, how: int, role: list[int], done: int) -> tuple[int, ...]:
        """The row of one person's spell."""
        person = self.person
        return (
            self.case, self.episode, self.node, self.visit, self.line, self.parts,
            role[person] if person != NONE else NONE, person, self.ready, start, end, how, done,
        )  # fmt: skip


class People:
    """Everybody in the hub, and the work that waits for them.

    Parameters
    ----------
    env : simpy.Environment
    program : Program
    variates : Variates
        When each person is on duty.
    log : array
        Rows of the run.
    limits : Limits
        What expires at the end of an instant.
    """

    def __init__(
        self, env: Any, program: Program, variates: Variates, log: array[int], limits: Limits
    ) -> None:
        self.env, self.program, self.variates, self.log = env, program, variates, log
        self.limits = limits
        self.role = program.person_role.tolist()
        self.agency = program.role_agency[program.person_role].tolist()
        self.paces = program.pace.tolist()
        self.unfinished = program.role_unfinished.tolist()
        self.reread = program.role_reread.tolist()
        self.interrupts = program.interrupts.tolist()
        self.may_interrupt = [any(row) for row in self.interrupts]
        self.off_at = [NONE] * len(self.role)
        """When each person on duty goes; -1 off duty."""
        self.work: list[Piece | None] = [None] * len(self.role)
        self.kept: list[list[tuple[tuple[Any, ...], Piece]]] = [[] for _ in self.role]
        """Work put down, by person, the best first as dispatch would choose."""
        self.free: list[list[int]] = [[] for _ in program.roles]
        """Persons on duty with nothing in hand, by role, lowest number first."""
        self.of_role = [
            [p for p, role in enumerate(self.role) if role == r] for r in range(len(program.roles))
        ]
        self.queues: list[list[tuple[Key, Piece]]] = [[] for _ in program.queues]
        self.served_by = [
            [q for q, roles in enumerate(program.queues) if role in roles]
            for role in range(len(program.roles))
        ]
        self.stirred: set[int] = set()
        """Queues in which somebody may be able to start since the last dispatch."""
        self.back: set[int] = set()
        """Free persons with kept work who may be able to take it up."""
        self.joint: list[tuple[Key, Piece]] = []
        """Joint work that waits, all of the hub."""
        self.held: list[int] = []
        """People held for the first of it."""
        self.held_for: Piece | None = None
        self.together: dict[int, Piece] = {}
        """Joint work under way."""
        self.dispatch_called = False
        self.pressure = program.pressure
        self.multiples = [] if program.pressure is None else program.pressure.pace.tolist()
        self.pressing = variates.pressing.tolist()
        self.crowded: list[int] = [0] * len(program.queues)
        """Queues in which too much was waiting when this dispatch began: 1, else 0."""
        env.process(self.rota())

    # ------------------------------------------------------- coming and going

    def rota(self) -> Any:
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
                    self.come(person, until)

    def come(self, person: int, until: int) -> None:
        """Somebody comes on duty; who is still at work goes on with it."""
        self.off_at[person] = until
        if self.work[person] is None:
            self.is_free(person)
        else:  # on overtime until now, and from now on somebody who may be interrupted
            self.stirred.update(self.served_by[self.role[person]])
            self.call_dispatch()

    def go(self, person: int) -> None:
        """Somebody's shift ends: work is put down, handed back or finished first."""
        self.off_at[person] = NONE
        piece = self.work[person]
        if piece is None:
            if person in self.held:
                self.held.remove(person)
            else:
                self.free[self.role[person]].remove(person)
            self.back.discard(person)
            if self.joint:  # somebody else may be taken for it, with whom it fits
                self.call_dispatch()
        elif not piece.team and self.unfinished[self.role[person]] != Unfinished.FINISH:
            self.put_down(piece)

    def is_free(self, person: int) -> None:
        """Somebody on duty has nothing in hand: queues, kept and joint work may start."""
        role = self.role[person]
        insort(self.free[role], person)
        self.stirred.update(self.served_by[role])
        if self.kept[person]:
            self.back.add(person)
        self.call_dispatch()

    # ------------------------------------------------------------------ pieces

    def wait(self, piece: Piece, joint: Joint | None = None) -> None:
        """Let a piece of work wait for somebody, or joint work for everybody it needs."""
        piece.waiting = True
        if joint is not None:
            heapq.heappush(self.joint, (piece.key, piece))
        else:
            heapq.heappush(self.queues[piece.queue], (piece.key, piece))
            self.stirred.add(piece.queue)
        self.call_dispatch()

    def withdraw(self, piece: Piece) -> None:
        """Take a piece that waits in a queue out of it."""
        piece.waiting = False
        queue = self.queues[piece.queue]
        queue.remove((piece.key, piece))
        heapq.heapify(queue)
        self.stirred.add(piece.queue)
        self.call_dispatch()

    def put_down(self, piece: Piece) -> None:
        """Put work down at the end of a shift, at an interruption or at a call to a meeting."""
        person, now = piece.person, self.env.now
        if piece.ends != NONE:  # its end was fixed and is so no longer
            piece.ends, piece.done = NONE, Moment(self.env)
            piece.process.interrupt()
        self.work[person] = None
        keeps = self.unfinished[self.role[person]] != Unfinished.HAND_BACK
        if piece.start < now:
            self.note_spell(piece, PUT_DOWN if keeps else HANDED_BACK)
            piece.ready = now
            piece.parts += 1
            if not keeps:
                piece.left += 1000 * self.reread[self.role[person]]
        else:
            keeps = keeps and piece.parts > 0  # taken up and put down in one instant: never begun
            piece.began = piece.began if piece.parts > 0 else NONE
            if piece.patience is not None and piece.patience[0] == now:
                self.limits.add(*piece.patience)  # it ended while the piece was in hand
        piece.start = NONE
        if keeps:
            # Kept work counts with the position of its person's role, as a queue's head would.
            position = self.program.queues[piece.queue].index(self.role[person])
            order = (piece.key[0], 1, position, piece.key[1:])
            heapq.heappush(self.kept[person], (order, piece))
        else:
            piece.person = NONE
            self.wait(piece)

    def end_work(self, piece: Piece) -> None:
        """Work is over; its people are free, or go home if their shift ended meanwhile."""
        if piece.queue == NONE:  # joint work or a meeting
            del self.together[id(piece)]
            self.note_team(piece, piece.start, self.env.now, DONE)
            for person in piece.team if piece.last else ():
                self.let_go(person)
            return
        self.note_spell(piece, DONE)
        self.let_go(piece.person)

    def agencies_of(self, piece: Piece) -> set[int]:
        """Agencies of those who did a piece of work last, or together."""
        people = piece.team or ((piece.person,) if piece.person != NONE else ())
        return {self.agency[person] for person in people}

    def let_go(self, person: int) -> None:
        """Somebody has nothing in hand any more."""
        self.work[person] = None
        if self.off_at[person] != NONE:
            self.is_free(person)

    def note_spell(self, piece: Piece, how: int) -> None:
        """Write down a spell of work and take it off what is left."""
        now = self.env.now
        done = min(piece.left, (now - piece.start) * piece.pace)
        piece.left -= done
        self.log.extend(piece.rows(piece.start, now, how, self.role, done))

    def note_team(self, piece: Piece, start: int, end: int, how: int) -> None:
        """Write down joint work: the first person on the main line, the others beside it."""
        line = piece.line
        for number, person in enumerate(piece.team or (NONE,)):
            piece.person, piece.line = person, line if number == 0 else -number
            self.log.extend(piece.rows(start, end, how, self.role, 1000 * (end - start)))
        piece.line = line

    # ---------------------------------------------------------------- dispatch

    def call_dispatch(self) -> None:
        """Have one dispatch pass in this instant, after everything else."""
        if not self.dispatch_called:
            self.dispatch_called = True
            call = Moment(self.env).happen(self.env.now, Order.DISPATCH)
            call.callbacks.append(self.dispatch)

    def dispatch(self, _: Any) -> None:
        """Start the best piece that can start, until nobody can."""
        self.dispatch_called = False
        if self.pressure is not None and self.pressure.waiting != NONE:
            self.crowded = [self.is_crowded(queue) for queue in range(len(self.queues))]
        while True:
            best: tuple[Any, ...] | None = None
            self.hold_for_first()
            for queue in tuple(self.stirred):
                found = self.head(queue)
                if found is None:
                    self.stirred.discard(queue)
                elif best is None or found < best:
                    best = found
            for person in self.back:
                order, piece = self.kept[person][0]
                found = (*order, person, piece)
                if best is None or found < best:
                    best = found
            if self.joint:
                found = self.joint_head()
                if found is not None and (best is None or found < best):
                    best = found
            if best is None:
                return
            _, single, _, _, person, piece = best
            if not single:
                self.gather(piece, person)
                continue
            in_hand = self.work[person]
            if in_hand is not None:
                self.put_down(in_hand)
                insort(self.free[self.role[person]], person)
            kept = piece.person == person and not piece.waiting
            heapq.heappop(self.kept[person] if kept else self.queues[piece.queue])
            self.start(piece, person)

    def head(self, queue: int) -> tuple[Any, ...] | None:
        """The head of a queue and who would take it: a free person, else one it may interrupt."""
        waiting = self.queues[queue]
        if not waiting:
            return None
        key, piece = waiting[0]
        roles = self.program.queues[queue]
        for position, role in enumerate(roles):
            if self.free[role]:
                return key[0], 1, position, key[1:], self.free[role][0], piece
        if self.may_interrupt[key[0]]:
            person = self.least_urgent(key[0], roles)
            if person != NONE:
                return key[0], 1, len(roles), key[1:], person, piece
        return None

    def least_urgent(self, priority: int, roles: tuple[int, ...]) -> int:
        """Who has the last in line in hand of what this rating may interrupt; -1 for nobody."""
        may, worst, found = self.interrupts[priority], None, NONE
        for role in roles:
            for person in self.of_role[role]:
                piece = self.work[person]
                if piece is None or piece.team or self.off_at[person] == NONE:
                    continue
                if may[piece.key[0]] and (worst is None or piece.key > worst):
                    worst, found = piece.key, person
        return found

    def start(self, piece: Piece, person: int) -> None:
        """Put a piece of work into somebody's hands."""
        now, role = self.env.now, self.role[person]
        self.free[role].remove(person)
        self.back.discard(person)
        self.work[person] = piece
        piece.person, piece.start, piece.waiting = person, now, False
        piece.pace = self.paces[role][piece.key[0]]
        crowded = self.crowded[piece.queue]
        if piece.began == NONE:
            piece.began, piece.hurried = now, crowded
        if self.pressure is not None:
            near, past = (times[piece.key[0]][piece.case] for times in self.pressing)
            age = 2 if now >= past else 1 if now >= near else 0
            piece.pace = max(1, piece.pace * self.multiples[age][crowded] // 1000)
        for queue in self.served_by[role]:  # what waits there may interrupt it at once
            waiting = self.queues[queue]
            if waiting and self.interrupts[waiting[0][0][0]][piece.key[0]]:
                self.stirred.add(queue)
        over = now - -piece.left // piece.pace
        if over <= self.off_at[person] or self.unfinished[role] == Unfinished.FINISH:
            piece.ends = over  # else it is put down when the person goes
            piece.done.happen(over, Order.WORK_ENDS)

    def is_crowded(self, queue: int) -> int:
        """Whether more waits in a queue for each of its people on duty than they can bear."""
        there = sum(
            self.off_at[person] != NONE
            for role in self.program.queues[queue]
            for person in self.of_role[role]
        )
        limit = self.pressure.waiting if self.pressure is not None else 0
        return int(1000 * len(self.queues[queue]) >= limit * there)

    # ------------------------------------------------------------- joint work

    def hold_for_first(self) -> None:
        """Let go of whoever is held, if other joint work is first now."""
        if self.joint and self.held_for is not self.joint[0][1]:
            self.release_held()
            self.held_for = self.joint[0][1]

    def joint_head(self) -> tuple[Any, ...] | None:
        """The first of all waiting joint work, if somebody can be taken for it now."""
        key, piece = self.joint[0]
        joint = self.program.joints[int(self.program.nodes.item[piece.node])]
        wanted = self.wanted(joint)
        if wanted is None:  # everybody is there
            return (key[0], 0, 0, key[1:], NONE, piece) if self.fits(piece, joint) else None
        if not joint.hold:
            enough = all(len(self.free[r]) >= n for r, n in joint.needs)
            return (
                (key[0], 0, 0, key[1:], NONE, piece) if enough and self.fits(piece, joint) else None
            )
        return (key[0], 0, 0, key[1:], wanted, piece) if wanted != NONE else None

    def wanted(self, joint: Joint) -> int | None:
        """Somebody free to be held for joint work; -1 if nobody is, None if all are there."""
        missing = False
        for role, number in joint.needs:
            there = sum(self.role[person] == role for person in self.held)
            if there < number:
                missing = True
                if self.free[role]:
                    return self.free[role][0]
        return NONE if missing else None

    def fits(self, piece: Piece, joint: Joint) -> bool:
        """Whether joint work that must fit would be over before anybody it needs goes."""
        if not joint.must_fit:
            return True
        team = self.held or [p for r, n in joint.needs for p in self.free[r][:n]]
        return all(self.env.now + piece.left // 1000 <= self.off_at[person] for person in team)

    def gather(self, piece: Piece, person: int) -> None:
        """Hold one more person for joint work, or start it."""
        joint = self.program.joints[int(self.program.nodes.item[piece.node])]
        if person != NONE:
            self.free[self.role[person]].remove(person)
            self.back.discard(person)
            self.held.append(person)
            return
        if not joint.hold:
            self.held = [p for r, n in joint.needs for p in self.free[r][:n]]
            for each in self.held:
                self.free[self.role[each]].remove(each)
                self.back.discard(each)
        heapq.heappop(self.joint)
        order = [role for role, _ in joint.needs]
        team = sorted(self.held, key=lambda p: (order.index(self.role[p]), p))
        self.held, self.held_for = [], None
        now = self.env.now
        self.begin_together(piece, tuple(team), now, now + piece.left // 1000)

    def begin_together(
        self, piece: Piece, team: tuple[int, ...], start: int, over: int, *, last: bool = True
    ) -> None:
        """Fix when a team does a piece of joint work; after the last of a row of them it parts."""
        piece.team, piece.start, piece.waiting, piece.ends = team, start, False, over
        piece.began = start
        piece.person = team[0] if team else NONE
        piece.last = last
        self.together[id(piece)] = piece
        for person in team:
            self.work[person] = piece
        piece.done.happen(over, Order.WORK_ENDS)

    def release_held(self) -> None:
        """Let go of whoever is held: something more urgent comes first."""
        held, self.held = self.held, []
        for person in held:
            self.is_free(person)

    # ----------------------------------------------------------------- the end

    def note_what_is_open(self, end: int) -> None:
        """Write down all work that is not over at the horizon."""
        waiting = [*self.joint, *(entry for queue in self.queues for entry in queue)]
        kept = [entry for pieces in self.kept for entry in pieces]
        for _, piece in waiting + kept:
            self.log.extend(piece.rows(NONE, end, WAITING, self.role, 0))
        for in_hand in self.work:
            if in_hand is not None and not in_hand.team:
                done = min(in_hand.left, (end - in_hand.start) * in_hand.pace)
                self.log.extend(in_hand.rows(in_hand.start, end, OPEN, self.role, done))
        for piece in self.together.values():
            if piece.start < end:
                self.note_team(piece, piece.start, end, OPEN)
            else:  # on the agenda of a meeting that has begun, and not yet heard
                piece.person = NONE
                self.log.extend(piece.rows(NONE, end, WAITING, self.role, 0))
