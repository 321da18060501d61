"""Workload W2 (office hours, a fan-out with a join, a meeting) as a hub, beside idiomatic SimPy.

python benchmarks/w2.py [--rounds 5] [--weeks 52] [--replications 3]
"""

from __future__ import annotations

import heapq
import math
import random
import statistics
import time

from interleaved import hubsim, main

OFFICE = 40 / 168
STATIONS = {  # servers, mean minutes, office hours
    "1": (3, 24.0, False), "2": (4, 34 * OFFICE, True), "3": (3, 44 * OFFICE, True),
    "4": (5, 42.5 * OFFICE, True), "5": (4, 65.6 * OFFICE, True), "6": (2, 113.3, False),
    "p1": (7, 4.0, True), "p2": (7, 4.0, True), "p3": (7, 4.0, True), "p4": (4, 12.0, True),
}  # fmt: skip
GAP, CV, MEETING = 10.0, 1.0, 15.0


class Hub:
    """Pools with priorities; office pools stop at 17:00 and go on at 09:00."""

    def __init__(self, env):
        import simpy

        self.env, self.interrupted = env, simpy.Interrupt
        self.free = {name: count for name, (count, _, _) in STATIONS.items()}
        self.waiting = {name: [] for name in STATIONS}
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
        while self.open and self.meetings and all(self.free[p] for p in ("p1", "p2", "p3")):
            for pool in ("p1", "p2", "p3"):
                self.free[pool] -= 1
            heapq.heappop(self.meetings)[-1].succeed()
        for name in STATIONS:
            self.serve(name)

    def serve(self, name):
        """Let whoever waits for a pool begin."""
        if STATIONS[name][2] and not self.open:
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
        yield from self.busy(minutes, STATIONS[name][2])
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
        for pool in ("p1", "p2", "p3"):
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
            except self.interrupted:
                left -= self.env.now - began
            self.at_work.discard(process)


def run_simpy(weeks: int, seed: int) -> tuple[int, float, float]:
    """Idiomatic SimPy: one process per case, interrupts at closing time."""
    import simpy

    began = time.process_time()
    rng = random.Random(seed)
    env = simpy.Environment()
    hub = Hub(env)
    sigma = math.sqrt(math.log(1 + CV**2))
    times = []

    def draw(mean):
        return rng.lognormvariate(math.log(mean) - sigma**2 / 2, sigma)

    def step(name, priority):
        return hub.work(name, priority, draw(STATIONS[name][1]))

    def case(priority):
        start, way = env.now, ["1", "2"]
        for name in way:
            yield from step(name, priority)
        if rng.random() < 0.6:
            yield from step("3", priority)
            asked = [env.process(step(pool, priority)) for pool in ("p1", "p2", "p3", "p4")]
            yield env.all_of(asked)
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
    env.run(until=weeks * 7 * 1440)
    mean = statistics.fmean(times)
    return hub.done, time.process_time() - began, mean


ENGINES = {
    "idiomatic SimPy": run_simpy,
    "hubsim compiled": hubsim("w2.yaml", "compiled"),
    "hubsim reference": hubsim("w2.yaml", "reference"),
}

if __name__ == "__main__":
    main("W2, full hub", ENGINES, __file__)
