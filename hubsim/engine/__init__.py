"""Running a Program: one interface, whatever executes it."""

from __future__ import annotations

from hubsim.engine.guards import Guards, MoreVisits
from hubsim.engine.reference import ReferenceEngine
from hubsim.engine.run import Run, rerun, simulate

__all__ = ["Guards", "MoreVisits", "ReferenceEngine", "Run", "rerun", "simulate"]
