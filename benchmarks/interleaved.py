"""Running engines in turn, each in a fresh process: what both workloads share.

As in a study, a process runs replications one after the other. The first two, in which it imports,
compiles, and takes memory, are not counted; of the others draws, run and statistics are. Figures
are CPU nanoseconds per piece of work done (median, minimum, maximum over the rounds, each of some
replications); read the ratios, not the times. `--first` tells of the first replication of a process
instead, and `--keep` of one that keeps its draws for the next design, as a study of several does:
SimPy and Ciw keep none.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

Engine = Callable[[int, int], tuple[int, float, float]]
"""(weeks, seed) -> (pieces of work done, CPU seconds, mean minutes from contact to leaving)."""


def main(title: str, engines: dict[str, Engine], file: str) -> None:
    """Run the engines in turn and print the table; the first is the one compared with."""
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--replications", type=int, default=3, help="counted in each round")
    parser.add_argument("--first", action="store_true", help="count the first of a process only")
    parser.add_argument("--keep", action="store_true", help="keep what is drawn")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=1, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(replicated(engines[args.one], args)))
        return
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in engines}
    for number in range(args.rounds):
        for name in engines:
            words = ["--one", name, "--weeks", str(args.weeks), "--seed", str(number + 1)]
            words += ["--replications", str(args.replications), *["--first"] * args.first]
            room = {} if args.keep else {"HUBSIM_KEEP_MB": "0"}
            shown = subprocess.check_output([sys.executable, file, *words], env=os.environ | room)
            tasks, spent, wait = json.loads(shown)
            found[name].append((1e9 * spent / tasks, wait))
    first = next(iter(engines))
    base = statistics.median(cost for cost, _ in found[first])
    many = "the first replication" if args.first else f"{args.replications} replications"
    print(f"{title}: {args.rounds} interleaved rounds of {many}, {args.weeks} weeks each")
    print(f"{'engine':<20}{'CPU ns per task (min to max)':>34}{'quicker':>9}{'mean minutes':>14}")
    for name, values in found.items():
        costs = [cost for cost, _ in values]
        middle = statistics.median(costs)
        said = f"{middle:,.0f} ({min(costs):,.0f} to {max(costs):,.0f})"
        wait = statistics.fmean(wait for _, wait in values)
        print(f"{name:<20}{said:>34}{base / middle:>9.2f}{wait:>14.1f}")


def replicated(engine: Engine, args: argparse.Namespace) -> tuple[int, float, float]:
    """Run replications in this process: pieces of work, CPU seconds, and mean minutes, of all."""
    engine(1, 0)  # imports and compiles
    first = 100 * args.seed
    if args.first:
        return engine(args.weeks, first)
    found = [engine(args.weeks, first + number) for number in range(2 + args.replications)][2:]
    tasks, spent, minutes = zip(*found, strict=True)
    return sum(tasks), sum(spent), statistics.fmean(minutes)


def hubsim(file: str, engine: str) -> Engine:
    """An engine of hubsim on a hub beside this file: draws, run with full log, every measure."""

    @cache
    def lowered(horizon: int) -> Any:
        from hubsim.program import lower
        from hubsim.spec.read import read_hub

        return lower(read_hub(Path(__file__).with_name(file)).hub, horizon)

    def run(weeks: int, seed: int) -> tuple[int, float, float]:
        os.environ["HUBSIM_ENGINE"] = engine
        from hubsim.engine import simulate
        from hubsim.measures import Window, measured

        horizon = weeks * 7 * 86_400
        program = lowered(horizon)
        began = time.process_time()
        run = simulate(program, seed=seed, replication=0)
        rows = measured(run, Window(0, horizon))
        spent = time.process_time() - began
        log = run.log
        tasks = int(((log.role >= 0) & (log.how == 0) & (log.line >= 0)).sum())
        days = next(r.value for r in rows if r.measure == "days_to_decision_mean")
        return tasks, spent, 1440 * days

    return run
