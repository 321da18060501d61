"""Run the verification suite and print what came out: ``python -m tests.verification``."""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from textwrap import wrap

from .cases import NOT_BUILT, fresh, run
from .judge import Verdict, suite_with_retry
from .registry import BUILT, case_file

WIDTH = 100


def say(line: str = "") -> None:
    """Write a line, at once."""
    sys.stdout.write(line.rstrip() + "\n")
    sys.stdout.flush()


def short(text: str, width: int) -> str:
    """Cut a text that is too long for its column."""
    return text if len(text) <= width else text[: width - 1] + "…"


def timed(name: str, quick: bool, seed: int) -> tuple[list[Verdict], float]:
    """Run a case in a process of its own; a case that breaks off has failed."""
    began = time.perf_counter()
    try:
        verdicts = run(name, quick=quick, seed=seed)
    except Exception as error:  # the other cases still have something to say
        verdicts = [Verdict(name, "broke off", "", "", False, note=f"{error!r}")]
    return verdicts, time.perf_counter() - began


def table(verdicts: Iterable[Verdict], seconds: float | None = None) -> None:
    """Print verdicts, the name of their case once."""
    shown = ""
    for v in verdicts:
        z = "" if math.isnan(v.z) else f"{v.z:+.2f}"
        result = "ok" if v.passed else "FAIL"
        took = f"{seconds:5.1f} s" if seconds is not None and v.case != shown else ""
        name = v.case.removeprefix("PUB-") if v.case != shown else ""
        if v.expected:
            what = f"{short(v.metric, 41):42}{v.expected:>10}{short(v.observed, 13):>14} {z:>6}"
        else:  # a claim: a sentence, and what was seen
            what = f"{short(v.metric, 51):52}{short(v.observed, 20):>21}"
        say(f"{name:15}{what} {result:4}{took:>7}")
        if v.note:
            for line in wrap(v.note, WIDTH - 16):
                say(f"{'':14}  {line}")
        shown = v.case


def run_all(names: list[str], workers: int, *, quick: bool, seed: int) -> list[Verdict]:
    """Run cases and print what came out, in the order of the file."""
    cases, verdicts = case_file(), []
    say(f"{'case':15}{'metric':42}{'expected':>10}{'observed':>14} {'z':>6}")
    say("-" * WIDTH)
    # The longest first, so that no worker is left with one at the end; printed in the file's order.
    usual = {"stochastic": 5_000_000, "property": 300_000}
    longest = sorted(
        names, key=lambda name: -cases[name].get("effort", usual.get(cases[name]["kind"], 0))
    )
    with ProcessPoolExecutor(workers) as pool:
        jobs = {name: pool.submit(timed, name, quick, seed) for name in longest}
        for name in names:
            found, seconds = jobs[name].result()
            table(found, seconds)
            verdicts += found
    return verdicts


def main() -> int:
    """Run the cases asked for; 1 if any fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.verification", description=__doc__)
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help="cases, such as PUB-MM1-01; all if left out"
    )
    parser.add_argument(
        "--quick", action="store_true", help="less effort; estimates may lack power"
    )
    parser.add_argument("--workers", type=int, default=2, help="processes (2)")
    parser.add_argument("--seed", type=int, default=0, help="another one gives other draws (0)")
    options = parser.parse_args()
    cases = case_file()
    unknown = [name for name in options.ids if name not in cases]
    if unknown:
        parser.error(f"no such case: {', '.join(unknown)}")
    wanted = [name for name in cases if name in BUILT and (not options.ids or name in options.ids)]
    began, workers = time.perf_counter(), max(1, options.workers)
    verdicts = run_all(wanted, workers, quick=options.quick, seed=options.seed)
    if not options.ids:

        def again() -> list[Verdict]:
            stochastic = [name for name in wanted if cases[name]["kind"] == "stochastic"]
            seed = fresh(options.seed)
            say("-" * WIDTH)
            say(f"The suite as a whole failed: stochastic cases once more, with --seed {seed}.")
            say("Two failures are a failure.")
            return run_all(stochastic, workers, quick=options.quick, seed=seed)

        verdicts += suite_with_retry(verdicts, again, table)
    say("-" * WIDTH)
    for name, reason in NOT_BUILT.items():
        if not options.ids or name in options.ids:
            lines = wrap(f"not built: {reason}", WIDTH - 14)
            say(
                "\n".join(
                    f"{name.removeprefix('PUB-') if not n else '':14}{line}"
                    for n, line in enumerate(lines)
                )
            )
    failed = [v for v in verdicts if not v.passed]
    say("-" * WIDTH)
    counts = f"{len(wanted)} cases built, {len(NOT_BUILT)} of {len(cases)} not"
    judged = f"{len(verdicts)} verdicts, {len(failed)} failed"
    say(f"{counts}; {judged}; {time.perf_counter() - began:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
