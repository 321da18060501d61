"""What was known when the decision was made: which agencies were heard, and how they replied."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from hubsim.measures.groups import Groups
from hubsim.measures.network import Network
from hubsim.measures.questions import told_of
from hubsim.measures.registry import Found, measure
from hubsim.measures.traces import Mask, Traces
from hubsim.program.kinds import Cause
from hubsim.units import HOUR


class Told(NamedTuple):
    """Agencies that are told of, in this order."""

    numbers: list[int]
    names: tuple[str, ...]


@lru_cache(maxsize=256)
def asked_of(network: Network, *causes: Cause) -> Told:
    """Agencies that can be asked, those on whose facts most cases turn first.

    With causes, only those whose questions can come to such a node.
    """
    asked, program = network.asked(*causes), network.program
    numbers = [agency for agency in told_of(program) if agency in asked]
    return Told(numbers, tuple(program.agencies[agency] for agency in numbers))


def put_inside(t: Traces) -> Groups:
    """Questions put in the measured time, by the agency asked."""
    asked = t.questions.asked
    inside = (asked >= t.window.start) & (asked < t.window.stop)
    return Groups.made_of("agency", t.program.agencies, t.questions.agency).among(inside)


def _shares(t: Traces, agency: int, chosen: Groups) -> Found:
    """Share of chosen lives in which an agency was heard: of all, and by rating at first sight."""
    name, shares = t.program.agencies[agency], chosen.means(t.heard[:, agency])
    yield "agency", (name,), shares[:1]
    if chosen.by:
        yield "agency and rating", [f"{name}: {each}" for each in chosen.names], shares[1:]


def begun(t: Traces) -> Groups:
    """Lives that begin in the measured time whose decision work was begun on, by rating."""
    return t.by_rating(t.inside & (t.decision_began >= 0))


@measure(
    "heard", "Heard before the decision", "share of decisions",
    "Share of decisions for which something this agency knew or could say arrived before work on "
    "the decision began, by a reply or by its own people working on the case; of all decisions at "
    "a stage that decides, whether it was asked or not.",
    better="higher",
)  # fmt: skip
def heard(t: Traces) -> Found:
    """Whether each agency was heard, by agency."""
    for agency in told_of(t.program):
        yield from _shares(t, agency, t.once(begun))


@measure(
    "heard_when_asked", "Heard before the decision, where it was asked",
    "share of decisions",
    "As Heard before the decision, of those decisions before which this agency was asked or had "
    "spoken up.",
    better="higher",
)  # fmt: skip
def heard_when_asked(t: Traces) -> Found:
    """Whether each agency was heard where it was asked, by agency."""
    q = t.questions
    was_asked = np.zeros(t.heard.shape, dtype=bool, order="F")
    before = q.asked <= t.decision_began[q.life]
    was_asked[q.life[before], q.agency[before]] = True
    for agency in asked_of(t.network).numbers:
        yield from _shares(t, agency, t.arrived.among(was_asked[:, agency]))


@measure(
    "reply_hours", "Time to a reply", "working hours",
    "Mean hub working hours from the question to the reply, of questions put in the measured time "
    "that were answered before the run ended.",
    better="lower",
)  # fmt: skip
def reply_hours(t: Traces) -> Found:
    """Time from question to reply, by agency."""
    q, replied = t.questions, t.questions.replied >= 0
    seconds = t.hub_seconds(q.asked, np.where(replied, q.replied, q.asked))
    means = t.once(put_inside).among(replied).means(seconds, HOUR)
    who = asked_of(t.network)
    yield "agency", who.names, means[1:][who.numbers]


@measure(
    "late_replies", "Replies that came too late", "share of questions",
    "Share of questions put in the measured time whose reply came after the case had gone on, or "
    "not before the run ended.",
    better="lower",
)  # fmt: skip
def late_replies(t: Traces) -> Found:
    """Share of questions not answered while the case waited, by agency."""
    return _of_questions(t, ~t.questions.in_time)


@measure(
    "refused_replies", "Questions refused", "share of questions",
    "Share of questions put in the measured time that the agency refused to answer before the run "
    "ended.",
    better="lower",
)  # fmt: skip
def refused_replies(t: Traces) -> Found:
    """Share of questions refused, by agency that may refuse."""
    return _of_questions(t, t.questions.refused, Cause.REFUSED)


@measure(
    "empty_replies", "Replies that brought nothing", "share of questions",
    "Share of questions put in the measured time whose reply, before the run ended, brought "
    "nothing: nothing was found, or it was not good enough to use.",
    better="lower",
)  # fmt: skip
def empty_replies(t: Traces) -> Found:
    """Share of questions answered with nothing, by agency that may find nothing."""
    q = t.questions
    empty = (q.replied >= 0) & ~q.brings & ~q.refused
    return _of_questions(t, empty, Cause.NOTHING)


@measure(
    "advice_taken", "Advice taken before answering", "share of questions",
    "Share of questions put in the measured time for which the agency first took advice on whether "
    "it may share.",
    better="lower",
)  # fmt: skip
def advice_taken(t: Traces) -> Found:
    """Share of questions for which advice was taken, by agency that may do so."""
    return _of_questions(t, t.questions.advice, Cause.ADVICE)


def _of_questions(t: Traces, happened: Mask, *causes: Cause) -> Found:
    shares, who = t.once(put_inside).means(happened), asked_of(t.network, *causes)
    yield "agency", who.names, shares[1:][who.numbers]
