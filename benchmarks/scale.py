"""How time and memory grow with the length of a run and with the size of a hub.

python benchmarks/scale.py [--rounds 3]

Every figure is of a fresh process; sizes take turns, and the medians of CPU time are compared. A
run is everything: draws, the kernel, the full log, every measure. A process runs replications one
after the other, as a study does: told are the first, whose memory is new and which lays out what is
the same in every run, the mean of those that follow, and the peak of memory after the first. What
compiled code takes to load is left out.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

YEARS = (1, 2, 5, 10)
CONTACTS = (5_000, 10_000, 20_000, 50_000, 100_000)
"""A year; of the smallest, every station has one person, of the others in proportion."""

WEEKS = 52
FOLLOWING = 3
"""Replications after the first."""
TEXT = Path(__file__).with_name("w1.yaml").read_text()
PER_HOUR = 6
"""Contacts of W1."""


def scaled(contacts: int) -> str:
    """W1 with so many contacts a year, and people in proportion, each as busy as in W1."""
    people = contacts // CONTACTS[0]
    a_week = contacts / WEEKS
    posts = [int(number) for number in re.findall(r"posts: (\d+)", TEXT)]
    means = iter(
        float(mean) * PER_HOUR / number * people / (a_week / 168)
        for mean, number in zip(re.findall(r"mean: ([\d.]+) min", TEXT), posts, strict=True)
    )
    text = re.sub(r"posts: \d+", f"posts: {people}", TEXT)
    text = re.sub(r"mean: [\d.]+ min", lambda _: f"mean: {next(means):.4f} min", text)
    return text.replace(f"{PER_HOUR} per hour", f"{a_week:.4f} per week")


def one(text: str, weeks: int) -> tuple[float, float, float, float]:
    """CPU microseconds per case: the first, those after, of it measuring; peak of memory, MB."""
    from hubsim.engine import simulate
    from hubsim.measures import Window, measured
    from hubsim.program import Program, lower
    from hubsim.spec.read import hub_from
    from hubsim.spec.source import read_source

    hub = hub_from(read_source(text, "w1.yaml")).hub

    def spent(program: Program, replication: int) -> tuple[float, float]:
        began = time.process_time()
        run = simulate(program, seed=1, replication=replication)
        ran = time.process_time()
        measured(run, Window(0, program.horizon))
        over, cases = time.process_time(), len(run.caseload)
        return 1e6 * (over - began) / cases, 1e6 * (over - ran) / cases

    spent(lower(hub, 7 * 86_400), 0)  # loads what is compiled
    program = lower(hub, weeks * 7 * 86_400)
    first, _ = spent(program, 0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    after = [spent(program, replication) for replication in range(1, 1 + FOLLOWING)]
    whole, measuring = map(statistics.fmean, zip(*after, strict=True))
    return first, whole, measuring, peak


def main() -> None:
    """Run all sizes in turn and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", nargs=2, type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        years, contacts = args.one
        print(json.dumps(one(scaled(contacts) if contacts else TEXT, years * WEEKS)))
        return
    sizes = [*((years, 0) for years in YEARS), *((1, contacts) for contacts in CONTACTS)]
    found: dict[tuple[int, int], list[list[float]]] = {size: [] for size in sizes}
    for _ in range(args.rounds):
        for size in sizes:
            words = [sys.executable, __file__, "--one", *map(str, size)]
            found[size].append(json.loads(subprocess.check_output(words)))
    print(f"W1, {args.rounds} interleaved rounds, medians")
    print("CPU us per case: of the first replication of a process, and of those that follow")
    print(f"{'size':<24}{'first':>7}{'ratio':>7}{'after':>7}{'ratio':>7}{'measuring':>11}{'MB':>6}")
    for group in (sizes[: len(YEARS)], sizes[len(YEARS) :]):
        base = None
        for years, contacts in group:
            first, after, measuring, peak = np.median(found[years, contacts], axis=0)
            base = base or (first, after)
            said = f"{contacts:,} contacts a year" if contacts else f"{years} years of W1"
            print(
                f"{said:<24}{first:>7.1f}{first / base[0]:>7.2f}{after:>7.1f}"
                f"{after / base[1]:>7.2f}{measuring:>11.1f}{peak:>6.0f}"
            )


if __name__ == "__main__":
    main()
