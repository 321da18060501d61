"""How long somebody waits for the first event of a run, and for a check.

python benchmarks/start.py [--rounds 5]

Seconds on the clock (an idle machine is best) of fresh processes, in turn; what is compiled lies on
disk already, as it does from the second run on.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time

FIRST = """
import os, sys, time
from hubsim.cli import main
from hubsim.engine.compiled import kernel

advance = kernel.advance

def told(*words):
    found = advance(*words)  # the first call loads what is compiled, and a week is over in it
    kernel.advance = advance
    print("first", time.time(), file=sys.stderr)
    return found

kernel.advance = told
sys.exit(main(sys.argv[1:]))
"""
RUN = ("run", "starter", "--weeks", "1", "-n", "1")


def seconds(*words: str, first: bool = False) -> float:
    """Run a command; how long it took, or how long until the first event."""
    program = ["-c", FIRST] if first else ["-m", "hubsim"]
    env = {**os.environ, "HUBSIM_ENGINE": "compiled"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # or Python reads every module anew: 0.3 s
    began = time.time()
    done = subprocess.run(
        [sys.executable, *program, *words], capture_output=True, text=True, check=True, env=env
    )
    if not first:
        return time.time() - began
    told = next(line for line in done.stderr.splitlines() if line.startswith("first "))
    return float(told.split()[1]) - began


def main() -> None:
    """Run each command in turn and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    commands = {
        "hubsim run, to the first event": lambda: seconds(*RUN, first=True),
        "hubsim run, all of it": lambda: seconds(*RUN),
        "hubsim check": lambda: seconds("check", "starter"),
    }
    found: dict[str, list[float]] = {name: [] for name in commands}
    seconds(*RUN)  # compiles, if need be
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(command())
    print(f"Warm start, {rounds} rounds in turn: seconds on the clock")
    for name, values in found.items():
        said = f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"
        print(f"{name:<36}{said:>24}")


if __name__ == "__main__":
    main()
