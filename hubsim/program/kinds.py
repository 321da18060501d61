"""The few kinds of things that happen to a case, and what a second of its life can be."""

from __future__ import annotations

from enum import IntEnum

NONE = -1
"""Stands in an integer column where there is nothing to name."""


class Kind(IntEnum):
    """What happens at a node."""

    WORK = 0
    """A person works on the case."""
    DELAY = 1
    """Time passes, on the clock or on working hours."""
    FORK = 2
    """Agencies are asked at once; the case waits for their replies."""
    REPLY = 3
    """A reply is there: the end of a branch."""
    ROUTE = 4
    """The case takes one of several ways."""
    LEAVE = 5
    """The case leaves the hub."""
    TOGETHER = 6
    """Several people work on the case at once, as soon as they are all there."""
    MEET = 7
    """The case is heard at a slot of a meeting."""
    RATE = 8
    """The case is rated anew."""
    SEE = 9
    """The hub comes to see the need of the case, rightly or wrongly."""


class Unfinished(IntEnum):
    """What becomes of work in hand when its person goes, is interrupted or called to a meeting."""

    KEEP = 0
    """The same person takes it up again."""
    HAND_BACK = 1
    """It goes back to its queue."""
    FINISH = 2
    """At the end of a shift its person stays until it is done; otherwise as KEEP."""


class Part(IntEnum):
    """What a second of a case's life is. The time ledger has one entry for each."""

    WORKED = 0
    """In somebody's hands."""
    PERSON = 1
    """Waiting for a person who is there."""
    SHIFT = 2
    """Waiting for somebody to come on shift."""
    REPLY = 3
    """Waiting for a reply."""
    MEETING = 4
    """Waiting for a meeting."""
    TRANSIT = 5
    """In transit between agencies, not yet seen."""
    REDONE = 6
    """Being clarified or redone."""
    DISPUTE = 7
    """In dispute about who leads."""
    DROPPED = 8
    """Dropped: nobody has it and nobody has noticed."""
    WAITING = 9
    """Waiting for something else that the hub names as a wait."""


class Cause(IntEnum):
    """Why there is such a node: what the ledgers of hand-overs and of replies count it as."""

    NONE = 0
    """Anything else."""
    WAY = 1
    """Travelling by a channel, until it is seen; once for each passage."""
    TRY_AGAIN = 2
    """Nobody answered; trying again later."""
    CLARIFY = 3
    """Being clarified: on the spot, on the way back and forth, or the work of it."""
    DROPPED = 4
    """Lost on the way, until somebody notices."""
    ADVICE = 5
    """The holder takes advice on whether it may share."""
    MAILBOX = 6
    """Lying with people outside the hub, their queue and work included."""
    DISPUTE = 7
    """In dispute about who leads."""
    NOTHING = 8
    """A reply that brings nothing."""
    REFUSED = 9
    """A reply that refuses."""
    SILENT = 10
    """Leaving without telling the one who sent it."""


NOT_SEEN = 3
"""Stands for need that has not been judged yet, after 0 high, 1 moderate and 2 low."""
