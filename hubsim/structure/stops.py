"""What stops when somebody is away: which work nobody else can do, and how many cases need it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import networkx as nx
import numpy as np

from hubsim.arrays import Floats
from hubsim.program import Program
from hubsim.program.layout import NONE, Fork
from hubsim.spec.reaching import settlers
from hubsim.structure.exchange import fork_of, holders
from hubsim.structure.staffing import Staffing
from hubsim.structure.traffic import Traffic
from hubsim.structure.ways import decision_stages


@dataclass(frozen=True, slots=True)
class Stops:
    """What is left undone while some roles are away.

    Parameters
    ----------
    every_way : bool
        Whether no case at all can come to a decision (or out of a hub without one).
    before : float
        By how much fewer contacts are decided, as a share: they wait on their way, or go round.
    anywhere : float
        Share of contacts that wait somewhere, also after the decision.
    at : tuple of str
        Stages at which cases wait.
    unheard : tuple of (str, str)
        Questions that lie, though no case waits for them: stage and agency.
    put_off : tuple of str
        Stages at which cases wait in vain until they give up, and then go elsewhere.
    """

    every_way: bool
    before: float
    anywhere: float
    at: tuple[str, ...]
    unheard: tuple[tuple[str, str], ...]
    put_off: tuple[str, ...]


def stops(traffic: Traffic, staffing: Staffing, away: Collection[str]) -> Stops:
    """Work out what stops while everybody of some roles is away.

    Parameters
    ----------
    traffic : Traffic
    staffing : Staffing
    away : names of roles
    """
    held = np.zeros((len(traffic.stages), len(traffic.ratings)))
    unheard: list[tuple[str, str]] = []
    for number, name in enumerate(traffic.stages):
        held[number], quiet = _held(traffic, staffing, away, name)
        unheard += [(name, agency) for agency in quiet]
    instead = {
        name: stage.gives_up.then
        for name, stage in traffic.hub.stages.items()
        if stage.gives_up is not None and nobody_left(staffing, stage.who, away)
    }
    decisions = decision_stages(traffic.hub)
    waits = traffic.total(lambda kind: traffic.visits_of(kind, held=held, instead=instead) * held)
    return Stops(
        every_way=_cuts_every_way(traffic, held, instead, decisions),
        before=_undecided(traffic, held, instead, decisions),
        anywhere=float(waits.sum()) / traffic.contacts if traffic.contacts else 0.0,
        at=tuple(name for name, wait in zip(traffic.stages, waits, strict=True) if wait.sum() > 0),
        unheard=tuple(unheard),
        put_off=tuple(name for name in instead if traffic.visits[traffic.stages.index(name)].any()),
    )


def waited_for(program: Program, fork: Fork, missing: Collection[int]) -> dict[int, Floats]:
    """Branches without whose reply a case does not go on, and in which share of cases, by rating.

    Critical ones always; the others only where too few are left, and no limit ends the wait.

    Parameters
    ----------
    program : Program
    fork : Fork
        One of its forks.
    missing : branches that do not answer
    """
    asked = len(fork.branches)
    needed = asked if fork.at_least == NONE else min(fork.at_least, asked)
    too_few = asked - len(missing) < needed
    found = {}
    for number in missing:
        if fork.branches[number].critical:
            found[number] = np.ones(len(fork.limit))
        elif too_few and (endless := _without_limit(program, fork)).any():
            found[number] = endless
    return found


def _without_limit(program: Program, fork: Fork) -> Floats:
    """Share of cases, by rating, whose wait no limit ends: none is said, or it is not kept."""
    kept = np.ones(len(fork.limit))
    if fork.kept_draw != NONE:
        kept = np.where(fork.look_again == NONE, program.draws[fork.kept_draw].tries, 1.0)
    return np.asarray(np.where(fork.limit == NONE, 1.0, 1.0 - kept))


def _held(
    traffic: Traffic, staffing: Staffing, away: Collection[str], name: str
) -> tuple[Floats, list[str]]:
    """Share of visits to a stage that go no further, by rating, and agencies that stay unheard."""
    before = _unsettled(traffic, staffing, away, name)
    share, quiet = _held_there(traffic, staffing, away, name)
    return 1 - (1 - before) * (1 - share), quiet


def _unsettled(traffic: Traffic, staffing: Staffing, away: Collection[str], name: str) -> Floats:
    """Share of visits to a stage, by rating, that lie in a dispute which nobody settles."""
    at = traffic.stages.index(name)
    if not nobody_left(staffing, settlers(traffic.hub, name), away):
        return np.zeros(len(traffic.ratings))
    visits = traffic.visits[at]
    return np.asarray(traffic.disputes[at] / np.where(visits > 0, visits, 1.0))


def _held_there(
    traffic: Traffic, staffing: Staffing, away: Collection[str], name: str
) -> tuple[Floats, list[str]]:
    """The same at what is done there."""
    hub, program = traffic.hub, traffic.program
    stage = hub.stages[name]
    all_, none = np.ones(len(traffic.ratings)), np.zeros(len(traffic.ratings))
    if stage.who:
        stays = nobody_left(staffing, stage.who, away) and stage.gives_up is None
        return (all_ if stays else none), []
    needs = [role for role in stage.needs if role in away]
    if stage.meeting:
        needs = [r for r in stage.meeting.needs if r in away and r not in stage.meeting.without]
    if needs:
        return all_, []
    if not stage.ask:
        return none, []
    fork = fork_of(traffic, name)
    missing = {
        number
        for number, agency in enumerate(stage.ask)
        if (people := holders(hub, name, agency)) and nobody_left(staffing, people, away)
    }
    waited = waited_for(program, fork, missing)
    share = none
    for number, cases in waited.items():
        share = 1 - (1 - share) * (1 - fork.branches[number].share * cases)
    quiet = [
        program.agencies[fork.branches[number].agency]
        for number in sorted(missing - set(waited))
        if fork.branches[number].share.any()
    ]
    return share, quiet


def nobody_left(staffing: Staffing, who: Collection[str], away: Collection[str]) -> bool:
    """Whether everybody able to do some work is away."""
    able = {role for role in who if staffing.works(role)}
    return bool(able) and able <= set(away)


def _undecided(
    traffic: Traffic, held: Floats, instead: Mapping[str, str], decisions: Collection[str]
) -> float:
    """By how much fewer contacts are decided than usual, as a share of all."""
    if not decisions or not traffic.contacts:
        return 0.0
    at = [traffic.stages.index(name) for name in decisions]
    made = [traffic.stages.index(name) for name in decisions if name not in instead]
    until = [name for name in decisions if name not in instead]
    usual = traffic.total(lambda kind: traffic.visits_of(kind, until=decisions))[at].sum()
    now = traffic.total(
        lambda kind: traffic.visits_of(kind, until=until, held=held, instead=instead) * (1 - held)
    )[made].sum()
    return max(0.0, float(usual - now)) / traffic.contacts


def _cuts_every_way(
    traffic: Traffic, held: Floats, instead: Mapping[str, str], decisions: Collection[str]
) -> bool:
    """Whether, with all that always stops taken out, no way to a decision is left.

    The cut is looked for in the graph of stages of each kind of cases, so that it is a cut of ways
    and not a share that happens to be small.
    """
    if not held.any() and not instead:
        return False
    hub, some = traffic.hub, False
    for kind in traffic.kinds:
        start, graph = traffic.start_of(kind[0]), nx.DiGraph()
        visits = traffic.visits_of(kind)
        usual = nx.DiGraph(list(traffic.flows_of(kind, visits)))
        ends = {name for name in decisions or hub.outcomes if name in usual}
        some = some or bool(ends)
        visits = traffic.visits_of(kind, instead=instead)
        graph.add_node(start)
        graph.add_edges_from(
            (name, to) for name, to in traffic.flows_of(kind, visits) if name not in instead
        )
        graph.add_edges_from(instead.items())
        stopped = {
            name
            for number, name in enumerate(traffic.stages)
            if visits[number].any() and (held[number][visits[number] > 0] == 1).all()
        }
        graph.remove_nodes_from(stopped)
        ends = {name for name in decisions or hub.outcomes if name in graph} - set(instead)
        if start in graph and any(nx.has_path(graph, start, end) for end in ends):
            return False
    return some


__all__ = ["Stops", "nobody_left", "stops", "waited_for"]
