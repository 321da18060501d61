"""Workload W1 as a hub, beside idiomatic SimPy and Ciw, in one interleaved run.

python benchmarks/w1.py [--rounds 5] [--weeks 52] [--replications 3]
"""

from __future__ import annotations

import random
import statistics
import time

from interleaved import hubsim, main

STATIONS = {  # servers, mean minutes
    1: (3, 24.0), 2: (4, 34.0), 3: (3, 44.0), 4: (5, 42.5), 5: (4, 65.6), 6: (2, 113.3),
}  # fmt: skip
GAP, CV = 10.0, 1.0


def following(station: int, u: float) -> int:
    """The next station, 0 for out: S1, S2, then S3 with .6, S4, S5 with .5, S6 with .3."""
    if station == 2:
        return 3 if u < 0.6 else 4
    if station == 4:
        return 5 if u < 0.5 else 0
    if station == 5:
        return 6 if u < 0.3 else 0
    return {1: 2, 3: 4, 6: 0}[station]


def run_simpy(weeks: int, seed: int) -> tuple[int, float, float]:
    """Idiomatic SimPy: PriorityResource, one process per case, mean times only."""
    import math

    import simpy

    began = time.process_time()
    rng = random.Random(seed)
    env = simpy.Environment()
    sigma = math.sqrt(math.log(1 + CV**2))
    servers = {n: simpy.PriorityResource(env, c) for n, (c, _) in STATIONS.items()}
    mu = {n: math.log(mean) - sigma**2 / 2 for n, (_, mean) in STATIONS.items()}
    times: list[float] = []
    done = [0]

    def case(priority: int):
        station, began = 1, env.now
        while station:
            with servers[station].request(priority=priority) as turn:
                yield turn
                yield env.timeout(rng.lognormvariate(mu[station], sigma))
            done[0] += 1
            station = following(station, rng.random())
        times.append(env.now - began)

    def contacts():
        while True:
            yield env.timeout(rng.expovariate(1 / GAP))
            u = rng.random()
            env.process(case(0 if u < 0.1 else 1 if u < 0.5 else 2))

    env.process(contacts())
    env.run(until=weeks * 7 * 1440)
    mean = statistics.fmean(times)
    return done[0], time.process_time() - began, mean


def run_ciw(weeks: int, seed: int) -> tuple[int, float, float]:
    """Ciw: one node per station, three classes of customer with priorities, all records."""
    import math

    import ciw

    began = time.process_time()
    sigma = math.sqrt(math.log(1 + CV**2))
    classes = {"red": (0, 0.1), "amber": (1, 0.4), "green": (2, 0.5)}
    ways = {(0, 1): 1.0, (1, 2): 0.6, (1, 3): 0.4, (2, 3): 1.0, (3, 4): 0.5, (4, 5): 0.3}
    routing = {c: [[ways.get((i, j), 0.0) for j in range(6)] for i in range(6)] for c in classes}
    network = ciw.create_network(
        arrival_distributions={
            name: [ciw.dists.Exponential(share / GAP)] + [None] * 5
            for name, (_, share) in classes.items()
        },
        service_distributions={
            name: [
                ciw.dists.Lognormal(math.log(m) - sigma**2 / 2, sigma) for _, m in STATIONS.values()
            ]
            for name in classes
        },
        routing=routing,
        number_of_servers=[c for c, _ in STATIONS.values()],
        priority_classes={name: priority for name, (priority, _) in classes.items()},
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(weeks * 7 * 1440)
    records = simulation.get_all_records()
    first: dict[int, float] = {}
    last: dict[int, float] = {}
    for record in records:
        first.setdefault(record.id_number, record.arrival_date)
        last[record.id_number] = record.exit_date
    mean = statistics.fmean(last[case] - first[case] for case in first)
    return len(records), time.process_time() - began, mean


ENGINES = {
    "idiomatic SimPy": run_simpy,
    "hubsim compiled": hubsim("w1.yaml", "compiled"),
    "hubsim reference": hubsim("w1.yaml", "reference"),
    "Ciw": run_ciw,
}

if __name__ == "__main__":
    main("W1, front door network", ENGINES, __file__)
