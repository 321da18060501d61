"""The written order inside an instant: SimPy keeps the clock, the model says what comes first."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import simpy


class Order(IntEnum):
    """The order of events within one instant. SimPy's own bookkeeping (0 and 1) comes before."""

    WORK_ENDS = 2
    PEOPLE_GO = 3
    PEOPLE_COME = 4
    CASES_ARRIVE = 5
    JOINS_RELEASE = 6
    MEETINGS_OPEN = 7
    DISPATCH = 8
    LIMITS_EXPIRE = 9


class Moment(simpy.Event):
    """An event that happens at a second of our choosing, in the written order of its instant."""

    env: Any  # SimPy types its clock as float; ours counts whole seconds

    def happen(self, at: int, order: Order) -> Moment:
        """Let it happen at second `at`, not before now."""
        self._ok = True
        self._value = None
        self.env.schedule(self, order, at - self.env.now)
        return self


class Limits:
    """What expires: everything of one instant together, after all else that happens in it.

    Parameters
    ----------
    env : simpy.Environment
    horizon : int
        What would expire later never does.
    """

    def __init__(self, env: Any, horizon: int) -> None:
        self.env, self.horizon = env, horizon
        self.due: dict[int, list[Any]] = {}

    def add(self, at: int | None, expires: Any) -> None:
        """Call `expires` at second `at`; None is never."""
        if at is None or at >= self.horizon:
            return
        if at not in self.due:
            self.due[at] = []
            moment = Moment(self.env).happen(at, Order.LIMITS_EXPIRE)
            moment.callbacks.append(lambda _: self.expire(at))
        self.due[at].append(expires)

    def expire(self, at: int) -> None:
        """Let all limits of this instant expire."""
        for expires in self.due.pop(at):
            expires()
