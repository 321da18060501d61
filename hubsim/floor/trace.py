"""One to four weeks of a run, as they are seen on the floor."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from hubsim.arrays import Ints
from hubsim.errors import InputError, Place, Problem
from hubsim.floor.spans import SPAN_COLUMNS, Spans, Tokens, spans_of
from hubsim.hours import Windows
from hubsim.measures import Traces
from hubsim.measures.ownership import led
from hubsim.measures.questions import told_of
from hubsim.measures.traces import Window
from hubsim.program.layout import NONE
from hubsim.spec.hub import Hub
from hubsim.units import HOUR

WEEK = 168 * HOUR
MOST_WEEKS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """What happened on the floor in a stretch of time.

    Parameters
    ----------
    hub : Hub
        For the labels.
    t : Traces
        Of the whole run.
    window : Window
        The stretch that is shown, seconds of the run.
    tokens : Tokens
        Cases, questions and second persons that are there in it.
    spans : Spans
        What they do, cut to the stretch.
    owners : tuple of tuple of int
        Agencies by number of owner.
    led : bool
        Whether the hub says who leads; otherwise nobody can say whose a case is.
    told : int
        The agency whose being heard is counted, `NONE` where nobody is asked.
    decided, heard : Ints
        Second at which work on each decision of the stretch first began, ascending, and whether
        that agency had been heard; shape (n_decisions,).
    left : Ints
        Seconds of the stretch at which cases left, ascending.
    """

    hub: Hub
    t: Traces
    window: Window
    tokens: Tokens
    spans: Spans
    owners: tuple[tuple[int, ...], ...]
    led: bool
    told: int
    decided: Ints
    heard: Ints
    left: Ints

    @property
    def duty(self) -> list[Windows]:
        """When each person is on duty, within the stretch."""
        shown = Windows.always(self.window.start, self.window.stop)
        return [each & shown for each in self.t.run.variates.duty]


def floor_trace(t: Traces, hub: Hub, window: Window) -> Trace:
    """Look at a stretch of a run as it is seen on the floor.

    Parameters
    ----------
    t : Traces
    hub : Hub
        The same hub, with its labels.
    window : Window
        At most four weeks within the run; more would be slow to send and tedious to watch.

    Raises
    ------
    InputError
        If the window is longer.
    """
    if window.stop - window.start > MOST_WEEKS * WEEK + HOUR:  # clocks may go back in it
        message = f"{window.weeks:.0f} weeks are too long for the floor"
        help = f"choose 1 to {MOST_WEEKS} weeks"
        raise InputError([Problem("E460", message, Place("--weeks"), help)])
    tokens, spans = spans_of(t)
    tokens, spans = _within(tokens, spans, window)
    told = next(iter(told_of(t.program)), NONE)
    began = t.decision_began
    some = np.flatnonzero((began >= window.start) & (began < window.stop))
    some = some[np.argsort(began[some], kind="stable")]
    heard = t.heard[some, told] if told != NONE else np.zeros(len(some))
    left = np.sort(t.left[(t.left >= window.start) & (t.left < window.stop)])
    owners = tuple(each.agencies for each in t.ownership.owners)
    return Trace(
        hub, t, window, tokens, spans, owners, led(t), told, began[some], heard.astype(np.int64),
        left,
    )  # fmt: skip


def _within(tokens: Tokens, spans: Spans, window: Window) -> tuple[Tokens, Spans]:
    """Cut spans to a window, and leave out what is not there in it."""
    there = (spans.until > window.start) & (spans.since < window.stop)
    chosen = Spans(**{name: getattr(spans, name)[there] for name in SPAN_COLUMNS})
    kept, token = np.unique(chosen.token, return_inverse=True)
    cut = replace(
        chosen,
        token=token,
        since=np.maximum(chosen.since, window.start),
        until=np.minimum(chosen.until, window.stop),
    )
    return Tokens(*(getattr(tokens, each.name)[kept] for each in fields(Tokens))), cut


__all__ = ["MOST_WEEKS", "WEEK", "Trace", "floor_trace"]
