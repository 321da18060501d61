"""How long cases are in the hub."""

from __future__ import annotations

from hubsim.measures.flow import by_rating, mean
from hubsim.measures.registry import Found, measure
from hubsim.measures.traces import Traces
from hubsim.units import DAY


@measure(
    "days_in_hub", "Time in the hub", "days",
    "Mean elapsed days from when a case comes into the hub until it leaves, of cases that arrive "
    "in the measured time; for those still there when the run ends, up to then.",
    better="lower",
)  # fmt: skip
def days_in_hub(t: Traces) -> Found:
    """Mean length of the lives that begin in the window."""
    days = (t.over - t.began) / DAY
    yield from by_rating(t.by_rating(t.inside), lambda lives: mean(days[lives]))
