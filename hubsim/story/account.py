"""What a story ends with: what was known, who was accountable, and where the time went."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hubsim.measures import PART_LABELS, Traces
from hubsim.measures.owners import NOBODY
from hubsim.measures.ownership import led
from hubsim.measures.questions import told_of
from hubsim.measures.targets import due
from hubsim.plain import wrapped
from hubsim.program import Part
from hubsim.program.kinds import NONE
from hubsim.story.names import Names
from hubsim.units import clock_time


def known(t: Traces, names: Names, life: int, width: int) -> Iterator[str]:
    """What was known when work on the decision began, and what there was to know."""
    began = int(t.decision_began[life])
    if began >= 0:
        lines = list(_heard(t, names, life, began))
        if lines:
            yield "Known when work on the decision began:"
            yield from lines
    held = int(t.caseload.knows[t.case[life]])
    holders = [agency for agency in range(len(t.program.agencies)) if held >> agency & 1]
    if holders:
        turns_on = int(t.caseload.turns_on[t.case[life]])
        single = f"; it turns on that of {names.agency(turns_on)}" if turns_on != NONE else ""
        yield wrapped(f"Facts about it are held by {names.agencies(holders)}{single}.", "", width)


def _heard(t: Traces, names: Names, life: int, began: int) -> Iterator[str]:
    q, asked = t.questions, set[int]()
    for n in np.flatnonzero((q.life == life) & (q.asked <= began)):
        in_time = bool(q.brings[n] and q.replied[n] <= began)
        if not in_time and t.heard[life, q.agency[n]]:
            continue  # their own people, or another reply of theirs, said it
        asked.add(int(q.agency[n]))
        if in_time:
            said = f"heard, {names.when(int(q.replied[n]))}"
        elif q.replied[n] < 0:
            said = "no reply"
        elif q.refused[n]:
            said = "refused"
        elif not q.brings[n]:
            said = "replied, with nothing to tell"
        else:
            said = f"replied too late, {names.when(int(q.replied[n]))}"
        yield f"  {names.agency(int(q.agency[n]))}: {said}"
    for agency in told_of(t.program):
        if agency not in asked and t.heard[life, agency]:
            yield f"  {names.agency(agency)}: heard, by working on the case themselves"


def accountable(t: Traces, names: Names, life: int) -> Iterator[str]:
    """How long who was accountable, and how long nobody of them was on duty."""
    if not led(t):
        return
    o = t.ownership
    mine = np.flatnonzero(o.life == life)
    lengths = dict[str, int]()
    for n in mine:
        who = "Nobody"
        if o.owner[n] != NOBODY:
            who = names.agencies(o.owners[o.owner[n]].agencies)
        lengths[who] = lengths.get(who, 0) + int(o.until[n] - o.since[n])
    alone = int(o.unattended()[mine].sum())
    yield "Accountable, until it leaves:"
    for who, length in lengths.items():
        yield f"  {who:<42}{clock_time(length):>14}"
    if alone:
        yield f"  {'Of this, with none of them on duty':<42}{clock_time(alone):>14}"


def time_spent(t: Traces, names: Names, life: int) -> Iterator[str]:
    """Where the time went, and the target."""
    decided = int(t.decided[life])
    end = decided if decided >= 0 else t.log.horizon
    until = np.where(np.arange(len(t.case)) == life, end, NONE)
    parts = t.ledger(until, working=False)[life]
    yield (
        f"From contact to {'decision' if decided >= 0 else 'the end of the run'}: "
        + clock_time(end - int(t.began[life]))
    )
    for part in Part:
        if parts[part]:
            yield f"  {PART_LABELS[part]:<42}{clock_time(int(parts[part])):>14}"
    target = t.program.targets[0]
    if target.limit[t.rating[life]] != NONE:
        by = int(due(t, target)[life])
        met = "met" if 0 <= decided <= by else "missed"
        yield f"Target: due {names.when(by)}, {met}"


__all__ = ["accountable", "known", "time_spent"]
