"""When a run must stop: limits that turn an endless loop or an exploding queue into an error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hubsim.errors import RunError
from hubsim.program import Program
from hubsim.program.kinds import NONE
from hubsim.units import clock_time


@dataclass(frozen=True, slots=True)
class Guards:
    """Limits of one run.

    Parameters
    ----------
    steps_per_instant : int
        Steps of cases within one second of simulated time; more is an endless loop.
    open_cases : int
        Cases in the hub at once.
    cancelled : callable or None
        Asked now and then; True stops the run.
    """

    steps_per_instant: int = 100_000
    open_cases: int = 300_000
    cancelled: Callable[[], bool] | None = None


class MoreVisits(Exception):  # noqa: N818 - a request to the caller, not an error
    """A case came to a node more often than was drawn for."""

    def __init__(self, node: int) -> None:
        super().__init__(node)
        self.node = node


def endless(program: Program, now: int, node: int, guards: Guards) -> RunError:
    """Name the loop that never lets time pass."""
    number = int(program.nodes.stage[node])
    stage = program.stages[number] if number != NONE else "leaving"
    return RunError(
        f"after {clock_time(now)} more than {guards.steps_per_instant:,} things happened in one "
        f'second, the last at the stage "{stage}": a loop in which no time passes'
    )


def undrawn(program: Program, node: int) -> RunError:
    """Name a node at which nothing was drawn for a case, since nobody took it to come there."""
    number = int(program.nodes.stage[node])
    stage = program.stages[number] if number != NONE else "leaving"
    return RunError(
        f'a case came to the stage "{stage}" by a way that its source does not lead to: this is a '
        "fault of hubsim, not of the hub; please report it with the hub's file"
    )


def too_many(program: Program, now: int, lengths: Sequence[int], guards: Guards) -> RunError:
    """Say for whom too many open cases wait.

    Parameters
    ----------
    program : Program
    now : int
        Second of the run.
    lengths : sequence of int
        How much work waits in each queue of the program.
    guards : Guards
    """
    fullest = max(range(len(program.queues)), key=lambda q: lengths[q], default=NONE)
    roles = " or ".join(program.roles[r] for r in program.queues[fullest])
    return RunError(
        f"after {clock_time(now)} there are more than {guards.open_cases:,} open cases, most of "
        f"them waiting for {roles}; these people cannot do what is asked of them"
    )
