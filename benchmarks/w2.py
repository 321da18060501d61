"""Workload W2 (office hours, a fan-out with a join, a meeting) as a hub, beside idiomatic SimPy.

python benchmarks/w2.py [--rounds 5] [--weeks 52] [--replications 3]

Two models in SimPy stand beside it. The idiomatic one does as W1's: its stations are SimPy's own
`PriorityResource`. It follows two models that were written, each without the other, by modellers
who were given the text of the workload and nothing of hubsim; of the two it takes what was quicker.
In the other all queues are heaps made by hand, and closing time interrupts whoever is at work.
"""

from __future__ import annotations

import heapq
import math
import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from itertools import count

import simpy
from interleaved import hubsim, main

OFFICE = 40 / 168
STATIONS = {  # servers, mean minutes, office hours
    "1": (3, 24.0, False), "2": (4, 34 * OFFICE, True), "3": (3, 44 * OFFICE, True),
    "4": (5, 42.5 * OFFICE, True), "5": (4, 65.6 * OFFICE, True), "6": (2, 113.3, False),
}  # fmt: skip
POOLS = {"p1": (7, 4.0, True), "p2": (7, 4.0, True), "p3": (7, 4.0, True), "p4": (4, 12.0, True)}
ALL = STATIONS | POOLS
MEET = ("p1", "p2", "p3")
GAP, CV, MEETING = 10.0, 1.0, 15.0
SIGMA = math.sqrt(math.log(1 + CV**2))
DAY, OPENS, CLOSES = 1440, 9 * 60, 17 * 60


# ------------------------------------------------------------------ as SimPy is meant to be used


class Station(simpy.PriorityResource):
    """Servers whose queue waits while they are closed."""

    def __init__(self, env, servers, office):
        super().__init__(env, servers)
        self.office, self.open = office, not office

    def opens(self):
        """Let those begin who came before opening time."""
        self.open = True
        self._trigger_put(None)

    def _do_put(self, event):
        if self.open:
            super()._do_put(event)
        return event.triggered  # then the next in the queue is tried


class Agencies:
    """Pools, and meetings that take one unit of three of them, all or nothing, before all else."""

    def __init__(self, env):
        self.env, self.open, self.turns = env, False, count()
        self.free = {name: units for name, (units, _, _) in POOLS.items()}
        self.waiting = {name: [] for name in POOLS}
        self.meetings = []

    def opens(self):
        """Let those begin who came before opening time."""
        self.open = True
        self.serve()

    def request(self, queue, priority):
        """Join a queue."""
        turn = self.env.event()
        heapq.heappush(queue, (priority, next(self.turns), turn))
        self.serve()
        return turn

    def release(self, *pools):
        """Give units back."""
        for pool in pools:
            self.free[pool] += 1
        self.serve()

    def serve(self):
        """Meetings first, then every pool."""
        if not self.open:
            return
        while self.meetings and all(self.free[pool] for pool in MEET):
            self.begin(self.meetings, MEET)
        for pool, queue in self.waiting.items():
            while queue and self.free[pool]:
                self.begin(queue, (pool,))

    def begin(self, queue, pools):
        """Let the first of a queue have its units."""
        for pool in pools:
            self.free[pool] -= 1
        heapq.heappop(queue)[-1].succeed()


class Idiomatic:
    """Stations are resources; when work ends that closing time parts is known when it begins."""

    def __init__(self, env):
        self.env, self.done = env, 0
        self.stations = {
            name: Station(env, servers, office) for name, (servers, _, office) in STATIONS.items()
        }
        self.agencies = Agencies(env)
        env.process(self.office())

    def office(self):
        """Open and close on weekdays."""
        kept = [*(each for each in self.stations.values() if each.office), self.agencies]
        while True:
            yield self.env.timeout(next_opening(self.env.now) - self.env.now)
            for each in kept:
                each.opens()
            yield self.env.timeout(CLOSES - OPENS)
            for each in kept:
                each.open = False

    def busy(self, minutes, office):
        """Spend time, only while the office is open where that matters."""
        now = self.env.now
        return self.env.timeout(ending(now, minutes) - now if office else minutes)

    def work(self, name, priority, minutes):
        """Wait for one unit and use it."""
        if name in POOLS:
            yield self.agencies.request(self.agencies.waiting[name], priority)
            yield self.busy(minutes, True)
            self.agencies.release(name)
        else:
            station = self.stations[name]
            with station.request(priority) as turn:
                yield turn
                yield self.busy(minutes, station.office)
        self.done += 1

    def meet(self, priority, minutes):
        """Wait until three pools have somebody free, all at once."""
        yield self.agencies.request(self.agencies.meetings, priority)
        yield self.busy(minutes, True)
        self.agencies.release(*MEET)
        self.done += 1


def next_opening(t):
    """When the office opens next after an instant."""
    day = t // DAY + (t % DAY >= OPENS)
    return (day + max(0, 7 - day % 7) * (day % 7 >= 5)) * DAY + OPENS


def ending(start, minutes):
    """When work ends that begins while the office is open and rests while it is closed."""
    end, closing = start + minutes, start // DAY * DAY + CLOSES
    while end > closing:
        opening = next_opening(closing)
        end += opening - closing
        closing = opening + CLOSES - OPENS
    return end


# -------------------------------------------------------------------------- queues made by hand


class ByHand:
    """Pools with priorities; office pools stop at 17:00 and go on at 09:00."""

    def __init__(self, env):
        self.env = env
        self.free = {name: count for name, (count, _, _) in ALL.items()}
        self.waiting = {name: [] for name in ALL}
        self.meetings = []
        self.number = 0
        self.at_work = set()
        self.opening = env.event()
        self.open = False
        self.done = 0
        env.process(self.office())

    def office(self):
        """Open and close the office on weekdays."""
        while True:
            for day in range(7):
                start = self.env.now
                if day < 5:
                    yield self.env.timeout(9 * 60)
                    self.open = True
                    self.opening.succeed()
                    self.opening = self.env.event()
                    self.serve_all()
                    yield self.env.timeout(8 * 60)
                    self.open = False
                    for process in list(self.at_work):
                        process.interrupt()
                yield self.env.timeout(start + 1440 - self.env.now)

    def serve_all(self):
        """Meetings first, then every pool."""
        while self.open and self.meetings and all(self.free[p] for p in MEET):
            for pool in MEET:
                self.free[pool] -= 1
            heapq.heappop(self.meetings)[-1].succeed()
        for name in ALL:
            self.serve(name)

    def serve(self, name):
        """Let whoever waits for a pool begin."""
        if ALL[name][2] and not self.open:
            return
        while self.free[name] and self.waiting[name]:
            self.free[name] -= 1
            heapq.heappop(self.waiting[name])[-1].succeed()

    def work(self, name, priority, minutes):
        """Wait for one unit of a pool and use it."""
        self.number += 1
        turn = self.env.event()
        heapq.heappush(self.waiting[name], (priority, self.env.now, self.number, turn))
        self.serve(name)
        yield turn
        yield from self.busy(minutes, ALL[name][2])
        self.free[name] += 1
        self.done += 1
        self.serve_all() if name[0] == "p" else self.serve(name)

    def meet(self, priority, minutes):
        """Wait until three pools have somebody free, all at once."""
        self.number += 1
        turn = self.env.event()
        heapq.heappush(self.meetings, (priority, self.env.now, self.number, turn))
        self.serve_all()
        yield turn
        yield from self.busy(minutes, True)
        for pool in MEET:
            self.free[pool] += 1
        self.done += 1
        self.serve_all()

    def busy(self, minutes, office):
        """Spend time, only while the office is open where that matters."""
        left = minutes
        while left > 0:
            if office and not self.open:
                yield self.opening
            began = self.env.now
            process = self.env.active_process
            if office:
                self.at_work.add(process)
            try:
                yield self.env.timeout(left)
                left = 0
            except simpy.Interrupt:
                left -= self.env.now - began
            self.at_work.discard(process)


# -------------------------------------------------------------------------------------- both


def run_simpy(hub_of: Callable, weeks: int, seed: int) -> tuple[int, float, float]:
    """Run a model in SimPy, with one process per case."""
    began = time.process_time()
    rng = random.Random(seed)
    env = simpy.Environment()
    hub = hub_of(env)
    times = []

    def draw(mean):
        return rng.lognormvariate(math.log(mean) - SIGMA**2 / 2, SIGMA)

    def step(name, priority):
        return hub.work(name, priority, draw(ALL[name][1]))

    def case(priority):
        start = env.now
        yield from step("1", priority)
        yield from step("2", priority)
        if rng.random() < 0.6:
            yield from step("3", priority)
            yield env.all_of([env.process(step(pool, priority)) for pool in POOLS])
            yield from hub.meet(priority, draw(MEETING))
        yield from step("4", priority)
        if rng.random() < 0.5:
            yield from step("5", priority)
            if rng.random() < 0.3:
                yield from step("6", priority)
        times.append(env.now - start)

    def contacts():
        while True:
            yield env.timeout(rng.expovariate(1 / GAP))
            u = rng.random()
            env.process(case(0 if u < 0.1 else 1 if u < 0.5 else 2))

    env.process(contacts())
    env.run(until=weeks * 7 * DAY)
    mean = statistics.fmean(times)
    return hub.done, time.process_time() - began, mean


ENGINES = {
    "idiomatic SimPy": partial(run_simpy, Idiomatic),
    "SimPy, by hand": partial(run_simpy, ByHand),
    "hubsim compiled": hubsim("w2.yaml", "compiled"),
    "hubsim reference": hubsim("w2.yaml", "reference"),
}

if __name__ == "__main__":
    main("W2, full hub", ENGINES, __file__)
