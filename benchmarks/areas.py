"""Many local areas, each with a demand of its own, put to several models: time and memory.

python benchmarks/areas.py [--areas 150] [--models 6] [--replications 20] [--weeks 52]
    [--executor threads] [--workers 2] [--scheduler ADDRESS]

The study is kept in parts while it runs. Memory is in MB, at every tenth of the runs: of the
driving process, and of the largest of its workers where these are processes. Neither should grow
with the runs that are done, nor with the areas.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import suppress
from pathlib import Path

MODELS = (
    "county_separate", "county_colocated", "county_virtual", "county_integrated",
    "borough_jointly_led", "small_town_hub",
)  # fmt: skip
MEASURES = (
    "contacts", "hours_to_decision_mean", "asked_hours_to_decision_mean", "target_met", "heard",
    "open_cases", "backlog_growth", "utilisation", "need_recognised",
)  # fmt: skip


USUAL = {
    "areas": 150, "models": 6, "replications": 20, "weeks": 52, "warm-up": 8, "run-off": 4,
}  # fmt: skip


def memory(process: str | int = "self", what: str = "VmRSS") -> float:
    """Resident memory of a process, in MB; ``VmHWM`` for the most it ever was."""
    text = Path(f"/proc/{process}/status").read_text()
    return int(text.split(f"{what}:")[1].split()[0]) / 1024


def workers_memory() -> float:
    """Memory of the largest process that this one has started; 0 without any."""
    found = [0.0]
    for task in Path("/proc/self/task").iterdir():
        for child in (task / "children").read_text().split():
            with suppress(OSError, IndexError):  # it may have ended
                found.append(memory(child))
    return max(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in USUAL.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--executor", default="")
    parser.add_argument("--scheduler", default="")
    parser.add_argument("--folder", default="", help="where parts are written")
    parser.add_argument("--all-measures", action="store_true")
    args = parser.parse_args()
    from hubsim.models import read_model
    from hubsim.spec.scenario import change_from_text
    from hubsim.study import Length, Study, run_study, workers
    from hubsim.study.design import Wanted, lowered
    from hubsim.study.executors import quickest
    from hubsim.study.store import write
    from hubsim.units import per_week

    began = time.perf_counter()
    length = Length(args.weeks, args.warm_up, args.run_off)
    hubs = {model: read_model(model).hub for model in MODELS[: args.models]}
    wanted = []
    for area in range(args.areas):
        share = 0.7 + 0.6 * area / max(1, args.areas - 1)  # 70 to 130 % of the usual contacts
        for model in MODELS[: args.models]:
            hub = hubs[model]
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
            print(
                f"{done:>7} runs {spent:>7.0f} s {memory():>7.0f} MB {workers_memory():>7.0f} MB",
                flush=True,
            )

    with tempfile.TemporaryDirectory(dir=args.folder or None) as folder:
        kind = args.executor or ("dask" if args.scheduler else quickest())
        with workers(kind, args.workers, args.scheduler) as executor:
            results = run_study(
                study, executor=executor, measures=None if args.all_measures else MEASURES,
                progress=told, parts=Path(folder) / "parts",
            )  # fmt: skip
            spent = time.perf_counter() - began
        size = sum(part.stat().st_size for part in (Path(folder) / "parts").iterdir()) / 1e6
        print(
            f"{runs / spent:.1f} runs a second; {size:.1f} MB of parts; {len(results.kept)} rows; "
            f"{memory():.0f} MB with all of them",
            flush=True,
        )
        began = time.perf_counter()
        write(study, results, Path(folder))
    spent = time.perf_counter() - began
    print(
        f"tables and hubs written in {spent:.0f} s, {memory():.0f} MB; "
        f"the most ever was {memory(what='VmHWM'):.0f} MB"
    )


if __name__ == "__main__":
    main()
