"""What can be counted on the floor at a second: the numbers under each hub."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.floor.doing import Doing
from hubsim.floor.trace import Trace
from hubsim.measures.owners import NOBODY

ON_ANOTHER = (Doing.REPLY, Doing.TRANSIT, Doing.REDONE)
"""What a case is doing while it waits on another agency: for replies, on its way to somebody, or
gone back to be clarified."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The floor at a second.

    Parameters
    ----------
    open : int
        Cases in the hub.
    on_another : int
        Of these, that wait on another agency.
    with_nobody : int
        Of these, for which nobody is accountable.
    left : int
        Cases that have left since the floor began.
    decisions, heard : int
        Decisions on which work has begun since the floor began, and those of them with the agency
        heard whose being heard is counted.
    """

    open: int
    on_another: int
    with_nobody: int
    left: int
    decisions: int
    heard: int


def counted(trace: Trace, second: int) -> Counts:
    """Count what is on the floor just after a second of the run."""
    s = trace.spans
    now = (s.since <= second) & (second < s.until) & (trace.tokens.line[s.token] == 0)
    at_desk = s.person[now] >= 0
    began = int(np.searchsorted(trace.decided, second, side="right"))
    return Counts(
        open=int(now.sum()),
        on_another=int((np.isin(s.doing[now], ON_ANOTHER) & ~at_desk).sum()),
        with_nobody=int((s.owner[now] == NOBODY).sum()) if trace.led else 0,
        left=int(np.searchsorted(trace.left, second, side="right")),
        decisions=began,
        heard=int(trace.heard[:began].sum()),
    )


__all__ = ["ON_ANOTHER", "Counts", "counted"]
