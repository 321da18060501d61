"""A stage as a chain of nodes: arriving, a dispute, what is done there, seeing, the way on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from hubsim.arrays import Floats
from hubsim.program.asking import fork, transit
from hubsim.program.builder import Builder, Place, cumulative, ints
from hubsim.program.layout import NONE, NOT_SEEN, Cause, Joint, Kind, Part, RouteTable
from hubsim.program.leads import dispute
from hubsim.program.people import meeting_of, needs_of
from hubsim.program.ways import passage
from hubsim.spec.hub import NEEDS, Route, Row, Stage
from hubsim.spec.reaching import asker_of, sees, senders
from hubsim.spec.route import SEEN_AS

MEANS = {
    "waiting": Part.WAITING,
    "transit": Part.TRANSIT,
    "reply": Part.REPLY,
    "redone": Part.REDONE,
    "dispute": Part.DISPUTE,
    "dropped": Part.DROPPED,
}


def add_stages(b: Builder) -> None:
    """Add all stages and the ways out; afterwards the entries of all are known."""
    for name, stage in b.hub.stages.items():
        b.entries[name] = _stage(b, b.place(name), name, stage)
    told = b.hub.feedback.told.value if b.hub.feedback else 1.0
    nowhere = Place(NONE, "feedback", again=False)
    for number, name in enumerate(b.hub.outcomes):
        leaves = b.node(Kind.LEAVE, NONE, item=number)
        silent = b.node(Kind.LEAVE, NONE, item=number, cause=Cause.SILENT)
        share = np.full(len(b.ratings), told)
        b.entries[name] = b.route(nowhere, "told", [(share, leaves), (1 - share, silent)])
    for name, stage in b.hub.stages.items():
        entry = b.rows[b.entries[name]]
        if stage.at_most is not None:
            entry["most"] = stage.at_most.times.value
            entry["beyond"] = b.entries[stage.at_most.then]
    for row in b.rows:
        if "patience" in row:
            gives_up = b.hub.stages[b.stages[row["stage"]]].gives_up
            row["gives_up"] = b.entries[gives_up.then] if gives_up else NONE


def _stage(b: Builder, place: Place, name: str, stage: Stage) -> int:
    """Add the nodes of a stage, from the last to the first; give the first."""
    number, path, again = place.stage, place.path, place.again
    route = b.node(Kind.ROUTE, number, item=len(b.tables))
    b.tables.append(lambda: _table(b, name, stage.then))
    b.rows[route]["draw"] = b.uniform(f"{path}.then", again)
    then = route
    if stage.rated_anew:
        draw = b.uniform(f"{path}.rated_anew", again)
        then = b.node(Kind.RATE, number, draw=draw, item=len(b.rates), next=then)
        b.rates.append(_rating_table(b, stage.rated_anew))
    if sees(b.hub, stage):
        draw, second = (b.uniform(f"{path}.{what}", again) for what in ("recognised", "mistaken"))
        then = b.node(Kind.SEE, number, draw=draw, second=second, next=then)
    then = dispute(b, place, name, _done_there(b, place, stage, then))
    if stage.seen_after is None:
        return then
    who = stage.who or tuple(stage.needs)
    return transit(b, place, stage.seen_after, who, then)


def _done_there(b: Builder, place: Place, stage: Stage, then: int) -> int:
    """Add the work, wait, questions, work together or meeting."""
    number, path, again = place.stage, place.path, place.again
    if stage.meeting is not None:
        draw = b.length(f"{path}.meeting.each_case", stage.meeting.each_case, again)
        b.meetings.append(meeting_of(b.hub, stage.meeting, b.clock, b.horizon))
        return b.node(Kind.MEET, number, draw=draw, item=len(b.meetings) - 1, next=then)
    if stage.needs and stage.work is not None:
        draw = b.length(f"{path}.work", stage.work, again)
        needs = needs_of(b.hub, stage.needs)
        b.joints.append(Joint(needs, stage.joint == "hold", stage.must_fit))
        return b.node(Kind.TOGETHER, number, draw=draw, item=len(b.joints) - 1, next=then)
    if stage.work is not None:
        draw = b.length(f"{path}.work", stage.work, again)
        work = b.node(Kind.WORK, number, draw=draw, queue=b.queue(stage.who), next=then)
        if stage.gives_up is not None:
            b.rows[work]["patience"] = b.length(
                f"{path}.gives_up.after", stage.gives_up.after, again
            )
        return work
    if stage.wait is not None:
        draw = b.length(f"{path}.wait", stage.wait, again)
        hours, part = b.running(stage.during), MEANS[stage.means]
        return b.node(Kind.DELAY, number, draw=draw, hours=hours, part=part, next=then)
    asks = b.node(Kind.FORK, number, item=len(b.forks), next=then)
    b.forks.append(fork(b, place, stage))
    return asks


def _rating_table(b: Builder, anew: Mapping[str, Row]) -> RouteTable:
    """Shares of ratings after, by rating before or by need as it is seen."""
    size = len(b.ratings)
    shares = np.broadcast_to(np.eye(size)[:, None, :], (size, NOT_SEEN + 1, size)).copy()
    by_need = {before: row for before, row in anew.items() if before in SEEN_AS}
    for before in [*(set(anew) - set(by_need)), *by_need]:  # where need is seen, that counts
        row = anew[before]
        at = SEEN_AS.index(before) if before in by_need else slice(None)
        rated = slice(None) if before in by_need else b.ratings.index(before)
        shares[rated, at] = [row[name].value if name in row else 0.0 for name in b.ratings]
    if not set(anew) & set(SEEN_AS):
        shares = shares[:, :1]
    return RouteTable(cumulative(shares)[None, :, :, None, :], ints(range(size)))


def _table(b: Builder, name: str, route: Route) -> RouteTable:
    """Cumulative shares for every source, rating and need as seen; a column for each way on."""
    names = list(dict.fromkeys(to for row in route.rows.values() for to in row))
    by_need = [*SEEN_AS, ""] if route.names() & set(SEEN_AS) else [""]
    shares: Floats = np.zeros((len(b.hub.contacts), len(b.ratings), len(by_need), len(names)))
    for s, source in enumerate(b.hub.contacts):
        for r, rating in enumerate(b.ratings):
            for n, seen in enumerate(by_need):
                for to, share in (route.row(source, rating, seen) or {}).items():
                    shares[s, r, n, names.index(to)] = share.value
    targets = [_handed_on(b, name, to) for to in names]
    return RouteTable(cumulative(shares)[:, :, :, None, :], ints(targets))


def _handed_on(b: Builder, name: str, to: str) -> int:
    """The first node of the way to a stage or outcome: a hand-over, where people do it."""
    entry = b.entries[to]
    if to not in b.hub.stages or b.hub.working_together is None:
        return entry
    stage = b.hub.stages[to]
    # Questions are put by somebody too. To meetings and joint work people of all agencies come.
    receiver = stage.who or (asker_of(b.hub, to) if stage.ask is not None else ())
    if not receiver or stage.seen_after is not None:
        return entry
    sender = senders(b.hub)[name]
    if not sender:
        return entry
    place = b.place(to)
    agency = b.hub.roles[sender[0]].agency
    place = Place(place.stage, f"{place.path}.from.{agency}", place.again, led=name)
    return passage(b, place, "hand-over", sender, receiver, entry)


__all__ = ["MEANS", "NEEDS", "add_stages"]
