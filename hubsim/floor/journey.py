"""One case's way through a hub: where it was, who had it, what it waited for, whose it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np

from hubsim.arrays import Ints
from hubsim.floor.doing import Doing, part_of
from hubsim.floor.spans import spans_of
from hubsim.hours import NEVER
from hubsim.measures import Traces
from hubsim.measures.owners import NOBODY
from hubsim.measures.ownership import led
from hubsim.measures.targets import due
from hubsim.program import Kind, Part
from hubsim.program.kinds import NONE
from hubsim.spec.hub import Hub
from hubsim.story.names import Names

NOWHERE = "Nobody in particular"
"""Where a case is when no agency can be said to have it."""
Of = Literal["case", "question", "helper"]
IN_HAND = frozenset({Doing.WORKED, Doing.MET, Doing.TOGETHER})

OF: dict[int, Of] = {0: "case", 1: "question", -1: "helper"}
"""By the sign of a line of the log."""


class Stretch(NamedTuple):
    """A stretch of what a case, or a question about it, went through.

    Parameters
    ----------
    token : int
        Stretches of one token follow one another.
    of : str
        ``case``, ``question``, or ``helper``: somebody else at the same work.
    since, until : int
        Seconds of the run.
    doing : Doing
    agency : str
        With whom it is, or on its way to whom; `NOWHERE` where nobody can be said.
    stage : str
    held : bool
        Whether it is this that held the case up: the time ledger counts it.
    """

    token: int
    of: Of
    since: int
    until: int
    doing: Doing
    agency: str
    stage: str
    held: bool


class Owned(NamedTuple):
    """A stretch in which somebody is accountable; with an empty name nobody is."""

    since: int
    until: int
    owner: str


class Moment(NamedTuple):
    """What happens at a second: ``comes``, ``rated``, ``due``, ``decided`` or ``leaves``."""

    second: int
    what: str
    said: str


@dataclass(frozen=True, slots=True)
class Journey:
    """What one case went through, once.

    Parameters
    ----------
    case : int
        From 1, in the order of arrival.
    episode : int
        How often it had come back before.
    began, over : int
        Seconds: it is there; it leaves, or the run ends.
    decided : int
        Second of its decision; -1 if it has none when the run ends.
    stretches : tuple of Stretch
        By token and time. Those that held the case up follow one another without a gap.
    owned : tuple of Owned
        In the order of time; empty where the hub does not say who leads.
    moments : tuple of Moment
        In the order of time.
    closed : tuple of (int, int)
        Seconds outside the hub's working day.
    agencies : tuple of str
        Who had it, in the order of the file.
    names : Names
    """

    case: int
    episode: int
    began: int
    over: int
    decided: int
    stretches: tuple[Stretch, ...]
    owned: tuple[Owned, ...]
    moments: tuple[Moment, ...]
    closed: tuple[tuple[int, int], ...]
    agencies: tuple[str, ...]
    names: Names

    @property
    def end(self) -> int:
        """Second of the decision, else the last one."""
        return self.decided if self.decided >= 0 else self.over

    @property
    def parts(self) -> dict[Part, int]:
        """Seconds up to `end` by part of the time ledger, those of none left out; they add up."""
        found = dict.fromkeys(Part, 0)
        for each in self.stretches:
            if each.held and each.since < self.end:
                found[Part(int(part_of(np.array([each.doing]))[0]))] += each.until - each.since
        return {part: seconds for part, seconds in found.items() if seconds}


def journeys_of(t: Traces, hub: Hub, case: int) -> tuple[Journey, ...]:
    """Follow a case: one journey for each time that it is in the hub.

    Parameters
    ----------
    t : Traces
        Of the run.
    hub : Hub
        For the labels.
    case : int
        From 1, in the order of arrival; nothing comes of one that there is not.
    """
    names = Names(t.program, hub)
    return tuple(_journey(t, names, int(life)) for life in np.flatnonzero(t.case == case - 1))


def worth_following(t: Traces) -> dict[str, int]:
    """Name decided cases of the measured time, each by its number; the first tells most.

    That is the first, none that came back, about which several agencies were asked, else one; the
    others are told apart by how long they took to a decision. Nothing where none was decided.
    """
    lives = np.flatnonzero(t.settled)
    if not len(lives):
        return {}
    order = lives[np.argsort((t.decided - t.began)[lives], kind="stable")]
    at = {"A usual case": 0.5, "A slow one: nine in ten are quicker": 0.9, "The slowest": 1.0}
    lengths = {
        said: int(t.case[order[min(int(share * len(order)), len(order) - 1)]]) + 1
        for said, share in at.items()
    }
    return {**_first_asked(t, lives[t.episode[lives] == 0]), **lengths}


def _first_asked(t: Traces, lives: Ints) -> dict[str, int]:
    """Name the first of some lives about which several agencies were asked, else one."""
    met = np.zeros((len(t.case), len(t.program.agencies)), dtype=bool)
    met[t.questions.life, t.questions.agency] = True
    several = met.sum(axis=1)[lives]
    for said, least in (
        ("The first that met several partners", 2),
        ("The first that met a partner", 1),
    ):
        if (several >= least).any():
            return {said: int(t.case[lives[several >= least]].min()) + 1}
    return {}


def _journey(t: Traces, names: Names, life: int) -> Journey:
    stretches, agencies = _stretches(t, names, life)
    began, left, decided = int(t.began[life]), int(t.left[life]), int(t.decided[life])
    over = int(t.over[life])
    hours = t.hub_hours
    edges = [began, *(e for e in np.sort(np.concatenate([hours.opens, hours.closes])).tolist()
                      if began < e < over), over]  # fmt: skip
    pieces = list(pairwise(edges))
    open_ = hours.is_open(np.array([since for since, _ in pieces], dtype=np.int64))
    return Journey(
        case=int(t.case[life]) + 1, episode=int(t.episode[life]), began=began, over=over,
        decided=decided, stretches=stretches, owned=tuple(_owned(t, names, life)),
        moments=tuple(sorted(_moments(t, names, life, left))),
        closed=tuple(piece for piece, o in zip(pieces, open_, strict=True) if not o),
        agencies=agencies, names=names,
    )  # fmt: skip


def _stretches(t: Traces, names: Names, life: int) -> tuple[tuple[Stretch, ...], tuple[str, ...]]:
    tokens, s = spans_of(t, life)
    line = tokens.line[s.token]
    found = []
    for n in range(len(s.token)):
        doing = Doing(int(s.doing[n]))
        if line[n] < 0 and doing not in IN_HAND:  # somebody else waits as the case itself does
            continue
        agency = int(s.agency[n])
        found.append(Stretch(
            int(s.token[n]), OF[int(np.sign(line[n]))], int(s.since[n]), int(s.until[n]), doing,
            NOWHERE if agency == NONE else names.agency(agency), names.stage(int(s.stage[n])),
            bool(s.held[n]),
        ))  # fmt: skip
    there = {each.agency for each in found}
    order = [names.agency(number) for number in range(len(t.program.agencies))]
    return tuple(found), tuple(name for name in (*order, NOWHERE) if name in there)


def _owned(t: Traces, names: Names, life: int) -> Iterator[Owned]:
    """Whose it is, stretches of one owner put together."""
    if not led(t):
        return
    o = t.ownership
    mine = np.flatnonzero(o.life == life)
    now: Owned | None = None
    for n in mine[np.argsort(o.since[mine], kind="stable")].tolist():
        who = "" if o.owner[n] == NOBODY else names.agencies(o.owners[o.owner[n]].agencies)
        since, until = int(o.since[n]), int(o.until[n])
        if now is not None and now.owner == who:
            now = Owned(now.since, until, who)
            continue
        if now is not None:
            yield now
        now = Owned(since, until, who)
    if now is not None:
        yield now


def _moments(t: Traces, names: Names, life: int, left: int) -> Iterator[Moment]:
    rating = names.rating(int(t.rating[life]))
    began, decided = int(t.began[life]), int(t.decided[life])
    yield Moment(began, "comes", f"Comes, seen as {rating}")
    rows = t.rows_at(t.marks.kind == Kind.RATE)
    for row in rows[t.life_of[rows] == life].tolist():
        said = names.rating(int(t.log.detail[row]))
        yield Moment(int(t.log.end[row]), "rated", f"Rated {said}")
    by = int(due(t, t.program.targets[0])[life])
    if by < NEVER and by < int(t.over[life]):
        yield Moment(by, "due", "A decision is due")
    if decided >= 0:
        yield Moment(decided, "decided", "Decided")
    if left >= 0:
        outcome = names.outcome(int(t.program.nodes.item[t.log.node[int(t.leaving[life])]]))
        yield Moment(left, "leaves", f"Leaves: {outcome}")


__all__ = ["NOWHERE", "Journey", "Moment", "Owned", "Stretch", "journeys_of", "worth_following"]
