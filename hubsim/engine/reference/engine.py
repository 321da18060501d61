"""Cases on their way: one generator per case, one per question, readable from top to bottom."""

from __future__ import annotations

from array import array
from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
import simpy

from hubsim.caseload import Caseload
from hubsim.engine.guards import Guards
from hubsim.engine.reference.joins import Join
from hubsim.engine.reference.meetings import Meetings
from hubsim.engine.reference.moments import Limits, Moment, Order
from hubsim.engine.reference.people import People, Piece
from hubsim.errors import RunError
from hubsim.hours import due_by_working_days
from hubsim.program import Branch, Fork, Kind, Program
from hubsim.program.layout import NONE
from hubsim.runlog import COLUMNS, How, RunLog
from hubsim.units import clock_time
from hubsim.variates import Variates

WORK, DELAY, FORK, REPLY, ROUTE, LEAVE, TOGETHER, MEET, RATE = map(int, Kind)
DONE, OPEN, GIVEN_UP, WITHDRAWN = map(int, (How.DONE, How.OPEN, How.GIVEN_UP, How.WITHDRAWN))

Life = Generator[simpy.Event, None, None]


class MoreVisits(Exception):  # noqa: N818 - a request to the caller, not an error
    """A case came to a node more often than was drawn for."""

    def __init__(self, node: int) -> None:
        super().__init__(node)
        self.node = node


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
        self.people = People(self.env, program, variates, self.log)
        self.meetings = Meetings(self.env, program, self.people, self.log)
        self.limits = Limits(self.env, program.horizon)

        self.arrival = caseload.arrival.tolist()
        self.source = caseload.source.tolist()
        self.need = caseload.need.tolist()
        self.rating = caseload.rating.tolist()
        """By episode and case."""
        self.place = {case: place for place, case in enumerate(variates.returning.tolist())}
        """Where the draws of later episodes of a case are."""
        self.starts_at = caseload.starts_at.tolist()
        self.due = [due.tolist() for due in variates.due]
        """By rating and case: the second by which it is due; 0 throughout if that does not matter."""
        nodes = program.nodes
        self.kind = nodes.kind.tolist()
        self.next = nodes.next.tolist()
        self.queue_of = nodes.queue.tolist()
        self.draw_of = nodes.draw.tolist()
        self.hours_of = nodes.hours.tolist()
        self.item = nodes.item.tolist()
        self.counted = (nodes.repeats | (nodes.most >= 0)).tolist()
        self.most = nodes.most.tolist()
        self.beyond = nodes.beyond.tolist()
        self.patience = nodes.patience.tolist()
        self.gives_up = nodes.gives_up.tolist()
        self.values = [
            [[block.tolist() for block in blocks] for blocks in episodes]
            for episodes in variates.values
        ]
        """By draw, episode, visit, (rating,) and case."""
        self.by_rating = [len(draw.spreads) > 1 for draw in program.draws]
        self.simple = [
            self.values[draw][0][0][0] if draw != NONE and not self.by_rating[draw] else None
            for draw in self.draw_of
        ]
        """By node: the draws of the first visit in the first episode, where ratings share them."""
        self.rates = [table.tolist() for table in program.rates]
        self.routes = [(t.cumulative.tolist(), t.targets.tolist()) for t in program.routes]
        self.returns = caseload.returns.tolist()
        """By episode and case: seconds until what was missed comes back, -1 for never."""
        self.protects = program.protects.tolist()

        self.waiting_delays: dict[tuple[int, ...], None] = {}
        self.open_joins: dict[tuple[int, int, int, int], Join] = {}
        self.open_count = 0
        self.instant, self.steps = NONE, 0
        self.env.process(self.contacts())

    # --------------------------------------------------------------- cases

    def contacts(self) -> Life:
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
        start = self.starts_at[case] if episode == 0 else NONE
        source = self.source[case]
        entry = start if start != NONE else int(self.program.entry[source])
        self.env.process(self.follow(case, episode, entry))

    def follow(
        self,
        case: int,
        episode: int,
        node: int,
        line: int = 0,
        fork_visit: int = 0,
        join: Join | None = None,
        rating: int = NONE,
    ) -> Life:
        """Follow a case from its contact until it leaves, or one question until its reply."""
        env, log = self.env, self.log
        source = self.source[case]
        if rating == NONE:  # a question has the rating of its case when it is put
            rating = self.rating[episode][case]
        visits: dict[int, int] = {}
        while True:
            if env.now != self.instant:
                self.instant, self.steps = env.now, 0
            self.steps += 1
            if self.steps > self.guards.steps_per_instant:
                raise self.endless(node)
            visit = fork_visit
            if line == 0 and self.counted[node]:
                visit = visits.get(node, 0)
                if visit == self.most[node]:  # it has been here often enough
                    node = self.beyond[node]
                    continue
                visits[node] = visit + 1
            kind = self.kind[node]
            if kind == WORK or kind in (TOGETHER, MEET):
                key = (rating, self.due[rating][case], env.now, case, node, visit, episode)
                seconds = self.length(case, episode, node, visit, rating)
                piece = Piece(env, key, line, self.queue_of[node], seconds)
                self.begin(piece, kind, join)
                while True:
                    try:
                        yield piece.done
                        break
                    except simpy.Interrupt:  # it was put down, and has another end from now on
                        continue
                if piece.parts == NONE:  # nobody began, and it was taken back
                    if line:
                        return
                    node = self.gives_up[node]
                    continue
                self.people.end_work(piece)
            elif kind == DELAY:
                over = yield from self.delay(case, episode, node, visit, line, rating)
                if not over:
                    return
            elif kind == ROUTE:
                shares, targets = self.routes[self.item[node]]
                u = self.length(case, episode, node, visit, rating)
                row = shares[source][rating]
                way = 0
                while u >= row[way]:
                    way += 1
                node = targets[way]
                continue
            elif kind == RATE:
                u = self.length(case, episode, node, visit, rating)
                row = self.rates[self.item[node]][rating]
                rating = 0
                while u >= row[rating]:
                    rating += 1
                now = env.now
                log.extend(
                    (case, episode, node, visit, 0, 0, NONE, NONE, now, now, now, DONE, rating)
                )
            elif kind == FORK:
                yield from self.ask(case, episode, node, visit, rating)
            elif kind == REPLY:
                self.take_reply(case, episode, node, visit, line, join)
                return
            else:
                now = env.now
                log.extend((case, episode, node, visit, 0, 0, NONE, NONE, now, now, now, DONE, 0))
                self.leaves(case, episode, self.item[node])
                return
            node = self.next[node]

    def leaves(self, case: int, episode: int, outcome: int) -> None:
        """A case is gone; what was missed wakes its next episode."""
        self.open_count -= 1
        if episode < len(self.returns) and self.need[episode][case] < self.protects[outcome]:
            after = self.returns[episode][case]
            if after != NONE:
                self.env.process(self.comes_back(case, episode + 1, after))

    def comes_back(self, case: int, episode: int, after: int) -> Life:
        """Let a missed need return later."""
        yield Moment(self.env).happen(self.env.now + after, Order.CASES_ARRIVE)
        self.arrives(case, episode)

    def drawn(self, node: int, draw: int, episode: int, visit: int) -> Any:
        """The block of a draw for this visit, if it was drawn for."""
        blocks = self.values[draw][episode]
        if visit >= len(blocks):
            raise MoreVisits(node)
        return blocks[visit]

    def length(self, case: int, episode: int, node: int, visit: int, rating: int) -> Any:
        """What a node draws: whole seconds of work or wait, or a uniform."""
        simple = self.simple[node]
        if simple is not None and visit == 0 and episode == 0:
            return simple[case]
        draw = self.draw_of[node]
        block = self.drawn(node, draw, episode, visit)
        return block[rating if self.by_rating[draw] else 0][self.at(case, episode)]

    def at(self, case: int, episode: int) -> int:
        """Where the draws of a case are in the blocks of an episode."""
        return self.place[case] if episode else case

    # ------------------------------------------------------- work and waits

    def begin(self, piece: Piece, kind: int, join: Join | None) -> None:
        """Let work wait for its people, for as long as the case has patience."""
        node = piece.node
        if kind == MEET:
            self.meetings.wait(piece)
        elif kind == TOGETHER:
            self.people.wait(piece, self.program.joints[self.item[node]])
        else:
            self.people.wait(piece)
        if self.patience[node] != NONE:
            block = self.drawn(node, self.patience[node], piece.episode, piece.visit)
            row = piece.key[0] if self.by_rating[self.patience[node]] else 0
            patience = block[row][self.at(piece.case, piece.episode)]
            self.limits.add(self.env.now + patience, lambda: self.lose_patience(piece))
        if join is not None:
            join.open[piece.line - 1] = piece

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
        self, case: int, episode: int, node: int, visit: int, line: int, rating: int
    ) -> Generator[simpy.Event, None, bool]:
        """Let time pass, on the clock or on working hours; say whether it was withdrawn."""
        env, ready = self.env, self.env.now
        seconds = self.length(case, episode, node, visit, rating)
        hours = self.hours_of[node]
        over: int | None = ready + seconds
        if hours != NONE:
            over = self.program.hours[hours].after(ready, seconds)
        row = (case, episode, node, visit, line, 0, NONE, NONE, ready, ready)
        self.waiting_delays[row] = None
        # What would be over only after the last working hours laid out never is.
        yield Moment(env).happen(over, Order.CASES_ARRIVE) if over is not None else Moment(env)
        del self.waiting_delays[row]
        self.log.extend((*row, env.now, DONE, 0))
        return True

    # ------------------------------------------------------------ questions

    def ask(
        self, case: int, episode: int, node: int, visit: int, rating: int
    ) -> Iterator[simpy.Event]:
        """Ask several agencies at once and wait until enough have replied, or for the limit."""
        env, fork = self.env, self.program.forks[self.item[node]]
        asked = [
            b
            for b, branch in enumerate(fork.branches)
            if self.happens(branch.entry, branch.draw, branch.share[rating], case, episode, visit)
        ]
        join, row = Join(env, fork, asked), (case, episode, node, visit)
        for b in asked:
            env.process(self.question(case, episode, fork.branches[b], b, visit, join, rating))
        released_by = 0
        if not join.is_enough():
            self.open_joins[row] = join
            self.set_limit(case, episode, node, visit, rating, fork, join)
            self.set_chase(case, episode, node, visit, rating, fork, join)
            yield join.released
            released_by = join.released_by()
            del self.open_joins[row]
        join.is_over = True
        if fork.withdraws:
            for b in sorted(join.open):
                piece = join.open[b]
                if piece.waiting and piece.parts == 0:
                    self.take_back(piece, WITHDRAWN)
        log_row = (*row, 0, 0, NONE, NONE, join.asked_at, join.asked_at, env.now, DONE, released_by)
        self.log.extend(log_row)

    def happens(
        self, node: int, draw: int, share: float, case: int, episode: int, visit: int
    ) -> bool:
        """Whether something that happens with a share does."""
        if draw == NONE:
            return bool(share > 0)
        return bool(self.drawn(node, draw, episode, visit)[0][self.at(case, episode)] < share)

    def question(
        self, case: int, episode: int, branch: Branch, number: int, visit: int, join: Join, rating: int
    ) -> Life:
        """Put one question; one that would never be answered lies until somebody asks again."""
        if self.happens(branch.entry, branch.never_draw, branch.never[rating], case, episode, visit):
            asked_at = self.env.now
            row = (case, episode, branch.lies, visit, number + 1, 0, NONE, NONE, asked_at, asked_at)
            self.waiting_delays[row] = None
            yield join.chased
            del self.waiting_delays[row]
            self.log.extend((*row, self.env.now, DONE, 0))
        yield from self.follow(case, episode, branch.entry, number + 1, visit, join, rating)

    def after(self, amount: int, clock: str) -> int | None:
        """The second at which an amount of time from now has passed, on one of the hub's clocks."""
        program, now = self.program, self.env.now
        hours = program.hours[program.hub_hours]
        if clock == "working hours":
            return hours.after(now, amount)
        if clock == "working days":
            try:
                return due_by_working_days(now, amount, hours, program.clock)
            except ValueError:  # past the last working day laid out, so past the horizon
                return None
        return int(now + amount)

    def set_limit(
        self, case: int, episode: int, node: int, visit: int, rating: int, fork: Fork, join: Join
    ) -> None:
        """Let the wait for replies end at the limit, or at a later look if it is not kept."""
        amount = int(fork.limit[rating])
        if amount == NONE:
            return
        skipped = 0
        if fork.kept_draw != NONE:
            block = self.drawn(node, fork.kept_draw, episode, visit)
            skipped = block[rating][self.at(case, episode)]

        def look(skip: int) -> None:
            if skip == 0 and join.look():
                return
            again = int(fork.look_again[rating])
            if again != NONE and not join.released.triggered:
                at = self.after(again, fork.look_clock[rating])
                self.limits.add(at, lambda: look(max(0, skip - 1)))

        self.limits.add(self.after(amount, fork.clock[rating]), lambda: look(skipped))

    def set_chase(
        self, case: int, episode: int, node: int, visit: int, rating: int, fork: Fork, join: Join
    ) -> None:
        """Let somebody ask again, if they do."""
        amount = int(fork.chase_after[rating])
        if amount == NONE or not self.happens(
            node, fork.chase_draw, fork.chase_done[rating], case, episode, visit
        ):
            return

        def chase() -> None:
            # As a wait that is over: whoever goes on at this very second has still asked again.
            if not join.is_over:
                join.chased.happen(self.env.now, Order.CASES_ARRIVE)

        self.limits.add(self.after(amount, fork.chase_clock[rating]), chase)

    def take_reply(
        self, case: int, episode: int, node: int, visit: int, line: int, join: Join | None
    ) -> None:
        """Hand a reply to the join, in time or late."""
        now, in_time = self.env.now, 0
        if join is not None and not join.is_over:
            in_time = 1
            join.reply(self.item[node], now)
        self.log.extend(
            (case, episode, node, visit, line, 0, NONE, NONE, now, now, now, DONE, in_time)
        )

    # ------------------------------------------------------- guards and end

    def endless(self, node: int) -> RunError:
        """Name the loop that never lets time pass."""
        number = int(self.program.nodes.stage[node])
        stage = self.program.stages[number] if number != NONE else "leaving"
        return RunError(
            f"after {clock_time(self.env.now)} more than {self.guards.steps_per_instant:,} things "
            f'happened in one second, the last at the stage "{stage}": a loop in which no time '
            "passes"
        )

    def check_guards(self) -> None:
        """Stop for too many open cases, or when somebody asks."""
        if self.open_count > self.guards.open_cases:
            queues = self.people.queues
            fullest = max(range(len(queues)), key=lambda q: len(queues[q]), default=NONE)
            roles = " or ".join(self.program.roles[r] for r in self.program.queues[fullest])
            raise RunError(
                f"after {clock_time(self.env.now)} there are more than {self.guards.open_cases:,} "
                f"open cases, most of them waiting for {roles}; these people cannot do what is "
                "asked of them"
            )
        if self.guards.cancelled is not None and self.guards.cancelled():
            raise KeyboardInterrupt

    def note_what_is_open(self) -> None:
        """Write down everything that is not over at the horizon."""
        end = self.program.horizon
        self.people.note_what_is_open(end)
        self.meetings.note_what_is_open(end)
        for row in self.waiting_delays:
            self.log.extend((*row, end, OPEN, 0))
        for row, join in self.open_joins.items():
            self.log.extend((*row, 0, 0, NONE, NONE, join.asked_at, join.asked_at, end, OPEN, 0))
