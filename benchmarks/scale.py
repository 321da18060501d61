"""How time and memory grow with the length of a run and with the size of a hub.

python benchmarks/scale.py [--rounds 3]

Every figure is of a fresh process; sizes take turns, and the medians of CPU time are compared. A
run is everything: draws, the kernel, the full log, every measure. Imports and the first call are
left out, but not of the peak of memory, which is that of the whole process.
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

YEARS = (1, 2, 5, 10)
CONTACTS = (5_000, 10_000, 20_000, 50_000, 100_000)
"""A year; of the smallest, every station has one person, of the others in proportion."""

WEEKS = 52
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


def one(text: str, weeks: int) -> tuple[float, float, float]:
    """CPU microseconds per case: of running, of measuring; peak of memory, MB."""
    from hubsim.engine import simulate
    from hubsim.measures import Window, measured
    from hubsim.program import lower
    from hubsim.spec.read import hub_from
    from hubsim.spec.source import read_source

    spent = 0.0, 0.0, 1
    for length in (1, weeks):
        horizon = length * 7 * 86_400
        program = lower(hub_from(read_source(text, "w1.yaml")).hub, horizon)
        began = time.process_time()
        run = simulate(program, seed=1, replication=0)
        ran = time.process_time()
        measured(run, Window(0, horizon))
        spent = ran - began, time.process_time() - ran, len(run.caseload)
    running, measuring, cases = spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return 1e6 * running / cases, 1e6 * measuring / cases, peak


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
    print(f"{'size':<28}{'CPU us per case':>18}{'of it measuring':>18}{'ratio':>7}{'MB':>7}")
    for group in (sizes[: len(YEARS)], sizes[len(YEARS) :]):
        base = 0.0
        for years, contacts in group:
            rounds = found[years, contacts]
            whole = statistics.median(running + measuring for running, measuring, _ in rounds)
            measuring = statistics.median(each[1] for each in rounds)
            peak = max(each[2] for each in rounds)
            base = base or whole
            said = f"{contacts:,} contacts a year" if contacts else f"{years} years of W1"
            print(f"{said:<28}{whole:>18.1f}{measuring:>18.1f}{whole / base:>7.2f}{peak:>7.0f}")


if __name__ == "__main__":
    main()
