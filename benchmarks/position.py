"""What somebody waits for who moves a slider: twenty years of a hub, every measure.

python benchmarks/position.py [--further 4]

The first position draws everything; further ones differ by one person and draw nothing anew. Wall
time is what somebody waits, CPU time what it costs; both in a fresh process, after the engine has
been compiled, on one thread and on two. On a machine with nothing else to do the load average is
about the number of threads; where it is more, others were at work, and the wall says little.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

CONTACTS = {"police": 106, "schools": 79, "others": 132}
PEOPLE = {
    "adviser": 7, "social_worker": 12, "manager": 4, "police_researcher": 4, "police_sergeant": 3,
    "health_navigator": 3, "education_lead": 2,
}  # fmt: skip
LARGER = (
    *(f"contacts.{source}.volume={number} per week" for source, number in CONTACTS.items()),
    *(f"roles.{role}.people={number}" for role, number in PEOPLE.items()),
)
"""A borough of 15,000 contacts a year, and people in proportion."""
HUBS: dict[str, tuple[str, tuple[str, ...]]] = {
    "borough": ("borough", ()),
    "borough of 15,000": ("borough", LARGER),
    "regional_hub": ("regional_hub", ()),
    "county_separate": ("county_separate", ()),
}
"""The model, and what is set: of about 11,000, 15,000, 17,000 and 33,000 contacts a year."""
REPLICATIONS, WEEKS = 20, 52
THREADS = (1, 2)


def positions(hub: str, threads: int, further: int) -> list[tuple[float, float]]:
    """(wall, CPU) seconds of the first position and of further ones."""
    from hubsim.engine import simulate
    from hubsim.study import Length, Study, designs_from, run_study, workers
    from hubsim.study.staffing import staff_of

    length = Length(WEEKS, 0, 0)
    model, always = HUBS[hub]
    (start,) = designs_from([model], settings=always, length=length)
    role, people = max(staff_of(start.file).items(), key=lambda each: each[1])
    simulate(start.program, seed=99, replication=0)  # compiled and loaded
    found = []
    for step in range(1 + further):
        settings = [f"roles.{role}.people={people + step}"] if step else []
        (design,) = designs_from([model], settings=[*always, *settings], length=length)
        study = Study((design,), length, REPLICATIONS)
        wall, spent = time.perf_counter(), time.process_time()
        with workers("threads", threads) as executor:
            run_study(study, executor=executor)
        found.append((time.perf_counter() - wall, time.process_time() - spent))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--further", type=int, default=4)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        hub, threads = args.one
        print(json.dumps(positions(hub, int(threads), args.further)))
        return
    print(f"{REPLICATIONS} replications of {WEEKS} weeks, every measure; seconds")
    columns = f"{'first: wall':>12}{'CPU':>7}{'further: wall':>15}{'CPU':>7}{'load':>7}"
    print(f"{'hub':<17}{'threads':>8}{columns}")
    for hub in HUBS:
        for threads in THREADS:
            words = ["--one", hub, str(threads), "--further", str(args.further)]
            told = subprocess.check_output([sys.executable, __file__, *words])
            first, *further = json.loads(told)
            wall, spent = (statistics.median(column) for column in zip(*further, strict=True))
            load = os.getloadavg()[0]
            columns = f"{first[0]:>12.2f}{first[1]:>7.2f}{wall:>15.2f}{spent:>7.2f}{load:>7.1f}"
            print(f"{hub:<17}{threads:>8}{columns}")


if __name__ == "__main__":
    main()
