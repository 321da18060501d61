"""One run: a program, its cases and draws, and the log of what happened."""

from __future__ import annotations

from dataclasses import dataclass

from hubsim.caseload import Caseload, caseload_from
from hubsim.engine.choice import Engine, chosen
from hubsim.engine.guards import Guards, MoreVisits
from hubsim.engine.kept import caseload_of, variates_of
from hubsim.errors import RunError
from hubsim.program import Program
from hubsim.runlog import RunLog
from hubsim.spec.contacts import Contacts
from hubsim.variates import FIRST_VISITS, MOST_VISITS, Variates, draw_variates


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A run with everything it came from: what measures need."""

    program: Program
    caseload: Caseload
    variates: Variates
    log: RunLog


def simulate(
    program: Program,
    *,
    seed: int,
    replication: int,
    contacts: Contacts | None = None,
    guards: Guards | None = None,
) -> Run:
    """Draw the cases and variates of one replication and run them.

    Parameters
    ----------
    program : Program
    seed, replication : int
        The same ones give the same cases, and the same draws, to every program.
    contacts : Contacts, optional
        Real contacts, instead of drawn ones.
    guards : Guards, optional
        When to stop.

    Raises
    ------
    RunError
        When a guard stops the run, or a case goes round a loop for ever.
    """
    if contacts is None:
        caseload, draw = caseload_of(program, seed=seed, replication=replication), variates_of
    else:
        caseload = caseload_from(program, contacts, seed=seed, replication=replication)
        draw = draw_variates
    visits = FIRST_VISITS
    while True:
        variates = draw(program, caseload, seed=seed, replication=replication, visits=visits)
        try:
            return rerun(program, caseload, variates, guards)
        except MoreVisits as more:
            visits *= 2
            if visits > MOST_VISITS:
                stage = program.stages[int(program.nodes.stage[more.node])]
                raise RunError(
                    f'a case came to the stage "{stage}" more than {MOST_VISITS} times; let more '
                    "cases leave its loop"
                ) from None


def rerun(
    program: Program,
    caseload: Caseload,
    variates: Variates,
    guards: Guards | None = None,
    engine: Engine | None = None,
) -> Run:
    """Run given cases with given draws, on the engine that is chosen if none is given.

    Raises
    ------
    MoreVisits
        When a case comes somewhere more often than was drawn for.
    RunError
        When a guard stops the run.
    """
    log = (engine or chosen()[0]).run(program, caseload, variates, guards or Guards())
    return Run(program, caseload, variates, log)
