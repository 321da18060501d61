"""Tables of a program as plain lists: an engine looks up one row and one number in them."""

from __future__ import annotations

from hubsim.arrays import Ints
from hubsim.caseload import Caseload
from hubsim.engine.reference.lives import Life
from hubsim.program import Program
from hubsim.program.layout import NONE, RouteTable

HIGH, MODERATE, LOW = range(3)
"""True need, and need as it is seen."""


class Ways:
    """Where cases go, or how they are rated anew."""

    __slots__ = ("band", "rows", "strides", "targets")

    def __init__(self, table: RouteTable) -> None:
        self.rows, self.targets = table.rows.tolist(), table.targets.tolist()
        self.strides, self.band = table.strides, table.band


class Sight:
    """How need comes to be seen, by what was heard before the decision was begun."""

    def __init__(self, program: Program, caseload: Caseload) -> None:
        tables = program.recognition
        if tables is None:
            return
        self.bit = tables.bit.tolist()
        self.seen, self.partly = tables.seen.tolist(), tables.partly.tolist()
        self.mistaken, self.as_high = tables.mistaken.tolist(), tables.mistaken_as_high.tolist()
        self.knows, self.turns_on = caseload.knows.tolist(), caseload.turns_on.tolist()

    def need(self, life: Life, need: int, u: float, v: float) -> int:
        """The need as it is seen: 0 high, 1 moderate, 2 low."""
        heard = facts = 0
        for agency, at in life.heard.items():
            bit = self.bit[agency]
            if bit != NONE and at <= life.began:
                heard |= 1 << bit
                facts |= (self.knows[life.case] >> agency & 1) << bit
        turns = self.turns_on[life.case]
        fact = 0 if turns == NONE else self.bit[turns] + 1
        seen = LOW
        if need < LOW and u < self.seen[life.hurried][fact][facts]:
            seen = need
        elif need == HIGH and u < self.partly[life.hurried][fact][facts]:
            seen = MODERATE
        if need != HIGH and v < self.as_high[heard]:
            return HIGH
        if need == LOW and v < self.mistaken[heard]:
            return MODERATE
        return seen


def numbered(cases: Ints) -> dict[int, int]:
    """Say at which place of what was drawn for some cases each of them stands."""
    return {case: place for place, case in enumerate(cases.tolist())}
