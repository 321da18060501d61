"""Every case of the file is either built here or named with the reason why it is not."""

from __future__ import annotations

import zlib

from . import comparisons, forms, laws, queues, traces, transients
from .judge import Verdict, judged
from .observe import Trial
from .registry import BUILT, case_file

INTERRUPTION = "work is not interrupted by more urgent work yet"
MEETINGS = "meetings and joint work are not there yet"
LEAVING = "a limit on waiting in a queue (a case that gives up) is not there yet"
BOUNDED = "bounded queues are not supported: no contact is turned away from a hub"
BATCHES = "batches of n are not supported: no hub gathers cases before it starts"

NOT_BUILT = {
    "PUB-MMCK-01": BOUNDED,
    "PUB-MGCC-01": BOUNDED,
    "PUB-PRMG1-01": INTERRUPTION,
    "PUB-PRMMC-01": INTERRUPTION,
    "PUB-TRACE-04": INTERRUPTION,
    "PUB-TRACE-06": INTERRUPTION,
    "PUB-MEET-01": MEETINGS,
    "PUB-MEET-02": MEETINGS,
    "PUB-PANEL-01": MEETINGS,
    "PUB-JOINT-01": MEETINGS,
    "PUB-BATCH-01": BATCHES,
    "PUB-BATCH-02": BATCHES,
    "PUB-RENEGE-01": LEAVING,
    "PUB-RENEGE-02": LEAVING,
    "PUB-ABSENCE-01": "leave and absence are not there yet",
    "PUB-DEADLOCK-01": "cannot be written: people are taken all at once or not at all, so no case "
    "keeps one person while it waits for another",
}
"""Why a case is not built, by id."""

MODULES = (queues, transients, traces, laws, forms, comparisons)
"""Importing them fills `BUILT`."""


def run(name: str, *, quick: bool = False) -> list[Verdict]:
    """Build, run and judge a case.

    A failure by chance is tried once more, with a fresh seed and four times the replications; what
    the first trial said stays in `z`, for the rule of the suite.

    Parameters
    ----------
    name : str
        Id of the case.
    quick : bool
        With less effort.
    """
    case = case_file()[name]
    verdicts = judged(case, BUILT[name](case, Trial(seed_of(name), quick)))
    if case["kind"] == "deterministic" or all(verdict.passed for verdict in verdicts):
        return verdicts
    again = judged(case, BUILT[name](case, Trial(seed_of(name + " again"), quick, times=4)))
    return [
        Verdict(name, new.metric, new.expected, new.observed, new.passed, old.z,
                f"{new.note} second trial; first: {old.observed} {old.note}".strip())
        for old, new in zip(verdicts, again, strict=True)
    ]  # fmt: skip


def seed_of(name: str) -> int:
    """Give each case a seed of its own: cases that share names would share draws."""
    return zlib.crc32(name.encode())
