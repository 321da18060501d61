"""What can be known of a hub before any run: how much work is offered to whom."""

from hubsim.structure.load import (
    NEARLY_FULL,
    Load,
    arrivals,
    expected_visits,
    load_problems,
    offered_load,
    usual_pace,
)

__all__ = [
    "NEARLY_FULL",
    "Load",
    "arrivals",
    "expected_visits",
    "load_problems",
    "offered_load",
    "usual_pace",
]
