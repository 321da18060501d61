"""What need was seen, missed or seen without cause, who was at risk how long, what returned."""

from __future__ import annotations

from typing import Any

import numpy as np

from hubsim.arrays import Ints
from hubsim.measures.groups import Groups, ratios
from hubsim.measures.information import begun
from hubsim.measures.lives import Column
from hubsim.measures.loops import loop
from hubsim.measures.questions import told_of
from hubsim.measures.registry import ALL, Found, measure
from hubsim.measures.traces import Mask, Traces
from hubsim.program import Kind
from hubsim.program.kinds import NONE
from hubsim.spec.hub import NEEDS
from hubsim.units import HOUR

HIGH, MODERATE, LOW = range(len(NEEDS))

RETURNED = {"missed need": 1, "silence": 2}
"""Why a case comes back, as the row of its leaving says."""


def _judges(t: Traces) -> bool:
    """Whether the hub comes to see need anywhere."""
    return bool(np.any(t.program.nodes.kind[t.network.reached] == Kind.SEE))


def serious(t: Traces) -> Groups:
    """Cases of the measured time of high or moderate need."""
    return Groups.made_of("need", NEEDS[:LOW], t.need).among(t.inside & (t.need < LOW))


def less_serious(t: Traces) -> Groups:
    """Cases of the measured time of moderate or low need."""
    return Groups.made_of("need", NEEDS[MODERATE:], t.need - MODERATE).among(t.inside)


def judged(t: Traces) -> Mask:
    """Which cases were judged."""
    return np.not_equal(t.seen, NONE)


def gone(t: Traces) -> Mask:
    """Which cases left."""
    return np.not_equal(t.outcome, NONE)


def _share(some: Groups, wrong: Mask) -> Found:
    """Share of cases of some needs for which something holds: of all and of each need."""
    return some.told(some.means(wrong))


@measure(
    "need_recognised", "Need recognised when it was judged", "share of cases",
    "Share of cases of high or moderate need whose need was judged, at a decision or where they "
    "are rated anew by need, and when it last was seen as at least as serious as it is; the rest "
    "was missed there.",
    better="higher",
)  # fmt: skip
def need_recognised(t: Traces) -> Found:
    """Recognised need, by need."""
    if _judges(t):
        yield from _share(t.once(serious).among(t.once(judged)), t.seen <= t.need)


@measure(
    "need_overestimated", "Need seen as more than it is", "share of cases",
    "Share of cases of moderate or low need whose need was judged, at a decision or where they are "
    "rated anew by need, and when it last was seen as more serious than it is.",
    better="lower",
)  # fmt: skip
def need_overestimated(t: Traces) -> Found:
    """Need seen as more than it is, by need."""
    if _judges(t):
        yield from _share(t.once(less_serious).among(t.once(judged)), t.seen < t.need)


def _answers(t: Traces) -> bool:
    """Whether there is an outcome that answers any need."""
    return bool((t.program.protects < len(NEEDS)).any())


def answered(t: Traces) -> Ints:
    """The most serious need that each life's outcome answers; one more than low for none."""
    return np.append(t.program.protects, len(NEEDS))[t.outcome]


def missed(t: Traces) -> Mask:
    """Which cases' need the outcome leaves open."""
    return t.need < t.once(answered)


@measure(
    "need_missed", "Need missed by the outcome", "share of cases",
    "Share of cases of high or moderate need that left by an outcome which does not answer it, of "
    "those that left.",
    better="lower",
)  # fmt: skip
def need_missed(t: Traces) -> Found:
    """Need that the outcome leaves open, by need."""
    if _answers(t):
        yield from _share(t.once(serious).among(t.once(gone)), t.once(missed))


@measure(
    "missed_per_week", "Cases whose need was missed", "per week",
    "Cases of high or moderate need of the measured time that left by an outcome which does not "
    "answer it, per week.",
    better="lower", settles=False,
)  # fmt: skip
def missed_per_week(t: Traces) -> Found:
    """Count cases whose need was missed, by need."""
    if _answers(t):
        some = t.once(serious).among(t.once(gone)).among(t.once(missed))
        yield from some.told_apart(some.counts() / t.window.weeks)


@measure(
    "escalated_without_need", "Escalated without need", "share of cases",
    "Share of cases of moderate or low need that left by an outcome meant for more serious need, "
    "of those that left.",
    better="lower",
)  # fmt: skip
def escalated_without_need(t: Traces) -> Found:
    """Cases that left by an outcome for more serious need, by need."""
    if _answers(t):
        yield from _share(t.once(less_serious).among(t.once(gone)), t.need > t.once(answered))


@measure(
    "completeness", "Facts that had arrived", "share of facts",
    "Share of the facts held anywhere about cases of the measured time that had arrived when work "
    "on their decision was begun: of all, and of those that each agency holds.",
    better="higher",
)  # fmt: skip
def completeness(t: Traces) -> Found:
    """Facts that arrived, as a share of those held, by rating and by agency."""
    if not t.program.knows.any():
        return
    agencies, some = told_of(t.program), t.once(begun)
    held, arrived = np.zeros((2, len(agencies), 1 + len(some.names)), dtype=np.int64)
    count_facts(some.of, t.caseload.knows[t.case], t.heard, np.array(agencies), held, arrived)
    yield from some.told(ratios(arrived.sum(axis=0), held.sum(axis=0)))
    names = tuple(t.program.agencies[agency] for agency in agencies)
    yield "agency", names, ratios(arrived[:, 0], held[:, 0])


@loop
def count_facts(  # noqa: PLR0917 - columns of one table
    of: Column, knows: Any, heard: Mask, agencies: Ints, held: Ints, arrived: Ints
) -> None:
    """Count the facts that each agency holds, and those that had arrived: of all, and by group."""
    for life in range(len(of)):
        if of[life] < 0:
            continue
        for n in range(len(agencies)):
            if knows[life] >> agencies[n] & 1:
                held[n, 0] += 1
                held[n, 1 + of[life]] += 1
                if heard[life, agencies[n]]:
                    arrived[n, 0] += 1
                    arrived[n, 1 + of[life]] += 1


@measure(
    "turning_facts", "Single facts that cases turn on which had arrived", "share of facts",
    "Of the cases of the measured time that turn on one fact, the share for which that fact had "
    "arrived when work on the decision was begun: of all, and by the agency that holds it.",
    better="higher",
)  # fmt: skip
def turning_facts(t: Traces) -> Found:
    """Single facts that arrived, by agency."""
    tables = t.program.recognition
    if tables is None or not tables.turns_on.any():
        return
    turns_on = t.caseload.turns_on[t.case]
    agencies = [
        agency
        for agency in told_of(t.program)
        if tables.bit[agency] != NONE and tables.turns_on[tables.bit[agency]] > 0
    ]
    decisions = t.once(begun).of != NONE
    some = Groups.made_of("agency", t.program.agencies, turns_on).among(decisions)
    arrived = some.means(t.heard[np.arange(len(turns_on)), turns_on])
    yield "all", ALL, arrived[:1]
    names = tuple(t.program.agencies[agency] for agency in agencies)
    yield "agency", names, arrived[1:][agencies]


def _at_risk(t: Traces) -> tuple[Ints, Ints, Ints]:
    """Cases of high need: the life in which it is first high, since when and until when at risk.

    Risk runs through all episodes of a case, from the first contact with high need until it leaves
    by an outcome that answers high need, or to the end of the run.
    """
    high = np.flatnonzero(t.need == HIGH)  # lives of one case are in the order of episodes
    _, first = np.unique(t.case[high], return_index=True)
    life = high[first]
    until = np.full(len(t.caseload), t.log.horizon)
    met = high[t.once(answered)[high] == HIGH][::-1]  # the first of a case is written last
    until[t.case[met]] = t.left[met]
    return life, t.arrival[life], until[t.case[life]]


@measure(
    "risk_exposure", "Risk exposure of a case of high need, elapsed hours", "hours",
    "Mean elapsed hours from the first contact with high need until the case leaves by an outcome "
    "that answers high need, over all the times it comes back, or to the end of the run; cases "
    "whose first contact with high need lies in the measured time.",
    better="lower",
)  # fmt: skip
def risk_exposure(t: Traces) -> Found:
    """Hours at risk of cases of high need, by rating at that contact."""
    if (t.program.protects == HIGH).any():
        life, since, until = t.once(_at_risk)
        seconds, chosen = np.zeros(len(t.case), dtype=np.int64), np.zeros(len(t.case), dtype=bool)
        seconds[life], chosen[life] = until - since, t.inside[life]
        some = t.by_rating(chosen)
        yield from some.told(some.means(seconds, HOUR))


@measure(
    "risk_exposure_per_week", "Risk exposure, elapsed hours a week", "hours per week",
    "Elapsed hours within the measured time, per week, in which cases of high need are at risk: "
    "the contact is made and the need not answered yet, whether the case is in the hub or was "
    "closed; 168 hours are one case at risk all week.",
    better="lower",
)  # fmt: skip
def risk_exposure_per_week(t: Traces) -> Found:
    """Hours at risk that fall into the measured time."""
    if (t.program.protects == HIGH).any():
        _, since, until = t.once(_at_risk)
        a, b = (np.clip(each, t.window.start, t.window.stop) for each in (since, until))
        yield "all", ALL, [int((b - a).sum()) / HOUR / t.window.weeks]


def _returned(t: Traces) -> Groups:
    """Lives of the measured time by why they came back, those that did not first."""
    before = np.concatenate([[0], t.returned[:-1]])
    why = np.where(t.episode > 0, before, 0)
    return Groups.made_of("cause", ("", *RETURNED), why).among(t.inside)


@measure(
    "returns", "Cases that come back", "per week",
    "Cases that come back in the measured time, per week, by why they do: their need was missed, "
    "or nobody told the one who sent them what became of it.",
    better="lower",
)  # fmt: skip
def returns(t: Traces) -> Found:
    """Count returns by cause."""
    if any(t.program.returns) or t.program.feedback is not None:
        everybody, first, *back = t.once(_returned).counts().tolist()
        yield "all", ALL, [(everybody - first) / t.window.weeks]
        yield "cause", tuple(RETURNED), [number / t.window.weeks for number in back]


@measure(
    "failure_demand", "Failure demand", "share of contacts",
    "Share of the contacts of the measured time that are cases coming back, because their need was "
    "missed or nobody told the one who sent them.",
    better="lower",
)  # fmt: skip
def failure_demand(t: Traces) -> Found:
    """Returns as a share of contacts, by cause."""
    if any(t.program.returns) or t.program.feedback is not None:
        everybody, first, *back = t.once(_returned).counts()
        shares = ratios(np.array([everybody - first, *back]), np.full(3, everybody))
        yield "all", ALL, shares[:1]
        yield "cause", tuple(RETURNED), shares[1:]
