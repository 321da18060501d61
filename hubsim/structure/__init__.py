"""What can be known of a hub before any run: how much work is offered to whom."""

from hubsim.structure.load import (
    NEARLY_FULL,
    Load,
    load_problems,
    offered_load,
    usual_pace,
    year_loads,
)
from hubsim.structure.visits import arrivals, expected_visits

__all__ = [
    "NEARLY_FULL",
    "Load",
    "arrivals",
    "expected_visits",
    "load_problems",
    "offered_load",
    "usual_pace",
    "year_loads",
]
