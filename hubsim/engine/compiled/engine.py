"""Running the kernel: room for what it writes, guards, and what is open at the end."""

from __future__ import annotations

from typing import Any

import numpy as np

from hubsim.caseload import Caseload
from hubsim.engine.compiled import kernel
from hubsim.engine.compiled.boxes import SOURCES, boxed
from hubsim.engine.compiled.freed import keep_freed
from hubsim.engine.compiled.packing import Packed, packed
from hubsim.engine.compiled.state import NARROW, Reg, State, begun, give_back, larger
from hubsim.engine.guards import Guards, MoreVisits, endless, too_many, undrawn
from hubsim.errors import RunError
from hubsim.jit import forget_other_sources
from hubsim.program import Program
from hubsim.runlog import COLUMNS, RunLog
from hubsim.variates import Variates

LONGEST = np.iinfo(np.int32).max
"""Seconds of a run that rows of the log have room for: 68 years."""

forget_other_sources(kernel.advance, kernel.__file__, SOURCES)
keep_freed()

STEPS = 50_000
"""Steps of the kernel between two looks at whether somebody wants it to stop."""


class CompiledEngine:
    """Executes programs, quickly."""

    name = "compiled"

    def run(
        self, program: Program, caseload: Caseload, variates: Variates, guards: Guards
    ) -> RunLog:
        """Run a program on given cases with given draws.

        Raises
        ------
        MoreVisits
            When a case comes to a node more often than was drawn for.
        RunError
            When a guard stops the run, or it is longer than 68 years.
        """
        if program.horizon > LONGEST:
            raise RunError("a run may last 68 years at most; make it shorter")
        p = packed(
            program, caseload, variates, steps=guards.steps_per_instant,
            open_cases=guards.open_cases,
        )  # fmt: skip
        s = _written(program, p, guards)
        rows = int(s.reg[Reg.ROWS])
        columns = np.empty((NARROW, rows), dtype=np.int32)
        detail = np.empty(rows, dtype=np.int64)
        kernel.part(boxed(s), columns, detail)
        give_back(s)
        found = dict[str, Any](zip(COLUMNS, [*columns, detail], strict=True))
        return RunLog(**found, horizon=program.horizon)


def _written(program: Program, p: Packed, guards: Guards) -> State:
    """Run the kernel to the horizon; give what it has written."""
    s = begun(p)
    given, state = boxed(p), boxed(s)
    while True:
        if guards.cancelled is not None and guards.cancelled():
            raise KeyboardInterrupt
        found = int(kernel.advance(given, state, STEPS))
        now, node = int(s.reg[Reg.NOW]), int(s.reg[Reg.AT_NODE])
        if found == kernel.FINISHED:
            break
        if found == kernel.FULL:
            s = larger(s, p)
            state = boxed(s)
        elif found == kernel.MORE_VISITS:
            raise MoreVisits(node)
        elif found == kernel.UNDRAWN:
            raise undrawn(program, node)
        elif found == kernel.ENDLESS:
            raise endless(program, now, node, guards)
        elif found == kernel.TOO_MANY:
            raise too_many(program, now, s.queued.tolist(), guards)
    s.reg[Reg.NOW] = program.horizon
    s = larger(s, p, rows=len(s.token))
    kernel.close_all(given, boxed(s))
    return s
