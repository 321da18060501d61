"""How far the kernel is from what no simulation of events can go below, and where the rest goes.

python benchmarks/floor.py [--rounds 5]

The floor is one push and one pop of a heap of events for each piece of work, at the number of
events that the workload has at once, in a loop that does nothing else, on this machine.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

import numpy as np
from numba import njit

WEEKS = 52
AT_ONCE = 20
"""Events in the heap: about one for each person at work (21 in W1)."""


@njit(nogil=True)
def floor(times: np.ndarray, delays: np.ndarray) -> float:
    """Take the earliest event off a binary heap and put a later one on, once for each delay."""
    size, total = len(times), 0.0
    for delay in delays:
        now = times[0]
        total += now
        last, at = times[size - 1], 0
        while True:  # pop: the last sinks from the top
            child = 2 * at + 1
            if child >= size - 1:
                break
            if child + 1 < size - 1 and times[child + 1] < times[child]:
                child += 1
            if times[child] >= last:
                break
            times[at] = times[child]
            at = child
        times[at] = last
        at, value = size - 1, now + delay
        while at > 0:  # push: the new one rises from the end
            above = (at - 1) // 2
            if times[above] <= value:
                break
            times[at] = times[above]
            at = above
        times[at] = value
    return total


def measured_floor(rounds: int) -> float:
    """Nanoseconds for a pop and a push; the median of some rounds of a million each."""
    delays = np.random.default_rng(1).exponential(1.0, 1_000_000)
    found = []
    for _ in range(rounds + 1):
        times = np.sort(delays[:AT_ONCE])
        began = time.process_time()
        floor(times, delays)
        found.append(1e9 * (time.process_time() - began) / len(delays))
    return statistics.median(found[1:])


def parts(file: str, rounds: int) -> tuple[int, dict[str, float]]:
    """Pieces of work in a year of a workload, and nanoseconds of each part for a piece."""
    from hubsim.caseload import draw_caseload
    from hubsim.engine.compiled.packing import packed
    from hubsim.engine.run import rerun
    from hubsim.measures import Window, measured
    from hubsim.program import lower
    from hubsim.spec.read import read_hub
    from hubsim.variates import draw_variates

    hub, horizon = read_hub(Path(__file__).with_name(file)).hub, WEEKS * 7 * 86_400
    program = lower(hub, horizon)
    found: dict[str, list[float]] = {}
    for number in range(rounds + 1):
        marks = [time.process_time()]
        cases = draw_caseload(program, seed=1, replication=number)
        variates = draw_variates(program, cases, seed=1, replication=number)
        marks.append(time.process_time())
        packed(program, cases, variates, steps=100_000, open_cases=300_000)
        marks.append(time.process_time())
        run = rerun(program, cases, variates)
        marks.append(time.process_time())
        measured(run, Window(0, horizon))
        marks.append(time.process_time())
        log = run.log
        pieces = int(((log.role >= 0) & (log.how == 0) & (log.line >= 0)).sum())
        draw, pack, whole, measuring = (1e9 * np.diff(marks) / pieces).tolist()
        told = {
            "drawing": draw,
            "laying out": pack,
            "kernel and log": whole - pack,
            "measuring": measuring,
        }
        if number:  # the first loads and compiles
            for name, value in told.items():
                found.setdefault(name, []).append(value)
    return pieces, {name: statistics.median(values) for name, values in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    least = measured_floor(rounds)
    print(f"event floor: {least:.0f} ns for a pop and a push, {AT_ONCE} events at once")
    for file in ("w1.yaml", "w2.yaml"):
        pieces, told = parts(file, rounds)
        whole = sum(told.values())
        print(f"\n{file}, a year, {pieces:,} pieces of work: {whole:.0f} ns a piece")
        for name, value in told.items():
            print(f"  {name:<16}{value:>7.0f} ns{value / whole:>7.0%}{value / least:>7.1f} x floor")


if __name__ == "__main__":
    main()
