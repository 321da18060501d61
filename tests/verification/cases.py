"""Every case of the file is either built here or named with the reason why it is not."""

from __future__ import annotations

import zlib

from . import comparisons, forms, laws, queues, together, traces, transients
from .judge import Verdict, judged
from .observe import Trial
from .registry import BUILT, case_file

BOUNDED = "bounded queues are not supported: no contact is turned away from a hub"
BATCHES = "batches of n are not supported: no hub gathers cases before it starts"

NOT_BUILT = {
    "PUB-MMCK-01": BOUNDED,
    "PUB-MGCC-01": BOUNDED,
    "PUB-BATCH-01": BATCHES,
    "PUB-BATCH-02": BATCHES,
}
"""Why a case is not built, by id."""

MODULES = (queues, transients, traces, together, laws, forms, comparisons)
"""Importing them fills `BUILT`."""


def run(name: str, *, quick: bool = False, seed: int = 0) -> list[Verdict]:
    """Build, run and judge a case.

    A failure by chance is tried once more, with a fresh seed and four times the replications; what
    the first trial said stays in `z`, for the rule of the suite.

    Parameters
    ----------
    name : str
        Id of the case.
    quick : bool
        With less effort.
    seed : int
        Another one gives other draws to every case.
    """
    case = case_file()[name]
    verdicts = judged(case, BUILT[name](case, Trial(seed_of(name, seed), quick)))
    if case["kind"] == "deterministic" or all(verdict.passed for verdict in verdicts):
        return verdicts
    again = judged(case, BUILT[name](case, Trial(seed_of(f"{name} again", seed), quick, times=4)))
    return [
        Verdict(name, new.metric, new.expected, new.observed, new.passed, old.z,
                f"{new.note} second trial; first: {old.observed} {old.note}".strip())
        for old, new in zip(verdicts, again, strict=True)
    ]  # fmt: skip


def seed_of(name: str, seed: int = 0) -> int:
    """Give each case a seed of its own: cases that share names would share draws."""
    return zlib.crc32((f"{name} {seed}" if seed else name).encode())


def fresh(seed: int) -> int:
    """Give the seed for trying the suite once more."""
    return seed_of("the suite again", seed)
