"""What a case, or a question about it, is doing at a second."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from hubsim.arrays import Ints
from hubsim.measures import PART_LABELS
from hubsim.program import Part


class Doing(IntEnum):
    """What a stretch of a case's or question's life is: the parts of the ledger, some finer."""

    WORKED = Part.WORKED
    PERSON = Part.PERSON
    SHIFT = Part.SHIFT
    REPLY = Part.REPLY
    MEETING = Part.MEETING
    TRANSIT = Part.TRANSIT
    REDONE = Part.REDONE
    DISPUTE = Part.DISPUTE
    DROPPED = Part.DROPPED
    WAITING = Part.WAITING
    OUTSIDE = 10
    """A question lies with people outside the hub."""
    ADVICE = 11
    """Who is asked takes advice on whether they may share."""
    UNANSWERED = 12
    """A question that nobody answers until somebody asks again."""
    MET = 13
    """Being heard in a meeting."""
    TOGETHER = 14
    """In the hands of several people at once."""


PART_OF = {
    Doing.OUTSIDE: Part.REPLY, Doing.ADVICE: Part.REPLY, Doing.UNANSWERED: Part.REPLY,
    Doing.MET: Part.WORKED, Doing.TOGETHER: Part.WORKED,
}  # fmt: skip

DOING_LABELS = {Doing(int(part)): label for part, label in PART_LABELS.items()} | {
    Doing.OUTSIDE: "With people outside the hub",
    Doing.ADVICE: "Taking advice on whether it may be shared",
    Doing.UNANSWERED: "Not answered until somebody asks again",
    Doing.MET: "Being heard in a meeting",
    Doing.TOGETHER: "Being worked on together",
}
"""As shown to people."""


def part_of(doing: Ints) -> Ints:
    """Give the `Part` of the time ledger that each of these is."""
    table = np.array([PART_OF.get(each, int(each)) for each in Doing], dtype=np.int64)
    return table[doing]


__all__ = ["DOING_LABELS", "Doing", "part_of"]
