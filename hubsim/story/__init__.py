"""One case, minute by minute, in plain words: who had it, what it waited for, what was known."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import numpy as np

from hubsim.errors import InputError, Place, Problem
from hubsim.measures import Traces
from hubsim.plain import WIDTH, wrapped
from hubsim.spec.hub import NEEDS, Hub
from hubsim.story.account import accountable, known, time_spent
from hubsim.story.names import Names
from hubsim.story.telling import happenings


def story(t: Traces, hub: Hub, case: int, width: int = WIDTH) -> str:
    """Tell one case.

    Parameters
    ----------
    t : Traces
        Of the run.
    hub : Hub
        For the labels.
    case : int
        From 1, in the order of arrival.
    width : int
        Letters of a line.

    Raises
    ------
    InputError
        If the run has no such case.
    """
    if not 1 <= case <= len(t.caseload):
        message = f"there is no case {case} in this run"
        place = Place("--case")
        raise InputError([Problem("E701", message, place, f"cases 1 to {len(t.caseload)}")])
    return "\n".join(_lines(t, Names(t.program, hub), case - 1, width))


def _lines(t: Traces, names: Names, case: int, width: int) -> Iterator[str]:
    source = names.source(int(t.caseload.source[case]))
    received = names.when(int(t.caseload.arrival[case]))
    title = f"Case {case + 1}: from {source}, received {received}"
    yield title
    yield "=" * min(width, len(title))
    for life in np.flatnonzero(t.case == case):
        yield from _episode(t, names, int(life), width)
    yield ""
    yield wrapped("One case of one run: a story, not evidence. Synthetic.", width=width)


def _episode(t: Traces, names: Names, life: int, width: int) -> Iterator[str]:
    again = (
        f"It comes back, for the {_ordinal(int(t.episode[life]))} time. " if t.episode[life] else ""
    )
    yield wrapped(
        f"{again}Seen as {names.rating(int(t.rating[life]))} at first sight. "
        f"True need, which the hub does not see: {NEEDS[t.need[life]]}.",
        width=width,
    )
    day = ""
    for second, _, sentence in sorted(happenings(t, names, life)):
        date, time = names.when(second).rsplit(" ", 1)
        if date != day:
            day = date
            yield f"\n{day}"
        yield textwrap.fill(
            sentence, width, initial_indent=f"  {time}  ", subsequent_indent=" " * 9
        )
    yield ""
    yield from known(t, names, life, width)
    yield from accountable(t, names, life)
    yield from time_spent(t, names, life)


def _ordinal(number: int) -> str:
    return ("", "first", "second", "third")[number]


__all__ = ["story"]
