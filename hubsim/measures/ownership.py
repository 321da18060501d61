"""Who is accountable for cases, how long nobody is, and how long none of them is on duty."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from hubsim.measures.network import Network
from hubsim.measures.owners import added_up
from hubsim.measures.registry import Found, measure
from hubsim.measures.traces import Traces
from hubsim.program import Kind, Program
from hubsim.units import HOUR

NOBODY_LABEL = "nobody"
UNCLEAR = "unclear lead"
WHY = ("lost", "dispute", UNCLEAR)
"""Why a case belongs to nobody, in the order of `Sums`."""


def led(t: Traces) -> bool:
    """Whether the hub says who leads, or that nobody does."""
    return _says_who_leads(t.program)


@lru_cache(maxsize=32)
def _says_who_leads(program: Program) -> bool:
    return any(lead.how for lead in program.leads)


@lru_cache(maxsize=32)
def _names(network: Network) -> tuple[str, ...]:
    """Names of those who may come to be accountable, whatever happens in a run."""
    program, nodes = network.program, network.program.nodes
    stages = np.unique(nodes.stage[sorted(network.main_line)])
    leads = [program.leads[stage] for stage in stages[stages >= 0]]
    found = {lead.agencies for lead in leads if lead.how != "unclear"}
    if any(lead.how == "unclear" for lead in leads):
        queues = {
            int(nodes.queue[node])
            for node in network.main_line
            if nodes.kind[node] == Kind.WORK and nodes.ordinary[node]
        }
        working = {role for queue in queues for role in program.queues[queue]}
        working |= {role for joint in program.joints for role, _ in joint.needs}
        working |= {role for meeting in program.meetings for role, _ in meeting.needs}
        working |= {fork.asked_by[0] for fork in program.forks if fork.asked_by}
        found |= {(int(program.role_agency[role]),) for role in working}
    said = (" and ".join(program.agencies[a] for a in each) for each in sorted(found))
    return tuple(dict.fromkeys(said))


def _accountable(t: Traces, *, working: bool) -> Found:
    if not led(t):
        return
    sums, count = t.once(added_up).owned[int(working)], int(t.inside.sum())
    owners = [" and ".join(t.program.agencies[a] for a in each.agencies) for each in t.keepers[0]]
    names = (*_names(t.network), NOBODY_LABEL)
    seconds = dict.fromkeys(names, 0)
    for name, some in zip((NOBODY_LABEL, *owners), sums.tolist(), strict=True):
        if name in seconds:
            seconds[name] += some
    hours = (s / (HOUR * count) if count else float("nan") for s in seconds.values())
    yield "agencies", names, list(hours)


def _nobodys(t: Traces, *, working: bool) -> Found:
    if led(t):
        why = t.once(added_up).nobodys[int(working)]
        yield from t.arrived.told(t.arrived.means(why.sum(axis=0), HOUR))
        yield "why", WHY, [t.arrived.means(seconds, HOUR)[0] for seconds in why]


def _unattended(t: Traces, *, working: bool) -> Found:
    if led(t):
        seconds = t.once(added_up).unattended[int(working)]
        yield from t.arrived.told(t.arrived.means(seconds, HOUR))


def _register(*, working: bool) -> None:
    suffix, unit = ("", "working hours") if working else ("_elapsed", "hours")
    clock = "hub working hours" if working else "elapsed hours"
    which = "a case of the measured time, from its contact until it left or the run ended"

    measure(
        f"accountable_hours{suffix}", f"Accountable, {clock}", unit,
        f"Mean {clock} of {which}, by who is accountable for it: the lead of the stage where it "
        "is, on the way still the lead of the stage it comes from; those who lead together are "
        "named together. They and nobody's hours sum to its whole life.",
    )(lambda t: _accountable(t, working=working))  # fmt: skip
    measure(
        f"nobodys_hours{suffix}", f"Nobody's hours, {clock}", unit,
        f"Mean {clock} of {which}, in which nobody is accountable: it is lost, in dispute, or "
        "waits at a stage whose lead is not clear until somebody begins.",
        better="lower",
    )(lambda t: _nobodys(t, working=working))  # fmt: skip
    measure(
        f"unattended_hours{suffix}", f"Unattended, {clock}", unit,
        f"Mean {clock} of {which}, in which somebody is accountable and nobody of theirs is on "
        "duty.",
        better="lower",
    )(lambda t: _unattended(t, working=working))  # fmt: skip


_register(working=True)
_register(working=False)
