"""Many local areas, each with a demand of its own, put to several models: time and memory.

python benchmarks/areas.py [--areas 150] [--models 6] [--replications 20] [--weeks 52]
    [--executor threads] [--workers 2] [--scheduler ADDRESS]

The study is kept in parts while it runs; memory is that of the driving process, in MB, at every
tenth of the runs. It should not grow with the runs that are done.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

MODELS = (
    "county_separate", "county_colocated", "county_virtual", "county_integrated",
    "borough_jointly_led", "small_town_hub",
)  # fmt: skip
MEASURES = (
    "contacts", "hours_to_decision_mean", "asked_hours_to_decision_mean", "target_met", "heard",
    "open_cases", "backlog_growth", "utilisation", "need_recognised",
)  # fmt: skip


def memory() -> float:
    """Resident memory of this process, in MB."""
    text = Path("/proc/self/status").read_text()
    return int(text.split("VmRSS:")[1].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("areas", 150), ("models", 6), ("replications", 20), ("weeks", 52)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--executor", default="")
    parser.add_argument("--scheduler", default="")
    args = parser.parse_args()
    from hubsim.models import read_model
    from hubsim.spec.scenario import change_from_text
    from hubsim.study import Length, Study, run_study, workers
    from hubsim.study.design import Wanted, lowered
    from hubsim.study.executors import quickest
    from hubsim.units import per_week

    began = time.perf_counter()
    length = Length(args.weeks, 8, 4)
    wanted = []
    for area in range(args.areas):
        share = 0.7 + 0.6 * area / max(1, args.areas - 1)  # 70 to 130 % of the usual contacts
        for model in MODELS[: args.models]:
            hub = read_model(model).hub
            changes = [
                change_from_text(
                    f"contacts.{name}.volume={share * per_week(source.volume.text):.2f} per week"
                )
                for name, source in hub.contacts.items()
                if source.volume is not None
            ]
            wanted.append(Wanted(model, tuple(changes), (), f"Area {area + 1}: {hub.name}"))
    designs = lowered(wanted, length)
    study = Study(designs, length, args.replications, 1)
    runs = len(designs) * args.replications
    print(
        f"{args.areas} areas x {args.models} models x {args.replications} replications of "
        f"{args.weeks} weeks: {runs} runs"
    )
    print(f"read and laid out in {time.perf_counter() - began:.0f} s, {memory():.0f} MB")
    began = time.perf_counter()

    def told(done: int, of: int) -> None:
        if done == 1 or done * 10 // of > (done - 1) * 10 // of:
            spent = time.perf_counter() - began
            print(f"{done:>7} runs {spent:>7.0f} s {memory():>7.0f} MB", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        kind = args.executor or ("dask" if args.scheduler else quickest())
        with workers(kind, args.workers, args.scheduler) as executor:
            results = run_study(
                study, executor=executor, measures=MEASURES, progress=told, parts=Path(folder)
            )
        size = sum(part.stat().st_size for part in Path(folder).iterdir()) / 1e6
    spent = time.perf_counter() - began
    print(
        f"{runs / spent:.1f} runs a second; {size:.1f} MB of parts; {len(results.rows)} rows; "
        f"{memory():.0f} MB with all of them"
    )


if __name__ == "__main__":
    main()
