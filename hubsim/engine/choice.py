"""Which engine runs: the compiled one where it can, else the reference, and why."""

from __future__ import annotations

import os
from functools import cache
from typing import Protocol

from hubsim.caseload import Caseload
from hubsim.engine.guards import Guards
from hubsim.program import Program
from hubsim.runlog import RunLog
from hubsim.variates import Variates

WANTED = "HUBSIM_ENGINE"
"""Environment variable: ``compiled`` or ``reference``; the compiled one, if it can, if left out."""


class Engine(Protocol):
    """What executes programs. All engines give the same rows."""

    name: str

    def run(
        self, program: Program, caseload: Caseload, variates: Variates, guards: Guards
    ) -> RunLog:
        """Run a program on given cases with given draws."""


@cache
def chosen() -> tuple[Engine, str]:
    """Give the engine that runs, and why it is not the compiled one; empty if it is."""
    from hubsim.engine.reference import ReferenceEngine  # noqa: PLC0415 - only one is needed

    if os.environ.get(WANTED) == "reference":
        return ReferenceEngine(), f"{WANTED} asks for the reference engine"
    try:
        from hubsim.engine.compiled import CompiledEngine  # noqa: PLC0415 - takes time to import
        from hubsim.jit import COMPILES  # noqa: PLC0415 - takes time to import
    except RuntimeError:  # no folder in which what was compiled could be kept
        return ReferenceEngine(), (
            "the compiled engine has no folder to keep itself in, so this runs on the slower "
            "reference engine; the results are the same"
        )
    if COMPILES or os.environ.get(WANTED) == "compiled":
        return CompiledEngine(), ""
    return ReferenceEngine(), (
        "numba is not installed, so this runs on the slower reference engine; the results are the "
        "same"
    )


def notice() -> str:
    """Say, before the first run, why it is slower than it could be; empty if it is not."""
    engine, why = chosen()
    if why or engine.name != "compiled":
        return why
    from hubsim.engine.compiled import kernel  # noqa: PLC0415 - takes time to import
    from hubsim.jit import is_kept  # noqa: PLC0415 - takes time to import

    if is_kept(kernel.advance, kernel.__file__):
        return ""
    return "hubsim prepares itself for this computer; only this once, for about half a minute"
