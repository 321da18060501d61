"""The engine and a naive witness, written apart, give the same rows on random hubs.

``HUBSIM_EXAMPLES=3000 pytest tests/engine/test_naive.py`` looks at more of them, fresh ones each
time; without it the examples are always the same 250.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given

from hubsim.engine import Run
from hubsim.program.kinds import Cause, Kind

from .naive import Naive
from .random_hubs import Trial, thorough, trials

ENOUGH = 250
"""Hubs among which every branch must have been taken."""


def test_engine_and_naive_witness_give_equal_rows() -> None:
    """Equal rows, on hubs among which nothing is left out: equal rows of empty logs prove nothing."""
    taken: Counter[str] = Counter()

    @thorough(ENOUGH)
    @given(trials())
    def compare(trial: Trial) -> None:
        run = trial.run()
        witness = Naive(run.program, run.caseload, run.variates)
        np.testing.assert_array_equal(run.log.rows(), witness.run())
        taken.update(witness.taken)
        taken.update(causes(run))
        taken["hubs"] += 1
        taken["hubs that work together"] += trial.hub().working_together is not None

    compare()
    if taken["hubs"] >= ENOUGH:
        missing = [branch for branch in BRANCHES if taken[branch] < 5]
        assert not missing, {branch: taken[branch] for branch in missing}


def causes(run: Run) -> Counter[str]:
    """How many rows there are of each cause and kind, on the main line and on questions."""
    nodes, log = run.program.nodes, run.log
    found: Counter[str] = Counter()
    for node, line, detail in zip(log.node, log.line, log.detail, strict=True):
        cause, kind = Cause(int(nodes.cause[node])), Kind(int(nodes.kind[node]))
        if cause != Cause.NONE:
            found[f"{cause.name} {kind.name}, {'question' if line > 0 else 'main line'}"] += 1
        if kind == Kind.LEAVE:
            found[f"leaves, {int(detail)}"] += 1
    return found


BRANCHES = (
    "hubs that work together",
    *(
        f"{cause}, {line}"
        for cause in ("WAY DELAY", "TRY_AGAIN DELAY", "CLARIFY DELAY", "CLARIFY WORK", "DROPPED DELAY")
        for line in ("main line", "question")
    ),
    "ADVICE DELAY, question",
    "MAILBOX DELAY, question",
    "NOTHING REPLY, question",
    "REFUSED REPLY, question",
    "DISPUTE DELAY, main line",
    "DISPUTE WORK, main line",
    "SILENT LEAVE, main line",
    *(f"leaves, {why}" for why in range(3)),
    "comes back for both reasons",
    "comes back for both reasons at once",
    *(f"how near: {level}" for level in range(5)),
    "by date: 0",
    "by date: 1",
    "offered",
    "waits while somebody is there",
    "owed to work that queues",
    *(
        f"need {need} seen as {found}{turns}"
        for need in (0, 1)
        for found in range(3)
        for turns in ("", ", turns on a fact", ", turns on a fact heard")
        if (need, found) != (1, 0)
    ),
    *(f"need 2 seen as {found}" for found in range(3)),
    "need 1 seen as 0",
    "seen in a hurry",
    *(
        f"taken up at age {age}, hurried {hurried}"
        for age in range(3)
        for hurried in (False, True)
    ),
)  # fmt: skip
"""Every rule of chapters 12 and 13 is in one of these; each happens several times."""
