"""What engines execute: a hub lowered to arrays and small integers."""

from hubsim.program.layout import (
    Branch,
    Demand,
    Draw,
    Fork,
    Joint,
    Kind,
    Meeting,
    Nodes,
    Part,
    Program,
    RouteTable,
    Target,
)
from hubsim.program.lower import lower

__all__ = [
    "Branch",
    "Demand",
    "Draw",
    "Fork",
    "Joint",
    "Kind",
    "Meeting",
    "Nodes",
    "Part",
    "Program",
    "RouteTable",
    "Target",
    "lower",
]
