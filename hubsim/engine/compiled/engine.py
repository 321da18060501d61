"""Running the kernel: room for what it writes, guards, and what is open at the end."""

from __future__ import annotations

import numpy as np

from hubsim.caseload import Caseload
from hubsim.engine.compiled import kernel
from hubsim.engine.compiled.boxes import boxed
from hubsim.engine.compiled.packing import packed
from hubsim.engine.compiled.state import Reg, begun, larger
from hubsim.engine.guards import Guards, MoreVisits, endless, too_many
from hubsim.program import Program
from hubsim.runlog import RunLog
from hubsim.variates import Variates

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
            When a guard stops the run.
        """
        p = packed(
            program, caseload, variates, steps=guards.steps_per_instant,
            open_cases=guards.open_cases,
        )  # fmt: skip
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
            elif found == kernel.ENDLESS:
                raise endless(program, now, node, guards)
            elif found == kernel.TOO_MANY:
                raise too_many(program, now, s.queued.tolist(), guards)
        s.reg[Reg.NOW] = program.horizon
        closed = 0
        while closed < len(s.token):
            closed = int(kernel.close_all(given, state, closed))
            s = larger(s, p)
            state = boxed(s)
        rows = s.row[: int(s.reg[Reg.ROWS])]
        return RunLog.from_rows(np.ascontiguousarray(rows), program.horizon)
