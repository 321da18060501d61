"""Running a Program: one interface, whatever executes it."""

from __future__ import annotations

from hubsim.engine.choice import Engine, chosen, notice
from hubsim.engine.guards import Guards, MoreVisits
from hubsim.engine.run import Run, rerun, simulate

__all__ = ["Engine", "Guards", "MoreVisits", "Run", "chosen", "notice", "rerun", "simulate"]
