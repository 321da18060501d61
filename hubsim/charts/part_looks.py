"""How a part of the time ledger looks: the same in every chart."""

from __future__ import annotations

from typing import NamedTuple

from hubsim.charts.theme import DARK_BLUE, DARK_GREY, DARK_PINK, ORANGE, TURQUOISE, WHITE
from hubsim.program import Part


class Look(NamedTuple):
    """How a kind of time is drawn: its height says what it is as well as its colour."""

    said: str
    fill: str
    high: float
    parts: tuple[Part, ...]


LOOKS = (
    Look("In somebody's hands", DARK_BLUE, 20, (Part.WORKED,)),
    Look("Waiting for a person who is there, for a meeting, or for something else", ORANGE, 12,
         (Part.PERSON, Part.MEETING, Part.WAITING)),
    Look("Waiting for somebody to come on shift", WHITE, 12, (Part.SHIFT,)),
    Look("Waiting for a reply", TURQUOISE, 12, (Part.REPLY,)),
    Look("On its way, not yet seen", DARK_GREY, 5, (Part.TRANSIT,)),
    Look("Lost, in dispute, or being clarified", DARK_PINK, 16,
         (Part.DROPPED, Part.DISPUTE, Part.REDONE)),
)  # fmt: skip
LOOK_OF = {part: look for look in LOOKS for part in look.parts}

__all__ = ["LOOKS", "LOOK_OF", "Look"]
