"""What was known when the decision was made: which agencies were heard, and how they replied."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hubsim.measures.flow import mean, share
from hubsim.measures.questions import told_of
from hubsim.measures.registry import Found, measure
from hubsim.measures.traces import Mask, Traces
from hubsim.program.kinds import Cause
from hubsim.units import HOUR


def asked_of(t: Traces, *causes: Cause) -> list[int]:
    """Agencies that can be asked, those on whose facts most cases turn first.

    With causes, only those whose questions can come to such a node.
    """
    asked = t.network.asked(*causes)
    return [agency for agency in told_of(t.program) if agency in asked]


def put_inside(t: Traces) -> Mask:
    """Questions put in the measured time, shape (n_questions,)."""
    asked = t.questions.asked
    return (asked >= t.window.start) & (asked < t.window.stop)


def _shares(t: Traces, agency: int, chosen: Mask) -> Iterator[tuple[str, str, float]]:
    """Share of chosen lives in which an agency was heard: of all, and by rating at first sight."""
    name, was = t.program.agencies[agency], t.heard[:, agency]
    yield "agency", name, share(was, chosen)
    if len(t.program.ratings) > 1:
        for number, rating in enumerate(t.program.ratings):
            mine = chosen & (t.rating == number)
            yield "agency and rating", f"{name}: {rating}", share(was, mine)


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
        yield from _shares(t, agency, t.inside & (t.decision_began >= 0))


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
    for agency in asked_of(t):
        was_asked = np.zeros(len(t.life), dtype=bool)
        mine = (q.agency == agency) & (q.asked <= t.decision_began[q.life])
        was_asked[q.life[mine]] = True
        yield from _shares(t, agency, t.inside & was_asked)


@measure(
    "reply_hours", "Time to a reply", "working hours",
    "Mean hub working hours from the question to the reply, of questions put in the measured time "
    "that were answered before the run ended.",
    better="lower",
)  # fmt: skip
def reply_hours(t: Traces) -> Found:
    """Time from question to reply, by agency."""
    q = t.questions
    chosen = put_inside(t) & (q.replied >= 0)
    hours = t.hub_seconds(q.asked[chosen], q.replied[chosen]) / HOUR
    for agency in asked_of(t):
        yield "agency", t.program.agencies[agency], mean(hours[q.agency[chosen] == agency])


@measure(
    "late_replies", "Replies that came too late", "share of questions",
    "Share of questions put in the measured time whose reply came after the case had gone on, or "
    "not before the run ended.",
    better="lower",
)  # fmt: skip
def late_replies(t: Traces) -> Found:
    """Share of questions not answered while the case waited, by agency."""
    yield from _of_questions(t, asked_of(t), ~t.questions.in_time)


@measure(
    "refused_replies", "Questions refused", "share of questions",
    "Share of questions put in the measured time that the agency refused to answer before the run "
    "ended.",
    better="lower",
)  # fmt: skip
def refused_replies(t: Traces) -> Found:
    """Share of questions refused, by agency that may refuse."""
    yield from _of_questions(t, asked_of(t, Cause.REFUSED), t.questions.refused)


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
    yield from _of_questions(t, asked_of(t, Cause.NOTHING), empty)


@measure(
    "advice_taken", "Advice taken before answering", "share of questions",
    "Share of questions put in the measured time for which the agency first took advice on whether "
    "it may share.",
    better="lower",
)  # fmt: skip
def advice_taken(t: Traces) -> Found:
    """Share of questions for which advice was taken, by agency that may do so."""
    yield from _of_questions(t, asked_of(t, Cause.ADVICE), t.questions.advice)


def _of_questions(t: Traces, agencies: list[int], happened: Mask) -> Found:
    inside = put_inside(t)
    for agency in agencies:
        mine = inside & (t.questions.agency == agency)
        yield "agency", t.program.agencies[agency], share(happened, mine)
