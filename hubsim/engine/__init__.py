"""Running a Program: one interface, whatever executes it."""

from __future__ import annotations

from hubsim.caseload import Caseload, draw_caseload
from hubsim.engine.guards import Guards
from hubsim.engine.reference import MoreVisits, ReferenceEngine
from hubsim.engine.run import Run, rerun, simulate

__all__ = [
    "Caseload",
    "Guards",
    "MoreVisits",
    "ReferenceEngine",
    "Run",
    "draw_caseload",
    "rerun",
    "simulate",
]
