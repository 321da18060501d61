"""How long a run goes on after somebody wanted it to stop.

python benchmarks/cancel.py [--times 15]

A run of three years on a thread of its own; the flag is set after a random part of a second in the
kernel, and the time on the clock until the thread has ended is what somebody waits.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import threading
import time

HUBS = ("county_separate", "county_integrated")
YEARS = 3


def latencies(model: str, times: int) -> list[float]:
    """Seconds from setting the flag to the end of the run, for some runs."""
    from hubsim.caseload import draw_caseload
    from hubsim.engine import Guards, rerun
    from hubsim.models import read_model
    from hubsim.program import lower
    from hubsim.variates import draw_variates

    program = lower(read_model(model).hub, YEARS * 365 * 86_400)
    cases = draw_caseload(program, seed=1, replication=0)
    drawn = draw_variates(program, cases, seed=1, replication=0, visits=8)
    lots, found = random.Random(1), []
    for _ in range(1 + times):
        at_work, stop = threading.Event(), threading.Event()

        def cancelled(at_work: threading.Event = at_work, stop: threading.Event = stop) -> bool:
            at_work.set()
            return stop.is_set()

        def run(guards: Guards) -> None:
            try:
                rerun(program, cases, drawn, guards)
            except KeyboardInterrupt:  # how an engine answers
                return
            raise RuntimeError("the run was over before it was stopped; more years are needed")

        thread = threading.Thread(target=run, args=(Guards(cancelled=cancelled),))
        thread.start()
        at_work.wait()
        time.sleep(lots.uniform(0.0, 0.2))
        wanted = time.perf_counter()
        stop.set()
        thread.join()
        found.append(time.perf_counter() - wanted)
    return found[1:]  # the first loads what was compiled


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=15)
    times = parser.parse_args().times
    print(f"milliseconds until a run ends that was told to stop, {times} runs each; ", end="")
    print(f"load average {os.getloadavg()[0]:.1f}")
    print(f"{'hub':<20}{'median':>8}{'most':>8}")
    for model in HUBS:
        found = [1000 * each for each in latencies(model, times)]
        print(f"{model:<20}{statistics.median(found):>8.0f}{max(found):>8.0f}")


if __name__ == "__main__":
    main()
