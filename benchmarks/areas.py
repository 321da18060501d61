"""Many local areas, each with a demand of its own, put to several models: time and memory.

python benchmarks/areas.py [--areas 150] [--models 6] [--replications 20] [--weeks 52]
    [--executor processes] [--workers 2] [--scheduler ADDRESS] [--folder DIR]

Memory is in MB, of the driving process, and of the largest of its workers where these are
processes. Neither should grow with the runs that are done. With --folder the same command goes on
where it was stopped; at the end the results are written there, read again, and told.
"""

from __future__ import annotations

import argparse
import gc
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubsim.study import Length, Study

MODELS = (
    "county_separate", "county_colocated", "county_virtual", "county_integrated",
    "borough_jointly_led", "small_town_hub",
)  # fmt: skip
MEASURES = (
    "contacts", "hours_to_decision_mean", "asked_hours_to_decision_mean", "target_met", "heard",
    "open_cases", "backlog_growth", "utilisation", "need_recognised",
)  # fmt: skip
TOLD_BY = "asked_hours_to_decision_mean"

USUAL = {
    "areas": 150, "models": 6, "replications": 20, "weeks": 52, "warm-up": 8, "run-off": 4,
}  # fmt: skip
LOOKS = 20
"""Of memory, over all runs."""
FLAT = 1.1
"""What memory may grow by in the second half of the runs."""


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


class Watch:
    """Prints how far it is, how long it will take, and memory, at times that are evenly spaced."""

    def __init__(self) -> None:
        self.began, self.first = time.perf_counter(), 0
        self.seen: list[tuple[int, float, float]] = []

    def __call__(self, done: int, of: int) -> None:
        self.first = self.first or done
        if done != self.first and done * LOOKS // of == (done - 1) * LOOKS // of:
            return
        spent = time.perf_counter() - self.began
        self.seen.append((done, memory(), workers_memory()))
        left = (of - done) * spent / max(1, done - self.first)
        print(
            f"{done:>7} runs {spent:>7.0f} s {self.seen[-1][1]:>7.0f} MB "
            f"{self.seen[-1][2]:>7.0f} MB {left / 60 if done > self.first else 0:>7.0f} min left",
            flush=True,
        )

    def verdict(self) -> Iterator[str]:
        """Say whether memory grew in the second half of the runs."""
        half = [each for each in self.seen if each[0] * 2 >= self.seen[-1][0]]
        for what, at in (("driving process", 1), ("largest worker", 2)):
            before, after = half[0][at], half[-1][at]
            if before:
                flat = "flat" if after <= FLAT * before else "NOT FLAT"
                yield (
                    f"{what}: {before:.0f} MB after {half[0][0]} runs, {after:.0f} MB after "
                    f"{half[-1][0]}: {flat}"
                )


def the_study(args: argparse.Namespace, length: Length) -> Study:
    """Lay out one design for each area and model."""
    from hubsim.models import read_model
    from hubsim.spec.scenario import change_from_text
    from hubsim.study import Study
    from hubsim.study.design import Wanted, lowered
    from hubsim.units import per_week

    hubs = {model: read_model(model).hub for model in MODELS[: args.models]}
    wanted = []
    for area in range(args.areas):
        share = 0.7 + 0.6 * area / max(1, args.areas - 1)  # 70 to 130 % of the usual contacts
        for model, hub in hubs.items():
            changes = [
                change_from_text(
                    f"contacts.{name}.volume={share * per_week(source.volume.text):.2f} per week"
                )
                for name, source in hub.contacts.items()
                if source.volume is not None
            ]
            wanted.append(Wanted(model, tuple(changes), (), f"Area {area + 1}: {hub.name}"))
    return Study(lowered(wanted, length), length, args.replications, 1)


def run(args: argparse.Namespace, folder: Path) -> None:
    """Run what is not done yet, and write the results."""
    from hubsim.study import Length, run_study, workers
    from hubsim.study.parts import runs_in
    from hubsim.study.store import PARTS, opened, write

    began = time.perf_counter()
    study = the_study(args, Length(args.weeks, args.warm_up, args.run_off))
    runs = len(study.designs) * args.replications
    print(f"laid out in {time.perf_counter() - began:.0f} s, {memory():.0f} MB", flush=True)
    with opened(folder, resume=True) as parts:
        before, watch = runs_in(folder / PARTS), Watch()
        if before:
            print(f"going on after {before} of {runs} runs")
        with workers(args.executor, args.workers, args.scheduler) as executor:
            results = run_study(
                study, executor=executor, measures=None if args.all_measures else MEASURES,
                progress=watch, parts=parts,
            )  # fmt: skip
        spent = time.perf_counter() - watch.began
        size = sum(part.stat().st_size for part in parts.iterdir()) / 1e6
        print(
            f"{(runs - before) / spent:.1f} runs a second; {size:.1f} MB of parts; "
            f"{len(results.kept)} rows; {memory():.0f} MB with all of them"
        )
        if watch.seen:
            print("\n".join(watch.verdict()), flush=True)
        began = time.perf_counter()
        write(study, results, folder)
    print(f"tables and hubs written in {time.perf_counter() - began:.0f} s, {memory():.0f} MB")


def read(folder: Path) -> None:
    """Read finished results, a piece at a time, and tell what they show."""
    import pyarrow.parquet as pq

    from hubsim.analysis import compare
    from hubsim.study.rows import Rows
    from hubsim.study.store import MANIFEST

    gc.collect()
    began, before = time.perf_counter(), memory()
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    with pq.ParquetFile(folder / "results.parquet") as stored:
        pieces = (stored.read_row_group(n) for n in range(stored.num_row_groups))
        rows = Rows.read(pieces, folder)
    labels = [design["label"] for design in manifest["designs"]]
    areas = [label.partition(": ")[0] for label in labels]
    found: dict[str, Counter[str]] = {}
    for area in dict.fromkeys(areas):
        base, *rivals = [label for label, of in zip(labels, areas, strict=True) if of == area]
        for rival in rivals:
            values = [rows.values(label, TOLD_BY, "all", "all").tolist() for label in (base, rival)]
            settles = not {base, rival} & set(manifest["unsettled"])
            verdict = compare(*values).verdict if settles else "does not settle"
            found.setdefault(rival.partition(": ")[2], Counter())[verdict] += 1
    print(
        f"{len(rows)} rows read in {time.perf_counter() - began:.0f} s: {before:.0f} MB before, "
        f"{memory():.0f} MB after; the most ever was {memory(what='VmHWM'):.0f} MB"
    )
    print(f"\n{TOLD_BY}, beside {labels[0].partition(': ')[2]}, in how many areas:")
    for model, counts in found.items():
        told = ", ".join(f"{verdict} {number}" for verdict, number in counts.most_common())
        print(f"  {model}: {told}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in USUAL.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--executor", default="processes")
    parser.add_argument("--scheduler", default="")
    parser.add_argument("--folder", default="", help="where it is kept, to go on with")
    parser.add_argument("--all-measures", action="store_true")
    args = parser.parse_args()
    if args.scheduler:
        args.executor = "dask"
    runs = args.areas * args.models * args.replications
    print(
        f"{args.areas} areas x {args.models} models x {args.replications} replications of "
        f"{args.weeks} weeks: {runs} runs"
    )
    there = nullcontext(args.folder) if args.folder else tempfile.TemporaryDirectory()
    with there as name:
        folder = Path(name)
        if not (folder / "manifest.json").exists():
            run(args, folder)
        read(folder)


if __name__ == "__main__":
    main()
