"""Names of things in a story, as shown to people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hubsim.measures.passing import OUTSIDE
from hubsim.program import Program
from hubsim.program.kinds import NONE
from hubsim.program.layout import Passage
from hubsim.spec.hub import Hub


@dataclass(frozen=True, slots=True)
class Names:
    """Names by number.

    Parameters
    ----------
    program : Program
    hub : Hub
        The same hub, with its labels.
    """

    program: Program
    hub: Hub

    def when(self, second: int) -> str:
        """Local date and time."""
        return self.program.clock.local(second).strftime("%a %d %b %Y %H:%M")

    def source(self, number: int) -> str:
        """Of a source of contacts."""
        return self.hub.label("contacts", self.program.sources[number])

    def rating(self, number: int) -> str:
        """Of a rating."""
        return self.hub.label("ratings", self.program.ratings[number])

    def stage(self, number: int) -> str:
        """Of a stage; nothing for leaving."""
        return "" if number == NONE else self.hub.label("stages", self.program.stages[number])

    def outcome(self, number: int) -> str:
        """Of an outcome."""
        return self.hub.label("outcomes", self.program.outcomes[number])

    def agency(self, number: int) -> str:
        """Of an agency."""
        return self.hub.label("agencies", self.program.agencies[number])

    def agencies(self, numbers: Iterable[int]) -> str:
        """Of several agencies, one after the other."""
        return and_so([self.agency(number) for number in numbers])

    def roles(self, numbers: Iterable[int]) -> str:
        """Of several roles."""
        return " and ".join(self.hub.label("roles", self.program.roles[r]) for r in numbers)

    def channel(self, number: int) -> str:
        """Of a channel, inside a sentence."""
        if number >= len(self.program.channels) or self.hub.working_together is None:
            return OUTSIDE
        name = self.program.channels[number]
        label = self.hub.working_together.channels[name].label or name.replace("_", " ")
        return label[0].lower() + label[1:]

    def passage(self, passage: Passage) -> str:
        """What is on its way."""
        if passage.kind == "question":
            return f"the question to {self.agency(passage.to)}"
        if passage.kind == "reply":
            return f"the reply of {self.agency(passage.of)}"
        return f"the case, handed from {self.agency(passage.of)} to {self.agency(passage.to)},"


def and_so(names: list[str]) -> str:
    """Say names one after the other."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


__all__ = ["Names", "and_so"]
