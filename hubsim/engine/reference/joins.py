"""Waiting for replies: which are in, whether that is enough, and what happens at the limit."""

from __future__ import annotations

from typing import Any

from hubsim.engine.reference.moments import Moment, Order
from hubsim.program import Fork
from hubsim.program.layout import NONE


class Join:
    """A case waiting for replies.

    Parameters
    ----------
    env : simpy.Environment
    fork : Fork
        The rule.
    asked : list of int
        Branches asked about this case.
    """

    __slots__ = (
        "asked", "asked_at", "by_limit", "chased", "critical", "is_over", "limit_passed", "missing",
        "needed", "now_in", "open", "released", "since",
    )  # fmt: skip

    def __init__(self, env: Any, fork: Fork, asked: list[int]) -> None:
        self.asked, self.asked_at = asked, int(env.now)
        self.missing = set(asked)
        self.critical = {b for b in asked if fork.branches[b].critical}
        self.needed = len(asked) if fork.at_least == NONE else min(fork.at_least, len(asked))
        self.limit_passed = False
        """From now on only critical replies are waited for."""
        self.by_limit = False
        self.since, self.now_in = NONE, [(NONE, False)]
        """Replies of this instant: branch, and whether a critical one was still missing before."""
        self.released = Moment(env)
        self.chased = Moment(env)
        """Somebody asks again: what would never have been answered is."""
        self.open: dict[int, Any] = {}
        """Questions on their way, by branch, to be withdrawn if the case goes on without them."""
        self.is_over = False

    def is_enough(self) -> bool:
        """Whether the case may go on with the replies that are in."""
        if self.critical & self.missing:
            return False
        return self.limit_passed or len(self.asked) - len(self.missing) >= self.needed

    def reply(self, branch: int, now: int) -> None:
        """Take a reply in; release the join in its place of the instant if that is enough."""
        if branch not in self.asked:
            return  # offered unasked: nobody waits for it
        if now != self.since:
            self.since, self.now_in = now, []
        self.now_in.append((branch, bool(self.critical & self.missing)))
        self.missing.discard(branch)
        if self.is_enough() and not self.released.triggered:
            self.released.happen(now, Order.JOINS_RELEASE)

    def look(self) -> bool:
        """Go on without what is missing, if nothing critical is; say whether that was done."""
        if self.released.triggered:
            return True
        self.limit_passed = True
        if not self.is_enough():
            return False
        self.by_limit = True
        self.released.succeed()
        return True

    def released_by(self) -> int:
        """The line (branch + 1) that the case was waiting for last; 0 if the limit released it.

        Among the replies of the instant the lowest number, of critical ones if one was missing.
        """
        if self.by_limit:
            return 0
        critical = self.now_in[0][1]
        return 1 + min(
            branch for branch, _ in self.now_in if not critical or branch in self.critical
        )
