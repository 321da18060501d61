"""Cases on their way: one generator per case, one per question, readable from top to bottom."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
import simpy

from hubsim.arrays import Floats
from hubsim.caseload import Caseload
from hubsim.engine.guards import Guards, MoreVisits, endless, too_many, undrawn
from hubsim.engine.reference.joins import Join
from hubsim.engine.reference.lives import Life, Question
from hubsim.engine.reference.meetings import Meetings
from hubsim.engine.reference.moments import Limits, Moment, Order
from hubsim.engine.reference.people import People, Piece
from hubsim.engine.reference.tables import Sight, Ways, numbered
from hubsim.hours import due_by_working_days
from hubsim.program import Branch, Kind, Program
from hubsim.program.layout import NONE, Cause
from hubsim.runlog import COLUMNS, How, RunLog
from hubsim.variates import Variates

WORK, DELAY, FORK, REPLY, ROUTE, LEAVE, TOGETHER, MEET, RATE, SEE = map(int, Kind)
DONE, OPEN, GIVEN_UP, WITHDRAWN = map(int, (How.DONE, How.OPEN, How.GIVEN_UP, How.WITHDRAWN))

MISSED, SILENCE = 1, 2
"""Why a case will come back: in the detail of its leaving."""

Steps = Generator[simpy.Event, None, None]


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
    """The state of one run."""

    def __init__(
        self, program: Program, caseload: Caseload, variates: Variates, guards: Guards
    ) -> None:
        self.env: Any = simpy.Environment()  # SimPy types its clock as float; ours counts seconds
        self.program, self.guards = program, guards
        self.log = array("q")
        self.limits = Limits(self.env, program.horizon)
        self.people = People(self.env, program, variates, self.log, self.limits)
        self.hours = variates.hours
        self.bands = [(steps.times.tolist(), steps.values.tolist()) for steps in variates.bands]
        self.meetings = Meetings(self.env, program, self.people, self.log)
        self.see = Sight(program, caseload)
        self.read_cases(caseload, variates)
        self.read_program(program)
        self.read_draws(program, variates)

        self.waits: dict[tuple[int, ...], None] = {}
        self.open_joins: dict[tuple[int, int, int, int], Join] = {}
        self.open_count = 0
        self.instant, self.steps = NONE, 0
        self.env.process(self.contacts())

    def read_cases(self, caseload: Caseload, variates: Variates) -> None:
        """Take what is known of the cases, as lists."""
        self.arrival = caseload.arrival.tolist()
        self.source = caseload.source.tolist()
        self.need = caseload.need.tolist()
        self.rating = caseload.rating.tolist()
        """By episode and case."""
        self.starts_at = caseload.starts_at.tolist()
        self.due = [due.tolist() for due in variates.due]
        """By rating and case: the second by which it is due; 0 where that does not matter."""
        self.returns = caseload.returns.tolist()
        """By episode and case: seconds until what was missed comes back, -1 for never."""
        self.silence = caseload.silence.tolist()
        """The same until the one who sent it sends it again, if nobody told them."""

    def read_program(self, program: Program) -> None:
        """Take the columns of the nodes and the tables, as lists."""
        nodes = program.nodes
        self.entry = program.entry.tolist()
        self.rates = [Ways(table) for table in program.rates]
        self.routes = [Ways(table) for table in program.routes]
        self.protects = program.protects.tolist()
        self.kind = nodes.kind.tolist()
        self.next = nodes.next.tolist()
        self.queue_of = nodes.queue.tolist()
        self.draw_of = nodes.draw.tolist()
        self.hours_of = nodes.hours.tolist()
        self.item = nodes.item.tolist()
        self.second_of = nodes.second.tolist()
        self.brings = nodes.brings.tolist()
        self.owes = nodes.owes.tolist()
        self.owes_case = nodes.owes_case.tolist()
        self.silent = (nodes.cause == Cause.SILENT).tolist()
        self.ordinary = nodes.ordinary.tolist()
        """Nodes at which who works on a case brings what their agency knows."""
        self.counted = (nodes.repeats | (nodes.most >= 0)).tolist()
        self.most = nodes.most.tolist()
        self.beyond = nodes.beyond.tolist()
        self.patience = nodes.patience.tolist()
        self.gives_up = nodes.gives_up.tolist()

    def read_draws(self, program: Program, variates: Variates) -> None:
        """Take everything that was drawn, as lists."""
        self.values = [
            [[block.tolist() for block in blocks] for blocks in episodes]
            for episodes in variates.values
        ]
        """By draw, episode, visit, (rating,) and place of the case."""
        places = {id(some): list(map(numbered, some)) for some in variates.cases}
        self.places = [places[id(some)] for some in variates.cases]
        """By draw, episode and case: where what was drawn for it is."""
        self.by_rating = [len(draw.spreads) > 1 for draw in program.draws]
        everybody = len(self.arrival)
        self.simple = [
            self.values[draw][0][0][0]
            if draw != NONE and not self.by_rating[draw] and len(self.places[draw][0]) == everybody
            else None
            for draw in self.draw_of
        ]
        """By node: the draws of the first visit in the first episode, where ratings share them and
        all cases have one."""

    # --------------------------------------------------------------- cases

    def contacts(self) -> Steps:
        """Let every case arrive in its second; what was open before the start is there at once."""
        env, last = self.env, NONE
        for case, at in enumerate(self.arrival):
            if at > last and at >= 0:
                yield Moment(env).happen(at, Order.CASES_ARRIVE)
                last = at
            self.arrives(case, 0)

    def arrives(self, case: int, episode: int) -> None:
        """Begin a case, or its next episode."""
        self.open_count += 1
        self.check_guards()
        source = self.source[case]
        life = Life(case, episode, source, self.rating[episode][case])
        start = self.starts_at[case] if episode == 0 else NONE
        self.env.process(self.follow(life, start if start != NONE else self.entry[source]))

    # A life reads from top to bottom, one branch for each kind of node.
    def follow(self, life: Life, node: int, question: Question | None = None) -> Steps:  # noqa: PLR0912 - one case, read top down
        """Follow a case from its contact until it leaves, or one question until its reply."""
        env = self.env
        while True:
            if env.now != self.instant:
                self.instant, self.steps = env.now, 0
            self.steps += 1
            if self.steps > self.guards.steps_per_instant:
                raise endless(self.program, int(env.now), node, self.guards)
            visit = 0 if question is None else question.visit
            if self.counted[node] and question is None:
                visit = life.visits.get(node, 0)
                if visit == self.most[node]:  # it has been here often enough
                    node = self.beyond[node]
                    continue
                life.visits[node] = visit + 1
            kind = self.kind[node]
            if kind == WORK or kind in (TOGETHER, MEET):
                piece = self.begin(life, node, visit, question)
                yield from self.over(piece)
                if piece.parts == NONE:  # nobody began, and it was taken back
                    if question is not None:
                        return
                    node = self.gives_up[node]
                    continue
                self.end_work(life, node, piece, question)
            elif kind == ROUTE:
                node = self.way(self.routes[self.item[node]], life, node, visit)
                continue
            elif kind == DELAY:
                yield from self.delay(life, node, visit, question)
            elif kind == FORK:
                yield from self.ask(life, node, visit)
                life.began, life.hurried = env.now, 0
            elif kind == RATE:
                life.rating = self.way(self.rates[self.item[node]], life, node, visit)
                self.note(life, node, visit, detail=life.rating)
            elif kind == SEE:
                # Of replies that end in this very step none comes too late for it.
                yield Moment(env).happen(env.now, Order.JOINS_RELEASE)
                life.seen = self.sees(life, node, visit)
                self.note(life, node, visit, detail=life.seen)
            else:
                if question is not None:
                    self.take_reply(life, node, question)
                else:
                    self.leaves(life, node, visit)
                return
            node = self.next[node]

    def leaves(self, life: Life, node: int, visit: int) -> None:
        """A case is gone; what was missed, or silence, wakes its next episode."""
        self.open_count -= 1
        episode, case, after, why = life.episode, life.case, NONE, 0
        if episode < len(self.returns):
            if self.need[episode][case] < self.protects[self.item[node]]:
                after = self.returns[episode][case]
                why = MISSED if after != NONE else 0
            if self.silent[node]:
                again = self.silence[episode][case]
                if again != NONE and (after == NONE or again < after):
                    after, why = again, SILENCE
        self.note(life, node, visit, detail=why)
        if after != NONE:
            self.env.process(self.comes_back(case, episode + 1, after))

    def comes_back(self, case: int, episode: int, after: int) -> Steps:
        """Let a missed need return later."""
        yield Moment(self.env).happen(self.env.now + after, Order.CASES_ARRIVE)
        self.arrives(case, episode)

    def sees(self, life: Life, node: int, visit: int) -> int:
        """How the need of a case comes to be seen."""
        second = self.drawn(life, node, self.second_of[node], visit)
        need = self.need[life.episode][life.case]
        return self.see.need(life, need, self.length(life, node, visit), second)

    def way(self, ways: Ways, life: Life, node: int, visit: int) -> int:
        """Which way a uniform falls into: a node, or a rating."""
        far, band = ways.strides, 0
        if ways.band != NONE:
            times, values = self.bands[ways.band]
            band = values[bisect_right(times, self.env.now) - 1]
        place = life.source * far[0] + life.rating * far[1] + life.seen * far[2] + band * far[3]
        row, u, chosen = ways.rows[place], self.length(life, node, visit), 0
        while u >= row[chosen]:
            chosen += 1
        return int(ways.targets[chosen])

    def drawn(self, life: Life, node: int, draw: int, visit: int, row: int = 0) -> Any:
        """What was drawn for this visit, if it was drawn for."""
        blocks = self.values[draw][life.episode]
        place = self.places[draw][life.episode].get(life.case)
        if place is None:
            raise undrawn(self.program, node)
        if visit >= len(blocks):
            raise MoreVisits(node)
        return blocks[visit][row][place]

    def length(self, life: Life, node: int, visit: int) -> Any:
        """What a node draws: whole seconds of work or wait, or a uniform."""
        simple = self.simple[node]
        if simple is not None and visit == 0 and life.episode == 0:
            return simple[life.case]
        draw = self.draw_of[node]
        row = life.rating if self.by_rating[draw] else 0
        return self.drawn(life, node, draw, visit, row)

    def note(self, life: Life, node: int, visit: int, line: int = 0, detail: int = 0) -> None:
        """Write down something that takes no time."""
        now = self.env.now
        self.log.extend(
            (life.case, life.episode, node, visit, line, 0, NONE, NONE, now, now, now, DONE, detail)
        )

    # ------------------------------------------------------- work and waits

    def begin(self, life: Life, node: int, visit: int, question: Question | None) -> Piece:
        """Let work wait for its people, for as long as the case has patience."""
        now, rating = self.env.now, life.rating
        due = self.due[rating][life.case]
        key = (rating, due, now, life.case, node, visit, life.episode)
        line = 0 if question is None else question.line
        # What is owed (a word spoken, something entered) is done with the work that comes next.
        seconds, life.owed = self.length(life, node, visit) + life.owed, 0
        piece = life.piece = Piece(self.env, key, line, self.queue_of[node], seconds)
        kind = self.kind[node]
        if kind == WORK:
            self.people.wait(piece)
        elif kind == MEET:
            self.meetings.wait(piece)
        else:
            self.people.wait(piece, self.program.joints[self.item[node]])
        draw = self.patience[node]
        if draw != NONE:
            row = rating if self.by_rating[draw] else 0
            patience = self.drawn(life, node, draw, visit, row)
            piece.patience = now + patience, lambda: self.lose_patience(piece)
            self.limits.add(*piece.patience)
        if question is not None:
            question.join.open[line - 1] = piece
        return piece

    def owe(self, life: Life, seconds: int) -> None:
        """Make the next work longer: what became ready in this second, if nobody began, is that."""
        piece = life.piece
        if piece is not None and piece.waiting and piece.key[2] == self.env.now:
            piece.left += 1000 * seconds
        else:
            life.owed += seconds

    @staticmethod
    def over(piece: Piece) -> Iterator[simpy.Event]:
        """Wait until a piece of work is over."""
        while True:
            try:
                yield piece.done
                return
            except simpy.Interrupt:  # it was put down, and has another end from now on
                continue

    def end_work(self, life: Life, node: int, piece: Piece, question: Question | None) -> None:
        """Let the people of a piece of work go; what their agencies know of the case is heard."""
        self.people.end_work(piece)
        life.began, life.hurried = piece.began, piece.hurried
        if question is None and self.ordinary[node]:
            for agency in self.people.agencies_of(piece):
                life.heard[agency] = min(life.heard.get(agency, piece.began), piece.began)

    def lose_patience(self, piece: Piece) -> None:
        """A case that nobody has begun is not waited for any longer."""
        if piece.waiting and piece.parts == 0:
            self.take_back(piece, GIVEN_UP)

    def take_back(self, piece: Piece, how: int) -> None:
        """Take waiting work out of its queue and let its generator go on without it."""
        self.people.withdraw(piece)
        self.log.extend(piece.rows(NONE, self.env.now, how, self.people.role, 0))
        piece.parts = NONE
        piece.done.succeed()

    def delay(
        self, life: Life, node: int, visit: int, question: Question | None
    ) -> Iterator[simpy.Event]:
        """Let time pass, on the clock or on working hours."""
        ready, hours = self.env.now, self.hours_of[node]
        seconds = self.length(life, node, visit)
        over: int | None = ready + seconds
        if hours != NONE:
            over = self.hours[hours].after(ready, seconds)
        moment = Moment(self.env)
        if over is not None:  # else not before the last working hours laid out: never
            moment.happen(over, Order.CASES_ARRIVE)
        line = 0 if question is None else question.line
        yield from self.until(moment, life, node, visit, line)
        self.owe(life, self.owes[node])
        self.owe(life if question is None else question.life, self.owes_case[node])
        life.began, life.hurried = self.env.now, 0

    def until(
        self, moment: Moment, life: Life, node: int, visit: int, line: int
    ) -> Iterator[simpy.Event]:
        """Wait for a moment, and write down the wait, also if the run ends first."""
        ready = self.env.now
        row = (life.case, life.episode, node, visit, line, 0, NONE, NONE, ready, ready)
        self.waits[row] = None
        yield moment
        del self.waits[row]
        self.log.extend((*row, self.env.now, DONE, 0))

    # ------------------------------------------------------------ questions

    def ask(self, life: Life, node: int, visit: int) -> Iterator[simpy.Event]:
        """Ask several agencies at once and wait until enough have replied, or for the limit."""
        env, fork = self.env, self.program.forks[self.item[node]]
        asked, offered = [], []
        for b, branch in enumerate(fork.branches):
            if self.happens(life, node, visit, branch.draw, branch.share):
                asked.append(b)
            elif self.happens(life, node, visit, branch.draw, branch.share + branch.offered):
                offered.append(b)  # it speaks up unasked, and nobody waits for it
        join, row = Join(env, fork, asked), (life.case, life.episode, node, visit)
        for b in sorted(asked + offered):
            # Each has the rating that its case has now; the case may be rated anew at once.
            about = Life(life.case, life.episode, life.source, life.rating)
            about.seen = life.seen
            env.process(self.put(about, fork.branches[b], Question(life, join, b, visit)))
        released_by = 0
        if not join.is_enough():
            self.open_joins[row] = join
            self.set_limit(life, node, visit, join)
            self.set_chase(life, node, visit, join)
            yield join.released
            released_by = join.released_by()
            del self.open_joins[row]
        join.is_over = True
        for b in sorted(join.open) if fork.withdraws else ():
            piece = join.open[b]
            if piece.waiting and piece.parts == 0:
                self.take_back(piece, WITHDRAWN)
        since = join.asked_at
        self.log.extend((*row, 0, 0, NONE, NONE, since, since, env.now, DONE, released_by))

    def happens(self, life: Life, node: int, visit: int, draw: int, shares: Floats) -> bool:
        """Whether something that happens with a share, by rating, does."""
        share = shares[life.rating]
        if draw == NONE:
            return bool(share > 0)
        return bool(self.drawn(life, node, draw, visit) < share)

    def put(self, life: Life, branch: Branch, question: Question) -> Steps:
        """Put one question; one that would never be answered lies until somebody asks again."""
        visit = question.visit
        if self.happens(life, branch.entry, visit, branch.never_draw, branch.never):
            yield from self.until(question.join.chased, life, branch.lies, visit, question.line)
        yield from self.follow(life, branch.entry, question)

    def after(self, amount: int, clock: str) -> int | None:
        """The second at which an amount of time from now has passed, on one of the hub's clocks."""
        program, now = self.program, self.env.now
        hours = program.hours[program.hub_hours]
        if clock == "working hours":
            return hours.after(int(now), amount)
        if clock == "working days":
            try:
                return due_by_working_days(int(now), amount, hours, program.clock)
            except ValueError:  # past the last working day laid out, so past the horizon
                return None
        return int(now + amount)

    def set_limit(self, life: Life, node: int, visit: int, join: Join) -> None:
        """Let the wait for replies end at the limit, or at a later look if it is not kept."""
        fork, rating = self.program.forks[self.item[node]], life.rating
        amount, again = int(fork.limit[rating]), int(fork.look_again[rating])
        if amount == NONE:
            return
        skipped = 0
        if fork.kept_draw != NONE:
            skipped = self.drawn(life, node, fork.kept_draw, visit, rating)

        def look(skip: int) -> None:
            if skip == 0 and join.look():
                return
            if again != NONE and not join.released.triggered:
                at = self.after(again, fork.look_clock[rating])
                self.limits.add(at, lambda: look(max(0, skip - 1)))

        self.limits.add(self.after(amount, fork.clock[rating]), lambda: look(skipped))

    def set_chase(self, life: Life, node: int, visit: int, join: Join) -> None:
        """Let somebody ask again, if they do."""
        fork = self.program.forks[self.item[node]]
        amount = int(fork.chase_after[life.rating])
        if amount == NONE:
            return
        if self.happens(life, node, visit, fork.chase_draw, fork.chase_done):
            at = self.after(amount, fork.chase_clock[life.rating])
            self.limits.add(at, lambda: self.chase(join))

    def chase(self, join: Join) -> None:
        """Ask again; as a wait that is over, so that it reaches what happens at this second."""
        if not join.is_over:
            join.chased.happen(self.env.now, Order.CASES_ARRIVE)

    def take_reply(self, life: Life, node: int, question: Question) -> None:
        """Hand a reply to the join, in time or late."""
        in_time = not question.join.is_over
        if in_time:
            question.join.reply(self.item[node], self.env.now)
        if self.brings[node] != NONE:
            question.life.heard.setdefault(self.brings[node], self.env.now)
        self.note(life, node, question.visit, question.line, int(in_time))

    # ------------------------------------------------------- guards and end

    def check_guards(self) -> None:
        """Stop for too many open cases, or when somebody asks."""
        if self.open_count > self.guards.open_cases:
            lengths = [len(queue) for queue in self.people.queues]
            raise too_many(self.program, int(self.env.now), lengths, self.guards)
        if self.guards.cancelled is not None and self.guards.cancelled():
            raise KeyboardInterrupt

    def note_what_is_open(self) -> None:
        """Write down everything that is not over at the horizon."""
        end = self.program.horizon
        self.people.note_what_is_open(end)
        self.meetings.note_what_is_open(end)
        for row in self.waits:
            self.log.extend((*row, end, OPEN, 0))
        for row, join in self.open_joins.items():
            self.log.extend((*row, 0, 0, NONE, NONE, join.asked_at, join.asked_at, end, OPEN, 0))
